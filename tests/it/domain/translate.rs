//! Translating by a release: every status, files in pieces, hostile files, and one answer wherever it is asked.

mod files;
mod same_everywhere;

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use zhiyu::id::EditionRef;
use zhiyu::language::Language;
use zhiyu::mapping::concept_map::MapRow;
use zhiyu::mapping::concept_map::MapTarget;
use zhiyu::mapping::condition::AgeUnit;
use zhiyu::mapping::condition::Condition;
use zhiyu::mapping::condition::Sex;
use zhiyu::mapping::target::Relationship;
use zhiyu::mapping::target::Target;
use zhiyu::snapshot::body::Line;
use zhiyu::snapshot::translate::Answer;
use zhiyu::snapshot::translate::EditionStanding;
use zhiyu::snapshot::translate::Mode;
use zhiyu::snapshot::translate::Onward;
use zhiyu::snapshot::translate::OnwardMap;
use zhiyu::snapshot::translate::Question;
use zhiyu::snapshot::translate::Reason;
use zhiyu::snapshot::translate::Record;
use zhiyu::snapshot::translate::ReleaseName;
use zhiyu::snapshot::translate::Standing;
use zhiyu::snapshot::translate::Table;
use zhiyu::snapshot::translate::Translator;
use zhiyu::time::Day;
use zhiyu::time::Instant;

pub const HIS: &str = "his/diagnosis";
pub const LIS: &str = "lis/test";
const ICD: &str = "icd-10/2016";

pub fn target(edition: &str, code: &str, display: &str, relationship: Relationship) -> Target {
    let of = EditionRef::parse(edition).unwrap();
    Target {
        system: of.system,
        edition: of.edition,
        code: code.to_owned(),
        display: display.to_owned(),
        relationship,
        when: Vec::new(),
    }
}

fn under(mut target: Target, when: Vec<Condition>) -> Target {
    target.when = when;
    target
}

pub fn line(dictionary: &str, code: &str, name: &str, targets: Vec<Target>) -> Line {
    let no_match = targets.is_empty().then(|| "标准中没有".to_owned());
    Line {
        dictionary: dictionary.to_owned(),
        code: code.to_owned(),
        name: name.to_owned(),
        targets,
        no_match,
    }
}

/// A release with one line of every sort.
pub fn lines() -> Vec<Line> {
    use Relationship::Broader;
    use Relationship::Equivalent;
    let specimen = |is: &str| {
        vec![Condition::Specimen {
            is: vec![is.to_owned()],
        }]
    };
    let sugar = |code: &str, display: &str, of: &str| under(target("loinc/2", code, display, Equivalent), specimen(of));
    let young = vec![
        Condition::Sex { is: Sex::Female },
        Condition::Age {
            unit: AgeUnit::Years,
            from: None,
            below: Some(14),
        },
    ];
    let mut lines = vec![
        line(HIS, "001", "霍乱", vec![target(ICD, "A00", "霍乱", Equivalent)]),
        line(HIS, "002", "伤寒", vec![target(ICD, "A01", "伤寒", Broader)]),
        line(
            HIS,
            "003",
            "高血压,糖尿病",
            vec![
                target(ICD, "I10", "特发性（原发性）高血压", Equivalent),
                target(ICD, "E11", "2型糖尿病", Equivalent),
            ],
        ),
        line(HIS, "004", "测试", Vec::new()),
        line(
            HIS,
            "a\"b,c",
            "引号",
            vec![target(ICD, "Z\"1", "有“,”的名称, 例", Equivalent)],
        ),
        line(
            LIS,
            "GLU",
            "葡萄糖",
            vec![sugar("1", "血清葡萄糖", "血清"), sugar("2", "尿葡萄糖", "尿液")],
        ),
        line(
            LIS,
            "HGB",
            "血红蛋白",
            vec![
                under(target("loinc/2", "3", "女童血红蛋白", Equivalent), young),
                target("loinc/2", "4", "血红蛋白", Equivalent),
            ],
        ),
    ];
    lines.sort_by(|one, other| (&one.dictionary, &one.code).cmp(&(&other.dictionary, &other.code)));
    lines
}

pub fn translator_of(lines: Vec<Line>, mode: Mode) -> Translator {
    Translator {
        release: ReleaseName {
            organization: "H1".to_owned(),
            release: 7,
            digest: "d".repeat(64),
            effective_at: "2026-11-21T00:00:00.000000Z".to_owned(),
        },
        table: Arc::new(Table::of_lines(lines.into_iter().map(Ok)).unwrap()),
        standing: Arc::new(Standing::default()),
        onward: None,
        mode,
    }
}

pub fn translator(mode: Mode) -> Translator {
    translator_of(lines(), mode)
}

/// The status, the reason, the codes to send and those withheld.
fn said(translator: &Translator, question: &Question<'_>) -> (String, String, String, String) {
    let verdict = translator.ask(question);
    let answer = Answer::of(question, &verdict, Language::English);
    assert_eq!(
        (answer.code, answer.name),
        (question.code, question.name),
        "the original is kept"
    );
    assert_eq!(answer.reason.is_some(), answer.status != "mapped");
    assert_eq!(answer.targets.is_empty(), answer.status != "mapped");
    let codes = |list: &[zhiyu::snapshot::translate::AnswerTarget<'_>]| {
        let each: Vec<&str> = list.iter().map(|target| target.code).collect();
        each.join("|")
    };
    (
        answer.status.to_owned(),
        answer.reason.unwrap_or_default().to_owned(),
        codes(&answer.targets),
        codes(&answer.withheld),
    )
}

#[track_caller]
fn must_say(translator: &Translator, question: &Question<'_>, expected: [&str; 4]) {
    let [status, reason, targets, withheld] = expected.map(str::to_owned);
    assert_eq!(
        said(translator, question),
        (status, reason, targets, withheld),
        "{question:?}"
    );
}

fn about<'q>(dictionary: &'q str, code: &'q str) -> Question<'q> {
    Question {
        dictionary,
        code,
        ..Question::default()
    }
}

#[test]
fn every_status_is_said_exactly_when_it_holds() {
    let lenient = translator(Mode::Lenient);
    let long = "x".repeat(201);
    for (code, expected) in [
        ("001", ["mapped", "", "A00", ""]),
        ("002", ["mapped", "", "A01", ""]),
        ("003", ["mapped", "", "I10|E11", ""]),
        ("004", ["unmapped", "no-match", "", ""]),
        ("01", ["unmapped", "not-in-release", "", ""]),
        (" 001", ["unmapped", "code-has-blanks", "", ""]),
        ("001\t", ["unmapped", "code-has-blanks", "", ""]),
        (" 9", ["unmapped", "not-in-release", "", ""]),
        ("", ["invalid_source", "code-empty", "", ""]),
        (" \u{3000}", ["invalid_source", "code-blank", "", ""]),
        ("0\u{0}1", ["invalid_source", "code-has-controls", "", ""]),
        ("0\u{85}1", ["invalid_source", "code-has-controls", "", ""]),
        (long.as_str(), ["invalid_source", "code-too-long", "", ""]),
    ] {
        must_say(&lenient, &about(HIS, code), expected);
    }
    must_say(
        &lenient,
        &about("his/none", "001"),
        ["invalid_source", "dictionary-unknown", "", ""],
    );
    must_say(
        &lenient,
        &about("his/diagnosi", "001"),
        ["invalid_source", "dictionary-unknown", "", ""],
    );
    let strict = translator(Mode::Strict);
    must_say(&strict, &about(HIS, "001"), ["mapped", "", "A00", ""]);
    must_say(&strict, &about(HIS, "003"), ["mapped", "", "I10|E11", ""]);
    must_say(&strict, &about(HIS, "002"), ["unmapped", "not-equivalent", "", "A01"]);
    must_say(&strict, &about(HIS, "004"), ["unmapped", "no-match", "", ""]);
}

#[test]
fn a_target_with_conditions_needs_a_record_that_says_enough() {
    let lenient = translator(Mode::Lenient);
    let with = |code: &'static str, record: Record<'static>| Question {
        record,
        ..about(LIS, code)
    };
    let of = |specimen| Record {
        specimen,
        ..Record::default()
    };
    must_say(&lenient, &with("GLU", of("尿液")), ["mapped", "", "2", ""]);
    must_say(&lenient, &with("GLU", of("血清")), ["mapped", "", "1", ""]);
    must_say(
        &lenient,
        &with("GLU", of("")),
        ["ambiguous", "specimen-not-said", "", "1|2"],
    );
    must_say(&lenient, &with("GLU", of("脑脊液")), ["unmapped", "no-case", "", "1|2"]);
    let person = |sex, age| Record {
        sex,
        age,
        ..Record::default()
    };
    for (sex, age, expected) in [
        ("2", "13", ["mapped", "", "3", ""]),
        ("女", "13岁", ["mapped", "", "3", ""]),
        ("F", "14", ["mapped", "", "4", ""]),
        ("男", "", ["mapped", "", "4", ""]),
        ("2", "", ["ambiguous", "age-not-said", "", "3|4"]),
        ("2", "8月", ["ambiguous", "age-not-said", "", "3|4"]),
        ("", "", ["ambiguous", "sex-not-said", "", "3|4"]),
        ("9", "3", ["ambiguous", "sex-not-said", "", "3|4"]),
    ] {
        must_say(&lenient, &with("HGB", person(sex, age)), expected);
    }
}

#[test]
fn editions_that_no_longer_stand_are_told() {
    let standing = |how| {
        let mut translator = translator(Mode::Lenient);
        let of = EditionRef::parse(ICD).unwrap();
        translator.standing = Arc::new(Standing::but(BTreeMap::from([(of, how)])));
        translator
    };
    let retired = standing(EditionStanding::Retired);
    must_say(
        &retired,
        &about(HIS, "001"),
        ["retired_target", "edition-retired", "", "A00"],
    );
    must_say(&retired, &about(HIS, "004"), ["unmapped", "no-match", "", ""]);
    let superseded = standing(EditionStanding::Superseded {
        gone: BTreeSet::from(["E11".to_owned()]),
    });
    must_say(
        &superseded,
        &about(HIS, "003"),
        ["retired_target", "target-retired", "", "I10|E11"],
    );
    must_say(&superseded, &about(HIS, "001"), ["mapped", "", "A00", ""]);
    let verdict = superseded.ask(&about(HIS, "001"));
    let warnings: Vec<&str> = verdict.warnings.iter().map(|warning| warning.as_str()).collect();
    assert_eq!(warnings, ["edition-superseded"]);
}

#[test]
fn another_name_is_a_warning_and_another_spelling_is_none() {
    let lenient = translator(Mode::Lenient);
    for (name, differs) in [
        ("", false),
        ("霍乱", false),
        ("霍 乱", true),
        ("霍乱 ", false),
        ("伤寒", true),
    ] {
        let question = Question {
            name,
            ..about(HIS, "001")
        };
        let verdict = lenient.ask(&question);
        assert_eq!(verdict.status.as_str(), "mapped");
        let is_same = zhiyu::matching::normalise::normalise(name).text == "霍乱" || name.is_empty();
        assert_eq!(verdict.warnings.is_empty(), is_same, "{name}");
        assert!(differs || is_same, "{name}");
    }
}

fn onward_rows() -> Vec<MapRow> {
    use Relationship::Broader;
    use Relationship::Equivalent;
    let row = |source: &str, target: Option<(&str, Relationship)>| MapRow {
        source: source.to_owned(),
        source_display: String::new(),
        target: target.map(|(code, relationship)| MapTarget {
            code: code.to_owned(),
            display: "map".to_owned(),
            relationship,
        }),
        comment: String::new(),
    };
    vec![
        row("A00", Some(("a", Equivalent))),
        row("A01", Some(("b", Broader))),
        row("I10", Some(("c", Equivalent))),
        row("E11", None),
        row("Z\"1", Some(("a", Equivalent))),
        row("Z\"1", Some(("b", Equivalent))),
    ]
}

#[test]
fn a_chain_tells_what_it_loses_and_never_chooses() {
    let rows = onward_rows();
    let official = |code: &str| Some((format!("官方 {code}"), true));
    let map = OnwardMap::new(EditionRef::parse(ICD).unwrap(), &rows, official);
    let onward = Onward {
        target: EditionRef::parse("yibao/2").unwrap(),
        maps: vec![Arc::new(map)],
    };
    let chained = |mode| Translator {
        onward: Some(onward.clone()),
        ..translator(mode)
    };
    let lenient = chained(Mode::Lenient);
    must_say(&lenient, &about(HIS, "001"), ["mapped", "", "a", ""]);
    must_say(&lenient, &about(HIS, "002"), ["mapped", "", "b", ""]);
    must_say(&lenient, &about(HIS, "003"), ["mapped", "", "c", ""]);
    must_say(
        &lenient,
        &about(HIS, "a\"b,c"),
        ["ambiguous", "several-ways", "", "a|b"],
    );
    must_say(&lenient, &about(HIS, "004"), ["unmapped", "no-match", "", ""]);
    let unled = Question {
        record: Record {
            specimen: "血清",
            ..Record::default()
        },
        ..about(LIS, "GLU")
    };
    must_say(&lenient, &unled, ["unmapped", "no-way-on", "", ""]);
    let question = about(HIS, "003");
    let verdict = lenient.ask(&question);
    let answer = serde_json::to_value(Answer::of(&question, &verdict, Language::Chinese)).unwrap();
    assert_eq!(
        answer["losses"],
        serde_json::json!([{ "kind": "target-dropped", "via": "E11", "target": "" }])
    );
    assert_eq!(
        answer["targets"],
        serde_json::json!([{ "system": "yibao", "edition": "2", "code": "c", "display": "官方 c",
            "relationship": "equivalent", "via": "I10" }])
    );
    let strict = chained(Mode::Strict);
    must_say(&strict, &about(HIS, "001"), ["mapped", "", "a", ""]);
    must_say(&strict, &about(HIS, "003"), ["unmapped", "not-equivalent", "", "c"]);
}

#[test]
fn a_standard_code_leads_back_to_all_its_local_codes() {
    let mut all = lines();
    all.push(line(
        "lis/x",
        "1",
        "霍乱弧菌",
        vec![target(ICD, "A00", "霍乱", Relationship::Related)],
    ));
    all.push(line(
        "lis/x",
        "2",
        "另一版",
        vec![target("icd-10/2019", "A00", "霍乱", Relationship::Related)],
    ));
    let table = Table::of_lines(all.into_iter().map(Ok)).unwrap();
    let found = |edition: Option<&str>, dictionary: Option<&str>| -> Vec<Vec<String>> {
        let codes = ["A00", "E11", "none"].map(str::to_owned);
        let edition = edition.map(|edition| edition.parse().unwrap());
        let found = table.sources(&"icd-10".parse().unwrap(), edition.as_ref(), dictionary, &codes);
        let name = |source: &zhiyu::snapshot::translate::Source<'_>| {
            format!("{} {}", source.mapping.dictionary(), source.mapping.code())
        };
        found.iter().map(|sources| sources.iter().map(name).collect()).collect()
    };
    let none: Vec<String> = Vec::new();
    let of_sugar = vec!["his/diagnosis 003".to_owned()];
    let every = ["his/diagnosis 001", "lis/x 1", "lis/x 2"].map(str::to_owned).to_vec();
    assert_eq!(found(None, None), [every.clone(), of_sugar.clone(), none.clone()]);
    assert_eq!(found(Some("2016"), None), [every[..2].to_vec(), of_sugar, none.clone()]);
    assert_eq!(found(None, Some("lis/x")), [every[1..].to_vec(), none.clone(), none]);
}

#[test]
fn a_mapping_costs_little_beyond_its_texts() {
    let one = |number: u32| {
        let (code, name) = (format!("{number:06}"), format!("名称 {number}"));
        line(
            HIS,
            &code,
            &name,
            vec![target(ICD, &format!("A{number}"), "官方名称", Relationship::Equivalent)],
        )
    };
    for count in [1_000_u32, 10_000, 33_000] {
        let table = Table::of_lines((0..count).map(|number| Ok(one(number)))).unwrap();
        assert_eq!(table.len(), usize::try_from(count).unwrap());
        let each = table.bytes_beyond_texts() / table.len();
        assert!(each <= 100, "{each} bytes a mapping of {count}");
    }
    let empty = Table::of_lines(std::iter::empty()).unwrap();
    assert!(empty.is_empty() && empty.dictionary(HIS).is_none());
}

#[test]
fn every_reason_has_its_status_and_words() {
    let mut words: Vec<&str> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), Reason::ALL.len());
    assert!(Reason::ALL.iter().all(|reason| reason.status().as_str() != "mapped"));
}

#[test]
fn a_business_day_runs_from_18_to_18_in_shanghai() {
    for (instant, day) in [
        ("2026-11-20T17:59:59.999999+08:00", "2026-11-20"),
        ("2026-11-20T18:00:00+08:00", "2026-11-21"),
        ("2026-11-21T00:00:00+08:00", "2026-11-21"),
        ("2026-11-21T17:59:59.999999+08:00", "2026-11-21"),
        ("2026-12-31T18:00:00+08:00", "2027-01-01"),
    ] {
        assert_eq!(
            Instant::parse(instant).unwrap().business_day().to_string(),
            day,
            "{instant}"
        );
    }
    let closes = Day::parse("2026-11-21").unwrap().business_end();
    assert_eq!(closes, Instant::parse("2026-11-21T18:00:00+08:00").unwrap());
}

proptest! {
    #[test]
    fn an_instant_is_in_the_business_day_that_closes_next(micros in 0_i64..4_000_000_000_000_000) {
        let closes = Instant(micros).business_day().business_end();
        let ahead = closes.0 - micros;
        prop_assert!(ahead > 0 && ahead <= 24 * 3_600_000_000);
    }
}
