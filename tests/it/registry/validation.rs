//! Verdicts: every reason, and that only a permissible value is ever valid.

use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use zhiyu::id::EditionRef;
use zhiyu::id::KindId;
use zhiyu::registry::concept::Concept;
use zhiyu::registry::concept::ConceptStatus;
use zhiyu::registry::kind::Kind;
use zhiyu::registry::reason::Outcome;
use zhiyu::registry::reason::Reason;
use zhiyu::registry::shipped;
use zhiyu::registry::validation::Judge;
use zhiyu::registry::validation::PermittedValues;
use zhiyu::registry::value_domain::Description;
use zhiyu::registry::value_domain::Enumeration;
use zhiyu::registry::value_domain::Part;

fn enumeration(part: Part, assignable_only: bool) -> Enumeration {
    Enumeration {
        part,
        assignable_only,
        ..Enumeration::of(EditionRef::parse("S/1").unwrap())
    }
}

fn concepts() -> Vec<Concept> {
    let child = |code: &str, name: &str, parent: &str| Concept {
        parent: Some(parent.to_owned()),
        ..Concept::new(code, name)
    };
    let heading = Concept {
        assignable: false,
        ..Concept::new("A", "循环系统")
    };
    let gone = Concept {
        status: ConceptStatus::Retired,
        ..child("A2x", "旧病", "A")
    };
    vec![
        child("A1", "高血压", "A"),
        heading,
        gone,
        Concept::new("01", "已婚"),
        Concept::new("2", "男性"),
        Concept::new("3", "女性"),
        child("A1.0", "高血压危象", "A1"),
    ]
}

fn judge(part: Part, assignable_only: bool) -> Judge {
    Judge::Listed(PermittedValues::of(&enumeration(part, assignable_only), &concepts()))
}

#[track_caller]
fn must_be(judge: &Judge, value: &str, reason: Reason, hint: Option<&str>) {
    let verdict = judge.judge(value);
    let found = verdict.hint.as_ref().map(|(hint, _)| hint.as_str());
    assert_eq!((verdict.reason, found), (reason, hint), "{value:?}");
}

#[test]
fn listed_values_are_judged_byte_for_byte_and_slips_are_named() {
    let all = judge(Part::All, true);
    for (value, reason, hint) in [
        ("2", Reason::InList, None),
        ("A1.0", Reason::InList, None),
        ("A", Reason::NotAssignable, None),
        ("A2x", Reason::Retired, None),
        ("9", Reason::NotInList, None),
        ("", Reason::Empty, None),
        (" \u{3000}", Reason::Empty, None),
        (" 2", Reason::BlankAround, Some("2")),
        ("2\u{3000}", Reason::BlankAround, Some("2")),
        ("2\u{200B}", Reason::Invisible, Some("2")),
        ("２", Reason::FullWidth, Some("2")),
        ("a1", Reason::LetterCase, Some("A1")),
        ("1", Reason::LeadingZeroLost, Some("01")),
        ("002", Reason::LeadingZeroAdded, Some("2")),
        ("2.0", Reason::DecimalAdded, Some("2")),
        ("男性", Reason::NameNotCode, Some("2")),
        ("男", Reason::NameNotCode, Some("2")),
        ("高血压", Reason::NameNotCode, Some("A1")),
        ("性", Reason::NotInList, None),
    ] {
        must_be(&all, value, reason, hint);
    }
    assert_eq!(all.judge("2").display, Some("男性"));
    assert_eq!(all.judge(" 2").display, None, "what is not valid has no display");
}

#[test]
fn a_part_permits_its_codes_and_no_others() {
    let subtree = judge(Part::Subtree(vec!["A".to_owned()]), true);
    must_be(&subtree, "A1.0", Reason::InList, None);
    must_be(&subtree, "2", Reason::NotSelected, None);
    must_be(&subtree, "A", Reason::NotAssignable, None);
    must_be(&subtree, "A2x", Reason::Retired, None);
    let headings_too = judge(Part::Subtree(vec!["A".to_owned()]), false);
    must_be(&headings_too, "A", Reason::InList, None);
    let codes = judge(Part::Codes(vec!["2".to_owned(), "A2x".to_owned()]), true);
    must_be(&codes, "2", Reason::InList, None);
    must_be(&codes, "3", Reason::NotSelected, None);
    must_be(&codes, "A2x", Reason::Retired, None);
    let Judge::Listed(values) = codes else { panic!() };
    assert_eq!(values.after("").collect::<Vec<_>>(), [("2", "男性")]);
}

fn described(description: &Description) -> Judge {
    let shipped = |id: &KindId| {
        Some(Arc::new(
            Kind::parse(id, &shipped::kind(id.as_str()).unwrap()?).unwrap(),
        ))
    };
    Judge::of_description(description, description.kind.as_ref().and_then(shipped)).unwrap()
}

#[test]
fn described_values_are_judged_by_type_format_pattern_and_check_digit() {
    let credit = described(&Description {
        kind: Some(KindId::new("uscc").unwrap()),
        ..Description::default()
    });
    must_be(&credit, "1241150041580000XT", Reason::WellFormed, None);
    must_be(&credit, "1241150041580000XA", Reason::CheckDigit, None);
    must_be(&credit, "1241150041580000x", Reason::WrongFormat, None);
    must_be(
        &credit,
        "1241150041580000xt",
        Reason::LetterCase,
        Some("1241150041580000XT"),
    );
    must_be(
        &credit,
        "1241150041580000XT ",
        Reason::BlankAround,
        Some("1241150041580000XT"),
    );
    let pattern = described(&Description {
        pattern: Some("X[0-9]{2}|Z".to_owned()),
        ..Description::default()
    });
    must_be(&pattern, "X12", Reason::WellFormed, None);
    must_be(&pattern, "X123", Reason::WrongFormat, None);
    must_be(&pattern, "ZX12", Reason::WrongFormat, None);
    must_be(&pattern, "Ｘ１２", Reason::FullWidth, Some("X12"));
    must_be(&pattern, "X12\n", Reason::BlankAround, Some("X12"));
    let unknown = described(&Description {
        kind: Some(KindId::new("no-such-kind").unwrap()),
        pattern: Some("X.*".to_owned()),
        ..Description::default()
    });
    must_be(&unknown, "X1", Reason::KindUnknown, None);
    must_be(&unknown, "Y1", Reason::WrongFormat, None);
    let broken = Description {
        pattern: Some("(".to_owned()),
        ..Description::default()
    };
    assert!(Judge::of_description(&broken, None).is_err());
    must_be(
        &Judge::NotCheckable(Reason::EditionMissing),
        "1",
        Reason::EditionMissing,
        None,
    );
}

#[test]
fn reasons_have_codes_of_their_own_and_words_in_both_languages() {
    let codes: BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
    assert_eq!(codes.len(), Reason::ALL.len());
    let valid = Reason::ALL.iter().filter(|reason| reason.outcome() == Outcome::Valid);
    assert_eq!(valid.collect::<Vec<_>>(), [&Reason::InList, &Reason::WellFormed]);
}

proptest! {
    #[test]
    fn only_permissible_values_are_valid_and_hints_are_permissible(
        codes in prop::collection::btree_set("[0-9A-Ba-b.]{1,3}", 1..20),
        values in prop::collection::vec("[ 0-9A-Ba-b.０]{0,4}", 1..50),
    ) {
        let concepts: Vec<Concept> = codes.iter().map(|code| Concept::new(code.as_str(), format!("名{code}"))).collect();
        let judge = Judge::Listed(PermittedValues::of(&enumeration(Part::All, true), &concepts));
        for value in values.iter().chain(&codes) {
            let verdict = judge.judge(value);
            prop_assert_eq!(verdict.reason.outcome() == Outcome::Valid, codes.contains(value), "{}", value);
            if let Some((hint, _)) = verdict.hint {
                prop_assert!(codes.contains(&hint) && hint != *value, "{value} {hint}");
            }
        }
    }
}
