//! Entries whose name is equal, or that a synonym names.

use super::pool::CODE_AND_NAME;
use super::pool::NAME;
use super::pool::NORMALISED;
use super::pool::OTHER_NAME;
use super::pool::Pool;
use super::pool::SYNONYM;
use super::term::Prepared;
use crate::matching::lexicon::Meaning;
use crate::matching::lexicon::Sense;
use crate::matching::matcher::Matcher;
use crate::matching::names::Names;
use crate::matching::normalise::Step;
use crate::matching::normalise::normalise;
use crate::matching::reason::Reason;
use crate::matching::values::bare_code;
use crate::matching::values::hints;
use std::collections::BTreeMap;

/// Offers them, the strongest first.
pub fn add(matcher: &Matcher, term: &Prepared<'_>, pool: &mut Pool) {
    let names = matcher.names();
    for name in names.equal_to(term.name.raw).filter(|name| is_display(names, *name)) {
        let same_code = !matcher.is_small() && term.code == Some(names.code(name));
        if same_code {
            pool.offer_equal(name, CODE_AND_NAME, Reason::ExactCodeAndName);
        } else {
            pool.offer_equal(name, NAME, Reason::ExactName);
        }
    }
    for name in names.normalised_to(&term.name.text) {
        let entry = names.owner(name);
        if is_display(names, name) {
            let steps = steps_of_both(term, names.name(name));
            pool.offer_equal(entry, NORMALISED, Reason::NormalisedName { steps });
        } else {
            let name = names.name(name).to_owned();
            pool.offer_equal(entry, OTHER_NAME, Reason::OtherName { name });
        }
    }
    add_synonyms(matcher, term, pool);
    if matcher.is_small() {
        add_values(matcher, term, pool);
    }
}

fn add_synonyms(matcher: &Matcher, term: &Prepared<'_>, pool: &mut Pool) {
    let (senses, ambiguous) = match matcher.lexicon().meaning_of_normalised(&term.name.text) {
        None => return,
        Some(Meaning::One(sense)) => (std::slice::from_ref(sense), false),
        Some(Meaning::Several(senses)) => (senses, true),
    };
    for sense in senses {
        for entry in named(matcher.names(), &sense.preferred) {
            if ambiguous {
                pool.offer_ambiguous(entry, &sense.alias, by_synonym(sense));
            } else {
                pool.offer_equal(entry, SYNONYM, by_synonym(sense));
            }
        }
    }
}

fn add_values(matcher: &Matcher, term: &Prepared<'_>, pool: &mut Pool) {
    if pool.something_fits() {
        return;
    }
    if let Some(code) = bare_code(term.code, term.name.raw) {
        for (entry, basis) in hints(matcher, code) {
            pool.offer_similar(entry, basis.score(), true, || vec![Reason::BareCode { basis }]);
        }
    }
    let mut meant: BTreeMap<u32, String> = BTreeMap::new();
    for word in matcher.lexicon().values().same_value(&term.name.text) {
        for entry in named(matcher.names(), &word) {
            meant.entry(entry).or_insert_with(|| word.clone());
        }
    }
    let is_ambiguous = meant.len() > 1;
    for (entry, word) in meant {
        if is_ambiguous {
            pool.offer_ambiguous(entry, &term.name.text, Reason::SameValue { word });
        } else {
            pool.offer_equal(entry, SYNONYM, Reason::SameValue { word });
        }
    }
}

/// The reason that a sense of the lexicon gives.
pub fn by_synonym(sense: &Sense) -> Reason {
    Reason::Synonym {
        alias: sense.alias.clone(),
        preferred: sense.preferred.clone(),
        source: sense.source.clone(),
        confidence: sense.confidence.clone(),
    }
}

fn named(names: &Names, name: &str) -> Vec<u32> {
    let normalised = normalise(name);
    names
        .normalised_to(&normalised.text)
        .map(|name| names.owner(name))
        .collect()
}

fn is_display(names: &Names, name: u32) -> bool {
    name < names.entries()
}

fn steps_of_both(term: &Prepared<'_>, name: &str) -> Vec<Step> {
    let mut steps = normalise(name).steps;
    steps.extend(&term.name.steps);
    steps.sort_unstable();
    steps.dedup();
    steps
}
