//! The rows of a work list: local codes with their standing, joined with what the filter asks about.

use super::local_codes;
use super::local_codes::LocalCodeRow;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::state::State;
use crate::mapping::work_filter::Assignee;
use crate::mapping::work_filter::WorkFilter;
use crate::mapping::work_filter::WorkState;
use crate::mapping::work_order::WorkOrder;
use crate::mapping::work_order::WorkPlace;
use crate::matching::name_key::name_key;
use crate::source::local_code::LocalCode;
use crate::source::standing::Standing;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::assignments;
use crate::storage::schema::local_codes as codes;
use crate::storage::schema::mappings;
use crate::storage::schema::suggestions;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::sql_types::Nullable;
use diesel::sql_types::Text;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

diesel::define_sql_function! {
    /// The value, or the other where there is none.
    fn coalesce(value: Nullable<BigInt>, other: BigInt) -> BigInt;
}
diesel::define_sql_function! {
    /// The text in small letters.
    fn lower(value: Text) -> Text;
}

/// What a row without a suggestion has for a score.
const NO_SCORE: i64 = -1;

/// The score of the first suggestion of a row.
macro_rules! score {
    () => {
        coalesce(suggestions::first_score.nullable(), NO_SCORE)
    };
}

/// The state of the mapping of a row.
macro_rules! state {
    () => {
        mappings::state.nullable()
    };
}

/// Who works on a row.
macro_rules! assignee {
    () => {
        assignments::assignee.nullable()
    };
}

/// The query with what a filter asks; the type of a joined query has no name that a function could take.
macro_rules! narrowed {
    ($query:expr, $filter:expr, $share:expr) => {{
        let (mut query, filter) = ($query, $filter);
        query = match filter.state {
            None => query,
            Some(WorkState::Unmapped) => query.filter(state!().is_null()),
            Some(WorkState::Suggested) => query.filter(state!().is_null()).filter(score!().ge(0)),
            Some(WorkState::In(wanted)) => query.filter(state!().eq(wanted.as_str())),
        };
        query = match &filter.assignee {
            None => query,
            Some(Assignee::Nobody) => query.filter(assignee!().is_null()),
            Some(Assignee::Account(account)) => query.filter(assignee!().eq(account.to_string())),
        };
        if let Some(moment) = filter.in_review_before {
            let in_review = state!().eq(State::InReview.as_str());
            query = query
                .filter(in_review)
                .filter(mappings::updated_at.nullable().lt(moment.0));
        }
        if let Some(least) = filter.usage_from {
            query = query.filter(coalesce(codes::usage_count, 0).ge(least));
        }
        if let Some(least) = filter.score_from {
            query = query.filter(score!().ge(i64::from(least)));
        }
        if let Some(most) = filter.score_to {
            query = query.filter(score!().between(0, i64::from(most)));
        }
        if let Some((from, to)) = filter.ranks {
            query = query.filter(codes::usage_rank.between(from, to));
        }
        if let Some(limit) = $share {
            query = query.filter((codes::usage_through - coalesce(codes::usage_count, 0)).lt(limit));
            query = query.filter(coalesce(codes::usage_count, 0).gt(0));
        }
        if let Some(text) = filter.text_to_find() {
            let in_code = lower(codes::code).like(like(&text.to_ascii_lowercase())).escape('\\');
            let in_name = codes::name_key.like(like(&name_key(text))).escape('\\');
            query = query.filter(in_code.or(in_name));
        }
        query
    }};
}

/// The query for what comes behind a place, in its order.
macro_rules! behind {
    ($query:expr, $order:expr, $after:expr) => {{
        let mut query = $query;
        if let Some(place) = $after {
            let (rank, code) = (place.rank, place.code.clone());
            query = match $order {
                WorkOrder::Usage => query.filter(codes::usage_rank.gt(rank)),
                WorkOrder::Code => {
                    let later_row = codes::code.eq(code.clone()).and(codes::occurrence.gt(place.occurrence));
                    query.filter(codes::code.gt(code).or(later_row))
                }
                WorkOrder::Score => {
                    let later_row = score!().eq(place.score).and(codes::usage_rank.gt(rank));
                    query.filter(score!().lt(place.score).or(later_row))
                }
            };
        }
        query = match $order {
            WorkOrder::Usage => query.order(codes::usage_rank),
            WorkOrder::Code => query.order((codes::code, codes::occurrence)),
            WorkOrder::Score => query.order((score!().desc(), codes::usage_rank)),
        };
        query
    }};
}

/// A row of a dictionary with where it stands.
#[derive(Clone, Debug)]
pub struct PlacedRow {
    /// The row.
    pub entry: LocalCode,
    /// The key of its name.
    pub name_key: String,
    /// Its standing by usage.
    pub standing: Standing,
    /// Its place in the list.
    pub place: WorkPlace,
}

/// Which rows of which dictionary, in which order.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// Whose.
    pub organization: &'a OrganizationId,
    /// The dictionary, or a side.
    pub dictionary: &'a DictionaryId,
    /// Which rows; risks and sounds are not asked here.
    pub filter: &'a WorkFilter,
    /// In which order.
    pub order: WorkOrder,
}

/// Rows behind a place, at most so many.
pub fn window(tx: &mut DbConn, wanted: Wanted<'_>, after: Option<&WorkPlace>, limit: i64) -> Result<Vec<PlacedRow>> {
    let Some(list) = &wanted.filter.codes else {
        return find(tx, wanted, None, after, limit);
    };
    let mut found = Vec::new();
    for batch in list.chunks(rows::BATCH) {
        found.extend(find(tx, wanted, Some(batch), after, limit)?);
    }
    found.sort_by(|a, b| wanted.order.compare(&a.place, &b.place));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

fn find(
    tx: &mut DbConn,
    wanted: Wanted<'_>,
    only: Option<&[String]>,
    after: Option<&WorkPlace>,
    limit: i64,
) -> Result<Vec<PlacedRow>> {
    let present = local_codes::present(tx, wanted.organization, wanted.dictionary)?;
    let dictionary = wanted.dictionary.as_str();
    let same_mapping = mappings::organization_id
        .eq(codes::organization_id)
        .and(mappings::dictionary.eq(dictionary))
        .and(mappings::code.eq(codes::code));
    let same_suggestions = suggestions::organization_id
        .eq(codes::organization_id)
        .and(suggestions::dictionary.eq(dictionary))
        .and(suggestions::code.eq(codes::code))
        .and(suggestions::occurrence.eq(codes::occurrence));
    let same_assignment = assignments::organization_id
        .eq(codes::organization_id)
        .and(assignments::dictionary.eq(dictionary))
        .and(assignments::code.eq(codes::code));
    let mut query = codes::table
        .left_join(mappings::table.on(same_mapping))
        .left_join(suggestions::table.on(same_suggestions))
        .left_join(assignments::table.on(same_assignment))
        .select((codes::all_columns, score!()))
        .filter(codes::organization_id.eq(wanted.organization.as_str()))
        .filter(codes::dictionary.eq(&present.dictionary))
        .filter(codes::last_load.eq(present.load))
        .limit(limit)
        .into_boxed();
    let share = share_limit(tx, wanted, &present)?;
    query = narrowed!(query, wanted.filter, share);
    if let Some(only) = only {
        query = query.filter(codes::code.eq_any(only));
    }
    query = behind!(query, wanted.order, after);
    let found: Vec<(LocalCodeRow, i64)> = query.load(tx)?;
    found.into_iter().map(|row| PlacedRow::of(row, present.load)).collect()
}

/// The usage below which rows belong to the most used that make up the wanted share.
fn share_limit(tx: &mut DbConn, wanted: Wanted<'_>, present: &local_codes::Present) -> Result<Option<i64>> {
    let Some(per_mille) = wanted.filter.share_per_mille else {
        return Ok(None);
    };
    let total: Option<i64> = codes::table
        .filter(codes::organization_id.eq(wanted.organization.as_str()))
        .filter(codes::dictionary.eq(&present.dictionary))
        .filter(codes::last_load.eq(present.load))
        .select(diesel::dsl::max(codes::usage_through))
        .first(tx)?;
    let part = i128::from(total.unwrap_or_default()) * i128::from(per_mille);
    let limit = i64::try_from((part + 999).div_euclid(1000)).unwrap_or(i64::MAX);
    Ok(Some(limit))
}

/// The usage of every row of the present dictionary.
pub fn usages(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Vec<Option<i64>>> {
    let present = local_codes::present(tx, organization, dictionary)?;
    Ok(codes::table
        .filter(codes::organization_id.eq(organization.as_str()))
        .filter(codes::dictionary.eq(&present.dictionary))
        .filter(codes::last_load.eq(present.load))
        .select(codes::usage_count)
        .load(tx)?)
}

/// The codes that have names with these keys in the present dictionary, each with its names, by key.
pub fn named(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    keys: &[&str],
) -> Result<BTreeMap<String, BTreeSet<(String, String)>>> {
    let present = local_codes::present(tx, organization, dictionary)?;
    let mut found: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for batch in keys.chunks(rows::BATCH) {
        let list: Vec<(String, String, String)> = codes::table
            .filter(codes::organization_id.eq(organization.as_str()))
            .filter(codes::dictionary.eq(&present.dictionary))
            .filter(codes::name_key.eq_any(batch))
            .filter(codes::last_load.eq(present.load))
            .select((codes::name_key, codes::code, codes::name))
            .load(tx)?;
        for (key, code, name) in list {
            found.entry(key).or_default().insert((code, name));
        }
    }
    Ok(found)
}

/// Who has each code of the present dictionary, and the state of its mapping; `None` for nobody and for no mapping.
pub fn held(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
) -> Result<Vec<(Option<String>, Option<State>)>> {
    let present = local_codes::present(tx, organization, dictionary)?;
    let same_mapping = mappings::organization_id
        .eq(codes::organization_id)
        .and(mappings::dictionary.eq(dictionary.to_string()))
        .and(mappings::code.eq(codes::code));
    let same_assignment = assignments::organization_id
        .eq(codes::organization_id)
        .and(assignments::dictionary.eq(dictionary.to_string()))
        .and(assignments::code.eq(codes::code));
    let list: Vec<(Option<String>, Option<String>)> = codes::table
        .left_join(mappings::table.on(same_mapping))
        .left_join(assignments::table.on(same_assignment))
        .filter(codes::organization_id.eq(organization.as_str()))
        .filter(codes::dictionary.eq(&present.dictionary))
        .filter(codes::last_load.eq(present.load))
        .filter(codes::occurrence.eq(1))
        .select((assignments::assignee.nullable(), mappings::state.nullable()))
        .load(tx)?;
    let read = |(account, state): (Option<String>, Option<String>)| {
        let state = state.map(|word| rows::word(State::parse(&word), "mapping state"));
        Ok((account, state.transpose()?))
    };
    list.into_iter().map(read).collect()
}

/// A pattern that finds the text anywhere.
fn like(text: &str) -> String {
    let mut pattern = "%".to_owned();
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

impl PlacedRow {
    fn of((row, score): (LocalCodeRow, i64), load: i64) -> Result<Self> {
        let standing = Standing {
            rank: row.usage_rank,
            through: row.usage_through,
        };
        let name_key = row.name_key.clone();
        let entry = LocalCode::try_from(row)?;
        let place = WorkPlace {
            load,
            score,
            rank: standing.rank,
            occurrence: entry.occurrence,
            code: entry.code.clone(),
        };
        Ok(Self {
            entry,
            name_key,
            standing,
            place,
        })
    }
}
