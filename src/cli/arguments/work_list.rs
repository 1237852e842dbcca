//! The commands on work lists as files.

use clap::Args;
use clap::Subcommand;
use std::path::PathBuf;

/// `work-list`
#[derive(Debug, Subcommand)]
pub enum WorkListCommand {
    /// 导出为 Excel 或 CSV (write a work list to a workbook or a CSV)
    Export(Box<ExportWorkListCommand>),
    /// 导入编辑过的文件：三方合并 (merge an edited file)
    Import(Box<ImportWorkListCommand>),
}

/// Which dictionary, and in whose name.
#[derive(Debug, Args)]
pub struct WorkListArguments {
    /// 机构 (organization)
    #[arg(long)]
    pub organization: String,
    /// 字典 (dictionary)
    #[arg(long)]
    pub dictionary: String,
    /// 令牌文件，也可用环境变量 `ZHIYU_TOKEN`；本机操作员不能编制和审核 (file with the token of a curator or reviewer; the operator may neither draft nor review)
    #[arg(long, env = "ZHIYU_TOKEN_FILE", value_name = "FILE")]
    pub token_file: Option<PathBuf>,
}

/// `work-list export`
#[derive(Debug, Args)]
pub struct ExportWorkListCommand {
    /// 字典和令牌 (dictionary and token)
    #[command(flatten)]
    pub of: WorkListArguments,
    /// 只要这种状态 unmapped、suggested、drafted、in-review、returned、approved、released、needs-recheck (only this state)
    #[arg(long)]
    pub state: Option<String>,
    /// 编码或名称含有 (a text in code or name)
    #[arg(long)]
    pub text: Option<String>,
    /// 使用次数不少于 (least usage)
    #[arg(long)]
    pub usage_from: Option<i64>,
    /// 首个推荐的得分不低于，千分数 (least score of the first suggestion, in thousandths)
    #[arg(long)]
    pub score_from: Option<u16>,
    /// 首个推荐的得分不高于，千分数 (highest score, in thousandths)
    #[arg(long)]
    pub score_to: Option<u16>,
    /// 写入的 .xlsx 或 .csv 文件 (file to write)
    #[arg(long)]
    pub out: PathBuf,
}

/// `work-list import`
#[derive(Debug, Args)]
pub struct ImportWorkListCommand {
    /// 字典和令牌 (dictionary and token)
    #[command(flatten)]
    pub of: WorkListArguments,
    /// 编辑过的文件 (edited file)
    #[arg(long)]
    pub file: PathBuf,
    /// 只试算，不写入 (only tell what would be done)
    #[arg(long)]
    pub dry_run: bool,
    /// 有冲突的行跳过，其余照做；不写则整个文件拒绝 (apply the rows without conflict)
    #[arg(long)]
    pub skip_conflicts: bool,
    /// 把结果写入 .xlsx 文件，冲突标红 (workbook of conflicts, errors and notes to write)
    #[arg(long)]
    pub out: Option<PathBuf>,
}
