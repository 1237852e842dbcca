//! Everything that is tested from outside, in one binary.

#![cfg(test)]

mod cli;
mod domain;
mod matching;
mod registry;
