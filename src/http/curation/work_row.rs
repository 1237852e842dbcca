//! A row of a work list on the wire.

use super::code_notes::NoteResponse;
use super::mappings::MappingResponse;
use super::suggestions::SuggestionResponse;
use crate::language::Language;
use crate::mapping::choices::Choice;
use crate::mapping::choices::Choices;
use crate::mapping::risk::Risk;
use crate::mapping::target::Target;
use crate::service::curation::work_list::DetailedRow;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How many hospitals of a choice are named.
const NAMED_HOSPITALS: usize = 20;

/// A row of a work list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "A00.051", "occurrence": 1, "name": "古典型霍乱", "attributes": {}, "usage": 812, "rank": 3,
    "usage_through": 9120, "row": 2, "assignee": "zhang",
    "suggestions": [{ "code": "A00.000x001", "display": "古典生物型霍乱", "score": 0.71, "proposed": true, "reasons": [], "warnings": [] }],
    "risks": [], "others": { "hospitals": 3, "choices": [{ "hospitals": 3, "named": ["H2", "H3", "H5"],
        "targets": [{ "system": "icd-10", "edition": "guolin-2.0", "code": "A00.000x001", "display": "古典生物型霍乱", "relationship": "equivalent" }] }] },
    "outlier": false, "notes": [], "same_name": [], "sides": []
}))]
pub struct WorkRowResponse {
    /// The local code.
    pub code: String,
    /// 1 unless the code stands in several rows.
    pub occurrence: i64,
    /// The local name.
    pub name: String,
    /// Further columns.
    pub attributes: BTreeMap<String, String>,
    /// How often data used it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<i64>,
    /// Its place in the dictionary by usage, the most used being 1.
    pub rank: i64,
    /// The usage of all rows up to and with this one.
    pub usage_through: i64,
    /// The row of the file.
    pub row: u64,
    /// Who works on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// Its mapping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingResponse>,
    /// What was suggested, best first.
    pub suggestions: Vec<SuggestionResponse>,
    /// What a bulk act would be stopped by: of its decision, or else of taking the first suggestion.
    pub risks: Vec<RiskResponse>,
    /// What other hospitals that share chose for this name; absent when none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub others: Option<ChoicesResponse>,
    /// Whether its decision differs from what a clear majority of them chose: two thirds, at least two.
    pub outlier: bool,
    /// Why what it was taken over from is no longer shared: `consent-withdrawn` or `release-retracted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
    /// Its thread of notes.
    pub notes: Vec<NoteResponse>,
    /// Other codes of the dictionary whose names are written the same.
    pub same_name: Vec<TwinResponse>,
    /// Its mappings to other editions, side by side.
    pub sides: Vec<MappingResponse>,
}

/// A risk 风险.
#[derive(Debug, Serialize, ToSchema)]
pub struct RiskResponse {
    /// Its kind, such as `laterality`.
    #[schema(example = "laterality")]
    pub kind: String,
    /// The target that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// In words.
    #[schema(example = "左右侧不同：左 / 右")]
    pub words: String,
}

/// What other hospitals chose 他院选择.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChoicesResponse {
    /// How many hospitals decided about this name.
    pub hospitals: usize,
    /// What they chose, the most frequent first.
    pub choices: Vec<ChoiceResponse>,
}

/// One thing that hospitals chose.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChoiceResponse {
    /// How many.
    pub hospitals: usize,
    /// Which, by id; the first twenty.
    pub named: Vec<String>,
    /// The targets; empty when they say that nothing fits.
    #[schema(value_type = Vec<Object>)]
    pub targets: Vec<Target>,
}

/// Another code with the same name.
#[derive(Debug, Serialize, ToSchema)]
pub struct TwinResponse {
    /// The code.
    #[schema(example = "A00.052")]
    pub code: String,
    /// Its name, as it is written there.
    #[schema(example = "古典型霍乱")]
    pub name: String,
}

impl WorkRowResponse {
    /// The row in this language.
    pub fn of(detailed: DetailedRow, language: Language) -> Self {
        let row = detailed.row;
        let entry = row.local_code;
        let suggestions = row.suggestions.into_iter();
        let twin = |(code, name): (String, String)| TwinResponse { code, name };
        Self {
            code: entry.code,
            occurrence: entry.occurrence,
            name: entry.name,
            attributes: entry.attributes,
            usage: entry.usage,
            rank: row.standing.rank,
            usage_through: row.standing.through,
            row: entry.row,
            assignee: row.assignee.map(|account| account.to_string()),
            mapping: row.mapping.map(MappingResponse::from),
            suggestions: suggestions.map(|one| SuggestionResponse::of(one, language)).collect(),
            risks: detailed
                .risks
                .iter()
                .map(|risk| RiskResponse::of(risk, language))
                .collect(),
            others: (detailed.choices.hospitals > 0).then(|| ChoicesResponse::from(detailed.choices)),
            outlier: detailed.is_outlier,
            withdrawn: detailed.withdrawal.map(|why| why.as_str().to_owned()),
            notes: detailed.notes.into_iter().map(NoteResponse::from).collect(),
            same_name: detailed.same_name.into_iter().map(twin).collect(),
            sides: detailed.sides.into_iter().map(MappingResponse::from).collect(),
        }
    }
}

impl RiskResponse {
    /// The risk in this language.
    pub fn of(risk: &Risk, language: Language) -> Self {
        Self {
            kind: risk.kind.as_str().to_owned(),
            target: risk.target.clone(),
            words: risk.words(language),
        }
    }
}

impl From<Choices> for ChoicesResponse {
    fn from(choices: Choices) -> Self {
        Self {
            hospitals: choices.hospitals,
            choices: choices.choices.into_iter().map(ChoiceResponse::from).collect(),
        }
    }
}

impl From<Choice> for ChoiceResponse {
    fn from(choice: Choice) -> Self {
        let named = choice.hospitals.iter().take(NAMED_HOSPITALS);
        Self {
            hospitals: choice.hospitals.len(),
            named: named.map(ToString::to_string).collect(),
            targets: choice.targets,
        }
    }
}
