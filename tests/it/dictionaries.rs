//! The shipped lists: each keeps its own rules, and each is held against a reference list where one is at hand.

mod proof;
mod reference;
mod rules;
