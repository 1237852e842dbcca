//! What is said of one code.

use super::onward::Loss;
use super::status::Reason;
use super::status::Status;
use super::status::Warning;
use super::table::Mapping;
use super::table::TargetView;
use crate::mapping::condition::Condition;

/// What is said of one code. Only a `mapped` one has targets; what is known of others is withheld.
#[derive(Debug)]
pub struct Verdict<'t> {
    /// The status.
    pub status: Status,
    /// Why it is not `mapped`.
    pub reason: Option<Reason>,
    /// The line of the release, when it has one.
    pub mapping: Option<Mapping<'t>>,
    /// What should be looked at.
    pub warnings: Vec<Warning>,
    /// What a chain to a second standard loses.
    pub losses: Vec<Loss<'t>>,
    pub(super) known: Known<'t>,
}

/// The targets that are known.
#[derive(Debug)]
pub(super) enum Known<'t> {
    Nothing,
    /// All of a mapping, whatever their conditions.
    All(Mapping<'t>),
    /// Those of a mapping with exactly these conditions.
    Case(Mapping<'t>, &'t [Condition]),
    /// The end of a chain.
    Chained(Vec<TargetView<'t>>),
}

impl<'t> Verdict<'t> {
    pub(super) fn refused(reason: Reason) -> Self {
        Self {
            status: reason.status(),
            reason: Some(reason),
            mapping: None,
            warnings: Vec::new(),
            losses: Vec::new(),
            known: Known::Nothing,
        }
    }

    pub(super) fn found(mapping: Mapping<'t>, known: Known<'t>) -> Self {
        Self {
            status: Status::Mapped,
            reason: None,
            mapping: Some(mapping),
            warnings: Vec::new(),
            losses: Vec::new(),
            known,
        }
    }

    /// The same, not converted for this reason.
    pub(super) fn because(mut self, reason: Reason) -> Self {
        self.status = reason.status();
        self.reason = Some(reason);
        self
    }

    /// The targets to be sent; none unless the code is `mapped`.
    pub fn targets(&self) -> impl Iterator<Item = TargetView<'t>> {
        let is_mapped = self.status == Status::Mapped;
        self.known().filter(move |_| is_mapped)
    }

    /// The targets that are known and must not be sent.
    pub fn withheld(&self) -> impl Iterator<Item = TargetView<'t>> {
        let is_mapped = self.status == Status::Mapped;
        self.known().filter(move |_| !is_mapped)
    }

    pub(super) fn known(&self) -> impl Iterator<Item = TargetView<'t>> {
        let (mapping, case, chained): (_, _, &[TargetView<'t>]) = match &self.known {
            Known::Nothing => (None, None, &[]),
            Known::All(mapping) => (Some(*mapping), None, &[]),
            Known::Case(mapping, case) => (Some(*mapping), Some(*case), &[]),
            Known::Chained(list) => (None, None, list),
        };
        let stored = mapping.into_iter().flat_map(Mapping::targets);
        let stored = stored.filter(move |target| case.is_none_or(|case| target.when == case));
        stored.chain(chained.to_vec())
    }
}
