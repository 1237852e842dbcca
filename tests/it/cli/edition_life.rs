//! The life of an edition by command line.

use super::json;
use super::refusal;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::tempdir;

/// Runs a command whose words have no blanks.
fn run(data: &Path, command: &str) -> Value {
    json(data, &command.split(' ').collect::<Vec<_>>())
}

/// Runs a command that has to be refused; its exit code, and its problem.
fn refused(data: &Path, command: &str) -> (i32, Value) {
    refusal(data, &command.split(' ').collect::<Vec<_>>())
}

#[test]
fn two_people_bring_an_edition_through_review_by_command_line() {
    let data = tempdir().unwrap();
    let (data, file) = (data.path(), data.path().join("list.csv"));
    fs::write(&file, "code,name\nA,甲\n").unwrap();
    let system = run(
        data,
        "code-system register list --title 列表 --publisher 单位 --kind plain",
    );
    assert_eq!(system["title"], "列表");
    let file = file.display();
    let import = format!("import edition --system list --edition 2026 --file {file} --as li.na");
    assert_eq!(run(data, &import)["status"], "draft");
    let (exit, problem) = refused(data, "edition submit list/2026 --as li.na");
    assert_eq!((exit, problem["code"].as_str()), (3, Some("edition-incomplete")));
    assert_eq!(problem["findings"].as_array().unwrap().len(), 3, "{problem}");
    run(
        data,
        "edition describe list/2026 --source 官网 --confidence V --effective-from 2026-01-01 --as li.na",
    );
    assert_eq!(run(data, "edition submit list/2026 --as li.na")["status"], "in-review");
    let (exit, problem) = refused(data, "edition publish list/2026 --as li.na");
    assert_eq!((exit, problem["code"].as_str()), (6, Some("maker-is-checker")));
    assert_eq!(
        run(data, "edition publish list/2026 --as wang.wei")["status"],
        "published"
    );
    run(data, "authority add --id henan --title 河南省卫生健康委员会 --tier 省");
    run(
        data,
        "edition register list/2026 --authority henan --status 标准 --reason 发文",
    );
    let shown = run(data, "edition show list/2026");
    let steps = shown["steps"].as_array().unwrap().iter();
    let steps: Vec<_> = steps.map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["import", "describe", "submit", "publish"]);
    assert_eq!(shown["registrations"]["current"][0]["status"], "standard");
    assert_eq!(run(data, "edition in-force list --as-of 2026-05-01")["current"], "2026");
    let (exit, _) = refused(data, "edition retire list/2026");
    assert_eq!(exit, 3, "to retire needs a reason");
    assert_eq!(run(data, "edition retire list/2026 --reason 误发")["status"], "retired");
}
