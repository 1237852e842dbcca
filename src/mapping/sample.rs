//! Acceptance sampling 抽样验收: a usage-weighted random sample of approved rows that a second person judges, the error rate with
//! its confidence interval, and whether the batch may stand.
//!
//! Rows are counts with replacement, each draw with a chance in proportion to how often data uses the code (monetary unit
//! sampling). So the share of wrong draws estimates the share of *records* that are coded wrongly, and each draw counts
//! alike in the interval. A row that is counts several times is judged once and counts for each draw. A batch with no more
//! rows than draws is judged whole, each row once.

/// Two-sided 95 %: the quantile 0.975 of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;
/// The confidence that is left out, one-sided, when a size is planned.
const DOUBT: f64 = 0.05;
/// The most draws of one sample.
pub const MOST_DRAWS: u32 = 10_000;

/// How often each row of a batch was counts.
///
/// `usages` are in the order of the batch; a code that nobody counted weighs as one use. The same seed, usages and number
/// of draws give the same sample on every machine (`SplitMix64`, without modulo bias).
pub fn draw(seed: u64, usages: &[Option<i64>], draws: u32) -> Vec<u32> {
    let rows = u32::try_from(usages.len()).unwrap_or(u32::MAX);
    if rows <= draws {
        return vec![1; usages.len()];
    }
    let mut ends = Vec::with_capacity(usages.len());
    let mut total = 0_u64;
    for usage in usages {
        total = total.saturating_add(usage.and_then(|usage| u64::try_from(usage).ok()).unwrap_or(1).max(1));
        ends.push(total);
    }
    let mut counts = vec![0; usages.len()];
    let mut random = SplitMix(seed);
    for _ in 0..draws {
        let point = random.below(total);
        let row = ends.partition_point(|end| *end <= point);
        if let Some(count) = counts.get_mut(row) {
            *count += 1;
        }
    }
    counts
}

/// The fewest draws of which none may be wrong to show, with 95 % confidence, that at most `limit` of a thousand are.
pub fn draws_to_show(limit_per_mille: u16) -> u32 {
    let right = 1.0 - f64::from(limit_per_mille.clamp(1, 999)) / 1_000.0;
    let (mut chance, mut draws) = (1.0, 0);
    while chance > DOUBT && draws < MOST_DRAWS {
        chance *= right;
        draws += 1;
    }
    draws
}

/// What the judgements say so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Draws of the whole sample.
    pub draws: u32,
    /// Draws whose row is judged.
    pub judged: u32,
    /// Draws whose row is judged wrong.
    pub wrong: u32,
}

/// How a sample stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Rows are still to be judged.
    Open,
    /// All are judged, and no more than the limit are wrong.
    Accepted,
    /// More than the limit are wrong, whatever the rest may be.
    Rejected,
}

impl Standing {
    /// The word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

impl Tally {
    /// How the sample stands under a limit of wrong draws in a thousand.
    pub fn standing(&self, limit_per_mille: u16) -> Standing {
        let over = u64::from(self.wrong) * 1_000 > u64::from(self.draws) * u64::from(limit_per_mille);
        match (over, self.judged >= self.draws) {
            (true, _) => Standing::Rejected,
            (false, true) => Standing::Accepted,
            (false, false) => Standing::Open,
        }
    }

    /// The share of judged draws that are wrong; `None` before the first judgement.
    pub fn error_rate(&self) -> Option<f64> {
        (self.judged > 0).then(|| f64::from(self.wrong) / f64::from(self.judged))
    }

    /// The 95 % confidence interval of the error rate after Wilson (1927); `None` before the first judgement.
    pub fn interval(&self) -> Option<(f64, f64)> {
        let rate = self.error_rate()?;
        let n = f64::from(self.judged);
        let square = Z * Z;
        let scale = 1.0 + square / n;
        let centre = (rate + square / (2.0 * n)) / scale;
        let half = Z / scale * (rate * (1.0 - rate) / n + square / (4.0 * n * n)).sqrt();
        Some(((centre - half).max(0.0), (centre + half).min(1.0)))
    }
}

/// `SplitMix64` (Steele, Lea and Flood 2014): small, fast, the same everywhere; no secret depends on it.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, each with the same chance; 0 for no bound at all.
    fn below(&mut self, bound: u64) -> u64 {
        let unfair = bound.wrapping_neg().checked_rem(bound).unwrap_or(0);
        loop {
            let number = self.next();
            if number >= unfair {
                return number.checked_rem(bound).unwrap_or(0);
            }
        }
    }
}
