//! The files of an organization's snapshots: what each is, and where.

/// One of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// The key set.
    Keys,
    /// The pointer.
    Pointer,
    /// The manifest of a release.
    Manifest(i64),
    /// The body of a release.
    Body(i64),
    /// The delta between two releases.
    Delta {
        /// The earlier.
        from: i64,
        /// The later.
        to: i64,
    },
}

impl Item {
    /// Its path below the snapshots of an organization.
    pub fn path(self) -> String {
        match self {
            Self::Keys => "keys.json".to_owned(),
            Self::Pointer => "pointer.json".to_owned(),
            Self::Manifest(release) => format!("{release}/manifest.json"),
            Self::Body(release) => format!("{release}/body.jsonl"),
            Self::Delta { from, to } => format!("{to}/delta-from-{from}.jsonl"),
        }
    }

    /// Its address at a server, below the snapshots of an organization.
    pub fn address(self) -> String {
        match self {
            Self::Keys => "keys".to_owned(),
            Self::Pointer => "pointer".to_owned(),
            Self::Manifest(release) => format!("{release}/manifest"),
            Self::Body(release) => format!("{release}/body"),
            Self::Delta { from, to } => format!("{to}/delta?from={from}"),
        }
    }
}
