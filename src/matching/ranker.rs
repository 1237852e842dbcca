//! The ranker: how likely an entry is a target of a term, from its [`features`](super::features). Two sets of boosted trees, one
//! for editions of operations and one for everything else, shipped as readable tables (`dictionaries/ranker/*.tsv`) with how
//! they were made.

mod trees;

pub use trees::Trees;

use super::features::EditionTraits;
use crate::error::Result;
use crate::registry::shipped;
use std::sync::LazyLock;

/// From this share of names ending in 术 on, an edition is one of operations.
const PROCEDURES: f64 = 0.4;

static OPERATIONS: LazyLock<Result<Trees>> = LazyLock::new(|| Trees::parse(&shipped::ranker("procedures")?));
static OTHERS: LazyLock<Result<Trees>> = LazyLock::new(|| Trees::parse(&shipped::ranker("conditions")?));

/// The trees for an edition of these traits.
pub fn trees_for(traits: &EditionTraits) -> Result<&'static Trees> {
    let trees = if traits.procedures >= PROCEDURES { &OPERATIONS } else { &OTHERS };
    trees.as_ref().map_err(|error| crate::error::Error::new(error.code()).caused_by(error))
}
