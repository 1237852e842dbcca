//! News of publications: how a node learns that it, or another node on the same database, published or retracted.

use crate::error::Result;
use crate::id::OrganizationId;
use crate::service::Service;
use crate::storage::distribution::releases;
use std::collections::BTreeMap;

pub use crate::storage::distribution::releases::Newest;

/// The newest release of every organization, and the number of publications that it was read at.
#[derive(Clone, Debug, Default)]
pub struct Publications {
    /// Grows with every release and retraction.
    pub count: i64,
    /// By organization. It is for waiting alone: whoever shows it to a client has to check their right first.
    pub newest: BTreeMap<OrganizationId, Newest>,
}

impl Service {
    /// The publications after `known`; `None` when there are none. One cheap query while nothing is new.
    pub fn publications_after(&self, known: i64) -> Result<Option<Publications>> {
        self.db.read(|tx| {
            let count = releases::publications(tx)?;
            if count == known {
                return Ok(None);
            }
            let newest = releases::newest(tx)?;
            Ok(Some(Publications { count, newest }))
        })
    }
}
