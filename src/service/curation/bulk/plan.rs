//! Planning a bulk act: every row that the filter wants is done, skipped with its cause, or left to a person with its risks.

use super::ground::Neighbours;
use crate::access::permit::HospitalPermit;
use crate::digest::Hasher;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::mapping::bulk::BulkOrder;
use crate::mapping::bulk::BulkRow;
use crate::mapping::bulk::SkipCause;
use crate::mapping::bulk::Verdict;
use crate::mapping::decision::Decision;
use crate::mapping::origin::Origin;
use crate::mapping::risk::Context;
use crate::mapping::risk::LocalRow;
use crate::mapping::risk::Risk;
use crate::mapping::risk::RiskKind;
use crate::mapping::risk::UsageBar;
use crate::mapping::risk::risks;
use crate::mapping::undo::Former;
use crate::mapping::work_filter::WorkFilter;
use crate::matching::Suggestion;
use crate::matching::Warning;
use crate::matching::words::Words;
use crate::service::curation::work_list::rows_in;
use crate::service::curation::work_row::WorkRow;
use crate::storage::DbConn;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::curation::policies;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Codes that are looked at at once; only what is decided of them stays in memory.
const CHUNK: usize = 2_000;
/// How many codes of skipped rows are named for each cause.
const NAMED: usize = 10;

/// What a bulk act would do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// SHA-256 of the order and of every row that is done or left, with its version.
    pub digest: String,
    /// The rows that are done, by code.
    pub done: Vec<PlannedRow>,
    /// The rows that are left to a person, by code.
    pub risky: Vec<PlannedRow>,
    /// The rows that are skipped, by cause.
    pub skipped: BTreeMap<SkipCause, Skipped>,
}

/// A row of a plan.
#[derive(Clone, Debug)]
pub struct PlannedRow {
    /// The local code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How often data used it.
    pub usage: Option<i64>,
    /// How many different names the code has.
    pub names: usize,
    /// The version of its mapping; 0 when there is none.
    pub version: i64,
    /// What is decided, or what the decision is that takes the step.
    pub decision: Decision,
    /// What it was made from.
    pub origin: Origin,
    /// What the mapping is now, as much as the act changes of it.
    pub former: Option<Former>,
    /// What speaks against a bulk act on it; empty when it is done.
    pub risks: Vec<Risk>,
    pub(in crate::service) warnings: Vec<Vec<Warning>>,
}

/// Rows that are skipped for the same cause.
#[derive(Clone, Debug, Default)]
pub struct Skipped {
    /// How many.
    pub count: u64,
    /// The first of their codes.
    pub codes: Vec<String>,
}

impl Plan {
    /// How many rows each risk stops.
    pub fn refusals_by_risk(&self) -> BTreeMap<RiskKind, u64> {
        let mut counts = BTreeMap::new();
        for row in &self.risky {
            let kinds: BTreeSet<RiskKind> = row.risks.iter().map(|risk| risk.kind).collect();
            for kind in kinds {
                *counts.entry(kind).or_default() += 1;
            }
        }
        counts
    }

    pub(super) fn skips_by_cause(&self) -> BTreeMap<&'static str, u64> {
        let skipped = self.skipped.iter();
        skipped.map(|(cause, rows)| (cause.as_str(), rows.count)).collect()
    }

    fn skip(&mut self, cause: SkipCause, code: String) {
        let rows = self.skipped.entry(cause).or_default();
        rows.count += 1;
        if rows.codes.len() < NAMED {
            rows.codes.push(code);
        }
    }
}

impl PlannedRow {
    /// The stable names of its risks, each once.
    pub fn risk_names(&self) -> Vec<String> {
        let kinds: BTreeSet<RiskKind> = self.risks.iter().map(|risk| risk.kind).collect();
        kinds.into_iter().map(|kind| kind.as_str().to_owned()).collect()
    }
}

/// Plans an order for the rows of a dictionary that a filter wants.
pub(super) fn plan(
    tx: &mut DbConn,
    words: &Arc<Words>,
    permit: &HospitalPermit,
    dictionary: &DictionaryId,
    order: &BulkOrder,
    filter: &WorkFilter,
) -> Result<Plan> {
    let organization = permit.organization();
    let edition = dictionaries::must_find(tx, organization, dictionary)?.target;
    let policy = policies::in_force(tx, organization, dictionary)?;
    policy.check_alone(order.kind.step())?;
    let entries = local_codes::all(tx, organization, dictionary)?;
    let neighbours = Neighbours::of(&entries);
    let usage = UsageBar::of(policy.usage, entries.iter().map(|entry| entry.usage));
    drop(entries);
    let mut plan = Plan {
        digest: String::new(),
        done: Vec::new(),
        risky: Vec::new(),
        skipped: BTreeMap::new(),
    };
    for codes in wanted(&neighbours, filter).chunks(CHUNK) {
        let part = WorkFilter {
            codes: Some(codes.to_vec()),
            ..filter.clone()
        };
        for row in rows_in(tx, organization, dictionary, &part, Some(words))? {
            judge(&mut plan, row, order, &edition, permit, &neighbours);
        }
    }
    if order.kind.refuses_risks() {
        let planned = std::mem::take(&mut plan.done);
        let ground = neighbours.ground(tx, organization, dictionary, &edition, &planned)?;
        for mut row in planned {
            let targets = ground.contexts(&row);
            let context = Context {
                words,
                usage: &usage,
                targets: &targets,
            };
            row.risks = risks(&row.local(), &row.decision, &context);
            let side = if row.risks.is_empty() {
                &mut plan.done
            } else {
                &mut plan.risky
            };
            side.push(row);
        }
    }
    plan.digest = digest(order, &plan)?;
    Ok(plan)
}

/// The codes to look at, by code, each once.
fn wanted(neighbours: &Neighbours, filter: &WorkFilter) -> Vec<String> {
    let named: Option<BTreeSet<&str>> = filter
        .codes
        .as_ref()
        .map(|codes| codes.iter().map(String::as_str).collect());
    let is_wanted = |code: &&String| named.as_ref().is_none_or(|named| named.contains(code.as_str()));
    neighbours.codes().filter(is_wanted).cloned().collect()
}

fn judge(
    plan: &mut Plan,
    row: WorkRow,
    order: &BulkOrder,
    edition: &EditionRef,
    permit: &HospitalPermit,
    neighbours: &Neighbours,
) {
    let seen = BulkRow {
        is_first: row.local_code.occurrence == 1,
        mapping: row.mapping.as_ref(),
        suggestions: &row.suggestions,
    };
    let verdict = order.verdict(&seen, edition, permit.account());
    let former = row
        .mapping
        .as_ref()
        .map(|mapping| Former::of(mapping, order.kind.step()));
    let version = row.mapping.as_ref().map_or(0, |mapping| mapping.version);
    let decided = match (verdict, row.mapping) {
        (Verdict::Skip(cause), _) => Err(cause),
        (Verdict::Decide(decision, origin), _) => Ok((decision, origin)),
        (Verdict::Step, Some(mapping)) => Ok((mapping.decision, mapping.origin)),
        (Verdict::Step, None) => Err(SkipCause::WrongState),
    };
    let entry = row.local_code;
    match decided {
        Err(cause) => plan.skip(cause, entry.code),
        Ok((decision, origin)) => plan.done.push(PlannedRow {
            names: neighbours.names_of(&entry.code),
            warnings: warnings(&decision, &row.suggestions),
            code: entry.code,
            name: entry.name,
            usage: entry.usage,
            version,
            decision,
            origin,
            former,
            risks: Vec::new(),
        }),
    }
}

/// What spoke against each target when it was suggested.
fn warnings(decision: &Decision, suggestions: &[Suggestion]) -> Vec<Vec<Warning>> {
    let of_target = |code: &str| {
        let suggested = suggestions.iter().find(|one| one.code == code);
        suggested.map(|one| one.warnings.clone()).unwrap_or_default()
    };
    decision
        .targets()
        .iter()
        .map(|target| of_target(&target.code))
        .collect()
}

fn digest(order: &BulkOrder, plan: &Plan) -> Result<String> {
    let json = |value: serde_json::Result<String>| value.map_err(|cause| Error::new(Code::Internal).caused_by(cause));
    let mut hasher = Hasher::default();
    hasher.update(json(serde_json::to_string(order))?.as_bytes());
    for row in plan.done.iter().chain(&plan.risky) {
        let decision = json(serde_json::to_string(&row.decision))?;
        let line = format!(
            "\n{}\t{}\t{decision}\t{}",
            row.code,
            row.version,
            row.risk_names().join(",")
        );
        hasher.update(line.as_bytes());
    }
    Ok(hasher.finish())
}

impl PlannedRow {
    fn local(&self) -> LocalRow<'_> {
        LocalRow {
            code: &self.code,
            name: &self.name,
            usage: self.usage,
            names: self.names,
        }
    }
}
