//! Tables: delimited text, workbooks and their parts, dictionaries, work lists, encodings.

use super::Target;
use super::seeds;
use super::told;
use crate::registry::files::Parts;
use crate::registry::files::SHEET;
use crate::registry::files::TEXTS;
use crate::registry::files::pack;
use crate::registry::files::parts;
use crate::registry::files::workbook;
use std::sync::OnceLock;
use zhiyu::error::Error;
use zhiyu::registry::tabular;
use zhiyu::registry::tabular::Format;
use zhiyu::registry::tabular::Limits;
use zhiyu::registry::tabular::Table;
use zhiyu::registry::tabular::stream::Transcoder;
use zhiyu::report::work_list;
use zhiyu::report::work_list::Column;
use zhiyu::source::dictionary_file::LocalColumns;
use zhiyu::source::dictionary_file::local_codes;
use zhiyu::source::doubts;

pub const CSV: Target = Target {
    name: "csv",
    seeds: delimited,
    run: |input| table(input, Format::Csv),
};
pub const TSV: Target = Target {
    name: "tsv",
    seeds: delimited,
    run: |input| table(input, Format::Tsv),
};
pub const LINES: Target = Target {
    name: "lines",
    seeds: delimited,
    run: |input| table(input, Format::Lines),
};
pub const DETECTED: Target = Target {
    name: "detected",
    seeds: || [delimited(), books()].concat(),
    run: |input| {
        let (name, rest) = input.split_at_checked(1).unwrap_or((input, &[]));
        let name =
            [None, Some("a.csv"), Some("a.txt"), Some("a.xlsx")][usize::from(name.first().copied().unwrap_or(0) % 4)];
        table(rest, Format::detect(name, rest))
    },
};
pub const XLSX: Target = Target {
    name: "xlsx",
    seeds: books,
    run: |input| {
        let sheets = told(tabular::sheets(input, &few()), |sheets| {
            format!("{} sheets", sheets.len())
        });
        format!("{} {sheets}", table(input, Format::Xlsx))
    },
};
pub const SHEET_PART: Target = Target {
    name: "xlsx-sheet",
    seeds: || vec![part(SHEET)],
    run: |input| with_part(SHEET, input),
};
pub const TEXTS_PART: Target = Target {
    name: "xlsx-texts",
    seeds: || vec![part(TEXTS)],
    run: |input| with_part(TEXTS, input),
};
pub const STYLES_PART: Target = Target {
    name: "xlsx-styles",
    seeds: || vec![part("xl/styles.xml")],
    run: |input| with_part("xl/styles.xml", input),
};
pub const WORKBOOK_PART: Target = Target {
    name: "xlsx-workbook",
    seeds: || vec![part("xl/workbook.xml"), part("xl/_rels/workbook.xml.rels")],
    run: |input| {
        let name = if input.starts_with(b"<?xml") && input.windows(13).any(|word| word == b"Relationships") {
            "xl/_rels/workbook.xml.rels"
        } else {
            "xl/workbook.xml"
        };
        with_part(name, input)
    },
};
pub const DICTIONARY: Target = Target {
    name: "dictionary",
    seeds: delimited,
    run: |input| {
        let columns = LocalColumns::default();
        let read = tabular::read(input, Format::Csv, &few());
        told(
            read.and_then(|table| Ok((local_codes(&table, &columns)?, doubts::look(&table, &columns)?))),
            |(rows, doubts)| {
                format!(
                    "{} rows {:?}",
                    rows.len(),
                    doubts.all().map(|one| one.rule).collect::<Vec<_>>()
                )
            },
        )
    },
};
pub const WORK_LIST_CSV: Target = Target {
    name: "work-list-csv",
    seeds: work_lists,
    run: |input| work_list(input, "a.csv"),
};
pub const WORK_LIST_XLSX: Target = Target {
    name: "work-list-xlsx",
    seeds: || vec![work_book()],
    run: |input| work_list(input, "a.xlsx"),
};
pub const GB18030: Target = Target {
    name: "encodings",
    seeds: delimited,
    run: encodings,
};

fn few() -> Limits {
    Limits {
        rows: 10_000,
        cells: 100_000,
        decompressed_bytes: 8 << 20,
        ..Limits::default()
    }
}

fn delimited() -> Vec<Vec<u8>> {
    let texts = [
        "code,name\n01,霍乱\n02,\"伤寒,副伤寒\"\n03,\"a\"\"b\"\n",
        "编码;名称\r\n01;霍乱\r\n02;\r\n",
        "code\tname\tusage\n01\t霍乱\t12\n",
        "A00 霍乱\nA01  伤寒 和副伤寒\n",
        "\u{FEFF}code,name\n=1+1,'@x\n",
        "code,name\n01,张三 11010519491231002X 13800138000\n02,榧犵柅\n",
    ];
    let mut all = seeds(&texts);
    all.extend(texts.map(|text| encoding_rs::GB18030.encode(text).0.into_owned()));
    all.push(
        encoding_rs::GB18030
            .encode("code,name\n01,𠮷㐀\u{E5E5}\n")
            .0
            .into_owned(),
    );
    all
}

fn books() -> Vec<Vec<u8>> {
    vec![
        workbook(&[&["code", "name"], &["01", "霍乱"], &["", "x"]]),
        workbook(&[&["a"]]),
    ]
}

fn part(name: &str) -> Vec<u8> {
    let book = workbook(&[&["code", "name"], &["01", "霍乱"], &["02", "伤寒"]]);
    parts(&book).into_iter().find(|(other, _)| other == name).unwrap().1
}

/// A workbook one of whose parts is the input: what changes the archive itself seldom gets as far as the part.
fn with_part(name: &str, input: &[u8]) -> String {
    static GOOD: OnceLock<Parts> = OnceLock::new();
    let good = GOOD.get_or_init(|| parts(&workbook(&[&["code", "name"], &["01", "霍乱"], &["02", "伤寒"]])));
    let mut all = good.clone();
    for (other, bytes) in &mut all {
        if other == name {
            *bytes = input.to_vec();
        }
    }
    let book = pack(&all);
    let sheets = told(tabular::sheets(&book, &few()), |sheets| {
        format!("{} sheets", sheets.len())
    });
    format!("{} {sheets}", table(&book, Format::Xlsx))
}

fn table(input: &[u8], format: Format) -> String {
    told(tabular::read(input, format, &few()), |table| {
        must_be_whole(&table);
        format!(
            "{} columns {:?} {} rows",
            table.headers().len(),
            table.encoding(),
            table.row_count().min(9)
        )
    })
}

/// Every row has as many cells as the header, its number grows, and no cell is longer than a cell may be.
fn must_be_whole(table: &Table) {
    let mut last = table.header_number();
    assert!(table.row_count() > 0);
    for row in table.rows() {
        assert!(row.number() > last, "row {} after {last}", row.number());
        last = row.number();
        assert_eq!(row.cells().count(), table.headers().len());
        assert!(row.cells().all(|cell| cell.chars().count() <= few().cell_characters));
    }
}

fn work_list(input: &[u8], name: &str) -> String {
    told(work_list::read(input, Some(name)), |file| {
        format!("{} rows", file.rows.len())
    })
}

fn work_titles() -> Vec<String> {
    Column::all().into_iter().map(|column| column.titles().1).collect()
}

fn work_lists() -> Vec<Vec<u8>> {
    let titles = work_titles().join(",");
    let row = |cell: &str| vec![cell; work_titles().len()].join(",");
    seeds(&[
        &format!("{titles}\n{}\n{}\n", row("approve"), row("1")),
        &format!("{titles}\n{}\n", row("")),
    ])
}

fn work_book() -> Vec<u8> {
    let titles = work_titles();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let row = vec!["1"; titles.len()];
    workbook(&[&titles, &row])
}

/// However a text is cut into pieces, it gives the same characters, or is refused.
fn encodings(input: &[u8]) -> String {
    let whole = transcoded(&[input]);
    let cut = usize::from(input.first().copied().unwrap_or(0)) % (input.len() + 1);
    let (head, tail) = input.split_at(cut);
    let pieces = transcoded(&[head, tail]);
    let bytes: Vec<&[u8]> = input.chunks(1).collect();
    let singly = transcoded(&bytes);
    assert_eq!(whole.as_ref().ok(), pieces.as_ref().ok(), "cut at {cut}");
    assert_eq!(whole.as_ref().ok(), singly.as_ref().ok(), "byte by byte");
    told(whole, |text| {
        assert!(std::str::from_utf8(&text).is_ok());
        "text".to_owned()
    })
}

fn transcoded(pieces: &[&[u8]]) -> Result<Vec<u8>, Error> {
    let mut transcoder = Transcoder::new(None);
    let mut text = Vec::new();
    for piece in pieces {
        transcoder.push(piece, &mut text)?;
    }
    transcoder.finish(&mut text)?;
    Ok(text)
}
