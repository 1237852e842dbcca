//! Delegated subtrees: who may propose changes where, what they propose, and what another account decides.

use super::successions::draft;
use super::successions::named;
use super::successions::object;
use super::successions::publish;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionId;
use crate::id::SystemId;
use crate::registry::delegation::Decision;
use crate::registry::delegation::Delegation;
use crate::registry::delegation::Proposal;
use crate::registry::delegation::ProposedChange;
use crate::registry::delegation::must_cover;
use crate::registry::succession;
use crate::registry::succession::SuccessionList;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::registry::code_systems;
use crate::storage::registry::delegations;
use crate::storage::registry::successions;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeSet;

/// What is granted.
#[derive(Clone, Debug)]
pub struct NewDelegation {
    /// The code at the top of the subtree.
    pub root: String,
    /// Who may propose.
    pub account: AccountId,
    /// Until when; none is until revoked.
    pub ends_at: Option<Instant>,
}

/// What somebody decides of proposals.
#[derive(Clone, Debug)]
pub struct DecisionOrder {
    /// The proposals.
    pub proposals: Vec<i64>,
    /// The new list into which they are taken; none refuses them.
    pub edition: Option<EditionId>,
    /// Why.
    pub reason: String,
}

impl Service {
    /// Gives an account a subtree of a code system.
    pub fn delegate(&self, session: &Session, system: &SystemId, new: &NewDelegation) -> Result<Delegation> {
        let permit = session.permit(Right::DelegateSubtree)?;
        let now = self.now();
        self.db.write(|tx| {
            must_exist(tx, system)?;
            let mut delegation = Delegation {
                id: 0,
                system: system.clone(),
                root: new.root.clone(),
                account: new.account.clone(),
                granted_by: permit.account().clone(),
                granted_at: now,
                ends_at: new.ends_at,
                revoked_at: None,
            };
            delegation.id = delegations::insert(tx, &delegation)?;
            let details = json!({ "root": new.root, "account": new.account });
            let act = Act::new("delegation.grant", place(system, delegation.id)).with_details(details);
            audit_log::append(tx, &permit, &act, now)?;
            Ok(delegation)
        })
    }

    /// Ends a delegation; to end it again changes nothing.
    pub fn revoke_delegation(&self, session: &Session, system: &SystemId, id: i64, reason: &str) -> Result<Delegation> {
        let permit = session.permit(Right::DelegateSubtree)?;
        let now = self.now();
        self.db.write(|tx| {
            let known =
                |tx: &mut DbConn| delegations::list(tx, system).map(|list| list.into_iter().find(|one| one.id == id));
            let unknown = || Error::new(Code::DelegationUnknown).with("delegation", id);
            let delegation = known(tx)?.ok_or_else(unknown)?;
            if delegation.revoked_at.is_some() {
                return Ok(delegation);
            }
            delegations::revoke(tx, id, permit.account(), reason, now)?;
            let act = Act::new("delegation.revoke", place(system, id)).with_details(json!({ "reason": reason }));
            audit_log::append(tx, &permit, &act, now)?;
            known(tx)?.ok_or_else(unknown)
        })
    }

    /// The delegations of a code system, oldest first.
    pub fn delegations(&self, session: &Session, system: &SystemId) -> Result<Vec<Delegation>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| delegations::list(tx, system))
    }

    /// Proposes a change inside a subtree that is delegated to the account.
    ///
    /// Errors: `outside-delegation`; `cell-invalid` when the change contradicts its kind.
    pub fn propose_change(&self, session: &Session, system: &SystemId, change: &ProposedChange) -> Result<Proposal> {
        let permit = session.permit(Right::ProposeChange)?;
        let event = change.event(String::new());
        let now = self.now();
        self.db.write(|tx| {
            let list = delegations::list(tx, system)?;
            let delegation = must_cover(&list, permit.account(), &event, now)?.id;
            succession::check(&event)?;
            let mut proposal = Proposal {
                id: 0,
                system: system.clone(),
                delegation,
                change: change.clone(),
                author: permit.account().clone(),
                at: now,
                decision: None,
            };
            proposal.id = delegations::propose(tx, &proposal)?;
            let details = json!({ "delegation": delegation, "change": change });
            let act = Act::new(
                "succession.propose",
                format!("code-systems/{system}/proposals/{}", proposal.id),
            );
            audit_log::append(tx, &permit, &act.with_details(details), now)?;
            Ok(proposal)
        })
    }

    /// The proposals for a code system, oldest first, with what was decided.
    pub fn proposals(&self, session: &Session, system: &SystemId) -> Result<Vec<Proposal>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| delegations::proposals(tx, system))
    }

    /// Takes proposals of others into a new published list, which is the list published last with these changes at its end;
    /// or refuses them. All or none. `None` when they were refused.
    pub fn decide_proposals(
        &self,
        session: &Session,
        system: &SystemId,
        order: &DecisionOrder,
    ) -> Result<Option<SuccessionList>> {
        let permit = session.permit(Right::PublishEdition)?;
        let now = self.now();
        let wanted: BTreeSet<i64> = order.proposals.iter().copied().collect();
        self.db.write(|tx| {
            let list = delegations::proposals(tx, system)?;
            let unknown = |id: &i64| Error::new(Code::ProposalUnknown).with("proposal", id);
            let find = |id: &i64| list.iter().find(|one| one.id == *id).ok_or_else(|| unknown(id));
            let chosen = wanted.iter().map(find).collect::<Result<Vec<_>>>()?;
            for proposal in &chosen {
                proposal.must_wait_for(permit.account())?;
                let decision = Decision {
                    approved: order.edition.is_some(),
                    edition: order.edition.clone(),
                    account: permit.account().clone(),
                    at: now,
                    reason: order.reason.clone(),
                };
                delegations::decide(tx, proposal.id, &decision)?;
            }
            let details = json!({ "proposals": order.proposals, "edition": order.edition, "reason": order.reason });
            let act = Act::new("succession.decide", format!("code-systems/{system}/proposals")).with_details(details);
            audit_log::append(tx, &permit, &act, now)?;
            let Some(edition) = &order.edition else { return Ok(None) };
            let of = named(system, edition);
            let base = successions::newest_published(tx, system)?;
            let mut events = match &base {
                Some(base) => successions::events(tx, base.key)?,
                None => Vec::new(),
            };
            events.extend(
                chosen
                    .iter()
                    .map(|one| one.change.event(format!("proposal {}", one.id))),
            );
            let base = base.map_or(String::new(), |base| base.list.of.to_string());
            let list = SuccessionList {
                source: format!("{base} + {} proposals", chosen.len()),
                ..draft(&of, &events, &permit, now)
            };
            if successions::find(tx, &of)?.is_some() {
                return Err(Error::new(Code::SuccessionListExists)
                    .with("system", system)
                    .with("edition", edition));
            }
            let stored = successions::save(tx, &list, &events)?;
            let act =
                Act::new("succession.import", object(&of)).with_details(json!({ "base": base, "digest": list.digest }));
            audit_log::append(tx, &permit, &act, now)?;
            publish(tx, &permit, &stored, now)?;
            Ok(Some(successions::must_find(tx, &of)?.list))
        })
    }
}

fn must_exist(tx: &mut DbConn, system: &SystemId) -> Result<()> {
    match code_systems::find(tx, system)? {
        Some(_) => Ok(()),
        None => Err(Error::new(Code::CodeSystemUnknown).with("system", system)),
    }
}

fn place(system: &SystemId, id: i64) -> String {
    format!("code-systems/{system}/delegations/{id}")
}
