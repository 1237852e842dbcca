//! Workbooks of changes below the county, a sheet a year: 原区划代码, 原名称, 变更原因, 现区划代码, 现名称, 批准文件.
//!
//! The sheets are ragged: titles above the header, a column that only some have, notes at the end, and blocks of merged
//! cells that carry meaning: a new code merged over several rows says that their old codes became one, an old code merged
//! over several rows that it became several. Columns are found by their titles in each sheet. Every row below the header
//! is in a change or among the findings.

use super::date::PartialDate;
use super::event::Event;
use super::event::EventKind;
use super::event::OldUnit;
use super::event::Unit;
use super::kinds;
use super::rows::ReadEvents;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::tabular::Sheet;
use crate::registry::tabular::SheetRow;
use std::collections::HashMap;

const TITLES: [&str; 6] = ["原区划代码", "原名称", "变更原因", "现区划代码", "现名称", "批准文件"];
const PROVINCE: &str = "省份";
const YEAR_DIGITS: usize = 4;

/// Where the columns of a sheet are, and where its data begins.
struct Columns {
    places: [usize; 6],
    province: Option<usize>,
    first_row: usize,
}

/// A row of data, blanks around its cells taken away.
struct Line<'s> {
    row: u64,
    old: Unit,
    new: Unit,
    old_is_repeated: bool,
    reason: &'s str,
    document: &'s str,
    province: &'s str,
}

/// The changes of all sheets.
pub(super) fn read(sheets: &[Sheet]) -> Result<ReadEvents> {
    let mut read = ReadEvents {
        events: Vec::new(),
        rows: 0,
        findings: Vec::new(),
    };
    for sheet in sheets {
        let columns = columns(sheet)?;
        let date = year(sheet)?;
        let mut lines: Vec<Line<'_>> = Vec::new();
        for row in sheet.rows.iter().skip(columns.first_row) {
            read.rows += 1;
            lines.extend(line(sheet, row, &columns, &mut read.findings));
        }
        events(sheet, date, &lines, &mut read.events);
    }
    if read.events.is_empty() {
        return Err(Error::new(Code::FileEmpty));
    }
    Ok(read)
}

fn columns(sheet: &Sheet) -> Result<Columns> {
    let place = |row: &SheetRow, title: &str| (0..row.width()).find(|column| row.cell(*column).trim() == title);
    for (number, row) in sheet.rows.iter().enumerate() {
        let found: Vec<usize> = TITLES.iter().filter_map(|title| place(row, title)).collect();
        if let Ok(places) = <[usize; 6]>::try_from(found) {
            return Ok(Columns {
                places,
                province: place(row, PROVINCE),
                first_row: number + 1,
            });
        }
    }
    let columns = format!("{}: {}", sheet.name, TITLES.join("、"));
    Err(Error::new(Code::ColumnMissing)
        .with("column", TITLES.join("、"))
        .with("columns", columns)
        .in_column(&sheet.name))
}

/// The year that a sheet is about: its name, or else the first four digits of a title above its header.
fn year(sheet: &Sheet) -> Result<PartialDate> {
    let digits = |text: &str| text.chars().take(YEAR_DIGITS).collect::<String>();
    let title = sheet.rows.first().map_or("", |row| row.cell(0));
    let found = [sheet.name.as_str(), title].map(|text| PartialDate::parse(&digits(text)));
    found.into_iter().flatten().next().ok_or_else(|| {
        Error::new(Code::CellInvalid)
            .with("value", &sheet.name)
            .with("rule_zh", "工作表名须为年份")
            .with("rule_en", "a sheet is named by its year")
    })
}

/// The row as a line of data; what is no such line becomes a finding.
fn line<'s>(sheet: &Sheet, row: &'s SheetRow, columns: &Columns, findings: &mut Vec<Error>) -> Option<Line<'s>> {
    let mut finding = |code: Code, zh: &str, en: &str| {
        let finding = Error::new(code)
            .with("sheet", &sheet.name)
            .with("reason_zh", zh)
            .with("reason_en", en);
        findings.push(finding.at_row(row.number));
    };
    let [old, old_name, reason, new, new_name, document] = columns.places.map(|column| row.cell(column).trim());
    let [old_column, .., new_column, _, _] = columns.places;
    let is_blank_around = [old_column, new_column]
        .iter()
        .any(|column| row.cell(*column).trim() != row.cell(*column));
    let mut line = Line {
        row: row.number,
        old: unit(old, old_name),
        new: unit(new, new_name),
        old_is_repeated: row.is_repeated(old_column),
        reason,
        document,
        province: columns.province.map_or("", |column| row.cell(column).trim()),
    };
    if line.old.code.is_empty() && line.new.code.is_empty() {
        let text = (0..row.width())
            .map(|column| row.cell(column).trim())
            .filter(|cell| !cell.is_empty());
        let shown: String = text.collect::<Vec<_>>().join(" ").chars().take(80).collect();
        let (zh, en) = (
            format!("没有新旧代码：{shown}"),
            format!("it has neither an old nor a new code: {shown}"),
        );
        finding(Code::SuccessionRowLeftOut, &zh, &en);
        return None;
    }
    if !is_code(old) && !old.is_empty() {
        let (zh, en) = (format!("“{old}”不是代码"), format!("'{old}' is no code"));
        finding(Code::SuccessionRowLeftOut, &zh, &en);
        return None;
    }
    if !is_code(new) && !new.is_empty() {
        let zh = format!("现区划代码“{new}”不是代码，按撤销读入，原文保留在备注");
        let en = format!("the new code '{new}' is no code: read as abolished, the words are kept as its note");
        finding(Code::SuccessionRowNoted, &zh, &en);
        line.new = unit("", new);
    }
    if is_blank_around {
        let (zh, en) = ("代码前后的空格已去掉", "blanks around the code were taken away");
        finding(Code::SuccessionRowNoted, zh, en);
    }
    Some(line)
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn unit(code: &str, name: &str) -> Unit {
    Unit {
        code: code.to_owned(),
        name: name.to_owned(),
    }
}

/// The changes of a sheet; rows over which an old code is merged are one split.
fn events(sheet: &Sheet, date: PartialDate, lines: &[Line<'_>], events: &mut Vec<Event>) {
    let mut sources: HashMap<&str, Vec<&str>> = HashMap::new();
    for line in lines
        .iter()
        .filter(|line| is_code(&line.new.code) && !line.old.code.is_empty())
    {
        let olds = sources.entry(&line.new.code).or_default();
        if !olds.contains(&line.old.code.as_str()) {
            olds.push(&line.old.code);
        }
    }
    let mut rest = lines;
    while let Some((first, after)) = rest.split_first() {
        let goes_on = |line: &&Line<'_>| line.old_is_repeated && line.old == first.old && !first.old.code.is_empty();
        let more = after.iter().take_while(goes_on).count();
        let (block, next) = rest.split_at(more + 1);
        let is_shared = sources.get(first.new.code.as_str()).is_some_and(|olds| olds.len() > 1);
        events.push(event(sheet, date, block, is_shared));
        rest = next;
    }
}

/// The change of a block of rows with one old code. Its kind: no old code `establish`; no new one `abolish`; several `split`;
/// else as two codes and names say, `merge` also where the reason speaks of it.
fn event(sheet: &Sheet, date: PartialDate, block: &[Line<'_>], is_shared: bool) -> Event {
    let mut new: Vec<Unit> = Vec::new();
    for line in block.iter().filter(|line| is_code(&line.new.code)) {
        if !new.contains(&line.new) {
            new.push(line.new.clone());
        }
    }
    let old = block.first().map(|line| &line.old).filter(|old| !old.code.is_empty());
    let is_said_to_merge = block
        .iter()
        .any(|line| line.reason.contains("并入") || line.reason.contains("合并"));
    let kind = match (old, new.as_slice()) {
        (None, _) => EventKind::Establish,
        (Some(_), []) => EventKind::Abolish,
        (Some(old), [one]) => {
            let is_shared = is_shared || (is_said_to_merge && old.code != one.code);
            kinds::one_to_one((&old.code, &old.name), (&one.code, &one.name), is_shared)
        }
        (Some(_), _) => EventKind::Split,
    };
    let old = old.map(|old| OldUnit {
        code: old.code.clone(),
        name: old.name.clone(),
        since: None,
    });
    let without_code = block
        .iter()
        .filter(|line| line.new.code.is_empty())
        .map(|line| line.new.name.as_str());
    let words = block
        .iter()
        .flat_map(|line| [line.province, line.reason])
        .chain(without_code);
    let rows: Vec<String> = block.iter().map(|line| line.row.to_string()).collect();
    Event {
        document: joined(block.iter().map(|line| line.document)),
        note: joined(words),
        place: format!("{} row {}", sheet.name, rows.join(",")),
        ..Event::new(kind, date, old, new)
    }
}

/// The different texts, without the empty ones.
fn joined<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut list: Vec<&str> = Vec::new();
    for text in texts.filter(|text| !text.is_empty()) {
        if !list.contains(&text) {
            list.push(text);
        }
    }
    list.join(" ")
}
