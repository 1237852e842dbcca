//! Lint of the real lists beside the project; without them these tests say that they did nothing.

use super::count;
use super::procedures;
use crate::registry::files;
use crate::registry::kinds::kind;
use std::path::Path;
use zhiyu::error::Code;
use zhiyu::registry::columns::ColumnChoice;
use zhiyu::registry::edition_file::Reading;
use zhiyu::registry::edition_file::read;
use zhiyu::registry::kind::Kind;
use zhiyu::registry::lint::Report;
use zhiyu::registry::lint::Severity;
use zhiyu::registry::tabular::Format;

/// A list beside the project, read with these columns and against this kind.
fn real(path: &str, choice: &ColumnChoice, kind: &Kind) -> Option<Reading> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    let Ok(mut bytes) = std::fs::read(&path) else {
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"skipped: ../shared/data is missing\n");
        return None;
    };
    if path
        .extension()
        .is_some_and(|ending| ending == "dat" || ending == "txt")
    {
        let text = String::from_utf8(bytes).unwrap();
        let rows = text.lines().filter_map(|line| line.split_once(' '));
        let rows: Vec<String> = rows.map(|(code, name)| format!("{code}\t{name}\n")).collect();
        bytes = format!("code\tname\n{}", rows.concat()).into_bytes();
    }
    let table = files::read(&bytes, Format::detect(path.to_str(), &bytes)).unwrap();
    Some(read(&table, choice, kind, Report::USUAL).unwrap())
}

#[test]
fn the_damaged_list_yields_its_514_lost_zeros() {
    let path = "codesets/icd9cm3/yibao2.0_damaged_by_excel.csv";
    let choice = ColumnChoice::named("操作码", "操作名");
    let Some(reading) = real(path, &choice, procedures()) else {
        return;
    };
    assert_eq!(count(&reading, Code::ZerosLost), 514);
    assert_eq!(count(&reading, Code::CodeBreaksPattern), 0);
    assert_eq!(count(&reading, Code::CodeRepeated), 784);
    let zeros = reading
        .report
        .findings()
        .iter()
        .filter(|one| one.rule == Code::ZerosLost);
    for finding in zeros {
        assert_eq!(
            finding.suggestion.as_deref(),
            Some(format!("0{}", finding.value).as_str())
        );
        assert_eq!(finding.severity, Severity::Error);
    }
    let plain = real(path, &choice, &Kind::plain()).unwrap();
    assert_eq!(count(&plain, Code::ZerosLost), 514, "neighbours tell as much");
}

/// Healthy lists: the file, its columns of codes and names, its kind.
const HEALTHY: &[(&str, &str, &str, &str)] = &[
    (
        "codesets/icd10/guolin2.0_to_yibao2.0.csv",
        "国临版编码",
        "国临版名称",
        "icd-10-guolin",
    ),
    (
        "codesets/icd10/yibao2.0_with_categories.csv",
        "诊断码",
        "诊断名",
        "icd-10-yibao",
    ),
    (
        "codesets/icd10/yibao2.0_beijing_2022.dat",
        "code",
        "name",
        "icd-10-yibao",
    ),
    (
        "codesets/icd10/yibao2.0_suzhou_2023.dat",
        "code",
        "name",
        "icd-10-yibao",
    ),
    (
        "codesets/icd9cm3/guolin3.0_to_yibao2.0.csv",
        "国临3.0手术代码",
        "国临3.0手术名称",
        "icd-9-cm-3-guolin",
    ),
    ("codesets/tcm/cDisease.csv", "code", "name", "plain"),
    ("codesets/tcm/semiotic.csv", "code", "name", "plain"),
    ("codesets/tcm/symptom.csv", "code", "name", "plain"),
    ("divisions/monthly_gb2260/201701.tsv", "Code", "Name", "gbt-2260"),
    ("divisions/monthly_gb2260/stats_201810.tsv", "Code", "Name", "gbt-2260"),
    ("divisions/streets/streets_20221031.csv", "code", "name", "division-9"),
    ("divisions/streets/areas_20221031.csv", "code", "name", "gbt-2260"),
    ("divisions/streets/cities_20221031.csv", "code", "name", "division-9"),
    ("divisions/streets/provinces_20221031.csv", "code", "name", "division-9"),
    ("divisions/yearly_1981_2024/data/1981.txt", "code", "name", "gbt-2260"),
    ("divisions/yearly_1981_2024/data/2024.txt", "code", "name", "gbt-2260"),
];

#[test]
fn the_healthy_lists_have_no_lost_zeros_and_fit_their_kinds() {
    let never = [
        Code::ZerosLost,
        Code::DecimalShortened,
        Code::CodeBreaksPattern,
        Code::LookAlikeCharacters,
        Code::ScientificNotation,
    ];
    for (path, code, name, id) in HEALTHY {
        for kind in [&kind(id), &Kind::plain()] {
            let Some(reading) = real(path, &ColumnChoice::named(*code, *name), kind) else {
                return;
            };
            for rule in never {
                assert_eq!(count(&reading, rule), 0, "{path} {id} {rule}");
            }
        }
    }
}
