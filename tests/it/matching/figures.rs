//! Speed and memory, printed by a release build: `cargo test --release --test it matching::figures -- --nocapture --test-threads=1`.
//!
//! The bounds that are asserted are several times the budget, because other work shares the machine.

use super::real::diagnoses;
use super::real::dictionary;
use super::shared_data;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;
use zhiyu::matching::Comparison;
use zhiyu::matching::Entry;
use zhiyu::matching::Matcher;
use zhiyu::matching::Term;

fn is_release() -> bool {
    if cfg!(debug_assertions) {
        eprintln!("skipped: figures are measured by a release build");
    }
    !cfg!(debug_assertions)
}

/// Resident memory without mapped files in MB, where the system tells it.
fn memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1024
}

fn report(what: &str, mut times: Vec<Duration>) -> Duration {
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    eprintln!(
        "{what}: n {}, p50 {:?}, p90 {:?}, p99 {:?}, most {:?}",
        times.len(),
        at(50),
        at(90),
        at(99),
        at(100)
    );
    at(99)
}

#[test]
fn an_edition_of_diagnoses() {
    if !is_release() {
        return;
    }
    let Some(data) = shared_data() else { return };
    let entries = diagnoses(&data);
    let rows = dictionary(&data);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("edition");
    let start = Instant::now();
    Matcher::open(Comparison::Plain, entries.clone(), Arc::default(), &path).expect("a matcher");
    eprintln!("built and opened: {:?}", start.elapsed());
    let start = Instant::now();
    let matcher = Matcher::open(Comparison::Plain, entries, Arc::default(), &path).expect("a matcher");
    eprintln!("opened: {:?}", start.elapsed());
    let start = Instant::now();
    let halves: Vec<&[(String, String)]> = rows.chunks(rows.len().div_ceil(2)).collect();
    let ask = |half: &[(String, String)]| -> Vec<Duration> {
        let each = half.iter().map(|(code, name)| {
            let start = Instant::now();
            matcher
                .suggest(
                    &Term {
                        code: Some(code),
                        name,
                        attributes: None,
                    },
                    10,
                )
                .expect("suggestions");
            start.elapsed()
        });
        each.collect()
    };
    let times: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = halves.iter().map(|half| scope.spawn(|| ask(half))).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("times"))
            .collect()
    });
    eprintln!("whole dictionary on two threads: {:?}", start.elapsed());
    assert!(report("suggest", times) < Duration::from_millis(75));
    let typed = rows.iter().step_by(10).map(|(_, name)| {
        let start = Instant::now();
        let text: String = name.chars().take(3).collect();
        matcher.search(&text, 20).expect("hits");
        start.elapsed()
    });
    report("search", typed.collect());
}

#[test]
fn a_million_entries() {
    if !is_release() {
        return;
    }
    let Some(data) = shared_data() else { return };
    let rows = dictionary(&data);
    let before = memory_mb();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("edition");
    let start = Instant::now();
    drop(Matcher::open(Comparison::Plain, million(&data), Arc::default(), &path).expect("a matcher"));
    eprintln!(
        "a million: built and opened {:?}, {} MB afterwards",
        start.elapsed(),
        memory_mb() - before
    );
    let before = memory_mb();
    let start = Instant::now();
    let matcher = Matcher::open(Comparison::Plain, million(&data), Arc::default(), &path).expect("a matcher");
    eprintln!(
        "a million: opened {:?}, {} MB more",
        start.elapsed(),
        memory_mb().saturating_sub(before)
    );
    let times = rows.iter().step_by(40).map(|(code, name)| {
        let start = Instant::now();
        matcher
            .suggest(
                &Term {
                    code: Some(code),
                    name,
                    attributes: None,
                },
                10,
            )
            .expect("suggestions");
        start.elapsed()
    });
    report("a million: suggest", times.collect());
    let searches = rows.iter().step_by(40).map(|(_, name)| {
        let start = Instant::now();
        let text: String = name.chars().take(3).collect();
        matcher.search(&text, 20).expect("hits");
        start.elapsed()
    });
    report("a million: search", searches.collect());
}

/// A million entries of real wording: every name with 28 endings.
fn million(data: &std::path::Path) -> Vec<Entry> {
    let names = diagnoses(data);
    let endings = [
        "",
        "伴感染",
        "术后",
        "急性期",
        "恢复期",
        "左侧",
        "右侧",
        "双侧",
        "轻度",
        "中度",
        "重度",
        "复发",
        "待查",
        "个人史",
    ];
    let more = ["", "，未特指"];
    let all = endings
        .iter()
        .flat_map(|ending| more.iter().map(move |tail| format!("{ending}{tail}")));
    let all: Vec<String> = all.chain(["后遗症".into()]).collect();
    let entries = all.iter().zip(0..).flat_map(|(ending, turn)| {
        names
            .iter()
            .map(move |entry| Entry::new(format!("{}-{turn}", entry.code), format!("{}{ending}", entry.display)))
    });
    entries.take(1_000_000).collect()
}
