//! The corpus at the command line: `zhiyu import`, a process for each file.

use super::corpus;
use super::fixture::Fate;
use super::fixture::Fixture;
use super::process::Run;
use super::process::watched;
use super::site::Site;
use serde_json::Value;
use tempfile::tempdir;

/// No import may hold more, in MiB.
const MOST_MEMORY: u64 = 256;
/// The exit code of what is refused because of the file.
const REFUSED: i32 = 3;

#[test]
fn every_file_is_refused_or_does_no_harm() {
    let site = Site::new();
    let folder = tempdir().unwrap();
    let (counts, digest) = (site.counts(), site.digest());
    let mut faults = Vec::new();
    let corpus = chosen(corpus());
    for (number, fixture) in corpus.iter().enumerate() {
        let file = fixture.write(folder.path());
        let run = watched(&mut site.import(fixture.upload, number, &file));
        std::fs::remove_file(&file).unwrap();
        let told = told(&run);
        print(fixture, &told, &run);
        faults.extend(judge(fixture, &run));
        if run.memory > MOST_MEMORY {
            faults.push(format!("{} held {} MiB", fixture.name, run.memory));
        }
        if !fixture.is_accepted() && site.counts() != counts {
            faults.push(format!("{} changed the database", fixture.name));
        }
        let is_last_refused = !fixture.is_accepted() && corpus.get(number + 1).is_none_or(Fixture::is_accepted);
        if is_last_refused {
            assert_eq!(site.digest(), digest, "something refused changed a row");
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The large files and one of each fate; with `ZHIYU_CORPUS=all` every file. A process for each takes its time.
fn chosen(corpus: Vec<Fixture>) -> Vec<Fixture> {
    let all = std::env::var_os("ZHIYU_CORPUS").is_some();
    let mut seen = Vec::new();
    let mut chosen = corpus;
    chosen.retain(|fixture| {
        let is_new = !seen.contains(&(fixture.upload, fixture.fate));
        seen.push((fixture.upload, fixture.fate));
        all || is_new || fixture.is_large()
    });
    chosen
}

/// The code of the refusal, or the rows that were stored.
fn told(run: &Run) -> String {
    let problem: Value = serde_json::from_slice(&run.stderr).unwrap_or_default();
    let answer: Value = serde_json::from_slice(&run.stdout).unwrap_or_default();
    match problem["code"].as_str() {
        Some(code) => code.to_owned(),
        None => format!("{} rows", rows(&answer)),
    }
}

fn print(fixture: &Fixture, told: &str, run: &Run) {
    let seconds = run.took.as_secs_f64();
    eprintln!(
        "{:>2} {:<45} {told:<28} {seconds:>6.2} s {:>4} MiB",
        fixture.point, fixture.name, run.memory
    );
}

/// The rows that an answer says were stored.
pub fn rows(answer: &Value) -> u64 {
    let places = ["/rows", "/edition/rows", "/list/rows"];
    places
        .iter()
        .find_map(|place| answer.pointer(place)?.as_u64())
        .unwrap_or(0)
}

/// The codes of the findings of a refusal, or of the warnings of an answer.
pub fn codes<'v>(value: &'v Value, list: &str) -> Vec<&'v str> {
    let list = value[list].as_array().into_iter().flatten();
    list.filter_map(|finding| finding["code"].as_str().or(finding["rule"].as_str()))
        .collect()
}

fn judge(fixture: &Fixture, run: &Run) -> Option<String> {
    let name = &fixture.name;
    let stderr = String::from_utf8_lossy(&run.stderr);
    let problem: Value = serde_json::from_slice(&run.stderr).unwrap_or_default();
    let answer: Value = serde_json::from_slice(&run.stdout).unwrap_or_default();
    let is_right = match fixture.fate {
        Fate::Refused(code) => run.code == Some(REFUSED) && problem["code"] == code,
        Fate::Finding(code, finding) => {
            run.code == Some(REFUSED) && problem["code"] == code && codes(&problem, "findings").contains(&finding)
        }
        Fate::Accepted(count) => run.code == Some(0) && rows(&answer) == count,
        Fate::Warned(code) => run.code == Some(0) && codes(&answer, "warnings").contains(&code),
    };
    (!is_right).then(|| {
        format!(
            "{name}: {:?} {:.300} {:.600}",
            run.code,
            stderr,
            String::from_utf8_lossy(&run.stdout)
        )
    })
}
