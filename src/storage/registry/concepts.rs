//! The concepts of editions.

use super::editions::EditionKey;
use super::editions::StoredEdition;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::concept::Concept;
use crate::registry::concept::ConceptStatus;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::concepts;
use crate::storage::statistics;
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// How many concepts are read at once.
const WINDOW: i64 = 10_000;
/// What most concepts have, as it is stored.
const NO_DESIGNATIONS: &str = "[]";
const NO_PROPERTIES: &str = "{}";

#[derive(Queryable, Insertable)]
#[diesel(table_name = concepts, treat_none_as_default_value = false)]
struct ConceptRow {
    edition_key: i64,
    code: String,
    display: String,
    parent: Option<String>,
    status: String,
    assignable: bool,
    designations: String,
    properties: String,
}

/// Replaces the concepts of a draft edition.
pub fn replace_all(tx: &mut DbConn, key: EditionKey, list: &[Concept]) -> Result<()> {
    diesel::delete(concepts::table.filter(concepts::edition_key.eq(key.0))).execute(tx)?;
    insert_all(tx, key, list)
}

/// Writes the concepts of a draft edition that has none.
pub fn insert_all(tx: &mut DbConn, key: EditionKey, list: &[Concept]) -> Result<()> {
    for batch in list.chunks(rows::BATCH) {
        let batch = batch
            .iter()
            .map(|concept| ConceptRow::of(key, concept))
            .collect::<Result<Vec<_>>>()?;
        match tx {
            DbConn::Sqlite(c) => diesel::insert_into(concepts::table).values(batch).execute(c)?,
            DbConn::Postgres(c) => diesel::copy_from(concepts::table).from_insertable(batch).execute(c)?,
        };
    }
    statistics::renew(tx, &["concepts"], list.len())
}

/// The concept with this code.
pub fn find(tx: &mut DbConn, key: EditionKey, code: &str) -> Result<Option<Concept>> {
    let row: Option<ConceptRow> = concepts::table.find((key.0, code)).first(tx).optional()?;
    row.map(Concept::try_from).transpose()
}

/// The concept with this code, or the refusal that says it does not exist.
pub fn must_find(tx: &mut DbConn, stored: &StoredEdition, code: &str) -> Result<Concept> {
    let of = &stored.edition.of;
    find(tx, stored.key, code)?.ok_or_else(|| {
        Error::new(Code::ConceptUnknown)
            .with("system", &of.system)
            .with("edition", &of.edition)
            .with("code", code)
    })
}

/// Those of the codes that exist, by code.
pub fn find_many(tx: &mut DbConn, key: EditionKey, codes: &[&str]) -> Result<BTreeMap<String, Concept>> {
    let mut found = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let list: Vec<ConceptRow> = concepts::table
            .filter(concepts::edition_key.eq(key.0))
            .filter(concepts::code.eq_any(batch))
            .load(tx)?;
        for row in list {
            found.insert(row.code.clone(), Concept::try_from(row)?);
        }
    }
    Ok(found)
}

/// Which concepts of an edition are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Branch {
    /// All of them.
    Whole,
    /// Those without a parent.
    Roots,
    /// The children of this code.
    Children(String),
}

/// Concepts by code.
pub fn page(tx: &mut DbConn, key: EditionKey, branch: &Branch, page: &Page) -> Result<Slice<Concept>> {
    let mut query = concepts::table
        .filter(concepts::edition_key.eq(key.0))
        .order(concepts::code)
        .limit(page.rows_to_read())
        .into_boxed();
    query = match branch {
        Branch::Whole => query,
        Branch::Roots => query.filter(concepts::parent.is_null()),
        Branch::Children(code) => query.filter(concepts::parent.eq(code.clone())),
    };
    if let Some(after) = &page.after {
        query = query.filter(concepts::code.gt(after.clone()));
    }
    let found: Vec<ConceptRow> = query.load(tx)?;
    let list = found.into_iter().map(Concept::try_from).collect::<Result<_>>()?;
    Ok(page.slice(list, |concept: &Concept| concept.code.clone()))
}

/// How many concepts are directly below each of these; none are absent.
pub fn children(tx: &mut DbConn, key: EditionKey, codes: &[&str]) -> Result<BTreeMap<String, u64>> {
    let mut found = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let list: Vec<(Option<String>, i64)> = concepts::table
            .filter(concepts::edition_key.eq(key.0))
            .filter(concepts::parent.eq_any(batch))
            .group_by(concepts::parent)
            .select((concepts::parent, count_star()))
            .load(tx)?;
        let counted = |(code, count): (Option<String>, i64)| Some((code?, u64::try_from(count).ok()?));
        found.extend(list.into_iter().filter_map(counted));
    }
    Ok(found)
}

/// Every concept of an edition, by code.
pub fn all(tx: &mut DbConn, key: EditionKey) -> Result<Vec<Concept>> {
    let mut list = Vec::new();
    each(tx, key, |concept| {
        list.push(concept);
        Ok(())
    })?;
    Ok(list)
}

/// Gives every concept of an edition away, by code; only a window of them is in memory.
pub fn each(tx: &mut DbConn, key: EditionKey, mut take: impl FnMut(Concept) -> Result<()>) -> Result<()> {
    let mut after = String::new();
    loop {
        let window: Vec<ConceptRow> = concepts::table
            .filter(concepts::edition_key.eq(key.0))
            .filter(concepts::code.gt(&after))
            .order(concepts::code)
            .limit(WINDOW)
            .load(tx)?;
        let Some(last) = window.last() else { return Ok(()) };
        after.clone_from(&last.code);
        for row in window {
            take(Concept::try_from(row)?)?;
        }
    }
}

impl ConceptRow {
    fn of(key: EditionKey, concept: &Concept) -> Result<Self> {
        Ok(Self {
            edition_key: key.0,
            code: concept.code.clone(),
            display: concept.display.clone(),
            parent: concept.parent.clone(),
            status: concept.status.as_str().to_owned(),
            assignable: concept.assignable,
            designations: rows::to_json(&concept.designations)?,
            properties: rows::to_json(&concept.properties)?,
        })
    }
}

impl TryFrom<ConceptRow> for Concept {
    type Error = crate::error::Error;

    fn try_from(row: ConceptRow) -> Result<Self> {
        Ok(Self {
            code: row.code,
            display: row.display,
            parent: row.parent,
            status: rows::word(ConceptStatus::parse(&row.status), "concept status")?,
            assignable: row.assignable,
            designations: match row.designations.as_str() {
                NO_DESIGNATIONS => Vec::new(),
                list => rows::from_json(list, "list of designations")?,
            },
            properties: match row.properties.as_str() {
                NO_PROPERTIES => BTreeMap::new(),
                set => rows::from_json(set, "set of properties")?,
            },
        })
    }
}
