//! Order is the order of bytes on both engines, and paging visits every row exactly once in it.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::no_match;
use crate::support::postgres;
use crate::support::service::START;
use crate::support::service::TestService;
use crate::support::service::session;
use proptest::collection::btree_set;
use proptest::collection::vec;
use proptest::sample::select;
use proptest::strategy::Strategy;
use proptest::test_runner::Config;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;
use zhiyu::access::role::Role;
use zhiyu::access::session::Scope;
use zhiyu::error::Result;
use zhiyu::id::AccountId;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::id::OrganizationId;
use zhiyu::id::SystemId;
use zhiyu::mapping::state::State;
use zhiyu::mapping::work_filter::WorkFilter;
use zhiyu::mapping::work_filter::WorkState;
use zhiyu::mapping::work_order::WorkOrder;
use zhiyu::page::Page;
use zhiyu::page::Slice;
use zhiyu::registry::code_system::CodeSystem;
use zhiyu::registry::concept::Concept;
use zhiyu::registry::edition::Edition;
use zhiyu::registry::edition::EditionMetadata;
use zhiyu::registry::edition::EditionStatus;
use zhiyu::source::local_code::Dictionary;
use zhiyu::source::local_code::LocalCode;
use zhiyu::source::organization::Organization;
use zhiyu::source::reload::number_occurrences;
use zhiyu::storage::Db;
use zhiyu::storage::access::organizations;
use zhiyu::storage::curation::dictionaries;
use zhiyu::storage::curation::local_codes;
use zhiyu::storage::curation::work_rows;
use zhiyu::storage::curation::work_rows::Wanted;
use zhiyu::storage::registry::code_systems;
use zhiyu::storage::registry::concepts;
use zhiyu::storage::registry::concepts::Branch;
use zhiyu::storage::registry::editions;
use zhiyu::storage::registry::editions::EditionKey;

/// Pieces of codes whose order by language, by case or by width differs from that of their bytes.
const PIECES: &[&str] = &[
    "0", "1", "9", "A", "B", "Z", "a", "b", "x", "X", "+", "*", ".", "-", "_", "/", " ", "é", "e", "ß", "中", "文",
    "一", "Ａ", "𠀀", "'", "%",
];
const CASES: u32 = 40;

on_both_engines! {
    concepts_are_paged_in_the_order_of_bytes
    local_codes_are_paged_in_the_order_of_bytes
    names_of_systems_and_organizations_are_paged_in_the_order_of_bytes
    mappings_are_paged_in_the_order_of_bytes
}

/// On a server that orders texts as a dictionary does, the stories above show that every ordered column is `"C"`.
#[test]
fn the_test_server_orders_by_language_where_it_can() {
    let Some(engine) = Engine::postgres() else {
        return;
    };
    let order = engine.empty().stranger().texts("SELECT ('a' < 'B')::text AS value");
    if order != ["true"] {
        postgres::say(
            "note: this PostgreSQL has no collation but that of bytes, so the order of columns shows nothing",
        );
    }
}

fn concepts_are_paged_in_the_order_of_bytes(engine: Engine) {
    let database = engine.with_schema();
    let db = database.open();
    let key = draft_edition(&db);
    let cases = (btree_set(code(), 1..40), 1_u32..9);
    run(&cases, |(codes, limit)| {
        let mut list = vec![Concept::new("root", "根")];
        list.extend(codes.iter().map(|code| Concept {
            parent: Some("root".to_owned()),
            ..Concept::new(code, "条目")
        }));
        db.write(|tx| concepts::replace_all(tx, key, &list)).unwrap();
        let children = Branch::Children("root".to_owned());
        let paged = visit(limit, |page| db.read(|tx| concepts::page(tx, key, &children, page)));
        let paged: Vec<&str> = paged.iter().map(|concept| concept.code.as_str()).collect();
        assert_eq!(paged, codes.iter().collect::<Vec<_>>());
        let whole = visit(limit, |page| {
            db.read(|tx| concepts::page(tx, key, &Branch::Whole, page))
        });
        assert_eq!(whole.len(), codes.len() + 1);
        assert!(whole.is_sorted_by(|one, next| one.code < next.code), "{whole:?}");
        assert_eq!(whole, db.read(|tx| concepts::all(tx, key)).unwrap());
    });
}

fn local_codes_are_paged_in_the_order_of_bytes(engine: Engine) {
    let database = engine.with_schema();
    let db = database.open();
    let (hospital, dictionary) = organization(&db);
    let mut loads = 0;
    let by = AccountId::new("li.na").unwrap();
    let id = dictionary.clone();
    // A dirty dictionary repeats codes, so a set will not do.
    let cases = (vec(code(), 1..40), 1_u32..9);
    run(&cases, |(codes, limit)| {
        loads += 1;
        let mut list: Vec<LocalCode> = codes.iter().zip(2..).map(|(code, row)| local_code(code, row)).collect();
        number_occurrences(&mut list);
        let present = Dictionary {
            id: id.clone(),
            target: EditionRef::parse("S/1").unwrap(),
            loads,
            loaded_at: START,
            rows: 0,
            rows_of: None,
        };
        let save = db.write(|tx| {
            dictionaries::save(tx, &hospital, &present, &by)?;
            local_codes::save(tx, &hospital, &dictionary, loads, &list)
        });
        save.unwrap();
        list.sort_by(|one, other| {
            (one.code.as_bytes(), one.occurrence).cmp(&(other.code.as_bytes(), other.occurrence))
        });
        for state in [None, Some(WorkState::Unmapped)] {
            let filter = WorkFilter {
                state,
                ..WorkFilter::default()
            };
            let wanted = Wanted {
                organization: &hospital,
                dictionary: &dictionary,
                filter: &filter,
                order: WorkOrder::Code,
            };
            let paged = visit(limit, |page| {
                let after = page.after_key(|key| WorkOrder::Code.place(key, loads))?;
                let rows = db.read(|tx| work_rows::window(tx, wanted, after.as_ref(), page.rows_to_read()))?;
                let slice = page.slice(rows, |row| WorkOrder::Code.key(&row.place));
                Ok(slice.map(|row| row.entry))
            });
            assert_eq!(paged, list);
        }
        let different: BTreeSet<&String> = codes.iter().collect();
        let counted = db
            .read(|tx| local_codes::count_codes(tx, &hospital, &dictionary))
            .unwrap();
        assert_eq!(counted, u64::try_from(different.len()).unwrap());
    });
}

fn names_of_systems_and_organizations_are_paged_in_the_order_of_bytes(engine: Engine) {
    let database = engine.with_schema();
    let db = database.open();
    let names = [
        "a", "B", "A", "b", "a-1", "a.1", "a_1", "a1", "Z9", "0", "10", "9", "aB", "ab", "z",
    ];
    for name in names {
        let system = CodeSystem::named(SystemId::new(name).unwrap());
        db.write(|tx| code_systems::insert_if_absent(tx, &system, START))
            .unwrap();
        insert_organization(&db, name);
    }
    let mut expected = names.map(str::to_owned);
    expected.sort();
    for limit in 1..=4 {
        let systems = visit(limit, |page| db.read(|tx| code_systems::page(tx, page)));
        let systems: Vec<String> = systems.iter().map(|system| system.id.to_string()).collect();
        assert_eq!(systems, expected);
        let listed = visit(limit, |page| db.read(|tx| organizations::page(tx, &Scope::All, page)));
        let listed: Vec<String> = listed.iter().map(|organization| organization.id.to_string()).collect();
        assert_eq!(listed, expected);
    }
}

fn mappings_are_paged_in_the_order_of_bytes(engine: Engine) {
    let test = TestService::new(engine);
    let rows = [
        ("A", "甲"),
        ("a", "乙"),
        ("é", "丙"),
        ("中", "丁"),
        ("+", "戊"),
        ("x x", "己"),
    ];
    let first = Hospital::new(&test.service, "H1", &rows);
    // "his-2/b" comes before "his/diagnosis" by bytes, after it by the order of a language.
    let others = ["his-2/b", "HIS/c", "his/d"].map(|id| first.with_dictionary(id, &rows));
    let mut expected = BTreeSet::new();
    for hospital in others.iter().chain([&first]) {
        for (code, _) in rows {
            hospital.draft(code, no_match("无对应"), "").unwrap();
            expected.insert((hospital.dictionary.to_string(), code.to_owned()));
        }
    }
    let auditor = session(Role::Auditor, "shen.ji");
    for (limit, state) in [(1, None), (4, Some(State::Drafted)), (24, None), (1_000, None)] {
        let paged = visit(limit, |page| test.service.mappings(&auditor, &first.id, state, page));
        let paged: Vec<(String, String)> = paged
            .into_iter()
            .map(|mapping| (mapping.dictionary.to_string(), mapping.code))
            .collect();
        assert_eq!(paged, expected.iter().cloned().collect::<Vec<_>>());
    }
}

/// A code that an edition may have.
fn code() -> impl Strategy<Value = String> {
    let pieces = vec(select(PIECES), 1..5).prop_map(|pieces| pieces.concat());
    pieces.prop_filter("a code has no blanks around it", |code| code.trim() == code)
}

fn run<S: Strategy>(cases: &S, mut try_one: impl FnMut(S::Value)) {
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let try_one = std::cell::RefCell::new(&mut try_one);
    let outcome = TestRunner::new(config).run(cases, |case| {
        (try_one.borrow_mut())(case);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// Every row of a list, read page by page to its end.
fn visit<T>(limit: u32, read: impl Fn(&Page) -> Result<Slice<T>>) -> Vec<T> {
    let mut rows = Vec::new();
    let mut page = Page::new(None, Some(limit));
    loop {
        let slice = read(&page).unwrap();
        assert!(slice.items.len() <= usize::try_from(limit).unwrap());
        rows.extend(slice.items);
        match slice.next {
            Some(next) => page.after = Some(next),
            None => return rows,
        }
    }
}

fn draft_edition(db: &Db) -> EditionKey {
    let edition = Edition {
        of: EditionRef::parse("S/1").unwrap(),
        status: EditionStatus::Draft,
        metadata: EditionMetadata::default(),
        rows: 0,
        digest: String::new(),
        created_at: START,
        created_by: AccountId::new("zhang.san").unwrap(),
        published_at: None,
        retired_at: None,
    };
    let insert = db.write(|tx| {
        code_systems::insert_if_absent(tx, &CodeSystem::named(edition.of.system.clone()), START)?;
        editions::insert(tx, &edition)
    });
    insert.unwrap()
}

fn organization(db: &Db) -> (OrganizationId, DictionaryId) {
    let id = insert_organization(db, "H1");
    (id, DictionaryId::new("his/d").unwrap())
}

fn insert_organization(db: &Db, id: &str) -> OrganizationId {
    let organization = Organization {
        id: OrganizationId::new(id).unwrap(),
        name: "医院".to_owned(),
        uscc: None,
        place: zhiyu::access::area::Place::default(),
        created_at: START,
    };
    let by = AccountId::new("admin").unwrap();
    db.write(|tx| organizations::insert(tx, &organization, &by)).unwrap();
    organization.id
}

fn local_code(code: &str, row: u64) -> LocalCode {
    LocalCode {
        code: code.to_owned(),
        occurrence: 0,
        name: format!("名称 {row}"),
        attributes: std::collections::BTreeMap::new(),
        usage: None,
        row,
    }
}
