//! Drafts and steps that come together otherwise than by a filter, out of a file, an upgrade or a sample: kept as bulk acts, so
//! that they are taken back like those.

use super::as_json;
use super::count;
use crate::access::permit::HospitalPermit;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::mapping::bulk::BulkKind;
use crate::mapping::life::Mapping;
use crate::mapping::undo::Former;
use crate::service::curation::mapping_steps::draft_in;
use crate::service::curation::mapping_steps::step_in;
use crate::service::curation::requests::DraftRequest;
use crate::service::curation::requests::StepRequest;
use crate::storage::DbConn;
use crate::storage::curation::bulk_acts;
use crate::storage::curation::bulk_acts::ActedRow;
use crate::storage::curation::bulk_acts::BulkAct;
use crate::storage::curation::mappings;
use crate::time::Instant;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;

/// Drafts as one act; `of` says what they come from.
pub(in crate::service) fn draft_as_act(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    dictionary: &DictionaryId,
    requests: &[DraftRequest],
    of: &Value,
    now: Instant,
) -> Result<Vec<Mapping>> {
    let codes: Vec<&str> = requests.iter().map(|request| request.code.as_str()).collect();
    let before = mappings::find_many(tx, permit.organization(), dictionary, &codes)?;
    let number = bulk_acts::next_number(tx, permit.organization())?;
    let after = draft_in(tx, permit, dictionary, requests, Some(number), now)?;
    keep(tx, permit, (number, BulkKind::Draft), (&before, &after), of, now)?;
    Ok(after)
}

/// A step of many mappings as one act; a step that no bulk act takes is taken without a number.
pub(in crate::service) fn step_as_act(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    dictionary: &DictionaryId,
    request: &StepRequest,
    of: &Value,
    now: Instant,
) -> Result<Vec<Mapping>> {
    let Some(kind) = BulkKind::of_step(request.step) else {
        return step_in(tx, permit, dictionary, request, None, now);
    };
    let codes: Vec<&str> = request.mappings.iter().map(|seen| seen.code.as_str()).collect();
    let before = mappings::find_many(tx, permit.organization(), dictionary, &codes)?;
    let number = bulk_acts::next_number(tx, permit.organization())?;
    let after = step_in(tx, permit, dictionary, request, Some(number), now)?;
    keep(tx, permit, (number, kind), (&before, &after), of, now)?;
    Ok(after)
}

fn keep(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    (number, kind): (i64, BulkKind),
    (before, after): (&BTreeMap<String, Mapping>, &[Mapping]),
    of: &Value,
    now: Instant,
) -> Result<()> {
    let Some(dictionary) = after.first().map(|mapping| mapping.dictionary.clone()) else {
        return Ok(());
    };
    let acted = after.iter().map(|mapping| ActedRow {
        code: mapping.code.clone(),
        version: Some(mapping.version),
        former: before.get(&mapping.code).map(|former| Former::of(former, kind.step())),
        refusals: Vec::new(),
    });
    let acted: Vec<ActedRow> = acted.collect();
    let act = BulkAct {
        number,
        dictionary,
        kind,
        ordered: as_json(&json!({ "kind": kind, "of": of }))?,
        plan: String::new(),
        account: permit.account().clone(),
        at: now,
        done: count(acted.len()),
        refused: 0,
        skipped: "{}".to_owned(),
        undoes: None,
    };
    bulk_acts::insert(tx, permit.organization(), &act, &acted)
}
