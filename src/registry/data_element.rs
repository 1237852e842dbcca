//! A data element 数据元 (ISO/IEC 11179, WS/T 303): what a field means, in what form, and out of which value domain.

use super::representation::Representation;
use crate::digest::sha256_hex;
use crate::id::DataElementId;
use crate::id::Pin;
use crate::id::ValueDomainId;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $word:literal;)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in files, answers and the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads the word.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}

words! {
    /// A data type of WS/T 303.
    DataType {
        /// Text, not said of which sort.
        Text "S";
        /// Free text.
        FreeText "S1";
        /// Text out of a list that belongs to the data element.
        OwnList "S2";
        /// A code out of a list of its own.
        Coded "S3";
        /// True or false.
        Truth "L";
        /// A number.
        Number "N";
        /// A day.
        Date "D";
        /// A day and a time.
        DateTime "DT";
        /// A time of day.
        Time "T";
        /// Bytes.
        Binary "BY";
    }
}

words! {
    /// The registration status of ISO/IEC 11179-6.
    RegistrationStatus {
        /// 不完整: something that has to be said is missing.
        Incomplete "incomplete";
        /// 已记录: everything that has to be said is said.
        Recorded "recorded";
        /// 合格: it was reviewed.
        Qualified "qualified";
        /// 标准: to be used.
        Standard "standard";
        /// 首选标准: to be used before others.
        PreferredStandard "preferred-standard";
        /// 被取代: another takes its place.
        Superseded "superseded";
        /// 停用: not to be used any more.
        Retired "retired";
    }
}

/// One version of a data element. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DataElement {
    /// Its id and version.
    pub of: Pin<DataElementId>,
    /// Its name.
    pub name: String,
    /// What it means; may be empty.
    pub definition: String,
    /// Its data type, where one is known.
    pub data_type: Option<DataType>,
    /// Its representation format, where one is known.
    pub representation: Option<Representation>,
    /// The value domain that it is bound to.
    pub domain: Option<Pin<ValueDomainId>>,
    /// Its registration status.
    pub status: RegistrationStatus,
    /// Where it was taken from.
    pub source: String,
    /// How sure its facts are, in the words of editions.
    pub confidence: String,
    /// Further columns by their titles; what could not be read stands here as it was.
    pub properties: BTreeMap<String, String>,
}

impl DataElement {
    /// The SHA-256 of what it says: the same on every machine.
    pub fn digest(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        sha256_hex([text.as_bytes()])
    }
}
