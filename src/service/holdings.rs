//! What a running service holds and does, for monitoring: pools of connections, what is kept ready, jobs.

use super::Service;
use std::hash::Hash;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

pub use crate::storage::PoolHolding;

/// What there is now.
#[derive(Clone, Debug)]
pub struct Holdings {
    /// Pools of connections to the database.
    pub pools: Vec<PoolHolding>,
    /// What is kept ready.
    pub caches: Vec<CacheHolding>,
    /// Jobs of this process.
    pub jobs: JobCounts,
}

/// Things that are kept ready.
#[derive(Clone, Debug)]
pub struct CacheHolding {
    /// Which ones.
    pub name: &'static str,
    /// Lookups that found what they needed.
    pub hits: u64,
    /// Lookups for which it was made.
    pub misses: u64,
    /// How many there are.
    pub entries: u64,
    /// What they weigh.
    pub bytes: u64,
}

/// Jobs of this process.
#[derive(Clone, Debug)]
pub struct JobCounts {
    /// That are under way.
    pub running: u64,
    /// That ended well.
    pub done: u64,
    /// That ended with an error.
    pub failed: u64,
    /// That were told to stop.
    pub interrupted: u64,
}

/// Lookups of what is kept ready.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    pub(super) bodies: Uses,
    pub(super) deltas: Uses,
    pub(super) tables: Uses,
}

/// How often something was looked up, and how often it was not there.
#[derive(Debug, Default)]
pub(super) struct Uses {
    asked: AtomicU64,
    missed: AtomicU64,
}

impl Uses {
    pub(super) fn ask(&self) {
        self.asked.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn miss(&self) {
        self.missed.fetch_add(1, Ordering::Relaxed);
    }

    fn holding<K, V>(&self, name: &'static str, cache: &moka::sync::Cache<K, V>) -> CacheHolding
    where
        K: Hash + Eq + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
    {
        cache.run_pending_tasks();
        let misses = self.missed.load(Ordering::Relaxed);
        CacheHolding {
            name,
            hits: self.asked.load(Ordering::Relaxed).saturating_sub(misses),
            misses,
            entries: cache.entry_count(),
            bytes: cache.weighted_size(),
        }
    }
}

impl Service {
    /// What the service holds. It asks no database.
    pub fn holdings(&self) -> Holdings {
        let lookups = &self.lookups;
        Holdings {
            pools: self.db.pools(),
            caches: vec![
                lookups.bodies.holding("bodies", &self.bodies),
                lookups.deltas.holding("deltas", &self.deltas),
                lookups.tables.holding("tables", &self.tables),
            ],
            jobs: self.running_jobs.counts(),
        }
    }
}
