//! The word lists of the lexicon: variants, body sites, kinds of operations and qualifiers, shipped as
//! `dictionaries/lexicon/*.tsv` and read once for the whole process.
//!
//! Every row has a source and a confidence. None is clinically reviewed: they let a candidate be found, or warn; what a
//! term means is never decided by them. Aliases with a meaning of their own stand in the [`super::lexicon`].

mod longest;
mod read;
mod sites;

pub use longest::Found;
pub use longest::Longest;
pub use sites::Site;
pub use sites::Sites;

use super::qualifier::Class;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::shipped;
use std::sync::LazyLock;

/// The shipped word lists; empty ones stand in when they cannot be read, which [`check`] tells.
static SHIPPED: LazyLock<Result<Words>> = LazyLock::new(Words::shipped);
static EMPTY: LazyLock<Words> = LazyLock::new(Words::default);

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
pub fn words() -> &'static Words {
    SHIPPED.as_ref().unwrap_or(&EMPTY)
}

/// Whether the shipped word lists could be read.
///
/// Errors: `shipped-list-broken`.
pub fn check() -> Result<()> {
    match SHIPPED.as_ref() {
        Ok(_) => Ok(()),
        Err(cause) => Err(Error::new(Code::ShippedListBroken)
            .with("list", "lexicon")
            .caused_by(cause.to_string())),
    }
}

impl Words {
    fn shipped() -> Result<Self> {
        let broken = |list: &str| {
            let list = list.to_owned();
            move |cause: Error| {
                Error::new(Code::ShippedListBroken)
                    .with("list", list)
                    .with_findings(vec![cause])
            }
        };
        let text = |list: &str| shipped::words(list);
        let variants = text("variants")?;
        let sites = text("body-sites")?;
        let operations = text("operation-types")?;
        let modifiers = text("modifiers")?;
        Ok(Self {
            variants: read::variants(&variants).map_err(broken("variants"))?,
            sites: read::sites(&sites).map_err(broken("body-sites"))?,
            operations: read::operations(&operations).map_err(broken("operation-types"))?,
            qualifiers: read::qualifiers(&modifiers).map_err(broken("modifiers"))?,
        })
    }
}
