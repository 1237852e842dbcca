//! Drafting, submitting and reviewing mappings. A request is taken whole or refused whole.

use super::Service;
use super::memory::News;
use super::targets::TargetTable;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::decision::Decision;
use crate::mapping::life::Draft;
use crate::mapping::life::Hand;
use crate::mapping::life::Mapping;
use crate::mapping::state::Step;
use crate::page::Page;
use crate::page::Slice;
use crate::source::local_code::LocalCode;
use crate::storage::DbConn;
use crate::storage::audit_log;
use crate::storage::dictionaries;
use crate::storage::lessons;
use crate::storage::local_codes;
use crate::storage::mappings;
use crate::storage::mappings::NewStep;
use crate::storage::organizations;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

pub use super::targets::NamedTarget;
pub use crate::mapping::state::State;
pub use crate::storage::mappings::TakenStep;

/// What a curator decides about one local code.
#[derive(Clone, Debug)]
pub struct DraftRequest {
    /// The local code.
    pub code: String,
    /// The version of the mapping that the curator saw; `None` does not compare.
    pub version: Option<i64>,
    /// The decision.
    pub decision: NamedDecision,
    /// Why.
    pub justification: String,
}

/// A decision as a curator writes it: targets by code only.
#[derive(Clone, Debug)]
pub enum NamedDecision {
    /// These targets, the most important first.
    Mapped(Vec<NamedTarget>),
    /// Nothing fits, or the code is never sent.
    Other(Decision),
}

/// A local code and the version of its mapping that somebody saw.
#[derive(Clone, Debug)]
pub struct SeenMapping {
    /// The local code.
    pub code: String,
    /// The version; `None` does not compare.
    pub version: Option<i64>,
}

/// What a reviewer or the author does with mappings that are there.
#[derive(Clone, Debug)]
pub struct StepRequest {
    /// The step: submit, withdraw, approve or return.
    pub step: Step,
    /// The mappings.
    pub mappings: Vec<SeenMapping>,
    /// Why; a return needs it.
    pub reason: String,
}

impl Service {
    /// Writes down decisions about local codes of one dictionary.
    pub fn draft_mappings(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        requests: &[DraftRequest],
    ) -> Result<Vec<Mapping>> {
        let permit = session.permit_in(Right::DraftMapping, organization)?;
        let codes: Vec<&str> = requests.iter().map(|request| request.code.as_str()).collect();
        refuse_repeated(&codes)?;
        let now = self.now();
        let (drafted, news) = self.db.write(|tx| {
            let stamp = lessons::stamp(tx, organization)?;
            let target = dictionaries::must_find(tx, organization, dictionary)?.target;
            let named = requests.iter().flat_map(|request| request.decision.named_targets());
            let targets = TargetTable::load(tx, target, named)?;
            let entries = by_code(local_codes::find_many(tx, organization, dictionary, &codes)?);
            let before = mappings::find_many(tx, organization, dictionary, &codes)?;
            let drafted = each(requests, |request| {
                let entry = entry_of(dictionary, &entries, request)?;
                let former = before.get(&request.code);
                check_version(former, request)?;
                let draft = Draft {
                    code: request.code.clone(),
                    name: entry.name.clone(),
                    decision: request.decision.resolve(&targets)?,
                    justification: request.words().to_owned(),
                };
                let account = permit.account();
                draft.apply(dictionary, former, Hand { account, at: now })
            })?;
            let reasons = requests.iter().map(DraftRequest::words);
            save(tx, &permit, Step::Draft, &drafted, reasons, now)?;
            Ok((drafted, News::since(tx, stamp, organization, dictionary, &codes)?))
        })?;
        self.spread(organization, news);
        Ok(drafted)
    }

    /// Submits, withdraws, approves or returns mappings of one dictionary.
    pub fn step_mappings(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        request: &StepRequest,
    ) -> Result<Vec<Mapping>> {
        let right = right_of(request.step)?;
        let permit = session.permit_in(right, organization)?;
        if request.step == Step::Return && request.reason.trim().is_empty() {
            return Err(Error::new(Code::DecisionInvalid)
                .with("reason_zh", "退回必须写明理由")
                .with("reason_en", "a return needs a reason")
                .in_field("reason"));
        }
        let codes: Vec<&str> = request.mappings.iter().map(|seen| seen.code.as_str()).collect();
        refuse_repeated(&codes)?;
        let now = self.now();
        let (after, news) = self.db.write(|tx| {
            let stamp = lessons::stamp(tx, organization)?;
            dictionaries::must_find(tx, organization, dictionary)?;
            let before = mappings::find_many(tx, organization, dictionary, &codes)?;
            let after = each(&request.mappings, |seen| {
                let unknown = || Error::new(Code::MappingUnknown).with("code", &seen.code);
                let mapping = before.get(&seen.code).ok_or_else(unknown)?;
                mapping.must_have_version(seen.version)?;
                let account = permit.account();
                take(mapping, request.step, Hand { account, at: now })
            })?;
            let reasons = std::iter::repeat(request.reason.as_str());
            save(tx, &permit, request.step, &after, reasons, now)?;
            Ok((after, News::since(tx, stamp, organization, dictionary, &codes)?))
        })?;
        self.spread(organization, news);
        Ok(after)
    }

    /// Mappings of an organization by dictionary and code, optionally of one state.
    pub fn mappings(
        &self,
        session: &Session,
        organization: &OrganizationId,
        state: Option<State>,
        page: &Page,
    ) -> Result<Slice<Mapping>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            mappings::page(tx, organization, state, page)
        })
    }

    /// Every step that the mapping of a local code took.
    pub fn mapping_history(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        code: &str,
    ) -> Result<Vec<TakenStep>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let steps = mappings::steps(tx, organization, dictionary, code)?;
            if steps.is_empty() {
                return Err(Error::new(Code::MappingUnknown).with("code", code));
            }
            Ok(steps)
        })
    }
}

impl DraftRequest {
    /// Why: the justification, or else the reason that the decision itself gives.
    fn words(&self) -> &str {
        match &self.decision {
            NamedDecision::Other(Decision::NoMatch { reason, .. } | Decision::Ignored { reason })
                if self.justification.is_empty() =>
            {
                reason
            }
            NamedDecision::Mapped(_) | NamedDecision::Other(_) => &self.justification,
        }
    }
}

impl NamedDecision {
    fn named_targets(&self) -> &[NamedTarget] {
        match self {
            Self::Mapped(targets) => targets,
            Self::Other(_) => &[],
        }
    }

    fn resolve(&self, table: &TargetTable) -> Result<Decision> {
        match self {
            Self::Mapped(named) => {
                let targets = named
                    .iter()
                    .map(|target| table.resolve(target))
                    .collect::<Result<_>>()?;
                Ok(Decision::Mapped { targets })
            }
            Self::Other(decision) => Ok(decision.clone()),
        }
    }
}

fn right_of(step: Step) -> Result<Right> {
    match step {
        Step::Submit | Step::Withdraw => Ok(Right::DraftMapping),
        Step::Approve | Step::Return => Ok(Right::ReviewMapping),
        Step::Draft | Step::Publish | Step::Recheck => Err(Error::new(Code::RequestInvalid)
            .with("reason", step.as_str())
            .in_field("step")),
    }
}

fn take(mapping: &Mapping, step: Step, hand: Hand<'_>) -> Result<Mapping> {
    match step {
        Step::Submit => mapping.submit(hand),
        Step::Withdraw => mapping.withdraw(hand),
        Step::Approve => mapping.approve(hand),
        Step::Return => mapping.send_back(hand),
        Step::Recheck => mapping.recheck(hand),
        Step::Publish => mapping.publish(hand),
        Step::Draft => Err(Error::new(Code::RequestInvalid).with("reason", step.as_str())),
    }
}

/// A code with several names in the dictionary has no one meaning, so it cannot get targets; that nothing fits or that
/// it is never sent may be said of it.
fn entry_of<'a>(
    dictionary: &DictionaryId,
    entries: &'a BTreeMap<String, Vec<LocalCode>>,
    request: &DraftRequest,
) -> Result<&'a LocalCode> {
    let found = entries.get(&request.code).map_or(&[][..], Vec::as_slice);
    let names: BTreeSet<&str> = found.iter().map(|entry| entry.name.as_str()).collect();
    let needs_one_meaning = matches!(request.decision, NamedDecision::Mapped(_));
    if needs_one_meaning && names.len() > 1 {
        return Err(Error::new(Code::LocalCodeAmbiguous)
            .with("code", &request.code)
            .with("count", names.len()));
    }
    found.first().ok_or_else(|| {
        Error::new(Code::LocalCodeUnknown)
            .with("dictionary", dictionary)
            .with("code", &request.code)
    })
}

fn check_version(former: Option<&Mapping>, request: &DraftRequest) -> Result<()> {
    match (former, request.version) {
        (Some(mapping), expected) => mapping.must_have_version(expected),
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

fn refuse_repeated(codes: &[&str]) -> Result<()> {
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
fn each<I, T>(items: &[I], act: impl Fn(&I) -> Result<T>) -> Result<Vec<T>> {
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
    step: Step,
    list: &[Mapping],
    reasons: impl Iterator<Item = &'a str>,
    now: Instant,
) -> Result<()> {
    let new_step = |(mapping, reason)| NewStep {
        step,
        mapping,
        account: permit.account(),
        reason,
    };
    let steps: Vec<NewStep<'_>> = list.iter().zip(reasons).map(new_step).collect();
    mappings::save_steps(tx, permit.organization(), &steps)?;
    let dictionary = list
        .first()
        .map_or(String::new(), |mapping| mapping.dictionary.to_string());
    let codes: Vec<&str> = list.iter().map(|mapping| mapping.code.as_str()).collect();
    let object = format!("organizations/{}/dictionaries/{dictionary}", permit.organization());
    let action = match step {
        Step::Draft => "mapping.draft",
        Step::Submit => "mapping.submit",
        Step::Withdraw => "mapping.withdraw",
        Step::Approve => "mapping.approve",
        Step::Return => "mapping.return",
        Step::Publish => "mapping.publish",
        Step::Recheck => "mapping.recheck",
    };
    let act = Act::new(action, object).with_details(json!({ "codes": codes }));
    audit_log::append(tx, permit.permit(), &act, now)
}
