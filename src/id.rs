//! Typed ids: each kind of name is its own type, so that an organization is never taken for a dictionary.
//!
//! Ids are chosen by people, stand in addresses and files, and are kept byte for byte.

mod division_code;

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use std::fmt;

pub use division_code::DivisionCode;

const LONGEST: usize = 100;

macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident, $zh:literal, $en:literal, $allowed:expr, $rule_zh:literal, $rule_en:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
            #[serde(transparent)]
            pub struct $name(String);

            impl $name {
                /// Takes a text that fits the rule of this kind of id.
                pub fn new(text: impl Into<String>) -> Result<Self> {
                    let text = text.into();
                    let allowed: fn(&str) -> bool = $allowed;
                    if allowed(&text) {
                        return Ok(Self(text));
                    }
                    Err(Error::new(Code::IdentifierInvalid)
                        .with("value", &text)
                        .with("what", concat!($zh, " ", $en))
                        .with("rule_zh", $rule_zh)
                        .with("rule_en", $rule_en))
                }

                /// The id as text.
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.0)
                }
            }

            impl std::str::FromStr for $name {
                type Err = Error;
                fn from_str(text: &str) -> Result<Self> {
                    Self::new(text)
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(input: D) -> std::result::Result<Self, D::Error> {
                    let text = String::deserialize(input)?;
                    Self::new(text).map_err(serde::de::Error::custom)
                }
            }
        )*
    };
}

fn is_word(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let starts_well = text.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
    starts_well && text.len() <= LONGEST && text.chars().all(allowed)
}

fn is_dictionary(text: &str) -> bool {
    text.split_once('/')
        .is_some_and(|(source, name)| is_word(source) && is_word(name))
}

fn is_map(text: &str) -> bool {
    is_word(text) && text != "compose"
}

fn is_account(text: &str) -> bool {
    let printable = text.chars().all(|c| !c.is_control() && !c.is_whitespace());
    !text.is_empty() && text.len() <= LONGEST && printable
}

text_ids! {
    /// A code system 代码系统, such as `icd-10`.
    SystemId, "代码系统标识", "code system id", is_word,
        "只用字母、数字和 - _ .，以字母或数字开头，不超过 100 个字符",
        "use letters, digits and - _ . only, starting with a letter or digit, at most 100 characters";
    /// An edition 版本 of a code system, such as `guolin-2.0`.
    EditionId, "版本标识", "edition id", is_word,
        "只用字母、数字和 - _ .，以字母或数字开头，不超过 100 个字符",
        "use letters, digits and - _ . only, starting with a letter or digit, at most 100 characters";
    /// A kind 种类 of code system, such as `icd-10-guolin`.
    KindId, "种类标识", "kind id", is_word,
        "只用字母、数字和 - _ .，以字母或数字开头，不超过 100 个字符",
        "use letters, digits and - _ . only, starting with a letter or digit, at most 100 characters";
    /// An organization 机构, such as `H1`.
    OrganizationId, "机构标识", "organization id", is_word,
        "只用字母、数字和 - _ .，以字母或数字开头，不超过 100 个字符",
        "use letters, digits and - _ . only, starting with a letter or digit, at most 100 characters";
    /// A local dictionary 本地字典 as `source system/name`, such as `his/diagnosis`.
    DictionaryId, "字典标识", "dictionary id", is_dictionary,
        "写成 业务系统/字典名，例如 his/diagnosis；两部分只用字母、数字和 - _ .",
        "write it as source-system/name, such as his/diagnosis; letters, digits and - _ . only";
    /// An account 账户: the person or program that acts.
    AccountId, "账户名", "account name", is_account,
        "不能有空格和控制字符，不超过 100 字节",
        "no blanks or control characters, at most 100 bytes";
    /// A token's public id, which is not secret.
    TokenId, "令牌编号", "token id", is_word,
        "只用字母、数字和 - _ .", "use letters, digits and - _ . only";
    /// A concept map 对照表 between code systems, such as `guolin-2.0-to-yibao-2.0`.
    MapId, "对照表标识", "concept map id", is_map,
        "只用字母、数字和 - _ .，以字母或数字开头，不超过 100 个字符，且不是 compose",
        "use letters, digits and - _ . only, starting with a letter or digit, at most 100 characters, and not compose";
    /// A version of a concept map.
    MapVersionId, "对照表版本标识", "concept map version id", is_word,
        "只用字母、数字和 - _ .，以字母或数字开头，不超过 100 个字符",
        "use letters, digits and - _ . only, starting with a letter or digit, at most 100 characters";
    /// A registration authority 注册机构, such as `nhc` or `henan`.
    AuthorityId, "注册机构标识", "registration authority id", is_word,
        "只用字母、数字和 - _ .，以字母或数字开头，不超过 100 个字符",
        "use letters, digits and - _ . only, starting with a letter or digit, at most 100 characters";
    /// A job 任务.
    JobId, "任务编号", "job id", is_word,
        "只用字母、数字和 - _ .", "use letters, digits and - _ . only";
    /// A word of the grid 网格: a tier such as `county` 县 or a business line such as `disease-control` 疾控.
    GridWordId, "网格词", "word of the grid", is_word,
        "只用字母、数字和 - _ .，以字母或数字开头，不超过 100 个字符",
        "use letters, digits and - _ . only, starting with a letter or digit, at most 100 characters";
}

impl KindId {
    /// The kind of a code system of which nothing else is said: `plain`.
    pub fn plain() -> Self {
        Self("plain".to_owned())
    }
}

impl Default for KindId {
    fn default() -> Self {
        Self::plain()
    }
}

impl DictionaryId {
    /// The source system 业务系统 and the dictionary's name in it.
    pub fn parts(&self) -> (&str, &str) {
        self.0.split_once('/').unwrap_or((&self.0, ""))
    }
}

text_ids! {
    /// A value domain 值域, such as `CV02.01.101`; a hospital's own carries its namespace, such as `h1:HSCV01.002`.
    ValueDomainId, "值域标识", "value domain id", is_scoped,
        "只用字母、数字和 - _ .，可在前面加命名空间和冒号，例如 h1:HSCV01.002",
        "use letters, digits and - _ . only; a namespace and a colon may stand before, such as h1:HSCV01.002";
    /// A data element 数据元, such as `DE02.01.040.00`; a hospital's own carries its namespace.
    DataElementId, "数据元标识", "data element id", is_scoped,
        "只用字母、数字和 - _ .，可在前面加命名空间和冒号，例如 h1:HSDE01.002",
        "use letters, digits and - _ . only; a namespace and a colon may stand before, such as h1:HSDE01.002";
    /// A version of a value domain or of a data element, such as `2011`.
    VersionId, "版本号", "version", is_word,
        "只用字母、数字和 - _ .，以字母或数字开头，不超过 100 个字符",
        "use letters, digits and - _ . only, starting with a letter or digit, at most 100 characters";
    /// A specification 采集规范, such as `henan-2026`.
    SpecificationId, "采集规范标识", "specification id", is_word,
        "只用字母、数字和 - _ .，以字母或数字开头，不超过 100 个字符",
        "use letters, digits and - _ . only, starting with a letter or digit, at most 100 characters";
}

text_ids! {
    /// A collector 采集端: the program that pulls an organization's snapshots, such as `front-1`.
    CollectorId, "采集端标识", "collector id", is_word,
        "只用字母、数字和 - _ .，以字母或数字开头，不超过 100 个字符",
        "use letters, digits and - _ . only, starting with a letter or digit, at most 100 characters";
}

fn is_scoped(text: &str) -> bool {
    match text.split_once(':') {
        Some((namespace, rest)) => text.len() <= LONGEST && is_word(namespace) && is_word(rest),
        None => is_word(text),
    }
}

/// One version of a registered thing, such as `CV02.01.101/2011`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Pin<Id> {
    /// The thing.
    pub id: Id,
    /// Its version.
    pub version: VersionId,
}

impl<Id: fmt::Display> fmt::Display for Pin<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.id, self.version)
    }
}

/// An edition of a code system, such as `icd-10/guolin-2.0`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EditionRef {
    /// The code system.
    pub system: SystemId,
    /// Its edition.
    pub edition: EditionId,
}

impl EditionRef {
    /// Reads `system/edition`.
    pub fn parse(text: &str) -> Result<Self> {
        let (system, edition) = text.split_once('/').unwrap_or((text, ""));
        Ok(Self {
            system: SystemId::new(system)?,
            edition: EditionId::new(edition)?,
        })
    }

    /// The error that says this edition does not exist.
    pub fn unknown(&self) -> Error {
        Error::new(Code::EditionUnknown)
            .with("system", &self.system)
            .with("edition", &self.edition)
    }
}

impl fmt::Display for EditionRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.system, self.edition)
    }
}

impl std::str::FromStr for EditionRef {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl serde::Serialize for EditionRef {
    fn serialize<S: serde::Serializer>(&self, output: S) -> std::result::Result<S::Ok, S::Error> {
        output.collect_str(self)
    }
}

/// A version of a concept map, such as `guolin-to-yibao/2023`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MapVersionRef {
    /// The concept map.
    pub map: MapId,
    /// Its version.
    pub version: MapVersionId,
}

impl MapVersionRef {
    /// Reads `map/version`.
    pub fn parse(text: &str) -> Result<Self> {
        let (map, version) = text.split_once('/').unwrap_or((text, ""));
        Ok(Self {
            map: MapId::new(map)?,
            version: MapVersionId::new(version)?,
        })
    }

    /// The error that says this version does not exist.
    pub fn unknown(&self) -> Error {
        Error::new(Code::MapVersionUnknown)
            .with("map", &self.map)
            .with("version", &self.version)
    }
}

impl fmt::Display for MapVersionRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.map, self.version)
    }
}

text_ids! {
    /// A session's public id, which is not secret.
    SessionId, "会话编号", "session id", is_word,
        "只用字母、数字和 - _ .", "use letters, digits and - _ . only";
}
