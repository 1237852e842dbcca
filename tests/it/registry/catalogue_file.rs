//! Value domains, data elements and fields as files: what goes out comes in again, byte for byte, or is refused.

use proptest::prelude::*;
use std::collections::BTreeMap;
use zhiyu::error::Code;
use zhiyu::id::EditionRef;
use zhiyu::id::KindId;
use zhiyu::id::Pin;
use zhiyu::id::ValueDomainId;
use zhiyu::id::VersionId;
use zhiyu::registry::catalogue_file;
use zhiyu::registry::catalogue_file::CatalogueChoice;
use zhiyu::registry::data_element::DataElement;
use zhiyu::registry::data_element::DataType;
use zhiyu::registry::data_element::RegistrationStatus;
use zhiyu::registry::exchange::Format;
use zhiyu::registry::representation::Representation;
use zhiyu::registry::specification::SpecificationField;
use zhiyu::registry::specification::SpecificationTable;
use zhiyu::registry::tabular;
use zhiyu::registry::tabular::Limits;
use zhiyu::registry::tabular::Table;
use zhiyu::registry::value_domain::Definition;
use zhiyu::registry::value_domain::Description;
use zhiyu::registry::value_domain::Enumeration;
use zhiyu::registry::value_domain::Part;
use zhiyu::registry::value_domain::ValueDomain;

const FORMATS: [tabular::Format; 3] = [tabular::Format::Csv, tabular::Format::Tsv, tabular::Format::Xlsx];

/// The table in the bytes, as an import without a file name reads them.
fn table(bytes: &[u8]) -> Table {
    tabular::read(bytes, tabular::Format::detect(None, bytes), &Limits::default()).unwrap()
}

fn pin<Id: std::str::FromStr<Err = zhiyu::error::Error>>(id: &str, version: &str) -> Pin<Id> {
    Pin {
        id: id.parse().unwrap(),
        version: VersionId::new(version).unwrap(),
    }
}

fn domain(id: &str) -> ValueDomain {
    ValueDomain {
        of: pin(id, "1"),
        title: "值域".to_owned(),
        oid: None,
        definition: Definition::Unknown,
        source: String::new(),
        confidence: String::new(),
        note: String::new(),
        properties: BTreeMap::new(),
    }
}

#[track_caller]
fn domains_come_back(list: &[ValueDomain]) {
    for format in FORMATS {
        let bytes = catalogue_file::write_domains(Format::Table(format), list).unwrap();
        let reading = catalogue_file::domains(&table(&bytes), &CatalogueChoice::default()).unwrap();
        let back: Vec<ValueDomain> = reading.items.into_iter().map(|(_, one)| one).collect();
        assert_eq!((back.as_slice(), reading.findings.count), (list, 0), "{format:?}");
    }
}

#[test]
fn what_spoils_tables_comes_back() {
    let mut listed = domain("h1:SEX");
    listed.oid = Some("1.2.3".to_owned());
    listed.definition = Definition::Enumerated(Enumeration {
        edition: EditionRef::parse("GB-T-2261.1/2003").unwrap(),
        digest: Some("00ff".to_owned()),
        part: Part::Codes(["01", "1;2", "\\", ";", "1E5", " 3 "].map(str::to_owned).to_vec()),
        assignable_only: false,
    });
    let titles = [
        "id",
        "edition",
        "property:id",
        "",
        " 单位,米;\t",
        "备注\n二",
        "_x0041_",
        "=1+1",
    ];
    listed.properties = titles.map(|title| (title.to_owned(), format!("=cmd|{title}\""))).into();
    let mut described = domain("D");
    described.definition = Definition::Described(Description {
        data_type: Some(DataType::Number),
        representation: Representation::parse("N6,2"),
        pattern: Some("[\"\n,;]{1,3}\\d".to_owned()),
        kind: Some(KindId::new("uscc").unwrap()),
    });
    described.note = " 007\t\n".to_owned();
    domains_come_back(&[listed, described, domain("007")]);
    for format in FORMATS {
        assert!(
            !catalogue_file::write_domains(Format::Table(format), &[])
                .unwrap()
                .is_empty()
        );
    }
}

#[test]
fn what_would_not_come_back_is_refused() {
    let write = |format, one: ValueDomain| {
        let written = catalogue_file::write_domains(format, &[domain("A"), one]);
        written
            .map(drop)
            .map_err(|error| (error.code(), !error.values().is_empty()))
    };
    let csv = Format::Table(tabular::Format::Csv);
    let with = |definition, title: &str| ValueDomain {
        definition,
        title: title.to_owned(),
        ..domain("B")
    };
    let nothing = || Definition::Described(Description::default());
    let refused = Err((Code::ItemNotWritten, true));
    assert_eq!(write(csv, with(nothing(), "x")), refused);
    assert_eq!(write(csv, with(Definition::Unknown, &"长".repeat(32_768))), refused);
    assert_eq!(write(csv, with(Definition::Unknown, &"长".repeat(32_767))), Ok(()));
    for format in [Format::Fhir, Format::ClaMl, Format::Table(tabular::Format::Lines)] {
        assert_eq!(write(format, domain("B")), Err((Code::FieldInvalid, true)));
    }
}

#[test]
fn line_ends_and_control_characters_come_back() {
    for text in [
        "a\r\nb", "a\rb", "\u{1}", "\u{b}x", "\u{7f}", "\u{85}", "\u{fffe}", "\u{ffff}", "_x000D_",
    ] {
        domains_come_back(&[ValueDomain {
            note: text.to_owned(),
            ..domain("A")
        }]);
    }
}

fn cell() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        3 => prop::char::range('a', 'c'),
        1 => prop::char::range('0', '2'),
        3 => prop::sample::select(vec![
            '|', '\\', '"', '\'', ',', ';', '=', '#', '@', ' ', '<', '&', '_', 'x', '\t', '\n', '\u{3000}', '\u{feff}', '码', '𠮷',
        ]),
    ];
    prop::collection::vec(character, 0..7).prop_map(|list| list.into_iter().collect())
}

fn filled() -> impl Strategy<Value = String> {
    cell().prop_filter("not blank", |text| !text.trim().is_empty())
}

fn name() -> impl Strategy<Value = String> {
    filled().prop_map(|text| text.replace(['\t', '\n'], "-"))
}

fn properties() -> impl Strategy<Value = BTreeMap<String, String>> {
    prop::collection::btree_map(cell(), filled(), 0..3)
}

fn definition() -> impl Strategy<Value = Definition> {
    let codes = || prop::collection::vec(filled(), 1..4);
    let part = prop_oneof![
        Just(Part::All),
        codes().prop_map(Part::Subtree),
        codes().prop_map(Part::Codes)
    ];
    let listed = (part, any::<bool>(), prop::option::of(filled())).prop_map(|(part, assignable_only, digest)| {
        Definition::Enumerated(Enumeration {
            edition: EditionRef::parse("s/1").unwrap(),
            digest,
            part,
            assignable_only,
        })
    });
    let pattern = filled().prop_map(|text| regex_text(&text));
    let described = (pattern, prop::option::of(Just("uscc"))).prop_map(|(pattern, kind)| {
        Definition::Described(Description {
            data_type: None,
            representation: Representation::parse("AN..50"),
            pattern: Some(pattern),
            kind: kind.map(|kind| KindId::new(kind).unwrap()),
        })
    });
    prop_oneof![listed, described, Just(Definition::Unknown)]
}

/// A pattern that is good whatever the text has.
fn regex_text(text: &str) -> String {
    format!("[{}]", text.replace(['\\', '&', '-', '[', ']', '^'], "")).replace("[]", "x")
}

prop_compose! {
    fn value_domains()(rows in prop::collection::vec(
        ((cell(), prop::option::of(filled()), definition()), (cell(), cell(), cell(), properties())), 1..5,
    )) -> Vec<ValueDomain> {
        let rows = rows.into_iter().enumerate();
        rows.map(|(number, ((title, oid, definition), (source, confidence, note, properties)))| ValueDomain {
            of: pin::<ValueDomainId>("x:A", &number.to_string()),
            title, oid, definition, source, confidence, note, properties,
        }).collect()
    }
}

prop_compose! {
    fn data_elements()(rows in prop::collection::vec(
        (filled(), cell(), 0..RegistrationStatus::ALL.len(), any::<bool>(), cell(), properties()), 1..5,
    )) -> Vec<DataElement> {
        let rows = rows.into_iter().enumerate();
        rows.map(|(number, (name, definition, status, bound, source, properties))| DataElement {
            of: pin("x:D", &number.to_string()),
            name, definition,
            data_type: Some(DataType::Coded),
            representation: Representation::parse("N6,2"),
            domain: bound.then(|| pin("x:A", "1")),
            status: RegistrationStatus::ALL[status],
            source,
            confidence: String::new(),
            properties,
        }).collect()
    }
}

prop_compose! {
    fn specifications()(
        tables in prop::collection::btree_map(name(), (cell(), cell()), 1..4),
        rows in prop::collection::vec(((any::<prop::sample::Index>(), name()), (cell(), 0..4_u32, any::<u32>(), cell())), 1..6),
    ) -> (Vec<SpecificationTable>, Vec<SpecificationField>) {
        let tables: Vec<SpecificationTable> = (1..).zip(tables).map(|(number, (name, (group, title)))| {
            SpecificationTable { name, number, group, title }
        }).collect();
        let mut fields: Vec<SpecificationField> = Vec::new();
        for ((table, name), (title, pinned, slot, note)) in rows {
            let table = tables[table.index(tables.len())].name.clone();
            if fields.iter().any(|known| known.table == table && known.name == name) {
                continue;
            }
            fields.push(SpecificationField {
                table, name, title,
                number: u32::try_from(fields.len() + 1).unwrap(),
                slot: (slot % 2 == 0).then_some(slot),
                element: (pinned & 1 == 1).then(|| pin("x:D", "1")),
                domain: (pinned & 2 == 2).then(|| pin("x:A", "1")),
                source: note.clone(),
                confidence: String::new(),
                note,
            });
        }
        (tables, fields)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_value_domain_comes_back(list in value_domains()) {
        domains_come_back(&list);
    }

    #[test]
    fn every_data_element_comes_back(list in data_elements()) {
        for format in FORMATS {
            let bytes = catalogue_file::write_elements(Format::Table(format), list.clone()).unwrap();
            let reading = catalogue_file::elements(&table(&bytes), &CatalogueChoice::default()).unwrap();
            prop_assert_eq!(reading.findings.count, 0);
            let back: Vec<DataElement> = reading.items.into_iter().map(|(_, draft)| DataElement {
                domain: draft.domain.map(|(id, version)| pin(&id, &version.unwrap())),
                ..draft.element
            }).collect();
            prop_assert_eq!(&back, &list);
        }
    }

    #[test]
    fn every_specification_comes_back((tables, list) in specifications()) {
        for format in FORMATS {
            let bytes = catalogue_file::write_tables(Format::Table(format), &tables).unwrap();
            let reading = catalogue_file::tables(&table(&bytes), &CatalogueChoice::default()).unwrap();
            let back: Vec<SpecificationTable> = reading.items.into_iter().map(|(_, one)| one).collect();
            prop_assert_eq!(&back, &tables);
            let bytes = catalogue_file::write_fields(Format::Table(format), &tables, list.clone()).unwrap();
            let reading = catalogue_file::fields(&table(&bytes), &CatalogueChoice::default()).unwrap();
            prop_assert_eq!(reading.findings.count, 0);
            for ((_, draft), field) in reading.items.into_iter().zip(&list) {
                let group = tables.iter().find(|one| one.name == field.table).map(|one| &one.group);
                prop_assert_eq!(Some(&draft.group), group);
                prop_assert_eq!(draft.has_no_domain, field.element.is_some() && field.domain.is_none());
                let back = SpecificationField {
                    element: draft.element.map(|(id, version)| pin(&id, &version.unwrap())),
                    domain: draft.domain.map(|(id, version)| pin(&id, &version.unwrap())),
                    ..draft.field
                };
                prop_assert_eq!(&back, field);
            }
        }
    }
}
