//! `zhiyu import edition --dry-run` and `--findings`: all that is wrong with the file, and what it would change.

use super::super::arguments::ImportEditionCommand;
use super::super::console::Console;
use super::super::file_error;
use crate::access::session::Session;
use crate::error::Result;
use crate::http::registry::lint::DifferenceResponse;
use crate::http::registry::lint::LintResponse;
use crate::http::registry::lint::RehearsalResponse;
use crate::id::EditionRef;
use crate::report::findings_csv;
use crate::service::Service;
use crate::service::files::FileInput;
use crate::service::registry::editions::EditionImport;

/// Which edition, from which file, how.
pub(super) struct Order<'a> {
    pub(super) of: &'a EditionRef,
    pub(super) file: &'a FileInput,
    pub(super) import: &'a EditionImport,
}

/// Writes the file of findings; of a dry run it tells them, and refuses at the end when there are errors.
pub(super) fn run(
    service: &Service,
    session: &Session,
    order: &Order<'_>,
    command: &ImportEditionCommand,
    console: &mut Console,
) -> Result<()> {
    let most_findings = command.findings.as_ref().map(|_| u64::MAX);
    let import = EditionImport {
        most_findings,
        ..order.import.clone()
    };
    let rehearsal = service.rehearse_edition(session, order.of, order.file, &import)?;
    if let Some(path) = &command.findings {
        let bytes = findings_csv(rehearsal.report.findings(), console.language)?;
        std::fs::write(path, bytes).map_err(|cause| file_error(path, cause))?;
    }
    if !command.dry_run {
        return Ok(());
    }
    let refusal = rehearsal.report.refusal();
    let response = RehearsalResponse::of(rehearsal, console.language);
    let (of, rows) = (order.of, response.rows);
    console.answer(
        &response,
        &format!("未写入 {of}：{rows} 条{}", words(&response, true)),
        &format!("not stored {of}: {rows} concepts{}", words(&response, false)),
    )?;
    refusal.map_or(Ok(()), Err)
}

fn words(response: &RehearsalResponse, chinese: bool) -> String {
    let mut lines = lint_lines(&response.lint, chinese);
    if let Some(difference) = &response.difference {
        lines.extend(difference_lines(difference, chinese));
    }
    lines.insert(0, String::new());
    lines.join("\n  ")
}

/// How often each rule was broken. Errors themselves follow with the refusal.
fn lint_lines(lint: &LintResponse, chinese: bool) -> Vec<String> {
    let (kind, errors, warnings) = (&lint.kind, lint.errors, lint.warnings);
    let mut lines = vec![if chinese {
        format!(
            "种类 {kind}：错误 {errors} 处，警告 {warnings} 处，提示 {} 处",
            lint.infos
        )
    } else {
        format!(
            "kind {kind}: {errors} errors, {warnings} warnings, {} infos",
            lint.infos
        )
    }];
    let counts = lint.counts.iter();
    lines.extend(counts.map(|one| format!("{:<8} {:<22} {}", one.severity.as_str(), one.rule, one.count)));
    lines
}

fn difference_lines(difference: &DifferenceResponse, chinese: bool) -> Vec<String> {
    let counts = difference.counts.iter().filter(|(_, count)| **count > 0);
    let counts: Vec<String> = counts.map(|(change, count)| format!("{change} {count}")).collect();
    let (from, counts) = (&difference.from, counts.join(", "));
    let mut lines = vec![if chinese {
        format!("与现行版 {from} 相比：{counts}")
    } else {
        format!("against {from}, which is in force: {counts}")
    }];
    lines.extend(difference.first.iter().map(|one| {
        let (before, after) = (one.before.as_deref(), one.after.as_deref());
        let sides: Vec<&str> = before.into_iter().chain(after).collect();
        format!("{:<8} {} {}", one.change, one.code, sides.join(" → "))
    }));
    lines
}
