//! XLSX: what a person sees in the sheet is what is read.

use super::files;
use proptest::prelude::*;
use rust_xlsxwriter::ExcelDateTime;
use rust_xlsxwriter::Format as CellFormat;
use rust_xlsxwriter::Formula;
use rust_xlsxwriter::Workbook;
use zhiyu::error::Code;
use zhiyu::registry::tabular;
use zhiyu::registry::tabular::Encoding;
use zhiyu::registry::tabular::Format;
use zhiyu::registry::tabular::Limits;

fn read(mut book: Workbook) -> String {
    let bytes = book.save_to_buffer().unwrap();
    files::table(&files::read(&bytes, Format::Xlsx).unwrap())
}

#[test]
fn text_stays_text() {
    let bytes = files::workbook(&[&["编码", "名称"], &["007", " 男 "], &["1E5", "\u{200B}a&<b>\"\n"]]);
    let table = files::read(&bytes, Format::Xlsx).unwrap();
    assert_eq!(table.encoding(), Encoding::Workbook);
    assert_eq!(
        files::table(&table),
        "1: 编码·名称\n2: 007· 男 \n3: 1E5·\u{200B}a&<b>\"\n"
    );
}

#[test]
fn numbers_are_what_a_person_sees() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "编码").unwrap();
    let padded = CellFormat::new().set_num_format("000000");
    let numbers = [
        12.0,
        -3.0,
        51.23,
        0.1 + 0.2,
        86_901_110_000_020.0,
        411_502_199_002_300_014.0,
        0.0,
    ];
    for (row, number) in (1..).zip(numbers) {
        sheet.write_number(row, 0, number).unwrap();
    }
    sheet.write_number_with_format(8, 0, 42, &padded).unwrap();
    sheet.write_boolean(9, 0, true).unwrap();
    let expected =
        "1: 编码\n2: 12\n3: -3\n4: 51.23\n5: 0.3\n6: 86901110000020\n7: 4.115021990023E+17\n8: 0\n9: 000042\n10: TRUE";
    assert_eq!(read(book), expected);
}

#[test]
fn dates_and_formulas_are_what_a_person_sees() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = CellFormat::new().set_num_format("yyyy-mm-dd");
    let day = ExcelDateTime::from_ymd(2026, 11, 21).unwrap();
    sheet.write_string(0, 0, "a").unwrap();
    sheet.write_datetime_with_format(1, 0, &day, &date).unwrap();
    sheet
        .write_datetime_with_format(2, 0, day.and_hms(8, 30, 0.0).unwrap(), &date)
        .unwrap();
    sheet.write_formula(3, 0, Formula::new("=1+1").set_result("2")).unwrap();
    assert_eq!(read(book), "1: a\n2: 2026-11-21\n3: 2026-11-21 08:30:00\n4: 2");
}

#[test]
fn empty_rows_are_skipped_and_rows_keep_their_number() {
    let bytes = files::workbook(&[&[], &["编码", "名称"], &[], &["1", "a"], &["", ""], &["2"]]);
    let table = files::read(&bytes, Format::Xlsx).unwrap();
    assert_eq!(files::table(&table), "2: 编码·名称\n4: 1·a\n6: 2·");
}

#[test]
fn merged_titles_leave_unnamed_columns() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 1, "编码", &CellFormat::new()).unwrap();
    sheet.write_string(0, 2, "名称").unwrap();
    for (column, cell) in ["1", "x", "a"].iter().enumerate() {
        sheet.write_string(1, u16::try_from(column).unwrap(), *cell).unwrap();
    }
    assert_eq!(read(book), "1: 编码··名称\n2: 1·x·a");
}

#[test]
fn the_first_visible_sheet_is_read_or_the_one_that_is_named() {
    let mut book = Workbook::new();
    for (name, code) in [("说明", "0"), ("国临", "1"), ("医保", "2")] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        sheet.write_string(0, 0, "编码").unwrap();
        sheet.write_string(1, 0, code).unwrap();
    }
    book.worksheet_from_name("国临").unwrap().set_active(true);
    book.worksheet_from_name("说明").unwrap().set_hidden(true);
    let bytes = book.save_to_buffer().unwrap();
    let read = |sheet| tabular::read_sheet(&bytes, Format::Xlsx, sheet, &Limits::default());
    for (sheet, code) in [(None, "1"), (Some("说明"), "0"), (Some("医保"), "2")] {
        assert_eq!(read(sheet).unwrap().rows().next().unwrap().cell(0), code);
    }
    let error = read(Some("诊断")).unwrap_err();
    assert_eq!(error.code(), Code::FieldInvalid);
    assert!(
        error
            .values()
            .iter()
            .any(|(_, value)| value.contains("说明、国临、医保"))
    );
}

#[test]
fn more_cells_than_titles_are_ragged() {
    let error = files::refusal(
        &files::workbook(&[&["a", "b"], &["1", "2"], &["1", "2", "3"]]),
        Format::Xlsx,
    );
    assert_eq!((error.code(), error.place().row), (Code::RowRagged, Some(3)));
}

#[test]
fn an_empty_sheet_is_an_empty_file() {
    for rows in [&[][..], &[&["编码", "名称"][..]][..]] {
        assert_eq!(
            files::refusal(&files::workbook(rows), Format::Xlsx).code(),
            Code::FileEmpty
        );
    }
}

#[test]
fn limits_hold_for_workbooks() {
    let bytes = files::workbook(&[&["a", "b"], &["1", "222"], &["3", "4"]]);
    let refused = |limits: Limits| {
        let error = tabular::read(&bytes, Format::Xlsx, &limits).unwrap_err();
        assert_eq!(error.code(), Code::FileTooLarge);
        error.to_string()
    };
    let all = Limits::default;
    assert!(refused(Limits { rows: 2, ..all() }).contains("rows"));
    assert!(refused(Limits { columns: 1, ..all() }).contains("columns"));
    assert!(refused(Limits { cells: 5, ..all() }).contains("cells"));
    assert!(
        refused(Limits {
            cell_characters: 2,
            ..all()
        })
        .contains("characters in a cell (row 2) (column b)")
    );
    assert!(
        refused(Limits {
            shared_texts: 2,
            ..all()
        })
        .contains("shared texts")
    );
    assert!(
        refused(Limits {
            archive_entries: 3,
            ..all()
        })
        .contains("archive entries")
    );
    assert!(
        refused(Limits {
            decompressed_bytes: 2_000,
            ..all()
        })
        .contains("decompressed bytes")
    );
    assert!(
        refused(Limits {
            file_bytes: 100,
            ..all()
        })
        .contains("字节 bytes")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_a_writer_wrote_is_read_back(
        rows in prop::collection::vec(prop::collection::vec("[a-zA-Z0-9.+* ,&<>\"'　编码\u{4DAE}\u{20000}]{1,6}", 2), 1..6),
    ) {
        let mut all: Vec<Vec<&str>> = vec![vec!["编码", "名称"]];
        all.extend(rows.iter().map(|row| row.iter().map(String::as_str).collect()));
        let slices: Vec<&[&str]> = all.iter().map(Vec::as_slice).collect();
        let table = files::read(&files::workbook(&slices), Format::Xlsx).unwrap();
        let found: Vec<Vec<&str>> = table.rows().map(|row| row.cells().collect()).collect();
        prop_assert_eq!(found, &all[1..]);
    }

    #[test]
    fn no_spoilt_part_stops_the_program(
        part in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        byte in prop::sample::select(&b"<>/\"= 09AZ-!?&c"[..]),
    ) {
        let mut parts = files::parts(&files::workbook(&[&["编码", "名称"], &["1", "a"]]));
        let count = parts.len();
        let bytes = &mut parts[part.index(count)].1;
        let length = bytes.len();
        bytes[place.index(length)] = byte;
        let _ = files::read(&files::pack(&parts), Format::Xlsx);
    }

    #[test]
    fn no_spoilt_archive_stops_the_program(places in prop::collection::vec(any::<prop::sample::Index>(), 1..6), byte: u8) {
        let mut bytes = files::workbook(&[&["编码", "名称"], &["1", "a"]]);
        let length = bytes.len();
        for place in places {
            bytes[place.index(length)] ^= byte;
        }
        let _ = files::read(&bytes, Format::Xlsx);
    }
}
