//! Arguments of the commands on value domains, data elements and specifications.

use super::edition_format;
use crate::registry::exchange::Format;
use clap::Args;
use std::path::PathBuf;

/// How a file names things; part of several commands.
#[derive(Debug, Args)]
pub struct CatalogueArguments {
    /// 文件：CSV、TSV 或 XLSX (file)
    #[arg(long)]
    pub file: PathBuf,
    /// 哪一列是什么，写成 本服务列名:文件列名，以逗号分隔，如 `id:code_value_id,title:name` (which columns hold what)
    #[arg(long, value_delimiter = ',')]
    pub columns: Vec<String>,
    /// 命名空间，加在每个标识之前，如 h1 (stands before every id)
    #[arg(long)]
    pub namespace: Option<String>,
    /// 没有写明版本的行用这个版本 (version of rows that name none)
    #[arg(long)]
    pub item_version: Option<String>,
    /// 来源 (source)
    #[arg(long, default_value = "")]
    pub source: String,
    /// 可信度 V、V-、M、M-low (confidence)
    #[arg(long, default_value = "")]
    pub confidence: String,
    /// 其他要保留的列，以逗号分隔 (further columns to keep)
    #[arg(long, value_delimiter = ',')]
    pub property: Vec<String>,
}

/// `import specification`
#[derive(Debug, Args)]
pub struct ImportSpecificationCommand {
    /// 采集规范标识，如 henan-2026 (id)
    #[arg(long)]
    pub id: String,
    /// 字段文件 (file of fields)
    #[command(flatten)]
    pub fields: CatalogueArguments,
    /// 表文件：列 table、group、title；不写则由字段得出 (file of tables)
    #[arg(long)]
    pub tables: Option<PathBuf>,
    /// 名称 (title)
    #[arg(long, default_value = "")]
    pub title: String,
    /// 发布单位 (publisher)
    #[arg(long, default_value = "")]
    pub publisher: String,
    /// 说明 (note)
    #[arg(long, default_value = "")]
    pub note: String,
    /// 生效日期 YYYY-MM-DD (first day in force)
    #[arg(long)]
    pub effective_from: Option<String>,
    /// 取代哪一个采集规范 (the specification that it takes the place of)
    #[arg(long)]
    pub replaces: Option<String>,
    /// 导入后立即发布 (publish in the same command)
    #[arg(long)]
    pub publish: bool,
}

/// `export value-domains` and `export data-elements`
#[derive(Debug, Args)]
pub struct ExportCatalogueCommand {
    /// 只导出标识以此开头的，如命名空间 `h1:` (only those whose id begins so)
    #[arg(long)]
    pub starts: Option<String>,
    /// 格式 csv、tsv、xlsx；不写则看文件名 (format; told by the file's name without it)
    #[arg(long, value_parser = edition_format)]
    pub format: Option<Format>,
    /// 写入的文件 (file to write)
    #[arg(long)]
    pub out: PathBuf,
}

/// `export specification`
#[derive(Debug, Args)]
pub struct ExportSpecificationCommand {
    /// 采集规范标识，如 henan-2026 (id)
    #[arg(long)]
    pub id: String,
    /// 格式 csv、tsv、xlsx；不写则看文件名 (format; told by the file's name without it)
    #[arg(long, value_parser = edition_format)]
    pub format: Option<Format>,
    /// 写入字段的文件 (file to write the fields to)
    #[arg(long)]
    pub out: PathBuf,
    /// 写入表的文件 (file to write the tables to)
    #[arg(long)]
    pub tables: Option<PathBuf>,
}

/// `validate`
#[derive(Debug, Args)]
pub struct ValidateCommand {
    /// 采集规范，如 henan-2026 (specification)
    #[arg(long)]
    pub specification: String,
    /// 表，如 病人表 (table)
    #[arg(long)]
    pub table: String,
    /// 字段，如 性别 (field)
    #[arg(long)]
    pub field: String,
    /// 值，以逗号分隔，逐字节校验 (values, checked byte for byte)
    #[arg(
        long,
        value_delimiter = ',',
        required_unless_present = "file",
        conflicts_with = "file"
    )]
    pub values: Vec<String>,
    /// 从文件的一列取值：CSV、TSV 或 XLSX (take the values from a column of a file)
    #[arg(long, requires = "column")]
    pub file: Option<PathBuf>,
    /// 文件中的列 (the column)
    #[arg(long, requires = "file")]
    pub column: Option<String>,
}
