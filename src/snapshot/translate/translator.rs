//! Who answers: the table of one release, how its editions stand, how strict to be, and where to go on from there.

use super::onward::Onward;
use super::question::Question;
use super::standing::Standing;
use super::standing::TargetStanding;
use super::status::Mode;
use super::status::Reason;
use super::status::Warning;
use super::table::DictionaryNumber;
use super::table::Mapping;
use super::table::Table;
use super::verdict::Known;
use super::verdict::Verdict;
use crate::mapping::cases;
use crate::mapping::cases::Case;
use crate::mapping::target::Relationship;
use crate::matching::normalise::normalise;
use serde::Serialize;
use std::sync::Arc;

/// The longest code in bytes, as dictionaries are loaded with.
const LONGEST_CODE_BYTES: usize = 200;

/// Which release answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReleaseName {
    /// Whose it is.
    pub organization: String,
    /// Its number.
    pub release: i64,
    /// SHA-256 of its body.
    pub digest: String,
    /// From when it is used, RFC 3339 in UTC.
    pub effective_at: String,
}

/// Answers questions by one release.
#[derive(Clone, Debug)]
pub struct Translator {
    /// The release.
    pub release: ReleaseName,
    /// Its table.
    pub table: Arc<Table>,
    /// How the editions of its targets stand.
    pub standing: Arc<Standing>,
    /// The way to a second standard, when one is wanted.
    pub onward: Option<Onward>,
    /// How strict it is.
    pub mode: Mode,
}

impl Translator {
    /// What the release says of a code.
    pub fn ask<'t>(&'t self, question: &Question<'_>) -> Verdict<'t> {
        match self.table.dictionary(question.dictionary) {
            Some(dictionary) => self.ask_in(dictionary, question),
            None => Verdict::refused(Reason::DictionaryUnknown),
        }
    }

    /// The same when the dictionary was looked up before.
    pub fn ask_in<'t>(&'t self, dictionary: DictionaryNumber, question: &Question<'_>) -> Verdict<'t> {
        let Some(mapping) = self.table.find(dictionary, question.code) else {
            return Verdict::refused(self.why_not_found(dictionary, question.code));
        };
        let mut verdict = self.judge(mapping, question);
        if name_differs(question.name, mapping.name()) {
            verdict.warnings.push(Warning::NameDiffers);
        }
        verdict
    }

    fn why_not_found(&self, dictionary: DictionaryNumber, code: &str) -> Reason {
        let trimmed = code.trim();
        if code.is_empty() {
            Reason::CodeEmpty
        } else if trimmed.is_empty() {
            Reason::CodeBlank
        } else if code.len() > LONGEST_CODE_BYTES {
            Reason::CodeTooLong
        } else if trimmed != code && self.table.find(dictionary, trimmed).is_some() {
            Reason::CodeHasBlanks
        } else if code.chars().any(char::is_control) {
            Reason::CodeHasControls
        } else {
            Reason::NotInRelease
        }
    }

    fn judge<'t>(&'t self, mapping: Mapping<'t>, question: &Question<'_>) -> Verdict<'t> {
        if mapping.no_match().is_some() {
            return Verdict::found(mapping, Known::Nothing).because(Reason::NoMatch);
        }
        let verdict = of_case(mapping, question);
        let verdict = match &self.onward {
            Some(onward) if verdict.reason.is_none() => follow(onward, mapping, &verdict),
            Some(_) | None => verdict,
        };
        if verdict.reason.is_some() {
            return verdict;
        }
        let verdict = self.stand(verdict);
        let is_exact = |verdict: &Verdict<'_>| {
            verdict.losses.is_empty()
                && verdict
                    .known()
                    .all(|target| target.relationship == Relationship::Equivalent)
        };
        if self.mode == Mode::Strict && verdict.reason.is_none() && !is_exact(&verdict) {
            return verdict.because(Reason::NotEquivalent);
        }
        verdict
    }

    /// Holds the targets against the editions in force.
    fn stand<'t>(&self, mut verdict: Verdict<'t>) -> Verdict<'t> {
        let mut reason = None;
        let mut is_superseded = false;
        for target in verdict.known() {
            match self.standing.of(&target) {
                TargetStanding::Good => {}
                TargetStanding::EditionSuperseded => is_superseded = true,
                TargetStanding::EditionRetired => reason = Some(Reason::EditionRetired),
                TargetStanding::TargetRetired => reason = reason.or(Some(Reason::TargetRetired)),
            }
        }
        if is_superseded {
            verdict.warnings.push(Warning::EditionSuperseded);
        }
        match reason {
            Some(reason) => verdict.because(reason),
            None => verdict,
        }
    }
}

/// The targets that the record has; a refusal when it has none, or does not say.
fn of_case<'t>(mapping: Mapping<'t>, question: &Question<'_>) -> Verdict<'t> {
    let is_conditional = mapping.targets().any(|target| !target.when.is_empty());
    if !is_conditional {
        return Verdict::found(mapping, Known::All(mapping));
    }
    let record = question.record.circumstances();
    let case = match cases::case_of(mapping.targets().map(|target| target.when), &record) {
        Case::Holds(case) => case,
        Case::Otherwise => &[],
        Case::NotSaid(attribute) => {
            return Verdict::found(mapping, Known::All(mapping)).because(Reason::not_said(attribute));
        }
    };
    if mapping.targets().any(|target| target.when == case) {
        return Verdict::found(mapping, Known::Case(mapping, case));
    }
    Verdict::found(mapping, Known::All(mapping)).because(Reason::NoCase)
}

/// The same at the end of the chain.
fn follow<'t>(onward: &'t Onward, mapping: Mapping<'t>, verdict: &Verdict<'t>) -> Verdict<'t> {
    let chained = onward.follow(verdict.known());
    let reason = if chained.targets.is_empty() {
        Some(Reason::NoWayOn)
    } else if chained.has_several_ways {
        Some(Reason::SeveralWays)
    } else if chained.has_retired {
        Some(Reason::TargetRetired)
    } else {
        None
    };
    let mut end = Verdict::found(mapping, Known::Chained(chained.targets));
    end.losses = chained.losses;
    match reason {
        Some(reason) => end.because(reason),
        None => end,
    }
}

/// Whether a name is another than the one that was mapped; spelling that normalises to the same is the same.
fn name_differs(given: &str, mapped: &str) -> bool {
    !given.is_empty() && given != mapped && normalise(given).text != normalise(mapped).text
}
