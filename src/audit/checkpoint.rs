//! A checkpoint of the log: how long it was and the root of its tree then, as C2SP `tlog-checkpoint` writes it.

use super::base64;
use super::merkle::Hash;

/// The size and the root of a log at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log: [`origin`].
    pub origin: String,
    /// How many events there were.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
}

/// The name of the log whose first event has this digest: no two logs have the same.
pub fn origin(first_digest: &str) -> String {
    let start: String = first_digest.chars().take(16).collect();
    format!("zhiyu/audit/{start}")
}

impl Checkpoint {
    /// The text that is signed: origin, size, root in Base64, each ended by a line feed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, base64::encode(&self.root))
    }

    /// Reads the text. Lines after the third are extensions, which this program neither writes nor takes.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let checkpoint = Self {
            origin: origin.to_owned(),
            size: size.parse().ok()?,
            root: base64::decode(root)?.try_into().ok()?,
        };
        (!origin.is_empty() && checkpoint.text() == text).then_some(checkpoint)
    }
}
