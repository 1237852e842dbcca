//! The file as it is, and what the reference implementation says of it.

use super::about;
use super::everything;
use crate::support::postgres::say;
use std::process::Command;
use zhiyu::mapping::exchange::ExchangeFormat;
use zhiyu::mapping::exchange::write;

/// The Python that has the package `sssom`; `python3` without it.
const PYTHON: &str = "SSSOM_PYTHON";
/// Every kind of validation that the package has, its parser first, which refuses rows that it would have to drop.
const CHECK: &str = "
import sys
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
from sssom.constants import SchemaValidationType as T
msdf = parse_sssom_table(sys.argv[1])
validate(msdf, [T.JsonSchema, T.PrefixMapCompleteness, T.StrictCurieFormat], fail_on_error=True)
print(len(msdf.df), sorted(set(msdf.df['predicate_id'])), list(msdf.df['subject_label']).count('001 的本地名'))
";

fn file() -> Vec<u8> {
    write(ExchangeFormat::Sssom, &about(), &everything()).unwrap().bytes
}

#[test]
fn the_file_is_the_golden_one() {
    let expected = include_str!("../../../reference/mappings.sssom.tsv");
    assert_eq!(String::from_utf8(file()).unwrap(), expected);
}

#[test]
fn the_sssom_package_validates_it() {
    let python = std::env::var(PYTHON).unwrap_or_else(|_| "python3".to_owned());
    let importable = Command::new(&python).args(["-c", "import sssom"]).output();
    if !importable.is_ok_and(|output| output.status.success()) {
        say(&format!(
            "skipped: {python} has no package sssom (name another with {PYTHON})"
        ));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mappings.sssom.tsv");
    std::fs::write(&path, file()).unwrap();
    let output = Command::new(&python).args(["-c", CHECK]).arg(&path).output().unwrap();
    let (said, complaints) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{complaints}");
    assert_eq!(
        said.trim(),
        "6 ['skos:broadMatch', 'skos:exactMatch', 'skos:narrowMatch', 'skos:relatedMatch'] 3"
    );
}
