//! Bulk acts over HTTP: the dry run names the rows, the same rows are done, and the act is taken back.

use super::client::Answer;
use super::client::Client;
use super::data::approve;
use super::data::dictionary_address;
use super::data::diseases;
use super::data::draft;
use super::data::load;
use super::data::mapped;
use super::data::publish;
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

/// Drafts out of a file are an act with a number like any other: they are taken back whole, and released work is what it was.
#[test]
fn an_imported_file_is_taken_back() {
    let server = hospital();
    let curator = server.curator();
    approve(&server, HIS, &[mapped("001", "A00")]);
    publish(&server, "");
    let of_his = |path: &str| format!("{}/{path}", dictionary_address(HIS));
    let import = |file: &str| {
        let address = of_his("mappings/import?format=csv&replace=all");
        curator.upload(&address, file.as_bytes()).ok();
        let acts = curator.get(&of_his("bulk")).ok();
        acts["items"][0].clone()
    };
    let act = import("本地编码,目标编码,关系\n001,A01,目标更宽\n004,A01,目标更宽\n");
    assert_eq!((&act["act"], &act["done"]), (&json!("draft"), &json!(2)), "{act}");
    assert_eq!(
        act["ordered"]["of"]["file_sha256"].as_str().map(str::len),
        Some(64),
        "{act}"
    );
    let history = curator.get(&of_his("history?code=004")).ok();
    assert_eq!(history[0]["bulk"], act["number"]);
    let undone = undo(&curator, HIS, act["number"].as_i64().unwrap()).ok();
    assert_eq!(undone["done"], 2, "{undone}");
    assert_eq!(states(&server), [("001".to_owned(), "released".to_owned())]);
    let list = curator.get("organizations/H1/mappings").ok();
    assert_eq!(list["items"][0]["decision"]["targets"][0]["code"], "A00", "{list}");
    // What was taken back leads nowhere any longer: A01 has no other name now.
    draft(&curator, HIS, &[mapped("002", "A01")]).ok();
    let rows = curator.get(&of_his("codes?text=002")).ok();
    assert_eq!(rows["items"][0]["risks"], json!([]), "{rows}");
}

#[test]
fn a_filter_names_risks_and_assignees() {
    let server = hospital();
    let curator = server.curator();
    let risky = json!({ "filter": { "risk": "any" }, "score_from": 0 });
    let planned = dry_run(&curator, HIS, "accept", &risky);
    assert_eq!(planned["done"], 0, "only rows with a risk: {planned}");
    let mine = json!({ "assignee": "curator", "codes": ["002"] });
    curator
        .post(&format!("{}/assignments", dictionary_address(HIS)), &mine)
        .ok();
    let order = json!({ "filter": { "assignee": "me" }, "score_from": 990 });
    let planned = dry_run(&curator, HIS, "accept", &order);
    assert_eq!(
        (&planned["done"], &planned["samples"][0]["code"]),
        (&json!(1), &json!("002")),
        "{planned}"
    );
    let export = |query: &str| {
        let address = format!("{}/work-list?format=csv&{query}", dictionary_address(HIS));
        curator.get(&address).text()
    };
    let own = export("assignee=me");
    assert!(own.contains("伤寒") && !own.contains("怪病"), "{own}");
    assert!(!export("risk=any").contains("怪病"));
    draft(&curator, HIS, &[mapped("003", "A02")]).ok();
    step(&curator, HIS, "submit", &["003"]).ok();
    for (day, rows) in [("2000-01-01", 0), ("2100-01-01", 1)] {
        let address = format!("{}/codes?in_review_before={day}", dictionary_address(HIS));
        let found = curator.get(&address).ok();
        assert_eq!(found["items"].as_array().unwrap().len(), rows, "{found}");
    }
    let address = format!("{}/codes?in_review_before=yesterday", dictionary_address(HIS));
    curator.get(&address).refused(Code::FieldInvalid);
}
