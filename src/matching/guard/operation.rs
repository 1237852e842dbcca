//! Whether a text names an operation or an examination, and not what is left after one: 胃切除术 does, 胃切除术后 does not.

use crate::matching::words::words;

/// What follows a word of an operation when it is over: a state, a history, a consequence.
const OVER: [&str; 9] = ["后", "史", "术后", "术史", "状态", "失败", "并发症", "引起", "所致"];

/// The first word that names an operation.
pub fn of(text: &str) -> Option<String> {
    let found = words().operations.find(text);
    let is_over = |end: usize| {
        let rest = text.get(end..).unwrap_or_default();
        OVER.iter().any(|word| rest.starts_with(word))
    };
    let here = found
        .into_iter()
        .find(|found| !is_over(found.start + found.word.len()))
        .map(|found| found.word.to_owned());
    here.or_else(|| text.ends_with('术').then(|| "术".to_owned()))
}
