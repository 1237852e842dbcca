//! Specifications, value domains and data elements going out and coming in again over both databases: nothing is lost.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::service::TestService;
use crate::support::service::session;
use zhiyu::access::role::Role;
use zhiyu::access::session::Session;
use zhiyu::id::DataElementId;
use zhiyu::id::SpecificationId;
use zhiyu::id::ValueDomainId;
use zhiyu::page::Page;
use zhiyu::registry::catalogue_file::CatalogueChoice;
use zhiyu::registry::exchange::Format;
use zhiyu::registry::specification::SpecificationMetadata;
use zhiyu::registry::tabular;
use zhiyu::service::Service;
use zhiyu::service::files::FileInput;

const FORMATS: [Format; 3] = [
    Format::Table(tabular::Format::Csv),
    Format::Table(tabular::Format::Tsv),
    Format::Table(tabular::Format::Xlsx),
];

on_both_engines! {
    the_shipped_catalogue_and_specification_come_back
    a_registry_of_ones_own_comes_back_in_another_service
}

fn registrar() -> Session {
    session(Role::Registrar, "deng.ji")
}

fn file(bytes: Vec<u8>) -> FileInput {
    FileInput { bytes, file_name: None }
}

/// Imports a specification from its two files and gives its digest.
fn import(service: &Service, id: &str, tables: Option<Vec<u8>>, fields: Vec<u8>) -> String {
    let id = SpecificationId::new(id).unwrap();
    let (metadata, choice) = (SpecificationMetadata::default(), CatalogueChoice::default());
    let (tables, fields) = (tables.map(file), file(fields));
    let imported = service
        .import_specification(&registrar(), &id, (tables.as_ref(), &fields), (&metadata, &choice))
        .unwrap();
    assert_eq!(imported.findings.count, 0);
    imported.specification.digest
}

/// Every table and field of a specification.
fn contents(service: &Service, id: &str) -> String {
    let id = SpecificationId::new(id).unwrap();
    let (_, tables) = service.specification(&registrar(), &id).unwrap();
    let tables = tables.iter().map(|table| {
        let whole = service.specification_table(&registrar(), &id, &table.name).unwrap();
        format!("{whole:?}\n")
    });
    tables.collect()
}

fn the_shipped_catalogue_and_specification_come_back(engine: Engine) {
    let test = TestService::new(engine);
    let (service, by) = (&test.service, registrar());
    let henan = SpecificationId::new("henan-2026").unwrap();
    let digest = service.specification(&by, &henan).unwrap().0.digest;
    let choice = CatalogueChoice::default();
    for (number, format) in (1..).zip(FORMATS) {
        let domains = file(service.export_value_domains(&by, None, format).unwrap());
        let report = service.import_value_domains(&by, &domains, &choice).unwrap();
        assert_eq!((report.rows, report.unchanged, report.findings.count), (383, 383, 0));
        let elements = file(service.export_data_elements(&by, None, format).unwrap());
        let report = service.import_data_elements(&by, &elements, &choice).unwrap();
        assert_eq!((report.rows, report.unchanged, report.findings.count), (296, 296, 0));
        let tables = service.export_tables(&by, &henan, format).unwrap();
        let fields = service.export_fields(&by, &henan, format).unwrap();
        let copy = format!("henan-{number}");
        assert_eq!(import(service, &copy, Some(tables), fields), digest);
        assert_eq!(contents(service, &copy), contents(service, "henan-2026"));
    }
}

const DOMAINS: &str = "id,version,title,edition,part,codes,data_type,单位,property:edition\n\
    SEX,2,性别,GB-T-2261.1/2003,codes,\"1;2\",,\"米,\"\"尺\",\n\
    SEX,1,性别旧,不是版本,,,,,\n\
    TEMP,1,\"体温\n摄氏\",,,,N,=1+1,旧\n";
const ELEMENTS: &str = "id,name,data_type,representation,domain,domain_version,unit\n\
    D1,性别,S3,N1,SEX,,岁\nD2,体温,N,\"N4,1\",,,\nD3,怪,X,..,NONE,,\n";
const FIELDS: &str = "table,table_version,group,field,element,domain,note\n\
    T,1.0,甲,,h1:D1,,\nT,1.0,甲,,h1:D1,h1:LOST,注\nU,,乙,体温,h1:D2,,\nT,1.0,甲,无,h1:D9,h1:SEX,\n";

fn a_registry_of_ones_own_comes_back_in_another_service(engine: Engine) {
    let first = TestService::new(engine);
    let (service, by) = (&first.service, registrar());
    let choice = |properties: &[&str]| CatalogueChoice {
        namespace: Some("h1".to_owned()),
        properties: properties.iter().map(|&title| title.to_owned()).collect(),
        ..CatalogueChoice::default()
    };
    let text = |text: &str| file(text.as_bytes().to_vec());
    service
        .import_value_domains(&by, &text(DOMAINS), &choice(&["单位"]))
        .unwrap();
    service
        .import_data_elements(&by, &text(ELEMENTS), &choice(&["unit"]))
        .unwrap();
    let id = SpecificationId::new("own").unwrap();
    let metadata = SpecificationMetadata::default();
    let plain = CatalogueChoice::default();
    let tables = text("table,group,title\n空表,丙,没有字段\nU,乙,题名\n");
    let imported = service
        .import_specification(&by, &id, (Some(&tables), &text(FIELDS)), (&metadata, &plain))
        .unwrap();
    let lost = contents(service, "own");
    assert!(lost.contains("值域 h1:LOST 未登记"), "{lost}");

    for format in FORMATS {
        let second = TestService::new(engine);
        let domains = file(service.export_value_domains(&by, Some("h1:"), format).unwrap());
        let report = second.service.import_value_domains(&by, &domains, &plain).unwrap();
        assert_eq!((report.registered, report.findings.count), (3, 0));
        let elements = file(service.export_data_elements(&by, Some("h1:"), format).unwrap());
        let report = second.service.import_data_elements(&by, &elements, &plain).unwrap();
        assert_eq!((report.registered, report.findings.count), (3, 0));
        assert_eq!(registered(service), registered(&second.service));
        let tables = service.export_tables(&by, &id, format).unwrap();
        let fields = service.export_fields(&by, &id, format).unwrap();
        let digest = import(&second.service, "own", Some(tables), fields.clone());
        assert_eq!(digest, imported.specification.digest);
        assert_eq!(contents(&second.service, "own"), lost);
        import(&second.service, "bare", None, fields);
        assert!(contents(&second.service, "bare").contains("group: \"甲\""));
    }
}

/// The versions of what has the namespace, newest last, with everything they say.
fn registered(service: &Service) -> Vec<String> {
    let (by, page) = (registrar(), Page::new(None, None));
    let starts = || Some("h1:".to_owned());
    let domains = service.value_domains(&by, starts(), &page).unwrap().items;
    let elements = service.data_elements(&by, starts(), &page).unwrap().items;
    let newest = ValueDomainId::new("h1:SEX").unwrap();
    let newest = service.value_domain(&by, &newest, None).unwrap();
    assert_eq!(newest.1.len(), 2);
    let element = DataElementId::new("h1:D1").unwrap();
    let element = service.data_element(&by, &element, None).unwrap().0.element;
    let domains = domains
        .into_iter()
        .map(|one| format!("{:?} {}", one.domain, one.digest));
    let elements = elements
        .into_iter()
        .map(|one| format!("{:?} {}", one.element, one.digest));
    let last = [format!("{} {:?}", newest.0.domain.of, element.domain)];
    domains.chain(elements).chain(last).collect()
}
