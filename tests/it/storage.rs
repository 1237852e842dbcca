//! What the databases promise, tried on both.

mod bulk;
mod catalogue_exchange;
mod concept_maps;
mod concurrency;
mod coverage;
mod differences;
mod edition_diff;
mod edition_life;
mod immutability;
mod lexicon;
mod mapping_files;
mod memory;
mod migrations;
mod order;
mod publish_orders;
mod publishing;
mod reload;
mod reuse;
mod shipped_lists;
mod sides;
mod specifications;
mod successions;
mod translation;
mod unkeepable;
mod upgrades;
mod work_lists;
