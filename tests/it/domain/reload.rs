//! What a reload of a dictionary reports.

use std::collections::BTreeMap;
use zhiyu::source::local_code::LocalCode;
use zhiyu::source::reload::compare;
use zhiyu::source::reload::number_occurrences;

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

#[test]
fn added_removed_renamed_and_repeated_codes_are_named() {
    let before = rows(&[("1", "霍乱"), ("2", "伤寒"), ("3", "痢疾"), ("03", "痢疾")]);
    let after = rows(&[
        ("1", "霍乱"),
        ("2", "副伤寒"),
        ("4", "疟疾"),
        ("4", "间日疟"),
        ("03", "痢疾"),
        ("4", "疟疾"),
    ]);
    let report = compare(&before, &after);
    assert_eq!(report.rows, 6);
    assert_eq!(report.added, ["4"]);
    assert_eq!(report.removed, ["3"], "leading zeros make another code");
    let renamed: Vec<&str> = report.renamed.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(renamed, ["2"]);
    assert_eq!(report.repeated[0].rows, [4, 5, 7]);
    assert_eq!(report.repeated[0].names, ["疟疾", "间日疟"]);
    assert_eq!(report.repeated_rows(), 3);
    let occurrences: Vec<i64> = after.iter().map(|row| row.occurrence).collect();
    assert_eq!(occurrences, [1, 1, 1, 2, 1, 3]);
}

#[test]
fn the_same_dictionary_again_is_no_difference() {
    let list = rows(&[("1", "霍乱"), ("1", "霍乱"), ("2", "伤寒")]);
    let report = compare(&list, &list);
    assert!(report.added.is_empty() && report.removed.is_empty() && report.renamed.is_empty());
}
