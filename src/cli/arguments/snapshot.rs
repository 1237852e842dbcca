//! The commands around signed snapshots: keys, pulling, copies as plain files, checking.

use crate::id::OrganizationId;
use crate::snapshot::signature::Algorithm;
use clap::Args;
use clap::Subcommand;
use std::path::PathBuf;

/// `key`
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// 生成一对密钥：私钥文件只有本人可读 (make a pair of keys)
    Create(CreateKeyCommand),
    /// 把公钥加入密钥集；集不存在则新建 (add a public key to a key set, or begin one)
    Add(AddKeyCommand),
    /// 吊销密钥：其签名从此一概不认 (revoke a key)
    Revoke(RevokeKeyCommand),
    /// 延长密钥集的有效期 (renew a key set)
    Renew(RenewKeysCommand),
    /// 列出密钥集 (list a key set)
    List(ListKeysCommand),
}

/// `key create`
#[derive(Debug, Args)]
pub struct CreateKeyCommand {
    /// 写入的目录 (folder to write to)
    #[arg(long)]
    pub out: PathBuf,
    /// 算法 ed25519 或 sm2（国密 SM2/SM3） (algorithm)
    #[arg(long, default_value = "ed25519", value_parser = algorithm)]
    pub algorithm: Algorithm,
}

/// The key set and the root key that signs it.
#[derive(Debug, Args)]
pub struct KeySetArguments {
    /// 密钥集文件 (key set)
    #[arg(long)]
    pub set: PathBuf,
    /// 根私钥文件，应离线保管 (private key of the root; keep it offline)
    #[arg(long)]
    pub root_key: PathBuf,
    /// 密钥集的有效天数，到期前须续签 (days until the set has to be renewed)
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u16).range(1..))]
    pub set_days: u16,
}

/// `key add`
#[derive(Debug, Args)]
pub struct AddKeyCommand {
    /// The set.
    #[command(flatten)]
    pub set: KeySetArguments,
    /// 公钥文件 (public key)
    #[arg(long)]
    pub key: PathBuf,
    /// 起用时间 RFC 3339，不写则即时 (from when; at once without it)
    #[arg(long)]
    pub from: Option<String>,
    /// 有效天数 (days for which it is valid)
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..))]
    pub days: u16,
}

/// `key revoke`
#[derive(Debug, Args)]
pub struct RevokeKeyCommand {
    /// The set.
    #[command(flatten)]
    pub set: KeySetArguments,
    /// 密钥编号 (key id)
    pub id: String,
}

/// `key renew`
#[derive(Debug, Args)]
pub struct RenewKeysCommand {
    /// The set.
    #[command(flatten)]
    pub set: KeySetArguments,
}

/// `key list`
#[derive(Debug, Args)]
pub struct ListKeysCommand {
    /// 密钥集文件 (key set)
    #[arg(long)]
    pub set: PathBuf,
}

/// How a server is reached.
#[derive(Debug, Args)]
pub struct ConnectionArguments {
    /// 令牌文件；也可用环境变量 `ZHIYU_TOKEN` 给出令牌本身，命令行不收令牌 (file with the token; or the token in `ZHIYU_TOKEN`)
    #[arg(long, env = "ZHIYU_TOKEN_FILE", value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// 只信任这个 PEM 文件里的证书颁发者，用于自建证书；不写则用公共的 (only these authorities; the public ones without it)
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
}

/// `pull`
#[derive(Debug, Args)]
pub struct PullCommand {
    /// 来源：以 /api/v1 结尾的服务地址、静态副本的地址，或目录 (a server, a static copy, or a folder)
    #[arg(long)]
    pub from: String,
    /// 机构，可重复 (organizations)
    #[arg(long, required = true)]
    pub organization: Vec<OrganizationId>,
    /// 保存的目录 (folder to keep snapshots in)
    #[arg(long)]
    pub store: PathBuf,
    /// 根公钥文件，可重复 (public keys of the root)
    #[arg(long, required_unless_present = "unsigned", conflicts_with = "unsigned")]
    pub root: Vec<PathBuf>,
    /// 接受未签名的快照，只核对摘要 (take unsigned snapshots; only digests are checked)
    #[arg(long)]
    pub unsigned: bool,
    /// How the source is reached.
    #[command(flatten)]
    pub connection: ConnectionArguments,
    /// 来源不通、繁忙或中断时最多再试多少秒 (how many seconds to go on trying)
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub deadline: u32,
    /// 不退出：服务一发布就取，直到被要求停止 (stay: pull whenever something is published, until told to stop)
    #[arg(long)]
    pub watch: bool,
    /// 与 --watch 同用：最长多少秒取一次 (with --watch: pull at least every so many seconds)
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..))]
    pub every: u32,
    /// To whom to report how it went.
    #[command(flatten)]
    pub report: super::feedback::ReportArguments,
}

/// `export-site`
#[derive(Debug, Args)]
pub struct ExportSiteCommand {
    /// 写入的目录 (folder to write to)
    #[arg(long)]
    pub out: PathBuf,
    /// 机构，可重复 (organizations)
    #[arg(long, required = true)]
    pub organization: Vec<OrganizationId>,
    /// 指针的有效天数，介质传递时应长于传递间隔 (days for which the pointer is good)
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=400))]
    pub days: u16,
    /// 附带自前几个发布版起的增量 (deltas from so many earlier releases)
    #[arg(long, default_value_t = 7)]
    pub deltas: u16,
}

/// `verify`
#[derive(Debug, Args)]
pub struct VerifyCommand {
    /// 目录：静态副本、介质，或 pull 保存的目录 (a copy, a medium, or what pull keeps)
    #[arg(long)]
    pub from: PathBuf,
    /// 根公钥文件，可重复 (public keys of the root)
    #[arg(long, required = true)]
    pub root: Vec<PathBuf>,
    /// 机构，不写则为目录中的全部 (organizations; all in the folder without it)
    #[arg(long)]
    pub organization: Vec<OrganizationId>,
}

/// Reads an algorithm.
fn algorithm(text: &str) -> Result<Algorithm, String> {
    Algorithm::parse(text).ok_or_else(|| "ed25519, sm2".to_owned())
}
