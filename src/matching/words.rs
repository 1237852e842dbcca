//! The word lists of the lexicon: variants, body sites, kinds of operations and qualifiers. Each is a code system, so that a
//! registrar changes it as any other list; the program brings a first edition (`dictionaries/zhiyu-lexicon-*`).

mod longest;
mod read;
mod sites;

pub use longest::Found;
pub use longest::Longest;
pub use sites::Site;
pub use sites::Sites;

use super::qualifier::class::Class;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::concept::Concept;
use crate::registry::shipped;
use std::sync::Arc;
use std::sync::LazyLock;

/// Words and how a core writes them: code and name of each concept.
pub const VARIANTS: &str = "zhiyu-lexicon-variants";
/// Body sites: name the preferred word, property `parents` the sites above, joined by `|`.
pub const BODY_SITES: &str = "zhiyu-lexicon-body-sites";
/// Words that name an operation, property `class`.
pub const OPERATION_TYPES: &str = "zhiyu-lexicon-operation-types";
/// Qualifiers, property `class`: one of [`Class`], or `negation-exception`.
pub const MODIFIERS: &str = "zhiyu-lexicon-modifiers";
/// The edition that comes with the program.
const SHIPPED_EDITION: &str = "1";

/// The shipped word lists; empty ones stand in when they cannot be read, which [`check`] tells.
static SHIPPED: LazyLock<Result<Arc<Words>>> = LazyLock::new(|| {
    let list = |system: &str| Ok(shipped::list(&format!("{system}/{SHIPPED_EDITION}"))?.1);
    Words::of_lists(list).map(Arc::new)
});

/// The word lists, in normalised spelling.
#[derive(Debug, Default)]
pub struct Words {
    /// How a word is written, and how a core writes it.
    pub variants: Longest<String>,
    /// The body sites.
    pub sites: Sites,
    /// Words that name an operation, with their class such as `removal`.
    pub operations: Longest<String>,
    /// Qualifiers; the exceptions of a class are longer words without one.
    pub qualifiers: Longest<Option<Class>>,
}

/// The shipped word lists.
pub fn shipped_words() -> Arc<Words> {
    SHIPPED.as_ref().map(Arc::clone).unwrap_or_default()
}

/// Whether the shipped word lists could be read.
///
/// Errors: `shipped-list-broken`.
pub fn check() -> Result<()> {
    match SHIPPED.as_ref() {
        Ok(_) => Ok(()),
        Err(cause) => Err(Error::new(Code::ShippedListBroken)
            .with("list", "zhiyu-lexicon")
            .caused_by(cause.to_string())),
    }
}

impl Words {
    /// Reads the lists; `list` gives the concepts of a code system in the order of their codes: of two words with one
    /// normalised spelling the first counts.
    ///
    /// Errors: those of `list`.
    pub fn of_lists(list: impl Fn(&str) -> Result<Vec<Concept>>) -> Result<Self> {
        Ok(Self {
            variants: read::variants(&list(VARIANTS)?),
            sites: read::sites(&list(BODY_SITES)?),
            operations: read::operations(&list(OPERATION_TYPES)?),
            qualifiers: read::qualifiers(&list(MODIFIERS)?),
        })
    }
}
