//! What two hospitals say differently, as a table: CSV for programs, a workbook for people.

use super::diff::words;
use crate::error::Result;
use crate::registry::csv_file;
use crate::registry::xlsx_file;
use crate::snapshot::body::Line;
use crate::snapshot::comparison::Difference;

const KEYS: &[&str] = &[
    "dissent",
    "name",
    "dictionary",
    "code",
    "targets",
    "other_dictionary",
    "other_code",
    "other_targets",
];
const TITLES: &[&str] = &[
    "分歧",
    "名称",
    "字典",
    "本地编码",
    "对照",
    "对方字典",
    "对方本地编码",
    "对方对照",
];

/// One row for each pair of lines on which two hospitals differ.
pub fn comparison_csv(differences: &[Difference]) -> Result<Vec<u8>> {
    csv_file::write_disarmed(KEYS, differences.iter().flat_map(rows))
}

/// The same as a workbook, with Chinese titles.
///
/// Errors: `file-too-large` when the rows do not fit on a sheet.
pub fn comparison_xlsx(differences: &[Difference]) -> Result<Vec<u8>> {
    xlsx_file::write("compare", TITLES, differences.iter().flat_map(rows))
}

fn rows(difference: &Difference) -> impl Iterator<Item = [String; 8]> {
    let pairs = difference.left.iter().flat_map(|left| {
        let right = difference.right.iter();
        right.map(move |right| (left, right))
    });
    pairs.map(|(left, right)| {
        let side = |line: &Line| [line.dictionary.clone(), line.code.clone(), words(line)];
        let ([one, two, three], [four, five, six]) = (side(left), side(right));
        let dissent = difference.dissent.as_str().to_owned();
        [dissent, left.name.clone(), one, two, three, four, five, six]
    })
}
