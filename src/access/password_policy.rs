//! Which passwords are taken: two profiles, because the standards contradict each other.
//!
//! GB/T 22239-2019 8.1.4.1 a) wants complexity and periodic change; OWASP ASVS 5.0 6.2.5 and 6.2.10 forbid both and want
//! length and a list of common passwords instead (6.2.1, 6.2.4, 6.2.9, 6.2.11).

use super::weak_password::is_common;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;

const DAY_MICROS: i64 = 24 * 3_600_000_000;
/// An account's name of fewer characters may stand in its password by chance.
const SHORTEST_NAME: usize = 3;

/// A set of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordProfile {
    /// 等级保护三级 (GB/T 22239): 8 characters of 3 classes, changed after 90 days, none of the last 5.
    #[default]
    Dengbao3,
    /// OWASP ASVS 5.0: 15 characters of any kind, for ever.
    Asvs,
}

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objection {
    /// It has fewer characters than this.
    Short(usize),
    /// It is longer than can be hashed.
    Long,
    /// It has fewer than 3 of: capitals, small letters, digits, others.
    FewClasses,
    /// The account's name stands in it.
    NamesAccount,
    /// It is common, or made of common words and runs.
    Common,
    /// It was used before.
    Used,
}

impl PasswordProfile {
    /// The fewest characters.
    pub const fn shortest(self) -> usize {
        match self {
            Self::Dengbao3 => 8,
            Self::Asvs => 15,
        }
    }

    /// How many passwords before the new one may not come again; the present one is the first of them.
    pub const fn history(self) -> usize {
        match self {
            Self::Dengbao3 => 5,
            Self::Asvs => 1,
        }
    }

    /// Whether a password that was set then has to be changed now.
    pub const fn is_too_old(self, set_at: Instant, now: Instant) -> bool {
        match self {
            Self::Dengbao3 => now.0 - set_at.0 >= 90 * DAY_MICROS,
            Self::Asvs => false,
        }
    }

    /// What speaks against a new password of this account, former passwords apart.
    pub fn objection(self, account: &str, password: &str) -> Option<Objection> {
        if !super::password::is_short_enough(password) {
            return Some(Objection::Long);
        }
        if password.chars().count() < self.shortest() {
            return Some(Objection::Short(self.shortest()));
        }
        if self == Self::Dengbao3 && classes(password) < 3 {
            return Some(Objection::FewClasses);
        }
        let (lower, name) = (password.to_lowercase(), account.to_lowercase());
        if name.chars().count() >= SHORTEST_NAME && lower.contains(&name) {
            return Some(Objection::NamesAccount);
        }
        is_common(password).then_some(Objection::Common)
    }
}

impl Objection {
    /// The objection in words: Chinese, English.
    pub fn words(self) -> (String, String) {
        let (zh, en) = match self {
            Self::Short(count) => {
                return (
                    format!("口令至少 {count} 个字符"),
                    format!("a password has at least {count} characters"),
                );
            }
            Self::Long => ("口令不超过 1024 字节", "a password has at most 1024 bytes"),
            Self::FewClasses => (
                "口令至少包含大写字母、小写字母、数字、其他字符中的三种",
                "a password has three of: capitals, small letters, digits, other characters",
            ),
            Self::NamesAccount => ("口令不能包含账户名", "a password may not contain the account's name"),
            Self::Common => (
                "口令过于常见：不要用常用词、键盘顺序、年份及其变体",
                "the password is too common: avoid words, keyboard runs, years and their variants",
            ),
            Self::Used => ("口令近期用过，请换一个", "the password was used before; choose another"),
        };
        (zh.to_owned(), en.to_owned())
    }
}

fn classes(password: &str) -> usize {
    let tests: [fn(char) -> bool; 4] = [char::is_uppercase, char::is_lowercase, char::is_numeric, |c| {
        !c.is_uppercase() && !c.is_lowercase() && !c.is_numeric()
    }];
    tests.iter().filter(|test| password.chars().any(**test)).count()
}
