//! The word lists out of the concepts of their editions; retired words are no words.

use super::Longest;
use super::Sites;
use crate::matching::normalise::normalise;
use crate::matching::qualifier::Class;
use crate::registry::concept::Concept;
use crate::registry::concept::ConceptStatus;

/// Between the sites that one site belongs to.
const PARENT_SEPARATOR: char = '|';
/// In place of the sites above: the word only looks like a site.
const NO_SITE: &str = "-";
/// The class of words that contain a word of negation and do not negate.
const EXCEPTION: &str = "negation-exception";

/// Words and how a core writes them.
pub fn variants(concepts: &[Concept]) -> Longest<String> {
    Longest::new(active(concepts).map(|word| (normalised(&word.code), normalised(&word.display))))
}

/// Words that name an operation, with their class.
pub fn operations(concepts: &[Concept]) -> Longest<String> {
    Longest::new(active(concepts).map(|word| (normalised(&word.code), property(word, "class").to_owned())))
}

/// Qualifiers with their class. A word of a class that no rule knows is none.
pub fn qualifiers(concepts: &[Concept]) -> Longest<Option<Class>> {
    let known = active(concepts).filter_map(|word| {
        let class = match property(word, "class") {
            EXCEPTION => None,
            named => Some(Class::parse(named)?),
        };
        Some((normalised(&word.code), class))
    });
    Longest::new(known)
}

/// The body sites.
pub fn sites(concepts: &[Concept]) -> Sites {
    let mut sites = Sites::default();
    for word in active(concepts) {
        let parents = property(word, "parents");
        if parents == NO_SITE {
            sites.add_neutral(normalised(&word.code));
        } else {
            let above = parents.split(PARENT_SEPARATOR).filter(|parent| !parent.is_empty());
            sites.add(normalised(&word.code), &word.display, above);
        }
    }
    sites.close();
    sites
}

fn active(concepts: &[Concept]) -> impl Iterator<Item = &Concept> {
    concepts.iter().filter(|word| word.status == ConceptStatus::Active)
}

fn property<'c>(concept: &'c Concept, name: &str) -> &'c str {
    concept.properties.get(name).map_or("", String::as_str)
}

fn normalised(word: &str) -> String {
    normalise(word).text.into_owned()
}
