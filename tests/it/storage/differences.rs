//! Any life of a hospital: its releases are what was approved, and a difference leads from one release to another.
//!
//! Random steps are taken with the service and, beside it, with a model of a few lines. The model knows only what is in
//! force; the service has to agree with it after every release, and between every two of them.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::CURATOR;
use crate::support::hospital::Hospital;
use crate::support::hospital::Lines;
use crate::support::hospital::REVIEWER;
use crate::support::hospital::ignored;
use crate::support::hospital::mapped;
use crate::support::hospital::no_match;
use crate::support::service::TestService;
use proptest::collection::vec;
use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::Just;
use proptest::strategy::Strategy;
use proptest::test_runner::Config;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use zhiyu::error::Code;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::diff::DiffKind;
use zhiyu::mapping::state::Step;
use zhiyu::service::curation::requests::NamedDecision;
use zhiyu::snapshot::body::Line;

const CASES: u32 = 16;
const ROWS: &[(&str, &str)] = &[
    ("1", "一"),
    ("01", "零一"),
    ("x", "小写"),
    ("X", "大写"),
    ("中", "汉字"),
];
const CODES: &[&str] = &["1", "01", "x", "X", "中"];
const TARGETS: &[&str] = &["A00", "A01", "A02"];

on_both_engines! {
    a_difference_leads_from_one_release_to_the_other
}

/// How far a decision is taken.
#[derive(Clone, Copy, Debug)]
enum Reach {
    Drafted,
    Submitted,
    Returned,
    Approved,
}

/// A step in the life of a hospital.
#[derive(Clone, Debug)]
enum Deed {
    Decide(&'static str, Meaning, Reach),
    Publish,
}

/// What a code is decided to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Meaning {
    Targets(Vec<&'static str>),
    Nothing,
    NeverSent,
}

/// What a release says of a code: its meaning and the justification given for it.
type Said = (Meaning, String);

/// The model: decisions that wait for the next release, what is in force, and what was at every release.
#[derive(Default)]
struct Model {
    in_review: BTreeSet<&'static str>,
    approved: BTreeMap<&'static str, Said>,
    in_force: BTreeMap<&'static str, Said>,
    releases: Vec<BTreeMap<&'static str, Said>>,
}

fn a_difference_leads_from_one_release_to_the_other(engine: Engine) {
    let test = TestService::new(engine);
    let hospitals = AtomicU32::new(1);
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&vec(deed(), 1..25), |deeds| {
        let id = format!("H{}", hospitals.fetch_add(1, Ordering::Relaxed));
        let hospital = Hospital::new(&test.service, &id, ROWS);
        let mut model = Model::default();
        for (index, deed) in deeds.iter().enumerate() {
            model.live(&hospital, deed, &format!("理由 {index}"));
        }
        model.check(&hospital);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

impl Model {
    /// Does the deed with the service and with the model.
    fn live(&mut self, hospital: &Hospital<'_>, deed: &Deed, justification: &str) {
        match deed {
            Deed::Publish => self.publish(hospital),
            Deed::Decide(code, meaning, reach) => self.decide(hospital, code, meaning, *reach, justification),
        }
    }

    fn decide(
        &mut self,
        hospital: &Hospital<'_>,
        code: &'static str,
        meaning: &Meaning,
        reach: Reach,
        justification: &str,
    ) {
        if self.in_review.remove(code) {
            hospital.step(Step::Withdraw, code).unwrap();
        }
        hospital.draft(code, meaning.decision(), justification).unwrap();
        self.approved.remove(code);
        match reach {
            Reach::Drafted => {}
            Reach::Submitted => {
                hospital.step(Step::Submit, code).unwrap();
                self.in_review.insert(code);
            }
            Reach::Returned => {
                hospital.step(Step::Submit, code).unwrap();
                hospital.step(Step::Return, code).unwrap();
            }
            Reach::Approved => {
                hospital.step(Step::Submit, code).unwrap();
                hospital.step(Step::Approve, code).unwrap();
                let said = (meaning.clone(), justification.to_owned());
                self.approved.insert(code, said);
            }
        }
    }

    fn publish(&mut self, hospital: &Hospital<'_>) {
        if self.approved.is_empty() {
            assert_eq!(hospital.publish().unwrap_err().code(), Code::NothingToPublish);
            return;
        }
        for (code, said) in std::mem::take(&mut self.approved) {
            match said.0 {
                Meaning::NeverSent => self.in_force.remove(code),
                Meaning::Targets(_) | Meaning::Nothing => self.in_force.insert(code, said),
            };
        }
        self.releases.push(self.in_force.clone());
        let release = hospital.publish().unwrap();
        assert_eq!(usize::try_from(release.number).unwrap(), self.releases.len());
        assert_eq!(usize::try_from(release.body_rows).unwrap(), self.in_force.len());
    }

    /// Compares every release, and the differences of every two, with the service.
    fn check(&self, hospital: &Hospital<'_>) {
        let nothing = BTreeMap::new();
        let states: Vec<_> = std::iter::once(&nothing).chain(&self.releases).collect();
        let numbered: Vec<_> = (0_i64..).zip(states).collect();
        let lines: Vec<Lines> = numbered.iter().map(|(number, _)| hospital.lines(*number)).collect();
        for ((_, state), lines) in numbered.iter().zip(&lines) {
            let read: BTreeMap<&str, Meaning> = lines.values().map(|line| meaning_of(line)).collect();
            let expected: BTreeMap<&str, Meaning> = state
                .iter()
                .map(|(code, (meaning, _))| (*code, meaning.clone()))
                .collect();
            assert_eq!(read, expected);
        }
        for (index, (from, earlier)) in numbered.iter().enumerate() {
            for ((to, later), after) in numbered.iter().zip(&lines).skip(index + 1) {
                let applied = apply(hospital, (*from, *to), &lines[index], earlier, later);
                assert_eq!(&applied, after, "{from} to {to}");
            }
        }
    }
}

/// The lines of a release after applying the difference to another, each line of which is checked on the way.
fn apply(
    hospital: &Hospital<'_>,
    (from, to): (i64, i64),
    before: &Lines,
    earlier: &BTreeMap<&'static str, Said>,
    later: &BTreeMap<&'static str, Said>,
) -> Lines {
    let mut state = before.clone();
    let diff = hospital.diff(from, to);
    for line in &diff {
        let change = &line.change;
        let key = (change.dictionary.to_string(), change.code.clone());
        let old = match &change.line {
            Some(new) => state.insert(key, new.clone()),
            None => state.remove(&key),
        };
        assert_eq!(line.before, old);
        let kind = match (&old, &change.line) {
            (None, Some(_)) => DiffKind::Added,
            (Some(_), None) => DiffKind::Removed,
            (Some(_), Some(_)) | (None, None) => DiffKind::Changed,
        };
        assert_eq!(line.kind, kind);
        assert!(change.release > from && change.release <= to);
        assert_eq!((change.author.as_str(), change.reviewer.as_str()), (CURATOR, REVIEWER));
        if let Some((_, justification)) = later.get(change.code.as_str()) {
            assert_eq!(&change.justification, justification);
        }
    }
    // No line is there in vain: those whose meaning differs, and no others.
    let meaning = |state: &BTreeMap<&'static str, Said>, code: &str| state.get(code).map(|said| said.0.clone());
    let differing = CODES
        .iter()
        .filter(|code| meaning(earlier, code) != meaning(later, code));
    let differing: BTreeSet<&str> = differing.copied().collect();
    let named: BTreeSet<&str> = diff.iter().map(|line| line.change.code.as_str()).collect();
    assert_eq!(named, differing, "{from} to {to}");
    assert_eq!(named.len(), diff.len(), "a code stands in a difference once");
    state
}

impl Meaning {
    fn decision(&self) -> NamedDecision {
        match self {
            Self::Targets(codes) => mapped(codes),
            Self::Nothing => no_match("没有"),
            Self::NeverSent => ignored("不上传"),
        }
    }
}

fn meaning_of(line: &str) -> (&'static str, Meaning) {
    let line: Line = serde_json::from_str(line).unwrap();
    let known = |code: &str, list: &[&'static str]| *list.iter().find(|known| **known == code).unwrap();
    let targets: Vec<_> = line.targets.iter().map(|target| known(&target.code, TARGETS)).collect();
    let meaning = if line.no_match.is_some() {
        Meaning::Nothing
    } else {
        Meaning::Targets(targets)
    };
    // The decision of the model reads back from the line as it was written.
    let decision = Decision::Mapped { targets: line.targets };
    assert_eq!(meaning == Meaning::Nothing, decision.targets().is_empty());
    (known(&line.code, CODES), meaning)
}

fn deed() -> impl Strategy<Value = Deed> {
    let meaning = prop_oneof![
        4 => select(TARGETS).prop_map(|code| Meaning::Targets(vec![code])),
        1 => Just(Meaning::Targets(vec!["A02", "A00"])),
        1 => Just(Meaning::Nothing),
        2 => Just(Meaning::NeverSent),
    ];
    let reach = prop_oneof![
        1 => Just(Reach::Drafted),
        1 => Just(Reach::Submitted),
        1 => Just(Reach::Returned),
        5 => Just(Reach::Approved),
    ];
    let decide = (select(CODES), meaning, reach).prop_map(|(code, meaning, reach)| Deed::Decide(code, meaning, reach));
    prop_oneof![3 => decide, 1 => Just(Deed::Publish)]
}
