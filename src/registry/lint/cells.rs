//! What a cell of an edition must be. What a person cannot see is refused, never repaired: the publisher's bytes are what
//! counts. Blanks around a code are kept, because publications have them, and told as a warning.

use super::finding::Finding;
use super::finding::Place;
use super::finding::Severity;
use crate::error::Code;
use crate::registry::concept::ConceptStatus;

const LONGEST_CODE_BYTES: usize = 100;
const LONGEST_NAME_CHARACTERS: usize = 1_000;
const LONGEST_SHOWN: usize = 60;

/// A broken rule, in Chinese and English.
pub struct Broken(&'static str, &'static str);

impl Broken {
    /// The finding for this cell.
    pub fn finding(&self, place: Place<'_>, value: &str) -> Finding {
        Finding::new(Code::CellInvalid, Severity::Error, place, value)
            .with("rule_zh", self.0)
            .with("rule_en", self.1)
    }
}

/// The rule that a code breaks, if any.
pub fn code(text: &str) -> Option<Broken> {
    if text.trim().is_empty() {
        return Some(Broken("编码不能为空", "a code must not be empty"));
    }
    if text.len() > LONGEST_CODE_BYTES {
        return Some(Broken("编码不超过 100 字节", "a code has at most 100 bytes"));
    }
    invisible(text)
}

/// The rule that a name or another name breaks, if any.
pub fn name(text: &str) -> Option<Broken> {
    if text.trim().is_empty() {
        return Some(Broken("名称不能为空", "a name must not be empty"));
    }
    let is_too_long = text.len() > LONGEST_NAME_CHARACTERS && text.chars().count() > LONGEST_NAME_CHARACTERS;
    if is_too_long {
        return Some(Broken("名称不超过 1000 个字符", "a name has at most 1,000 characters"));
    }
    invisible(text)
}

/// The rule that the value of a property breaks, if any. Notes have lines and tabs.
pub fn property(text: &str) -> Option<Broken> {
    text.split(['\n', '\t']).find_map(invisible)
}

/// The status of the word, or the rule that it breaks.
pub fn status(text: &str) -> Result<ConceptStatus, Broken> {
    ConceptStatus::parse(text).ok_or(Broken(
        "状态只能是 active、retired 或空",
        "the status is active, retired or empty",
    ))
}

/// Whether the word says that data may carry the code, or the rule that it breaks. Empty means that it may.
pub fn assignable(text: &str) -> Result<bool, Broken> {
    match text {
        "" | "true" | "1" | "是" => Ok(true),
        "false" | "0" | "否" => Ok(false),
        _ => Err(Broken(
            "可用标记只能是 true/false、1/0、是/否或空",
            "assignable is true/false, 1/0, 是/否 or empty",
        )),
    }
}

/// Whether the text has control characters, or characters without width or that turn the direction of what follows.
pub fn has_invisible(text: &str) -> bool {
    let is_invisible = |c: char| {
        c.is_control()
            || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    text.contains(is_invisible)
}

fn invisible(text: &str) -> Option<Broken> {
    has_invisible(text).then_some(Broken(
        "不能有控制字符和不可见字符",
        "control and invisible characters are not allowed",
    ))
}

/// A value for a message: its beginning, with what cannot be seen written out.
pub fn shown(value: &str) -> String {
    let mut text = String::new();
    for c in value.chars().take(LONGEST_SHOWN) {
        if invisible(c.encode_utf8(&mut [0; 4])).is_some() {
            text.extend(c.escape_unicode());
        } else {
            text.push(c);
        }
    }
    text
}
