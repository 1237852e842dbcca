//! The body: one mapping a line as compact JSON with keys in a fixed order, sorted by (dictionary, code) bytes.

use crate::digest::Hasher;
use crate::mapping::decision::Decision;
use crate::mapping::target::Target;
use serde::Deserialize;
use serde::Serialize;
use std::borrow::Cow;

/// A line of the body, in the order of its keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The local dictionary, `source system/name`.
    pub dictionary: String,
    /// The local code.
    pub code: String,
    /// The local name that was mapped.
    pub name: String,
    /// The targets, the most important first; empty when nothing fits.
    pub targets: Vec<Target>,
    /// Why nothing fits; only when there are no targets.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub no_match: Option<String>,
}

impl Line {
    /// The line of a decision; `None` for a code that is never sent.
    pub fn of(dictionary: &str, code: &str, name: &str, decision: &Decision) -> Option<Self> {
        let (targets, no_match) = match decision {
            Decision::Mapped { targets } => (targets.clone(), None),
            Decision::NoMatch { reason, .. } => (Vec::new(), Some(reason.clone())),
            Decision::Ignored { .. } => return None,
        };
        Some(Self {
            dictionary: dictionary.to_owned(),
            code: code.to_owned(),
            name: name.to_owned(),
            targets,
            no_match,
        })
    }

    /// The canonical bytes of the line, without its line end.
    ///
    /// Only `"`, `\` and control characters are escaped, as `serde_json` does it; all else is UTF-8 as it is.
    pub fn to_canonical(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

/// The editions that the targets of a canonical line are from, by target; the rest of the line is passed over.
pub fn line_editions(line: &str) -> serde_json::Result<impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)>> {
    let line: NamedTargets<'_> = serde_json::from_str(line)?;
    Ok(line.targets.into_iter().map(|target| (target.system, target.edition)))
}

#[derive(Deserialize)]
struct NamedTargets<'a> {
    #[serde(borrow)]
    targets: Vec<NamedTarget<'a>>,
}

#[derive(Deserialize)]
struct NamedTarget<'a> {
    #[serde(borrow)]
    system: Cow<'a, str>,
    #[serde(borrow)]
    edition: Cow<'a, str>,
}

/// The bytes of a body and their name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Each line followed by a line feed.
    pub bytes: Vec<u8>,
    /// Number of lines.
    pub rows: u64,
    /// SHA-256 of the bytes, in hexadecimal digits.
    pub digest: String,
}

impl Body {
    /// The body of canonical lines that are already sorted by (dictionary, code) bytes.
    pub fn of_sorted_lines<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut bytes = Vec::new();
        let mut rows = 0;
        for line in lines {
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
            rows += 1;
        }
        let mut hasher = Hasher::default();
        hasher.update(&bytes);
        Self {
            bytes,
            rows,
            digest: hasher.finish(),
        }
    }
}
