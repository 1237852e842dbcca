//! What the server gives to collectors, over HTTP and on both databases.

use crate::http::data::approve;
use crate::http::data::diseases;
use crate::http::data::load;
use crate::http::data::mapped;
use crate::http::data::publish;
use crate::http::server::TestServer;
use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::ignored;
use crate::support::hospital::mapped as mapped_to;
use crate::support::hospital::no_match;
use crate::support::service::START;
use crate::support::service::TestService;
use crate::support::service::surroundings;
use crate::support::signing::Keyring;
use crate::support::signing::day;
use crate::support::signing::signing;
use serde_json::json;
use std::sync::Arc;
use tempfile::tempdir;
use zhiyu::collector::Collector;
use zhiyu::collector::Connection;
use zhiyu::collector::Source;
use zhiyu::collector::State;
use zhiyu::collector::Tree;
use zhiyu::digest::sha256_hex;
use zhiyu::error::Code;
use zhiyu::id::OrganizationId;
use zhiyu::service::Service;
use zhiyu::service::Surroundings;
use zhiyu::service::distribution::publishing::PublishOrder;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::encoding::Encoding;
use zhiyu::snapshot::manifest::Manifest;
use zhiyu::snapshot::pointer::Pointer;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::snapshot::signature::sm3_hex;
use zhiyu::snapshot::signing::Signing;
use zhiyu::snapshot::verify;
use zhiyu::snapshot::verify::Expected;
use zhiyu::snapshot::verify::Trust;

const SNAPSHOTS: &str = "organizations/H1/snapshots";

fn first_release(server: &TestServer) {
    diseases(server);
    load(&server.curator(), "his/x", &[("1", "霍乱"), ("2", "伤寒")]).ok();
    approve(server, "his/x", &[mapped("1", "A00")]);
    publish(server, "");
}

fn second_release(server: &TestServer) {
    approve(server, "his/x", &[mapped("1", "A02"), mapped("2", "A01")]);
    publish(server, "");
}

/// How a collector with this token is connected.
fn with_token(token: String) -> Connection {
    Connection {
        token: Some(token),
        ..Connection::default()
    }
}

#[test]
fn a_collector_pulls_signed_snapshots_by_http() {
    for algorithm in Algorithm::ALL {
        let keyring = Keyring::new(*algorithm);
        let server = TestServer::signed(keyring.signing());
        first_release(&server);
        let store = tempdir().unwrap();
        let id = OrganizationId::new("H1").unwrap();
        let (roots, token) = (keyring.roots(), server.collector().token_text().to_owned());
        let source = Source::parse(&server.interface(), &with_token(token)).unwrap();
        let collector = Collector {
            organization: &id,
            roots: Some(&roots),
            source: &source,
            store: &Tree::of(store.path(), &id),
        };
        assert_eq!(collector.pull(day(1)).unwrap().release, Some(1));
        second_release(&server);
        let status = collector.pull(day(1)).unwrap();
        assert_eq!(
            (status.state, status.release, status.rows),
            (State::Current, Some(2), Some(2))
        );
        let reason = json!({ "reason": "编码有误" });
        let retraction = "organizations/H1/releases/2/retraction";
        server.publisher().post(retraction, &reason).ok_with(201);
        assert_eq!(collector.pull(day(1)).unwrap_err().code(), Code::NewestRetracted);
        assert_eq!(collector.store.status().unwrap().release, Some(1));
    }
}

#[test]
fn pointer_keys_and_deltas_have_tags_and_encodings() {
    let keyring = Keyring::new(Algorithm::Ed25519);
    let server = TestServer::signed(keyring.signing());
    let collector = server.collector();
    let get = |path: &str| collector.get(&format!("{SNAPSHOTS}/{path}"));
    get("pointer").refused(Code::ReleaseUnknown);
    first_release(&server);
    second_release(&server);
    assert_eq!(get("keys").text(), keyring.set.to_canonical().unwrap());
    let pointer = Pointer::parse(&get("pointer").text()).unwrap();
    assert_eq!(pointer.manifest.sha256, sha256_hex([get("2/manifest").body.as_slice()]));
    assert_eq!(get("latest").body, get("2/manifest").body);
    assert_eq!(pointer.issued_at, START.to_rfc3339(), "the hour, not the moment");
    assert_eq!(pointer.expires_at, day(2).to_rfc3339());
    for path in ["keys", "pointer", "latest", "2/manifest"] {
        let answer = get(path);
        assert_eq!(answer.header("cache-control"), "private, no-cache", "{path}");
        let again = collector
            .call("GET", &format!("{SNAPSHOTS}/{path}"))
            .header("if-none-match", answer.header("etag"));
        assert_eq!(again.send().status, 304, "{path}");
    }
    let delta = get("2/delta?from=1");
    assert!(delta.header("cache-control").contains("immutable"));
    let packed = collector.call("GET", &format!("{SNAPSHOTS}/2/delta?from=1"));
    let packed = packed.header("accept-encoding", "zstd").send();
    assert_eq!(packed.header("content-encoding"), "zstd");
    assert_ne!(packed.header("etag"), delta.header("etag"));
    let unpacked = Encoding::Zstd.unpack(packed.body.as_slice(), 1 << 20).unwrap();
    assert_eq!(unpacked.unwrap(), delta.body);
    let tag = delta.header("etag");
    let again = collector.call("GET", &format!("{SNAPSHOTS}/2/delta?from=1"));
    assert_eq!(again.header("if-none-match", tag).send().status, 304);
    let trust = Trust::Keys(&keyring.set);
    let bodies = [Vec::new(), get("1/body").body, get("2/body").body];
    let second = Manifest::parse(&get("2/manifest").text()).unwrap();
    let first = Manifest::parse(&get("1/manifest").text()).unwrap();
    let applied = verify::apply_delta(&delta.body, trust, (&first, &bodies[1]), &second);
    assert_eq!(applied.unwrap(), bodies[2]);
    let mut nothing = first.clone();
    nothing.release = 0;
    nothing.body.sha256 = sha256_hex([]);
    let from_nothing = get("2/delta?from=0").body;
    let applied = verify::apply_delta(&from_nothing, trust, (&nothing, &bodies[0]), &second);
    assert_eq!(applied.unwrap(), bodies[2]);
    get("2/delta?from=2").refused(Code::ReleaseOrder);
    get("2/delta?from=-1").refused(Code::ReleaseOrder);
    get("3/delta?from=2").refused(Code::ReleaseUnknown);
}

#[test]
fn a_server_without_a_key_serves_what_it_served_and_says_so() {
    let server = TestServer::start();
    first_release(&server);
    let collector = server.collector();
    collector
        .get(&format!("{SNAPSHOTS}/keys"))
        .refused(Code::SnapshotsUnsigned);
    let manifest = collector.get(&format!("{SNAPSHOTS}/latest")).ok();
    assert!(manifest["key_id"].is_null() && manifest["signature"].is_null());
    let pointer = collector.get(&format!("{SNAPSHOTS}/pointer")).ok();
    assert!(pointer["key_id"].is_null() && pointer["key_set"].is_null());
    let store = tempdir().unwrap();
    let id = OrganizationId::new("H1").unwrap();
    let source = Source::parse(&server.interface(), &with_token(collector.token_text().to_owned())).unwrap();
    let roots = Keyring::new(Algorithm::Ed25519).roots();
    let pull = |roots| {
        let collector = Collector {
            organization: &id,
            roots,
            source: &source,
            store: &Tree::of(store.path(), &id),
        };
        collector.pull(day(1))
    };
    assert_eq!(pull(Some(&roots)).unwrap_err().code(), Code::SnapshotNotFound);
    assert_eq!(pull(None).unwrap().release, Some(1));
}

fn reopened(test: &TestService, signing: Option<Arc<Signing>>) -> Service {
    let surroundings = Surroundings {
        signing,
        ..surroundings()
    };
    Service::open(test.database.folder(), test.database.target.clone(), surroundings).unwrap()
}

/// The manifest that the service serves, once everything about it is checked with this key set.
fn served(service: &Service, hospital: &Hospital<'_>, keyring: &Keyring, set: &str) -> Manifest {
    let publisher = Hospital::publisher();
    let keys = service.snapshot_keys(&publisher, &hospital.id).unwrap();
    assert_eq!(keys, set);
    let set = verify::check_key_set(&keys, &keyring.roots(), None, START).unwrap();
    let trust = Trust::Keys(&set);
    let expected = Expected {
        organization: hospital.id.as_str(),
        seen: None,
        now: START,
    };
    let pointer = service.snapshot_pointer(&publisher, &hospital.id).unwrap();
    let pointer = verify::check_pointer(&pointer, trust, &expected).unwrap();
    let latest = service.latest_release(&publisher, &hospital.id).unwrap();
    verify::check_named_manifest(&latest.manifest, trust, &pointer, None).unwrap()
}

on_both_engines! {
    publishing_signs_once_and_revoking_a_key_signs_anew
    releases_from_before_there_was_a_key_are_signed_when_served
    a_delta_gives_the_later_body_for_every_pair_of_releases
    a_retraction_is_in_the_pointer_at_once
    a_server_that_is_told_to_writes_the_sm3_of_bodies
}

fn a_server_that_is_told_to_writes_the_sm3_of_bodies(engine: Engine) {
    let keyring = Keyring::new(Algorithm::Sm2);
    let test = TestService::new(engine);
    let surroundings = Surroundings {
        signing: Some(keyring.signing()),
        sm3: true,
        ..surroundings()
    };
    let service = Service::open(test.database.folder(), test.database.target.clone(), surroundings).unwrap();
    let hospital = Hospital::new(&service, "H1", &[("a", "霍乱")]);
    hospital.approve("a", mapped_to(&["A00"]), "");
    hospital.publish().unwrap();
    let manifest = served(&service, &hospital, &keyring, &keyring.set.to_canonical().unwrap());
    let body = service.snapshot(&Hospital::publisher(), &hospital.id, 1).unwrap().body;
    let bytes = body.bytes(Encoding::Identity).unwrap();
    assert_eq!(manifest.body.sm3, Some(sm3_hex(&bytes)));
    assert!(verify::check_body(&manifest, &bytes).is_ok());
}

fn publishing_signs_once_and_revoking_a_key_signs_anew(engine: Engine) {
    let keyring = Keyring::new(Algorithm::Ed25519);
    let test = TestService::signed(engine, keyring.signing());
    let hospital = Hospital::new(&test.service, "H1", &[("a", "霍乱"), ("b", "伤寒")]);
    hospital.approve("a", mapped_to(&["A00"]), "");
    let order = PublishOrder {
        request_key: Some("k".to_owned()),
        ..PublishOrder::default()
    };
    let published = hospital.publish_with(&order).unwrap();
    assert_eq!(
        hospital.publish_with(&order).unwrap(),
        published,
        "the same order publishes and signs once"
    );
    let set = keyring.set.to_canonical().unwrap();
    let manifest = served(&test.service, &hospital, &keyring, &set);
    assert_eq!(
        manifest.to_canonical().unwrap(),
        published.manifest,
        "served as it was published"
    );
    assert_eq!(manifest.key_id, Some(keyring.first.public().id()));
    // A new key that follows by plan leaves old signatures as they are.
    let rotated = keyring.changed(|keys| keys[1].valid_from = day(0).to_rfc3339());
    let set = rotated.to_canonical().unwrap();
    let service = reopened(&test, Some(signing(&keyring.second, &rotated)));
    assert_eq!(served(&service, &hospital, &keyring, &set), manifest);
    // After a theft nothing of the old key is served.
    let after = keyring.after_a_theft();
    let set = after.to_canonical().unwrap();
    let service = reopened(&test, Some(signing(&keyring.second, &after)));
    let anew = served(&service, &hospital, &keyring, &set);
    assert_eq!(anew.key_id, Some(keyring.second.public().id()));
    assert_eq!(anew.body, manifest.body);
    let stored = service.release(&Hospital::publisher(), &hospital.id, 1).unwrap();
    assert_eq!(stored, published, "what was published stays as it was");
}

fn releases_from_before_there_was_a_key_are_signed_when_served(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("a", "霍乱")]);
    hospital.approve("a", mapped_to(&["A00"]), "");
    let published = hospital.publish().unwrap();
    assert!(published.manifest.ends_with(",\"key_id\":null,\"signature\":null}"));
    let keyring = Keyring::new(Algorithm::Sm2);
    let service = reopened(&test, Some(keyring.signing()));
    let manifest = served(&service, &hospital, &keyring, &keyring.set.to_canonical().unwrap());
    assert_eq!(manifest.body.sha256, published.body_digest);
    assert_eq!(service.signing_notice(), None);
    let notices = [None, Some(signing(&keyring.second, &keyring.set))];
    let notices = notices.map(|signing| reopened(&test, signing).signing_notice().unwrap());
    assert!(
        notices[0].contains("not signed") && notices[1].contains("not valid"),
        "{notices:?}"
    );
}

fn a_delta_gives_the_later_body_for_every_pair_of_releases(engine: Engine) {
    let keyring = Keyring::new(Algorithm::Ed25519);
    let test = TestService::signed(engine, keyring.signing());
    let rows = [
        ("1", "霍乱"),
        ("10", "伤寒"),
        ("2", "副伤寒"),
        ("a", "细菌性痢疾"),
        ("B", "肠结核"),
    ];
    let hospital = Hospital::new(&test.service, "H1", &rows);
    let other = hospital.with_dictionary("lis/x", &[("1", "霍乱"), ("é", "伤寒")]);
    hospital.approve("1", mapped_to(&["A00"]), "");
    hospital.approve("a", mapped_to(&["A03"]), "");
    hospital.publish().unwrap();
    hospital.approve("1", no_match("没有"), "");
    other.approve("é", mapped_to(&["A01"]), "");
    hospital.publish().unwrap();
    hospital.approve("1", mapped_to(&["A00"]), "");
    hospital.approve("a", ignored("不用"), "");
    hospital.approve("10", mapped_to(&["A01"]), "");
    hospital.publish().unwrap();
    let publisher = Hospital::publisher();
    let trust = Trust::Keys(&keyring.set);
    let snapshot = |number: i64| test.service.snapshot(&publisher, &hospital.id, number).unwrap();
    for (from, to) in [(1, 2), (2, 3), (1, 3)] {
        let (before, after) = (snapshot(from), snapshot(to));
        let delta = test
            .service
            .snapshot_delta(&publisher, &hospital.id, (from, to))
            .unwrap();
        let delta = delta.body.bytes(Encoding::Identity).unwrap();
        let [first, second] = [&before, &after].map(|one| Manifest::parse(&one.release.manifest).unwrap());
        let base = before.body.bytes(Encoding::Identity).unwrap();
        let applied = verify::apply_delta(&delta, trust, (&first, &base), &second).unwrap();
        assert_eq!(
            applied.as_slice(),
            &*after.body.bytes(Encoding::Identity).unwrap(),
            "{from} to {to}"
        );
    }
    // A code that came back to what it was is in no delta.
    let delta = test.service.snapshot_delta(&publisher, &hospital.id, (1, 3)).unwrap();
    let delta = String::from_utf8(delta.body.bytes(Encoding::Identity).unwrap().to_vec()).unwrap();
    let lines: Vec<&str> = delta.lines().skip(1).collect();
    assert_eq!(lines.len(), 3, "{delta}");
    assert_eq!(
        lines[1],
        "{\"delete\":{\"dictionary\":\"his/diagnosis\",\"code\":\"a\"}}"
    );
}

fn a_retraction_is_in_the_pointer_at_once(engine: Engine) {
    let keyring = Keyring::new(Algorithm::Ed25519);
    let test = TestService::signed(engine, keyring.signing());
    let hospital = Hospital::new(&test.service, "H1", &[("a", "霍乱")]);
    hospital.approve("a", mapped_to(&["A00"]), "");
    let release = hospital.publish().unwrap();
    let publisher = Hospital::publisher();
    let pointer = || Pointer::parse(&test.service.snapshot_pointer(&publisher, &hospital.id).unwrap()).unwrap();
    assert!(pointer().retracted.is_empty());
    assert_eq!(pointer(), pointer(), "the same bytes within the hour");
    test.service
        .retract_release(&publisher, &hospital.id, 1, "编码有误")
        .unwrap();
    let retracted = &pointer().retracted[0];
    assert_eq!(
        (retracted.release, retracted.body.as_str()),
        (1, release.body_digest.as_str())
    );
    assert_eq!(retracted.reason, "编码有误");
}
