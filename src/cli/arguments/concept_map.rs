//! The arguments of `import concept-map` and `concept-map`.

use crate::mapping::concept_map::MapFormat;
use clap::Args;
use clap::Subcommand;
use std::path::PathBuf;

/// Reads a format of a concept map.
fn map_format(text: &str) -> Result<MapFormat, String> {
    let words = || MapFormat::ALL.map(MapFormat::as_str).join(", ");
    MapFormat::parse(text).ok_or_else(|| format!("one of {}", words()))
}

/// `import concept-map`
#[derive(Debug, Args)]
pub struct ImportMapCommand {
    /// 对照表，如 icd-10-guolin-to-yibao；没有则登记 (concept map; registered if it is new)
    #[arg(long)]
    pub map: String,
    /// 对照表版本 (version)
    #[arg(long)]
    pub version: String,
    /// 源版本，如 icd-10/guolin-2.0 (edition that it leads from)
    #[arg(long)]
    pub source: String,
    /// 目标版本，如 icd-10/yibao-2.0 (edition that it leads to)
    #[arg(long)]
    pub target: String,
    /// 文件 (file)
    #[arg(long)]
    pub file: PathBuf,
    /// 格式 csv、tsv、xlsx、fhir，不写则识别 (format; detected without it)
    #[arg(long, value_parser = map_format)]
    pub format: Option<MapFormat>,
    /// 工作表 (sheet of a workbook)
    #[arg(long)]
    pub sheet: Option<String>,
    /// 源编码列；各列都不写时取四列：编码、名称、编码、名称 (source codes; four columns without any)
    #[arg(long)]
    pub source_code: Option<String>,
    /// 源名称列 (source names)
    #[arg(long)]
    pub source_name: Option<String>,
    /// 目标编码列 (target codes)
    #[arg(long)]
    pub target_code: Option<String>,
    /// 目标名称列 (target names)
    #[arg(long)]
    pub target_name: Option<String>,
    /// 关系列 equivalent、narrower、broader、related (relationships)
    #[arg(long)]
    pub relationship: Option<String>,
    /// 说明列 (comments)
    #[arg(long)]
    pub comment: Option<String>,
    /// 来源 (where it was taken from)
    #[arg(long, default_value = "")]
    pub provenance: String,
    /// 导入后立即发布 (publish in the same act)
    #[arg(long)]
    pub publish: bool,
}

/// `concept-map`
#[derive(Debug, Subcommand)]
pub enum ConceptMapCommand {
    /// 列出对照表及其版本 (list the concept maps and their versions)
    List,
    /// 发布一个版本 (publish a version)
    Publish(MapVersionCommand),
    /// 转换一个编码 (translate a code)
    Translate(TranslateCommand),
    /// 报告一个版本的损失 (what a version loses)
    Losses(LossesCommand),
    /// 串接两个对照表 (one map after another)
    Compose(ComposeCommand),
    /// 导出一个版本 (write a version to a file)
    Export(ExportMapCommand),
    /// 比较两个版本 (compare two versions)
    Diff(MapDiffCommand),
}

/// A version of a concept map.
#[derive(Debug, Args)]
pub struct MapVersionCommand {
    /// 写成 对照表/版本 (map/version)
    pub of: String,
}

/// `concept-map translate`
#[derive(Debug, Args)]
pub struct TranslateCommand {
    /// 写成 对照表/版本 (map/version)
    pub of: String,
    /// 编码 (code)
    #[arg(long)]
    pub code: String,
    /// 由目标编码查源编码 (from target to source)
    #[arg(long)]
    pub reverse: bool,
}

/// `concept-map losses`
#[derive(Debug, Args)]
pub struct LossesCommand {
    /// 写成 对照表/版本 (map/version)
    pub of: String,
    /// 各处写入 CSV 文件 (CSV file for the places)
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// `concept-map compose`
#[derive(Debug, Args)]
pub struct ComposeCommand {
    /// 前一个，写成 对照表/版本 (the first, as map/version)
    #[arg(long)]
    pub first: String,
    /// 后一个 (the second)
    #[arg(long)]
    pub second: String,
    /// 存为此版本的草稿，写成 对照表/版本 (keep it as a draft of this version)
    #[arg(long = "save", value_name = "MAP/VERSION")]
    pub keep: Option<String>,
}

/// `concept-map export`
#[derive(Debug, Args)]
pub struct ExportMapCommand {
    /// 写成 对照表/版本 (map/version)
    pub of: String,
    /// 格式 csv、tsv、xlsx、fhir-r4、fhir-r5 (format)
    #[arg(long, value_parser = map_format)]
    pub format: MapFormat,
    /// 写入的文件 (file to write)
    #[arg(long)]
    pub out: PathBuf,
}

/// `concept-map diff`
#[derive(Debug, Args)]
pub struct MapDiffCommand {
    /// 对照表 (concept map)
    pub map: String,
    /// 较早的版本 (earlier version)
    #[arg(long)]
    pub from: String,
    /// 较晚的版本 (later version)
    #[arg(long)]
    pub to: String,
}
