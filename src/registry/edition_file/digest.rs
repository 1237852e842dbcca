//! The name of an edition's contents.

use crate::digest::Hasher;
use crate::registry::concept::Concept;
use serde_json::Value;

/// First line of what is hashed, so that another form can never give the same digest.
const FORM: &str = "zhiyu edition 1\n";

/// The SHA-256 of an edition's contents as 64 lower-case hexadecimal digits: the same on every machine and for every
/// order of the rows, another for every change of a byte.
///
/// What is hashed is UTF-8: the line `zhiyu edition 1`, then a line for each concept in the order of the bytes of their
/// codes, ended by a line feed: the JSON array without blanks
/// `[code,name,parent or null,status,assignable,[other names],[[property,value],…]]`, other names in the order of the
/// edition, properties in the order of the bytes of their titles. JSON escapes only `"`, `\` and control characters.
pub fn edition_digest<'c>(concepts: impl IntoIterator<Item = &'c Concept>) -> String {
    let mut ordered: Vec<&Concept> = concepts.into_iter().collect();
    ordered.sort_by(|one, other| one.code.as_bytes().cmp(other.code.as_bytes()));
    let mut digester = EditionDigester::default();
    for concept in ordered {
        digester.take(concept);
    }
    digester.finish()
}

/// The digest of an edition whose concepts come one by one, in the order of the bytes of their codes.
pub struct EditionDigester(Hasher);

impl Default for EditionDigester {
    fn default() -> Self {
        let mut hasher = Hasher::default();
        hasher.update(FORM.as_bytes());
        Self(hasher)
    }
}

impl EditionDigester {
    /// Takes the next concept.
    pub fn take(&mut self, concept: &Concept) {
        self.0.update(line(concept).to_string().as_bytes());
        self.0.update(b"\n");
    }

    /// The digest.
    pub fn finish(self) -> String {
        self.0.finish()
    }
}

fn line(concept: &Concept) -> Value {
    let text = |text: &String| Value::from(text.as_str());
    let properties = concept.properties.iter();
    Value::Array(vec![
        text(&concept.code),
        text(&concept.display),
        concept.parent.as_ref().map_or(Value::Null, text),
        Value::from(concept.status.as_str()),
        Value::from(concept.assignable),
        concept.designations.iter().map(text).collect(),
        properties
            .map(|(title, value)| Value::Array(vec![text(title), text(value)]))
            .collect(),
    ])
}
