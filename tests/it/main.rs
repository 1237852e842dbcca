//! Integration tests, in one binary: each module of the crate has a folder here.

#[cfg(test)]
mod matching;
