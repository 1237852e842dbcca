//! Which steps a text can need at all, from its characters: most names need none or two, and a step costs an allocation.

use super::SLOTS;
use super::greek;
use super::script;
use super::step::Step;

/// A set of steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs(u16);

impl Needs {
    const NONE: Self = Self(0);
    const ALL: Self = Self(u16::MAX);

    const fn one(step: Step) -> Self {
        Self(step.bit())
    }

    const fn and(self, step: Step) -> Self {
        Self(self.0 | step.bit())
    }

    /// Every step that may change a text. A step that is not in it cannot.
    pub fn of(text: &str) -> Self {
        text.chars()
            .fold(Self::NONE, |needs, c| Self(needs.0 | Self::of_char(c).0))
    }

    /// Whether no step can change the text.
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// Whether the step may change the text.
    pub fn has(self, step: Step) -> bool {
        self.0 & step.bit() != 0
    }

    /// A character that is not known here may need anything.
    fn of_char(c: char) -> Self {
        match c {
            _ if SLOTS.contains(&c) => Self::one(Step::Numerals),
            '，' | '；' | '：' => Self::one(Step::Width),
            '、' | '。' | ',' | ';' | ':' | '.' | '!' => Self::one(Step::Punctuation),
            '（' | '）' | '[' | ']' => Self::one(Step::Width).and(Step::Brackets),
            ')' => Self::one(Step::TrailingCode).and(Step::Unspecified),
            '/' => Self::one(Step::TrailingCode),
            '-' => Self::one(Step::Dashes),
            'e' => Self::one(Step::Units),
            _ if greek::may_begin(c) && c != 'ß' => Self::one(Step::Greek),
            's' => Self::one(Step::Unspecified),
            'E' => Self::one(Step::Units).and(Step::Case),
            'S' => Self::one(Step::Unspecified).and(Step::Case),
            'A'..='Z' => Self::one(Step::Case),
            _ if script::simplified(c).is_some() => Self::one(Step::Script),
            '\u{4e00}'..='\u{9fff}' | 'a'..='z' | '0'..='9' | '(' | '+' | '%' => Self::NONE,
            _ => Self::ALL,
        }
    }
}
