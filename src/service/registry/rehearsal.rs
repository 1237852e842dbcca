//! Importing an edition without storing it: what the lint says of the file, and what would differ from the edition that
//! is in force.

use super::editions::EditionImport;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::KindId;
use crate::registry::concept::Concept;
use crate::registry::edition::Edition;
use crate::registry::edition_diff;
use crate::registry::edition_diff::Change;
use crate::registry::edition_diff::Counts;
use crate::registry::edition_file::Derived;
use crate::registry::edition_file::edition_digest;
use crate::registry::in_force::in_force;
use crate::registry::lint::Report;
use crate::service::Service;
use crate::service::files::FileInput;
use crate::storage::registry::concepts;
use crate::storage::registry::editions;

/// How many codes of each change are shown.
const MOST_OF_A_CHANGE: usize = 20;

/// What an import would give.
#[derive(Debug)]
pub struct Rehearsal {
    /// The edition that was not stored.
    pub of: EditionRef,
    /// The kind that its codes were held against.
    pub kind: KindId,
    /// How many concepts it would have.
    pub rows: u64,
    /// The digest that it would have.
    pub digest: String,
    /// What the lint found.
    pub report: Report,
    /// What the kind said of parents and headings.
    pub derived: Derived,
    /// What the file has and an edition would not keep.
    pub notes: Vec<Error>,
    /// The difference to the edition in force, when there is one.
    pub difference: Option<Difference>,
}

/// How an edition would differ from the one in force.
#[derive(Debug)]
pub struct Difference {
    /// The edition in force.
    pub from: Edition,
    /// How many codes each change has.
    pub counts: Counts,
    /// The first codes of each change.
    pub first: Vec<ChangedCode>,
}

/// One code that would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedCode {
    /// What would happen to it.
    pub change: Change,
    /// The code.
    pub code: String,
    /// What the change takes away: the name of a code that is removed or renamed, the parent, the status and so on.
    pub before: Option<String>,
    /// What the change puts there.
    pub after: Option<String>,
}

impl Service {
    /// Reads the file of an edition as [`Service::import_edition`] would and stores nothing. A file with errors is no
    /// refusal here; an edition that could not be replaced is.
    pub fn rehearse_edition(
        &self,
        session: &Session,
        of: &EditionRef,
        file: &FileInput,
        import: &EditionImport,
    ) -> Result<Rehearsal> {
        session.permit(Right::ImportEdition)?;
        let profile = import.profile()?;
        let import = &import.completed_by(&profile);
        let (kind, reading, notes) = self.read_edition(of, file, import, &profile)?;
        let digest = edition_digest(&reading.concepts);
        let today = self.now().day();
        let current = self.db.read(|tx| {
            if let Some(known) = editions::find(tx, of)?
                && known.edition.digest != digest
            {
                known.edition.must_be_draft()?;
            }
            let editions = editions::list(tx, &of.system)?;
            let Some(current) = in_force(&editions, today).first().copied() else {
                return Ok(None);
            };
            let stored = editions::must_find(tx, &current.of)?;
            Ok(Some((concepts::all(tx, stored.key)?, stored.edition)))
        })?;
        let difference = current.map(|(old, from)| Difference::of(from, &old, &reading.concepts));
        Ok(Rehearsal {
            of: of.clone(),
            kind: kind.id().clone(),
            rows: u64::try_from(reading.concepts.len()).unwrap_or(u64::MAX),
            digest,
            report: reading.report,
            derived: reading.derived,
            notes,
            difference,
        })
    }
}

impl Difference {
    fn of(from: Edition, old: &[Concept], new: &[Concept]) -> Self {
        let diff = edition_diff::diff(old, new);
        let mut first = Vec::new();
        for &change in Change::ALL {
            let rows = diff.rows.iter().filter(|row| row.changes.contains(&change));
            first.extend(rows.take(MOST_OF_A_CHANGE).map(|row| ChangedCode {
                change,
                code: row.code().to_owned(),
                before: row.before.and_then(|concept| said(change, concept)),
                after: row.after.and_then(|concept| said(change, concept)),
            }));
        }
        Self {
            from,
            counts: diff.counts,
            first,
        }
    }
}

/// What a concept says about which a change is.
fn said(change: Change, concept: &Concept) -> Option<String> {
    match change {
        Change::Added | Change::Removed | Change::Renamed => Some(concept.display.clone()),
        Change::Reparented => concept.parent.clone(),
        Change::Status => Some(concept.status.as_str().to_owned()),
        Change::Assignable => Some(concept.assignable.to_string()),
        Change::Designations => Some(concept.designations.join("|")),
        Change::Properties => {
            let pairs = concept
                .properties
                .iter()
                .map(|(title, value)| format!("{title}={value}"));
            Some(pairs.collect::<Vec<_>>().join("|"))
        }
    }
}
