//! The figures of an evaluation, counted by hand.

use serde_json::json;
use std::collections::BTreeSet;
use zhiyu::matching::Suggestion;
use zhiyu::matching::evaluation::Evaluation;
use zhiyu::matching::evaluation::Question;

fn question(answers: &[&str]) -> Question {
    Question {
        source: "问".into(),
        answers: answers.iter().map(|name| (*name).to_owned()).collect(),
    }
}

fn suggestions(names: &[(&str, f64, bool)]) -> Vec<Suggestion> {
    let one = |(name, score, proposed): &(&str, f64, bool)| Suggestion {
        code: "C".into(),
        display: (*name).into(),
        score: *score,
        proposed: *proposed,
        reasons: Vec::new(),
        warnings: Vec::new(),
    };
    names.iter().map(one).collect()
}

#[test]
fn hits_sets_and_coverage_are_counted() {
    let known: BTreeSet<&str> = ["甲", "乙", "丙", "丁", "戊", "己"].into();
    let mut evaluation = Evaluation::default();
    let mut ask = |answers: &[&str], given: &[(&str, f64, bool)]| {
        evaluation.add(&question(answers), &suggestions(given), |name| known.contains(name));
    };
    ask(&["甲"], &[("甲", 0.9, true), ("乙", 0.2, false)]);
    ask(&["乙"], &[("甲", 0.8, true), ("乙", 0.6, true)]);
    ask(&["甲", "乙"], &[("甲", 0.7, true), ("乙", 0.6, true)]);
    ask(
        &["丙"],
        &[
            ("甲", 0.5, true),
            ("乙", 0.1, false),
            ("丁", 0.1, false),
            ("戊", 0.1, false),
            ("己", 0.1, false),
            ("丙", 0.1, false),
        ],
    );
    ask(&["没有"], &[("甲", 0.4, true)]);
    ask(&["丁"], &[]);
    let found = serde_json::to_value(evaluation.finish()).expect("json");
    let expected = json!({
        "rows": 6, "unresolvable": 1, "single": 4,
        "hit_at_1": 0.25, "hit_at_5": 0.5, "hit_at_10": 0.75,
        // The first and the third are whole; 4 of 7 proposed are right, 4 of 7 answers were proposed.
        "whole_set_accuracy": 0.3333, "micro_precision": 0.5714, "micro_recall": 0.5714, "micro_f1": 0.5714,
    });
    for (key, value) in expected.as_object().expect("an object") {
        assert_eq!(&found[key], value, "{key}");
    }
    // By score: right, wrong, right, wrong, wrong, none.
    assert_eq!(
        found["precision_at_coverage"][2],
        json!({ "coverage": 0.5, "precision": 0.6667, "score": 0.7 })
    );
    assert_eq!(
        found["coverage_at_precision"][0],
        json!({ "precision": 0.99, "coverage": 0.1667 })
    );
}
