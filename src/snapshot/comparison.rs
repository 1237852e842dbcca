//! What two hospitals say of the same thing: their released lines joined by the normalised local name.
//!
//! Lines are compared only where their dictionaries are to be mapped to the same code system: that one hospital gives
//! the clinical code and another the insurance code is no difference of opinion.

use super::body::Line;
use crate::mapping::target::Target;
use crate::matching::normalise::normalise;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// When two lines are about the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// Their normalised local names are equal.
    Name,
    /// Their normalised local names and their local codes are equal.
    CodeAndName,
}

/// In what two hospitals differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dissent {
    /// 目标不同: they name other codes.
    Targets,
    /// 一方无匹配: one says that nothing fits.
    Outcome,
    /// 版本不同: they name the same codes of other editions.
    Edition,
    /// 关系不同: they name the same targets with other relationships or conditions, or in another order.
    Relationship,
}

/// The lines of both hospitals about one thing on which they differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The normalised local name.
    pub name: String,
    /// The local code, when it counts; else empty.
    pub code: String,
    /// The code system.
    pub system: String,
    /// In what they differ.
    pub dissent: Dissent,
    /// Lines of the first hospital.
    pub left: Vec<Line>,
    /// Lines of the second.
    pub right: Vec<Line>,
}

/// What two hospitals say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Things of which both say the same.
    pub same: u64,
    /// Things of which only the first says something.
    pub only_left: u64,
    /// Things of which only the second says something.
    pub only_right: u64,
    /// Things on which they differ, by name.
    pub differences: Vec<Difference>,
}

/// A released line and the code system that its dictionary is to be mapped to.
pub type Released = (Line, String);

impl Sameness {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Name, Self::CodeAndName];

    /// The word in requests.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::CodeAndName => "code-and-name",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sameness| sameness.as_str() == text)
    }
}

impl Dissent {
    /// Every sort, the gravest first.
    pub const ALL: [Self; 4] = [Self::Outcome, Self::Targets, Self::Edition, Self::Relationship];

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dissent| dissent.as_str() == text)
    }

    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Targets => "targets",
            Self::Outcome => "outcome",
            Self::Edition => "edition",
            Self::Relationship => "relationship",
        }
    }
}

/// Name, code (empty when it does not count) and system of a thing.
type Key = (String, String, String);

/// Joins the lines of two hospitals.
pub fn compare(left: Vec<Released>, right: Vec<Released>, by: Sameness) -> Comparison {
    let left = grouped(left, by);
    let mut right = grouped(right, by);
    let mut comparison = Comparison::default();
    for (key, left) in left {
        let Some(right) = right.remove(&key) else {
            comparison.only_left += 1;
            continue;
        };
        match dissent(&left, &right) {
            None => comparison.same += 1,
            Some(dissent) => comparison.differences.push(Difference {
                name: key.0,
                code: key.1,
                system: key.2,
                dissent,
                left,
                right,
            }),
        }
    }
    comparison.only_right = u64::try_from(right.len()).unwrap_or(u64::MAX);
    comparison
}

fn grouped(lines: Vec<Released>, by: Sameness) -> BTreeMap<Key, Vec<Line>> {
    let mut groups: BTreeMap<Key, Vec<Line>> = BTreeMap::new();
    for (line, system) in lines {
        let name = normalise(&line.name).text.into_owned();
        let code = match by {
            Sameness::Name => String::new(),
            Sameness::CodeAndName => line.code.clone(),
        };
        groups.entry((name, code, system)).or_default().push(line);
    }
    groups
}

/// In what the decisions of two groups of lines differ; the gravest difference counts.
fn dissent(left: &[Line], right: &[Line]) -> Option<Dissent> {
    let differ = |view: fn(&Line) -> Vec<String>| {
        let of = |lines: &[Line]| lines.iter().map(view).collect::<BTreeSet<_>>();
        of(left) != of(right)
    };
    let codes = |line: &Line| sorted(line, |target| format!("{}|{}", target.system, target.code));
    let editions = |line: &Line| sorted(line, |target| format!("{}|{}", target.edition_ref(), target.code));
    let whole = |line: &Line| {
        let targets = line.targets.iter();
        targets
            .map(|target| serde_json::to_string(target).unwrap_or_default())
            .collect()
    };
    let nothing_fits = |lines: &[Line]| lines.iter().all(|line| line.targets.is_empty());
    if nothing_fits(left) != nothing_fits(right) {
        Some(Dissent::Outcome)
    } else if differ(codes) {
        Some(Dissent::Targets)
    } else if differ(editions) {
        Some(Dissent::Edition)
    } else {
        differ(whole).then_some(Dissent::Relationship)
    }
}

fn sorted(line: &Line, word: impl Fn(&Target) -> String) -> Vec<String> {
    let mut words: Vec<String> = line.targets.iter().map(word).collect();
    words.sort_unstable();
    words
}
