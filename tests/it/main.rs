//! What the parts do together, on real databases: one test binary, one module a subject.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets the unexpected stops there"
)]

mod dictionaries;
mod storage;
mod support;
