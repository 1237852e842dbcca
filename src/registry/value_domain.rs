//! A value domain 值域 (ISO/IEC 11179): the permissible values of a data element, listed or described.

use super::data_element::DataType;
use super::representation::Representation;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::KindId;
use crate::id::Pin;
use crate::id::ValueDomainId;
use regex::Regex;
use regex::RegexBuilder;
use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use std::collections::BTreeMap;

/// Bytes that a compiled pattern may take.
const PATTERN_BYTES: usize = 1 << 20;

/// One version of a value domain. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueDomain {
    /// Its id and version.
    pub of: Pin<ValueDomainId>,
    /// Its Chinese title.
    pub title: String,
    /// Its object identifier (OID), where one is known.
    pub oid: Option<String>,
    /// Which values are permissible.
    pub definition: Definition,
    /// Where it was taken from.
    pub source: String,
    /// How sure its facts are, in the words of editions.
    pub confidence: String,
    /// What else is worth knowing.
    pub note: String,
    /// Further columns by their titles; what could not be read stands here as it was.
    pub properties: BTreeMap<String, String>,
}

/// Which values a value domain permits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Definition {
    /// 可枚举: codes of an edition.
    Enumerated(Enumeration),
    /// 不可枚举: values of a form.
    Described(Description),
    /// Nobody said which.
    Unknown,
}

/// Codes of one edition of a code system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enumeration {
    /// The edition.
    #[serde(deserialize_with = "edition_ref")]
    pub edition: EditionRef,
    /// The digest that the edition has to have; without it, whichever is published under its name.
    pub digest: Option<String>,
    /// Which part of it.
    pub part: Part,
    /// Whether headings of the tree are left out.
    pub assignable_only: bool,
}

/// A part of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Every code.
    All,
    /// These codes and whatever stands below them.
    Subtree(Vec<String>),
    /// These codes and no others.
    Codes(Vec<String>),
}

/// The form of values; whatever is said has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The data type.
    pub data_type: Option<DataType>,
    /// The representation format.
    pub representation: Option<Representation>,
    /// A regular expression for the whole value.
    pub pattern: Option<String>,
    /// The kind of its codes, such as `uscc` or `loinc`; it brings a grammar and a check digit.
    pub kind: Option<KindId>,
}

impl ValueDomain {
    /// The SHA-256 of what it says: the same on every machine.
    pub fn digest(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        sha256_hex([text.as_bytes()])
    }

    /// The codes that it lists, if it is enumerated.
    pub fn enumeration(&self) -> Option<&Enumeration> {
        match &self.definition {
            Definition::Enumerated(enumeration) => Some(enumeration),
            Definition::Described(_) | Definition::Unknown => None,
        }
    }

    /// The same as a file would say it: empty texts say nothing, and without a title its id stands for it.
    #[must_use]
    pub fn normalized(mut self) -> Self {
        if self.title.is_empty() {
            self.title = self.of.id.to_string();
        }
        self.oid = self.oid.filter(|oid| !oid.is_empty());
        self.properties.retain(|_, value| !value.is_empty());
        match &mut self.definition {
            Definition::Enumerated(enumeration) => {
                enumeration.digest = enumeration.digest.take().filter(|digest| !digest.is_empty());
            }
            Definition::Described(description) => {
                description.pattern = description.pattern.take().filter(|pattern| !pattern.is_empty());
                if *description == Description::default() {
                    self.definition = Definition::Unknown;
                }
            }
            Definition::Unknown => {}
        }
        self
    }

    /// Refuses a domain that could never give a verdict: a pattern that cannot be read, a part without codes.
    ///
    /// Errors: `field-invalid`.
    pub fn check(&self) -> Result<()> {
        match &self.definition {
            Definition::Enumerated(enumeration) => enumeration.check(),
            Definition::Described(description) => description.regex().map(drop),
            Definition::Unknown => Ok(()),
        }
    }
}

impl Definition {
    /// The word in answers: `enumerated`, `described` or `unknown`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Enumerated(_) => "enumerated",
            Self::Described(_) => "described",
            Self::Unknown => "unknown",
        }
    }
}

impl Enumeration {
    /// Every assignable code of an edition.
    pub fn of(edition: EditionRef) -> Self {
        Self {
            edition,
            digest: None,
            part: Part::All,
            assignable_only: true,
        }
    }

    fn check(&self) -> Result<()> {
        match &self.part {
            Part::Subtree(codes) | Part::Codes(codes) if codes.is_empty() || codes.iter().any(String::is_empty) => {
                Err(refusal("codes", "", "须列出代码", "codes have to be named"))
            }
            Part::All | Part::Subtree(_) | Part::Codes(_) => Ok(()),
        }
    }
}

impl Part {
    /// The word in files and answers: `all`, `subtree` or `codes`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Subtree(_) => "subtree",
            Self::Codes(_) => "codes",
        }
    }

    /// The codes that are named.
    pub fn codes(&self) -> &[String] {
        match self {
            Self::All => &[],
            Self::Subtree(codes) | Self::Codes(codes) => codes,
        }
    }
}

impl Description {
    /// The pattern, compiled for whole values.
    ///
    /// Errors: `field-invalid` when it is no regular expression, or too large a one.
    pub fn regex(&self) -> Result<Option<Regex>> {
        let Some(pattern) = &self.pattern else {
            return Ok(None);
        };
        let whole = RegexBuilder::new(&format!("^(?:{pattern})$"))
            .size_limit(PATTERN_BYTES)
            .build();
        whole.map(Some).map_err(|cause| {
            refusal("pattern", pattern, "须为正则表达式", "a regular expression is needed").caused_by(cause)
        })
    }
}

fn refusal(field: &'static str, value: &str, rule_zh: &'static str, rule_en: &'static str) -> Error {
    Error::new(Code::FieldInvalid)
        .with("field", field)
        .with("value", value)
        .with("rule_zh", rule_zh)
        .with("rule_en", rule_en)
        .in_field(field)
}

fn edition_ref<'de, D: Deserializer<'de>>(input: D) -> std::result::Result<EditionRef, D::Error> {
    let text = String::deserialize(input)?;
    EditionRef::parse(&text).map_err(serde::de::Error::custom)
}
