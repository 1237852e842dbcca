//! Commas, stops, quotation marks and dots between names.

/// Writes each sign one way, drops quotation marks, and drops signs that end the name.
pub fn unify(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '“' | '”' | '‘' | '’' | '"' | '\'' | '`' => {}
            '，' | '、' => out.push(','),
            '；' => out.push(';'),
            '：' => out.push(':'),
            '＋' => out.push('+'),
            '·' | '•' | '・' | '．' | '∙' | '‧' => out.push('.'),
            other => out.push(other),
        }
    }
    let kept = out.trim_end_matches([',', ';', ':', '。', '.', '!', ' ']).len();
    if kept > 0 {
        out.truncate(kept);
    }
    (out != text).then_some(out)
}
