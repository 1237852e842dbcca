//! Everything that is tested from outside, in one binary.

#![cfg(test)]

mod cli;
mod dictionaries;
mod docs;
mod domain;
mod faults;
mod hostile;
mod http;
mod matching;
mod registry;
mod serving;
mod snapshots;
mod storage;
mod supply;
mod support;
mod work_lists;
