//! Looking at a load of a dictionary before it is applied: what changed, and what becomes of the mappings of the dictionary
//! and of its sides.

use super::dictionaries::DictionaryLoad;
use super::dictionaries::refuse_side;
use super::dictionaries::target_of;
use super::mapping_steps::recheck_in;
use super::requests::SeenMapping;
use crate::access::permit::HospitalPermit;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::language::Language;
use crate::mapping::drift;
use crate::mapping::drift::Fate;
use crate::mapping::drift::MappingFate;
use crate::matching::Comparison;
use crate::matching::Lexicon;
use crate::matching::drift::Grade;
use crate::matching::drift::Named;
use crate::service::Service;
use crate::source::doubts::Doubts;
use crate::source::local_code::Dictionary;
use crate::source::local_code::LocalCode;
use crate::source::reload::Drift;
use crate::source::reload::Judge;
use crate::source::reload::Judgement;
use crate::source::reload::Loads;
use crate::source::reload::ReloadReport;
use crate::source::reload::compare;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::curation::mappings;
use crate::storage::curation::mappings::of_dictionary;
use crate::storage::curation::suggestions;
use crate::storage::registry::code_systems;
use crate::storage::registry::editions;
use crate::time::Instant;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashSet;
use std::sync::Arc;

/// What a load changed, or would change.
#[derive(Clone, Debug)]
pub struct LoadReport {
    /// Whether it is applied; false for a rehearsal.
    pub is_applied: bool,
    /// The number of the load, from 1.
    pub load: i64,
    /// The edition that the codes are mapped to from now on.
    pub target: EditionRef,
    /// The edition before, where it is another.
    pub former_target: Option<EditionRef>,
    /// What changed.
    pub changes: ReloadReport,
    /// The mappings that it touches, of the dictionary and of its sides.
    pub fates: Vec<MappingFate>,
    /// How many other mappings keep their state, because their codes are there as they were.
    pub untouched: usize,
    /// What looks like personal data in the file, or is garbled.
    pub doubts: Doubts,
}

/// A load, looked at.
pub(in crate::service) struct Reload {
    id: DictionaryId,
    known: Option<Dictionary>,
    target: EditionRef,
    sides: Vec<Dictionary>,
    before: Loads,
    changes: ReloadReport,
    fates: Vec<MappingFate>,
    untouched: usize,
}

/// Compares names by the rules of matching, with the kind of the target edition.
pub(in crate::service) struct ByMatching {
    lexicon: Arc<Lexicon>,
    kind: Comparison,
}

impl Judge for ByMatching {
    fn spelling(&self, name: &str) -> String {
        crate::matching::drift::spelling(name)
    }

    fn judge(&self, before: &LocalCode, after: &LocalCode) -> Judgement {
        if before.name == after.name && before.attributes == after.attributes {
            return Judgement {
                drift: Drift::Columns,
                likeness: 1000,
                evidence: Vec::new(),
            };
        }
        let likeness = crate::matching::drift::compare(&self.lexicon, self.kind, named(before), named(after));
        let drift = match likeness.grade() {
            Grade::Respelled if before.name == after.name => Drift::Columns,
            Grade::Respelled => Drift::Respelled,
            Grade::Reworded => Drift::Reworded,
            Grade::Other => Drift::ReUsed,
        };
        let words = likeness.conflicts.iter().map(|one| one.words(Language::default()));
        Judgement {
            drift,
            likeness: likeness.per_mille,
            evidence: words.collect(),
        }
    }
}

fn named(entry: &LocalCode) -> Named<'_> {
    Named {
        name: &entry.name,
        columns: &entry.attributes,
    }
}

impl Service {
    /// Who compares the names of a load: the lexicon in use, and the kind of the target.
    pub(in crate::service) fn judge(
        &self,
        organization: &OrganizationId,
        id: &DictionaryId,
        load: &DictionaryLoad,
    ) -> Result<ByMatching> {
        let system = self.db.read(|tx| {
            let known = dictionaries::find(tx, organization, id)?;
            let target = target_of(load, known.as_ref())?;
            code_systems::find(tx, &target.system)
        })?;
        let kind = self.ready_kind(&system.map(|system| system.kind).unwrap_or_default())?;
        let (_, lexicon) = self.lexicon()?;
        Ok(ByMatching {
            lexicon,
            kind: kind.comparison(),
        })
    }
}

impl Reload {
    /// Looks at a load of these rows.
    pub(in crate::service) fn look(
        tx: &mut DbConn,
        organization: &OrganizationId,
        id: &DictionaryId,
        rows: &[LocalCode],
        load: &DictionaryLoad,
        judge: &ByMatching,
    ) -> Result<Self> {
        organizations::must_find(tx, organization)?;
        let known = dictionaries::find(tx, organization, id)?;
        refuse_side(known.as_ref())?;
        let target = target_of(load, known.as_ref())?;
        editions::must_find(tx, &target)?;
        let before = local_codes::loads(tx, organization, id)?;
        let mut reload = Self {
            id: id.clone(),
            target,
            sides: dictionaries::sides(tx, organization, id)?,
            changes: compare(&before, rows, judge),
            before,
            known,
            fates: Vec::new(),
            untouched: 0,
        };
        let present: HashSet<&str> = rows.iter().map(|row| row.code.as_str()).collect();
        reload.look_at_mappings(tx, organization, &present)?;
        Ok(reload)
    }

    fn look_at_mappings(
        &mut self,
        tx: &mut DbConn,
        organization: &OrganizationId,
        present: &HashSet<&str>,
    ) -> Result<()> {
        let changed: HashSet<&str> = self.changes.changed.iter().map(|one| one.code.as_str()).collect();
        for dictionary in std::iter::once(&self.id).chain(self.sides.iter().map(|side| &side.id)) {
            let mapped = of_dictionary::codes(tx, organization, dictionary)?;
            let touched = |code: &&str| changed.contains(code) || !present.contains(code);
            let touched: Vec<&str> = mapped.iter().map(String::as_str).filter(touched).collect();
            self.untouched += mapped.len() - touched.len();
            let found = mappings::find_many(tx, organization, dictionary, &touched)?;
            let found = found.into_values().collect();
            let is_present = |code: &str| present.contains(code);
            self.fates.extend(drift::fates(&self.changes, &is_present, found));
        }
        Ok(())
    }

    /// The dictionary as it is after the load.
    pub(in crate::service) fn dictionary(&self, now: Instant) -> Dictionary {
        Dictionary {
            id: self.id.clone(),
            target: self.target.clone(),
            loads: self.load(),
            loaded_at: now,
            rows: self.changes.rows,
            rows_of: None,
        }
    }

    /// The sides of the dictionary.
    pub(in crate::service) fn sides(&self) -> &[Dictionary] {
        &self.sides
    }

    fn load(&self) -> i64 {
        self.known.as_ref().map_or(0, |known| known.loads) + 1
    }

    fn former_target(&self) -> Option<&EditionRef> {
        let known = self.known.as_ref()?;
        (known.target != self.target).then_some(&known.target)
    }

    /// Sends the mappings whose ground moved back to review, each with its reason.
    pub(in crate::service) fn recheck(&self, tx: &mut DbConn, permit: &HospitalPermit, now: Instant) -> Result<()> {
        let mut waiting: BTreeMap<&DictionaryId, Vec<(SeenMapping, &str)>> = BTreeMap::new();
        for one in self.fates.iter().filter(|one| one.fate == Fate::Recheck) {
            let seen = SeenMapping {
                code: one.code.clone(),
                version: Some(one.version),
            };
            waiting.entry(&one.dictionary).or_default().push((seen, &one.reason));
        }
        for (dictionary, list) in waiting {
            recheck_in(tx, permit, dictionary, &list, now)?;
        }
        Ok(())
    }

    /// Forgets what was suggested for rows that are not there any more as they were; with another target, everything.
    pub(in crate::service) fn forget_suggestions(
        &self,
        tx: &mut DbConn,
        organization: &OrganizationId,
        rows: &[LocalCode],
    ) -> Result<()> {
        if self.former_target().is_some() {
            suggestions::clear(tx, organization, &self.id)?;
        }
        let now: BTreeMap<(&str, i64), &LocalCode> = rows
            .iter()
            .map(|row| ((row.code.as_str(), row.occurrence), row))
            .collect();
        let is_same = |old: &LocalCode| {
            let row = now.get(&(old.code.as_str(), old.occurrence));
            row.is_some_and(|row| row.name == old.name && row.attributes == old.attributes)
        };
        let other = self.before.last.iter().filter(|old| !is_same(old));
        let codes: BTreeSet<&str> = other.map(|old| old.code.as_str()).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        for dictionary in std::iter::once(&self.id).chain(self.sides.iter().map(|side| &side.id)) {
            suggestions::forget(tx, organization, dictionary, &codes)?;
        }
        Ok(())
    }

    /// The report.
    pub(in crate::service) fn into_report(self, is_applied: bool, doubts: Doubts) -> LoadReport {
        LoadReport {
            doubts,
            is_applied,
            load: self.load(),
            former_target: self.former_target().cloned(),
            target: self.target,
            changes: self.changes,
            fates: self.fates,
            untouched: self.untouched,
        }
    }
}

impl LoadReport {
    /// How many mappings have this fate.
    pub fn count(&self, fate: Fate) -> usize {
        self.fates.iter().filter(|one| one.fate == fate).count()
    }

    /// What the audit event of the load says.
    pub(in crate::service) fn details(&self, file_digest: &str) -> Value {
        let changes = &self.changes;
        json!({
            "file_sha256": file_digest, "target": self.target, "former_target": self.former_target, "load": self.load,
            "rows": changes.rows, "added": changes.added.len(), "returned": changes.returned.len(),
            "removed": changes.removed.len(), "renamed": changes.renamed(),
            "respelled": changes.count(Drift::Respelled), "reworded": changes.count(Drift::Reworded),
            "re_used": changes.count(Drift::ReUsed), "repeated_rows": changes.repeated_rows(),
            "rechecked": self.count(Fate::Recheck), "mapped_codes_removed": self.count(Fate::Removed),
            "personal_data": self.doubts.personal_places,
        })
    }
}
