//! Reading a FHIR `ConceptMap` of either release, told apart target by target.

use super::COMMENT;
use super::Meaning;
use super::of_equivalence;
use super::of_relationship;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::mapping::concept_map::MapRow;
use crate::mapping::concept_map::MapTarget;
use crate::mapping::concept_map::NumberedRow;
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
    source: Option<String>,
    source_version: Option<String>,
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
    display: Option<String>,
    value_set: Option<IgnoredAny>,
    no_map: Option<bool>,
    #[serde(default)]
    target: Vec<Target>,
    #[serde(default)]
    extension: Vec<Extension>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    code: Option<String>,
    display: Option<String>,
    value_set: Option<IgnoredAny>,
    equivalence: Option<String>,
    relationship: Option<String>,
    comment: Option<String>,
    depends_on: Option<IgnoredAny>,
    product: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    url: String,
    value_string: Option<String>,
}

/// The rows of the document.
///
/// Errors: `document-invalid` when it is no concept map, leads between several pairs of code systems, or says what a
/// row cannot: conditions (`dependsOn`, `product`), value sets, a rule for all other codes (`unmapped`), targets that
/// are said not to be one.
pub(in crate::mapping::concept_map) fn read(bytes: &[u8]) -> Result<Vec<NumberedRow>> {
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
    let ends = |group: &Group| {
        let Group {
            source,
            source_version,
            target,
            target_version,
            ..
        } = group;
        [source, source_version, target, target_version].map(Clone::clone)
    };
    let first = map.group.first().map(ends);
    if map.group.iter().any(|group| Some(ends(group)) != first) {
        return Err(invalid(
            "各 group 的源或目标不同，请按源和目标分成几个文件",
            "its groups lead between different code systems; split it by source and target",
        ));
    }
    let mut rows = Vec::new();
    for group in map.group {
        if group.unmapped.is_some() {
            return Err(unsaid("unmapped"));
        }
        for element in group.element {
            self::element(element, &mut rows)?;
        }
    }
    Ok((1..)
        .zip(rows)
        .map(|(number, row)| NumberedRow { number, row })
        .collect())
}

fn element(element: Element, rows: &mut Vec<MapRow>) -> Result<()> {
    if element.value_set.is_some() {
        return Err(unsaid("valueSet"));
    }
    let source = element.code.unwrap_or_default();
    let source_display = element.display.unwrap_or_default();
    let row = |target, comment| MapRow {
        source: source.clone(),
        source_display: source_display.clone(),
        target,
        comment,
    };
    if element.target.is_empty() || element.no_map == Some(true) {
        if !element.target.is_empty() {
            return Err(unsaid("noMap + target"));
        }
        let said = element.extension.into_iter().find(|extension| extension.url == COMMENT);
        rows.push(row(
            None,
            said.and_then(|extension| extension.value_string).unwrap_or_default(),
        ));
    }
    for target in element.target {
        let comment = target.comment.clone().unwrap_or_default();
        let target = self::target(target, &source)?;
        rows.push(row(target, comment));
    }
    Ok(())
}

fn target(target: Target, source: &str) -> Result<Option<MapTarget>> {
    let conditions = [
        ("dependsOn", target.depends_on.is_some()),
        ("product", target.product.is_some()),
        ("valueSet", target.value_set.is_some()),
    ];
    if let Some((word, _)) = conditions.into_iter().find(|(_, is_there)| *is_there) {
        return Err(unsaid(word));
    }
    let meaning = match (&target.equivalence, &target.relationship) {
        (Some(word), None) => of_equivalence(word),
        (None, Some(word)) => of_relationship(word),
        _ => Meaning::Refused,
    };
    match (meaning, target.code) {
        (Meaning::Related(relationship), Some(code)) => Ok(Some(MapTarget {
            code,
            display: target.display.unwrap_or_default(),
            relationship,
        })),
        (Meaning::NoTarget, None) => Ok(None),
        _ => Err(invalid(
            format!("“{source}”的目标没有可读的 equivalence 或 relationship，或与其编码矛盾"),
            format!(
                "a target of '{source}' has no equivalence or relationship that can be read, or one against its code"
            ),
        )),
    }
}

fn unsaid(word: &str) -> Error {
    invalid(
        format!("含有 {word}，对照表的行无法表达"),
        format!("it has {word}, which a row of a map cannot say"),
    )
}

fn invalid(reason_zh: impl std::fmt::Display, reason_en: impl std::fmt::Display) -> Error {
    Error::new(Code::DocumentInvalid)
        .with("format", "FHIR ConceptMap JSON")
        .with("reason_zh", reason_zh)
        .with("reason_en", reason_en)
}
