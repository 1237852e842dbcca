//! Loading a dictionary again: the plan of a dry run, and usage that a file does not speak of.

use super::client::encode;
use super::data::DISEASES;
use super::data::all_pages;
use super::data::approve;
use super::data::dictionary_address;
use super::data::diseases;
use super::data::draft;
use super::data::mapped;
use super::data::publish;
use super::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::error::Code;

const HIS: &str = "his/diagnosis";
const COUNTED: &str = "code,name,n\n001,霍乱,42\n002,伤寒,7\n003,副伤寒,\n";

/// Codes and their usage, as the work list has them.
fn usage(server: &TestServer) -> Vec<(String, Option<i64>)> {
    let rows = all_pages(&server.curator(), &format!("{}/codes", dictionary_address(HIS)), 100);
    let pair = |row: &Value| {
        (
            row["code"].as_str().unwrap().to_owned(),
            row.get("usage").and_then(Value::as_i64),
        )
    };
    rows.iter().map(pair).collect()
}

fn load_address(query: &str) -> String {
    format!("{}/load?{query}", dictionary_address(HIS))
}

fn counted(server: &TestServer) {
    diseases(server);
    let query = load_address(&format!("usage=n&target={}", encode(DISEASES)));
    let first = server.curator().upload(&query, COUNTED.as_bytes()).ok();
    assert_eq!(first["warnings"], json!([]));
}

#[test]
fn a_file_without_a_column_of_usage_keeps_the_counts_and_says_so() {
    let server = TestServer::start();
    counted(&server);
    let curator = server.curator();
    // 002 is another thing, 003 is gone, 004 is new.
    let file = "code,name\n004,其他\n002,骨折\n001,霍乱\n";
    for query in ["dry_run=true", "dry_run=false"] {
        let report = curator.upload(&load_address(query), file.as_bytes()).ok();
        assert_eq!(report["warnings"][0]["code"], "usage-kept", "{report}");
        let detail = report["warnings"][0]["detail"].as_str().unwrap();
        assert!(detail.contains("2 行"), "{detail}");
        assert_eq!(
            (&report["usage_vanished"], &report["usage_changed"]),
            (&json!(0), &json!(0))
        );
        let csv = curator.upload(&load_address(&format!("{query}&format=csv")), file.as_bytes());
        assert!(csv.text().contains("usage-kept"), "{}", csv.text());
    }
    let expected = [("001", Some(42)), ("002", Some(7)), ("004", None)];
    assert_eq!(usage(&server), expected.map(|(code, count)| (code.to_owned(), count)));
    // A column that is named speaks for itself: an empty cell is no count, and what had one is told.
    let emptied = "code,name,n\n001,霍乱,\n002,骨折,\n004,其他,\n";
    let report = curator.upload(&load_address("usage=n"), emptied.as_bytes()).ok();
    assert_eq!(
        (&report["usage_vanished"], &report["warnings"]),
        (&json!(2), &json!([]))
    );
    assert!(usage(&server).iter().all(|(_, count)| count.is_none()));
}

#[test]
fn a_load_with_a_plan_does_what_was_seen_or_nothing() {
    let server = TestServer::start();
    counted(&server);
    let curator = server.curator();
    approve(&server, HIS, &[mapped("001", "A00")]);
    publish(&server, "首批");
    let file = "code,name\n001,外伤\n002,伤寒\n003,副伤寒\n";
    let plan = |file: &str| {
        let seen = curator.upload(&load_address("dry_run=true"), file.as_bytes()).ok();
        assert_eq!((&seen["applied"], &seen["load"]), (&json!(false), &json!(2)));
        seen["plan"].as_str().unwrap().to_owned()
    };
    let seen = plan(file);
    assert_eq!(seen, plan(file), "the same twice");
    let stale = |plan: &str, file: &str, more: &str| {
        let address = load_address(&format!("plan={plan}{more}"));
        let problem = curator.upload(&address, file.as_bytes()).refused(Code::PlanStale);
        assert_eq!(problem["field"], "plan");
    };
    // Another file, another reading, and a mapping that somebody worked on meanwhile.
    stale(&seen, "code,name\n001,外伤\n", "");
    stale(&seen, file, "&attributes=name");
    draft(&curator, HIS, &[json!({ "code": "001", "ignored": "该码已停用" })]).ok();
    stale(&seen, file, "");
    let seen = plan(file);
    let done = curator
        .upload(&load_address(&format!("plan={seen}")), file.as_bytes())
        .ok();
    assert_eq!((&done["applied"], &done["plan"]), (&json!(true), &json!(seen)));
    // The load itself is the ground of the next.
    stale(&seen, file, "");
}
