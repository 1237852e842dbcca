//! The settings of access: how people prove who they are, and how long that counts.

use super::password::Hashing;
use super::password_policy::PasswordProfile;
use super::role::Role;
use serde::Deserialize;
use serde::Serialize;
use std::path::PathBuf;

const MINUTE_MICROS: i64 = 60_000_000;
const DAY_MICROS: i64 = 24 * 60 * MINUTE_MICROS;

/// The settings `access.*`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccessRules {
    /// Which passwords are taken: `dengbao3` or `asvs`.
    pub password_profile: PasswordProfile,
    /// What a password's hash costs.
    pub hashing: Hashing,
    /// After how many minutes without a request a session ends.
    pub idle_minutes: u32,
    /// After how many hours a session ends whatever happens.
    pub session_hours: u32,
    /// Roles that need a second factor.
    pub second_factor_roles: Vec<Role>,
    /// The longest life of a token in days; 0 is without limit.
    pub token_days: u32,
    /// After how many days without a sign-in an account may not sign in until it is unlocked; 0 is never.
    pub unused_days: u32,
    /// The file of the key that seals second factors, below the data folder unless it is absolute.
    pub key_file: PathBuf,
}

impl Default for AccessRules {
    fn default() -> Self {
        Self {
            password_profile: PasswordProfile::default(),
            hashing: Hashing::default(),
            idle_minutes: 15,
            session_hours: 12,
            second_factor_roles: vec![
                Role::Administrator,
                Role::SecurityAdministrator,
                Role::Auditor,
                Role::Registrar,
                Role::Publisher,
            ],
            token_days: 400,
            unused_days: 90,
            key_file: PathBuf::from("access.key"),
        }
    }
}

impl AccessRules {
    /// How long a session lives without a request, in microseconds.
    pub fn idle_micros(&self) -> i64 {
        i64::from(self.idle_minutes) * MINUTE_MICROS
    }

    /// How long a session lives at most, in microseconds.
    pub fn session_micros(&self) -> i64 {
        i64::from(self.session_hours).saturating_mul(60 * MINUTE_MICROS)
    }

    /// After how long an account counts as unused, in microseconds.
    pub fn unused_micros(&self) -> Option<i64> {
        (self.unused_days > 0).then(|| i64::from(self.unused_days).saturating_mul(DAY_MICROS))
    }

    /// How long a token lives at most, in microseconds.
    pub fn token_micros(&self) -> Option<i64> {
        (self.token_days > 0).then(|| i64::from(self.token_days).saturating_mul(DAY_MICROS))
    }
}
