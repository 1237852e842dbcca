//! Reading SSSOM.

use super::NO_TERM;
use super::NO_TERM_ADDRESS;
use super::header;
use super::header::Header;
use super::relationship;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::mapping::exchange::Pointed;
use crate::mapping::exchange::PointedEdition;
use crate::mapping::exchange::Reading;
use crate::mapping::exchange::Readings;
use crate::mapping::exchange::Said;
use crate::mapping::exchange::terms::decode;
use crate::mapping::exchange::terms::edition_code;
use crate::registry::columns::column_named;
use crate::registry::lint::Place;
use crate::registry::tabular;
use crate::registry::tabular::Limits;
use crate::registry::tabular::Row;
use crate::registry::tabular::Table;
use crate::source::doubts::Doubts;

const LOCAL: &str = "urn:zhiyu:local:";
/// The column of what is found in the metadata.
const METADATA: &str = "#";
const REQUIRED: [&str; 3] = ["subject_id", "predicate_id", "object_id"];

/// Reads a file with its metadata in front, TSV or CSV.
///
/// Errors: those of reading tables, `encoding-invalid` when it is not UTF-8, `column-missing`.
pub(in crate::mapping::exchange) fn read(bytes: &[u8]) -> Result<Readings> {
    tabular::must_fit(bytes, &Limits::default())?;
    let text = std::str::from_utf8(bytes).map_err(|cause| {
        Error::new(Code::EncodingInvalid)
            .with("offset", cause.valid_up_to() + 1)
            .caused_by(cause)
    })?;
    let (header, body) = header::read(text);
    let titles = body.lines().next().unwrap_or_default();
    let format = if titles.contains('\t') {
        tabular::Format::Tsv
    } else {
        tabular::Format::Csv
    };
    let table = tabular::read(body.as_bytes(), format, &Limits::default())?;
    for slot in REQUIRED {
        column_named(table.headers(), slot)?;
    }
    let is_code = |title: &str| matches!(title, "subject_id" | "object_id");
    let mut readings = Readings {
        doubts: Doubts::of_personal_data(&table, header.lines, is_code),
        ..Readings::default()
    };
    let column = &METADATA.into();
    for (row, line) in (1..=header.lines).zip(text.lines()) {
        readings.doubts.look_at(line, false, Place { row, column });
    }
    for row in table.rows() {
        let number = row.number() + header.lines;
        let record = Record {
            header: &header,
            table: &table,
            row,
        };
        match record.reading(number) {
            Ok(reading) => readings.rows.push(reading),
            Err(fault) => readings.faults.push(fault.at_row(number)),
        }
    }
    Ok(readings)
}

/// One row with what it inherits from the metadata.
struct Record<'t> {
    header: &'t Header,
    table: &'t Table,
    row: Row<'t>,
}

impl Record<'_> {
    /// The text of a slot: the row's own, or else that of the metadata, which stands for all rows.
    fn slot(&self, name: &str) -> &str {
        let column = self.table.headers().iter().position(|title| title == name);
        let own = column.map_or("", |column| self.row.cell(column));
        if own.is_empty() {
            return self.header.texts.get(name).map_or("", String::as_str);
        }
        own
    }

    fn reading(&self, row: u64) -> Result<Reading> {
        let subject = self.address(self.slot("subject_id"));
        let object = self.slot("object_id");
        let comment = self.slot("comment").to_owned();
        let is_negative = match self.slot("predicate_modifier") {
            "" => false,
            "Not" => true,
            other => return Err(unreadable("predicate_modifier", other)),
        };
        let said = if is_no_term(object) && !is_negative {
            Said::NoMatch {
                reason: if comment.trim().is_empty() {
                    NO_TERM.to_owned()
                } else {
                    comment.clone()
                },
                review_on: self.other("review_on"),
            }
        } else if is_no_term(object) || is_no_term(self.slot("subject_id")) {
            Said::Undecided(NO_TERM.to_owned())
        } else if is_negative {
            Said::Refused(self.pointed()?)
        } else {
            Said::Target(self.pointed()?)
        };
        Ok(Reading {
            row,
            code: subject_code(self.slot("subject_id"), &subject),
            name: self.slot("subject_label").to_owned(),
            said,
            justification: comment,
        })
    }

    fn pointed(&self) -> Result<Pointed> {
        let predicate = self.slot("predicate_id");
        let relationship = relationship(predicate).ok_or_else(|| unreadable("predicate_id", predicate))?;
        let object = self.slot("object_id");
        let (edition, code) = match edition_code(&self.address(object)) {
            Some((of, code)) => (PointedEdition::Named(of), code),
            None => (self.edition(), local_part(object).to_owned()),
        };
        Ok(Pointed {
            edition,
            code,
            display: self.slot("object_label").to_owned(),
            relationship,
            when: Vec::new(),
            position: self.other("position").and_then(|text| text.parse().ok()),
        })
    }

    /// The edition that `object_source` and its version name.
    fn edition(&self) -> PointedEdition {
        let (source, version) = (self.slot("object_source"), self.slot("object_source_version"));
        if source.is_empty() && version.is_empty() {
            return PointedEdition::Unnamed;
        }
        let named = format!("{}/{version}", local_part(source));
        EditionRef::parse(&named).map_or_else(|_| PointedEdition::Foreign(named), PointedEdition::Named)
    }

    /// The whole address of a shortened one; what no prefix begins stays as it is.
    fn address(&self, short: &str) -> String {
        let parts = short.split_once(':');
        let base = parts.and_then(|(prefix, local)| Some((self.header.prefixes.get(prefix)?, local)));
        base.map_or_else(|| short.to_owned(), |(base, local)| format!("{base}{local}"))
    }

    /// A value of our own in `other`.
    fn other(&self, wanted: &str) -> Option<String> {
        let mut pairs = self.slot("other").split('|').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == wanted).map(|(_, value)| decode(value))
    }
}

/// The local code: of our own address what is encoded in it, of any other what follows its prefix.
fn subject_code(short: &str, address: &str) -> String {
    let ours = address.strip_prefix(LOCAL).and_then(|rest| rest.splitn(3, ':').nth(2));
    ours.map_or_else(|| local_part(short).to_owned(), decode)
}

fn local_part(short: &str) -> &str {
    let after_path = short.rsplit_once(['/', '#']).filter(|_| short.contains("://"));
    let parts = after_path.or_else(|| short.split_once(':'));
    parts.map_or(short, |(_, local)| local)
}

fn is_no_term(object: &str) -> bool {
    object == NO_TERM || object == NO_TERM_ADDRESS
}

fn unreadable(slot: &str, value: &str) -> Error {
    Error::new(Code::CellInvalid)
        .with("value", value)
        .with("rule_zh", format!("{slot} 的这个词不能读成对照关系"))
        .with(
            "rule_en",
            format!("this word of {slot} cannot be read as a relationship"),
        )
        .in_column(slot)
}
