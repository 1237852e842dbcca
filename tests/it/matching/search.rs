//! Search as you type.

use super::list;
use super::long;
use zhiyu::matching::Hit;
use zhiyu::matching::Matched;

const PAIRS: &[(&str, &str)] = &[
    ("I10", "高血压"),
    ("I10.x00", "特发性高血压"),
    ("I10.x01", "高血压性脑病"),
    ("O10.000", "原有特发性高血压并发于妊娠"),
    ("E11.900", "2型糖尿病"),
    ("K22.100", "食管溃疡"),
    ("K64.900", "痔"),
];

fn found(hits: &[Hit]) -> Vec<(&str, Matched)> {
    hits.iter().map(|hit| (hit.code.as_str(), hit.matched)).collect()
}

#[test]
fn codes_by_beginning_and_fragment_whatever_the_case() {
    for list in [list(PAIRS), long(PAIRS)] {
        let hits = list.matcher.search("i10", 10).expect("hits");
        let expected = [
            ("I10", Matched::Code),
            ("I10.x00", Matched::CodeStart),
            ("I10.x01", Matched::CodeStart),
        ];
        assert_eq!(found(&hits), expected);
        let hits = list.matcher.search("X0", 10).expect("hits");
        assert_eq!(
            found(&hits),
            [("I10.x00", Matched::CodePart), ("I10.x01", Matched::CodePart)]
        );
    }
}

#[test]
fn names_by_equality_beginning_and_part() {
    for list in [list(PAIRS), long(PAIRS)] {
        let hits = list.matcher.search("高血压", 4).expect("hits");
        let expected = [
            ("I10", Matched::Name),
            ("I10.x01", Matched::NameStart),
            ("I10.x00", Matched::NamePart),
            ("O10.000", Matched::NamePart),
        ];
        assert_eq!(found(&hits), expected);
    }
}

#[test]
fn one_character_and_other_spellings() {
    for list in [list(PAIRS), long(PAIRS)] {
        assert_eq!(
            found(&list.matcher.search("痔", 10).expect("hits")),
            [("K64.900", Matched::Name)]
        );
        assert_eq!(
            found(&list.matcher.search("食道", 1).expect("hits")),
            [("K22.100", Matched::NameStart)]
        );
        assert_eq!(
            found(&list.matcher.search("Ⅱ型", 1).expect("hits")),
            [("E11.900", Matched::NameStart)]
        );
    }
}

#[test]
fn similar_names_fill_up() {
    let list = long(PAIRS);
    let hits = list.matcher.search("食管的溃疡", 5).expect("hits");
    assert_eq!(found(&hits), [("K22.100", Matched::Similar)]);
}

#[test]
fn nothing_is_found_for_nothing() {
    let list = long(PAIRS);
    assert!(list.matcher.search("  ", 10).expect("hits").is_empty());
    assert!(list.matcher.search("高血压", 0).expect("hits").is_empty());
    assert!(list.matcher.search("钢琴", 10).expect("hits").is_empty());
}
