//! Work lists over HTTP: what a row shows, filters in the query, tags; assignments, notes and re-use as people ask for them.

use super::data::DISEASES;
use super::data::all_pages;
use super::data::approve;
use super::data::column;
use super::data::dictionary_address;
use super::data::diseases;
use super::data::draft;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::server::TestServer;
use super::suggestions::watch;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::role::Role;

const HIS: &str = "his/diagnosis";

fn address(path: &str) -> String {
    format!("{}/{path}", dictionary_address(HIS))
}

fn hospital() -> TestServer {
    let server = TestServer::start();
    diseases(&server);
    let file = "code,name,uses\n01,霍乱,5\n02,伤寒,50\n03,霍 乱,\n04,副伤寒,20\n";
    let query = format!("load?target={}&usage=uses", super::client::encode(DISEASES));
    server.curator().upload(&address(&query), file.as_bytes()).ok();
    server
}

#[test]
fn a_row_shows_everything_that_a_curator_looks_at() {
    let server = hospital();
    let curator = server.curator();
    let job = curator.act(&address("suggest")).ok();
    watch(&curator, job["id"].as_str().unwrap());
    draft(&curator, HIS, &[mapped("01", "A00")]).ok();
    let note = json!({ "code": "01", "text": "病案室核实" });
    let written = curator.post(&address("codes/notes"), &note).ok_with(201);
    assert_eq!(
        (written["number"].as_i64(), written["account"].as_str()),
        (Some(1), Some("curator"))
    );
    let rows = all_pages(&server.auditor(), &address("codes"), 3);
    assert_eq!(column(&rows, "code"), ["02", "04", "01", "03"], "the most used first");
    let row = &rows[2];
    assert_eq!(
        (row["rank"].as_i64(), row["usage_through"].as_i64()),
        (Some(3), Some(75))
    );
    assert_eq!(row["mapping"]["state"], "drafted");
    assert_eq!(row["notes"], json!([written]));
    assert_eq!(row["same_name"], json!([{ "code": "03", "name": "霍 乱" }]));
    assert_eq!(
        (&row["outlier"], &row["sides"], &row["others"]),
        (&json!(false), &json!([]), &Value::Null)
    );
    let kinds: Vec<&str> = row["risks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|risk| risk["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["high-usage"], "{row}");
    assert_eq!(curator.get(&address("codes/notes?code=01")).ok(), json!([written]));
    assert_eq!(curator.get(&address("codes/notes?code=02")).ok(), json!([]));
}

#[test]
fn filters_and_orders_are_words_of_the_query() {
    let server = hospital();
    let curator = server.curator();
    let job = curator.act(&address("suggest")).ok();
    watch(&curator, job["id"].as_str().unwrap());
    draft(&curator, HIS, &[mapped("02", "A01")]).ok();
    let mine = json!({ "assignee": "curator", "ranks": [2, 3], "reason": "" });
    assert_eq!(curator.post(&address("assignments"), &mine).ok()["codes"], 2);
    let found = |query: &str| column(&all_pages(&curator, &address(&format!("codes?{query}")), 2), "code").join(" ");
    assert_eq!(found("state=unmapped"), "04 01 03");
    assert_eq!(found("state=drafted"), "02");
    assert_eq!(found("top=2"), "02 04");
    assert_eq!(found("share=90"), "02 04");
    assert_eq!(found("usage_from=20&state=unmapped"), "04");
    assert_eq!(found("assignee=me"), "04 01");
    assert_eq!(found("assignee=curator&text=hl"), "01");
    assert_eq!(found("assignee=nobody&sort=code"), "02 03");
    assert_eq!(found("text=%E4%BC%A4%E5%AF%92&sort=code"), "02 04");
    assert_eq!(found("score_from=0.99&score_to=1&sort=code"), "01 02 04");
    assert_eq!(found("risk=high-usage&sort=code"), "01 02 04");
    assert_eq!(found("risk=none"), "03");
}

#[test]
fn a_page_that_the_client_has_is_not_sent_again() {
    let server = hospital();
    let curator = server.curator();
    let list = address("codes?limit=2");
    let first = curator.get(&list);
    let tag = first.header("etag").to_owned();
    let again = || curator.call("GET", &list).header("if-none-match", &tag).send();
    assert_eq!(again().status, 304);
    draft(&curator, HIS, &[mapped("02", "A01")]).ok();
    let changed = again();
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), tag);
}

#[test]
fn work_is_given_by_those_who_may_and_counted() {
    let server = hospital();
    let (curator, reviewer) = (server.curator(), server.reviewer());
    server.second_curator();
    let next = json!({ "assignee": "second-curator", "next": 2, "filter": { "usage_from": 1 }, "reason": "第一批" });
    let done = reviewer.post(&address("assignments"), &next).ok();
    assert_eq!((done["number"].as_i64(), done["codes"].as_u64()), (Some(1), Some(2)));
    let mine = json!({ "assignee": "curator", "next": 100 });
    assert_eq!(curator.post(&address("assignments"), &mine).ok()["codes"], 2);
    draft(&curator, HIS, &[mapped("01", "A00")]).ok();
    let seen = server.auditor().get(&address("assignments")).ok();
    assert_eq!(
        seen["loads"],
        json!([
            { "assignee": "curator", "codes": 2, "unmapped": 1, "states": { "drafted": 1 } },
            { "assignee": "second-curator", "codes": 2, "unmapped": 2, "states": {} },
        ])
    );
    assert_eq!(seen["history"][1]["reason"], "第一批");
}

#[test]
fn what_another_hospital_released_is_shown_proposed_and_taken_over() {
    let server = hospital();
    approve(&server, HIS, &[mapped("01", "A00")]);
    publish(&server, "");
    let consent = json!({ "shares": true, "reason": "共享" });
    server.publisher().put("organizations/H1/sharing", &consent).ok();
    let pupil = server.foreign(Role::Curator);
    let theirs = "organizations/H2/dictionaries/emr/diagnosis";
    let load_theirs = format!("{theirs}/load?target={}", super::client::encode(DISEASES));
    pupil
        .upload(&load_theirs, "code,name\nX,霍乱\nY,怪病\n".as_bytes())
        .ok();
    let row = &pupil.get(&format!("{theirs}/codes")).ok()["items"][0];
    assert_eq!(row["others"]["hospitals"], 1);
    let choice = &row["others"]["choices"][0];
    assert_eq!(
        (&choice["named"], choice["targets"][0]["code"].as_str()),
        (&json!(["H1"]), Some("A00"))
    );

    let reuse = format!("{theirs}/reuse");
    assert_eq!(
        pupil.get(&reuse).ok(),
        json!({ "mode": "proposed", "hospitals": 2, "history": [] })
    );
    let policy = json!({ "mode": "adopted", "origins": ["H1"], "hospitals": 1, "reason": "同集团" });
    let said = server.foreign(Role::Publisher).put(&reuse, &policy).ok();
    assert_eq!(
        (said["number"].as_i64(), said["by"].as_str()),
        (Some(1), Some("foreign-publisher"))
    );
    let tried = pupil.act(&format!("{reuse}/adopt?dry_run=true")).ok();
    assert_eq!(
        (tried["dry_run"].as_bool(), tried["drafts"].as_i64()),
        (Some(true), Some(1))
    );
    assert_eq!(tried["taken"][0]["origin"]["organization"], "H1");
    assert_eq!(tried["left_out"], json!({ "not-found": 1 }));
    let english = pupil.in_english().act(&format!("{reuse}/adopt?dry_run=true")).ok();
    assert_eq!(english["not_taken"][0]["words"], "nothing has this name");
    assert_eq!(pupil.act(&format!("{reuse}/adopt")).ok()["drafts"], 1);
    assert_eq!(pupil.get(&format!("{reuse}/withdrawn")).ok(), json!([]));
    let reason = json!({ "reason": "误发布" });
    server
        .publisher()
        .post("organizations/H1/releases/1/retraction", &reason)
        .ok_with(201);
    let withdrawn = pupil.get(&format!("{reuse}/withdrawn")).ok();
    assert_eq!(
        (withdrawn[0]["why"].as_str(), withdrawn[0]["mapping"]["code"].as_str()),
        (Some("release-retracted"), Some("X"))
    );
    assert_eq!(
        pupil.get(&format!("{theirs}/codes")).ok()["items"][0]["withdrawn"],
        "release-retracted"
    );
}

#[test]
fn a_map_is_copied_from_an_old_system() {
    let server = hospital();
    approve(&server, HIS, &[mapped("01", "A00"), mapped("02", "A01")]);
    let curator = server.curator();
    load(
        &curator,
        "newhis/diagnosis",
        &[("01", "霍乱"), ("90", "伤寒"), ("91", "怪病")],
    )
    .ok();
    let copy = format!("{}/copy?from={HIS}", dictionary_address("newhis/diagnosis"));
    let tried = curator.act(&format!("{copy}&dry_run=true")).ok();
    assert_eq!(
        (tried["drafts"].as_i64(), &tried["left_out"]),
        (Some(2), &json!({ "not-found": 1 }))
    );
    let done = curator.act(&copy).ok();
    assert_eq!(
        done["taken"][0]["origin"],
        json!({ "by": "dictionary", "dictionary": HIS })
    );
    assert_eq!(curator.act(&copy).ok()["drafts"], 0);
}
