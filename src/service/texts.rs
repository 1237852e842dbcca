//! Texts that people give: names, questions.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;

/// The longest name, in characters.
const LONGEST_NAME: usize = 200;

/// Refuses a name that is empty, endless or has control characters.
pub(super) fn must_be_name(field: &'static str, name: &str) -> Result<()> {
    let is_fit = !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control);
    if is_fit {
        return Ok(());
    }
    Err(Error::new(Code::FieldInvalid)
        .with("field", field)
        .with("value", name)
        .with("rule_zh", "名称不能为空，不超过 200 字，不含控制字符")
        .with("rule_en", "a name is 1 to 200 characters without control characters")
        .in_field(field))
}

/// Refuses a text to look for that is endless: what it costs grows with it.
pub(super) fn must_be_question(field: &'static str, text: &str, longest: usize) -> Result<()> {
    if text.len() <= longest || text.chars().count() <= longest {
        return Ok(());
    }
    Err(Error::new(Code::FieldInvalid)
        .with("field", field)
        .with("value", text.chars().take(40).collect::<String>() + "…")
        .with("rule_zh", format!("不超过 {longest} 字"))
        .with("rule_en", format!("at most {longest} characters"))
        .in_field(field))
}
