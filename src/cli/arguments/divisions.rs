//! The commands of divisions and succession.

use crate::registry::succession::Profile;
use clap::Args;
use std::path::PathBuf;

/// Reads the form of a file of changes.
fn profile(text: &str) -> Result<Profile, String> {
    let words = || Profile::ALL.map(Profile::as_str).join(", ");
    Profile::parse(text).ok_or_else(|| format!("one of {}", words()))
}

/// `import divisions`
#[derive(Debug, Args)]
pub struct ImportDivisionsCommand {
    /// 文件夹：`data/YYYY.txt`、`result.csv`、`sub-county-diff.xlsx`，或 `YYYYMM.tsv`、`stats_YYYYMM.tsv` (folder)
    #[arg(long)]
    pub folder: PathBuf,
    /// 来源，记入每个版本 (source, kept with every edition)
    #[arg(long, default_value = "")]
    pub source: String,
    /// 可信度 V、V-、M、M-low (confidence)
    #[arg(long, default_value = "")]
    pub confidence: String,
}

/// `import succession`
#[derive(Debug, Args)]
pub struct ImportSuccessionCommand {
    /// 代码系统 (code system)
    #[arg(long)]
    pub system: String,
    /// 沿革表的名称 (name of the list)
    #[arg(long)]
    pub edition: String,
    /// 文件 (file)
    #[arg(long)]
    pub file: PathBuf,
    /// 格式 events、lives、sheets (form of the file)
    #[arg(long, value_parser = profile)]
    pub profile: Profile,
    /// 来源 (source)
    #[arg(long, default_value = "")]
    pub source: String,
    /// 可信度 V、V-、M、M-low (confidence)
    #[arg(long, default_value = "")]
    pub confidence: String,
    /// 导入后立即发布 (publish in the same act)
    #[arg(long)]
    pub publish: bool,
}

/// `succession`
#[derive(Debug, Args)]
pub struct SuccessionCommand {
    /// 代码系统 (code system)
    #[arg(long)]
    pub system: String,
    /// 沿革表，不写则用最近发布的 (list; the one published last without it)
    #[arg(long)]
    pub list: Option<String>,
    /// 旧编码 (old code)
    #[arg(long, conflicts_with = "input", required_unless_present = "input")]
    pub code: Option<String>,
    /// 编码有效的日期 1990、1990-05 或 1990-05-12 (date on which it was in force)
    #[arg(long, required_unless_present = "date_column")]
    pub date: Option<String>,
    /// 截至日期，不写则到表末 (as of when; the end of the list without it)
    #[arg(long)]
    pub to: Option<String>,
    /// 批量：带编码列的文件 (a file with a column of codes)
    #[arg(long = "in", value_name = "FILE", requires = "out")]
    pub input: Option<PathBuf>,
    /// 编码列 (column of codes)
    #[arg(long, default_value = "code")]
    pub column: String,
    /// 日期列，不写则都用 --date (column of dates; --date for all without it)
    #[arg(long)]
    pub date_column: Option<String>,
    /// 批量结果 CSV (CSV file to write)
    #[arg(long)]
    pub out: Option<PathBuf>,
}
