//! Verdicts on the wire.

use crate::http::registry::value_domains::PinResponse;
use crate::id::SpecificationId;
use crate::language::Language;
use crate::registry::reason::Outcome;
use crate::registry::validation::Verdict;
use crate::service::registry::validation::Basis;
use crate::service::registry::validation::FieldJudge;
use crate::service::registry::validation::FieldValue;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A verdict 校验结果 on one value.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "value": " 1", "verdict": "invalid", "reason": "blank-around", "words": "前后有空格", "suggestion": "1",
    "suggestion_display": "男性"
}))]
pub struct VerdictResponse {
    /// The value as it was received, byte for byte.
    pub value: String,
    /// `valid`, `invalid` or `not-checkable`.
    pub verdict: &'static str,
    /// The stable code of the reason.
    pub reason: &'static str,
    /// The reason in words.
    pub words: &'static str,
    /// The official name of a valid code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// Its official name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion_display: Option<String>,
}

/// What verdicts were made by.
#[derive(Debug, Serialize, ToSchema)]
pub struct BasisResponse {
    /// The version of the value domain; without it the format of the data element was all there was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_domain: Option<PinResponse>,
    /// The title of the value domain, or the format.
    pub title: String,
    /// How sure the facts of the value domain are.
    pub confidence: String,
    /// The edition that its codes come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// The digest of that edition, when it is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition_digest: Option<String>,
}

/// How many values got which verdict.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct VerdictCounts {
    /// Valid ones.
    pub valid: u64,
    /// Invalid ones.
    pub invalid: u64,
    /// Those that could not be checked.
    pub not_checkable: u64,
}

/// Verdicts on values of one field.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "specification": "henan-2026", "table": "病人表", "field": "性别",
    "value_domain": { "id": "GB-T-2261.1", "version": "2003" }, "title": "人的性别代码", "confidence": "V",
    "edition": "GB-T-2261.1/2003", "edition_digest": "5d0c…", "valid": 1, "invalid": 1, "not_checkable": 0,
    "results": [{ "value": "1", "verdict": "valid", "reason": "in-list", "words": "在值域内", "display": "男性" },
        { "value": " 1", "verdict": "invalid", "reason": "blank-around", "words": "前后有空格", "suggestion": "1",
          "suggestion_display": "男性" }]
}))]
pub struct FieldVerdictsResponse {
    /// The specification.
    pub specification: String,
    /// The table.
    pub table: String,
    /// The field.
    pub field: String,
    /// What the verdicts were made by.
    #[serde(flatten)]
    pub basis: BasisResponse,
    /// How many of each.
    #[serde(flatten)]
    pub counts: VerdictCounts,
    /// The verdicts, in the order of the values.
    pub results: Vec<VerdictResponse>,
}

/// A verdict on a value of one of several fields.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemVerdictResponse {
    /// The table.
    pub table: String,
    /// The field.
    pub field: String,
    /// The verdict.
    #[serde(flatten)]
    pub verdict: VerdictResponse,
    /// The version of the value domain, as `id/version`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_domain: Option<String>,
    /// The edition that its codes come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// The digest of that edition, when it is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition_digest: Option<String>,
}

/// Verdicts on values of several fields.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "specification": "henan-2026", "valid": 1, "invalid": 0, "not_checkable": 0,
    "results": [{ "table": "病人表", "field": "性别", "value": "1", "verdict": "valid", "reason": "in-list",
        "words": "在值域内", "display": "男性", "value_domain": "GB-T-2261.1/2003", "edition": "GB-T-2261.1/2003",
        "edition_digest": "5d0c…" }]
}))]
pub struct VerdictsResponse {
    /// The specification.
    pub specification: String,
    /// How many of each.
    #[serde(flatten)]
    pub counts: VerdictCounts,
    /// The verdicts, in the order of the values.
    pub results: Vec<ItemVerdictResponse>,
}

impl FieldVerdictsResponse {
    /// The verdicts of a judge on values.
    pub fn of(
        (specification, table, field): (&SpecificationId, String, String),
        judge: &FieldJudge,
        values: Vec<String>,
        language: Language,
    ) -> Self {
        let mut counts = VerdictCounts::default();
        let mut results = Vec::with_capacity(values.len());
        for value in values {
            let verdict = judge.judge(&value);
            counts.add(&verdict);
            results.push(VerdictResponse::of(&verdict, value.clone(), language));
        }
        Self {
            specification: specification.to_string(),
            table,
            field,
            basis: BasisResponse::from(&judge.basis),
            counts,
            results,
        }
    }
}

impl VerdictsResponse {
    /// The verdicts of judges, one for each value.
    pub fn of(
        specification: &SpecificationId,
        judges: &[Arc<FieldJudge>],
        values: Vec<FieldValue>,
        language: Language,
    ) -> Self {
        let mut counts = VerdictCounts::default();
        let mut results = Vec::with_capacity(values.len());
        for (judge, item) in judges.iter().zip(values) {
            let verdict = judge.judge(&item.value);
            counts.add(&verdict);
            let basis = &judge.basis;
            results.push(ItemVerdictResponse {
                table: item.table,
                field: item.field,
                verdict: VerdictResponse::of(&verdict, item.value.clone(), language),
                value_domain: basis.domain.as_ref().map(ToString::to_string),
                edition: basis.edition.as_ref().map(ToString::to_string),
                edition_digest: basis.edition_digest.clone(),
            });
        }
        Self {
            specification: specification.to_string(),
            counts,
            results,
        }
    }
}

impl VerdictCounts {
    fn add(&mut self, verdict: &Verdict<'_>) {
        match verdict.reason.outcome() {
            Outcome::Valid => self.valid += 1,
            Outcome::Invalid => self.invalid += 1,
            Outcome::NotCheckable => self.not_checkable += 1,
        }
    }
}

impl VerdictResponse {
    /// A verdict in the caller's language.
    pub fn of(verdict: &Verdict<'_>, value: String, language: Language) -> Self {
        let (suggestion, suggestion_display) = verdict.hint.clone().unzip();
        Self {
            value,
            verdict: verdict.reason.outcome().as_str(),
            reason: verdict.reason.as_str(),
            words: verdict.reason.words(language),
            display: verdict.display.map(str::to_owned),
            suggestion,
            suggestion_display: suggestion_display.flatten().map(str::to_owned),
        }
    }
}

impl From<&Basis> for BasisResponse {
    fn from(basis: &Basis) -> Self {
        Self {
            value_domain: basis.domain.as_ref().map(PinResponse::from),
            title: basis.title.clone(),
            confidence: basis.confidence.clone(),
            edition: basis.edition.as_ref().map(ToString::to_string),
            edition_digest: basis.edition_digest.clone(),
        }
    }
}
