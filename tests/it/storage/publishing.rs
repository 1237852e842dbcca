//! Publishing: what a release is, what it refuses, and that it happens once.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::CURATOR;
use crate::support::hospital::Hospital;
use crate::support::hospital::PUBLISHER;
use crate::support::hospital::REVIEWER;
use crate::support::hospital::ignored;
use crate::support::hospital::mapped;
use crate::support::hospital::mapped_to;
use crate::support::hospital::no_match;
use crate::support::service::TestService;
use crate::support::service::session;
use crate::support::service::surroundings;
use zhiyu::access::role::Role;
use zhiyu::audit::CHAIN_START;
use zhiyu::audit::Event;
use zhiyu::audit::query::EventFilter;
use zhiyu::digest::sha256_hex;
use zhiyu::error::Code;
use zhiyu::id::EditionRef;
use zhiyu::mapping::diff::DiffKind;
use zhiyu::mapping::state::State;
use zhiyu::page::Page;
use zhiyu::service::Service;
use zhiyu::service::Surroundings;
use zhiyu::service::distribution::publishing::PublishOrder;
use zhiyu::service::files::FileInput;
use zhiyu::service::registry::editions::EditionImport;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::manifest::Manifest;
use zhiyu::snapshot::verify;
use zhiyu::time::Instant;

/// The dictionary of every hospital here.
pub(super) const ROWS: &[(&str, &str)] = &[
    ("01", "霍乱"),
    ("1", "伤寒"),
    ("a", "流感"),
    ("A", "\"引号\"与\\反斜杠"),
    ("é", "咳嗽"),
    ("中", "测试条目"),
];

on_both_engines! {
    the_body_of_a_release_is_the_same_bytes_everywhere
    a_target_of_an_unpublished_edition_is_refused
    a_release_names_the_one_before
    an_ignored_code_leaves_the_release
    a_difference_knows_who_when_and_why
    a_renamed_code_stays_in_force_until_it_is_reviewed
    the_audit_log_has_each_release_in_its_chain
    nothing_becomes_effective_at_night_by_itself
}

fn the_body_of_a_release_is_the_same_bytes_everywhere(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    let laboratory = hospital.with_dictionary("LIS/items", &[("中", "项目")]);
    hospital.approve("中", no_match("标准中没有"), "");
    hospital.approve("a", mapped(&["J11"]), "");
    hospital.approve("A", mapped(&["A00", "A01"]), "");
    hospital.approve("01", mapped(&["A00"]), "");
    hospital.approve("é", ignored("停用"), "");
    laboratory.approve("中", mapped(&["A02"]), "");
    let release = hospital.publish().unwrap();
    let target = |code: &str, display: &str| {
        format!(
            r#"{{"system":"icd-10","edition":"categories-2016","code":"{code}","display":"{display}","relationship":"equivalent"}}"#
        )
    };
    let line = |dictionary: &str, code: &str, name: &str, targets: &[String]| {
        let targets = targets.join(",");
        format!(r#"{{"dictionary":"{dictionary}","code":"{code}","name":"{name}","targets":[{targets}]}}"#)
    };
    let cholera = target("A00", "霍乱");
    let lines = [
        line("LIS/items", "中", "项目", &[target("A02", "其他沙门菌感染")]),
        line("his/diagnosis", "01", "霍乱", std::slice::from_ref(&cholera)),
        line(
            "his/diagnosis",
            "A",
            r#"\"引号\"与\\反斜杠"#,
            &[cholera, target("A01", "伤寒和副伤寒")],
        ),
        line("his/diagnosis", "a", "流感", &[target("J11", "流行性感冒，病毒未标明")]),
        r#"{"dictionary":"his/diagnosis","code":"中","name":"测试条目","targets":[],"no_match":"标准中没有"}"#
            .to_owned(),
    ];
    let body = lines.join("\n") + "\n";
    assert_eq!(hospital.lines(1).into_values().collect::<Vec<_>>(), lines);
    assert_eq!(release.body_digest, sha256_hex([body.as_bytes()]));
    let sizes = (release.body_rows, release.body_bytes, release.changes);
    assert_eq!(sizes, (5, u64::try_from(body.len()).unwrap(), 5));
    let manifest = verify::check_manifest(&release.manifest, "H1", None).unwrap();
    assert_eq!(manifest.body.sha256, release.body_digest);
    let edition = EditionRef::parse("icd-10/categories-2016").unwrap();
    let stored = test.service.edition(&Hospital::publisher(), &edition).unwrap();
    let named: Vec<_> = manifest
        .editions
        .iter()
        .map(|edition| edition.sha256.as_str())
        .collect();
    assert_eq!(named, [stored.digest]);
}

fn a_target_of_an_unpublished_edition_is_refused(engine: Engine) {
    let test = TestService::new(engine);
    let registrar = session(Role::Registrar, "zhang.san");
    let edition = EditionRef::parse("local-list/1").unwrap();
    let file = FileInput {
        bytes: b"code\tname\nX1\tfirst\n".to_vec(),
        file_name: Some("list.tsv".to_owned()),
    };
    let draft = EditionImport::default();
    test.service
        .import_edition(&registrar, &edition, &file, &draft)
        .unwrap();
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("01", mapped(&["A00"]), "");
    hospital.approve("1", mapped_to("local-list/1", "X1"), "");
    let events = events(&test).len();
    assert_eq!(hospital.publish().unwrap_err().code(), Code::EditionNotPublished);
    assert_eq!(releases(&hospital), Vec::<i64>::new());
    let approved = test.service.mappings(
        &Hospital::publisher(),
        &hospital.id,
        Some(State::Approved),
        &Page::new(None, None),
    );
    assert_eq!(
        approved.unwrap().items.len(),
        2,
        "a refused release leaves the approvals as they were"
    );
    assert_eq!(self::events(&test).len(), events, "a refused release is no event");
    let operator = session(Role::Operator, "operator");
    test.service.publish_edition(&operator, &edition).unwrap();
    let release = hospital.publish().unwrap();
    let manifest = Manifest::parse(&release.manifest).unwrap();
    let named: Vec<String> = manifest
        .editions
        .iter()
        .map(|named| format!("{}/{}", named.system, named.edition))
        .collect();
    assert_eq!(named, ["icd-10/categories-2016", "local-list/1"]);
}

fn a_release_names_the_one_before(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    let mut previous = None;
    for (number, target) in (1..).zip(["A00", "A01", "A02", "A00"]) {
        hospital.approve("01", mapped(&[target]), "");
        let release = hospital.publish().unwrap();
        assert_eq!(release.number, number);
        let manifest = Manifest::parse(&release.manifest).unwrap();
        assert_eq!((manifest.release, manifest.publisher.as_str()), (number, PUBLISHER));
        let named = manifest.previous.map(|previous| (previous.release, previous.digest));
        assert_eq!(named, previous);
        previous = Some((number, release.body_digest));
    }
    let digests: Vec<String> = listed(&hospital)
        .into_iter()
        .map(|release| release.body_digest)
        .collect();
    assert_eq!(
        digests[0], digests[3],
        "the same lines are the same bytes, in whichever release"
    );
    let older = hospital
        .service
        .release(&Hospital::publisher(), &hospital.id, 1)
        .unwrap();
    let refusal = verify::check_manifest(&older.manifest, "H1", Some(4)).unwrap_err();
    assert_eq!(refusal, verify::Refusal::OlderThanSeen);
}

fn an_ignored_code_leaves_the_release(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("01", mapped(&["A00"]), "");
    hospital.approve("1", mapped(&["A01"]), "");
    hospital.publish().unwrap();
    hospital.approve("01", ignored("测试数据，不上传"), "误用");
    hospital.approve("a", ignored("从未发布过"), "");
    let release = hospital.publish().unwrap();
    assert_eq!((release.body_rows, release.changes), (1, 1));
    let codes: Vec<String> = hospital.lines(2).into_keys().map(|(_, code)| code).collect();
    assert_eq!(codes, ["1"]);
    let diff = hospital.diff(1, 2);
    assert_eq!(diff.len(), 1);
    let line = &diff[0];
    assert_eq!((line.kind, line.change.code.as_str()), (DiffKind::Removed, "01"));
    assert_eq!(
        (line.change.line.as_deref(), line.change.justification.as_str()),
        (None, "误用")
    );
    hospital.approve("01", mapped(&["A00"]), "");
    hospital.publish().unwrap();
    assert_eq!(hospital.lines(3), hospital.lines(1));
    assert_eq!(
        hospital.diff(1, 3),
        [],
        "a code that came back to what it was is no difference"
    );
}

fn a_difference_knows_who_when_and_why(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("01", mapped(&["A00"]), "首次");
    hospital.approve("1", mapped(&["A01"]), "首次");
    hospital.publish().unwrap();
    hospital.approve("1", mapped(&["A02"]), "改正");
    hospital.approve("01", ignored("停用"), "停用");
    hospital.approve("中", no_match("没有"), "新增");
    hospital.publish().unwrap();
    let diff = hospital.diff(1, 2);
    let said: Vec<_> = diff
        .iter()
        .map(|line| (line.kind, line.change.code.as_str(), line.change.justification.as_str()))
        .collect();
    let expected = [
        (DiffKind::Removed, "01", "停用"),
        (DiffKind::Changed, "1", "改正"),
        (DiffKind::Added, "中", "新增"),
    ];
    assert_eq!(said, expected);
    let (before, after) = (hospital.lines(1), hospital.lines(2));
    for line in &diff {
        let key = (line.change.dictionary.to_string(), line.change.code.clone());
        assert_eq!(line.before.as_ref(), before.get(&key));
        assert_eq!(line.change.line.as_ref(), after.get(&key));
        assert_eq!(
            (line.change.author.as_str(), line.change.reviewer.as_str()),
            (CURATOR, REVIEWER)
        );
        assert_eq!(line.change.release, 2);
        let steps = hospital.service.mapping_history(
            &Hospital::publisher(),
            &hospital.id,
            &hospital.dictionary,
            &line.change.code,
        );
        let steps = steps.unwrap();
        let approval = steps.iter().rfind(|step| step.step == "approve").unwrap();
        assert_eq!(line.change.reviewed_at, approval.at);
        assert_eq!(steps.last().unwrap().step, "publish");
    }
    let refused = [(2, 1), (1, 1), (-1, 1)].map(|(from, to)| {
        let refusal = hospital.service.diff(&Hospital::publisher(), &hospital.id, from, to);
        refusal.unwrap_err().code()
    });
    assert_eq!(refused, [Code::ReleaseOrder; 3]);
    let unknown = hospital
        .service
        .diff(&Hospital::publisher(), &hospital.id, 1, 3)
        .unwrap_err();
    assert_eq!(unknown.code(), Code::ReleaseUnknown);
}

fn a_renamed_code_stays_in_force_until_it_is_reviewed(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("01", mapped(&["A00"]), "");
    hospital.approve("1", mapped(&["A01"]), "");
    hospital.publish().unwrap();
    hospital.load(&[("01", "霍乱，其他"), ("1", "伤寒")]);
    assert_eq!(hospital.publish().unwrap_err().code(), Code::NothingToPublish);
    let waiting = test.service.mappings(
        &Hospital::publisher(),
        &hospital.id,
        Some(State::NeedsRecheck),
        &Page::new(None, None),
    );
    let waiting: Vec<String> = waiting.unwrap().items.into_iter().map(|mapping| mapping.code).collect();
    assert_eq!(waiting, ["01"]);
    hospital.approve("1", mapped(&["A02"]), "");
    assert_eq!(hospital.publish().unwrap().body_rows, 2);
    let key = ("his/diagnosis".to_owned(), "01".to_owned());
    assert_eq!(hospital.lines(2)[&key], hospital.lines(1)[&key]);
}

fn the_audit_log_has_each_release_in_its_chain(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("01", mapped(&["A00"]), "");
    let release = hospital.publish().unwrap();
    let events = events(&test);
    let mut previous = CHAIN_START;
    for (event, sequence) in events.iter().zip(1..) {
        assert_eq!(event.sequence, sequence);
        assert!(event.follows(previous), "{event:?} does not follow {previous}");
        previous = &event.digest;
    }
    let acts: Vec<&str> = events
        .iter()
        .rev()
        .take(6)
        .rev()
        .map(|event| event.action.as_str())
        .collect();
    let expected = [
        "organization.add",
        "dictionary.load",
        "mapping.draft",
        "mapping.submit",
        "mapping.approve",
        "release.publish",
    ];
    assert_eq!(acts, expected);
    let last = events.last().unwrap();
    assert_eq!(
        (last.account.as_str(), last.organization.as_deref()),
        (PUBLISHER, Some("H1"))
    );
    assert_eq!(last.object, "organizations/H1/releases/1");
    let details: serde_json::Value = serde_json::from_str(&last.details).unwrap();
    assert_eq!(details["digest"], release.body_digest);
    assert_eq!(last.at, release.published_at);
}

fn nothing_becomes_effective_at_night_by_itself(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("01", mapped(&["A00"]), "");
    let release = hospital.publish().unwrap();
    assert_eq!(release.effective_at, release.published_at, "by day at once");
    let at_night = Instant::parse("2026-11-21T23:00:00+08:00").unwrap();
    hospital.approve("1", mapped(&["A01"]), "");
    let mut order = PublishOrder {
        effective_at: Some(at_night),
        ..PublishOrder::default()
    };
    let refused = hospital.publish_with(&order).unwrap_err();
    assert_eq!(refused.code(), Code::FreezeWindow, "a named instant is no reason");
    order.override_reason = Some("今晚要用".to_owned());
    assert_eq!(hospital.publish_with(&order).unwrap().effective_at, at_night);
    hospital.approve("a", mapped(&["J11"]), "");
    let at_night = Surroundings {
        clock: half_past_nine_in_the_evening,
        ..surroundings()
    };
    let service = Service::open(test.database.folder(), test.database.target.clone(), at_night).unwrap();
    let published = service.publish(&Hospital::publisher(), &hospital.id, &PublishOrder::default());
    let morning = Instant::parse("2026-11-22T03:00:00+08:00");
    assert_eq!(Some(published.unwrap().effective_at), morning);
}

fn half_past_nine_in_the_evening() -> Instant {
    Instant::parse("2026-11-21T21:30:00+08:00").unwrap()
}

fn listed(hospital: &Hospital<'_>) -> Vec<zhiyu::mapping::release::Release> {
    hospital.service.releases(&Hospital::publisher(), &hospital.id).unwrap()
}

pub(super) fn releases(hospital: &Hospital<'_>) -> Vec<i64> {
    listed(hospital).into_iter().map(|release| release.number).collect()
}

fn events(test: &TestService) -> Vec<Event> {
    let auditor = session(Role::Auditor, "shen.ji");
    let slice = test
        .service
        .audit_events(&auditor, &EventFilter::default(), &Page::new(None, Some(1_000)))
        .unwrap();
    assert_eq!(slice.next, None);
    slice.items
}
