//! What the databases promise, tried on both.

mod concurrency;
mod differences;
mod immutability;
mod lexicon;
mod memory;
mod migrations;
mod order;
mod publish_orders;
mod publishing;
mod shipped_lists;
mod successions;
mod unkeepable;
