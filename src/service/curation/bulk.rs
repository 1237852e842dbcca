//! Bulk acts: a dry run plans, the plan is executed if nothing changed meanwhile, and the act can be undone before release.

mod acts;
mod ground;
mod plan;
mod undo;

pub(in crate::service) use acts::draft_as_act;
pub(in crate::service) use acts::step_as_act;
pub use plan::Plan;
pub use plan::PlannedRow;
pub use plan::Skipped;
pub use undo::LeftRow;
pub use undo::UndoneAct;

use super::mapping_steps::draft_in;
use super::mapping_steps::step_in;
use super::requests::DraftRequest;
use super::requests::NamedDecision;
use super::requests::NamedTarget;
use super::requests::SeenMapping;
use super::requests::StepRequest;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::bulk::BulkKind;
use crate::mapping::bulk::MOST_ROWS;
use crate::mapping::decision::Decision;
use crate::mapping::life::Mapping;
use crate::mapping::work_filter::WorkFilter;
use crate::page::Page;
use crate::page::Slice;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::curation::bulk_acts;
use crate::storage::curation::dictionaries;
use crate::time::Instant;
use std::collections::BTreeMap;

pub use crate::mapping::bulk::BulkOrder;
pub use crate::storage::curation::bulk_acts::ActedRow;
pub use crate::storage::curation::bulk_acts::BulkAct;

/// An order and the rows that it is for.
#[derive(Clone, Debug)]
pub struct BulkRequested {
    /// What is done.
    pub order: BulkOrder,
    /// To which rows.
    pub filter: WorkFilter,
}

/// Which rows of an act.
#[derive(Clone, Copy, Debug)]
pub struct ActedRows {
    /// The number of the act.
    pub number: i64,
    /// Those that were done; otherwise those that were left to a person.
    pub done: bool,
}

impl Service {
    /// What a bulk act would do to the rows that a filter wants; nothing is written.
    pub fn plan_bulk(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        request: &BulkRequested,
    ) -> Result<Plan> {
        let BulkRequested { order, filter } = request;
        let permit = session.permit_in_any(order.kind.rights(), organization)?;
        order.validate()?;
        let words = self.lexicon()?.1;
        self.db
            .read(|tx| plan::plan(tx, words.words(), &permit, dictionary, order, filter))
    }

    /// Executes a bulk act: one number, one transaction, one audit event.
    ///
    /// Errors: `plan-stale` when the rows are no longer those of the dry run, `bulk-empty`, `bulk-too-large`.
    pub fn run_bulk(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        request: &BulkRequested,
        seen_plan: &str,
    ) -> Result<(BulkAct, Plan)> {
        let BulkRequested { order, filter } = request;
        let permit = session.permit_in_any(order.kind.rights(), organization)?;
        order.validate()?;
        let words = self.lexicon()?.1;
        let now = self.now();
        self.decide(organization, dictionary, |tx| {
            let plan = plan::plan(tx, words.words(), &permit, dictionary, order, filter)?;
            must_be_current(&plan, seen_plan)?;
            let act = execute(tx, &permit, dictionary, order, &plan, now)?;
            let codes = plan.done.iter().map(|row| row.code.clone()).collect();
            Ok(((act, plan), codes))
        })
    }

    /// The bulk acts of a dictionary, the newest first.
    pub fn bulk_acts(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        page: &Page,
    ) -> Result<Slice<BulkAct>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            bulk_acts::page(tx, organization, dictionary, page)
        })
    }

    /// The rows of a bulk act by code: those that were done, or those that were left to a person.
    pub fn bulk_rows(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        wanted: ActedRows,
        page: &Page,
    ) -> Result<Slice<ActedRow>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            bulk_acts::must_find(tx, organization, dictionary, wanted.number)?;
            bulk_acts::rows_page(tx, organization, wanted.number, wanted.done, page)
        })
    }
}

fn must_be_current(plan: &Plan, seen: &str) -> Result<()> {
    if plan.digest != seen {
        return Err(Error::new(Code::PlanStale).in_field("plan"));
    }
    let rows = plan.done.len();
    if rows == 0 {
        return Err(Error::new(Code::BulkEmpty));
    }
    if rows > MOST_ROWS {
        return Err(Error::new(Code::BulkTooLarge)
            .with("limit", MOST_ROWS)
            .with("rows", rows));
    }
    Ok(())
}

fn execute(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    dictionary: &DictionaryId,
    order: &BulkOrder,
    plan: &Plan,
    now: Instant,
) -> Result<BulkAct> {
    let organization = permit.organization();
    let number = bulk_acts::next_number(tx, organization)?;
    let after = write_rows(tx, permit, dictionary, order, plan, (number, now))?;
    let versions: BTreeMap<&str, i64> = after.iter().map(|one| (one.code.as_str(), one.version)).collect();
    let done = plan.done.iter().map(|row| ActedRow {
        code: row.code.clone(),
        version: versions.get(row.code.as_str()).copied(),
        former: row.former.clone(),
        refusals: Vec::new(),
    });
    let left = plan.risky.iter().map(|row| ActedRow {
        code: row.code.clone(),
        version: None,
        former: None,
        refusals: row.risk_names(),
    });
    let list: Vec<ActedRow> = done.chain(left).collect();
    let act = BulkAct {
        number,
        dictionary: dictionary.clone(),
        kind: order.kind,
        ordered: as_json(order)?,
        plan: plan.digest.clone(),
        account: permit.account().clone(),
        at: now,
        done: count(plan.done.len()),
        refused: count(plan.risky.len()),
        skipped: as_json(&plan.skips_by_cause())?,
        undoes: None,
    };
    bulk_acts::insert(tx, organization, &act, &list)?;
    Ok(act)
}

fn write_rows(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    dictionary: &DictionaryId,
    order: &BulkOrder,
    plan: &Plan,
    (number, now): (i64, Instant),
) -> Result<Vec<Mapping>> {
    match order.kind {
        BulkKind::Accept | BulkKind::NoMatch | BulkKind::Ignore => {
            let requests: Vec<DraftRequest> = plan.done.iter().map(|row| draft(row, order)).collect();
            draft_in(tx, permit, dictionary, &requests, Some(number), now)
        }
        BulkKind::Draft
        | BulkKind::Submit
        | BulkKind::Withdraw
        | BulkKind::Approve
        | BulkKind::Return
        | BulkKind::Reopen
        | BulkKind::Confirm
        | BulkKind::Undo => {
            let request = StepRequest {
                step: order.kind.step(),
                mappings: plan.done.iter().map(PlannedRow::seen).collect(),
                reason: order.reason.clone(),
            };
            step_in(tx, permit, dictionary, &request, Some(number), now)
        }
    }
}

fn draft(row: &PlannedRow, order: &BulkOrder) -> DraftRequest {
    let decision = match &row.decision {
        Decision::Mapped { targets } => NamedDecision::Mapped(
            targets
                .iter()
                .map(|target| NamedTarget {
                    edition: Some(target.edition_ref()),
                    code: target.code.clone(),
                    relationship: target.relationship,
                    when: target.when.clone(),
                })
                .collect(),
        ),
        Decision::NoMatch { .. } | Decision::Ignored { .. } => NamedDecision::Other(row.decision.clone()),
    };
    DraftRequest {
        code: row.code.clone(),
        version: Some(row.version),
        decision,
        justification: order.reason.clone(),
        origin: row.origin.clone(),
    }
}

impl PlannedRow {
    fn seen(&self) -> SeenMapping {
        SeenMapping {
            code: self.code.clone(),
            version: Some(self.version),
        }
    }
}

fn as_json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|cause| Error::new(Code::Internal).caused_by(cause))
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
