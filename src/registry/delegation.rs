//! Delegated subtrees 授权子树: a county keeps its own part of a code system; another account decides what it proposes.

use super::succession::Event;
use super::succession::EventKind;
use super::succession::OldUnit;
use super::succession::PartialDate;
use super::succession::Unit;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionId;
use crate::id::SystemId;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;

/// An account may propose changes inside the subtree of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// Its number.
    pub id: i64,
    /// The code system.
    pub system: SystemId,
    /// The code at the top of the subtree.
    pub root: String,
    /// Who may propose.
    pub account: AccountId,
    /// Who granted it.
    pub granted_by: AccountId,
    /// When.
    pub granted_at: Instant,
    /// Until when; none is until revoked.
    pub ends_at: Option<Instant>,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
}

impl Delegation {
    /// Whether it is good now.
    pub fn is_good(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && self.ends_at.is_none_or(|end| now < end)
    }

    /// Whether every code of a change lies in the subtree.
    fn covers(&self, event: &Event) -> bool {
        codes(event).all(|code| is_inside(&self.root, code))
    }
}

/// Which of the delegations of an account lets it propose this change.
///
/// Errors: `outside-delegation` naming the first code that no delegation good now covers.
pub fn must_cover<'d>(
    delegations: &'d [Delegation],
    account: &AccountId,
    event: &Event,
    now: Instant,
) -> Result<&'d Delegation> {
    let own = || {
        delegations
            .iter()
            .filter(|one| one.account == *account && one.is_good(now))
    };
    own().find(|one| one.covers(event)).ok_or_else(|| {
        let mut codes = codes(event);
        let first = codes.find(|code| !own().any(|one| is_inside(&one.root, code)));
        let code = first.or_else(|| self::codes(event).next()).unwrap_or_default();
        Error::new(Code::OutsideDelegation)
            .with("code", code)
            .with("account", account)
    })
}

fn codes(event: &Event) -> impl Iterator<Item = &str> {
    let old = event.old.iter().map(|old| old.code.as_str());
    old.chain(event.new.iter().map(|unit| unit.code.as_str()))
}

/// Whether a code lies in the subtree of another: it begins with it, where the pairs of zeros at the end of a division's
/// code (GB/T 2260) stand for everything below: `411500` is above `411525`, `410000` above both.
pub fn is_inside(root: &str, code: &str) -> bool {
    let is_division = root.len() == 6 && root.bytes().all(|byte| byte.is_ascii_digit());
    let stem = if is_division {
        let without_county = root.strip_suffix("00").unwrap_or(root);
        without_county.strip_suffix("00").unwrap_or(without_county)
    } else {
        root
    };
    !stem.is_empty() && code.starts_with(stem)
}

/// A change as somebody proposes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposedChange {
    /// What kind of change.
    pub kind: EventKind,
    /// From when.
    pub date: PartialDate,
    /// The old code; none when something is established.
    #[serde(default)]
    pub old: Option<OldUnit>,
    /// The new codes; none when it is abolished.
    #[serde(default)]
    pub new: Vec<Unit>,
    /// The document that orders it.
    #[serde(default)]
    pub document: String,
    /// Why.
    #[serde(default)]
    pub note: String,
}

impl ProposedChange {
    /// The change as an event of a list.
    pub fn event(&self, place: String) -> Event {
        Event {
            document: self.document.clone(),
            note: self.note.clone(),
            place,
            ..Event::new(self.kind, self.date, self.old.clone(), self.new.clone())
        }
    }
}

/// A proposal and what was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its number.
    pub id: i64,
    /// The code system.
    pub system: SystemId,
    /// Under which delegation it was made.
    pub delegation: i64,
    /// The change.
    pub change: ProposedChange,
    /// Who proposed it.
    pub author: AccountId,
    /// When.
    pub at: Instant,
    /// What was decided; none while it waits.
    pub decision: Option<Decision>,
}

/// What somebody else decided of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it was taken.
    pub approved: bool,
    /// The list into which it was taken.
    pub edition: Option<EditionId>,
    /// Who decided.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

impl Proposal {
    /// Refuses a second decision, and one by the author.
    pub fn must_wait_for(&self, account: &AccountId) -> Result<()> {
        if self.decision.is_some() {
            return Err(Error::new(Code::ProposalDecided).with("proposal", self.id));
        }
        if self.author == *account {
            return Err(Error::new(Code::MakerIsChecker).with("code", self.id));
        }
        Ok(())
    }
}
