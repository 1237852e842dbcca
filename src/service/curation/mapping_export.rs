//! The mappings of a dictionary going out: the working state, or what a release says.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::decision::Decision;
use crate::mapping::exchange;
use crate::mapping::exchange::About;
use crate::mapping::exchange::Entry;
use crate::mapping::exchange::ExchangeFormat;
use crate::mapping::exchange::Refusal;
use crate::mapping::exchange::Written;
use crate::mapping::life::Mapping;
use crate::mapping::release::Change;
use crate::mapping::state::State;
use crate::mapping::state::Step;
use crate::mapping::target::Target;
use crate::service::Service;
use crate::snapshot::body::Line;
use crate::storage::DbConn;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::curation::mapping_steps;
use crate::storage::curation::mappings;
use crate::storage::distribution::releases;
use crate::time::Instant;
use std::collections::BTreeMap;

/// Which mappings go out, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingExport {
    /// The form of the file.
    pub format: ExchangeFormat,
    /// Only what this release says; without one, the working state with what reviewers returned.
    pub release: Option<i64>,
}

impl Service {
    /// The mappings of a dictionary as a file, and what the form could not say.
    pub fn export_mappings(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        export: &MappingExport,
    ) -> Result<Written> {
        session.permit_in(Right::ReadMappings, organization)?;
        let (about, entries) = self.db.read(|tx| {
            let stored = dictionaries::must_find(tx, organization, dictionary)?;
            let about = About {
                organization: organization.clone(),
                dictionary: dictionary.clone(),
                target: stored.target,
                loads: stored.loads,
                release: export.release,
            };
            let entries = match export.release {
                Some(number) => released(tx, organization, dictionary, number)?,
                None => at_work(tx, organization, dictionary)?,
            };
            Ok((about, entries))
        })?;
        exchange::write(export.format, &about, &entries)
    }
}

/// How often data used each code; of a code in several rows it is the sum.
type Usage = BTreeMap<String, i64>;

fn usage(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Usage> {
    let mut usage = Usage::new();
    for entry in local_codes::all(tx, organization, dictionary)? {
        if let Some(count) = entry.usage {
            let sum = usage.entry(entry.code).or_default();
            *sum = sum.saturating_add(count);
        }
    }
    Ok(usage)
}

/// When decisions about each code were written down, in their order.
type Decided = BTreeMap<String, Vec<Instant>>;

fn decided(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Decided> {
    let mut decided = Decided::new();
    for (code, at) in mapping_steps::instants(tx, organization, dictionary, Step::Draft)? {
        decided.entry(code).or_default().push(at);
    }
    Ok(decided)
}

/// When the decision was written down that stood at an instant.
fn decided_by(decided: &Decided, code: &str, at: Instant) -> Instant {
    let all = decided.get(code).map_or(&[][..], Vec::as_slice);
    all.iter().copied().filter(|one| *one <= at).max().unwrap_or(at)
}

/// The working state, with what reviewers returned and what is not decided so now.
fn at_work(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Vec<Entry>> {
    let usage = usage(tx, organization, dictionary)?;
    let decided = decided(tx, organization, dictionary)?;
    let codes = mapping_steps::codes(tx, organization, dictionary)?;
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let mut refusals: BTreeMap<String, Vec<Refusal>> = BTreeMap::new();
    for step in mapping_steps::of_sort(tx, organization, dictionary, Step::Return)? {
        let list = refusals.entry(step.code).or_default();
        for target in step.decision.targets() {
            list.retain(|known| !is_same(&known.target, target));
            list.push(Refusal {
                target: target.clone(),
                reviewer: step.account.clone(),
                at: step.at,
                reason: step.reason.clone(),
            });
        }
    }
    let all = mappings::find_many(tx, organization, dictionary, &codes)?;
    let entries = all.into_values().map(|mapping| {
        let decided_at = decided_by(&decided, &mapping.code, mapping.updated_at);
        let usage = usage.get(&mapping.code).copied();
        let refusals = refusals.remove(&mapping.code).unwrap_or_default();
        of_mapping(mapping, decided_at, usage, refusals)
    });
    Ok(entries.collect())
}

fn of_mapping(mapping: Mapping, decided_at: Instant, usage: Option<i64>, mut refusals: Vec<Refusal>) -> Entry {
    let is_returned = mapping.state == State::Returned;
    if !is_returned {
        let now = mapping.decision.targets();
        refusals.retain(|refusal| !now.iter().any(|target| is_same(target, &refusal.target)));
    }
    let is_reviewed = mapping.reviewed_at.is_some() && !is_returned;
    Entry {
        code: mapping.code,
        name: mapping.name,
        decision: (!is_returned).then_some(mapping.decision),
        state: mapping.state,
        justification: mapping.justification,
        origin: mapping.origin,
        author: mapping.author,
        decided_at,
        reviewer: mapping.reviewer.filter(|_| is_reviewed),
        reviewed_at: mapping.reviewed_at.filter(|_| is_reviewed),
        usage,
        refusals,
    }
}

fn is_same(one: &Target, other: &Target) -> bool {
    one.code == other.code && one.edition_ref() == other.edition_ref()
}

/// What a release says of the dictionary. It knows neither codes that are never sent nor what was returned.
fn released(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    number: i64,
) -> Result<Vec<Entry>> {
    releases::must_find(tx, organization, number)?;
    let usage = usage(tx, organization, dictionary)?;
    let decided = decided(tx, organization, dictionary)?;
    let state = releases::state_at(tx, organization, number)?.into_iter();
    let changes = state.filter(|change| change.dictionary == *dictionary);
    let entries = changes.filter_map(|change| {
        let text = change.line.clone()?;
        Some(of_change(change, &text, &usage, &decided))
    });
    entries.collect()
}

fn of_change(change: Change, line: &str, usage: &Usage, decided: &Decided) -> Result<Entry> {
    let line: Line = serde_json::from_str(line).map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
    let decision = match line.no_match {
        Some(reason) => Decision::NoMatch {
            reason,
            review_on: None,
        },
        None => Decision::Mapped { targets: line.targets },
    };
    Ok(Entry {
        usage: usage.get(&change.code).copied(),
        decided_at: decided_by(decided, &change.code, change.reviewed_at),
        code: change.code,
        name: line.name,
        decision: Some(decision),
        state: State::Released,
        justification: change.justification,
        origin: change.origin,
        author: change.author,
        reviewer: Some(change.reviewer),
        reviewed_at: Some(change.reviewed_at),
        refusals: Vec::new(),
    })
}
