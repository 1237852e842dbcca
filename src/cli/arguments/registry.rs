//! The commands of the registry's own life: editions, code systems, authorities.

use crate::id::KindId;
use clap::Args;
use clap::Subcommand;
use std::path::PathBuf;

/// `diff-editions`
#[derive(Debug, Args)]
pub struct DiffEditionsCommand {
    /// 原版本，如 icd-10/guolin-1.1 (edition before)
    #[arg(long)]
    pub from: String,
    /// 新版本，可属于另一个代码系统 (edition after)
    #[arg(long)]
    pub to: String,
    /// 只看一种变更 added、removed、renamed、reparented、status-changed、assignable-changed、designations-changed、properties-changed (only this change)
    #[arg(long)]
    pub change: Option<String>,
    /// 写入 .csv 或 .xlsx 文件，不写则打印 CSV (file to write; CSV is printed without it)
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// `edition`
#[derive(Debug, Subcommand)]
pub enum EditionCommand {
    /// 查看版本、其经历和注册状态 (an edition, its steps and registrations)
    Show(EditionArgument),
    /// 列出某日有效的版本 (the editions in force on a day)
    InForce(InForceCommand),
    /// 编辑草稿的说明；空文字表示删去 (what is said of a draft; an empty text takes it away)
    Describe(Box<DescribeEditionCommand>),
    /// 提交审核 (submit a draft for review)
    Submit(EditionStepCommand),
    /// 退回，须写理由 (return from review, with a reason)
    Return(EditionStepCommand),
    /// 发布；草稿即免审发布 (publish; a draft without review)
    Publish(EditionArgument),
    /// 停用，须写理由 (retire, with a reason)
    Retire(EditionStepCommand),
    /// 登记注册机构给出的注册状态 (the status that an authority gives)
    Register(RegisterEditionCommand),
    /// 评估影响范围：发布前看哪些机构的多少条对照受影响 (how far an edition reaches, before it is published)
    Impact(ImpactCommand),
}

/// `edition impact`
#[derive(Debug, Args)]
pub struct ImpactCommand {
    /// 版本，如 icd-10/guolin-2.0 (edition)
    pub edition: String,
    /// 原版本标识，如 guolin-1.1；不写则为它取代的版本 (edition before; the one that it replaces without it)
    #[arg(long)]
    pub from: Option<String>,
}

/// An edition.
#[derive(Debug, Args)]
pub struct EditionArgument {
    /// 版本，如 icd-10/guolin-2.0 (edition)
    pub edition: String,
}

/// `edition in-force`
#[derive(Debug, Args)]
pub struct InForceCommand {
    /// 代码系统，如 icd-10 (code system)
    pub system: String,
    /// 日期 YYYY-MM-DD，不写则为今天 (day; today without it)
    #[arg(long)]
    pub as_of: Option<String>,
}

/// `edition submit|return|retire`
#[derive(Debug, Args)]
pub struct EditionStepCommand {
    /// 版本，如 icd-10/guolin-2.0 (edition)
    pub edition: String,
    /// 理由 (reason)
    #[arg(long, default_value = "")]
    pub reason: String,
}

/// `edition describe`
#[derive(Debug, Args)]
pub struct DescribeEditionCommand {
    /// 版本，如 icd-10/guolin-2.0 (edition)
    pub edition: String,
    /// 版本名称 (title)
    #[arg(long)]
    pub title: Option<String>,
    /// 来源 (source)
    #[arg(long)]
    pub source: Option<String>,
    /// 可信度 V、V-、M、M-low (confidence)
    #[arg(long)]
    pub confidence: Option<String>,
    /// 生效日期 YYYY-MM-DD (first day in force)
    #[arg(long)]
    pub effective_from: Option<String>,
    /// 失效日期 YYYY-MM-DD，当日仍有效 (last day in force)
    #[arg(long)]
    pub effective_to: Option<String>,
    /// 取代同一代码系统的哪个版本 (the edition that it replaces)
    #[arg(long)]
    pub replaces: Option<String>,
    /// 发布文号 (number of its document)
    #[arg(long)]
    pub document_number: Option<String>,
    /// 说明 (note)
    #[arg(long)]
    pub note: Option<String>,
}

/// `edition register`
#[derive(Debug, Args)]
pub struct RegisterEditionCommand {
    /// 版本，如 icd-10/guolin-2.0 (edition)
    pub edition: String,
    /// 注册机构 (authority)
    #[arg(long)]
    pub authority: String,
    /// 状态 incomplete 不完整、candidate 候选、recorded 已记录、qualified 合格、standard 标准、preferred-standard 首选标准、superseded 被取代、retired 停用、application 应用级、historical 历史 (status)
    #[arg(long)]
    pub status: String,
    /// 理由 (reason)
    #[arg(long)]
    pub reason: String,
}

/// `code-system`
#[derive(Debug, Subcommand)]
pub enum CodeSystemCommand {
    /// 登记代码系统，或整体更新其说明 (register one, or say something else of one)
    Register(RegisterCodeSystemCommand),
}

/// `code-system register`
#[derive(Debug, Args)]
pub struct RegisterCodeSystemCommand {
    /// 代码系统，如 icd-10 (code system)
    pub system: String,
    /// 名称 (title)
    #[arg(long)]
    pub title: String,
    /// 英文名称 (English title)
    #[arg(long, default_value = "")]
    pub title_en: String,
    /// 发布单位 (publisher)
    #[arg(long)]
    pub publisher: String,
    /// 对象标识符 OID
    #[arg(long)]
    pub oid: Option<String>,
    /// 网址 (address on the web)
    #[arg(long)]
    pub url: Option<String>,
    /// 种类，如 icd-10-guolin；用 kind list 查看 (kind)
    #[arg(long)]
    pub kind: Option<KindId>,
}

/// `authority`
#[derive(Debug, Subcommand)]
pub enum AuthorityCommand {
    /// 登记一个注册机构 (register one)
    Add(AddAuthorityCommand),
    /// 列出注册机构 (list them)
    List,
}

/// `authority add`
#[derive(Debug, Args)]
pub struct AddAuthorityCommand {
    /// 标识 (id)
    #[arg(long)]
    pub id: String,
    /// 名称 (name)
    #[arg(long)]
    pub title: String,
    /// 层级 national 国家、provincial 省、municipal 市、institutional 机构 (tier)
    #[arg(long)]
    pub tier: String,
    /// 上级注册机构 (the authority above it)
    #[arg(long)]
    pub parent: Option<String>,
}
