//! The metadata of a mapping set: comments in YAML, of which the part is written and read that SSSOM files have there:
//! texts by key, and the map of prefixes.

use crate::id::EditionRef;
use crate::mapping::decision::Decision;
use crate::mapping::exchange::About;
use crate::mapping::exchange::Entry;
use crate::mapping::exchange::terms::edition_base;
use crate::mapping::exchange::terms::encode;
use std::collections::BTreeMap;

/// The prefixes of the addresses in a file.
#[derive(Debug, Default)]
pub struct Prefixes {
    editions: BTreeMap<EditionRef, String>,
}

impl Prefixes {
    /// One prefix for each edition that is named.
    pub fn of(about: &About, entries: &[Entry]) -> Self {
        let mut prefixes = Self::default();
        prefixes.add(&about.target);
        for entry in entries {
            let decided = entry.decision.iter().flat_map(Decision::targets);
            let refused = entry.refusals.iter().map(|refusal| &refusal.target);
            decided
                .chain(refused)
                .for_each(|target| prefixes.add(&target.edition_ref()));
        }
        prefixes
    }

    fn add(&mut self, of: &EditionRef) {
        if self.editions.contains_key(of) {
            return;
        }
        let mut prefix = format!("{}_{}", of.system, of.edition);
        while self.editions.values().any(|known| *known == prefix) {
            prefix.push('_');
        }
        self.editions.insert(of.clone(), prefix);
    }

    /// The shortened address of a code of an edition.
    pub fn code(&self, of: &EditionRef, code: &str) -> String {
        let prefix = self.editions.get(of).map_or("", String::as_str);
        format!("{prefix}:{}", encode(code))
    }
}

/// The metadata, one comment a line.
pub fn write(about: &About, prefixes: &Prefixes) -> String {
    let (organization, dictionary) = (&about.organization, encode(about.dictionary.as_str()));
    let version = about
        .release
        .map_or("working".to_owned(), |release| release.to_string());
    let state = about.release.map_or("工作状态，含未审核的对照".to_owned(), |release| {
        format!("发布版 {release}")
    });
    let title = format!("{organization} {} 对照（{state}）", about.dictionary);
    let mut lines = vec![
        "sssom_version: \"1.1\"".to_owned(),
        text(
            "mapping_set_id",
            &format!("urn:zhiyu:mapping-set:{organization}:{dictionary}:{version}"),
        ),
        text("mapping_set_version", &version),
        text("mapping_set_title", &title),
        text("mapping_provider", &format!("urn:zhiyu:organization:{organization}")),
        text("license", "https://w3id.org/sssom/license/unspecified"),
        "curie_map:".to_owned(),
    ];
    let known = [
        ("account", "urn:zhiyu:account:".to_owned()),
        ("code-system", "urn:zhiyu:code-system:".to_owned()),
        ("dictionary", "urn:zhiyu:dictionary:".to_owned()),
        ("local", format!("urn:zhiyu:local:{organization}:{dictionary}:")),
        (
            "record",
            format!("urn:zhiyu:record:{organization}:{dictionary}:{version}:"),
        ),
        ("semapv", "https://w3id.org/semapv/vocab/".to_owned()),
        ("skos", "http://www.w3.org/2004/02/skos/core#".to_owned()),
        ("source", "urn:zhiyu:source:".to_owned()),
        ("sssom", "https://w3id.org/sssom/".to_owned()),
    ];
    let known = known.into_iter().map(|(prefix, base)| (prefix.to_owned(), base));
    let editions = prefixes
        .editions
        .iter()
        .map(|(of, prefix)| (prefix.clone(), edition_base(of)));
    lines.extend(
        known
            .chain(editions)
            .map(|(prefix, base)| format!("  {}", text(&prefix, &base))),
    );
    format!("#{}\n", lines.join("\n#"))
}

/// A key with a text, quoted as JSON, which YAML reads.
fn text(key: &str, value: &str) -> String {
    format!("{key}: {}", serde_json::Value::from(value))
}

/// What the metadata of a file says.
#[derive(Debug, Default)]
pub struct Header {
    /// Texts by key.
    pub texts: BTreeMap<String, String>,
    /// The bases of addresses by prefix.
    pub prefixes: BTreeMap<String, String>,
    /// How many lines it has.
    pub lines: u64,
}

/// Reads the metadata at the beginning of a file, and gives what comes after it. Lists and other things that YAML has are
/// passed over.
pub fn read(text: &str) -> (Header, &str) {
    let mut header = Header::default();
    let mut rest = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    // How far the map of prefixes is indented, while its lines come: they stand further in.
    let mut map: Option<usize> = None;
    while rest.starts_with('#') {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        header.lines += 1;
        let line = line.trim_end_matches('\r').trim_start_matches('#');
        let indent = line.len() - line.trim_start().len();
        let Some((key, value)) = key_and_value(line.trim()) else {
            continue;
        };
        if map.is_some_and(|outer| indent > outer) {
            header.prefixes.insert(key, value);
        } else {
            map = (key == "curie_map").then_some(indent);
            header.texts.insert(key, value);
        }
    }
    (header, rest)
}

/// A key and its text; a colon belongs to the key unless a blank or the end follows it.
fn key_and_value(line: &str) -> Option<(String, String)> {
    let (key, value) = match line.split_once(": ") {
        Some(parts) => parts,
        None => (line.strip_suffix(':')?, ""),
    };
    let value = value.trim();
    let quoted = serde_json::from_str::<String>(value).ok();
    let single = || value.strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
    let plain = || single().map_or_else(|| value.to_owned(), |text| text.replace("''", "'"));
    let key = key.trim().trim_matches(['"', '\'']);
    Some((key.to_owned(), quoted.unwrap_or_else(plain)))
}
