//! `zhiyu import`

use super::ImportDivisionsCommand;
use super::ImportSuccessionCommand;
use super::catalogue;
use super::concept_map::ImportMapCommand;
use super::edition_format;
use crate::id::KindId;
use crate::registry::exchange::Format;
use clap::Args;
use clap::Subcommand;
use std::path::PathBuf;

/// `import`
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// 导入标准版本：CSV、TSV、XLSX、TXT、FHIR 或 ClaML (an edition of a code system)
    Edition(Box<ImportEditionCommand>),
    /// 导入一个文件夹的行政区划：年度、月度表和沿革 (a folder of division lists and their successions)
    Divisions(ImportDivisionsCommand),
    /// 导入沿革表 (a list of changes)
    Succession(ImportSuccessionCommand),
    /// 导入本地字典：CSV、TSV 或 XLSX，UTF-8 或 GB18030 (a hospital's dictionary)
    Dictionary(ImportDictionaryCommand),
    /// 导入标准之间的对照表：CSV、TSV、XLSX 或 FHIR ConceptMap (a concept map between standards)
    ConceptMap(Box<ImportMapCommand>),
    /// 批量登记值域 (value domains)
    ValueDomains(catalogue::CatalogueArguments),
    /// 批量登记数据元 (data elements)
    DataElements(catalogue::CatalogueArguments),
    /// 导入采集规范的字段 (the fields of a specification)
    Specification(Box<catalogue::ImportSpecificationCommand>),
}

/// `import edition`
#[derive(Debug, Args)]
pub struct ImportEditionCommand {
    /// 代码系统，如 icd-10 (code system)
    #[arg(long)]
    pub system: String,
    /// 版本，如 guolin-2.0 (edition)
    #[arg(long)]
    pub edition: String,
    /// 文件 (file)
    #[arg(long)]
    pub file: PathBuf,
    /// 列模板，见 zhiyu profiles；下面另写的选项优先 (column profile; further options count instead of it)
    #[arg(long)]
    pub profile: Option<String>,
    /// 格式 csv、tsv、xlsx、txt、fhir、claml，不写则识别 (format; detected without it)
    #[arg(long, value_parser = edition_format)]
    pub format: Option<Format>,
    /// 工作表 (sheet of a workbook)
    #[arg(long)]
    pub sheet: Option<String>,
    /// 编码列，不写则猜测 (column of codes; guessed without it)
    #[arg(long)]
    pub code: Option<String>,
    /// 名称列，不写则猜测 (column of names; guessed without it)
    #[arg(long)]
    pub name: Option<String>,
    /// 上级编码列 (column of parents)
    #[arg(long)]
    pub parent: Option<String>,
    /// 状态列 (column of statuses)
    #[arg(long)]
    pub status: Option<String>,
    /// 可用标志列 (column that says whether a code may be used)
    #[arg(long)]
    pub assignable: Option<String>,
    /// 别名列，以 | 分隔 (column of other names)
    #[arg(long)]
    pub aliases: Option<String>,
    /// 其他要保留的列，以逗号分隔 (further columns to keep)
    #[arg(long, value_delimiter = ',')]
    pub property: Vec<String>,
    /// 版本名称 (title)
    #[arg(long, default_value = "")]
    pub title: String,
    /// 来源 (source)
    #[arg(long, default_value = "")]
    pub source: String,
    /// 可信度 V、V-、M、M-low (confidence)
    #[arg(long, default_value = "")]
    pub confidence: String,
    /// 生效日期 YYYY-MM-DD (first day in force)
    #[arg(long)]
    pub effective_from: Option<String>,
    /// 代码系统的种类，如 icd-10-guolin；用 kind list 查看 (kind of code system)
    #[arg(long)]
    pub kind: Option<KindId>,
    /// 只检查并与现行版比较，不写入；有错误时退出码为 3 (store nothing; show findings and the difference)
    #[arg(long)]
    pub dry_run: bool,
    /// 把全部检查结果写入 CSV 文件 (CSV file for all findings)
    #[arg(long, value_name = "FILE")]
    pub findings: Option<PathBuf>,
    /// 导入后立即发布 (publish in the same act)
    #[arg(long)]
    pub publish: bool,
}

/// `import dictionary`
#[derive(Debug, Args)]
pub struct ImportDictionaryCommand {
    /// 机构 (organization)
    #[arg(long)]
    pub organization: String,
    /// 字典，写成 业务系统/字典名，如 his/diagnosis (dictionary)
    #[arg(long)]
    pub dictionary: String,
    /// 文件 (file)
    #[arg(long)]
    pub file: PathBuf,
    /// 编码列，不写则猜测 (column of codes; guessed without it)
    #[arg(long)]
    pub code: Option<String>,
    /// 名称列，不写则猜测 (column of names; guessed without it)
    #[arg(long)]
    pub name: Option<String>,
    /// 使用次数列 (column of usage counts)
    #[arg(long)]
    pub usage: Option<String>,
    /// 其他要保留的列，以逗号分隔 (further columns to keep)
    #[arg(long, value_delimiter = ',')]
    pub attribute: Vec<String>,
    /// 目标版本，如 icd-10/guolin-2.0；首次导入必填 (target edition; needed the first time)
    #[arg(long)]
    pub target: Option<String>,
    /// 只看会有哪些变化，不写入 (only say what would change)
    #[arg(long)]
    pub dry_run: bool,
    /// 把全部变化写入 CSV 或 XLSX 文件 (CSV or XLSX file for everything that changed)
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}
