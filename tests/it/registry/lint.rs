//! Lint: each rule finds its damage, says where and what it should be, and leaves healthy lists alone.

mod figures;
mod real;

use super::files;
use super::kinds::kind;
use proptest::prelude::*;
use rust_xlsxwriter::Format as CellFormat;
use rust_xlsxwriter::Workbook;
use std::fmt::Write as _;
use zhiyu::error::Code;
use zhiyu::registry::columns::ColumnChoice;
use zhiyu::registry::edition_file::Reading;
use zhiyu::registry::edition_file::read;
use zhiyu::registry::kind::Kind;
use zhiyu::registry::lint::Garbled;
use zhiyu::registry::lint::Report;
use zhiyu::registry::lint::Severity;
use zhiyu::registry::lint::garbled;
use zhiyu::registry::tabular::Format;

fn reading(text: &str, kind: &Kind) -> Reading {
    let table = files::csv(text).unwrap();
    read(&table, &ColumnChoice::default(), kind, Report::USUAL).unwrap()
}

/// Row, rule, severity, suggestion of each finding.
fn found(reading: &Reading) -> Vec<(u64, Code, Severity, Option<&str>)> {
    let findings = reading.report.findings().iter();
    let one = findings.map(|one| (one.row, one.rule, one.severity, one.suggestion.as_deref()));
    one.collect()
}

pub fn count(reading: &Reading, rule: Code) -> u64 {
    let of_rule = reading.report.counts().filter(|count| count.rule == rule);
    of_rule.map(|count| count.count).sum()
}

use Severity::Error as Bad;
use Severity::Info;
use Severity::Warning;

#[test]
fn a_code_that_breaks_its_kind_gets_the_best_explanation() {
    let cases = [
        ("4.3x01", Code::ZerosLost, Some("04.3x01")),
        ("4.02008", Code::ZerosLost, None),
        ("9", Code::ZerosLost, Some("09")),
        ("51.230", Code::DecimalShortened, Some("51.2300")),
        ("8.69E+13", Code::ScientificNotation, None),
        ("22.2 010", Code::StrayBlanks, Some("22.2010")),
        ("51.23 00", Code::StrayBlanks, Some("51.2300")),
        ("５１.2300", Code::FullWidthCharacters, Some("51.2300")),
        ("51.23O0", Code::LookAlikeCharacters, Some("51.2300")),
        ("5l.2300", Code::LookAlikeCharacters, Some("51.2300")),
        ("51.23OO", Code::LookAlikeCharacters, Some("51.2300")),
        ("51,2300", Code::CodeBreaksPattern, None),
    ];
    let procedures = kind("icd-9-cm-3-guolin");
    for (code, rule, suggestion) in cases {
        let reading = reading(&format!("code,name\n\"{code}\",a\n"), &procedures);
        assert_eq!(found(&reading), [(2, rule, Bad, suggestion)], "{code}");
        let refusal = reading.report.refusal().unwrap();
        assert_eq!(refusal.code(), Code::RowsRefused);
        assert_eq!(refusal.findings()[0].code(), rule);
    }
}

#[test]
fn e11_is_a_diagnosis_and_no_number() {
    let text = "code,name\nE11,糖尿病\nE11.900,a\n1E05,b\n17.922E0,c\n";
    assert_eq!(found(&reading(text, &Kind::plain())), []);
    for number in ["8.69E+13", "1E+05", "2.5e-3", "8.69E13"] {
        let reading = reading(&format!("code,name\n{number},a\n"), &Kind::plain());
        assert_eq!(found(&reading), [(2, Code::ScientificNotation, Bad, None)], "{number}");
    }
}

#[test]
fn wrong_check_digits_name_the_right_one() {
    let reading = reading("code,name\n2345-7,a\n2345-8,b\n23457,c\n", &kind("loinc"));
    assert_eq!(
        found(&reading),
        [
            (3, Code::CheckDigitWrong, Bad, None),
            (4, Code::CodeBreaksPattern, Bad, None)
        ]
    );
    let words = reading.report.findings()[0].to_error().to_string();
    assert!(words.contains("expected 7"), "{words}");
}

#[test]
fn a_letter_of_another_script_is_a_look_alike() {
    let reading = reading("code,name\nА01.000,a\nAO1.000,b\n", &kind("icd-10-yibao"));
    assert_eq!(
        found(&reading),
        [
            (2, Code::LookAlikeCharacters, Bad, Some("A01.000")),
            (3, Code::LookAlikeCharacters, Bad, Some("A01.000"))
        ]
    );
}

#[test]
fn garbled_text_is_found_and_read_back_where_it_can_be() {
    let text = "code,name\n1,疾\u{FFFD}病\n2,锟斤拷\n3,ç–¾ç—…\n4,\u{E5F1}病\n5,café\n6,β-内酰胺\n7,Ménière 病\n";
    assert_eq!(
        found(&reading(text, &Kind::plain())),
        [
            (2, Code::TextGarbled, Bad, None),
            (3, Code::TextGarbled, Bad, None),
            (4, Code::TextGarbled, Bad, Some("疾病")),
            (5, Code::TextGarbled, Warning, None),
        ]
    );
}

#[test]
fn utf_8_that_was_read_as_gbk_is_read_back() {
    for name in [
        "霍乱",
        "伤寒和副伤寒",
        "急性上呼吸道感染，未特指",
        "2型糖尿病伴有并发症",
    ] {
        let misread = encoding_rs::GBK.decode_without_bom_handling(name.as_bytes()).0;
        let Some(Garbled::Misread(original)) = garbled(&misread) else {
            panic!("{misread} is not found")
        };
        assert!(
            name.starts_with(original.trim_end_matches('?')),
            "{misread}: {original}"
        );
    }
    for name in [
        "霍乱",
        "囗腔溃疡",
        "髂骨骨折",
        "瘰疬",
        "β-内酰胺",
        "㐀㐁",
        "鼻衄",
        "痤疮（瘀滞型）",
        "Ⅲ期",
        "躯體化障礙",
    ] {
        assert_eq!(garbled(name), None, "{name}");
    }
}

#[test]
fn names_are_told_of_and_never_refused() {
    let text = "code,name\n1, 甲\n2,乙  丙\n3,Ａ型\n4,丁（戊）\n5,丁（戊）\n";
    let reading = reading(text, &Kind::plain());
    assert_eq!(
        found(&reading),
        [
            (2, Code::StrayBlanks, Info, Some("甲")),
            (3, Code::StrayBlanks, Info, Some("乙 丙")),
            (4, Code::FullWidthCharacters, Info, Some("A型")),
            (6, Code::NameRepeated, Info, None),
        ]
    );
    assert_eq!(reading.concepts[0].display, " 甲", "nothing is repaired");
}

#[test]
fn headers_and_totals_are_no_entries() {
    let text = "诊断编码,诊断名称\nA00,霍乱\n诊断编码,诊断名称\n合计,2\nB00,合计\n";
    assert_eq!(
        found(&reading(text, &Kind::plain())),
        [
            (3, Code::HeaderAsData, Bad, None),
            (4, Code::HeaderAsData, Bad, None),
            (5, Code::HeaderAsData, Warning, None)
        ]
    );
}

#[test]
fn merged_cells_of_a_workbook_are_told_with_their_range() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = CellFormat::new();
    sheet.merge_range(0, 0, 0, 1, "编码", &plain).unwrap();
    sheet.write_string(0, 2, "名称").unwrap();
    sheet.merge_range(1, 2, 2, 2, "霍乱", &plain).unwrap();
    sheet.write_string(1, 0, "A00").unwrap();
    sheet.write_string(2, 0, "A01").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let table = files::read(&bytes, Format::Xlsx).unwrap();
    let reading = read(&table, &ColumnChoice::default(), &Kind::plain(), 10).unwrap();
    let merged: Vec<_> = reading
        .report
        .findings()
        .iter()
        .filter(|one| one.rule == Code::CellsMerged)
        .collect();
    let told: Vec<_> = merged
        .iter()
        .map(|one| (one.row, one.severity, one.value.as_str()))
        .collect();
    assert_eq!(told, [(1, Info, "A1:B1"), (2, Warning, "C2:C3")]);
    assert_eq!(count(&reading, Code::CellInvalid), 1, "the name below is empty");
}

#[test]
fn without_a_kind_neighbours_tell() {
    let mut text = "code,name\n".to_owned();
    for number in 0..40 {
        writeln!(text, "{:02}.{:04},n{number}", number + 1, number * 10).unwrap();
    }
    text.push_str("4.3x01,短\n51.23,丢零\n10.0,类目\n");
    let reading = reading(&text, &Kind::plain());
    assert_eq!(
        found(&reading),
        [
            (42, Code::ZerosLost, Warning, Some("04.3x01")),
            (43, Code::DecimalShortened, Warning, Some("51.2300"))
        ]
    );
}

#[test]
fn counted_numbers_and_levels_are_healthy() {
    let counted: Vec<String> = (1..=3_000).map(|number| format!("{number},n{number}")).collect();
    let counted = counted.join("\n");
    assert_eq!(found(&reading(&format!("code,name\n{counted}"), &Kind::plain())), []);
    let mut levels = "code,name\n".to_owned();
    for chapter in 1..=3 {
        writeln!(levels, "{chapter:02},c{chapter}").unwrap();
        for item in 1..=60 {
            writeln!(levels, "{chapter:02}{item:02},i{chapter}-{item}").unwrap();
        }
    }
    assert_eq!(
        found(&reading(&levels, &Kind::plain())),
        [],
        "a short code with codes below it is a heading"
    );
}

#[test]
fn the_kind_tells_parents_and_headings_that_the_file_does_not_say() {
    let text = "code,name\nA01,a\nA01.0,b\nA01.000,c\nA01.000x005,d\nA01.000x005+J17.0*,e\nA02.001,f\n";
    let diseases = kind("icd-10-guolin");
    let told = reading(text, &diseases);
    let parents: Vec<_> = told.concepts.iter().map(|concept| concept.parent.as_deref()).collect();
    let expected = [
        None,
        Some("A01"),
        Some("A01.0"),
        Some("A01.000"),
        Some("A01.000x005"),
        None,
    ];
    assert_eq!(parents, expected);
    let assignable: Vec<_> = told.concepts.iter().map(|concept| concept.assignable).collect();
    assert_eq!(assignable, [false, false, true, true, true, true]);
    assert_eq!((told.derived.parents, told.derived.headings), (4, 2));
    assert_eq!(found(&told), [(7, Code::ParentNotFound, Warning, Some("A02.0"))]);
    let said = reading("code,name,parent,assignable\nA01,a,,1\nA01.0,b,,1\n", &diseases);
    assert!(
        said.concepts
            .iter()
            .all(|concept| concept.parent.is_none() && concept.assignable)
    );
    assert_eq!(
        (said.derived.parents, said.derived.headings),
        (0, 0),
        "what the file says counts"
    );
}

#[test]
fn findings_are_counted_in_full_and_listed_up_to_a_limit_a_rule() {
    let mut text = "code,name\n".to_owned();
    for number in 0..50 {
        writeln!(text, "{number}.3x01,同名").unwrap();
    }
    let table = files::csv(&text).unwrap();
    let reading = read(&table, &ColumnChoice::default(), &kind("icd-9-cm-3-guolin"), 5).unwrap();
    assert_eq!(count(&reading, Code::ZerosLost), 10);
    assert_eq!(count(&reading, Code::NameRepeated), 49);
    let listed = |rule| reading.report.findings().iter().filter(|one| one.rule == rule).count();
    assert_eq!((listed(Code::ZerosLost), listed(Code::NameRepeated)), (5, 5));
    let rows: Vec<u64> = reading.report.findings().iter().map(|one| one.row).collect();
    assert!(rows.is_sorted());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_lost_zero_is_found_and_given_back(digit in 0..10, tail in "[0-9]{4}", extension in "(x[0-9]{3})?") {
        let code = format!("{digit}.{tail}{extension}");
        let reading = reading(&format!("code,name\n{code},a\n"), procedures());
        let whole = format!("0{code}");
        prop_assert_eq!(found(&reading), [(2, Code::ZerosLost, Bad, Some(whole.as_str()))]);
    }

    #[test]
    fn no_file_stops_the_program(codes in prop::collection::vec("\\PC{0,12}", 1..30), own in prop::bool::ANY) {
        let rows: Vec<String> = codes.iter().map(|code| format!("\"{}\",n", code.replace('"', ""))).collect();
        let rows = rows.join("\n");
        let plain = Kind::plain();
        let _ = reading(&format!("code,name\n{rows}"), if own { procedures() } else { &plain });
    }
}

pub fn procedures() -> &'static Kind {
    static KIND: std::sync::OnceLock<Kind> = std::sync::OnceLock::new();
    KIND.get_or_init(|| kind("icd-9-cm-3-yibao"))
}
