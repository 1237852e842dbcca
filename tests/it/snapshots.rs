//! Signed snapshots: keys and signatures, the formats, the attacks, the collector's client.

mod attacks;
mod bits;
mod collector;
mod formats;
mod library;
mod mirror;
mod offers;
mod packing;
mod python;
mod readers;
mod releases;
mod resume;
mod serving;
mod signature;
mod static_server;
mod tls;
