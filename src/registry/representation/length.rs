//! The length part of a representation format: nothing, `8`, `..50` or `1..3`.

use std::fmt;

const MOST_DIGITS: usize = 6;

/// How many characters a value may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Any number.
    Any,
    /// So many.
    Fixed(u32),
    /// At most so many.
    UpTo(u32),
    /// From so many to so many.
    Between(u32, u32),
}

impl Length {
    /// Reads the part; nothing for a text that breaks the grammar.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::Any);
        }
        let Some((shortest, longest)) = text.split_once("..") else {
            return count(text).map(Self::Fixed);
        };
        let longest = count(longest)?;
        if shortest.is_empty() {
            return Some(Self::UpTo(longest));
        }
        let shortest = count(shortest)?;
        (shortest <= longest).then_some(Self::Between(shortest, longest))
    }

    /// The greatest length, if there is one.
    pub fn longest(self) -> Option<u32> {
        match self {
            Self::Any => None,
            Self::Fixed(longest) | Self::UpTo(longest) | Self::Between(_, longest) => Some(longest),
        }
    }

    /// A fixed length as a greatest one; the others as they are.
    pub(super) fn up_to_greatest_if_fixed(self) -> Self {
        match self {
            Self::Fixed(longest) => Self::UpTo(longest),
            Self::Any | Self::UpTo(_) | Self::Between(..) => self,
        }
    }

    /// Whether a value may have so many characters.
    pub fn includes(self, characters: usize) -> bool {
        let characters = u32::try_from(characters).unwrap_or(u32::MAX);
        match self {
            Self::Any => true,
            Self::Fixed(length) => characters == length,
            Self::UpTo(longest) => characters <= longest,
            Self::Between(shortest, longest) => (shortest..=longest).contains(&characters),
        }
    }
}

/// A number from 1 without zeros before it, of at most 6 digits.
pub(super) fn count(text: &str) -> Option<u32> {
    let is_plain = text.len() <= MOST_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain || text.starts_with('0') {
        return None;
    }
    text.parse().ok()
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => Ok(()),
            Self::Fixed(length) => write!(f, "{length}"),
            Self::UpTo(longest) => write!(f, "..{longest}"),
            Self::Between(shortest, longest) => write!(f, "{shortest}..{longest}"),
        }
    }
}
