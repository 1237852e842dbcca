//! Whether a text names an operation or an examination, and not what is left after one: 胃切除术 does, 胃切除术后 does not.

use crate::matching::warning::Warning;
use crate::matching::words::Found;
use crate::matching::words::Words;

/// What follows the word of an operation when it is over: a state, a history, a consequence.
const OVER: [&str; 8] = ["后", "史", "术后", "术史", "状态", "失败", "并发症", "所致"];
/// The end of the name of an operation.
const OPERATION: char = '术';

/// The class of operations that only look.
const EXAMINATION: &str = "examination";
/// The classes of operations that change what they are done to, whatever is looked at meanwhile.
const CHANGES: [&str; 5] = ["removal", "repair", "replacement", "fixation", "opening"];

/// What a text says of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// It is the name of one; the word that says so.
    Operation(String),
    /// It has a word of one, or Latin letters that may be one (ERCP, LC).
    Perhaps,
    /// Nothing.
    Nothing,
}

/// Reads a text in normalised spelling.
pub fn of(words: &Words, text: &str) -> Says {
    let bare = without_remark(text);
    let found = words.operations.find(bare);
    let end_of = |start: usize, word: &str| start + word.len();
    if OVER.iter().any(|word| bare.ends_with(word)) {
        return Says::Nothing;
    }
    if let Some(last) = found.iter().find(|found| end_of(found.start, found.word) == bare.len()) {
        return match last.word.chars().count() {
            1 => Says::Perhaps,
            _ => Says::Operation(last.word.to_owned()),
        };
    }
    if bare.ends_with(OPERATION) {
        return Says::Operation(OPERATION.to_string());
    }
    let goes_on = |end: usize| {
        let rest = bare.get(end..).unwrap_or_default();
        !OVER.iter().any(|word| rest.starts_with(word))
    };
    let mentioned = found.iter().any(|found| goes_on(end_of(found.start, found.word)));
    if mentioned || letters(text) > 1 {
        Says::Perhaps
    } else {
        Says::Nothing
    }
}

/// One side only looks at what the other one changes: 造影 is no 切除.
pub fn only_looks(words: &Words, term: &str, name: &str) -> Option<Warning> {
    let kinds = &words.operations;
    let (ours, theirs) = (kinds.find(term), kinds.find(name));
    let looks = |found: &[Found<'_, String>]| found.iter().all(|found| found.value == EXAMINATION);
    let changes = |found: &[Found<'_, String>]| found.iter().all(|found| CHANGES.contains(&found.value.as_str()));
    let differ = (looks(&ours) && changes(&theirs)) || (changes(&ours) && looks(&theirs));
    let (own, other) = (ours.last()?, theirs.last()?);
    differ.then(|| Warning::OppositeWords {
        term: own.word.to_owned(),
        name: other.word.to_owned(),
    })
}

/// The text without remarks in brackets and signs at its end.
fn without_remark(text: &str) -> &str {
    let mut bare = text.trim_end_matches(|c: char| c.is_ascii_punctuation() && c != ')');
    while let Some((before, _)) = bare.strip_suffix(')').and_then(|inner| inner.rsplit_once('(')) {
        if before.is_empty() {
            break;
        }
        bare = before;
    }
    bare.trim_end_matches(|c: char| c.is_ascii_punctuation())
}

fn letters(text: &str) -> usize {
    text.chars().filter(char::is_ascii_alphabetic).count()
}
