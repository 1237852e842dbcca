//! Questions and answers on the wire. The answers themselves are those of [`crate::snapshot::translate`]; what is written
//! here of them is their description.

use crate::id::EditionId;
use crate::id::SystemId;
use crate::language::Language;
use crate::snapshot::translate::Answer;
use crate::snapshot::translate::Question;
use crate::snapshot::translate::Record;
use crate::snapshot::translate::ReleaseName;
use crate::snapshot::translate::Source;
use crate::snapshot::translate::Translator;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Codes to be translated.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "dictionary": "his/diagnosis", "items": [
    { "code": "001", "name": "霍乱" }, { "dictionary": "lis/test", "code": "GLU", "specimen": "血清" }] }))]
pub struct TranslateRequest {
    /// The dictionary of the codes that name none.
    #[serde(default)]
    pub dictionary: String,
    /// The codes, at most 100,000.
    pub items: Vec<TranslateItem>,
}

/// One code, with what its record says around it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TranslateItem {
    /// The local dictionary, `source system/name`.
    pub dictionary: Option<String>,
    /// The local code, byte for byte.
    pub code: String,
    /// The local name; a warning tells when it is not the one that was mapped.
    pub name: String,
    /// The unit of the result.
    pub unit: String,
    /// The specimen.
    pub specimen: String,
    /// The sex: `1`, `男`, `male`, or `2`, `女`, `female`.
    pub sex: String,
    /// The age: `30`, `30岁`, `8月`, `20天`.
    pub age: String,
}

/// What is said of the codes.
#[derive(Debug, Serialize)]
pub struct Answers<'a> {
    release: &'a ReleaseName,
    mode: &'static str,
    counts: BTreeMap<&'static str, usize>,
    items: Vec<Answer<'a>>,
}

/// The local codes of standard codes.
#[derive(Debug, Serialize)]
pub struct Sources<'a> {
    release: &'a ReleaseName,
    items: Vec<SourcesOfCode<'a>>,
}

#[derive(Debug, Serialize)]
struct SourcesOfCode<'a> {
    code: &'a str,
    sources: Vec<SourceAnswer<'a>>,
}

#[derive(Debug, Serialize)]
struct SourceAnswer<'a> {
    dictionary: &'a str,
    code: &'a str,
    name: &'a str,
    edition: String,
    relationship: &'static str,
    targets: usize,
    #[serde(skip_serializing_if = "is_false")]
    conditional: bool,
}

/// Standard codes whose local codes are wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "system": "icd-10", "codes": ["A00", "I10"] }))]
pub struct ReverseRequest {
    /// The code system.
    pub system: String,
    /// Its edition; every one without it.
    pub edition: Option<String>,
    /// Only local codes of this dictionary.
    pub dictionary: Option<String>,
    /// The standard codes, at most 100,000.
    pub codes: Vec<String>,
}

/// The answers to a batch of codes.
#[derive(Debug, Serialize, ToSchema)]
pub struct TranslateResponse {
    /// The release that answered.
    pub release: ReleaseNameResponse,
    /// `lenient` or `strict`.
    #[schema(example = "lenient")]
    pub mode: String,
    /// How many codes have each status.
    pub counts: BTreeMap<String, usize>,
    /// One answer for each code, in their order.
    pub items: Vec<TranslatedCodeResponse>,
}

/// A release that answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReleaseNameResponse {
    /// Whose it is.
    #[schema(example = "H1")]
    pub organization: String,
    /// Its number.
    #[schema(example = 2)]
    pub release: i64,
    /// SHA-256 of its body.
    pub digest: String,
    /// From when it is used.
    #[schema(example = "2026-11-21T08:00:00.000000Z")]
    pub effective_at: String,
}

/// What is said of one code.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "status": "mapped", "dictionary": "his/diagnosis", "code": "001", "name": "霍乱",
    "mapped_name": "霍乱", "targets": [{ "system": "icd-10", "edition": "categories-2016", "code": "A00",
    "display": "霍乱", "relationship": "equivalent" }] }))]
pub struct TranslatedCodeResponse {
    /// `mapped`, `unmapped`, `ambiguous`, `invalid_source`, `retired_target`.
    pub status: String,
    /// Why it is not `mapped`.
    #[schema(example = "not-in-release")]
    pub reason: Option<String>,
    /// The reason in words.
    pub words: Option<String>,
    /// The dictionary that was asked.
    pub dictionary: String,
    /// The code as it was asked.
    pub code: String,
    /// The name that was given.
    pub name: Option<String>,
    /// The name that was mapped.
    pub mapped_name: Option<String>,
    /// What to send; empty unless `mapped`.
    pub targets: Vec<AnswerTargetResponse>,
    /// What is known and must not be sent.
    pub withheld: Option<Vec<AnswerTargetResponse>>,
    /// The reviewer's words why nothing fits.
    pub no_match: Option<String>,
    /// `name-differs`, `edition-superseded`.
    pub warnings: Option<Vec<String>>,
    /// What the chain to a second standard loses.
    pub losses: Option<Vec<LossResponse>>,
}

/// One target.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerTargetResponse {
    /// The code system.
    pub system: String,
    /// The edition.
    pub edition: String,
    /// The code.
    pub code: String,
    /// The official display of that edition.
    pub display: String,
    /// `equivalent`, `narrower`, `broader`, `related`, read from the local code to it.
    pub relationship: String,
    /// The conditions under which it holds.
    #[schema(value_type = Option<Vec<Object>>)]
    pub when: Option<Vec<crate::mapping::condition::Condition>>,
    /// The code over which a chain went.
    pub via: Option<String>,
}

/// One loss of a chain.
#[derive(Debug, Serialize, ToSchema)]
pub struct LossResponse {
    /// `target-dropped`, `relation-weakened`.
    pub kind: String,
    /// The code in the first standard.
    pub via: String,
    /// The code in the second; empty when there is none.
    pub target: String,
}

/// The local codes of standard codes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "release": { "organization": "H1", "release": 2, "digest": "9f86…",
    "effective_at": "2026-11-21T08:00:00.000000Z" }, "items": [{ "code": "A00", "sources": [{
    "dictionary": "his/diagnosis", "code": "001", "name": "霍乱", "edition": "icd-10/categories-2016",
    "relationship": "equivalent", "targets": 1 }] }] }))]
pub struct ReverseResponse {
    /// The release that answered.
    pub release: ReleaseNameResponse,
    /// One entry for each standard code, in their order.
    pub items: Vec<ReverseItemResponse>,
}

/// The local codes of one standard code.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReverseItemResponse {
    /// The standard code.
    pub code: String,
    /// Every local code that has it as a target.
    pub sources: Vec<ReverseSourceResponse>,
}

/// One local code.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReverseSourceResponse {
    /// Its dictionary.
    pub dictionary: String,
    /// The local code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The edition of the target, `system/edition`.
    pub edition: String,
    /// How the target relates to the local code.
    pub relationship: String,
    /// How many targets the local code has.
    pub targets: usize,
    /// `true` when the target holds only under conditions.
    pub conditional: Option<bool>,
}

impl TranslateRequest {
    /// The answers of a release.
    pub fn answers<'a>(&'a self, translator: &'a Translator, language: Language) -> Answers<'a> {
        let mut counts = BTreeMap::new();
        let mut items = Vec::with_capacity(self.items.len());
        for item in &self.items {
            let question = Question {
                dictionary: item.dictionary.as_deref().unwrap_or(&self.dictionary),
                code: &item.code,
                name: &item.name,
                record: Record {
                    unit: &item.unit,
                    specimen: &item.specimen,
                    sex: &item.sex,
                    age: &item.age,
                },
            };
            let verdict = translator.ask(&question);
            *counts.entry(verdict.status.as_str()).or_default() += 1;
            items.push(Answer::of(&question, &verdict, language));
        }
        Answers {
            release: &translator.release,
            mode: translator.mode.as_str(),
            counts,
            items,
        }
    }
}

impl ReverseRequest {
    /// The local codes by a release.
    pub fn answers<'a>(
        &'a self,
        translator: &'a Translator,
        system: &SystemId,
        edition: Option<&EditionId>,
    ) -> Sources<'a> {
        let found = translator
            .table
            .sources(system, edition, self.dictionary.as_deref(), &self.codes);
        let items = self.codes.iter().zip(found).map(|(code, sources)| SourcesOfCode {
            code,
            sources: sources.into_iter().map(SourceAnswer::from).collect(),
        });
        Sources {
            release: &translator.release,
            items: items.collect(),
        }
    }
}

impl<'a> From<Source<'a>> for SourceAnswer<'a> {
    fn from(source: Source<'a>) -> Self {
        Self {
            dictionary: source.mapping.dictionary(),
            code: source.mapping.code(),
            name: source.mapping.name(),
            edition: source.target.edition.to_string(),
            relationship: source.target.relationship.as_str(),
            targets: source.mapping.targets().count(),
            conditional: !source.target.when.is_empty(),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands in the shape")]
fn is_false(value: &bool) -> bool {
    !value
}
