//! Rows of fields: `table table_version group field title element element_version domain domain_version slot source confidence note`, and
//! of tables: `table group title`.

use super::CatalogueChoice;
use super::Findings;
use super::Reading;
use super::elements::cells_of;
use super::sheet::Sheet;
use super::write;
use super::write::Written;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::exchange::Format;
use crate::registry::specification::SpecificationField;
use crate::registry::specification::SpecificationTable;
use crate::registry::tabular::Row;
use crate::registry::tabular::Table;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::HashMap;

const FIELD_COLUMNS: [&str; 13] = [
    "table",
    "table_version",
    "group",
    "field",
    "title",
    "element",
    "element_version",
    "domain",
    "domain_version",
    "slot",
    "source",
    "confidence",
    "note",
];
const TABLE_COLUMNS: [&str; 3] = ["table", "group", "title"];
const LONGEST_NAME_CHARACTERS: usize = 200;
/// Stands where a field takes no value domain, not even that of its data element.
const NONE: &str = "-";

/// A field whose data element and value domain are named and not yet looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftField {
    /// The field, still without what it pins.
    pub field: SpecificationField,
    /// The group of its table.
    pub group: String,
    /// The id of its data element as registered, and the version if one is named.
    pub element: Option<(String, Option<String>)>,
    /// The same of its value domain.
    pub domain: Option<(String, Option<String>)>,
    /// Whether it takes no value domain, not even that of its data element.
    pub has_no_domain: bool,
}

/// The fields of a table, in its order. A field without a name is called by its data element; a name that stands in its table
/// already gets a number. A table with a version is called `table@version`.
///
/// Errors: `column-missing`, `column-repeated`. Rows are findings.
pub fn fields(table: &Table, choice: &CatalogueChoice) -> Result<Reading<DraftField>> {
    let sheet = Sheet::of(table, choice, &FIELD_COLUMNS, &["table"])?;
    let mut findings = Findings::default();
    let mut items: Vec<(u64, DraftField)> = Vec::with_capacity(table.row_count());
    let mut seen: HashMap<(String, String), (u64, u32)> = HashMap::new();
    for row in sheet.rows() {
        let number = u32::try_from(items.len() + 1).unwrap_or(u32::MAX);
        let mut draft = match field(&sheet, choice, &row, number) {
            Ok(draft) => draft,
            Err(error) => {
                findings.leave_out(error);
                continue;
            }
        };
        let key = (draft.field.table.clone(), draft.field.name.clone());
        let (first, times) = seen.entry(key).or_insert((row.number(), 0));
        *times += 1;
        if *times > 1 {
            let (value, name) = (draft.field.name.clone(), format!("{}#{times}", draft.field.name));
            let finding = Error::new(Code::FieldRepeated)
                .with("value", value)
                .with("first", *first)
                .with("name", &name);
            findings.add(finding.at_row(row.number()));
            draft.field.name = name;
        }
        items.push((row.number(), draft));
    }
    Ok(Reading { items, findings })
}

/// The tables of a table of tables, in its order.
///
/// Errors: `column-missing`, `column-repeated`. Rows are findings.
pub fn tables(table: &Table, choice: &CatalogueChoice) -> Result<Reading<SpecificationTable>> {
    let sheet = Sheet::of(table, choice, &TABLE_COLUMNS, &["table"])?;
    let mut reading = Reading {
        items: Vec::new(),
        findings: Findings::default(),
    };
    for row in sheet.rows() {
        match name(sheet.cell(&row, "table"), &row) {
            Ok(name) => reading.items.push((
                row.number(),
                SpecificationTable {
                    name,
                    number: u32::try_from(reading.items.len() + 1).unwrap_or(u32::MAX),
                    group: sheet.cell(&row, "group").to_owned(),
                    title: sheet.cell(&row, "title").to_owned(),
                },
            )),
            Err(error) => reading.findings.leave_out(error),
        }
    }
    Ok(reading)
}

/// The bytes of a table of fields as `csv`, `tsv` or `xlsx`, each with the versions that it pins and the group of its table;
/// [`fields`] reads the same out of it.
///
/// Errors: `field-invalid` for other formats; `item-not-written`, `file-too-large`.
pub fn write_fields(format: Format, tables: &[SpecificationTable], list: Vec<SpecificationField>) -> Result<Vec<u8>> {
    let groups: HashMap<&str, &str> = tables
        .iter()
        .map(|table| (table.name.as_str(), table.group.as_str()))
        .collect();
    let drafts = list.into_iter().map(|mut field| {
        let (element, domain) = (field.element.take(), field.domain.take());
        DraftField {
            group: groups.get(field.table.as_str()).copied().unwrap_or_default().to_owned(),
            has_no_domain: element.is_some() && domain.is_none(),
            element: element.map(|pin| (pin.id.to_string(), Some(pin.version.to_string()))),
            domain: domain.map(|pin| (pin.id.to_string(), Some(pin.version.to_string()))),
            field,
        }
    });
    let drafts: Vec<DraftField> = drafts.collect();
    write::write(format, "fields", &drafts)
}

/// The bytes of a table of tables as `csv`, `tsv` or `xlsx`; [`tables`] reads the same out of it.
///
/// Errors: `field-invalid` for other formats; `item-not-written`, `file-too-large`.
pub fn write_tables(format: Format, list: &[SpecificationTable]) -> Result<Vec<u8>> {
    write::write(format, "tables", list)
}

impl Written for DraftField {
    const COLUMNS: &'static [&'static str] = &FIELD_COLUMNS;

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let field = &self.field;
        let (element, element_version) = cells_of(self.element.as_ref());
        let (domain, domain_version) = cells_of(self.domain.as_ref());
        vec![
            field.table.as_str().into(),
            "".into(),
            self.group.as_str().into(),
            field.name.as_str().into(),
            field.title.as_str().into(),
            element.into(),
            element_version.into(),
            if self.has_no_domain { NONE } else { domain }.into(),
            domain_version.into(),
            field.slot.map(|slot| slot.to_string()).unwrap_or_default().into(),
            field.source.as_str().into(),
            field.confidence.as_str().into(),
            field.note.as_str().into(),
        ]
    }

    fn properties(&self) -> Option<&BTreeMap<String, String>> {
        None
    }

    fn name(&self) -> String {
        format!("{}/{}", self.field.table, self.field.name)
    }

    fn read(table: &Table, choice: &CatalogueChoice) -> Result<Reading<Self>> {
        fields(table, choice)
    }
}

impl Written for SpecificationTable {
    const COLUMNS: &'static [&'static str] = &TABLE_COLUMNS;

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let cells = [&self.name, &self.group, &self.title];
        cells.map(|cell| cell.as_str().into()).to_vec()
    }

    fn properties(&self) -> Option<&BTreeMap<String, String>> {
        None
    }

    fn name(&self) -> String {
        self.name.clone()
    }

    fn read(table: &Table, choice: &CatalogueChoice) -> Result<Reading<Self>> {
        tables(table, choice)
    }
}

fn field(sheet: &Sheet<'_>, choice: &CatalogueChoice, row: &Row<'_>, number: u32) -> Result<DraftField> {
    let table = name(sheet.cell(row, "table"), row)?;
    let version = sheet.cell(row, "table_version");
    let table = match version {
        "" => table,
        version => name(&format!("{table}@{version}"), row)?,
    };
    let domain = sheet.cell(row, "domain");
    let element = sheet.cell(row, "element");
    let named = |id: &str, version: &str| {
        let version = Some(version).filter(|version| !version.is_empty());
        (!id.is_empty()).then(|| (sheet.scoped(id), version.map(str::to_owned)))
    };
    Ok(DraftField {
        field: SpecificationField {
            table,
            name: name(&sheet.said(row, "field", element), row)?,
            number,
            title: sheet.cell(row, "title").to_owned(),
            slot: sheet.cell(row, "slot").parse().ok(),
            element: None,
            domain: None,
            source: sheet.said(row, "source", &choice.source),
            confidence: sheet.said(row, "confidence", &choice.confidence),
            note: sheet.cell(row, "note").to_owned(),
        },
        group: sheet.cell(row, "group").to_owned(),
        element: named(element, sheet.cell(row, "element_version")),
        domain: named(domain, sheet.cell(row, "domain_version")).filter(|_| domain != NONE),
        has_no_domain: domain == NONE,
    })
}

/// The name of a table or field: not empty, not endless, no control characters. The number that a repeated name got does not
/// count.
fn name(text: &str, row: &Row<'_>) -> Result<String> {
    let numbered = text.rsplit_once('#');
    let numbered = numbered.filter(|(_, number)| number.parse::<u32>().is_ok());
    let counted = numbered.map_or(text, |(name, _)| name);
    let is_too_long = counted.chars().count() > LONGEST_NAME_CHARACTERS;
    if text.trim().is_empty() || is_too_long || text.contains(char::is_control) {
        return Err(Error::new(Code::RowIncomplete)
            .with("reason_zh", "表名或字段名为空、超过 200 个字符或含控制字符")
            .with(
                "reason_en",
                "the name of table or field is empty, longer than 200 characters or has control characters",
            )
            .at_row(row.number()));
    }
    Ok(text.to_owned())
}
