//! A delta 增量 from one body to another: a signed header, then `put` and `delete` lines sorted by (dictionary, code) bytes.
//!
//! Applied to the first body it gives the second, byte for byte.

use super::body::Line;
use super::document::Document as _;
use super::document::document;
use super::document::internal;
use super::manifest::BodyName;
use super::refusal::Part;
use super::refusal::Refusal;
use crate::digest::sha256_hex;
use crate::error::Result;
use crate::mapping::diff::DiffLine;
use serde::Deserialize;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Ordering;

/// The name of the format.
pub const FORMAT: &str = "zhiyu-delta/1";
const PUT: &str = "{\"put\":";
const DELETE: &str = "{\"delete\":";

/// The header of a delta, in the order of its keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeltaHeader {
    /// [`FORMAT`].
    pub format: String,
    /// Whose releases they are.
    pub organization: String,
    /// The release that it is applied to.
    pub from: ReleaseName,
    /// The release that it gives.
    pub to: ReleaseName,
    /// The lines after the header.
    pub changes: BodyName,
    /// The key of the signature; null while snapshots are not signed.
    pub key_id: Option<String>,
    /// The signature; null while snapshots are not signed.
    pub signature: Option<String>,
}

document!(DeltaHeader, FORMAT, Part::Delta);

/// A release and its body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseName {
    /// Its number.
    pub release: i64,
    /// SHA-256 of its body.
    pub sha256: String,
}

/// What a line of a delta or a body is about; a line has more than this.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Key<'a> {
    #[serde(borrow)]
    dictionary: Cow<'a, str>,
    #[serde(borrow)]
    code: Cow<'a, str>,
}

/// A change of one code.
struct Change<'a> {
    key: Key<'a>,
    /// The line from now on; none when the code is gone.
    line: Option<&'a str>,
}

/// The lines of a delta, each with its line end, from the difference of two releases.
pub fn lines(difference: &[DiffLine]) -> Result<Vec<u8>> {
    let mut text = String::new();
    for DiffLine { change, .. } in difference {
        if let Some(line) = &change.line {
            text.extend([PUT, line, "}\n"]);
            continue;
        }
        let key = Key {
            dictionary: Cow::Borrowed(change.dictionary.as_str()),
            code: Cow::Borrowed(&change.code),
        };
        let key = serde_json::to_string(&key).map_err(internal)?;
        text.extend([DELETE, &key, "}\n"]);
    }
    Ok(text.into_bytes())
}

impl DeltaHeader {
    /// The header of these lines, not signed.
    pub fn of(organization: &str, from: ReleaseName, to: ReleaseName, lines: &[u8]) -> Self {
        let rows = lines.split_inclusive(|byte| *byte == b'\n').count();
        Self {
            format: FORMAT.to_owned(),
            organization: organization.to_owned(),
            from,
            to,
            changes: BodyName {
                sha256: sha256_hex([lines]),
                bytes: size(lines.len()),
                rows: size(rows),
                sm3: None,
            },
            key_id: None,
            signature: None,
        }
    }

    /// The whole delta: this header and its lines.
    pub fn with_lines(&self, lines: &[u8]) -> Result<Vec<u8>> {
        let mut bytes = self.to_canonical().map_err(internal)?.into_bytes();
        bytes.push(b'\n');
        bytes.extend_from_slice(lines);
        Ok(bytes)
    }
}

/// Splits a delta into its header, the text of the header, and its lines; the lines have the size and digest that the
/// header says.
pub fn split(delta: &[u8]) -> std::result::Result<(DeltaHeader, &str, &[u8]), Refusal> {
    let unreadable = || Refusal::Unreadable(Part::Delta);
    let end = delta.iter().position(|byte| *byte == b'\n').ok_or_else(unreadable)?;
    let (header, lines) = delta.split_at_checked(end).ok_or_else(unreadable)?;
    let lines = lines.strip_prefix(b"\n").ok_or_else(unreadable)?;
    let text = std::str::from_utf8(header).map_err(|_cause| unreadable())?;
    let header = DeltaHeader::parse(text)?;
    match size(lines.len()).cmp(&header.changes.bytes) {
        Ordering::Less => return Err(Refusal::Truncated(Part::Delta)),
        Ordering::Greater => return Err(Refusal::Endless(Part::Delta)),
        Ordering::Equal => {}
    }
    if sha256_hex([lines]) == header.changes.sha256 {
        return Ok((header, text, lines));
    }
    Err(Refusal::DeltaDigestWrong)
}

/// Applies the lines of a delta to a body. The result still has to be held against its manifest.
pub fn apply(lines: &[u8], body: &[u8]) -> std::result::Result<Vec<u8>, Refusal> {
    let changes = changes(lines)?;
    let mut changes = changes.iter().peekable();
    let mut result = Vec::with_capacity(body.len() + lines.len());
    for (index, line) in texts(body, Refusal::BodyLineWrong).enumerate() {
        let line = line?;
        let key: Key<'_> = keyed(line).ok_or(Refusal::BodyLineWrong(index + 1))?;
        while let Some(new) = changes.next_if(|change| change.key < key) {
            push(&mut result, new.line);
        }
        match changes.next_if(|change| change.key == key) {
            Some(change) => push(&mut result, change.line),
            None => push(&mut result, Some(line)),
        }
    }
    for new in changes {
        push(&mut result, new.line);
    }
    Ok(result)
}

fn push(result: &mut Vec<u8>, line: Option<&str>) {
    if let Some(line) = line {
        result.extend_from_slice(line.as_bytes());
        result.push(b'\n');
    }
}

/// The changes, each code once and in order. The header is line 1.
fn changes(lines: &[u8]) -> std::result::Result<Vec<Change<'_>>, Refusal> {
    let mut list: Vec<Change<'_>> = Vec::new();
    for (index, text) in texts(lines, |line| Refusal::DeltaLineWrong(line + 1)).enumerate() {
        let wrong = || Refusal::DeltaLineWrong(index + 2);
        let change = change(text?).ok_or_else(wrong)?;
        if list.last().is_some_and(|last| last.key >= change.key) {
            return Err(wrong());
        }
        list.push(change);
    }
    Ok(list)
}

fn change(text: &str) -> Option<Change<'_>> {
    let text = text.strip_suffix('}')?;
    if let Some(line) = text.strip_prefix(PUT) {
        // A line that is no mapping would only be found once it stands in a body.
        serde_json::from_str::<Line>(line).ok()?;
        return Some(Change {
            key: keyed(line)?,
            line: Some(line),
        });
    }
    Some(Change {
        key: keyed(text.strip_prefix(DELETE)?)?,
        line: None,
    })
}

fn keyed(line: &str) -> Option<Key<'_>> {
    serde_json::from_str(line).ok()
}

/// The lines of a file without their line ends; a last one without an end is wrong.
fn texts(
    bytes: &[u8],
    wrong: fn(usize) -> Refusal,
) -> impl Iterator<Item = std::result::Result<&str, Refusal>> + use<'_> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate();
    lines.map(move |(index, line)| {
        let text = line.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok());
        text.ok_or_else(|| wrong(index + 1))
    })
}

fn size(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
