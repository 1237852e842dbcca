//! What a person or a program reads: words in their language, JSON on request, progress on a terminal only.

use crate::error::Error;
use crate::error::Result;
use crate::http::problem::Problem;
use crate::language::Language;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use serde::Serialize;
use std::io::IsTerminal as _;
use std::io::Write as _;

/// The terminal, or the program behind it.
pub struct Console {
    /// The language of words.
    pub language: Language,
    json: bool,
}

impl Console {
    /// A console in the language of `LC_ALL`, `LC_MESSAGES` or `LANG`.
    pub fn new(json: bool) -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable);
        Self {
            language: locale.as_deref().map_or(Language::default(), Language::from_locale),
            json,
        }
    }

    /// Says a line: Chinese or English. Nothing in JSON mode.
    pub fn say(&mut self, chinese: &str, english: &str) {
        if !self.json {
            Self::write(self.language.of((chinese, english)));
        }
    }

    /// Gives the result: as JSON in JSON mode, in words otherwise.
    pub fn answer<T: Serialize>(&mut self, value: &T, chinese: &str, english: &str) -> Result<()> {
        if !self.json {
            self.say(chinese, english);
            return Ok(());
        }
        let text =
            serde_json::to_string(value).map_err(|cause| Error::new(crate::error::Code::Internal).caused_by(cause))?;
        Self::write(&text);
        Ok(())
    }

    /// Says a line whatever the mode.
    pub fn write(line: &str) {
        // A closed pipe ends the reader's interest, not the work.
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    }

    /// Says on standard error what has to be known although all went well. In JSON mode the answer has to say it.
    pub fn warn(&mut self, chinese: &str, english: &str) {
        if self.json {
            return;
        }
        let _ = writeln!(std::io::stderr().lock(), "{}", self.language.of((chinese, english)));
    }

    /// Says on standard error why the command was refused, with every place.
    pub fn complain(&mut self, error: &Error) {
        let problem = Problem::of(error, self.language, String::new());
        let text = if self.json {
            serde_json::to_string(&problem).unwrap_or_else(|_| problem.title.clone())
        } else {
            self.words(error)
        };
        let _ = writeln!(std::io::stderr().lock(), "{text}");
        if let (false, Some(cause)) = (self.json, error.cause()) {
            tracing::debug!(?cause, "cause of the refusal");
        }
    }

    /// A progress bar on a terminal; elsewhere it draws nothing.
    pub fn progress(&self, total: u64, chinese: &str, english: &str) -> ProgressBar {
        if self.json || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(total);
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:40} {pos}/{len} {eta}") {
            bar.set_style(style);
        }
        bar.set_message(self.language.of((chinese, english)).to_owned());
        bar
    }

    /// A finding in one line: its code, its place, what is wrong.
    pub fn finding(&self, error: &Error) -> String {
        self.line(error, "")
    }

    fn words(&self, error: &Error) -> String {
        let mut lines = vec![self.line(error, ""), format!("  → {}", error.advice(self.language))];
        for finding in error.findings() {
            lines.push(self.line(finding, "  "));
        }
        lines.join("\n")
    }

    fn line(&self, error: &Error, indent: &str) -> String {
        let place = error.place();
        let row = place.row.map(|row| match self.language {
            Language::Chinese => format!("第 {row} 行 "),
            Language::English => format!("row {row} "),
        });
        let column = place.column.as_ref().map(|column| match self.language {
            Language::Chinese => format!("“{column}”列 "),
            Language::English => format!("column '{column}' "),
        });
        let (row, column) = (row.unwrap_or_default(), column.unwrap_or_default());
        format!(
            "{indent}[{}] {row}{column}{}",
            error.code(),
            error.detail(self.language)
        )
    }
}
