//! Accounts: people and programs that act under their own name.

use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::time::Instant;

/// An account. Its id belongs to one person for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name to sign in with.
    pub id: AccountId,
    /// The real name of the person.
    pub name: String,
    /// The organization where the person works; without one, only who manages the whole platform manages the account.
    pub organization: Option<OrganizationId>,
    /// How to reach the person.
    pub contact: String,
    /// Whether it may sign in.
    pub status: AccountStatus,
    /// When it was made.
    pub created_at: Instant,
    /// By whom.
    pub created_by: AccountId,
    /// When the person last signed in.
    pub signed_in_at: Option<Instant>,
    /// When it was last unlocked.
    pub unlocked_at: Option<Instant>,
}

/// Who an account is at the provider of sign-in: an identity belongs to one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedIdentity {
    /// The account.
    pub account: AccountId,
    /// The provider, as its tokens name it (`iss`).
    pub issuer: String,
    /// The person there (`sub`).
    pub subject: String,
    /// When they were linked.
    pub linked_at: Instant,
    /// By whom.
    pub linked_by: AccountId,
}

/// Whether an account may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStatus {
    /// 正常: it may.
    Active,
    /// 锁定: it may not until it is unlocked.
    Locked,
    /// 停用: it may not, for good.
    Disabled,
    /// 久未使用: it may not until it is unlocked, because nobody signed in for too long. Never kept: it follows from the time.
    Unused,
}

impl Account {
    /// Whether nobody signed in for so many microseconds, since it was made or unlocked; never without a number.
    pub fn is_unused(&self, now: Instant, micros: Option<i64>) -> bool {
        let last = self.signed_in_at.max(self.unlocked_at).max(Some(self.created_at));
        micros
            .zip(last)
            .is_some_and(|(micros, last)| is_past(last, now, micros))
    }
}

/// Whether so many microseconds went by.
pub fn is_past(last: Instant, now: Instant, micros: i64) -> bool {
    now.0.saturating_sub(last.0) > micros
}

impl AccountStatus {
    /// The word in answers and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Locked => "locked",
            Self::Disabled => "disabled",
            Self::Unused => "unused",
        }
    }

    /// Reads the word of a state that is kept.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Locked, Self::Disabled]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// A contact as those see it who need not reach the person: its first three and last two characters, or nothing.
pub fn masked(contact: &str) -> String {
    let count = contact.chars().count();
    let (shown_first, shown_last) = if count >= 8 { (3, 2) } else { (0, 0) };
    let mask = |(index, c): (usize, char)| {
        let is_shown = index < shown_first || index >= count - shown_last;
        if is_shown { c } else { '*' }
    };
    contact.chars().enumerate().map(mask).collect()
}
