//! What was suggested for a dictionary as CSV.

use crate::error::Result;
use crate::language::Language;
use crate::matching::Suggestion;
use crate::registry::csv_file;
use crate::source::local_code::LocalCode;

const HEADER: &[&str] = &["code", "name", "suggested_code", "suggested_name", "score", "reasons"];

/// One row a local code with its best suggestion; the last four cells are empty when nothing fits.
///
/// `reasons` are the codes of reasons and warnings, then their words: `exact-name; !name-not-unique｜名称完全一致；…`.
pub fn suggestions_csv<'a>(
    rows: impl Iterator<Item = (&'a LocalCode, &'a [Suggestion])>,
    language: Language,
) -> Result<Vec<u8>> {
    csv_file::write_disarmed(
        HEADER,
        rows.map(|(entry, suggestions)| row(entry, suggestions.first(), language)),
    )
}

fn row(entry: &LocalCode, best: Option<&Suggestion>, language: Language) -> [String; 6] {
    let (code, name) = (entry.code.clone(), entry.name.clone());
    match best {
        None => [code, name, String::new(), String::new(), String::new(), String::new()],
        Some(best) => [
            code,
            name,
            best.code.clone(),
            best.display.clone(),
            format!("{:.3}", best.score),
            reasons(best, language),
        ],
    }
}

fn reasons(suggestion: &Suggestion, language: Language) -> String {
    let reasons = suggestion.reasons.iter();
    let warnings = suggestion.warnings.iter();
    let codes = reasons.clone().map(|one| one.as_str().to_owned());
    let codes: Vec<String> = codes
        .chain(warnings.clone().map(|one| format!("!{}", one.as_str())))
        .collect();
    let words = reasons.map(|one| one.words(language));
    let words: Vec<String> = words.chain(warnings.map(|one| one.words(language))).collect();
    format!("{} | {}", codes.join("; "), words.join("; "))
}
