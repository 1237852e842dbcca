//! Differences of real editions, by command line.

use super::json;
use super::reference;
use super::text;
use super::zhiyu;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use tempfile::tempdir;

fn import(data: &Path, edition: &str, file: &Path, columns: [&str; 2]) -> Value {
    let (system, edition) = edition.split_once('/').unwrap();
    let [code, name] = columns;
    let file = file.to_str().unwrap();
    json(
        data,
        &[
            "import",
            "edition",
            "--system",
            system,
            "--edition",
            edition,
            "--file",
            file,
            "--code",
            code,
            "--name",
            name,
            "--publish",
        ],
    )
}

/// The counts added, removed, renamed and unchanged.
fn compare(data: &Path, from: &str, to: &str) -> [u64; 4] {
    let found = json(data, &["diff-editions", "--from", from, "--to", to]);
    ["added", "removed", "renamed", "unchanged"].map(|change| found["counts"][change].as_u64().unwrap())
}

#[test]
fn streets_before_and_after_their_correction() {
    let before = reference("divisions/streets/streets_20221031.csv");
    let after = reference("divisions/streets/streets_20221031_fix20230913.csv");
    let (Some(before), Some(after)) = (before, after) else {
        return;
    };
    let data = tempdir().unwrap();
    import(data.path(), "streets/2022", &before, ["code", "name"]);
    import(data.path(), "streets/2022-fix", &after, ["code", "name"]);
    assert_eq!(
        compare(data.path(), "streets/2022", "streets/2022-fix"),
        [292, 291, 168, 40_892]
    );
}

#[test]
fn two_cities_editions_of_the_insurance_list() {
    let beijing = reference("codesets/icd10/yibao2.0_beijing_2022.dat");
    let suzhou = reference("codesets/icd10/yibao2.0_suzhou_2023.dat");
    let (Some(beijing), Some(suzhou)) = (beijing, suzhou) else {
        return;
    };
    let data = tempdir().unwrap();
    for (edition, file) in [("yibao/beijing", beijing), ("yibao/suzhou", suzhou)] {
        // Lines are a code and a name with a blank between.
        let lines = fs::read_to_string(file).unwrap();
        let table = lines.lines().filter_map(|line| line.split_once(' ')).fold(
            "code\tname\n".to_owned(),
            |mut table, (code, name)| {
                writeln!(table, "{code}\t{name}").unwrap();
                table
            },
        );
        let tsv = data.path().join("list.tsv");
        fs::write(&tsv, table).unwrap();
        import(data.path(), edition, &tsv, ["code", "name"]);
    }
    // 815 names differ; K58.800 differs by a blank at the end, which is kept.
    assert_eq!(
        compare(data.path(), "yibao/beijing", "yibao/suzhou"),
        [4, 1, 816, 32_487]
    );
    let out = data.path().join("diff.xlsx");
    let mut command = zhiyu(data.path());
    command.args([
        "diff-editions",
        "--from",
        "yibao/beijing",
        "--to",
        "yibao/suzhou",
        "--out",
    ]);
    let output = command.arg(&out).output().unwrap();
    assert!(
        text(&output.stdout).contains("4 added, 1 removed, 816 renamed"),
        "{}",
        text(&output.stdout)
    );
    assert!(fs::read(out).unwrap().starts_with(b"PK"));
}

#[test]
fn the_clinical_and_the_insurance_list() {
    let Some(both) = reference("codesets/icd10/guolin2.0_to_yibao2.0.csv") else {
        return;
    };
    let data = tempdir().unwrap();
    import(data.path(), "icd-10/guolin", &both, ["国临版编码", "国临版名称"]);
    let yibao = first_of_each(&both, data.path());
    import(data.path(), "icd-10-yb/2.0", &yibao, ["code", "name"]);
    assert_eq!(
        compare(data.path(), "icd-10/guolin", "icd-10-yb/2.0"),
        [934, 4_332, 941, 30_314]
    );
}

/// The third and fourth columns of the file as a table of its own, each code once: as its first row has it.
fn first_of_each(file: &Path, folder: &Path) -> std::path::PathBuf {
    let mut seen = std::collections::HashSet::new();
    let mut table = "code\tname\n".to_owned();
    let rows = csv_rows(&fs::read(file).unwrap());
    for row in rows.iter().skip(1) {
        let (code, name) = (&row[2], &row[3]);
        if !code.is_empty() && seen.insert(code.clone()) {
            writeln!(table, "{code}\t\"{}\"", name.replace('"', "\"\"")).unwrap();
        }
    }
    let path = folder.join("yibao.tsv");
    fs::write(&path, table).unwrap();
    path
}

fn csv_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}
