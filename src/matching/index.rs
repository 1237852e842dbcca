//! The gram index of an edition: which names share characters with a text. The only place that knows tantivy.
//!
//! It holds one- and two-character grams of the cores and the number of the name, nothing else: hits are read from memory
//! ([`super::names`]). It is derived and may be deleted at any time; its folder is handed in and opened by memory map.

mod build;
mod folder;
mod grams;

use super::names::Names;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use std::collections::BTreeSet;
use std::path::Path;
use tantivy::DocAddress;
use tantivy::IndexReader;
use tantivy::ReloadPolicy;
use tantivy::Searcher;
use tantivy::Term;
use tantivy::collector::TopDocs;
use tantivy::columnar::Column;
use tantivy::query::BooleanQuery;
use tantivy::query::Occur;
use tantivy::query::Query;
use tantivy::query::TermQuery;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

const GRAMS: &str = "grams";
const NUMBER: &str = "number";
/// Another process may replace a stale folder between our rename and our opening; so often we try again.
const ATTEMPTS: usize = 3;

/// Whether a hit needs all grams of the text or any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Every gram: for substrings.
    All,
    /// As many as possible: for similar names.
    Any,
}

/// An open index, searched by many threads at once.
pub struct GramIndex {
    searcher: Searcher,
    grams: Field,
    numbers: Vec<Column<u64>>,
}

impl GramIndex {
    /// Opens the index of these names in `folder`, and builds it first when it is absent, unreadable or of other names.
    pub fn open(names: &Names, folder: &Path) -> Result<Self> {
        let fingerprint = folder::fingerprint(names);
        let mut outcome = Self::read_current(folder, &fingerprint);
        for _ in 0..ATTEMPTS {
            if outcome.is_ok() {
                break;
            }
            folder::replace(folder, &fingerprint, |fresh| build::build(names, fresh))?;
            outcome = Self::read_current(folder, &fingerprint);
        }
        outcome
    }

    /// Opens the folder if it is marked as the index of these names; what is marked and cannot be read loses its mark.
    fn read_current(folder: &Path, fingerprint: &str) -> Result<Self> {
        if !folder::is_current(folder, fingerprint) {
            return Err(Error::new(Code::Internal).caused_by("the index is absent or of other names"));
        }
        Self::read(folder).inspect_err(|_| folder::condemn(folder))
    }

    /// The numbers of the names that fit best, best first.
    pub fn find(&self, text: &str, need: Need, limit: usize) -> Result<Vec<u32>> {
        let occur = match need {
            Need::All => Occur::Must,
            Need::Any => Occur::Should,
        };
        let clauses: Vec<(Occur, Box<dyn Query>)> = self
            .terms(text, need)
            .into_iter()
            .map(|term| {
                let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                (occur, query)
            })
            .collect();
        if clauses.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let top = TopDocs::with_limit(limit).order_by_score();
        let hits = self
            .searcher
            .search(&BooleanQuery::new(clauses), &top)
            .map_err(broken)?;
        let number = |address: DocAddress| {
            let segment = usize::try_from(address.segment_ord).ok()?;
            let number = self.numbers.get(segment)?.first(address.doc_id)?;
            u32::try_from(number).ok()
        };
        Ok(hits.into_iter().filter_map(|(_, address)| number(address)).collect())
    }

    /// The grams to look up. Where all are needed two-character grams say more; a text of one character has none.
    fn terms(&self, text: &str, need: Need) -> Vec<Term> {
        let grams: BTreeSet<String> = match (need, text.chars().nth(1)) {
            (Need::All, Some(_)) => grams::pairs(text).collect(),
            _ => grams::singles(text).chain(grams::pairs(text)).collect(),
        };
        let term = |gram: &String| Term::from_field_text(self.grams, gram);
        grams.iter().map(term).collect()
    }

    fn read(folder: &Path) -> Result<Self> {
        let index = tantivy::Index::open_in_dir(folder).map_err(broken)?;
        let grams = index.schema().get_field(GRAMS).map_err(broken)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let searcher = reader.map(|reader: IndexReader| reader.searcher()).map_err(broken)?;
        let columns = searcher
            .segment_readers()
            .iter()
            .map(|segment| segment.fast_fields().u64(NUMBER));
        let numbers = columns.collect::<tantivy::Result<Vec<_>>>().map_err(broken)?;
        Ok(Self {
            searcher,
            grams,
            numbers,
        })
    }
}

impl std::fmt::Debug for GramIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GramIndex").finish_non_exhaustive()
    }
}

fn broken(cause: tantivy::TantivyError) -> Error {
    Error::new(Code::Internal).caused_by(cause)
}
