//! Codes against their kind and their neighbours. A code that breaks the kind's pattern gets one finding: the best
//! explanation that there is. Without a pattern an explanation is a suspicion only, a warning.

use super::characters;
use super::finding::Finding;
use super::finding::Place;
use super::finding::Severity;
use super::look_alikes;
use super::numbers;
use super::profile::Profile;
use super::profile::without_codes_below;
use super::report::Report;
use crate::error::Code;
use crate::registry::concept::Concept;
use crate::registry::kind::Fault;
use crate::registry::kind::Kind;
use std::collections::HashSet;
use std::sync::Arc;

const MOST_ZEROS: usize = 8;

/// Looks at every code. Clean codes cost one match of the pattern and one walk over their bytes.
pub fn look_at_codes(concepts: &[Concept], rows: &[u64], column: &Arc<str>, kind: &Kind, report: &mut Report) {
    let profile = Profile::of(concepts);
    let mut suspects = Vec::new();
    for (concept, &row) in concepts.iter().zip(rows) {
        let place = Place { row, column };
        let code = &concept.code;
        look_for_blanks(code, place, kind, report);
        if !code.is_ascii() {
            characters::look_for_garbage(code, place, report);
        }
        match kind.fault(code.trim()) {
            Some(Fault::CheckDigit(expected)) => {
                add(report, Code::CheckDigitWrong, Severity::Error, place, code, |finding| {
                    finding.with("expected", expected.unwrap_or('?'))
                });
            }
            Some(Fault::Pattern) => explain(code, place, kind, &profile, report),
            None => {
                if is_suspect(code, kind, &profile, place, report) {
                    suspects.push((code.as_str(), row));
                }
            }
        }
    }
    look_at_suspects(&suspects, concepts, column, &profile, report);
}

fn add(
    report: &mut Report,
    rule: Code,
    severity: Severity,
    place: Place<'_>,
    code: &str,
    more: impl FnOnce(Finding) -> Finding,
) {
    report.add(rule, severity, || more(Finding::new(rule, severity, place, code)));
}

/// Blanks at the ends of a code are kept, because publications have them; blanks in it break a pattern.
fn look_for_blanks(code: &str, place: Place<'_>, kind: &Kind, report: &mut Report) {
    let trimmed = code.trim();
    if trimmed.len() != code.len() && !trimmed.is_empty() {
        add(report, Code::CodeHasBlanks, Severity::Warning, place, code, |finding| {
            finding.suggesting(Some(trimmed))
        });
    } else if !kind.has_pattern() && trimmed.contains(char::is_whitespace) {
        add(report, Code::StrayBlanks, Severity::Warning, place, code, |finding| {
            finding.suggesting(Some(without_blanks(trimmed)))
        });
    }
}

fn without_blanks(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Says why a code breaks the pattern of its kind. That it is empty is said elsewhere.
fn explain(code: &str, place: Place<'_>, kind: &Kind, profile: &Profile, report: &mut Report) {
    let trimmed = code.trim();
    if trimmed.is_empty() {
        return;
    }
    let fits = |candidate: &String| kind.fault(candidate).is_none();
    let (rule, suggestion) = if numbers::is_scientific(trimmed) {
        (Code::ScientificNotation, None)
    } else if let Some(repaired) = Some(without_blanks(trimmed)).filter(|whole| whole != trimmed && fits(whole)) {
        (Code::StrayBlanks, Some(repaired))
    } else if let Some(repaired) = characters::half_width(trimmed).filter(fits) {
        (Code::FullWidthCharacters, Some(repaired))
    } else if has_lost_zeros(trimmed, kind, profile) {
        (Code::ZerosLost, padded(trimmed, kind))
    } else if let Some(repaired) = lengthened(trimmed, kind) {
        (Code::DecimalShortened, Some(repaired))
    } else {
        let repairs = look_alikes::repairs(trimmed, kind);
        let rule = if repairs.is_empty() {
            Code::CodeBreaksPattern
        } else {
            Code::LookAlikeCharacters
        };
        let is_certain = repairs.len() == 1;
        (rule, repairs.into_iter().next().filter(|_| is_certain))
    };
    add(report, rule, Severity::Error, place, code, |finding| {
        finding.suggesting(suggestion).with("kind", kind.id())
    });
}

/// Whether zeros in front were lost, where the kind or the file has codes that begin with a zero: the code fits with
/// them, or has too few digits before its point, even when nothing makes it fit.
fn has_lost_zeros(code: &str, kind: &Kind, profile: &Profile) -> bool {
    let may_begin_with_zero = profile.has_leading_zeros() || kind.has_leading_zeros();
    if !code.starts_with(|c: char| c.is_ascii_digit()) || !may_begin_with_zero {
        return false;
    }
    let whole = numbers::whole_part(code).filter(|_| code.contains('.'));
    let is_short = |whole: &str| kind.whole_digits().is_some_and(|digits| whole.len() < digits);
    padded(code, kind).is_some() || whole.is_some_and(is_short)
}

/// The code with as few zeros in front as make it fit.
fn padded(code: &str, kind: &Kind) -> Option<String> {
    let mut candidates = (1..=MOST_ZEROS).map(|zeros| format!("{}{code}", "0".repeat(zeros)));
    candidates.find(|candidate| kind.fault(candidate).is_none())
}

/// The decimal number with zeros at its end, when it fits then.
fn lengthened(code: &str, kind: &Kind) -> Option<String> {
    numbers::decimals(code)?;
    let mut candidates = (1..=MOST_ZEROS).map(|zeros| format!("{code}{}", "0".repeat(zeros)));
    candidates.find(|candidate| kind.fault(candidate).is_none())
}

/// Looks at a code that its kind takes. Some findings are certain at once; returns whether the code is shorter than its
/// neighbours, which only the whole file can tell from a heading.
fn is_suspect(code: &str, kind: &Kind, profile: &Profile, place: Place<'_>, report: &mut Report) -> bool {
    if !kind.has_pattern() {
        if numbers::is_scientific(code) {
            add(
                report,
                Code::ScientificNotation,
                Severity::Error,
                place,
                code,
                |finding| finding,
            );
            return false;
        }
        if let Some(repaired) = characters::half_width(code).filter(|_| !code.is_ascii()) {
            add(
                report,
                Code::FullWidthCharacters,
                Severity::Warning,
                place,
                code,
                |finding| finding.suggesting(Some(repaired)),
            );
        }
        if let Some(repaired) = profile.padded(code).filter(|_| code.contains('.')) {
            add(report, Code::ZerosLost, Severity::Warning, place, code, |finding| {
                finding.suggesting(Some(repaired))
            });
            return false;
        }
        if profile.padded(code).is_some() {
            return true;
        }
    }
    profile.lengthened(code).is_some()
}

/// Short codes that are no headings: nothing in the file stands below them.
fn look_at_suspects(
    suspects: &[(&str, u64)],
    concepts: &[Concept],
    column: &Arc<str>,
    profile: &Profile,
    report: &mut Report,
) {
    if suspects.is_empty() {
        return;
    }
    let codes: HashSet<&str> = suspects.iter().map(|(code, _)| *code).collect();
    let alone = without_codes_below(&codes, concepts);
    for (code, row) in suspects.iter().filter(|(code, _)| alone.contains(code)) {
        let place = Place { row: *row, column };
        let (rule, repaired) = match profile.lengthened(code) {
            Some(repaired) => (Code::DecimalShortened, Some(repaired)),
            None => (Code::ZerosLost, profile.padded(code)),
        };
        add(report, rule, Severity::Warning, place, code, |finding| {
            finding.suggesting(repaired)
        });
    }
}
