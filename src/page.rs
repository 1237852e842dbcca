//! Pages of long lists: a list is read in slices, each saying where the next begins.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;

/// The most rows of one page.
pub const MOST_ROWS: u32 = 1_000;
const USUAL_ROWS: u32 = 100;

/// Which slice of a list is wanted: the rows after this key, at most so many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The key of the last row already read; `None` is the start.
    pub after: Option<String>,
    /// How many rows, 1 to [`MOST_ROWS`].
    pub limit: u32,
}

impl Page {
    /// A page after a key, of the usual size unless a limit is given.
    pub fn new(after: Option<String>, limit: Option<u32>) -> Self {
        Self {
            after,
            limit: limit.unwrap_or(USUAL_ROWS).clamp(1, MOST_ROWS),
        }
    }

    /// The key to continue after, read by the list whose page it is; a key of another list is refused, because to
    /// ignore it would begin the list again.
    pub fn after_key<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>> {
        let invalid = || Error::new(Code::CursorInvalid).in_field("cursor");
        let after = self.after.as_deref();
        after.map(|text| read(text).ok_or_else(invalid)).transpose()
    }

    /// The slice of rows that were asked for with one more than [`Page::limit`]; the extra row only says that there is more.
    pub fn slice<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> String) -> Slice<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(key);
        Slice { items: rows, next }
    }

    /// The slice of a whole list that is at hand. `key` has a line feed between two parts, by whose bytes the list is
    /// sorted.
    pub fn cut<T>(&self, rows: Vec<T>, key: impl Fn(&T) -> String) -> Result<Slice<T>> {
        let parts = |text: &str| text.split_once('\n').map(|(one, two)| (one.to_owned(), two.to_owned()));
        let after = self.after_key(parts)?;
        let is_later = |row: &T| {
            after
                .as_ref()
                .is_none_or(|after| parts(&key(row)).is_some_and(|key| key > *after))
        };
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX).saturating_add(1);
        let wanted = rows.into_iter().filter(is_later).take(limit).collect();
        Ok(self.slice(wanted, key))
    }

    /// How many rows to ask the store for.
    pub fn rows_to_read(&self) -> i64 {
        i64::from(self.limit) + 1
    }
}

/// A slice of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T> {
    /// Its rows.
    pub items: Vec<T>,
    /// The key to continue after; `None` at the end.
    pub next: Option<String>,
}

impl<T> Slice<T> {
    /// The same slice with each row turned into something else.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Slice<U> {
        Slice {
            items: self.items.into_iter().map(turn).collect(),
            next: self.next,
        }
    }
}
