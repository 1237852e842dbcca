//! Cases 分情形: the targets of a decision that hold under the same conditions, and which of them a record has.
//!
//! Two cases must never hold together; targets without conditions hold when no case does. A record that does not say
//! what a case asks for has no targets at all: to guess would be to code it wrongly.

use super::condition::Attribute;
use super::condition::Circumstances;
use super::condition::Condition;
use super::target::Target;

/// Which targets a record has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution<'a> {
    /// These, in their order.
    Targets(Vec<&'a Target>),
    /// No case holds, and there are no targets for all other records.
    NoCase,
    /// The record does not say what a case asks for.
    NotSaid(Attribute),
}

/// Which case a record has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case<'a> {
    /// This one.
    Holds(&'a [Condition]),
    /// None of them.
    Otherwise,
    /// The record does not say what a case asks for.
    NotSaid(Attribute),
}

/// Which of the cases, each a list of conditions, a record has; empty lists are no cases.
pub fn case_of<'a>(cases: impl Iterator<Item = &'a [Condition]>, record: &Circumstances) -> Case<'a> {
    for case in cases.filter(|case| !case.is_empty()) {
        match holds(case, record) {
            Ok(true) => return Case::Holds(case),
            Ok(false) => {}
            Err(attribute) => return Case::NotSaid(attribute),
        }
    }
    Case::Otherwise
}

/// The targets that a record has.
pub fn resolve<'a>(targets: &'a [Target], record: &Circumstances) -> Resolution<'a> {
    let wanted = match case_of(targets.iter().map(|target| target.when.as_slice()), record) {
        Case::Holds(case) => case,
        Case::Otherwise => &[],
        Case::NotSaid(attribute) => return Resolution::NotSaid(attribute),
    };
    let chosen: Vec<&Target> = targets.iter().filter(|target| target.when == wanted).collect();
    if chosen.is_empty() {
        return Resolution::NoCase;
    }
    Resolution::Targets(chosen)
}

/// What is wrong with the conditions of targets, in Chinese and English; `None` when every case can be told apart.
pub fn fault(targets: &[Target]) -> Option<(&'static str, &'static str)> {
    let cases = conditional_cases(targets);
    for (index, case) in cases.iter().enumerate() {
        if !case.iter().all(Condition::is_sound) {
            return Some((
                "条件里有空白、重复的取值，或年龄上下限之间没有余地",
                "a condition has blank or repeated values, or no age between its limits",
            ));
        }
        let in_order = case.windows(2).all(|pair| match pair {
            [first, second] => first.attribute() < second.attribute(),
            _ => true,
        });
        if !in_order {
            return Some((
                "同一情形里每种条件只写一次，依单位、标本、性别、年龄的次序",
                "a case names each kind of condition once, in the order unit, specimen, sex, age",
            ));
        }
        let overlaps = |other: &Vec<Condition>| !exclude_each_other(case, other);
        if cases.iter().take(index).any(|other| overlaps(other)) {
            return Some((
                "两种情形可能同时成立，无法判断该用哪个目标",
                "two cases may hold together, so nobody can tell which target is meant",
            ));
        }
    }
    None
}

/// The different lists of conditions, in the order of the targets.
fn conditional_cases(targets: &[Target]) -> Vec<&Vec<Condition>> {
    let mut cases: Vec<&Vec<Condition>> = Vec::new();
    for target in targets {
        if !target.when.is_empty() && !cases.contains(&&target.when) {
            cases.push(&target.when);
        }
    }
    cases
}

fn exclude_each_other(left: &[Condition], right: &[Condition]) -> bool {
    left.iter()
        .any(|condition| right.iter().any(|other| condition.excludes(other)))
}

/// Whether every condition holds. One that does not hold decides, whatever the record leaves open.
fn holds(case: &[Condition], record: &Circumstances) -> Result<bool, Attribute> {
    let mut open = None;
    for condition in case {
        match condition.holds(record) {
            Some(true) => {}
            Some(false) => return Ok(false),
            None => open = open.or(Some(condition.attribute())),
        }
    }
    open.map_or(Ok(true), Err)
}
