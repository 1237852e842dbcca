//! Cells that a workbook program would compute are disarmed on the way out and come back byte for byte.

use proptest::prelude::*;
use zhiyu::registry::csv_file::neutralise;
use zhiyu::registry::csv_file::restore;
use zhiyu::registry::csv_file::shield;

/// Texts of the characters that matter, so that every neighbourhood is met.
fn awkward() -> impl Strategy<Value = String> {
    let letters = prop::sample::select(vec![
        '=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', '\'', '"', ',', ';', '|', ' ', 'a', '1', '霍',
        '.', 'E', ':', '/',
    ]);
    prop::collection::vec(letters, 0..12).prop_map(String::from_iter)
}

/// Where some reader may begin a cell: at the start, and after a separator or a quote.
fn begins(text: &str) -> Vec<usize> {
    let after = |(at, letter): (usize, char)| ",;|\t\r\n\"'".contains(letter).then_some(at + letter.len_utf8());
    std::iter::once(0)
        .chain(text.char_indices().filter_map(after))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_text_comes_back(text in prop_oneof![awkward(), any::<String>()]) {
        let neutral = neutralise(&text);
        let shielded = shield(&text);
        prop_assert_eq!(restore(&neutral), text.as_str());
        prop_assert_eq!(restore(&shielded), text.as_str());
    }

    #[test]
    fn no_cell_begins_a_formula(text in awkward()) {
        for guarded in [neutralise(&text), shield(&text)] {
            prop_assert!(!guarded.starts_with(['\t', '\r', '\n']));
            for at in begins(&guarded) {
                let rest = guarded.get(at..).unwrap();
                let is_formula = rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
                let is_guarded = guarded.get(..at).unwrap().ends_with('\'');
                prop_assert!(!is_formula || is_guarded, "{:?} in {:?}", rest, guarded);
            }
        }
    }
}

#[test]
fn what_a_program_would_take_for_a_value_is_shielded() {
    for value in [
        "001",
        "1-2",
        "1E5",
        "17.922E0",
        "2026/1/2",
        "3月1日",
        "1:30 PM",
        "50%",
        "(5)",
        "$3",
        "￥3",
        ".5",
        "TRUE",
        "false",
        "MAR 3",
        "DEC10",
        " x",
        "123456789012345678",
    ] {
        assert_eq!(shield(value), format!("'{value}"), "{value}");
    }
    for text in [
        "A00.901",
        "E10",
        "2型糖尿病",
        "霍乱",
        "Marfan syndrome",
        "x1",
        "",
        "truely",
    ] {
        assert_eq!(shield(text), text);
    }
    assert_eq!(neutralise("=cmd|'/C calc'!A0"), "'=cmd|'/C calc'!A0");
    assert_eq!(neutralise("a\";=1+1"), "a\";'=1+1");
    assert_eq!(restore("见'A'类"), "见'A'类");
}
