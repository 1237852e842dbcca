//! Assignments 分派: who works on which local codes. They say who is expected to work; anybody with the right may still draft.

use crate::id::AccountId;
use crate::time::Instant;

/// One act that gave codes of a dictionary to somebody, or to nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Its number in the dictionary, from 1.
    pub number: i64,
    /// Who got the codes; nobody when they were given back.
    pub assignee: Option<AccountId>,
    /// Who said so.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
    /// How many codes.
    pub codes: u64,
}

/// A code whose assignee an act changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reassigned {
    /// The local code.
    pub code: String,
    /// Who had it before, if anybody.
    pub former: Option<AccountId>,
}
