//! `zhiyu steps`

use super::console::Console;
use crate::language::Language;
use crate::report::steps_markdown;

/// Runs the command: the table of steps as Markdown, in Chinese or with `--english` in English.
pub fn run(english: bool) {
    let language = if english { Language::English } else { Language::Chinese };
    Console::write(steps_markdown(language).trim_end());
}
