//! ClaML (EN 14463, ISO 13120): chapters, blocks and categories of a classification as WHO and national centres publish
//! ICD. Modifiers are not unfolded; they are counted and told.

mod markup;

use super::Document;
use super::invalid;
use super::not_read;
use crate::error::Result;
use crate::registry::aliases::join_cell;
use crate::registry::concept::Concept;
use markup::Element;
use markup::Markup;
use std::collections::BTreeMap;

const FORMAT: &str = "ClaML";
/// Kinds of classes that structure a classification and that data never carry.
const HEADINGS: [&str; 2] = ["chapter", "block"];
const PREFERRED: &str = "preferred";
/// Kinds of rubrics that are other names.
const NAMES: [&str; 3] = ["preferredLong", "synonym", "shortTitle"];

/// The classes of the document as concepts: the first preferred rubric is the name, other names are other names, every
/// further kind of rubric is a property with its texts, as are `kind` and `usage` of the class. Data may carry a class
/// that is no chapter or block and has no class below it.
///
/// Errors: `document-invalid` for XML that is broken, has a DTD of its own, unknown entities or another encoding, for
/// what is no ClaML and for a class with several classes above it; `file-too-large`.
pub(super) fn read(bytes: &[u8]) -> Result<Document> {
    let mut markup = Markup::new(bytes)?;
    let mut found = Found::default();
    let root = markup.root()?;
    if root.name != "ClaML" {
        let name = root.name;
        return Err(invalid(
            FORMAT,
            format!("根元素是 {name}"),
            format!("its root element is {name}"),
        ));
    }
    while let Some(element) = markup.child()? {
        match element.name.as_str() {
            "Class" => found.class(&element, &mut markup)?,
            "Modifier" | "ModifierClass" => {
                found.modifiers += 1;
                markup.skip()?;
            }
            _ => markup.skip()?,
        }
    }
    markup.end()?;
    Ok(found.finish())
}

#[derive(Default)]
struct Found {
    concepts: Vec<Concept>,
    modifiers: u64,
    modified: u64,
}

impl Found {
    fn class(&mut self, class: &Element, markup: &mut Markup<'_>) -> Result<()> {
        let mut concept = Concept::new(class.value("code"), "");
        let mut rubrics: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut has_classes_below = false;
        while let Some(element) = markup.child()? {
            match element.name.as_str() {
                "SuperClass" if concept.parent.is_some() => return Err(two_parents(&concept.code)),
                "SuperClass" => concept.parent = Some(element.value("code")),
                "SubClass" => has_classes_below = true,
                "ModifiedBy" => self.modified += 1,
                "Rubric" => {
                    rubric(&element, markup, &mut concept, &mut rubrics)?;
                    continue;
                }
                "Meta" => {
                    let texts = rubrics.entry(element.value("name")).or_default();
                    texts.push(element.value("value"));
                }
                _ => {}
            }
            markup.skip()?;
        }
        let kind = class.value("kind");
        concept.assignable = !has_classes_below && !HEADINGS.contains(&kind.as_str());
        for (title, text) in [("kind", kind), ("usage", class.value("usage"))] {
            if !text.is_empty() {
                rubrics.entry(title.to_owned()).or_default().push(text);
            }
        }
        for (title, texts) in rubrics {
            let value = join_cell(texts.iter().map(String::as_str).filter(|text| !text.is_empty()));
            if !title.is_empty() && !value.is_empty() {
                concept.properties.insert(title, value);
            }
        }
        self.concepts.push(concept);
        Ok(())
    }

    fn finish(self) -> Document {
        let counted = [
            (
                self.modifiers,
                "修饰符定义 Modifier、ModifierClass",
                "definitions of modifiers (Modifier, ModifierClass)",
            ),
            (
                self.modified,
                "类目对修饰符的引用 ModifiedBy，其细目没有展开",
                "references to modifiers (ModifiedBy), whose subdivisions are not unfolded",
            ),
        ];
        let notes = counted.into_iter().filter(|(count, ..)| *count > 0);
        Document {
            concepts: self.concepts,
            notes: notes.map(|(count, zh, en)| not_read(count, zh, en)).collect(),
        }
    }
}

fn rubric(
    rubric: &Element,
    markup: &mut Markup<'_>,
    concept: &mut Concept,
    rubrics: &mut BTreeMap<String, Vec<String>>,
) -> Result<()> {
    let kind = rubric.value("kind");
    while let Some(element) = markup.child()? {
        if element.name != "Label" {
            markup.skip()?;
            continue;
        }
        let text = markup.text()?;
        if kind == PREFERRED && concept.display.is_empty() {
            concept.display = text;
        } else if kind == PREFERRED || NAMES.contains(&kind.as_str()) {
            concept.designations.extend(Some(text).filter(|text| !text.is_empty()));
        } else {
            rubrics.entry(kind.clone()).or_default().push(text);
        }
    }
    Ok(())
}

fn two_parents(code: &str) -> crate::error::Error {
    invalid(
        FORMAT,
        format!("“{code}”有多个上级，版本中一个条目只有一个上级"),
        format!("'{code}' has several classes above it; a concept of an edition has one"),
    )
}
