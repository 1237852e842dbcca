//! `zhiyu audit verify`: a database, or an archive, against its log and against checkpoints kept elsewhere.

use super::arguments::Arguments;
use super::arguments::audit::VerifyAuditCommand;
use super::console::Console;
use super::file_error;
use super::key_files::read_public;
use super::key_files::read_text;
use crate::audit::archive;
use crate::audit::merkle;
use crate::config::Config;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::service::audit::check::Evidence;
use crate::service::audit::check::Verdict;
use crate::service::audit::check::check_database;
use crate::storage::Target;
use serde_json::json;
use std::io::BufRead as _;
use std::path::Path;

/// Runs the command; what is not right is told line by line and refused in the end.
pub fn run(arguments: &Arguments, command: &VerifyAuditCommand, console: &mut Console) -> Result<()> {
    let evidence = Evidence {
        notes: command
            .checkpoint
            .iter()
            .map(|path| read_text(path))
            .collect::<Result<_>>()?,
        keys: command
            .key
            .iter()
            .map(|path| read_public(path))
            .collect::<Result<_>>()?,
    };
    if let Some(path) = &command.archive {
        return check_archive(path, &evidence, console);
    }
    let target = match &command.database {
        Some(url) => Target::parse(url),
        None => Config::load(&arguments.data)?.target(&arguments.data),
    };
    if let Target::Sqlite(path) = &target {
        std::fs::metadata(path).map_err(|cause| file_error(path, cause))?;
    }
    let bar = console.progress(0, "核对审计日志", "checking the audit log");
    let verdict = check_database(target, &evidence, |events| bar.set_position(events))?;
    bar.finish_and_clear();
    tell(&verdict, console)
}

fn tell(verdict: &Verdict, console: &mut Console) -> Result<()> {
    let root = verdict.root.as_ref().map(merkle::to_text).unwrap_or_default();
    for found in &verdict.discrepancies {
        let (zh, en) = &found.words;
        let (kind, object) = (found.kind, &found.object);
        console.say(&format!("[{kind}] {object}：{zh}"), &format!("[{kind}] {object}: {en}"));
    }
    let list = verdict.discrepancies.iter().map(|found| {
        let (zh, en) = &found.words;
        json!({ "kind": found.kind, "object": found.object, "detail": zh, "detail_en": en })
    });
    let list: Vec<_> = list.collect();
    let count = list.len();
    let (events, checkpoints) = (verdict.events, verdict.checkpoints);
    let (releases, changes) = (verdict.releases, verdict.changes);
    let (editions, concepts) = (verdict.editions, verdict.concepts);
    console.answer(
        &json!({
            "intact": list.is_empty(), "events": events, "root": root, "checkpoints": checkpoints,
            "releases": releases, "changes": changes, "editions": editions, "concepts": concepts, "discrepancies": list,
        }),
        &format!(
            "已核对：事件 {events} 条，检查点 {checkpoints} 个，发布版 {releases} 个（变更 {changes} 条），标准版本 {editions} 个（条目 {concepts} 条）；不符 {count} 处\n树根 {root}"
        ),
        &format!(
            "checked: {events} events, {checkpoints} checkpoints, {releases} releases ({changes} changes), {editions} editions ({concepts} concepts); {count} discrepancies\nroot {root}"
        ),
    )?;
    if count == 0 {
        return Ok(());
    }
    Err(Error::new(Code::AuditAltered).with("count", count))
}

fn check_archive(path: &Path, evidence: &Evidence, console: &mut Console) -> Result<()> {
    let failed = |cause| file_error(path, cause);
    let broken = |line: u64| {
        Error::new(Code::AuditAltered)
            .with_findings(vec![
                Error::new(Code::AuditCheckpointInvalid)
                    .with("reason_zh", "归档的这一行与其前后不符")
                    .with("reason_en", "this line of the archive does not fit those around it")
                    .at_row(line),
            ])
            .with("count", 1)
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut lines = std::io::BufReader::new(file).lines();
    let header = lines.next().transpose().map_err(failed)?.unwrap_or_default();
    let header: archive::Header = serde_json::from_str(&header).map_err(|cause| broken(1).caused_by(cause))?;
    let checkpoint = evidence.checkpoint(&header.checkpoint)?;
    let mut check = archive::Check::begin(&header).ok_or_else(|| broken(1))?;
    let mut number = 1;
    for line in lines {
        number += 1;
        let line = line.map_err(failed)?;
        let line: archive::Line = serde_json::from_str(&line).map_err(|cause| broken(number).caused_by(cause))?;
        let event = line.event().ok_or_else(|| broken(number))?;
        if !check.take(&event) {
            return Err(broken(number));
        }
    }
    if !check.ends_at(&checkpoint) {
        return Err(broken(number));
    }
    let (first, last, root) = (header.first, checkpoint.size, merkle::to_text(&checkpoint.root));
    console.answer(
        &json!({ "intact": true, "first": first, "last": last, "root": root }),
        &format!("归档无误：第 {first} 至 {last} 条\n树根 {root}"),
        &format!("the archive is intact: events {first} to {last}\nroot {root}"),
    )
}
