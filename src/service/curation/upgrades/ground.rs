//! What is known of an upgrade: the editions, the names of the new one, the lists that say what became of codes; and the rows
//! of a hospital held against it.

use super::changes::first_day;
use super::changes::said;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::decision::Decision;
use crate::mapping::life::Mapping;
use crate::mapping::upgrade::Evidence;
use crate::mapping::upgrade::Ground;
use crate::mapping::upgrade::NamedEntry;
use crate::mapping::upgrade::Succeeded;
use crate::mapping::upgrade::Successor;
use crate::mapping::upgrade::UpgradeRow;
use crate::mapping::upgrade::findings_of;
use crate::matching::Comparison;
use crate::matching::Lexicon;
use crate::matching::drift;
use crate::matching::drift::Named;
use crate::page::Page;
use crate::registry::concept::Concept;
use crate::registry::edition::Edition;
use crate::registry::succession::Index;
use crate::registry::succession::SuccessionList;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::curation::mappings;
use crate::storage::registry::code_systems;
use crate::storage::registry::concept_maps;
use crate::storage::registry::concept_maps::StoredVersion;
use crate::storage::registry::concepts;
use crate::storage::registry::editions;
use crate::storage::registry::editions::StoredEdition;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

/// How many mappings are read at once.
const WINDOW: u32 = 5_000;

/// An edition, the editions before it, and what is known of the way from them to it.
pub(super) struct Upgrade {
    /// The new edition.
    pub(super) edition: StoredEdition,
    /// The editions before, the nearest first.
    earlier: Vec<StoredEdition>,
    succession: Option<(SuccessionList, Arc<Index>)>,
    maps: Vec<(EditionRef, StoredVersion)>,
    lexicon: Arc<Lexicon>,
    kind: Comparison,
    /// By name in one spelling: the usable entry with this name; none when several have it.
    names: HashMap<String, Option<String>>,
}

/// What the new edition says of what the mappings of a hospital use.
struct Facts {
    concepts: BTreeMap<String, Concept>,
    by_name: BTreeMap<String, NamedEntry>,
    succeeded: BTreeMap<(EditionRef, String), Succeeded>,
}

impl Service {
    /// The way from the editions before to this one: those that it replaces, and those that they replaced; `from` names the
    /// nearest where the edition does not say it.
    pub(super) fn upgrade(&self, of: &EditionRef, from: Option<&EditionId>) -> Result<Upgrade> {
        let (edition, earlier, maps, system) = self.db.read(|tx| {
            let edition = editions::must_find(tx, of)?;
            let all = editions::list(tx, &of.system)?;
            let nearest = from.cloned().or_else(|| edition.edition.metadata.replaces.clone());
            let mut earlier = Vec::new();
            let mut maps = Vec::new();
            for before in chain(&all, of, nearest) {
                let stored = editions::must_find(tx, &before)?;
                let newest = concept_maps::published_between(tx, &before, of)?.into_iter().next();
                maps.extend(newest.map(|version| (before, version)));
                earlier.push(stored);
            }
            Ok((edition, earlier, maps, code_systems::find(tx, &of.system)?))
        })?;
        let kind = self.ready_kind(&system.map(|system| system.kind).unwrap_or_default())?;
        Ok(Upgrade {
            edition,
            earlier,
            maps,
            succession: self.newest_succession(&of.system)?,
            lexicon: self.lexicon()?.1,
            kind: kind.comparison(),
            names: HashMap::new(),
        })
    }
}

/// The editions before one: from the nearest on, each the one that the last replaced.
fn chain(all: &[Edition], of: &EditionRef, nearest: Option<EditionId>) -> Vec<EditionRef> {
    let mut list: Vec<EditionRef> = Vec::new();
    let mut next = nearest;
    while let Some(edition) = next {
        let before = EditionRef {
            system: of.system.clone(),
            edition,
        };
        if before == *of || list.contains(&before) {
            break;
        }
        let known = all.iter().find(|one| one.of == before);
        next = known.and_then(|one| one.metadata.replaces.clone());
        list.push(before);
    }
    list
}

impl Upgrade {
    /// The same with the names of the new edition, so that entries are found by name. Takes memory in proportion to it.
    pub(super) fn with_names(mut self, service: &Service) -> Result<Self> {
        if self.earlier.is_empty() {
            return Ok(self);
        }
        let names = &mut self.names;
        let key = self.edition.key;
        service.db.read(|tx| {
            names.clear();
            concepts::each(tx, key, |concept| {
                if concept.may_be_target() {
                    let code = concept.code;
                    let known = names.entry(drift::spelling(&concept.display));
                    known.and_modify(|known| *known = None).or_insert(Some(code));
                }
                Ok(())
            })
        })?;
        Ok(self)
    }

    /// The same with the nearest of the editions before alone.
    pub(super) fn of_nearest(mut self) -> Self {
        self.earlier.truncate(1);
        self
    }

    /// The editions before, the nearest first.
    pub(super) fn from(&self) -> Vec<EditionRef> {
        self.earlier.iter().map(|stored| stored.edition.of.clone()).collect()
    }

    /// What the edition does to each mapping of a hospital on an edition before, by dictionary and code.
    pub(super) fn rows(&self, tx: &mut DbConn, organization: &OrganizationId) -> Result<Vec<UpgradeRow>> {
        let from = self.from();
        if from.is_empty() {
            return Ok(Vec::new());
        }
        let concerned = self.concerned(tx, organization, &from)?;
        let facts = self.facts(tx, &from, &concerned)?;
        let none = BTreeMap::new();
        let ground = Ground {
            edition: &self.edition.edition.of,
            concepts: &facts.concepts,
            by_name: &facts.by_name,
            succeeded: &facts.succeeded,
            compare: &|before, after| {
                let named = |name| Named { name, columns: &none };
                drift::compare(&self.lexicon, self.kind, named(before), named(after))
            },
            spelling: &drift::spelling,
        };
        let found = concerned
            .iter()
            .filter_map(|mapping| findings_of(&ground, &from, mapping));
        let mut rows: Vec<UpgradeRow> = found.collect();
        count_usage(tx, organization, &mut rows)?;
        Ok(rows)
    }

    /// The mappings with a target on an edition before, and decisions that nothing fits in dictionaries that are mapped to one.
    fn concerned(&self, tx: &mut DbConn, organization: &OrganizationId, from: &[EditionRef]) -> Result<Vec<Mapping>> {
        let mut dictionaries = dictionaries::list(tx, organization)?;
        dictionaries.retain(|dictionary| from.contains(&dictionary.target));
        let looks_for_names = !self.names.is_empty();
        let concerns = |mapping: &Mapping| match &mapping.decision {
            Decision::Mapped { targets } => targets.iter().any(|target| from.contains(&target.edition_ref())),
            Decision::NoMatch { .. } => {
                looks_for_names
                    && dictionaries
                        .iter()
                        .any(|dictionary| dictionary.id == mapping.dictionary)
            }
            Decision::Ignored { .. } => false,
        };
        mappings_where(tx, organization, &concerns)
    }

    fn facts(&self, tx: &mut DbConn, from: &[EditionRef], concerned: &[Mapping]) -> Result<Facts> {
        let mut used: BTreeMap<EditionRef, BTreeSet<&str>> = BTreeMap::new();
        let mut wanted: BTreeSet<String> = BTreeSet::new();
        for target in concerned.iter().flat_map(|mapping| mapping.decision.targets()) {
            let of = target.edition_ref();
            if from.contains(&of) {
                used.entry(of).or_default().insert(&target.code);
                wanted.insert(target.code.clone());
            }
        }
        let mut succeeded = self.by_succession(&used);
        self.by_concept_map(tx, &used, &mut succeeded)?;
        let successors = succeeded.values().flat_map(|one| &one.codes);
        wanted.extend(successors.map(|next| next.code.clone()));
        let by_name = self.by_name(tx, concerned)?;
        wanted.extend(by_name.values().map(|entry| entry.code.clone()));
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        Ok(Facts {
            concepts: concepts::find_many(tx, self.edition.key, &wanted)?,
            by_name,
            succeeded,
        })
    }

    /// What the list of changes says became of the codes, between the first days of the editions.
    fn by_succession(&self, used: &BTreeMap<EditionRef, BTreeSet<&str>>) -> BTreeMap<(EditionRef, String), Succeeded> {
        let mut found = BTreeMap::new();
        let (Some((list, index)), Some(to)) = (&self.succession, first_day(&self.edition.edition)) else {
            return found;
        };
        for (of, codes) in used {
            let stored = self.earlier.iter().find(|stored| stored.edition.of == *of);
            let Some(date) = stored.and_then(|stored| first_day(&stored.edition)) else {
                continue;
            };
            if to.last() < date.first() {
                continue;
            }
            for code in codes {
                let answer = index.resolve(code, date, Some(to));
                if let Some(said) = said(list, &answer) {
                    found.insert((of.clone(), (*code).to_owned()), said);
                }
            }
        }
        found
    }

    /// What the concept maps to the new edition say of codes of which the list of changes says nothing.
    fn by_concept_map(
        &self,
        tx: &mut DbConn,
        used: &BTreeMap<EditionRef, BTreeSet<&str>>,
        found: &mut BTreeMap<(EditionRef, String), Succeeded>,
    ) -> Result<()> {
        for (of, version) in &self.maps {
            let codes = used.get(of).into_iter().flatten().copied();
            let codes: Vec<&str> = codes
                .filter(|code| !found.contains_key(&(of.clone(), (*code).to_owned())))
                .collect();
            let name = &version.version.of;
            for row in concept_maps::rows_of_sources(tx, version.key, &codes)? {
                let said = found.entry((of.clone(), row.source)).or_insert_with(|| Succeeded {
                    evidence: Evidence::ConceptMap {
                        map: name.map.to_string(),
                        version: name.version.to_string(),
                    },
                    codes: Vec::new(),
                });
                said.codes.extend(row.target.map(|target| Successor {
                    code: target.code,
                    relationship: target.relationship,
                }));
            }
        }
        Ok(())
    }

    /// The entries of the new edition that have the name of a local code or of a present target.
    fn by_name(&self, tx: &mut DbConn, concerned: &[Mapping]) -> Result<BTreeMap<String, NamedEntry>> {
        let mut found: BTreeMap<String, NamedEntry> = BTreeMap::new();
        if self.names.is_empty() {
            return Ok(found);
        }
        for mapping in concerned {
            let displays = mapping.decision.targets().iter().map(|target| target.display.as_str());
            for name in displays.chain([mapping.name.as_str()]) {
                let spelling = drift::spelling(name);
                if let Some(Some(code)) = self.names.get(&spelling) {
                    let entry = NamedEntry {
                        code: code.clone(),
                        is_new: true,
                    };
                    found.entry(spelling).or_insert(entry);
                }
            }
        }
        let codes: BTreeSet<&str> = found.values().map(|entry| entry.code.as_str()).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        let mut known: BTreeSet<(String, String)> = BTreeSet::new();
        for stored in &self.earlier {
            let concepts = concepts::find_many(tx, stored.key, &codes)?;
            known.extend(
                concepts
                    .into_values()
                    .map(|one| (one.code, drift::spelling(&one.display))),
            );
        }
        for (spelling, entry) in &mut found {
            entry.is_new = !known.contains(&(entry.code.clone(), spelling.clone()));
        }
        Ok(found)
    }
}

/// The mappings of a hospital for which this holds, by dictionary and code; a window of all is in memory.
pub(super) fn mappings_where(
    tx: &mut DbConn,
    organization: &OrganizationId,
    wanted: &dyn Fn(&Mapping) -> bool,
) -> Result<Vec<Mapping>> {
    let mut list = Vec::new();
    let mut page = Page {
        after: None,
        limit: WINDOW,
    };
    loop {
        let window = mappings::page(tx, organization, None, &page)?;
        list.extend(window.items.into_iter().filter(|mapping| wanted(mapping)));
        if window.next.is_none() {
            return Ok::<_, Error>(list);
        }
        page.after = window.next;
    }
}

fn count_usage(tx: &mut DbConn, organization: &OrganizationId, rows: &mut [UpgradeRow]) -> Result<()> {
    for part in rows.chunk_by_mut(|one, next| one.dictionary == next.dictionary) {
        let Some(dictionary) = part.first().map(|row| row.dictionary.clone()) else {
            continue;
        };
        let codes: Vec<&str> = part.iter().map(|row| row.code.as_str()).collect();
        let mut usage: BTreeMap<String, i64> = BTreeMap::new();
        for entry in local_codes::find_many(tx, organization, &dictionary, &codes)? {
            if let Some(count) = entry.usage {
                let sum = usage.entry(entry.code).or_insert(0);
                *sum = sum.saturating_add(count);
            }
        }
        for row in part {
            row.usage = usage.get(&row.code).copied();
        }
    }
    Ok(())
}
