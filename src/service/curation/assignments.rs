//! Assigning local codes: a curator takes free ones, a reviewer or publisher gives them to anybody who may draft.

use super::memory::must_be_reason;
use super::work_list::all_rows;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::work_filter::Assignee;
use crate::mapping::work_filter::WorkFilter;
use crate::mapping::work_filter::WorkState;
use crate::mapping::work_order::WorkOrder;
use crate::matching::words::Words;
use crate::service::Service;
use crate::source::assignment::Assignment;
use crate::source::assignment::Reassigned;
use crate::storage::DbConn;
use crate::storage::access::grants;
use crate::storage::access::tokens;
use crate::storage::audit::audit_log;
use crate::storage::curation::assignments;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::curation::work_rows;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many acts a history shows.
const SHOWN_ACTS: i64 = 1_000;

/// Which codes are given to whom.
#[derive(Clone, Debug, Default)]
pub struct AssignmentOrder {
    /// To whom; nobody takes them back.
    pub assignee: Option<AccountId>,
    /// Which rows; every row of the dictionary by default.
    pub filter: WorkFilter,
    /// Only so many of them: the first by usage that nobody has and, unless the filter names a state, that have no mapping.
    pub next: Option<u32>,
    /// Why; needed when codes are taken from somebody.
    pub reason: String,
}

/// How much one person has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkLoad {
    /// Who; nobody for the codes that are free.
    pub assignee: Option<AccountId>,
    /// How many codes.
    pub codes: u64,
    /// How many of them have no mapping.
    pub unmapped: u64,
    /// How many have a mapping in each state.
    pub states: BTreeMap<&'static str, u64>,
}

impl Service {
    /// Gives codes of a dictionary to somebody, or takes them back; returns the act with the number of codes that changed
    /// hands. When none does, nothing is written and its number is 0.
    pub fn assign(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        order: &AssignmentOrder,
    ) -> Result<Assignment> {
        let is_own = order
            .assignee
            .as_ref()
            .is_none_or(|account| *account == session.account);
        let rights: &[Right] = if is_own {
            &[Right::AssignWork, Right::DraftMapping]
        } else {
            &[Right::AssignWork]
        };
        let permit = session.permit_in_any(rights, organization)?;
        let words = Arc::clone(self.lexicon()?.1.words());
        let now = self.now();
        self.db.write(|tx| {
            let changed = order.codes(tx, &permit, dictionary, &words)?;
            must_be_allowed(tx, &permit, order, &changed, now)?;
            let number = if changed.is_empty() {
                0
            } else {
                assignments::next_number(tx, organization, dictionary)?
            };
            let act = Assignment {
                number,
                assignee: order.assignee.clone(),
                account: permit.account().clone(),
                at: now,
                reason: order.reason.clone(),
                codes: u64::try_from(changed.len()).unwrap_or(u64::MAX),
            };
            if changed.is_empty() {
                return Ok(act);
            }
            assignments::save(tx, organization, dictionary, &act, &changed)?;
            let taken: BTreeSet<&AccountId> = changed.iter().filter_map(|one| one.former.as_ref()).collect();
            let object = format!("organizations/{organization}/dictionaries/{dictionary}");
            let event = Act::new("work.assign", object).with_details(json!({
                "assignment": act.number, "assignee": act.assignee, "codes": act.codes, "taken_from": taken,
                "reason": act.reason,
            }));
            audit_log::append(tx, permit.permit(), &event, now)?;
            Ok(act)
        })
    }

    /// How much everybody has to do in a dictionary, the codes that are free last.
    pub fn work_loads(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
    ) -> Result<Vec<WorkLoad>> {
        session.permit_in(Right::ReadMappings, organization)?;
        let held = self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            work_rows::held(tx, organization, dictionary)
        })?;
        let mut loads: BTreeMap<(bool, String), WorkLoad> = BTreeMap::new();
        for (account, state) in held {
            let place = (account.is_none(), account.clone().unwrap_or_default());
            let load = match loads.entry(place) {
                std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::btree_map::Entry::Vacant(place) => place.insert(WorkLoad {
                    assignee: account.map(AccountId::new).transpose()?,
                    codes: 0,
                    unmapped: 0,
                    states: BTreeMap::new(),
                }),
            };
            load.codes += 1;
            match state {
                None => load.unmapped += 1,
                Some(state) => *load.states.entry(state.as_str()).or_default() += 1,
            }
        }
        Ok(loads.into_values().collect())
    }

    /// The last thousand assignments of a dictionary, newest first.
    pub fn assignments(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
    ) -> Result<Vec<Assignment>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            assignments::history(tx, organization, dictionary, SHOWN_ACTS)
        })
    }
}

impl AssignmentOrder {
    /// The codes that change hands, the most used first.
    fn codes(
        &self,
        tx: &mut DbConn,
        permit: &HospitalPermit,
        dictionary: &DictionaryId,
        words: &Arc<Words>,
    ) -> Result<Vec<Reassigned>> {
        let organization = permit.organization();
        let dictionary = dictionaries::must_find(tx, organization, dictionary)?;
        must_have_codes(tx, organization, &dictionary.id, self.filter.codes.as_deref())?;
        let mut filter = self.filter.clone();
        if self.next.is_some() {
            filter.assignee = Some(Assignee::Nobody);
            filter.state = filter.state.or(Some(WorkState::Unmapped));
        }
        let rows = all_rows(tx, organization, &dictionary, (&filter, WorkOrder::Usage), Some(words))?;
        let mut seen = BTreeSet::new();
        let most = self
            .next
            .map_or(usize::MAX, |next| usize::try_from(next).unwrap_or(usize::MAX));
        let changed = rows.into_iter().filter(|row| row.assignee != self.assignee);
        let once = changed.filter(|row| seen.insert(row.local_code.code.clone()));
        Ok(once
            .take(most)
            .map(|row| Reassigned {
                code: row.local_code.code,
                former: row.assignee,
            })
            .collect())
    }
}

fn must_have_codes(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: Option<&[String]>,
) -> Result<()> {
    let codes: Vec<&str> = codes.unwrap_or_default().iter().map(String::as_str).collect();
    let found = local_codes::find_many(tx, organization, dictionary, &codes)?;
    let known: BTreeSet<&str> = found.iter().map(|entry| entry.code.as_str()).collect();
    match codes.into_iter().find(|code| !known.contains(code)) {
        None => Ok(()),
        Some(code) => Err(Error::new(Code::LocalCodeUnknown)
            .with("dictionary", dictionary)
            .with("code", code)),
    }
}

/// Refuses codes that somebody else has to whoever may not assign, a change without a reason, and an assignee who may not
/// draft here.
fn must_be_allowed(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    order: &AssignmentOrder,
    changed: &[Reassigned],
    now: Instant,
) -> Result<()> {
    let is_of_other = |one: &&Reassigned| one.former.as_ref().is_some_and(|former| former != permit.account());
    let taken = changed.iter().find(is_of_other);
    if let Some((one, former)) = taken.and_then(|one| Some((one, one.former.as_ref()?))) {
        if permit.permit().right() != Right::AssignWork {
            return Err(Error::new(Code::AssignmentTaken)
                .with("code", &one.code)
                .with("account", former));
        }
        must_be_reason(&order.reason)?;
    }
    let Some(assignee) = order.assignee.as_ref().filter(|assignee| *assignee != permit.account()) else {
        return Ok(());
    };
    let may_draft = tokens::list(tx)?.into_iter().any(|token| {
        let is_live = token.revoked_at.is_none() && token.expires_at.is_none_or(|end| now < end);
        let is_for_this = token.scope.includes(permit.organization()) && token.role.holds(Right::DraftMapping);
        token.account == *assignee && is_live && is_for_this
    });
    let held = grants::in_force(tx, assignee, now)?;
    let may_draft = may_draft
        || held
            .iter()
            .any(|grant| grant.holds_in(Right::DraftMapping, permit.organization()));
    if may_draft {
        return Ok(());
    }
    Err(Error::new(Code::AssigneeUnknown)
        .with("account", assignee)
        .in_field("assignee"))
}
