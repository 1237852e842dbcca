//! `zhiyu report`, and the report at the end of `zhiyu pull`.

use super::arguments::feedback::ReportCommand;
use super::arguments::snapshot::PullCommand;
use super::connection::connection;
use super::console::Console;
use super::file_error;
use crate::collector::Connection;
use crate::collector::Status;
use crate::collector::Tree;
use crate::collector::feedback;
use crate::collector::feedback::CountsFile;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use serde_json::Value;

/// Runs the command.
pub fn run(command: &ReportCommand, console: &mut Console) -> Result<()> {
    let (organization, collector) = (&command.organization, &command.collector);
    let report = if let Some(path) = &command.from {
        let text = std::fs::read_to_string(path).map_err(|cause| file_error(path, cause))?;
        let file = CountsFile::parse(&text)?;
        if file.organization != organization.as_str() {
            return Err(Error::new(Code::OutOfScope).with("organization", &file.organization));
        }
        file.report
    } else {
        let folder = command.store.clone().unwrap_or_default();
        let status = Tree::of(&folder, organization).status().ok_or_else(|| {
            let error = Error::new(Code::FileNotAccessible).with("path", folder.display());
            error.with("reason", "status.json")
        })?;
        feedback::of_status(&status, collector)
    };
    let answer = feedback::send(
        &command.to,
        &connection(&command.connection)?,
        organization,
        collector,
        &report,
    )?;
    let number = answer.get("number").and_then(Value::as_i64).unwrap_or_default();
    console.answer(
        &answer,
        &format!("{organization}：采集端 {collector} 已回报（第 {number} 份）"),
        &format!("{organization}: collector {collector} reported (number {number})"),
    )
}

/// Reports how a pull went, when that is wanted. A report that does not arrive changes nothing of the pull: it is told, and
/// the next one says how things stand.
pub fn after_pull(
    command: &PullCommand,
    connection: &Connection,
    organization: &OrganizationId,
    status: &Status,
    console: &mut Console,
) {
    let Some(collector) = &command.report.report_as else {
        return;
    };
    let base = command.report.report_to.as_deref().unwrap_or(&command.from);
    let report = feedback::of_status(status, collector);
    let sent = feedback::send(base, connection, organization, collector, &report);
    if let Err(error) = sent {
        console.complain(&error);
    }
}
