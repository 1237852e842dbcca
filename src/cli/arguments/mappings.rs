//! `mappings`

use crate::mapping::exchange::ExchangeFormat;
use crate::service::curation::mapping_import::Replace;
use clap::Args;
use clap::Subcommand;
use std::path::PathBuf;

/// `mappings`
#[derive(Debug, Subcommand)]
pub enum MappingsCommand {
    /// 导出一个字典的对照 (write the mappings of a dictionary to a file)
    Export(ExportMappingsCommand),
    /// 把文件中的对照导入为草稿 (take the mappings of a file in as drafts)
    Import(ImportMappingsCommand),
}

/// `mappings export`
#[derive(Debug, Args)]
pub struct ExportMappingsCommand {
    /// 机构 (organization)
    #[arg(long)]
    pub organization: String,
    /// 字典 (dictionary)
    #[arg(long)]
    pub dictionary: String,
    /// 格式 sssom、conceptmap-r4、conceptmap-r5、usagi、xlsx、csv (form of the file)
    #[arg(long, value_parser = format)]
    pub format: ExchangeFormat,
    /// 只导出这个发布版；不写则为工作状态 (only what this release says; the working state without it)
    #[arg(long)]
    pub release: Option<i64>,
    /// 写入的文件 (file to write)
    #[arg(long)]
    pub out: PathBuf,
    /// 把该格式不能表达的内容写入 CSV (CSV file for what the form cannot say)
    #[arg(long)]
    pub losses: Option<PathBuf>,
}

/// `mappings import`
#[derive(Debug, Args)]
pub struct ImportMappingsCommand {
    /// 文件 (file)
    pub file: PathBuf,
    /// 机构 (organization)
    #[arg(long)]
    pub organization: String,
    /// 字典 (dictionary)
    #[arg(long)]
    pub dictionary: String,
    /// 格式 sssom、conceptmap-r4、conceptmap-r5、usagi、xlsx、csv (form of the file)
    #[arg(long, value_parser = format)]
    pub format: ExchangeFormat,
    /// 可替换哪些已有的对照：none、drafts、all (which mappings may be replaced)
    #[arg(long, value_parser = replace, default_value = "none")]
    pub replace: Replace,
    /// 只检查，不写入 (check it and change nothing)
    #[arg(long)]
    pub dry_run: bool,
    /// 编制人的令牌文件，也可用环境变量 `ZHIYU_TOKEN`：草稿须有负责的编制人 (file with the token of the curator who answers for the drafts)
    #[arg(long, env = "ZHIYU_TOKEN_FILE", value_name = "FILE")]
    pub token_file: Option<PathBuf>,
}

fn format(text: &str) -> Result<ExchangeFormat, String> {
    let words = || ExchangeFormat::ALL.map(ExchangeFormat::as_str).join(", ");
    ExchangeFormat::parse(text).ok_or_else(|| format!("one of {}", words()))
}

fn replace(text: &str) -> Result<Replace, String> {
    Replace::parse(text).ok_or_else(|| "one of none, drafts, all".to_owned())
}
