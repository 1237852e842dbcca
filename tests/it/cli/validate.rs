//! `zhiyu validate`: which values may stand in a field, which not, and why.

use super::json;
use super::refusal;
use super::text;
use super::zhiyu;
use tempfile::tempdir;

const FIELD: [&str; 7] = [
    "validate",
    "--specification",
    "henan-2026",
    "--table",
    "病人表",
    "--field",
    "性别",
];

#[test]
fn values_are_told_apart_in_words_and_in_json() {
    let data = tempdir().unwrap();
    let output = zhiyu(data.path())
        .env("LANG", "zh_CN.UTF-8")
        .args(FIELD)
        .args(["--values", "1,2,3,男, 1"])
        .output()
        .unwrap();
    let told = text(&output.stdout);
    assert_eq!(output.status.code(), Some(3), "{told}{}", text(&output.stderr));
    for line in [
        "“1” 有效：男性",
        "“3” 无效：不在值域内",
        "“男” 无效：这是名称",
        "“ 1” 无效：前后有空格；是否应为 “1”",
    ] {
        assert!(told.contains(line), "{line} is not in {told}");
    }
    let good = json(data.path(), &[&FIELD[..], &["--values", "1,2"]].concat());
    assert_eq!(
        (good["valid"].as_u64(), good["results"][1]["display"].as_str()),
        (Some(2), Some("女性"))
    );
    let file = data.path().join("values.csv");
    std::fs::write(&file, "编号,性别\n1,1\n2,01\n").unwrap();
    let arguments = [&FIELD[..], &["--file", file.to_str().unwrap(), "--column", "性别"]].concat();
    let (code, problem) = refusal(data.path(), &arguments);
    assert_eq!((code, problem["code"].as_str()), (3, Some("values-not-valid")));
    let (code, _) = refusal(
        data.path(),
        &[
            "validate",
            "--specification",
            "x",
            "--table",
            "t",
            "--field",
            "f",
            "--values",
            "1",
        ],
    );
    assert_eq!(code, 4);
}
