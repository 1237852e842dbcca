//! Coverage on both databases: counted by hand, frozen for ever, the same bytes in time, late, here and there.

use crate::support::database::Engine;
use crate::support::database::TestDatabase;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::TARGET;
use crate::support::hospital::ignored;
use crate::support::hospital::mapped;
use crate::support::hospital::no_match;
use crate::support::service::TestService;
use crate::support::service::session;
use crate::support::service::surroundings;
use std::cell::Cell;
use zhiyu::access::role::Role;
use zhiyu::coverage::By;
use zhiyu::coverage::CoverageReport;
use zhiyu::coverage::Tally;
use zhiyu::digest::sha256_hex;
use zhiyu::error::Code;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::id::OrganizationId;
use zhiyu::id::SpecificationId;
use zhiyu::id::ValueDomainId;
use zhiyu::language::Language;
use zhiyu::mapping::target::Relationship;
use zhiyu::registry::tabular::Format;
use zhiyu::report::CoverageTable;
use zhiyu::report::coverage_table;
use zhiyu::service::Service;
use zhiyu::service::Surroundings;
use zhiyu::service::access::organizations::NewOrganization;
use zhiyu::service::curation::bindings::NamedBinding;
use zhiyu::service::curation::coverage::FrozenReport;
use zhiyu::service::curation::dictionaries::DictionaryLoad;
use zhiyu::service::curation::dictionaries::LocalColumns;
use zhiyu::service::curation::requests::NamedDecision;
use zhiyu::service::curation::requests::NamedTarget;
use zhiyu::service::files::FileInput;
use zhiyu::time::Cut;
use zhiyu::time::Instant;

const CUT: &str = "weekly-2026-11-27";
const MONDAY: &str = "2026-11-23T10:00:00+08:00";
const TUESDAY: &str = "2026-11-24T10:00:00+08:00";
const IN_TIME: &str = "2026-11-27T12:00:00+08:00";
const NEXT_WEEK: &str = "2026-12-02T10:00:00+08:00";
const NEXT_YEAR: &str = "2027-11-27T12:00:00+08:00";
/// The report of [`world`] at [`CUT`], and one of its tables.
const GOLDEN: &str = include_str!("../../formats/zhiyu-coverage-1/report.json");
const GOLDEN_RATES: &str = include_str!("../../formats/zhiyu-coverage-1/rates.csv");

const DIAGNOSES: &str = "code,name,used\n01,霍乱,100\n02,伤寒,50\n03,副伤寒,30\n04,肠炎,20\n05,测试,5\n06,怪病,2\n\
     07,流感,40\n08,肺炎,10\n09,=新病,60\n09,=新病,7\n10,无数,\n";

on_both_engines! {
    figures_are_those_counted_by_hand
    a_frozen_report_stays_as_it_is
    a_cut_taken_late_gives_the_same_bytes
    what_cannot_be_told_any_more_is_left_out_and_named
    targets_retire_with_their_edition
    sides_count_apart_from_the_day_they_are_added
    the_figures_of_all_hospitals_come_together
}

thread_local! {
    static NOW: Cell<i64> = const { Cell::new(0) };
}

/// The clock of this thread: it stands where [`set`] put it, a microsecond later at every look.
fn clock() -> Instant {
    let now = NOW.get();
    NOW.set(now + 1);
    Instant(now)
}

fn set(text: &str) {
    NOW.set(Instant::parse(text).unwrap().0);
}

/// A service whose clock is that of this thread, from Monday on.
fn service(engine: Engine) -> (Service, TestDatabase) {
    let TestService { service, database } = TestService::new(engine);
    drop(service);
    set(MONDAY);
    let surroundings = Surroundings {
        clock,
        ..surroundings()
    };
    let service = Service::open(database.folder(), database.target.clone(), surroundings).unwrap();
    (service, database)
}

fn hospital<'a>(service: &'a Service, id: &str, dictionary: &str, file: &str) -> Hospital<'a> {
    let new = NewOrganization {
        id: OrganizationId::new(id).unwrap(),
        name: format!("医院 {id}"),
        uscc: None,
        place: zhiyu::access::area::Place::default(),
    };
    let administrator = session(Role::Administrator, "admin");
    service.add_organization(&administrator, &new).unwrap();
    let hospital = Hospital {
        service,
        id: new.id,
        dictionary: DictionaryId::new(dictionary).unwrap(),
    };
    load(&hospital, file);
    hospital
}

fn load(hospital: &Hospital<'_>, file: &str) {
    let input = FileInput {
        bytes: file.as_bytes().to_vec(),
        file_name: Some("dictionary.csv".to_owned()),
    };
    let column = |title: &str| Some(title.to_owned());
    let load = DictionaryLoad {
        target: Some(EditionRef::parse(TARGET).unwrap()),
        columns: LocalColumns {
            code: column("code"),
            name: column("name"),
            usage: column("used"),
            ..LocalColumns::default()
        },
    };
    hospital
        .service
        .load_dictionary(&Hospital::curator(), &hospital.id, &hospital.dictionary, &input, &load)
        .unwrap();
}

fn broader(code: &str) -> NamedDecision {
    NamedDecision::Mapped(vec![NamedTarget {
        edition: None,
        code: code.to_owned(),
        relationship: Relationship::Broader,
        when: Vec::new(),
    }])
}

/// The first hospital on Monday: four codes published with targets, one ignored, one without a match, one approved and not
/// published, one drafted, two unmapped.
fn first_hospital(service: &Service) -> Hospital<'_> {
    let hospital = hospital(service, "H1", "his/diagnosis", DIAGNOSES);
    for (code, target) in [("01", "A00"), ("02", "A01"), ("03", "A01")] {
        hospital.approve(code, mapped(&[target]), "");
    }
    hospital.approve("04", broader("A09"), "");
    hospital.approve("05", ignored("测试条目"), "");
    hospital.approve("06", no_match("没有"), "");
    hospital.publish().unwrap();
    hospital.approve("07", mapped(&["J11"]), "");
    hospital.draft("08", mapped(&["J18"]), "").unwrap();
    hospital
}

/// Two hospitals at work until Tuesday; the second shares.
fn world(service: &Service) -> (Hospital<'_>, Hospital<'_>) {
    let first = first_hospital(service);
    let laboratory = Hospital {
        dictionary: DictionaryId::new("lis/items").unwrap(),
        id: first.id.clone(),
        service,
    };
    set(TUESDAY);
    load(&laboratory, "code,name,used\nx,霍乱,\ny,新项目,3\n");
    laboratory.approve("x", mapped(&["J18"]), "");
    laboratory.publish().unwrap();
    let second = hospital(service, "H2", "his/diagnosis", "code,name,used\nA,伤寒,8\nB,霍乱,1\n");
    second.approve("A", mapped(&["A01"]), "");
    second.publish().unwrap();
    let publisher = Hospital::publisher();
    service.set_sharing(&publisher, &second.id, true, "共享").unwrap();
    let curator = Hospital::curator();
    let sex = NamedBinding::Field {
        specification: SpecificationId::new("henan-2026").unwrap(),
        table: "病人表".to_owned(),
        field: "性别".to_owned(),
    };
    let domain = NamedBinding::ValueDomain(ValueDomainId::new("GB-T-2261.1").unwrap(), None);
    for _ in 0..2 {
        service
            .bind_dictionary(&curator, &first.id, &first.dictionary, &[domain.clone(), sex.clone()])
            .unwrap();
        service.place_source_system(&curator, &first.id, "his", "东院").unwrap();
    }
    (first, second)
}

fn cut(hospital: &Hospital<'_>) -> (FrozenReport, String) {
    let cut = Cut::parse(CUT).unwrap();
    let publisher = Hospital::publisher();
    hospital.service.cut_coverage(&publisher, &hospital.id, cut).unwrap();
    read(hospital)
}

fn read(hospital: &Hospital<'_>) -> (FrozenReport, String) {
    let publisher = Hospital::publisher();
    hospital.service.coverage_report(&publisher, &hospital.id, CUT).unwrap()
}

fn now(hospital: &Hospital<'_>) -> CoverageReport {
    hospital.service.coverage(&Hospital::publisher(), &hospital.id).unwrap()
}

/// Compares with a file of `tests/formats/zhiyu-coverage-1`, and keeps what differs from it for a look.
#[track_caller]
fn must_be(file: &str, found: &str, golden: &str) {
    if found != golden {
        let kept = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
        std::fs::write(&kept, found).unwrap();
        panic!("{} is not the golden one", kept.display());
    }
}

fn tally(codes: u64, usage: u128) -> Tally {
    Tally { codes, usage }
}

/// Numerator, denominator, rate and weighted rate of a measure.
fn rate(report: &CoverageReport, measure: &str) -> (Tally, Tally, String, String) {
    let found = report.total.rates.iter().find(|rate| rate.measure == measure).unwrap();
    let text = |share: &Option<String>| share.clone().unwrap_or_default();
    (
        found.numerator,
        found.denominator,
        text(&found.rate),
        text(&found.weighted),
    )
}

fn figures_are_those_counted_by_hand(engine: Engine) {
    let (service, _database) = service(engine);
    let first = first_hospital(&service);
    let report = now(&first);
    for (measure, numerator, denominator, share, weighted) in [
        ("coverage", tally(4, 200), tally(10, 324), "0.400000", "0.617283"),
        ("settled", tally(6, 207), tally(10, 324), "0.600000", "0.638888"),
        ("unpublished", tally(2, 50), tally(10, 324), "0.200000", "0.154320"),
        ("reviewed", tally(7, 247), tally(8, 257), "0.875000", "0.961089"),
        ("residual", tally(1, 20), tally(4, 200), "0.250000", "0.100000"),
        ("lossy", tally(3, 100), tally(4, 200), "0.750000", "0.500000"),
        ("no-match", tally(1, 2), tally(10, 324), "0.100000", "0.006172"),
        ("ignored", tally(1, 5), tally(10, 324), "0.100000", "0.015432"),
        ("invalid", tally(0, 0), tally(4, 200), "0.000000", "0.000000"),
        ("retired", tally(0, 0), tally(4, 200), "0.000000", "0.000000"),
    ] {
        let expected = (numerator, denominator, share.to_owned(), weighted.to_owned());
        assert_eq!(rate(&report, measure), expected, "{measure}");
    }
    let counts = &report.total.counts;
    assert_eq!((counts.approved, counts.drafted), (tally(1, 40), tally(1, 10)));
    assert_eq!((counts.unmapped, counts.uncounted), (tally(2, 67), tally(1, 0)));
    let unmapped: Vec<(u128, &str)> = report
        .unmapped
        .iter()
        .map(|one| (one.usage, one.code.as_str()))
        .collect();
    assert_eq!(unmapped, [(67, "09")], "what nobody counted is not among the most used");
    assert_eq!(report.added.len(), 1);
    let day = &report.added[0];
    assert_eq!(
        (day.day.as_str(), day.codes, day.unmapped),
        ("2026-11-23", tally(10, 324), tally(2, 67))
    );

    // What is in force and at work again stays published, and is not reviewed any more.
    first.draft("01", mapped(&["A02"]), "").unwrap();
    let report = now(&first);
    assert_eq!(report.total.counts.changing, tally(1, 100));
    assert_eq!(
        (rate(&report, "coverage").0, rate(&report, "reviewed").0),
        (tally(4, 200), tally(6, 147))
    );
    // Codes that are gone are not counted.
    load(&first, "code,name,used\n01,霍乱,1\n");
    assert_eq!(
        rate(&now(&first), "coverage"),
        (tally(1, 1), tally(1, 1), "1.000000".into(), "1.000000".into())
    );
}

/// Everything that can change changes.
fn change_everything(first: &Hospital<'_>, second: &Hospital<'_>) {
    let service = first.service;
    first.approve("09", mapped(&["A02"]), "");
    first.publish().unwrap();
    second.approve("B", mapped(&["A00"]), "");
    second.publish().unwrap();
    let (curator, publisher) = (Hospital::curator(), Hospital::publisher());
    service.set_sharing(&publisher, &second.id, false, "不再").unwrap();
    service
        .bind_dictionary(&curator, &first.id, &first.dictionary, &[])
        .unwrap();
    service.place_source_system(&curator, &first.id, "his", "西院").unwrap();
}

fn a_frozen_report_stays_as_it_is(engine: Engine) {
    let (service, database) = service(engine);
    let (first, second) = world(&service);
    let publisher = Hospital::publisher();
    let early = service.cut_coverage(&publisher, &first.id, Cut::parse(CUT).unwrap());
    assert_eq!(early.unwrap_err().code(), Code::CutNotReached);
    let unknown = service.coverage_report(&publisher, &first.id, CUT).unwrap_err();
    assert_eq!(unknown.code(), Code::CoverageReportUnknown);
    set(IN_TIME);
    let (frozen, body) = cut(&first);
    must_be("report.json", &body, GOLDEN);
    assert_eq!(frozen.digest, sha256_hex([body.as_bytes()]));

    set(NEXT_YEAR);
    change_everything(&first, &second);
    load(&first, "code,name,used\n99,别的,1\n");
    assert_eq!(
        cut(&first),
        (frozen.clone(), body.clone()),
        "a second cut gives what is there"
    );
    let listed = service.coverage_reports(&publisher, &first.id).unwrap();
    assert_eq!(listed, [frozen]);
    let report = zhiyu::service::curation::coverage::read(&body).unwrap();
    assert_eq!(report.to_canonical().unwrap(), body);
    let table = |format| {
        coverage_table(
            &report,
            (CoverageTable::Rates, By::Dictionary),
            format,
            Language::Chinese,
        )
    };
    let csv = String::from_utf8(table(Format::Csv).unwrap()).unwrap();
    must_be("rates.csv", &csv, GOLDEN_RATES);
    for statement in [
        "UPDATE coverage_reports SET body = 'forged'",
        "DELETE FROM coverage_reports",
    ] {
        let refusal = database.stranger().execute(statement).unwrap_err().to_string();
        assert!(refusal.contains("history-immutable"), "{refusal}");
    }
    assert_eq!(read(&first).1, body);
}

fn a_cut_taken_late_gives_the_same_bytes(engine: Engine) {
    let (service, _database) = service(engine);
    let (first, second) = world(&service);
    set(NEXT_WEEK);
    change_everything(&first, &second);
    let (frozen, body) = cut(&first);
    must_be("report.json", &body, GOLDEN);
    assert!(frozen.taken_at > frozen.cut_at);
    assert_ne!(
        now(&first).total,
        zhiyu::service::curation::coverage::read(&body).unwrap().total
    );
}

fn what_cannot_be_told_any_more_is_left_out_and_named(engine: Engine) {
    let (service, database) = service(engine);
    let (first, _) = world(&service);
    set(NEXT_WEEK);
    load(&first, DIAGNOSES);
    let late = Hospital {
        dictionary: DictionaryId::new("his/late").unwrap(),
        id: first.id.clone(),
        service: &service,
    };
    load(&late, "code,name,used\n1,甲,1\n");
    let (_, body) = cut(&first);
    let report = zhiyu::service::curation::coverage::read(&body).unwrap();
    let names = |list: Vec<&String>| list.into_iter().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(report.left_out.iter().map(|one| &one.dictionary).collect()),
        ["his/diagnosis"]
    );
    assert_eq!(
        names(report.dictionaries.iter().map(|one| &one.dictionary).collect()),
        ["lis/items"],
        "a dictionary that was not there yet is not missed"
    );
    assert_eq!(report.total.counts.codes, tally(2, 3));
    let mut stranger = database.stranger();
    let loads = stranger.texts("SELECT dictionary || load AS value FROM dictionary_loads ORDER BY dictionary, load");
    assert_eq!(
        loads,
        [
            "his/diagnosis1",
            "his/diagnosis1",
            "his/diagnosis2",
            "his/late1",
            "lis/items1"
        ]
    );
}

fn targets_retire_with_their_edition(engine: Engine) {
    let (service, database) = service(engine);
    let first = first_hospital(&service);
    let retired_at = Instant::parse(NEXT_WEEK).unwrap().0;
    let retire = format!(
        "UPDATE editions SET status = 'retired', retired_at = {retired_at} \
         WHERE system_id = 'icd-10' AND edition = 'categories-2016'"
    );
    database.stranger().execute_all(&[&retire]);
    set(NEXT_WEEK);
    let report = now(&first);
    assert_eq!(
        (rate(&report, "retired").0, rate(&report, "invalid").0),
        (tally(4, 200), tally(0, 0))
    );
    let (_, body) = cut(&first);
    let report = zhiyu::service::curation::coverage::read(&body).unwrap();
    assert_eq!(
        (rate(&report, "retired").0, rate(&report, "invalid").0),
        (tally(0, 0), tally(0, 0))
    );
}

fn sides_count_apart_from_the_day_they_are_added(engine: Engine) {
    let (service, _database) = service(engine);
    let first = first_hospital(&service);
    set(NEXT_WEEK);
    let side = DictionaryId::new("his/diagnosis.2").unwrap();
    let target = EditionRef::parse(TARGET).unwrap();
    let curator = Hospital::curator();
    service
        .add_side(&curator, &first.id, &first.dictionary, &side, &target)
        .unwrap();
    let report = now(&first);
    assert_eq!(report.total.counts.codes, tally(20, 648), "each side has every code");
    assert_eq!(report.groups(By::Dictionary)[1].counts.unmapped, tally(10, 324));
    let (_, body) = cut(&first);
    let report = zhiyu::service::curation::coverage::read(&body).unwrap();
    assert_eq!((report.dictionaries.len(), report.left_out.len()), (1, 0));
}

fn the_figures_of_all_hospitals_come_together(engine: Engine) {
    let (service, _database) = service(engine);
    let (first, second) = world(&service);
    let auditor = session(Role::Auditor, "auditor");
    let report = service.coverage_of_scope(&auditor).unwrap();
    let names: Vec<&str> = report.organizations.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["医院 H1", "医院 H2"]);
    assert_eq!(rate(&report, "coverage").0, tally(7, 248));
    let by: Vec<_> = report
        .groups(By::Organization)
        .iter()
        .map(|group| group.counts.codes)
        .collect();
    assert_eq!(by, [tally(12, 327), tally(2, 9)]);
    let own = now(&first).consistency.unwrap();
    assert_eq!((own.organizations.len(), own.compared, own.consistent), (2, 2, 1));
    assert_eq!(own.differing, ["霍乱"]);
    let all = report.consistency.unwrap();
    assert_eq!(all.organizations, ["H2"], "only hospitals that share are compared");

    set(IN_TIME);
    cut(&first);
    let at = Cut::parse(CUT).unwrap();
    let frozen = service.coverage_of_scope_at(&auditor, at).unwrap();
    assert_eq!(
        (frozen.organizations.len(), frozen.left_out.len()),
        (1, 1),
        "nobody froze the second"
    );
    cut(&second);
    let frozen = service.coverage_of_scope_at(&auditor, at).unwrap();
    assert_eq!((&frozen.total, frozen.left_out.len()), (&report.total, 0));
    assert_eq!(frozen.consistency, None);
}
