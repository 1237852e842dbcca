//! `zhiyu backup` and `zhiyu restore`

use super::arguments::Arguments;
use super::arguments::backup::BackupCommand;
use super::arguments::backup::RestoreCommand;
use super::console::Console;
use super::file_error;
use super::session;
use super::surroundings;
use crate::config::Config;
use crate::error::Result;
use crate::service::backup;
use crate::service::backup::Manifest;
use crate::storage::backups::Signs;
use serde_json::json;

/// Runs `backup`.
pub fn back_up(arguments: &Arguments, command: &BackupCommand, console: &mut Console) -> Result<()> {
    let target = Config::load(&arguments.data)?.target(&arguments.data);
    let now = (surroundings::of_this_machine().clock)();
    let written = backup::back_up(target, &session(arguments)?, &command.out, now)?;
    let (path, signs) = (command.out.display(), &written.manifest.signs);
    let rows = rows(&written.manifest);
    let (zh, en) = words(signs);
    console.answer(
        &json!({
            "file": command.out, "at": written.head.at, "migrations": written.head.migrations.len(),
            "tables": written.manifest.tables.len(), "rows": rows, "signs": signs,
        }),
        &format!("备份已写入 {path}：{rows} 行\n{zh}"),
        &format!("backup written to {path}: {rows} rows\n{en}"),
    )
}

/// Runs `restore`.
pub fn restore(arguments: &Arguments, command: &RestoreCommand, console: &mut Console) -> Result<()> {
    let folder = &arguments.data;
    std::fs::create_dir_all(folder).map_err(|cause| file_error(folder, cause))?;
    let target = Config::load(folder)?.target(folder);
    let restored = backup::restore(target, &command.from)?;
    let (rows, count) = (rows(&restored.manifest), restored.migrations.len());
    let ((zh, en), (zh_now, en_now)) = (words(&restored.manifest.signs), words(&restored.signs));
    console.answer(
        &json!({
            "rows": rows, "at": restored.head.at, "migrations": restored.migrations,
            "backup": restored.manifest.signs, "restored": restored.signs,
        }),
        &format!("已恢复 {rows} 行，随后执行 {count} 个迁移\n备份：{zh}\n恢复后：{zh_now}"),
        &format!("{rows} rows restored, {count} migrations run after them\nbackup:   {en}\nrestored: {en_now}"),
    )
}

fn rows(manifest: &Manifest) -> u64 {
    manifest.tables.values().map(|table| table.rows).sum()
}

fn words(signs: &Signs) -> (String, String) {
    let Signs {
        events,
        last_digest,
        releases,
        releases_sha256,
        editions,
        editions_sha256,
        ..
    } = signs;
    let root = signs.root.as_deref().unwrap_or("-");
    (
        format!(
            "审计事件 {events} 条，树根 {root}，末条摘要 {last_digest}；发布版 {releases} 个 {releases_sha256}；标准版本 {editions} 个 {editions_sha256}"
        ),
        format!(
            "{events} audit events, root {root}, last digest {last_digest}; {releases} releases {releases_sha256}; {editions} editions {editions_sha256}"
        ),
    )
}
