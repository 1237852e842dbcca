//! Administrative divisions 行政区划 (GB/T 2260, six digits): levels and parents by code, the tree of an edition, the edition in
//! force on a date, and two series beside each other.

use super::concept::Concept;
use super::delegation::is_inside;
use super::edition::Edition;
use super::edition::EditionStatus;
use super::succession::PartialDate;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;

/// The level of a division, read off its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// 省级 `xx0000`.
    Province,
    /// 地级 `xxyy00`.
    Prefecture,
    /// 县级, all others.
    County,
}

impl Level {
    /// The level of a code of six digits; `None` for any other code.
    pub fn of(code: &str) -> Option<Self> {
        let is_division = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        is_division.then(|| match code {
            _ if code.ends_with("0000") => Self::Province,
            _ if code.ends_with("00") => Self::Prefecture,
            _ => Self::County,
        })
    }

    /// The word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Prefecture => "prefecture",
            Self::County => "county",
        }
    }
}

/// Gives every division the parent that its code says: a county its prefecture `xxyy00`, or, where the list has none (the
/// districts of a municipality, the 90 block of 省直辖县级), its province; a prefecture its province. Returns how many
/// counties have the province as their parent.
pub fn set_parents(list: &mut [Concept]) -> usize {
    let codes: HashSet<String> = list.iter().map(|concept| concept.code.clone()).collect();
    let mut directly = 0;
    for concept in list {
        let stem = |digits: usize| concept.code.chars().take(digits).collect::<String>();
        let (province, prefecture) = (stem(2) + "0000", stem(4) + "00");
        let candidates: &[&String] = match Level::of(&concept.code) {
            None | Some(Level::Province) => &[],
            Some(Level::Prefecture) => &[&province],
            Some(Level::County) => &[&prefecture, &province],
        };
        let parent = candidates.iter().find(|code| codes.contains(**code));
        let is_direct = Level::of(&concept.code) == Some(Level::County) && parent == Some(&&province);
        directly += usize::from(is_direct);
        concept.parent = parent.map(|code| (*code).clone());
    }
    directly
}

/// The published edition in force at the end of a date: of those that begin by then the one that began last.
pub fn in_force_on(editions: &[Edition], date: PartialDate) -> Option<&Edition> {
    let (year, month, day) = date.last();
    let day = format!("{year:04}-{month:02}-{day:02}");
    let published = editions
        .iter()
        .filter(|edition| edition.status == EditionStatus::Published);
    let begun = published.filter_map(|edition| Some((edition.metadata.effective_from.as_ref()?, edition)));
    let begun = begun.filter(|(from, _)| **from <= day);
    begun
        .max_by_key(|(from, edition)| (*from, edition.published_at))
        .map(|(_, edition)| edition)
}

/// A row of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeRow {
    /// The code.
    pub code: String,
    /// Its name in this edition.
    pub name: String,
    /// The code above it.
    pub parent: Option<String>,
    /// How far below the top of the asked tree, which is 0.
    pub depth: usize,
    /// How many are directly below it.
    pub children: usize,
    /// How many are below it.
    pub descendants: usize,
}

/// The tree of an edition, or the part under a code with that code at its top: each row is followed by those below it, in
/// the order of their codes. Empty when there is no such code.
pub fn tree(concepts: &[Concept], under: Option<&str>) -> Vec<TreeRow> {
    let mut children: HashMap<Option<&str>, Vec<&Concept>> = HashMap::new();
    for concept in concepts {
        children.entry(concept.parent.as_deref()).or_default().push(concept);
    }
    for list in children.values_mut() {
        list.sort_by(|one, other| other.code.as_bytes().cmp(one.code.as_bytes()));
    }
    let roots = match under {
        Some(code) => concepts.iter().filter(|concept| concept.code == code).collect(),
        None => children.get(&None).cloned().unwrap_or_default(),
    };
    let mut waiting: Vec<(usize, &Concept)> = roots.into_iter().map(|concept| (0, concept)).collect();
    let mut rows: Vec<TreeRow> = Vec::new();
    while let Some((depth, concept)) = waiting.pop() {
        let below = children
            .get(&Some(concept.code.as_str()))
            .map_or(&[][..], Vec::as_slice);
        waiting.extend(below.iter().map(|child| (depth + 1, *child)));
        rows.push(TreeRow {
            code: concept.code.clone(),
            name: concept.display.clone(),
            parent: concept.parent.clone(),
            depth,
            children: below.len(),
            descendants: 0,
        });
    }
    count_descendants(&mut rows);
    rows
}

/// Counts from the last row: those below a row follow it directly and lie deeper.
fn count_descendants(rows: &mut [TreeRow]) {
    let mut below: Vec<(usize, usize)> = Vec::new();
    for row in rows.iter_mut().rev() {
        let mut count = 0;
        while let Some((depth, descendants)) = below.pop_if(|(depth, _)| *depth > row.depth) {
            count += usize::from(depth == row.depth + 1) * (descendants + 1);
        }
        row.descendants = count;
        below.push((row.depth, count));
    }
}

/// How two series stand to each other at one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Both have it, with the same name.
    Same,
    /// Both have it, with different names.
    NameDiffers,
    /// Only the left has it.
    LeftOnly,
    /// Only the right has it.
    RightOnly,
}

impl Verdict {
    /// The word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::NameDiffers => "name-differs",
            Self::LeftOnly => "left-only",
            Self::RightOnly => "right-only",
        }
    }
}

/// A code in two series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideBySide {
    /// The code.
    pub code: String,
    /// Its name on the left.
    pub left: Option<String>,
    /// Its name on the right.
    pub right: Option<String>,
    /// How they stand to each other.
    pub verdict: Verdict,
}

/// Two lists beside each other, by code; only codes inside the subtree of `under`, which may also be the beginning of codes.
pub fn compare(left: &[Concept], right: &[Concept], under: Option<&str>) -> Vec<SideBySide> {
    let is_asked = |code: &str| under.is_none_or(|root| is_inside(root, code));
    let mut rows: BTreeMap<&str, (Option<&str>, Option<&str>)> = BTreeMap::new();
    for concept in left.iter().filter(|concept| is_asked(&concept.code)) {
        rows.entry(&concept.code).or_default().0 = Some(&concept.display);
    }
    for concept in right.iter().filter(|concept| is_asked(&concept.code)) {
        rows.entry(&concept.code).or_default().1 = Some(&concept.display);
    }
    let verdict = |names: &(Option<&str>, Option<&str>)| match names {
        (Some(left), Some(right)) if left == right => Verdict::Same,
        (Some(_), Some(_)) => Verdict::NameDiffers,
        (Some(_), None) => Verdict::LeftOnly,
        (None, _) => Verdict::RightOnly,
    };
    let row = |(code, names): (&str, (Option<&str>, Option<&str>))| SideBySide {
        code: code.to_owned(),
        left: names.0.map(str::to_owned),
        right: names.1.map(str::to_owned),
        verdict: verdict(&names),
    };
    rows.into_iter().map(row).collect()
}
