//! Pins, roll-outs, the freeze window and rolling back, on both databases, as a collector sees them.

use crate::http::data::approve;
use crate::http::data::diseases;
use crate::http::data::load;
use crate::http::data::mapped as item;
use crate::http::data::publish;
use crate::http::server::TestServer;
use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::hospital::no_match;
use crate::support::service::START;
use crate::support::service::TestService;
use crate::support::signing::Keyring;
use crate::support::signing::day;
use serde_json::json;
use tempfile::tempdir;
use zhiyu::access::role::Role;
use zhiyu::access::session::Session;
use zhiyu::audit::Event;
use zhiyu::audit::query::EventFilter;
use zhiyu::collector::Collector;
use zhiyu::collector::Connection;
use zhiyu::collector::Source;
use zhiyu::collector::State as CollectorState;
use zhiyu::collector::Tree;
use zhiyu::error::Code;
use zhiyu::id::AccountId;
use zhiyu::id::OrganizationId;
use zhiyu::mapping::offer::Percent;
use zhiyu::mapping::offer::step;
use zhiyu::mapping::release::Release;
use zhiyu::mapping::state::State;
use zhiyu::page::Page;
use zhiyu::service::Service;
use zhiyu::service::distribution::offers::PinOrder;
use zhiyu::service::distribution::publishing::PublishOrder;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::pointer::Pointer;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::snapshot::verify;
use zhiyu::snapshot::verify::Expected;
use zhiyu::snapshot::verify::Trust;
use zhiyu::time::FreezeWindow;
use zhiyu::time::Instant;

const ROWS: &[(&str, &str)] = &[("a", "霍乱"), ("b", "伤寒"), ("c", "副伤寒")];

on_both_engines! {
    a_pin_holds_one_collector_and_the_pointer_says_so_signed
    a_roll_out_reaches_a_share_then_all_and_can_be_stopped
    an_override_needs_a_reason_and_leaves_an_event
    each_organization_has_its_own_freeze_window
    rolling_back_publishes_the_state_of_then_and_sends_mappings_to_review
}

fn order(note: &str) -> PublishOrder {
    PublishOrder {
        note: note.to_owned(),
        ..PublishOrder::default()
    }
}

fn pin(hospital: &Hospital<'_>, collector: &Session, release: Option<i64>) -> Result<(), Code> {
    let order = PinOrder {
        release,
        until: None,
        reason: "保持旧版".to_owned(),
    };
    let publisher = Hospital::publisher();
    let pinned = hospital
        .service
        .pin_collector(&publisher, &hospital.id, &collector.account, &order);
    pinned.map(drop).map_err(|error| error.code())
}

fn latest(hospital: &Hospital<'_>, session: &Session) -> i64 {
    let newest = hospital.service.newest_release(session, &hospital.id).unwrap();
    newest.map_or(0, |release| release.number)
}

fn pointer(service: &Service, hospital: &Hospital<'_>, session: &Session) -> Pointer {
    Pointer::parse(&service.snapshot_pointer(session, &hospital.id).unwrap()).unwrap()
}

fn events(service: &Service) -> Vec<Event> {
    let auditor = crate::support::service::session(Role::Auditor, "auditor");
    let page = Page::new(None, Some(1000));
    service
        .audit_events(&auditor, &EventFilter::default(), &page)
        .unwrap()
        .items
}

fn a_pin_holds_one_collector_and_the_pointer_says_so_signed(engine: Engine) {
    let keyring = Keyring::new(Algorithm::Ed25519);
    let test = TestService::signed(engine, keyring.signing());
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("a", mapped(&["A00"]), "");
    hospital.publish().unwrap();
    hospital.approve("b", mapped(&["A01"]), "");
    hospital.publish().unwrap();
    let (held, free) = (hospital.collector("box-1"), hospital.collector("box-2"));
    let before = pointer(&test.service, &hospital, &held);
    pin(&hospital, &held, Some(1)).unwrap();
    pin(&hospital, &held, Some(1)).unwrap();
    assert_eq!([latest(&hospital, &held), latest(&hospital, &free)], [1, 2]);
    assert_eq!(latest(&hospital, &Hospital::publisher()), 2, "people see the newest");
    assert_eq!(pointer(&test.service, &hospital, &free).held, None);
    // Whoever used release 2 already takes the pointer: its counter did not go back, and the statement is signed.
    let signed = test.service.snapshot_pointer(&held, &hospital.id).unwrap();
    let expected = Expected {
        organization: "H1",
        seen: Some(&before),
        now: START,
    };
    let trust = Trust::Keys(&keyring.set);
    let now = verify::check_pointer(&signed, trust, &expected).unwrap();
    assert_eq!((now.release, now.offered().0), (2, 1));
    let of_one = test.service.manifest(&held, &hospital.id, 1).unwrap();
    assert_eq!(
        verify::check_named_manifest(&of_one, trust, &now, None)
            .unwrap()
            .release,
        1
    );
    let of_two = test.service.manifest(&held, &hospital.id, 2).unwrap();
    assert!(verify::check_named_manifest(&of_two, trust, &now, None).is_err());
    let forged = signed.replace("\"by\":\"pin\"", "\"by\":\"pun\"");
    assert!(verify::check_pointer(&forged, trust, &expected).is_err());

    pin(&hospital, &held, None).unwrap();
    assert_eq!(
        pointer(&test.service, &hospital, &held),
        before,
        "as if nothing had been"
    );
    assert_eq!(pin(&hospital, &held, Some(9)), Err(Code::ReleaseUnknown));
    let nobody = Session {
        account: AccountId::new("box-3").unwrap(),
        ..held.clone()
    };
    assert_eq!(pin(&hospital, &nobody, Some(1)), Err(Code::CollectorUnknown));
    let history = test
        .service
        .pin_history(&Hospital::publisher(), &hospital.id, &held.account)
        .unwrap();
    let history: Vec<(i64, Option<i64>)> = history.iter().map(|pin| (pin.number, pin.release)).collect();
    assert_eq!(history, [(2, None), (1, Some(1))], "the same again is not written down");
}

fn a_roll_out_reaches_a_share_then_all_and_can_be_stopped(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("a", mapped(&["A00"]), "");
    let first = PublishOrder {
        percent: Some(Percent::new(0).unwrap()),
        ..order("先不发")
    };
    hospital.publish_with(&first).unwrap();
    let boxes: Vec<Session> = (0..12).map(|n| hospital.collector(&format!("box-{n}"))).collect();
    let now = || boxes.iter().map(|one| latest(&hospital, one)).collect::<Vec<i64>>();
    assert_eq!(now(), [0; 12], "the first release is for nobody yet");
    let set = |release: i64, percent: i64| {
        let percent = Percent::new(percent).unwrap();
        let publisher = Hospital::publisher();
        test.service
            .set_rollout(&publisher, &hospital.id, release, percent, "逐步")
            .unwrap();
    };
    set(1, 100);
    assert_eq!(now(), [1; 12]);
    hospital.approve("b", mapped(&["A01"]), "");
    let half = PublishOrder {
        percent: Some(Percent::new(50).unwrap()),
        ..order("先发一半")
    };
    hospital.publish_with(&half).unwrap();
    let reached = |one: &Session| step(&one.account, 2) < 50;
    let expected: Vec<i64> = boxes.iter().map(|one| 1 + i64::from(reached(one))).collect();
    assert_eq!(now(), expected);
    assert!(expected.contains(&1) && expected.contains(&2), "{expected:?}");
    for one in &boxes {
        let held = pointer(&test.service, &hospital, one).held;
        assert_eq!(
            held.map(|held| (held.release, held.by)),
            (!reached(one)).then(|| (1, "rollout".to_owned()))
        );
    }
    set(2, 0);
    assert_eq!(now(), [1; 12], "stopped");
    set(2, 100);
    assert_eq!(now(), [2; 12]);
}

fn an_override_needs_a_reason_and_leaves_an_event(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("a", mapped(&["A00"]), "");
    let mut at_night = PublishOrder {
        effective_at: Instant::parse("2026-11-21T18:00:00+08:00"),
        ..order("")
    };
    let refused = hospital.publish_with(&at_night).unwrap_err();
    assert_eq!(refused.code(), Code::FreezeWindow);
    at_night.override_reason = Some(" ".to_owned());
    assert_eq!(hospital.publish_with(&at_night).unwrap_err().code(), Code::FieldInvalid);
    at_night.override_reason = Some("编码错误已入库".to_owned());
    let release = hospital.publish_with(&at_night).unwrap();
    assert_eq!(Some(release.effective_at), at_night.effective_at);
    let overrides = || {
        let list = events(&test.service).into_iter();
        list.filter(|event| event.action == "release.override")
            .collect::<Vec<_>>()
    };
    assert_eq!(overrides().len(), 1);
    assert_eq!(overrides()[0].object, "organizations/H1/releases/1");
    assert!(overrides()[0].details.contains("编码错误已入库"));
    hospital.approve("b", mapped(&["A01"]), "");
    let by_day = PublishOrder {
        override_reason: Some("白天".to_owned()),
        ..order("")
    };
    hospital.publish_with(&by_day).unwrap();
    assert_eq!(overrides().len(), 1, "an override that is not needed is none");
}

fn each_organization_has_its_own_freeze_window(engine: Engine) {
    let test = TestService::new(engine);
    let (one, other) = (
        Hospital::new(&test.service, "H1", ROWS),
        Hospital::new(&test.service, "H2", ROWS),
    );
    let publisher = Hospital::publisher();
    // The clock of the tests stands at ten in the morning.
    let morning = FreezeWindow::parse("09:30-11:00");
    for window in [morning, morning] {
        let set = test.service.set_freeze_window(&publisher, &one.id, window, "上午转换");
        assert_eq!(set.unwrap().number, 1);
    }
    for hospital in [&one, &other] {
        hospital.approve("a", mapped(&["A00"]), "");
    }
    let end = Instant::parse("2026-11-21T11:00:00+08:00").unwrap();
    assert_eq!(one.publish().unwrap().effective_at, end);
    let release = other.publish().unwrap();
    assert_eq!(release.effective_at, release.published_at);
    one.approve("b", mapped(&["A01"]), "");
    let past = PublishOrder {
        effective_at: Some(Instant(START.0 - 7_200_000_000)),
        ..order("")
    };
    let refused = one.publish_with(&past).unwrap_err();
    assert_eq!(refused.code(), Code::FreezeWindow, "what has passed takes effect now");
    test.service
        .set_freeze_window(&publisher, &one.id, None, "不再夜间转换")
        .unwrap();
    assert_eq!(
        one.publish_with(&past).unwrap().effective_at,
        past.effective_at.unwrap()
    );
    let (window, history) = test.service.freeze_window(&publisher, &one.id).unwrap();
    assert_eq!((window, history.len()), (None, 2));
    let usual = test.service.freeze_window(&publisher, &other.id).unwrap();
    assert_eq!(usual, (Some(FreezeWindow::USUAL), Vec::new()));
}

fn states(hospital: &Hospital<'_>) -> Vec<(String, State)> {
    let page = Page::new(None, Some(100));
    let list = hospital
        .service
        .mappings(&Hospital::publisher(), &hospital.id, None, &page)
        .unwrap();
    list.items
        .into_iter()
        .map(|mapping| (mapping.code, mapping.state))
        .collect()
}

fn rolling_back_publishes_the_state_of_then_and_sends_mappings_to_review(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("a", mapped(&["A00"]), "初版");
    hospital.approve("c", mapped(&["A01"]), "");
    let first = hospital.publish().unwrap();
    hospital.approve("a", no_match("没有"), "改判");
    hospital.approve("b", mapped(&["A01"]), "");
    hospital.publish().unwrap();
    hospital.draft("c", mapped(&["A02"]), "在改").unwrap();
    let publisher = Hospital::publisher();
    let roll_back = |to: i64, order: &PublishOrder| test.service.roll_back(&publisher, &hospital.id, to, order);
    assert_eq!(roll_back(1, &order(" ")).unwrap_err().code(), Code::FieldInvalid);
    assert_eq!(
        roll_back(2, &order("x")).unwrap_err().code(),
        Code::RollbackChangesNothing
    );
    assert_eq!(roll_back(3, &order("x")).unwrap_err().code(), Code::ReleaseUnknown);
    let mut once = order("第 2 号有误");
    once.request_key = Some("k".to_owned());
    let back = roll_back(1, &once).unwrap();
    assert_eq!(roll_back(1, &once).unwrap(), back, "the same order rolls back once");
    assert_eq!(roll_back(2, &once).unwrap_err().code(), Code::RequestKeyReused);
    must_be_like(&back, &first);
    assert_eq!(hospital.lines(3), hospital.lines(1));
    let line = |code: &str| hospital.diff(2, 3).into_iter().find(|line| line.change.code == code);
    let (a, b) = (line("a").unwrap().change, line("b").unwrap().change);
    assert_eq!(
        (a.justification.as_str(), a.author.as_str()),
        ("初版", crate::support::hospital::CURATOR)
    );
    assert_eq!((b.line, b.author.as_str()), (None, crate::support::hospital::PUBLISHER));
    assert_eq!(hospital.diff(2, 3).len(), 2, "what is the same is no change");
    let review = State::NeedsRecheck;
    let expected = [("a", review), ("b", review), ("c", State::Drafted)];
    assert_eq!(
        states(&hospital),
        expected.map(|(code, state)| (code.to_owned(), state))
    );
    let told = events(&test.service);
    assert_eq!(
        told.iter().filter(|event| event.action == "release.rollback").count(),
        1
    );
    // Forward again, and to a release that is retracted.
    assert_eq!(roll_back(2, &order("又好了")).unwrap().number, 4);
    assert_eq!(hospital.lines(4), hospital.lines(2));
    test.service.retract_release(&publisher, &hospital.id, 1, "x").unwrap();
    assert_eq!(roll_back(1, &order("x")).unwrap_err().code(), Code::ReleaseNotForUse);
}

fn must_be_like(back: &Release, first: &Release) {
    assert_eq!(
        (back.number, back.body_digest.as_str()),
        (3, first.body_digest.as_str())
    );
    assert_eq!(back.note, "第 2 号有误");
    assert_eq!(back.effective_at, back.published_at);
}

#[test]
fn a_collector_that_ran_the_newest_goes_back_to_its_pin_and_forward_again() {
    let keyring = Keyring::new(Algorithm::Ed25519);
    let server = TestServer::signed(keyring.signing());
    diseases(&server);
    load(&server.curator(), "his/x", &[("1", "霍乱"), ("2", "伤寒")]).ok();
    for (code, target) in [("1", "A00"), ("2", "A01"), ("1", "A02")] {
        approve(&server, "his/x", &[item(code, target)]);
        publish(&server, "");
    }
    let (store, id) = (tempdir().unwrap(), OrganizationId::new("H1").unwrap());
    let roots = keyring.roots();
    let connection = Connection {
        token: Some(server.collector().token_text().to_owned()),
        ..Connection::default()
    };
    let collector = Collector {
        organization: &id,
        roots: Some(&roots),
        source: &Source::parse(&server.interface(), &connection).unwrap(),
        store: &Tree::of(store.path(), &id),
    };
    let pull = || {
        let status = collector.pull(day(1)).unwrap();
        assert_eq!(status.state, CollectorState::Current);
        (status.release, status.newest)
    };
    assert_eq!(pull(), (Some(3), Some(3)));
    let (publisher, address) = (server.publisher(), "organizations/H1/collectors/collector/pin");
    publisher
        .put(address, &json!({ "release": 1, "reason": "保持旧版" }))
        .ok();
    assert_eq!(
        server.collector().get("organizations/H1/snapshots/latest").ok()["release"],
        1
    );
    let waited = server
        .collector()
        .get("organizations/H1/snapshots/watch?after=1&wait=0");
    assert_eq!(waited.status, 204, "nothing newer is for this collector");
    let pins = publisher.get("organizations/H1/collectors/pins").ok();
    assert_eq!(
        (&pins[0]["collector"], &pins[0]["release"]),
        (&json!("collector"), &json!(1))
    );
    assert_eq!(pull(), (Some(1), Some(3)));
    assert_eq!(pull(), (Some(1), Some(3)));
    publisher.delete(&format!("{address}?reason=ok")).ok();
    assert_eq!(pull(), (Some(3), Some(3)));
}
