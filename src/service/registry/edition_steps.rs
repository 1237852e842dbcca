//! Reading the life of editions: their steps, and which of them are in force on a day.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::SystemId;
use crate::registry::code_system::CodeSystem;
use crate::registry::concept::Concept;
use crate::registry::edition::Edition;
use crate::registry::edition_life::EditionStepTaken;
use crate::registry::in_force;
use crate::service::Service;
use crate::storage::registry::code_systems;
use crate::storage::registry::concepts;
use crate::storage::registry::edition_steps;
use crate::storage::registry::editions;
use crate::time::Day;

/// An edition and the one that supersedes it.
#[derive(Clone, Debug)]
pub struct StandingEdition {
    /// The edition.
    pub edition: Edition,
    /// The edition of the same code system that is in force in its place.
    pub superseded_by: Option<EditionId>,
}

/// A code system's editions in force on a day.
#[derive(Clone, Debug)]
pub struct EditionsInForce {
    /// The day.
    pub day: Day,
    /// The editions, the current one first.
    pub editions: Vec<StandingEdition>,
}

impl Service {
    /// Today in Asia/Shanghai.
    pub fn today(&self) -> Day {
        self.now().day()
    }

    /// The steps that an edition took, the first first.
    pub fn edition_steps(&self, session: &Session, of: &EditionRef) -> Result<Vec<EditionStepTaken>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let stored = editions::must_find(tx, of)?;
            edition_steps::of_edition(tx, stored.key)
        })
    }

    /// A code system and its editions, newest import first, each with what supersedes it today.
    pub fn standing_code_system(&self, session: &Session, id: &SystemId) -> Result<(CodeSystem, Vec<StandingEdition>)> {
        let day = self.today();
        let (system, all) = self.code_system(session, id)?;
        let standing = all
            .iter()
            .map(|edition| StandingEdition::of(edition.clone(), &all, day));
        Ok((system, standing.collect()))
    }

    /// An edition and what supersedes it today.
    pub fn standing_edition(&self, session: &Session, of: &EditionRef) -> Result<StandingEdition> {
        session.permit(Right::ReadRegistry)?;
        let day = self.today();
        self.db.read(|tx| {
            let edition = editions::must_find(tx, of)?.edition;
            Ok(StandingEdition::of(edition, &editions::list(tx, &of.system)?, day))
        })
    }

    /// The editions of a code system that are in force on a day, by default today; the current one first.
    pub fn editions_in_force(&self, session: &Session, id: &SystemId, day: Option<Day>) -> Result<EditionsInForce> {
        session.permit(Right::ReadRegistry)?;
        let day = day.unwrap_or_else(|| self.today());
        self.db.read(|tx| {
            code_systems::must_find(tx, id)?;
            let all = editions::list(tx, id)?;
            let current_first = in_force::in_force(&all, day).into_iter().cloned();
            let editions = current_first.map(|edition| StandingEdition::of(edition, &all, day));
            Ok(EditionsInForce {
                day,
                editions: editions.collect(),
            })
        })
    }

    /// A concept of the edition that is current on a day, by default today, with that edition and day.
    pub fn concept_as_of(
        &self,
        session: &Session,
        id: &SystemId,
        code: &str,
        day: Option<Day>,
    ) -> Result<(Concept, EditionRef, Day)> {
        session.permit(Right::ReadRegistry)?;
        let day = day.unwrap_or_else(|| self.today());
        self.db.read(|tx| {
            code_systems::must_find(tx, id)?;
            let all = editions::list(tx, id)?;
            let current = in_force::in_force(&all, day).into_iter().next();
            let current =
                current.ok_or_else(|| Error::new(Code::NoEditionInForce).with("system", id).with("day", day))?;
            let stored = editions::must_find(tx, &current.of)?;
            let concept = concepts::must_find(tx, &stored, code)?;
            Ok((concept, stored.edition.of, day))
        })
    }
}

impl StandingEdition {
    /// An edition among all of its code system on a day.
    pub fn of(edition: Edition, all: &[Edition], day: Day) -> Self {
        let successor = in_force::superseded_by(all, &edition, day);
        let superseded_by = successor.map(|one| one.of.edition.clone());
        Self { edition, superseded_by }
    }
}
