//! Suggestions: for one term at once, for a whole dictionary as a job.

use super::client::Client;
use super::client::is_chinese;
use super::data::DISEASES;
use super::data::all_pages;
use super::data::dictionary_address;
use super::data::diseases;
use super::data::load;
use super::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::error::Code;

/// How often a job is asked before it counts as stuck.
const MOST_LOOKS: usize = 20_000;

/// Watches a job until it has ended. Asking waits for the answer, and so lets the job work.
pub fn watch(client: &Client, job: &str) -> Value {
    let mut done = 0;
    for _ in 0..MOST_LOOKS {
        let seen = client.get(&format!("jobs/{job}")).ok();
        let now = seen["done"].as_u64().unwrap();
        assert!(done <= now && now <= seen["total"].as_u64().unwrap(), "{seen}");
        done = now;
        if seen["state"] != "running" {
            return seen;
        }
    }
    panic!("the job {job} does not end");
}

#[test]
fn a_term_is_explained_in_the_language_of_its_reader() {
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    let ask = |client: &Client, name: &str| {
        client
            .post("suggestions", &json!({ "edition": DISEASES, "name": name, "limit": 3 }))
            .ok()
    };
    let chinese = ask(&curator, "霍乱");
    let english = ask(&curator.in_english(), "霍乱");
    assert_eq!(chinese[0]["code"], "A00");
    assert_eq!(chinese[0]["display"], "霍乱");
    assert!(chinese.as_array().unwrap().len() <= 3);
    let reason = |list: &Value| list[0]["reasons"][0].clone();
    assert_eq!(reason(&chinese)["code"], "exact-name");
    assert_eq!(reason(&english)["code"], "exact-name");
    assert!(reason(&chinese)["words"].as_str().unwrap().contains(is_chinese));
    assert!(!reason(&english)["words"].as_str().unwrap().contains(is_chinese));
    assert_eq!(ask(&curator, "完全无关的词语"), json!([]), "nothing fits");
}

#[test]
fn a_dictionary_is_worked_through_by_a_job_that_tells_its_progress() {
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    load(
        &curator,
        "his/diagnosis",
        &[("001", "霍乱"), ("002", "伤寒"), ("003", "完全无关的词语")],
    )
    .ok();
    let address = dictionary_address("his/diagnosis");
    let started = curator.act(&format!("{address}/suggest"));
    let job = started.ok_with(202);
    let id = job["id"].as_str().unwrap();
    assert_eq!(started.header("location"), format!("/api/v1/jobs/{id}"));
    assert_eq!(
        (job["kind"].as_str(), job["subject"].as_str()),
        (Some("suggest"), Some("his/diagnosis"))
    );
    assert_eq!(
        (job["created_by"].as_str(), job["total"].as_u64()),
        (Some("curator"), Some(3))
    );

    let ended = watch(&curator, id);
    assert_eq!(ended["state"], "done", "{ended}");
    assert_eq!((ended["done"].as_u64(), ended["total"].as_u64()), (Some(3), Some(3)));
    assert!(ended.get("error").is_none());

    let rows = all_pages(&curator, &format!("{address}/codes"), 2);
    assert_eq!(rows[0]["suggestions"][0]["code"], "A00");
    assert_eq!(rows[1]["suggestions"][0]["code"], "A01");
    assert_eq!(rows[2]["suggestions"], json!([]));
    let english = all_pages(&curator.in_english(), &format!("{address}/codes"), 2);
    let words = english[0]["suggestions"][0]["reasons"][0]["words"].as_str().unwrap();
    assert!(!words.contains(is_chinese), "{words}");
    curator.get("jobs/0000000000000000").refused(Code::JobUnknown);
}
