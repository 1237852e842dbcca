//! From a draft to releases and their differences: two rounds of work at one hospital.

use super::client::Answer;
use super::client::Client;
use super::client::encode;
use super::data::DISEASES;
use super::data::approve;
use super::data::dictionary_address;
use super::data::diseases;
use super::data::draft;
use super::data::edition;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::data::publish_draft;
use super::data::step;
use super::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::error::Code;

const HIS: &str = "his/diagnosis";
const RELEASES: &str = "organizations/H1/releases";

/// A hospital with four local codes, of which three are approved.
fn first_round(server: &TestServer) {
    diseases(server);
    let rows = [
        ("001", "霍乱"),
        ("002", "伤寒"),
        ("003", "测试条目"),
        ("B/1+2*", "霍乱伴感染"),
    ];
    load(&server.curator(), HIS, &rows).ok();
    let nothing_fits = json!({ "code": "003", "no_match": "标准中没有对应条目", "review_on": "2027-06-30" });
    approve(server, HIS, &[mapped("001", "A00"), mapped("002", "A01"), nothing_fits]);
}

/// Changes the first code, withdraws the second and adds the fourth.
fn second_round(server: &TestServer) {
    let never_sent = json!({ "code": "002", "ignored": "该码已停用" });
    approve(
        server,
        HIS,
        &[mapped("001", "A01.0"), never_sent, mapped("B/1+2*", "A00")],
    );
}

fn publish_with_key(publisher: &Client, key: &str, body: &Value) -> Answer {
    let call = publisher.call("POST", RELEASES).json(body);
    call.header("idempotency-key", key).send()
}

#[test]
fn a_mapping_is_drafted_reviewed_by_another_and_released() {
    let server = TestServer::start();
    diseases(&server);
    let (curator, reviewer) = (server.curator(), server.reviewer());
    load(&curator, HIS, &[("001", "霍乱"), ("002", "伤寒")]).ok();
    let drafted = draft(&curator, HIS, &[mapped("001", "A00"), mapped("002", "A01")]).ok();
    assert_eq!(
        (drafted[0]["state"].as_str(), drafted[0]["version"].as_u64()),
        (Some("drafted"), Some(1))
    );
    assert_eq!(
        drafted[0]["decision"],
        json!({ "outcome": "mapped", "targets": [{
            "system": "disease", "edition": "2026", "code": "A00", "display": "霍乱", "relationship": "equivalent"
        }] })
    );
    step(&reviewer, HIS, "approve", &["001"]).refused(Code::StepNotAllowed);
    assert_eq!(
        step(&curator, HIS, "submit", &["001", "002"]).ok()[1]["state"],
        "in-review"
    );
    assert_eq!(step(&curator, HIS, "withdraw", &["002"]).ok()[0]["state"], "drafted");
    step(&curator, HIS, "submit", &["002"]).ok();
    let returned = step(&reviewer, HIS, "return", &["002"]).ok();
    assert_eq!(
        (returned[0]["state"].as_str(), returned[0]["reviewer"].as_str()),
        (Some("returned"), Some("reviewer"))
    );
    let approved = step(&reviewer, HIS, "approve", &["001"]).ok();
    assert_eq!(
        (approved[0]["state"].as_str(), approved[0]["author"].as_str()),
        (Some("approved"), Some("curator"))
    );

    let release = publish(&server, "首批");
    assert_eq!(
        (release["number"].as_u64(), release["rows"].as_u64()),
        (Some(1), Some(1))
    );
    let states = |state: &str| curator.get(&format!("organizations/H1/mappings?state={state}")).ok()["items"].clone();
    assert_eq!(states("released")[0]["code"], "001");
    assert_eq!(states("returned")[0]["code"], "002");
    let coverage = curator.get(&dictionary_address(HIS)).ok()["coverage"].clone();
    assert_eq!(
        (coverage["states"]["released"].as_u64(), coverage["unmapped"].as_u64()),
        (Some(1), Some(0))
    );
}

#[test]
fn the_same_request_publishes_once() {
    let server = TestServer::start();
    first_round(&server);
    let publisher = server.publisher();
    let body = json!({ "note": "首批诊断对照" });
    let first = publish_with_key(&publisher, "键-1", &body);
    let release = first.ok_with(201);
    assert_eq!(first.header("location"), "/api/v1/organizations/H1/releases/1");
    assert_eq!(
        (release["number"].as_u64(), release["changes"].as_u64()),
        (Some(1), Some(3))
    );
    assert_eq!(
        release["effective_at"], release["published_at"],
        "ten in the morning is outside the night window"
    );
    assert_eq!(publisher.get(first.header("location")).ok(), release);

    second_round(&server);
    let replayed = publish_with_key(&publisher, "键-1", &body);
    assert_eq!(replayed.ok_with(201), release);
    assert_eq!(replayed.header("location"), first.header("location"));
    let other_note = publish_with_key(&publisher, "键-1", &json!({ "note": "另一批" }));
    other_note.refused(Code::RequestKeyReused);
    let other_time = json!({ "note": "首批诊断对照", "effective_at": "2026-12-01T08:00:00+08:00" });
    publish_with_key(&publisher, "键-1", &other_time).refused(Code::RequestKeyReused);
    assert_eq!(
        publisher.get(RELEASES).ok().as_array().unwrap().len(),
        1,
        "nothing was published twice"
    );

    let second = publish_with_key(&publisher, "键-2", &other_time).ok_with(201);
    assert_eq!(
        (second["number"].as_u64(), second["publisher"].as_str()),
        (Some(2), Some("publisher"))
    );
    assert_eq!(second["effective_at"], "2026-12-01T00:00:00.000000Z");
    publish_with_key(&publisher, "键-3", &body).refused(Code::NothingToPublish);
    let numbers: Vec<i64> = publisher
        .get(RELEASES)
        .ok()
        .as_array()
        .unwrap()
        .iter()
        .map(number_of)
        .collect();
    assert_eq!(numbers, [2, 1], "newest first");
}

fn number_of(release: &Value) -> i64 {
    release["number"].as_i64().unwrap()
}

#[test]
fn a_request_key_that_breaks_its_rule_is_refused() {
    let server = TestServer::start();
    first_round(&server);
    let publisher = server.publisher();
    let body = json!({ "note": "" });
    let call = |key: &[u8]| {
        publisher
            .call("POST", RELEASES)
            .json(&body)
            .header_bytes("idempotency-key", key)
            .send()
    };
    for key in [&b""[..], "键".repeat(67).as_bytes(), b"\xB7\xA2\xB2\xBC"] {
        assert_eq!(call(key).refused(Code::FieldInvalid)["field"], "Idempotency-Key");
    }
    assert_eq!(publisher.get(RELEASES).ok(), json!([]));
    assert_eq!(call(&[b'k'; 200]).ok_with(201)["number"], 1);
}

#[test]
fn a_difference_tells_what_was_changed_removed_and_added_and_by_whom() {
    let server = TestServer::start();
    first_round(&server);
    publish(&server, "第一版");
    second_round(&server);
    publish(&server, "第二版");
    let auditor = server.auditor();
    let lines = auditor.get("organizations/H1/releases/diff?from=1&to=2").ok();
    let told: Vec<(&str, &str)> = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["kind"].as_str().unwrap(), line["code"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("changed", "001"), ("removed", "002"), ("added", "B/1+2*")]);
    assert_eq!(lines[0]["before"]["targets"][0]["code"], "A00");
    assert_eq!(lines[0]["after"]["targets"][0]["code"], "A01.0");
    assert!(lines[1]["after"].is_null() && lines[2]["before"].is_null());
    assert_eq!(lines[1]["justification"], "该码已停用");
    for line in lines.as_array().unwrap() {
        assert_eq!(
            (line["author"].as_str(), line["reviewer"].as_str()),
            (Some("curator"), Some("reviewer"))
        );
        assert_eq!(line["release"], 2);
        assert!(line["reviewed_at"].as_str().unwrap().starts_with("2026-11-21T02:"));
    }
    let whole = auditor
        .get("organizations/H1/releases/diff?from=0&to=2&format=json")
        .ok();
    let codes: Vec<&Value> = whole.as_array().unwrap().iter().map(|line| &line["code"]).collect();
    assert_eq!(
        codes,
        ["001", "003", "B/1+2*"],
        "what came and went in between is no difference"
    );
    assert!(whole.as_array().unwrap().iter().all(|line| line["kind"] == "added"));
}

#[test]
fn a_difference_is_csv_where_a_person_wants_a_sheet() {
    let server = TestServer::start();
    first_round(&server);
    publish(&server, "第一版");
    second_round(&server);
    publish(&server, "第二版");
    let auditor = server.auditor();
    let address = "organizations/H1/releases/diff?from=1&to=2";
    let by_format = auditor.get(&format!("{address}&format=csv"));
    let by_accept = auditor.call("GET", address).header("accept", "text/csv").send();
    assert_eq!(by_format.text(), by_accept.text());
    for answer in [&by_format, &by_accept] {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert!(answer.header("content-disposition").contains("diff.csv"));
    }
    let mut reader = csv::Reader::from_reader(by_format.body.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    let cells = |row: usize| -> Vec<&str> { rows[row].iter().take(6).collect() };
    let target = |code: &str, name: &str| format!("{code} {name} ({DISEASES}, equivalent)");
    let (cholera, typhoid) = (target("A00", "霍乱"), target("A01", "伤寒"));
    let bacillus = target("A01.0", "伤寒杆菌性伤寒");
    assert_eq!(cells(0), ["changed", HIS, "001", "霍乱", &cholera, &bacillus]);
    assert_eq!(cells(1), ["removed", HIS, "002", "伤寒", &typhoid, ""]);
    assert_eq!(cells(2), ["added", HIS, "B/1+2*", "霍乱伴感染", "", &cholera]);
    assert_eq!(rows.len(), 3);
    let json_wins = auditor
        .call("GET", &format!("{address}&format=json"))
        .header("accept", "text/csv");
    assert_eq!(json_wins.send().header("content-type"), "application/json");
}

#[test]
fn the_history_of_a_code_has_every_step() {
    let server = TestServer::start();
    first_round(&server);
    publish(&server, "第一版");
    second_round(&server);
    let auditor = server.auditor();
    let address = |code: &str| format!("{}/history?code={}", dictionary_address(HIS), encode(code));
    let steps = auditor.get(&address("001")).ok();
    let told: Vec<(i64, &str, &str, &str)> = steps
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            let word = |field: &str| step[field].as_str().unwrap();
            (
                step["version"].as_i64().unwrap(),
                word("step"),
                word("state"),
                word("account"),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (1, "draft", "drafted", "curator"),
            (2, "submit", "in-review", "curator"),
            (3, "approve", "approved", "reviewer"),
            (4, "publish", "released", "publisher"),
            (5, "draft", "drafted", "curator"),
            (6, "submit", "in-review", "curator"),
            (7, "approve", "approved", "reviewer"),
        ]
    );
    assert_eq!(steps[3]["decision"]["targets"][0]["code"], "A00");
    assert_eq!(steps[4]["decision"]["targets"][0]["code"], "A01.0");
    assert_eq!(steps[3]["reason"], "release 1");
    assert_eq!(auditor.get(&address("B/1+2*")).ok().as_array().unwrap().len(), 3);
    auditor.get(&address("009")).refused(Code::MappingUnknown);
}

#[test]
fn a_release_waits_until_its_target_edition_is_published() {
    let server = TestServer::start();
    diseases(&server);
    edition("draft/1").concept("X", "霍乱").import(&server).ok();
    let curator = server.curator();
    load(&curator, HIS, &[("001", "霍乱")]).ok();
    let into_draft = json!({ "code": "001", "targets": [
        { "code": "X", "relationship": "equivalent", "edition": "draft/1" }] });
    approve(&server, HIS, &[into_draft]);
    let publisher = server.publisher();
    let refused = publisher.post(RELEASES, &json!({}));
    refused.refused(Code::EditionNotPublished);
    assert_eq!(publisher.get(RELEASES).ok(), json!([]));
    publish_draft(&server, "draft/1");
    publish(&server, "");
    let manifest = server.collector().get("organizations/H1/snapshots/latest").ok();
    assert_eq!(manifest["editions"][0]["system"], "draft");
}
