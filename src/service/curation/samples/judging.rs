//! Judging drawn rows: a second person says right or wrong; a batch over its limit goes back, and so does every wrong row.

use super::Sample;
use super::SampleReport;
use super::report;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::mapping::sample::Standing;
use crate::mapping::state::State;
use crate::mapping::state::Step;
use crate::service::Service;
use crate::service::curation::bulk::step_as_act;
use crate::service::curation::requests::SeenMapping;
use crate::service::curation::requests::StepRequest;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::curation::mappings;
use crate::storage::curation::samples;
use crate::storage::curation::samples::Judgement;
use crate::storage::curation::samples::SampledRow;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeMap;

/// What somebody says of one drawn row.
#[derive(Clone, Debug)]
pub struct JudgementRequest {
    /// The local code.
    pub code: String,
    /// Whether the mapping is right.
    pub correct: bool,
    /// Why not; a wrong row needs it.
    pub note: String,
}

impl Service {
    /// Judges drawn rows. With the last judgement, or as soon as more than the limit are wrong, the sample is decided: a
    /// rejected batch is reopened whole, of an accepted one the wrong rows are. Both are bulk acts, which can be undone.
    ///
    /// Errors: `sample-unknown`, `sample-row-unknown`, `sample-row-judged`, `maker-is-checker`, `decision-invalid`.
    pub fn judge_sample(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        number: i64,
        requests: &[JudgementRequest],
    ) -> Result<SampleReport> {
        let permit = session.permit_in(Right::ReviewMapping, organization)?;
        let now = self.now();
        self.decide(organization, dictionary, |tx| {
            let sample = samples::must_find(tx, organization, dictionary, number)?;
            let before = report(tx, organization, sample.clone())?.standing;
            let judged = check(tx, &permit, &sample, requests, now)?;
            samples::judge(tx, organization, number, &judged)?;
            let after = report(tx, organization, sample)?;
            let is_decided = before == Standing::Open && after.standing != Standing::Open;
            let sent_back = if is_decided {
                send_back(tx, &permit, &after, now)?
            } else {
                Vec::new()
            };
            note(tx, &permit, &after, &judged, sent_back.len(), now)?;
            Ok((after, sent_back))
        })
    }
}

fn check(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    sample: &Sample,
    requests: &[JudgementRequest],
    now: Instant,
) -> Result<Vec<Judgement>> {
    let organization = permit.organization();
    let drawn = samples::batch(tx, organization, sample.number, true)?;
    let drawn: BTreeMap<&str, &SampledRow> = drawn.iter().map(|row| (row.code.as_str(), row)).collect();
    let mut known = samples::judgements(tx, organization, sample.number)?;
    let mut list = Vec::with_capacity(requests.len());
    for (index, request) in requests.iter().enumerate() {
        let refuse = |code: Code| {
            Error::new(code)
                .with("code", &request.code)
                .with("number", sample.number)
                .in_field(format!("items[{index}]"))
        };
        let row = drawn
            .get(request.code.as_str())
            .ok_or_else(|| refuse(Code::SampleRowUnknown))?;
        let account = permit.account();
        if row.people.iter().any(|person| person == account.as_str()) {
            return Err(refuse(Code::MakerIsChecker));
        }
        if !request.correct && request.note.trim().is_empty() {
            return Err(Error::new(Code::DecisionInvalid)
                .with("reason_zh", "判为错误必须写明理由")
                .with("reason_en", "a row that is judged wrong needs a note")
                .in_field(format!("items[{index}].note")));
        }
        let judgement = Judgement {
            code: request.code.clone(),
            correct: request.correct,
            note: request.note.clone(),
            account: account.clone(),
            at: now,
        };
        if known.insert(request.code.clone(), judgement.clone()).is_some() {
            return Err(refuse(Code::SampleRowJudged));
        }
        list.push(judgement);
    }
    Ok(list)
}

/// Reopens the batch, or the rows that are judged wrong, as far as they are still as they were; returns their codes.
fn send_back(tx: &mut DbConn, permit: &HospitalPermit, decided: &SampleReport, now: Instant) -> Result<Vec<String>> {
    let (organization, sample) = (permit.organization(), &decided.sample);
    let judged = samples::judgements(tx, organization, sample.number)?;
    let is_wrong = |code: &str| judged.get(code).is_some_and(|judgement| !judgement.correct);
    let whole = decided.standing == Standing::Rejected;
    let batch: BTreeMap<String, i64> = samples::batch(tx, organization, sample.number, !whole)?
        .into_iter()
        .filter(|row| whole || is_wrong(&row.code))
        .map(|row| (row.code, row.version))
        .collect();
    let codes: Vec<&str> = batch.keys().map(String::as_str).collect();
    let present = mappings::find_many(tx, organization, &sample.dictionary, &codes)?;
    let is_unmoved =
        |mapping: &&Mapping| mapping.state == State::Approved && batch.get(&mapping.code) == Some(&mapping.version);
    let rows: Vec<&Mapping> = present.values().filter(is_unmoved).collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let request = StepRequest {
        step: Step::Reopen,
        mappings: rows
            .iter()
            .map(|mapping| SeenMapping {
                code: mapping.code.clone(),
                version: Some(mapping.version),
            })
            .collect(),
        reason: reason(decided),
    };
    let of = json!({ "sample": sample.number, "reason": request.reason });
    let after = step_as_act(tx, permit, &sample.dictionary, &request, &of, now)?;
    Ok(after.into_iter().map(|mapping| mapping.code).collect())
}

fn reason(decided: &SampleReport) -> String {
    let (number, tally) = (decided.sample.number, &decided.tally);
    let counts = format!("{} / {}", tally.wrong, tally.draws);
    match decided.standing {
        Standing::Rejected => format!("抽样 {number} 未通过，错误 {counts}，整批退回 / sample {number} rejected"),
        Standing::Accepted | Standing::Open => {
            format!("抽样 {number} 判为错误，错误 {counts} / judged wrong in sample {number}")
        }
    }
}

fn note(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    after: &SampleReport,
    judged: &[Judgement],
    sent_back: usize,
    now: Instant,
) -> Result<()> {
    let sample = &after.sample;
    let object = format!(
        "organizations/{}/dictionaries/{}/samples/{}",
        permit.organization(),
        sample.dictionary,
        sample.number
    );
    let wrong: Vec<&str> = judged
        .iter()
        .filter(|one| !one.correct)
        .map(|one| one.code.as_str())
        .collect();
    let act = Act::new("sample.judge", object).with_details(json!({
        "judged": judged.len(), "wrong": wrong, "standing": after.standing.as_str(), "sent_back": sent_back,
    }));
    audit_log::append(tx, permit.permit(), &act, now)
}
