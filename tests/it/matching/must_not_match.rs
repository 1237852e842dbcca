//! Names that must not be mistaken (domain notes §5.3): each row of `must-not-match.tsv` is asked of a list that has the
//! right name and the wrong one, and again of a list that has the wrong one alone.

use super::List;
use super::ask;
use super::list;
use super::long;
use super::tsv;
use super::warnings;
use std::path::Path;
use zhiyu::matching::Suggestion;
use zhiyu::matching::caps::CONFLICT_CAP;

struct Row {
    term: String,
    right: String,
    wrong: String,
    kind: String,
}

fn rows() -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/must-not-match.tsv");
    let rows = tsv(&path).into_iter();
    let row = |cells: Vec<String>| {
        let [term, right, wrong, kind] = cells.try_into().expect("four cells");
        Row {
            term,
            right,
            wrong,
            kind,
        }
    };
    rows.map(row).collect()
}

fn is_flagged(suggestion: &Suggestion) -> bool {
    suggestion.score <= CONFLICT_CAP && !suggestion.warnings.is_empty()
}

/// What is wrong with the answers of a list, if anything.
fn fault(list: &List, row: &Row, has_right: bool) -> Option<String> {
    let found = ask(list, &row.term);
    let place = |name: &str| found.iter().position(|one| one.display == name);
    let wrong = place(&row.wrong)?;
    if is_flagged(&found[wrong]) || (has_right && place(&row.right).is_some_and(|right| right < wrong)) {
        return None;
    }
    let said = format!("{:.3} {:?}", found[wrong].score, warnings(&found[wrong]));
    Some(format!("{} / {} ({}): {said}", row.term, row.wrong, row.kind))
}

#[test]
fn the_right_name_comes_first_or_the_wrong_one_is_flagged() {
    let rows = rows();
    assert!(rows.len() >= 120, "{}", rows.len());
    let mut faults = Vec::new();
    for row in &rows {
        let both = [("A", row.wrong.as_str()), ("B", row.right.as_str())];
        for list in [list(&both), long(&both)] {
            faults.extend(fault(&list, row, true));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_wrong_name_alone_is_flagged() {
    let faults: Vec<String> = rows()
        .iter()
        .filter_map(|row| fault(&long(&[("A", &row.wrong)]), row, false))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
