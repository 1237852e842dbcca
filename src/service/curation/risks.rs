//! Gathering what the rules of [`risks`] look at, for many rows of a dictionary at once.

use super::work_row::WorkRow;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::decision::Decision;
use crate::mapping::risk::Context;
use crate::mapping::risk::LocalRow;
use crate::mapping::risk::Risk;
use crate::mapping::risk::TargetContext;
use crate::mapping::risk::UsageBar;
use crate::mapping::risk::risks;
use crate::mapping::target::Relationship;
use crate::mapping::target::Target;
use crate::matching::Warning;
use crate::matching::name_key::name_key;
use crate::matching::values::SMALL;
use crate::matching::words::Words;
use crate::registry::concept::Concept;
use crate::source::local_code::Dictionary;
use crate::storage::DbConn;
use crate::storage::curation::local_codes;
use crate::storage::curation::mapping_targets;
use crate::storage::curation::policies;
use crate::storage::curation::work_rows;
use crate::storage::registry::concepts;
use crate::storage::registry::editions;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is the same for every row of a dictionary.
pub(in crate::service) struct RiskRules<'a> {
    organization: &'a OrganizationId,
    dictionary: &'a Dictionary,
    words: Arc<Words>,
    usage: UsageBar,
}

/// What surrounds the rows that are judged together.
#[derive(Default)]
struct Surrounding {
    names: BTreeMap<String, BTreeSet<String>>,
    editions: BTreeMap<EditionRef, OfEdition>,
}

#[derive(Default)]
struct OfEdition {
    is_small: bool,
    concepts: BTreeMap<String, Concept>,
    names_on: BTreeMap<String, Vec<String>>,
}

impl<'a> RiskRules<'a> {
    /// Reads what is the same for every row.
    pub(in crate::service) fn of(
        tx: &mut DbConn,
        words: Arc<Words>,
        organization: &'a OrganizationId,
        dictionary: &'a Dictionary,
    ) -> Result<Self> {
        let usages = work_rows::usages(tx, organization, &dictionary.id)?;
        let limits = policies::in_force(tx, organization, &dictionary.id)?.usage;
        Ok(Self {
            organization,
            dictionary,
            words,
            usage: UsageBar::of(limits, usages.into_iter()),
        })
    }

    /// The risks of each row: of its decision, or else of taking its first suggestion.
    pub(in crate::service) fn of_rows(&self, tx: &mut DbConn, rows: &[WorkRow]) -> Result<Vec<Vec<Risk>>> {
        let decisions: Vec<Option<Decision>> = rows.iter().map(|row| self.decision(row)).collect();
        let pairs: Vec<(&WorkRow, Option<&Decision>)> = rows.iter().zip(decisions.iter().map(Option::as_ref)).collect();
        self.judge(tx, &pairs)
    }

    /// The risks of each row with this decision; none without a decision.
    pub(in crate::service) fn judge(
        &self,
        tx: &mut DbConn,
        rows: &[(&WorkRow, Option<&Decision>)],
    ) -> Result<Vec<Vec<Risk>>> {
        let around = self.surrounding(tx, rows)?;
        Ok(self.judge_in(&around, rows))
    }

    /// The same for decisions that would be taken together: what they lead to counts with what is there.
    pub(in crate::service) fn judge_together(
        &self,
        tx: &mut DbConn,
        rows: &[(&WorkRow, Option<&Decision>)],
    ) -> Result<Vec<Vec<Risk>>> {
        let mut around = self.surrounding(tx, rows)?;
        for (row, decision) in rows {
            around.add(&name_key(&row.local_code.name), decision.map_or(&[], Decision::targets));
        }
        Ok(self.judge_in(&around, rows))
    }

    fn judge_in(&self, around: &Surrounding, rows: &[(&WorkRow, Option<&Decision>)]) -> Vec<Vec<Risk>> {
        let judged = rows.iter().map(|(row, decision)| match decision {
            Some(decision) => self.judge_row(around, row, decision),
            None => Vec::new(),
        });
        judged.collect()
    }

    fn judge_row(&self, around: &Surrounding, row: &WorkRow, decision: &Decision) -> Vec<Risk> {
        let entry = &row.local_code;
        let key = name_key(&entry.name);
        let targets: Vec<TargetContext<'_>> = decision
            .targets()
            .iter()
            .map(|target| around.of_target(row, &key, target, self.warnings(row, target)))
            .collect();
        let local = LocalRow {
            code: &entry.code,
            name: &entry.name,
            usage: entry.usage,
            names: around.names.get(&entry.code).map_or(1, BTreeSet::len),
        };
        let context = Context {
            words: &self.words,
            usage: &self.usage,
            targets: &targets,
        };
        risks(&local, decision, &context)
    }

    fn warnings<'r>(&self, row: &'r WorkRow, target: &Target) -> &'r [Warning] {
        let is_of_dictionary = target.edition_ref() == self.dictionary.target;
        let suggested = row.suggestions.iter().find(|one| one.code == target.code);
        suggested.filter(|_| is_of_dictionary).map_or(&[], |one| &one.warnings)
    }

    fn decision(&self, row: &WorkRow) -> Option<Decision> {
        if let Some(mapping) = &row.mapping {
            return Some(mapping.decision.clone());
        }
        let first = row.suggestions.first()?;
        let target = Target {
            system: self.dictionary.target.system.clone(),
            edition: self.dictionary.target.edition.clone(),
            code: first.code.clone(),
            display: first.display.clone(),
            relationship: Relationship::Equivalent,
            when: Vec::new(),
        };
        Some(Decision::Mapped { targets: vec![target] })
    }

    fn surrounding(&self, tx: &mut DbConn, rows: &[(&WorkRow, Option<&Decision>)]) -> Result<Surrounding> {
        let mut around = Surrounding::default();
        let codes: BTreeSet<&str> = rows.iter().map(|(row, _)| row.local_code.code.as_str()).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        for entry in local_codes::find_many(tx, self.organization, &self.dictionary.id, &codes)? {
            around.names.entry(entry.code).or_default().insert(entry.name);
        }
        let mut wanted: BTreeMap<EditionRef, BTreeSet<&str>> = BTreeMap::new();
        for target in rows
            .iter()
            .filter_map(|(_, decision)| *decision)
            .flat_map(Decision::targets)
        {
            wanted.entry(target.edition_ref()).or_default().insert(&target.code);
        }
        for (edition, targets) in wanted {
            let stored = editions::must_find(tx, &edition)?;
            let key = stored.key;
            let both: Vec<&str> = targets.iter().copied().chain(codes.iter().copied()).collect();
            let targets: Vec<&str> = targets.into_iter().collect();
            let id = &self.dictionary.id;
            let of_edition = OfEdition {
                is_small: stored.edition.rows <= u64::from(SMALL),
                concepts: concepts::find_many(tx, key, &both)?,
                names_on: mapping_targets::names_on(tx, self.organization, id, &edition, &targets)?,
            };
            around.editions.insert(edition, of_edition);
        }
        Ok(around)
    }
}

impl Surrounding {
    fn add(&mut self, key: &str, targets: &[Target]) {
        for target in targets {
            let of_edition = self.editions.entry(target.edition_ref()).or_default();
            let names = of_edition.names_on.entry(target.code.clone()).or_default();
            if !names.iter().any(|name| name == key) {
                names.push(key.to_owned());
            }
        }
    }

    fn of_target<'a>(
        &'a self,
        row: &WorkRow,
        key: &str,
        target: &Target,
        warnings: &'a [Warning],
    ) -> TargetContext<'a> {
        let Some(of_edition) = self.editions.get(&target.edition_ref()) else {
            return TargetContext::default();
        };
        let names = of_edition.names_on.get(&target.code).map_or(&[][..], Vec::as_slice);
        let others = names.iter().filter(|name| *name != key).count();
        let concept = of_edition.concepts.get(&target.code);
        TargetContext {
            names_on_target: others + 1,
            not_assignable: concept.is_none_or(|concept| !concept.may_be_target()),
            local_code_means: of_edition
                .concepts
                .get(&row.local_code.code)
                .map(|concept| concept.display.as_str()),
            is_small_list: of_edition.is_small,
            warnings,
        }
    }
}
