//! The nodes of the Merkle tree over the audit log, each written once.

use crate::audit::Event;
use crate::audit::merkle;
use crate::audit::merkle::Edge;
use crate::audit::merkle::Hash;
use crate::audit::merkle::Plan;
use crate::error::Result;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::audit_tree;
use diesel::prelude::*;
use std::collections::BTreeMap;

#[derive(Queryable, Insertable)]
#[diesel(table_name = audit_tree)]
struct NodeRow {
    number: i64,
    hash: String,
}

/// Puts the newest event of the log under the tree, in the transaction that wrote it; false where an earlier one is not there yet.
pub fn push(tx: &mut DbConn, event: &Event) -> Result<bool> {
    let before = rows::uncount(event.sequence).saturating_sub(1);
    let wanted = merkle::cover(0, before);
    let found = nodes(tx, &wanted)?;
    let hashes: Option<Vec<Hash>> = wanted.iter().map(|number| found.get(number).copied()).collect();
    let Some(mut edge) = hashes.and_then(|hashes| Edge::new(before, hashes)) else {
        return Ok(false);
    };
    grow(tx, &mut edge, std::iter::once(event))?;
    Ok(true)
}

/// How many events are under the tree.
pub fn size(tx: &mut DbConn) -> Result<u64> {
    let last: Option<i64> = audit_tree::table
        .select(diesel::dsl::max(audit_tree::number))
        .first(tx)?;
    let count = last.map_or(0, |last| rows::uncount(last) + 1);
    // Of n leaves there are between n and 2n nodes.
    let (mut low, mut high) = (count / 2, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if merkle::nodes_of(middle) < count {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// The right edge of the tree when it had this size.
pub fn edge(tx: &mut DbConn, size: u64) -> Result<Edge> {
    let wanted = merkle::cover(0, size);
    let hashes = hashes(tx, std::slice::from_ref(&wanted))?;
    let list = wanted.iter().filter_map(|number| hashes.get(number).copied()).collect();
    Edge::new(size, list).ok_or_else(|| rows::broken("node of the audit tree"))
}

/// The hashes of a proof.
pub fn proof(tx: &mut DbConn, plan: &Plan) -> Result<Vec<Hash>> {
    let found = hashes(tx, plan)?;
    let join = |numbers: &Vec<u64>| {
        let parts: Vec<Hash> = numbers.iter().filter_map(|number| found.get(number).copied()).collect();
        merkle::join(&parts).ok_or_else(|| rows::broken("node of the audit tree"))
    };
    plan.iter().map(join).collect()
}

/// The stored nodes from this number on, in their order.
pub fn stored(tx: &mut DbConn, from: u64, count: u64) -> Result<Vec<(u64, String)>> {
    let from = rows::count(from);
    let found: Vec<NodeRow> = audit_tree::table
        .filter(audit_tree::number.ge(from))
        .filter(audit_tree::number.lt(from.saturating_add(rows::count(count))))
        .order(audit_tree::number)
        .load(tx)?;
    Ok(found
        .into_iter()
        .map(|row| (rows::uncount(row.number), row.hash))
        .collect())
}

/// Puts events under the tree, from its edge on.
pub(super) fn grow<'e>(tx: &mut DbConn, edge: &mut Edge, events: impl Iterator<Item = &'e Event>) -> Result<()> {
    let mut new = Vec::new();
    for event in events {
        let first = merkle::nodes_of(edge.size());
        for (number, hash) in (first..).zip(edge.push(event.leaf_hash())) {
            new.push((rows::count(number), merkle::to_text(&hash)));
        }
    }
    for batch in new.chunks(rows::BATCH) {
        let batch: Vec<NodeRow> = batch
            .iter()
            .map(|(number, hash)| NodeRow {
                number: *number,
                hash: hash.clone(),
            })
            .collect();
        crate::storage::connection::both!(&mut *tx, |c| diesel::insert_into(audit_tree::table)
            .values(batch)
            .execute(c))?;
    }
    Ok(())
}

fn hashes(tx: &mut DbConn, plan: &[Vec<u64>]) -> Result<BTreeMap<u64, Hash>> {
    let wanted: Vec<u64> = plan.iter().flatten().copied().collect();
    let found = nodes(tx, &wanted)?;
    if wanted.iter().all(|number| found.contains_key(number)) {
        return Ok(found);
    }
    Err(rows::broken("node of the audit tree"))
}

fn nodes(tx: &mut DbConn, numbers: &[u64]) -> Result<BTreeMap<u64, Hash>> {
    let numbers: Vec<i64> = numbers.iter().map(|number| rows::count(*number)).collect();
    let found: Vec<NodeRow> = audit_tree::table.filter(audit_tree::number.eq_any(numbers)).load(tx)?;
    let read = |row: NodeRow| {
        let hash = merkle::parse(&row.hash).ok_or_else(|| rows::broken("node of the audit tree"))?;
        Ok((rows::uncount(row.number), hash))
    };
    found.into_iter().map(read).collect()
}
