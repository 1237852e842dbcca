//! Undoing a bulk act: every row that has not moved since is what it was before, as a further step of its history.

use super::BulkAct;
use super::as_json;
use super::count;
use crate::access::permit::HospitalPermit;
use crate::access::session::Session;
use crate::audit::Act;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::bulk::BulkKind;
use crate::mapping::life::Hand;
use crate::mapping::life::Mapping;
use crate::mapping::state::State;
use crate::mapping::state::Step;
use crate::mapping::undo::Undone;
use crate::service::Service;
use crate::service::curation::memory::must_be_reason;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::curation::bulk_acts;
use crate::storage::curation::bulk_acts::ActedRow;
use crate::storage::curation::mappings;
use crate::storage::curation::mappings::NewStep;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeMap;

/// The name of the cause for which a row is left because it moved.
const MOVED: &str = "moved-since";
/// The name of the cause for which a row is left because it is in force.
const RELEASED: &str = "released";

/// What undoing did.
#[derive(Clone, Debug)]
pub struct UndoneAct {
    /// The act that it is itself.
    pub act: BulkAct,
    /// The rows that were left, by code.
    pub left: Vec<LeftRow>,
}

/// A row that is not undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftRow {
    /// The local code.
    pub code: String,
    /// `moved-since` or `released`.
    pub cause: &'static str,
}

impl Service {
    /// Takes a bulk act back. Rows that moved since, or are released, are left and listed.
    ///
    /// Errors: `bulk-unknown`, `undo-nothing` when every row is left.
    pub fn undo_bulk(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        number: i64,
        reason: &str,
    ) -> Result<UndoneAct> {
        session.permit_in_any(BulkKind::Undo.rights(), organization)?;
        must_be_reason(reason)?;
        let now = self.now();
        self.decide(organization, dictionary, |tx| {
            let of = bulk_acts::must_find(tx, organization, dictionary, number)?;
            let permit = session.permit_in_any(of.kind.rights(), organization)?;
            undo(tx, &permit, &of, reason, now)
        })
    }
}

fn undo(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    of: &BulkAct,
    reason: &str,
    now: Instant,
) -> Result<(UndoneAct, Vec<String>)> {
    let organization = permit.organization();
    let nothing = || Error::new(Code::UndoNothing).with("number", of.number);
    if of.kind == BulkKind::Undo {
        return Err(nothing());
    }
    let rows = bulk_acts::done_rows(tx, organization, of.number)?;
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let present = mappings::find_many(tx, organization, &of.dictionary, &codes)?;
    let hand = Hand {
        account: permit.account(),
        at: now,
    };
    let sorted = sort(&rows, &present, hand)?;
    if sorted.restored.is_empty() && sorted.unmapped.is_empty() {
        return Err(nothing());
    }
    let number = bulk_acts::next_number(tx, organization)?;
    let new_step = |mapping| NewStep {
        step: Step::Undo,
        mapping,
        account: permit.account(),
        reason,
        bulk: Some(number),
    };
    let steps: Vec<NewStep<'_>> = sorted.restored.iter().map(new_step).collect();
    mappings::save_steps(tx, organization, &steps)?;
    bulk_acts::save_unmapped(
        tx,
        organization,
        &sorted.unmapped,
        permit.account(),
        reason,
        Some(number),
    )?;
    let act = BulkAct {
        number,
        dictionary: of.dictionary.clone(),
        kind: BulkKind::Undo,
        ordered: as_json(&json!({ "kind": "undo", "reason": reason, "undoes": of.number }))?,
        plan: of.plan.clone(),
        account: permit.account().clone(),
        at: now,
        done: count(sorted.restored.len() + sorted.unmapped.len()),
        refused: count(sorted.left.len()),
        skipped: "{}".to_owned(),
        undoes: Some(of.number),
    };
    bulk_acts::insert(tx, organization, &act, &sorted.acted())?;
    let undone_codes = sorted.codes();
    note(tx, permit, &act, &undone_codes, reason, now)?;
    let left = sorted.left;
    Ok((UndoneAct { act, left }, undone_codes))
}

/// The rows of an act: what undoing makes of them, and those that are left.
#[derive(Default)]
struct Sorted {
    restored: Vec<Mapping>,
    unmapped: Vec<Mapping>,
    left: Vec<LeftRow>,
}

impl Sorted {
    fn codes(&self) -> Vec<String> {
        let undone = self.restored.iter().chain(&self.unmapped);
        let mut codes: Vec<String> = undone.map(|mapping| mapping.code.clone()).collect();
        codes.sort_unstable();
        codes
    }

    fn acted(&self) -> Vec<ActedRow> {
        let undone = self.restored.iter().chain(&self.unmapped).map(|mapping| ActedRow {
            code: mapping.code.clone(),
            version: Some(mapping.version),
            former: None,
            refusals: Vec::new(),
        });
        let left = self.left.iter().map(|row| ActedRow {
            code: row.code.clone(),
            version: None,
            former: None,
            refusals: vec![row.cause.to_owned()],
        });
        undone.chain(left).collect()
    }
}

fn sort(rows: &[ActedRow], present: &BTreeMap<String, Mapping>, hand: Hand<'_>) -> Result<Sorted> {
    let mut sorted = Sorted::default();
    for row in rows {
        let mapping = present.get(&row.code);
        let unmoved = mapping.filter(|mapping| Some(mapping.version) == row.version);
        let Some(mapping) = unmoved else {
            let is_released = mapping.is_some_and(|mapping| mapping.state == State::Released);
            sorted.left.push(LeftRow {
                code: row.code.clone(),
                cause: if is_released { RELEASED } else { MOVED },
            });
            continue;
        };
        match mapping.undo(row.former.as_ref(), hand)? {
            Undone::Restored(mapping) => sorted.restored.push(mapping),
            Undone::Unmapped(mapping) => sorted.unmapped.push(mapping),
        }
    }
    Ok(sorted)
}

fn note(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    act: &BulkAct,
    codes: &[String],
    reason: &str,
    now: Instant,
) -> Result<()> {
    let digest = sha256_hex(codes.iter().flat_map(|code| [code.as_bytes(), b"\n".as_slice()]));
    let object = format!(
        "organizations/{}/dictionaries/{}",
        permit.organization(),
        act.dictionary
    );
    let event = Act::new("mapping.undo", object).with_details(json!({
        "bulk": act.number, "undoes": act.undoes, "count": codes.len(), "left": act.refused,
        "codes_sha256": digest, "reason": reason,
    }));
    audit_log::append(tx, permit.permit(), &event, now)
}
