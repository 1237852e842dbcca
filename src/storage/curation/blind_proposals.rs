//! What makers propose about rows without seeing each other, append only. Nobody but the service of proposals reads it.

use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::double_blind::Basis;
use crate::mapping::double_blind::Proposal;
use crate::mapping::double_blind::Round;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::rows;
use crate::storage::schema::blind_proposals;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// Codes that are read at once.
const ROWS_READ: i64 = 500;

#[derive(Queryable, Insertable)]
#[diesel(table_name = blind_proposals, treat_none_as_default_value = false)]
struct ProposalRow {
    organization_id: String,
    dictionary: String,
    code: String,
    basis: String,
    place: i64,
    name: String,
    version: i64,
    decision: String,
    justification: String,
    account: String,
    at: i64,
    agrees: Option<bool>,
}

/// Keeps proposals.
pub fn append(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    list: &[Proposal],
) -> Result<()> {
    for batch in list.chunks(rows::BATCH) {
        let row = |proposal: &Proposal| {
            Ok(ProposalRow {
                organization_id: organization.to_string(),
                dictionary: dictionary.to_string(),
                code: proposal.code.clone(),
                basis: proposal.basis.digest(),
                place: if proposal.agrees.is_none() { 1 } else { 2 },
                name: proposal.basis.name.clone(),
                version: proposal.basis.version,
                decision: rows::to_json(&proposal.decision)?,
                justification: proposal.justification.clone(),
                account: proposal.account.to_string(),
                at: proposal.at.0,
                agrees: proposal.agrees,
            })
        };
        let batch = batch.iter().map(row).collect::<Result<Vec<_>>>()?;
        both!(&mut *tx, |c| diesel::insert_into(blind_proposals::table)
            .values(batch)
            .execute(c))?;
    }
    Ok(())
}

/// The next codes of a dictionary, in order, of which anything was proposed.
pub fn codes_after(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    after: Option<&str>,
) -> Result<Vec<String>> {
    let mut query = blind_proposals::table
        .filter(blind_proposals::organization_id.eq(organization.as_str()))
        .filter(blind_proposals::dictionary.eq(dictionary.as_str()))
        .select(blind_proposals::code)
        .distinct()
        .order(blind_proposals::code)
        .limit(ROWS_READ)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(blind_proposals::code.gt(after.to_owned()));
    }
    Ok(query.load(tx)?)
}

/// Every round about these codes, by code, the oldest first.
pub fn rounds(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<BTreeMap<String, Vec<Round>>> {
    let mut found: BTreeMap<String, Vec<Round>> = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let list: Vec<ProposalRow> = blind_proposals::table
            .filter(blind_proposals::organization_id.eq(organization.as_str()))
            .filter(blind_proposals::dictionary.eq(dictionary.as_str()))
            .filter(blind_proposals::code.eq_any(batch))
            .order((blind_proposals::code, blind_proposals::basis, blind_proposals::place))
            .load(tx)?;
        for row in list {
            let proposal = Proposal::try_from(row)?;
            let rounds = found.entry(proposal.code.clone()).or_default();
            match rounds.last_mut() {
                Some(round) if proposal.agrees.is_some() => round.second = Some(proposal),
                Some(_) | None => rounds.push(Round {
                    first: proposal,
                    second: None,
                }),
            }
        }
    }
    for rounds in found.values_mut() {
        rounds.sort_by_key(|round| (round.first.at, round.first.basis.version));
    }
    Ok(found)
}

impl TryFrom<ProposalRow> for Proposal {
    type Error = crate::error::Error;

    fn try_from(row: ProposalRow) -> Result<Self> {
        Ok(Self {
            code: row.code,
            basis: Basis {
                version: row.version,
                name: row.name,
            },
            decision: rows::from_json(&row.decision, "proposal")?,
            justification: row.justification,
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
            agrees: row.agrees,
        })
    }
}
