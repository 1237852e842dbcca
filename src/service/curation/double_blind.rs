//! Double blind review: proposals of two makers, what they agree on, and the conflicts that a third person decides.

use super::mapping_steps::drafts_of;
use super::mapping_steps::settle_in;
use super::requests::DraftRequest;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::double_blind::Agreement;
use crate::mapping::double_blind::Basis;
use crate::mapping::double_blind::Proposal;
use crate::mapping::double_blind::Round;
use crate::mapping::double_blind::RoundState;
use crate::mapping::double_blind::not_open;
use crate::mapping::double_blind::same;
use crate::mapping::life::Mapping;
use crate::page::Page;
use crate::page::Slice;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::curation::blind_proposals;
use crate::storage::curation::bulk_acts;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::curation::mappings;
use crate::storage::curation::policies;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeMap;

/// What became of a proposal.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// The local code.
    pub code: String,
    /// How its round stands now.
    pub state: RoundState,
    /// The mapping, when two agreed on it.
    pub mapping: Option<Mapping>,
}

/// A round as an account may see it.
#[derive(Clone, Debug)]
pub struct ShownRound {
    /// The local code.
    pub code: String,
    /// What it is about.
    pub basis: Basis,
    /// How it stands.
    pub state: RoundState,
    /// Whether the account made one of its proposals.
    pub mine: bool,
    /// The proposals that the account may see, the first first.
    pub proposals: Vec<Proposal>,
}

/// Which rounds are wanted.
#[derive(Clone, Debug, Default)]
pub struct WantedRounds {
    /// In this state.
    pub state: Option<RoundState>,
    /// Those to which the account did, or did not, make a proposal.
    pub mine: Option<bool>,
}

/// How makers agree in a dictionary.
#[derive(Clone, Debug)]
pub struct AgreementReport {
    /// The counts.
    pub agreement: Agreement,
    /// Rows that wait for a second maker.
    pub waiting: u64,
    /// Rows that wait for a third person.
    pub conflicts: u64,
}

impl Service {
    /// Writes down what one maker decides about rows, which nobody else sees. Where another maker decided the same before,
    /// the row goes to review with both as its makers.
    ///
    /// Errors: those of a draft; `policy-forbids` unless the policy asks for two; `proposal-not-open`.
    pub fn propose_mappings(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        requests: &[DraftRequest],
    ) -> Result<Vec<Proposed>> {
        let permit = session.permit_in(Right::DraftMapping, organization)?;
        let now = self.now();
        self.decide(organization, dictionary, |tx| {
            let proposed = propose_in(tx, &permit, dictionary, requests, now)?;
            Ok((proposed, requests.iter().map(|request| request.code.clone()).collect()))
        })
    }

    /// Decides conflicts as a third person; the rows go to review.
    ///
    /// Errors: those of a draft; `maker-is-checker` for either maker; `proposal-not-open` where two do not differ.
    pub fn resolve_conflicts(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        requests: &[DraftRequest],
    ) -> Result<Vec<Mapping>> {
        let permit = session.permit_in(Right::DraftMapping, organization)?;
        let now = self.now();
        self.decide(organization, dictionary, |tx| {
            policies::in_force(tx, organization, dictionary)?.must_be_double_blind()?;
            let codes: Vec<&str> = requests.iter().map(|request| request.code.as_str()).collect();
            let ground = Ground::load(tx, organization, dictionary, &codes)?;
            let drafted = drafts_of(tx, &permit, dictionary, requests, now, |_, draft| {
                ground.must_be_conflict(&draft.code, permit.account())?;
                must_be_said(&draft.justification)
            })?;
            let settled: Vec<(Mapping, &str)> = drafted
                .into_iter()
                .zip(requests.iter().map(DraftRequest::words))
                .collect();
            let after = settle_in(tx, &permit, dictionary, &settled, now)?;
            note(tx, &permit, ("mapping.resolve", dictionary), &codes, now)?;
            Ok((after, codes.into_iter().map(str::to_owned).collect()))
        })
    }

    /// The newest round of each row of a dictionary by code, as far as the caller may see it.
    pub fn rounds(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        wanted: &WantedRounds,
        page: &Page,
    ) -> Result<Slice<ShownRound>> {
        let permit = session.permit_in(Right::ReadMappings, organization)?;
        let most = usize::try_from(page.limit).unwrap_or(usize::MAX);
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let mut shown = Vec::new();
            let mut after = page.after.clone();
            while shown.len() <= most {
                let codes = blind_proposals::codes_after(tx, organization, dictionary, after.as_deref())?;
                let Some(last) = codes.last().cloned() else { break };
                let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
                let ground = Ground::load(tx, organization, dictionary, &codes)?;
                let newest = ground.rounds.values().filter_map(|rounds| rounds.last());
                let rounds = newest.map(|round| ground.shown(round, permit.account()));
                shown.extend(rounds.filter(|round| wanted.wants(round)));
                after = Some(last);
            }
            Ok(page.slice(shown, |round: &ShownRound| round.code.clone()))
        })
    }

    /// Every round about one code, the oldest first, as far as the caller may see it.
    pub fn rounds_of_code(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        code: &str,
    ) -> Result<Vec<ShownRound>> {
        let permit = session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let ground = Ground::load(tx, organization, dictionary, &[code])?;
            let rounds = ground.rounds.values().flatten();
            Ok(rounds.map(|round| ground.shown(round, permit.account())).collect())
        })
    }

    /// How far makers decide alike in a dictionary.
    pub fn agreement(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
    ) -> Result<AgreementReport> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let mut report = AgreementReport {
                agreement: Agreement::default(),
                waiting: 0,
                conflicts: 0,
            };
            let mut after = None;
            loop {
                let codes = blind_proposals::codes_after(tx, organization, dictionary, after.as_deref())?;
                let Some(last) = codes.last().cloned() else { break };
                let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
                let ground = Ground::load(tx, organization, dictionary, &codes)?;
                ground.count(&mut report);
                after = Some(last);
            }
            Ok(report)
        })
    }
}

/// What is proposed about some codes, and where they stand.
struct Ground {
    rounds: BTreeMap<String, Vec<Round>>,
    bases: BTreeMap<String, Basis>,
}

impl Ground {
    fn load(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId, codes: &[&str]) -> Result<Self> {
        let present = mappings::find_many(tx, organization, dictionary, codes)?;
        let is_unmapped = |code: &&str| !present.contains_key(*code);
        let unmapped: Vec<&str> = codes.iter().copied().filter(is_unmapped).collect();
        let earlier = bulk_acts::last_versions(tx, organization, dictionary, &unmapped)?;
        let mut bases: BTreeMap<String, Basis> = BTreeMap::new();
        for entry in local_codes::find_many(tx, organization, dictionary, codes)? {
            let mapping = present.get(&entry.code).map(Basis::version_of);
            let version = mapping.or(earlier.get(&entry.code).copied()).unwrap_or(0);
            let name = entry.name;
            bases.entry(entry.code).or_insert(Basis { version, name });
        }
        for (code, mapping) in &present {
            if !bases.contains_key(code) {
                let name = mapping.name.clone();
                let version = Basis::version_of(mapping);
                bases.insert(code.clone(), Basis { version, name });
            }
        }
        Ok(Self {
            rounds: blind_proposals::rounds(tx, organization, dictionary, codes)?,
            bases,
        })
    }

    /// The round about a row as it stands now.
    fn current(&self, code: &str) -> Option<&Round> {
        let now = self.bases.get(code)?;
        let mut rounds = self.rounds.get(code)?.iter();
        rounds.find(|round| round.first.basis == *now)
    }

    fn must_be_conflict(&self, code: &str, account: &AccountId) -> Result<()> {
        let none = || {
            not_open(
                code,
                "没有两人意见不一致的编制",
                "there are no two proposals that differ",
            )
        };
        let round = self.current(code).ok_or_else(none)?;
        round.must_be_of_others(account)?;
        match round.state(self.bases.get(code)) {
            RoundState::Conflict => Ok(()),
            RoundState::Waiting | RoundState::Agreed | RoundState::Closed => Err(none()),
        }
    }

    fn shown(&self, round: &Round, account: &AccountId) -> ShownRound {
        ShownRound {
            code: round.first.code.clone(),
            basis: round.first.basis.clone(),
            state: round.state(self.bases.get(&round.first.code)),
            mine: round.is_of(account),
            proposals: round.visible_to(account).into_iter().cloned().collect(),
        }
    }

    fn count(&self, report: &mut AgreementReport) {
        for round in self.rounds.values().flatten() {
            report.agreement.add(round);
            match round.state(self.bases.get(&round.first.code)) {
                RoundState::Waiting => report.waiting += 1,
                RoundState::Conflict => report.conflicts += 1,
                RoundState::Agreed | RoundState::Closed => {}
            }
        }
    }
}

impl WantedRounds {
    fn wants(&self, round: &ShownRound) -> bool {
        self.state.is_none_or(|state| state == round.state) && self.mine.is_none_or(|mine| mine == round.mine)
    }
}

fn propose_in(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    dictionary: &DictionaryId,
    requests: &[DraftRequest],
    now: Instant,
) -> Result<Vec<Proposed>> {
    let organization = permit.organization();
    policies::in_force(tx, organization, dictionary)?.must_be_double_blind()?;
    let codes: Vec<&str> = requests.iter().map(|request| request.code.as_str()).collect();
    let ground = Ground::load(tx, organization, dictionary, &codes)?;
    // Everything that may be refused is refused here, before the first proposal is looked at: a refusal tells nothing of it.
    let drafted = drafts_of(tx, permit, dictionary, requests, now, |_, draft| {
        let round = ground.current(&draft.code);
        round.map_or(Ok(()), |round| round.must_take(permit.account()))
    })?;
    let mut proposals = Vec::with_capacity(drafted.len());
    let mut settled = Vec::new();
    let mut states = Vec::with_capacity(drafted.len());
    for (draft, request) in drafted.into_iter().zip(requests) {
        let first = ground.current(&draft.code).map(|round| &round.first);
        let agrees = first.map(|first| same(&first.decision, &draft.decision));
        states.push(match agrees {
            None => RoundState::Waiting,
            Some(true) => RoundState::Agreed,
            Some(false) => RoundState::Conflict,
        });
        let unknown = || Error::new(Code::MappingUnknown).with("code", &draft.code);
        proposals.push(Proposal {
            code: draft.code.clone(),
            basis: ground.bases.get(&draft.code).cloned().ok_or_else(unknown)?,
            decision: draft.decision.clone(),
            justification: request.words().to_owned(),
            account: permit.account().clone(),
            at: now,
            agrees,
        });
        if let Some(first) = first.filter(|_| agrees == Some(true)) {
            settled.push((of_first(draft, first), request.words()));
        }
    }
    blind_proposals::append(tx, organization, dictionary, &proposals)?;
    note(tx, permit, ("mapping.propose", dictionary), &codes, now)?;
    let mut agreed = BTreeMap::new();
    if !settled.is_empty() {
        let after = settle_in(tx, permit, dictionary, &settled, now)?;
        agreed.extend(after.into_iter().map(|mapping| (mapping.code.clone(), mapping)));
    }
    let proposed = proposals.into_iter().zip(states).map(|(proposal, state)| Proposed {
        mapping: agreed.remove(&proposal.code),
        code: proposal.code,
        state,
    });
    Ok(proposed.collect())
}

/// What two agreed on, as the first of them wrote it.
fn of_first(draft: Mapping, first: &Proposal) -> Mapping {
    Mapping {
        author: first.account.clone(),
        decision: first.decision.clone(),
        justification: first.justification.clone(),
        ..draft
    }
}

fn must_be_said(justification: &str) -> Result<()> {
    if justification.trim().is_empty() {
        return Err(Error::new(Code::DecisionInvalid)
            .with("reason_zh", "裁定必须写明理由")
            .with("reason_en", "a third person says why")
            .in_field("justification"));
    }
    Ok(())
}

/// The audit event names the rows, never what was proposed of them.
fn note(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    (action, dictionary): (&'static str, &DictionaryId),
    codes: &[&str],
    now: Instant,
) -> Result<()> {
    let object = format!("organizations/{}/dictionaries/{dictionary}", permit.organization());
    let details = json!({ "count": codes.len(), "codes": codes.iter().take(super::mapping_steps::NAMED_CODES).collect::<Vec<_>>() });
    audit_log::append(
        tx,
        permit.permit(),
        &Act::new(action, object).with_details(details),
        now,
    )
}
