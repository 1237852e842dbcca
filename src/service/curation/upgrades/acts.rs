//! What a hospital does with an upgrade: sends rows back to review with proposals as drafts, carries over what a named rule
//! allows, and has another person approve that.

use super::counts;
use super::ground::Upgrade;
use super::ground::mappings_where;
use super::tasks::may_recheck;
use super::tasks::recheck_rows;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::mapping::origin::Origin;
use crate::mapping::state::State;
use crate::mapping::state::Step;
use crate::mapping::target::Target;
use crate::mapping::upgrade::Evidence;
use crate::mapping::upgrade::Finding;
use crate::mapping::upgrade::Rule;
use crate::mapping::upgrade::UpgradeRow;
use crate::service::Service;
use crate::service::curation::bulk::draft_as_act;
use crate::service::curation::bulk::step_as_act;
use crate::service::curation::requests::DraftRequest;
use crate::service::curation::requests::NamedDecision;
use crate::service::curation::requests::NamedTarget;
use crate::service::curation::requests::SeenMapping;
use crate::service::curation::requests::StepRequest;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::audit::audit_log;
use crate::storage::curation::dictionaries;
use crate::storage::curation::mappings::of_dictionary;
use crate::storage::curation::suggestions;
use crate::time::Instant;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What a hospital wants done with an upgrade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpgradeOrder {
    /// The edition that the mappings are on, where the new one does not say what it replaces.
    pub from: Option<EditionId>,
    /// Only rows with one of these findings; without them, all that a person has to look at.
    pub findings: Option<Vec<Finding>>,
    /// Write proposals that are sure down as drafts.
    pub draft: bool,
    /// Map dictionaries that are mapped to an edition before to the new one from now on.
    pub retarget: bool,
    /// Only say what would be done.
    pub dry_run: bool,
}

/// What was done, or would be.
#[derive(Clone, Debug, Default)]
pub struct UpgradeOutcome {
    /// Whether it is done; false for a dry run.
    pub is_applied: bool,
    /// The rows that it is about, by dictionary and code.
    pub rows: Vec<UpgradeRow>,
    /// How many mappings have each finding.
    pub counts: BTreeMap<Finding, u64>,
    /// Mappings that went back to review.
    pub rechecked: usize,
    /// Mappings that got a draft.
    pub drafted: usize,
    /// Mappings that were handed to review.
    pub submitted: usize,
    /// Mappings that were approved.
    pub approved: usize,
    /// Dictionaries that are mapped to the new edition from now on.
    pub retargeted: Vec<DictionaryId>,
}

impl Service {
    /// Sends the mappings of a hospital that an edition concerns back to review, each with its reason, and writes the sure
    /// proposals down as drafts where that is ordered. What waits for a recheck for another reason is left as it is.
    pub fn apply_upgrade(
        &self,
        session: &Session,
        organization: &OrganizationId,
        of: &EditionRef,
        order: &UpgradeOrder,
    ) -> Result<UpgradeOutcome> {
        let permit = session.permit_in(Right::DraftMapping, organization)?;
        let upgrade = self.upgrade(of, order.from.as_ref())?.with_names(self)?;
        upgrade.edition.edition.must_be_published()?;
        let now = self.now();
        let act = |tx: &mut DbConn| {
            organizations::must_find(tx, organization)?;
            let mut rows = upgrade.rows(tx, organization)?;
            rows.retain(|row| order.wants(row));
            let waiting = waiting_for_upgrade(tx, organization, &rows)?;
            let fresh: Vec<UpgradeRow> = rows.iter().filter(|row| may_recheck(row)).cloned().collect();
            let is_open = |row: &&UpgradeRow| may_recheck(row) || waiting.contains(&key(row));
            let drafts: Vec<&UpgradeRow> = rows
                .iter()
                .filter(|row| order.draft && row.is_sure)
                .filter(is_open)
                .collect();
            let retargeted = order.retargeted(tx, organization, &upgrade)?;
            let outcome = UpgradeOutcome {
                is_applied: !order.dry_run,
                counts: counts(&rows),
                rechecked: fresh.len(),
                drafted: drafts.len(),
                retargeted,
                ..UpgradeOutcome::default()
            };
            if !order.dry_run {
                recheck_rows(tx, &permit, &fresh, of, now)?;
                let requests = drafts.into_iter().map(|row| (row, request(row, None)));
                draft_rows(tx, &permit, requests, &json!({ "upgrade": of.to_string() }), now)?;
                retarget(tx, organization, of, &outcome.retargeted)?;
                note(tx, &permit, ("upgrade.apply", of, None), &outcome, now)?;
            }
            Ok(UpgradeOutcome { rows, ..outcome })
        };
        if order.dry_run {
            self.db.read(act)
        } else {
            self.db.write(act)
        }
    }

    /// Carries the mappings over that a named rule allows: drafts them on the new edition and hands them to review. Only
    /// settled ones, approved or released; whoever does this may not approve them.
    pub fn apply_upgrade_rule(
        &self,
        session: &Session,
        organization: &OrganizationId,
        of: &EditionRef,
        rule: Rule,
        order: &UpgradeOrder,
    ) -> Result<UpgradeOutcome> {
        let permit = session.permit_in(Right::DraftMapping, organization)?;
        let upgrade = self.upgrade(of, order.from.as_ref())?;
        upgrade.edition.edition.must_be_published()?;
        let now = self.now();
        let act = |tx: &mut DbConn| {
            organizations::must_find(tx, organization)?;
            let mut rows = upgrade.rows(tx, organization)?;
            let is_settled = |row: &UpgradeRow| matches!(row.state, State::Approved | State::Released);
            rows.retain(|row| row.finding.rule() == Some(rule) && row.is_sure && is_settled(row));
            let outcome = UpgradeOutcome {
                is_applied: !order.dry_run,
                counts: counts(&rows),
                drafted: rows.len(),
                submitted: rows.len(),
                ..UpgradeOutcome::default()
            };
            if !order.dry_run {
                let requests = rows.iter().map(|row| (row, request(row, Some(rule))));
                let named = json!({ "upgrade": of.to_string(), "rule": rule.as_str() });
                let drafted = draft_rows(tx, &permit, requests, &named, now)?;
                step_all(tx, &permit, (Step::Submit, rule.as_str()), &drafted, &named, now)?;
                note(tx, &permit, ("upgrade.rule", of, Some(rule)), &outcome, now)?;
            }
            Ok(UpgradeOutcome { rows, ..outcome })
        };
        if order.dry_run {
            self.db.read(act)
        } else {
            self.db.write(act)
        }
    }

    /// Approves what a named rule carried over and what waits for review, all of it or nothing.
    pub fn approve_upgrade_rule(
        &self,
        session: &Session,
        organization: &OrganizationId,
        of: &EditionRef,
        rule: Rule,
        dry_run: bool,
    ) -> Result<UpgradeOutcome> {
        let permit = session.permit_in(Right::ReviewMapping, organization)?;
        let now = self.now();
        let carried = |mapping: &Mapping| {
            let by_rule = matches!(&mapping.origin, Origin::Rule { rule: name } if name == rule.as_str());
            let targets = mapping.decision.targets();
            mapping.state == State::InReview && by_rule && targets.iter().any(|target| target.edition_ref() == *of)
        };
        let act = |tx: &mut DbConn| {
            organizations::must_find(tx, organization)?;
            let waiting = mappings_where(tx, organization, &carried)?;
            let outcome = UpgradeOutcome {
                is_applied: !dry_run,
                approved: waiting.len(),
                ..UpgradeOutcome::default()
            };
            if !dry_run {
                let named = json!({ "upgrade": of.to_string(), "rule": rule.as_str() });
                step_all(tx, &permit, (Step::Approve, rule.as_str()), &waiting, &named, now)?;
                note(tx, &permit, ("upgrade.approve", of, Some(rule)), &outcome, now)?;
            }
            Ok(outcome)
        };
        if dry_run { self.db.read(act) } else { self.db.write(act) }
    }
}

impl UpgradeOrder {
    fn wants(&self, row: &UpgradeRow) -> bool {
        match &self.findings {
            Some(findings) => findings.contains(&row.finding),
            None => row.finding.rule().is_none(),
        }
    }

    /// The dictionaries that are mapped to an edition before, where they are to be mapped to the new one.
    fn retargeted(
        &self,
        tx: &mut DbConn,
        organization: &OrganizationId,
        upgrade: &Upgrade,
    ) -> Result<Vec<DictionaryId>> {
        if !self.retarget {
            return Ok(Vec::new());
        }
        let from = upgrade.from();
        let list = dictionaries::list(tx, organization)?;
        let old = list.into_iter().filter(|one| from.contains(&one.target));
        Ok(old.map(|one| one.id).collect())
    }
}

fn key(row: &UpgradeRow) -> (DictionaryId, String) {
    (row.dictionary.clone(), row.code.clone())
}

/// Of rows that wait for a recheck, those that wait because of an edition, not because of their own dictionary.
fn waiting_for_upgrade(
    tx: &mut DbConn,
    organization: &OrganizationId,
    rows: &[UpgradeRow],
) -> Result<BTreeSet<(DictionaryId, String)>> {
    let mut found = BTreeSet::new();
    for part in rows.chunk_by(|one, next| one.dictionary == next.dictionary) {
        let waiting = part.iter().filter(|row| row.state == State::NeedsRecheck);
        let codes: Vec<&str> = waiting.map(|row| row.code.as_str()).collect();
        let Some(dictionary) = part.first().map(|row| &row.dictionary) else {
            continue;
        };
        for (code, reason) in of_dictionary::last_reasons(tx, organization, dictionary, &codes)? {
            if Finding::of_reason(&reason).is_some() {
                found.insert((dictionary.clone(), code));
            }
        }
    }
    Ok(found)
}

/// The draft of a row's proposal.
fn request(row: &UpgradeRow, rule: Option<Rule>) -> DraftRequest {
    let named = |target: &Target| NamedTarget {
        edition: Some(target.edition_ref()),
        code: target.code.clone(),
        relationship: target.relationship,
        when: target.when.clone(),
    };
    let evidence: Vec<String> = row.evidence.iter().map(Evidence::words).collect();
    let by_evidence = || row.evidence.first().map(Evidence::origin).unwrap_or_default();
    let origin = rule.map_or_else(by_evidence, |rule| Origin::Rule {
        rule: rule.as_str().to_owned(),
    });
    // A row that goes back to review for the upgrade has one step more by then; a rule takes settled rows as they are.
    let steps_before = i64::from(rule.is_none() && may_recheck(row));
    DraftRequest {
        code: row.code.clone(),
        version: Some(row.version + steps_before),
        decision: NamedDecision::Mapped(row.proposed.iter().map(named).collect()),
        justification: format!(
            "{} {}: {}",
            row.finding.title(),
            row.finding.as_str(),
            evidence.join("; ")
        ),
        origin,
    }
}

fn draft_rows<'a>(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    requests: impl Iterator<Item = (&'a UpgradeRow, DraftRequest)>,
    of: &Value,
    now: Instant,
) -> Result<Vec<Mapping>> {
    let mut by_dictionary: BTreeMap<&DictionaryId, Vec<DraftRequest>> = BTreeMap::new();
    for (row, request) in requests {
        by_dictionary.entry(&row.dictionary).or_default().push(request);
    }
    let mut drafted = Vec::new();
    for (dictionary, list) in by_dictionary {
        drafted.extend(draft_as_act(tx, permit, dictionary, &list, of, now)?);
    }
    Ok(drafted)
}

fn step_all(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    (step, reason): (Step, &str),
    list: &[Mapping],
    of: &Value,
    now: Instant,
) -> Result<()> {
    for part in list.chunk_by(|one, next| one.dictionary == next.dictionary) {
        let seen = part.iter().map(|mapping| SeenMapping {
            code: mapping.code.clone(),
            version: Some(mapping.version),
        });
        let request = StepRequest {
            step,
            mappings: seen.collect(),
            reason: reason.to_owned(),
        };
        if let Some(first) = part.first() {
            step_as_act(tx, permit, &first.dictionary, &request, of, now)?;
        }
    }
    Ok(())
}

/// What was suggested for a dictionary was of the edition before.
fn retarget(tx: &mut DbConn, organization: &OrganizationId, of: &EditionRef, list: &[DictionaryId]) -> Result<()> {
    for dictionary in list {
        dictionaries::set_target(tx, organization, dictionary, of)?;
        suggestions::clear(tx, organization, dictionary)?;
    }
    Ok(())
}

fn note(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    (action, of, rule): (&'static str, &EditionRef, Option<Rule>),
    outcome: &UpgradeOutcome,
    now: Instant,
) -> Result<()> {
    let object = format!("organizations/{}/upgrades/{of}", permit.organization());
    let act = Act::new(action, object).with_details(json!({
        "rule": rule.map(Rule::as_str), "rechecked": outcome.rechecked, "drafted": outcome.drafted,
        "submitted": outcome.submitted, "approved": outcome.approved, "retargeted": outcome.retargeted,
    }));
    audit_log::append(tx, permit.permit(), &act, now)
}
