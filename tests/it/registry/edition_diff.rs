//! The difference of two editions, against a slow second reckoning.

use proptest::prelude::*;
use std::collections::BTreeMap;
use zhiyu::registry::concept::Concept;
use zhiyu::registry::concept::ConceptStatus;
use zhiyu::registry::edition_diff::Change;
use zhiyu::registry::edition_diff::diff;

fn concept() -> impl Strategy<Value = Concept> {
    // Few words, so that codes meet; codes whose byte order is not that of any dictionary.
    let code = prop::sample::select(vec!["A00", "a00", "A00.0", "A00x", "Z", "é", "霍", "0", "00"]);
    let name = prop::sample::select(vec!["霍乱", "霍乱 ", "伤寒"]);
    let parent = prop::option::of(prop::sample::select(vec!["A00", "Z"]));
    let alias = prop::collection::vec(Just("虎烈拉".to_owned()), 0..2);
    (code, name, parent, any::<bool>(), any::<bool>(), alias, any::<bool>()).prop_map(
        |(code, name, parent, retired, assignable, designations, has_property)| Concept {
            parent: parent.map(str::to_owned),
            status: if retired {
                ConceptStatus::Retired
            } else {
                ConceptStatus::Active
            },
            assignable,
            designations,
            properties: has_property
                .then(|| ("页".to_owned(), "1".to_owned()))
                .into_iter()
                .collect(),
            ..Concept::new(code, name)
        },
    )
}

/// An edition in any order: codes are unique.
fn edition() -> impl Strategy<Value = Vec<Concept>> {
    prop::collection::vec(concept(), 0..12).prop_map(|list| {
        let mut seen = std::collections::HashSet::new();
        list.into_iter()
            .filter(|concept| seen.insert(concept.code.clone()))
            .collect()
    })
}

fn keyed(list: &[Concept]) -> BTreeMap<String, Concept> {
    list.iter().map(|one| (one.code.clone(), one.clone())).collect()
}

proptest! {
    #[test]
    fn a_difference_applied_to_the_first_edition_gives_the_second(from in edition(), to in edition()) {
        let diff = diff(&from, &to);
        let mut applied = keyed(&from);
        for row in &diff.rows {
            prop_assert!(!row.changes.is_empty());
            prop_assert_eq!(applied.get(row.code()), row.before);
            match row.after {
                Some(concept) => applied.insert(row.code().to_owned(), concept.clone()),
                None => applied.remove(row.code()),
            };
        }
        prop_assert_eq!(applied, keyed(&to));
    }

    #[test]
    fn counts_are_those_of_the_rows_and_rows_stand_by_the_bytes_of_their_codes(from in edition(), to in edition()) {
        let diff = diff(&from, &to);
        for change in Change::ALL {
            let rows = diff.rows.iter().filter(|row| row.changes.contains(change)).count();
            prop_assert_eq!(diff.counts.of(*change), rows as u64);
        }
        let both = keyed(&from).into_keys().filter(|code| to.iter().any(|one| one.code == *code)).count() as u64;
        let changed = diff.rows.iter().filter(|row| row.before.is_some() && row.after.is_some()).count() as u64;
        prop_assert_eq!(diff.counts.unchanged + changed, both);
        prop_assert!(diff.rows.windows(2).all(|pair| pair[0].code().as_bytes() < pair[1].code().as_bytes()));
        prop_assert!(diff_with_itself_is_empty(&from));
    }
}

fn diff_with_itself_is_empty(list: &[Concept]) -> bool {
    let reversed: Vec<Concept> = list.iter().rev().cloned().collect();
    diff(list, &reversed).is_empty()
}

#[test]
fn each_respect_in_which_a_code_differs_is_named() {
    let old = Concept::new("A00", "霍乱");
    let cases = [
        (
            Change::Renamed,
            Concept {
                display: "霍乱病".to_owned(),
                ..old.clone()
            },
        ),
        (
            Change::Reparented,
            Concept {
                parent: Some("A".to_owned()),
                ..old.clone()
            },
        ),
        (
            Change::Status,
            Concept {
                status: ConceptStatus::Retired,
                ..old.clone()
            },
        ),
        (
            Change::Assignable,
            Concept {
                assignable: false,
                ..old.clone()
            },
        ),
        (
            Change::Designations,
            Concept {
                designations: vec!["虎烈拉".to_owned()],
                ..old.clone()
            },
        ),
        (
            Change::Properties,
            Concept {
                properties: [("页".to_owned(), "1".to_owned())].into(),
                ..old.clone()
            },
        ),
    ];
    for (change, new) in cases {
        let (from, to) = ([old.clone()], [new]);
        let diff = diff(&from, &to);
        assert_eq!(diff.rows[0].changes, [change]);
        assert_eq!(diff.counts.of(change), 1);
    }
    let (from, to) = ([old], [Concept::new("a00", "霍乱")]);
    let codes: Vec<_> = diff(&from, &to)
        .rows
        .iter()
        .map(|row| (row.code().to_owned(), row.changes[0]))
        .collect();
    assert_eq!(
        codes,
        [("A00".to_owned(), Change::Removed), ("a00".to_owned(), Change::Added)]
    );
}
