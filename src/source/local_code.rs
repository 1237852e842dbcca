//! A local code 本地码: one entry of a hospital's dictionary, byte for byte as the hospital has it.

use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::time::Instant;
use std::collections::BTreeMap;

/// A local dictionary 本地字典 of an organization: one code list of one of its source systems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dictionary {
    /// Its id, such as `his/diagnosis`.
    pub id: DictionaryId,
    /// The edition its codes are to be mapped to.
    pub target: EditionRef,
    /// How often it was loaded.
    pub loads: i64,
    /// When it was last loaded.
    pub loaded_at: Instant,
    /// How many rows the last load had.
    pub rows: u64,
    /// 对照方向: the dictionary whose rows it maps, when it is a further side of that dictionary.
    pub rows_of: Option<DictionaryId>,
}

/// One row of a local dictionary.
///
/// A dirty dictionary may hold a code more than once: every row is kept, told apart by `occurrence`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalCode {
    /// The code.
    pub code: String,
    /// 1 for the first row with this code, 2 for the second, and so on.
    pub occurrence: i64,
    /// The name.
    pub name: String,
    /// Further columns that the hospital gave, by title.
    pub attributes: BTreeMap<String, String>,
    /// How often data used it, where the hospital counts it.
    pub usage: Option<i64>,
    /// The row in the file it was loaded from; the header is row 1.
    pub row: u64,
}
