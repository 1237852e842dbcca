//! Clock, sleep and chance of this machine for a collector, and how it is told to stop.

use super::surroundings;
use crate::collector::Pace;
use crate::service::Surroundings;
use crate::time::Instant;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

/// The pace of this machine.
pub struct MachinePace {
    surroundings: Surroundings,
    stop: Arc<Stop>,
}

/// Whether to stop, and the bell that rings then.
#[derive(Default)]
pub struct Stop {
    is_told: Mutex<bool>,
    bell: Condvar,
}

impl MachinePace {
    /// A pace that goes on until the stop is told.
    pub fn new(stop: Arc<Stop>) -> Self {
        Self {
            surroundings: surroundings::of_this_machine(),
            stop,
        }
    }
}

impl Stop {
    /// Tells it: whoever waits wakes up.
    pub fn tell(&self) {
        *self.is_told.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.bell.notify_all();
    }

    /// Waits so long; false when it was told.
    pub fn wait(&self, time: Duration) -> bool {
        let is_told = self.is_told.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.bell.wait_timeout_while(is_told, time, |is_told| !*is_told);
        let (is_told, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !*is_told
    }
}

impl Pace for MachinePace {
    fn now(&self) -> Instant {
        (self.surroundings.clock)()
    }

    fn wait(&self, time: Duration) -> bool {
        self.stop.wait(time)
    }

    /// Without randomness the wait is the shortest of its range: shorter is no fault.
    fn chance(&self) -> u32 {
        let mut bytes = [0; 4];
        let drawn = (self.surroundings.entropy)(&mut bytes);
        drawn.map_or(0, |()| u32::from_le_bytes(bytes))
    }
}
