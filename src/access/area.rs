//! The grid 网格: where an organization stands (division, tier, business lines), and the part of it for which a grant is good.

use super::session::Scope;
use crate::id::DivisionCode;
use crate::id::GridWordId;
use std::collections::BTreeSet;
use std::fmt;

/// Where an organization stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Place {
    /// Its administrative division.
    pub division: Option<DivisionCode>,
    /// Its tier 层级.
    pub tier: Option<GridWordId>,
    /// Its business lines 条线.
    pub lines: BTreeSet<GridWordId>,
}

impl Place {
    /// Whether nothing is said of it.
    pub fn is_empty(&self) -> bool {
        self.division.is_none() && self.tier.is_none() && self.lines.is_empty()
    }
}

/// What narrows a grant: of the organizations that its scope names, only those in a subtree of divisions, of some tiers, of
/// some business lines. What is empty narrows nothing; an organization of which nothing is said is in no narrowed part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The organizations by name, or all.
    pub named: Scope,
    /// The division at the top of the subtree.
    pub division: Option<DivisionCode>,
    /// The tiers.
    pub tiers: BTreeSet<GridWordId>,
    /// The lines; one of an organization's lines is enough.
    pub lines: BTreeSet<GridWordId>,
}

impl Area {
    /// Whether it narrows anything.
    pub fn is_narrow(&self) -> bool {
        self.division.is_some() || !self.tiers.is_empty() || !self.lines.is_empty()
    }

    /// Whether an organization that stands there is in it, whatever its name.
    pub fn includes(&self, place: &Place) -> bool {
        let of_division = self.division.as_ref().is_none_or(|top| {
            let division = place.division.as_ref();
            division.is_some_and(|division| top.is_above(division))
        });
        let of_tier = self.tiers.is_empty() || place.tier.as_ref().is_some_and(|tier| self.tiers.contains(tier));
        let of_line = self.lines.is_empty() || !self.lines.is_disjoint(&place.lines);
        of_division && of_tier && of_line
    }

    /// Whether every organization that is or may come to be in the other is in this one.
    pub fn covers(&self, other: &Self) -> bool {
        let divisions = self.division.as_ref().is_none_or(|top| {
            let division = other.division.as_ref();
            division.is_some_and(|division| top.is_above(division))
        });
        self.named.covers(&other.named)
            && divisions
            && is_within(&other.tiers, &self.tiers)
            && is_within(&other.lines, &self.lines)
    }
}

/// Whether the words narrow at least as much as these do; no words narrow nothing.
fn is_within(words: &BTreeSet<GridWordId>, limits: &BTreeSet<GridWordId>) -> bool {
    limits.is_empty() || (!words.is_empty() && words.is_subset(limits))
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.named.to_text())?;
        if let Some(division) = &self.division {
            write!(f, " division={division}")?;
        }
        for (name, words) in [("tiers", &self.tiers), ("lines", &self.lines)] {
            if !words.is_empty() {
                let words: Vec<&str> = words.iter().map(GridWordId::as_str).collect();
                write!(f, " {name}={}", words.join(","))?;
            }
        }
        Ok(())
    }
}

/// An axis of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// 层级: 省, 市, 县, 乡, 村.
    Tiers,
    /// 条线: 行政, 医疗, 疾控, 妇幼 …
    Lines,
}

impl Axis {
    /// The word in addresses and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tiers => "tiers",
            Self::Lines => "lines",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Tiers, Self::Lines]
            .into_iter()
            .find(|axis| axis.as_str() == text)
    }
}

/// A tier or a business line in words. They are data: a platform names its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridWord {
    /// Its id.
    pub id: GridWordId,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Its place in the order, from 1.
    pub rank: i64,
}
