//! The figures of an evaluation, counted by hand.

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
    let found = evaluation.finish();
    assert_eq!((found.rows, found.unresolvable, found.single), (6, 1, 4));
    assert_eq!((found.hit_at_1, found.hit_at_5, found.hit_at_10), (0.25, 0.5, 0.75));
    assert_eq!(found.whole_set_accuracy, 0.3333, "the first and the third");
    assert_eq!(
        (found.micro_precision, found.micro_recall),
        (0.5714, 0.5714),
        "4 of 7 and 4 of 7"
    );
    assert_eq!(found.micro_f1, 0.5714);
    let half = found
        .precision_at_coverage
        .iter()
        .find(|at| at.coverage == 0.5)
        .expect("a half");
    assert_eq!(
        (half.precision, half.score),
        (0.6667, 0.7),
        "甲 is right, then wrong, then right"
    );
    let sure = found
        .coverage_at_precision
        .iter()
        .find(|at| at.precision == 0.99)
        .expect("0.99");
    assert_eq!(sure.coverage, 0.1667, "only the first");
}
