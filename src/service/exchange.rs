//! Editions going out as files, and the profiles by which files come in.

use super::Service;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Result;
use crate::id::EditionRef;
use crate::registry::code_system::CodeSystem;
use crate::registry::exchange;
use crate::registry::exchange::Described;
use crate::registry::exchange::Format;
use crate::registry::exchange::profile::Profile;
use crate::storage::code_systems;
use crate::storage::concepts;
use crate::storage::editions;

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

    /// The column profiles by id.
    pub fn profiles(&self, session: &Session) -> Result<Vec<Profile>> {
        session.permit(Right::ReadRegistry)?;
        Profile::all()
    }
}
