//! The lines in force at a release, without who, when and why: for bodies and differences, which are long.

use crate::error::Result;
use crate::id::OrganizationId;
use crate::mapping::release::LineInForce;
use crate::storage::DbConn;
use crate::storage::schema::release_changes;
use diesel::dsl::exists;
use diesel::dsl::not;
use diesel::prelude::*;

/// The changes up to release `$to` that no later change up to it replaces; the type has no name a function could take.
macro_rules! newest_up_to {
    ($to:expr) => {{
        let newer = diesel::alias!(release_changes as newer);
        let replaced = newer
            .filter(
                newer
                    .field(release_changes::organization_id)
                    .eq(release_changes::organization_id),
            )
            .filter(newer.field(release_changes::dictionary).eq(release_changes::dictionary))
            .filter(newer.field(release_changes::code).eq(release_changes::code))
            .filter(newer.field(release_changes::release).gt(release_changes::release))
            .filter(newer.field(release_changes::release).le($to));
        release_changes::table
            .filter(release_changes::release.le($to))
            .filter(not(exists(replaced)))
    }};
}

/// Dictionary, code and line of a change.
type Found = (String, String, Option<String>);

/// Every line in force at a release, by (dictionary, code) bytes.
pub fn at(tx: &mut DbConn, organization: &OrganizationId, release: i64) -> Result<Vec<LineInForce>> {
    if release == 0 {
        return Ok(Vec::new());
    }
    let found: Vec<Found> = newest_up_to!(release)
        .filter(release_changes::organization_id.eq(organization.as_str()))
        .filter(release_changes::line.is_not_null())
        .order((release_changes::dictionary, release_changes::code))
        .select((
            release_changes::dictionary,
            release_changes::code,
            release_changes::line,
        ))
        .load(tx)?;
    Ok(found.into_iter().filter_map(line).collect())
}

/// The lines in force at release `from` of the codes that changed after it, up to release `to`; by (dictionary, code) bytes.
pub fn before(tx: &mut DbConn, organization: &OrganizationId, from: i64, to: i64) -> Result<Vec<LineInForce>> {
    if from == 0 {
        return Ok(Vec::new());
    }
    let later = diesel::alias!(release_changes as later);
    let changed = later
        .filter(
            later
                .field(release_changes::organization_id)
                .eq(release_changes::organization_id),
        )
        .filter(later.field(release_changes::dictionary).eq(release_changes::dictionary))
        .filter(later.field(release_changes::code).eq(release_changes::code))
        .filter(later.field(release_changes::release).gt(from))
        .filter(later.field(release_changes::release).le(to));
    let found: Vec<Found> = newest_up_to!(from)
        .filter(release_changes::organization_id.eq(organization.as_str()))
        .filter(release_changes::line.is_not_null())
        .filter(exists(changed))
        .order((release_changes::dictionary, release_changes::code))
        .select((
            release_changes::dictionary,
            release_changes::code,
            release_changes::line,
        ))
        .load(tx)?;
    Ok(found.into_iter().filter_map(line).collect())
}

fn line((dictionary, code, line): Found) -> Option<LineInForce> {
    Some(LineInForce {
        dictionary,
        code,
        line: line?,
    })
}
