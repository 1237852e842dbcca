//! Zhiyu 值域: a standards registry and value-domain mapping service.
//!
//! The house has floors; a module uses only modules of lower floors (`tests/architecture.rs` checks it):
//!
//! | floor | module | answers |
//! |---|---|---|
//! | 0 | [`error`], [`id`], [`language`], [`time`], [`digest`], [`page`] | the words that everybody uses |
//! | 1 | [`registry`] | what is a standard |
//! | 1 | [`access`], [`audit`] | who may do what; what was done |
//! | 2 | [`source`] | what a hospital has |
//! | 2 | [`matching`] | which standard code is meant, and why |
//! | 3 | [`mapping`] | what a local code means: drafts, reviews, releases, differences |
//! | 4 | [`snapshot`], [`coverage`], [`report`] | the bytes of a release; figures and tables for people |
//! | 5 | [`storage`] | rows in and out, SQLite and PostgreSQL |
//! | 5 | [`collector`] | a collector's client: fetch, check, keep; without the server |
//! | 6 | [`service`] | the verbs |
//! | 7 | [`http`] | the web API |
//! | 7 | [`workbench`] | the pages that people work with |
//! | 8 | [`cli`], [`config`] | commands and settings |

pub mod access;
pub mod audit;
pub mod cli;
pub mod collector;
pub mod config;
pub mod coverage;
pub mod digest;
pub mod error;
pub mod http;
pub mod id;
pub mod language;
pub mod mapping;
pub mod matching;
pub mod page;
pub mod registry;
pub mod report;
pub mod service;
pub mod snapshot;
pub mod source;
pub mod storage;
pub mod time;
pub mod workbench;
