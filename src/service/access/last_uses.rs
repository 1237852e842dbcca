//! When and from where tokens were last used: gathered in memory and written down together, because thousands of collectors that
//! come at once would else make as many transactions, one after another.

use crate::error::Result;
use crate::id::TokenId;
use crate::service::Service;
use crate::storage::access::tokens;
use crate::storage::access::tokens::TokenUse;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::PoisonError;

/// The use of a token or session is written down at most this often.
pub(in crate::service) const NOTED_EVERY_MICROS: i64 = 60_000_000;

/// Uses that are not written down yet.
#[derive(Debug, Default)]
pub(in crate::service) struct LastUses(Mutex<BTreeMap<TokenId, TokenUse>>);

impl LastUses {
    /// Gathers a use, unless one from the same address is known that is no minute old.
    pub(in crate::service) fn gather(&self, token: &TokenId, written: Option<&TokenUse>, now: &TokenUse) {
        let is_told = |last: &TokenUse| now.at.0 - last.at.0 < NOTED_EVERY_MICROS && last.address == now.address;
        if written.is_some_and(is_told) {
            return;
        }
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !gathered.get(token).is_some_and(is_told) {
            gathered.insert(token.clone(), now.clone());
        }
    }

    fn take(&self) -> BTreeMap<TokenId, TokenUse> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Service {
    /// Writes down the uses that were gathered. Those that cannot be written are forgotten: the next use is gathered again.
    pub fn write_last_uses(&self) -> Result<()> {
        let gathered = self.last_uses.take();
        if gathered.is_empty() {
            return Ok(());
        }
        self.db.write(|tx| tokens::note_uses(tx, &gathered))
    }
}
