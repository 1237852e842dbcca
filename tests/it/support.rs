//! What the tests stand on.
//!
//! * An *engine* is SQLite or the test process's own PostgreSQL; `on_both_engines!` runs one story on each.
//! * A *test database* is a fresh one of an engine: empty, or with the schema.
//! * A *test service* is the service over a test database, with a clock and an entropy that are only counters.
//! * A *keyring* is a root key and signing keys that are the same in every run.
//! * A *provider* of sign-in is one on the loopback, at which the test is the browser and the people.
//! * A *receiver* of OpenTelemetry keeps what it is sent.
//! * The *first release* is a database as version 0.1.0 left it.
//! * A *hospital* is an organization with a dictionary, and people who draft, review and publish.

pub mod database;
pub mod first_release;
pub mod hospital;
pub mod postgres;
pub mod provider;
pub mod receiver;
pub mod service;
pub mod signing;
pub mod tls;
