//! One answer wherever it is asked: the table, a naive search over the lines, a CSV file and an NDJSON file.

use super::files::part;
use super::files::plan;
use super::line;
use super::target;
use super::translator_of;
use proptest::prelude::*;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use zhiyu::language::Language;
use zhiyu::mapping::condition::Condition;
use zhiyu::mapping::target::Relationship;
use zhiyu::snapshot::body::Line;
use zhiyu::snapshot::translate::Answer;
use zhiyu::snapshot::translate::Conversion;
use zhiyu::snapshot::translate::FileFormat;
use zhiyu::snapshot::translate::Mode;
use zhiyu::snapshot::translate::Outputs;
use zhiyu::snapshot::translate::Part;
use zhiyu::snapshot::translate::Plan;
use zhiyu::snapshot::translate::Question;
use zhiyu::snapshot::translate::Record;
use zhiyu::snapshot::translate::Translator;

const CODES: [&str; 8] = ["", "0", "00", "A,1", "a\"b", "é", "霍\n乱", " x "];
const SPECIMENS: [&str; 3] = ["", "血清", "尿液"];

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let kind = prop::collection::vec((prop::sample::select(CODES.to_vec()), 0_u8..5), 0..8);
    kind.prop_map(|chosen| {
        let unique: BTreeMap<&str, u8> = chosen.into_iter().filter(|(code, _)| !code.is_empty()).collect();
        let list = unique.into_iter().map(|(code, kind)| {
            let to = |relationship| target("s/1", &format!("T{code}"), "显示, \"名\"", relationship);
            let mut in_serum = to(Relationship::Equivalent);
            in_serum.when = vec![Condition::Specimen {
                is: vec!["血清".to_owned()],
            }];
            let other = target("s/1", "U", "另一个", Relationship::Equivalent);
            let targets = match kind {
                0 => Vec::new(),
                1 => vec![to(Relationship::Equivalent)],
                2 => vec![to(Relationship::Equivalent), to(Relationship::Narrower)],
                3 => vec![in_serum, other],
                _ => vec![in_serum],
            };
            line("his/d", code, &format!("名{code}"), targets)
        });
        list.collect()
    })
}

/// Status, reason and the codes of the targets, reckoned by hand.
fn naive(lines: &[Line], question: (&str, &str), strict: bool) -> (&'static str, &'static str, Vec<String>) {
    let (code, specimen) = question;
    let none = Vec::new;
    let Some(line) = lines.iter().find(|line| line.code == code) else {
        if code.is_empty() {
            return ("invalid_source", "code-empty", none());
        }
        if code.trim() != code && lines.iter().any(|line| line.code == code.trim()) {
            return ("unmapped", "code-has-blanks", none());
        }
        if code.contains('\n') {
            return ("invalid_source", "code-has-controls", none());
        }
        return ("unmapped", "not-in-release", none());
    };
    if line.targets.is_empty() {
        return ("unmapped", "no-match", none());
    }
    let is_conditional = line.targets.iter().any(|target| !target.when.is_empty());
    if is_conditional && specimen.is_empty() {
        return ("ambiguous", "specimen-not-said", none());
    }
    let wants_conditional = specimen == "血清";
    let has = |target: &&zhiyu::mapping::target::Target| !is_conditional || target.when.is_empty() != wants_conditional;
    let chosen: Vec<_> = line.targets.iter().filter(has).collect();
    if chosen.is_empty() {
        return ("unmapped", "no-case", none());
    }
    if strict
        && chosen
            .iter()
            .any(|target| target.relationship != Relationship::Equivalent)
    {
        return ("unmapped", "not-equivalent", none());
    }
    ("mapped", "", chosen.iter().map(|target| target.code.clone()).collect())
}

fn run(translator: &Translator, plan: &Plan, file: &[u8], piece: usize) -> Vec<u8> {
    let mut conversion = Conversion::new(translator.clone(), plan).unwrap();
    let mut outputs = Outputs::default();
    for bytes in file.chunks(piece) {
        conversion.feed(bytes, &mut outputs).unwrap();
    }
    assert!(conversion.finish(&mut outputs).unwrap().reconciles());
    outputs.rows
}

fn csv_file(asked: &[(&str, &str)]) -> Vec<u8> {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let rows = asked
        .iter()
        .map(|(code, specimen)| format!("{},{}\n", quoted(code), quoted(specimen)));
    ("code,specimen\n".to_owned() + &rows.collect::<String>()).into_bytes()
}

/// Status, reason and codes of each row of a converted CSV file.
fn csv_answers(bytes: &[u8]) -> Vec<(String, String, String)> {
    let mut reader = csv::Reader::from_reader(bytes);
    let row = |row: csv::StringRecord| (row[6].to_owned(), row[7].to_owned(), row[2].to_owned());
    reader.records().map(|record| row(record.unwrap())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_way_gives_the_same_answer(
        lines in lines(),
        asked in prop::collection::vec((prop::sample::select(CODES.to_vec()), prop::sample::select(SPECIMENS.to_vec())), 1..12),
        strict in any::<bool>(),
        piece in 1_usize..300,
    ) {
        let mode = if strict { Mode::Strict } else { Mode::Lenient };
        let has_dictionary = !lines.is_empty();
        let translator = translator_of(lines.clone(), mode);
        let mut answers: Vec<Value> = Vec::new();
        let mut expected = Vec::new();
        for (code, specimen) in &asked {
            let record = Record { specimen, ..Record::default() };
            let question = Question { dictionary: "his/d", code, name: "", record };
            let answer = serde_json::to_value(Answer::of(&question, &translator.ask(&question), Language::Chinese)).unwrap();
            let (status, reason, codes) = if has_dictionary {
                naive(&lines, (code, specimen), strict)
            } else {
                ("invalid_source", "dictionary-unknown", Vec::new())
            };
            let told: Vec<String> = answer["targets"].as_array().unwrap().iter()
                .map(|target| target["code"].as_str().unwrap().to_owned()).collect();
            prop_assert_eq!((answer["status"].as_str().unwrap(), answer["reason"].as_str().unwrap_or("")), (status, reason));
            prop_assert_eq!(&told, &codes);
            expected.push((status.to_owned(), reason.to_owned(), codes.join("|")));
            answers.push(answer);
        }

        let keys = Part { specimen: Some("specimen".to_owned()), ..Part::default() };
        let own_dictionary = Part { code: "code".to_owned(), ..keys.clone() };
        let records: String = asked.iter()
            .map(|(code, specimen)| json!({ "dictionary": "his/d", "code": code, "specimen": specimen }).to_string() + "\n")
            .collect();
        let out = run(&translator, &plan(FileFormat::Ndjson, vec![own_dictionary]), records.as_bytes(), piece);
        let streamed: Vec<Value> = out.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice::<Value>(line).unwrap()["zhiyu"].clone())
            .map(|mut told| { told.as_object_mut().unwrap().remove("release"); told })
            .collect();
        prop_assert_eq!(&streamed, &answers);

        if has_dictionary {
            let of_csv = Part { specimen: keys.specimen, ..part("his/d", "code") };
            let out = run(&translator, &plan(FileFormat::Csv, vec![of_csv]), &csv_file(&asked), piece);
            prop_assert_eq!(csv_answers(&out), expected);
        }
    }
}
