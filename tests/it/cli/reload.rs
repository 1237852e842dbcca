//! Loading a dictionary again and weighing an edition, by command line.

use super::json;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::tempdir;

/// Runs a command whose words have no blanks.
fn run(data: &Path, command: &str) -> Value {
    json(data, &command.split(' ').collect::<Vec<_>>())
}

#[test]
fn a_load_is_told_first_and_an_edition_is_weighed_before_it_is_published() {
    let data = tempdir().unwrap();
    let data = data.path();
    let write = |name: &str, text: &str| {
        let path = data.join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let list = write("list.csv", "code,name\nA,甲\nB,乙\n");
    run(
        data,
        &format!("import edition --system list --edition 1 --file {list} --publish"),
    );
    run(data, "organization add --id H1 --name 试验医院");
    let load = "import dictionary --organization H1 --dictionary his/a --target list/1";
    let before = write("before.csv", "code,name,规格\n1,左肾,0.25g\n2,乙,0.5g\n");
    run(data, &format!("{load} --attribute 规格 --file {before}"));
    let after = write("after.csv", "code,name,规格\n1,右肾,0.25g\n2,乙,0.25g\n3,丙,1g\n");
    let report = data.join("report.csv");
    let told = run(
        data,
        &format!(
            "{load} --attribute 规格 --file {after} --dry-run --report {}",
            report.display()
        ),
    );
    assert_eq!(
        (&told["applied"], &told["re_used"], &told["added"]),
        (&false.into(), &2.into(), &1.into())
    );
    let table = fs::read_to_string(&report).unwrap();
    assert!(
        table.contains("re-used,2,乙,乙,1000,") && table.contains("规格: 0.5g -> 0.25g"),
        "{table}"
    );
    let done = run(data, &format!("{load} --attribute 规格 --file {after}"));
    assert_eq!((&done["applied"], &done["load"]), (&true.into(), &2.into()));

    let next = write("next.csv", "code,name\nA,甲\n");
    run(data, &format!("import edition --system list --edition 2 --file {next}"));
    let impact = run(data, "edition impact list/2");
    assert_eq!(
        impact["from"],
        serde_json::json!([]),
        "it does not say what it replaces"
    );
    run(data, "edition describe list/2 --replaces 1");
    let impact = run(data, "edition impact list/2");
    assert_eq!(impact["from"], serde_json::json!(["list/1"]));
    assert_eq!(impact["total"]["to_recheck"], 0, "nothing is mapped yet");
}
