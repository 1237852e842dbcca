//! A kind 种类 of code system: how its codes are built, what stands above them, which check digit they carry and how
//! names are compared. A kind is data: a small TOML, shipped in `dictionaries/kinds` or registered at run time.

mod definition;
mod proof;

pub use definition::CounterExample;
pub use definition::Definition;
pub use definition::Example;
pub use definition::ParentRule;

use super::check_digit::CheckDigit;
use super::comparison::Comparison;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::KindId;
use regex::Regex;
use regex::RegexBuilder;

/// The most bytes of a kind's TOML.
pub const MOST_BYTES: usize = 64 << 10;
/// The most bytes that a compiled pattern may take.
const PATTERN_BYTES: usize = 1 << 20;

/// A kind, ready to look at codes.
#[derive(Debug)]
pub struct Kind {
    id: KindId,
    text: String,
    definition: Definition,
    pattern: Option<Regex>,
    check_digit: Option<CheckDigit>,
    check_part: Option<Regex>,
    parents: Vec<(Regex, String)>,
    headings: Option<Regex>,
    has_leading_zeros: bool,
    whole_digits: Option<usize>,
}

/// What is wrong with a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not built as the kind says.
    Pattern,
    /// Its check digit is another; this one was expected where it can be told.
    CheckDigit(Option<char>),
}

impl Kind {
    /// Reads a kind and proves it by its own examples.
    ///
    /// Errors: `kind-invalid` with the reason: no TOML of this form, an empty title, a pattern that is none or not over
    /// ASCII, an unknown check digit, no example beside a pattern, an example that fails.
    pub fn parse(id: &KindId, text: &str) -> Result<Self> {
        let invalid = |reason: String| Error::new(Code::KindInvalid).with("kind", id).with("reason", reason);
        let kind = compile(id.clone(), text).map_err(invalid)?;
        proof::prove(&kind).map_err(invalid)?;
        Ok(kind)
    }

    /// The kind `plain` of lists without a grammar.
    pub fn plain() -> Self {
        Self {
            id: KindId::plain(),
            text: String::new(),
            definition: Definition::default(),
            pattern: None,
            check_digit: None,
            check_part: None,
            parents: Vec::new(),
            headings: None,
            has_leading_zeros: false,
            whole_digits: None,
        }
    }

    /// Its id.
    pub fn id(&self) -> &KindId {
        &self.id
    }

    /// Its TOML, byte for byte.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says of itself.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// How names are compared.
    pub fn comparison(&self) -> Comparison {
        self.definition.compare
    }

    /// Whether it says how a code is built.
    pub fn has_pattern(&self) -> bool {
        self.pattern.is_some()
    }

    /// Whether the code is built as the kind says; its check digit is not looked at.
    pub fn fits(&self, code: &str) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(code))
    }

    /// What is wrong with a code, if anything.
    pub fn fault(&self, code: &str) -> Option<Fault> {
        if !self.fits(code) {
            return Some(Fault::Pattern);
        }
        let error = self.check_digit?.validate(self.checked_part(code)?).err()?;
        let expected = error.values().iter().find(|(name, _)| *name == "expected");
        Some(Fault::CheckDigit(expected.and_then(|(_, digit)| digit.chars().next())))
    }

    /// The check digit that a code built as the kind says should have; nothing when the kind has none.
    pub fn expected_digit(&self, code: &str) -> Option<char> {
        match self.fault(code) {
            Some(Fault::CheckDigit(expected)) => expected,
            Some(Fault::Pattern) => None,
            None => self.check_digit.and(self.checked_part(code)?.chars().next_back()),
        }
    }

    /// The codes that may stand above this one, nearest first; the first that the edition has is its parent.
    pub fn parents(&self, code: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for parent in self.parents_in_turn(code) {
            if !found.contains(&parent) {
                found.push(parent);
            }
        }
        found
    }

    /// The same one by one, for whoever stops at the first that is there; one may come twice.
    pub fn parents_in_turn(&self, code: &str) -> impl Iterator<Item = String> {
        self.parents.iter().filter_map(move |(pattern, rewrite)| {
            let mut parent = String::new();
            pattern.captures(code)?.expand(rewrite, &mut parent);
            (parent != code).then_some(parent)
        })
    }

    /// Whether it says what stands above a code.
    pub fn has_parents(&self) -> bool {
        !self.parents.is_empty()
    }

    /// Whether data may carry the code; headings it may not.
    pub fn is_assignable(&self, code: &str) -> bool {
        self.headings.as_ref().is_none_or(|headings| !headings.is_match(code))
    }

    /// Whether it says which codes are headings.
    pub fn has_headings(&self) -> bool {
        self.headings.is_some()
    }

    /// Whether one of its examples begins with a zero: its codes may lose zeros in front.
    pub fn has_leading_zeros(&self) -> bool {
        self.has_leading_zeros
    }

    /// How many digits its examples have before their point, when all that have a point agree.
    pub fn whole_digits(&self) -> Option<usize> {
        self.whole_digits
    }

    fn checked_part<'c>(&self, code: &'c str) -> Option<&'c str> {
        match &self.check_part {
            None => Some(code),
            Some(part) => part.captures(code)?.get(1).map(|part| part.as_str()),
        }
    }
}

fn compile(id: KindId, text: &str) -> std::result::Result<Kind, String> {
    if text.len() > MOST_BYTES {
        return Err(format!("more than {MOST_BYTES} bytes"));
    }
    let definition: Definition = toml::from_str(text).map_err(|cause| cause.to_string())?;
    let check_digit = match &definition.check_digit {
        None => None,
        Some(word) => Some(CheckDigit::parse(word).ok_or_else(|| format!("check_digit: {word}"))?),
    };
    let whole = |pattern: &String| whole(pattern);
    let parents = definition.parents.iter();
    let parents = parents.map(|rule| Ok((whole(&rule.pattern)?, rule.parent.clone())));
    let headings = definition.not_assignable.join(")|(?:");
    let examples = definition.examples.iter().map(|example| example.code.as_str());
    let mut wholes = examples.clone().filter_map(digits_before_point);
    let first = wholes.next();
    Ok(Kind {
        has_leading_zeros: examples.clone().any(|code| code.starts_with('0')),
        whole_digits: first.filter(|first| wholes.all(|digits| digits == *first)),
        pattern: definition.pattern.as_ref().map(whole).transpose()?,
        check_part: definition.check_part.as_ref().map(whole).transpose()?,
        parents: parents.collect::<std::result::Result<_, String>>()?,
        headings: (!headings.is_empty())
            .then(|| whole(&format!("(?:{headings})")))
            .transpose()?,
        id,
        text: text.to_owned(),
        check_digit,
        definition,
    })
}

fn digits_before_point(code: &str) -> Option<usize> {
    let (whole, _) = code.split_once('.')?;
    whole.bytes().all(|byte| byte.is_ascii_digit()).then_some(whole.len())
}

/// The pattern over a whole code. ASCII alone, so that a full-width digit is no digit; `x` takes blanks and comments out
/// of a long pattern.
fn whole(pattern: &str) -> std::result::Result<Regex, String> {
    RegexBuilder::new(&format!("^(?:{pattern})$"))
        .unicode(false)
        .size_limit(PATTERN_BYTES)
        .build()
        .map_err(|cause| cause.to_string())
}
