//! The ranker: how likely an entry is a target of a term, from its [`features`](super::features). Boosted trees for
//! editions of operations, for short lists and for everything else, shipped as readable tables (`dictionaries/ranker/*.tsv`)
//! with how they were made.

mod trees;

pub use trees::Trees;

use super::names::Names;
use crate::error::Error;
use crate::error::Result;
use crate::registry::shipped;
use std::sync::Arc;
use std::sync::LazyLock;

/// From this share of names ending in 术 on, an edition is one of operations.
const PROCEDURES: f64 = 0.4;

/// A list of at most so many entries is short: its names are few words, and many terms mean one of them.
const SHORT: u32 = 1_000;

static OPERATIONS: LazyLock<Result<Arc<Trees>>> = LazyLock::new(|| shipped_trees("procedures"));
static LISTS: LazyLock<Result<Arc<Trees>>> = LazyLock::new(|| shipped_trees("lists"));
static OTHERS: LazyLock<Result<Arc<Trees>>> = LazyLock::new(|| shipped_trees("conditions"));

/// The trees for an edition of these names.
pub fn trees_for(names: &Names) -> Result<Arc<Trees>> {
    let operations = (0..names.entries()).filter(|entry| names.display(*entry).ends_with('术'));
    let share = f64::from(u32::try_from(operations.count()).unwrap_or(u32::MAX)) / f64::from(names.entries().max(1));
    let trees = if share >= PROCEDURES {
        &OPERATIONS
    } else if names.entries() <= SHORT {
        &LISTS
    } else {
        &OTHERS
    };
    trees
        .as_ref()
        .map(Arc::clone)
        .map_err(|error| Error::new(error.code()).caused_by(error.to_string()))
}

fn shipped_trees(name: &str) -> Result<Arc<Trees>> {
    Trees::parse(&shipped::ranker(name)?).map(Arc::new)
}
