//! One change of a list of successions.

use super::date::PartialDate;
use serde::Deserialize;
use serde::Serialize;

/// The confidence of what no file says in words but follows from its rows.
pub const DERIVED: &str = "derived";

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $word:literal $zh:literal;)*) => {
        /// What kind of change it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum EventKind { $($(#[$doc])* $name,)* }

        impl EventKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word in files, answers and the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The Chinese word.
            pub const fn chinese(self) -> &'static str {
                match self { $(Self::$name => $zh,)* }
            }
        }
    };
}

kinds! {
    /// Not a change: the code is in force when the list begins.
    Initial "initial" "期初在册";
    /// A code that did not exist before and that no ended code becomes.
    Establish "establish" "设立";
    /// Another name, the same code.
    Rename "rename" "更名";
    /// The same code and name under another parent.
    Reparent "reparent" "隶属变更";
    /// Another code for the same thing; its name may change as well.
    ReCode "re-code" "换码";
    /// Another rank: 撤县设市, 撤县设区, 撤地设市 and their like.
    Upgrade "upgrade" "升格";
    /// It goes into another that exists already, or several become one.
    Merge "merge" "合并";
    /// It becomes several.
    Split "split" "拆分";
    /// A part goes to another; the code itself lives on.
    Transfer "transfer" "部分划出";
    /// It ends, and the source names no successor.
    Abolish "abolish" "撤销";
}

impl EventKind {
    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }

    /// Whether the old code stops meaning what it meant.
    pub const fn ends_the_old(self) -> bool {
        match self {
            Self::Initial | Self::Establish | Self::Transfer => false,
            Self::Rename
            | Self::Reparent
            | Self::ReCode
            | Self::Upgrade
            | Self::Merge
            | Self::Split
            | Self::Abolish => true,
        }
    }
}

/// A code with the name that it has.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// The code.
    pub code: String,
    /// Its name; empty when the source does not give it.
    pub name: String,
}

/// A code that changes, with the time since when it meant this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OldUnit {
    /// The code.
    pub code: String,
    /// Its name until the change.
    pub name: String,
    /// Since when it is in force, where the source says it.
    pub since: Option<PartialDate>,
}

/// A dated change: an old code, what becomes of it, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What kind of change.
    pub kind: EventKind,
    /// From when it holds, as precisely as it is known.
    pub date: PartialDate,
    /// What changes; none when something begins.
    pub old: Option<OldUnit>,
    /// What it becomes; none when it is abolished.
    pub new: Vec<Unit>,
    /// The document 文号 that ordered it.
    pub document: String,
    /// The source's own words.
    pub note: String,
    /// Where in the source it stands: the sheet and row of a file.
    pub place: String,
    /// How sure it is: empty when the source says it, [`DERIVED`] when it follows from its rows.
    pub confidence: String,
}

impl Event {
    /// A change of which only this is known.
    pub fn new(kind: EventKind, date: PartialDate, old: Option<OldUnit>, new: Vec<Unit>) -> Self {
        Self {
            kind,
            date,
            old,
            new,
            document: String::new(),
            note: String::new(),
            place: String::new(),
            confidence: String::new(),
        }
    }
}
