//! Drafts and steps inside an open transaction: what one curator, a file or a bulk act does goes through here.
//!
//! Everything is taken or nothing; each mapping gets its step in the history, and one audit event names them.

use super::requests::DraftRequest;
use super::requests::NamedDecision;
use super::requests::SeenMapping;
use super::requests::StepRequest;
use super::targets::TargetTable;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::audit::Act;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::mapping::decision::Decision;
use crate::mapping::double_blind::Round;
use crate::mapping::life::Draft;
use crate::mapping::life::Hand;
use crate::mapping::life::Mapping;
use crate::mapping::state::Step;
use crate::source::local_code::LocalCode;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::curation::blind_proposals;
use crate::storage::curation::bulk_acts;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::curation::mappings;
use crate::storage::curation::mappings::NewStep;
use crate::storage::curation::policies;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// How many codes an audit event names; of more it tells the number and the digest, and the history has them all.
pub(in crate::service) const NAMED_CODES: usize = 1_000;

/// Writes down decisions about local codes of one dictionary; `bulk` is the act that they are part of.
pub(in crate::service) fn draft_in(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    dictionary: &DictionaryId,
    requests: &[DraftRequest],
    bulk: Option<i64>,
    now: Instant,
) -> Result<Vec<Mapping>> {
    let policy = policies::in_force(tx, permit.organization(), dictionary)?;
    let drafted = drafts_of(tx, permit, dictionary, requests, now, |former, draft| {
        policy.check_draft(former, &draft.decision, &draft.justification, permit.account())
    })?;
    let reasons = requests.iter().map(DraftRequest::words);
    save(tx, permit, (Step::Draft, bulk), &drafted, reasons, now)?;
    Ok(drafted)
}

/// What decisions about local codes would make of their mappings; nothing is written. `check` is asked of each with the
/// mapping as it is.
pub(in crate::service) fn drafts_of(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    dictionary: &DictionaryId,
    requests: &[DraftRequest],
    now: Instant,
    check: impl Fn(Option<&Mapping>, &Draft) -> Result<()>,
) -> Result<Vec<Mapping>> {
    must_be_open(Step::Draft, permit)?;
    let organization = permit.organization();
    let codes: Vec<&str> = requests.iter().map(|request| request.code.as_str()).collect();
    refuse_repeated(&codes)?;
    let target = dictionaries::must_find(tx, organization, dictionary)?.target;
    let named = requests.iter().flat_map(|request| request.decision.named_targets());
    let targets = TargetTable::load(tx, target, named)?;
    let entries = by_code(local_codes::find_many(tx, organization, dictionary, &codes)?);
    let before = mappings::find_many(tx, organization, dictionary, &codes)?;
    let unmapped: Vec<&str> = codes
        .iter()
        .copied()
        .filter(|code| !before.contains_key(*code))
        .collect();
    let earlier = bulk_acts::last_versions(tx, organization, dictionary, &unmapped)?;
    each(requests, |request| {
        let former = before.get(&request.code);
        let name = name_of(dictionary, &entries, former, request)?;
        let decision = request.decision.resolve(&targets)?;
        check_version(former, request, permit).map_err(|error| with_both(error, former, &decision))?;
        let draft = Draft {
            code: request.code.clone(),
            name: name.to_owned(),
            decision,
            justification: request.words().to_owned(),
            origin: request.origin.clone(),
        };
        let account = permit.account();
        check(former, &draft)?;
        let last = earlier.get(&request.code).copied().unwrap_or(0);
        let drafted = draft.apply(dictionary, former, Hand { account, at: now })?;
        Ok(drafted.counted_from(last))
    })
}

/// Writes down what two makers or a third person settled, each with the words of whoever hands it to review, where it goes
/// at once. Its author is the one whose decision it is.
pub(in crate::service) fn settle_in(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    dictionary: &DictionaryId,
    settled: &[(Mapping, &str)],
    now: Instant,
) -> Result<Vec<Mapping>> {
    must_be_open(Step::Submit, permit)?;
    dictionaries::must_find(tx, permit.organization(), dictionary)?;
    let drafted: Vec<Mapping> = settled.iter().map(|(mapping, _)| mapping.clone()).collect();
    let reasons = drafted.iter().map(|mapping| mapping.justification.as_str());
    save(tx, permit, (Step::Draft, None), &drafted, reasons, now)?;
    let account = permit.account();
    let after = each(&drafted, |mapping| mapping.submit(Hand { account, at: now }))?;
    let reasons = settled.iter().map(|(_, words)| *words);
    save(tx, permit, (Step::Submit, None), &after, reasons, now)?;
    Ok(after)
}

/// Takes a step on mappings of one dictionary; `bulk` is the act that it is part of.
pub(in crate::service) fn step_in(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    dictionary: &DictionaryId,
    request: &StepRequest,
    bulk: Option<i64>,
    now: Instant,
) -> Result<Vec<Mapping>> {
    must_be_open(request.step, permit)?;
    let needs_reason = matches!(request.step, Step::Return | Step::Reopen | Step::Recheck);
    if needs_reason && request.reason.trim().is_empty() {
        let (zh, en) = request.step.words();
        return Err(Error::new(Code::DecisionInvalid)
            .with("reason_zh", format!("{zh}必须写明理由"))
            .with("reason_en", format!("a reason is needed before this is {en}"))
            .in_field("reason"));
    }
    let organization = permit.organization();
    let codes: Vec<&str> = request.mappings.iter().map(|seen| seen.code.as_str()).collect();
    refuse_repeated(&codes)?;
    dictionaries::must_find(tx, organization, dictionary)?;
    let policy = policies::in_force(tx, organization, dictionary)?;
    let before = mappings::find_many(tx, organization, dictionary, &codes)?;
    let rounds = blind_proposals::rounds(tx, organization, dictionary, &codes)?;
    let after = each(&request.mappings, |seen| {
        let unknown = || Error::new(Code::MappingUnknown).with("code", &seen.code);
        let mapping = before.get(&seen.code).ok_or_else(unknown)?;
        mapping.must_have_version(seen.version)?;
        policy.check_step(request.step, mapping)?;
        let account = permit.account();
        let full = |round: &&Round| round.second.is_some();
        if let Some(round) = rounds.get(&seen.code).and_then(|of| of.iter().rfind(full)) {
            round.must_not_judge(request.step, mapping, account)?;
        }
        take(mapping, request.step, Hand { account, at: now })
    })?;
    let reasons = std::iter::repeat(request.reason.as_str());
    save(tx, permit, (request.step, bulk), &after, reasons, now)?;
    Ok(after)
}

/// Sends mappings of one dictionary back to review, each for a reason of its own.
pub(in crate::service) fn recheck_in(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    dictionary: &DictionaryId,
    list: &[(SeenMapping, &str)],
    now: Instant,
) -> Result<Vec<Mapping>> {
    must_be_open(Step::Recheck, permit)?;
    let codes: Vec<&str> = list.iter().map(|(seen, _)| seen.code.as_str()).collect();
    refuse_repeated(&codes)?;
    let before = mappings::find_many(tx, permit.organization(), dictionary, &codes)?;
    let after = each(list, |(seen, _)| {
        let unknown = || Error::new(Code::MappingUnknown).with("code", &seen.code);
        let mapping = before.get(&seen.code).ok_or_else(unknown)?;
        mapping.must_have_version(seen.version)?;
        let account = permit.account();
        mapping.recheck(Hand { account, at: now })
    })?;
    let reasons = list.iter().map(|(_, reason)| *reason);
    save(tx, permit, (Step::Recheck, None), &after, reasons, now)?;
    Ok(after)
}

fn must_be_open(step: Step, permit: &HospitalPermit) -> Result<()> {
    if step.is_open_to(permit.permit().right()) {
        return Ok(());
    }
    let (zh, en) = Right::DraftMapping.words();
    Err(Error::new(Code::RightMissing)
        .with("role", permit.permit().role().as_str())
        .with("right_zh", zh)
        .with("right_en", en))
}

fn take(mapping: &Mapping, step: Step, hand: Hand<'_>) -> Result<Mapping> {
    match step {
        Step::Submit => mapping.submit(hand),
        Step::Withdraw => mapping.withdraw(hand),
        Step::Approve => mapping.approve(hand),
        Step::Return => mapping.send_back(hand),
        Step::Reopen => mapping.reopen(hand),
        Step::Recheck => mapping.recheck(hand),
        Step::Publish => mapping.publish(hand),
        Step::Confirm => mapping.confirm(hand),
        Step::Draft | Step::Undo => Err(Error::new(Code::RequestInvalid).with("reason", step.as_str())),
    }
}

/// The refusal of whoever came too late, with what stands there now and what they wanted.
fn with_both(error: Error, former: Option<&Mapping>, wanted: &Decision) -> Error {
    let Some(former) = former else { return error };
    let present = json!({
        "version": former.version, "state": former.state, "decision": former.decision, "author": former.author,
        "justification": former.justification,
    });
    error.with("present", present).with("yours", json!(wanted))
}

/// The name that a decision is about. A code with several names in the dictionary has no one meaning, so it cannot get
/// targets; that nothing fits or that it is never sent may be said of it. Of a code that the dictionary has no longer, it
/// may be said that it is never sent, which takes it out of the next release.
fn name_of<'a>(
    dictionary: &DictionaryId,
    entries: &'a BTreeMap<String, Vec<LocalCode>>,
    former: Option<&'a Mapping>,
    request: &DraftRequest,
) -> Result<&'a str> {
    let found = entries.get(&request.code).map_or(&[][..], Vec::as_slice);
    let names: BTreeSet<&str> = found.iter().map(|entry| entry.name.as_str()).collect();
    let needs_one_meaning = matches!(request.decision, NamedDecision::Mapped(_));
    if needs_one_meaning && names.len() > 1 {
        return Err(Error::new(Code::LocalCodeAmbiguous)
            .with("code", &request.code)
            .with("count", names.len()));
    }
    let ends_it = matches!(request.decision, NamedDecision::Other(Decision::Ignored { .. }));
    let removed = former.filter(|_| ends_it).map(|mapping| mapping.name.as_str());
    found
        .first()
        .map(|entry| entry.name.as_str())
        .or(removed)
        .ok_or_else(|| {
            Error::new(Code::LocalCodeUnknown)
                .with("dictionary", dictionary)
                .with("code", &request.code)
        })
}

fn check_version(former: Option<&Mapping>, request: &DraftRequest, permit: &HospitalPermit) -> Result<()> {
    match (former, request.version) {
        (Some(mapping), expected) => {
            mapping.must_be_seen_by(permit.account(), expected)?;
            mapping.must_have_version(expected)
        }
        (None, None | Some(0)) => Ok(()),
        (None, Some(_)) => Err(Error::new(Code::MappingUnknown).with("code", &request.code)),
    }
}

fn by_code(entries: Vec<LocalCode>) -> BTreeMap<String, Vec<LocalCode>> {
    let mut map: BTreeMap<String, Vec<LocalCode>> = BTreeMap::new();
    for entry in entries {
        map.entry(entry.code.clone()).or_default().push(entry);
    }
    map
}

pub(in crate::service) fn refuse_repeated(codes: &[&str]) -> Result<()> {
    let mut seen = BTreeSet::new();
    for (index, code) in codes.iter().enumerate() {
        if !seen.insert(code) {
            return Err(Error::new(Code::RequestInvalid)
                .with("reason", format!("'{code}' is named twice"))
                .in_field(format!("items[{index}].code")));
        }
    }
    if codes.is_empty() {
        return Err(Error::new(Code::RequestInvalid)
            .with("reason", "no codes")
            .in_field("items"));
    }
    Ok(())
}

/// Does the same to each item. With one refusal the request is refused with it; with several, the first carries the rest.
pub(in crate::service) fn each<I, T>(items: &[I], act: impl Fn(&I) -> Result<T>) -> Result<Vec<T>> {
    let mut done = Vec::with_capacity(items.len());
    let mut refused = Vec::new();
    for (index, item) in items.iter().enumerate() {
        match act(item) {
            Ok(value) => done.push(value),
            Err(error) => refused.push(error.in_field(format!("items[{index}]"))),
        }
    }
    let mut refused = refused.into_iter();
    match refused.next() {
        None => Ok(done),
        Some(first) => Err(first.with_findings(refused.take(100).collect())),
    }
}

fn save<'a>(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    (step, bulk): (Step, Option<i64>),
    list: &[Mapping],
    reasons: impl Iterator<Item = &'a str>,
    now: Instant,
) -> Result<()> {
    let new_step = |(mapping, reason)| NewStep {
        step,
        mapping,
        account: match step {
            Step::Draft => &mapping.author,
            Step::Submit
            | Step::Withdraw
            | Step::Approve
            | Step::Return
            | Step::Publish
            | Step::Reopen
            | Step::Recheck
            | Step::Confirm
            | Step::Undo => permit.account(),
        },
        reason,
        bulk,
    };
    let steps: Vec<NewStep<'_>> = list.iter().zip(reasons).map(new_step).collect();
    mappings::save_steps(tx, permit.organization(), &steps)?;
    let Some(dictionary) = list.first().map(|mapping| &mapping.dictionary) else {
        return Ok(());
    };
    note(
        tx,
        permit,
        (step, bulk),
        dictionary,
        &list.iter().collect::<Vec<_>>(),
        now,
    )
}

/// The audit event of a step on mappings of one dictionary.
pub(in crate::service) fn note(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    (step, bulk): (Step, Option<i64>),
    dictionary: &DictionaryId,
    list: &[&Mapping],
    now: Instant,
) -> Result<()> {
    let codes: Vec<&str> = list.iter().map(|mapping| mapping.code.as_str()).collect();
    let object = format!("organizations/{}/dictionaries/{dictionary}", permit.organization());
    let mut details = json!({ "count": codes.len() });
    if let (Some(map), true) = (details.as_object_mut(), codes.len() <= NAMED_CODES) {
        map.insert("codes".to_owned(), json!(codes));
        // With its version each names its row of the history, which holds it as it became; the version before, as it was.
        let versions: Vec<i64> = list.iter().map(|mapping| mapping.version).collect();
        map.insert("versions".to_owned(), json!(versions));
    } else if let Some(map) = details.as_object_mut() {
        let digest = sha256_hex(codes.iter().flat_map(|code| [code.as_bytes(), b"\n".as_slice()]));
        map.insert("codes_sha256".to_owned(), json!(digest));
    }
    if let (Some(map), Some(bulk)) = (details.as_object_mut(), bulk) {
        map.insert("bulk".to_owned(), json!(bulk));
    }
    let action = match step {
        Step::Draft => "mapping.draft",
        Step::Submit => "mapping.submit",
        Step::Withdraw => "mapping.withdraw",
        Step::Approve => "mapping.approve",
        Step::Return => "mapping.return",
        Step::Publish => "mapping.publish",
        Step::Reopen => "mapping.reopen",
        Step::Recheck => "mapping.recheck",
        Step::Confirm => "mapping.confirm",
        Step::Undo => "mapping.undo",
    };
    let act = Act::new(action, object).with_details(details);
    audit_log::append(tx, permit.permit(), &act, now)
}
