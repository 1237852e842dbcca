//! Whoever alters the log, or what it vouches for, behind the service's back is found; and without the log nothing is done.

use super::publishing::ROWS;
use crate::support::database::Engine;
use crate::support::database::Stranger;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::service::TestService;
use crate::support::service::open;
use crate::support::service::session;
use crate::support::signing::Keyring;
use crate::support::tls;
use std::io::Read as _;
use std::net::TcpListener;
use std::net::UdpSocket;
use zhiyu::access::role::Role;
use zhiyu::access::session::Session;
use zhiyu::audit::merkle;
use zhiyu::audit::query::EventFilter;
use zhiyu::error::Code;
use zhiyu::page::Page;
use zhiyu::service::audit::check::Evidence;
use zhiyu::service::audit::check::Verdict;
use zhiyu::service::audit::check::check_database;
use zhiyu::service::audit::forwarding::Destination;
use zhiyu::service::audit::forwarding::Forwarder;
use zhiyu::snapshot::signature::Algorithm;

on_both_engines! {
    an_edit_behind_the_service_is_found_and_named
    a_log_cut_short_is_found_by_a_checkpoint_kept_elsewhere
    a_log_of_an_earlier_program_gets_its_tree
    every_two_checkpoints_are_consistent
    without_its_event_no_act_is_done_and_reads_go_on
    the_log_is_forwarded_in_order_and_continued
    the_log_goes_over_tls_to_whom_the_authority_vouches_for
}

/// A service with two releases in it.
fn at_work(engine: Engine) -> TestService {
    let test = TestService::signed(engine, Keyring::new(Algorithm::Ed25519).signing());
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.approve("a", mapped(&["J11"]), "看过");
    hospital.approve("01", mapped(&["A00"]), "");
    hospital.publish().unwrap();
    hospital.approve("1", mapped(&["A01"]), "");
    hospital.publish().unwrap();
    test
}

fn auditor() -> Session {
    session(Role::Auditor, "shen.ji")
}

fn check(test: &TestService, evidence: &Evidence) -> Verdict {
    check_database(test.database.target.clone(), evidence, |_| {}).unwrap()
}

fn kinds(verdict: &Verdict) -> Vec<(&str, &str)> {
    let found = verdict.discrepancies.iter();
    found.map(|one| (one.kind, one.object.as_str())).collect()
}

/// A person with a database tool and the right to switch triggers off.
fn intruder(test: &TestService) -> Stranger {
    let mut stranger = test.database.stranger();
    let guarded = [
        "audit_events",
        "audit_tree",
        "audit_checkpoints",
        "releases",
        "release_changes",
        "concepts",
        "editions",
    ];
    match test.database.engine {
        Engine::Sqlite => {
            let list = "SELECT name AS value FROM sqlite_master WHERE type = 'trigger'";
            for trigger in stranger.texts(list) {
                stranger.execute_all(&[&format!("DROP TRIGGER {trigger}")]);
            }
        }
        Engine::Postgres(_) => {
            for table in guarded {
                stranger.execute_all(&[&format!("ALTER TABLE {table} DISABLE TRIGGER USER")]);
            }
        }
    }
    stranger
}

fn an_edit_behind_the_service_is_found_and_named(engine: Engine) {
    let test = at_work(engine);
    test.service.make_audit_checkpoint(&auditor()).unwrap();
    let intact = check(&test, &Evidence::default());
    assert_eq!(kinds(&intact), []);
    assert!(intact.events > 10 && intact.checkpoints == 1 && intact.releases == 2 && intact.changes == 3);
    assert!(intact.editions > 5 && intact.concepts > 1_000, "{intact:?}");
    let mut intruder = intruder(&test);
    let mut must_find = |edit: &str, undo: &str, expected: &[(&str, &str)]| {
        intruder.execute_all(&[edit]);
        let verdict = check(&test, &Evidence::default());
        let found = kinds(&verdict);
        for one in expected {
            assert!(found.contains(one), "{edit}: {one:?} is not in {found:?}");
        }
        intruder.execute_all(&[undo]);
        assert_eq!(kinds(&check(&test, &Evidence::default())), [], "{undo}");
    };
    let release = "organizations/H1/releases/1";
    must_find(
        "UPDATE audit_events SET object = object || 'x' WHERE sequence = 3",
        "UPDATE audit_events SET object = substr(object, 1, length(object) - 1) WHERE sequence = 3",
        &[("event-altered", "audit/events/3"), ("tree-differs", "audit/tree/3")],
    );
    must_find(
        "UPDATE release_changes SET line = replace(line, 'J11', 'J12') WHERE release = 1",
        "UPDATE release_changes SET line = replace(line, 'J12', 'J11') WHERE release = 1",
        &[("release-altered", release), ("release-differs", release)],
    );
    must_find(
        "UPDATE release_changes SET reviewer = 'x.' || reviewer WHERE release = 1",
        "UPDATE release_changes SET reviewer = substr(reviewer, 3) WHERE release = 1",
        &[("release-differs", release)],
    );
    must_find(
        "UPDATE releases SET note = 'forged' WHERE number = 1",
        "UPDATE releases SET note = '' WHERE number = 1",
        &[("release-differs", release)],
    );
    let edition = "code-systems/icd-10/editions/categories-2016";
    let of = "edition_key = (SELECT key FROM editions WHERE system_id = 'icd-10' AND edition = 'categories-2016')";
    must_find(
        &format!("UPDATE concepts SET display = display || '病' WHERE code = 'A00' AND {of}"),
        &format!("UPDATE concepts SET display = substr(display, 1, length(display) - 1) WHERE code = 'A00' AND {of}"),
        &[("edition-altered", edition)],
    );
    must_find(
        &format!("UPDATE concepts SET properties = '{{' || properties WHERE code = 'A00' AND {of}"),
        &format!("UPDATE concepts SET properties = substr(properties, 2) WHERE code = 'A00' AND {of}"),
        &[("edition-altered", edition)],
    );
    must_find(
        "UPDATE editions SET source = source || '!' WHERE edition = 'categories-2016'",
        "UPDATE editions SET source = substr(source, 1, length(source) - 1) WHERE edition = 'categories-2016'",
        &[("edition-differs", edition)],
    );
}

fn a_log_cut_short_is_found_by_a_checkpoint_kept_elsewhere(engine: Engine) {
    let test = at_work(engine);
    let keys = Keyring::new(Algorithm::Ed25519);
    let checkpoint = test.service.make_audit_checkpoint(&auditor()).unwrap();
    let kept = Evidence {
        notes: vec![checkpoint.note.clone()],
        keys: vec![keys.first.public().clone()],
    };
    assert_eq!(kinds(&check(&test, &kept)), []);
    let other = Evidence {
        keys: vec![keys.second.public().clone()],
        ..kept.clone()
    };
    let refusal = check_database(test.database.target.clone(), &other, |_| {}).unwrap_err();
    assert_eq!(refusal.code(), Code::AuditCheckpointInvalid);
    // Somebody who is thorough: the last events are gone, and whatever was made of them.
    let last = checkpoint.size;
    intruder(&test).execute_all(&[
        "DELETE FROM audit_checkpoints",
        &format!("DELETE FROM audit_events WHERE sequence >= {last}"),
        &format!("DELETE FROM audit_tree WHERE number >= {}", merkle::nodes_of(last - 1)),
    ]);
    assert_eq!(kinds(&check(&test, &Evidence::default())), []);
    let found = check(&test, &kept);
    let object = format!("audit/checkpoints/{last}");
    assert_eq!(kinds(&found), [("log-truncated", object.as_str())]);
    // A log that was written anew has another root there.
    let anew = at_work(engine);
    for _ in 0..last {
        anew.service.make_audit_checkpoint(&auditor()).unwrap();
    }
    let found = check(&anew, &kept);
    assert!(
        kinds(&found).contains(&("checkpoint-differs", object.as_str())),
        "{found:?}"
    );
}

fn a_log_of_an_earlier_program_gets_its_tree(engine: Engine) {
    let TestService { service, database } = at_work(engine);
    drop(service);
    let test = TestService {
        service: open(&database).unwrap(),
        database,
    };
    let root = check(&test, &Evidence::default()).root;
    intruder(&test).execute_all(&["DELETE FROM audit_tree"]);
    assert_eq!(
        kinds(&check(&test, &Evidence::default())),
        [("tree-differs", "audit/tree/0")]
    );
    // The next act of a program that runs already, and the next start, both put the log under its tree.
    test.service.make_audit_checkpoint(&auditor()).unwrap();
    assert_eq!(kinds(&check(&test, &Evidence::default())), []);
    intruder(&test).execute_all(&["DELETE FROM audit_tree", "DELETE FROM audit_checkpoints"]);
    let again = open(&test.database).unwrap();
    let found = check(&test, &Evidence::default());
    assert_eq!(kinds(&found), []);
    assert_ne!(found.root, root, "there is an event more");
    drop(again);
}

fn every_two_checkpoints_are_consistent(engine: Engine) {
    let test = TestService::new(engine);
    let sizes: Vec<u64> = (0..40)
        .map(|_| test.service.make_audit_checkpoint(&auditor()).unwrap().size)
        .collect();
    let stored = test
        .service
        .audit_checkpoints(&auditor(), &Page::new(None, None))
        .unwrap()
        .items;
    let root = |size: u64| stored.iter().find(|one| one.size == size).unwrap().hash().unwrap();
    for (place, from) in sizes.iter().enumerate() {
        for to in &sizes[place..] {
            let proof = test.service.audit_consistency(&auditor(), *from, *to).unwrap();
            let (old, new) = (root(*from), root(*to));
            assert_eq!(proof.roots, (old, new));
            assert!(merkle::verify_consistency((*from, &old), (*to, &new), &proof.hashes));
        }
        let proof = test.service.audit_inclusion(&auditor(), *from, None).unwrap();
        let leaf = proof.event.leaf_hash();
        assert!(merkle::verify_inclusion(
            &leaf,
            from - 1,
            proof.size,
            &proof.hashes,
            &proof.root
        ));
    }
    assert!(
        test.service.keep_audit_checkpoint().unwrap().is_none(),
        "nothing happened since"
    );
    for (from, to) in [(0, 1), (2, 1), (1, 1_000_000)] {
        let refusal = test.service.audit_consistency(&auditor(), from, to).unwrap_err();
        assert_eq!(refusal.code(), Code::FieldInvalid);
    }
}

fn without_its_event_no_act_is_done_and_reads_go_on(engine: Engine) {
    let test = at_work(engine);
    let hospital = Hospital {
        service: &test.service,
        id: zhiyu::id::OrganizationId::new("H1").unwrap(),
        dictionary: zhiyu::id::DictionaryId::new("his/diagnosis").unwrap(),
    };
    hospital.approve("A", mapped(&["A02"]), "");
    let mut stranger = test.database.stranger();
    stranger.execute_all(engine.pick(
        &["CREATE TRIGGER full BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'no room'); END"],
        &[
            "CREATE FUNCTION full_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$",
            "CREATE TRIGGER full_log BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION full_log()",
        ],
    ));
    let before = stranger.texts("SELECT code || state AS value FROM mappings ORDER BY code");
    assert!(hospital.publish().is_err());
    assert!(hospital.draft("é", mapped(&["R05"]), "").is_err());
    assert!(hospital.step(zhiyu::mapping::state::Step::Reopen, "A").is_err());
    assert!(test.service.make_audit_checkpoint(&auditor()).is_err());
    assert_eq!(
        stranger.texts("SELECT code || state AS value FROM mappings ORDER BY code"),
        before
    );
    assert_eq!(super::publishing::releases(&hospital), [2, 1]);
    assert_eq!(hospital.lines(2).len(), 3);
    let events = test
        .service
        .audit_events(&auditor(), &EventFilter::default(), &Page::new(None, None));
    assert!(!events.unwrap().items.is_empty());
}

fn the_log_is_forwarded_in_order_and_continued(engine: Engine) {
    let test = TestService::new(engine);
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let destination = format!("tcp://{}", listener.local_addr().unwrap());
    let forwarder = || Forwarder::new(Destination::parse(&destination).unwrap(), "node-1");
    let mut first = forwarder();
    let sent = test.service.forward_audit(&mut first).unwrap();
    assert_eq!(test.service.forward_audit(&mut first).unwrap(), 0);
    test.service.make_audit_checkpoint(&auditor()).unwrap();
    assert_eq!(test.service.forward_audit(&mut first).unwrap(), 1);
    drop(first);
    test.service.make_audit_checkpoint(&auditor()).unwrap();
    let mut second = forwarder();
    assert_eq!(test.service.forward_audit(&mut second).unwrap(), 1);
    drop(second);
    let mut received = String::new();
    for _ in 0..2 {
        let (mut stream, _) = listener.accept().unwrap();
        stream.read_to_string(&mut received).unwrap();
    }
    let sequences: Vec<i64> = frames(&received)
        .map(|event| event["sequence"].as_i64().unwrap())
        .collect();
    let expected: Vec<i64> = (1..=i64::try_from(sent).unwrap() + 2).collect();
    assert_eq!(sequences, expected);
    drop(listener);
    test.service.make_audit_checkpoint(&auditor()).unwrap();
    let refusal = test.service.forward_audit(&mut forwarder()).unwrap_err();
    assert_eq!(refusal.code(), Code::ServerUnreachable);
    let socket = UdpSocket::bind(("127.0.0.1", 0)).unwrap();
    let place = format!("udp://{}", socket.local_addr().unwrap());
    let mut datagrams = Forwarder::new(Destination::parse(&place).unwrap(), "node-1");
    assert_eq!(test.service.forward_audit(&mut datagrams).unwrap(), sent + 3);
    let mut buffer = vec![0; 65_536];
    let length = socket.recv(&mut buffer).unwrap();
    let message = std::str::from_utf8(&buffer[..length]).unwrap();
    assert!(
        message.starts_with("<109>1 ") && message.contains("\"sequence\":1}"),
        "{message}"
    );
    for wrong in ["", "127.0.0.1:514", "http://x:1", "tcp://x", "tcp://:514", "tcp://x:0"] {
        assert_eq!(Destination::parse(wrong), None, "{wrong}");
    }
}

/// What a collector of logs that speaks TLS got of the first connection; nothing when the client hung up.
fn received_over_tls(listener: TcpListener) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut stream = tls::accept(&tls::config(), stream);
        let mut received = Vec::new();
        let _ = stream.read_to_end(&mut received);
        String::from_utf8(received).unwrap()
    })
}

fn the_log_goes_over_tls_to_whom_the_authority_vouches_for(engine: Engine) {
    let test = TestService::new(engine);
    let forward = |authorities: Option<&[u8]>| {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let place = format!("tls://localhost:{}", listener.local_addr().unwrap().port());
        let received = received_over_tls(listener);
        let mut forwarder = Forwarder::new(Destination::parse(&place).unwrap(), "node-1");
        if let Some(pem) = authorities {
            forwarder = forwarder.trusting(pem).unwrap();
        }
        let sent = test.service.forward_audit(&mut forwarder);
        drop(forwarder);
        (sent, received.join().unwrap())
    };
    let (refused, received) = forward(Some(tls::OTHER));
    assert_eq!(refused.unwrap_err().code(), Code::ServerUnreachable);
    assert_eq!(received, "");
    let (refused, received) = forward(None);
    assert_eq!(refused.unwrap_err().code(), Code::ServerUnreachable);
    assert_eq!(received, "");
    let (sent, received) = forward(Some(tls::AUTHORITY));
    assert_eq!(frames(&received).count(), sent.unwrap());
    let nobody = Forwarder::new(Destination::parse("tls://localhost:1").unwrap(), "node-1").trusting(b"no PEM");
    assert!(nobody.is_err());
}

/// The events of frames that count their octets (RFC 6587).
fn frames(mut text: &str) -> impl Iterator<Item = serde_json::Value> {
    std::iter::from_fn(move || {
        let (length, rest) = text.split_once(' ')?;
        let (message, rest) = rest.split_at(length.parse().unwrap());
        text = rest;
        let (_, body) = message.split_once(" - {").unwrap();
        Some(serde_json::from_str(&format!("{{{body}")).unwrap())
    })
}
