//! The dry run of publishing: it says what publishing does, or why it is refused, and nothing is written.

use super::data::approve;
use super::data::diseases;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::error::Code;

const HIS: &str = "his/diagnosis";
const RELEASES: &str = "organizations/H1/releases";
const REHEARSAL: &str = "organizations/H1/releases?dry_run=true";

#[test]
fn a_dry_run_of_publishing_says_what_publishing_then_does() {
    let server = TestServer::start();
    diseases(&server);
    load(
        &server.curator(),
        HIS,
        &[("001", "霍乱"), ("002", "伤寒"), ("003", "副伤寒")],
    )
    .ok();
    let publisher = server.publisher();
    publisher.post(REHEARSAL, &json!({})).refused(Code::NothingToPublish);
    approve(&server, HIS, &[mapped("001", "A00"), mapped("002", "A01")]);
    publish(&server, "首批");
    let ignored = json!({ "code": "002", "ignored": "该码已停用" });
    approve(&server, HIS, &[mapped("001", "A01.0"), ignored, mapped("003", "A02")]);
    let body = json!({ "note": "第二批" });
    let call = || {
        publisher
            .call("POST", REHEARSAL)
            .json(&body)
            .header("idempotency-key", "键-2")
            .send()
    };
    let without_time = |mut seen: Value| {
        let release = seen["release"].as_object_mut().unwrap();
        assert!(release.remove("published_at").is_some() && release.remove("effective_at").is_some());
        seen
    };
    let seen = without_time(call().ok_with(200));
    assert_eq!(without_time(call().ok_with(200)), seen, "twice the same");
    let counts = ["applied", "added", "changed", "removed"].map(|key| seen[key].clone());
    assert_eq!(counts, [json!(false), json!(1), json!(1), json!(1)]);
    assert_eq!(
        publisher.get(RELEASES).ok().as_array().unwrap().len(),
        1,
        "nothing was published"
    );
    publisher.get(&format!("{RELEASES}/2")).refused(Code::ReleaseUnknown);
    let approved = server.curator().get("organizations/H1/mappings?state=approved").ok();
    assert_eq!(approved["items"].as_array().unwrap().len(), 3, "nothing was released");
    let late = json!({ "effective_at": "2026-11-21T23:00:00+08:00" });
    publisher.post(REHEARSAL, &late).refused(Code::FreezeWindow);
    // The key that the dry run named publishes now, and publishes what was seen.
    let done = publisher
        .call("POST", RELEASES)
        .json(&body)
        .header("idempotency-key", "键-2")
        .send()
        .ok_with(201);
    for key in ["number", "digest", "rows", "bytes", "changes", "note", "publisher"] {
        assert_eq!(done[key], seen["release"][key], "{key}");
    }
    server.curator().post(REHEARSAL, &json!({})).refused(Code::RightMissing);
}
