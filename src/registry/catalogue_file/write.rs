//! Writing the tables that the readers of this folder read, under the same titles. What was written is read again before
//! it goes out: a file that would lose something is refused and never handed over.

use super::CatalogueChoice;
use super::Reading;
use super::sheet;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::exchange::Format;
use crate::registry::exchange::write_table;
use crate::registry::tabular;
use crate::registry::tabular::Limits;
use crate::registry::tabular::Table;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// One item as a row.
pub(super) trait Written: PartialEq + Sized {
    /// Our titles, in the order of the cells.
    const COLUMNS: &'static [&'static str];
    /// The cells under our titles.
    fn cells(&self) -> Vec<Cow<'_, str>>;
    /// Further columns by their titles.
    fn properties(&self) -> Option<&BTreeMap<String, String>>;
    /// What it is called in messages.
    fn name(&self) -> String;
    /// The items of a table.
    fn read(table: &Table, choice: &CatalogueChoice) -> Result<Reading<Self>>;
}

/// The bytes of a table of these items, in their order, as `csv`, `tsv` or `xlsx`. Read again with the plain choice they
/// give the same items.
///
/// Errors: `field-invalid` for other formats; `item-not-written` when an item would not come back as it is;
/// `file-too-large` for what exceeds the limits of reading.
pub(super) fn write<T: Written>(format: Format, sheet: &str, items: &[T]) -> Result<Vec<u8>> {
    let format = table_format(format)?;
    let properties: BTreeSet<&String> = items
        .iter()
        .filter_map(T::properties)
        .flat_map(BTreeMap::keys)
        .collect();
    for item in items {
        must_fit(item, format)?;
    }
    let titles: Vec<String> = properties.iter().map(|name| sheet::property_title(name)).collect();
    let titles: Vec<&str> = T::COLUMNS
        .iter()
        .copied()
        .chain(titles.iter().map(String::as_str))
        .collect();
    let rows = items.iter().map(|item| {
        let further = properties.iter().map(|name| {
            let value = item.properties().and_then(|all| all.get(*name));
            Cow::Borrowed(value.map_or("", String::as_str))
        });
        item.cells().into_iter().chain(further).collect::<Vec<_>>()
    });
    let bytes = write_table(format, sheet, &titles, rows)?;
    must_come_back(&bytes, format, items)?;
    Ok(bytes)
}

/// The table that this format is.
///
/// Errors: `field-invalid` for FHIR, ClaML and lines.
pub fn table_format(format: Format) -> Result<tabular::Format> {
    match format {
        Format::Table(table @ (tabular::Format::Csv | tabular::Format::Tsv | tabular::Format::Xlsx)) => Ok(table),
        Format::ClaMl | Format::Fhir | Format::Table(tabular::Format::Lines) => Err(Error::new(Code::FieldInvalid)
            .with("field", "format")
            .with("value", format.as_str())
            .with("rule_zh", "导出格式可用 csv、tsv、xlsx")
            .with("rule_en", "use csv, tsv or xlsx")
            .in_field("format")),
    }
}

/// Refuses an item with a cell that is longer than any reader takes.
fn must_fit<T: Written>(item: &T, format: tabular::Format) -> Result<()> {
    let most = Limits::default().cell_characters;
    let is_long = |text: &str| text.len() > most && text.chars().count() > most;
    let mut values = item.properties().into_iter().flat_map(BTreeMap::values);
    if values.any(|value| is_long(value)) || item.cells().iter().any(|cell| is_long(cell)) {
        return Err(not_written(&item.name(), format));
    }
    Ok(())
}

/// Refuses bytes that do not give the same items again.
fn must_come_back<T: Written>(bytes: &[u8], format: tabular::Format, items: &[T]) -> Result<()> {
    let Some(last) = items.last() else {
        return Ok(());
    };
    let table = tabular::read(bytes, format, &Limits::default())?;
    let reading = T::read(&table, &CatalogueChoice::default())?;
    let back = reading.items.iter().map(|(_, item)| item);
    if let Some((item, _)) = items.iter().zip(back).find(|(item, back)| item != back) {
        return Err(not_written(&item.name(), format));
    }
    if reading.items.len() != items.len() || reading.findings.count > 0 {
        return Err(not_written(&last.name(), format).with_findings(reading.findings.listed));
    }
    Ok(())
}

fn not_written(item: &str, format: tabular::Format) -> Error {
    Error::new(Code::ItemNotWritten)
        .with("item", item)
        .with("format", Format::Table(format).as_str())
}
