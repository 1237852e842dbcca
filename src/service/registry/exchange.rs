//! Editions, specifications, value domains and data elements going out as files, and the profiles by which files come in.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::SpecificationId;
use crate::registry::catalogue_file;
use crate::registry::code_system::CodeSystem;
use crate::registry::exchange;
use crate::registry::exchange::Described;
use crate::registry::exchange::Format;
use crate::registry::exchange::profile::Profile;
use crate::registry::succession;
use crate::service::Service;
use crate::storage::registry::code_systems;
use crate::storage::registry::concepts;
use crate::storage::registry::data_elements;
use crate::storage::registry::editions;
use crate::storage::registry::specifications;
use crate::storage::registry::specifications::fields;
use crate::storage::registry::successions;
use crate::storage::registry::value_domains;

impl Service {
    /// The bytes of a whole edition in this format; imported again, they give an edition with the same digest.
    pub fn export_edition(&self, session: &Session, of: &EditionRef, format: Format) -> Result<Vec<u8>> {
        session.permit(Right::ReadRegistry)?;
        let (system, edition, list) = self.db.read(|tx| {
            let stored = editions::must_find(tx, of)?;
            let system = code_systems::find(tx, &of.system)?;
            let system = system.unwrap_or_else(|| CodeSystem::named(of.system.clone()));
            Ok((system, stored.edition, concepts::all(tx, stored.key)?))
        })?;
        let about = Described {
            system: &system,
            edition: &edition,
        };
        exchange::write(format, &about, &list)
    }

    /// The bytes of the fields of a specification with the versions that they pin; imported where those are registered, they
    /// give the same specification.
    pub fn export_fields(&self, session: &Session, id: &SpecificationId, format: Format) -> Result<Vec<u8>> {
        session.permit(Right::ReadRegistry)?;
        let (tables, list) = self.db.read(|tx| {
            specifications::must_find(tx, id)?;
            Ok((fields::tables(tx, id)?, fields::all(tx, id)?))
        })?;
        catalogue_file::write_fields(format, &tables, list)
    }

    /// The bytes of a list of changes; imported again as `events`, they give a list with the same digest.
    pub fn export_succession(&self, session: &Session, of: &EditionRef, format: Format) -> Result<Vec<u8>> {
        session.permit(Right::ReadRegistry)?;
        let format = catalogue_file::table_format(format)?;
        let events = self.db.read(|tx| {
            let stored = successions::must_find(tx, of)?;
            successions::events(tx, stored.key)
        })?;
        succession::write(format, of, &events)
    }

    /// The bytes of the tables of a specification, with their order, groups and titles.
    pub fn export_tables(&self, session: &Session, id: &SpecificationId, format: Format) -> Result<Vec<u8>> {
        session.permit(Right::ReadRegistry)?;
        let tables = self.db.read(|tx| {
            specifications::must_find(tx, id)?;
            fields::tables(tx, id)
        })?;
        catalogue_file::write_tables(format, &tables)
    }

    /// The bytes of every version of all value domains, or of those whose id begins so, in the order of registration.
    pub fn export_value_domains(&self, session: &Session, starts: Option<&str>, format: Format) -> Result<Vec<u8>> {
        session.permit(Right::ReadRegistry)?;
        let list = self.db.read(|tx| value_domains::all(tx, starts))?;
        catalogue_file::write_domains(format, &list)
    }

    /// The same of data elements, each with the version of its value domain.
    pub fn export_data_elements(&self, session: &Session, starts: Option<&str>, format: Format) -> Result<Vec<u8>> {
        session.permit(Right::ReadRegistry)?;
        let list = self.db.read(|tx| data_elements::all(tx, starts))?;
        catalogue_file::write_elements(format, list)
    }

    /// The column profiles by id.
    pub fn profiles(&self, session: &Session) -> Result<Vec<Profile>> {
        session.permit(Right::ReadRegistry)?;
        Profile::all()
    }
}
