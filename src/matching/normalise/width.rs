//! Full and half width, ligatures and circled digits; and case.

use super::rewrite;

const FULL_WIDTH_OFFSET: u32 = 0xfee0;

/// Folds full-width ASCII, circled digits and the common ligatures. Roman numeral signs are left to the numerals step.
pub fn halve(text: &str) -> Option<String> {
    rewrite(text, |c, out| match c {
        '\u{ff01}'..='\u{ff5e}' => out.push(moved(c, FULL_WIDTH_OFFSET)),
        '①'..='⑨' => out.push(moved(c, 0x2460 - 0x31)),
        'ﬁ' => out.push_str("fi"),
        'ﬂ' => out.push_str("fl"),
        '｡' => out.push('。'),
        '､' => out.push('、'),
        '⼀'..='⿕' | '豈'..='\u{faff}' => out.push(ideograph(c)),
        _ => out.push(c),
    })
}

/// Folds upper case where the lower case is one character, as it is for Latin and Greek letters.
pub fn lower(text: &str) -> Option<String> {
    rewrite(text, |c, out| out.extend(c.to_lowercase()))
}

fn moved(c: char, offset: u32) -> char {
    u32::from(c).checked_sub(offset).and_then(char::from_u32).unwrap_or(c)
}

/// Compatibility ideographs that hospital exports were seen to carry, as the ideograph they stand for.
fn ideograph(c: char) -> char {
    match c {
        '⼀' => '一',
        '⼆' => '二',
        '⼈' => '人',
        '⼝' => '口',
        '⼼' => '心',
        '⾎' => '血',
        '⾻' => '骨',
        '⾼' => '高',
        other => other,
    }
}
