//! Rows of value domains: `id version title oid edition edition_digest part codes assignable_only data_type representation
//! pattern kind source confidence note`. A row with an edition lists its codes; a row with a type, format, pattern or kind
//! describes them; any other says nothing of its values.

use super::CatalogueChoice;
use super::Findings;
use super::Reading;
use super::sheet::Broken;
use super::sheet::Sheet;
use super::write;
use super::write::Written;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::KindId;
use crate::id::Pin;
use crate::id::ValueDomainId;
use crate::registry::aliases::join_with;
use crate::registry::aliases::split_at;
use crate::registry::data_element::DataType;
use crate::registry::exchange::Format;
use crate::registry::representation::Representation;
use crate::registry::tabular::Row;
use crate::registry::tabular::Table;
use crate::registry::value_domain::Definition;
use crate::registry::value_domain::Description;
use crate::registry::value_domain::Enumeration;
use crate::registry::value_domain::Part;
use crate::registry::value_domain::ValueDomain;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Our titles.
const COLUMNS: [&str; 16] = [
    "id",
    "version",
    "title",
    "oid",
    "edition",
    "edition_digest",
    "part",
    "codes",
    "assignable_only",
    "data_type",
    "representation",
    "pattern",
    "kind",
    "source",
    "confidence",
    "note",
];
/// Between the codes of a part; within a code a `\` stands before it, and before another `\`.
const SEPARATOR: char = ';';

/// The value domains of a table, in its order. A row without a title has an empty one.
///
/// Errors: `column-missing`, `column-repeated`. Rows and cells are findings.
pub fn domains(table: &Table, choice: &CatalogueChoice) -> Result<Reading<ValueDomain>> {
    let sheet = Sheet::of(table, choice, &COLUMNS, &["id"])?;
    let mut reading = Reading {
        items: Vec::with_capacity(table.row_count()),
        findings: Findings::default(),
    };
    for row in sheet.rows() {
        match sheet
            .pin(&row)
            .and_then(|of| domain(&sheet, choice, of, &row, &mut reading.findings))
        {
            Ok(domain) => reading.items.push((row.number(), domain)),
            Err(error) => reading.findings.leave_out(error),
        }
    }
    Ok(reading)
}

/// The bytes of a table of value domains as `csv`, `tsv` or `xlsx`; [`domains`] reads the same out of it.
///
/// Errors: `field-invalid` for other formats; `item-not-written`, `file-too-large`.
pub fn write_domains(format: Format, list: &[ValueDomain]) -> Result<Vec<u8>> {
    write::write(format, "value-domains", list)
}

impl Written for ValueDomain {
    const COLUMNS: &'static [&'static str] = &COLUMNS;

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let listed = self.enumeration();
        let described = match &self.definition {
            Definition::Described(description) => Some(description),
            Definition::Enumerated(_) | Definition::Unknown => None,
        };
        let codes = listed.map_or(&[][..], |one| one.part.codes());
        let assignable_only = listed.map_or("", |one| if one.assignable_only { "true" } else { "false" });
        let data_type = described.and_then(|one| one.data_type);
        let representation = described.and_then(|one| one.representation);
        let edition = listed.map(|one| one.edition.to_string());
        vec![
            self.of.id.as_str().into(),
            self.of.version.as_str().into(),
            self.title.as_str().into(),
            self.oid.as_deref().unwrap_or_default().into(),
            edition.unwrap_or_default().into(),
            listed.and_then(|one| one.digest.as_deref()).unwrap_or_default().into(),
            listed.map_or("", |one| one.part.as_str()).into(),
            join_with(SEPARATOR, codes.iter().map(String::as_str)).into(),
            assignable_only.into(),
            data_type.map_or("", DataType::as_str).into(),
            representation
                .map(|format| format.to_string())
                .unwrap_or_default()
                .into(),
            described
                .and_then(|one| one.pattern.as_deref())
                .unwrap_or_default()
                .into(),
            described
                .and_then(|one| one.kind.as_ref())
                .map_or("", KindId::as_str)
                .into(),
            self.source.as_str().into(),
            self.confidence.as_str().into(),
            self.note.as_str().into(),
        ]
    }

    fn properties(&self) -> Option<&BTreeMap<String, String>> {
        Some(&self.properties)
    }

    fn name(&self) -> String {
        self.of.to_string()
    }

    fn read(table: &Table, choice: &CatalogueChoice) -> Result<Reading<Self>> {
        domains(table, choice)
    }
}

fn domain(
    sheet: &Sheet<'_>,
    choice: &CatalogueChoice,
    of: Pin<ValueDomainId>,
    row: &Row<'_>,
    findings: &mut Findings,
) -> Result<ValueDomain> {
    let oid = sheet.cell(row, "oid");
    let mut properties = sheet.properties(row);
    let definition = definition(sheet, row, (&mut properties, findings));
    let domain = ValueDomain {
        of,
        title: sheet.cell(row, "title").to_owned(),
        oid: (!oid.is_empty()).then(|| oid.to_owned()),
        definition,
        source: sheet.said(row, "source", &choice.source),
        confidence: sheet.said(row, "confidence", &choice.confidence),
        note: sheet.cell(row, "note").to_owned(),
        properties,
    };
    domain.check().map_err(|error: Error| error.at_row(row.number()))?;
    Ok(domain)
}

fn definition(sheet: &Sheet<'_>, row: &Row<'_>, kept: (&mut BTreeMap<String, String>, &mut Findings)) -> Definition {
    let (properties, findings) = kept;
    let text = |ours: &str| {
        Some(sheet.cell(row, ours))
            .filter(|cell| !cell.is_empty())
            .map(str::to_owned)
    };
    let edition = sheet.read(
        row,
        "edition",
        |cell| EditionRef::parse(cell).ok(),
        &EDITION,
        (&mut *properties, &mut *findings),
    );
    if let Some(edition) = edition {
        return Definition::Enumerated(Enumeration {
            edition,
            digest: text("edition_digest"),
            part: part(sheet, row),
            assignable_only: !matches!(sheet.cell(row, "assignable_only"), "false" | "0" | "否"),
        });
    }
    let description = Description {
        data_type: sheet.read(
            row,
            "data_type",
            DataType::parse,
            &DATA_TYPE,
            (&mut *properties, &mut *findings),
        ),
        representation: sheet.read(
            row,
            "representation",
            Representation::parse,
            &REPRESENTATION,
            (&mut *properties, &mut *findings),
        ),
        pattern: text("pattern"),
        kind: sheet.read(
            row,
            "kind",
            |word| KindId::new(word).ok(),
            &KIND,
            (&mut *properties, &mut *findings),
        ),
    };
    if description == Description::default() {
        Definition::Unknown
    } else {
        Definition::Described(description)
    }
}

fn part(sheet: &Sheet<'_>, row: &Row<'_>) -> Part {
    let codes = split_at(SEPARATOR, sheet.cell(row, "codes"));
    match sheet.cell(row, "part") {
        "subtree" => Part::Subtree(codes),
        "codes" => Part::Codes(codes),
        _ => Part::All,
    }
}

const EDITION: Broken = Broken {
    what: ("代码系统版本", "an edition"),
    rule: (
        "写成 代码系统/版本，例如 GB-T-2261.1/2003",
        "write it as system/edition, such as GB-T-2261.1/2003",
    ),
};

pub(super) const DATA_TYPE: Broken = Broken {
    what: ("数据类型", "a data type"),
    rule: (
        "WS/T 303 的类型为 S、S1、S2、S3、L、N、D、DT、T、BY",
        "the types of WS/T 303 are S, S1, S2, S3, L, N, D, DT, T, BY",
    ),
};

const KIND: Broken = Broken {
    what: ("种类", "a kind"),
    rule: (
        "种类是编码系统的种类标识，如 uscc、loinc，见 /kinds",
        "a kind is the id of a kind of code system, such as uscc or loinc; see /kinds",
    ),
};

pub(super) const REPRESENTATION: Broken = Broken {
    what: ("表示格式", "a representation format"),
    rule: (
        "WS/T 303 的格式如 AN..50、A10、N1..3、N6,2、D8、T6、DT15、T/F、BY",
        "the formats of WS/T 303 look like AN..50, A10, N1..3, N6,2, D8, T6, DT15, T/F, BY",
    ),
};
