//! The commands around the audit log.

use clap::Args;
use clap::Subcommand;
use std::path::PathBuf;

/// `audit`
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// 核对日志、检查点和已发布的内容；不符时退出码为 5 (check the log, checkpoints and what is published)
    Verify(VerifyAuditCommand),
    /// 查询事件 (list events)
    List(ListAuditCommand),
    /// 导出事件为 CSV 或 XLSX (events as a table)
    Export(ExportAuditCommand),
    /// 归档：一段日志连同其证明，可离线核对 (a part of the log with its proof)
    Archive(ArchiveAuditCommand),
    /// 立即生成检查点，应存放在服务之外 (make a checkpoint, to be kept elsewhere)
    Checkpoint(CheckpointCommand),
}

/// `audit verify`
#[derive(Debug, Args)]
pub struct VerifyAuditCommand {
    /// 数据库，不写则按数据目录的配置 (database; that of the data folder without it)
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// 存放在别处的检查点，可重复 (checkpoint that was kept elsewhere; may be repeated)
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Vec<PathBuf>,
    /// 检查点须由这些公钥之一签名，可重复 (public key; one of them must have signed; may be repeated)
    #[arg(long, value_name = "FILE")]
    pub key: Vec<PathBuf>,
    /// 核对归档文件而不是数据库 (check an archive instead of a database)
    #[arg(long, value_name = "FILE", conflicts_with = "database")]
    pub archive: Option<PathBuf>,
}

/// Which events.
#[derive(Debug, Args)]
pub struct EventArguments {
    /// 机构 (organization)
    #[arg(long)]
    pub organization: Option<String>,
    /// 账户 (account)
    #[arg(long)]
    pub account: Option<String>,
    /// 对象及其下级 (object and whatever is below it)
    #[arg(long)]
    pub object: Option<String>,
    /// 操作，以逗号分隔；以点结尾表示一类 (actions; one that ends with a full stop is a family)
    #[arg(long)]
    pub action: Option<String>,
    /// 只看删除、撤回、吊销一类的操作 (only what took something away)
    #[arg(long)]
    pub removals: bool,
    /// 结果 success、refused、failed (outcome)
    #[arg(long)]
    pub outcome: Option<String>,
    /// 起 RFC 3339，含 (from)
    #[arg(long)]
    pub from: Option<String>,
    /// 止 RFC 3339，不含 (until)
    #[arg(long)]
    pub until: Option<String>,
    /// 新的在前 (newest first)
    #[arg(long)]
    pub newest: bool,
}

/// `audit list`
#[derive(Debug, Args)]
pub struct ListAuditCommand {
    /// Which.
    #[command(flatten)]
    pub which: EventArguments,
    /// 最多几条 (at most so many)
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub limit: u32,
}

/// `audit export`
#[derive(Debug, Args)]
pub struct ExportAuditCommand {
    /// Which.
    #[command(flatten)]
    pub which: EventArguments,
    /// 写入的文件，.csv 或 .xlsx (file to write)
    #[arg(long)]
    pub out: PathBuf,
}

/// `audit archive`
#[derive(Debug, Args)]
pub struct ArchiveAuditCommand {
    /// 第一条的序号 (sequence of the first event)
    #[arg(long, default_value_t = 1)]
    pub from: u64,
    /// 最后一条的序号，不写则到现在 (of the last; up to now without it)
    #[arg(long)]
    pub to: Option<u64>,
    /// 写入的文件 (file to write)
    #[arg(long)]
    pub out: PathBuf,
}

/// `audit checkpoint`
#[derive(Debug, Args)]
pub struct CheckpointCommand {
    /// 写入的文件，不写则打印 (file to write; printed without it)
    #[arg(long)]
    pub out: Option<PathBuf>,
}
