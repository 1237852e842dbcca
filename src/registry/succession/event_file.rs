//! This service's own form of a list of changes: one change a row.

use super::event::Event;
use super::event::EventKind;
use super::event::OldUnit;
use super::event::Unit;
use super::rows::ReadEvents;
use super::rows::cell_invalid;
use super::rows::read_date;
use super::rows::refuse_all;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::registry::columns::column_named;
use crate::registry::exchange::write_table;
use crate::registry::tabular;
use crate::registry::tabular::Limits;
use crate::registry::tabular::Row;
use crate::registry::tabular::Table;

/// Between several codes or names of one cell.
const SEPARATOR: char = ';';

/// The columns that a file must have, and those that it may have. `place` says where the change stands in its source;
/// without it that is the row.
const REQUIRED: [&str; 4] = ["kind", "date", "old_code", "new_codes"];
const OPTIONAL: [&str; 7] = [
    "old_name",
    "valid_from",
    "new_names",
    "document",
    "note",
    "confidence",
    "place",
];

/// The changes of a table; a row that breaks a rule refuses the file.
pub(super) fn read(table: &Table) -> Result<ReadEvents> {
    let mut required = [0; 4];
    for (place, title) in required.iter_mut().zip(REQUIRED) {
        *place = column_named(table.headers(), title)?;
    }
    let optional = OPTIONAL.map(|title| column_named(table.headers(), title).ok());
    let mut events = Vec::with_capacity(table.row_count());
    let mut findings = Vec::new();
    for row in table.rows() {
        match event(&row, required, optional) {
            Ok(event) => events.push(event),
            Err(finding) => findings.push(finding.at_row(row.number())),
        }
    }
    refuse_all(findings)?;
    Ok(ReadEvents {
        events,
        rows: table.row_count(),
        findings: Vec::new(),
    })
}

/// The bytes of a table of these changes, which gives the same changes when it is read again.
///
/// Errors: `item-not-written` when it would not: a code or name holds a `;`, a cell is too long.
pub fn write(format: tabular::Format, of: &EditionRef, events: &[Event]) -> Result<Vec<u8>> {
    let titles: Vec<&str> = REQUIRED.into_iter().chain(OPTIONAL).collect();
    let bytes = write_table(format, "succession", &titles, events.iter().map(cells))?;
    let comes_back = tabular::read(&bytes, format, &Limits::default())
        .and_then(|table| read(&table))
        .is_ok_and(|back| back.events == events);
    if comes_back {
        return Ok(bytes);
    }
    Err(Error::new(Code::ItemNotWritten)
        .with("item", of)
        .with("format", format.as_str()))
}

fn cells(event: &Event) -> [String; 11] {
    let old = event.old.as_ref();
    let joined = |text: fn(&Unit) -> &str| {
        let texts: Vec<&str> = event.new.iter().map(text).collect();
        texts.join(&SEPARATOR.to_string())
    };
    let since = old.and_then(|old| old.since);
    [
        event.kind.as_str().to_owned(),
        event.date.to_string(),
        old.map(|old| old.code.clone()).unwrap_or_default(),
        joined(|unit| &unit.code),
        old.map(|old| old.name.clone()).unwrap_or_default(),
        since.map(|since| since.to_string()).unwrap_or_default(),
        joined(|unit| &unit.name),
        event.document.clone(),
        event.note.clone(),
        event.confidence.clone(),
        event.place.clone(),
    ]
}

fn event(row: &Row<'_>, required: [usize; 4], optional: [Option<usize>; 7]) -> Result<Event> {
    let [kind, date, old_code, new_codes] = required.map(|column| row.cell(column));
    let cells = optional.map(|column| column.map_or("", |column| row.cell(column)));
    let [old_name, since, new_names, document, note, confidence, place] = cells;
    let (zh, en) = ("未知的变更类别", "not a kind of change");
    let kind = EventKind::parse(kind).ok_or_else(|| cell_invalid(kind, zh, en))?;
    let since = if since.is_empty() {
        None
    } else {
        Some(read_date(since)?)
    };
    let old = (!old_code.is_empty()).then(|| OldUnit {
        code: old_code.to_owned(),
        name: old_name.to_owned(),
        since,
    });
    let mut names = new_names.split(SEPARATOR);
    let codes = new_codes.split(SEPARATOR).filter(|code| !code.is_empty());
    let new = codes.map(|code| Unit {
        code: code.to_owned(),
        name: names.next().unwrap_or_default().to_owned(),
    });
    let event = Event::new(kind, read_date(date)?, old, new.collect());
    check(&event)?;
    Ok(Event {
        document: document.to_owned(),
        note: note.to_owned(),
        place: match place {
            "" => format!("row {}", row.number()),
            place => place.to_owned(),
        },
        confidence: confidence.to_owned(),
        ..event
    })
}

/// Whether the kind fits what changes into what: something begins without an old code, and only abolition has no new one.
///
/// Errors: `cell-invalid` with the rule.
pub fn check(event: &Event) -> Result<()> {
    let kind = event.kind.as_str();
    let begins = matches!(event.kind, EventKind::Initial | EventKind::Establish);
    if begins != event.old.is_none() {
        let zh = "设立和期初没有旧编码，其他变更必须有";
        return Err(cell_invalid(kind, zh, "only what begins has no old code"));
    }
    if (event.kind == EventKind::Abolish) != event.new.is_empty() {
        let zh = "撤销没有新编码，其他变更必须有";
        return Err(cell_invalid(kind, zh, "only abolition has no new code"));
    }
    let is_itself = |old: &OldUnit| event.new.iter().any(|new| new.code == old.code);
    if event.kind == EventKind::ReCode && event.old.as_ref().is_some_and(is_itself) {
        let zh = "新编码与旧编码相同";
        return Err(cell_invalid(kind, zh, "the new code is the old one"));
    }
    let is_after = |old: &OldUnit| old.since.is_none_or(|since| since.last() <= event.date.last());
    if !event.old.as_ref().is_none_or(is_after) {
        return Err(cell_invalid(
            kind,
            "变更不能早于生效",
            "it cannot change before it is in force",
        ));
    }
    Ok(())
}
