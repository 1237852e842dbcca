//! Arguments of the commands on coverage.

use clap::Args;
use clap::Subcommand;
use std::path::PathBuf;

/// `coverage`
#[derive(Debug, Subcommand)]
pub enum CoverageCommand {
    /// 查看此刻的或已定格的统计 (the figures of this moment, or frozen ones)
    Show(ShowCoverageCommand),
    /// 定格统计：周五 12:00 或每月第一天 00:00 (freeze the figures at a cut)
    Cut(CutCoverageCommand),
    /// 列出已定格的统计 (list the frozen reports of an organization)
    List(ListCoverageCommand),
}

/// `coverage show`
#[derive(Debug, Args)]
pub struct ShowCoverageCommand {
    /// 机构；不写则为全部机构 (organization; all of them without it)
    #[arg(long)]
    pub organization: Option<String>,
    /// 已定格的时点，如 weekly-2026-11-20；不写则为此刻 (a cut; this moment without it)
    #[arg(long)]
    pub cut: Option<String>,
    /// 分组 organization、campus、source-system、dictionary、table、field、value-domain (how figures are put together)
    #[arg(long, default_value = "dictionary")]
    pub by: String,
    /// 表 rates、counts、added、unmapped、differing、progress（周报），用于 CSV 和 XLSX (which table, for CSV and XLSX)
    #[arg(long, default_value = "rates")]
    pub table: String,
    /// 写入的文件，以 .csv、.xlsx 或 .json 结尾 (file to write)
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// `coverage cut`
#[derive(Debug, Args)]
pub struct CutCoverageCommand {
    /// 机构；不写则为全部机构 (organization; all of them without it)
    #[arg(long)]
    pub organization: Option<String>,
    /// weekly 周报、monthly 月报 (period)
    #[arg(long)]
    pub period: String,
    /// 时点所在日 YYYY-MM-DD；不写则为最近一个 (day of the cut; the last one without it)
    #[arg(long)]
    pub day: Option<String>,
}

/// `coverage list`
#[derive(Debug, Args)]
pub struct ListCoverageCommand {
    /// 机构 (organization)
    #[arg(long)]
    pub organization: String,
}
