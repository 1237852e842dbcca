//! Quantities in a drug's specification 规格: `0.25g*24粒`, `2ml:0.1g×10支/盒`. A quantity is exact: a whole number and a
//! power of ten, in the smallest unit of its dimension, so that 0.25 g is 250 mg.

/// What a quantity measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// Mass, counted in nanograms.
    Mass,
    /// Biological activity, counted in units (U, IU, 单位).
    Activity,
    /// Volume, counted in nanolitres.
    Volume,
    /// Amount of substance, counted in nanomoles.
    Amount,
    /// Parts of a hundred.
    Percent,
}

/// An exact quantity: `digits` times ten to the power of `exponent`, without trailing zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity {
    /// What it measures.
    pub dimension: Dimension,
    digits: u64,
    exponent: i32,
}

/// Units by dimension and the power of ten to the smallest; the longest word that fits counts.
const UNITS: &[(&str, Dimension, i32)] = &[
    ("kg", Dimension::Mass, 12),
    ("mg", Dimension::Mass, 6),
    ("μg", Dimension::Mass, 3),
    ("ug", Dimension::Mass, 3),
    ("mcg", Dimension::Mass, 3),
    ("ng", Dimension::Mass, 0),
    ("g", Dimension::Mass, 9),
    ("千克", Dimension::Mass, 12),
    ("毫克", Dimension::Mass, 6),
    ("微克", Dimension::Mass, 3),
    ("克", Dimension::Mass, 9),
    ("ml", Dimension::Volume, 6),
    ("μl", Dimension::Volume, 3),
    ("ul", Dimension::Volume, 3),
    ("l", Dimension::Volume, 9),
    ("毫升", Dimension::Volume, 6),
    ("升", Dimension::Volume, 9),
    ("iu", Dimension::Activity, 0),
    ("u", Dimension::Activity, 0),
    ("单位", Dimension::Activity, 0),
    ("国际单位", Dimension::Activity, 0),
    ("kiu", Dimension::Activity, 3),
    ("ku", Dimension::Activity, 3),
    ("万iu", Dimension::Activity, 4),
    ("万u", Dimension::Activity, 4),
    ("万单位", Dimension::Activity, 4),
    ("万国际单位", Dimension::Activity, 4),
    ("mmol", Dimension::Amount, 6),
    ("μmol", Dimension::Amount, 3),
    ("mol", Dimension::Amount, 9),
    ("%", Dimension::Percent, 0),
];

/// The longest number that a specification has.
const MOST_DIGITS: usize = 15;

impl Quantity {
    /// A quantity in the smallest unit; `None` for nothing at all.
    pub fn new(dimension: Dimension, digits: u64, exponent: i32) -> Option<Self> {
        let (mut digits, mut exponent) = (digits, exponent);
        if digits == 0 {
            return None;
        }
        while digits % 10 == 0 {
            digits /= 10;
            exponent += 1;
        }
        Some(Self {
            dimension,
            digits,
            exponent,
        })
    }

    /// The mass in a volume of a solution of so many percent: 0.9 % of 250 ml is 2.25 g.
    pub fn mass_in(self, volume: Self) -> Option<Self> {
        let is_percent = self.dimension == Dimension::Percent && volume.dimension == Dimension::Volume;
        let digits = self.digits.checked_mul(volume.digits).filter(|_| is_percent)?;
        // A percent is 1 g in 100 ml: 10⁹ ng in 10⁸ nl.
        Self::new(Dimension::Mass, digits, self.exponent + volume.exponent + 1)
    }

    /// Both together, when they measure the same.
    pub fn plus(self, other: Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let scaled = |one: Self| {
            let zeros = u32::try_from(one.exponent - exponent).ok()?;
            one.digits.checked_mul(10_u64.checked_pow(zeros)?)
        };
        let digits = scaled(self)?.checked_add(scaled(other)?)?;
        Self::new(self.dimension, digits, exponent).filter(|_| self.dimension == other.dimension)
    }
}

/// A number at the beginning of a text: its digits, the power of ten, and the rest of the text.
pub fn number(text: &str) -> Option<(u64, i32, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let whole = text.strip_suffix(rest).filter(|whole| !whole.is_empty())?;
    let after_point = rest.strip_prefix('.').unwrap_or(rest);
    let beyond = after_point.trim_start_matches(|c: char| c.is_ascii_digit());
    let has_point = rest.starts_with('.') && beyond.len() < after_point.len();
    let (fraction, rest) = if has_point {
        (after_point.strip_suffix(beyond)?, beyond)
    } else {
        ("", rest)
    };
    let fraction = fraction.trim_end_matches('0');
    if whole.len() + fraction.len() > MOST_DIGITS {
        return None;
    }
    let digits = format!("{whole}{fraction}").parse().ok()?;
    let places = i32::try_from(fraction.len()).ok()?;
    Some((digits, -places, rest))
}

/// A unit at the beginning of a text: its dimension, the power of ten, and the rest of the text.
pub fn unit(text: &str) -> Option<(Dimension, i32, &str)> {
    let fitting = UNITS.iter().filter_map(|row| Some((row, text.strip_prefix(row.0)?)));
    let (row, rest) = fitting.min_by_key(|(_, rest)| rest.len())?;
    let ends_here = !(row.0.is_ascii() && rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    ends_here.then_some((row.1, row.2, rest))
}
