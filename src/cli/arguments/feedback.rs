//! Arguments of the commands on feedback.

use crate::id::CollectorId;
use crate::id::OrganizationId;
use clap::Args;
use clap::Subcommand;
use std::path::PathBuf;

/// `alerts`
#[derive(Debug, Subcommand)]
pub enum AlertsCommand {
    /// 检查所有采集端是否失联、落后、拒收，并发送待发的回调；供 cron 使用 (review collectors and send what waits)
    Check,
}

/// To whom a pull is reported.
#[derive(Debug, Args)]
pub struct ReportArguments {
    /// 取完后以这个采集端名义回报 (report the outcome as this collector)
    #[arg(long, value_name = "COLLECTOR")]
    pub report_as: Option<CollectorId>,
    /// 回报到的服务地址，以 /api/v1 结尾；不写则为来源 (server to report to; the source without it)
    #[arg(long, value_name = "URL", requires = "report_as")]
    pub report_to: Option<String>,
}

/// `report`
#[derive(Debug, Args)]
pub struct ReportCommand {
    /// 服务地址，以 /api/v1 结尾 (server)
    #[arg(long)]
    pub to: String,
    /// 机构 (organization)
    #[arg(long)]
    pub organization: OrganizationId,
    /// 采集端 (collector)
    #[arg(long)]
    pub collector: CollectorId,
    /// translate --counts 写出的文件 (file of counts)
    #[arg(long, value_name = "FILE", required_unless_present = "store")]
    pub from: Option<PathBuf>,
    /// pull 保存的目录，回报其状态 (folder of pull, whose status is reported)
    #[arg(long, conflicts_with = "from")]
    pub store: Option<PathBuf>,
    /// How the server is reached.
    #[command(flatten)]
    pub connection: super::snapshot::ConnectionArguments,
}
