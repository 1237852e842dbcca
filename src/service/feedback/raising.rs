//! Opening, resolving and stepping alerts inside an open transaction: the only writer of alerts. What happens to an alert is
//! queued for the organization's webhook in the same transaction.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::source::feedback::alert::AlertKind;
use crate::source::feedback::alert::AlertState;
use crate::source::feedback::alert::AlertStep;
use crate::source::feedback::alert::Subject;
use crate::storage::DbConn;
use crate::storage::feedback::alerts;
use crate::storage::feedback::alerts::Alert;
use crate::storage::feedback::alerts::TakenAlertStep;
use crate::storage::feedback::webhooks;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeMap;

/// A cause that was seen.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// Of what.
    pub(super) subject: Subject,
    /// By which release.
    pub(super) release: Option<i64>,
    /// The name that was reported, if that is the cause.
    pub(super) name: String,
}

/// A step that an alert takes, with who and why.
pub(super) struct Taken<'a> {
    pub(super) step: AlertStep,
    pub(super) account: &'a str,
    pub(super) reason: String,
}

/// Notes causes: a new subject opens an alert; one whose cause was gone and is resolved is opened again; others stay as they
/// are, so that what a person resolved is not opened by the same cause. Answers how many were opened.
pub(super) fn raise(
    tx: &mut DbConn,
    organization: &OrganizationId,
    kind: AlertKind,
    seen: Vec<Seen>,
    now: Instant,
) -> Result<usize> {
    let seen: BTreeMap<String, Seen> = seen.into_iter().map(|one| (one.subject.key(), one)).collect();
    if seen.is_empty() {
        return Ok(0);
    }
    let keys: Vec<String> = seen.keys().cloned().collect();
    let mut known = alerts::find_many(tx, organization, kind, &keys)?;
    let mut number = alerts::last_number(tx, organization)?;
    let (mut stepped, mut noted) = (Vec::new(), Vec::new());
    for (key, one) in seen {
        let Some(mut alert) = known.remove(&key) else {
            number += 1;
            stepped.push((new_alert(number, kind, one, now), system(AlertStep::Open, "reported")));
            continue;
        };
        let came_back = !alert.is_present && alert.state == AlertState::Resolved;
        alert.is_present = true;
        alert.release = one.release.max(alert.release);
        alert.name = one.name;
        if came_back {
            stepped.push((alert, system(AlertStep::Reopen, "reported again")));
        } else {
            noted.push(alert);
        }
    }
    alerts::save(tx, organization, &noted)?;
    let opened = stepped.len();
    take(tx, organization, stepped, now)?;
    Ok(opened)
}

/// Notes that causes are gone: what is not resolved yet is resolved. Answers how many were.
pub(super) fn clear(
    tx: &mut DbConn,
    organization: &OrganizationId,
    gone: Vec<(Alert, String)>,
    now: Instant,
) -> Result<usize> {
    let (mut stepped, mut noted) = (Vec::new(), Vec::new());
    for (mut alert, reason) in gone {
        alert.is_present = false;
        if alert.state == AlertState::Resolved {
            noted.push(alert);
        } else {
            stepped.push((alert, system(AlertStep::Resolve, &reason)));
        }
    }
    alerts::save(tx, organization, &noted)?;
    let resolved = stepped.len();
    take(tx, organization, stepped, now)?;
    Ok(resolved)
}

/// Takes steps, writes them down and queues them. The state of a new alert is that before its first step.
pub(super) fn take(
    tx: &mut DbConn,
    organization: &OrganizationId,
    list: Vec<(Alert, Taken<'_>)>,
    now: Instant,
) -> Result<Vec<Alert>> {
    let mut after = Vec::with_capacity(list.len());
    let mut steps = Vec::with_capacity(list.len());
    for (mut alert, taken) in list {
        let next = match taken.step {
            AlertStep::Open => Some(AlertState::Open),
            AlertStep::Acknowledge | AlertStep::Resolve | AlertStep::Reopen => alert.state.after(taken.step),
        };
        alert.state = next.ok_or_else(|| {
            Error::new(Code::AlertStepNotAllowed)
                .with("state", alert.state.as_str())
                .with("step", taken.step.as_str())
        })?;
        alert.steps += 1;
        alert.updated_at = now;
        steps.push(TakenAlertStep {
            alert: alert.number,
            number: alert.steps,
            step: taken.step,
            state: alert.state,
            account: taken.account.to_owned(),
            at: now,
            reason: taken.reason,
        });
        after.push(alert);
    }
    alerts::save(tx, organization, &after)?;
    alerts::insert_steps(tx, organization, &steps)?;
    queue(tx, organization, &after, &steps, now)?;
    Ok(after)
}

/// Queues what happened for the webhook. It names codes and collectors, never a name of a code or a reason.
fn queue(
    tx: &mut DbConn,
    organization: &OrganizationId,
    list: &[Alert],
    steps: &[TakenAlertStep],
    now: Instant,
) -> Result<()> {
    let is_on = webhooks::last(tx, organization)?.is_some_and(|webhook| webhook.url.is_some());
    if !is_on || list.is_empty() {
        return Ok(());
    }
    let told: Vec<(&Alert, &TakenAlertStep)> = list.iter().zip(steps).collect();
    let numbers: Vec<i64> = list.iter().map(|alert| alert.number).collect();
    let body = |index: usize, sequence: i64| {
        let (alert, step) = told.get(index).ok_or(Code::Internal)?;
        let subject = &alert.subject;
        let body = json!({
            "format": "zhiyu-alert/1", "organization": organization, "delivery": sequence, "at": now.to_rfc3339(),
            "alert": {
                "number": alert.number, "kind": alert.kind.as_str(), "step": step.step.as_str(),
                "step_number": step.number, "state": alert.state.as_str(), "dictionary": subject.dictionary,
                "code": subject.code, "collector": subject.collector, "day": subject.day, "release": alert.release,
            },
        });
        Ok(body.to_string())
    };
    webhooks::enqueue(tx, organization, &numbers, body, now)
}

fn new_alert(number: i64, kind: AlertKind, seen: Seen, now: Instant) -> Alert {
    Alert {
        number,
        kind,
        subject: seen.subject,
        state: AlertState::Open,
        is_present: true,
        release: seen.release,
        name: seen.name,
        opened_at: now,
        updated_at: now,
        steps: 0,
    }
}

fn system(step: AlertStep, reason: &str) -> Taken<'static> {
    Taken {
        step,
        account: super::SYSTEM,
        reason: reason.to_owned(),
    }
}
