//! CSV and TSV: cells byte for byte, rows with the numbers that a person sees.

use super::files;
use super::files::csv;
use proptest::prelude::*;
use zhiyu::error::Code;
use zhiyu::language::Language;
use zhiyu::registry::tabular;
use zhiyu::registry::tabular::Format;
use zhiyu::registry::tabular::Limits;

fn read(text: &str) -> String {
    files::table(&csv(text).unwrap())
}

fn code(text: &str) -> (Code, Option<u64>) {
    let error = csv(text).unwrap_err();
    (error.code(), error.place().row)
}

#[test]
fn cells_are_kept_byte_for_byte() {
    assert_eq!(
        read("code,name\n 001 ,　A\u{a0}\n4.3x01,\"a \"\"b\"\", c\"\n"),
        "1: code·name\n2:  001 ·　A\u{a0}\n3: 4.3x01·a \"b\", c"
    );
}

#[test]
fn quotes_within_a_plain_cell_are_text() {
    assert_eq!(read("code,name\n1,8\"盘\"片\n"), "1: code·name\n2: 1·8\"盘\"片");
}

#[test]
fn rows_have_the_number_of_the_line_where_they_begin() {
    let text = "\r\n\r\ncode,name\r\n1,\"a\r\nb\"\r\n,\r\n\r\n2,c\r\n";
    assert_eq!(read(text), "3: code·name\n4: 1·a\r\nb\n8: 2·c");
}

#[test]
fn every_kind_of_line_end_is_one_line() {
    assert_eq!(read("a,b\r1,2\n3,4\r\n5,6"), "1: a·b\n2: 1·2\n3: 3·4\n4: 5·6");
}

#[test]
fn a_comma_at_the_end_of_every_line_is_an_unnamed_column() {
    assert_eq!(read("a,b,\n1,2,\n3,4\n"), "1: a·b·\n2: 1·2·\n3: 3·4·");
    assert_eq!(read("a,b\n1,2,,\n"), "1: a·b\n2: 1·2");
}

#[test]
fn ragged_rows_are_refused() {
    assert_eq!(code("a,b\n1,2\n1,2,3\n"), (Code::RowRagged, Some(3)));
    assert_eq!(code("a,b,c\n1,2\n"), (Code::RowRagged, Some(2)));
    let words = csv("a,b\n1,2,3\n").unwrap_err().detail(Language::Chinese);
    assert_eq!(words, "这一行有 3 列，表头有 2 列");
}

#[test]
fn a_file_without_data_is_empty() {
    for text in ["", "\n\n", "code,name", "code,name\n,\n\n"] {
        assert_eq!(code(text).0, Code::FileEmpty, "{text:?}");
    }
}

#[test]
fn a_quote_that_is_never_closed_swallows_nothing() {
    assert_eq!(code("code,name\n1,\"a\n2,b\n"), (Code::CellInvalid, Some(2)));
    assert_eq!(code("code,name\n1,\"a\"b\n"), (Code::CellInvalid, Some(2)));
}

#[test]
fn the_delimiter_is_the_one_that_the_header_has_most_of() {
    for delimiter in [",", ";", "|", "\t"] {
        let text = "code·na me·x\n1·2·3\n".replace('·', delimiter);
        assert_eq!(read(&text), "1: code·na me·x\n2: 1·2·3");
    }
    assert_eq!(read("\"a;b;c\",d\n1,2\n"), "1: a;b;c·d\n2: 1·2");
}

#[test]
fn the_format_is_what_the_bytes_say_then_the_name_then_the_delimiter() {
    let book = files::workbook(&[&["a"], &["1"]]);
    assert_eq!(Format::detect(Some("a.csv"), &book), Format::Xlsx);
    assert_eq!(Format::detect(Some("a.xlsx"), b"a,b\n1,2"), Format::Csv);
    assert_eq!(Format::detect(Some("a.TSV"), b"a,b\n1,2"), Format::Tsv);
    assert_eq!(Format::detect(Some("a.csv"), b"a\tb\n1\t2"), Format::Csv);
    assert_eq!(Format::detect(Some("a.txt"), b"a\tb\n1\t2"), Format::Tsv);
    assert_eq!(Format::detect(None, b"a;b\n1;2"), Format::Csv);
    assert_eq!(Format::detect(None, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), Format::Xlsx);
}

#[test]
fn lines_of_code_and_name_have_no_header_and_are_split_at_their_first_blanks() {
    let text = "110000 北京市\r\n\r\nA00.9\t 霍乱 轻型 \n01 \"x\",y";
    assert_eq!(Format::detect(Some("1981.txt"), text.as_bytes()), Format::Lines);
    assert_eq!(Format::detect(Some("a.dat"), b"1 a\n"), Format::Lines);
    assert_eq!(Format::detect(Some("a.dat"), b"1 a,b\n"), Format::Csv);
    assert_eq!(Format::detect(Some("a.csv"), b"1 a\n"), Format::Csv);
    let read = files::read(text.as_bytes(), Format::Lines).unwrap();
    assert_eq!(
        files::table(&read),
        "0: code·name\n1: 110000·北京市\n3: A00.9·霍乱 轻型 \n4: 01·\"x\",y"
    );
    let refused = files::refusal(b"1 a\n22\n", Format::Lines);
    assert_eq!((refused.code(), refused.place().row), (Code::RowRagged, Some(2)));
    assert_eq!(files::refusal(b"\n", Format::Lines).code(), Code::FileEmpty);
}

#[test]
fn limits_hold_for_text() {
    let text = "a,b\n1,2\n3,4\n";
    let refused = |limits: Limits| {
        tabular::read(text.as_bytes(), Format::Csv, &limits)
            .unwrap_err()
            .to_string()
    };
    let all = Limits::default;
    assert!(
        refused(Limits {
            file_bytes: 11,
            ..all()
        })
        .contains("more than 11 字节 bytes")
    );
    assert!(refused(Limits { rows: 2, ..all() }).contains("more than 2 行 rows (row 3)"));
    assert!(refused(Limits { columns: 1, ..all() }).contains("more than 1 列 columns (row 1)"));
    assert!(refused(Limits { cells: 3, ..all() }).contains("more than 3 单元格 cells (row 3)"));
    assert!(
        refused(Limits {
            cell_characters: 0,
            ..all()
        })
        .contains("characters in a cell")
    );
    assert!(refused(Limits { text_bytes: 3, ..all() }).contains("bytes of text"));
    let exact = Limits {
        file_bytes: 12,
        rows: 3,
        columns: 2,
        cells: 4,
        cell_characters: 1,
        ..all()
    };
    assert!(tabular::read(text.as_bytes(), Format::Csv, &exact).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_a_writer_wrote_is_read_back(
        rows in prop::collection::vec(prop::collection::vec("[a-z0-9,;|\t\"'\r\n 　编码\u{4DAE}]{0,6}", 3), 1..8),
        quoted in any::<bool>(),
    ) {
        let style = if quoted { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer = csv::WriterBuilder::new().quote_style(style).from_writer(Vec::new());
        writer.write_record(["a", "b", "c"]).unwrap();
        let mut expected = Vec::new();
        for row in &rows {
            writer.flush().unwrap();
            let before = String::from_utf8(writer.get_ref().clone()).unwrap().replace("\r\n", "\n").replace('\r', "\n");
            if row.iter().any(|cell| !cell.is_empty()) {
                expected.push((before.matches('\n').count() + 1, row.clone()));
            }
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let found = match files::read(&bytes, Format::Csv) {
            Ok(table) => table.rows().map(|row| {
                (usize::try_from(row.number()).unwrap(), row.cells().map(str::to_owned).collect())
            }).collect(),
            Err(error) => {
                prop_assert_eq!(error.code(), Code::FileEmpty);
                Vec::<(usize, Vec<String>)>::new()
            }
        };
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_bytes_stop_the_program(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for format in [Format::detect(None, &bytes), Format::Csv, Format::Tsv, Format::Xlsx, Format::Lines] {
            let _ = files::read(&bytes, format);
        }
    }
}
