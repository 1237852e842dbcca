//! What goes out as a table comes back equal, whatever stands in its cells, and nothing in a workbook is a formula.

use calamine::Reader as _;
use calamine::Xlsx;
use proptest::prelude::*;
use std::io::Cursor;
use zhiyu::registry::csv_file;
use zhiyu::registry::exchange::write_table;
use zhiyu::registry::tabular;
use zhiyu::registry::tabular::Format;
use zhiyu::registry::tabular::Limits;

const TITLES: [&str; 3] = ["code", "name", "note"];

/// Texts of the characters that matter; a cell that a file cannot tell from nothing is not among them.
fn cell() -> impl Strategy<Value = String> {
    let letters = prop::sample::select(vec![
        '=',
        '+',
        '-',
        '@',
        '＝',
        '＋',
        '－',
        '＠',
        '\t',
        '\n',
        '\'',
        '"',
        ',',
        ';',
        '|',
        ' ',
        'a',
        '0',
        '霍',
        '\u{20BB7}',
        '\u{E5E5}',
        '\u{200B}',
        '_',
        'x',
        '<',
        '&',
    ]);
    prop::collection::vec(letters, 1..10).prop_map(String::from_iter)
}

fn rows() -> impl Strategy<Value = Vec<[String; 3]>> {
    prop::collection::vec([cell(), cell(), cell()], 1..6)
}

fn read(bytes: &[u8], format: Format) -> Vec<Vec<String>> {
    let table = tabular::read(bytes, format, &Limits::default()).unwrap();
    assert_eq!(table.headers(), TITLES);
    table
        .rows()
        .map(|row| row.cells().map(str::to_owned).collect())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn tables_come_back_byte_for_byte(rows in rows()) {
        for format in [Format::Csv, Format::Tsv, Format::Xlsx] {
            let bytes = write_table(format, "a", &TITLES, rows.iter().map(|row| row.iter())).unwrap();
            prop_assert_eq!(&read(&bytes, format), &rows.iter().map(|row| row.to_vec()).collect::<Vec<_>>(), "{:?}", format);
        }
    }

    #[test]
    fn disarmed_tables_come_back_when_they_are_restored(rows in rows()) {
        let bytes = csv_file::write_disarmed(&TITLES, rows.iter().map(|row| row.iter())).unwrap();
        let read = read(&bytes, Format::Csv);
        prop_assert!(read.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])));
        let restored: Vec<Vec<String>> = read.iter().map(|row| row.iter().map(|cell| csv_file::restore(cell).into_owned()).collect()).collect();
        prop_assert_eq!(restored, rows.iter().map(|row| row.to_vec()).collect::<Vec<_>>());
    }

    #[test]
    fn no_cell_of_a_workbook_is_a_formula(rows in rows()) {
        let bytes = write_table(Format::Xlsx, "a", &TITLES, rows.iter().map(|row| row.iter())).unwrap();
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        prop_assert!(book.worksheet_formula("a").unwrap().is_empty());
    }
}
