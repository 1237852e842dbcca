//! How the server runs: where it listens, whom it believes, how much it takes on, what it tells of itself.

pub(super) mod background;
pub(super) mod content_coding;
pub mod door;
pub mod limits;
pub(super) mod metrics;
pub(super) mod monitoring;
pub(super) mod protection;
pub mod proxies;
pub(super) mod readiness;
pub(super) mod slow_bodies;
pub(super) mod stop;
pub mod telemetry;
pub mod tls;
pub(super) mod trace;
pub mod trace_context;
