//! `kind` and `import edition --dry-run`: words, exit codes, files.

use super::json;
use super::reference;
use super::refusal;
use super::text;
use super::zhiyu;
use serde_json::json;
use tempfile::tempdir;

#[test]
fn codes_are_checked_and_kinds_added_on_the_command_line() {
    let data = tempdir().unwrap();
    let listed = json(data.path(), &["kind", "list"]);
    assert_eq!(listed.as_array().unwrap().len(), 33);
    let right = json(data.path(), &["kind", "check", "--kind", "uscc", "91350100M000100Y43"]);
    assert_eq!(
        (&right[0]["valid"], &right[0]["expected_digit"]),
        (&json!(true), &json!("3"))
    );
    let wrong = ["kind", "check", "--kind", "icd-9-cm-3-guolin", "51.2300", "4.3x01"];
    let output = zhiyu(data.path()).args(wrong).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let told = text(&output.stdout);
    assert!(
        told.contains("51.2300: right; under 51.23 > 51.2 > 51\n4.3x01: the code '4.3x01' is not built"),
        "{told}"
    );

    let file = data.path().join("own.toml");
    std::fs::write(&file, "title='自编'\ntitle_en='Own'\nstandard='本省'\nconfidence='V'\n").unwrap();
    let add = ["kind", "add", file.to_str().unwrap()];
    assert_eq!(json(data.path(), &add)["id"], "own");
    assert_eq!(json(data.path(), &add)["id"], "own");
    let (code, problem) = refusal(data.path(), &["kind", "add", file.to_str().unwrap(), "--id", "loinc"]);
    assert_eq!((code, problem["code"].as_str()), (5, Some("kind-exists")));
}

#[test]
fn a_dry_run_of_the_damaged_list_tells_514_lost_zeros_and_ends_with_3() {
    let Some(file) = reference("codesets/icd9cm3/yibao2.0_damaged_by_excel.csv") else {
        return;
    };
    let data = tempdir().unwrap();
    let findings = data.path().join("findings.csv");
    let arguments = [
        "import",
        "edition",
        "--system",
        "icd-9",
        "--edition",
        "damaged",
        "--kind",
        "icd-9-cm-3-yibao",
        "--file",
        file.to_str().unwrap(),
        "--code",
        "操作码",
        "--name",
        "操作名",
        "--dry-run",
        "--findings",
        findings.to_str().unwrap(),
    ];
    let output = zhiyu(data.path()).args(arguments).output().unwrap();
    let told = text(&output.stdout);
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("zeros-lost             514\n"), "{told}");
    let written = std::fs::read_to_string(&findings).unwrap();
    assert_eq!(written.matches(",zeros-lost,error,").count(), 514);
    let (code, problem) = refusal(data.path(), &["publish", "--organization", "H1"]);
    assert_eq!(
        (code, problem["code"].as_str()),
        (4, Some("organization-unknown")),
        "the data folder is whole"
    );
}
