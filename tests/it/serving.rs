//! `zhiyu serve` as a process: what it listens on, TLS, monitoring, its log, and how it stops.

mod canary;
mod listeners;
mod log;
mod monitoring;
mod process;
mod secrets;
mod stopping;
mod telemetry;
mod tls;
mod trace_context;
mod units;
