//! The workbench over HTTP: its files come from here alone and under a strict policy; long lists as lines; one's own draft is
//! taken back. Its journeys in a browser are in `tests/workbench`.

use super::data::all_pages;
use super::data::column;
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
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use zhiyu::error::Code;

const HIS: &str = "his/diagnosis";
/// The only address that a file may hold: it names a kind of document, and nobody asks for it.
const SVG: &str = "http://www.w3.org/2000/svg";

/// Every file of the workbench, by its path from there.
fn files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/workbench");
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn every_file_is_served_under_a_strict_policy_and_only_once() {
    let server = TestServer::start();
    let anon = server.anon();
    for (name, text) in files() {
        let answer = anon.get(&format!("/workbench/{name}"));
        assert_eq!(
            (answer.status, answer.body.as_slice()),
            (200, text.as_bytes()),
            "{name}"
        );
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        let tag = answer.header("etag").to_owned();
        let again = anon.call("GET", &format!("/workbench/{name}"));
        assert_eq!(again.header("if-none-match", &tag).send().status, 304, "{name}");
    }
    let page = anon.get("/");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(
        anon.get("/workbench/app.js").header("content-type"),
        "text/javascript; charset=utf-8"
    );
    for missing in [
        "/workbench/nothing.js",
        "/workbench/../workbench.rs",
        "/workbench/%2e%2e/workbench.rs",
        "/workbench/",
    ] {
        anon.get(missing).refused(Code::PathUnknown);
    }
}

#[test]
fn no_file_names_another_host_or_makes_markup_of_text() {
    let files = files();
    assert!(files.len() > 20, "{}", files.len());
    for (name, text) in files {
        let text = text.replace(SVG, "");
        for never in [
            "http://",
            "https://",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "style=\"",
            " onclick=\"",
        ] {
            assert!(!text.contains(never), "{name} has {never}");
        }
    }
}

#[test]
fn lines_are_the_rows_of_the_work_list_without_what_stands_beside_them() {
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    load(&curator, HIS, &[("001", "霍乱"), ("002", "伤寒"), ("003", "不明之症")]).ok();
    let job = curator.act(&format!("{}/suggest", dictionary_address(HIS))).ok();
    watch(&curator, job["id"].as_str().unwrap());
    draft(&curator, HIS, &[mapped("002", "A01")]).ok();
    let address = |rest: &str| format!("{}/codes{rest}", dictionary_address(HIS));
    for query in [
        "",
        "?sort=code",
        "?state=drafted",
        "?text=%E9%9C%8D&risk=any",
        "?code=003&code=001&code=x",
    ] {
        let lines = all_pages(&curator, &address(&format!("/lines{query}")), 2);
        let rows = all_pages(&curator, &address(query), 2);
        assert_eq!(column(&lines, "code"), column(&rows, "code"), "{query}");
    }
    assert_eq!(
        column(&all_pages(&curator, &address("?code=003&code=001"), 2), "code").len(),
        2
    );
    let lines = curator.get(&address("/lines?sort=code")).ok();
    let line = |index: usize, field: &str| lines["items"][index][field].clone();
    assert_eq!(
        [line(0, "state"), line(1, "state")],
        [json!("suggested"), json!("drafted")]
    );
    assert_eq!([line(0, "version"), line(1, "version")], [json!(0), json!(1)]);
    assert_eq!(line(0, "suggestion")["code"], "A00");
    assert_eq!(line(1, "targets")[0]["code"], "A01");
    assert_eq!(line(1, "author"), "curator");
}

#[test]
fn what_was_taken_from_a_suggestion_says_so_and_nothing_else_does() {
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    load(&curator, HIS, &[("001", "霍乱"), ("002", "伤寒"), ("003", "副伤寒")]).ok();
    let job = curator.act(&format!("{}/suggest", dictionary_address(HIS))).ok();
    watch(&curator, job["id"].as_str().unwrap());
    let from_suggestion = |mut item: Value| {
        item["from_suggestion"] = json!(true);
        item
    };
    let items = [
        from_suggestion(mapped("001", "A00")),
        from_suggestion(mapped("002", "A00")),
        mapped("003", "A01"),
    ];
    let drafted = draft(&curator, HIS, &items).ok();
    assert_eq!(drafted[0]["origin"]["by"], "suggestion");
    assert_eq!(drafted[0]["origin"]["rank"], 1);
    assert!(!drafted[0]["origin"]["reasons"].as_array().unwrap().is_empty());
    assert_eq!(drafted[1]["origin"], json!({ "by": "hand" }), "it was not suggested");
    assert_eq!(drafted[2]["origin"], json!({ "by": "hand" }));
}

#[test]
fn ones_own_last_draft_is_taken_back_and_nothing_else() {
    let server = TestServer::start();
    diseases(&server);
    let (curator, other) = (server.curator(), server.second_curator());
    load(&curator, HIS, &[("001", "霍乱"), ("002", "伤寒")]).ok();
    let address = format!("{}/mappings/undo", dictionary_address(HIS));
    let undo = |version: i64| json!({ "items": [{ "code": "001", "version": version }] });
    curator.post(&address, &undo(1)).refused(Code::MappingUnknown);
    draft(&curator, HIS, &[mapped("001", "A00")]).ok();
    other.post(&address, &undo(1)).refused(Code::StepNotAllowed);
    server.reviewer().post(&address, &undo(1)).refused(Code::RightMissing);
    assert_eq!(
        curator.post(&address, &undo(1)).ok(),
        json!([]),
        "there was no mapping before"
    );
    assert_eq!(draft(&curator, HIS, &[mapped("001", "A01")]).ok()[0]["version"], 3);
    draft(&curator, HIS, &[mapped("001", "A00")]).ok();
    curator.post(&address, &undo(3)).refused(Code::VersionChanged);
    let restored = curator.post(&address, &undo(4)).ok();
    assert_eq!(restored[0]["decision"]["targets"][0]["code"], "A01");
    assert_eq!(restored[0]["version"], 5);
    step(&curator, HIS, "submit", &["001"]).ok();
    curator.post(&address, &undo(6)).refused(Code::StepNotAllowed);
    let history = curator
        .get(&format!("{}/history?code=001", dictionary_address(HIS)))
        .ok();
    let steps: Vec<&str> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["step"].as_str().unwrap())
        .collect();
    assert_eq!(steps, ["draft", "undo", "draft", "draft", "undo", "submit"]);
}
