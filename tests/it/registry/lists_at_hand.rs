//! Real lists that lie beside the project in `../shared/data`; without them these tests say that they did nothing.

use super::files;
use std::io::Write as _;
use std::path::Path;
use zhiyu::error::Code;
use zhiyu::registry::columns::ColumnChoice;
use zhiyu::registry::edition_file::concepts;
use zhiyu::registry::edition_file::read;
use zhiyu::registry::kind::Kind;
use zhiyu::registry::tabular::Encoding;
use zhiyu::registry::tabular::Format;

fn list(name: &str) -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    let bytes = std::fs::read(path).ok();
    if bytes.is_none() {
        let _ = writeln!(std::io::stderr(), "skipped: ../shared/data is missing");
    }
    bytes
}

#[test]
fn the_clinical_edition_of_icd_10_is_read_byte_for_byte_with_a_blank_and_rare_characters_to_look_at() {
    let Some(bytes) = list("codesets/icd10/guolin2.0_to_yibao2.0.csv") else {
        return;
    };
    let choice = ColumnChoice::named("国临版编码", "国临版名称");
    let table = files::read(&bytes, Format::detect(Some("a.csv"), &bytes)).unwrap();
    let concepts = concepts(&table, &choice).unwrap();
    assert_eq!(concepts.len(), 35_587);
    assert!(concepts.iter().any(|concept| concept.code == "B06.801+J17.1* "));
    let warnings = read(&table, &choice, &Kind::plain(), 1_000).unwrap().warnings();
    let places: Vec<_> = warnings.iter().map(|one| (one.code(), one.place().row)).collect();
    assert_eq!(places[0], (Code::CodeHasBlanks, Some(1_587)));
    // Thirteen names of karyotypes have U+E00F, a private character, where a comma belongs.
    assert!(places[1..].iter().all(|(code, _)| *code == Code::TextGarbled));
    assert_eq!(places.len(), 14);
}

#[test]
fn the_clinical_edition_of_procedures_is_read() {
    let Some(bytes) = list("codesets/icd9cm3/guolin3.0_to_yibao2.0.csv") else {
        return;
    };
    let table = files::read(&bytes, Format::Csv).unwrap();
    assert_eq!(table.encoding(), Encoding::Utf8Bom);
    let concepts = concepts(&table, &ColumnChoice::named("国临3.0手术代码", "国临3.0手术名称")).unwrap();
    assert_eq!(concepts.len(), 13_653);
    assert_eq!(concepts[0].code, "00.0100");
}

#[test]
fn the_diseases_of_a_hospital_are_read() {
    let Some(bytes) = list("local_dictionaries/his_a/disease.csv") else {
        return;
    };
    assert_eq!(files::read(&bytes, Format::Csv).unwrap().row_count(), 29_395);
}
