//! Waiting for publications: long polls, streams of events, the feed.

use super::client::Client;
use super::data::approve;
use super::data::diseases;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

const HIS: &str = "his/diagnosis";
const EVENTS: &str = "organizations/H1/snapshots/events";

fn watch(client: &Client, after: i64, wait: u64) -> super::client::Answer {
    client.get(&format!("organizations/H1/snapshots/watch?after={after}&wait={wait}"))
}

/// A hospital with a release and an approved mapping for the next.
fn hospital(server: &TestServer) {
    diseases(server);
    load(&server.curator(), HIS, &[("001", "霍乱"), ("002", "伤寒")]).ok();
    approve(server, HIS, &[mapped("001", "A00")]);
    publish(server, "第一版 <b>&\u{1}");
    approve(server, HIS, &[mapped("002", "A01")]);
}

#[test]
fn whoever_waits_is_answered_when_something_is_published() {
    let server = TestServer::start();
    hospital(&server);
    let collector = server.collector();
    assert_eq!(
        watch(&collector, 0, 40).ok()["release"],
        1,
        "what is there is answered at once"
    );
    assert_eq!(watch(&collector, 1, 0).status, 204);
    watch(&collector, 1, 51).refused(Code::FieldInvalid);
    let waiting = std::thread::spawn(move || watch(&collector, 1, 50));
    publish(&server, "");
    assert_eq!(waiting.join().unwrap().ok()["release"], 2);
}

/// The data of the next event.
fn next_event(lines: &mut impl Iterator<Item = String>) -> Value {
    let data = lines.find_map(|line| line.strip_prefix("data: ").map(str::to_owned));
    serde_json::from_str(&data.unwrap()).unwrap()
}

#[test]
fn a_stream_tells_publications_and_retractions_until_its_token_is_revoked() {
    let server = TestServer::start();
    hospital(&server);
    let (token, collector) = server.token("box", Role::Collector, "H1", None);
    let mut lines = collector.events(EVENTS);
    assert_eq!(next_event(&mut lines), json!({ "release": 1, "retracted": 0 }));
    publish(&server, "");
    assert_eq!(next_event(&mut lines), json!({ "release": 2, "retracted": 0 }));
    let reason = json!({ "reason": "误发布" });
    let retraction = "organizations/H1/releases/1/retraction";
    server.publisher().post(retraction, &reason).ok();
    assert_eq!(next_event(&mut lines), json!({ "release": 2, "retracted": 1 }));
    let admin = server.platform(Role::Administrator);
    assert_eq!(admin.delete(&format!("tokens/{}", token.id)).status, 204);
    server
        .publisher()
        .post("organizations/H1/releases/2/retraction", &reason)
        .ok();
    let rest: Vec<String> = lines.collect();
    assert!(!rest.iter().any(|line| line.starts_with("data:")), "{rest:?}");
}

#[test]
fn a_stream_is_refused_to_whoever_may_not_read_snapshots() {
    let server = TestServer::start();
    server.curator().get(EVENTS).refused(Code::RightMissing);
    server.foreign(Role::Collector).get(EVENTS).refused(Code::OutOfScope);
    server.anon().get(EVENTS).refused(Code::TokenMissing);
}

#[test]
fn the_feed_names_every_release_with_its_digest_and_what_is_retracted() {
    let server = TestServer::start();
    hospital(&server);
    publish(&server, "");
    let collector = server.collector();
    let manifest = collector.get("organizations/H1/snapshots/latest").ok();
    let address = "organizations/H1/snapshots/feed";
    let feed = collector.get(address);
    let text = feed.text();
    let digest = manifest["body"]["sha256"].as_str().unwrap();
    assert!(text.contains(&format!("ncts:sha256Hash=\"{digest}\"")), "{text}");
    assert!(text.contains("第一版 &lt;b&gt;&amp;\u{fffd}"), "{text}");
    let versions = text.matches("<ncts:contentItemVersion>").count();
    assert_eq!((versions, text.matches("term=\"ZHIYU_SNAPSHOT\"").count()), (2, 2));
    let tag = feed.header("etag").to_owned();
    let again = collector.call("GET", address).header("if-none-match", &tag).send();
    assert_eq!(again.status, 304);
    let reason = json!({ "reason": "误发布" });
    server
        .publisher()
        .post("organizations/H1/releases/1/retraction", &reason)
        .ok();
    let text = collector.get(address).text();
    assert!(
        text.contains("term=\"ZHIYU_SNAPSHOT_RETRACT\"") && text.contains("误发布"),
        "{text}"
    );
    assert_eq!(text.matches("sha256Hash").count(), 1, "a retracted body has no link");
}
