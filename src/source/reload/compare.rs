//! Comparing two loads of one dictionary.

use super::AttributeChange;
use super::Changed;
use super::Drift;
use super::Judge;
use super::Judgement;
use super::Listed;
use super::ReloadReport;
use super::UsageChange;
use super::clusters::clusters;
use super::clusters::names;
use super::clusters::repeated;
use crate::source::local_code::LocalCode;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What was known of a dictionary before a load.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loads {
    /// The rows of the last load.
    pub last: Vec<LocalCode>,
    /// Of codes that the last load had not, the rows of the last load that had them.
    pub earlier: Vec<LocalCode>,
}

type ByCode<'a> = BTreeMap<&'a str, Vec<&'a LocalCode>>;

/// Compares what was known with what is loaded now.
pub fn compare(before: &Loads, after: &[LocalCode], judge: &dyn Judge) -> ReloadReport {
    let (last, earlier) = (by_code(&before.last), by_code(&before.earlier));
    let now = by_code(after);
    let counts = |list: &[LocalCode]| list.iter().any(|entry| entry.usage.is_some());
    // What was never counted is not news when it is.
    let was_counted = counts(&before.last);
    let mut report = ReloadReport {
        rows: count(after.len()),
        codes: count(now.len()),
        repeated: repeated(&now),
        clusters: clusters(&now, judge),
        ..ReloadReport::default()
    };
    for (code, rows) in &now {
        match (last.get(code), earlier.get(code)) {
            (Some(old), _) => {
                report.changed.extend(changed(code, old, rows, judge));
                report
                    .usage
                    .extend(usage_change(code, old, rows).filter(|_| was_counted));
            }
            (None, Some(old)) => {
                report.returned.push(listed(code, rows));
                report.changed.extend(changed(code, old, rows, judge));
            }
            (None, None) => report.added.push(listed(code, rows)),
        }
    }
    let gone = last.iter().filter(|(code, _)| !now.contains_key(*code));
    report.removed = gone.map(|(code, rows)| listed(code, rows)).collect();
    report
}

fn by_code(list: &[LocalCode]) -> ByCode<'_> {
    let mut map = ByCode::new();
    for entry in list {
        map.entry(&entry.code).or_default().push(entry);
    }
    map
}

fn listed(code: &str, rows: &[&LocalCode]) -> Listed {
    Listed {
        code: code.to_owned(),
        names: names(rows),
        usage: usage(rows),
    }
}

/// What changed of a code. Rows that both loads have say nothing; each other row of now is held against the row of before
/// that is likest, and the gravest judgement is that of the code: two things under one code are no less than one other.
fn changed(code: &str, old: &[&LocalCode], new: &[&LocalCode], judge: &dyn Judge) -> Option<Changed> {
    let same = |one: &LocalCode, other: &LocalCode| one.name == other.name && one.attributes == other.attributes;
    let fresh: Vec<&LocalCode> = new
        .iter()
        .copied()
        .filter(|row| !old.iter().any(|known| same(known, row)))
        .collect();
    let mut attributes = BTreeSet::new();
    let mut worst: Option<Judgement> = None;
    for row in fresh {
        let (known, judgement) = likest(old, row, judge)?;
        attributes.extend(attribute_changes(known, row));
        if worst.as_ref().is_none_or(|worst| is_graver(&judgement, worst)) {
            worst = Some(judgement);
        }
    }
    let (before, after) = (names(old), names(new));
    // A code that lost one of its names no longer means what it meant with both.
    let judgement = match worst {
        Some(worst) => worst,
        None if before == after => return None,
        None => Judgement {
            drift: Drift::Reworded,
            likeness: 1000,
            evidence: Vec::new(),
        },
    };
    let says_nothing = judgement.drift == Drift::Columns && attributes.is_empty() && before == after;
    (!says_nothing).then(|| Changed {
        code: code.to_owned(),
        before,
        after,
        drift: judgement.drift,
        likeness: judgement.likeness,
        evidence: judgement.evidence,
        attributes: attributes.into_iter().collect(),
    })
}

fn likest<'a>(old: &[&'a LocalCode], row: &LocalCode, judge: &dyn Judge) -> Option<(&'a LocalCode, Judgement)> {
    let judged = old.iter().map(|known| (*known, judge.judge(known, row)));
    judged.reduce(|best, next| if is_graver(&best.1, &next.1) { next } else { best })
}

fn is_graver(one: &Judgement, other: &Judgement) -> bool {
    (one.drift, std::cmp::Reverse(one.likeness)) > (other.drift, std::cmp::Reverse(other.likeness))
}

/// Columns that both loads kept: one that is named for the first time, or no longer, says nothing of a change.
fn attribute_changes(old: &LocalCode, new: &LocalCode) -> Vec<AttributeChange> {
    let pairs = old.attributes.iter().filter_map(|(title, before)| {
        let after = new.attributes.get(title)?;
        (before != after).then(|| AttributeChange {
            title: title.clone(),
            before: before.clone(),
            after: after.clone(),
        })
    });
    pairs.collect()
}

fn usage(rows: &[&LocalCode]) -> Option<i64> {
    let counted: Vec<i64> = rows.iter().filter_map(|row| row.usage).collect();
    let sum = counted.iter().fold(0_i64, |sum, count| sum.saturating_add(*count));
    (!counted.is_empty()).then_some(sum)
}

fn usage_change(code: &str, old: &[&LocalCode], new: &[&LocalCode]) -> Option<UsageChange> {
    let (before, after) = (usage(old), usage(new));
    (before != after).then(|| UsageChange {
        code: code.to_owned(),
        before,
        after,
    })
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
