//! Reading a FHIR `CodeSystem`. JSON is read with a bounded depth; what a concept has and an edition does not keep is
//! counted and told, and what would change a meaning is refused.

use super::words;
use super::words::Meaning;
use crate::error::Error;
use crate::error::Result;
use crate::registry::aliases::join_cell;
use crate::registry::concept::Concept;
use crate::registry::concept::ConceptStatus;
use crate::registry::exchange::Document;
use crate::registry::exchange::invalid;
use crate::registry::exchange::not_read;
use crate::registry::tabular;
use crate::registry::tabular::Limits;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::collections::HashMap;

const FORMAT: &str = "FHIR CodeSystem JSON";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CodeSystem {
    resource_type: String,
    content: Option<String>,
    #[serde(default)]
    property: Vec<Declared>,
    #[serde(default)]
    concept: Vec<Entry>,
    modifier_extension: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Declared {
    code: String,
    uri: Option<String>,
    description: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    code: Option<String>,
    display: Option<String>,
    definition: Option<String>,
    #[serde(default)]
    designation: Vec<Designation>,
    #[serde(default)]
    property: Vec<Property>,
    #[serde(default)]
    concept: Vec<Entry>,
    extension: Option<IgnoredAny>,
    modifier_extension: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Designation {
    language: Option<String>,
    r#use: Option<IgnoredAny>,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Property {
    code: String,
    value_code: Option<String>,
    value_coding: Option<Coding>,
    value_string: Option<String>,
    value_integer: Option<Box<RawValue>>,
    value_boolean: Option<bool>,
    value_date_time: Option<String>,
    value_decimal: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Coding {
    code: Option<String>,
}

/// The concepts of the document, those above before those below.
///
/// Errors: `document-invalid` when it is no whole code system or has what would change a meaning, `file-too-large`.
pub(in crate::registry::exchange) fn read(bytes: &[u8]) -> Result<Document> {
    tabular::must_fit(bytes, &Limits::default())?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let system: CodeSystem =
        serde_json::from_slice(bytes).map_err(|cause| invalid(FORMAT, &cause, &cause).caused_by(cause))?;
    if system.resource_type != "CodeSystem" {
        let kind = &system.resource_type;
        return Err(invalid(
            FORMAT,
            format!("resourceType 是 {kind}"),
            format!("its resourceType is {kind}"),
        ));
    }
    if system.content.as_deref() != Some("complete") {
        return Err(invalid(
            FORMAT,
            "content 须为 complete，只有完整的代码系统才能登记为版本",
            "content has to be complete: an edition is a whole code system",
        ));
    }
    if system.modifier_extension.is_some() {
        return Err(modified());
    }
    let mut reader = Reader::of(&system.property);
    reader.entries(system.concept, None)?;
    Ok(reader.finish())
}

struct Reader {
    declared: HashMap<String, (Meaning, String)>,
    concepts: Vec<Concept>,
    extensions: u64,
    words_of_names: u64,
    children: u64,
    codings: u64,
    empty: u64,
}

impl Reader {
    fn of(declared: &[Declared]) -> Self {
        let declared = declared.iter().map(|one| {
            let meaning = words::meaning(&one.code, one.uri.as_deref());
            let is_title = one.uri.as_deref() == Some(words::TITLE_IN_DESCRIPTION);
            let title = one.description.as_ref().filter(|_| is_title).unwrap_or(&one.code);
            (one.code.clone(), (meaning, title.clone()))
        });
        Self {
            declared: declared.collect(),
            concepts: Vec::new(),
            extensions: 0,
            words_of_names: 0,
            children: 0,
            codings: 0,
            empty: 0,
        }
    }

    fn entries(&mut self, entries: Vec<Entry>, above: Option<&str>) -> Result<()> {
        for entry in entries {
            let below = self.entry(entry, above)?;
            let code = self.concepts.last().map(|concept| concept.code.clone());
            self.entries(below, code.as_deref())?;
        }
        Ok(())
    }

    /// Keeps a concept and gives back those below it.
    fn entry(&mut self, entry: Entry, above: Option<&str>) -> Result<Vec<Entry>> {
        if entry.modifier_extension.is_some() {
            return Err(modified());
        }
        let mut concept = Concept::new(entry.code.unwrap_or_default(), entry.display.unwrap_or_default());
        concept.parent = above.map(str::to_owned);
        self.extensions += u64::from(entry.extension.is_some());
        for designation in entry.designation {
            self.words_of_names += u64::from(designation.language.is_some() || designation.r#use.is_some());
            self.empty += u64::from(designation.value.is_empty());
            concept.designations.push(designation.value);
        }
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        if let Some(definition) = entry.definition {
            values.insert(words::DEFINITION.to_owned(), vec![definition]);
        }
        for property in entry.property {
            self.property(property, &mut concept, &mut values)?;
        }
        for (title, mut list) in values {
            let value = match (list.pop(), list.is_empty()) {
                (Some(only), true) => only,
                (last, _) => join_cell(list.iter().chain(&last).map(String::as_str)),
            };
            concept.properties.insert(title, value);
        }
        self.concepts.push(concept);
        Ok(entry.concept)
    }

    fn property(
        &mut self,
        property: Property,
        concept: &mut Concept,
        values: &mut BTreeMap<String, Vec<String>>,
    ) -> Result<()> {
        let code = property.code.clone();
        let unsaid = || (words::meaning(&code, None), code.clone());
        let (meaning, title) = self.declared.get(&code).cloned().unwrap_or_else(unsaid);
        self.codings += u64::from(property.value_coding.is_some());
        let value = property.text();
        if value.is_empty() || title.is_empty() {
            self.empty += 1;
            return Ok(());
        }
        match meaning {
            Meaning::Parent if concept.parent.as_ref().is_some_and(|parent| *parent != value) => {
                let code = &concept.code;
                return Err(invalid(
                    FORMAT,
                    format!("“{code}”有多个上级，版本中一个条目只有一个上级"),
                    format!("'{code}' has several parents; a concept of an edition has one"),
                ));
            }
            Meaning::Parent => concept.parent = Some(value),
            Meaning::Child => self.children += 1,
            Meaning::NotSelectable => concept.assignable = value != "true",
            Meaning::Inactive if value == "true" => concept.status = ConceptStatus::Retired,
            Meaning::Inactive => {}
            Meaning::Status => {
                if matches!(value.as_str(), "retired" | "deprecated" | "withdrawn" | "inactive") {
                    concept.status = ConceptStatus::Retired;
                }
                if ConceptStatus::parse(&value).is_none() {
                    values.entry(title).or_default().push(value);
                }
            }
            Meaning::Own => values.entry(title).or_default().push(value),
        }
        Ok(())
    }

    fn finish(self) -> Document {
        let counted = [
            (self.extensions, "条目的扩展 extension", "extensions of concepts"),
            (
                self.words_of_names,
                "别名的语言和用途（别名本身已保留）",
                "languages and uses of designations (their texts are kept)",
            ),
            (
                self.children,
                "child 属性（层级取自 parent 和嵌套）",
                "child properties (the tree is read from parent and nesting)",
            ),
            (
                self.codings,
                "valueCoding 的 system 和 display（code 已保留）",
                "systems and displays of valueCoding (its code is kept)",
            ),
            (
                self.empty,
                "没有值或没有名称的属性和别名",
                "properties and designations without value or name",
            ),
        ];
        let notes = counted.into_iter().filter(|(count, ..)| *count > 0);
        let notes: Vec<Error> = notes.map(|(count, zh, en)| not_read(count, zh, en)).collect();
        Document {
            concepts: self.concepts,
            notes,
        }
    }
}

impl Property {
    /// The value as text; numbers as they are written.
    fn text(self) -> String {
        let raw = |value: Box<RawValue>| value.get().to_owned();
        let texts = [
            self.value_code,
            self.value_coding.and_then(|coding| coding.code),
            self.value_string,
            self.value_date_time,
            self.value_integer.map(raw),
            self.value_decimal.map(raw),
            self.value_boolean.map(|value| value.to_string()),
        ];
        texts.into_iter().flatten().next().unwrap_or_default()
    }
}

fn modified() -> Error {
    invalid(
        FORMAT,
        "有 modifierExtension，其含义可能改变内容，不能读取",
        "it has a modifierExtension, which may change what it means",
    )
}
