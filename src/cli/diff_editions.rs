//! `zhiyu diff-editions`

use super::arguments::Arguments;
use super::arguments::DiffEditionsCommand;
use super::console::Console;
use super::file_error;
use super::open;
use super::session;
use crate::error::Result;
use crate::http::registry::edition_diff::EditionDiffResponse;
use crate::http::registry::edition_diff::change;
use crate::id::EditionRef;
use crate::registry::edition_diff::Change;
use crate::registry::edition_diff::Counts;
use crate::report::edition_diff_csv;
use crate::report::edition_diff_xlsx;
use crate::service::registry::edition_diff::DiffQuestion;
use crate::service::registry::edition_diff::DiffRow;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &DiffEditionsCommand, console: &mut Console) -> Result<()> {
    let question = DiffQuestion {
        from: EditionRef::parse(&command.from)?,
        to: EditionRef::parse(&command.to)?,
        change: command.change.as_deref().map(change).transpose()?,
        page: None,
    };
    let (service, _) = open(arguments)?;
    let comparison = service.diff_editions(&session(arguments)?, &question)?;
    let rows = comparison.rows.items.iter().map(DiffRow::differing);
    if let Some(path) = &command.out {
        let is_workbook = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
        let table = if is_workbook {
            edition_diff_xlsx(rows)?
        } else {
            edition_diff_csv(rows)?
        };
        std::fs::write(path, table).map_err(|cause| file_error(path, cause))?;
    } else if !arguments.json {
        let table = edition_diff_csv(rows)?;
        let text = String::from_utf8_lossy(&table);
        console.say(text.trim_end(), text.trim_end());
    }
    let (chinese, english) = comparison.counts.as_ref().map(sum).unwrap_or_default();
    console.answer(&EditionDiffResponse::from(comparison), &chinese, &english)
}

/// The counts in one line: Chinese, English.
fn sum(counts: &Counts) -> (String, String) {
    let of = |change: &Change| counts.of(*change);
    let chinese: Vec<String> = Change::ALL
        .iter()
        .map(|one| format!("{} {}", one.title(), of(one)))
        .collect();
    let english: Vec<String> = Change::ALL
        .iter()
        .map(|one| format!("{} {}", of(one), one.as_str()))
        .collect();
    (
        format!("{}，不变 {}", chinese.join("，"), counts.unchanged),
        format!("{}, {} unchanged", english.join(", "), counts.unchanged),
    )
}
