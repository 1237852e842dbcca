//! High usage: a share of a dictionary's data above a limit, or a place among its most used codes.

use super::Risk;
use super::RiskKind;
use serde::Deserialize;
use serde::Serialize;

/// What counts as high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsageLimits {
    /// A code with more than this share of the dictionary's usage, per mille.
    pub share_per_mille: u16,
    /// So many of the most used codes, those of equal usage with the last of them included.
    pub top: usize,
}

impl Default for UsageLimits {
    /// One in a hundred of the data, or the first twenty.
    fn default() -> Self {
        Self {
            share_per_mille: 10,
            top: 20,
        }
    }
}

/// The usage from which on a code of one dictionary is used much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsageBar {
    limits: UsageLimits,
    total: i128,
    top_from: Option<i64>,
}

impl UsageBar {
    /// Works it out from the usage of every code; codes that nobody counted or used count nothing.
    pub fn of(limits: UsageLimits, usages: impl Iterator<Item = Option<i64>>) -> Self {
        let mut used: Vec<i64> = usages.flatten().filter(|usage| *usage > 0).collect();
        used.sort_unstable_by(|one, other| other.cmp(one));
        let last_of_top = limits.top.checked_sub(1);
        Self {
            limits,
            total: used.iter().copied().map(i128::from).sum(),
            top_from: last_of_top.and_then(|last| used.get(last).or(used.last()).copied()),
        }
    }

    /// Whether a code with this usage is used much.
    pub fn is_high(&self, usage: Option<i64>) -> bool {
        self.risk(usage).is_some()
    }

    pub(super) fn risk(&self, usage: Option<i64>) -> Option<Risk> {
        let usage = usage.filter(|usage| *usage > 0)?;
        let per_mille = i128::from(usage) * 1000;
        let by_share = per_mille > self.total * i128::from(self.limits.share_per_mille);
        let in_top = self.top_from.is_some_and(|from| usage >= from);
        if !by_share && !in_top {
            return None;
        }
        let share = per_mille.checked_div(self.total).unwrap_or_default();
        let (percent, tenth) = (share / 10, share % 10);
        Some(Risk::of_row(
            RiskKind::HighUsage,
            format!("使用 {usage} 次，占本字典 {percent}.{tenth}%"),
            format!("used {usage} times, {percent}.{tenth}% of the dictionary"),
        ))
    }
}
