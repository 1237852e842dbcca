//! Representation formats 表示格式 of WS/T 303: how the characters of a value are built, such as `AN..50`, `N6,2`, `D8`.
//!
//! Grammar: `A`, `N` or `AN`, then no length, a fixed one (`N8`), a greatest one (`AN..50`) or both ends (`N1..3`); after `N`
//! with a greatest length perhaps a comma and the number of decimals (`N6,2`); or one of `D8`, `T6`, `DT15`, `T/F`, `BY`. Every
//! format has one spelling, so what is read is written back byte for byte.

mod length;
mod moment;

pub use length::Length;

use super::reason::Reason;
use std::fmt;

/// Which characters a text may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// `A`: letters, Chinese characters and signs, but no digits.
    Letters,
    /// `AN`: digits as well.
    LettersAndDigits,
}

/// A representation format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Representation {
    /// `A…` or `AN…`: text; the length is in characters.
    Text(Alphabet, Length),
    /// `N…`: a decimal number; the length is in characters, the point among them, a sign not. With decimals a single
    /// length is the greatest one, because nobody pads `9.50` to `009.50`.
    Number {
        /// How long.
        length: Length,
        /// How many digits stand after the point; without it there is no point.
        decimals: Option<u32>,
    },
    /// `D8`: a day, `YYYYMMDD`.
    Date,
    /// `T6`: a time of day, `hhmmss`.
    Time,
    /// `DT15`: a day and a time, `YYYYMMDDThhmmss`.
    DateTime,
    /// `T/F`: true or false, written `1`, `T`, `true` or `0`, `F`, `false`.
    Truth,
    /// `BY`: bytes, which are no text to be checked.
    Binary,
}

/// The ways to write true and false.
const TRUTHS: [&str; 6] = ["0", "1", "F", "T", "false", "true"];

impl Representation {
    /// Reads a format; nothing for a text that breaks the grammar.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "D8" => return Some(Self::Date),
            "T6" => return Some(Self::Time),
            "DT15" => return Some(Self::DateTime),
            "T/F" => return Some(Self::Truth),
            "BY" => return Some(Self::Binary),
            _ => {}
        }
        if let Some(rest) = text.strip_prefix("AN") {
            return Length::parse(rest).map(|length| Self::Text(Alphabet::LettersAndDigits, length));
        }
        if let Some(rest) = text.strip_prefix('A') {
            return Length::parse(rest).map(|length| Self::Text(Alphabet::Letters, length));
        }
        let rest = text.strip_prefix('N')?;
        let Some((length, decimals)) = rest.split_once(',') else {
            let length = Length::parse(rest)?;
            return Some(Self::Number { length, decimals: None });
        };
        let (length, decimals) = (Length::parse(length)?, length::count(decimals)?);
        let has_room = length.longest().is_some_and(|longest| longest >= decimals + 2);
        has_room.then_some(Self::Number {
            length,
            decimals: Some(decimals),
        })
    }

    /// Whether a value has this form; if not, which rule it breaks.
    pub fn check(&self, value: &str) -> Result<(), Reason> {
        match self {
            Self::Text(alphabet, length) => text(value, *alphabet, *length),
            Self::Number { length, decimals } => number(value, *length, *decimals),
            Self::Date => moment::date(value),
            Self::Time => moment::time(value),
            Self::DateTime => moment::date_time(value),
            Self::Truth if TRUTHS.contains(&value) => Ok(()),
            Self::Truth => Err(Reason::WrongType),
            Self::Binary => Err(Reason::Binary),
        }
    }
}

fn text(value: &str, alphabet: Alphabet, length: Length) -> Result<(), Reason> {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    if alphabet == Alphabet::Letters && value.contains(is_digit) {
        return Err(Reason::WrongType);
    }
    if length.includes(value.chars().count()) {
        Ok(())
    } else {
        Err(Reason::WrongLength)
    }
}

fn number(value: &str, length: Length, decimals: Option<u32>) -> Result<(), Reason> {
    let unsigned = value.strip_prefix('-').unwrap_or(value);
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !fraction.is_none_or(is_digits) {
        return Err(Reason::WrongType);
    }
    let found = fraction.map(|fraction| u32::try_from(fraction.len()).unwrap_or(u32::MAX));
    if found != decimals {
        return Err(Reason::WrongFormat);
    }
    let length = if decimals.is_some() {
        length.up_to_greatest_if_fixed()
    } else {
        length
    };
    if length.includes(unsigned.len()) {
        Ok(())
    } else {
        Err(Reason::WrongLength)
    }
}

impl fmt::Display for Representation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(Alphabet::Letters, length) => write!(f, "A{length}"),
            Self::Text(Alphabet::LettersAndDigits, length) => write!(f, "AN{length}"),
            Self::Number { length, decimals: None } => write!(f, "N{length}"),
            Self::Number {
                length,
                decimals: Some(decimals),
            } => write!(f, "N{length},{decimals}"),
            Self::Date => f.write_str("D8"),
            Self::Time => f.write_str("T6"),
            Self::DateTime => f.write_str("DT15"),
            Self::Truth => f.write_str("T/F"),
            Self::Binary => f.write_str("BY"),
        }
    }
}

impl serde::Serialize for Representation {
    fn serialize<S: serde::Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        output.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Representation {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no representation format of WS/T 303"))
    }
}
