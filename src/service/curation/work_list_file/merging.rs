//! Base, file and database side by side, row by row.

use super::Import;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::mapping::life::Mapping;
use crate::mapping::merge::Cells;
use crate::mapping::merge::Clash;
use crate::mapping::merge::Misfit;
use crate::mapping::merge::Place;
use crate::mapping::merge::Side;
use crate::mapping::merge::Verdict;
use crate::mapping::merge::Wish;
use crate::mapping::merge::Yours;
use crate::mapping::merge::merge;
use crate::report::work_list::CellConflict;
use crate::report::work_list::Column;
use crate::report::work_list::FileRow;
use crate::report::work_list::MergeReport;
use crate::report::work_list::Stamp;
use crate::report::work_list::one_line_end;
use crate::source::local_code::Dictionary;
use crate::source::local_code::LocalCode;
use crate::storage::DbConn;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::curation::mapping_history;
use crate::storage::curation::mapping_history::PastVersion;
use crate::storage::curation::mappings;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// How many findings of one sort are listed.
pub(super) const MOST_LISTED: usize = 100;
/// How many cells in conflict are listed.
const MOST_CELLS: usize = 10_000;

/// A row of the file for which something is to be done.
pub(super) struct Wanted<'f> {
    /// The row.
    pub row: &'f FileRow,
    /// The local code, byte for byte as the database has it.
    pub code: String,
    /// What it says.
    pub yours: Yours,
    /// What is to be done.
    pub wish: Wish,
    /// The version that it was made for.
    pub version: i64,
}

/// What the database holds of the codes of the file.
struct Holdings {
    dictionary: Dictionary,
    /// By code as a workbook writes it (line ends) and occurrence.
    entries: BTreeMap<(String, i64), LocalCode>,
    mappings: BTreeMap<String, Mapping>,
    past: BTreeMap<String, Vec<PastVersion>>,
    /// Codes that a former load had.
    known: BTreeSet<String>,
}

/// Merges every row; what is to be told goes into the report.
pub(super) fn merge_rows<'f>(
    tx: &mut DbConn,
    import: &Import<'f>,
    report: &mut MergeReport,
) -> Result<Vec<Wanted<'f>>> {
    let holdings = Holdings::load(tx, import)?;
    let mut wanted = Vec::new();
    report.rows = import.file.rows.len();
    for stamp in &import.file.stamps {
        if stamp.target != holdings.dictionary.target {
            report.notes.push(target_moved(stamp, &holdings.dictionary));
        }
    }
    for row in &import.file.rows {
        let Some(stamp) = import.file.stamps.get(row.stamp) else {
            continue;
        };
        match holdings.merge(import, row, stamp, report) {
            Ok(Some(row)) => wanted.push(row),
            Ok(None) => {}
            Err(error) => tell(&mut report.errors, error.at_row(row.number)),
        }
    }
    Ok(wanted)
}

/// Adds a finding unless there are many.
pub(super) fn tell(list: &mut Vec<Error>, finding: Error) {
    if list.len() < MOST_LISTED {
        list.push(finding);
    }
}

/// The same refusal once more, without its findings.
pub(super) fn copy_of(error: &Error) -> Error {
    let place = error.place();
    let mut copy = Error::new(error.code());
    for (name, value) in error.values() {
        copy = copy.with(name, value);
    }
    if let Some(row) = place.row {
        copy = copy.at_row(row);
    }
    if let Some(column) = &place.column {
        copy = copy.in_column(column);
    }
    match &place.field {
        Some(field) => copy.in_field(field),
        None => copy,
    }
}

/// The refusal of a cell that does not fit.
pub(super) fn misfit(import: &Import<'_>, misfit: &Misfit, yours: &Yours) -> Error {
    Error::new(Code::CellInvalid)
        .with("value", yours.cells.get(misfit.field))
        .with("rule_zh", misfit.rule.0)
        .with("rule_en", misfit.rule.1)
        .in_column(import.file.place(Column::Cell(misfit.field)))
}

impl Holdings {
    fn load(tx: &mut DbConn, import: &Import<'_>) -> Result<Self> {
        let (organization, id) = (import.organization, import.dictionary);
        let dictionary = dictionaries::must_find(tx, organization, id)?;
        let codes: BTreeSet<&str> = import.file.rows.iter().map(|row| row.code.as_str()).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        // A workbook keeps no carriage returns: such codes are looked for among all.
        let has_line_ends = codes.iter().any(|code| code.contains('\n'));
        let found = if has_line_ends {
            local_codes::all(tx, organization, id)?
        } else {
            local_codes::find_many(tx, organization, id, &codes)?
        };
        let keyed = found
            .into_iter()
            .map(|entry| ((one_line_end(&entry.code), entry.occurrence), entry));
        let entries: BTreeMap<(String, i64), LocalCode> = keyed.collect();
        let mut named: BTreeSet<&str> = codes.iter().copied().collect();
        named.extend(entries.values().map(|entry| entry.code.as_str()));
        let named: Vec<&str> = named.into_iter().collect();
        let mappings = mappings::find_many(tx, organization, id, &named)?;
        let moved = |row: &&FileRow| row.version != mappings.get(&row.code).map_or(0, |mapping| mapping.version);
        let moved: BTreeSet<&str> = import
            .file
            .rows
            .iter()
            .filter(moved)
            .map(|row| row.code.as_str())
            .collect();
        let moved: Vec<&str> = moved.into_iter().collect();
        Ok(Self {
            past: mapping_history::versions(tx, organization, id, &moved)?,
            known: local_codes::known_codes(tx, organization, id, &codes)?,
            dictionary,
            entries,
            mappings,
        })
    }

    fn merge<'f>(
        &self,
        import: &Import<'f>,
        row: &'f FileRow,
        stamp: &Stamp,
        report: &mut MergeReport,
    ) -> Result<Option<Wanted<'f>>> {
        let entry = self.entries.get(&(one_line_end(&row.code), row.occurrence));
        let code = entry.map_or(&row.code, |entry| &entry.code);
        let mapping = self.mappings.get(code);
        let now = side_now(entry, row, mapping, stamp);
        let base = self.base(row, code, &now, stamp).ok_or_else(|| altered(import))?;
        let yours = import.file.yours(row, &base.cells);
        let verdict = merge(&base, &yours, &now);
        if entry.is_none() {
            return self.gone(row, &verdict, report).map(|()| None);
        }
        match verdict {
            Verdict::Untouched => {
                report.untouched += 1;
                if base.name != now.name {
                    tell(&mut report.notes, renamed(row, &now.name));
                }
            }
            Verdict::AlreadySo => report.already_so += 1,
            Verdict::Misfit(wrong) => return Err(misfit(import, &wrong, &yours)),
            Verdict::Conflict(clashes) => {
                report.rows_in_conflict += 1;
                let room = MOST_CELLS.saturating_sub(report.conflicts.len());
                let cells = clashes.into_iter().take(room);
                let cells = cells.map(|clash| self.conflict(import, row, code, clash));
                report.conflicts.extend(cells);
            }
            Verdict::Apply(wish) => {
                return Ok(Some(Wanted {
                    row,
                    code: code.clone(),
                    yours,
                    wish,
                    version: now.version,
                }));
            }
        }
        Ok(None)
    }

    /// A row whose local code the dictionary does not have any more, or never had.
    fn gone(&self, row: &FileRow, verdict: &Verdict, report: &mut MergeReport) -> Result<()> {
        if *verdict == Verdict::Untouched && self.known.contains(&row.code) {
            report.untouched += 1;
            let note = note(row, "已不在字典中", "is not in the dictionary any more");
            tell(&mut report.notes, note);
            return Ok(());
        }
        Err(Error::new(Code::LocalCodeUnknown)
            .with("dictionary", &self.dictionary.id)
            .with("code", &row.code))
    }

    /// The row as it was when it went out; nothing when it never had that version.
    fn base(&self, row: &FileRow, code: &str, now: &Side, stamp: &Stamp) -> Option<Side> {
        let name = one_line_end(&row.name);
        if row.version == now.version {
            return Some(Side { name, ..now.clone() });
        }
        let unmapped = Side {
            name,
            version: 0,
            state: None,
            cells: Cells::default(),
        };
        if row.version == 0 {
            return Some(unmapped);
        }
        let past = self.past.get(code)?.iter().find(|past| past.version == row.version)?;
        Some(Side {
            version: past.version,
            state: Some(past.state),
            cells: Cells::of(&past.decision, &past.justification, &stamp.target),
            ..unmapped
        })
    }

    fn conflict(&self, import: &Import<'_>, row: &FileRow, code: &str, clash: Clash) -> CellConflict {
        let column = match clash.place {
            Place::Name => Column::Name,
            Place::State => Column::State,
            Place::Version => Column::Version,
            Place::Cell(field) => Column::Cell(field),
        };
        let last = self.past.get(code).and_then(|past| past.last());
        let (account, at) = match last.filter(|_| clash.place != Place::Name) {
            Some(past) => (past.account.to_string(), past.at),
            None => (
                format!("第 {} 次上传", self.dictionary.loads),
                self.dictionary.loaded_at,
            ),
        };
        CellConflict {
            row: row.number,
            column: import.file.place(column),
            code: code.to_owned(),
            name: row.name.clone(),
            clash,
            account,
            at,
        }
    }
}

/// The row as it is in the database.
fn side_now(entry: Option<&LocalCode>, row: &FileRow, mapping: Option<&Mapping>, stamp: &Stamp) -> Side {
    Side {
        name: entry.map_or_else(|| one_line_end(&row.name), |entry| one_line_end(&entry.name)),
        version: mapping.map_or(0, |mapping| mapping.version),
        state: mapping.map(|mapping| mapping.state),
        cells: mapping.map_or_else(Cells::default, |mapping| {
            Cells::of(&mapping.decision, &mapping.justification, &stamp.target)
        }),
    }
}

fn altered(import: &Import<'_>) -> Error {
    let (zh, en) = Column::Version.titles();
    Error::new(Code::WorkListRowAltered)
        .with("what_zh", zh)
        .with("what_en", en)
        .in_column(import.file.place(Column::Version))
}

fn renamed(row: &FileRow, name: &str) -> Error {
    let zh = format!("的名称已由“{}”改为“{name}”", row.name);
    note(row, zh, format!("was '{}' and is '{name}' now", row.name))
}

fn note(row: &FileRow, zh: impl std::fmt::Display, en: impl std::fmt::Display) -> Error {
    Error::new(Code::WorkListRowNoted)
        .with("code", &row.code)
        .with("what_zh", zh)
        .with("what_en", en)
        .at_row(row.number)
}

fn target_moved(stamp: &Stamp, dictionary: &Dictionary) -> Error {
    let (old, new) = (&stamp.target, &dictionary.target);
    Error::new(Code::WorkListRowNoted)
        .with("code", &dictionary.id)
        .with(
            "what_zh",
            format!("的目标版本已由 {old} 改为 {new}，文件中的编码仍属于 {old}"),
        )
        .with(
            "what_en",
            format!("was to be mapped to {old} and is now to {new}; codes of the file are of {old}"),
        )
}
