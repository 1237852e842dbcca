//! The findings of the file that a stored edition was imported from, for whoever reviews it.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::KindId;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::lint::Count;
use crate::registry::lint::Finding;
use crate::service::Service;
use crate::storage::registry::editions;
use crate::storage::registry::findings;

pub use crate::storage::registry::findings::Wanted;

/// The kept findings of an edition.
#[derive(Debug)]
pub struct EditionFindings {
    /// The kind that its codes were held against; none for a list that came with the program.
    pub kind: Option<KindId>,
    /// How often each rule was broken, kept or not.
    pub counts: Vec<Count>,
    /// The findings that were asked for, by row.
    pub slice: Slice<Finding>,
}

impl Service {
    /// The findings of an edition's file: all counts, and a page of the findings that are kept.
    pub fn edition_findings(
        &self,
        session: &Session,
        of: &EditionRef,
        wanted: &Wanted,
        page: &Page,
    ) -> Result<EditionFindings> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let stored = editions::must_find(tx, of)?;
            let (kind, counts) = findings::counts(tx, stored.key)?.unzip();
            Ok(EditionFindings {
                kind,
                counts: counts.unwrap_or_default(),
                slice: findings::page(tx, stored.key, wanted, page)?,
            })
        })
    }

    /// Every kept finding of an edition's file, by row.
    pub fn all_edition_findings(&self, session: &Session, of: &EditionRef) -> Result<Vec<Finding>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let stored = editions::must_find(tx, of)?;
            findings::all(tx, stored.key)
        })
    }
}
