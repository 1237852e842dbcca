//! `zhiyu translate`: which files, which columns, how strict.

use clap::Args;
use std::path::PathBuf;

/// `translate`
#[derive(Debug, Args)]
pub struct TranslateCommand {
    /// 快照：发布版文件夹（manifest.json 和 body.jsonl）、清单文件，或采集程序的存放文件夹 (a release's folder, its manifest, or
    /// a collector's store)
    #[arg(long, value_name = "DIR|FILE")]
    pub from: PathBuf,
    /// 根公钥文件，可重复；不写则信任文件夹里 pull 核对过的密钥集 (public keys of the root; without it the key set that pull
    /// had checked is trusted)
    #[arg(long, value_name = "FILE", conflicts_with = "unsigned")]
    pub root: Vec<PathBuf>,
    /// 接受未签名的快照，只核对摘要 (take an unsigned snapshot; only digests are checked)
    #[arg(long)]
    pub unsigned: bool,
    /// 机构；存放文件夹里只有一家时不必写 (organization; not needed when the store has one)
    #[arg(long)]
    pub organization: Option<String>,
    /// 发布版号；不写则取已生效的最新一个 (release; without it the newest that is effective)
    #[arg(long)]
    pub release: Option<i64>,
    /// 以哪一时刻或业务日为准 (instant RFC 3339, or business day YYYY-MM-DD; now without it)
    #[arg(long, value_name = "WHEN", conflicts_with = "release")]
    pub as_of: Option<String>,
    /// 要转换的文件：CSV（UTF-8、GB18030）或 NDJSON (the file to convert)
    #[arg(long = "in", value_name = "FILE")]
    pub input: PathBuf,
    /// 写到哪里 (where to; UTF-8)
    #[arg(long)]
    pub out: PathBuf,
    /// 未能转换的行另存到此；不写则都留在输出里 (rows that were not converted go here; without it they stay in the output)
    #[arg(long)]
    pub rejects: Option<PathBuf>,
    /// 对账汇总写到此 JSON 文件 (totals as JSON)
    #[arg(long)]
    pub summary: Option<PathBuf>,
    /// 本地字典，如 his/diagnosis；可重复，与 --column 一一对应 (local dictionary; repeat it with --column)
    #[arg(long, required = true)]
    pub dictionary: Vec<String>,
    /// 编码所在的列或键；可重复 (column or key of the code; may be repeated)
    #[arg(long, required = true)]
    pub column: Vec<String>,
    /// 名称所在的列，用于发现名称变化；可重复 (column of the name; may be repeated)
    #[arg(long)]
    pub name_column: Vec<String>,
    /// 单位所在的列 (column of the unit)
    #[arg(long)]
    pub unit_column: Option<String>,
    /// 标本所在的列 (column of the specimen)
    #[arg(long)]
    pub specimen_column: Option<String>,
    /// 性别所在的列：1、男，2、女 (column of the sex)
    #[arg(long)]
    pub sex_column: Option<String>,
    /// 年龄所在的列：30、30岁、8月、20天 (column of the age)
    #[arg(long)]
    pub age_column: Option<String>,
    /// lenient 从宽，strict 从严（只转等同） (strict converts equivalent targets only)
    #[arg(long, default_value = "lenient")]
    pub mode: String,
    /// csv 或 ndjson；不写则看文件名 (format; told by the file name without it)
    #[arg(long)]
    pub format: Option<String>,
    /// utf-8 或 gb18030；不写则看内容 (encoding of a CSV; told by its contents without it)
    #[arg(long)]
    pub encoding: Option<String>,
    /// 使用次数和未能转换的编码写到此文件，供 zhiyu report 回报 (counts for zhiyu report)
    #[arg(long)]
    pub counts: Option<PathBuf>,
    /// 数据的业务日；不写则为最近一个已结束的 (business day of the data; the last that is over without it)
    #[arg(long)]
    pub day: Option<String>,
}
