//! Whether a map says something about two editions: every code is in its edition, byte for byte, and nothing is said
//! twice or against itself.

use super::NumberedRow;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::registry::concept::Concept;
use crate::registry::findings::Findings;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

/// Concepts by code.
type Known = BTreeMap<String, Concept>;

/// The codes that rows name: of the source, of the target.
pub fn wanted_codes(rows: &[NumberedRow]) -> (Vec<&str>, Vec<&str>) {
    let sources: BTreeSet<&str> = rows.iter().map(|one| one.row.source.as_str()).collect();
    let targets = rows.iter().filter_map(|one| one.row.target.as_ref());
    let targets: BTreeSet<&str> = targets.map(|target| target.code.as_str()).collect();
    (sources.into_iter().collect(), targets.into_iter().collect())
}

/// Refuses rows that do not fit the editions; `known` holds those of the [`wanted_codes`] that exist.
///
/// Errors: `rows-refused` with `map-code-unknown`, `map-row-repeated`, and `cell-invalid` for a source that has targets
/// and is said to have none.
pub fn check(
    rows: &[NumberedRow],
    (source, known_sources): (&EditionRef, &Known),
    (target, known_targets): (&EditionRef, &Known),
) -> Result<()> {
    let mut findings = Findings::default();
    let mut pairs: HashMap<(&str, &str), u64> = HashMap::with_capacity(rows.len());
    let mut said: HashMap<&str, bool> = HashMap::with_capacity(rows.len());
    for NumberedRow { number, row } in rows {
        let mut look = |code: &str, edition: &EditionRef, known: &Known| {
            if !known.contains_key(code) {
                findings.add(|| unknown(code, edition).at_row(*number));
            }
        };
        look(&row.source, source, known_sources);
        if let Some(found) = &row.target {
            look(&found.code, target, known_targets);
        }
        let first = *pairs.entry((&row.source, row.target_code())).or_insert(*number);
        if first != *number {
            findings.add(|| {
                Error::new(Code::MapRowRepeated)
                    .with("value", &row.source)
                    .with("target", row.target_code())
                    .with("first", first)
                    .at_row(*number)
            });
        }
        let has_target = row.target.is_some();
        if *said.entry(&row.source).or_insert(has_target) != has_target {
            findings.add(|| {
                Error::new(Code::CellInvalid)
                    .with("value", &row.source)
                    .with("rule_zh", "同一源编码不能既有目标又写明没有目标")
                    .with("rule_en", "a source code cannot have targets and also have none")
                    .at_row(*number)
            });
        }
    }
    findings.into_result()
}

fn unknown(code: &str, edition: &EditionRef) -> Error {
    Error::new(Code::MapCodeUnknown)
        .with("value", code)
        .with("system", &edition.system)
        .with("edition", &edition.edition)
}
