//! Enumerated value domains as FHIR value sets. A code system is addressed by its own address, else by its OID, else by its id.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Result;
use crate::id::Pin;
use crate::id::SystemId;
use crate::id::ValueDomainId;
use crate::registry::code_system::CodeSystem;
use crate::registry::fhir_value_set;
use crate::registry::fhir_value_set::SYSTEM;
use crate::service::Service;
use crate::storage::registry::code_systems;
use crate::storage::registry::value_domains;
use crate::storage::registry::value_domains::StoredDomain;
use serde_json::Value;
use std::collections::BTreeSet;

impl Service {
    /// The FHIR `ValueSet` of a version of an enumerated value domain.
    pub fn value_set(&self, session: &Session, of: &Pin<ValueDomainId>) -> Result<Value> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let domain = value_domains::must_find(tx, &of.id, Some(&of.version))?.domain;
            let named = domain
                .enumeration()
                .map(|enumeration| enumeration.edition.system.clone());
            let system = named
                .as_ref()
                .map(|id| code_systems::find(tx, id))
                .transpose()?
                .flatten();
            let address = system.as_ref().and_then(address);
            let address = match address {
                Some(address) if code_systems::addressed(tx, &address)?.len() == 1 => address,
                _ => named.map_or_else(String::new, |id| format!("{SYSTEM}{id}")),
            };
            fhir_value_set::write(&domain, &address)
        })
    }

    /// Registers a version of a value domain from a FHIR `ValueSet`.
    pub fn register_value_set(&self, session: &Session, of: &Pin<ValueDomainId>, set: &Value) -> Result<StoredDomain> {
        session.permit(Right::PublishEdition)?;
        let includes = set
            .pointer("/compose/include")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let addresses: BTreeSet<&str> = includes.filter_map(|one| one.get("system")?.as_str()).collect();
        let known = self.db.read(|tx| {
            let mut known = Vec::with_capacity(addresses.len());
            for address in &addresses {
                let mut ids = code_systems::addressed(tx, address)?;
                known.push((*address, ids.pop().filter(|_| ids.is_empty())));
            }
            Ok(known)
        })?;
        let domain = fhir_value_set::read(set, of.clone(), |address| {
            if let Some(id) = address.strip_prefix(SYSTEM) {
                return SystemId::new(id).ok();
            }
            let found = known.iter().find(|(one, _)| *one == address);
            found.and_then(|(_, id)| id.clone())
        })?;
        self.register_value_domain(session, &domain)
    }
}

fn address(system: &CodeSystem) -> Option<String> {
    let oid = system.oid.as_ref().map(|oid| format!("urn:oid:{oid}"));
    system.url.clone().or(oid)
}
