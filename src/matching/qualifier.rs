//! Qualifiers 限定词 of a term: what it says beside the thing that it names (domain notes §5.2). They are read, never lost:
//! each keeps its place, and its class says whether the core of the term goes without it.

pub(super) mod class;
mod numbered;

pub use class::Action;
pub use class::Class;

use super::words::Words;
use std::ops::Range;

/// One qualifier of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualifier {
    /// What kind of thing it says.
    pub class: Class,
    /// The word, as the normalised term has it.
    pub word: String,
    /// Where it stands in the normalised term, in bytes.
    pub place: Range<usize>,
}

/// A term taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qualified {
    /// The term without the words that [`Action::Strip`] takes away. Empty when the term says nothing else: then it is no
    /// diagnosis and no operation, or an admission for an examination.
    pub core: String,
    /// The qualifiers from left to right.
    pub qualifiers: Vec<Qualifier>,
}

impl Qualified {
    /// The words of a class, from left to right.
    pub fn words(&self, class: Class) -> impl Iterator<Item = &str> {
        let of_class = self.qualifiers.iter().filter(move |found| found.class == class);
        of_class.map(|found| found.word.as_str())
    }

    /// Whether the term says something of a class.
    pub fn has(&self, class: Class) -> bool {
        self.words(class).next().is_some()
    }
}

/// Reads the qualifiers of a term in normalised spelling.
pub fn parse(words: &Words, normalised: &str) -> Qualified {
    let mut qualifiers = numbered::find(normalised);
    let found = words.qualifiers.find(normalised).into_iter();
    let read = found.filter_map(|found| {
        let end = found.start + found.word.len();
        let class = (*found.value)?;
        let qualifier = Qualifier {
            class,
            word: found.word.to_owned(),
            place: found.start..end,
        };
        stands_alone(normalised, &qualifier).then_some(qualifier)
    });
    for qualifier in read {
        let is_read =
            |known: &Qualifier| known.place.start < qualifier.place.end && qualifier.place.start < known.place.end;
        if !qualifiers.iter().any(is_read) {
            qualifiers.push(qualifier);
        }
    }
    qualifiers.sort_by_key(|found| found.place.start);
    Qualified {
        core: without(normalised, &qualifiers),
        qualifiers,
    }
}

/// Short words are parts of many names: 中 counts before 度 or 型 alone, `l` and `od` as words, 无 and 非 where they begin.
fn stands_alone(text: &str, found: &Qualifier) -> bool {
    let before = text.get(..found.place.start).and_then(|text| text.chars().next_back());
    let after = text.get(found.place.end..).and_then(|text| text.chars().next());
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
    let one_character = found.word.chars().count() == 1;
    if found.word.is_ascii() && !matches!(found.word.as_str(), "?") {
        return !is_letter(before) && !is_letter(after);
    }
    match found.class {
        Class::Negated if one_character => before.is_none_or(is_border),
        Class::Severity if one_character => {
            before.is_none_or(is_border) && after.is_none_or(is_border) || before.is_some_and(is_bracket)
        }
        Class::Past if one_character => after.is_none_or(is_border),
        Class::Admin => before.is_none_or(is_border) || after.is_none_or(is_border),
        Class::Uncertain if found.word == "或" => false,
        Class::Uncertain
        | Class::Negated
        | Class::Past
        | Class::AfterTreatment
        | Class::Left
        | Class::Right
        | Class::BothSides
        | Class::OneSide
        | Class::Severity
        | Class::Stage
        | Class::Acuity
        | Class::Cause
        | Class::Pregnancy => true,
    }
}

fn is_border(c: char) -> bool {
    matches!(
        c,
        ',' | ';' | '.' | '。' | '+' | '/' | '(' | ')' | ':' | ' ' | '-' | '?'
    )
}

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')')
}

/// The text without the words to strip, and without the signs and empty brackets that they leave.
fn without(text: &str, qualifiers: &[Qualifier]) -> String {
    let mut core = String::with_capacity(text.len());
    let mut from = 0;
    for found in qualifiers.iter().filter(|found| found.class.action() == Action::Strip) {
        core.push_str(text.get(from..found.place.start).unwrap_or_default());
        from = found.place.end;
    }
    core.push_str(text.get(from..).unwrap_or_default());
    while core.contains("()") {
        core = core.replace("()", "");
    }
    core.trim_matches([',', ';', '.', '。', '+', '/', ':', ' ', '-', '?'])
        .to_owned()
}
