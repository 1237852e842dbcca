//! `zhiyu export specification|value-domains|data-elements`: what goes out comes in again.

use super::json;
use super::refusal;
use std::fs;
use std::path::Path;
use tempfile::tempdir;

#[test]
fn a_specification_goes_out_and_comes_in_elsewhere() {
    let (first, second) = (tempdir().unwrap(), tempdir().unwrap());
    let path = |name: &str| first.path().join(name).to_str().unwrap().to_owned();
    let (domains, elements) = (path("domains.csv"), path("elements.xlsx"));
    let (fields, tables) = (path("fields.tsv"), path("tables.csv"));
    let run = |data: &Path, line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        json(data, &words)
    };
    let here = first.path();
    run(here, &format!("export value-domains --out {domains}"));
    run(here, &format!("export data-elements --starts DE02 --out {elements}"));
    let out = run(
        here,
        &format!("export specification --id henan-2026 --out {fields} --tables {tables}"),
    );
    assert_eq!((out["tables"].as_u64(), out["fields"].as_u64()), (Some(47), Some(230)));
    let there = second.path();
    for (what, file) in [("value-domains", &domains), ("data-elements", &elements)] {
        let report = run(there, &format!("import {what} --file {file}"));
        assert_eq!(
            (&report["registered"], &report["finding_count"]),
            (&0.into(), &0.into())
        );
        assert!(report["unchanged"].as_u64() > Some(20));
    }
    let copy = run(
        there,
        &format!("import specification --id copy --file {fields} --tables {tables}"),
    );
    assert_eq!(copy["digest"], out["digest"]);
    let nowhere = path("none.csv");
    let refused = refusal(here, &["export", "specification", "--id", "none", "--out", &nowhere]);
    assert_eq!(refused.1["code"], "specification-unknown");
    assert!(fs::metadata(nowhere).is_err());
}
