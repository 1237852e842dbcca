//! Mappings of a dictionary coming in as drafts: every row is held against the dictionary, the standards and what is
//! decided already. A file is taken whole or refused whole; a rehearsal says the same and changes nothing.

mod findings;
mod plan;

pub use findings::Tally;
pub use plan::Replace;

use super::bulk::draft_as_act;
use super::bulk::step_as_act;
use super::requests::SeenMapping;
use super::requests::StepRequest;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::exchange;
use crate::mapping::exchange::Asked;
use crate::mapping::exchange::ExchangeFormat;
use crate::mapping::exchange::Reading;
use crate::mapping::exchange::Said;
use crate::mapping::origin::Origin;
use crate::mapping::state::Step;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::time::Instant;
use findings::Listed;
use plan::Plan;
use serde_json::json;

/// How many findings stand in a refusal.
const MOST_IN_REFUSAL: usize = 100;

/// How a file is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MappingImport {
    /// The form of the file.
    pub format: ExchangeFormat,
    /// Which mappings that are there may be replaced.
    pub replace: Replace,
    /// Whether nothing is to be changed.
    pub dry_run: bool,
}

/// What an import did, or would do.
#[derive(Debug)]
pub struct ImportReport {
    /// SHA-256 of the file.
    pub sha256: String,
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// How many rows, codes and mappings.
    pub tally: Tally,
    /// What refuses the file; only of a rehearsal, the first by row.
    pub refusals: Vec<Error>,
    /// What is to be known beside it: rows left out, mappings kept, other names; the first by row.
    pub notes: Vec<Error>,
}

/// A file as it was read.
struct File {
    sha256: String,
    asked: Vec<Asked>,
    refusals: Listed,
    notes: Listed,
    rows: u64,
    skipped: u64,
}

impl Service {
    /// Writes what a file says down as drafts.
    ///
    /// Errors: those of reading the file; `rows-refused` with what is wrong, unless it is a rehearsal.
    pub fn import_mappings(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        bytes: &[u8],
        import: &MappingImport,
    ) -> Result<ImportReport> {
        let permit = session.permit_in(Right::DraftMapping, organization)?;
        let file = File::read(import.format, bytes)?;
        let plan = |tx: &mut DbConn| Plan::of(tx, organization, dictionary, &file.asked, import.replace);
        if import.dry_run || file.refusals.count() > 0 {
            let plan = self.db.read(plan)?;
            if import.dry_run {
                return Ok(file.report(plan, true));
            }
            return Err(refusal(file.refusals.with(plan.refusals)));
        }
        let now = self.now();
        let plan = self.decide(organization, dictionary, |tx| {
            let mut plan = plan(tx)?;
            if plan.refusals.count() > 0 {
                return Err(refusal(plan.refusals));
            }
            let origin = Origin::File {
                format: import.format.as_str().to_owned(),
                sha256: file.sha256.clone(),
            };
            plan.requests
                .iter_mut()
                .for_each(|request| request.origin = origin.clone());
            file.carry_out(tx, &permit, dictionary, &plan, now)?;
            let codes = plan.requests.iter().map(|request| request.code.clone()).collect();
            Ok((plan, codes))
        })?;
        Ok(file.report(plan, false))
    }
}

impl File {
    fn read(format: ExchangeFormat, bytes: &[u8]) -> Result<Self> {
        let readings = exchange::read(format, bytes)?;
        let rows = count(readings.rows.len() + readings.faults.len());
        let mut faults = readings.faults;
        let (asked, others) = exchange::asked(readings.rows, &mut faults);
        let (mut refusals, mut notes) = (Listed::default(), Listed::default());
        for fault in faults {
            refusals.add(fault);
        }
        for reading in &others {
            notes.add(not_imported(reading));
        }
        Ok(Self {
            sha256: sha256_hex([bytes]),
            asked,
            refusals,
            notes,
            rows,
            skipped: count(others.len()),
        })
    }

    fn carry_out(
        &self,
        tx: &mut DbConn,
        permit: &HospitalPermit,
        dictionary: &DictionaryId,
        plan: &Plan,
        now: Instant,
    ) -> Result<()> {
        let of = json!({ "file_sha256": self.sha256 });
        if !plan.in_review.is_empty() {
            let seen = |code: &String| SeenMapping {
                code: code.clone(),
                version: None,
            };
            let withdrawal = StepRequest {
                step: Step::Withdraw,
                mappings: plan.in_review.iter().map(seen).collect(),
                reason: format!("导入文件 {}", self.sha256),
            };
            step_as_act(tx, permit, dictionary, &withdrawal, &of, now)?;
        }
        if plan.requests.is_empty() {
            return Ok(());
        }
        draft_as_act(tx, permit, dictionary, &plan.requests, &of, now)?;
        let object = format!("organizations/{}/dictionaries/{dictionary}", permit.organization());
        let act = Act::new("mapping.import", object).with_details(json!({
            "file_sha256": self.sha256, "rows": self.rows, "drafted": plan.tally.drafted,
            "replaced": plan.tally.replaced, "kept": plan.tally.kept, "unchanged": plan.tally.unchanged,
        }));
        audit_log::append(tx, permit.permit(), &act, now)
    }

    fn report(self, plan: Plan, dry_run: bool) -> ImportReport {
        let refusals = self.refusals.with(plan.refusals);
        ImportReport {
            sha256: self.sha256,
            dry_run,
            tally: Tally {
                rows: self.rows,
                codes: count(self.asked.len()),
                skipped: self.skipped,
                refused: refusals.count(),
                ..plan.tally
            },
            refusals: refusals.first(),
            notes: self.notes.with(plan.notes).first(),
        }
    }
}

fn refusal(findings: Listed) -> Error {
    let refusal = Error::new(Code::RowsRefused).with("count", findings.count());
    let mut first = findings.first();
    first.truncate(MOST_IN_REFUSAL);
    refusal.with_findings(first)
}

/// A row that says nothing positive. A refusal of another place is no precedent here: what is remembered as refused is
/// what this hospital's own reviewers returned.
fn not_imported(reading: &Reading) -> Error {
    let (zh, en) = match &reading.said {
        Said::Refused(pointed) => (
            format!("它说目标“{}”不对", pointed.code),
            format!("it says that the target '{}' is wrong", pointed.code),
        ),
        Said::Undecided(word) => (format!("没有决定（{word}）"), format!("nothing is decided ({word})")),
        Said::Target(_) | Said::NoMatch { .. } | Said::Ignored { .. } => (String::new(), String::new()),
    };
    Error::new(Code::RowNotImported)
        .with("code", &reading.code)
        .with("reason_zh", zh)
        .with("reason_en", en)
        .at_row(reading.row)
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
