//! The ranker's tables: what is refused, and that the shipped ones are whole.

use zhiyu::error::Code;
use zhiyu::matching::features;
use zhiyu::matching::ranker::Trees;
use zhiyu::registry::shipped;

const HEADER: &str = "tree\tnode\tfeature\tthreshold\tlow\thigh\tvalue";

fn table(rows: &[&str]) -> String {
    format!("# how it was made\n#! share 0.4\n{HEADER}\n{}\n", rows.join("\n"))
}

fn values_with(feature: &str, value: f64) -> Vec<f64> {
    features::names()
        .map(|name| if name == feature { value } else { 0.0 })
        .collect()
}

fn likelihood(trees: &Trees, values: &[f64]) -> f64 {
    let all = trees.likelihoods(&[values, values]);
    assert!(
        all[0].to_bits() == all[1].to_bits() && all.len() == 2,
        "one a candidate"
    );
    all[0]
}

#[test]
fn the_sum_of_the_leaves_becomes_a_likelihood() {
    let text = table(&[
        "0\t0\tparts\t1.5\t1\t2\t",
        "0\t1\t\t\t\t\t-2",
        "0\t2\t\t\t\t\t1",
        "1\t0\t\t\t\t\t0.5",
    ]);
    let trees = Trees::parse(&text).expect("trees");
    let likelihood = |parts| likelihood(&trees, &values_with("parts", parts));
    let expected = |sum: f64| 1.0 / (1.0 + (-sum).exp());
    assert!(
        (likelihood(1.5) - expected(-1.5)).abs() < 1e-12,
        "up to the threshold is low"
    );
    assert!((likelihood(1.6) - expected(1.5)).abs() < 1e-12);
    assert!((trees.share() - 0.4).abs() < 1e-12);
    assert_eq!(trees.wording(), 0, "not said");
}

#[test]
fn a_broken_table_is_refused() {
    let broken = [
        table(&["0\t0\tno_such_feature\t1\t1\t2\t", "0\t1\t\t\t\t\t1", "0\t2\t\t\t\t\t1"]),
        table(&["0\t0\tparts\tmany\t1\t2\t", "0\t1\t\t\t\t\t1", "0\t2\t\t\t\t\t1"]),
        table(&["0\t0\tparts\t1\t0\t1\t", "0\t1\t\t\t\t\t1"]),
        table(&["0\t0\t\t\t\t\tnothing"]),
        table(&["0\t0\t\t\t"]),
        table(&[]).replace("#! share 0.4\n", ""),
        table(&[]).replace(HEADER, "tree\tnode"),
    ];
    for text in broken {
        let error = Trees::parse(&text).expect_err(&text);
        assert_eq!(error.code(), Code::ShippedListBroken, "{text}");
    }
}

#[test]
fn the_shipped_tables_say_how_they_were_made_and_can_be_read() {
    for name in ["procedures", "conditions", "lists"] {
        let text = shipped::ranker(name).expect("a table");
        assert!(
            text.lines()
                .any(|line| line.starts_with("# Made by tools/train-ranker")),
            "{name}"
        );
        let trees = Trees::parse(&text).expect("trees");
        let nothing = likelihood(&trees, &vec![0.0; features::COUNT]);
        let much = likelihood(&trees, &values_with("whole_name_covered", 1.0));
        assert!(nothing < 0.5 && much > nothing, "{name}: {nothing} {much}");
    }
}
