//! What changed when a dictionary was loaded again: codes that came, went and came back, codes whose name or columns changed,
//! repeated codes, names under several codes, usage.
//!
//! A code whose name changed is drift 漂移: what it means may have changed, so its mapping goes back to review; a code that
//! names another thing now is re-used 编码复用. How alike names are comes from outside ([`Judge`]).

mod clusters;
mod compare;
mod kept_usage;

pub use clusters::Cluster;
pub use clusters::Repeated;
pub use compare::Loads;
pub use compare::compare;
pub use kept_usage::keep_usage;

use super::local_code::LocalCode;
use std::collections::BTreeMap;

/// The difference between what was loaded before and what is loaded now, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReloadReport {
    /// Rows of the file.
    pub rows: u64,
    /// Different codes of the file.
    pub codes: u64,
    /// Codes that were never there before.
    pub added: Vec<Listed>,
    /// Codes that an earlier load had, the last had not, and this one has again.
    pub returned: Vec<Listed>,
    /// Codes that are no longer there.
    pub removed: Vec<Listed>,
    /// Codes whose name or columns changed, returned ones among them.
    pub changed: Vec<Changed>,
    /// Codes that stand in more than one row.
    pub repeated: Vec<Repeated>,
    /// Names that stand under several codes.
    pub clusters: Vec<Cluster>,
    /// Codes of both loads whose usage changed.
    pub usage: Vec<UsageChange>,
}

/// A code with its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The code.
    pub code: String,
    /// Its different names.
    pub names: Vec<String>,
    /// How often data used it, where the hospital counts it.
    pub usage: Option<i64>,
}

/// What a change of a code's name or columns is; later ones are graver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drift {
    /// 其他列变更: only columns changed that do not say what the code means.
    Columns,
    /// 书写差异: the name is the same in one spelling.
    Respelled,
    /// 改名: another wording.
    Reworded,
    /// 编码复用: the code names another thing now.
    ReUsed,
}

/// A code whose name or columns changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The code.
    pub code: String,
    /// Its names before.
    pub before: Vec<String>,
    /// Its names now.
    pub after: Vec<String>,
    /// What the change is.
    pub drift: Drift,
    /// How alike the names are: 1000 for one spelling, 0 for nothing in common.
    pub likeness: u16,
    /// What speaks for another thing, in words.
    pub evidence: Vec<String>,
    /// The columns that changed.
    pub attributes: Vec<AttributeChange>,
}

/// A column that says something else now.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AttributeChange {
    /// The title of the column.
    pub title: String,
    /// What it said; empty when it was not there.
    pub before: String,
    /// What it says; empty when it is no longer there.
    pub after: String,
}

/// How often a code was used before and is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageChange {
    /// The code.
    pub code: String,
    /// Its usage before.
    pub before: Option<i64>,
    /// Its usage now.
    pub after: Option<i64>,
}

/// What a change of usage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UsageKind {
    /// 新增使用: it was not used, and is.
    New,
    /// 不再使用: it was used, and is not.
    Vanished,
    /// 使用次数变化: it was used and is.
    Changed,
}

/// What one row of before and one of now say of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What the change is.
    pub drift: Drift,
    /// How alike the names are, per mille.
    pub likeness: u16,
    /// What speaks for another thing, in words.
    pub evidence: Vec<String>,
}

/// Whoever knows how names compare.
pub trait Judge {
    /// A name in one spelling.
    fn spelling(&self, name: &str) -> String;

    /// Compares two rows of one code.
    fn judge(&self, before: &LocalCode, after: &LocalCode) -> Judgement;
}

impl ReloadReport {
    /// Rows whose code stands in another row too.
    pub fn repeated_rows(&self) -> u64 {
        let count = self.repeated.iter().map(|repeated| repeated.rows.len()).sum::<usize>();
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// How many codes changed in this way.
    pub fn count(&self, drift: Drift) -> usize {
        self.changed.iter().filter(|changed| changed.drift == drift).count()
    }

    /// How many codes have another name than before.
    pub fn renamed(&self) -> usize {
        self.changed.iter().filter(|changed| changed.is_renamed()).count()
    }
}

impl Drift {
    /// Every kind of drift, the gravest last.
    pub const ALL: [Self; 4] = [Self::Columns, Self::Respelled, Self::Reworded, Self::ReUsed];

    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Columns => "columns-changed",
            Self::Respelled => "respelled",
            Self::Reworded => "reworded",
            Self::ReUsed => "re-used",
        }
    }

    /// Whether the meaning may be another, so that people have to look again.
    pub const fn moves_the_ground(self) -> bool {
        match self {
            Self::Columns | Self::Respelled => false,
            Self::Reworded | Self::ReUsed => true,
        }
    }
}

impl Changed {
    /// Whether its names are others, byte for byte.
    pub fn is_renamed(&self) -> bool {
        self.before != self.after
    }

    /// The change in one line, as the history of a mapping keeps it.
    pub fn words(&self) -> String {
        let mut words = vec![format!("{} -> {}", self.before.join(" / "), self.after.join(" / "))];
        let columns = self.attributes.iter();
        words.extend(columns.map(|one| format!("{}: {} -> {}", one.title, one.before, one.after)));
        words.join("; ")
    }
}

impl UsageChange {
    /// By how much the usage changed, up or down.
    pub fn difference(&self) -> u64 {
        self.after.unwrap_or(0).abs_diff(self.before.unwrap_or(0))
    }

    /// What the change is.
    pub fn kind(&self) -> UsageKind {
        let is_used = |usage: Option<i64>| usage.is_some_and(|count| count > 0);
        match (is_used(self.before), is_used(self.after)) {
            (false, true) => UsageKind::New,
            (true, false) => UsageKind::Vanished,
            (true, true) | (false, false) => UsageKind::Changed,
        }
    }
}

impl UsageKind {
    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "usage-new",
            Self::Vanished => "usage-vanished",
            Self::Changed => "usage-changed",
        }
    }
}

/// Numbers the occurrences of each code in the order of the rows.
pub fn number_occurrences(codes: &mut [LocalCode]) {
    let mut seen: BTreeMap<String, i64> = BTreeMap::new();
    for entry in codes {
        let count = seen.entry(entry.code.clone()).or_insert(0);
        *count += 1;
        entry.occurrence = *count;
    }
}
