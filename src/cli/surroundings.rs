//! The clock, the randomness and the processors of this machine: the only place that reads them.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::service::READY_BODY_BYTES;
use crate::service::Surroundings;
use crate::time::Instant;
use std::sync::Arc;
use std::time::SystemTime;

/// What the service may use of this machine.
pub fn of_this_machine() -> Surroundings {
    Surroundings {
        clock: now,
        entropy,
        threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        signing: None,
        sm3: false,
        access: Arc::default(),
        sealing: None,
        ready_bytes: READY_BODY_BYTES,
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn now() -> Instant {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let micros = since_epoch.map_or(0, |duration| duration.as_micros());
    Instant(i64::try_from(micros).unwrap_or(i64::MAX))
}

fn entropy(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|cause| Error::new(Code::Internal).caused_by(cause))
}
