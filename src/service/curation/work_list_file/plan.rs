//! What the rows of a file ask for, as the drafts and steps that do it.

use super::Import;
use super::merging::Wanted;
use super::merging::copy_of;
use super::merging::misfit;
use super::merging::tell;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::mapping::decision::Decision;
use crate::mapping::merge::Field;
use crate::mapping::merge::TARGETS;
use crate::mapping::merge::Written;
use crate::mapping::state::Step;
use crate::report::work_list::Column;
use crate::report::work_list::MergeReport;
use crate::service::curation::bulk::draft_as_act;
use crate::service::curation::bulk::step_as_act;
use crate::service::curation::requests::DraftRequest;
use crate::service::curation::requests::NamedDecision;
use crate::service::curation::requests::NamedTarget;
use crate::service::curation::requests::SeenMapping;
use crate::service::curation::requests::StepRequest;
use crate::storage::DbConn;
use serde_json::json;
use std::collections::BTreeMap;

/// The steps of an import in the order in which they are taken, after the drafts.
const ORDER: [Step; 5] = [Step::Withdraw, Step::Reopen, Step::Submit, Step::Approve, Step::Return];

/// The drafts and steps of a file.
#[derive(Default)]
pub(super) struct Plan<'w> {
    drafts: Vec<DraftRequest>,
    drafted: Vec<&'w Wanted<'w>>,
    /// Rows by their step, in [`ORDER`], and its reason.
    steps: BTreeMap<(usize, &'w str), Vec<&'w Wanted<'w>>>,
}

impl<'w> Plan<'w> {
    /// Puts the plan together; rows that cannot be done go into the report.
    pub(super) fn of(import: &Import<'_>, wanted: &'w [Wanted<'w>], report: &mut MergeReport) -> Self {
        let mut plan = Self::default();
        let mut by_code: BTreeMap<&str, &Wanted<'_>> = BTreeMap::new();
        for row in wanted {
            if let Some(first) = by_code.get(row.code.as_str()) {
                if first.yours != row.yours || first.row.opinion != row.row.opinion {
                    tell(&mut report.errors, disagreement(import, first, row));
                }
                continue;
            }
            by_code.insert(&row.code, row);
            if let Err(error) = plan.add(import, row) {
                tell(&mut report.errors, error.at_row(row.row.number));
            }
        }
        plan
    }

    fn add(&mut self, import: &Import<'_>, row: &'w Wanted<'w>) -> Result<()> {
        if row.wish.draft {
            let written = row.yours.cells.written();
            let written = written.map_err(|wrong| misfit(import, &wrong, &row.yours))?;
            let edition = import.file.stamps.get(row.row.stamp).map(|stamp| stamp.target.clone());
            let named = |(code, relationship)| NamedTarget {
                edition: edition.clone(),
                code,
                relationship,
                when: Vec::new(),
            };
            self.drafts.push(DraftRequest {
                code: row.code.clone(),
                version: Some(row.version),
                decision: match written {
                    Written::Mapped(targets) => NamedDecision::Mapped(targets.into_iter().map(named).collect()),
                    Written::NoMatch { reason, review_on } => {
                        NamedDecision::Other(Decision::NoMatch { reason, review_on })
                    }
                    Written::Ignored { reason } => NamedDecision::Other(Decision::Ignored { reason }),
                },
                justification: row.yours.cells.get(Field::Justification).to_owned(),
                origin: import.origin.clone(),
            });
            self.drafted.push(row);
        }
        let Some(step) = row.wish.step else { return Ok(()) };
        if matches!(step, Step::Return | Step::Reopen) && row.row.opinion.is_empty() {
            let (zh, en) = step.words();
            return Err(Error::new(Code::CellInvalid)
                .with("value", "")
                .with("rule_zh", format!("{zh}须写意见"))
                .with("rule_en", format!("an opinion is needed before this is {en}"))
                .in_column(import.file.place(Column::Opinion)));
        }
        let place = ORDER.iter().position(|one| *one == step).unwrap_or_default();
        self.steps.entry((place, &row.row.opinion)).or_default().push(row);
        Ok(())
    }

    /// Takes the drafts and steps; refusals go into the report and end it.
    pub(super) fn carry_out(
        mut self,
        tx: &mut DbConn,
        import: &Import<'_>,
        session: &Session,
        report: &mut MergeReport,
    ) -> Result<()> {
        let of = json!(import.origin);
        if !self.drafts.is_empty() {
            let permit = session.permit_in(Right::DraftMapping, import.organization)?;
            let done = draft_as_act(tx, &permit, import.dictionary, &self.drafts, &of, import.now);
            match done {
                Ok(drafted) => report.drafted = drafted.len(),
                Err(error) => return blame(import, &self.drafted, error, report),
            }
        }
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for ((place, reason), rows) in std::mem::take(&mut self.steps) {
            let Some(step) = ORDER.get(place).copied() else {
                continue;
            };
            let request = StepRequest {
                step,
                mappings: rows.iter().map(|row| row.seen()).collect(),
                reason: reason.to_owned(),
            };
            let permit = session.permit_in_any(rights(step), import.organization)?;
            match step_as_act(tx, &permit, import.dictionary, &request, &of, import.now) {
                Ok(done) => *counts.entry(place).or_default() += done.len(),
                Err(error) => return blame(import, &rows, error, report),
            }
        }
        let named = counts
            .into_iter()
            .filter_map(|(place, count)| Some((ORDER.get(place)?.as_str(), count)));
        report.steps = named.collect();
        Ok(())
    }
}

impl Wanted<'_> {
    /// The mapping as the file saw it; the draft before a submission is of this file itself.
    fn seen(&self) -> SeenMapping {
        SeenMapping {
            code: self.code.clone(),
            version: (!self.wish.draft).then_some(self.version),
        }
    }
}

fn rights(step: Step) -> &'static [Right] {
    match step {
        Step::Approve | Step::Return => &[Right::ReviewMapping],
        Step::Reopen => &[Right::DraftMapping, Right::ReviewMapping],
        Step::Draft | Step::Submit | Step::Confirm | Step::Withdraw | Step::Publish | Step::Recheck | Step::Undo => {
            &[Right::DraftMapping]
        }
    }
}

fn disagreement(import: &Import<'_>, first: &Wanted<'_>, other: &Wanted<'_>) -> Error {
    let number = first.row.number;
    Error::new(Code::CellInvalid)
        .with("value", &other.code)
        .with(
            "rule_zh",
            format!("与第 {number} 行是同一编码，两行所写不同；一个编码只有一个对照"),
        )
        .with(
            "rule_en",
            format!("row {number} has the same code and says otherwise; a code has one mapping"),
        )
        .at_row(other.row.number)
        .in_column(import.file.place(Column::Code))
}

/// Puts a refusal and its findings to the rows that they are about. A failure of the service itself is passed on.
fn blame(import: &Import<'_>, rows: &[&Wanted<'_>], error: Error, report: &mut MergeReport) -> Result<()> {
    let mut placed = 0;
    for one in std::iter::once(&error).chain(error.findings()) {
        let Some(row) = index_of(one).and_then(|index| rows.get(index)) else {
            continue;
        };
        placed += 1;
        let column = column_of(one, row);
        let finding = copy_of(one).at_row(row.row.number).in_column(import.file.place(column));
        tell(&mut report.errors, finding);
    }
    if placed == 0 {
        return Err(error);
    }
    Ok(())
}

/// The item that a refusal names: `items[3]` or `items[3].targets`.
fn index_of(error: &Error) -> Option<usize> {
    let field = error.place().field.as_deref()?;
    let (index, _) = field.strip_prefix("items[")?.split_once(']')?;
    index.parse().ok()
}

fn column_of(error: &Error, row: &Wanted<'_>) -> Column {
    let named = error
        .values()
        .iter()
        .find(|(name, _)| *name == "code")
        .map(|(_, code)| code.as_str());
    let is_named = |field: &Field| Some(row.yours.cells.get(*field)) == named;
    let is_of_target = matches!(error.code(), Code::ConceptUnknown | Code::TargetNotAssignable);
    let target = TARGETS.map(|(code, _)| code).into_iter().find(is_named);
    match target.filter(|_| is_of_target) {
        Some(field) => Column::Cell(field),
        None if error.code() == Code::LocalCodeAmbiguous => Column::Code,
        None => Column::Action,
    }
}
