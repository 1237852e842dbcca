//! `zhiyu work-list export|import`: in the name of a token's holder; the operator of the machine may not map.

use super::json;
use super::refusal;
use super::text;
use super::zhiyu;
use crate::work_lists::sheets::Sheet;
use std::fs;
use tempfile::tempdir;

#[test]
fn a_curator_edits_a_csv_and_the_operator_may_not() {
    let folder = tempdir().unwrap();
    let data = folder.path();
    let path = |name: &str| data.join(name).to_str().unwrap().to_owned();
    let (list, edited, result) = (path("work-list.csv"), path("edited.csv"), path("result.xlsx"));
    fs::write(path("local.csv"), "code,name\n001,霍乱\n1-2,伤寒\n").unwrap();
    let run = |line: &str| json(data, &line.split(' ').collect::<Vec<_>>());
    run("organization add --id H1 --name 第一医院");
    let load = "import dictionary --organization H1 --dictionary his/diagnosis --target icd-10/categories-2016";
    run(&format!("{load} --file {}", path("local.csv")));
    let token = run("token create --for li.na --role curator --organization H1");
    let token = token["token"].as_str().unwrap();
    fs::write(path("token"), token).unwrap();
    let file = path("token");
    let of = "--organization H1 --dictionary his/diagnosis";
    run(&format!(
        "work-list export {of} --token-file {file} --state unmapped --out {list}"
    ));
    let mut sheet = Sheet::of(&fs::read(&list).unwrap());
    sheet.map("1-2", "A01", "等同");
    sheet.set("1-2", "动作", "提交审核");
    fs::write(&edited, sheet.csv().bytes).unwrap();
    let import = format!("work-list import {of} --file {edited}");
    let words: Vec<&str> = import.split(' ').collect();
    let (exit, problem) = refusal(data, &words);
    assert_eq!((exit, &problem["code"]), (6, &"right-missing".into()));
    let told = run(&format!("{import} --token-file {file} --dry-run --out {result}"));
    assert_eq!((&told["dry_run"], &told["drafted"]), (&true.into(), &1.into()));
    let shown = fs::read(&result).unwrap();
    assert!(shown.starts_with(b"PK"));
    let spoken = zhiyu(data).args(&words).env("ZHIYU_TOKEN", token).output().unwrap();
    let spoken = text(&spoken.stdout);
    let expected = "2 rows: 1 untouched, 0 already so, 1 drafted, 1 submitted, 0 in conflict, 0 errors";
    assert!(spoken.contains(expected), "{spoken}");
}
