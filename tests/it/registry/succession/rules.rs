//! What each kind of change does to an answer, on small lists.

use super::date;
use super::index;
use super::told;
use proptest::prelude::*;
use zhiyu::language::Language;
use zhiyu::registry::succession::Event;
use zhiyu::registry::succession::EventKind;
use zhiyu::registry::succession::Index;
use zhiyu::registry::succession::OldUnit;
use zhiyu::registry::succession::Outcome;
use zhiyu::registry::succession::PartialDate;
use zhiyu::registry::succession::Profile;
use zhiyu::registry::succession::Unit;

/// 济源: 410827 → 419003 → 410881 → 419001, which had been 义马.
const JIYUAN: &str = "\
initial,1981,,,,410827,济源县
upgrade,1988,410827,济源县,1981,419003,济源市
re-code,1990,419003,济源市,1988,410881,济源市
establish,1987,,,,419001,义马市
re-code,1990,419001,义马市,1987,411281,义马市
re-code,1996,410881,济源市,1990,419001,济源市
";

fn ask(index: &Index, code: &str, day: &str) -> String {
    told(&index.resolve(code, date(day), None))
}

#[test]
fn a_chain_is_followed_to_its_end() {
    let index = index(JIYUAN);
    let answer = index.resolve("410827", date("1985"), None);
    assert_eq!(told(&answer), r#"found ["419001"]"#);
    let path: Vec<String> = answer.codes[0]
        .path
        .iter()
        .map(|step| format!("{} {} {}", step.date, step.kind.as_str(), step.to.code))
        .collect();
    assert_eq!(
        path,
        ["1988 upgrade 419003", "1990 re-code 410881", "1996 re-code 419001"]
    );
    let until = |year: &str| told(&index.resolve("410827", date("1985"), Some(date(year))));
    assert_eq!(until("1987"), r#"found ["410827"]"#);
    assert_eq!(until("1988"), r#"found ["419003"]"#);
    assert_eq!(until("1995"), r#"found ["410881"]"#);
}

#[test]
fn a_code_that_was_used_again_is_told_apart_by_its_date() {
    let index = index(JIYUAN);
    assert_eq!(ask(&index, "419001", "1988"), r#"found ["411281"]"#);
    assert_eq!(ask(&index, "419001", "2000"), r#"found ["419001"]"#);
    let outside = index.resolve("419001", date("1993"), None);
    assert_eq!(outside.outcome, Outcome::OutsideValidity);
    let words = outside.words(Language::Chinese);
    assert!(
        words.contains("义马市 1987–1990") && words.contains("济源市 1996 起"),
        "{words}"
    );
    assert_eq!(ask(&index, "999999", "1993"), "unknown-code []");
}

#[test]
fn a_year_means_its_end_and_a_day_in_the_year_of_a_change_is_uncertain() {
    let index = index(JIYUAN);
    assert_eq!(ask(&index, "410827", "1987"), r#"found ["419001"]"#);
    assert_eq!(
        ask(&index, "410827", "1988"),
        r#"found ["419001"] uncertain"#,
        "it ended within the year"
    );
    assert_eq!(ask(&index, "410827", "1988-05-01"), r#"found ["419001"] uncertain"#);
    assert_eq!(ask(&index, "410827", "1989"), "outside-validity []");
    let until_a_day = index.resolve("410827", date("1985"), Some(date("1988-05-01")));
    assert_eq!(
        told(&until_a_day),
        r#"found ["410827"] uncertain"#,
        "the day of the change of 1988 is not known"
    );
}

#[test]
fn a_date_that_fits_two_lives_is_no_answer_unless_both_lead_to_the_same() {
    let reused = index("re-code,1990,A,甲,1980,B,甲\nre-code,1990,C,丙,1980,A,丙\n");
    assert_eq!(ask(&reused, "A", "1990-03"), "ambiguous [] uncertain");
    assert_eq!(
        ask(&reused, "A", "1990"),
        r#"found ["A"] uncertain"#,
        "a year means its end"
    );
    let renamed = index("rename,1990,A,甲,1980,A,乙\n");
    assert_eq!(ask(&renamed, "A", "1990-03"), r#"found ["A"] uncertain"#);
    let exact = index("re-code,1990-03-15,A,甲,1980,B,甲\nre-code,1990-03-15,C,丙,1980,A,丙\n");
    assert_eq!(ask(&exact, "A", "1990-03-14"), r#"found ["B"]"#);
    assert_eq!(ask(&exact, "A", "1990-03-15"), r#"found ["A"]"#);
}

#[test]
fn splits_transfers_and_abolition_are_told_apart() {
    let index = index(
        "split,1990,A,甲,1980,B;C,乙;丙\ntransfer,1995,B,乙,1990,D,丁\nabolish,2000,C,丙,1990,,\ninitial,1980,,,,D,丁\n",
    );
    let answer = index.resolve("A", date("1985"), None);
    assert_eq!(told(&answer), r#"found ["B"] parts ["D"] ended ["C"]"#);
    assert!(!answer.codes[0].whole);
    assert_eq!(ask(&index, "C", "1999"), r#"abolished [] ended ["C"]"#);
    assert_eq!(ask(&index, "B", "1994"), r#"found ["B"] parts ["D"]"#);
    assert_eq!(ask(&index, "B", "1995"), r#"found ["B"]"#, "the part had gone already");
    let origins = index.origins("D", None).unwrap();
    let told: Vec<_> = origins
        .iter()
        .map(|one| (one.life.code.as_str(), one.whole, one.path.len()))
        .collect();
    assert_eq!(told, [("B", false, 1), ("A", false, 2)]);
    assert!(index.origins("C", None).is_none(), "it is not in force");
}

#[test]
fn a_ring_of_changes_ends() {
    let ring = index("re-code,1990,A,甲,1980,B,甲\nre-code,1990,B,甲,1990,A,甲\ntransfer,1991,A,甲,,A,甲\n");
    for code in ["A", "B"] {
        let answer = ring.resolve(code, date("1985"), None);
        assert!(answer.codes.len() <= 2, "{}", told(&answer));
    }
    assert!(ring.origins("A", None).is_some());
}

#[test]
fn dates_keep_their_precision_and_no_other_text_is_one() {
    for text in ["1983", "1983-05", "1983-05-31"] {
        assert_eq!(date(text).to_string(), text);
    }
    for text in [
        "",
        "83",
        "1983-5",
        "1983-13",
        "1983-02-30",
        "1983-05-12-01",
        "1983/05",
        "１９８３",
        "-983",
    ] {
        assert!(PartialDate::parse(text).is_none(), "{text}");
    }
}

#[test]
fn a_row_that_contradicts_its_kind_refuses_the_file() {
    for row in [
        "abolish,1990,A,甲,,B,乙",
        "rename,1990,A,甲,,,",
        "establish,1990,A,甲,,B,乙",
        "rename,1980,A,甲,1990,A,乙",
        "vanish,1990,A,甲,,,",
    ] {
        let file = format!("kind,date,old_code,old_name,valid_from,new_codes,new_names\n{row}\n");
        let refusal = Profile::Events.read(file.as_bytes(), Some("e.csv")).unwrap_err();
        assert_eq!(refusal.findings()[0].place().row, Some(2), "{row}");
    }
}

/// Random lists over few codes and years, with rings, contradictions and same-year chains.
fn events() -> impl Strategy<Value = Vec<Event>> {
    let unit = |code: u8| Unit {
        code: code.to_string(),
        name: format!("n{code}"),
    };
    let one = (
        0..7_usize,
        1980..1990_i32,
        0..6_u8,
        prop::collection::vec(0..6_u8, 1..4),
        any::<bool>(),
    );
    let event = one.prop_map(move |(kind, year, old, new, is_since_known)| {
        let kinds = [
            EventKind::Establish,
            EventKind::Rename,
            EventKind::ReCode,
            EventKind::Merge,
            EventKind::Split,
            EventKind::Transfer,
            EventKind::Abolish,
        ];
        let kind = kinds[kind];
        let since = is_since_known.then(|| PartialDate::year(year - 3));
        let old = (kind != EventKind::Establish).then(|| OldUnit {
            code: old.to_string(),
            name: format!("n{old}"),
            since,
        });
        let new = if kind == EventKind::Abolish {
            Vec::new()
        } else {
            new.into_iter().map(unit).collect()
        };
        Event::new(kind, PartialDate::year(year), old, new)
    });
    prop::collection::vec(event, 0..30)
}

proptest! {
    /// Whatever the list says: an answer comes, names only lives in force, by paths that hang together.
    #[test]
    fn every_answer_is_in_force_and_its_path_hangs_together(events in events(), code in 0..6_u8, year in 1978..1992_i32) {
        let index = Index::new(events);
        let code = code.to_string();
        let answer = index.resolve(&code, PartialDate::year(year), None);
        for reached in answer.codes.iter().chain(&answer.parts) {
            let history = index.history(&reached.code);
            prop_assert!(history.iter().any(|(life, ..)| life.to.is_none()), "{} is not in force", reached.code);
            if let Some(first) = reached.path.first() {
                prop_assert_eq!(&first.from.as_ref().unwrap().code, &code);
                prop_assert_eq!(&reached.path.last().unwrap().to.code, &reached.code);
            }
            for pair in reached.path.windows(2) {
                prop_assert_eq!(&pair[0].to.code, &pair[1].from.as_ref().unwrap().code);
                prop_assert!(pair[0].date.first() <= pair[1].date.first());
            }
        }
        prop_assert_eq!(answer.outcome == Outcome::Found, !answer.codes.is_empty());
    }

    /// Where a code leads to also knows that it comes from there.
    #[test]
    fn origins_are_the_way_back(events in events(), code in 0..6_u8) {
        let index = Index::new(events);
        let code = code.to_string();
        for year in 1978..1992 {
            let answer = index.resolve(&code, PartialDate::year(year), None);
            for reached in answer.codes.iter().filter(|reached| !reached.path.is_empty()) {
                let origins = index.origins(&reached.code, None).unwrap_or_default();
                let life = answer.life.as_ref().unwrap();
                prop_assert!(origins.iter().any(|origin| origin.life == *life), "{code} {year} {:?}", reached.code);
            }
        }
    }
}
