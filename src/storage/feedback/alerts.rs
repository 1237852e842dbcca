//! Alerts and the steps they took. A subject has one alert; its steps are never changed.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::page::Page;
use crate::page::Slice;
use crate::source::feedback::alert::AlertKind;
use crate::source::feedback::alert::AlertState;
use crate::source::feedback::alert::AlertStep;
use crate::source::feedback::alert::Subject;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::rows;
use crate::storage::schema::alert_steps;
use crate::storage::schema::alerts;
use crate::time::Instant;
use diesel::prelude::*;
use diesel::upsert::excluded;
use std::collections::BTreeMap;

#[derive(Queryable, Insertable)]
#[diesel(table_name = alerts, treat_none_as_default_value = false)]
struct AlertRow {
    organization_id: String,
    number: i64,
    kind: String,
    subject: String,
    dictionary: Option<String>,
    code: Option<String>,
    collector: Option<String>,
    day: Option<String>,
    state: String,
    present: bool,
    release: Option<i64>,
    name: String,
    opened_at: i64,
    updated_at: i64,
    steps: i64,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = alert_steps)]
struct StepRow {
    organization_id: String,
    alert: i64,
    number: i64,
    step: String,
    state: String,
    account: String,
    at: i64,
    reason: String,
}

/// An alert as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Counts the alerts of the organization, from 1.
    pub number: i64,
    /// What it is about.
    pub kind: AlertKind,
    /// Its subject.
    pub subject: Subject,
    /// Where it stands.
    pub state: AlertState,
    /// Whether its cause is still there.
    pub is_present: bool,
    /// The release by which the cause was last seen.
    pub release: Option<i64>,
    /// The name that was reported; never one that looks personal.
    pub name: String,
    /// When it was opened first.
    pub opened_at: Instant,
    /// When it took its last step.
    pub updated_at: Instant,
    /// How many steps it took.
    pub steps: i64,
}

/// A step that an alert took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenAlertStep {
    /// The alert.
    pub alert: i64,
    /// Its number, from 1.
    pub number: i64,
    /// The step.
    pub step: AlertStep,
    /// The state it led to.
    pub state: AlertState,
    /// Who took it.
    pub account: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

/// Which alerts are wanted.
#[derive(Clone, Debug, Default)]
pub struct AlertFilter {
    /// In this state; without it, those that are not resolved.
    pub state: Option<AlertState>,
    /// Of this kind.
    pub kind: Option<AlertKind>,
    /// Resolved ones too.
    pub all: bool,
}

/// The number of the last alert; 0 when there is none.
pub fn last_number(tx: &mut DbConn, organization: &OrganizationId) -> Result<i64> {
    let last: Option<i64> = alerts::table
        .filter(alerts::organization_id.eq(organization.as_str()))
        .select(diesel::dsl::max(alerts::number))
        .first(tx)?;
    Ok(last.unwrap_or(0))
}

/// The alerts of a kind on these subjects, by the key of the subject.
pub fn find_many(
    tx: &mut DbConn,
    organization: &OrganizationId,
    kind: AlertKind,
    keys: &[String],
) -> Result<BTreeMap<String, Alert>> {
    let mut found = BTreeMap::new();
    for batch in keys.chunks(rows::BATCH) {
        let list: Vec<AlertRow> = alerts::table
            .filter(alerts::organization_id.eq(organization.as_str()))
            .filter(alerts::kind.eq(kind.as_str()))
            .filter(alerts::subject.eq_any(batch))
            .load(tx)?;
        for row in list {
            found.insert(row.subject.clone(), Alert::try_from(row)?);
        }
    }
    Ok(found)
}

/// The alerts whose cause was there when last looked.
pub fn present(tx: &mut DbConn, organization: &OrganizationId) -> Result<Vec<Alert>> {
    let found: Vec<AlertRow> = alerts::table
        .filter(alerts::organization_id.eq(organization.as_str()))
        .filter(alerts::present.eq(true))
        .order(alerts::number)
        .load(tx)?;
    found.into_iter().map(Alert::try_from).collect()
}

/// The alert with this number, or the refusal that says there is none.
pub fn must_find(tx: &mut DbConn, organization: &OrganizationId, number: i64) -> Result<Alert> {
    let row: Option<AlertRow> = alerts::table
        .find((organization.as_str(), number))
        .first(tx)
        .optional()?;
    let row = row.ok_or_else(|| {
        Error::new(Code::AlertUnknown)
            .with("organization", organization)
            .with("alert", number)
    })?;
    Alert::try_from(row)
}

/// Alerts by number.
pub fn page(tx: &mut DbConn, organization: &OrganizationId, filter: &AlertFilter, page: &Page) -> Result<Slice<Alert>> {
    let after = page.after_key(|text| text.parse::<i64>().ok())?.unwrap_or(0);
    let mut query = alerts::table
        .filter(alerts::organization_id.eq(organization.as_str()))
        .filter(alerts::number.gt(after))
        .order(alerts::number)
        .limit(page.rows_to_read())
        .into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(alerts::state.eq(state.as_str()));
    } else if !filter.all {
        query = query.filter(alerts::state.ne(AlertState::Resolved.as_str()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(alerts::kind.eq(kind.as_str()));
    }
    let found: Vec<AlertRow> = query.load(tx)?;
    let list = found.into_iter().map(Alert::try_from).collect::<Result<_>>()?;
    Ok(page.slice(list, |alert: &Alert| alert.number.to_string()))
}

/// Every step of an alert, in order.
pub fn steps(tx: &mut DbConn, organization: &OrganizationId, number: i64) -> Result<Vec<TakenAlertStep>> {
    let found: Vec<StepRow> = alert_steps::table
        .filter(alert_steps::organization_id.eq(organization.as_str()))
        .filter(alert_steps::alert.eq(number))
        .order(alert_steps::number)
        .load(tx)?;
    found.into_iter().map(TakenAlertStep::try_from).collect()
}

/// Writes alerts as they are now, new ones and old ones.
pub fn save(tx: &mut DbConn, organization: &OrganizationId, list: &[Alert]) -> Result<()> {
    for batch in list.chunks(rows::BATCH) {
        let batch: Vec<AlertRow> = batch.iter().map(|alert| AlertRow::of(organization, alert)).collect();
        both!(&mut *tx, |c| diesel::insert_into(alerts::table)
            .values(batch)
            .on_conflict((alerts::organization_id, alerts::number))
            .do_update()
            .set((
                alerts::state.eq(excluded(alerts::state)),
                alerts::present.eq(excluded(alerts::present)),
                alerts::release.eq(excluded(alerts::release)),
                alerts::name.eq(excluded(alerts::name)),
                alerts::updated_at.eq(excluded(alerts::updated_at)),
                alerts::steps.eq(excluded(alerts::steps)),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Writes steps down.
pub fn insert_steps(tx: &mut DbConn, organization: &OrganizationId, list: &[TakenAlertStep]) -> Result<()> {
    for batch in list.chunks(rows::BATCH) {
        let batch: Vec<StepRow> = batch.iter().map(|step| StepRow::of(organization, step)).collect();
        both!(&mut *tx, |c| diesel::insert_into(alert_steps::table)
            .values(batch)
            .execute(c))?;
    }
    Ok(())
}

impl AlertRow {
    fn of(organization: &OrganizationId, alert: &Alert) -> Self {
        Self {
            organization_id: organization.to_string(),
            number: alert.number,
            kind: alert.kind.as_str().to_owned(),
            subject: alert.subject.key(),
            dictionary: alert.subject.dictionary.clone(),
            code: alert.subject.code.clone(),
            collector: alert.subject.collector.clone(),
            day: alert.subject.day.clone(),
            state: alert.state.as_str().to_owned(),
            present: alert.is_present,
            release: alert.release,
            name: alert.name.clone(),
            opened_at: alert.opened_at.0,
            updated_at: alert.updated_at.0,
            steps: alert.steps,
        }
    }
}

impl TryFrom<AlertRow> for Alert {
    type Error = Error;

    fn try_from(row: AlertRow) -> Result<Self> {
        Ok(Self {
            number: row.number,
            kind: rows::word(AlertKind::parse(&row.kind), "kind of alert")?,
            subject: Subject {
                dictionary: row.dictionary,
                code: row.code,
                collector: row.collector,
                day: row.day,
            },
            state: rows::word(AlertState::parse(&row.state), "state of an alert")?,
            is_present: row.present,
            release: row.release,
            name: row.name,
            opened_at: Instant(row.opened_at),
            updated_at: Instant(row.updated_at),
            steps: row.steps,
        })
    }
}

impl StepRow {
    fn of(organization: &OrganizationId, step: &TakenAlertStep) -> Self {
        Self {
            organization_id: organization.to_string(),
            alert: step.alert,
            number: step.number,
            step: step.step.as_str().to_owned(),
            state: step.state.as_str().to_owned(),
            account: step.account.clone(),
            at: step.at.0,
            reason: step.reason.clone(),
        }
    }
}

impl TryFrom<StepRow> for TakenAlertStep {
    type Error = Error;

    fn try_from(row: StepRow) -> Result<Self> {
        Ok(Self {
            alert: row.alert,
            number: row.number,
            step: rows::word(AlertStep::parse(&row.step), "step of an alert")?,
            state: rows::word(AlertState::parse(&row.state), "state of an alert")?,
            account: row.account,
            at: Instant(row.at),
            reason: row.reason,
        })
    }
}
