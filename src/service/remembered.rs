//! What was read from the database, remembered until anybody writes to it.
//!
//! Whoever asks gets what the database says now: the memory counts only while the database tells, at no cost worth speaking of, that
//! nothing was written since, by this or any other process. Where it cannot tell, everything is read each time.

use crate::error::Result;
use crate::storage::Db;
use crate::storage::DbConn;
use moka::sync::Cache;
use std::hash::Hash;

/// Answers of one question to the database, by what it was asked about.
#[derive(Clone)]
pub(super) struct Remembered<K, V>(Cache<K, (i64, V)>);

impl<K, V> Remembered<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// At most so many answers.
    pub(super) fn new(most: u64) -> Self {
        Self(Cache::new(most))
    }

    /// The answer as the database has it now.
    pub(super) fn get(&self, db: &Db, key: K, read: impl FnOnce(&mut DbConn) -> Result<V>) -> Result<V> {
        // The stamp is taken before the reading: what is written in between makes the next one read again.
        let stamp = db.stamp();
        let known = self.0.get(&key).filter(|(then, _)| Some(*then) == stamp);
        if let Some((_, answer)) = known {
            return Ok(answer);
        }
        let answer = db.read(read)?;
        if let Some(stamp) = stamp {
            self.0.insert(key, (stamp, answer.clone()));
        }
        Ok(answer)
    }
}
