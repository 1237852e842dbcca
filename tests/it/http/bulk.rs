//! Bulk acts over HTTP: the dry run names the rows, the same rows are done, and the act is taken back.

use super::client::Answer;
use super::client::Client;
use super::data::dictionary_address;
use super::data::diseases;
use super::data::draft;
use super::data::load;
use super::data::mapped;
use super::data::step;
use super::server::TestServer;
use super::suggestions::watch;
use serde_json::Value;
use serde_json::json;
use zhiyu::error::Code;

const HIS: &str = "his/diagnosis";

/// The order with the plan of its dry run, ready to be executed.
pub fn plan(client: &Client, dictionary: &str, act: &str, order: &Value) -> Value {
    let planned = dry_run(client, dictionary, act, order);
    let mut order = order.clone();
    order["plan"] = planned["plan"].clone();
    order
}

/// Makes the dry run and executes it; the number of the act.
pub fn run(client: &Client, dictionary: &str, act: &str, order: &Value) -> i64 {
    let order = plan(client, dictionary, act, order);
    let done = send(client, dictionary, act, &order).ok();
    done["number"].as_i64().expect("a number")
}

/// Takes an act back.
pub fn undo(client: &Client, dictionary: &str, number: i64) -> Answer {
    let address = format!("{}/bulk/{number}/undo", dictionary_address(dictionary));
    client.post(&address, &json!({ "reason": "写错了" }))
}

fn send(client: &Client, dictionary: &str, act: &str, order: &Value) -> Answer {
    client.post(&format!("{}/bulk/{act}", dictionary_address(dictionary)), order)
}

fn dry_run(client: &Client, dictionary: &str, act: &str, order: &Value) -> Value {
    send(client, dictionary, act, order).ok()
}

fn hospital() -> TestServer {
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    let rows = [
        ("001", "霍乱"),
        ("002", "伤寒"),
        ("003", "副伤寒"),
        ("004", "怪病"),
        ("A01", "霍乱"),
    ];
    load(&curator, HIS, &rows).ok();
    let job = curator.act(&format!("{}/suggest", dictionary_address(HIS))).ok();
    watch(&curator, job["id"].as_str().unwrap());
    server
}

fn states(server: &TestServer) -> Vec<(String, String)> {
    let list = server.curator().get("organizations/H1/mappings").ok();
    let items = list["items"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    items.map(|item| (text(&item["code"]), text(&item["state"]))).collect()
}

#[test]
fn a_dry_run_counts_and_its_plan_is_executed_and_undone() {
    let server = hospital();
    let curator = server.curator();
    let order = json!({ "filter": { "state": "suggested" }, "score_from": 990 });
    let planned = dry_run(&curator, HIS, "accept", &order);
    assert_eq!(planned["number"], Value::Null);
    assert!(states(&server).is_empty(), "a dry run writes nothing");
    assert_eq!(planned["done"], 3, "{planned}");
    assert_eq!(planned["refused_samples"][0]["code"], "A01", "{planned}");
    assert_eq!(
        planned["refused_samples"][0]["risks"][0]["risk"], "equal-code",
        "{planned}"
    );
    assert_eq!(planned["samples"][0]["decision"]["targets"][0]["code"], "A00");

    let number = run(&curator, HIS, "accept", &order);
    let drafted: Vec<String> = states(&server).into_iter().map(|(code, _)| code).collect();
    assert_eq!(drafted, ["001", "002", "003"]);
    let history = curator
        .get(&format!("{}/history?code=001", dictionary_address(HIS)))
        .ok();
    assert_eq!(
        (&history[0]["bulk"], &history[0]["origin"]["by"]),
        (&json!(number), &json!("suggestion"))
    );
    let left = curator
        .get(&format!("{}/bulk/{number}/rows?outcome=left", dictionary_address(HIS)))
        .ok();
    assert_eq!(left["items"], json!([{ "code": "A01", "refusals": ["equal-code"] }]));

    step(&curator, HIS, "submit", &["002"]).ok();
    let undone = undo(&curator, HIS, number).ok();
    assert_eq!(undone["done"], 2, "{undone}");
    assert_eq!(undone["left"], json!([{ "code": "002", "refusals": ["moved-since"] }]));
    assert_eq!(states(&server), [("002".to_owned(), "in-review".to_owned())]);
    let acts = curator.get(&format!("{}/bulk", dictionary_address(HIS))).ok();
    assert_eq!(
        (&acts["items"][0]["act"], &acts["items"][0]["undoes"]),
        (&json!("undo"), &json!(number))
    );
    undo(&curator, HIS, number).refused(Code::UndoNothing);
}

#[test]
fn a_plan_that_somebody_overtook_is_refused() {
    let server = hospital();
    let curator = server.curator();
    let order = plan(&curator, HIS, "accept", &json!({ "score_from": 990 }));
    draft(&curator, HIS, &[mapped("001", "A02")]).ok();
    send(&curator, HIS, "accept", &order).refused(Code::PlanStale);
    assert_eq!(states(&server), [("001".to_owned(), "drafted".to_owned())]);
}
