//! Code systems.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::KindId;
use crate::id::SystemId;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::code_system::CodeSystem;
use crate::storage::connection::DbConn;
use crate::storage::schema::code_systems;
use crate::time::Instant;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = code_systems)]
struct CodeSystemRow {
    id: String,
    title: String,
    title_en: String,
    publisher: String,
    oid: Option<String>,
    url: Option<String>,
    created_at: i64,
    kind: String,
    kind_chosen: bool,
}

/// Registers a code system, unless one with its id is there already. Its kind counts as chosen when it is not plain.
pub fn insert_if_absent(tx: &mut DbConn, system: &CodeSystem, now: Instant) -> Result<()> {
    if find(tx, &system.id)?.is_some() {
        return Ok(());
    }
    let row = CodeSystemRow {
        id: system.id.to_string(),
        title: system.title.clone(),
        title_en: system.title_en.clone(),
        publisher: system.publisher.clone(),
        oid: system.oid.clone(),
        url: system.url.clone(),
        created_at: now.0,
        kind: system.kind.as_str().to_owned(),
        kind_chosen: system.kind != KindId::default(),
    };
    diesel::insert_into(code_systems::table).values(row).execute(tx)?;
    Ok(())
}

/// Says what kind of thing a code system lists; returns whether that is news.
pub fn set_kind(tx: &mut DbConn, id: &SystemId, kind: &KindId) -> Result<bool> {
    let is_other = code_systems::kind
        .ne(kind.as_str())
        .or(code_systems::kind_chosen.eq(false));
    let other = code_systems::table.find(id.as_str()).filter(is_other);
    let changed = diesel::update(other)
        .set((code_systems::kind.eq(kind.as_str()), code_systems::kind_chosen.eq(true)))
        .execute(tx)?;
    Ok(changed > 0)
}

/// Whether somebody said what kind of thing a code system lists.
pub fn kind_chosen(tx: &mut DbConn, id: &SystemId) -> Result<bool> {
    let found: Option<bool> = code_systems::table
        .find(id.as_str())
        .select(code_systems::kind_chosen)
        .first(tx)
        .optional()?;
    Ok(found.unwrap_or(false))
}

/// Changes what is said of a code system, but not its kind.
pub fn update(tx: &mut DbConn, system: &CodeSystem) -> Result<()> {
    diesel::update(code_systems::table.find(system.id.as_str()))
        .set((
            code_systems::title.eq(&system.title),
            code_systems::title_en.eq(&system.title_en),
            code_systems::publisher.eq(&system.publisher),
            code_systems::oid.eq(&system.oid),
            code_systems::url.eq(&system.url),
        ))
        .execute(tx)?;
    Ok(())
}

/// The code system with this id.
pub fn find(tx: &mut DbConn, id: &SystemId) -> Result<Option<CodeSystem>> {
    let row: Option<CodeSystemRow> = code_systems::table.find(id.as_str()).first(tx).optional()?;
    row.map(CodeSystem::try_from).transpose()
}

/// The code system with this id, or the refusal that says it does not exist.
pub fn must_find(tx: &mut DbConn, id: &SystemId) -> Result<CodeSystem> {
    find(tx, id)?.ok_or_else(|| Error::new(Code::CodeSystemUnknown).with("system", id))
}

/// Code systems by id.
pub fn page(tx: &mut DbConn, page: &Page) -> Result<Slice<CodeSystem>> {
    let after = page.after.clone().unwrap_or_default();
    let found: Vec<CodeSystemRow> = code_systems::table
        .filter(code_systems::id.gt(after))
        .order(code_systems::id)
        .limit(page.rows_to_read())
        .load(tx)?;
    let systems = found.into_iter().map(CodeSystem::try_from).collect::<Result<_>>()?;
    Ok(page.slice(systems, |system: &CodeSystem| system.id.to_string()))
}

impl TryFrom<CodeSystemRow> for CodeSystem {
    type Error = crate::error::Error;

    fn try_from(row: CodeSystemRow) -> Result<Self> {
        Ok(Self {
            id: SystemId::new(row.id)?,
            title: row.title,
            title_en: row.title_en,
            publisher: row.publisher,
            oid: row.oid,
            url: row.url,
            kind: KindId::new(row.kind)?,
        })
    }
}

/// The code systems with this address: their own, or `urn:oid:` and their OID.
pub fn addressed(tx: &mut DbConn, address: &str) -> Result<Vec<SystemId>> {
    let oid = address.strip_prefix("urn:oid:").unwrap_or_default();
    let ids: Vec<String> = code_systems::table
        .filter(code_systems::url.eq(address).or(code_systems::oid.eq(oid)))
        .order(code_systems::id)
        .select(code_systems::id)
        .load(tx)?;
    ids.into_iter().map(SystemId::new).collect()
}
