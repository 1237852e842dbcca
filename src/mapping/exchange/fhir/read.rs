//! Reading a `ConceptMap` of either release, told apart target by target.

use super::CODE_SYSTEM;
use super::POSITION;
use super::condition;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::mapping::concept_map::COMMENT;
use crate::mapping::concept_map::Meaning;
use crate::mapping::concept_map::of_equivalence;
use crate::mapping::concept_map::of_relationship;
use crate::mapping::exchange::Pointed;
use crate::mapping::exchange::PointedEdition;
use crate::mapping::exchange::Reading;
use crate::mapping::exchange::Readings;
use crate::mapping::exchange::Said;
use crate::mapping::target::Relationship;
use crate::registry::tabular;
use crate::registry::tabular::Limits;
use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConceptMap {
    resource_type: String,
    #[serde(default)]
    group: Vec<Group>,
    modifier_extension: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    target: Option<String>,
    target_version: Option<String>,
    #[serde(default)]
    element: Vec<Element>,
    unmapped: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Element {
    code: Option<String>,
    #[serde(default)]
    display: String,
    value_set: Option<IgnoredAny>,
    #[serde(default)]
    no_map: bool,
    #[serde(default)]
    target: Vec<Target>,
    #[serde(default)]
    extension: Vec<Extension>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    code: Option<String>,
    #[serde(default)]
    display: String,
    value_set: Option<IgnoredAny>,
    equivalence: Option<String>,
    relationship: Option<String>,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    depends_on: Vec<DependsOn>,
    product: Option<IgnoredAny>,
    #[serde(default)]
    extension: Vec<Extension>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DependsOn {
    property: Option<String>,
    attribute: Option<String>,
    value: Option<String>,
    value_string: Option<String>,
    value_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    url: String,
    value_string: Option<String>,
    value_positive_int: Option<u32>,
}

/// Reads a document. Rows are counted target by target, from 1.
///
/// Errors: `document-invalid` when it is no `ConceptMap`, has a modifier or a rule for all other codes (`unmapped`).
pub(in crate::mapping::exchange) fn read(bytes: &[u8]) -> Result<Readings> {
    tabular::must_fit(bytes, &Limits::default())?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let map: ConceptMap = serde_json::from_slice(bytes).map_err(|cause| invalid(&cause, &cause).caused_by(cause))?;
    if map.resource_type != "ConceptMap" {
        let kind = &map.resource_type;
        return Err(invalid(
            format!("resourceType 是 {kind}"),
            format!("its resourceType is {kind}"),
        ));
    }
    if map.modifier_extension.is_some() {
        return Err(unsaid("modifierExtension"));
    }
    let mut readings = Readings::default();
    let mut row = 0;
    for group in map.group {
        if group.unmapped.is_some() {
            return Err(unsaid("unmapped"));
        }
        let edition = edition(group.target.as_deref(), group.target_version.as_deref());
        for element in group.element {
            self::element(element, &edition, &mut row, &mut readings);
        }
    }
    Ok(readings)
}

/// The edition that a group leads to: R5 has the version behind a `|`.
fn edition(target: Option<&str>, version: Option<&str>) -> PointedEdition {
    let Some(target) = target else {
        return PointedEdition::Unnamed;
    };
    let (address, version) = match (target.split_once('|'), version) {
        (Some((address, version)), _) => (address, version),
        (None, version) => (target, version.unwrap_or_default()),
    };
    let system = address.strip_prefix(CODE_SYSTEM);
    let named = system.and_then(|system| EditionRef::parse(&format!("{system}/{version}")).ok());
    named.map_or_else(
        || PointedEdition::Foreign(format!("{address}|{version}")),
        PointedEdition::Named,
    )
}

fn element(element: Element, edition: &PointedEdition, row: &mut u64, readings: &mut Readings) {
    let (code, name) = (element.code.unwrap_or_default(), element.display);
    let reading = |row: u64, said, justification| Reading {
        row,
        code: code.clone(),
        name: name.clone(),
        said,
        justification,
    };
    let has_both = element.no_map && !element.target.is_empty();
    if element.value_set.is_some() || has_both {
        *row += 1;
        let word = if has_both { "noMap + target" } else { "valueSet" };
        readings.faults.push(unsaid(word).at_row(*row));
        return;
    }
    if element.target.is_empty() {
        *row += 1;
        let comment = element.extension.into_iter().find(|extension| extension.url == COMMENT);
        let reason = comment.and_then(|comment| comment.value_string);
        let said = if element.no_map {
            Said::NoMatch {
                reason: reason.unwrap_or_else(|| "noMap".to_owned()),
                review_on: None,
            }
        } else {
            Said::Undecided("no target".to_owned())
        };
        readings.rows.push(reading(*row, said, String::new()));
    }
    let first = readings.rows.len();
    for target in element.target {
        *row += 1;
        let comment = target.comment.clone();
        match said(target, edition) {
            Ok(said) => {
                readings.rows.push(reading(*row, said, comment));
                while readings.rows.len() > first + 1 && join(&mut readings.rows) {}
            }
            Err(fault) => readings.faults.push(fault.at_row(*row)),
        }
    }
}

/// Puts the last target together with the one before it when their conditions differ in one text alone.
fn join(rows: &mut Vec<Reading>) -> bool {
    let joined = match rows.as_mut_slice() {
        [.., before, last] => match (&mut before.said, &last.said) {
            (Said::Target(one), Said::Target(other)) if is_same(one, other) => {
                let when = condition::joined(&one.when, &other.when);
                when.map(|when| one.when = when)
            }
            _ => None,
        },
        _ => None,
    };
    if joined.is_some() {
        rows.pop();
    }
    joined.is_some()
}

fn is_same(one: &Pointed, other: &Pointed) -> bool {
    one.code == other.code && one.relationship == other.relationship && one.position == other.position
}

fn said(target: Target, edition: &PointedEdition) -> Result<Said> {
    if target.product.is_some() {
        return Err(unsaid("product"));
    }
    if target.value_set.is_some() {
        return Err(unsaid("valueSet"));
    }
    let word = target
        .equivalence
        .as_deref()
        .or(target.relationship.as_deref())
        .unwrap_or_default();
    let is_negative = matches!(word, "disjoint" | "not-related-to");
    let meaning = match (&target.equivalence, &target.relationship) {
        (Some(word), None) => of_equivalence(word),
        (None, Some(word)) => of_relationship(word),
        _ => Meaning::Refused,
    };
    let terms = target.depends_on.into_iter().map(|one| {
        let text = one.value.or(one.value_string).or(one.value_code)?;
        Some((one.property.or(one.attribute)?, text))
    });
    let when = terms
        .collect::<Option<Vec<_>>>()
        .and_then(|terms| condition::conditions(&terms));
    let place = target.extension.into_iter().find(|extension| extension.url == POSITION);
    let when = when.ok_or_else(|| unsaid("dependsOn"))?;
    let pointed = |code, relationship| Pointed {
        edition: edition.clone(),
        code,
        display: target.display,
        relationship,
        when,
        position: place.and_then(|place| place.value_positive_int),
    };
    match (meaning, target.code) {
        (_, Some(code)) if is_negative => Ok(Said::Refused(pointed(code, Relationship::Related))),
        (Meaning::Related(relationship), Some(code)) => Ok(Said::Target(pointed(code, relationship))),
        (Meaning::NoTarget, None) => Ok(Said::NoMatch {
            reason: if target.comment.trim().is_empty() {
                "unmatched".to_owned()
            } else {
                target.comment
            },
            review_on: None,
        }),
        _ => Err(invalid(
            format!("“{word}”不能读成关系，或与目标编码矛盾"),
            format!("'{word}' cannot be read as a relationship, or contradicts the code of the target"),
        )),
    }
}

fn unsaid(word: &str) -> Error {
    invalid(
        format!("含有 {word}，对照无法表达"),
        format!("it has {word}, which a mapping cannot say"),
    )
}

fn invalid(reason_zh: impl std::fmt::Display, reason_en: impl std::fmt::Display) -> Error {
    Error::new(Code::DocumentInvalid)
        .with("format", "FHIR ConceptMap JSON")
        .with("reason_zh", reason_zh)
        .with("reason_en", reason_en)
}
