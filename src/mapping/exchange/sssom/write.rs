//! Writing SSSOM.

use super::NO_TERM;
use super::SLOTS;
use super::header;
use super::header::Prefixes;
use super::predicate;
use crate::error::Result;
use crate::id::EditionRef;
use crate::mapping::decision::Decision;
use crate::mapping::exchange::About;
use crate::mapping::exchange::Entry;
use crate::mapping::exchange::Field;
use crate::mapping::exchange::LossKind;
use crate::mapping::exchange::Losses;
use crate::mapping::exchange::Refusal;
use crate::mapping::exchange::Written;
use crate::mapping::exchange::terms::encode;
use crate::mapping::origin::Origin;
use crate::mapping::target::Target;
use crate::registry::csv_file;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Reasons of suggestions that hold two names to be equal, however they are spelt.
const LEXICAL: [&str; 5] = [
    "exact-code-and-name",
    "exact-name",
    "normalised-name",
    "other-name",
    "synonym",
];

/// A row: texts by slot; a slot that is not there is empty.
type Slots = BTreeMap<&'static str, String>;

/// Writes the entries.
pub(in crate::mapping::exchange) fn write(about: &About, entries: &[Entry]) -> Result<Written> {
    let prefixes = Prefixes::of(about, entries);
    let cardinalities = Cardinalities::of(entries);
    let mut losses = Losses::default();
    let mut rows: Vec<Slots> = Vec::with_capacity(entries.len());
    for entry in entries {
        losses.words(entry);
        losses.lack(entry, &[Field::Usage]);
        match &entry.decision {
            Some(decision) if !decision.is_unconditional() => losses.conditional(entry, decision),
            Some(Decision::Mapped { targets }) => {
                for (number, target) in (1_u32..).zip(targets) {
                    let mut row = of_target(about, &prefixes, entry, target);
                    row.insert("mapping_cardinality", cardinalities.word(entry, target).to_owned());
                    row.insert("comment", entry.justification.clone());
                    row.insert(
                        "other",
                        pairs(&[("state", entry.state.as_str()), ("position", &number.to_string())]),
                    );
                    decided(&mut row, entry);
                    rows.push(row);
                }
            }
            Some(Decision::NoMatch { reason, review_on }) => {
                rows.push(no_match(about, entry, reason, review_on.as_deref()));
            }
            Some(Decision::Ignored { reason }) => losses.add(LossKind::NeverSent, entry, "", reason.clone()),
            None => {}
        }
        rows.extend(
            entry
                .refusals
                .iter()
                .map(|refusal| refused(about, &prefixes, entry, refusal)),
        );
    }
    for (number, row) in (1_u64..).zip(&mut rows) {
        row.insert("record_id", format!("record:{number}"));
    }
    let mut bytes = header::write(about, &prefixes).into_bytes();
    let cells = rows
        .iter()
        .map(|row| SLOTS.map(|slot| row.get(slot).map_or("", String::as_str)));
    bytes.extend(csv_file::write_delimited(b'\t', &SLOTS, cells)?);
    Ok(Written { bytes, losses })
}

/// What every row says.
fn begun(about: &About, entry: &Entry, edition: &EditionRef) -> Slots {
    let dictionary = encode(&format!("{}/{}", about.organization, about.dictionary));
    BTreeMap::from([
        ("subject_id", format!("local:{}", encode(&entry.code))),
        ("subject_label", entry.name.clone()),
        ("subject_source", format!("dictionary:{dictionary}")),
        ("subject_source_version", about.loads.to_string()),
        ("object_source", format!("code-system:{}", edition.system)),
        ("object_source_version", edition.edition.to_string()),
    ])
}

fn of_target(about: &About, prefixes: &Prefixes, entry: &Entry, target: &Target) -> Slots {
    let edition = target.edition_ref();
    let mut row = begun(about, entry, &edition);
    row.insert("predicate_id", predicate(target.relationship).to_owned());
    row.insert("object_id", prefixes.code(&edition, &target.code));
    row.insert("object_label", target.display.clone());
    row
}

/// Nothing fits in the edition that the dictionary is to be mapped to.
fn no_match(about: &About, entry: &Entry, reason: &str, review_on: Option<&str>) -> Slots {
    let mut row = begun(about, entry, &about.target);
    row.insert("predicate_id", "skos:exactMatch".to_owned());
    row.insert("object_id", NO_TERM.to_owned());
    row.insert("mapping_cardinality", "1:0".to_owned());
    row.insert("comment", reason.to_owned());
    let state = ("state", entry.state.as_str());
    let other = review_on.map_or_else(|| pairs(&[state]), |day| pairs(&[state, ("review_on", day)]));
    row.insert("other", other);
    decided(&mut row, entry);
    row
}

/// Who decided and approved, when, and from what.
fn decided(row: &mut Slots, entry: &Entry) {
    row.insert("author_id", format!("account:{}", encode(entry.author.as_str())));
    row.insert("mapping_date", entry.decided_at.day().to_string());
    if let (Some(reviewer), Some(at)) = (&entry.reviewer, entry.reviewed_at) {
        row.insert("reviewer_id", format!("account:{}", encode(reviewer.as_str())));
        row.insert("review_date", at.day().to_string());
        if entry.state.teaches() {
            row.insert("reviewer_agreement", "1.0".to_owned());
        }
    }
    row.insert("mapping_justification", justification(&entry.origin).to_owned());
    let source = match &entry.origin {
        Origin::Hand => return,
        Origin::Suggestion { score_per_mille, .. } => {
            let score = f64::from(*score_per_mille) / 1000.0;
            row.insert("confidence", format!("{score:.3}"));
            row.insert("mapping_tool", "zhiyu".to_owned());
            return;
        }
        Origin::Rule { rule } => {
            row.insert("curation_rule_text", rule.replace('|', "/"));
            return;
        }
        Origin::Organization {
            organization, release, ..
        } => format!("release.{organization}.{release}"),
        Origin::Dictionary { dictionary } => format!("dictionary.{dictionary}"),
        Origin::ConceptMap { map, version } => format!("concept-map.{map}.{version}"),
        Origin::File { format, sha256 } => format!("file.{format}.{sha256}"),
        Origin::Succession { list } => format!("succession.{list}"),
    };
    row.insert("mapping_source", format!("source:{}", encode(&source)));
}

/// The semapv term of an origin.
fn justification(origin: &Origin) -> &'static str {
    match origin {
        Origin::Hand => "semapv:ManualMappingCuration",
        Origin::Suggestion { reasons, .. } => {
            let is_lexical = reasons.iter().any(|reason| LEXICAL.contains(&reason.as_str()));
            if is_lexical {
                "semapv:LexicalMatching"
            } else {
                "semapv:LexicalSimilarityThresholdMatching"
            }
        }
        Origin::Organization { .. } | Origin::Dictionary { .. } => "semapv:BackgroundKnowledgeBasedMatching",
        Origin::ConceptMap { .. } | Origin::Succession { .. } => "semapv:MappingChaining",
        Origin::File { .. } | Origin::Rule { .. } => "semapv:UnspecifiedMatching",
    }
}

/// A pair that a reviewer returned: the subject is **not** a match of this kind to the object.
fn refused(about: &About, prefixes: &Prefixes, entry: &Entry, refusal: &Refusal) -> Slots {
    let mut row = of_target(about, prefixes, entry, &refusal.target);
    row.insert("predicate_modifier", "Not".to_owned());
    row.insert("mapping_justification", "semapv:MappingReview".to_owned());
    row.insert("author_id", format!("account:{}", encode(&refusal.reviewer)));
    row.insert("mapping_date", refusal.at.day().to_string());
    row.insert("comment", refusal.reason.clone());
    row
}

/// `key=value` pairs joined by `|`.
fn pairs(list: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = list
        .iter()
        .map(|(key, value)| format!("{key}={}", encode(value)))
        .collect();
    pairs.join("|")
}

/// How many different targets each code has, and how many different codes each target, among what is decided.
struct Cardinalities {
    subjects: BTreeMap<(EditionRef, String), BTreeSet<String>>,
}

impl Cardinalities {
    fn of(entries: &[Entry]) -> Self {
        let mut subjects: BTreeMap<(EditionRef, String), BTreeSet<String>> = BTreeMap::new();
        for entry in entries {
            for target in entry.decision.iter().flat_map(Decision::targets) {
                let key = (target.edition_ref(), target.code.clone());
                subjects.entry(key).or_default().insert(entry.code.clone());
            }
        }
        Self { subjects }
    }

    fn word(&self, entry: &Entry, target: &Target) -> &'static str {
        let key = (target.edition_ref(), target.code.clone());
        let several_subjects = self.subjects.get(&key).is_some_and(|codes| codes.len() > 1);
        let targets = entry.decision.as_ref().map_or(0, |decision| decision.targets().len());
        match (several_subjects, targets > 1) {
            (false, false) => "1:1",
            (false, true) => "1:n",
            (true, false) => "n:1",
            (true, true) => "n:n",
        }
    }
}
