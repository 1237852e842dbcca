//! Drugs 药品: generic name, salt, type, form, vehicle, strength, pack, maker and brand, each compared on its own.

mod brackets;
mod form;
mod maker;
mod quantity;
mod salt;
mod strength;

pub use form::Form;
pub use quantity::Dimension;
pub use quantity::Quantity;
pub use strength::Strength;

use super::level::Level;
use super::titles::Attributes;
use super::verdict::Verdict;
use crate::matching::lexicon::Lexicon;
use crate::matching::lexicon::Meaning;
use crate::matching::normalise::normalise;
use brackets::Bracket;

/// Words before a name that say how it is given, not what it is.
const USED_BY: &[&str] = &["吸入用", "静注", "灭菌", "外用", "口服"];
/// What a drug is dissolved in for infusion, when it stands behind the drug.
const VEHICLES: &[&str] = &["葡萄糖氯化钠", "氯化钠", "葡萄糖"];
/// Characters of drug names that are written in several ways, and the one that is compared.
const SPELLINGS: &[(char, char)] = &[
    ('甙', '苷'),
    ('喋', '蝶'),
    ('䓬', '卓'),
    ('秦', '嗪'),
    ('芦', '卢'),
    ('黏', '粘'),
    ('銀', '银'),
    ('鈉', '钠'),
    ('鉄', '铁'),
];

/// A drug's name and columns, read into levels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drug {
    /// The name without salt, form, strength and brackets, such as 二甲双胍.
    pub generic: String,
    /// The name with its salt, such as 盐酸二甲双胍.
    pub with_salt: String,
    /// Its salts, in a fixed order.
    pub salts: Vec<&'static str>,
    /// The type in its name, such as `30r` or `ii`.
    pub variant: Option<String>,
    /// The form.
    pub form: Option<Form>,
    /// What it is dissolved in.
    pub vehicle: Option<&'static str>,
    /// Strength and pack.
    pub strength: Strength,
    /// Who makes it, shortened to the name itself.
    pub maker: Option<String>,
    /// What stood in brackets and is no part of the levels above: mostly a brand.
    pub brands: Vec<String>,
}

/// A term, with what the governed synonyms say about its names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DrugTerm {
    /// The levels of the term.
    pub drug: Drug,
    /// Generic names that a synonym gives for the name.
    pub by_name: Vec<String>,
    /// Generic names that a synonym gives for a brand.
    pub by_brand: Vec<String>,
}

impl Drug {
    /// Reads a name and its columns.
    pub fn read(name: &str, given: &Attributes<'_>) -> Self {
        let text = normalise(name).text;
        let (plain, groups) = brackets::take_out(&text);
        let mut drug = Self {
            strength: Strength::parse(given.spec.unwrap_or_default()),
            maker: given.maker.and_then(maker::short),
            ..Self::default()
        };
        drug.read_plain(&plain);
        for group in groups {
            drug.take(group);
        }
        drug.brands
            .extend(given.brand.map(|brand| normalise(brand).text.into_owned()));
        let named = given.form.and_then(|form| Form::parse(&normalise(form).text));
        drug.form = drug.form.or(named);
        drug
    }

    fn read_plain(&mut self, plain: &str) {
        let (before, strength) = without_strength(plain);
        if self.strength.is_empty() {
            self.strength.quantities.clone_from(&strength.quantities);
            self.strength.text.clone_from(&strength.text);
            self.strength.pack = self.strength.pack.or(strength.pack);
        } else {
            let percent = |one: &&Quantity| one.dimension == Dimension::Percent;
            self.strength
                .quantities
                .extend(strength.quantities.iter().find(percent));
        }
        let mut rest = before.as_str();
        if let Some(powder) = rest.strip_prefix("注射用") {
            (self.form, rest) = (Some(form::POWDER), powder);
        }
        for word in USED_BY {
            rest = rest
                .strip_prefix(word)
                .filter(|left| left.chars().count() > 1)
                .unwrap_or(rest);
        }
        if let Some((form, left)) = Form::at_end(rest).filter(|(_, left)| left.chars().count() > 1) {
            self.form = self.form.or(Some(form));
            rest = left;
        }
        (self.variant, rest) = variant_at_end(rest);
        if let Some((form, left)) = Form::at_end(rest).filter(|(_, left)| self.variant.is_some() && !left.is_empty()) {
            (self.form, rest) = (Some(form), left);
        }
        let is_solution = self.form.is_some_and(|form| form.broad == "注射剂");
        if let Some((vehicle, left)) = vehicle_at_end(rest).filter(|_| is_solution) {
            (self.vehicle, rest) = (Some(vehicle), left);
        }
        self.with_salt = respell(rest);
        (self.generic, self.salts) = salt::split(&self.with_salt);
    }

    fn take(&mut self, group: Bracket) {
        match group {
            Bracket::Form(form) => self.form = Some(form),
            Bracket::Variant(variant) => self.variant = self.variant.take().or(Some(variant)),
            Bracket::Salt(salt) => self.salts = vec![salt],
            Bracket::Strength(strength) if self.strength.is_empty() => self.strength = strength,
            Bracket::Other(text) => self.brands.push(respell(&text)),
            Bracket::Strength(_) | Bracket::Noise => {}
        }
    }
}

impl DrugTerm {
    /// Reads a term, and looks its names up in the governed synonyms.
    pub fn read(name: &str, given: &Attributes<'_>, lexicon: &Lexicon) -> Self {
        let drug = Drug::read(name, given);
        let generic = |word: &String| match lexicon.meaning_of_normalised(word) {
            Some(Meaning::One(sense)) => Some(Drug::read(&sense.preferred, &Attributes::default()).generic),
            Some(Meaning::Several(_)) | None => None,
        };
        let mut by_name: Vec<String> = [&drug.with_salt, &drug.generic]
            .into_iter()
            .filter_map(generic)
            .collect();
        by_name.dedup();
        let by_brand = drug.brands.iter().filter_map(generic).collect();
        Self {
            drug,
            by_name,
            by_brand,
        }
    }

    /// The generic name in every spelling, alone and with its form, then the brands.
    pub fn names_to_look_for(&self) -> Vec<(Level, String)> {
        let drug = &self.drug;
        let names = [&drug.with_salt, &drug.generic].into_iter().chain(&self.by_name);
        let formed = names.clone().filter_map(|name| drug.form.map(|form| form.of(name)));
        let names = names.cloned().chain(formed).map(|name| (Level::Generic, name));
        let brands = self.by_brand.iter().chain(&drug.brands);
        names.chain(brands.map(|name| (Level::Brand, name.clone()))).collect()
    }
}

/// Compares a term with an entry's name, its other names and its columns.
pub fn compare<'a>(
    term: &DrugTerm,
    display: &str,
    others: impl Iterator<Item = &'a str>,
    given: &Attributes<'_>,
) -> Verdict {
    let entry = Drug::read(display, given);
    let other_names: Vec<Drug> = others.map(|name| Drug::read(name, &Attributes::default())).collect();
    let mut verdict = Verdict::default();
    compare_generic(term, &entry, &other_names, &mut verdict);
    let ours = &term.drug;
    let words = |salts: &[&str]| (!salts.is_empty()).then(|| salts.join("、"));
    verdict.compare(
        Level::Salt,
        words(&ours.salts).as_deref(),
        words(&entry.salts).as_deref(),
    );
    verdict.compare(Level::Variant, ours.variant.as_deref(), entry.variant.as_deref());
    match (ours.form, entry.form) {
        (Some(one), Some(other)) if one.fits(other) => verdict.same(Level::Form, other.word),
        (one, other) => verdict.compare(Level::Form, one.map(|form| form.word), other.map(|form| form.word)),
    }
    verdict.compare(Level::Vehicle, ours.vehicle, entry.vehicle);
    compare_strength(&ours.strength, &entry.strength, &mut verdict);
    match (&ours.maker, &entry.maker) {
        (Some(one), Some(other)) if maker::is_same(one, other) => verdict.same(Level::Maker, other),
        (one, other) => verdict.compare(Level::Maker, one.as_deref(), other.as_deref()),
    }
    verdict
}

fn compare_generic(term: &DrugTerm, entry: &Drug, other_names: &[Drug], verdict: &mut Verdict) {
    let is_entry = |name: &String| {
        let named = |drug: &Drug| drug.generic == *name || drug.with_salt == *name;
        !name.is_empty() && (named(entry) || other_names.iter().any(named))
    };
    let ours = &term.drug;
    if let Some(name) = [&ours.generic, &ours.with_salt]
        .into_iter()
        .chain(&term.by_name)
        .find(|name| is_entry(name))
    {
        verdict.same_thing(Level::Generic, name);
        return;
    }
    if let Some(brand) = ours.brands.iter().chain(&term.by_brand).find(|name| is_entry(name)) {
        verdict.same_thing(Level::Brand, brand);
    }
    verdict.differs(Level::Generic, &ours.generic, &entry.generic);
}

fn compare_strength(ours: &Strength, theirs: &Strength, verdict: &mut Verdict) {
    match ours.agrees(theirs) {
        Some(true) => verdict.same(Level::Strength, &theirs.text),
        Some(false) => verdict.differs(Level::Strength, &ours.text, &theirs.text),
        None if theirs.is_empty() && !ours.is_empty() => verdict.entry_is_silent(),
        None => {}
    }
    let count = |pack: Option<u64>| pack.map(|count| count.to_string());
    verdict.compare(Level::Pack, count(ours.pack).as_deref(), count(theirs.pack).as_deref());
}

/// A name without the strength it begins with or carries, and that strength.
fn without_strength(name: &str) -> (String, Strength) {
    let strength = Strength::parse(name);
    let starts_with_percent = quantity::number(name).and_then(|(_, _, rest)| rest.strip_prefix('%'));
    let mut kept = starts_with_percent.unwrap_or(name).trim_start_matches(':');
    let figures = kept.char_indices().find_map(|(at, c)| {
        let tail = kept.get(at..)?;
        let after_letter = kept
            .get(..at)?
            .ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/'));
        let starts = c.is_ascii_digit() && !after_letter;
        let (_, _, rest) = quantity::number(tail).filter(|_| starts)?;
        quantity::unit(rest).is_some().then_some(at)
    });
    if let Some(at) = figures.filter(|at| *at > 0) {
        kept = kept.get(..at).unwrap_or(kept);
    }
    let has_strength = kept.len() < name.len();
    let strength = if has_strength { strength } else { Strength::default() };
    (kept.trim_end_matches(['*', ':', ',', '/']).to_owned(), strength)
}

/// A type at the end of a name: `30r`, `ii`.
fn variant_at_end(name: &str) -> (Option<String>, &str) {
    let rest = name.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '/');
    let tail = name.strip_prefix(rest).unwrap_or_default();
    if brackets::is_variant(tail) && rest.chars().count() > 1 {
        (Some(brackets::one_spelling(tail)), rest)
    } else {
        (None, name)
    }
}

fn vehicle_at_end(name: &str) -> Option<(&'static str, &str)> {
    let (vehicle, rest) = VEHICLES
        .iter()
        .find_map(|word| Some((*word, name.strip_suffix(word)?)))?;
    let is_drug =
        rest.chars().count() > 1 && !matches!(rest, "复方" | "无水" | "葡萄糖" | "浓" | "高渗" | "果糖" | "灭菌");
    is_drug.then_some((vehicle, rest))
}

fn respell(name: &str) -> String {
    let one = |c: char| SPELLINGS.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
    name.chars().map(one).collect()
}
