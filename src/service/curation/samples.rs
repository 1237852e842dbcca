//! Acceptance sampling: drawing a batch of approved rows, judging what was drawn, and what comes of it.

mod judging;

pub use judging::JudgementRequest;

use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::mapping::policy::Sampling;
use crate::mapping::sample::Standing;
use crate::mapping::sample::Tally;
use crate::mapping::sample::draw;
use crate::mapping::sample::draws_to_show;
use crate::mapping::state::State;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::curation::bulk_acts;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::curation::mappings;
use crate::storage::curation::policies;
use crate::storage::curation::samples;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

pub use crate::storage::curation::samples::Judgement;
pub use crate::storage::curation::samples::Sample;
pub use crate::storage::curation::samples::SampledRow;

/// The limit where neither the policy nor the request says one: one in a hundred.
const USUAL_LIMIT: u16 = 10;

/// What is to be drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct SampleRequest {
    /// The bulk act whose rows are the batch; `None` for every approved row of the dictionary.
    pub bulk: Option<i64>,
    /// How many draws; without it what the policy says.
    pub draws: Option<u32>,
}

/// A sample and how it stands.
#[derive(Clone, Debug)]
pub struct SampleReport {
    /// The sample.
    pub sample: Sample,
    /// The counts of its judgements.
    pub tally: Tally,
    /// How it stands.
    pub standing: Standing,
}

/// A drawn row with its mapping and its judgement.
#[derive(Clone, Debug)]
pub struct DrawnRow {
    /// The row.
    pub row: SampledRow,
    /// The mapping as it is now.
    pub mapping: Option<Mapping>,
    /// What was judged.
    pub judgement: Option<Judgement>,
}

impl Service {
    /// Draws a sample of the approved rows of a dictionary, or of those that a bulk act approved.
    ///
    /// Errors: `sample-empty`.
    pub fn draw_sample(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        request: &SampleRequest,
    ) -> Result<SampleReport> {
        let permit = session.permit_in(Right::ReviewMapping, organization)?;
        let now = self.now();
        let seed = u64::from_be_bytes(self.random::<8>()?);
        self.db.write(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let policy = policies::in_force(tx, organization, dictionary)?;
            let sampling = sampling_of(policy.sampling, request)?;
            let batch = batch(tx, organization, dictionary, request.bulk)?;
            let wanted = sampling
                .draws
                .unwrap_or_else(|| draws_to_show(sampling.limit_per_mille));
            let usages: Vec<Option<i64>> = batch.iter().map(|(_, usage)| *usage).collect();
            let drawn = draw(seed, &usages, wanted);
            let rows: Vec<SampledRow> = batch
                .iter()
                .zip(&drawn)
                .map(|((mapping, _), draws)| sampled(mapping, *draws))
                .collect();
            let sample = Sample {
                number: samples::next_number(tx, organization)?,
                dictionary: dictionary.clone(),
                bulk: request.bulk,
                seed,
                limit_per_mille: sampling.limit_per_mille,
                draws: drawn.iter().sum(),
                population: u64::try_from(rows.len()).unwrap_or(u64::MAX),
                account: permit.account().clone(),
                at: now,
            };
            samples::insert(tx, organization, &sample, &rows)?;
            let object = format!(
                "organizations/{organization}/dictionaries/{dictionary}/samples/{}",
                sample.number
            );
            let act = Act::new("sample.draw", object).with_details(json!({
                "bulk": sample.bulk, "seed": sample.seed.to_string(), "draws": sample.draws,
                "population": sample.population, "limit_per_mille": sample.limit_per_mille,
            }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            report(tx, organization, sample)
        })
    }

    /// The samples of a dictionary, the newest first.
    pub fn samples(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
    ) -> Result<Vec<SampleReport>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let list = samples::list(tx, organization, dictionary)?;
            list.into_iter()
                .map(|sample| report(tx, organization, sample))
                .collect()
        })
    }

    /// A sample and the rows that were drawn, by code.
    pub fn sample(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        number: i64,
    ) -> Result<(SampleReport, Vec<DrawnRow>)> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            let sample = samples::must_find(tx, organization, dictionary, number)?;
            let drawn = samples::batch(tx, organization, number, true)?;
            let codes: Vec<&str> = drawn.iter().map(|row| row.code.as_str()).collect();
            let mut present = mappings::find_many(tx, organization, dictionary, &codes)?;
            let mut judged = samples::judgements(tx, organization, number)?;
            let rows = drawn.into_iter().map(|row| DrawnRow {
                mapping: present.remove(&row.code),
                judgement: judged.remove(&row.code),
                row,
            });
            let rows = rows.collect();
            Ok((report(tx, organization, sample)?, rows))
        })
    }
}

/// Refuses rows that a policy wants sampled before release and that no accepted sample has in its batch.
///
/// Errors: `sample-missing`.
pub(in crate::service) fn must_be_sampled(
    tx: &mut DbConn,
    organization: &OrganizationId,
    approved: &[Mapping],
) -> Result<()> {
    let named: BTreeSet<&DictionaryId> = approved.iter().map(|mapping| &mapping.dictionary).collect();
    for dictionary in named {
        let policy = policies::in_force(tx, organization, dictionary)?;
        if !policy.sampling.is_some_and(|sampling| sampling.required) {
            continue;
        }
        let mut accepted: BTreeMap<String, i64> = BTreeMap::new();
        for sample in samples::list(tx, organization, dictionary)?.into_iter().rev() {
            let number = sample.number;
            if report(tx, organization, sample)?.standing == Standing::Accepted {
                let batch = samples::batch(tx, organization, number, false)?;
                accepted.extend(batch.into_iter().map(|row| (row.code, row.version)));
            }
        }
        let own = approved.iter().filter(|mapping| mapping.dictionary == *dictionary);
        let mut missing = own.filter(|mapping| accepted.get(&mapping.code) != Some(&mapping.version));
        if let Some(first) = missing.next() {
            return Err(Error::new(Code::SampleMissing)
                .with("count", missing.count() + 1)
                .with("dictionary", dictionary)
                .with("code", &first.code));
        }
    }
    Ok(())
}

fn sampling_of(policy: Option<Sampling>, request: &SampleRequest) -> Result<Sampling> {
    let known = policy.unwrap_or(Sampling {
        limit_per_mille: USUAL_LIMIT,
        draws: None,
        required: false,
    });
    let sampling = Sampling {
        draws: request.draws.or(known.draws),
        ..known
    };
    let policy = crate::mapping::policy::Policy {
        sampling: Some(sampling),
        ..Default::default()
    };
    policy.validate()?;
    Ok(sampling)
}

/// The rows of a batch by code, each with its usage.
fn batch(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    bulk: Option<i64>,
) -> Result<Vec<(Mapping, Option<i64>)>> {
    let of_act: Option<BTreeMap<String, Option<i64>>> = match bulk {
        None => None,
        Some(number) => {
            bulk_acts::must_find(tx, organization, dictionary, number)?;
            let rows = bulk_acts::done_rows(tx, organization, number)?;
            Some(rows.into_iter().map(|row| (row.code, row.version)).collect())
        }
    };
    let is_in = |mapping: &Mapping| {
        let version = of_act.as_ref().map(|rows| rows.get(&mapping.code).copied().flatten());
        version.is_none_or(|version| version == Some(mapping.version))
    };
    let approved = mappings::in_state(tx, organization, State::Approved)?;
    let rows: Vec<Mapping> = approved
        .into_iter()
        .filter(|mapping| mapping.dictionary == *dictionary && is_in(mapping))
        .collect();
    if rows.is_empty() {
        return Err(Error::new(Code::SampleEmpty));
    }
    let codes: Vec<&str> = rows.iter().map(|mapping| mapping.code.as_str()).collect();
    let mut usages: BTreeMap<String, i64> = BTreeMap::new();
    for entry in local_codes::find_many(tx, organization, dictionary, &codes)? {
        let sum = usages.entry(entry.code).or_default();
        *sum = sum.saturating_add(entry.usage.unwrap_or(0));
    }
    let with_usage = |mapping: Mapping| {
        let usage = usages.get(&mapping.code).copied();
        (mapping, usage)
    };
    Ok(rows.into_iter().map(with_usage).collect())
}

fn sampled(mapping: &Mapping, draws: u32) -> SampledRow {
    let people: BTreeSet<String> = [
        Some(&mapping.author),
        mapping.submitted_by.as_ref(),
        mapping.reviewer.as_ref(),
    ]
    .into_iter()
    .flatten()
    .map(ToString::to_string)
    .collect();
    SampledRow {
        code: mapping.code.clone(),
        version: mapping.version,
        draws,
        people: people.into_iter().collect(),
    }
}

fn report(tx: &mut DbConn, organization: &OrganizationId, sample: Sample) -> Result<SampleReport> {
    let drawn = samples::batch(tx, organization, sample.number, true)?;
    let judged = samples::judgements(tx, organization, sample.number)?;
    let tally = samples::tally(&drawn, &judged);
    Ok(SampleReport {
        standing: tally.standing(sample.limit_per_mille),
        tally,
        sample,
    })
}
