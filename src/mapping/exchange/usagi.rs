//! The save file of Usagi (OHDSI): CSV, one row a source code and target.
//!
//! `conceptId` carries our target code as text, and 0 when there is none. Usagi itself only opens whole numbers there: an
//! edition of OMOP concept ids, as its users have it. What Usagi has no column for goes into `ADD_INFO:` columns, which
//! it keeps as they are.

use super::Entry;
use super::Field;
use super::LossKind;
use super::Losses;
use super::Pointed;
use super::PointedEdition;
use super::Reading;
use super::Readings;
use super::Said;
use super::Written;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::mapping::decision::Decision;
use crate::mapping::origin::Origin;
use crate::mapping::state::State;
use crate::mapping::target::Relationship;
use crate::mapping::target::Target;
use crate::registry::columns::column_named;
use crate::registry::csv_file;
use crate::registry::csv_file::neutralise;
use crate::registry::csv_file::restore;
use crate::registry::tabular;
use crate::registry::tabular::Limits;
use crate::registry::tabular::Row;
use crate::time::Instant;

const COLUMNS: [&str; 19] = [
    "sourceCode",
    "sourceName",
    "sourceFrequency",
    "ADD_INFO:state",
    "ADD_INFO:reviewOn",
    "ADD_INFO:targetEdition",
    "matchScore",
    "mappingStatus",
    "equivalence",
    "statusSetBy",
    "statusSetOn",
    "conceptId",
    "conceptName",
    "domainId",
    "mappingType",
    "comment",
    "createdBy",
    "createdOn",
    "assignedReviewer",
];
/// What stands in `conceptId` when there is no target.
const NONE: &str = "0";

/// Writes the entries. Usagi has one status and one equivalence for all targets of a code: other relationships are noted
/// as lost to it, though each row has its own.
pub(super) fn write(entries: &[Entry]) -> Result<Written> {
    let mut losses = Losses::default();
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        losses.words(entry);
        losses.refusals(entry);
        losses.lack(entry, &[Field::Origin]);
        match &entry.decision {
            Some(decision) if !decision.is_unconditional() => losses.conditional(entry, decision),
            Some(Decision::Mapped { targets }) => {
                let differ = targets
                    .windows(2)
                    .any(|pair| matches!(pair, [one, next] if one.relationship != next.relationship));
                if differ {
                    losses.add(LossKind::Relationships, entry, "", "equivalence");
                }
                rows.extend(targets.iter().map(|target| row(entry, Some(target))));
            }
            Some(Decision::NoMatch { .. } | Decision::Ignored { .. }) => rows.push(row(entry, None)),
            None => {}
        }
    }
    let cells = rows
        .iter()
        .map(|row| row.iter().map(|cell| neutralise(cell).into_owned()).collect::<Vec<_>>());
    Ok(Written {
        bytes: csv_file::write(&COLUMNS, cells)?,
        losses,
    })
}

fn row(entry: &Entry, target: Option<&Target>) -> [String; 19] {
    let (status, equivalence, comment, review_on) = words(entry, target);
    let millis = |at: Instant| (at.0 / 1_000).to_string();
    let score = match entry.origin {
        Origin::Suggestion { score_per_mille, .. } => f64::from(score_per_mille) / 1000.0,
        Origin::Hand
        | Origin::Organization { .. }
        | Origin::Dictionary { .. }
        | Origin::ConceptMap { .. }
        | Origin::File { .. }
        | Origin::Succession { .. }
        | Origin::Rule { .. } => 0.0,
    };
    let reviewer = entry.reviewer.as_ref().map_or(String::new(), ToString::to_string);
    [
        entry.code.clone(),
        entry.name.clone(),
        entry.usage.unwrap_or(0).to_string(),
        entry.state.as_str().to_owned(),
        review_on.to_owned(),
        target.map_or(String::new(), |target| target.edition_ref().to_string()),
        format!("{score}"),
        status.to_owned(),
        equivalence.to_owned(),
        reviewer.clone(),
        entry.reviewed_at.map_or(String::new(), millis),
        target.map_or(NONE, |target| &target.code).to_owned(),
        target.map_or("", |target| &target.display).to_owned(),
        String::new(),
        "MAPS_TO".to_owned(),
        comment.to_owned(),
        entry.author.to_string(),
        millis(entry.decided_at),
        reviewer,
    ]
}

/// Status, equivalence, comment and review day.
fn words<'e>(entry: &'e Entry, target: Option<&Target>) -> (&'static str, &'static str, &'e str, &'e str) {
    let status = match entry.state {
        State::Approved | State::Released => "APPROVED",
        State::Drafted | State::InReview => "UNCHECKED",
        State::Returned | State::NeedsRecheck => "FLAGGED",
    };
    match (&entry.decision, target) {
        (Some(Decision::Ignored { reason }), _) => ("IGNORED", "UNREVIEWED", reason, ""),
        (Some(Decision::NoMatch { reason, review_on }), _) => {
            (status, "UNMATCHED", reason, review_on.as_deref().unwrap_or_default())
        }
        (Some(Decision::Mapped { .. }) | None, Some(target)) => {
            (status, equivalence(target.relationship), &entry.justification, "")
        }
        (Some(Decision::Mapped { .. }) | None, None) => (status, "UNREVIEWED", &entry.justification, ""),
    }
}

/// Usagi's equivalence says what the target is: WIDER or NARROWER in meaning than the source.
const fn equivalence(relationship: Relationship) -> &'static str {
    match relationship {
        Relationship::Equivalent => "EQUIVALENT",
        Relationship::Narrower => "NARROWER",
        Relationship::Broader => "WIDER",
        Relationship::Related => "INEXACT",
    }
}

/// Reads a save file. Only what somebody decided counts: rows that are not approved are taken only when this service wrote
/// them (`ADD_INFO:state`), because Usagi fills in its first suggestion unasked.
pub(super) fn read(bytes: &[u8]) -> Result<Readings> {
    let table = tabular::read(bytes, tabular::Format::Csv, &Limits::default())?;
    let headers = table.headers();
    for title in ["sourceCode", "mappingStatus", "conceptId"] {
        column_named(headers, title)?;
    }
    let columns = COLUMNS.map(|title| column_named(headers, title).ok());
    let mut readings = Readings::default();
    for row in table.rows() {
        match reading(&row, &columns) {
            Ok(reading) => readings.rows.push(reading),
            Err(fault) => readings.faults.push(fault.at_row(row.number())),
        }
    }
    Ok(readings)
}

fn reading(row: &Row<'_>, columns: &[Option<usize>; 19]) -> Result<Reading> {
    let cells = columns.map(|column| restore(column.map_or("", |column| row.cell(column))).into_owned());
    let [
        code,
        name,
        _,
        state,
        review_on,
        edition,
        _,
        status,
        equivalence,
        _,
        _,
        target,
        display,
        _,
        kind,
        comment,
        ..,
    ] = cells;
    let is_ours = State::parse(&state).is_some();
    let is_decided = match status.as_str() {
        "APPROVED" | "IGNORED" => true,
        "UNCHECKED" | "FLAGGED" => is_ours && state != State::Returned.as_str(),
        _ => false,
    };
    // A code 0 of ours comes with its edition; alone it says that there is no target.
    let has_target = !target.is_empty() && (target != NONE || !edition.is_empty());
    let said = if !is_decided {
        Said::Undecided(status)
    } else if status == "IGNORED" {
        Said::Ignored {
            reason: reason(&comment, "IGNORED"),
        }
    } else if has_target && kind.starts_with("MAPS_TO_") {
        // A second half such as a value or a unit is no target of the code itself.
        Said::Undecided(kind)
    } else if has_target {
        Said::Target(Pointed {
            edition: PointedEdition::of(&edition),
            code: target,
            display,
            relationship: relationship(&equivalence)?,
            when: Vec::new(),
            position: None,
        })
    } else {
        Said::NoMatch {
            reason: reason(&comment, "UNMATCHED"),
            review_on: (!review_on.is_empty()).then_some(review_on),
        }
    };
    Ok(Reading {
        row: row.number(),
        code,
        name,
        said,
        justification: comment,
    })
}

fn reason(comment: &str, otherwise: &str) -> String {
    if comment.trim().is_empty() {
        return otherwise.to_owned();
    }
    comment.to_owned()
}

/// The relationship; what nobody said more of is no more than related.
fn relationship(word: &str) -> Result<Relationship> {
    match word {
        "EQUAL" | "EQUIVALENT" => Ok(Relationship::Equivalent),
        "WIDER" => Ok(Relationship::Broader),
        "NARROWER" => Ok(Relationship::Narrower),
        "INEXACT" | "UNREVIEWED" | "" => Ok(Relationship::Related),
        _ => Err(Error::new(Code::CellInvalid)
            .with("value", word)
            .with("rule_zh", "有目标的行，equivalence 不能是这个词")
            .with("rule_en", "a row with a target cannot have this equivalence")
            .in_column("equivalence")),
    }
}
