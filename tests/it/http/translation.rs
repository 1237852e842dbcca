//! Translating over HTTP: batches, files as CSV and NDJSON, the way back.

use super::client::Client;
use super::client::encode;
use super::data::approve;
use super::data::diseases;
use super::data::gb18030;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::error::Code;

const TRANSLATE: &str = "organizations/H1/translate";
const HIS: &str = "his/diagnosis";

fn released() -> TestServer {
    let server = TestServer::start();
    diseases(&server);
    load(
        &server.curator(),
        HIS,
        &[("001", "霍乱"), ("002", "伤寒"), ("003", "测试")],
    )
    .ok();
    let broader = json!({ "code": "002", "targets": [{ "code": "A01", "relationship": "broader" }] });
    let nothing = json!({ "code": "003", "no_match": "标准中没有" });
    approve(&server, HIS, &[mapped("001", "A00"), broader, nothing]);
    publish(&server, "");
    server
}

fn items(codes: &[&str]) -> Value {
    let items: Vec<Value> = codes.iter().map(|code| json!({ "code": code })).collect();
    json!({ "dictionary": HIS, "items": items })
}

/// Sends a file with this media type.
fn send(client: &Client, query: &str, media_type: &str, file: &[u8]) -> super::client::Answer {
    let call = client.call("POST", &format!("{TRANSLATE}/file?{query}"));
    call.header("content-type", media_type).body(file.to_vec()).send()
}

#[test]
fn a_batch_is_answered_in_its_order_by_the_release_in_force() {
    let server = released();
    let collector = server.collector();
    let told = collector.post(TRANSLATE, &items(&["001", "003", "9", "", "002"])).ok();
    let latest = collector.get("organizations/H1/snapshots/latest").ok();
    assert_eq!(told["release"]["release"], 1);
    assert_eq!(told["release"]["digest"], latest["body"]["sha256"]);
    assert_eq!(told["release"]["effective_at"], latest["effective_at"]);
    assert_eq!(
        told["counts"],
        json!({ "mapped": 2, "unmapped": 2, "invalid_source": 1 })
    );
    let reasons: Vec<&str> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["reason"].as_str().unwrap_or(""))
        .collect();
    assert_eq!(reasons, ["", "no-match", "not-in-release", "code-empty", ""]);
    assert_eq!(
        told["items"][0],
        json!({ "status": "mapped", "dictionary": HIS, "code": "001", "mapped_name": "霍乱", "targets": [{
            "system": "disease", "edition": "2026", "code": "A00", "display": "霍乱", "relationship": "equivalent" }] })
    );
    assert_eq!(told["items"][1]["no_match"], "标准中没有");
    let strict = collector
        .in_english()
        .post(&format!("{TRANSLATE}?mode=strict"), &items(&["002"]))
        .ok();
    let item = &strict["items"][0];
    assert_eq!(
        (item["status"].as_str(), item["reason"].as_str()),
        (Some("unmapped"), Some("not-equivalent"))
    );
    assert_eq!(
        (item["targets"].as_array().unwrap().len(), &item["withheld"][0]["code"]),
        (0, &json!("A01"))
    );
    assert!(item["words"].as_str().unwrap().is_ascii());
    let named = json!({ "items": [{ "dictionary": HIS, "code": "001", "name": "伤寒" }] });
    assert_eq!(
        collector.post(TRANSLATE, &named).ok()["items"][0]["warnings"],
        json!(["name-differs"])
    );
    let back = json!({ "system": "disease", "codes": ["A01", "Z"] });
    let back = collector.post(&format!("{TRANSLATE}/reverse"), &back).ok();
    assert_eq!(
        back["items"],
        json!([{ "code": "A01", "sources": [{ "dictionary": HIS, "code": "002", "name": "伤寒",
            "edition": "disease/2026", "relationship": "broader", "targets": 1 }] }, { "code": "Z", "sources": [] }])
    );
}

#[test]
fn files_give_what_a_batch_gives() {
    let server = released();
    let collector = server.collector();
    let codes = ["001", "003", "9", "", "002"];
    let batch = collector.post(TRANSLATE, &items(&codes)).ok();
    let query = format!("dictionary={}", encode(HIS));
    let records: String = codes
        .iter()
        .map(|code| json!({ "code": code }).to_string() + "\n")
        .collect();
    let answer = send(&collector, &query, "application/x-ndjson", records.as_bytes());
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    assert_eq!(
        (answer.header("zhiyu-rows"), answer.header("zhiyu-rows-converted")),
        ("5", "2")
    );
    assert_eq!(
        answer.header("zhiyu-release-digest"),
        batch["release"]["digest"].as_str().unwrap()
    );
    let streamed: Vec<Value> = answer
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for (line, expected) in streamed.iter().zip(batch["items"].as_array().unwrap()) {
        let mut told = line["zhiyu"].clone();
        assert_eq!(told.as_object_mut().unwrap().remove("release"), Some(json!(1)));
        assert_eq!(&told, expected);
    }
    assert_eq!(streamed.len(), codes.len());

    let rows: Vec<String> = codes.iter().map(|code| format!("门诊,{code}\n")).collect();
    let csv = format!("号,诊断\n{}", rows.concat());
    let query = format!("{query}&column={}", encode("诊断"));
    let answer = send(&collector, &query, "text/csv", csv.as_bytes());
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        answer.text().lines().nth(1).unwrap(),
        "门诊,001,A00,霍乱,equivalent,disease/2026,mapped,,,1"
    );
    assert_eq!(send(&collector, &query, "text/csv", &gb18030(&csv)).body, answer.body);
    for (line, expected) in answer.text().lines().skip(1).zip(batch["items"].as_array().unwrap()) {
        assert!(line.contains(expected["status"].as_str().unwrap()), "{line}");
    }
}

#[test]
fn a_long_file_comes_back_whole_and_a_broken_one_not_at_all() {
    let server = released();
    let collector = server.collector();
    let query = format!("dictionary={}", encode(HIS));
    let rows = 40_000;
    let long = format!("code\n{}", "001\n".repeat(rows));
    let answer = send(&collector, &query, "text/csv", long.as_bytes());
    assert_eq!((answer.status, answer.header("zhiyu-rows")), (200, "40000"));
    assert!(answer.body.len() > 1 << 20, "longer than what is kept in memory");
    assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    let text = answer.text();
    assert_eq!(text.lines().count(), rows + 1);
    assert!(
        text.lines()
            .skip(1)
            .all(|line| line == "001,A00,霍乱,equivalent,disease/2026,mapped,,,1")
    );
    let broken = format!("{long}\"001\n");
    let problem = send(&collector, &query, "text/csv", broken.as_bytes()).refused(Code::CellInvalid);
    assert_eq!(problem["row"], rows + 2);
    send(&collector, "", "text/csv", b"code\n").refused(Code::FieldInvalid);
    send(&collector, &format!("{query}&column=x"), "text/csv", b"code\n").refused(Code::ColumnMissing);
    send(&collector, "dictionary=his/none", "text/csv", b"code\n").refused(Code::DictionaryUnknown);
    send(&collector, &format!("{query}&format=xlsx"), "", b"code\n").refused(Code::FieldInvalid);
    send(&collector, &query, "text/csv", b"").refused(Code::FileEmpty);
}
