//! Signed snapshots: keys and signatures, the formats, the attacks, the collector's client.

mod attacks;
mod bits;
mod collector;
mod formats;
mod python;
mod releases;
mod serving;
mod signature;
mod static_server;
