//! Value domains, data elements and specifications over both databases: shipped, imported with their dirt, judged by.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::service;
use crate::support::service::TestService;
use crate::support::service::session;
use std::path::Path;
use zhiyu::access::role::Role;
use zhiyu::access::session::Session;
use zhiyu::error::Code;
use zhiyu::id::EditionRef;
use zhiyu::id::SpecificationId;
use zhiyu::id::ValueDomainId;
use zhiyu::page::Page;
use zhiyu::registry::catalogue_file::CatalogueChoice;
use zhiyu::registry::edition::EditionStatus;
use zhiyu::registry::reason::Reason;
use zhiyu::registry::specification::SpecificationMetadata;
use zhiyu::service::Service;
use zhiyu::service::files::FileInput;
use zhiyu::service::registry::editions::EditionImport;
use zhiyu::service::registry::validation::FieldValue;

on_both_engines! {
    the_shipped_specification_is_there_and_a_second_open_adds_nothing
    dirty_rows_are_findings_and_not_losses
    fields_are_judged_by_what_they_pin
    a_field_is_checkable_from_the_day_its_edition_is_published
    a_published_specification_stays_as_it_is
}

fn registrar() -> Session {
    session(Role::Registrar, "deng.ji")
}

fn file(text: &str) -> FileInput {
    FileInput {
        bytes: text.as_bytes().to_vec(),
        file_name: Some("rows.csv".to_owned()),
    }
}

fn reason(service: &Service, table: &str, field: &str, value: &str) -> Reason {
    let id = SpecificationId::new("henan-2026").unwrap();
    let judge = service.field_judge(&registrar(), &id, table, field).unwrap();
    judge.judge(value).reason
}

fn the_shipped_specification_is_there_and_a_second_open_adds_nothing(engine: Engine) {
    let test = TestService::new(engine);
    let id = SpecificationId::new("henan-2026").unwrap();
    let (henan, tables) = test.service.specification(&registrar(), &id).unwrap();
    assert_eq!(henan.status, EditionStatus::Published);
    assert_eq!((henan.tables, henan.fields, tables.len()), (47, 230, 47));
    let counts = || {
        let tables = ["value_domains", "data_elements", "specification_fields", "audit_events"];
        let queries = tables.map(|table| format!("SELECT '{table} ' || count(*) AS value FROM {table}"));
        test.database.stranger().texts(&queries.join(" UNION ALL "))
    };
    let before = counts();
    service::open(&test.database).unwrap();
    assert_eq!(counts(), before);
    for (table, field, value, expected) in [
        ("病人表", "性别", "1", Reason::InList),
        ("病人表", "性别", "3", Reason::NotInList),
        ("病人表", "身份证件类别", "1", Reason::LeadingZeroLost),
        ("西医住院病案首页", "入院途径", "1", Reason::InList),
        ("机构表", "统一社会信用代码", "1241150041580000XA", Reason::CheckDigit),
        ("门急诊诊断", "西医诊断编码", "I10.x00", Reason::EditionMissing),
        ("住院摘要", "病情转归", "1", Reason::EditionMissing),
        ("门急诊摘要", "急诊分级", "1", Reason::ValuesUnknown),
        ("入院记录", "陈述可靠标志", "T", Reason::WellFormed),
        ("手术/操作记录", "ASA分级", "2", Reason::InList),
    ] {
        assert_eq!(
            reason(&test.service, table, field, value),
            expected,
            "{table} {field} {value}"
        );
    }
    let nowhere = test.service.field_judge(&registrar(), &id, "病人表", "血型");
    assert_eq!(nowhere.unwrap_err().code(), Code::SpecificationFieldUnknown);
    let nowhere = test.service.field_judge(&registrar(), &id, "医生表", "性别");
    assert_eq!(nowhere.unwrap_err().code(), Code::TableUnknown);
}

fn dirty_rows_are_findings_and_not_losses(engine: Engine) {
    let test = TestService::new(engine);
    let choice = CatalogueChoice {
        namespace: Some("h1".to_owned()),
        ..CatalogueChoice::default()
    };
    let import = |text: &str| {
        test.service
            .import_value_domains(&registrar(), &file(text), &choice)
            .unwrap()
    };
    let domains = "id,version,title,edition,part,codes\nSEX,1,性别,GB-T-2261.1/2003,codes,1;2\nSEX,2,,,,\nBAD,1,坏,不是版本,,\n,1,无标识,,,\n";
    let report = import(domains);
    assert_eq!((report.rows, report.registered, report.unchanged), (4, 3, 0));
    let places: Vec<_> = report
        .findings
        .listed
        .iter()
        .map(|one| (one.code(), one.place().row))
        .collect();
    assert_eq!(places, [(Code::CellKept, Some(4)), (Code::IdentifierInvalid, Some(5))]);
    let bad = ValueDomainId::new("h1:BAD").unwrap();
    let (bad, _) = test.service.value_domain(&registrar(), &bad, None).unwrap();
    assert_eq!(bad.domain.properties["edition"], "不是版本");
    let sex = ValueDomainId::new("h1:SEX").unwrap();
    let (newest, versions) = test.service.value_domain(&registrar(), &sex, None).unwrap();
    assert_eq!(
        (
            newest.domain.of.version.as_str(),
            newest.domain.title.as_str(),
            versions.len()
        ),
        ("2", "性别", 2)
    );
    let again = import(domains);
    assert_eq!((again.registered, again.unchanged), (0, 3));
    let other = import("id,version,title\nSEX,1,另一个\n");
    assert_eq!((other.registered, other.findings.left_out), (0, 1));
    assert_eq!(other.findings.listed[0].code(), Code::ItemVersionExists);
}

fn fields_are_judged_by_what_they_pin(engine: Engine) {
    let test = TestService::new(engine);
    let choice = CatalogueChoice {
        namespace: Some("h1".to_owned()),
        ..CatalogueChoice::default()
    };
    let domains = file("id,version,title,edition,part,codes\nSEX,1,性别,GB-T-2261.1/2003,codes,1;2\n");
    test.service
        .import_value_domains(&registrar(), &domains, &choice)
        .unwrap();
    let sex = ValueDomainId::new("h1:SEX").unwrap();
    let elements = "id,name,data_type,representation,domain,domain_version\nD1,性别,S3,N1,SEX,1\nD2,体温,N,\"N4,1\",,\nD3,怪,X,..,NONE,\n";
    let report = test
        .service
        .import_data_elements(&registrar(), &file(elements), &choice)
        .unwrap();
    assert_eq!(
        (report.registered, report.findings.count, report.findings.left_out),
        (3, 3, 0)
    );
    let id = SpecificationId::new("city-1").unwrap();
    let fields = "table,element\nT,D1\nT,D2\nT,D3\nT,D9\nT,D1\n";
    let metadata = SpecificationMetadata::default();
    let imported = test
        .service
        .import_specification(&registrar(), &id, (None, &file(fields)), (&metadata, &choice));
    let imported = imported.unwrap();
    assert_eq!((imported.specification.fields, imported.findings.count), (5, 2));
    let values = [
        ("D1", "1"),
        ("D1#2", "9"),
        ("D2", "36.5"),
        ("D2", "36.55"),
        ("D3", "x"),
        ("D9", "x"),
    ];
    let values = values.map(|(field, value)| FieldValue {
        table: "T".to_owned(),
        field: field.to_owned(),
        value: value.to_owned(),
    });
    let judges = test.service.judges(&registrar(), &id, &values).unwrap();
    let reasons: Vec<Reason> = judges
        .iter()
        .zip(&values)
        .map(|(judge, one)| judge.judge(&one.value).reason)
        .collect();
    let (none, selected) = (Reason::NoDomain, Reason::NotSelected);
    assert_eq!(
        reasons,
        [
            Reason::InList,
            selected,
            Reason::WellFormed,
            Reason::WrongFormat,
            none,
            none
        ]
    );
    uses_are_paged(&test.service, &sex);
}

fn uses_are_paged(service: &Service, sex: &ValueDomainId) {
    let used = service
        .fields_of_domain(&registrar(), sex, None, &Page::new(None, Some(1)))
        .unwrap();
    assert_eq!((used.items[0].field.name.as_str(), used.next.is_some()), ("D1", true));
    let rest = service
        .fields_of_domain(&registrar(), sex, None, &Page::new(used.next, None))
        .unwrap();
    assert_eq!(
        (rest.items[0].field.name.as_str(), rest.items.len(), rest.next),
        ("D1#2", 1, None)
    );
}

fn a_field_is_checkable_from_the_day_its_edition_is_published(engine: Engine) {
    let test = TestService::new(engine);
    let verdict = |value: &str| reason(&test.service, "门急诊诊断", "西医诊断编码", value);
    assert_eq!(verdict("I10.x00"), Reason::EditionMissing);
    let of = EditionRef::parse("icd-10/guolin-2.0").unwrap();
    let list = file("code,name\nI10.x00,特发性高血压\n");
    test.service
        .import_edition(&registrar(), &of, &list, &EditionImport::default())
        .unwrap();
    assert_eq!(verdict("I10.x00"), Reason::EditionMissing, "a draft may still change");
    test.service
        .publish_edition(&session(Role::Operator, "operator"), &of)
        .unwrap();
    assert_eq!(verdict("I10.x00"), Reason::InList);
    assert_eq!(verdict("i10.X00"), Reason::NotInList, "mixed case is not guessed");
    assert_eq!(verdict("I10.X00"), Reason::NotInList);
    let page = Page::new(None, None);
    let uses = test.service.value_domains_of_edition(&registrar(), &of, &page).unwrap();
    assert_eq!(uses.items[0].domain.of.to_string(), "ICD-10/guolin-2.0");
}

fn a_published_specification_stays_as_it_is(engine: Engine) {
    let test = TestService::new(engine);
    let id = SpecificationId::new("city-1").unwrap();
    let (choice, metadata) = (CatalogueChoice::default(), SpecificationMetadata::default());
    let import = |text: &str| {
        let parts = (None, &file(text));
        test.service
            .import_specification(&registrar(), &id, parts, (&metadata, &choice))
    };
    let fields = "table,field,domain\nT,性别,GB-T-2261.1\n";
    import("table,field\nT,旧\n").unwrap();
    let draft = import(fields).unwrap().specification;
    assert_eq!((draft.status, draft.fields), (EditionStatus::Draft, 1));
    let published = test.service.publish_specification(&registrar(), &id).unwrap();
    assert_eq!(
        test.service.publish_specification(&registrar(), &id).unwrap(),
        published
    );
    assert_eq!(
        import(fields).unwrap().specification,
        published,
        "the same again is no error"
    );
    let refusal = import("table,field\nT,另\n").unwrap_err();
    assert_eq!(refusal.code(), Code::SpecificationNotDraft);
    let changing = |statement: &str| test.database.stranger().execute(statement).unwrap_err().to_string();
    for statement in [
        "UPDATE specifications SET title = 'forged' WHERE id = 'city-1'",
        "UPDATE specifications SET status = 'draft' WHERE id = 'city-1'",
        "DELETE FROM specifications WHERE id = 'city-1'",
        "UPDATE specification_fields SET domain_id = NULL WHERE specification_id = 'city-1'",
        "DELETE FROM specification_fields WHERE specification_id = 'city-1'",
        "UPDATE specification_tables SET title = 'forged' WHERE specification_id = 'city-1'",
        "INSERT INTO specification_tables VALUES ('city-1', 'late', 9, '', '')",
        "INSERT INTO specification_fields VALUES ('city-1', 'T', 'late', 9, '', NULL, NULL, NULL, NULL, NULL, '', '', '')",
        "UPDATE value_domains SET title = 'forged' WHERE id = 'USCC'",
        "UPDATE value_domains SET definition = definition",
        "DELETE FROM value_domains WHERE id = 'USCC'",
        "UPDATE data_elements SET name = 'forged'",
        "DELETE FROM data_elements",
        engine.pick(
            "INSERT OR REPLACE INTO value_domains SELECT * FROM value_domains WHERE id = 'USCC'",
            "TRUNCATE value_domains CASCADE",
        ),
        engine.pick(
            "INSERT OR REPLACE INTO value_domains SELECT id, 'forged', sequence, title, oid, definition, system_id, edition, \
             source, confidence, note, properties, digest, created_at, created_by FROM value_domains WHERE id = 'USCC'",
            "TRUNCATE data_elements CASCADE",
        ),
        engine.pick(
            "INSERT OR REPLACE INTO specifications SELECT * FROM specifications",
            "TRUNCATE specification_fields",
        ),
    ] {
        let refusal = changing(statement);
        assert!(refusal.contains("history-immutable"), "{statement}: {refusal}");
    }
}

/// A real hospital's metadata registry beside the project.
#[test]
fn a_hospitals_registry_comes_in_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/value_domains/hospital_emr_registry");
    let read = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).ok()?;
        Some(FileInput {
            bytes,
            file_name: Some(name.to_owned()),
        })
    };
    let Some(domains) = read("CODE_VALUE_.csv") else {
        eprintln!("skipped: ../shared/data is missing");
        return;
    };
    let test = TestService::new(Engine::Sqlite);
    let service = &test.service;
    let report = service
        .import_value_domains(&registrar(), &domains, &choice(&[("title", "name")]))
        .unwrap();
    assert_eq!((report.registered, report.findings.count), (1_229, 0));
    let versions = read("CODE_VALUE_VERSIONS_.csv").unwrap();
    let report = service
        .import_value_domains(&registrar(), &versions, &choice(&[("id", "code_value_id")]))
        .unwrap();
    assert_eq!(
        (
            report.rows,
            report.registered + report.unchanged,
            report.findings.left_out
        ),
        (1_690, 1_689, 1)
    );
    assert_eq!(
        report.findings.count, 35,
        "34 versions of domains that the export does not describe, and an id with a blank at its end"
    );
    let elements = read("DATA_ELEMENT_.csv").unwrap();
    let columns = choice(&[
        ("definition", "mean"),
        ("domain", "code_value_id"),
        ("representation", "text_format"),
    ]);
    let report = service.import_data_elements(&registrar(), &elements, &columns).unwrap();
    assert_eq!((report.registered, report.findings.left_out), (4_585, 0));
    let fields = read("DATA_SET_VS_DG_OR_DE_.csv").unwrap();
    let columns = choice(&[
        ("table", "data_set_id"),
        ("table_version", "version"),
        ("element", "object_id"),
    ]);
    let id = SpecificationId::new("emr-registry").unwrap();
    let metadata = SpecificationMetadata::default();
    let imported = service
        .import_specification(&registrar(), &id, (None, &fields), (&metadata, &columns))
        .unwrap();
    let one = imported.specification;
    assert_eq!((one.tables, one.fields, imported.findings.left_out), (212, 9_811, 0));
}

/// A choice of columns among the items of the hospital's registry.
fn choice(pairs: &[(&str, &str)]) -> CatalogueChoice {
    let pairs = pairs.iter();
    CatalogueChoice {
        columns: pairs
            .map(|(ours, theirs)| ((*ours).to_owned(), (*theirs).to_owned()))
            .collect(),
        namespace: Some("emr".to_owned()),
        ..CatalogueChoice::default()
    }
}
