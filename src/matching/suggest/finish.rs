//! Guards, caps and the final order.

use super::FLOOR;
use super::Suggestion;
use super::pool::Pick;
use super::pool::Pool;
use super::term::Prepared;
use crate::matching::guard::Guard;
use crate::matching::matcher::Matcher;
use crate::matching::names::Names;
use crate::matching::normalise::normalise;
use crate::matching::reason::Reason;
use crate::matching::values::bare_code;
use crate::matching::values::meaning_of_code;
use crate::matching::warning::Warning;

/// What is left of the score of a heading or a retired entry. It ranks below every target of the same name, even when its
/// code is equal, and above names that are equal only once normalised.
const NO_TARGET_FACTOR: f64 = 0.985;
/// So many more of an edition with levels: many products have one name.
const COMPARED_BEYOND: usize = 400;
/// So many more of the best than were asked for are guarded, because guards change the order.
const GUARDED_BEYOND: usize = 40;

/// The best entries of the pool as suggestions, best first.
pub fn finish(matcher: &Matcher, term: &Prepared<'_>, guard: &Guard<'_>, pool: Pool, limit: usize) -> Vec<Suggestion> {
    let names = matcher.names();
    let mut picks: Vec<(u32, Pick)> = pool.into_picks().filter(|(_, pick)| pick.score >= FLOOR).collect();
    picks.sort_by(|(a, one), (b, other)| {
        other
            .score
            .total_cmp(&one.score)
            .then(names.code(*a).cmp(names.code(*b)))
    });
    let beyond = if term.reading.is_some() {
        COMPARED_BEYOND
    } else {
        GUARDED_BEYOND
    };
    picks.truncate(limit.saturating_add(beyond));
    let parts = term.parts().len();
    let mut ranked: Vec<(bool, Suggestion)> = picks
        .into_iter()
        .map(|(entry, pick)| {
            let may_be_target = names.is_assignable(entry) && names.is_active(entry);
            let suggestion = suggestion(matcher, term, guard, parts, (entry, pick));
            (may_be_target, suggestion)
        })
        .filter(|(_, suggestion)| suggestion.score >= FLOOR)
        .collect();
    ranked.sort_by(|(one_may, one), (other_may, other)| {
        let by_score = other.score.total_cmp(&one.score);
        by_score.then(other_may.cmp(one_may)).then(one.code.cmp(&other.code))
    });
    ranked.truncate(limit);
    ranked.into_iter().map(|(_, suggestion)| suggestion).collect()
}

fn suggestion(
    matcher: &Matcher,
    term: &Prepared<'_>,
    guard: &Guard<'_>,
    parts: usize,
    (entry, mut pick): (u32, Pick),
) -> Suggestion {
    let names = matcher.names();
    let levels = term
        .reading
        .as_ref()
        .map(|reading| matcher.kinds().compare(reading, names, entry));
    let levels = levels.unwrap_or_default();
    let display = names.display(entry);
    let mut warnings = Vec::new();
    let other_name = !pick.is_equal || pick.ambiguous.is_some();
    if other_name && term.code == Some(names.code(entry)) {
        warnings.push(Warning::EqualCodeOtherName);
    }
    if !pick.is_equal {
        let is_same_thing = levels.least > 0.0;
        let found = guard.check(&normalise(display).text).into_iter();
        warnings.extend(found.filter(|warning| !(is_same_thing && is_read_by_levels(warning))));
        warnings.extend((parts > 1 && !is_same_thing).then_some(Warning::SeveralParts { count: parts }));
    }
    warnings.extend(about_codes(matcher, term, entry, pick.is_equal));
    warnings.extend(pick.ambiguous.map(|alias| Warning::AmbiguousAlias { alias }));
    warnings.extend(not_unique(names, display));
    warnings.extend((!names.is_assignable(entry)).then_some(Warning::NotAssignable));
    warnings.extend((!names.is_active(entry)).then_some(Warning::Retired));
    warnings.extend(levels.warnings);
    add_levels(&mut pick.reasons, levels.reasons);
    let cap = warnings.iter().map(Warning::cap).fold(1.0, f64::min);
    let may_be_target = names.is_assignable(entry) && names.is_active(entry);
    let factor = if may_be_target { cap } else { cap * NO_TARGET_FACTOR };
    Suggestion {
        code: names.code(entry).to_owned(),
        display: display.to_owned(),
        score: (pick.score.max(levels.least) * levels.factor * factor * 10_000.0).round() / 10_000.0,
        proposed: false,
        reasons: pick.reasons,
        warnings,
    }
}

/// Whether levels say better what this guard finds: it looks for words anywhere, and finds 头孢哌酮 in 头孢哌酮舒巴坦.
fn is_read_by_levels(warning: &Warning) -> bool {
    matches!(warning, Warning::OppositeWords { .. } | Warning::SymbolsDiffer { .. })
}

/// Adds the levels that are not among the reasons yet.
fn add_levels(reasons: &mut Vec<Reason>, levels: Vec<Reason>) {
    let level_of = |reason: &Reason| {
        if let Reason::SameLevel { level, .. } = reason {
            Some(*level)
        } else {
            None
        }
    };
    let known: Vec<_> = reasons.iter().filter_map(level_of).collect();
    let is_new = |reason: &Reason| level_of(reason).is_none_or(|level| !known.contains(&level));
    reasons.extend(levels.into_iter().filter(is_new));
}

/// What the code of a term says about an entry of a small list: never that it is meant.
fn about_codes(matcher: &Matcher, term: &Prepared<'_>, entry: u32, is_equal: bool) -> Option<Warning> {
    if !matcher.is_small() {
        return None;
    }
    if is_equal {
        let code = term.code?;
        let name = meaning_of_code(matcher.names(), code, entry)?.to_owned();
        return Some(Warning::CodeMeansOther {
            local: code.to_owned(),
            name,
        });
    }
    let local = bare_code(term.code, term.name.raw)?.to_owned();
    Some(Warning::CodeIsConvention { local })
}

fn not_unique(names: &Names, display: &str) -> Option<Warning> {
    let same = names.equal_to(display).filter(|name| *name < names.entries()).count();
    (same > 1).then_some(Warning::NameNotUnique { count: same })
}
