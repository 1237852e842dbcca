//! Control and zero-width characters, which come from web pages and old exports.

use super::rewrite;

/// Removes them; tabs and line ends are left to the step that closes blanks.
pub fn remove(text: &str) -> Option<String> {
    rewrite(text, |c, out| {
        if !is_invisible(c) {
            out.push(c);
        }
    })
}

fn is_invisible(c: char) -> bool {
    let zero_width =
        matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fe00}'..='\u{fe0f}');
    zero_width || (c.is_control() && !c.is_whitespace())
}
