//! The findings of the files that editions were imported from.

use super::editions::EditionKey;
use crate::error::Code;
use crate::error::Result;
use crate::id::KindId;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::lint::Count;
use crate::registry::lint::Finding;
use crate::registry::lint::Report;
use crate::registry::lint::Severity;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::rows;
use crate::storage::schema::edition_findings;
use crate::storage::schema::edition_lints;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = edition_findings, treat_none_as_default_value = false)]
struct FindingRow {
    edition_key: i64,
    number: i64,
    rule: String,
    severity: String,
    row_number: i64,
    column_title: String,
    value: String,
    suggestion: Option<String>,
    more: String,
}

/// Which findings are wanted; without a rule and a severity all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Those of this rule.
    pub rule: Option<String>,
    /// Those of this severity.
    pub severity: Option<Severity>,
}

/// Replaces the findings of a draft.
pub fn replace_all(tx: &mut DbConn, key: EditionKey, kind: &KindId, report: &Report) -> Result<()> {
    diesel::delete(edition_findings::table.filter(edition_findings::edition_key.eq(key.0))).execute(tx)?;
    diesel::delete(edition_lints::table.find(key.0)).execute(tx)?;
    let counts = report
        .counts()
        .map(|count| (count.rule.as_str(), count.severity, count.count));
    let counts: Vec<(&str, Severity, u64)> = counts.collect();
    let row = (
        edition_lints::edition_key.eq(key.0),
        edition_lints::kind.eq(kind.as_str()),
        edition_lints::counts.eq(rows::to_json(&counts)?),
    );
    diesel::insert_into(edition_lints::table).values(row).execute(tx)?;
    for (batch, findings) in (0_u64..).zip(report.findings().chunks(rows::BATCH)) {
        let first = batch * u64::try_from(rows::BATCH).unwrap_or(u64::MAX);
        let list = (first..)
            .zip(findings)
            .map(|(number, finding)| FindingRow::of(key, number, finding));
        let list = list.collect::<Result<Vec<_>>>()?;
        both!(tx, |c| diesel::insert_into(edition_findings::table)
            .values(list)
            .execute(c))?;
    }
    Ok(())
}

/// The kind that an edition's file was held against and how often each rule was broken; nothing for an edition that was
/// not imported from a file of somebody.
pub fn counts(tx: &mut DbConn, key: EditionKey) -> Result<Option<(KindId, Vec<Count>)>> {
    let row: Option<(i64, String, String)> = edition_lints::table.find(key.0).first(tx).optional()?;
    let Some((_, kind, counts)) = row else {
        return Ok(None);
    };
    let counts: Vec<(String, Severity, u64)> = rows::from_json(&counts, "list of counts")?;
    let counts = counts.into_iter().map(|(rule, severity, count)| {
        Ok(Count {
            rule: code(&rule)?,
            severity,
            count,
        })
    });
    Ok(Some((KindId::new(kind)?, counts.collect::<Result<_>>()?)))
}

/// Findings in the order of their rows.
pub fn page(tx: &mut DbConn, key: EditionKey, wanted: &Wanted, page: &Page) -> Result<Slice<Finding>> {
    let after = page.after_key(|text| text.parse::<i64>().ok())?;
    let mut query = edition_findings::table
        .filter(edition_findings::edition_key.eq(key.0))
        .filter(edition_findings::number.gt(after.unwrap_or(-1)))
        .order(edition_findings::number)
        .limit(page.rows_to_read())
        .into_boxed();
    if let Some(rule) = &wanted.rule {
        query = query.filter(edition_findings::rule.eq(rule.clone()));
    }
    if let Some(severity) = wanted.severity {
        query = query.filter(edition_findings::severity.eq(severity.as_str()));
    }
    let found: Vec<FindingRow> = query.load(tx)?;
    let slice = page.slice(found, |row| row.number.to_string());
    let items = slice.items.into_iter().map(Finding::try_from).collect::<Result<_>>()?;
    Ok(Slice {
        items,
        next: slice.next,
    })
}

/// Every finding of an edition that is kept, in the order of their rows.
pub fn all(tx: &mut DbConn, key: EditionKey) -> Result<Vec<Finding>> {
    let found: Vec<FindingRow> = edition_findings::table
        .filter(edition_findings::edition_key.eq(key.0))
        .order(edition_findings::number)
        .load(tx)?;
    found.into_iter().map(Finding::try_from).collect()
}

fn code(rule: &str) -> Result<Code> {
    let found = Code::ALL.iter().copied().find(|code| code.as_str() == rule);
    rows::word(found, "rule of a finding")
}

impl FindingRow {
    fn of(key: EditionKey, number: u64, finding: &Finding) -> Result<Self> {
        Ok(Self {
            edition_key: key.0,
            number: rows::count(number),
            rule: finding.rule.as_str().to_owned(),
            severity: finding.severity.as_str().to_owned(),
            row_number: rows::count(finding.row),
            column_title: finding.column.to_string(),
            value: finding.value.clone(),
            suggestion: finding.suggestion.clone(),
            more: rows::to_json(&finding.more())?,
        })
    }
}

impl TryFrom<FindingRow> for Finding {
    type Error = crate::error::Error;

    fn try_from(row: FindingRow) -> Result<Self> {
        let column = row.column_title.into();
        let place = crate::registry::lint::Place {
            row: rows::uncount(row.row_number),
            column: &column,
        };
        let severity = rows::word(Severity::parse(&row.severity), "severity")?;
        Self::new(code(&row.rule)?, severity, place, &row.value)
            .suggesting(row.suggestion)
            .stored(&row.more)
    }
}
