//! Totals 对账 of a converted file: every row that came in went to the output or to the rejects.

use super::Plan;
use super::usage::Usage;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::snapshot::translate::Question;
use crate::snapshot::translate::ReleaseName;
use crate::snapshot::translate::Status;
use crate::snapshot::translate::Translator;
use crate::snapshot::translate::Verdict;
use serde::Serialize;
use std::collections::BTreeMap;

/// What became of the rows of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// The release that answered.
    pub release: ReleaseName,
    /// `lenient` or `strict`.
    pub mode: &'static str,
    /// Rows of data that came in; the header and empty lines are none.
    pub rows_in: u64,
    /// Rows of the output.
    pub rows_out: u64,
    /// Rows of the rejects.
    pub rejects: u64,
    /// Rows of the output whose codes are all `mapped`.
    pub rows_converted: u64,
    /// What became of the codes of each part.
    pub parts: Vec<PartTotals>,
}

/// What became of the codes of one part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PartTotals {
    /// Its dictionary; empty when the rows name theirs.
    pub dictionary: String,
    /// Its column or key.
    pub column: String,
    /// How many codes were `mapped`.
    pub mapped: u64,
    /// How many were `unmapped`.
    pub unmapped: u64,
    /// How many were `ambiguous`.
    pub ambiguous: u64,
    /// How many were `invalid_source`.
    pub invalid_source: u64,
    /// How many were `retired_target`.
    pub retired_target: u64,
    /// How many for each reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// How many with each warning.
    pub warnings: BTreeMap<&'static str, u64>,
    /// How often each code occurred, when that is counted.
    #[serde(skip)]
    pub usage: Option<Usage>,
}

impl Totals {
    pub(super) fn new(translator: &Translator, plan: &Plan) -> Result<Self> {
        let mut parts = Vec::with_capacity(plan.parts.len());
        for part in &plan.parts {
            if let Some(id) = &part.dictionary
                && translator.table.dictionary(id).is_none()
            {
                return Err(Error::new(Code::DictionaryUnknown)
                    .with("organization", &translator.release.organization)
                    .with("dictionary", id));
            }
            parts.push(PartTotals {
                dictionary: part.dictionary.clone().unwrap_or_default(),
                column: part.code.clone(),
                ..PartTotals::default()
            });
        }
        Ok(Self {
            release: translator.release.clone(),
            mode: translator.mode.as_str(),
            rows_in: 0,
            rows_out: 0,
            rejects: 0,
            rows_converted: 0,
            parts,
        })
    }

    /// Whether every row is accounted for.
    pub fn reconciles(&self) -> bool {
        let all = |part: &PartTotals| {
            part.mapped + part.unmapped + part.ambiguous + part.invalid_source + part.retired_target == self.rows_in
        };
        self.rows_in == self.rows_out + self.rejects && self.parts.iter().all(all)
    }

    /// Notes a row whose codes were noted; answers whether it goes to the rejects.
    pub(super) fn row(&mut self, is_converted: bool, sets_rejects_apart: bool) -> bool {
        let is_reject = sets_rejects_apart && !is_converted;
        self.rows_in += 1;
        self.rows_out += u64::from(!is_reject);
        self.rejects += u64::from(is_reject);
        self.rows_converted += u64::from(is_converted);
        is_reject
    }
}

impl PartTotals {
    /// Notes the verdict on a code, and answers whether it is `mapped`.
    pub(super) fn note(&mut self, question: &Question<'_>, verdict: &Verdict<'_>) -> bool {
        if let Some(usage) = &mut self.usage {
            let own = Some(self.dictionary.as_str()).filter(|id| !id.is_empty());
            usage.note(own.unwrap_or(question.dictionary), question, verdict);
        }
        let count = match verdict.status {
            Status::Mapped => &mut self.mapped,
            Status::Unmapped => &mut self.unmapped,
            Status::Ambiguous => &mut self.ambiguous,
            Status::InvalidSource => &mut self.invalid_source,
            Status::RetiredTarget => &mut self.retired_target,
        };
        *count += 1;
        if let Some(reason) = verdict.reason {
            *self.reasons.entry(reason.as_str()).or_default() += 1;
        }
        for warning in &verdict.warnings {
            *self.warnings.entry(warning.as_str()).or_default() += 1;
        }
        verdict.status == Status::Mapped
    }
}
