//! What the heart of a translation and of a difference takes, without network and database, beside a bare loop over a hash map.
//!
//! `in_process EARLIER LATER ROUNDS`: two bodies of releases. Prints one JSON object; times in microseconds, medians of the rounds,
//! measured one after the other in each round.

use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use std::collections::HashMap;
use std::error::Error;
use std::hint::black_box;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant as Clock;
use zhiyu::http::distribution::translation::wire::TranslateRequest;
use zhiyu::id::AccountId;
use zhiyu::id::DictionaryId;
use zhiyu::language::Language;
use zhiyu::mapping::diff::diff;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::release::Change;
use zhiyu::mapping::release::LineInForce;
use zhiyu::snapshot::translate::Mode;
use zhiyu::snapshot::translate::ReleaseName;
use zhiyu::snapshot::translate::Standing;
use zhiyu::snapshot::translate::Table;
use zhiyu::snapshot::translate::Translator;
use zhiyu::time::Instant;

const BATCH: usize = 1000;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A line of a body.
#[derive(Clone, Deserialize)]
struct Line {
    dictionary: String,
    code: String,
    name: String,
    targets: Vec<Target>,
}

#[derive(Clone, Deserialize, Serialize)]
struct Target {
    system: String,
    edition: String,
    code: String,
    display: String,
    relationship: String,
}

#[derive(Deserialize)]
struct Questions {
    dictionary: String,
    items: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    code: String,
    name: String,
}

#[derive(Serialize)]
struct Answers<'a> {
    items: Vec<Answer<'a>>,
}

#[derive(Serialize)]
struct Answer<'a> {
    status: &'a str,
    dictionary: &'a str,
    code: &'a str,
    name: &'a str,
    mapped_name: &'a str,
    targets: &'a [Target],
}

/// The least that a translation can be: read, look up in a hash map, write the same fields.
fn bare(known: &HashMap<String, Line>, request: &[u8]) -> Outcome<Vec<u8>> {
    let questions: Questions = serde_json::from_slice(request)?;
    let mut items = Vec::with_capacity(questions.items.len());
    for question in &questions.items {
        let line = known.get(&question.code);
        items.push(Answer {
            status: line.map_or("unmapped", |_| "mapped"),
            dictionary: &questions.dictionary,
            code: &question.code,
            name: &question.name,
            mapped_name: line.map_or("", |line| &line.name),
            targets: line.map_or(&[], |line| &line.targets),
        });
    }
    Ok(serde_json::to_vec(&Answers { items })?)
}

fn own(translator: &Translator, request: &[u8]) -> Outcome<Vec<u8>> {
    let request: TranslateRequest = serde_json::from_slice(request)?;
    Ok(serde_json::to_vec(&request.answers(translator, Language::default()))?)
}

fn translator(body: &[u8]) -> Outcome<Translator> {
    Ok(Translator {
        release: ReleaseName {
            organization: "H".to_owned(),
            release: 1,
            digest: String::new(),
            effective_at: String::new(),
        },
        table: Arc::new(Table::of_body(body)?),
        standing: Arc::new(Standing::default()),
        onward: None,
        mode: Mode::default(),
    })
}

fn lines(body: &[u8]) -> Outcome<Vec<Line>> {
    let lines = body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    Ok(lines.map(serde_json::from_slice).collect::<Result<_, _>>()?)
}

/// Batches of codes that lie far apart, all of one dictionary.
fn requests(list: &[Line], rounds: usize) -> Outcome<Vec<Vec<u8>>> {
    let first = list.first().ok_or("an empty body")?;
    let same: Vec<&Line> = list.iter().filter(|line| line.dictionary == first.dictionary).collect();
    let question = |number: usize| {
        let line = same.get(number.wrapping_mul(7919) % same.len());
        line.map(|line| json!({ "code": line.code, "name": line.name }))
    };
    let request = |round: usize| {
        let items: Vec<Value> = (0..BATCH).filter_map(|n| question(round * BATCH + n)).collect();
        serde_json::to_vec(&json!({ "dictionary": first.dictionary, "items": items }))
    };
    Ok((0..rounds).map(request).collect::<Result<_, _>>()?)
}

fn microseconds<T>(act: impl FnOnce() -> T) -> (f64, T) {
    let begun = Clock::now();
    let result = black_box(act());
    (begun.elapsed().as_secs_f64() * 1e6, result)
}

fn median(mut list: Vec<f64>) -> f64 {
    list.sort_by(f64::total_cmp);
    list.get(list.len() / 2).copied().unwrap_or(f64::NAN)
}

fn compared<const N: usize>(pairs: &[(f64, f64)], beside: [(&str, Value); N]) -> Value {
    let figures = [
        ("microseconds", json!(median(pairs.iter().map(|pair| pair.0).collect()))),
        (
            "bare_microseconds",
            json!(median(pairs.iter().map(|pair| pair.1).collect())),
        ),
        (
            "ratio",
            json!(median(pairs.iter().map(|pair| pair.0 / pair.1).collect())),
        ),
        ("rounds", json!(pairs.len())),
    ];
    figures
        .into_iter()
        .chain(beside)
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn translation(body: &[u8], list: &[Line], rounds: usize) -> Outcome<Value> {
    let known: HashMap<String, Line> = list.iter().map(|line| (line.code.clone(), line.clone())).collect();
    let translator = translator(body)?;
    let mut pairs = Vec::new();
    for request in requests(list, rounds)? {
        let (bare_time, bare_answer) = microseconds(|| bare(&known, &request));
        let (time, answer) = microseconds(|| own(&translator, &request));
        pairs.push((time, bare_time));
        must_be_equal(&answer?, &bare_answer?)?;
    }
    let count = u32::try_from(translator.table.len())?;
    let bytes = f64::from(u32::try_from(translator.table.bytes())?) / f64::from(count);
    let beyond = f64::from(u32::try_from(translator.table.bytes_beyond_texts())?) / f64::from(count);
    let beside = [
        ("bytes_a_mapping", json!(bytes)),
        ("bytes_a_mapping_beyond_texts", json!(beyond)),
    ];
    Ok(compared(&pairs, beside))
}

/// Every field of the bare answer is in the other, with the same value.
fn must_be_equal(answer: &[u8], bare: &[u8]) -> Outcome<()> {
    let (answer, bare): (Value, Value) = (serde_json::from_slice(answer)?, serde_json::from_slice(bare)?);
    let items = |answer: &Value| {
        answer
            .get("items")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let (items, expected) = (items(&answer), items(&bare));
    let is_equal = |(item, fields): (&Value, &Value)| {
        let fields = fields.as_object();
        fields.is_some_and(|fields| fields.iter().all(|(name, value)| item.get(name) == Some(value)))
    };
    if expected.len() == BATCH && items.len() == BATCH && items.iter().zip(&expected).all(is_equal) {
        return Ok(());
    }
    Err("the answers differ".into())
}

fn difference(earlier: &[u8], later: &[u8], rounds: usize) -> Outcome<Value> {
    let (before, after) = (keyed(earlier)?, keyed(later)?);
    let mut pairs = Vec::new();
    let mut count = 0;
    for _ in 0..rounds {
        let in_force = before.iter().map(|(line, text)| LineInForce {
            dictionary: line.dictionary.clone(),
            code: line.code.clone(),
            line: text.clone(),
        });
        let in_force: Vec<LineInForce> = in_force.collect();
        let changes = after
            .iter()
            .map(|(line, text)| change(line, text))
            .collect::<Outcome<Vec<_>>>()?;
        let (bare_time, joined) = microseconds(|| hash_join(&before, &after));
        let (time, found) = microseconds(|| diff(in_force, changes));
        pairs.push((time, bare_time));
        if found.len() != joined.len() {
            return Err(format!("{} lines differ, a hash join finds {}", found.len(), joined.len()).into());
        }
        count = found.len();
    }
    Ok(compared(&pairs, [("lines", json!(count))]))
}

type Keyed = Vec<(Line, String)>;

fn keyed(body: &[u8]) -> Outcome<Keyed> {
    let texts = std::str::from_utf8(body)?.lines().map(str::to_owned);
    Ok(lines(body)?.into_iter().zip(texts).collect())
}

fn hash_join<'a>(before: &'a Keyed, after: &'a Keyed) -> Vec<(Option<&'a str>, &'a str)> {
    let earlier = before.iter();
    let known: HashMap<(&str, &str), &str> = earlier
        .map(|(line, text)| ((line.dictionary.as_str(), line.code.as_str()), text.as_str()))
        .collect();
    let pair = |(line, text): &'a (Line, String)| {
        let old = known.get(&(line.dictionary.as_str(), line.code.as_str())).copied();
        (old != Some(text.as_str())).then_some((old, text.as_str()))
    };
    after.iter().filter_map(pair).collect()
}

fn change(line: &Line, text: &str) -> Outcome<Change> {
    Ok(Change {
        dictionary: DictionaryId::new(line.dictionary.as_str())?,
        code: line.code.clone(),
        release: 2,
        line: Some(text.to_owned()),
        author: AccountId::new("a")?,
        reviewer: AccountId::new("b")?,
        reviewed_at: Instant(0),
        justification: String::new(),
        origin: Origin::Hand,
    })
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, earlier, later, rounds] = arguments.as_slice() else {
        return Err("in_process EARLIER LATER ROUNDS".into());
    };
    let (earlier, later, rounds) = (std::fs::read(earlier)?, std::fs::read(later)?, rounds.parse::<usize>()?);
    let told = json!({
        "translation": translation(&earlier, &lines(&earlier)?, rounds)?,
        "difference": difference(&earlier, &later, rounds.div_ceil(20))?,
    });
    writeln!(std::io::stdout(), "{told}")?;
    Ok(())
}
