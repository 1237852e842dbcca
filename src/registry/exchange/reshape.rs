//! A publication's table as one row for each concept: levels in columns become rows, parts of codes are put together,
//! words are translated; cells that are read otherwise stay as they are, and every row keeps its number.

use super::profile::EmptyRow;
use super::profile::Profile;
use super::profile::Repeated;
use crate::error::Result;
use crate::registry::aliases::join_cell;
use crate::registry::columns::ColumnChoice;
use crate::registry::columns::Columns;
use crate::registry::columns::Wanted;
use crate::registry::columns::column_named;
use crate::registry::tabular::Limits;
use crate::registry::tabular::Row;
use crate::registry::tabular::Table;
use std::borrow::Cow;
use std::collections::HashMap;

/// The titles of columns that a publication does not have.
const ADDED: [&str; 4] = ["zhiyu:parent", "zhiyu:assignable", "zhiyu:aliases", "zhiyu:status"];

type Cells<'t> = Vec<Cow<'t, str>>;

/// A table in its new shape.
pub(super) struct Reshaped {
    pub(super) table: Table,
    pub(super) choice: ColumnChoice,
    /// Rows that said nothing new and were left out.
    pub(super) repeated: u64,
    /// Rows without code or name that were left out.
    pub(super) empty: u64,
    /// Codes whose blanks were cut off.
    pub(super) trimmed: u64,
}

/// The table as the profile shapes it, and which of its columns to read.
///
/// Errors: those of [`ColumnChoice::find`] and of the limits.
pub(super) fn reshape(table: Table, profile: &Profile) -> Result<Reshaped> {
    let mut choice = profile.choice(table.headers());
    if !needs_shape(profile) {
        return Ok(Reshaped {
            table,
            choice,
            repeated: 0,
            empty: 0,
            trimmed: 0,
        });
    }
    let has_levels = !profile.levels.is_empty();
    let mut shape = Shape::new(&table, profile, &choice)?;
    if has_levels {
        choice.parent = Wanted::Named(ADDED[0].to_owned());
        choice.assignable = Wanted::Named(ADDED[1].to_owned());
    }
    if !profile.columns.name_columns().is_empty() {
        choice.aliases = Wanted::Named(ADDED[2].to_owned());
    }
    if !profile.statuses.is_empty() {
        choice.status = Wanted::Named(ADDED[3].to_owned());
    }
    let own = table.headers().iter().map(String::as_str);
    let titles: Vec<&str> = own.chain(ADDED).collect();
    let rows = table.rows().flat_map(|row| {
        let shaped = shape.rows(row);
        shaped.into_iter().map(move |cells| (row.number(), cells))
    });
    let reshaped = Table::of(&titles, rows, &Limits::default())?;
    Ok(Reshaped {
        repeated: shape.repeated,
        empty: shape.empty,
        trimmed: shape.trimmed,
        table: reshaped,
        choice,
    })
}

fn needs_shape(profile: &Profile) -> bool {
    let columns = &profile.columns;
    columns.code_suffix.is_some()
        || !columns.name_columns().is_empty()
        || !profile.levels.is_empty()
        || !profile.roots.is_empty()
        || !profile.statuses.is_empty()
        || profile.repeated != Repeated::Refused
        || profile.empty != EmptyRow::Refused
        || profile.trim
}

struct Shape<'t> {
    profile: &'t Profile,
    width: usize,
    columns: Columns,
    suffix: Option<usize>,
    aliases: Vec<usize>,
    levels: Vec<(usize, usize)>,
    seen_levels: HashMap<&'t str, (&'t str, &'t str)>,
    seen_rows: HashMap<(&'t str, &'t str), Row<'t>>,
    repeated: u64,
    empty: u64,
    trimmed: u64,
}

impl<'t> Shape<'t> {
    fn new(table: &'t Table, profile: &'t Profile, choice: &ColumnChoice) -> Result<Self> {
        let headers = table.headers();
        let suffix = profile.columns.code_suffix.as_ref();
        let level = |level: &super::profile::Level| {
            Ok((column_named(headers, &level.code)?, column_named(headers, &level.name)?))
        };
        let names = profile.columns.name_columns().iter();
        Ok(Self {
            profile,
            width: headers.len(),
            columns: choice.find(headers)?,
            suffix: suffix
                .map(|titles| column_named(headers, titles.in_table(headers)))
                .transpose()?,
            aliases: names.filter_map(|title| column_named(headers, title).ok()).collect(),
            levels: profile.levels.iter().map(level).collect::<Result<_>>()?,
            seen_levels: HashMap::new(),
            seen_rows: HashMap::new(),
            repeated: 0,
            empty: 0,
            trimmed: 0,
        })
    }

    /// The rows that a row becomes: its levels that are new, and itself.
    fn rows(&mut self, row: Row<'t>) -> Vec<Cells<'t>> {
        let mut rows = Vec::new();
        let mut parent = "";
        for (code, name) in self.levels.clone() {
            let (code, name) = (row.cell(code), row.cell(name));
            if code.is_empty() && name.is_empty() {
                continue;
            }
            if self.seen_levels.get(code) != Some(&(name, parent)) {
                self.seen_levels.insert(code, (name, parent));
                rows.push(self.level(code, name, parent));
            }
            parent = code;
        }
        let is_empty = row.cell(self.columns.code).is_empty() && row.cell(self.columns.name).is_empty();
        if is_empty && !rows.is_empty() {
            return rows;
        }
        let is_left_out = match self.profile.empty {
            EmptyRow::Refused => false,
            EmptyRow::Skipped => is_empty,
            EmptyRow::UnnamedSkipped => row.cell(self.columns.name).is_empty(),
        };
        if is_left_out {
            self.empty += 1;
        } else if self.is_repeated(row) {
            self.repeated += 1;
        } else {
            rows.push(self.entry(row, parent));
        }
        rows
    }

    fn is_repeated(&mut self, row: Row<'t>) -> bool {
        if self.profile.repeated == Repeated::Refused {
            return false;
        }
        let suffix = self.suffix.map_or("", |column| row.cell(column));
        let first = *self
            .seen_rows
            .entry((row.cell(self.columns.code), suffix))
            .or_insert(row);
        let columns = &self.columns;
        let optional = [columns.parent, columns.status, columns.assignable, columns.aliases];
        let mut read = [columns.code, columns.name]
            .into_iter()
            .chain(optional.into_iter().flatten())
            .chain(columns.properties.iter().copied())
            .chain(self.aliases.iter().copied());
        first.number() != row.number() && read.all(|column| first.cell(column) == row.cell(column))
    }

    fn level(&self, code: &'t str, name: &'t str, parent: &'t str) -> Cells<'t> {
        let cells = (0..self.width).map(|column| {
            if column == self.columns.code {
                Cow::Borrowed(code)
            } else if column == self.columns.name {
                Cow::Borrowed(name)
            } else {
                Cow::Borrowed("")
            }
        });
        let added = [parent, "false", "", ""].map(Cow::Borrowed);
        cells.chain(added).collect()
    }

    fn entry(&mut self, row: Row<'t>, parent: &'t str) -> Cells<'t> {
        if self.profile.trim {
            let codes = [Some(self.columns.code), self.columns.parent].into_iter().flatten();
            let is_trimmed = |&column: &usize| row.cell(column).trim() != row.cell(column);
            self.trimmed += u64::from(codes.filter(is_trimmed).count() > 0);
        }
        let cells = (0..self.width).map(|column| self.cell(row, column));
        let names: Vec<&str> = self.aliases.iter().map(|&column| row.cell(column)).collect();
        let names = join_cell(names.into_iter().filter(|name| !name.is_empty()));
        let status = self.columns.status.map_or("", |column| row.cell(column));
        let status = self.profile.statuses.get(status).map_or(status, String::as_str);
        let added = [
            Cow::Borrowed(parent),
            Cow::Borrowed(""),
            Cow::Owned(names),
            Cow::Borrowed(status),
        ];
        cells.chain(added).collect()
    }

    fn cell(&self, row: Row<'t>, column: usize) -> Cow<'t, str> {
        let mut cell = row.cell(column);
        if self.profile.trim && (column == self.columns.code || Some(column) == self.columns.parent) {
            cell = cell.trim();
        }
        if column == self.columns.code {
            let suffix = self.suffix.map_or("", |column| row.cell(column));
            return if suffix.is_empty() {
                Cow::Borrowed(cell)
            } else {
                Cow::Owned(format!("{cell}{suffix}"))
            };
        }
        let is_root = Some(column) == self.columns.parent && self.profile.roots.iter().any(|root| root == cell);
        if is_root {
            return Cow::Borrowed("");
        }
        Cow::Borrowed(cell)
    }
}
