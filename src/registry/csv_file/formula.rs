//! Formula injection: a cell that a workbook program would compute is disarmed on the way out and restored on the way in.
//!
//! OWASP, "CSV Injection": a cell may not begin with `= + - @`, a tab or a line end, in ASCII or full width; and because a
//! reader may take another separator or quote than the writer, neither may what follows one inside a cell. An
//! apostrophe is put before each of them. [`restore`] takes back exactly what [`neutralise`] and [`shield`] put there,
//! whatever the text.

use std::borrow::Cow;

/// The apostrophe that makes a text of what follows it.
const GUARD: char = '\'';
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The text with an apostrophe before everything that a workbook program could take for the beginning of a formula.
pub fn neutralise(text: &str) -> Cow<'_, str> {
    let begins_harmless = !text.starts_with(|c| is_danger(c) || is_line_end(c) || c == GUARD);
    if begins_harmless && !text.contains(is_boundary) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(guarded(text, !begins_harmless))
}

/// The same; also a text that a workbook program would take for a number, a date or a truth value gets its apostrophe, so
/// that `001`, `1-2`, `1E5`, `3月1日` and `TRUE` stay what they are when a CSV is opened and saved.
pub fn shield(text: &str) -> Cow<'_, str> {
    if looks_like_value(text) {
        return Cow::Owned(guarded(text, true));
    }
    neutralise(text)
}

fn looks_like_value(text: &str) -> bool {
    let is_plain =
        |letter: char| letter.is_ascii() || letter.is_numeric() || "年月日时分秒上下午¥￥€£．％".contains(letter);
    let begins_like_number = text.starts_with(|c: char| c.is_numeric() || ".(%$¥￥€£．上下".contains(c));
    let begins_like_month = || {
        let three = text.get(..3).map(str::to_ascii_lowercase);
        three.is_some_and(|three| MONTHS.contains(&three.as_str())) && text.contains(|c: char| c.is_ascii_digit())
    };
    let is_truth = || ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word));
    let has_blanks_around = || text.trim() != text;
    let is_value = begins_like_number || begins_like_month();
    has_blanks_around() || is_truth() || (is_value && text.chars().all(is_plain))
}

/// The text as it was before [`neutralise`] or [`shield`].
pub fn restore(text: &str) -> Cow<'_, str> {
    if !text.contains(GUARD) {
        return Cow::Borrowed(text);
    }
    let mut restored = String::with_capacity(text.len());
    let mut letters = text.strip_prefix(GUARD).unwrap_or(text).chars().peekable();
    let mut after_boundary = false;
    while let Some(letter) = letters.next() {
        let follows = letters.peek().copied();
        let is_guard = after_boundary && letter == GUARD && follows.is_some_and(needs_guard);
        let kept = if is_guard {
            letters.next().unwrap_or(letter)
        } else {
            letter
        };
        restored.push(kept);
        after_boundary = is_boundary(kept);
    }
    Cow::Owned(restored)
}

fn guarded(text: &str, from_the_start: bool) -> String {
    let mut guarded = String::with_capacity(text.len() + 4);
    if from_the_start {
        guarded.push(GUARD);
    }
    let mut after_boundary = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let looks_guarded = letter == GUARD && letters.peek().copied().is_some_and(needs_guard);
        if after_boundary && (is_danger(letter) || looks_guarded) {
            guarded.push(GUARD);
        }
        guarded.push(letter);
        after_boundary = is_boundary(letter);
    }
    guarded
}

/// What begins a formula, in ASCII and full width.
const fn is_danger(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

const fn is_line_end(letter: char) -> bool {
    matches!(letter, '\t' | '\r' | '\n')
}

/// Inside a cell an apostrophe before one of these is a guard.
const fn needs_guard(letter: char) -> bool {
    is_danger(letter) || letter == GUARD
}

/// What some reader may take for the end of a cell or for a quote.
const fn is_boundary(letter: char) -> bool {
    matches!(letter, ',' | ';' | '|' | '\t' | '\r' | '\n' | '"' | GUARD)
}
