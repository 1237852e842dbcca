//! Which standard code is meant, and why: suggestions for a hospital's term and search as you type, over one edition.
//!
//! The way of a term: [`normalise`] (named steps, raw string kept), [`qualifier`] and [`split`], then entries of equal name, then
//! governed synonyms ([`lexicon`]), then names that share characters ([`index`]) and targets of approved mappings
//! ([`memory`]), described by [`features`] and ordered by the [`ranker`]; [`kinds`] and [`values`] have rules of their own; guards
//! ([`guard`]) warn and cap what must not be mistaken. Every suggestion says its reasons and warnings; none at all is an
//! answer too.
//!
//! The code of a term is no evidence. It counts only beside an equal name; a suggestion whose code is equal and whose name
//! is not carries a warning, because codes of other editions and of small lists are other things.

pub mod arena;
pub mod caps;
pub mod core;
pub mod drift;
pub mod entry;
pub mod evaluation;
pub mod features;
pub mod guard;
pub mod index;
pub mod kinds;
pub mod lexicon;
pub mod lookup;
pub mod matcher;
pub mod memory;
pub mod name_key;
pub mod names;
pub mod normalise;
pub mod pinyin;
pub mod qualifier;
pub mod ranker;
pub mod reason;
pub mod score;
pub mod search;
pub mod split;
pub mod suggest;
pub mod values;
pub mod warning;
pub mod words;

pub use entry::Entry;
pub use entry::Term;
pub use kinds::Comparison;
pub use lexicon::Lexicon;
pub use matcher::Matcher;
pub use reason::Reason;
pub use search::Hit;
pub use search::Matched;
pub use suggest::Suggestion;
pub use warning::Warning;
