//! Editions as files: what goes out comes in again, and what comes in from others is read or refused, never guessed.

use proptest::prelude::*;
use std::collections::BTreeMap;
use zhiyu::error::Code;
use zhiyu::error::Error;
use zhiyu::id::AccountId;
use zhiyu::id::EditionRef;
use zhiyu::language::Language;
use zhiyu::registry::aliases::join_cell;
use zhiyu::registry::aliases::split_cell;
use zhiyu::registry::code_system::CodeSystem;
use zhiyu::registry::concept::Concept;
use zhiyu::registry::concept::ConceptStatus;
use zhiyu::registry::edition::Edition;
use zhiyu::registry::edition::EditionMetadata;
use zhiyu::registry::edition::EditionStatus;
use zhiyu::registry::edition_file;
use zhiyu::registry::edition_file::edition_digest;
use zhiyu::registry::exchange;
use zhiyu::registry::exchange::Described;
use zhiyu::registry::exchange::Format;
use zhiyu::registry::exchange::profile::Profile;
use zhiyu::registry::tabular;
use zhiyu::time::Instant;

const WRITTEN: [Format; 4] = [
    Format::Table(tabular::Format::Csv),
    Format::Table(tabular::Format::Tsv),
    Format::Table(tabular::Format::Xlsx),
    Format::Fhir,
];

fn written(format: Format, concepts: &[Concept]) -> Result<Vec<u8>, Error> {
    let of = EditionRef::parse("s/1").unwrap();
    let edition = Edition {
        of: of.clone(),
        status: EditionStatus::Draft,
        metadata: EditionMetadata::default(),
        rows: 0,
        digest: String::new(),
        created_at: Instant(0),
        created_by: AccountId::new("a").unwrap(),
        published_at: None,
        retired_at: None,
    };
    let about = Described {
        system: &CodeSystem::named(of.system),
        edition: &edition,
    };
    exchange::write(format, &about, concepts)
}

pub fn read_with(bytes: &[u8], profile: &Profile) -> Result<(Vec<Concept>, Vec<Error>), Error> {
    let incoming = exchange::read(bytes, None, profile)?;
    let concepts = edition_file::concepts(&incoming.table, &incoming.choice)?;
    Ok((concepts, incoming.notes))
}

fn read(bytes: &[u8], format: Format) -> Result<(Vec<Concept>, Vec<Error>), Error> {
    let profile = Profile {
        format: Some(format.as_str().to_owned()),
        ..Profile::default()
    };
    read_with(bytes, &profile)
}

pub fn texts(notes: &[Error]) -> Vec<String> {
    notes.iter().map(|note| note.detail(Language::English)).collect()
}

#[track_caller]
fn comes_back(concepts: &[Concept]) {
    for format in WRITTEN {
        let bytes = written(format, concepts).unwrap();
        let (back, notes) = read(&bytes, format).unwrap_or_else(|error| panic!("{format:?}: {error:?}"));
        assert_eq!(back, concepts, "{format:?}");
        assert_eq!(texts(&notes), [""; 0]);
        assert_eq!(edition_digest(&back), edition_digest(concepts));
    }
}

#[test]
fn what_spoils_tables_comes_back_byte_for_byte() {
    let mut concept = Concept::new("001", "=cmd|' /C calc'!A0");
    concept.designations = ["a|b", "|", "\\", "a\\|b", "\"x\"", "+1", " 前后 "]
        .map(str::to_owned)
        .to_vec();
    let titles = [
        ("code", "1"),
        ("property:code", "2"),
        ("parent", "3"),
        ("备注\n二", "一行\n两行\t栏"),
        ("a;b;c;d;e;f;g;h;i", ";"),
        ("property-1", "_x0041_"),
        ("definition", "=1+1"),
        (" blank ", "007"),
        ("status", "1E5"),
    ];
    concept.properties = titles
        .map(|(title, value)| (title.to_owned(), value.to_owned()))
        .into_iter()
        .collect();
    let mut below = Concept::new("B06.801+J17.1* ", "\"");
    below.parent = Some("001".to_owned());
    below.status = ConceptStatus::Retired;
    below.assignable = false;
    comes_back(&[
        concept,
        below,
        Concept::new("1e5", "-"),
        Concept::new("TRUE", "2026-01-01"),
    ]);
}

#[test]
fn texts_of_a_cell_are_told_apart() {
    assert_eq!(split_cell("a||b|"), ["a", "b"]);
    assert_eq!(split_cell("a\\|b|c\\\\|d\\e\\"), ["a|b", "c\\", "d\\e\\"]);
}

#[test]
fn an_edition_is_not_written_where_it_would_lose_something() {
    for format in [Format::ClaMl, Format::Table(tabular::Format::Lines)] {
        assert_eq!(written(format, &[]).unwrap_err().code(), Code::FieldInvalid);
    }
}

fn text(most: usize) -> impl Strategy<Value = String> {
    let character = prop_oneof![
        3 => prop::char::range('a', 'f'),
        2 => prop::char::range('0', '3'),
        2 => prop::sample::select(vec!['|', '\\', '"', '\'', ',', ';', '=', '+', '-', '@', ' ', '<', '&', '_', 'x', '码', '𠮷']),
    ];
    let texts = prop::collection::vec(character, 1..most).prop_map(|list| list.into_iter().collect::<String>());
    texts.prop_filter("a text is not blank", |text| !text.trim().is_empty())
}

fn note() -> impl Strategy<Value = String> {
    (text(6), prop::sample::select(vec!["", "\n", "\t", "\n\n"]), text(6)).prop_map(|(a, between, b)| a + between + &b)
}

type Rest = (String, bool, bool, Vec<String>, BTreeMap<String, String>);

prop_compose! {
    fn editions()(
        rows in prop::collection::btree_map(
            text(8),
            (
                text(10),
                any::<bool>(),
                any::<bool>(),
                prop::collection::vec(text(5), 0..3),
                prop::collection::btree_map(text(4), note(), 0..3),
            ),
            1..8,
        ),
        parents in any::<bool>(),
    ) -> Vec<Concept> {
        let mut above: Option<String> = None;
        let concept = |(code, (name, retired, assignable, names, properties)): (String, Rest)| {
            let mut concept = Concept::new(code.clone(), name);
            concept.status = if retired { ConceptStatus::Retired } else { ConceptStatus::Active };
            concept.assignable = assignable;
            concept.designations = names;
            concept.properties = properties;
            concept.parent = above.take().filter(|_| parents);
            above = Some(code);
            concept
        };
        rows.into_iter().map(concept).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_edition_comes_back_from_every_format(concepts in editions()) {
        comes_back(&concepts);
    }

    #[test]
    fn texts_come_back_from_one_cell(list in prop::collection::vec("[ab|\\\\]{1,4}", 0..5)) {
        prop_assert_eq!(split_cell(&join_cell(list.iter().map(String::as_str))), list);
    }

    #[test]
    fn no_document_stops_the_program(bytes in prop::collection::vec(any::<u8>(), 0..200), beginning in 0..3_usize) {
        let beginnings: [&[u8]; 3] = [b"", b"<ClaML><Class code=\"A\">", b"{\"resourceType\":\"CodeSystem\",\"concept\":["];
        let bytes = [beginnings[beginning], &bytes].concat();
        for format in Format::ALL {
            let _ = read(&bytes, format);
        }
    }
}

const FHIR: &str = r#"{
  "resourceType": "CodeSystem", "url": "http://example.org/cs", "content": "complete",
  "property": [
    { "code": "up", "uri": "http://hl7.org/fhir/concept-properties#parent", "type": "code" },
    { "code": "weight", "type": "decimal" }
  ],
  "concept": [
    { "code": "A", "display": "甲", "definition": "第一\n行",
      "property": [{ "code": "notSelectable", "valueBoolean": true }],
      "concept": [
        { "code": "A1", "display": "甲一", "designation": [{ "language": "en", "value": "A|1" }],
          "property": [
            { "code": "status", "valueCode": "deprecated" },
            { "code": "weight", "valueDecimal": 1.10 },
            { "code": "tag", "valueCode": "x" }, { "code": "tag", "valueString": "y|z" }
          ] }
      ] },
    { "code": "B", "display": "乙", "property": [{ "code": "up", "valueCode": "A" }, { "code": "inactive", "valueBoolean": false }] }
  ]
}"#;

#[test]
fn a_code_system_of_fhir_is_read_with_its_tree_and_its_properties() {
    let (concepts, notes) = read(FHIR.as_bytes(), Format::Fhir).unwrap();
    let mut first = Concept::new("A", "甲");
    first.assignable = false;
    first.properties.insert("definition".to_owned(), "第一\n行".to_owned());
    let mut second = Concept::new("A1", "甲一");
    second.parent = Some("A".to_owned());
    second.status = ConceptStatus::Retired;
    second.designations = vec!["A|1".to_owned()];
    for (title, value) in [("status", "deprecated"), ("weight", "1.10"), ("tag", "x|y\\|z")] {
        second.properties.insert(title.to_owned(), value.to_owned());
    }
    let mut third = Concept::new("B", "乙");
    third.parent = Some("A".to_owned());
    assert_eq!(concepts, [first, second, third]);
    assert_eq!(
        texts(&notes),
        ["1 places of the file were not kept as they are: languages and uses of designations (their texts are kept)"]
    );
    comes_back(&concepts);
}

#[test]
fn a_code_system_that_would_be_misread_is_refused() {
    let refused = |document: &str| read(document.as_bytes(), Format::Fhir).unwrap_err().code();
    let with = |concept: &str| format!(r#"{{"resourceType":"CodeSystem","content":"complete","concept":[{concept}]}}"#);
    let two_parents = r#"{"code":"B","display":"b","property":[{"code":"parent","valueCode":"A"},{"code":"parent","valueCode":"C"}]}"#;
    assert_eq!(refused(&with(two_parents)), Code::DocumentInvalid);
    let modified = r#"{"code":"B","display":"b","modifierExtension":[]}"#;
    assert_eq!(refused(&with(modified)), Code::DocumentInvalid);
    assert_eq!(refused(&FHIR.replace("complete", "fragment")), Code::DocumentInvalid);
    assert_eq!(
        refused(&FHIR.replace("\"CodeSystem\"", "\"ValueSet\"")),
        Code::DocumentInvalid
    );
    assert_eq!(
        refused(FHIR.trim_end_matches(['}', ']', '\n', ' '])),
        Code::DocumentInvalid
    );
    let deep = "{\"code\":\"A\",\"display\":\"a\",\"concept\":[".repeat(5_000);
    assert_eq!(refused(&with(&deep)), Code::DocumentInvalid);
    assert_eq!(refused(&with("")), Code::FileEmpty);
    let no_name = with(r#"{"code":"A"}"#);
    assert_eq!(refused(&no_name), Code::RowsRefused);
    let twice = with(r#"{"code":"A","display":"a"},{"code":"A","display":"b"}"#);
    assert_eq!(refused(&twice), Code::RowsRefused);
}

const CLAML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ClaML SYSTEM "ClaML.dtd">
<ClaML version="2.0.0">
  <Meta name="custom" value="x"/>
  <Title name="ICD-10" version="2019">ICD-10</Title>
  <Modifier code="S1"><SubClass code=".0"/></Modifier>
  <ModifierClass modifier="S1" code=".0"><SuperClass code="S1"/><Rubric kind="preferred"><Label>x</Label></Rubric></ModifierClass>
  <Class code="I" kind="chapter">
    <SubClass code="A00-A09"/>
    <Rubric kind="preferred"><Label xml:lang="en" xml:space="default">Certain infectious
      &amp; parasitic&#32;diseases</Label></Rubric>
  </Class>
  <Class code="A00-A09" kind="block"><SuperClass code="I"/><SubClass code="A00"/>
    <Rubric kind="preferred"><Label>Intestinal <Reference>A00</Reference>, <![CDATA[<b>]]></Label></Rubric></Class>
  <Class code="A00" kind="category" usage="dagger"><SuperClass code="A00-A09"/><ModifiedBy code="S1"/>
    <Rubric kind="preferred"><Label>Cholera</Label></Rubric>
    <Rubric kind="preferredLong"><Label>Cholera, long</Label></Rubric>
    <Rubric kind="inclusion"><Label>one|two</Label></Rubric>
    <Rubric kind="inclusion"><Label><Fragment type="item">three</Fragment><Fragment type="item">four</Fragment></Label></Rubric>
  </Class>
</ClaML>"#;

#[test]
fn claml_is_read_as_a_tree_with_its_rubrics() {
    let (concepts, notes) = read(CLAML.as_bytes(), Format::ClaMl).unwrap();
    let heading = |code: &str, name: &str, kind: &str| {
        let mut concept = Concept::new(code, name);
        concept.assignable = false;
        concept.properties.insert("kind".to_owned(), kind.to_owned());
        concept
    };
    let chapter = heading("I", "Certain infectious & parasitic diseases", "chapter");
    let mut block = heading("A00-A09", "Intestinal A00 , <b>", "block");
    block.parent = Some("I".to_owned());
    let mut category = heading("A00", "Cholera", "category");
    category.assignable = true;
    category.parent = Some("A00-A09".to_owned());
    category.designations = vec!["Cholera, long".to_owned()];
    category.properties.insert("usage".to_owned(), "dagger".to_owned());
    category
        .properties
        .insert("inclusion".to_owned(), "one\\|two|three four".to_owned());
    assert_eq!(concepts, [chapter, block, category]);
    assert_eq!(
        texts(&notes),
        [
            "2 places of the file were not kept as they are: definitions of modifiers (Modifier, ModifierClass)",
            "1 places of the file were not kept as they are: references to modifiers (ModifiedBy), whose subdivisions are not unfolded",
        ]
    );
    comes_back(&concepts);
}

#[test]
fn hostile_claml_is_refused() {
    let refused = |document: &str| read(document.as_bytes(), Format::ClaMl).unwrap_err().code();
    let bomb = "<!DOCTYPE ClaML [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]><ClaML><Class code=\"A\"><Rubric kind=\"preferred\"><Label>&b;</Label></Rubric></Class></ClaML>";
    assert_eq!(refused(bomb), Code::DocumentInvalid);
    assert_eq!(refused(&CLAML.replace("&amp;", "&file;")), Code::DocumentInvalid);
    assert_eq!(
        refused(&CLAML.replace("encoding=\"UTF-8\"", "encoding=\"GBK\"")),
        Code::EncodingUnsupported
    );
    assert_eq!(refused(&"<ClaML>".repeat(100_000)), Code::FileTooLarge);
    assert_eq!(
        refused(&format!(
            "<ClaML><Class code=\"A\"><Rubric><Label>{}",
            "<a>".repeat(100_000)
        )),
        Code::FileTooLarge
    );
    assert_eq!(refused(&CLAML.replace("</Class>", "")), Code::DocumentInvalid);
    assert_eq!(refused(&CLAML.replace("ClaML", "Other")), Code::DocumentInvalid);
    let two = CLAML.replace(
        "<SuperClass code=\"I\"/>",
        "<SuperClass code=\"I\"/><SuperClass code=\"II\"/>",
    );
    assert_eq!(refused(&two), Code::DocumentInvalid);
    assert_eq!(refused("<ClaML></ClaML>"), Code::FileEmpty);
    assert_eq!(refused(""), Code::DocumentInvalid);
    assert_eq!(
        read(b"<ClaML>\xFF</ClaML>", Format::ClaMl).unwrap_err().code(),
        Code::EncodingInvalid
    );
    assert_eq!(refused(&CLAML.replace("code=\"I\"", "code=\"A00\"")), Code::RowsRefused);
}
