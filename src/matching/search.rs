//! Search as you type over an edition: the beginning or a fragment of a code, a part of a name, its sound 拼音, a text with
//! one slip, or similar characters.

mod sound;

use super::core::core;
use super::index::Need;
use super::matcher::Matcher;
use super::names::Names;
use super::normalise::normalise;
use super::score::Probe;
use crate::error::Result;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;

/// So many names that hold every gram are looked at for each hit that is asked for.
const LOOK_AT: usize = 20;
/// A text that finds so many entries was typed as it was meant: slips are not looked for.
const FEW: usize = 3;
/// How many names that share some grams are measured when parts of names give too few hits.
const SIMILAR: usize = 100;
/// How much of the text a similar name covers at least.
const COVERED: f64 = 0.6;

/// Where a hit matches the text; earlier ones stand first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matched {
    /// The code is the text; ASCII case does not count.
    Code,
    /// The name is the text, once both are normalised.
    Name,
    /// The code starts with the text.
    CodeStart,
    /// The name starts with the text.
    NameStart,
    /// The name holds the text.
    NamePart,
    /// The name is spoken like the text from its beginning: `gxy`, `gaoxueya`, `2xtnb`.
    PinyinStart,
    /// A part of the name is spoken like the text.
    PinyinPart,
    /// The code holds the text.
    CodePart,
    /// A part of the name, or its sound, is the text but for one slip: a character wrong, missing, too many, or two swapped.
    OneSlip,
    /// The name shares most of the characters of the text.
    Similar,
}

/// An entry that the text finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The code of the entry.
    pub code: String,
    /// Its official name.
    pub display: String,
    /// Where it matches.
    pub matched: Matched,
    /// Whether data may carry it.
    pub assignable: bool,
    /// Whether it is still in use.
    pub active: bool,
}

/// The place of a hit among others: where it matches, entries that may be targets first, then short names.
type Rank = (Matched, bool, usize);

impl Matcher {
    /// Entries for a text that a person is typing: part of a code or of a name, best first.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>> {
        search(self, text, limit)
    }
}

/// Entries for a text, best first, ties by the bytes of the code.
fn search(matcher: &Matcher, text: &str, limit: usize) -> Result<Vec<Hit>> {
    let text = text.trim();
    if text.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let names = matcher.names();
    let mut found: BTreeMap<u32, Matched> = BTreeMap::new();
    add_codes(names, text, limit, &mut found);
    let normalised = normalise(text).text;
    let wanted = core(names.words(), &normalised).into_owned();
    add_names(matcher, &wanted, limit, &mut found)?;
    if found.len() < limit {
        sound::add(names, &normalised, limit, &mut found);
        add_code_parts(names, text, limit, &mut found);
    }
    if found.len() < FEW.min(limit) {
        sound::add_slips(names, &normalised, limit, &mut found);
    }
    if found.len() < limit {
        add_similar(matcher, &wanted, &mut found)?;
    }
    let mut hits: Vec<(Rank, u32)> = found
        .into_iter()
        .map(|(entry, matched)| (rank(names, entry, matched), entry))
        .collect();
    hits.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| names.code(*a).cmp(names.code(*b))));
    hits.truncate(limit);
    Ok(hits
        .into_iter()
        .map(|((matched, ..), entry)| hit(names, entry, matched))
        .collect())
}

fn add_codes(names: &Names, text: &str, limit: usize, found: &mut BTreeMap<u32, Matched>) {
    for entry in names.code_starts_with(text).take(limit) {
        let whole = names.code(entry).len() == text.len();
        keep_best(found, entry, if whole { Matched::Code } else { Matched::CodeStart });
    }
}

fn add_code_parts(names: &Names, text: &str, limit: usize, found: &mut BTreeMap<u32, Matched>) {
    let may_be_code = text.is_ascii() && text.len() > 1 && text.contains(|c: char| c.is_ascii_digit());
    if may_be_code && found.len() < limit {
        for entry in names.code_contains(text).take(limit) {
            keep_best(found, entry, Matched::CodePart);
        }
    }
}

fn add_names(matcher: &Matcher, wanted: &str, limit: usize, found: &mut BTreeMap<u32, Matched>) -> Result<()> {
    let names = matcher.names();
    let look_at = limit.saturating_mul(LOOK_AT);
    for name in matcher.sharing_grams(wanted, Need::All, look_at)? {
        let core = names.core(name);
        let place = match core.find(wanted) {
            Some(0) if core.len() == wanted.len() => Matched::Name,
            Some(0) => Matched::NameStart,
            Some(_) => Matched::NamePart,
            None => continue,
        };
        keep_best(found, names.owner(name), place);
    }
    Ok(())
}

fn add_similar(matcher: &Matcher, wanted: &str, found: &mut BTreeMap<u32, Matched>) -> Result<()> {
    let names = matcher.names();
    let probe = Probe::new(wanted, matcher.rarity());
    for name in matcher.sharing_grams(wanted, Need::Any, SIMILAR)? {
        if probe.measure(names.core(name)).term_covered >= COVERED {
            keep_best(found, names.owner(name), Matched::Similar);
        }
    }
    Ok(())
}

fn keep_best(found: &mut BTreeMap<u32, Matched>, entry: u32, matched: Matched) {
    let known = found.entry(entry).or_insert(matched);
    *known = matched.min(*known);
}

fn rank(names: &Names, entry: u32, matched: Matched) -> Rank {
    let no_target = !(names.is_assignable(entry) && names.is_active(entry));
    let by_code = matches!(matched, Matched::Code | Matched::CodeStart | Matched::CodePart);
    let length = if by_code { 0 } else { names.display(entry).len() };
    (matched, no_target && !by_code, length)
}

fn hit(names: &Names, entry: u32, matched: Matched) -> Hit {
    Hit {
        code: names.code(entry).to_owned(),
        display: names.display(entry).to_owned(),
        matched,
        assignable: names.is_assignable(entry),
        active: names.is_active(entry),
    }
}
