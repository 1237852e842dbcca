//! Reading value domains and data elements, and who uses them.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Result;
use crate::id::DataElementId;
use crate::id::EditionRef;
use crate::id::ValueDomainId;
use crate::id::VersionId;
use crate::page::Page;
use crate::page::Slice;
use crate::service::Service;
use crate::storage::registry::data_elements;
use crate::storage::registry::data_elements::ElementFilter;
use crate::storage::registry::data_elements::StoredElement;
use crate::storage::registry::editions;
use crate::storage::registry::specifications::fields;
use crate::storage::registry::specifications::fields::FieldUse;
use crate::storage::registry::specifications::fields::Used;
use crate::storage::registry::value_domains;
use crate::storage::registry::value_domains::DomainFilter;
use crate::storage::registry::value_domains::StoredDomain;

impl Service {
    /// Value domains by id and version.
    pub fn value_domains(&self, session: &Session, starts: Option<String>, page: &Page) -> Result<Slice<StoredDomain>> {
        session.permit(Right::ReadRegistry)?;
        let filter = DomainFilter {
            id_starts: starts,
            edition: None,
        };
        self.db.read(|tx| value_domains::page(tx, &filter, page))
    }

    /// The value domains that take their codes from an edition.
    pub fn value_domains_of_edition(
        &self,
        session: &Session,
        of: &EditionRef,
        page: &Page,
    ) -> Result<Slice<StoredDomain>> {
        session.permit(Right::ReadRegistry)?;
        let filter = DomainFilter {
            id_starts: None,
            edition: Some(of.clone()),
        };
        self.db.read(|tx| {
            editions::must_find(tx, of)?;
            value_domains::page(tx, &filter, page)
        })
    }

    /// A value domain, the version that was registered last or a named one, and all its versions, newest first.
    pub fn value_domain(
        &self,
        session: &Session,
        id: &ValueDomainId,
        version: Option<&VersionId>,
    ) -> Result<(StoredDomain, Vec<VersionId>)> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let stored = value_domains::must_find(tx, id, version)?;
            Ok((stored, value_domains::versions(tx, id)?))
        })
    }

    /// The data elements bound to a value domain: every version, or a named one.
    pub fn elements_of_domain(
        &self,
        session: &Session,
        id: &ValueDomainId,
        version: Option<VersionId>,
        page: &Page,
    ) -> Result<Slice<StoredElement>> {
        session.permit(Right::ReadRegistry)?;
        let filter = ElementFilter {
            id_starts: None,
            domain: Some(id.clone()),
            domain_version: version,
        };
        self.db.read(|tx| {
            value_domains::must_find(tx, id, filter.domain_version.as_ref())?;
            data_elements::page(tx, &filter, page)
        })
    }

    /// The fields that use a value domain: every version, or a named one.
    pub fn fields_of_domain(
        &self,
        session: &Session,
        id: &ValueDomainId,
        version: Option<VersionId>,
        page: &Page,
    ) -> Result<Slice<FieldUse>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            value_domains::must_find(tx, id, version.as_ref())?;
            fields::uses(tx, &Used::Domain(id.clone(), version), page)
        })
    }

    /// Data elements by id and version.
    pub fn data_elements(
        &self,
        session: &Session,
        starts: Option<String>,
        page: &Page,
    ) -> Result<Slice<StoredElement>> {
        session.permit(Right::ReadRegistry)?;
        let filter = ElementFilter {
            id_starts: starts,
            ..ElementFilter::default()
        };
        self.db.read(|tx| data_elements::page(tx, &filter, page))
    }

    /// A data element, the version that was registered last or a named one, and all its versions, newest first.
    pub fn data_element(
        &self,
        session: &Session,
        id: &DataElementId,
        version: Option<&VersionId>,
    ) -> Result<(StoredElement, Vec<VersionId>)> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let stored = data_elements::must_find(tx, id, version)?;
            Ok((stored, data_elements::versions(tx, id)?))
        })
    }

    /// The fields that a data element stands in: every version of it, or a named one.
    pub fn fields_of_element(
        &self,
        session: &Session,
        id: &DataElementId,
        version: Option<VersionId>,
        page: &Page,
    ) -> Result<Slice<FieldUse>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            data_elements::must_find(tx, id, version.as_ref())?;
            fields::uses(tx, &Used::Element(id.clone(), version), page)
        })
    }
}
