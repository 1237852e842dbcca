//! The workbook of changes below the county: every row is in a change or among the findings.

use super::date;
use super::reference;
use super::told;
use std::collections::BTreeMap;
use zhiyu::error::Code;
use zhiyu::registry::succession::Index;
use zhiyu::registry::succession::Profile;

#[test]
fn every_row_of_the_workbook_is_kept_or_told() {
    let Some(bytes) = reference("yearly_1981_2024/sub-county-diff.xlsx") else {
        return;
    };
    let read = Profile::Sheets.read(&bytes, None).unwrap();
    let left_out: Vec<_> = read
        .findings
        .iter()
        .filter(|one| one.code() == Code::SuccessionRowLeftOut)
        .collect();
    let mut rows = 0;
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for event in &read.events {
        let (_, numbers) = event.place.split_once(" row ").unwrap();
        rows += numbers.split(',').count();
        *kinds.entry(event.kind.as_str()).or_default() += 1;
    }
    assert_eq!(rows + left_out.len(), read.rows);
    let documented = read.events.iter().filter(|event| !event.document.is_empty()).count();
    assert_eq!((read.rows, read.events.len(), documented), (7_654, 7_547, 7_512));
    assert_eq!((left_out.len(), read.findings.len()), (10, 19), "{:#?}", read.findings);
    let of_kind = |kind: &str| kinds.get(kind).copied().unwrap_or_default();
    assert_eq!(
        (of_kind("merge"), of_kind("split"), of_kind("abolish")),
        (1_491, 82, 2_011),
        "{kinds:?}"
    );
    let index = Index::new(read.events);
    let ask = |code: &str, day: &str| told(&index.resolve(code, date(day), None));
    assert_eq!(
        ask("130630210", "2019"),
        r#"found ["130630105"]"#,
        "a new code merged over two rows"
    );
    assert_eq!(ask("110106202", "2019"), r#"found ["110106018"]"#);
    assert_eq!(
        ask("511722203", "2019"),
        r#"found ["511722002"]"#,
        "its new code has a blank at its end"
    );
}
