//! Files in every encoding and every size of piece; those that cannot be read as they were meant are refused with a row.

use super::HIS;
use super::LIS;
use super::translator;
use zhiyu::error::Code;
use zhiyu::error::Result;
use zhiyu::language::Language;
use zhiyu::registry::tabular::stream::Characters;
use zhiyu::snapshot::translate::Conversion;
use zhiyu::snapshot::translate::FileFormat;
use zhiyu::snapshot::translate::Mode;
use zhiyu::snapshot::translate::Outputs;
use zhiyu::snapshot::translate::Part;
use zhiyu::snapshot::translate::Plan;
use zhiyu::snapshot::translate::Totals;

pub fn part(dictionary: &str, column: &str) -> Part {
    Part {
        dictionary: Some(dictionary.to_owned()),
        code: column.to_owned(),
        ..Part::default()
    }
}

pub fn plan(format: FileFormat, parts: Vec<Part>) -> Plan {
    Plan {
        format,
        characters: None,
        parts,
        sets_rejects_apart: false,
        language: Language::Chinese,
    }
}

/// Converts a file in pieces of so many bytes: output, rejects, totals.
pub fn convert(plan: &Plan, file: &[u8], piece: usize) -> Result<(String, String, Totals)> {
    let mut conversion = Conversion::new(translator(Mode::Lenient), plan)?;
    let mut outputs = Outputs::default();
    for bytes in file.chunks(piece) {
        conversion.feed(bytes, &mut outputs)?;
    }
    let totals = conversion.finish(&mut outputs)?;
    assert!(totals.reconciles(), "{totals:?}");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ok((text(outputs.rows), text(outputs.rejects), totals))
}

fn csv() -> Plan {
    let mut part = part(HIS, "诊断编码");
    part.name = Some("诊断名称".to_owned());
    plan(FileFormat::Csv, vec![part])
}

const DAY: &str = "门诊号,诊断编码,诊断名称\r\n1,001,霍乱\r\n2,\"a\"\"b,c\",引号\r\n\r\n3,004,测试\n4,,\r5,003,\"两行\n名称\"\n6,999,没有";

#[test]
fn the_output_is_as_it_was() {
    let (out, _, totals) = convert(&csv(), DAY.as_bytes(), 4096).unwrap();
    assert_eq!(out, include_str!("../../../formats/translate/day.csv"));
    assert_eq!(
        (totals.rows_in, totals.rows_out, totals.rejects, totals.rows_converted),
        (6, 6, 0, 3)
    );
    let part = &totals.parts[0];
    let counts = [
        part.mapped,
        part.unmapped,
        part.ambiguous,
        part.invalid_source,
        part.retired_target,
    ];
    assert_eq!(counts, [3, 2, 0, 1, 0]);
    assert_eq!((part.reasons["no-match"], part.warnings["name-differs"]), (1, 1));
    let records = "{\"id\":1,\"code\":\"GLU\",\"spec\":\"尿液\"}\n\n {\"code\":\"GLU\"} \r\n{}\n{\"code\":7}\n\
        {\"code\":null,\"深\":{\"code\":[1]}}\n{\"c\\u006fde\":\"G\\u004cU\",\"spec\":\"\\u8840\\u6e05\"}";
    let mut glucose = part_of_lis();
    glucose.specimen = Some("spec".to_owned());
    let (out, _, totals) = convert(&plan(FileFormat::Ndjson, vec![glucose]), records.as_bytes(), 4096).unwrap();
    assert_eq!(out, include_str!("../../../formats/translate/day.ndjson"));
    assert_eq!((totals.rows_in, totals.rows_converted), (6, 2));
}

fn part_of_lis() -> Part {
    part(LIS, "code")
}

#[test]
fn pieces_and_encodings_make_no_difference() {
    let whole = convert(&csv(), DAY.as_bytes(), usize::MAX).unwrap().0;
    let (gb18030, _, _) = encoding_rs::GB18030.encode(DAY);
    let with_mark = ["\u{feff}".as_bytes(), DAY.as_bytes()].concat();
    for piece in [1, 2, 3, 5, 7, 16, 64, 4096] {
        for file in [DAY.as_bytes(), &gb18030, &with_mark] {
            assert_eq!(convert(&csv(), file, piece).unwrap().0, whole, "pieces of {piece}");
        }
    }
    let named = Plan {
        characters: Some(Characters::Gb18030),
        ..csv()
    };
    assert_eq!(convert(&named, &gb18030, 5).unwrap().0, whole);
    // 四字节字符，且判定编码的窗口之后才出现中文
    let long = format!("诊断编码,诊断名称\n{}001,霍乱\u{20bb7}\n", "001,\n".repeat(40_000));
    let (gb18030, _, lossy) = encoding_rs::GB18030.encode(&long);
    assert!(!lossy);
    let (out, _, totals) = convert(&csv(), &gb18030, 1000).unwrap();
    assert_eq!(out, convert(&csv(), long.as_bytes(), 777).unwrap().0);
    assert_eq!((totals.rows_in, totals.parts[0].mapped), (40_001, 40_001));
}

#[test]
fn rejects_go_apart_and_add_up() {
    let apart = Plan {
        sets_rejects_apart: true,
        ..csv()
    };
    let (out, rejects, totals) = convert(&apart, DAY.as_bytes(), 11).unwrap();
    assert_eq!((totals.rows_in, totals.rows_out, totals.rejects), (6, 3, 3));
    let header = "门诊号,诊断编码,诊断名称,诊断编码.code,";
    assert!(out.starts_with(header) && rejects.starts_with(header));
    let reasons = [
        "unmapped,no-match",
        "invalid_source,code-empty",
        "unmapped,not-in-release",
    ];
    assert!(
        reasons
            .iter()
            .all(|reason| rejects.contains(reason) && !out.contains(reason))
    );
    let two = plan(FileFormat::Csv, vec![part(HIS, "主"), part(HIS, "次")]);
    let two = Plan {
        sets_rejects_apart: true,
        ..two
    };
    let (out, rejects, totals) = convert(&two, "主;次\n001;002\n001;9\n".as_bytes(), 3).unwrap();
    assert_eq!(
        out.lines().nth(1).unwrap(),
        "001;002;A00;霍乱;equivalent;icd-10/2016;mapped;;;A01;伤寒;broader;icd-10/2016;mapped;;;7"
    );
    assert_eq!(
        rejects.lines().nth(1).unwrap(),
        "001;9;A00;霍乱;equivalent;icd-10/2016;mapped;;;;;;;unmapped;not-in-release;;7"
    );
    assert_eq!((totals.parts[0].mapped, totals.parts[1].mapped), (2, 1));
    let none = convert(&csv(), "诊断编码,诊断名称\n".as_bytes(), 9).unwrap();
    assert_eq!((none.0.lines().count(), none.2.rows_in), (1, 0));
}

#[test]
fn hostile_files_are_refused_with_their_row() {
    let huge = "x".repeat(70_000);
    let wide = ",".repeat(1_001);
    let long_row = format!("{},", "y".repeat(60_000)).repeat(20);
    let header = "诊断编码,诊断名称\n001,霍乱\n";
    let files: Vec<(Code, Option<u64>, String)> = vec![
        (Code::CellInvalid, Some(3), format!("{header}\"001,霍乱\n002,x\n")),
        (Code::CellInvalid, Some(3), format!("{header}\"001\"x,霍乱\n")),
        (Code::CellInvalid, Some(3), format!("{header}0\u{0}1,霍乱\n")),
        (Code::CellInvalid, Some(3), format!("{header}\"0\u{0}1\",霍乱\n")),
        (
            Code::CellInvalid,
            Some(4),
            format!("{header}001,\"两\n行\"x\n").replace("001,霍乱\n", "001,霍乱\n\n"),
        ),
        (Code::FileTooLarge, Some(3), format!("{header}{huge},霍乱\n")),
        (Code::FileTooLarge, Some(3), format!("{header}\"{huge},霍乱\n")),
        (Code::FileTooLarge, Some(3), format!("{header}{wide}\n")),
        (Code::FileTooLarge, Some(3), format!("{header}{long_row}\n")),
        (Code::RowRagged, Some(3), format!("{header}001\n")),
        (Code::RowRagged, Some(3), format!("{header}001,霍乱,x\n")),
        (Code::ColumnMissing, None, "a,b\n".to_owned()),
        (
            Code::ColumnRepeated,
            None,
            "诊断编码,诊断名称,诊断编码.status\n".to_owned(),
        ),
        (Code::FileEmpty, None, String::new()),
        (Code::FileEmpty, None, "\n\r\n".to_owned()),
    ];
    for (code, row, file) in files {
        for piece in [13, 4096, usize::MAX] {
            let refusal = convert(&csv(), file.as_bytes(), piece).unwrap_err();
            assert_eq!((refusal.code(), refusal.place().row), (code, row), "{refusal} {piece}");
        }
    }
}

#[test]
fn broken_characters_are_refused_and_never_replaced() {
    let plan = plan(FileFormat::Csv, vec![part(HIS, "code")]);
    let broken: [(Code, &[u8]); 4] = [
        (Code::EncodingUnsupported, b"\xFF\xFEa\0"),
        (Code::EncodingInvalid, b"code\n\xD5\xEF\xFF\xFF\n"),
        (Code::EncodingInvalid, b"\xEF\xBB\xBFcode\n\xFF\n"),
        (
            Code::EncodingInvalid,
            "code\n霍乱霍乱霍乱霍乱霍\u{ffff}".as_bytes().split_last().unwrap().1,
        ),
    ];
    for (code, file) in broken {
        for piece in [1, 4096] {
            assert_eq!(convert(&plan, file, piece).unwrap_err().code(), code, "{file:?}");
        }
    }
}

#[test]
fn a_line_that_is_no_object_is_refused() {
    let long_line = format!("{{\"code\":\"{}\"}}", "x".repeat(1 << 20));
    let good = "{\"code\":\"GLU\"}\n";
    for (code, line) in [
        (Code::CellInvalid, "[]"),
        (Code::CellInvalid, "{\"code\":\"GLU\""),
        (Code::CellInvalid, "{\"code\":\"1\",\"code\":\"GLU\"}"),
        (Code::CellInvalid, "{\"zhiyu\":1}"),
        (Code::CellInvalid, "{} {}"),
        (Code::FileTooLarge, &long_line),
    ] {
        for piece in [64, usize::MAX] {
            let file = format!("{good}{line}\n");
            let refusal = convert(&plan(FileFormat::Ndjson, vec![part_of_lis()]), file.as_bytes(), piece).unwrap_err();
            assert_eq!((refusal.code(), refusal.place().row), (code, Some(2)), "{refusal}");
        }
    }
}

#[test]
fn a_dictionary_that_the_release_does_not_have_is_refused_at_once() {
    let unknown = plan(FileFormat::Csv, vec![part("his/none", "code")]);
    assert_eq!(
        convert(&unknown, b"code\n", 9).unwrap_err().code(),
        Code::DictionaryUnknown
    );
}
