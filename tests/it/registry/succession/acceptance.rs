//! The lists of divisions 1981-2024 and the succession that comes with them: what the file says is what is answered.

use super::reference;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use zhiyu::registry::succession::Answer;
use zhiyu::registry::succession::Index;
use zhiyu::registry::succession::Life;
use zhiyu::registry::succession::Outcome;
use zhiyu::registry::succession::PartialDate;
use zhiyu::registry::succession::Profile;

const YEARS: std::ops::RangeInclusive<i32> = 1981..=2024;

/// A row of the file, as the test reads it by itself.
struct Row {
    number: usize,
    code: String,
    name: String,
    from: i32,
    to: Option<i32>,
    /// New codes; those with a year took over a part in that year.
    new: Vec<(String, Option<i32>)>,
}

fn rows(bytes: &[u8]) -> Vec<Row> {
    let text = std::str::from_utf8(bytes).unwrap().trim_start_matches('\u{FEFF}');
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), 9, "{line}");
        let new = cells[8]
            .split(';')
            .filter(|token| !token.is_empty())
            .map(|token| match token.split_once('[') {
                Some((code, year)) => (code.to_owned(), Some(year.trim_end_matches(']').parse().unwrap())),
                None => (token.to_owned(), None),
            });
        rows.push(Row {
            number: index + 1,
            code: cells[0].to_owned(),
            name: cells[3].to_owned(),
            from: cells[6].parse().unwrap(),
            to: cells[7].parse().ok(),
            new: new.collect(),
        });
    }
    rows
}

fn index(bytes: &[u8]) -> Index {
    let read = Profile::Lives.read(bytes, Some("result.csv")).unwrap();
    assert_eq!(read.rows, 6_823);
    assert!(read.findings.is_empty());
    Index::new(read.events)
}

fn list(year: i32) -> BTreeMap<String, String> {
    let bytes = reference(&format!("yearly_1981_2024/data/{year}.txt")).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let entry = |line: &str| {
        line.split_once(' ')
            .map(|(code, name)| (code.to_owned(), name.to_owned()))
    };
    text.lines().filter_map(entry).collect()
}

#[test]
fn every_row_is_a_life_and_no_other_life_is_made_up() {
    let Some(bytes) = reference("yearly_1981_2024/result.csv") else {
        return;
    };
    let index = index(&bytes);
    let rows = rows(&bytes);
    let codes: BTreeSet<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let mut lives = BTreeSet::new();
    for code in codes {
        for (life, ..) in index.history(code) {
            let (from, to) = (
                life.from.map(|date| date.to_string()),
                life.to.map(|date| date.to_string()),
            );
            assert!(
                lives.insert((life.code.clone(), life.name.clone(), from, to)),
                "{life:?} stands twice"
            );
        }
    }
    let expected = rows.iter().map(|row| {
        let to = row.to.map(|year| year.to_string());
        (row.code.clone(), row.name.clone(), Some(row.from.to_string()), to)
    });
    assert_eq!(lives, expected.collect());
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for event in index.events() {
        *kinds.entry(event.kind.as_str()).or_default() += 1;
    }
    let of_kind = |kind: &str| kinds.get(kind).copied().unwrap_or_default();
    assert_eq!(
        (of_kind("split"), of_kind("transfer"), of_kind("abolish")),
        (258, 468, 187),
        "{kinds:?}"
    );
}

/// List YYYY is the state at the end of the year YYYY: a change of that year is in it already.
#[test]
fn the_lives_of_a_year_are_its_list() {
    let Some(bytes) = reference("yearly_1981_2024/result.csv") else {
        return;
    };
    let rows = rows(&bytes);
    for year in YEARS {
        let in_force = rows
            .iter()
            .filter(|row| row.from <= year && row.to.is_none_or(|to| to > year));
        let lives: BTreeMap<String, String> = in_force.map(|row| (row.code.clone(), row.name.clone())).collect();
        assert_eq!(lives, list(year), "{year}");
    }
}

/// Differences with their reasons: rows whose own code ends without a successor in the file.
const EXPLAINED: &[(usize, &str)] = &[
    (
        405,
        "唐山地区 1981-1983: 唐海县 was taken out of it in 1982; the file does not say what became of the prefecture itself",
    ),
    (
        3189,
        "临沂地区 1981-1994: 日照市 was taken out of it in 1985; the file does not say what became of the prefecture itself",
    ),
    (
        3525,
        "许昌地区 1981-1986: a part went to 平顶山市 in 1982; the file does not say what became of the prefecture itself",
    ),
    (
        4140,
        "零陵地区 1981-1995: 永州市 was taken out of it in 1982; the file does not say what became of the prefecture itself",
    ),
];

/// For each row with a successor, "reaches what the file says" means, for every new code that it names:
/// * **directly**: a change of this life, on the date that the file gives, leads to that code: for a new code without a
///   year one that ends the life, for one with a year a transfer of that year;
/// * **to the end**: whatever the new code leads to from that date is in the answer for the old code, asked with its last
///   year in force, or for a transfer with the year before it;
/// * **today**: every code in `codes` and `parts` is in the list of 2024 under the name that is told, and `codes` is not empty.
#[test]
fn succession_reaches_what_the_file_says() {
    let Some(bytes) = reference("yearly_1981_2024/result.csv") else {
        return;
    };
    let index = index(&bytes);
    let today = list(2024);
    let (mut asked, mut agreed) = (0, 0);
    let mut differences = Vec::new();
    for row in rows(&bytes).iter().filter(|row| !row.new.is_empty()) {
        asked += 1;
        let difference = difference(&index, row, &today);
        agreed += usize::from(difference.is_none());
        differences.extend(difference.map(|words| (row.number, words)));
    }
    assert_eq!(agreed + EXPLAINED.len(), asked, "{differences:#?}");
    assert_eq!(asked, 3_685);
    let explained: Vec<usize> = EXPLAINED.iter().map(|(row, _)| *row).collect();
    let found: Vec<usize> = differences.iter().map(|(row, _)| *row).collect();
    assert_eq!(found, explained, "unexplained or stale: {differences:#?}");
}

fn difference(index: &Index, row: &Row, today: &BTreeMap<String, String>) -> Option<String> {
    let last_year = row.to.unwrap_or(2025) - 1;
    let answer = index.resolve(&row.code, PartialDate::year(last_year), None);
    for (code, year) in &row.new {
        let is_transfer = year.is_some();
        let year = year.or(row.to).unwrap();
        if !is_direct(index, row, code, year, is_transfer) {
            return Some(format!(
                "{} {}: no change of {year} leads to {code}",
                row.code, row.name
            ));
        }
        let asked = index.resolve(&row.code, PartialDate::year(year - 1), None);
        let onward = index.resolve(code, PartialDate::year(year), None);
        let missing: Vec<String> = ends(&onward).difference(&ends(&asked)).cloned().collect();
        if !missing.is_empty() {
            return Some(format!(
                "{} {}: {code} leads to {missing:?} and it does not",
                row.code, row.name
            ));
        }
    }
    for reached in answer.codes.iter().chain(&answer.parts) {
        if today.get(&reached.code) != Some(&reached.name) {
            return Some(format!(
                "{} {}: {} is not in the list of 2024",
                row.code, row.name, reached.code
            ));
        }
    }
    (answer.outcome != Outcome::Found).then(|| format!("{} {}: {}", row.code, row.name, answer.outcome.as_str()))
}

fn is_direct(index: &Index, row: &Row, code: &str, year: i32, is_transfer: bool) -> bool {
    let history = index.history(&row.code);
    let is_this = |life: &Life| life.name == row.name && life.from == Some(PartialDate::year(row.from));
    let (_, _, changes) = history.iter().find(|(life, ..)| is_this(life)).unwrap();
    changes.iter().any(|event| {
        event.date == PartialDate::year(year)
            && event.kind.ends_the_old() != is_transfer
            && event.new.iter().any(|unit| unit.code == code)
    })
}

/// Everything that an answer names.
fn ends(answer: &Answer) -> BTreeSet<String> {
    let all = answer.codes.iter().chain(&answer.ended).chain(&answer.parts);
    all.map(|reached| reached.code.clone()).collect()
}
