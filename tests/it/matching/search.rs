//! Search as you type.

use super::list;
use super::long;
use zhiyu::matching::Hit;
use zhiyu::matching::Matched;
use zhiyu::matching::normalise::normalise;
use zhiyu::matching::pinyin::Mnemonics;
use zhiyu::matching::pinyin::Pattern;
use zhiyu::matching::pinyin::reads;
use zhiyu::matching::pinyin::spoken;

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
    let hits = list.matcher.search("食管处的溃疡", 5).expect("hits");
    assert_eq!(found(&hits), [("K22.100", Matched::Similar)]);
}

#[test]
fn nothing_is_found_for_nothing() {
    let list = long(PAIRS);
    assert!(list.matcher.search("  ", 10).expect("hits").is_empty());
    assert!(list.matcher.search("高血压", 0).expect("hits").is_empty());
    assert!(list.matcher.search("钢琴", 10).expect("hits").is_empty());
}

const SPOKEN: &[(&str, &str)] = &[
    ("I10.x01", "高血压性脑病"),
    ("I10", "高血压"),
    ("I27.000", "原发性肺动脉高血压"),
    ("E11.900", "2型糖尿病"),
    ("E10.900", "1型糖尿病"),
    ("K35.900", "急性阑尾炎"),
    ("C34.900", "肺癌"),
    ("B54.x00", "疟疾"),
    ("N83.201", "卵巢黄体血肿"),
    ("N20.000", "肾结石"),
    ("G70.000", "重症肌无力"),
    ("Y28.000", "行走困难"),
    ("J30.000", "嚏粘黏便"),
    ("N94.000", "女性不孕症"),
];

fn first(list: &super::List, text: &str) -> (String, Matched) {
    let hits = list.matcher.search(text, 5).expect("hits");
    let hit = hits.first().unwrap_or_else(|| panic!("nothing for {text}"));
    (hit.code.clone(), hit.matched)
}

fn finds(text: &str, code: &str, matched: Matched) {
    for list in [list(SPOKEN), long(SPOKEN)] {
        assert_eq!(first(&list, text), (code.to_owned(), matched), "{text}");
    }
}

#[test]
fn initials_from_the_beginning_of_a_name_then_anywhere() {
    for list in [list(SPOKEN), long(SPOKEN)] {
        let hits = list.matcher.search("gxy", 3).expect("hits");
        let expected = [
            ("I10", Matched::PinyinStart),
            ("I10.x01", Matched::PinyinStart),
            ("I27.000", Matched::PinyinPart),
        ];
        assert_eq!(found(&hits), expected);
    }
    finds("GXYXNB", "I10.x01", Matched::PinyinStart);
    finds("lwy", "K35.900", Matched::PinyinPart);
}

#[test]
fn whole_readings_and_unfinished_ones() {
    for text in ["gaoxueya", "gaoxuey", "gaoxu", "gaoxy", "gxueya", "gao xue ya"] {
        finds(text, "I10", Matched::PinyinStart);
    }
    finds("lanweiyan", "K35.900", Matched::PinyinPart);
    finds("nvxing", "N94.000", Matched::PinyinStart);
    finds("nuxing", "N94.000", Matched::PinyinStart);
    let list = long(SPOKEN);
    let hits = list.matcher.search("gaoxueyaz", 5).expect("hits");
    assert!(
        hits.iter().all(|hit| hit.matched > Matched::CodePart),
        "no name goes on with z: {hits:?}"
    );
}

#[test]
fn digits_latin_and_chinese_mixed() {
    for text in ["2xtnb", "2型tnb", "Ⅱ型tnb", "2x糖尿b", "2xingtangnb"] {
        finds(text, "E11.900", Matched::PinyinStart);
    }
    finds("1xtnb", "E10.900", Matched::PinyinStart);
    finds("急xlwy", "K35.900", Matched::PinyinStart);
    finds("jx阑wy", "K35.900", Matched::PinyinStart);
}

#[test]
fn characters_of_several_readings_are_found_by_each() {
    for (text, code) in [
        ("feiai", "C34.900"),
        ("fa", "C34.900"),
        ("fy", "C34.900"),
        ("nj", "B54.x00"),
        ("yj", "B54.x00"),
        ("zzjwl", "G70.000"),
        ("czjwl", "G70.000"),
        ("xzkn", "Y28.000"),
        ("hzkn", "Y28.000"),
        ("sjs", "N20.000"),
        ("sjd", "N20.000"),
        ("tznb", "J30.000"),
        ("tnnp", "J30.000"),
    ] {
        finds(text, code, Matched::PinyinStart);
    }
    finds("xuezhong", "N83.201", Matched::PinyinPart);
    finds("xiezhong", "N83.201", Matched::PinyinPart);
}

#[test]
fn one_slip_still_finds() {
    let slips = [
        ("高血牙", "I10"),
        ("高压血", "I10"),
        ("急性阑委炎", "K35.900"),
        ("急性尾炎", "K35.900"),
        ("急性阑阑尾炎", "K35.900"),
        ("jxlyw", "K35.900"),
        ("jxwy", "K35.900"),
        ("jxlqwy", "K35.900"),
        ("jxzwy", "K35.900"),
        ("gaoxeuya", "I10"),
        ("gaoxueba", "I10"),
        ("goxueya", "I10"),
        ("gaoxueyya", "I10"),
    ];
    for list in [list(SPOKEN), long(SPOKEN)] {
        for (text, code) in slips {
            let hits = list.matcher.search(text, 5).expect("hits");
            let hit = hits.iter().find(|hit| hit.code == code);
            assert!(hit.is_some(), "{text}: {hits:?}");
        }
    }
    finds("高血牙", "I10", Matched::OneSlip);
    finds("jxlyw", "K35.900", Matched::OneSlip);
}

#[test]
fn two_slips_are_too_many_and_slips_stand_below_what_fits() {
    let list = long(SPOKEN);
    for text in ["jyyyy", "bxlqy"] {
        let hits = list.matcher.search(text, 5).expect("hits");
        assert!(hits.iter().all(|hit| hit.code != "K35.900"), "{text}: {hits:?}");
    }
    let hits = list.matcher.search("1xtnb", 5).expect("hits");
    assert_eq!(
        found(&hits),
        [("E10.900", Matched::PinyinStart), ("E11.900", Matched::OneSlip)]
    );
}

#[test]
fn targets_stand_before_headings_and_short_names_before_long_ones() {
    let mut heading = zhiyu::matching::Entry::new("A", "高血压");
    heading.assignable = false;
    let mut retired = zhiyu::matching::Entry::new("B", "高血压");
    retired.active = false;
    let entries = vec![
        heading,
        retired,
        zhiyu::matching::Entry::new("D", "高血压危象"),
        zhiyu::matching::Entry::new("C", "高血压病"),
        zhiyu::matching::Entry::new("E", "高血压病"),
    ];
    let list = super::of_entries(entries, "");
    let hits = list.matcher.search("gxy", 9).expect("hits");
    let codes: Vec<&str> = hits.iter().map(|hit| hit.code.as_str()).collect();
    assert_eq!(codes, ["C", "E", "D", "A", "B"]);
}

#[test]
fn another_name_finds_its_entry_once() {
    let mut entry = zhiyu::matching::Entry::new("S", "脑卒中");
    entry.synonyms = vec!["中风".into(), "脑中风".into()];
    let list = super::of_entries(vec![entry], "");
    assert_eq!(
        found(&list.matcher.search("zf", 9).expect("hits")),
        [("S", Matched::PinyinStart)]
    );
    assert_eq!(
        found(&list.matcher.search("nzf", 9).expect("hits")),
        [("S", Matched::PinyinStart)]
    );
}

/// More names than one block holds: what a block cannot hold is skipped, and nothing else.
#[test]
fn a_scan_over_many_blocks_finds_what_reading_each_name_finds() {
    let Some(data) = super::shared_data() else { return };
    let rows = super::tsv(&data.join("matching/diagnosis_cdn/icd10_beijing_v601.tsv"));
    let names: Vec<&str> = rows.iter().take(6_000).map(|row| row[1].as_str()).collect();
    let mut mnemonics = Mnemonics::default();
    for name in &names {
        mnemonics.push(&normalise(name).text);
    }
    for text in ["gxy", "gaoxueya", "jhb", "急xwy", "2xtnb", "a", "ganranx", "xngy"] {
        let pattern = Pattern::new(text).expect("a pattern");
        let characters = |name: &str| spoken(&normalise(name).text).collect::<Vec<char>>();
        let read = |name: &str| reads(pattern.text(), &characters(name)).is_some();
        let expected: Vec<u32> = (0..)
            .zip(&names)
            .filter(|(_, name)| read(name))
            .map(|(at, _)| at)
            .collect();
        let mut scanned = Vec::new();
        mnemonics.scan(&pattern, |name, _| scanned.push(name));
        scanned.dedup();
        assert!(
            expected.iter().all(|name| scanned.binary_search(name).is_ok()),
            "{text}"
        );
        if pattern.is_exact() {
            assert_eq!(scanned, expected, "{text}");
        }
    }
}
