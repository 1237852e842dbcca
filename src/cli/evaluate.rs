//! `zhiyu evaluate`: how good and how fast suggestions are on questions whose answers are known.

mod features_file;
mod tables;

use super::arguments::EvaluateCommand;
use super::console::Console;
use super::file_error;
use super::scratch::Scratch;
use crate::error::Result;
use crate::matching::Comparison;
use crate::matching::Entry;
use crate::matching::Lexicon;
use crate::matching::Matcher;
use crate::matching::Term;
use crate::matching::evaluation::Evaluation;
use crate::matching::evaluation::Quality;
use crate::matching::evaluation::Question;
use crate::matching::memory::Lesson;
use crate::matching::memory::Memory;
use crate::matching::ranker::Trees;
use crate::matching::values::ValueWords;
use crate::registry::shipped;
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

/// The shipped edition of the lexicon, which a new service uses.
const LEXICON: &str = "zhiyu-lexicon-synonyms/1";
/// How many suggestions a question gets.
const SUGGESTIONS: usize = 10;

/// What the command prints.
#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    quality: Quality,
    /// Approved mappings that were remembered.
    history: u32,
    p50_ms: f64,
    p99_ms: f64,
    /// From the entries to an open matcher.
    index_seconds: f64,
    /// Learning the history.
    history_seconds: f64,
    /// The largest resident memory of the process.
    peak_rss_mb: f64,
}

/// Runs the command.
pub fn run(command: &EvaluateCommand, console: &mut Console) -> Result<()> {
    let scratch = Scratch::create("evaluate")?;
    let (mut matcher, index) = timed(|| open(&command.concepts, scratch.path()))?;
    if let Some(path) = &command.ranker {
        let trees = std::fs::read_to_string(path).map_err(|cause| file_error(path, cause))?;
        matcher.rank_by(Trees::parse(&trees)?);
    }
    let questions = tables::questions(&command.queries)?;
    let (memory, history) = timed(|| remember(&matcher, command))?;
    if let Some(path) = &command.features {
        return features_file::write(path, &matcher, &memory, &questions);
    }
    let (quality, mut times) = ask(&matcher, &memory, &questions)?;
    times.sort_unstable();
    let report = Report {
        quality,
        history: memory.len(),
        p50_ms: percentile(&times, 50),
        p99_ms: percentile(&times, 99),
        index_seconds: round(index.as_secs_f64()),
        history_seconds: round(history.as_secs_f64()),
        peak_rss_mb: peak_rss_mb(),
    };
    scratch.remove()?;
    print(&report, console)
}

fn open(concepts: &Path, folder: &Path) -> Result<Matcher> {
    let entries = tables::rows(concepts)?;
    let entries = entries.into_iter().map(|(code, name)| Entry::new(code, name));
    let (_, words) = shipped::list(LEXICON)?;
    let values = ValueWords::parse(&shipped::value_words()?)?;
    let lexicon = Lexicon::of_concepts(&words).with_values(values);
    Matcher::open(Comparison::Plain, entries, Arc::new(lexicon), &folder.join("index"))
}

/// Teaches what the history files say; an answer that the edition does not have teaches nothing.
fn remember(matcher: &Matcher, command: &EvaluateCommand) -> Result<Memory> {
    let mut memory = Memory::default();
    for path in &command.history {
        for question in tables::questions(path)? {
            let targets = question.answers.iter().filter_map(|name| matcher.entry_named(name));
            let lesson = Lesson {
                source: &question.source,
                targets: targets.collect(),
                refused: Vec::new(),
                own: false,
            };
            matcher.teach(&mut memory, &lesson);
        }
    }
    Ok(memory)
}

fn ask(matcher: &Matcher, memory: &Memory, questions: &[Question]) -> Result<(Quality, Vec<Duration>)> {
    let mut evaluation = Evaluation::default();
    let mut times = Vec::with_capacity(questions.len());
    for question in questions {
        let term = Term::named(&question.source);
        let (suggestions, time) = timed(|| matcher.suggest_from(memory, &term, SUGGESTIONS))?;
        times.push(time);
        evaluation.add(question, &suggestions, |name| matcher.entry_named(name).is_some());
    }
    Ok((evaluation.finish(), times))
}

fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Duration)> {
    let start = Instant::now();
    let done = work()?;
    Ok((done, start.elapsed()))
}

fn percentile(sorted: &[Duration], share: usize) -> f64 {
    let at = sorted.len().saturating_sub(1) * share / 100;
    round(sorted.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0))
}

/// Peak resident memory, where the system tells it; 0 elsewhere.
fn peak_rss_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes: Option<f64> = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    round(kilobytes.unwrap_or_default() / 1024.0)
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn print(report: &Report, console: &mut Console) -> Result<()> {
    let quality = &report.quality;
    let percent = |share: f64| format!("{:.1}%", share * 100.0);
    let [one, five, ten] = [quality.hit_at_1, quality.hit_at_5, quality.hit_at_10].map(percent);
    let [whole, precision, recall, f1] = [
        quality.whole_set_accuracy,
        quality.micro_precision,
        quality.micro_recall,
        quality.micro_f1,
    ]
    .map(percent);
    let cover = |language: (&str, &str)| -> String {
        let lines = quality.precision_at_coverage.iter().map(|at| {
            let (share, right) = (percent(at.coverage), percent(at.precision));
            format!("\n  {} {share}: {} {right} (≥ {:.2})", language.0, language.1, at.score)
        });
        lines.collect()
    };
    let (rows, lost, history) = (quality.rows, quality.unresolvable, report.history);
    let (p50, p99, index, peak) = (report.p50_ms, report.p99_ms, report.index_seconds, report.peak_rss_mb);
    console.answer(
        report,
        &format!(
            "{rows} 个问题（历史对照 {history} 条；标准中不存在的答案 {lost} 个）\n单一答案：首选命中 {one}，前五 {five}，前十 {ten}\n\
             全部答案：整组正确 {whole}，精确率 {precision}，召回率 {recall}，F1 {f1}{}\n\
             每个问题 p50 {p50} 毫秒，p99 {p99} 毫秒；建立索引 {index} 秒；内存峰值 {peak} MB",
            cover(("最有把握的", "首选正确"))
        ),
        &format!(
            "{rows} questions (history {history}; answers that the edition lacks {lost})\none answer: hit@1 {one}, hit@5 {five}, \
             hit@10 {ten}\nall answers: whole set {whole}, precision {precision}, recall {recall}, F1 {f1}{}\n\
             a question p50 {p50} ms, p99 {p99} ms; index {index} s; peak memory {peak} MB",
            cover(("most confident", "first right"))
        ),
    )
}
