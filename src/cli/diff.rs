//! `zhiyu diff`

use super::arguments::Arguments;
use super::arguments::DiffCommand;
use super::console::Console;
use super::file_error;
use super::open;
use super::session;
use crate::error::Result;
use crate::http::distribution::releases::DiffLineResponse;
use crate::id::OrganizationId;
use crate::mapping::diff::DiffKind;
use crate::report::diff_csv;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &DiffCommand, console: &mut Console) -> Result<()> {
    let organization = OrganizationId::new(command.organization.clone())?;
    let (service, _) = open(arguments)?;
    let lines = service.diff(&session(arguments)?, &organization, command.from, command.to)?;
    let table = diff_csv(&lines)?;
    let count = |kind: DiffKind| lines.iter().filter(|line| line.kind == kind).count();
    let (added, removed, changed) = (
        count(DiffKind::Added),
        count(DiffKind::Removed),
        count(DiffKind::Changed),
    );
    if let Some(path) = &command.out {
        std::fs::write(path, &table).map_err(|cause| file_error(path, cause))?;
    } else {
        let text = String::from_utf8_lossy(&table);
        console.say(text.trim_end(), text.trim_end());
    }
    let response: Vec<DiffLineResponse> = lines.into_iter().map(DiffLineResponse::from).collect();
    console.answer(
        &response,
        &format!("新增 {added}，删除 {removed}，变更 {changed}"),
        &format!("{added} added, {removed} removed, {changed} changed"),
    )
}
