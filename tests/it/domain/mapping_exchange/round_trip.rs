//! What goes out comes in again: everything that a form can carry.

use super::about;
use super::entry;
use super::everything;
use super::mapped;
use super::reread;
use super::target;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use zhiyu::id::EditionRef;
use zhiyu::mapping::concept_map::FhirRelease;
use zhiyu::mapping::condition::AgeUnit;
use zhiyu::mapping::condition::Condition;
use zhiyu::mapping::condition::Sex;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::exchange::Asked;
use zhiyu::mapping::exchange::Entry;
use zhiyu::mapping::exchange::ExchangeFormat;
use zhiyu::mapping::exchange::Outcome;
use zhiyu::mapping::exchange::Pointed;
use zhiyu::mapping::exchange::PointedEdition;
use zhiyu::mapping::exchange::asked;
use zhiyu::mapping::exchange::read;
use zhiyu::mapping::exchange::write;
use zhiyu::mapping::target::Relationship;
use zhiyu::mapping::target::Target;

const EDITIONS: [&str; 2] = ["icd-10/guolin-2.0", "icd-o-3/2023"];

/// The decision that a file asks for, as a decision; its targets come without an edition only from files of others.
fn decision(asked: &Asked) -> Decision {
    match &asked.outcome {
        Outcome::Mapped(list) => Decision::Mapped {
            targets: list.iter().map(|(_, pointed)| pointed_target(pointed)).collect(),
        },
        Outcome::NoMatch { reason, review_on } => Decision::NoMatch {
            reason: reason.clone(),
            review_on: review_on.clone(),
        },
        Outcome::Ignored { reason } => Decision::Ignored { reason: reason.clone() },
    }
}

fn pointed_target(pointed: &Pointed) -> Target {
    let PointedEdition::Named(of) = &pointed.edition else {
        panic!("{pointed:?} names no edition");
    };
    Target {
        system: of.system.clone(),
        edition: of.edition.clone(),
        code: pointed.code.clone(),
        display: pointed.display.clone(),
        relationship: pointed.relationship,
        when: pointed.when.clone(),
    }
}

/// Code, name and decision of what comes back.
fn back(format: ExchangeFormat, entries: &[Entry]) -> BTreeMap<String, (String, Decision)> {
    let written = write(format, &about(), entries).unwrap();
    let mut readings = read(format, &written.bytes).unwrap();
    let (list, _) = asked(readings.rows, &mut readings.faults);
    assert!(readings.faults.is_empty(), "{:?}", readings.faults);
    let keyed = |one: &Asked| (one.code.clone(), (one.names.join("/"), decision(one)));
    list.iter().map(keyed).collect()
}

/// What a form carries of an entry.
fn carried(format: ExchangeFormat, entry: &Entry) -> Option<Decision> {
    let decision = entry.decision.clone()?;
    match (format, decision) {
        (ExchangeFormat::Sssom | ExchangeFormat::ConceptMap(_), Decision::Ignored { .. }) => None,
        (ExchangeFormat::Sssom | ExchangeFormat::Usagi, decision) if !decision.is_unconditional() => None,
        (ExchangeFormat::ConceptMap(_), Decision::NoMatch { reason, .. }) => Some(Decision::NoMatch {
            reason,
            review_on: None,
        }),
        (ExchangeFormat::ConceptMap(_), Decision::Mapped { targets }) => {
            let has_cases = targets.iter().any(|target| !target.when.is_empty());
            let kept = |target: &Target| !has_cases || !target.when.is_empty();
            Some(Decision::Mapped {
                targets: targets.into_iter().filter(kept).collect(),
            })
        }
        (_, decision) => Some(decision),
    }
}

#[test]
fn everything_comes_back_but_what_is_listed_as_lost() {
    for format in ExchangeFormat::ALL {
        let expected: BTreeMap<String, (String, Decision)> = everything()
            .iter()
            .filter_map(|entry| Some((entry.code.clone(), (entry.name.clone(), carried(format, entry)?))))
            .collect();
        assert_eq!(back(format, &everything()), expected, "{format:?}");
    }
}

#[test]
fn the_authors_words_come_back() {
    for format in ExchangeFormat::ALL {
        let rows = reread(format);
        let words = rows.iter().find(|reading| reading.code == "001").unwrap();
        assert_eq!(words.justification, everything()[0].justification, "{format:?}");
    }
}

fn any_text() -> impl Strategy<Value = String> {
    let letters: Vec<char> = "a0=+-@'\"|%,;:/\\ \t\n中＝é#*".chars().collect();
    prop::collection::vec(select(letters), 1..8)
        .prop_map(|letters| letters.into_iter().collect::<String>())
        .prop_filter("a code that is not blank", |text| !text.trim().is_empty())
}

fn any_target() -> impl Strategy<Value = Target> {
    let relationships = Relationship::ALL.to_vec();
    (select(EDITIONS.to_vec()), any_text(), any_text(), select(relationships)).prop_map(
        |(edition, code, display, relationship)| Target {
            display,
            ..target(edition, &code, relationship)
        },
    )
}

fn any_decision() -> impl Strategy<Value = Decision> {
    let mapped = prop::collection::vec(any_target(), 1..4).prop_map(|targets| {
        let mut different: Vec<Target> = Vec::new();
        for target in targets {
            let is_new = |known: &Target| known.code != target.code || known.edition != target.edition;
            if different.iter().all(is_new) {
                different.push(target);
            }
        }
        Decision::Mapped { targets: different }
    });
    prop_oneof![
        4 => mapped,
        1 => any_text().prop_map(|reason| Decision::NoMatch { reason, review_on: Some("2027-06-30".to_owned()) }),
        1 => any_text().prop_map(|reason| Decision::Ignored { reason }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_decisions_come_back(list in prop::collection::btree_map(any_text(), (any_text(), any_decision()), 1..6)) {
        let entries: Vec<Entry> = list
            .into_iter()
            .map(|(code, (name, decision))| Entry { name, justification: String::new(), ..entry(&code, decision) })
            .collect();
        for format in ExchangeFormat::ALL {
            let expected: BTreeMap<String, (String, Decision)> = entries
                .iter()
                .filter_map(|entry| Some((entry.code.clone(), (entry.name.clone(), carried(format, entry)?))))
                .collect();
            if expected.is_empty() {
                continue;
            }
            prop_assert_eq!(back(format, &entries), expected, "{:?}", format);
        }
    }
}

#[test]
fn conditions_come_back_from_both_releases_of_fhir_and_from_crosswalks() {
    let with = |code: &str, when: Vec<Condition>| Target {
        when,
        ..target(EDITIONS[0], code, Relationship::Equivalent)
    };
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let adult = Condition::Age {
        unit: AgeUnit::Years,
        from: Some(18),
        below: Some(60),
    };
    let infant = Condition::Age {
        unit: AgeUnit::Days,
        from: None,
        below: Some(28),
    };
    let specimen = Condition::Specimen {
        is: texts(&["血清", "血浆"]),
    };
    let unit = Condition::Unit {
        is: texts(&["g/L", "mg/dL"]),
    };
    let sex = |is| Condition::Sex { is };
    let decision = mapped(&[
        with("A", vec![unit, specimen, sex(Sex::Male), adult]),
        with("B", vec![sex(Sex::Female)]),
        with("C", vec![infant]),
    ]);
    let entries = [entry("GLU", decision.clone())];
    let formats = [
        ExchangeFormat::ConceptMap(FhirRelease::R4),
        ExchangeFormat::ConceptMap(FhirRelease::R5),
        ExchangeFormat::parse("csv").unwrap(),
        ExchangeFormat::parse("xlsx").unwrap(),
    ];
    for format in formats {
        assert_eq!(back(format, &entries)["GLU"].1, decision, "{format:?}");
    }
    let five = write(formats[1], &about(), &entries).unwrap();
    let five: serde_json::Value = serde_json::from_slice(&five.bytes).unwrap();
    let declared = five["additionalAttribute"].as_array().unwrap().len();
    assert_eq!(declared, 5, "every attribute of dependsOn is declared");
    let targets = five["group"][0]["element"][0]["target"].as_array().unwrap().len();
    assert_eq!(targets, 4 + 2, "a condition with several texts is a target for each");
}

#[test]
fn the_order_of_targets_of_two_editions_survives() {
    let of = |text: &str| EditionRef::parse(text).unwrap();
    let several = everything().remove(0);
    let editions: Vec<EditionRef> = several
        .decision
        .as_ref()
        .unwrap()
        .targets()
        .iter()
        .map(Target::edition_ref)
        .collect();
    assert_eq!(editions, [of(EDITIONS[0]), of(EDITIONS[1]), of(EDITIONS[0])]);
    for format in ExchangeFormat::ALL {
        let found = back(format, std::slice::from_ref(&several));
        assert_eq!(Some(&found["001"].1), several.decision.as_ref(), "{format:?}");
    }
}
