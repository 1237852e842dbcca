//! `zhiyu audit verify|list|export|archive|checkpoint`

use super::arguments::Arguments;
use super::arguments::audit::ArchiveAuditCommand;
use super::arguments::audit::AuditCommand;
use super::arguments::audit::CheckpointCommand;
use super::arguments::audit::EventArguments;
use super::arguments::audit::ExportAuditCommand;
use super::arguments::audit::ListAuditCommand;
use super::audit_verify;
use super::console::Console;
use super::file_error;
use super::open;
use super::session;
use crate::access::role::Role;
use crate::access::session::Scope;
use crate::access::session::Session;
use crate::audit::query::EventFilter;
use crate::error::Result;
use crate::http::audit::events::EventQuery;
use crate::http::audit::events::EventResponse;
use crate::http::audit::events::event_file;
use crate::page::Page;
use serde_json::json;
use std::io::Write as _;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &AuditCommand, console: &mut Console) -> Result<()> {
    match command {
        AuditCommand::Verify(command) => audit_verify::run(arguments, command, console),
        AuditCommand::List(command) => list(arguments, command, console),
        AuditCommand::Export(command) => export(arguments, command, console),
        AuditCommand::Archive(command) => archive(arguments, command, console),
        AuditCommand::Checkpoint(command) => checkpoint(arguments, command, console),
    }
}

/// Whoever holds the data folder reads the log as an auditor does, and nothing else.
fn auditor(arguments: &Arguments) -> Result<Session> {
    let session = session(arguments)?;
    Ok(Session::new(session.account, Role::Auditor, Scope::All, session.origin))
}

fn list(arguments: &Arguments, command: &ListAuditCommand, console: &mut Console) -> Result<()> {
    let filter = filter(&command.which)?;
    let (service, _) = open(arguments)?;
    let page = Page::new(None, Some(command.limit));
    for event in service.audit_events(&auditor(arguments)?, &filter, &page)?.items {
        let (at, outcome) = (event.at.to_shanghai(), event.outcome.as_str());
        let organization = event.organization.as_deref().unwrap_or("-");
        let words = format!(
            "{}\t{at}\t{}\t{}\t{outcome}\t{organization}\t{}\t{}",
            event.sequence, event.account, event.action, event.object, event.details
        );
        console.answer(&EventResponse::from(event), &words, &words)?;
    }
    Ok(())
}

fn export(arguments: &Arguments, command: &ExportAuditCommand, console: &mut Console) -> Result<()> {
    let filter = filter(&command.which)?;
    let (service, _) = open(arguments)?;
    let is_xlsx = command
        .out
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    let bytes = event_file(&service, &auditor(arguments)?, &filter, is_xlsx)?;
    std::fs::write(&command.out, &bytes).map_err(|cause| file_error(&command.out, cause))?;
    let (path, size) = (command.out.display(), bytes.len());
    console.answer(
        &json!({ "file": path.to_string(), "bytes": size }),
        &format!("事件已写入 {path}（{size} 字节）"),
        &format!("the events are in {path} ({size} bytes)"),
    )
}

fn archive(arguments: &Arguments, command: &ArchiveAuditCommand, console: &mut Console) -> Result<()> {
    let (service, _) = open(arguments)?;
    let beside = command.out.with_extension("part");
    let failed = |cause| file_error(&command.out, cause);
    let file = std::fs::File::create(&beside).map_err(failed)?;
    let mut file = std::io::BufWriter::new(file);
    let count = service.archive_audit(&auditor(arguments)?, (command.from, command.to), |line| {
        writeln!(file, "{line}").map_err(failed)
    })?;
    let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)?;
    std::fs::rename(&beside, &command.out).map_err(failed)?;
    let path = command.out.display();
    console.answer(
        &json!({ "file": path.to_string(), "events": count }),
        &format!("{count} 条事件已归档到 {path}"),
        &format!("{count} events are archived in {path}"),
    )
}

fn checkpoint(arguments: &Arguments, command: &CheckpointCommand, console: &mut Console) -> Result<()> {
    let (service, _) = open(arguments)?;
    let checkpoint = service.make_audit_checkpoint(&auditor(arguments)?)?;
    if let Some(path) = &command.out {
        std::fs::write(path, &checkpoint.note).map_err(|cause| file_error(path, cause))?;
    }
    let note = checkpoint.note.trim_end();
    console.answer(
        &json!({ "size": checkpoint.size, "root": checkpoint.root, "key_id": checkpoint.key_id, "note": checkpoint.note }),
        note,
        note,
    )
}

fn filter(which: &EventArguments) -> Result<EventFilter> {
    let query = EventQuery {
        organization: which.organization.clone(),
        account: which.person.clone(),
        object: which.object.clone(),
        action: which.action.clone(),
        class: which.removals.then(|| "removal".to_owned()),
        outcome: which.outcome.clone(),
        from: which.from.clone(),
        until: which.until.clone(),
        order: which.newest.then(|| "newest".to_owned()),
    };
    query.filter()
}
