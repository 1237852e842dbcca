//! From a name to a version: the one that is named, or the one that was registered last.

use crate::error::Result;
use crate::id::DataElementId;
use crate::id::Pin;
use crate::id::ValueDomainId;
use crate::id::VersionId;
use crate::registry::data_element::DataElement;
use crate::storage::DbConn;
use crate::storage::registry::data_elements;
use crate::storage::registry::value_domains;
use std::collections::HashMap;

/// A name, and a version if one is named.
pub(in crate::service) type Named = (String, Option<String>);

/// The versions that are registered under some names, the last registered at the end.
pub(in crate::service) struct Resolver {
    domains: HashMap<String, Vec<String>>,
    elements: HashMap<String, Vec<DataElement>>,
}

impl Resolver {
    /// Looks value domains up.
    pub(in crate::service) fn of_domains<'n>(tx: &mut DbConn, names: impl Iterator<Item = &'n Named>) -> Result<Self> {
        let mut ids: Vec<&str> = names.map(|(id, _)| id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let known = value_domains::known(tx, &ids)?.into_iter();
        let versions = known.map(|(id, list)| (id, list.into_iter().map(|known| known.version).collect()));
        Ok(Self {
            domains: versions.collect(),
            elements: HashMap::new(),
        })
    }

    /// Looks data elements up as well.
    pub(in crate::service) fn with_elements<'n>(
        mut self,
        tx: &mut DbConn,
        names: impl Iterator<Item = &'n Named>,
    ) -> Result<Self> {
        let mut ids: Vec<&str> = names.map(|(id, _)| id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        for (id, list) in data_elements::find_many(tx, &ids)? {
            let elements = list.into_iter().map(|stored| stored.element).collect();
            self.elements.insert(id, elements);
        }
        Ok(self)
    }

    /// The version of a value domain, if it is registered.
    pub(in crate::service) fn domain(&self, (id, version): &Named) -> Result<Option<Pin<ValueDomainId>>> {
        let versions = self.domains.get(id).map_or(&[][..], Vec::as_slice);
        let found = match version {
            Some(version) => versions.iter().find(|known| *known == version),
            None => versions.last(),
        };
        let pin = |version: &String| {
            Ok(Pin {
                id: ValueDomainId::new(id.clone())?,
                version: VersionId::new(version.clone())?,
            })
        };
        found.map(pin).transpose()
    }

    /// The data element, if it is registered.
    pub(in crate::service) fn element(&self, (id, version): &Named) -> Option<&DataElement> {
        let elements = self.elements.get(id)?;
        match version {
            Some(version) => elements.iter().find(|known| known.of.version.as_str() == version),
            None => elements.last(),
        }
    }

    /// The pin of a data element.
    pub(in crate::service) fn pin_of(element: &DataElement) -> Pin<DataElementId> {
        element.of.clone()
    }
}
