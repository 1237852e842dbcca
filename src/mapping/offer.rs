//! Which release a collector is offered: the newest, unless it is pinned to one, or the newest is rolled out to others first.

use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::time::Instant;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A statement that a collector stays at a release 固定版本, or no longer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The account of the collector's token.
    pub collector: AccountId,
    /// Counts the statements on the collector, from 1.
    pub number: i64,
    /// The release; none when the pin is taken away.
    pub release: Option<i64>,
    /// Until when it holds, the end excluded; without it, until it is taken away.
    pub until: Option<Instant>,
    /// Who said it.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

impl Pin {
    /// The release at which the collector stays at an instant, if it does.
    pub fn holds_at(&self, now: Instant) -> Option<i64> {
        self.release.filter(|_| self.until.is_none_or(|until| now < until))
    }
}

/// A statement on how many collectors are offered a release 分批发放.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollout {
    /// The release.
    pub release: i64,
    /// Counts the statements on the release, from 1.
    pub number: i64,
    /// To how many of a hundred.
    pub percent: Percent,
    /// Who said it.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

/// A share in hundredths, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(u8);

impl Percent {
    /// Reads a number; more than 100 is refused.
    pub fn new(value: i64) -> Result<Self> {
        let fits = u8::try_from(value).ok().filter(|value| *value <= 100);
        fits.map(Self).ok_or_else(|| {
            Error::new(Code::FieldInvalid)
                .with("field", "percent")
                .with("value", value)
                .with("rule_zh", "必须是 0 到 100 的整数")
                .with("rule_en", "a whole number from 0 to 100 is needed")
                .in_field("percent")
        })
    }

    /// The number.
    pub const fn value(self) -> u8 {
        self.0
    }
}

/// What an organization says of who gets which release.
#[derive(Clone, Debug, Default)]
pub struct Steering {
    /// The newest release.
    pub newest: i64,
    /// The releases that must not be used.
    pub retracted: BTreeSet<i64>,
    /// The last word on each release that was ever rolled out in steps.
    pub rollouts: BTreeMap<i64, Rollout>,
    /// The last word on the collector's pin.
    pub pin: Option<Pin>,
}

/// Why a collector is held at an earlier release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldBy {
    /// 固定: it is pinned.
    Pin,
    /// 分批: the newest goes to others first.
    Rollout,
}

impl HeldBy {
    /// The word in pointers and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Rollout => "rollout",
        }
    }
}

/// What a collector is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The release.
    pub release: i64,
    /// Why it is not the newest, and the publisher's words for it.
    pub held: Option<(HeldBy, String)>,
}

impl Steering {
    /// What a collector is offered; none while no release is for it.
    ///
    /// A pin is kept to the letter. Otherwise it is the newest release that reaches the collector; when that is not the newest
    /// of all, one that is not retracted.
    pub fn offer(&self, collector: &AccountId, now: Instant) -> Option<Offer> {
        let pin = self.pin.as_ref();
        if let Some((release, pin)) = pin.and_then(|pin| Some((pin.holds_at(now)?, pin))) {
            let held = (release < self.newest).then(|| (HeldBy::Pin, pin.reason.clone()));
            return Some(Offer { release, held });
        }
        let reaches = |release: i64| {
            let rollout = self.rollouts.get(&release);
            rollout.is_none_or(|rollout| step(collector, release) < rollout.percent.value())
        };
        if self.newest >= 1 && reaches(self.newest) {
            return Some(Offer {
                release: self.newest,
                held: None,
            });
        }
        let earlier = (1..self.newest).rev();
        let mut fit = earlier.filter(|release| reaches(*release) && !self.retracted.contains(release));
        let reason = self.rollouts.get(&self.newest).map(|rollout| rollout.reason.clone());
        fit.next().map(|release| Offer {
            release,
            held: Some((HeldBy::Rollout, reason.unwrap_or_default())),
        })
    }
}

/// At which step of a hundred a release reaches a collector: the first 8 digits of the SHA-256 of collector, line feed and
/// number, modulo 100. It is another order for each release, so that not always the same are first.
pub fn step(collector: &AccountId, release: i64) -> u8 {
    let digest = sha256_hex([collector.as_str().as_bytes(), b"\n", release.to_string().as_bytes()]);
    let digits: String = digest.chars().take(8).collect();
    let number = u32::from_str_radix(&digits, 16).unwrap_or(0);
    u8::try_from(number % 100).unwrap_or(0)
}
