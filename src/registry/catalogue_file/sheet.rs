//! The columns of a table under our titles, and the rules that cells of several tables share.

use super::CatalogueChoice;
use super::Findings;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::columns::column_named;
use crate::registry::tabular::Row;
use crate::registry::tabular::Table;
use std::collections::BTreeMap;

/// Stands before the name of a property in the title of its column.
const PROPERTY: &str = "property:";

/// The title of the column of a property, which is read without being asked for.
pub(super) fn property_title(name: &str) -> String {
    format!("{PROPERTY}{name}")
}

/// A table whose columns are known.
pub(super) struct Sheet<'t> {
    table: &'t Table,
    choice: &'t CatalogueChoice,
    columns: BTreeMap<&'static str, usize>,
    properties: Vec<(String, usize)>,
}

/// A cell that breaks its rule: what it should have been and the rule, each in Chinese and English.
pub(super) struct Broken {
    pub(super) what: (&'static str, &'static str),
    pub(super) rule: (&'static str, &'static str),
}

impl<'t> Sheet<'t> {
    /// Finds the columns. A column that the choice names has to be there, and so has one of `needed`; any other may be missing.
    ///
    /// Errors: `column-missing`, `column-repeated`.
    pub(super) fn of(
        table: &'t Table,
        choice: &'t CatalogueChoice,
        known: &[&'static str],
        needed: &[&'static str],
    ) -> Result<Self> {
        let mut columns = BTreeMap::new();
        for &ours in known {
            let named = choice.columns.get(ours);
            match column_named(table.headers(), named.map_or(ours, String::as_str)) {
                Ok(column) => drop(columns.insert(ours, column)),
                Err(error) if named.is_some() || needed.contains(&ours) => return Err(error),
                Err(_) => {}
            }
        }
        let titles = (0..).zip(table.headers());
        let mut properties: Vec<(String, usize)> = titles
            .filter_map(|(column, title)| Some((title.strip_prefix(PROPERTY)?.to_owned(), column)))
            .collect();
        for title in &choice.properties {
            properties.push((title.clone(), column_named(table.headers(), title)?));
        }
        Ok(Self {
            table,
            choice,
            columns,
            properties,
        })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'t>> {
        self.table.rows()
    }

    /// The cell under our title; empty without the column.
    pub(super) fn cell(&self, row: &Row<'t>, ours: &str) -> &'t str {
        self.columns.get(ours).map_or("", |column| row.cell(*column))
    }

    /// The cell, or else what the whole file says.
    pub(super) fn said(&self, row: &Row<'t>, ours: &str, otherwise: &str) -> String {
        let cell = self.cell(row, ours);
        if cell.is_empty() { otherwise } else { cell }.to_owned()
    }

    /// The id in a cell with the namespace before it.
    pub(super) fn scoped(&self, id: &str) -> String {
        match &self.choice.namespace {
            Some(namespace) => format!("{namespace}:{id}"),
            None => id.to_owned(),
        }
    }

    /// The properties that were asked for, and those whose titles say that they are properties.
    pub(super) fn properties(&self, row: &Row<'t>) -> BTreeMap<String, String> {
        let cells = self.properties.iter().map(|(title, column)| (title, row.cell(*column)));
        let filled = cells.filter(|(_, value)| !value.is_empty());
        filled.map(|(title, value)| (title.clone(), value.to_owned())).collect()
    }

    /// The id and version of a row.
    pub(super) fn pin<Id: std::str::FromStr<Err = Error>>(&self, row: &Row<'t>) -> Result<crate::id::Pin<Id>> {
        let version = self.said(row, "version", self.choice.version.as_deref().unwrap_or("1"));
        let pin = || {
            Ok(crate::id::Pin {
                id: self.scoped(self.cell(row, "id")).parse()?,
                version: version.parse()?,
            })
        };
        pin().map_err(|error: Error| error.at_row(row.number()))
    }

    /// What a cell says, read; what breaks its rule is told and kept among the properties.
    pub(super) fn read<T>(
        &self,
        row: &Row<'t>,
        ours: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
        broken: &Broken,
        kept: (&mut BTreeMap<String, String>, &mut Findings),
    ) -> Option<T> {
        let cell = self.cell(row, ours);
        if cell.is_empty() {
            return None;
        }
        let value = read(cell);
        if value.is_none() {
            let (properties, findings) = kept;
            properties.insert(ours.to_owned(), cell.to_owned());
            let column = self.columns.get(ours).copied().unwrap_or_default();
            findings.add(
                broken
                    .finding(cell)
                    .at_row(row.number())
                    .in_column(self.table.column_title(column)),
            );
        }
        value
    }
}

impl Broken {
    /// The finding for a cell.
    pub(super) fn finding(&self, value: &str) -> Error {
        Error::new(Code::CellKept)
            .with("value", value)
            .with("what_zh", self.what.0)
            .with("what_en", self.what.1)
            .with("rule_zh", self.rule.0)
            .with("rule_en", self.rule.1)
    }
}
