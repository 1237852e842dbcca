//! Rows of value domains: `id version title oid edition edition_digest part codes assignable_only data_type representation
//! pattern kind source confidence note`. A row with an edition lists its codes; a row with a type, format, pattern or kind
//! describes them; any other says nothing of its values.

use super::CatalogueChoice;
use super::Findings;
use super::Reading;
use super::sheet::Broken;
use super::sheet::Sheet;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::KindId;
use crate::id::Pin;
use crate::id::ValueDomainId;
use crate::registry::data_element::DataType;
use crate::registry::representation::Representation;
use crate::registry::tabular::Row;
use crate::registry::tabular::Table;
use crate::registry::value_domain::Definition;
use crate::registry::value_domain::Description;
use crate::registry::value_domain::Enumeration;
use crate::registry::value_domain::Part;
use crate::registry::value_domain::ValueDomain;
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
/// Between the codes of a part.
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
    let codes = sheet
        .cell(row, "codes")
        .split(SEPARATOR)
        .filter(|code| !code.is_empty());
    let codes = codes.map(str::to_owned).collect();
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
