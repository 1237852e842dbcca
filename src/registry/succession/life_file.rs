//! Files with one row for each life of a code: 代码, 名称, 状态, 启用时间, 变更/弃用时间, 新代码.
//!
//! New codes are separated by `;`. One with a year in brackets, `130108[2001]`, took over a part in that year while the code
//! lived on. The kind of a change is not in the file; it follows from its rows (see [`ending`]).

use super::date::PartialDate;
use super::event::DERIVED;
use super::event::Event;
use super::event::EventKind;
use super::event::OldUnit;
use super::event::Unit;
use super::kinds;
use super::rows::ReadEvents;
use super::rows::cell_invalid;
use super::rows::read_date as date;
use super::rows::refuse_all;
use crate::error::Result;
use crate::registry::columns::column_named;
use crate::registry::tabular::Row;
use crate::registry::tabular::Table;
use std::collections::BTreeMap;
use std::collections::HashMap;

/// The state of a row whose code goes on with another meaning.
const CHANGED: &str = "变更";
/// Further columns, kept as words.
const NOTED: [&str; 4] = ["级别", "一级行政区", "二级行政区", "状态"];

/// A row: one life.
struct Line {
    row: u64,
    code: String,
    name: String,
    is_changed: bool,
    note: String,
    from: PartialDate,
    to: Option<PartialDate>,
    ends_as: Vec<String>,
    transfers: Vec<(PartialDate, String)>,
}

/// The lives of the file by code.
struct Lives<'l> {
    by_code: HashMap<&'l str, Vec<&'l Line>>,
    /// How many lives end as this code on this date.
    sources: HashMap<(&'l str, PartialDate), usize>,
}

/// The changes of a table of lives. Every row is in at least one: as what begins, as what changes, or as what another became.
pub(super) fn read(table: &Table) -> Result<ReadEvents> {
    let lines = lines(table)?;
    let known = Lives::new(&lines);
    let first = lines.iter().map(|line| line.from.first()).min();
    let mut events = Vec::new();
    for line in &lines {
        if Some(line.from.first()) == first {
            events.push(beginning(EventKind::Initial, line));
        } else if !known.comes_from_another(line) {
            events.push(beginning(EventKind::Establish, line));
        }
        let mut by_date: BTreeMap<_, (PartialDate, Vec<Unit>)> = BTreeMap::new();
        for (date, code) in &line.transfers {
            let parts = by_date.entry(date.last()).or_insert((*date, Vec::new()));
            parts.1.push(known.unit(code, *date));
        }
        for (date, new) in by_date.into_values() {
            events.push(line.event(EventKind::Transfer, date, new));
        }
        events.extend(line.to.map(|to| ending(line, to, &known)));
    }
    Ok(ReadEvents {
        events,
        rows: lines.len(),
        findings: Vec::new(),
    })
}

fn beginning(kind: EventKind, line: &Line) -> Event {
    let unit = Unit {
        code: line.code.clone(),
        name: line.name.clone(),
    };
    let event = Event::new(kind, line.from, None, vec![unit]);
    line.placed(event)
}

/// The change that ends a life. Its kind:
/// * no new code: `abolish`; but a row in state 变更 whose code goes on from that date becomes that (`derived`);
/// * several: `split`;
/// * one, the same code: `reparent` with the same name, `upgrade` or `rename` with another;
/// * one, another code: `merge` when that existed before or several lives end as it, else `upgrade` or `re-code`.
fn ending(line: &Line, to: PartialDate, lives: &Lives<'_>) -> Event {
    let goes_on = line.is_changed && line.ends_as.is_empty() && lives.find(&line.code, to).is_some();
    let new: Vec<Unit> = if goes_on {
        vec![lives.unit(&line.code, to)]
    } else {
        line.ends_as.iter().map(|code| lives.unit(code, to)).collect()
    };
    let kind = match new.as_slice() {
        [] => EventKind::Abolish,
        [one] => {
            let existed = lives.find(&one.code, to).is_some_and(|life| life.from != to);
            let sources = lives.sources.get(&(one.code.as_str(), to)).copied().unwrap_or_default();
            let is_shared = one.code != line.code && (existed || sources > 1);
            kinds::one_to_one((&line.code, &line.name), (&one.code, &one.name), is_shared)
        }
        _ => EventKind::Split,
    };
    let mut event = line.event(kind, to, new);
    if goes_on {
        DERIVED.clone_into(&mut event.confidence);
    }
    event
}

impl Line {
    fn event(&self, kind: EventKind, date: PartialDate, new: Vec<Unit>) -> Event {
        let old = OldUnit {
            code: self.code.clone(),
            name: self.name.clone(),
            since: Some(self.from),
        };
        self.placed(Event::new(kind, date, Some(old), new))
    }

    fn placed(&self, event: Event) -> Event {
        Event {
            note: self.note.clone(),
            place: format!("row {}", self.row),
            ..event
        }
    }
}

impl<'l> Lives<'l> {
    fn new(lines: &'l [Line]) -> Self {
        let mut by_code: HashMap<&str, Vec<&Line>> = HashMap::new();
        let mut sources = HashMap::new();
        for line in lines {
            by_code.entry(&line.code).or_default().push(line);
            if let Some(to) = line.to {
                for code in &line.ends_as {
                    *sources.entry((code.as_str(), to)).or_default() += 1;
                }
            }
        }
        Self { by_code, sources }
    }

    /// The life of a code in force at the end of a date.
    fn find(&self, code: &str, date: PartialDate) -> Option<&'l Line> {
        let mut lines = self.by_code.get(code)?.iter();
        let is_in_force =
            |line: &Line| line.from.last() <= date.last() && line.to.is_none_or(|to| to.last() > date.last());
        lines.find(|line| is_in_force(line)).copied()
    }

    fn unit(&self, code: &str, date: PartialDate) -> Unit {
        Unit {
            code: code.to_owned(),
            name: self.find(code, date).map_or(String::new(), |line| line.name.clone()),
        }
    }

    /// Whether an ended life becomes this one: it is named as a new code, or goes on under its own.
    fn comes_from_another(&self, line: &Line) -> bool {
        let goes_on = |before: &&Line| before.to == Some(line.from) && before.is_changed && before.ends_as.is_empty();
        self.sources.contains_key(&(line.code.as_str(), line.from))
            || self
                .by_code
                .get(line.code.as_str())
                .is_some_and(|lines| lines.iter().any(goes_on))
    }
}

fn lines(table: &Table) -> Result<Vec<Line>> {
    let column = |title: &str| column_named(table.headers(), title);
    let columns = [
        column("代码")?,
        column("名称")?,
        column("状态")?,
        column("启用时间")?,
        column("变更/弃用时间")?,
        column("新代码")?,
    ];
    let noted: Vec<usize> = NOTED.iter().filter_map(|title| column(title).ok()).collect();
    let mut findings = Vec::new();
    let mut lines = Vec::with_capacity(table.row_count());
    for row in table.rows() {
        match line(&row, columns, &noted) {
            Ok(line) => lines.push(line),
            Err(finding) => findings.push(finding.at_row(row.number())),
        }
    }
    refuse_all(findings)?;
    Ok(lines)
}

fn line(row: &Row<'_>, columns: [usize; 6], noted: &[usize]) -> Result<Line> {
    let [code, name, state, from, to, new] = columns.map(|column| row.cell(column));
    if code.is_empty() || name.is_empty() {
        return Err(cell_invalid(
            code,
            "代码和名称不能为空",
            "code and name must not be empty",
        ));
    }
    let from = date(from)?;
    let to = if to.is_empty() { None } else { Some(date(to)?) };
    if to.is_some_and(|to| to.last() <= from.last()) {
        let (zh, en) = ("结束须晚于开始", "it must end after it begins");
        return Err(cell_invalid(row.cell(columns[4]), zh, en));
    }
    let mut ends_as = Vec::new();
    let mut transfers = Vec::new();
    for token in new.split(';').filter(|token| !token.is_empty()) {
        match token.strip_suffix(']').and_then(|inner| inner.split_once('[')) {
            Some((code, year)) => transfers.push((date(year)?, code.to_owned())),
            None => ends_as.push(token.to_owned()),
        }
    }
    if to.is_none() && !ends_as.is_empty() {
        return Err(cell_invalid(
            new,
            "在用的代码不能有新代码",
            "a code in force has no new code",
        ));
    }
    let noted = noted
        .iter()
        .map(|column| row.cell(*column))
        .filter(|cell| !cell.is_empty());
    Ok(Line {
        row: row.number(),
        code: code.to_owned(),
        name: name.to_owned(),
        is_changed: state == CHANGED,
        note: noted.collect::<Vec<_>>().join(" "),
        from,
        to,
        ends_as,
        transfers,
    })
}
