//! The main job on a real hospital's disease dictionary, by command line.

use super::json;
use super::reference;
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::tempdir;

const ROWS: u64 = 29_395;
const ENOUGH_EXACT: usize = 8_100;

struct Row {
    code: String,
    name: String,
    suggested_code: String,
    suggested_name: String,
    reasons: String,
}

#[test]
fn a_real_dictionary_gets_exact_names_first_and_never_by_code() {
    let edition = reference("codesets/icd10/guolin2.0_to_yibao2.0.csv");
    let diseases = reference("local_dictionaries/his_a/disease.csv");
    let (Some(edition), Some(diseases)) = (edition, diseases) else {
        return;
    };
    let data = tempdir().unwrap();
    let imported = json(
        data.path(),
        &[
            "import",
            "edition",
            "--system",
            "icd-10",
            "--edition",
            "guolin-2.0",
            "--file",
            edition.to_str().unwrap(),
            "--code",
            "国临版编码",
            "--name",
            "国临版名称",
            "--publish",
        ],
    );
    assert_eq!(
        (imported["rows"].as_u64(), imported["status"].as_str()),
        (Some(35_587), Some("published"))
    );
    json(
        data.path(),
        &["organization", "add", "--id", "H1", "--name", "试验医院"],
    );
    let loaded = load(data.path(), "his/diagnosis", &diseases, "DiseaseICD");
    assert_eq!(loaded["rows"], ROWS);
    assert_eq!(
        (loaded["repeated_codes"].as_u64(), loaded["repeated_rows"].as_u64()),
        (Some(83), Some(213))
    );

    let rows = suggest(data.path(), "his/diagnosis");
    assert_eq!(u64::try_from(rows.len()).unwrap(), ROWS);
    let exact = rows.iter().filter(|row| row.suggested_name == row.name).count();
    assert!(exact >= ENOUGH_EXACT, "{exact} exact names");
    nobody_chose_by_code(data.path(), &rows);
    assert_eq!(repeated_rows(&rows), 213, "repeated rows were lost");
    eprintln!("real dictionary: {ROWS} rows, {exact} exact names first, 213 repeated rows kept");
}

/// Wherever the suggested code is the local code although the names differ, the same names under other codes get the
/// same suggestion: the code had no part in it.
fn nobody_chose_by_code(data: &Path, rows: &[Row]) {
    let suspects: Vec<&Row> = rows
        .iter()
        .filter(|row| row.suggested_code == row.code && row.suggested_name != row.name)
        .collect();
    assert!(
        !suspects.is_empty(),
        "the two lists share codes, so some rows are suspect"
    );
    let lines = (0..)
        .zip(&suspects)
        .map(|(number, row)| format!("row-{number}\t{}", row.name));
    let file = data.join("names.tsv");
    let table: Vec<String> = std::iter::once("ID\tDiseaseName".to_owned()).chain(lines).collect();
    std::fs::write(&file, table.join("\n")).unwrap();
    load(data, "his/by-number", &file, "ID");
    for (row, blind) in suspects.iter().zip(suggest(data, "his/by-number")) {
        assert_eq!(row.name, blind.name);
        let chosen = (&row.code, &row.name, &row.suggested_code, &row.reasons);
        assert_eq!(
            row.suggested_code, blind.suggested_code,
            "{chosen:?} was chosen by its code"
        );
    }
}

fn repeated_rows(rows: &[Row]) -> usize {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(&row.code).or_default() += 1;
    }
    counts.values().filter(|count| **count > 1).sum()
}

fn load(data: &Path, dictionary: &str, file: &Path, code: &str) -> serde_json::Value {
    json(
        data,
        &[
            "import",
            "dictionary",
            "--organization",
            "H1",
            "--dictionary",
            dictionary,
            "--file",
            file.to_str().unwrap(),
            "--code",
            code,
            "--name",
            "DiseaseName",
            "--target",
            "icd-10/guolin-2.0",
        ],
    )
}

fn suggest(data: &Path, dictionary: &str) -> Vec<Row> {
    let out = data.join("suggestions.csv");
    json(
        data,
        &[
            "suggest",
            "--organization",
            "H1",
            "--dictionary",
            dictionary,
            "--out",
            out.to_str().unwrap(),
        ],
    );
    let mut reader = csv::Reader::from_path(out).unwrap();
    assert_eq!(
        reader.headers().unwrap(),
        vec!["code", "name", "suggested_code", "suggested_name", "score", "reasons"]
    );
    let row = |record: csv::StringRecord| Row {
        code: record[0].to_owned(),
        name: record[1].to_owned(),
        suggested_code: record[2].to_owned(),
        suggested_name: record[3].to_owned(),
        reasons: record[5].to_owned(),
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}
