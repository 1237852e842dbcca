//! Rows of data elements: `id version name definition data_type representation domain domain_version status source
//! confidence`.

use super::CatalogueChoice;
use super::Findings;
use super::Reading;
use super::domains::DATA_TYPE;
use super::domains::REPRESENTATION;
use super::sheet::Broken;
use super::sheet::Sheet;
use super::write;
use super::write::Written;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::data_element::DataElement;
use crate::registry::data_element::DataType;
use crate::registry::data_element::RegistrationStatus;
use crate::registry::exchange::Format;
use crate::registry::representation::Representation;
use crate::registry::tabular::Row;
use crate::registry::tabular::Table;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Our titles.
const COLUMNS: [&str; 11] = [
    "id",
    "version",
    "name",
    "definition",
    "data_type",
    "representation",
    "domain",
    "domain_version",
    "status",
    "source",
    "confidence",
];

/// A data element whose value domain is named and not yet looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftElement {
    /// The element, still without its value domain.
    pub element: DataElement,
    /// The id of its value domain as registered, and the version if one is named.
    pub domain: Option<(String, Option<String>)>,
}

/// The data elements of a table, in its order.
///
/// Errors: `column-missing`, `column-repeated`. Rows and cells are findings.
pub fn elements(table: &Table, choice: &CatalogueChoice) -> Result<Reading<DraftElement>> {
    let sheet = Sheet::of(table, choice, &COLUMNS, &["id", "name"])?;
    let mut reading = Reading {
        items: Vec::with_capacity(table.row_count()),
        findings: Findings::default(),
    };
    for row in sheet.rows() {
        match element(&sheet, choice, &row, &mut reading.findings) {
            Ok(element) => reading.items.push((row.number(), element)),
            Err(error) => reading.findings.leave_out(error),
        }
    }
    Ok(reading)
}

/// The bytes of a table of data elements as `csv`, `tsv` or `xlsx`, each with the version of its value domain; [`elements`]
/// reads the same out of it.
///
/// Errors: `field-invalid` for other formats; `item-not-written`, `file-too-large`.
pub fn write_elements(format: Format, list: Vec<DataElement>) -> Result<Vec<u8>> {
    let drafts: Vec<DraftElement> = list.into_iter().map(DraftElement::from).collect();
    write::write(format, "data-elements", &drafts)
}

impl From<DataElement> for DraftElement {
    fn from(mut element: DataElement) -> Self {
        let pin = element.domain.take();
        Self {
            element,
            domain: pin.map(|pin| (pin.id.to_string(), Some(pin.version.to_string()))),
        }
    }
}

impl Written for DraftElement {
    const COLUMNS: &'static [&'static str] = &COLUMNS;

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let one = &self.element;
        let (domain, version) = cells_of(self.domain.as_ref());
        let representation = one.representation.map(|format| format.to_string());
        vec![
            one.of.id.as_str().into(),
            one.of.version.as_str().into(),
            one.name.as_str().into(),
            one.definition.as_str().into(),
            one.data_type.map_or("", DataType::as_str).into(),
            representation.unwrap_or_default().into(),
            domain.into(),
            version.into(),
            one.status.as_str().into(),
            one.source.as_str().into(),
            one.confidence.as_str().into(),
        ]
    }

    fn properties(&self) -> Option<&BTreeMap<String, String>> {
        Some(&self.element.properties)
    }

    fn name(&self) -> String {
        self.element.of.to_string()
    }

    fn read(table: &Table, choice: &CatalogueChoice) -> Result<Reading<Self>> {
        elements(table, choice)
    }
}

/// The two cells of something that is named, and of its version.
pub(super) fn cells_of(named: Option<&(String, Option<String>)>) -> (&str, &str) {
    named.map_or(("", ""), |(id, version)| {
        (id.as_str(), version.as_deref().unwrap_or_default())
    })
}

fn element(
    sheet: &Sheet<'_>,
    choice: &CatalogueChoice,
    row: &Row<'_>,
    findings: &mut Findings,
) -> Result<DraftElement> {
    let of = sheet.pin(row)?;
    let name = sheet.cell(row, "name");
    if name.trim().is_empty() {
        return Err(Error::new(Code::RowIncomplete)
            .with("reason_zh", "名称为空")
            .with("reason_en", "the name is empty")
            .at_row(row.number()));
    }
    let mut properties = sheet.properties(row);
    let data_type = sheet.read(
        row,
        "data_type",
        DataType::parse,
        &DATA_TYPE,
        (&mut properties, &mut *findings),
    );
    let representation = sheet.read(
        row,
        "representation",
        Representation::parse,
        &REPRESENTATION,
        (&mut properties, &mut *findings),
    );
    let status = sheet.read(
        row,
        "status",
        RegistrationStatus::parse,
        &STATUS,
        (&mut properties, findings),
    );
    let domain = Some(sheet.cell(row, "domain")).filter(|id| !id.is_empty());
    let version = Some(sheet.cell(row, "domain_version")).filter(|version| !version.is_empty());
    Ok(DraftElement {
        element: DataElement {
            of,
            name: name.to_owned(),
            definition: sheet.cell(row, "definition").to_owned(),
            data_type,
            representation,
            domain: None,
            status: status.unwrap_or(RegistrationStatus::Recorded),
            source: sheet.said(row, "source", &choice.source),
            confidence: sheet.said(row, "confidence", &choice.confidence),
            properties,
        },
        domain: domain.map(|id| (sheet.scoped(id), version.map(str::to_owned))),
    })
}

const STATUS: Broken = Broken {
    what: ("登记状态", "a registration status"),
    rule: (
        "incomplete、recorded、qualified、standard、preferred-standard、superseded 或 retired",
        "incomplete, recorded, qualified, standard, preferred-standard, superseded or retired",
    ),
};
