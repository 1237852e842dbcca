//! Files made to harm: each is refused with its code before it costs anything.

use super::files;
use super::files::pack;
use super::files::refusal;
use super::files::workbook;
use super::files::workbook_with;
use super::files::workbook_with_rows;
use flate2::Compress;
use flate2::Compression;
use flate2::FlushCompress;
use std::io::Cursor;
use std::io::Write as _;
use zhiyu::error::Code;
use zhiyu::registry::tabular;
use zhiyu::registry::tabular::Format;
use zhiyu::registry::tabular::Limits;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn xlsx(bytes: &[u8]) -> (Code, String) {
    let error = refusal(bytes, Format::Xlsx);
    (error.code(), error.to_string())
}

fn assert_unreadable(bytes: &[u8]) {
    assert_eq!(xlsx(bytes).0, Code::FileUnreadable);
}

fn assert_unsafe(bytes: &[u8]) {
    assert_eq!(xlsx(bytes).0, Code::ArchiveUnsafe);
}

fn assert_too_large(bytes: &[u8], what: &str) {
    let (code, words) = xlsx(bytes);
    assert_eq!(code, Code::FileTooLarge);
    assert!(words.contains(what), "{words}");
}

/// An archive written by hand: the entries of its directory share one deflate stream, and each says `announced`.
pub fn archive(names: &[String], deflated: &[u8], announced: u32) -> Vec<u8> {
    let sizes = |bytes: &mut Vec<u8>, name: &str| {
        bytes.extend(0_u32.to_le_bytes());
        bytes.extend(u32::try_from(deflated.len()).unwrap().to_le_bytes());
        bytes.extend(announced.to_le_bytes());
        bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    };
    let mut bytes = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0".to_vec();
    sizes(&mut bytes, &names[0]);
    bytes.extend([0; 2]);
    bytes.extend(names[0].as_bytes());
    bytes.extend(deflated);
    let directory = u32::try_from(bytes.len()).unwrap();
    for name in names {
        bytes.extend(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0");
        sizes(&mut bytes, name);
        bytes.extend([0; 16]);
        bytes.extend(name.as_bytes());
    }
    let length = u32::try_from(bytes.len()).unwrap() - directory;
    let count = u16::try_from(names.len()).unwrap().to_le_bytes();
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count);
    bytes.extend(count);
    bytes.extend(length.to_le_bytes());
    bytes.extend(directory.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

/// A deflate stream of `times` times a MiB of this text; the pieces are flushed so that they can stand in a row.
pub fn deflated(text: &str, times: usize) -> Vec<u8> {
    let piece = text.repeat((1 << 20) / text.len());
    let mut compress = Compress::new(Compression::best(), false);
    let mut packed = Vec::with_capacity(64 << 10);
    compress
        .compress_vec(piece.as_bytes(), &mut packed, FlushCompress::Full)
        .unwrap();
    let mut stream = packed.repeat(times);
    stream.extend(b"\x03\0");
    stream
}

pub fn names(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| format!("xl/worksheets/sheet{number}.xml"))
        .collect()
}

/// A workbook of 200 KiB that unpacks to two gigabytes: a thousand entries that share one stream.
pub fn two_gigabytes() -> Vec<u8> {
    archive(&names(1_000), &deflated("<c/>", 2), 2 << 20)
}

/// A workbook of 300 KiB with a part that unpacks to 300 MiB.
pub fn one_large_part() -> Vec<u8> {
    archive(&["xl/media/image1.png".to_owned()], &deflated("    ", 300), 100)
}

#[test]
fn two_gigabytes_out_of_kilobytes_that_share_one_stream() {
    let bytes = two_gigabytes();
    assert!(bytes.len() < 200 << 10, "{} bytes", bytes.len());
    assert_unreadable(&bytes);
}

#[test]
fn two_gigabytes_out_of_one_stream_whatever_its_header_says() {
    // Lower than the defaults, because a test program decompresses slowly.
    let limits = Limits {
        cells: 1_000_000,
        decompressed_bytes: 16 << 20,
        ..Limits::default()
    };
    let part = deflated("<c/>", 2_048);
    for (name, announced, what) in [
        ("xl/worksheets/sheet1.xml", 100, "cells"),
        ("xl/media/image1.png", u32::MAX - 1, "decompressed bytes"),
    ] {
        let bytes = archive(&[name.to_owned()], &part, announced);
        let error = tabular::read(&bytes, Format::Xlsx, &limits).unwrap_err();
        assert_eq!(error.code(), Code::FileTooLarge);
        assert!(error.to_string().contains(what), "{error}");
    }
}

#[test]
fn a_part_that_grows_a_thousandfold() {
    let part = deflated("<c/>", 12);
    assert_too_large(&archive(&names(1), &part, 12 << 20), "times its compressed size");
}

#[test]
fn a_text_or_a_tag_without_end() {
    assert_too_large(&archive(&names(1), &deflated(" ", 8), 8 << 20), "bytes in one token");
    for open in ["<c a=\"", "<!--", "<![CDATA[", "<?x "] {
        assert_too_large(
            &workbook_with_rows(&format!("{open}{}", "x".repeat(2 << 20))),
            "bytes in one token",
        );
    }
}

#[test]
fn more_entries_than_a_workbook_has() {
    let parts = (0..1_200)
        .map(|number| (format!("xl/{number}.xml"), b"<a/>".to_vec()))
        .collect();
    assert_too_large(&pack(&parts), "archive entries");
}

#[test]
fn a_directory_that_announces_entries_without_end() {
    let mut bytes = workbook(&[&["a"], &["1"]]);
    bytes.extend(b"PK\x06\x06");
    bytes.extend([0; 20]);
    bytes.extend(0x00FF_FFFF_u64.to_le_bytes());
    bytes.extend(0x00FF_FFFF_u64.to_le_bytes());
    assert_too_large(&bytes, "archive entries");
}

#[test]
fn names_that_leave_the_folder() {
    for name in [
        "../a.xml",
        "xl/../../a.xml",
        "/a.xml",
        "\\a.xml",
        "xl\\..\\..\\a.xml",
        "c:/a.xml",
    ] {
        assert_unsafe(&workbook_with(name, "<a/>"));
    }
}

#[test]
fn encrypted_entries_and_links() {
    let mut bytes = workbook(&[&["a"], &["1"]]);
    for (signature, flags) in [(b"PK\x01\x02", 8), (b"PK\x03\x04", 6)] {
        let places: Vec<usize> = (0..bytes.len())
            .filter(|&place| bytes[place..].starts_with(signature))
            .collect();
        for place in places {
            bytes[place + flags] |= 1;
        }
    }
    assert_eq!(xlsx(&bytes).0, Code::FileEncrypted);

    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive
        .add_symlink("xl/workbook.xml", "elsewhere", SimpleFileOptions::default())
        .unwrap();
    assert_unsafe(&archive.finish().unwrap().into_inner());
}

#[test]
fn a_truncated_workbook() {
    let bytes = workbook(&[&["编码", "名称"], &["01", "男"]]);
    for length in [4, 30, bytes.len() / 2, bytes.len() - 1] {
        assert_unreadable(&bytes[..length]);
    }
    let mut spoilt = bytes.clone();
    spoilt[60] ^= 0xFF;
    assert_unreadable(&spoilt);
}

#[test]
fn a_workbook_that_is_text_and_text_that_is_a_workbook() {
    assert_unreadable(b"code,name\n1,a\n");
    let book = workbook(&[&["a"], &["1"]]);
    assert_eq!(refusal(&book, Format::Csv).code(), Code::FileUnreadable);
    assert_eq!(refusal(&book, Format::Tsv).code(), Code::FileUnreadable);
}

#[test]
fn a_dtd_or_another_encoding_in_a_part() {
    let sheet = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"/></row></sheetData></worksheet>";
    for beginning in [
        "<!DOCTYPE a [<!ENTITY b \"c\">]>",
        "<!doctype a>",
        "<!ENTITY b SYSTEM \"file://elsewhere\">",
    ] {
        assert_unsafe(&workbook_with(files::SHEET, format!("{beginning}{sheet}")));
        assert_unsafe(&workbook_with(files::TEXTS, format!("{beginning}<sst/>")));
    }
    let beginnings = [
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
        "<?xml version=\"1.0\" encoding='ISO-2022-JP'?>",
        "\u{1b}$B",
    ];
    for beginning in beginnings {
        assert_unreadable(&workbook_with(files::SHEET, format!("{beginning}{sheet}")));
        assert_unreadable(&workbook_with(files::TEXTS, format!("{beginning}<sst/>")));
    }
    let utf16: Vec<u8> = sheet.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_unreadable(&workbook_with(files::SHEET, utf16));
}

#[test]
fn shared_texts_and_elements_without_number() {
    let texts = format!("<sst uniqueCount=\"{}\"><si><t>a</t></si></sst>", u64::MAX);
    assert_too_large(&workbook_with(files::TEXTS, texts), "shared texts");
    assert_too_large(&workbook_with("xl/styles.xml", "<font/>".repeat(1_000_001)), "elements");
    assert_too_large(&workbook_with_rows(&"<a>".repeat(10_000)), "nested elements");
}

#[test]
fn cells_that_lie_about_their_place() {
    let cell = |place: &str| format!("<c r=\"{place}\" t=\"str\"><v>x</v></c>");
    let row = |number: u32, cells: &str| format!("<row r=\"{number}\">{cells}</row>");
    let header = row(1, &cell("A1"));
    assert_unreadable(&workbook_with_rows(
        &[header.clone(), row(3, &cell("A3")), row(2, &cell("A2"))].concat(),
    ));
    assert_unreadable(&workbook_with_rows(
        &[header.clone(), row(2, &cell("A2").repeat(2))].concat(),
    ));
    assert_too_large(
        &workbook_with_rows(&[header, row(2, &cell("XFD2"))].concat()),
        "columns",
    );
    let dimension = "<worksheet><dimension ref=\"B5:A1\"/><sheetData/></worksheet>";
    let refused = xlsx(&workbook_with(files::SHEET, dimension)).0;
    assert!([Code::FileUnreadable, Code::FileEmpty].contains(&refused));
}

#[test]
fn a_shared_text_that_many_cells_repeat() {
    let text = "x".repeat(32_767);
    let texts = format!("<sst uniqueCount=\"1\"><si><t>{text}</t></si></sst>");
    let mut parts = files::parts(&workbook_with(files::TEXTS, texts));
    let row = |row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>");
    let rows: Vec<String> = (1..=4_200).map(row).collect();
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", rows.concat());
    for (name, bytes) in &mut parts {
        if name == files::SHEET {
            *bytes = sheet.clone().into_bytes();
        }
    }
    assert_too_large(&pack(&parts), "bytes of text");
}

#[test]
fn lines_without_end() {
    assert_eq!(refusal(&b",".repeat(1 << 20), Format::Csv).code(), Code::FileTooLarge);
    assert_eq!(refusal(&b"x".repeat(1 << 20), Format::Csv).code(), Code::FileTooLarge);
    assert_eq!(refusal(&b"\n".repeat(3 << 20), Format::Csv).code(), Code::FileTooLarge);
    let mut quoted = b"a,b\n1,\"".to_vec();
    quoted.write_all(&b"x\n".repeat(1 << 20)).unwrap();
    assert_eq!(refusal(&quoted, Format::Csv).code(), Code::CellInvalid);
}

#[test]
fn blocks_of_merged_cells_that_overlap() {
    let row = |row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>x</t></is></c></row>");
    let rows: Vec<String> = (1..=200).map(row).collect();
    let blocks = "<mergeCell ref=\"A1:A200\"/>".repeat(2_000);
    let sheet = format!(
        "<worksheet><sheetData>{}</sheetData><mergeCells>{blocks}</mergeCells></worksheet>",
        rows.concat()
    );
    let limits = Limits {
        cells: 100_000,
        ..Limits::default()
    };
    let error = tabular::sheets(&workbook_with(files::SHEET, sheet), &limits).unwrap_err();
    assert_eq!(error.code(), Code::FileTooLarge);
    assert!(error.to_string().contains("merged"), "{error}");
}
