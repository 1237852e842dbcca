//! A code system 代码系统: a named list of codes, published in editions.

use crate::id::KindId;
use crate::id::SystemId;
use serde::Deserialize;
use serde::Serialize;

/// A named list of codes and who gives it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSystem {
    /// Its id, such as `icd-10` or `GB-T-2261.1`.
    pub id: SystemId,
    /// Its Chinese title.
    pub title: String,
    /// Its English title; may be empty.
    pub title_en: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its object identifier (OID), where one is known.
    pub oid: Option<String>,
    /// Its address on the web, where one is known.
    pub url: Option<String>,
    /// What kind of thing it lists: how its codes are built and how names are compared.
    pub kind: KindId,
}

impl CodeSystem {
    /// A code system of which only the id is known yet.
    pub fn named(id: SystemId) -> Self {
        Self {
            title: id.to_string(),
            id,
            title_en: String::new(),
            publisher: String::new(),
            oid: None,
            url: None,
            kind: KindId::plain(),
        }
    }
}
