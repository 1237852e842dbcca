//! `zhiyu evaluate`: how good and how fast suggestions are on questions whose answers are known.

mod files;

use super::arguments::EvaluateCommand;
use super::console::Console;
use super::file_error;
use crate::error::Result;
use crate::matching::Entry;
use crate::matching::Matcher;
use crate::matching::Term;
use crate::matching::evaluation::Evaluation;
use crate::matching::evaluation::Quality;
use crate::matching::evaluation::Question;
use crate::matching::memory::Lesson;
use crate::matching::memory::Memory;
use crate::registry::code_system::Kind;
use serde::Serialize;
use std::io::Write as _;
use std::time::Duration;
use std::time::Instant;

/// How many suggestions a question gets.
const SUGGESTIONS: usize = 10;

/// What the command prints.
#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    quality: Quality,
    history: u32,
    p50_ms: f64,
    p99_ms: f64,
    index_seconds: f64,
    history_seconds: f64,
    peak_rss_mb: f64,
}

/// Runs the command.
pub fn run(command: &EvaluateCommand, console: &mut Console) -> Result<()> {
    let entries = files::rows(&command.concepts)?;
    let entries = entries.into_iter().map(|(code, name)| Entry::new(code, name)).collect();
    let questions: Vec<Question> = files::questions(&command.queries)?;
    let start = Instant::now();
    let folder = tempfolder(command)?;
    let matcher = Matcher::open(entries, crate::service::shipped_lexicon()?, Kind::default(), &folder)?;
    let index = start.elapsed();
    let start = Instant::now();
    let memory = remember(&matcher, command)?;
    let history = start.elapsed();
    if let Some(path) = &command.features {
        return files::write_features(path, &matcher, &memory, &questions);
    }
    let (quality, times) = ask(&matcher, &memory, &questions)?;
    std::fs::remove_dir_all(&folder).map_err(|cause| file_error(&folder, cause))?;
    let report = Report {
        quality,
        history: memory.len(),
        p50_ms: percentile(&times, 50),
        p99_ms: percentile(&times, 99),
        index_seconds: round(index.as_secs_f64()),
        history_seconds: round(history.as_secs_f64()),
        peak_rss_mb: files::peak_memory_mb(),
    };
    print(&report, command.json, console)
}
