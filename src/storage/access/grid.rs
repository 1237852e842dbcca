//! The grid: its words, the lines of organizations, and which organizations are in an area.

use crate::access::area::Area;
use crate::access::area::Axis;
use crate::access::area::GridWord;
use crate::access::session::Scope;
use crate::error::Result;
use crate::id::DivisionCode;
use crate::id::GridWordId;
use crate::id::OrganizationId;
use crate::storage::account_schema::grid_words;
use crate::storage::account_schema::organization_lines;
use crate::storage::connection::DbConn;
use crate::storage::rows::BATCH;
use crate::storage::schema::organizations;
use diesel::dsl::exists;
use diesel::prelude::*;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// The words of an axis in their order.
pub fn words(tx: &mut DbConn, axis: Axis) -> Result<Vec<GridWord>> {
    let found: Vec<(String, String, String, i64)> = grid_words::table
        .filter(grid_words::axis.eq(axis.as_str()))
        .order((grid_words::rank, grid_words::id))
        .select((grid_words::id, grid_words::zh, grid_words::en, grid_words::rank))
        .load(tx)?;
    let words = found.into_iter();
    words
        .map(|(id, zh, en, rank)| {
            let id = GridWordId::new(id)?;
            Ok(GridWord { id, zh, en, rank })
        })
        .collect()
}

/// Adds a word, or says an old one anew.
pub fn put_word(tx: &mut DbConn, axis: Axis, word: &GridWord) -> Result<()> {
    let said = (
        grid_words::zh.eq(&word.zh),
        grid_words::en.eq(&word.en),
        grid_words::rank.eq(word.rank),
    );
    let key = (axis.as_str(), word.id.as_str());
    if diesel::update(grid_words::table.find(key)).set(said).execute(tx)? == 0 {
        let row = (
            grid_words::axis.eq(key.0),
            grid_words::id.eq(key.1),
            said.0,
            said.1,
            said.2,
        );
        diesel::insert_into(grid_words::table).values(row).execute(tx)?;
    }
    Ok(())
}

/// The business lines of organizations.
pub fn lines_of(tx: &mut DbConn, list: &[OrganizationId]) -> Result<BTreeMap<OrganizationId, BTreeSet<GridWordId>>> {
    let mut lines: BTreeMap<OrganizationId, BTreeSet<GridWordId>> = BTreeMap::new();
    for batch in list.chunks(BATCH) {
        let ids = batch.iter().map(OrganizationId::as_str);
        let found: Vec<(String, String)> = organization_lines::table
            .filter(organization_lines::organization_id.eq_any(ids))
            .load(tx)?;
        for (organization, line) in found {
            let own = lines.entry(OrganizationId::new(organization)?).or_default();
            own.insert(GridWordId::new(line)?);
        }
    }
    Ok(lines)
}

/// Gives an organization these business lines and no others.
pub fn set_lines(tx: &mut DbConn, organization: &OrganizationId, lines: &BTreeSet<GridWordId>) -> Result<()> {
    let own = organization_lines::organization_id.eq(organization.as_str());
    diesel::delete(organization_lines::table.filter(own)).execute(tx)?;
    for line in lines {
        let row = (own, organization_lines::line.eq(line.as_str()));
        diesel::insert_into(organization_lines::table).values(row).execute(tx)?;
    }
    Ok(())
}

/// The organizations that are in an area now: one question, answered from the indexes.
pub fn organizations_of(tx: &mut DbConn, area: &Area) -> Result<BTreeSet<OrganizationId>> {
    let mut query = organizations::table.select(organizations::id).into_boxed();
    if let Some(division) = &area.division {
        // The sign after the digit 9 ends the range of a stem.
        let (from, to) = (division.stem().to_owned(), format!("{}:", division.stem()));
        query = query.filter(organizations::division.ge(from).and(organizations::division.lt(to)));
    }
    if !area.tiers.is_empty() {
        let tiers: Vec<String> = area.tiers.iter().map(ToString::to_string).collect();
        query = query.filter(organizations::tier.eq_any(tiers));
    }
    if !area.lines.is_empty() {
        let lines: Vec<String> = area.lines.iter().map(ToString::to_string).collect();
        let served = organization_lines::table
            .filter(organization_lines::organization_id.eq(organizations::id))
            .filter(organization_lines::line.eq_any(lines));
        query = query.filter(exists(served));
    }
    let found: Vec<String> = query.load(tx)?;
    let found: BTreeSet<OrganizationId> = found.into_iter().map(OrganizationId::new).collect::<Result<_>>()?;
    Ok(match &area.named {
        Scope::All => found,
        Scope::Organizations(named) => found.intersection(named).cloned().collect(),
    })
}

/// Words with commas.
pub(in crate::storage) fn joined(words: &BTreeSet<GridWordId>) -> String {
    words.iter().map(GridWordId::as_str).collect::<Vec<_>>().join(",")
}

/// Reads words with commas.
pub(in crate::storage) fn split(text: &str) -> Result<BTreeSet<GridWordId>> {
    let words = text.split(',').filter(|word| !word.is_empty());
    words.map(GridWordId::new).collect()
}

/// A stored division.
pub(in crate::storage) fn division(text: Option<&str>) -> Result<Option<DivisionCode>> {
    text.map(DivisionCode::new).transpose()
}
