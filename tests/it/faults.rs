//! What must not be lost when something breaks: processes killed, databases away, disks full. `docs/reliability.md` tells
//! what is promised.
//!
//! Every run follows from a seed and prints it with its counts; `ZHIYU_FAULT_SEED` replays it. The runs are short here;
//! `ZHIYU_MIGRATION_KILLS`, `ZHIYU_SERVER_KILLS`, `ZHIYU_TORN_ROUNDS` and `ZHIYU_READS` make them as long as wanted.

mod backup;
mod database_away;
mod disk_full;
mod migrate_killed;
mod no_room;
mod power_cut;
mod process;
mod server_killed;
mod two_nodes;
mod unsynced;
mod upgrade;

use std::time::Duration;
use zhiyu::storage::Target;

/// How often, unless the environment says otherwise.
fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

/// Chance that can be had again (splitmix64).
struct Chance(u64);

impl Chance {
    /// By the seed of the environment, or this one.
    fn new(usual: u64) -> Self {
        Self(setting("ZHIYU_FAULT_SEED", usual))
    }

    /// A number below the limit.
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }

    /// A moment of a run that takes so long.
    fn moment(&mut self, run: Duration) -> Duration {
        run * u32::try_from(self.below(1_000)).unwrap() / 1_000
    }
}

/// The URL of a database, for a process.
fn url(target: &Target) -> String {
    match target {
        Target::Sqlite(path) => path.display().to_string(),
        Target::Postgres(url) => url.clone(),
    }
}
