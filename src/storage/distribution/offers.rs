//! What an organization says of who gets which release and when: pins, roll-outs, the freeze window. Every word is kept; the
//! last one counts.

use super::releases;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::mapping::offer::Percent;
use crate::mapping::offer::Pin;
use crate::mapping::offer::Rollout;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::collector_pins;
use crate::storage::schema::freeze_windows;
use crate::storage::schema::release_rollouts;
use crate::time::FreezeWindow;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeMap;

#[derive(Queryable, Insertable)]
#[diesel(table_name = collector_pins, treat_none_as_default_value = false)]
struct PinRow {
    organization_id: String,
    collector: String,
    number: i64,
    release: Option<i64>,
    until: Option<i64>,
    account: String,
    at: i64,
    reason: String,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = release_rollouts)]
struct RolloutRow {
    organization_id: String,
    release: i64,
    number: i64,
    percent: i64,
    account: String,
    at: i64,
    reason: String,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = freeze_windows, treat_none_as_default_value = false)]
struct WindowRow {
    organization_id: String,
    number: i64,
    hours: Option<String>,
    account: String,
    at: i64,
    reason: String,
}

/// A freeze window with who set it, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetFreezeWindow {
    /// Counts the windows of the organization, from 1.
    pub number: i64,
    /// The window; none when the organization has none.
    pub window: Option<FreezeWindow>,
    /// Who set it.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

/// Writes down a statement on a pin.
pub fn append_pin(tx: &mut DbConn, organization: &OrganizationId, pin: &Pin) -> Result<()> {
    let row = PinRow {
        organization_id: organization.to_string(),
        collector: pin.collector.to_string(),
        number: pin.number,
        release: pin.release,
        until: pin.until.map(|until| until.0),
        account: pin.account.to_string(),
        at: pin.at.0,
        reason: pin.reason.clone(),
    };
    diesel::insert_into(collector_pins::table).values(row).execute(tx)?;
    releases::steered(tx)
}

/// Every statement on the pin of a collector, the newest first.
pub fn pin_history(tx: &mut DbConn, organization: &OrganizationId, collector: &AccountId) -> Result<Vec<Pin>> {
    let found: Vec<PinRow> = collector_pins::table
        .filter(collector_pins::organization_id.eq(organization.as_str()))
        .filter(collector_pins::collector.eq(collector.as_str()))
        .order(collector_pins::number.desc())
        .load(tx)?;
    found.into_iter().map(Pin::try_from).collect()
}

/// The last statement on the pin of a collector.
pub fn last_pin(tx: &mut DbConn, organization: &OrganizationId, collector: &AccountId) -> Result<Option<Pin>> {
    let row: Option<PinRow> = collector_pins::table
        .filter(collector_pins::organization_id.eq(organization.as_str()))
        .filter(collector_pins::collector.eq(collector.as_str()))
        .order(collector_pins::number.desc())
        .first(tx)
        .optional()?;
    row.map(Pin::try_from).transpose()
}

/// The last statement on the pin of every collector that ever had one, by collector.
pub fn last_pins(tx: &mut DbConn, organization: &OrganizationId) -> Result<Vec<Pin>> {
    let found: Vec<PinRow> = collector_pins::table
        .filter(collector_pins::organization_id.eq(organization.as_str()))
        .order((collector_pins::collector, collector_pins::number))
        .load(tx)?;
    let mut last: BTreeMap<String, PinRow> = BTreeMap::new();
    for row in found {
        last.insert(row.collector.clone(), row);
    }
    last.into_values().map(Pin::try_from).collect()
}

/// Writes down a statement on a roll-out.
pub fn append_rollout(tx: &mut DbConn, organization: &OrganizationId, rollout: &Rollout) -> Result<()> {
    let row = RolloutRow {
        organization_id: organization.to_string(),
        release: rollout.release,
        number: rollout.number,
        percent: rollout.percent.value().into(),
        account: rollout.account.to_string(),
        at: rollout.at.0,
        reason: rollout.reason.clone(),
    };
    diesel::insert_into(release_rollouts::table).values(row).execute(tx)?;
    releases::steered(tx)
}

/// Every statement on the roll-out of a release, the newest first.
pub fn rollout_history(tx: &mut DbConn, organization: &OrganizationId, release: i64) -> Result<Vec<Rollout>> {
    let found: Vec<RolloutRow> = release_rollouts::table
        .filter(release_rollouts::organization_id.eq(organization.as_str()))
        .filter(release_rollouts::release.eq(release))
        .order(release_rollouts::number.desc())
        .load(tx)?;
    found.into_iter().map(Rollout::try_from).collect()
}

/// The last statement on each release that was rolled out in steps, by release.
pub fn last_rollouts(tx: &mut DbConn, organization: &OrganizationId) -> Result<BTreeMap<i64, Rollout>> {
    let found: Vec<RolloutRow> = release_rollouts::table
        .filter(release_rollouts::organization_id.eq(organization.as_str()))
        .order((release_rollouts::release, release_rollouts::number))
        .load(tx)?;
    // Of several statements on a release the last one stays.
    found
        .into_iter()
        .map(|row| Ok((row.release, Rollout::try_from(row)?)))
        .collect()
}

/// How many statements on pins and on roll-outs each organization made.
pub(in crate::storage) fn words(tx: &mut DbConn) -> Result<Vec<(String, i64)>> {
    let mut counts: Vec<(String, i64)> = collector_pins::table
        .group_by(collector_pins::organization_id)
        .select((collector_pins::organization_id, diesel::dsl::count_star()))
        .load(tx)?;
    let rollouts: Vec<(String, i64)> = release_rollouts::table
        .group_by(release_rollouts::organization_id)
        .select((release_rollouts::organization_id, diesel::dsl::count_star()))
        .load(tx)?;
    counts.extend(rollouts);
    Ok(counts)
}

/// Sets the freeze window of an organization.
pub fn append_window(tx: &mut DbConn, organization: &OrganizationId, set: &SetFreezeWindow) -> Result<()> {
    let row = WindowRow {
        organization_id: organization.to_string(),
        number: set.number,
        hours: set.window.map(|window| window.to_string()),
        account: set.account.to_string(),
        at: set.at.0,
        reason: set.reason.clone(),
    };
    diesel::insert_into(freeze_windows::table).values(row).execute(tx)?;
    Ok(())
}

/// Every freeze window that was set for an organization, the newest first.
pub fn window_history(tx: &mut DbConn, organization: &OrganizationId) -> Result<Vec<SetFreezeWindow>> {
    let found: Vec<WindowRow> = freeze_windows::table
        .filter(freeze_windows::organization_id.eq(organization.as_str()))
        .order(freeze_windows::number.desc())
        .load(tx)?;
    found.into_iter().map(SetFreezeWindow::try_from).collect()
}

/// The freeze window of an organization; the usual one while it set none.
pub fn window(tx: &mut DbConn, organization: &OrganizationId) -> Result<Option<FreezeWindow>> {
    let last = window_history(tx, organization)?.into_iter().next();
    Ok(last.map_or(Some(FreezeWindow::USUAL), |set| set.window))
}

impl TryFrom<PinRow> for Pin {
    type Error = Error;

    fn try_from(row: PinRow) -> Result<Self> {
        Ok(Self {
            collector: AccountId::new(row.collector)?,
            number: row.number,
            release: row.release,
            until: rows::instant(row.until),
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
            reason: row.reason,
        })
    }
}

impl TryFrom<RolloutRow> for Rollout {
    type Error = Error;

    fn try_from(row: RolloutRow) -> Result<Self> {
        Ok(Self {
            release: row.release,
            number: row.number,
            percent: Percent::new(row.percent)?,
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
            reason: row.reason,
        })
    }
}

impl TryFrom<WindowRow> for SetFreezeWindow {
    type Error = Error;

    fn try_from(row: WindowRow) -> Result<Self> {
        let read = |text: &String| rows::word(FreezeWindow::parse(text), "freeze window");
        Ok(Self {
            number: row.number,
            window: row.hours.as_ref().map(read).transpose()?,
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
            reason: row.reason,
        })
    }
}
