//! stub
use serde::{Deserialize, Serialize};
/// stub
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Suggestion {
    /// stub
    pub code: String,
}
