//! Two people at the same mapping: whoever read an old version is told the present one.

use super::data::dictionary_address;
use super::data::diseases;
use super::data::draft;
use super::data::load;
use super::data::mapped;
use super::data::step;
use super::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::error::Code;

const HIS: &str = "his/diagnosis";

fn with_version(mut item: Value, version: i64) -> Value {
    item["version"] = json!(version);
    item
}

#[test]
fn a_stale_version_is_refused_and_names_the_present_one() {
    let server = TestServer::start();
    diseases(&server);
    let (first, second) = (server.curator(), server.second_curator());
    load(&first, HIS, &[("001", "霍乱"), ("002", "伤寒")]).ok();
    draft(&first, HIS, &[with_version(mapped("001", "A00"), 0)]).ok();
    draft(&second, HIS, &[with_version(mapped("001", "A01"), 1)]).ok();

    let problem = draft(
        &first,
        HIS,
        &[mapped("002", "A01"), with_version(mapped("001", "A02"), 1)],
    );
    let problem = problem.refused(Code::VersionChanged);
    assert_eq!(problem["status"], 412);
    assert_eq!(problem["field"], "items[1]");
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("second-curator") && detail.contains("版本 2"),
        "{detail}"
    );
    assert_eq!(problem["present"]["decision"]["targets"][0]["code"], "A01");
    assert_eq!(problem["present"]["author"], "second-curator");
    assert_eq!(problem["yours"]["targets"][0]["code"], "A02");
    let kept = first.get("organizations/H1/mappings").ok();
    assert_eq!(
        kept["items"].as_array().unwrap().len(),
        1,
        "a request is taken whole or refused whole"
    );
    assert_eq!(kept["items"][0]["decision"]["targets"][0]["code"], "A01");

    draft(&first, HIS, &[with_version(mapped("001", "A02"), 2)]).ok();
    step(&first, HIS, "submit", &["001"]).ok();
    let address = format!("{}/mappings/approve", dictionary_address(HIS));
    let seen = |version: i64| json!({ "items": [{ "code": "001", "version": version }] });
    let reviewer = server.reviewer();
    let stale = reviewer
        .in_english()
        .post(&address, &seen(3))
        .refused(Code::VersionChanged);
    assert!(stale["detail"].as_str().unwrap().contains("now version 4"), "{stale}");
    assert_eq!(reviewer.post(&address, &seen(4)).ok()[0]["version"], 5);
}

#[test]
fn of_two_who_read_the_same_version_one_is_refused() {
    let server = TestServer::start();
    diseases(&server);
    let curators = [server.curator(), server.second_curator()];
    load(&curators[0], HIS, &[("001", "霍乱")]).ok();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let work = |client| move || draft(client, HIS, &[with_version(mapped("001", "A00"), 0)]).status;
        let spawned: Vec<_> = curators.iter().map(|client| scope.spawn(work(client))).collect();
        spawned.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(statuses.contains(&200) && statuses.contains(&412), "{statuses:?}");
    let history = curators[0]
        .get(&format!("{}/history?code=001", dictionary_address(HIS)))
        .ok();
    assert_eq!(history.as_array().unwrap().len(), 1);
}

#[test]
fn unfinished_work_of_another_is_not_overwritten_unseen() {
    let server = TestServer::start();
    diseases(&server);
    let (first, second) = (server.curator(), server.second_curator());
    load(&first, HIS, &[("001", "霍乱")]).ok();
    draft(&first, HIS, &[mapped("001", "A00")]).ok();
    let unseen = draft(&second, HIS, &[mapped("001", "A01")]).refused(Code::VersionNeeded);
    assert_eq!(unseen["present"]["decision"]["targets"][0]["code"], "A00");
    let address = format!("{}/mappings", dictionary_address(HIS));
    let seen = second.get(&format!("{}/history?code=001", dictionary_address(HIS)));
    let tag = seen.header("etag").to_owned();
    let put = |tag: &str| {
        let call = second
            .call("PUT", &address)
            .json(&json!({ "items": [mapped("001", "A01")] }));
        call.header("if-match", tag).send()
    };
    put("\"9\"").refused(Code::VersionChanged);
    put("x").refused(Code::FieldInvalid);
    assert_eq!(put(&tag).ok()[0]["version"], 2);
}

#[test]
fn fifty_editors_of_one_dictionary_lose_nothing() {
    const EDITORS: usize = 50;
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    load(&curator, HIS, &[("001", "霍乱"), ("002", "伤寒"), ("003", "痢疾")]).ok();
    let history = |code: &str| curator.get(&format!("{}/history?code={code}", dictionary_address(HIS)));
    // Each editor reads and writes every code until their own words are in its history.
    std::thread::scope(|scope| {
        for editor in 0..EDITORS {
            let (server, history) = (&server, &history);
            scope.spawn(move || {
                let client = server.client(&format!("editor-{editor}"), zhiyu::access::role::Role::Curator, "H1");
                for code in ["001", "002", "003"] {
                    write_until_taken(&client, code, editor, history);
                }
            });
        }
    });
    for code in ["001", "002", "003"] {
        let steps = history(code).ok();
        let steps = steps.as_array().unwrap();
        assert_eq!(steps.len(), EDITORS);
        let words: std::collections::BTreeSet<&str> =
            steps.iter().map(|step| step["reason"].as_str().unwrap()).collect();
        assert_eq!(words.len(), EDITORS, "somebody's words were lost");
        let accounts: Vec<String> = words.iter().map(|word| word.replace("words of ", "editor-")).collect();
        assert!(
            steps
                .iter()
                .all(|step| accounts.contains(&step["account"].as_str().unwrap().to_owned()))
        );
    }
}

fn write_until_taken(
    client: &super::client::Client,
    code: &str,
    editor: usize,
    history: &impl Fn(&str) -> super::client::Answer,
) {
    loop {
        let seen = history(code);
        let version = if seen.status == 404 {
            0
        } else {
            i64::try_from(seen.ok().as_array().unwrap().len()).unwrap()
        };
        let mut item = with_version(mapped(code, "A00"), version);
        item["justification"] = json!(format!("words of {editor}"));
        let answer = draft(client, HIS, &[item]);
        if answer.status == 200 {
            return;
        }
        // The first version may have been written by another meanwhile, too.
        let problem = answer.refused(Code::VersionChanged);
        assert!(problem["present"]["version"].as_i64().unwrap() > version, "{problem}");
        assert_eq!(problem["yours"]["targets"][0]["code"], "A00");
    }
}
