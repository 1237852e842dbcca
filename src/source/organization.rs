//! An organization 机构: a hospital or a platform.

use crate::access::area::Place;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::time::Instant;

/// An organization as it is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// The id that addresses and files use.
    pub id: OrganizationId,
    /// Its full name.
    pub name: String,
    /// Its 18-digit unified social credit code 统一社会信用代码 (GB 32100), checked.
    pub uscc: Option<String>,
    /// Where it stands in the grid.
    pub place: Place,
    /// When it was registered.
    pub created_at: Instant,
}

/// Whether an organization lets others learn from its released mappings 共享许可: who said so, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharingConsent {
    /// Whether it does.
    pub shares: bool,
    /// Who said so.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

/// What becomes of a file in which something looks like personal data 个人信息.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PersonalDataRule {
    /// It is loaded, and the report tells each place.
    #[default]
    Warn,
    /// It is refused whole.
    Refuse,
}

/// What an organization says about files that are loaded for it: who said so, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadPolicy {
    /// What becomes of personal data.
    pub personal_data: PersonalDataRule,
    /// Who said so.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

impl PersonalDataRule {
    /// The word in requests, commands and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Refuse => "refuse",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Warn, Self::Refuse]
            .into_iter()
            .find(|rule| rule.as_str() == text)
    }
}
