//! The jobs that run in this process: how many there are, how they ended, and that they are to stop.

use super::holdings::JobCounts;
use crate::id::JobId;
use std::collections::BTreeSet;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;

/// The jobs of this process.
#[derive(Debug, Default)]
pub(super) struct RunningJobs {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    running: BTreeSet<JobId>,
    must_stop: bool,
    done: u64,
    failed: u64,
    interrupted: u64,
}

impl RunningJobs {
    /// A job begins.
    pub(super) fn begin(&self, id: &JobId) {
        self.state().running.insert(id.clone());
    }

    /// A job ended in this state.
    pub(super) fn end(&self, id: &JobId, state: &str) {
        let mut held = self.state();
        held.running.remove(id);
        match state {
            "done" => held.done += 1,
            "failed" => held.failed += 1,
            _ => held.interrupted += 1,
        }
        drop(held);
        self.changed.notify_all();
    }

    /// From now on every job is to stop.
    pub(super) fn stop(&self) {
        self.state().must_stop = true;
    }

    /// Whether jobs are to stop.
    pub(super) fn must_stop(&self) -> bool {
        self.state().must_stop
    }

    /// Waits until no job runs, at most this long; those that still do.
    pub(super) fn wait(&self, longest: Duration) -> BTreeSet<JobId> {
        let waited = self
            .changed
            .wait_timeout_while(self.state(), longest, |state| !state.running.is_empty());
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.running.clone()
    }

    /// How many there are and how they ended.
    pub(super) fn counts(&self) -> JobCounts {
        let state = self.state();
        JobCounts {
            running: u64::try_from(state.running.len()).unwrap_or(u64::MAX),
            done: state.done,
            failed: state.failed,
            interrupted: state.interrupted,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
