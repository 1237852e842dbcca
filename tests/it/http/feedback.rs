//! Feedback over HTTP and by the commands of a collector: a day is converted, counted, reported, worked on, converted again.

use super::client::Client;
use super::data::all_pages;
use super::data::approve;
use super::data::diseases;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::server::TestServer;
use crate::cli::json as run;
use crate::cli::refusal;
use serde_json::Value;
use serde_json::json;
use std::fs;
use std::path::Path;
use tempfile::tempdir;
use zhiyu::access::role::Role;

const HIS: &str = "his/diagnosis";
const REPORTS: &str = "organizations/H1/collectors/front-1/reports";
/// A made-up identity number with a right check character.
const IDENTITY: &str = "11010519491231002X";

/// A report of 100 converted codes and these others: code, name, status, count.
pub fn report(id: &str, codes: &[(&str, &str, &str, u64)]) -> Value {
    let codes = codes
        .iter()
        .map(|(code, name, status, count)| json!({ "code": code, "name": name, "status": status, "count": count }));
    json!({
        "report_id": id, "made_at": "2026-11-21T18:05:00+08:00", "outcome": "running", "release": 1, "client": "test/1",
        "usage": [{ "day": "2026-11-20", "dictionary": HIS, "release": 1, "mapped": 100,
            "codes": codes.collect::<Vec<_>>() }],
    })
}

/// Reports one code that is not mapped, which opens alert 1 of `H1`.
pub fn report_unmapped(server: &TestServer, id: &str) {
    let body = report(id, &[("NEW-1", "新病", "unmapped", 2)]);
    let receipt = server.collector().post(REPORTS, &body).ok();
    assert_eq!(receipt["alerts_opened"], 1, "{receipt}");
}

/// Every act on feedback that leaves an event.
pub fn journey(server: &TestServer) {
    report_unmapped(server, "journey");
    let reason = json!({ "reason": "已看" });
    for step in ["acknowledge", "resolve", "reopen"] {
        server
            .curator()
            .post(&format!("organizations/H1/alerts/1/{step}"), &reason)
            .ok();
    }
    let admin = server.platform(Role::Administrator);
    let set = admin
        .put("organizations/H1/webhook", &json!({ "url": "http://127.0.0.1:9/hook" }))
        .ok();
    assert_eq!(set["secret"].as_str().map(str::len), Some(64));
    assert_eq!(admin.get("organizations/H1/webhook").ok().get("secret"), None);
    admin.put("organizations/H1/webhook", &json!({ "url": null })).ok();
}

fn hospital() -> TestServer {
    let server = TestServer::start();
    diseases(&server);
    load(&server.curator(), HIS, &[("001", "霍乱"), ("002", "伤寒")]).ok();
    approve(&server, HIS, &[mapped("001", "A00")]);
    publish(&server, "首批");
    server
}

#[test]
fn the_queue_goes_out_in_pages_and_as_files_and_shows_no_small_counts() {
    let server = hospital();
    let codes = [
        ("002", "伤寒", "unmapped", 40),
        ("B1", "甲", "unmapped", 9),
        ("B2", "乙", "ambiguous", 3),
        ("B3", "丙", "unmapped", 9),
    ];
    server.collector().post(REPORTS, &report("1", &codes)).ok();
    let curator = server.curator();
    let rows = all_pages(&curator, "organizations/H1/unmapped", 2);
    let order: Vec<&str> = rows.iter().map(|row| row["code"].as_str().unwrap()).collect();
    assert_eq!(order, ["002", "B1", "B3", "B2"]);
    let shown = |row: &Value| (row["usage"].as_u64(), row["usage_shown"].as_str().unwrap().to_owned());
    assert_eq!(shown(&rows[0]), (Some(40), "40".to_owned()));
    assert_eq!(shown(&rows[3]), (None, "<5".to_owned()));
    let standing = |row: &Value| row["standing"].as_str().unwrap().to_owned();
    assert_eq!(
        (standing(&rows[0]), standing(&rows[1])),
        ("unmapped".to_owned(), "unknown".to_owned())
    );
    assert_eq!(rows[0]["local_names"], json!(["伤寒"]));
    let csv = curator.get("organizations/H1/unmapped?format=csv").text();
    assert!(
        csv.contains("his/diagnosis,B2,乙,<5,1,2026-11-20,2026-11-20,unknown,"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 5, "{csv}");
    let xlsx = curator.get("organizations/H1/unmapped?format=xlsx");
    assert!(xlsx.status == 200 && xlsx.body.starts_with(b"PK"));
    let other = curator
        .get("organizations/H1/unmapped?from=2026-10-01&to=2026-10-31")
        .ok();
    assert_eq!(other["items"], json!([]));
}

#[test]
fn what_looks_personal_is_dropped_counted_and_kept_nowhere() {
    let server = hospital();
    load(
        &server.curator(),
        HIS,
        &[("001", "霍乱"), ("002", "伤寒"), ("13800138000", "自编码")],
    )
    .ok();
    let name = format!("张三{IDENTITY}");
    let codes = [
        ("X1", name.as_str(), "unmapped", 6),
        (IDENTITY, "李四", "unmapped", 7),
        ("13800138000", "自编码", "unmapped", 8),
    ];
    let receipt = server.collector().post(REPORTS, &report("1", &codes)).ok();
    assert_eq!(
        (receipt["names_dropped"].as_u64(), receipt["codes_refused"].as_u64()),
        (Some(1), Some(7))
    );
    let rows = server.curator().get("organizations/H1/unmapped").ok();
    let text = rows.to_string();
    assert!(
        !text.contains(IDENTITY) && !text.contains("张三") && !text.contains("李四"),
        "{text}"
    );
    let codes: Vec<&str> = rows["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        ["13800138000", "X1"],
        "a code that the dictionary has is no telephone number"
    );
    let found = server
        .stranger()
        .texts("SELECT name AS value FROM usage_codes ORDER BY name");
    assert_eq!(found, ["", "自编码"]);
}

#[test]
fn an_explanation_names_the_collectors_that_ran_the_release() {
    let server = hospital();
    let explain = |client: &Client| {
        let at = "organizations/H1/dictionaries/his/diagnosis/explain?code=001&at=2026-11-21";
        client.get(at).ok()["collector"].clone()
    };
    assert_eq!(explain(&server.curator())["known"], false);
    let mut body = report("1", &[]);
    body["usage"][0]["day"] = json!("2026-11-21");
    server.collector().post(REPORTS, &body).ok();
    let told = explain(&server.curator());
    assert_eq!(told["known"], true);
    let one = &told["collectors"][0];
    assert_eq!(
        (one["collector"].as_str(), one["release"].as_i64()),
        (Some("front-1"), Some(1))
    );
    assert_eq!(one["converted_by"], json!([1]));
}

/// The release and a day to convert, as files.
fn keep_release_and_day(collector: &Client, work: &Path) {
    let at = |name: &str| work.join(name);
    let release = "organizations/H1/snapshots/1";
    fs::create_dir_all(at("release")).unwrap();
    let manifest = collector.get(&format!("{release}/manifest")).body;
    fs::write(at("release/manifest.json"), manifest).unwrap();
    fs::write(at("release/body.jsonl"), collector.get(&format!("{release}/body")).body).unwrap();
    fs::write(
        at("day.csv"),
        format!("code,name\n001,霍乱\n001,霍乱病\n002,张{IDENTITY}\n002,伤寒\n002,伤寒\n,无\n"),
    )
    .unwrap();
}

#[test]
fn a_collector_converts_reports_and_learns_what_to_convert_again() {
    let server = hospital();
    let work = tempdir().unwrap();
    let at = |name: &str| work.path().join(name).to_str().unwrap().to_owned();
    let collector = server.collector();
    keep_release_and_day(&collector, work.path());
    let (from, input, out, counts) = (at("release"), at("day.csv"), at("out.csv"), at("counts.json"));
    let translate = [
        "translate",
        "--unsigned",
        "--from",
        &from,
        "--in",
        &input,
        "--out",
        &out,
        "--dictionary",
        HIS,
        "--column",
        "code",
        "--name-column",
        "name",
        "--counts",
        &counts,
        "--day",
        "2026-11-20",
    ];
    run(work.path(), &translate);
    let written: Value = serde_json::from_slice(&fs::read(&counts).unwrap()).unwrap();
    assert!(!written.to_string().contains(IDENTITY), "{written}");
    has_counted(&written);
    let interface = server.interface();
    let token = work.path().join("token");
    fs::write(&token, collector.token_text()).unwrap();
    let token = token.to_str().unwrap();
    let send = |organization: &'static str| {
        vec![
            "report",
            "--to",
            &interface,
            "--organization",
            organization,
            "--collector",
            "front-1",
            "--from",
            &counts,
            "--token-file",
            token,
        ]
    };
    let receipt = run(work.path(), &send("H1"));
    assert_eq!(
        (receipt["number"].as_i64(), receipt["repeated"].as_bool()),
        (Some(1), Some(false))
    );
    assert_eq!(run(work.path(), &send("H1"))["repeated"], true);
    let (exit, problem) = refusal(work.path(), &send("H2"));
    assert_eq!((exit, problem["code"].as_str()), (6, Some("out-of-scope")));
    learns_what_to_convert_again(&server);
}

fn has_counted(written: &Value) {
    let usage = &written["report"]["usage"][0];
    assert_eq!(
        (usage["mapped"].as_u64(), usage["codes"].as_array().unwrap().len()),
        (Some(2), 3)
    );
    assert_eq!(usage["names_dropped"], 1, "{usage}");
}

fn learns_what_to_convert_again(server: &TestServer) {
    let curator = server.curator();
    let alerts = curator.get("organizations/H1/alerts").ok();
    let kinds: Vec<&str> = alerts["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["new-unmapped-code", "name-drift"], "{alerts}");
    let state = curator.get("organizations/H1/collectors").ok()[0].clone();
    assert_eq!(
        (state["state"].as_str(), state["release"].as_i64()),
        (Some("current"), Some(1)),
        "{state}"
    );
    approve(server, HIS, &[mapped("002", "A01")]);
    publish(server, "第二批");
    let again = curator.get("organizations/H1/unmapped/resolved").ok()["items"][0].clone();
    assert_eq!(
        (again["code"].as_str(), again["days"][0].as_str()),
        (Some("002"), Some("2026-11-20")),
        "{again}"
    );
    assert_eq!(again["mapped_in"]["release"], 2);
    assert_eq!(again["mapped_in"]["reconvert_from_day"], "2026-11-20");
}
