//! What a reload of a dictionary reports.

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use zhiyu::source::local_code::LocalCode;
use zhiyu::source::reload::Drift;
use zhiyu::source::reload::Judge;
use zhiyu::source::reload::Judgement;
use zhiyu::source::reload::Loads;
use zhiyu::source::reload::ReloadReport;
use zhiyu::source::reload::UsageChange;
use zhiyu::source::reload::UsageKind;
use zhiyu::source::reload::compare;
use zhiyu::source::reload::keep_usage;
use zhiyu::source::reload::number_occurrences;

/// Capitals and blanks are spelling; names that begin alike are wordings of one thing.
struct Plain;

impl Judge for Plain {
    fn spelling(&self, name: &str) -> String {
        name.replace(' ', "").to_lowercase()
    }

    fn judge(&self, before: &LocalCode, after: &LocalCode) -> Judgement {
        let (old, new) = (self.spelling(&before.name), self.spelling(&after.name));
        let (drift, likeness) = if before.name == after.name {
            (Drift::Columns, 1000)
        } else if old == new {
            (Drift::Respelled, 1000)
        } else if old.chars().next() == new.chars().next() {
            (Drift::Reworded, 600)
        } else {
            (Drift::ReUsed, 0)
        };
        Judgement {
            drift,
            likeness,
            evidence: Vec::new(),
        }
    }
}

fn rows(list: &[(&str, &str)]) -> Vec<LocalCode> {
    let mut rows: Vec<LocalCode> = (2..)
        .zip(list)
        .map(|(row, (code, name))| LocalCode {
            code: (*code).to_owned(),
            occurrence: 1,
            name: (*name).to_owned(),
            attributes: BTreeMap::new(),
            usage: None,
            row,
        })
        .collect();
    number_occurrences(&mut rows);
    rows
}

fn last(list: Vec<LocalCode>) -> Loads {
    Loads {
        last: list,
        earlier: Vec::new(),
    }
}

fn drifts(report: &ReloadReport) -> Vec<(&str, Drift)> {
    report
        .changed
        .iter()
        .map(|one| (one.code.as_str(), one.drift))
        .collect()
}

#[test]
fn added_removed_renamed_and_repeated_codes_are_named() {
    let before = last(rows(&[("1", "霍乱"), ("2", "伤寒"), ("3", "痢疾"), ("03", "痢疾")]));
    let after = rows(&[
        ("1", "霍乱"),
        ("2", "副伤寒"),
        ("4", "疟疾"),
        ("4", "间日疟"),
        ("03", "痢疾"),
        ("4", "疟疾"),
    ]);
    let report = compare(&before, &after, &Plain);
    assert_eq!((report.rows, report.codes), (6, 4));
    assert_eq!(report.added[0].code, "4");
    assert_eq!(report.removed[0].code, "3", "leading zeros make another code");
    assert_eq!((report.added.len(), report.removed.len()), (1, 1));
    assert_eq!(drifts(&report), [("2", Drift::ReUsed)]);
    assert_eq!(report.repeated[0].rows, [4, 5, 7]);
    assert_eq!(report.repeated[0].names, ["疟疾", "间日疟"]);
    assert_eq!(report.repeated_rows(), 3);
    assert!(report.clusters.is_empty(), "03 alone is called 痢疾 now");
    let occurrences: Vec<i64> = after.iter().map(|row| row.occurrence).collect();
    assert_eq!(occurrences, [1, 1, 1, 2, 1, 3]);
}

#[test]
fn the_same_dictionary_again_is_no_difference() {
    let list = rows(&[("1", "霍乱"), ("1", "霍乱"), ("2", "伤寒")]);
    let report = compare(&last(list.clone()), &list, &Plain);
    let expected = ReloadReport {
        rows: 3,
        codes: 2,
        repeated: report.repeated.clone(),
        ..ReloadReport::default()
    };
    assert_eq!(report, expected);
}

#[test]
fn a_change_of_name_is_graded_and_a_second_name_is_as_grave_as_another() {
    let before = last(rows(&[
        ("1", "a x"),
        ("2", "ab"),
        ("3", "ab"),
        ("4", "ab"),
        ("5", "ab"),
        ("5", "cd"),
    ]));
    let after = rows(&[
        ("1", "A X"),
        ("2", "ac"),
        ("3", "xy"),
        ("4", "ab"),
        ("4", "xy"),
        ("5", "ab"),
    ]);
    let report = compare(&before, &after, &Plain);
    let expected = [
        ("1", Drift::Respelled),
        ("2", Drift::Reworded),
        ("3", Drift::ReUsed),
        ("4", Drift::ReUsed),
        ("5", Drift::Reworded),
    ];
    assert_eq!(drifts(&report), expected);
    assert_eq!(report.clusters.len(), 2, "ab under 4 and 5, xy under 3 and 4");
}

#[test]
fn a_code_that_comes_back_is_held_against_what_it_was() {
    let before = Loads {
        last: rows(&[("1", "ab")]),
        earlier: rows(&[("2", "cd"), ("3", "ef")]),
    };
    let report = compare(&before, &rows(&[("1", "ab"), ("2", "xy"), ("3", "ef")]), &Plain);
    let returned: Vec<&str> = report.returned.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(returned, ["2", "3"]);
    assert!(report.added.is_empty());
    assert_eq!(
        drifts(&report),
        [("2", Drift::ReUsed)],
        "a code used again after a while is caught"
    );
}

#[test]
fn usage_and_columns_are_told_where_both_loads_have_them() {
    let with = |usage: [Option<i64>; 3], unit: &str| {
        let mut list = rows(&[("1", "ab"), ("2", "cd"), ("3", "ef")]);
        for (row, usage) in list.iter_mut().zip(usage) {
            row.usage = usage;
        }
        list[0].attributes.insert("拼音".to_owned(), unit.to_owned());
        list
    };
    let before = with([Some(5), None, Some(7)], "AB");
    let report = compare(&last(before.clone()), &with([Some(6), Some(1), Some(0)], "AC"), &Plain);
    let kinds: Vec<UsageKind> = report.usage.iter().map(UsageChange::kind).collect();
    assert_eq!(kinds, [UsageKind::Changed, UsageKind::New, UsageKind::Vanished]);
    assert_eq!(drifts(&report), [("1", Drift::Columns)]);
    assert_eq!(report.changed[0].attributes[0].after, "AC");
    let mut without = rows(&[("1", "ab"), ("2", "cd"), ("3", "ef")]);
    let before = last(before);
    let emptied = compare(&before, &without, &Plain);
    let kinds: Vec<UsageKind> = emptied.usage.iter().map(UsageChange::kind).collect();
    assert_eq!(kinds, [UsageKind::Vanished; 2], "an empty column is told");
    assert_eq!(keep_usage(&before, &mut without), 2);
    let report = compare(&before, &without, &Plain);
    assert!(
        report.usage.is_empty() && report.changed.is_empty(),
        "a load without the columns says nothing of them"
    );
}

#[test]
fn each_occurrence_of_a_code_keeps_its_own_count() {
    let mut before = rows(&[("1", "ab"), ("1", "cd"), ("2", "ef"), ("3", "gh")]);
    for (row, usage) in before.iter_mut().zip([Some(5), Some(6), None, Some(7)]) {
        row.usage = usage;
    }
    let mut after = rows(&[("4", "xy"), ("2", "ef"), ("1", "ab"), ("1", "cd"), ("1", "ij")]);
    after[0].usage = Some(99);
    assert_eq!(keep_usage(&last(before), &mut after), 2);
    let counts: Vec<Option<i64>> = after.iter().map(|row| row.usage).collect();
    assert_eq!(
        counts,
        [None, None, Some(5), Some(6), None],
        "only the load before has a say"
    );
}

fn lists() -> impl Strategy<Value = Vec<LocalCode>> {
    let row = (0_u8..8, "[a-c]{1,2}");
    prop::collection::vec(row, 0..12).prop_map(|list| {
        let list: Vec<(String, String)> = list.into_iter().map(|(code, name)| (code.to_string(), name)).collect();
        let pairs: Vec<(&str, &str)> = list.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect();
        rows(&pairs)
    })
}

fn codes(list: &[LocalCode]) -> BTreeSet<&str> {
    list.iter().map(|row| row.code.as_str()).collect()
}

fn pairs(list: &[LocalCode]) -> BTreeSet<(&str, &str)> {
    list.iter().map(|row| (row.code.as_str(), row.name.as_str())).collect()
}

proptest! {
    /// Every code of both loads is told once: added, removed, changed, or the same in every name.
    #[test]
    fn nothing_is_told_twice_and_nothing_is_lost(before in lists(), after in lists()) {
        let report = compare(&last(before.clone()), &after, &Plain);
        let (old, new) = (codes(&before), codes(&after));
        let told = |list: &[zhiyu::source::reload::Listed]| -> BTreeSet<String> {
            list.iter().map(|one| one.code.clone()).collect()
        };
        let added: BTreeSet<String> = new.difference(&old).map(|code| (*code).to_owned()).collect();
        let removed: BTreeSet<String> = old.difference(&new).map(|code| (*code).to_owned()).collect();
        prop_assert_eq!(told(&report.added), added);
        prop_assert_eq!(told(&report.removed), removed);
        let (old_pairs, new_pairs) = (pairs(&before), pairs(&after));
        let of = |pairs: &BTreeSet<(&str, &str)>, code: &str| -> Vec<String> {
            pairs.iter().filter(|(one, _)| *one == code).map(|(_, name)| (*name).to_owned()).collect()
        };
        let differs = |code: &&&str| of(&old_pairs, code) != of(&new_pairs, code);
        let expected: Vec<&str> = old.intersection(&new).filter(differs).copied().collect();
        let changed: Vec<&str> = report.changed.iter().map(|one| one.code.as_str()).collect();
        prop_assert_eq!(changed, expected);
    }
}
