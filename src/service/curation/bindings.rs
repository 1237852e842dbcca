//! What is said of dictionaries and source systems so that figures can be put together by it: fields, value domains, campuses.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::id::SpecificationId;
use crate::id::ValueDomainId;
use crate::id::VersionId;
use crate::service::Service;
use crate::service::registry::specifications::must_find_field;
use crate::service::texts::must_be_name;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::audit::audit_log;
use crate::storage::curation::bindings;
use crate::storage::curation::bindings::Said;
use crate::storage::curation::dictionaries;
use crate::storage::registry::value_domains;
use serde_json::json;

pub use crate::coverage::Binding;

/// A field or a value domain that a dictionary is to feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedBinding {
    /// A field of a specification.
    Field {
        /// The specification.
        specification: SpecificationId,
        /// The table.
        table: String,
        /// The field.
        field: String,
    },
    /// A value domain, or a version of it; without one the newest.
    ValueDomain(ValueDomainId, Option<VersionId>),
}

impl Service {
    /// Says which fields and value domains a dictionary feeds from now on, instead of what was said before; the same again
    /// changes nothing.
    pub fn bind_dictionary(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        list: &[NamedBinding],
    ) -> Result<Vec<Binding>> {
        let permit = session.permit_in(Right::LoadDictionary, organization)?;
        let now = self.now();
        self.db.write(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let mut found = Vec::with_capacity(list.len());
            for (index, named) in list.iter().enumerate() {
                found.push(resolve(tx, named).map_err(|error| error.in_field(format!("[{index}]")))?);
            }
            found.sort_unstable();
            found.dedup();
            let mut known = bindings::bindings(tx, organization, now)?;
            if known.remove(dictionary.as_str()).unwrap_or_default() == found {
                return Ok(found);
            }
            let said = Said {
                by: permit.account(),
                at: now,
            };
            bindings::bind(tx, organization, dictionary, &found, said)?;
            let object = format!("organizations/{organization}/dictionaries/{dictionary}/bindings");
            let act = Act::new("dictionary.bind", object).with_details(json!({ "bindings": found }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(found)
        })
    }

    /// The fields and value domains that a dictionary feeds.
    pub fn dictionary_bindings(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
    ) -> Result<Vec<Binding>> {
        session.permit_in(Right::ReadMappings, organization)?;
        let now = self.now();
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let mut known = bindings::bindings(tx, organization, now)?;
            Ok(known.remove(dictionary.as_str()).unwrap_or_default())
        })
    }

    /// Says on which campus a source system runs from now on; an empty text takes back what was said. The same again changes
    /// nothing.
    pub fn place_source_system(
        &self,
        session: &Session,
        organization: &OrganizationId,
        source_system: &str,
        campus: &str,
    ) -> Result<String> {
        let permit = session.permit_in(Right::LoadDictionary, organization)?;
        if !campus.is_empty() {
            must_be_name("campus", campus)?;
        }
        let now = self.now();
        self.db.write(|tx| {
            organizations::must_find(tx, organization)?;
            bindings::must_have_source_system(tx, organization, source_system)?;
            let mut known = bindings::campuses(tx, organization, now)?;
            if known.remove(source_system).unwrap_or_default() == campus {
                return Ok(campus.to_owned());
            }
            let said = Said {
                by: permit.account(),
                at: now,
            };
            bindings::place(tx, organization, source_system, campus, said)?;
            let object = format!("organizations/{organization}/source-systems/{source_system}/campus");
            let act = Act::new("source-system.place", object).with_details(json!({ "campus": campus }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(campus.to_owned())
        })
    }

    /// On which campus a source system runs; empty when nobody said.
    pub fn campus(&self, session: &Session, organization: &OrganizationId, source_system: &str) -> Result<String> {
        session.permit_in(Right::ReadMappings, organization)?;
        let now = self.now();
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            bindings::must_have_source_system(tx, organization, source_system)?;
            let mut known = bindings::campuses(tx, organization, now)?;
            Ok(known.remove(source_system).unwrap_or_default())
        })
    }
}

fn resolve(tx: &mut DbConn, named: &NamedBinding) -> Result<Binding> {
    match named {
        NamedBinding::Field {
            specification,
            table,
            field,
        } => {
            let found = must_find_field(tx, specification, table, field)?;
            Ok(Binding::Field {
                specification: specification.to_string(),
                table: found.table,
                field: found.name,
                domain: found.domain.map(|pin| pin.to_string()),
            })
        }
        NamedBinding::ValueDomain(id, version) => {
            let found = value_domains::must_find(tx, id, version.as_ref())?;
            Ok(Binding::ValueDomain {
                domain: found.domain.of.to_string(),
            })
        }
    }
}
