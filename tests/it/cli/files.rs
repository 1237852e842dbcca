//! Wrong files: each gets a clear problem and leaves the database as it was.

use super::json;
use super::refusal;
use crate::registry::hostile;
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::path::Path;
use tempfile::tempdir;

#[test]
fn wrong_files_are_refused_whole() {
    let data = tempdir().unwrap();
    json(
        data.path(),
        &["organization", "add", "--id", "H1", "--name", "试验医院"],
    );
    let good = "code,name\n01,霍乱\n".as_bytes().to_vec();
    assert_eq!(load(data.path(), "good.csv", &good).unwrap()["rows"], 1);
    let before = state(data.path());

    let mut cut_character = encoding_rs::GB18030
        .encode("code,name\n01,霍乱\n02,伤寒")
        .0
        .into_owned();
    cut_character.pop();
    let mut cut_workbook = workbook();
    cut_workbook.truncate(cut_workbook.len() / 2);
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("half-character.csv", cut_character, "encoding-invalid"),
        ("truncated.xlsx", cut_workbook, "file-unreadable"),
        (
            "column-missing.csv",
            "id,label\n1,霍乱\n".as_bytes().to_vec(),
            "column-not-guessed",
        ),
        ("no-rows.csv", b"code,name\n".to_vec(), "file-empty"),
        ("shared-stream-bomb.xlsx", hostile::two_gigabytes(), "file-unreadable"),
        ("large-part-bomb.xlsx", hostile::one_large_part(), "file-too-large"),
        (
            "empty-code.csv",
            "code,name\n01,霍乱\n,伤寒\n".as_bytes().to_vec(),
            "rows-refused",
        ),
    ];
    for (name, bytes, expected) in cases {
        let (code, problem) = load(data.path(), name, &bytes).unwrap_err();
        assert_eq!(
            (code, problem["code"].as_str()),
            (3, Some(expected)),
            "{name}: {problem}"
        );
        assert!(!problem["advice"].as_str().unwrap().is_empty());
        assert_eq!(state(data.path()), before, "{name} changed the database");
    }
}

#[test]
fn a_finding_names_row_and_column() {
    let data = tempdir().unwrap();
    json(
        data.path(),
        &["organization", "add", "--id", "H1", "--name", "试验医院"],
    );
    let rows = "编码,名称\n01,霍乱\n,伤寒\n".as_bytes().to_vec();
    let (_, problem) = load(data.path(), "rows.csv", &rows).unwrap_err();
    let finding = &problem["findings"][0];
    assert_eq!(
        (finding["row"].as_u64(), finding["column"].as_str()),
        (Some(3), Some("编码"))
    );
}

fn load(data: &Path, name: &str, bytes: &[u8]) -> Result<Value, (i32, Value)> {
    let folder = tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, bytes).unwrap();
    let arguments = [
        "import",
        "dictionary",
        "--organization",
        "H1",
        "--dictionary",
        "his/diagnosis",
        "--target",
        "icd-10/categories-2016",
        "--file",
        file.to_str().unwrap(),
    ];
    let output = super::zhiyu(data).args(arguments).arg("--json").output().unwrap();
    if output.status.success() {
        return Ok(serde_json::from_slice(&output.stdout).unwrap());
    }
    Err(refusal(data, &arguments))
}

/// What an administrator can see of the database: its organizations, the dictionary's suggestions and the length of its file.
fn state(data: &Path) -> (String, String) {
    let list = super::zhiyu(data)
        .args(["organization", "list", "--json"])
        .output()
        .unwrap();
    let out = data.join("state.csv");
    json(
        data,
        &[
            "suggest",
            "--organization",
            "H1",
            "--dictionary",
            "his/diagnosis",
            "--out",
            out.to_str().unwrap(),
        ],
    );
    (super::text(&list.stdout), std::fs::read_to_string(out).unwrap())
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in [["code", "name"], ["01", "霍乱"]].iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet
                .write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell)
                .unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}
