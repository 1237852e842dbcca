//! The difference of two editions, read side by side in windows of codes, so that memory does not grow with them.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Result;
use crate::id::EditionRef;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::concept::Concept;
use crate::registry::edition::Edition;
use crate::registry::edition_diff::Change;
use crate::registry::edition_diff::ConceptDifference;
use crate::registry::edition_diff::Counts;
use crate::registry::edition_diff::diff;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::registry::concepts;
use crate::storage::registry::concepts::Branch;
use crate::storage::registry::editions;
use crate::storage::registry::editions::EditionKey;

/// How many concepts of each edition are looked at together.
const WINDOW: u32 = 5_000;

/// What is asked of two editions.
#[derive(Clone, Debug)]
pub struct DiffQuestion {
    /// The edition before.
    pub from: EditionRef,
    /// The edition after.
    pub to: EditionRef,
    /// Only rows with this change.
    pub change: Option<Change>,
    /// Only this page of rows; without one, all.
    pub page: Option<Page>,
}

/// A code that differs, with both concepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffRow {
    /// The concept before.
    pub before: Option<Concept>,
    /// The concept after.
    pub after: Option<Concept>,
    /// What happened to it.
    pub changes: Vec<Change>,
}

/// The difference of two editions.
#[derive(Clone, Debug)]
pub struct EditionComparison {
    /// The edition before.
    pub from: Edition,
    /// The edition after.
    pub to: Edition,
    /// How much differs in all, whichever rows are wanted; only with the first page, because it takes both editions whole.
    pub counts: Option<Counts>,
    /// The rows.
    pub rows: Slice<DiffRow>,
}

impl Service {
    /// The difference of two editions of one code system or of two, as one state of the database has them.
    pub fn diff_editions(&self, session: &Session, question: &DiffQuestion) -> Result<EditionComparison> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let from = editions::must_find(tx, &question.from)?;
            let to = editions::must_find(tx, &question.to)?;
            let mut walk = Walk::new(question);
            while !walk.is_done() {
                walk.window(tx, from.key, to.key)?;
            }
            Ok(EditionComparison {
                counts: walk.wants_counts.then_some(walk.counts),
                rows: walk.slice(),
                from: from.edition,
                to: to.edition,
            })
        })
    }
}

/// A walk through two editions by code.
struct Walk<'a> {
    question: &'a DiffQuestion,
    wants_counts: bool,
    counts: Counts,
    rows: Vec<DiffRow>,
    after: Option<String>,
    is_at_end: bool,
}

impl<'a> Walk<'a> {
    fn new(question: &'a DiffQuestion) -> Self {
        let after = question.page.as_ref().and_then(|page| page.after.clone());
        Self {
            question,
            wants_counts: after.is_none(),
            counts: Counts::default(),
            rows: Vec::new(),
            after,
            is_at_end: false,
        }
    }

    fn is_done(&self) -> bool {
        self.is_at_end || (self.is_full() && !self.wants_counts)
    }

    /// Whether there are the rows of the page and the one more that says there is more.
    fn is_full(&self) -> bool {
        let wanted = self.question.page.as_ref().map(|page| u64::from(page.limit) + 1);
        let found = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        wanted.is_some_and(|wanted| found >= wanted)
    }

    /// Compares the next codes, up to the last that both pages reach.
    fn window(&mut self, tx: &mut DbConn, from: EditionKey, to: EditionKey) -> Result<()> {
        let page = Page {
            after: self.after.clone(),
            limit: WINDOW,
        };
        let mut before = concepts::page(tx, from, &Branch::Whole, &page)?;
        let mut after = concepts::page(tx, to, &Branch::Whole, &page)?;
        // A page that says where the next begins ends there: what the other has beyond it waits for the next window.
        let ends = [before.next.take(), after.next.take()];
        let end = ends.into_iter().flatten().min();
        if let Some(end) = &end {
            before.items.retain(|concept| concept.code <= *end);
            after.items.retain(|concept| concept.code <= *end);
        }
        let differences = diff(&before.items, &after.items);
        self.counts = self.counts.plus(differences.counts);
        for row in &differences.rows {
            self.take(row);
        }
        self.is_at_end = end.is_none();
        self.after = end;
        Ok(())
    }

    fn take(&mut self, row: &ConceptDifference<'_>) {
        let is_wanted = self.question.change.is_none_or(|change| row.changes.contains(&change));
        if is_wanted && !self.is_full() {
            self.rows.push(DiffRow {
                before: row.before.cloned(),
                after: row.after.cloned(),
                changes: row.changes.clone(),
            });
        }
    }

    fn slice(self) -> Slice<DiffRow> {
        match &self.question.page {
            Some(page) => page.slice(self.rows, |row| row.code().to_owned()),
            None => Slice {
                items: self.rows,
                next: None,
            },
        }
    }
}

impl DiffRow {
    /// The code.
    pub fn code(&self) -> &str {
        let concept = self.after.as_ref().or(self.before.as_ref());
        concept.map_or("", |concept| &concept.code)
    }

    /// Its parts, as a table takes them.
    pub fn differing(&self) -> (Option<&Concept>, Option<&Concept>, &[Change]) {
        (self.before.as_ref(), self.after.as_ref(), &self.changes)
    }
}
