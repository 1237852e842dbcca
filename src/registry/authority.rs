//! Registration authorities 注册机构 (ISO/IEC 11179-6): who may say how far an item is agreed upon, and on which tier.

use crate::id::AuthorityId;

/// The tier of an authority, from the nation down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// 国家.
    National,
    /// 省.
    Provincial,
    /// 市.
    Municipal,
    /// 机构: a hospital or a platform.
    Institutional,
}

/// A registration authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Its id.
    pub id: AuthorityId,
    /// Its Chinese name.
    pub title: String,
    /// Its tier.
    pub tier: Tier,
    /// The authority above it, on a higher tier.
    pub parent: Option<AuthorityId>,
}

impl Tier {
    /// Every tier, the highest first.
    pub const ALL: [Self; 4] = [Self::National, Self::Provincial, Self::Municipal, Self::Institutional];

    /// The word in answers and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Provincial => "provincial",
            Self::Municipal => "municipal",
            Self::Institutional => "institutional",
        }
    }

    /// The Chinese word.
    pub const fn title(self) -> &'static str {
        match self {
            Self::National => "国家",
            Self::Provincial => "省",
            Self::Municipal => "市",
            Self::Institutional => "机构",
        }
    }

    /// Reads the word, in English or Chinese.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |tier: &Self| tier.as_str() == text || tier.title() == text;
        Self::ALL.into_iter().find(fits)
    }
}
