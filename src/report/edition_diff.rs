//! The difference of two editions as a table: CSV for programs, a workbook for people.

use crate::error::Result;
use crate::registry::concept::Concept;
use crate::registry::csv_file;
use crate::registry::edition_diff::Change;
use crate::registry::xlsx_file;

/// The keys of the columns, as CSV has them.
const KEYS: &[&str] = &[
    "changes",
    "code",
    "display_before",
    "display_after",
    "parent_before",
    "parent_after",
    "status_before",
    "status_after",
    "assignable_before",
    "assignable_after",
    "designations_before",
    "designations_after",
    "properties_before",
    "properties_after",
];
/// The titles of the columns, as a workbook has them.
const TITLES: &[&str] = &[
    "变更",
    "编码",
    "原名称",
    "新名称",
    "原上级",
    "新上级",
    "原状态",
    "新状态",
    "原可用",
    "新可用",
    "原别名",
    "新别名",
    "原属性",
    "新属性",
];

/// A code that differs: the concept before, the concept after, what happened.
pub type Differing<'a> = (Option<&'a Concept>, Option<&'a Concept>, &'a [Change]);

/// The rows as CSV; changes are words of the interface, joined by `;`. Cells of a concept that is not there are empty.
pub fn edition_diff_csv<'a>(rows: impl IntoIterator<Item = Differing<'a>>) -> Result<Vec<u8>> {
    csv_file::write_disarmed(KEYS, rows.into_iter().map(|differing| row(differing, Change::as_str)))
}

/// The rows as a workbook with one sheet, changes in Chinese.
pub fn edition_diff_xlsx<'a>(rows: impl IntoIterator<Item = Differing<'a>>) -> Result<Vec<u8>> {
    let rows = rows.into_iter().map(|differing| row(differing, Change::title));
    xlsx_file::write("版本差异", TITLES, rows)
}

fn row((before, after, changes): Differing<'_>, word: fn(Change) -> &'static str) -> [String; 14] {
    let words: Vec<&str> = changes.iter().map(|change| word(*change)).collect();
    let code = after.or(before).map_or(String::new(), |concept| concept.code.clone());
    let [display_before, display_after] = both(before, after, |concept| concept.display.clone());
    let [parent_before, parent_after] = both(before, after, |concept| concept.parent.clone().unwrap_or_default());
    let [status_before, status_after] = both(before, after, |concept| concept.status.as_str().to_owned());
    let [assignable_before, assignable_after] = both(before, after, |concept| concept.assignable.to_string());
    let [designations_before, designations_after] = both(before, after, |concept| concept.designations.join("|"));
    let [properties_before, properties_after] = both(before, after, properties);
    [
        words.join(";"),
        code,
        display_before,
        display_after,
        parent_before,
        parent_after,
        status_before,
        status_after,
        assignable_before,
        assignable_after,
        designations_before,
        designations_after,
        properties_before,
        properties_after,
    ]
}

fn both(before: Option<&Concept>, after: Option<&Concept>, cell: impl Fn(&Concept) -> String) -> [String; 2] {
    [before, after].map(|concept| concept.map_or(String::new(), &cell))
}

fn properties(concept: &Concept) -> String {
    let pairs = concept
        .properties
        .iter()
        .map(|(title, value)| format!("{title}={value}"));
    pairs.collect::<Vec<_>>().join("|")
}
