//! Fuzzing with the stable toolchain: every reader of the service is given seeds that were changed at random, and has to
//! answer or refuse; it may not stop, and what it gives has to hold what is said of it.
//!
//! What gave an answer that was not seen before becomes a seed, so that later changes go deeper. Settings:
//!
//! * `ZHIYU_FUZZ_RUNS`: runs of each target, 150 without it.
//! * `ZHIYU_FUZZ_SECONDS`: instead, so many seconds for each target.
//! * `ZHIYU_FUZZ_SEED`: the number that the runs follow from, printed with every failure.
//! * `ZHIYU_FUZZ_TARGET`: only the targets whose name begins so.

use super::mutate::Random;
use super::mutate::mutated;
use super::targets::TARGETS;
use super::targets::Target;
use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher as _;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

/// The usual number of runs.
const RUNS: u64 = 150;
/// Inputs are not longer.
const LONGEST: usize = 64 << 10;
/// So many inputs may become seeds.
const MOST_SEEDS: usize = 400;
/// What takes longer is told of.
const SLOW: Duration = Duration::from_secs(2);

struct Settings {
    runs: u64,
    seconds: Option<u64>,
    seed: u64,
    only: String,
}

struct Tally {
    runs: u64,
    answers: usize,
    slowest: Duration,
    failures: Vec<String>,
}

#[test]
fn no_reader_stops_at_what_is_nearly_right() {
    let settings = Settings::read();
    let mut failures = Vec::new();
    for target in TARGETS.iter().filter(|target| target.name.starts_with(&settings.only)) {
        let mut tally = run(target, &settings);
        eprintln!(
            "fuzz {:<22} {:>9} runs {:>5} different answers, slowest {:>7.3} s, {} failures",
            target.name,
            tally.runs,
            tally.answers,
            tally.slowest.as_secs_f64(),
            tally.failures.len()
        );
        failures.append(&mut tally.failures);
    }
    let seed = settings.seed;
    assert!(failures.is_empty(), "seed {seed}:\n{}", failures.join("\n"));
}

#[test]
fn the_seeds_of_every_target_are_read() {
    for target in TARGETS {
        for (number, seed) in (target.seeds)().iter().enumerate() {
            let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(seed)));
            assert!(outcome.is_ok(), "{} stops at its seed {number}", target.name);
        }
    }
}

impl Settings {
    fn read() -> Self {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
        Self {
            runs: number("ZHIYU_FUZZ_RUNS").unwrap_or(RUNS),
            seconds: number("ZHIYU_FUZZ_SECONDS"),
            seed: number("ZHIYU_FUZZ_SEED").unwrap_or(0x7a68_6979),
            only: std::env::var("ZHIYU_FUZZ_TARGET").unwrap_or_default(),
        }
    }

    fn goes_on(&self, runs: u64, start: Instant) -> bool {
        match self.seconds {
            Some(seconds) => start.elapsed() < Duration::from_secs(seconds),
            None => runs < self.runs,
        }
    }
}

fn run(target: &Target, settings: &Settings) -> Tally {
    let mut random = Random::new(settings.seed ^ digest(target.name));
    let mut seeds = (target.seeds)();
    let mut answers: HashSet<u64> = HashSet::new();
    let mut tally = Tally {
        runs: 0,
        answers: 0,
        slowest: Duration::ZERO,
        failures: Vec::new(),
    };
    let start = Instant::now();
    while settings.goes_on(tally.runs, start) && tally.failures.len() < 3 {
        let input = mutated(&mut random, &seeds, LONGEST);
        let began = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(&input)));
        let took = began.elapsed();
        if took > SLOW && took > tally.slowest {
            eprintln!(
                "fuzz {}: {:.1} s for {}",
                target.name,
                took.as_secs_f64(),
                kept(target, &input)
            );
        }
        tally.slowest = tally.slowest.max(took);
        tally.runs += 1;
        match outcome {
            Ok(answer) if answers.insert(digest(&without_digits(&answer))) && seeds.len() < MOST_SEEDS => {
                seeds.push(input);
            }
            Ok(_) => {}
            Err(_) => tally
                .failures
                .push(format!("{} run {}: {}", target.name, tally.runs, kept(target, &input))),
        }
    }
    tally.answers = answers.len();
    tally
}

/// Keeps an input for a look; where it is.
fn kept(target: &Target, input: &[u8]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
    let file = folder.join(format!("{}-{:016x}", target.name, digest(input)));
    let _ = std::fs::create_dir_all(&folder);
    let _ = std::fs::write(&file, input);
    file.display().to_string()
}

fn without_digits(answer: &str) -> String {
    answer.chars().filter(|c| !c.is_ascii_digit()).take(300).collect()
}

fn digest(value: &(impl std::hash::Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Found by the driver: a leap second and an offset lead into years that no text of RFC 3339 says.
#[test]
fn instants_stay_in_years_of_four_digits() {
    for text in [
        "9999-12-31T23:59:60Z",
        "9999-12-31T23:59:59-00:01",
        "0000-01-01T00:00:00+00:01",
    ] {
        assert_eq!(zhiyu::time::Instant::parse(text), None, "{text}");
    }
    for text in ["9999-12-31T23:59:59.999999Z", "0000-01-01T00:00:00.000000Z"] {
        assert_eq!(zhiyu::time::Instant::parse(text).unwrap().to_rfc3339(), text);
    }
}
