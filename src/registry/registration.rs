//! Registrations 注册: the status that an authority gives an item of the registry (ISO/IEC 11179-6). Several authorities
//! may each give the same item a status; of each the last one counts, and none is ever forgotten.

use crate::id::AccountId;
use crate::id::AuthorityId;
use crate::id::EditionRef;
use crate::id::SystemId;
use crate::time::Instant;
use std::collections::BTreeMap;
use std::fmt;

/// An item of the registry by the path of its address, such as `code-systems/icd-10/editions/guolin-2.0`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ItemPath(String);

/// How far an authority has come with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegistrationStatus {
    /// 不完整: handed in, mandatory particulars are missing.
    Incomplete,
    /// 候选: complete, proposed to go on.
    Candidate,
    /// 已记录: mandatory particulars are complete, their quality is not yet confirmed.
    Recorded,
    /// 合格: particulars are complete and of the quality that the authority asks for.
    Qualified,
    /// 标准: agreed for use in the authority's realm.
    Standard,
    /// 首选标准: the one to use where several are standard.
    PreferredStandard,
    /// 被取代: another item took its place.
    Superseded,
    /// 停用: no longer recommended.
    Retired,
    /// 应用级: used by an application, not meant to become a standard.
    Application,
    /// 历史: of use only for data of the past.
    Historical,
}

/// A status that an authority gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The item.
    pub item: ItemPath,
    /// The authority.
    pub authority: AuthorityId,
    /// Its place among what the authority said of the item, from 1.
    pub number: i64,
    /// The status.
    pub status: RegistrationStatus,
    /// Who wrote it down.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// Why; may be empty.
    pub reason: String,
}

impl RegistrationStatus {
    /// Every status, in the order of ISO/IEC 11179-6.
    pub const ALL: [Self; 10] = [
        Self::Incomplete,
        Self::Candidate,
        Self::Recorded,
        Self::Qualified,
        Self::Standard,
        Self::PreferredStandard,
        Self::Superseded,
        Self::Retired,
        Self::Application,
        Self::Historical,
    ];

    /// The word in answers and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Candidate => "candidate",
            Self::Recorded => "recorded",
            Self::Qualified => "qualified",
            Self::Standard => "standard",
            Self::PreferredStandard => "preferred-standard",
            Self::Superseded => "superseded",
            Self::Retired => "retired",
            Self::Application => "application",
            Self::Historical => "historical",
        }
    }

    /// The Chinese word.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Incomplete => "不完整",
            Self::Candidate => "候选",
            Self::Recorded => "已记录",
            Self::Qualified => "合格",
            Self::Standard => "标准",
            Self::PreferredStandard => "首选标准",
            Self::Superseded => "被取代",
            Self::Retired => "停用",
            Self::Application => "应用级",
            Self::Historical => "历史",
        }
    }

    /// Reads the word, in English or Chinese.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |status: &Self| status.as_str() == text || status.title() == text;
        Self::ALL.into_iter().find(fits)
    }
}

impl ItemPath {
    /// The path of a code system.
    pub fn system(id: &SystemId) -> Self {
        Self(format!("code-systems/{id}"))
    }

    /// The path of an edition.
    pub fn edition(of: &EditionRef) -> Self {
        Self(format!("code-systems/{}/editions/{}", of.system, of.edition))
    }

    /// A path as it was stored.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ItemPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What counts now: of each authority the registration with the highest number, by authority.
pub fn current(history: &[Registration]) -> Vec<&Registration> {
    let mut last: BTreeMap<&AuthorityId, &Registration> = BTreeMap::new();
    for one in history {
        let known = last.entry(&one.authority).or_insert(one);
        if one.number > known.number {
            *known = one;
        }
    }
    last.into_values().collect()
}
