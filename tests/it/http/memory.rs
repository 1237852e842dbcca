//! Memory over HTTP: an approval is evidence for the next question, sharing and retracting decide who learns from it.

use super::client::Client;
use super::data::DISEASES;
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
const OLD_NAME: &str = "虎烈拉";
const RETRACTION: &str = "organizations/H1/releases/1/retraction";

/// What the old name of cholera may mean for an organization.
fn ask(client: &Client, organization: &str) -> Value {
    let term = json!({ "edition": DISEASES, "name": OLD_NAME, "organization": organization });
    client.post("suggestions", &term).ok()
}

/// A hospital that approved the old name and released it.
fn hospital() -> TestServer {
    let server = TestServer::start();
    diseases(&server);
    load(&server.curator(), HIS, &[("001", OLD_NAME), ("002", "伤寒")]).ok();
    assert_eq!(ask(&server.curator(), "H1"), json!([]));
    approve(&server, HIS, &[mapped("001", "A00")]);
    server
}

#[test]
fn an_approved_name_is_evidence_with_its_reason_in_both_languages() {
    let server = hospital();
    let curator = server.curator();
    let found = ask(&curator, "H1");
    assert_eq!(found[0]["code"], "A00", "{found}");
    assert_eq!(found[0]["proposed"], true);
    let reason = &found[0]["reasons"][0];
    assert_eq!(reason["code"], "approved-before");
    assert!(reason["words"].as_str().unwrap().contains(OLD_NAME), "{reason}");
    let english = ask(&curator.in_english(), "H1");
    assert_eq!(english[0]["reasons"][0]["words"], "approved before: '虎烈拉' (1 times)");
    let nobody = json!({ "edition": DISEASES, "name": OLD_NAME });
    assert_eq!(curator.post("suggestions", &nobody).ok(), json!([]));
    let elsewhere = json!({ "edition": DISEASES, "name": OLD_NAME, "organization": "H2" });
    curator.post("suggestions", &elsewhere).refused(Code::OutOfScope);
    let unknown = json!({ "edition": DISEASES, "name": OLD_NAME, "organization": "H9" });
    let everywhere = server.platform(Role::Curator);
    everywhere
        .post("suggestions", &unknown)
        .refused(Code::OrganizationUnknown);
}

#[test]
fn another_hospital_learns_after_release_and_consent_until_the_retraction() {
    let server = hospital();
    let (publisher, pupil) = (server.publisher(), server.foreign(Role::Curator));
    let sharing = |shares: bool, reason: &str| {
        let body = json!({ "shares": shares, "reason": reason });
        publisher.put("organizations/H1/sharing", &body).ok()
    };
    assert_eq!(
        publisher.get("organizations/H1/sharing").ok(),
        json!({ "organization": "H1", "shares": false })
    );
    let said = sharing(true, "全省共享");
    assert_eq!(said["shares"], true);
    assert_eq!(
        (said["by"].as_str(), said["reason"].as_str()),
        (Some("publisher"), Some("全省共享"))
    );
    assert_eq!(publisher.get("organizations/H1/sharing").ok(), said);
    assert_eq!(ask(&pupil, "H2"), json!([]), "nothing is released");
    publish(&server, "");
    assert_eq!(ask(&pupil, "H2")[0]["reasons"][0]["code"], "approved-before");
    let memory = format!("organizations/H2/memory/{DISEASES}");
    assert_eq!(
        pupil.get(&memory).ok(),
        json!({
            "organization": "H2", "edition": DISEASES, "own": 0, "refusals": 0, "shared": 1,
            "organizations": [{ "organization": "H1", "name": "试验医院 H1", "mappings": 1 }],
            "replacements": [], "shares": false,
        })
    );
    sharing(false, "到期");
    assert_eq!(ask(&pupil, "H2"), json!([]));
    sharing(true, "续期");
    assert_eq!(ask(&pupil, "H2")[0]["code"], "A00");

    let release = "organizations/H1/releases/1";
    assert_eq!(publisher.get(release).ok()["retracted"], Value::Null);
    let retraction = publisher.post(RETRACTION, &json!({ "reason": "误发布" })).ok_with(201);
    assert_eq!(
        (retraction["by"].as_str(), retraction["reason"].as_str()),
        (Some("publisher"), Some("误发布"))
    );
    assert_eq!(publisher.get(release).ok()["retracted"], retraction);
    assert_eq!(
        publisher.get("organizations/H1/releases").ok()[0]["retracted"],
        retraction
    );
    assert_eq!(ask(&pupil, "H2"), json!([]));
    assert_eq!(ask(&server.curator(), "H1"), json!([]));
    assert_eq!(pupil.get(&memory).ok()["organizations"], json!([]));
    publisher
        .post(RETRACTION, &json!({ "reason": "再来" }))
        .refused(Code::ReleaseRetracted);
    let body = server.collector().get("organizations/H1/snapshots/1/body");
    assert_eq!(body.status, 200, "a snapshot serves what it served");
}
