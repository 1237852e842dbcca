//! Brackets and dashes.

use super::rewrite;

/// Writes every bracket as `(` or `)`. `<` and `>` stay: `<96小时` is a comparison.
pub fn unify_brackets(text: &str) -> Option<String> {
    rewrite(text, |c, out| {
        out.push(match c {
            '（' | '【' | '〔' | '［' | '[' | '{' | '〈' | '《' | '「' | '『' | '〖' | '﹙' => '(',
            '）' | '】' | '〕' | '］' | ']' | '}' | '〉' | '》' | '」' | '』' | '〗' | '﹚' => ')',
            other => other,
        });
    })
}

/// Writes every dash and wave as one `-`, and a run of them as one.
pub fn unify_dashes(text: &str) -> Option<String> {
    rewrite(text, |c, out| {
        if !is_dash(c) {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    })
}

fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | '~' | '～' | '〜' | '﹣' | '─' | '━'
    )
}
