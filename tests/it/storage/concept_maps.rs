//! Concept maps from import to publication on both databases, and published ones under attack.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::service::TestService;
use crate::support::service::session;
use zhiyu::access::role::Role;
use zhiyu::error::Code;
use zhiyu::error::Result;
use zhiyu::id::EditionRef;
use zhiyu::id::MapVersionRef;
use zhiyu::mapping::concept_map::MapColumns;
use zhiyu::mapping::concept_map::MapFormat;
use zhiyu::mapping::concept_map::MapVersion;
use zhiyu::page::Page;
use zhiyu::service::Service;
use zhiyu::service::files::FileInput;
use zhiyu::service::registry::concept_maps::MapImport;
use zhiyu::service::registry::editions::EditionImport;

on_both_engines! {
    a_map_goes_its_way_to_publication
    what_is_published_is_read_and_comes_back_from_every_format
    codes_that_are_not_in_their_edition_are_findings
    a_published_map_cannot_be_changed
}

fn file(text: &str) -> FileInput {
    FileInput {
        bytes: text.as_bytes().to_vec(),
        file_name: Some("a.csv".to_owned()),
    }
}

fn edition(service: &Service, of: &str, text: &str, publish: bool) {
    let import = EditionImport {
        publish,
        ..EditionImport::default()
    };
    let operator = session(Role::Operator, "operator");
    let of = EditionRef::parse(of).unwrap();
    service.import_edition(&operator, &of, &file(text), &import).unwrap();
}

fn import(service: &Service, of: &str, input: &FileInput, (source, target): (&str, &str)) -> Result<MapVersion> {
    let import = MapImport {
        source: EditionRef::parse(source).unwrap(),
        target: EditionRef::parse(target).unwrap(),
        format: None,
        sheet: None,
        columns: MapColumns::default(),
        provenance: String::new(),
    };
    let registrar = session(Role::Registrar, "registrar");
    service.import_concept_map(&registrar, &MapVersionRef::parse(of).unwrap(), input, &import)
}

fn publish(service: &Service, of: &str, role: Role, account: &str) -> Result<MapVersion> {
    service.publish_concept_map(&session(role, account), &MapVersionRef::parse(of).unwrap())
}

const OLD: &str = "code,name\n01,甲\n02,乙\n03,丙\n";
const NEW: &str = "code,name\n1,甲\n2,乙丙\n9,丁\n";
const MAP: &str = "a,b,c,d\n01,甲,1,甲\n02,乙,2,乙丙\n02,乙,9,丁\n03,丙,2,乙丙\n";

fn a_map_goes_its_way_to_publication(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    edition(service, "list/old", OLD, true);
    edition(service, "list/new", NEW, false);
    let between = ("list/old", "list/new");
    let draft = import(service, "m/1", &file(MAP), between).unwrap();
    assert_eq!((draft.rows, draft.status.as_str()), (4, "draft"));
    let refused = |result: Result<MapVersion>| result.unwrap_err().code();
    assert_eq!(
        refused(publish(service, "m/1", Role::Registrar, "registrar")),
        Code::MakerIsChecker
    );
    assert_eq!(
        refused(publish(service, "m/1", Role::Registrar, "other")),
        Code::EditionNotPublished
    );
    edition(service, "list/new", "code,name\n1,甲\n2,乙丙\n", true);
    assert_eq!(
        refused(publish(service, "m/1", Role::Registrar, "other")),
        Code::RowsRefused
    );
    edition(service, "list/newer", NEW, true);
    let between = ("list/old", "list/newer");
    let draft = import(service, "m/1", &file(MAP), between).unwrap();
    let published = publish(service, "m/1", Role::Registrar, "other").unwrap();
    assert_eq!(published.digest, draft.digest);
    assert_eq!(published.published_by.unwrap().as_str(), "other");
    assert_eq!(
        import(service, "m/1", &file(MAP), between).unwrap().status.as_str(),
        "published"
    );
    let other = MAP.replace("02,乙,9,丁\n", "");
    assert_eq!(
        refused(import(service, "m/1", &file(&other), between)),
        Code::MapVersionPublished
    );
    assert_eq!(
        refused(import(service, "m/2", &file(MAP), ("GB-T-2261.1/2003", "list/new"))),
        Code::RowsRefused
    );
}

fn what_is_published_is_read_and_comes_back_from_every_format(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    edition(service, "list/old", OLD, true);
    edition(service, "list/newer", NEW, true);
    let between = ("list/old", "list/newer");
    let draft = import(service, "m/1", &file(MAP), between).unwrap();
    publish(service, "m/1", Role::Registrar, "other").unwrap();
    let reader = session(Role::Collector, "reader");
    let of = MapVersionRef::parse("m/1").unwrap();
    for (number, format) in (10..).zip(MapFormat::ALL) {
        let input = FileInput {
            bytes: service.export_concept_map(&reader, &of, format).unwrap(),
            file_name: None,
        };
        let again = import(service, &format!("m/{number}"), &input, between).unwrap();
        assert_eq!(again.digest, draft.digest, "{format:?}");
    }
    let codes = |code: &str, backwards| {
        let rows = service.translate(&reader, &of, code, backwards).unwrap();
        rows.into_iter()
            .map(|row| format!("{} {}", row.source, row.target_code()))
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("02", false), ["02 2", "02 9"]);
    assert_eq!(codes("2", true), ["02 2", "03 2"]);
    assert_eq!(codes("2", false), [""; 0]);
    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let slice = service
            .concept_map_rows(&reader, &of, &Page::new(after, Some(1)))
            .unwrap();
        paged.extend(
            slice
                .items
                .iter()
                .map(|row| format!("{} {}", row.source, row.target_code())),
        );
        after = slice.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(paged, ["01 1", "02 2", "02 9", "03 2"]);
    let losses = service.concept_map_losses(&reader, &of).unwrap();
    assert_eq!(
        (losses.merged_targets, losses.split_sources, losses.codes_changed),
        (1, 1, 4)
    );
    chains(service);
}

fn chains(service: &Service) {
    let back = "a,b,c,d\n1,甲,01,甲\n2,乙丙,02,乙\n";
    import(service, "back/1", &file(back), ("list/newer", "list/old")).unwrap();
    let [first, second, kept] = ["m/1", "back/1", "round/1"].map(|text| MapVersionRef::parse(text).unwrap());
    let registrar = session(Role::Registrar, "registrar");
    let chain = service.compose_concept_maps(&registrar, &first, &second).unwrap();
    let rows: Vec<String> = chain
        .rows
        .iter()
        .map(|row| format!("{} {}", row.source, row.target_code()))
        .collect();
    assert_eq!(rows, ["01 01", "02 02", "03 02"]);
    let stored = service.keep_composed_map(&registrar, &kept, &first, &second).unwrap();
    assert_eq!((stored.rows, stored.status.as_str()), (3, "draft"));
    assert_eq!(stored.source, stored.target);
    let refusal = service.compose_concept_maps(&registrar, &first, &first).unwrap_err();
    assert_eq!(refusal.code(), Code::MapsDoNotChain);
}

fn codes_that_are_not_in_their_edition_are_findings(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    edition(service, "list/old", OLD, true);
    edition(service, "list/new", NEW, true);
    let rows = "a,b,c,d\n1,甲,1,甲\n02,乙,02,乙\n03,丙,2,乙丙\n03,丙,2,乙丙\n01,甲,1,甲\n01,甲,,\n";
    let refusal = import(service, "m/1", &file(rows), ("list/old", "list/new")).unwrap_err();
    let found: Vec<_> = refusal
        .findings()
        .iter()
        .map(|one| (one.code(), one.place().row.unwrap()))
        .collect();
    let expected = [
        (Code::MapCodeUnknown, 2),
        (Code::MapCodeUnknown, 3),
        (Code::MapRowRepeated, 5),
        (Code::CellInvalid, 7),
    ];
    assert_eq!(found, expected);
    let reader = session(Role::Collector, "reader");
    assert!(
        service
            .concept_maps(&reader, &Page::new(None, None))
            .unwrap()
            .items
            .is_empty()
    );
}

fn a_published_map_cannot_be_changed(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    edition(service, "list/old", OLD, true);
    edition(service, "list/new", NEW, true);
    for version in ["m/1", "m/2"] {
        import(service, version, &file(MAP), ("list/old", "list/new")).unwrap();
    }
    publish(service, "m/1", Role::Registrar, "other").unwrap();
    let late = "INSERT INTO concept_map_rows VALUES (1, '01', 9, 'x', '2', 'y', 'related', '')";
    let mut attacks = vec![
        "UPDATE concept_map_versions SET digest = 'forged' WHERE key = 1",
        "UPDATE concept_map_versions SET status = 'draft' WHERE key = 1",
        "DELETE FROM concept_map_versions WHERE key = 1",
        "UPDATE concept_map_rows SET target_code = '9'",
        "UPDATE concept_map_rows SET version_key = 1, source_code = 'x' WHERE version_key = 2",
        "DELETE FROM concept_map_rows WHERE version_key = 1",
        "UPDATE concept_maps SET target_system = 'icd-10'",
        "DELETE FROM concept_maps",
        late,
    ];
    attacks.extend(engine.pick::<&[&str]>(
        &[
            "INSERT OR REPLACE INTO concept_map_versions SELECT key, map_id, version, source_edition, target_edition, \
             'draft', provenance, row_count, 'forged', created_at, created_by, NULL, NULL FROM concept_map_versions",
            "UPDATE OR REPLACE concept_map_versions SET version = '1' WHERE key = 2",
            "INSERT OR REPLACE INTO concept_map_rows SELECT version_key, source_code, position, 'forged', target_code, \
             target_display, relationship, comment FROM concept_map_rows WHERE version_key = 1",
            "UPDATE OR REPLACE concept_map_rows SET version_key = 1 WHERE version_key = 2",
            "INSERT OR REPLACE INTO concept_maps SELECT id, 'forged', target_system, source_system, 0 FROM concept_maps",
        ],
        &["TRUNCATE concept_map_rows", "TRUNCATE concept_maps CASCADE"],
    ));
    let mut stranger = test.database.stranger();
    let settings = engine.pick(
        &["PRAGMA recursive_triggers = OFF", "PRAGMA foreign_keys = OFF"][..],
        &[],
    );
    stranger.execute_all(settings);
    let history = "SELECT source_code || position || source_display || coalesce(target_code, '') AS value \
                   FROM concept_map_rows WHERE version_key = 1 ORDER BY source_code, position";
    let before = stranger.texts(history);
    for attack in attacks {
        let refusal = stranger.execute(attack).unwrap_err().to_string();
        assert!(refusal.contains("history-immutable"), "{attack}: {refusal}");
        assert_eq!(stranger.texts(history), before, "{attack}");
    }
    stranger.execute_all(&["DELETE FROM concept_map_rows WHERE version_key = 2"]);
}
