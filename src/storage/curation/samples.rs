//! Samples of approved rows and what is judged of them, append only.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::sample::Tally;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::counters;
use crate::storage::rows;
use crate::storage::schema::sample_judgements;
use crate::storage::schema::sample_rows;
use crate::storage::schema::samples;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// A sample as it was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its number within the organization, from 1.
    pub number: i64,
    /// The dictionary.
    pub dictionary: DictionaryId,
    /// The bulk act whose rows it is drawn from; `None` for every approved row of the dictionary.
    pub bulk: Option<i64>,
    /// The seed of the draws.
    pub seed: u64,
    /// How many of a thousand draws may be wrong.
    pub limit_per_mille: u16,
    /// How many draws.
    pub draws: u32,
    /// How many rows the batch has.
    pub population: u64,
    /// Who drew it.
    pub account: AccountId,
    /// When.
    pub at: Instant,
}

/// A row of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampledRow {
    /// The local code.
    pub code: String,
    /// The version of the mapping that is in the batch.
    pub version: i64,
    /// How often it was drawn.
    pub draws: u32,
    /// Who made, submitted and approved it.
    pub people: Vec<String>,
}

/// What somebody says of a drawn row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The local code.
    pub code: String,
    /// Whether the mapping is right.
    pub correct: bool,
    /// Why not.
    pub note: String,
    /// Who says so.
    pub account: AccountId,
    /// When.
    pub at: Instant,
}

type SampleRow = (String, i64, String, Option<i64>, i64, i64, i64, i64, String, i64);

/// Takes the number of the next sample of an organization.
pub fn next_number(tx: &mut DbConn, organization: &OrganizationId) -> Result<i64> {
    counters::take(tx, &format!("sample/{organization}"), 1)
}

/// Keeps a sample with its batch.
pub fn insert(tx: &mut DbConn, organization: &OrganizationId, sample: &Sample, batch: &[SampledRow]) -> Result<()> {
    let row = (
        samples::organization_id.eq(organization.as_str()),
        samples::number.eq(sample.number),
        samples::dictionary.eq(sample.dictionary.as_str()),
        samples::bulk.eq(sample.bulk),
        samples::seed.eq(sample.seed.cast_signed()),
        samples::limit_per_mille.eq(i64::from(sample.limit_per_mille)),
        samples::draws.eq(i64::from(sample.draws)),
        samples::population.eq(rows::count(sample.population)),
        samples::account.eq(sample.account.as_str()),
        samples::at.eq(sample.at.0),
    );
    diesel::insert_into(samples::table).values(row).execute(tx)?;
    for part in batch.chunks(rows::BATCH) {
        let list: Vec<_> = part
            .iter()
            .map(|row| {
                (
                    sample_rows::organization_id.eq(organization.as_str()),
                    sample_rows::sample.eq(sample.number),
                    sample_rows::code.eq(row.code.as_str()),
                    sample_rows::version.eq(row.version),
                    sample_rows::draws.eq(i64::from(row.draws)),
                    sample_rows::people.eq(row.people.join(" ")),
                )
            })
            .collect();
        both!(&mut *tx, |c| diesel::insert_into(sample_rows::table)
            .values(list)
            .execute(c))?;
    }
    Ok(())
}

/// A sample of a dictionary, or the refusal that says that there is none with this number.
pub fn must_find(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    number: i64,
) -> Result<Sample> {
    let found: Option<SampleRow> = samples::table
        .find((organization.as_str(), number))
        .filter(samples::dictionary.eq(dictionary.as_str()))
        .first(tx)
        .optional()?;
    let unknown = || {
        Error::new(Code::SampleUnknown)
            .with("dictionary", dictionary)
            .with("number", number)
    };
    found.map(sample).transpose()?.ok_or_else(unknown)
}

/// The samples of a dictionary, the newest first.
pub fn list(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Vec<Sample>> {
    let found: Vec<SampleRow> = samples::table
        .filter(samples::organization_id.eq(organization.as_str()))
        .filter(samples::dictionary.eq(dictionary.as_str()))
        .order(samples::number.desc())
        .load(tx)?;
    found.into_iter().map(sample).collect()
}

/// The rows of a sample's batch by code: all of them, or only those that were drawn.
pub fn batch(tx: &mut DbConn, organization: &OrganizationId, number: i64, only_drawn: bool) -> Result<Vec<SampledRow>> {
    let least = i64::from(only_drawn);
    let found: Vec<(String, i64, i64, String)> = sample_rows::table
        .filter(sample_rows::organization_id.eq(organization.as_str()))
        .filter(sample_rows::sample.eq(number))
        .filter(sample_rows::draws.ge(least))
        .order(sample_rows::code)
        .select((
            sample_rows::code,
            sample_rows::version,
            sample_rows::draws,
            sample_rows::people,
        ))
        .load(tx)?;
    let read = |(code, version, draws, people): (String, i64, i64, String)| SampledRow {
        code,
        version,
        draws: u32::try_from(draws).unwrap_or_default(),
        people: people.split(' ').map(str::to_owned).collect(),
    };
    Ok(found.into_iter().map(read).collect())
}

/// What is judged of a sample, by code.
pub fn judgements(tx: &mut DbConn, organization: &OrganizationId, number: i64) -> Result<BTreeMap<String, Judgement>> {
    let found: Vec<(String, bool, String, String, i64)> = sample_judgements::table
        .filter(sample_judgements::organization_id.eq(organization.as_str()))
        .filter(sample_judgements::sample.eq(number))
        .select((
            sample_judgements::code,
            sample_judgements::correct,
            sample_judgements::note,
            sample_judgements::account,
            sample_judgements::at,
        ))
        .load(tx)?;
    let read = |(code, correct, note, account, at): (String, bool, String, String, i64)| {
        let judgement = Judgement {
            code: code.clone(),
            correct,
            note,
            account: AccountId::new(account)?,
            at: Instant(at),
        };
        Ok((code, judgement))
    };
    found.into_iter().map(read).collect()
}

/// How the samples of a dictionary together stood at a moment.
pub fn tally_at(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    at: Instant,
) -> Result<Tally> {
    let mut all = Tally::default();
    for sample in list(tx, organization, dictionary)? {
        if sample.at > at {
            continue;
        }
        let drawn = batch(tx, organization, sample.number, true)?;
        let mut judged = judgements(tx, organization, sample.number)?;
        judged.retain(|_, judgement| judgement.at <= at);
        let one = tally(&drawn, &judged);
        all.draws += one.draws;
        all.judged += one.judged;
        all.wrong += one.wrong;
    }
    Ok(all)
}

/// Keeps what was judged.
pub fn judge(tx: &mut DbConn, organization: &OrganizationId, number: i64, list: &[Judgement]) -> Result<()> {
    for part in list.chunks(rows::BATCH) {
        let values: Vec<_> = part
            .iter()
            .map(|one| {
                (
                    sample_judgements::organization_id.eq(organization.as_str()),
                    sample_judgements::sample.eq(number),
                    sample_judgements::code.eq(one.code.as_str()),
                    sample_judgements::correct.eq(one.correct),
                    sample_judgements::note.eq(one.note.as_str()),
                    sample_judgements::account.eq(one.account.as_str()),
                    sample_judgements::at.eq(one.at.0),
                )
            })
            .collect();
        both!(&mut *tx, |c| diesel::insert_into(sample_judgements::table)
            .values(values)
            .execute(c))?;
    }
    Ok(())
}

/// How the judgements of a sample stand.
pub fn tally(drawn: &[SampledRow], judged: &BTreeMap<String, Judgement>) -> Tally {
    let mut tally = Tally::default();
    for row in drawn {
        tally.draws += row.draws;
        if let Some(judgement) = judged.get(&row.code) {
            tally.judged += row.draws;
            tally.wrong += if judgement.correct { 0 } else { row.draws };
        }
    }
    tally
}

fn sample(row: SampleRow) -> Result<Sample> {
    let (_, number, dictionary, bulk, seed, limit, draws, population, account, at) = row;
    Ok(Sample {
        number,
        dictionary: DictionaryId::new(dictionary)?,
        bulk,
        seed: seed.cast_unsigned(),
        limit_per_mille: u16::try_from(limit).map_err(|cause| rows::broken("limit of a sample").caused_by(cause))?,
        draws: u32::try_from(draws).map_err(|cause| rows::broken("number of draws").caused_by(cause))?,
        population: rows::uncount(population),
        account: AccountId::new(account)?,
        at: Instant(at),
    })
}
