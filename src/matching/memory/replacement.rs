//! A replacement 替换习惯 that approved pairs show: 还纳 becomes 闭合.

use serde::Deserialize;
use serde::Serialize;

/// What targets write where a source's characters are not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// The characters of the source.
    pub dropped: String,
    /// The characters of the target.
    pub written: String,
    /// In how many pairs both stand.
    pub times: u32,
    /// In how many pairs the characters of the source are not kept.
    pub of: u32,
}
