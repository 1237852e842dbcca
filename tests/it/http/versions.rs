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
