//! Strength and pack, read from a specification 规格 or from a name that carries one.

use super::quantity::Dimension;
use super::quantity::Quantity;
use super::quantity::number;
use super::quantity::unit;
use crate::matching::normalise::normalise;

/// Words that packs are counted in.
const COUNTED: &[&str] = &[
    "片", "粒", "丸", "袋", "支", "瓶", "盒", "板", "贴", "枚", "揿", "喷", "吸", "只", "包", "张", "套", "管", "条",
    "罐", "桶", "听", "个", "颗", "安瓿", "人份", "付", "s",
];

/// What a specification says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strength {
    /// Every quantity in the order of the text.
    pub quantities: Vec<Quantity>,
    /// How many single doses or packs there are in all, when it says so.
    pub pack: Option<u64>,
    /// The quantities as they were written, for people.
    pub text: String,
}

impl Strength {
    /// Reads a specification.
    pub fn parse(text: &str) -> Self {
        let text = normalise(text).text.replace(['×', '✕', '﹡', '＊', 'x'], "*");
        let mut found = Self::default();
        let mut rest = text.as_str();
        let mut times = false;
        while let Some(first) = rest.chars().next() {
            let Some((digits, exponent, after)) = number(rest) else {
                let in_word = first.is_ascii_alphabetic();
                rest = skip(rest, in_word);
                times = first == '*';
                continue;
            };
            rest = found.take(&text, (digits, exponent), after, times).unwrap_or(after);
            times = false;
        }
        found
    }

    /// Takes what follows a number: a unit, or a word that packs are counted in.
    fn take<'a>(&mut self, text: &str, (digits, exponent): (u64, i32), after: &'a str, times: bool) -> Option<&'a str> {
        if let Some((dimension, power, rest)) = unit(after) {
            let quantity = Quantity::new(dimension, digits, exponent + power)?;
            self.quantities.push(quantity);
            self.write(text, after, rest);
            return Some(rest);
        }
        let counted = COUNTED.iter().find_map(|word| after.strip_prefix(word));
        let in_word = after.starts_with(|c: char| c.is_ascii_alphabetic());
        if exponent == 0 && (counted.is_some() || times && !in_word) {
            self.pack = self.pack.unwrap_or(1).checked_mul(digits.max(1));
        }
        counted
    }

    fn write(&mut self, text: &str, after: &str, rest: &str) {
        let before = text.strip_suffix(after).unwrap_or_default();
        let digits = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let written = text.strip_suffix(rest).and_then(|text| text.strip_prefix(digits));
        if !self.text.is_empty() {
            self.text.push(':');
        }
        self.text.push_str(written.unwrap_or_default());
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.quantities.is_empty()
    }

    /// Whether both strengths are the same; `None` when they have nothing in common to compare.
    pub fn agrees(&self, other: &Self) -> Option<bool> {
        let active = [
            Dimension::Mass,
            Dimension::Activity,
            Dimension::Amount,
            Dimension::Percent,
        ];
        let compare = |dimension| same(&self.of(dimension), &other.of(dimension));
        let content = active.into_iter().find_map(compare);
        let volume = compare(Dimension::Volume);
        match (content, volume) {
            (Some(content), volume) => Some(content && volume.unwrap_or(true)),
            (None, volume) => volume,
        }
    }

    /// The quantities of a dimension; the mass of a solution follows from percent and volume.
    fn of(&self, dimension: Dimension) -> Vec<Quantity> {
        let of = |wanted: Dimension| {
            self.quantities
                .iter()
                .copied()
                .filter(move |one| one.dimension == wanted)
        };
        let mut found: Vec<Quantity> = of(dimension).collect();
        if dimension == Dimension::Mass && found.is_empty() {
            let percent = of(Dimension::Percent).next();
            let volume = of(Dimension::Volume).next();
            found.extend(
                percent
                    .zip(volume)
                    .and_then(|(percent, volume)| percent.mass_in(volume)),
            );
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Whether two lists of one dimension are the same: equal, or the one quantity of a side is the sum of the other side's.
fn same(one: &[Quantity], other: &[Quantity]) -> Option<bool> {
    if one.is_empty() || other.is_empty() {
        return None;
    }
    let sum = |list: &[Quantity]| {
        let (first, rest) = list.split_first()?;
        rest.iter().try_fold(*first, |sum, next| sum.plus(*next))
    };
    Some(one == other || (one.len() != other.len() && sum(one) == sum(other)))
}

/// The rest of a text behind its first character, or behind a whole Latin word with the figures in it, such as `b12`.
fn skip(text: &str, in_word: bool) -> &str {
    if in_word {
        return text.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    }
    let mut rest = text.chars();
    rest.next();
    rest.as_str()
}
