//! The command line.

pub mod account;
pub mod audit;
pub mod backup;
pub mod catalogue;
pub mod concept_map;
pub mod coverage;
mod divisions;
pub mod feedback;
mod import;
pub mod mappings;
pub mod organization;
mod registry;
pub mod snapshot;
pub mod translate;
pub mod work_list;

pub use divisions::ImportDivisionsCommand;
pub use divisions::ImportSuccessionCommand;
pub use divisions::SuccessionCommand;
pub use import::ImportCommand;
pub use import::ImportDictionaryCommand;
pub use import::ImportEditionCommand;
pub use registry::AddAuthorityCommand;
pub use registry::AuthorityCommand;
pub use registry::CodeSystemCommand;
pub use registry::DescribeEditionCommand;
pub use registry::DiffEditionsCommand;
pub use registry::EditionCommand;
pub use registry::ImpactCommand;
pub use registry::RegisterCodeSystemCommand;
pub use registry::RegisterEditionCommand;

use crate::id::KindId;
use crate::registry::exchange::Format;
use clap::Args;
use clap::Parser;
use clap::Subcommand;
use concept_map::ConceptMapCommand;
use std::path::PathBuf;

/// 值域 Zhiyu：标准注册与值域对照服务 (standards registry and value-domain mapping service)
#[derive(Debug, Parser)]
#[command(name = "zhiyu", version, after_help = EXIT_CODES)]
pub struct Arguments {
    /// 数据目录 (folder that holds all state)
    #[arg(long, env = "ZHIYU_DATA", default_value = "./zhiyu-data", global = true)]
    pub data: PathBuf,
    /// 以 JSON 输出，供程序读取 (answer in JSON, for programs)
    #[arg(long, global = true)]
    pub json: bool,
    /// 以哪个账户的名义操作，记入审计日志 (account that the audit log names)
    #[arg(long = "as", value_name = "ACCOUNT", default_value = "operator", global = true)]
    pub account: String,
    /// 命令
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "退出码 Exit codes: 0 成功 success; 1 内部错误 internal error; 2 命令行有误 wrong command line; \
    3 输入被拒绝 input refused; 4 不存在 not found; 5 状态冲突 conflict; 6 无权 not allowed; 7 暂不可用 unavailable";

/// Reads a format of an edition.
fn edition_format(text: &str) -> Result<Format, String> {
    let words = || Format::ALL.map(Format::as_str).join(", ");
    Format::parse(text).ok_or_else(|| format!("one of {}", words()))
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 启动服务 (serve the web API)
    Serve(ServeCommand),
    /// 导入标准版本或本地字典 (import an edition or a local dictionary)
    #[command(subcommand)]
    Import(ImportCommand),
    /// 导出 (write an edition to a file)
    #[command(subcommand)]
    Export(ExportCommand),
    /// 列出列模板 (list the column profiles for imports)
    Profiles,
    /// 对照的状态和步骤 (the life of a mapping as a table: steps, states, roles)
    Steps {
        /// 用英文 (in English)
        #[arg(long)]
        english: bool,
    },
    /// 标准之间的对照表 (concept maps between standards)
    #[command(subcommand)]
    ConceptMap(ConceptMapCommand),
    /// 查看、检验和登记代码系统的种类 (kinds of code systems)
    #[command(subcommand)]
    Kind(KindCommand),
    /// 登记机构 (register organizations)
    #[command(subcommand)]
    Organization(organization::OrganizationCommand),
    /// 为整个字典推荐标准编码 (suggest standard codes for a dictionary)
    Suggest(SuggestCommand),
    /// 用已知答案评价推荐的质量和速度 (measure suggestions on known answers)
    Evaluate(EvaluateCommand),
    /// 校验字段的值：哪些在值域内，哪些不在，为什么 (which values may stand in a field, which not, and why)
    Validate(catalogue::ValidateCommand),
    /// 发布已审核的对照 (publish approved mappings as a release)
    Publish(PublishCommand),
    /// 比较两个发布版 (compare two releases)
    Diff(DiffCommand),
    /// 旧编码今为何码 (what became of a code)
    Succession(SuccessionCommand),
    /// 管理访问令牌 (manage access tokens)
    #[command(subcommand)]
    Token(TokenCommand),
    /// 升级或查看数据库结构 (bring the schema up to date, or list its migrations)
    Migrate(MigrateCommand),
    /// 输出接口说明文件 (write the OpenAPI document)
    Openapi(OpenapiCommand),
    /// 用示例医院演示全过程 (the whole story with a sample hospital)
    Demo(DemoCommand),
    /// 比较两个标准版本 (compare two editions)
    DiffEditions(DiffEditionsCommand),
    /// 标准版本的送审、退回、发布、停用 (the life of an edition)
    #[command(subcommand)]
    Edition(EditionCommand),
    /// 登记代码系统 (register code systems)
    #[command(subcommand)]
    CodeSystem(CodeSystemCommand),
    /// 登记注册机构 (register registration authorities)
    #[command(subcommand)]
    Authority(AuthorityCommand),
    /// 对照的导出和导入：SSSOM、FHIR ConceptMap、Usagi、清单 (mappings as files of other programs)
    #[command(subcommand)]
    Mappings(mappings::MappingsCommand),
    /// 对码统计 (figures of coverage, frozen at cuts)
    #[command(subcommand)]
    Coverage(coverage::CoverageCommand),
    /// 签名密钥：生成、轮换、吊销 (signing keys)
    #[command(subcommand)]
    Key(snapshot::KeyCommand),
    /// 采集端取快照：核对后才采用，否则保留上一个完好的 (pull snapshots; the last good one is kept)
    Pull(snapshot::PullCommand),
    /// 把快照写成静态文件，供静态服务器或介质传递 (snapshots as plain files)
    ExportSite(snapshot::ExportSiteCommand),
    /// 只凭根公钥核对一个目录中的快照 (check a folder of snapshots)
    Verify(snapshot::VerifyCommand),
    /// 工作列表与 Excel 往返 (work lists out to Excel and back)
    #[command(subcommand)]
    WorkList(work_list::WorkListCommand),
    /// 用快照文件转换一天的数据，不需要服务 (convert a day's file with a snapshot in files)
    Translate(Box<translate::TranslateCommand>),
    /// 审计日志：核对、查询、导出、归档、检查点 (the audit log)
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// 告警：检查采集端，发送回调 (alerts: look at collectors, send webhooks)
    #[command(subcommand)]
    Alerts(feedback::AlertsCommand),
    /// 采集端回报：在用的发布版，未能转换的编码 (tell the server what a collector runs and could not convert)
    Report(feedback::ReportCommand),
    /// 账户与授权 (accounts and what they hold)
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// 在线备份到一个文件 (back the running database up to a file)
    Backup(backup::BackupCommand),
    /// 把备份恢复到空数据库 (restore a backup into an empty database)
    Restore(backup::RestoreCommand),
}

/// `serve`
#[derive(Debug, Args)]
pub struct ServeCommand {
    /// 监听地址 (address and port; overrides the settings)
    #[arg(long)]
    pub listen: Option<String>,
}

/// `export`
#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    /// 导出标准版本的全部内容 (a whole edition)
    Edition(ExportEditionCommand),
    /// 导出采集规范的字段和表 (the fields and tables of a specification)
    Specification(catalogue::ExportSpecificationCommand),
    /// 导出值域的全部版本 (every version of value domains)
    ValueDomains(catalogue::ExportCatalogueCommand),
    /// 导出数据元的全部版本 (every version of data elements)
    DataElements(catalogue::ExportCatalogueCommand),
    /// 导出沿革表 (a list of changes)
    Succession(ExportEditionCommand),
}

/// `export edition`, `export succession`
#[derive(Debug, Args)]
pub struct ExportEditionCommand {
    /// 代码系统，如 icd-10 (code system)
    #[arg(long)]
    pub system: String,
    /// 版本，如 guolin-2.0 (edition)
    #[arg(long)]
    pub edition: String,
    /// 格式 csv、tsv、xlsx、fhir；不写则看文件名 (format; told by the file's name without it)
    #[arg(long, value_parser = edition_format)]
    pub format: Option<Format>,
    /// 写入的文件 (file to write)
    #[arg(long)]
    pub out: PathBuf,
}

/// `kind`
#[derive(Debug, Subcommand)]
pub enum KindCommand {
    /// 列出种类 (list them)
    List,
    /// 用种类检验编码；有错误时退出码为 3 (hold codes against a kind)
    Check(CheckKindCommand),
    /// 登记种类：TOML 文件 (register one by its TOML)
    Add(AddKindCommand),
}

/// `kind check`
#[derive(Debug, Args)]
pub struct CheckKindCommand {
    /// 种类，如 icd-10-guolin (kind)
    #[arg(long)]
    pub kind: KindId,
    /// 编码 (codes)
    #[arg(required = true, value_name = "CODE")]
    pub codes: Vec<String>,
}

/// `kind add`
#[derive(Debug, Args)]
pub struct AddKindCommand {
    /// TOML 文件，格式见 docs/kinds.md (file)
    pub file: PathBuf,
    /// 种类标识，不写则用文件名 (id; the name of the file without it)
    #[arg(long)]
    pub id: Option<KindId>,
}

/// `suggest`
#[derive(Debug, Args)]
pub struct SuggestCommand {
    /// 机构 (organization)
    #[arg(long)]
    pub organization: String,
    /// 字典 (dictionary)
    #[arg(long)]
    pub dictionary: String,
    /// 输出的 CSV 文件 (CSV file to write)
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// `evaluate`
#[derive(Debug, Args)]
pub struct EvaluateCommand {
    /// 标准条目，TSV：code name (entries of the standard)
    #[arg(long)]
    pub concepts: PathBuf,
    /// 问题，TSV：source targets，多个目标用 ## 分隔 (questions; several targets are joined by ##)
    #[arg(long)]
    pub queries: PathBuf,
    /// 历史对照，格式同上，可重复 (approved mappings, same format; may be repeated)
    #[arg(long)]
    pub history: Vec<PathBuf>,
    /// 用这份决策树代替随附的 (trees to use instead of the shipped ones)
    #[arg(long, hide = true)]
    pub ranker: Option<PathBuf>,
    /// 不评价，只写出候选特征供训练 (write the features for training instead)
    #[arg(long, hide = true)]
    pub features: Option<PathBuf>,
}

/// `publish`
#[derive(Debug, Args)]
pub struct PublishCommand {
    /// 机构 (organization)
    #[arg(long)]
    pub organization: String,
    /// 说明 (note)
    #[arg(long, default_value = "")]
    pub note: String,
    /// 生效时间 RFC 3339 (from when it shall be used)
    #[arg(long)]
    pub effective_at: Option<String>,
    /// 请求键：同一键只发布一次 (request key; the same key publishes once)
    #[arg(long)]
    pub request_key: Option<String>,
    /// 紧急放行：在冻结时段内生效的理由 (why it must become effective in the freeze window)
    #[arg(long)]
    pub override_reason: Option<String>,
    /// 先发给百分之几的采集程序 (to how many of a hundred collectors first)
    #[arg(long)]
    pub percent: Option<i64>,
    /// 只预演：将发布什么，不写入 (only say what would be published; nothing is written)
    #[arg(long, conflicts_with = "roll_back_to")]
    pub dry_run: bool,
    /// 回退：把该号发布版的内容作为新版发布，--note 写理由 (roll back to this release; --note is the reason)
    #[arg(long, value_name = "RELEASE", conflicts_with = "percent")]
    pub roll_back_to: Option<i64>,
}

/// `diff`
#[derive(Debug, Args)]
pub struct DiffCommand {
    /// 机构 (organization)
    #[arg(long)]
    pub organization: String,
    /// 起点发布版，0 表示首个发布版之前 (earlier release; 0 is before the first)
    #[arg(long)]
    pub from: i64,
    /// 终点发布版 (later release)
    #[arg(long)]
    pub to: i64,
    /// 写入 CSV 文件，不写则打印 (CSV file to write; printed without it)
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// `token`
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// 创建令牌，只显示一次 (make a token; shown once)
    Create(CreateTokenCommand),
    /// 列出令牌 (list them)
    List,
    /// 吊销令牌 (end one)
    Revoke(RevokeTokenCommand),
    /// 轮换令牌：换发密文，旧的在重叠期内仍可用 (give one a new secret; the old one stays good for a while)
    Rotate(account::RotateTokenCommand),
}

/// `token create`
#[derive(Debug, Args)]
pub struct CreateTokenCommand {
    /// 账户：人或程序 (the person or program that will act)
    #[arg(long = "for", value_name = "ACCOUNT")]
    pub holder: String,
    /// 角色 administrator、registrar、curator、reviewer、publisher、auditor、collector (role)
    #[arg(long)]
    pub role: String,
    /// 机构，以逗号分隔；* 表示全部 (organizations; * is all)
    #[arg(long, default_value = "*")]
    pub organization: String,
    /// 到期时间 RFC 3339 (until when it is good)
    #[arg(long)]
    pub expires_at: Option<String>,
}

/// `token revoke`
#[derive(Debug, Args)]
pub struct RevokeTokenCommand {
    /// 令牌编号 (token id)
    pub id: String,
}

/// `migrate`
#[derive(Debug, Args)]
pub struct MigrateCommand {
    /// 只列出本程序的迁移 (only list the migrations of this program)
    #[arg(long)]
    pub list: bool,
}

/// `openapi`
#[derive(Debug, Args)]
pub struct OpenapiCommand {
    /// 写入文件，不写则打印 (file to write; printed without it)
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// `demo`
#[derive(Debug, Args)]
pub struct DemoCommand {
    /// 演示结束后退出，不继续提供服务 (stop at the end instead of serving)
    #[arg(long)]
    pub exit: bool,
    /// 监听地址 (address and port)
    #[arg(long, default_value = "127.0.0.1:0")]
    pub listen: String,
}
