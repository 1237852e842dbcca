//! What leaves a mark in the audit log beside the acts: refusals, failures, downloads; and how auditors ask for it.

use super::client::Client;
use super::data::all_pages;
use super::data::approve;
use super::data::dictionary_address;
use super::data::diseases;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::server::TestServer;
use crate::support::signing::Keyring;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::audit::merkle;
use zhiyu::audit::merkle::Hash;
use zhiyu::error::Code;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::snapshot::signed_note;

const HIS: &str = "his/diagnosis";

fn events(auditor: &Client, question: &str) -> Vec<Value> {
    all_pages(auditor, &format!("audit/events?{question}"), 100)
}

fn hospital() -> TestServer {
    let server = TestServer::signed(Keyring::new(Algorithm::Ed25519).signing());
    diseases(&server);
    load(&server.curator(), HIS, &[("001", "霍乱"), ("002", "=1+2")]).ok();
    approve(&server, HIS, &[mapped("001", "A00")]);
    publish(&server, "");
    server
}

/// An event of something refused: account, role, action, organization, object, code.
fn brief(event: &Value) -> [&str; 6] {
    let text = |name: &str| event[name].as_str().unwrap_or("");
    let code = event["details"]["code"].as_str().unwrap();
    [
        text("account"),
        text("role"),
        text("action"),
        text("organization"),
        text("object"),
        code,
    ]
}

#[test]
fn refusals_and_failures_are_told_and_a_flood_of_them_is_counted() {
    let server = hospital();
    let auditor = server.platform(Role::Auditor);
    let (curator, publisher, foreign) = (server.curator(), server.publisher(), server.foreign(Role::Curator));
    let releases = "organizations/H1/releases";
    server.anon().get("code-systems?text=x").refused(Code::TokenMissing);
    let stranger = server.bearer(Some("zy_x.y".to_owned()));
    for _ in 0..200 {
        stranger.get("code-systems").refused(Code::TokenInvalid);
    }
    curator.post(releases, &json!({})).refused(Code::RightMissing);
    foreign.get("organizations/H1/mappings").refused(Code::OutOfScope);
    publisher.post(releases, &json!({})).refused(Code::NothingToPublish);
    curator.get(&format!("{releases}/99")).refused(Code::ReleaseUnknown);
    let refused = events(&auditor, "outcome=refused");
    let sign_in = "sign-in.refuse";
    let mappings = "organizations/H1/mappings";
    assert_eq!(
        refused.iter().map(brief).collect::<Vec<_>>(),
        [
            ["-", "-", sign_in, "", "code-systems", "token-missing"],
            ["-", "-", sign_in, "", "code-systems", "token-invalid"],
            ["curator", "curator", "right.refuse", "", releases, "right-missing"],
            [
                "foreign-curator",
                "curator",
                "right.refuse",
                "H1",
                mappings,
                "out-of-scope"
            ],
        ]
    );
    let is_placed = |event: &Value| event["address"] == "127.0.0.1" && event["request_id"] != "";
    assert!(refused.iter().all(is_placed));
    let failed = events(&auditor, "outcome=failed");
    assert_eq!(
        failed.iter().map(brief).collect::<Vec<_>>(),
        [[
            "publisher",
            "publisher",
            "request.fail",
            "H1",
            releases,
            "nothing-to-publish"
        ]]
    );
    server.service().note_counts(true).unwrap();
    let counted = events(&auditor, "outcome=refused&order=newest");
    assert_eq!(counted.len(), 5);
    assert_eq!(counted[0]["details"]["further"], 199);
}

#[test]
fn whoever_takes_data_away_is_told() {
    let server = hospital();
    let auditor = server.platform(Role::Auditor);
    let registrar = server.registrar();
    registrar.get("code-systems/disease/editions/2026/export?format=csv");
    server.curator().get(&format!("{}/work-list", dictionary_address(HIS)));
    server.auditor().get("audit/events/export?organization=H1");
    for _ in 0..3 {
        server.collector().get("organizations/H1/snapshots/1/body");
    }
    let exports = events(&auditor, "action=data.export");
    let told: Vec<_> = exports
        .iter()
        .map(|event| (event["account"].as_str().unwrap(), event["object"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("registrar", "code-systems/disease/editions/2026/export"),
            ("curator", "organizations/H1/dictionaries/his/diagnosis/work-list"),
            ("auditor", "audit/events/export"),
        ]
    );
    assert_eq!(exports[1]["organization"], "H1");
    assert!(events(&auditor, "action=snapshot.pull").is_empty());
    server.service().note_counts(true).unwrap();
    let pulls = events(&auditor, "action=snapshot.");
    assert_eq!(pulls.len(), 1);
    assert_eq!(
        (&pulls[0]["details"]["count"], &pulls[0]["organization"]),
        (&3.into(), &"H1".into())
    );
}

#[test]
fn an_answer_goes_out_although_its_mark_cannot_be_written() {
    let server = hospital();
    let (curator, registrar) = (server.curator(), server.registrar());
    server
        .stranger()
        .execute_all(&["CREATE TRIGGER full BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'no room'); END"]);
    let export = registrar.get("code-systems/disease/editions/2026/export?format=csv");
    assert_eq!(export.status, 200);
    assert_eq!(
        curator.get("organizations/H1/mappings").ok()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    server.anon().get("code-systems").refused(Code::TokenMissing);
    let note = json!({ "code": "001", "text": "x" });
    let refused = curator.post(&format!("{}/codes/notes", dictionary_address(HIS)), &note);
    refused.refused(Code::Internal);
    let shown = curator
        .get(&format!("{}/codes/notes?code=001", dictionary_address(HIS)))
        .ok();
    assert!(!shown.to_string().contains("\"x\""), "{shown}");
}

#[test]
fn auditors_ask_by_person_object_action_time_and_outcome() {
    let server = hospital();
    let auditor = server.platform(Role::Auditor);
    let publisher = server.publisher();
    let reason = json!({ "reason": "误发布" });
    publisher.post("organizations/H1/releases/1/retraction", &reason).ok();
    // Who in which unit took what away: one question.
    let removals = events(&auditor, "class=removal");
    let told: Vec<_> = removals
        .iter()
        .map(|event| [&event["account"], &event["organization"], &event["object"]])
        .collect();
    assert_eq!(
        told,
        [[&json!("publisher"), &json!("H1"), &json!("organizations/H1/releases/1")]]
    );
    let by_curator = events(&auditor, "account=curator");
    assert!(by_curator.len() >= 3 && by_curator.iter().all(|event| event["account"] == "curator"));
    let below = events(
        &auditor,
        "object=organizations/H1/releases&action=release.,mapping.draft",
    );
    assert_eq!(below.len(), 2, "{below:?}");
    assert_eq!(
        events(&auditor, "object=organizations/H1/release").len(),
        0,
        "a prefix ends at a slash"
    );
    let all = all_pages(&auditor, "audit/events", 7);
    let newest = events(&auditor, "order=newest");
    assert_eq!(newest.iter().rev().cloned().collect::<Vec<_>>(), all);
    let instant = |event: &Value| event["at"].as_str().unwrap().to_owned();
    // Acts of one transaction have one instant; the last ones are apart.
    let (low, high) = (all.len() - 5, all.len() - 2);
    let (from, until) = (instant(&all[low]), instant(&all[high]));
    assert_eq!(events(&auditor, &format!("from={from}&until={until}")), all[low..high]);
    for wrong in [
        "class=x",
        "outcome=x",
        "order=x",
        "from=x",
        "until=x",
        "organization=%20",
    ] {
        assert_eq!(auditor.get(&format!("audit/events?{wrong}")).status, 400, "{wrong}");
    }
    let text = auditor.get("audit/events/export?account=curator").text();
    assert_eq!(text.lines().count(), by_curator.len() + 1, "{text}");
    assert!(text.starts_with("sequence,at,account,"));
    let workbook = auditor.get("audit/events/export?format=xlsx&account=curator");
    assert_eq!((workbook.status, &workbook.body[..2]), (200, b"PK".as_slice()));
    auditor
        .get("audit/events/export?format=pdf")
        .refused(Code::FieldInvalid);
}

#[test]
fn an_auditor_proves_with_what_the_interface_says_alone() {
    let server = hospital();
    let keys = Keyring::new(Algorithm::Ed25519);
    let auditor = server.platform(Role::Auditor);
    let first = auditor.act("audit/checkpoints").ok_with(201);
    server
        .curator()
        .get("organizations/H2/mappings")
        .refused(Code::OutOfScope);
    let second = auditor.act("audit/checkpoints").ok_with(201);
    let note = auditor.get("audit/checkpoint").text();
    assert_eq!(note, second["note"].as_str().unwrap());
    let origin = note.lines().next().unwrap();
    assert!(signed_note::is_signed_by(&note, origin, keys.first.public()), "{note}");
    let hash = |value: &Value| merkle::parse(value.as_str().unwrap()).unwrap();
    let hashes = |value: &Value| value.as_array().unwrap().iter().map(hash).collect::<Vec<Hash>>();
    let (from, to) = (first["size"].as_u64().unwrap(), second["size"].as_u64().unwrap());
    let proof = auditor
        .get(&format!("audit/proofs/consistency?from={from}&to={to}"))
        .ok();
    let (old, new) = (hash(&first["root"]), hash(&second["root"]));
    assert!(merkle::verify_consistency(
        (from, &old),
        (to, &new),
        &hashes(&proof["hashes"])
    ));
    for event in 1..=to {
        let proof = auditor
            .get(&format!("audit/proofs/inclusion?event={event}&size={to}"))
            .ok();
        let leaf = merkle::leaf_hash(proof["canonical"].as_str().unwrap().as_bytes());
        assert_eq!(leaf, hash(&proof["leaf"]));
        assert!(merkle::verify_inclusion(
            &leaf,
            event - 1,
            to,
            &hashes(&proof["hashes"]),
            &new
        ));
    }
    let listed = all_pages(&auditor, "audit/checkpoints", 1);
    assert_eq!(listed, [second, first]);
    let beyond = format!("audit/proofs/inclusion?event={}&size={to}", to + 1);
    auditor.get(&beyond).refused(Code::FieldInvalid);
}
