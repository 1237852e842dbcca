//! The life of an edition by command line.

use super::json;
use super::refusal;
use std::fs;
use tempfile::tempdir;

const LIST: &str = "list/2026";

#[test]
fn two_people_bring_an_edition_through_review_by_command_line() {
    let data = tempdir().unwrap();
    let data = data.path();
    let file = data.join("list.csv");
    fs::write(&file, "code,name\nA,甲\n").unwrap();
    let register = [
        "code-system",
        "register",
        "list",
        "--title",
        "列表",
        "--publisher",
        "单位",
        "--kind",
        "plain",
    ];
    assert_eq!(json(data, &register)["title"], "列表");
    let file = file.to_str().unwrap();
    let import = [
        "import",
        "edition",
        "--system",
        "list",
        "--edition",
        "2026",
        "--file",
        file,
        "--as",
        "li.na",
    ];
    assert_eq!(json(data, &import)["status"], "draft");
    let (exit, problem) = refusal(data, &["edition", "submit", LIST, "--as", "li.na"]);
    assert_eq!((exit, problem["code"].as_str()), (3, Some("edition-incomplete")));
    assert_eq!(problem["findings"].as_array().unwrap().len(), 3, "{problem}");
    let describe = [
        "edition",
        "describe",
        LIST,
        "--source",
        "官网",
        "--confidence",
        "V",
        "--effective-from",
        "2026-01-01",
        "--as",
        "li.na",
    ];
    json(data, &describe);
    assert_eq!(
        json(data, &["edition", "submit", LIST, "--as", "li.na"])["status"],
        "in-review"
    );
    let (exit, problem) = refusal(data, &["edition", "publish", LIST, "--as", "li.na"]);
    assert_eq!((exit, problem["code"].as_str()), (6, Some("maker-is-checker")));
    let published = json(data, &["edition", "publish", LIST, "--as", "wang.wei"]);
    assert_eq!(published["status"], "published");
    json(
        data,
        &[
            "authority",
            "add",
            "--id",
            "henan",
            "--title",
            "河南省卫生健康委员会",
            "--tier",
            "省",
        ],
    );
    json(
        data,
        &[
            "edition",
            "register",
            LIST,
            "--authority",
            "henan",
            "--status",
            "标准",
            "--reason",
            "发文",
        ],
    );
    let shown = json(data, &["edition", "show", LIST]);
    let steps: Vec<_> = shown["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["step"].as_str().unwrap())
        .collect();
    assert_eq!(steps, ["import", "describe", "submit", "publish"]);
    assert_eq!(shown["registrations"]["current"][0]["status"], "standard");
    let in_force = json(data, &["edition", "in-force", "list", "--as-of", "2026-05-01"]);
    assert_eq!(in_force["current"], "2026");
    let (exit, _) = refusal(data, &["edition", "retire", LIST]);
    assert_eq!(exit, 3, "to retire needs a reason");
    assert_eq!(
        json(data, &["edition", "retire", LIST, "--reason", "误发"])["status"],
        "retired"
    );
}
