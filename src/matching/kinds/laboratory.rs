//! Laboratory items 检验项目: analyte, kind of quantity, specimen, unit and method, each compared on its own.

mod analyte;
mod specimen;
mod unit;

use super::level::Level;
use super::titles::Attributes;
use super::verdict::Verdict;
use crate::matching::normalise::normalise;

/// Words for an absolute count and for a share of a whole.
const PROPERTIES: &[(&str, &[&str])] = &[
    ("绝对值", &["绝对值", "绝对数", "绝对计数", "#"]),
    ("百分比", &["百分比", "百分率", "百分数", "比率", "%"]),
    ("比值", &["比值", "比例", "/肌酐"]),
    ("定性", &["定性"]),
    ("定量", &["定量"]),
];

/// A laboratory item's name and columns, read into levels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Laboratory {
    /// The name in normalised spelling.
    pub name: String,
    /// The abbreviation in normalised spelling, when a column gives one.
    pub abbreviation: Option<String>,
    /// The known analytes that name or abbreviation says.
    pub analytes: Vec<&'static str>,
    /// Whether the name is one analyte and says nothing else but specimen and kind of quantity.
    pub is_analyte_alone: bool,
    /// The kind of quantity.
    pub property: Option<&'static str>,
    /// The specimen.
    pub specimen: Option<&'static str>,
    /// The unit as it is written.
    pub unit: Option<String>,
    /// The method.
    pub method: Option<String>,
}

impl Laboratory {
    /// Reads a name and its columns. A name that no table knows is read by its abbreviation.
    pub fn read(name: &str, given: &Attributes<'_>) -> Self {
        let name = normalise(name).text.into_owned();
        let abbreviation = given.abbreviation.map(|text| normalise(text).text.into_owned());
        let mut analytes = analyte::of(&name);
        if let Some(short) = abbreviation.as_ref().filter(|_| analytes.is_empty()) {
            analytes = analyte::of(short);
        }
        let is_analyte_alone = matches!(analytes.as_slice(), [one] if is_word_of(one, &name));
        let says = |text: &str| {
            let known = PROPERTIES.iter();
            known
                .clone()
                .find(|(_, words)| words.iter().any(|word| text.contains(word)))
                .map(|(name, _)| *name)
        };
        let specimen = given
            .specimen
            .and_then(|text| specimen::of_column(&normalise(text).text));
        Self {
            property: says(&name).or_else(|| abbreviation.as_deref().and_then(says)),
            specimen: specimen.or_else(|| specimen::of_name(&name)),
            unit: given.unit.map(str::to_owned),
            method: given.method.map(|text| normalise(text).text.into_owned()),
            name,
            abbreviation,
            is_analyte_alone,
            analytes,
        }
    }

    /// The abbreviation, and the analyte by its usual name.
    pub fn names_to_look_for(&self) -> Vec<(Level, String)> {
        let known = self
            .analytes
            .iter()
            .filter(|_| self.is_analyte_alone && self.property.is_none());
        let words = known.flat_map(|name| std::iter::once(name).chain(analyte::words(name)));
        let names = self
            .abbreviation
            .iter()
            .cloned()
            .chain(words.map(|word| (*word).to_owned()));
        names.map(|name| (Level::Analyte, name)).collect()
    }
}

/// Compares a term with an entry's name, its other names and its columns.
pub fn compare<'a>(
    term: &Laboratory,
    display: &str,
    others: impl Iterator<Item = &'a str>,
    given: &Attributes<'_>,
) -> Verdict {
    let entry = Laboratory::read(display, given);
    let mut verdict = Verdict::default();
    let others: Vec<String> = others.map(|name| normalise(name).text.into_owned()).collect();
    compare_analyte(term, &entry, &others, &mut verdict);
    let other_property = entry
        .property
        .filter(|_| term.property.is_some() || entry.analytes == term.analytes);
    verdict.compare(Level::Property, term.property, other_property);
    match (term.specimen, entry.specimen) {
        (Some(one), Some(other)) if specimen::fits(one, other) => verdict.same(Level::Specimen, other),
        (one, other) => verdict.compare(Level::Specimen, one, other),
    }
    compare_unit(term.unit.as_deref(), entry.unit.as_deref(), &mut verdict);
    verdict.compare(Level::Method, term.method.as_deref(), entry.method.as_deref());
    verdict
}

fn compare_analyte(term: &Laboratory, entry: &Laboratory, others: &[String], verdict: &mut Verdict) {
    let mut known = entry.analytes.clone();
    if known.is_empty() {
        known = others.iter().flat_map(|name| analyte::of(name)).collect();
    }
    let is_named = |name: &String| *name == entry.name || others.contains(name);
    let by_short = term.abbreviation.as_ref().filter(|short| is_named(short));
    let share = term.analytes.iter().all(|one| known.contains(one)) && known.len() == term.analytes.len();
    if term.analytes.is_empty() || known.is_empty() {
        if let Some(short) = by_short {
            verdict.same_thing(Level::Analyte, short);
        }
    } else if share {
        let names_alone = term.is_analyte_alone && entry.is_analyte_alone;
        if by_short.is_some() || names_alone || is_named(&term.name) {
            verdict.same_thing(Level::Analyte, &known.join("、"));
        } else {
            verdict.same(Level::Analyte, &known.join("、"));
        }
    } else {
        verdict.differs(Level::Analyte, &term.analytes.join("、"), &known.join("、"));
    }
}

fn is_word_of(analyte: &str, name: &str) -> bool {
    let is_word = |text: &str| analyte::words(analyte).contains(&text);
    let mut rest = name;
    for word in PROPERTIES.iter().flat_map(|(_, words)| words.iter()) {
        rest = rest.strip_suffix(word).unwrap_or(rest);
    }
    let rest = rest.strip_suffix("计数").unwrap_or(rest);
    is_word(name) || is_word(rest) || is_word(specimen::without(rest))
}

fn compare_unit(term: Option<&str>, name: Option<&str>, verdict: &mut Verdict) {
    match (term, name) {
        (Some(one), Some(other)) => match (unit::quantity(one), unit::quantity(other)) {
            (Some(ours), Some(theirs)) if ours == theirs => verdict.same(Level::Unit, other),
            (Some(_), Some(_)) => verdict.differs(Level::Unit, one, other),
            (Some(_) | None, None) | (None, Some(_)) => {}
        },
        (Some(_), None) => verdict.entry_is_silent(),
        (None, Some(unit)) => verdict.term_is_silent(Level::Unit, unit),
        (None, None) => {}
    }
}
