//! `backup` and `restore`

use clap::Args;
use std::path::PathBuf;

/// `backup`
#[derive(Debug, Args)]
pub struct BackupCommand {
    /// 写入的新文件 (new file to write)
    #[arg(long)]
    pub out: PathBuf,
}

/// `restore`
#[derive(Debug, Args)]
pub struct RestoreCommand {
    /// 备份文件 (file of the backup)
    #[arg(long)]
    pub from: PathBuf,
}
