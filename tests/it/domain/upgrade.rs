//! What a new edition does to mappings, and what a load of a dictionary does to them: the rules, tried on anything.

use proptest::prelude::*;
use std::collections::BTreeMap;
use zhiyu::id::AccountId;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::drift::Fate;
use zhiyu::mapping::drift::fates;
use zhiyu::mapping::life::Mapping;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::state::State;
use zhiyu::mapping::target::Relationship;
use zhiyu::mapping::target::Target;
use zhiyu::mapping::upgrade::Evidence;
use zhiyu::mapping::upgrade::Finding;
use zhiyu::mapping::upgrade::Ground;
use zhiyu::mapping::upgrade::NamedEntry;
use zhiyu::mapping::upgrade::Rule;
use zhiyu::mapping::upgrade::Succeeded;
use zhiyu::mapping::upgrade::Successor;
use zhiyu::mapping::upgrade::UpgradeRow;
use zhiyu::mapping::upgrade::findings_of;
use zhiyu::matching::drift::Likeness;
use zhiyu::registry::concept::Concept;
use zhiyu::registry::concept::ConceptStatus;
use zhiyu::source::reload::Changed;
use zhiyu::source::reload::Drift;
use zhiyu::source::reload::ReloadReport;
use zhiyu::time::Instant;

const NAMES: [&str; 5] = ["ab", "AB", "ac", "xy", "xz"];

/// Names in capitals are the same spelled otherwise; with one first letter they are wordings.
fn compare(before: &str, after: &str) -> Likeness {
    let same_spelling = before.to_lowercase() == after.to_lowercase();
    let first = |name: &str| name.to_lowercase().chars().next();
    Likeness {
        per_mille: if first(before) == first(after) { 900 } else { 0 },
        same_spelling,
        conflicts: Vec::new(),
    }
}

fn spelling(name: &str) -> String {
    name.to_lowercase()
}

fn of(text: &str) -> EditionRef {
    EditionRef::parse(text).unwrap()
}

fn target(edition: &str, code: u8, name: usize) -> Target {
    let edition = of(edition);
    Target {
        system: edition.system,
        edition: edition.edition,
        code: code.to_string(),
        display: NAMES[name].to_owned(),
        relationship: Relationship::Equivalent,
        when: Vec::new(),
    }
}

fn mapping(targets: Vec<Target>, state: State) -> Mapping {
    Mapping {
        dictionary: DictionaryId::new("his/a").unwrap(),
        code: "1".to_owned(),
        name: "本地".to_owned(),
        state,
        decision: Decision::Mapped { targets },
        justification: String::new(),
        origin: Origin::Hand,
        author: AccountId::new("a").unwrap(),
        submitted_by: None,
        reviewer: None,
        reviewed_at: None,
        version: 1,
        updated_at: Instant(0),
    }
}

/// What a new edition and the lists around it say.
#[derive(Clone, Debug)]
struct World {
    concepts: BTreeMap<String, Concept>,
    succeeded: BTreeMap<(EditionRef, String), Succeeded>,
    by_name: BTreeMap<String, NamedEntry>,
}

impl World {
    fn look(&self, mapping: &Mapping) -> Option<UpgradeRow> {
        let edition = of("s/new");
        let ground = Ground {
            edition: &edition,
            concepts: &self.concepts,
            by_name: &self.by_name,
            succeeded: &self.succeeded,
            compare: &compare,
            spelling: &spelling,
        };
        findings_of(&ground, &[of("s/old")], mapping)
    }
}

fn concepts() -> impl Strategy<Value = BTreeMap<String, Concept>> {
    let concept = (0..NAMES.len(), any::<bool>(), any::<bool>());
    prop::collection::btree_map(0_u8..6, concept, 0..6).prop_map(|map| {
        let concept = |(code, (name, retired, assignable)): (u8, (usize, bool, bool))| {
            let mut concept = Concept::new(code.to_string(), NAMES[name]);
            concept.assignable = assignable;
            concept.status = if retired {
                ConceptStatus::Retired
            } else {
                ConceptStatus::Active
            };
            (code.to_string(), concept)
        };
        map.into_iter().map(concept).collect()
    })
}

fn worlds() -> impl Strategy<Value = World> {
    let relationship = prop::sample::select(Relationship::ALL.to_vec());
    let successor = (0_u8..6, relationship).prop_map(|(code, relationship)| Successor {
        code: code.to_string(),
        relationship,
    });
    let succeeded = prop::collection::btree_map(0_u8..6, prop::collection::vec(successor, 0..3), 0..4);
    (concepts(), succeeded).prop_map(|(concepts, succeeded)| {
        let usable = concepts.values().filter(|concept| concept.may_be_target());
        let named = usable.map(|concept| {
            let entry = NamedEntry {
                code: concept.code.clone(),
                is_new: true,
            };
            (spelling(&concept.display), entry)
        });
        let said = succeeded.into_iter().map(|(code, codes)| {
            let evidence = Evidence::Succession {
                list: "s/changes".to_owned(),
                words: String::new(),
            };
            ((of("s/old"), code.to_string()), Succeeded { evidence, codes })
        });
        World {
            by_name: named.collect(),
            succeeded: said.collect(),
            concepts,
        }
    })
}

fn mappings() -> impl Strategy<Value = Mapping> {
    let edition = prop_oneof![3 => Just("s/old"), 1 => Just("s/new"), 1 => Just("t/1")];
    let target = (edition, 0_u8..6, 0..NAMES.len()).prop_map(|(edition, code, name)| target(edition, code, name));
    let state = prop::sample::select(State::ALL.to_vec());
    let decided = (prop::collection::vec(target, 1..4), state).prop_map(|(targets, state)| mapping(targets, state));
    decided.prop_filter("a target is named twice", |mapping| mapping.decision.validate().is_ok())
}

/// Whether a target is lost, reckoned without the rules: nothing usable is left at its code, or something else is.
fn is_lost(world: &World, target: &Target) -> bool {
    let said = world.succeeded.get(&(target.edition_ref(), target.code.clone()));
    let became: Vec<&str> = said
        .into_iter()
        .flat_map(|one| &one.codes)
        .map(|one| one.code.as_str())
        .collect();
    let Some(concept) = world
        .concepts
        .get(&target.code)
        .filter(|concept| concept.may_be_target())
    else {
        return true;
    };
    let likeness = compare(&target.display, &concept.display);
    let went_away = became.first().is_some_and(|code| *code != target.code);
    let confirmed = said
        .and_then(|one| one.codes.first())
        .is_some_and(|one| one.relationship == Relationship::Equivalent);
    became.len() > 1 || !likeness.same_spelling && (went_away || !confirmed && likeness.per_mille == 0)
}

proptest! {
    #[test]
    fn exactly_mappings_with_a_lost_target_lose_their_ground(world in worlds(), mapping in mappings()) {
        let concerned: Vec<&Target> = mapping
            .decision
            .targets()
            .iter()
            .filter(|target| target.edition_ref() == of("s/old"))
            .collect();
        let found = world.look(&mapping);
        prop_assert_eq!(found.is_some(), !concerned.is_empty());
        if let Some(row) = found {
            let lost = concerned.iter().any(|target| is_lost(&world, target));
            prop_assert_eq!(row.finding.loses_its_target(), lost, "{:?}", row);
            prop_assert_eq!(row.targets.len(), concerned.len());
            prop_assert!(row.targets.iter().all(|one| row.finding <= one.finding), "the gravest names the row");
        }
    }

    #[test]
    fn a_proposal_is_usable_and_keeps_what_is_not_concerned(world in worlds(), mapping in mappings()) {
        let Some(row) = world.look(&mapping) else { return Ok(()) };
        for target in &row.proposed {
            let of_new = target.edition_ref() == of("s/new");
            let was_there = mapping.decision.targets().contains(target);
            let usable = world.concepts.get(&target.code).is_some_and(|one| one.may_be_target() && one.display == target.display);
            prop_assert!(was_there || of_new && usable, "{:?}", target);
            prop_assert!(target.edition_ref() != of("s/old"));
        }
        prop_assert!(!row.is_sure || !row.proposed.is_empty());
        if !row.proposed.is_empty() {
            let kept = mapping.decision.targets().iter().filter(|one| one.edition_ref() != of("s/old"));
            for target in kept {
                prop_assert!(row.proposed.contains(target), "{:?} is not lost", target);
            }
        }
    }

    #[test]
    fn a_rule_never_carries_over_another_name_without_a_list_that_says_so(world in worlds(), mapping in mappings()) {
        let Some(row) = world.look(&mapping) else { return Ok(()) };
        let Some(rule) = row.finding.rule() else { return Ok(()) };
        for one in &row.targets {
            let now = one.display.as_deref().unwrap_or_default();
            let same = compare(&one.target.display, now).same_spelling;
            prop_assert!(same || rule == Rule::ConfirmedRename);
            prop_assert_eq!(&one.proposed[0].code, &one.target.code);
        }
    }

    #[test]
    fn the_same_edition_again_changes_nothing(world in worlds(), code in 0_u8..6) {
        let mut world = world;
        world.succeeded.clear();
        world.by_name.clear();
        let name = world.concepts.get(&code.to_string()).filter(|one| one.may_be_target());
        let Some(name) = name.and_then(|one| NAMES.iter().position(|name| *name == one.display)) else { return Ok(()) };
        let row = world.look(&mapping(vec![target("s/old", code, name)], State::Released)).unwrap();
        prop_assert_eq!((row.finding, row.is_sure), (Finding::Unchanged, true));
    }

    #[test]
    fn only_drift_sends_mappings_of_a_dictionary_back(
        drift in prop::option::of(prop::sample::select(Drift::ALL.to_vec())),
        state in prop::sample::select(State::ALL.to_vec()),
        is_present in any::<bool>(),
    ) {
        let changed = drift.map(|drift| Changed {
            code: "1".to_owned(),
            before: vec!["a".to_owned()],
            after: vec!["b".to_owned()],
            drift,
            likeness: 0,
            evidence: Vec::new(),
            attributes: Vec::new(),
        });
        let report = ReloadReport { changed: changed.into_iter().collect(), ..ReloadReport::default() };
        let found = fates(&report, &|_| is_present, vec![mapping(vec![target("s/old", 1, 0)], state)]);
        let expected = match (drift, state) {
            (Some(Drift::Reworded | Drift::ReUsed), State::NeedsRecheck) => Some(Fate::Waiting),
            (Some(Drift::Reworded | Drift::ReUsed), _) => Some(Fate::Recheck),
            (Some(Drift::Respelled | Drift::Columns), _) => Some(Fate::Kept),
            (None, _) if is_present => None,
            (None, _) => Some(Fate::Removed),
        };
        prop_assert_eq!(found.first().map(|one| one.fate), expected);
        prop_assert!(found.iter().all(|one| one.reason.is_empty() != matches!(one.fate, Fate::Recheck | Fate::Waiting)));
    }
}

#[test]
fn reasons_of_editions_are_told_from_those_of_dictionaries() {
    assert_eq!(
        Finding::of_reason("编码复用 code-re-used: s/old 1 ab (s/new)"),
        Some(Finding::ReUsed)
    );
    for other in [
        "编码复用 code re-used: a -> b",
        "名称漂移 name drift: a -> b",
        "已核对",
        "",
    ] {
        assert_eq!(Finding::of_reason(other), None, "{other}");
    }
}
