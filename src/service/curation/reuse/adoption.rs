//! Taking over as drafts what other hospitals agree on, when a curator asks for it and the dictionary's policy allows it.

use super::take_over::LeftOutReason;
use super::take_over::TakeOver;
use super::take_over::TakenOver;
use super::take_over::Taking;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::choices::Choice;
use crate::mapping::choices::Choices;
use crate::mapping::decision::Decision;
use crate::mapping::origin::Origin;
use crate::mapping::reuse::ReuseMode;
use crate::mapping::reuse::ReusePolicy;
use crate::mapping::risk::RiskKind;
use crate::mapping::work_filter::WorkFilter;
use crate::mapping::work_filter::WorkState;
use crate::mapping::work_order::WorkOrder;
use crate::matching::name_key::name_key;
use crate::matching::words::Words;
use crate::service::Service;
use crate::service::curation::choices::choices_in;
use crate::service::curation::risks::RiskRules;
use crate::service::curation::work_list::all_rows;
use crate::service::curation::work_row::WorkRow;
use crate::source::local_code::Dictionary;
use crate::storage::DbConn;
use crate::storage::curation::dictionaries;
use crate::storage::curation::reuse_policies;
use std::sync::Arc;

/// How many hospitals a justification names.
const NAMED_HOSPITALS: usize = 10;

impl Service {
    /// Takes over what other hospitals agree on: for codes without a mapping, decisions that enough hospitals released for
    /// the same name, without any other decision among them and without a risk. They become drafts of the caller, which go
    /// through submission and review like every other.
    pub fn adopt(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        is_dry_run: bool,
    ) -> Result<TakeOver> {
        let permit = session.permit_in(Right::DraftMapping, organization)?;
        let words = Arc::clone(self.lexicon()?.1.words());
        let taking = Taking {
            permit: &permit,
            dictionary,
            action: "reuse.adopt",
            details: serde_json::Value::Null,
            now: self.now(),
        };
        self.take_over(&taking, is_dry_run, |tx| {
            let known = dictionaries::must_find(tx, organization, dictionary)?;
            let policy = reuse_policies::in_force(tx, organization, dictionary)?;
            if policy.mode != ReuseMode::Adopted {
                return Err(Error::new(Code::ReuseNotAdopted)
                    .with("dictionary", dictionary)
                    .with("mode", policy.mode.as_str()));
            }
            find(tx, organization, &known, &policy, &words)
        })
    }
}

fn find(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &Dictionary,
    policy: &ReusePolicy,
    words: &Arc<Words>,
) -> Result<TakeOver> {
    let filter = WorkFilter {
        state: Some(WorkState::Unmapped),
        ..WorkFilter::default()
    };
    let rows = all_rows(tx, organization, dictionary, (&filter, WorkOrder::Usage), None)?;
    let keys: Vec<String> = rows.iter().map(|row| name_key(&row.local_code.name)).collect();
    let mut distinct: Vec<&str> = keys.iter().map(String::as_str).filter(|key| !key.is_empty()).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let choices = choices_in(tx, organization, dictionary, &policy.teachers(), &distinct)?;
    let mut report = TakeOver::default();
    let mut candidates: Vec<(&WorkRow, &Choice)> = Vec::new();
    for (row, key) in rows.iter().zip(&keys).filter(|(row, _)| row.local_code.occurrence == 1) {
        match choose(choices.get(key), policy) {
            Ok(choice) => candidates.push((row, choice)),
            Err(reason) => report.leave_out(&row.local_code.code, &row.local_code.name, reason),
        }
    }
    let decisions: Vec<Decision> = candidates
        .iter()
        .map(|(_, choice)| Decision::Mapped {
            targets: choice.targets.clone(),
        })
        .collect();
    let judged: Vec<(&WorkRow, Option<&Decision>)> = candidates
        .iter()
        .map(|(row, _)| *row)
        .zip(decisions.iter().map(Some))
        .collect();
    let rules = RiskRules::of(tx, Arc::clone(words), organization, dictionary)?;
    let risks = rules.judge_together(tx, &judged)?;
    for (((row, choice), decision), risks) in candidates.iter().zip(&decisions).zip(&risks) {
        let entry = &row.local_code;
        let is_ambiguous = risks.iter().any(|risk| risk.kind == RiskKind::AmbiguousCode);
        let is_unusable = risks.iter().any(|risk| risk.kind == RiskKind::NotAssignable);
        let reason = match (is_ambiguous, is_unusable, risks.is_empty()) {
            (true, _, _) => LeftOutReason::AmbiguousCode,
            (_, true, _) => LeftOutReason::TargetUnusable,
            (false, false, false) => LeftOutReason::Risky,
            (false, false, true) => {
                report.taken.push(taken(row, choice, decision));
                continue;
            }
        };
        report.leave_out(&entry.code, &entry.name, reason);
    }
    Ok(report)
}

/// The one thing that may be taken over, or why there is none.
fn choose<'a>(choices: Option<&'a Choices>, policy: &ReusePolicy) -> std::result::Result<&'a Choice, LeftOutReason> {
    let Some(choices) = choices.filter(|choices| choices.hospitals > 0) else {
        return Err(LeftOutReason::NotFound);
    };
    if let Some(agreed) = choices.agreed(policy.hospitals) {
        return Ok(agreed);
    }
    let is_one = choices.choices.len() == 1 && choices.choices.iter().all(|choice| choice.is_uniform);
    let says_nothing_fits = choices.choices.iter().any(|choice| choice.targets.is_empty());
    match (is_one, says_nothing_fits) {
        (true, true) => Err(LeftOutReason::NotFound),
        (true, false) => Err(LeftOutReason::TooFewHospitals),
        (false, _) => Err(LeftOutReason::Disagreement),
    }
}

fn taken(row: &WorkRow, choice: &Choice, decision: &Decision) -> TakenOver {
    let named: Vec<&str> = choice
        .hospitals
        .iter()
        .take(NAMED_HOSPITALS)
        .map(OrganizationId::as_str)
        .collect();
    let (count, named) = (choice.hospitals.len(), named.join("、"));
    let example = &choice.example;
    TakenOver {
        code: row.local_code.code.clone(),
        name: row.local_code.name.clone(),
        decision: decision.clone(),
        justification: format!("{count} 家共享医院已发布的对照一致：{named}"),
        origin: Origin::Organization {
            organization: example.organization.clone(),
            release: example.release,
            dictionary: example.dictionary.clone(),
            code: example.code.clone(),
        },
    }
}
