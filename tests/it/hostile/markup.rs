//! XML: entities, documents that define their own, depth, attributes without end.

use super::fixture::Fate;
use super::fixture::Fixture;
use super::fixture::Upload;
use crate::registry::files::SHEET;
use crate::registry::files::workbook_with;
use std::fmt::Write as _;

const INVALID: Fate = Fate::Refused("document-invalid");
const UNSAFE: Fate = Fate::Refused("archive-unsafe");
const TOO_LARGE: Fate = Fate::Refused("file-too-large");

/// The fixtures of point 7.
pub fn fixtures() -> Vec<Fixture> {
    let mut list: Vec<Fixture> = doctypes()
        .into_iter()
        .flat_map(|(name, doctype)| {
            let claml = format!("<?xml version=\"1.0\"?>{doctype}{}", document("&x;"));
            let sheet = format!("<?xml version=\"1.0\"?>{doctype}<worksheet><sheetData>&x;</sheetData></worksheet>");
            [
                claml_file(&format!("{name}.xml"), claml, INVALID),
                Fixture::dictionary(7, &format!("{name}.xlsx"), workbook_with(SHEET, sheet), UNSAFE),
            ]
        })
        .collect();
    list.extend(shapes());
    list
}

fn claml_file(name: &str, bytes: impl Into<Vec<u8>>, fate: Fate) -> Fixture {
    Fixture::of(7, name, Upload::Edition, bytes, fate)
}

fn document(label: &str) -> String {
    format!(
        "<ClaML version=\"2.0.0\"><Class code=\"A00\" kind=\"category\"><Rubric kind=\"preferred\"><Label>{label}</Label>\
         </Rubric></Class></ClaML>"
    )
}

fn doctypes() -> Vec<(&'static str, String)> {
    let mut laughs = String::from("<!DOCTYPE ClaML [<!ENTITY x0 \"ha\">");
    for level in 1..=9 {
        let below = format!("&x{};", level - 1).repeat(10);
        write!(laughs, "<!ENTITY x{level} \"{below}\">").unwrap();
    }
    laughs += "<!ENTITY x \"&x9;\">]>";
    let quadratic = format!("<!DOCTYPE ClaML [<!ENTITY x \"{}\">]>", "ha".repeat(50_000));
    vec![
        ("billion-laughs", laughs),
        ("quadratic-blowup", quadratic),
        (
            "external-entity",
            "<!DOCTYPE ClaML [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>".to_owned(),
        ),
        (
            "parameter-entity",
            "<!DOCTYPE ClaML [<!ENTITY % x SYSTEM \"http://203.0.113.1/x.dtd\"> %x;]>".to_owned(),
        ),
        ("entity-of-itself", "<!DOCTYPE ClaML [<!ENTITY x \"&x;\">]>".to_owned()),
    ]
}

fn shapes() -> Vec<Fixture> {
    let deep = format!("<ClaML>{}", "<Class code=\"A\">".repeat(10_000));
    let attribute = format!("<ClaML><Class code=\"{}\"/></ClaML>", "A".repeat(60 << 20));
    let mut attributes = String::new();
    for number in 0..10_000 {
        write!(attributes, " a{number}=\"\"").unwrap();
    }
    let utf16: Vec<u8> = document("霍乱").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let two_roots = document("霍乱").repeat(2);
    let foreign = format!("<!DOCTYPE ClaML SYSTEM \"ClaML.dtd\">{}", document("霍乱"));
    vec![
        claml_file("nested-10000-deep.xml", deep, TOO_LARGE),
        claml_file("attribute-of-60-megabytes.xml", attribute, TOO_LARGE),
        claml_file(
            "ten-thousand-attributes.xml",
            format!("<ClaML><Class{attributes}/></ClaML>"),
            TOO_LARGE,
        ),
        claml_file("entity-unknown.xml", document("&nbsp;"), INVALID),
        claml_file(
            "utf-16.xml",
            [b"\xFF\xFE".as_slice(), &utf16].concat(),
            Fate::Refused("encoding-unsupported"),
        ),
        claml_file(
            "other-encoding.xml",
            format!("<?xml version=\"1.0\" encoding=\"GBK\"?>{}", document("a")),
            Fate::Refused("encoding-unsupported"),
        ),
        claml_file("not-closed.xml", "<ClaML><Class code=\"A\">", INVALID),
        claml_file(
            "closed-otherwise.xml",
            "<ClaML><Class code=\"A\"></ClaML></Class>",
            INVALID,
        ),
        claml_file("two-roots.xml", two_roots, INVALID),
        claml_file("no-classification.xml", "<html><body/></html>", INVALID),
        claml_file("dtd-elsewhere-named.xml", foreign, Fate::Accepted(1)),
    ]
}
