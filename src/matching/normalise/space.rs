//! Blanks: ordinary, no-break, U+3000 and tabs.

/// Removes blanks, except that one blank stays between two Latin words or numbers (Roman ones too), where it separates them.
pub fn close_up(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut blank_before = false;
    for c in text.chars() {
        if c.is_whitespace() {
            blank_before = true;
            continue;
        }
        let between_words = (c.is_ascii_alphanumeric() || matches!(c, 'Ⅰ'..='ⅿ'))
            && out.ends_with(|last: char| last.is_ascii_alphanumeric());
        if blank_before && between_words {
            out.push(' ');
        }
        out.push(c);
        blank_before = false;
    }
    (out != text).then_some(out)
}
