//! The risk rules: a table of rows that bulk acts must leave alone, rows that they may take, and laws for any row.

use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use zhiyu::language::Language;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::risk::Context;
use zhiyu::mapping::risk::LocalRow;
use zhiyu::mapping::risk::Risk;
use zhiyu::mapping::risk::RiskKind;
use zhiyu::mapping::risk::TargetContext;
use zhiyu::mapping::risk::UsageBar;
use zhiyu::mapping::risk::UsageLimits;
use zhiyu::mapping::risk::risks;
use zhiyu::mapping::target::Target;
use zhiyu::matching::Warning;
use zhiyu::matching::words::Words;
use zhiyu::matching::words::shipped_words;

/// Rows whose names the word lists alone cannot tell apart: one is an alias, or levels of a drug decide.
const LEFT_TO_THE_MATCHER: [&str; 3] = ["drug", "analyte", "specimen"];

fn target(code: &str, display: &str) -> Target {
    serde_json::from_value(serde_json::json!({
        "system": "icd-10",
        "edition": "2.0",
        "code": code,
        "display": display,
        "relationship": "equivalent",
    }))
    .expect("a target")
}

fn mapped(code: &str, display: &str) -> Decision {
    Decision::Mapped {
        targets: vec![target(code, display)],
    }
}

fn row<'a>(code: &'a str, name: &'a str) -> LocalRow<'a> {
    LocalRow {
        code,
        name,
        usage: None,
        names: 1,
    }
}

fn unused() -> UsageBar {
    UsageBar::of(UsageLimits::default(), std::iter::empty())
}

fn judge(words: &Arc<Words>, row: &LocalRow<'_>, decision: &Decision, around: &TargetContext<'_>) -> Vec<Risk> {
    let usage = unused();
    let targets = std::slice::from_ref(around);
    risks(
        row,
        decision,
        &Context {
            words,
            usage: &usage,
            targets,
        },
    )
}

fn kinds(list: &[Risk]) -> Vec<&'static str> {
    list.iter().map(|risk| risk.kind.as_str()).collect()
}

#[test]
fn what_differs_is_named() {
    let words = shipped_words();
    let table = [
        ("急性阑尾炎", "K35.900", "慢性阑尾炎", "antonym"),
        ("乳房良性肿瘤", "C50.900", "乳房恶性肿瘤", "antonym"),
        ("否认高血压", "I10.x00", "高血压", "antonym"),
        ("1型糖尿病", "E11.900", "2型糖尿病", "numeral"),
        ("FT3", "3", "TT3", "numeral"),
        ("左侧腹股沟疝", "K40.901", "右侧腹股沟疝", "laterality"),
        ("牙龈息肉", "K31.703", "胃息肉", "body-site"),
        ("胃溃疡", "43.7x00", "胃部分切除术", "operation"),
        ("肺炎待查", "J18.900", "肺炎", "doubtful"),
        ("高血压", "I15.800", "其他的继发性高血压", "residual-target"),
        ("肺炎", "J18.900", "肺炎，未特指", "residual-target"),
    ];
    for (name, code, display, kind) in table {
        let found = judge(
            &words,
            &row("x", name),
            &mapped(code, display),
            &TargetContext::default(),
        );
        assert!(kinds(&found).contains(&kind), "{name} / {display}: {found:?}");
        let risk = found.iter().find(|risk| risk.kind.as_str() == kind).expect("found");
        assert_eq!(risk.target.as_deref(), Some(code));
    }
}

#[test]
fn rows_that_may_be_taken_have_none() {
    let words = shipped_words();
    let table = [
        ("I10.x00", "高血压", "I10.x00", "高血压"),
        ("3", "高血压", "I10.x00", "高血压"),
        ("3", " 高血压 ", "I10.x00", "高血压"),
        ("9", "其他高血压", "I15.800", "其他高血压"),
        ("K1", "左侧腹股沟疝", "K40.900", "腹股沟疝"),
    ];
    for (code, name, target_code, display) in table {
        let around = TargetContext {
            names_on_target: 1,
            ..TargetContext::default()
        };
        let found = judge(&words, &row(code, name), &mapped(target_code, display), &around);
        assert!(found.is_empty(), "{name} / {display}: {found:?}");
    }
}

#[test]
fn names_that_must_not_be_mistaken_are_risky() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/must-not-match.tsv");
    let text = std::fs::read_to_string(path).expect("the reference");
    let words = shipped_words();
    let (mut asked, mut missed) = (0, Vec::new());
    for line in text.lines().skip(1).filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (name, wrong, kind) = (cells[0], cells[2], cells[3]);
        if LEFT_TO_THE_MATCHER.contains(&kind) {
            continue;
        }
        asked += 1;
        let found = judge(&words, &row("x", name), &mapped("y", wrong), &TargetContext::default());
        if found.is_empty() {
            missed.push(format!("{name} / {wrong} ({kind})"));
        }
    }
    assert!(asked >= 60, "{asked}");
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn an_equal_code_proves_nothing() {
    let words = shipped_words();
    let around = TargetContext::default();
    let same_code = judge(&words, &row("1", "急诊"), &mapped("1", "门诊"), &around);
    assert_eq!(kinds(&same_code), ["equal-code"]);
    let long_list = TargetContext {
        local_code_means: Some("急诊"),
        ..TargetContext::default()
    };
    let decided_by_name = judge(&words, &row("1", "门诊"), &mapped("2", "门诊"), &long_list);
    assert!(decided_by_name.is_empty(), "{decided_by_name:?}");
    let swapped = TargetContext {
        local_code_means: Some("急诊"),
        is_small_list: true,
        ..TargetContext::default()
    };
    let found = judge(&words, &row("1", "门诊"), &mapped("2", "门诊"), &swapped);
    assert_eq!(kinds(&found), ["equal-code"]);
    assert!(found[0].words(Language::Chinese).contains("急诊"), "{found:?}");
    let same_meaning = judge(&words, &row("1", "急诊"), &mapped("2", "急诊病人"), &swapped);
    assert!(same_meaning.is_empty(), "{same_meaning:?}");
}

#[test]
fn context_makes_a_row_risky() {
    let words = shipped_words();
    let decision = mapped("I10.x00", "高血压");
    let heading = TargetContext {
        not_assignable: true,
        ..TargetContext::default()
    };
    let shared = TargetContext {
        names_on_target: 3,
        ..TargetContext::default()
    };
    let warned = [Warning::FormerName {
        name: "高血压病".to_owned(),
        period: None,
    }];
    let warned = TargetContext {
        warnings: &warned,
        ..TargetContext::default()
    };
    let other = row("x", "高血压病");
    assert_eq!(kinds(&judge(&words, &other, &decision, &heading)), ["not-assignable"]);
    assert_eq!(kinds(&judge(&words, &other, &decision, &shared)), ["lossy"]);
    assert_eq!(kinds(&judge(&words, &other, &decision, &warned)), ["ambiguous-name"]);
    let two_entries = [Warning::NameNotUnique { count: 2 }];
    let two_entries = TargetContext {
        warnings: &two_entries,
        ..TargetContext::default()
    };
    let official = row("x", "高血压");
    assert_eq!(
        kinds(&judge(&words, &official, &decision, &two_entries)),
        ["ambiguous-name"]
    );
    let kept = judge(&words, &official, &decision, &shared);
    assert!(
        kept.is_empty(),
        "the row with the name of the target loses nothing: {kept:?}"
    );
}

#[test]
fn several_targets_and_ambiguous_codes_are_risky_but_only_with_targets() {
    let words = shipped_words();
    let two = Decision::Mapped {
        targets: vec![target("A", "高血压"), target("B", "糖尿病")],
    };
    let ambiguous = LocalRow {
        names: 2,
        ..row("x", "高血压")
    };
    let found = judge(&words, &ambiguous, &two, &TargetContext::default());
    assert_eq!(kinds(&found), ["ambiguous-code", "several-targets"]);
    let ignored = Decision::Ignored {
        reason: "测试".to_owned(),
    };
    assert!(judge(&words, &ambiguous, &ignored, &TargetContext::default()).is_empty());
}

#[test]
fn high_usage_is_a_share_or_a_place() {
    let limits = UsageLimits {
        share_per_mille: 500,
        top: 2,
    };
    let used = [Some(40), Some(30), Some(30), Some(1), None, Some(0), Some(-5)];
    let bar = UsageBar::of(limits, used.into_iter());
    let high: Vec<bool> = used.into_iter().map(|usage| bar.is_high(usage)).collect();
    assert_eq!(
        high,
        [true, true, true, false, false, false, false],
        "the second place is shared"
    );
    let no_places = UsageLimits { top: 0, ..limits };
    let by_share = UsageBar::of(no_places, [Some(51), Some(49)].into_iter());
    assert!(by_share.is_high(Some(51)) && !by_share.is_high(Some(50)));
}

#[test]
fn every_kind_has_a_name_of_its_own() {
    let names: BTreeSet<&str> = RiskKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names.len(), RiskKind::ALL.len());
    for kind in RiskKind::ALL {
        assert_eq!(RiskKind::parse(kind.as_str()), Some(*kind));
        let (zh, en) = kind.words();
        assert!(!zh.is_empty() && en.is_ascii(), "{kind:?}");
    }
}

proptest! {
    #[test]
    fn the_name_of_the_target_is_never_risky_by_its_wording(name in "[一-龥0-9A-Za-z]{1,12}", on_target in 0_usize..5) {
        let around = TargetContext { names_on_target: on_target, ..TargetContext::default() };
        let found = judge(&shipped_words(), &row("local", &name), &mapped("standard", &name), &around);
        prop_assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_kind_is_told_once_for_a_target(name in "(左|右|急性|慢性|[一-龥]){1,6}", display in "(左|右|急性|慢性|其他|[一-龥]){1,6}") {
        let warnings = [Warning::AmbiguousAlias { alias: "a".into() }, Warning::NameNotUnique { count: 2 }];
        let around = TargetContext { warnings: &warnings, ..TargetContext::default() };
        let found = judge(&shipped_words(), &row("1", &name), &mapped("1", &display), &around);
        let different: BTreeSet<_> = found.iter().map(|risk| (risk.kind, risk.target.clone())).collect();
        prop_assert_eq!(different.len(), found.len());
    }

    #[test]
    fn more_usage_is_never_less_risky(used in prop::collection::vec(0_i64..1_000_000, 1..40), share in 0_u16..1_000, top in 0_usize..30) {
        let bar = UsageBar::of(UsageLimits { share_per_mille: share, top }, used.iter().copied().map(Some));
        let mut sorted = used.clone();
        sorted.sort_unstable();
        let high: Vec<bool> = sorted.iter().map(|usage| bar.is_high(Some(*usage))).collect();
        prop_assert!(high.windows(2).all(|pair| pair[0] <= pair[1]));
        let counted = used.iter().filter(|usage| **usage > 0).count();
        prop_assert!(high.iter().filter(|is| **is).count() >= top.min(counted));
    }
}
