//! Conditions as `dependsOn`: an attribute and a text, all of which have to hold.

use crate::mapping::condition::AgeUnit;
use crate::mapping::condition::Condition;
use crate::mapping::condition::Sex;

/// The beginning of the names of attributes.
pub const BASE: &str = "urn:zhiyu:condition:";

/// An attribute without [`BASE`], and its text.
pub type Term = (&'static str, String);

/// Every way in which the conditions hold, each as terms of which all hold.
pub fn ways(when: &[Condition]) -> Vec<Vec<Term>> {
    let mut ways: Vec<Vec<Term>> = vec![Vec::new()];
    for condition in when {
        let choices = terms(condition);
        ways = ways
            .into_iter()
            .flat_map(|way| {
                let longer = |choice: &Vec<Term>| way.iter().chain(choice).cloned().collect::<Vec<Term>>();
                choices.iter().map(longer).collect::<Vec<_>>()
            })
            .collect();
    }
    ways
}

fn terms(condition: &Condition) -> Vec<Vec<Term>> {
    match condition {
        Condition::Unit { is } => is.iter().map(|text| vec![("unit", text.clone())]).collect(),
        Condition::Specimen { is } => is.iter().map(|text| vec![("specimen", text.clone())]).collect(),
        Condition::Sex { is: Sex::Male } => vec![vec![("sex", "male".to_owned())]],
        Condition::Sex { is: Sex::Female } => vec![vec![("sex", "female".to_owned())]],
        Condition::Age { unit, from, below } => {
            // Units of UCUM.
            let unit = match unit {
                AgeUnit::Years => "a",
                AgeUnit::Months => "mo",
                AgeUnit::Days => "d",
            };
            let limit = |name, age: &Option<u16>| age.map(|age| (name, format!("{age} {unit}")));
            let limits = [limit("age-from", from), limit("age-below", below)];
            vec![limits.into_iter().flatten().collect()]
        }
    }
}

/// The conditions that terms say, in their order; `None` for one that is not known here.
pub fn conditions(terms: &[(String, String)]) -> Option<Vec<Condition>> {
    let mut when: Vec<Condition> = Vec::new();
    for (name, text) in terms {
        let next = match name.strip_prefix(BASE).unwrap_or(name) {
            "unit" => Condition::Unit { is: vec![text.clone()] },
            "specimen" => Condition::Specimen { is: vec![text.clone()] },
            "sex" => Condition::Sex {
                is: match text.as_str() {
                    "male" => Sex::Male,
                    "female" => Sex::Female,
                    _ => return None,
                },
            },
            "age-from" => {
                let (age, unit) = age(text)?;
                Condition::Age {
                    unit,
                    from: Some(age),
                    below: None,
                }
            }
            "age-below" => {
                let (age, unit) = age(text)?;
                let from = match when.last() {
                    Some(Condition::Age { unit: known, from, .. }) if *known == unit => *from,
                    _ => None,
                };
                if from.is_some() {
                    when.pop();
                }
                Condition::Age {
                    unit,
                    from,
                    below: Some(age),
                }
            }
            _ => return None,
        };
        when.push(next);
    }
    Some(when)
}

fn age(text: &str) -> Option<(u16, AgeUnit)> {
    let (age, unit) = text.split_once(' ')?;
    let unit = match unit {
        "a" => AgeUnit::Years,
        "mo" => AgeUnit::Months,
        "d" => AgeUnit::Days,
        _ => return None,
    };
    Some((age.parse().ok()?, unit))
}

/// The conditions of two targets as one, when they differ in one text alone: what [`ways`] took apart.
pub fn joined(one: &[Condition], other: &[Condition]) -> Option<Vec<Condition>> {
    if one.len() != other.len() {
        return None;
    }
    let mut differences = 0;
    let mut when = Vec::with_capacity(one.len());
    for (left, right) in one.iter().zip(other) {
        if left == right {
            when.push(left.clone());
            continue;
        }
        differences += 1;
        let both = |left: &[String], right: &[String]| -> Vec<String> {
            let new = right.iter().filter(|text| !left.contains(text));
            left.iter().chain(new).cloned().collect()
        };
        when.push(match (left, right) {
            (Condition::Unit { is }, Condition::Unit { is: others }) => Condition::Unit { is: both(is, others) },
            (Condition::Specimen { is }, Condition::Specimen { is: others }) => {
                Condition::Specimen { is: both(is, others) }
            }
            _ => return None,
        });
    }
    (differences == 1).then_some(when)
}
