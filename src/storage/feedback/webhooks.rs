//! Where alerts are sent, and what is still to be sent. An organization's deliveries go in their order.

use crate::error::Result;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::page::Page;
use crate::page::Slice;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::rows;
use crate::storage::schema::webhook_deliveries as deliveries;
use crate::storage::schema::webhooks;
use crate::time::Instant;
use diesel::prelude::*;

/// Waits for its turn.
pub const PENDING: &str = "pending";
/// The receiver took it.
pub const SENT: &str = "sent";
/// It was tried too often.
pub const DEAD: &str = "dead";

#[derive(Queryable, Insertable)]
#[diesel(table_name = webhooks, treat_none_as_default_value = false)]
struct WebhookRow {
    organization_id: String,
    number: i64,
    url: Option<String>,
    account: String,
    at: i64,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = deliveries)]
struct DeliveryRow {
    organization_id: String,
    sequence: i64,
    alert: i64,
    body: String,
    state: String,
    attempts: i64,
    due_at: i64,
    answer: String,
    created_at: i64,
    updated_at: i64,
}

/// Where alerts are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Counts what was set, from 1; the secret comes from it.
    pub number: i64,
    /// The address; none when it is off.
    pub url: Option<String>,
    /// Who set it.
    pub account: AccountId,
    /// When.
    pub at: Instant,
}

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its place in the order of the organization, from 1.
    pub sequence: i64,
    /// The alert that it tells of.
    pub alert: i64,
    /// What is sent, byte for byte.
    pub body: String,
    /// `pending`, `sent` or `dead`.
    pub state: String,
    /// How often it was tried.
    pub attempts: u32,
    /// From when it is to be tried.
    pub due_at: Instant,
    /// What the receiver last answered.
    pub answer: String,
    /// When its cause was.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// Sets where alerts are sent from now on.
pub fn append(tx: &mut DbConn, organization: &OrganizationId, webhook: &Webhook) -> Result<()> {
    let row = WebhookRow {
        organization_id: organization.to_string(),
        number: webhook.number,
        url: webhook.url.clone(),
        account: webhook.account.to_string(),
        at: webhook.at.0,
    };
    diesel::insert_into(webhooks::table).values(row).execute(tx)?;
    Ok(())
}

/// What was set last.
pub fn last(tx: &mut DbConn, organization: &OrganizationId) -> Result<Option<Webhook>> {
    let row: Option<WebhookRow> = webhooks::table
        .filter(webhooks::organization_id.eq(organization.as_str()))
        .order(webhooks::number.desc())
        .first(tx)
        .optional()?;
    let read = |row: WebhookRow| {
        Ok(Webhook {
            number: row.number,
            url: row.url,
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
        })
    };
    row.map(read).transpose()
}

/// Puts messages behind those that wait: of each its alert and its body, made from its sequence.
pub fn enqueue(
    tx: &mut DbConn,
    organization: &OrganizationId,
    alerts: &[i64],
    body: impl Fn(usize, i64) -> Result<String>,
    now: Instant,
) -> Result<()> {
    let last: Option<i64> = deliveries::table
        .filter(deliveries::organization_id.eq(organization.as_str()))
        .select(diesel::dsl::max(deliveries::sequence))
        .first(tx)?;
    let mut sequence = last.unwrap_or(0);
    let mut rows_to_write = Vec::with_capacity(alerts.len());
    for (index, alert) in alerts.iter().enumerate() {
        sequence += 1;
        rows_to_write.push(DeliveryRow {
            organization_id: organization.to_string(),
            sequence,
            alert: *alert,
            body: body(index, sequence)?,
            state: PENDING.to_owned(),
            attempts: 0,
            due_at: now.0,
            answer: String::new(),
            created_at: now.0,
            updated_at: now.0,
        });
    }
    let mut rows_to_write = rows_to_write.into_iter().peekable();
    while rows_to_write.peek().is_some() {
        let batch: Vec<DeliveryRow> = rows_to_write.by_ref().take(rows::BATCH).collect();
        both!(&mut *tx, |c| diesel::insert_into(deliveries::table)
            .values(batch)
            .execute(c))?;
    }
    Ok(())
}

/// The organizations that have something to send.
pub fn waiting(tx: &mut DbConn) -> Result<Vec<OrganizationId>> {
    let found: Vec<String> = deliveries::table
        .filter(deliveries::state.eq(PENDING))
        .select(deliveries::organization_id)
        .distinct()
        .order(deliveries::organization_id)
        .load(tx)?;
    found.into_iter().map(OrganizationId::new).collect()
}

/// The message whose turn it is, due or not.
pub fn first(tx: &mut DbConn, organization: &OrganizationId) -> Result<Option<Delivery>> {
    let row: Option<DeliveryRow> = deliveries::table
        .filter(deliveries::organization_id.eq(organization.as_str()))
        .filter(deliveries::state.eq(PENDING))
        .order(deliveries::sequence)
        .first(tx)
        .optional()?;
    Ok(row.map(Delivery::from))
}

/// Writes how a message stands.
pub fn update(tx: &mut DbConn, organization: &OrganizationId, delivery: &Delivery) -> Result<()> {
    diesel::update(deliveries::table.find((organization.as_str(), delivery.sequence)))
        .set((
            deliveries::state.eq(&delivery.state),
            deliveries::attempts.eq(i64::from(delivery.attempts)),
            deliveries::due_at.eq(delivery.due_at.0),
            deliveries::answer.eq(&delivery.answer),
            deliveries::updated_at.eq(delivery.updated_at.0),
        ))
        .execute(tx)?;
    Ok(())
}

/// The messages of an organization in their order.
pub fn page(tx: &mut DbConn, organization: &OrganizationId, page: &Page) -> Result<Slice<Delivery>> {
    let after = page.after_key(|text| text.parse::<i64>().ok())?.unwrap_or(0);
    let found: Vec<DeliveryRow> = deliveries::table
        .filter(deliveries::organization_id.eq(organization.as_str()))
        .filter(deliveries::sequence.gt(after))
        .order(deliveries::sequence)
        .limit(page.rows_to_read())
        .load(tx)?;
    let list = found.into_iter().map(Delivery::from).collect();
    Ok(page.slice(list, |delivery: &Delivery| delivery.sequence.to_string()))
}

impl From<DeliveryRow> for Delivery {
    fn from(row: DeliveryRow) -> Self {
        Self {
            sequence: row.sequence,
            alert: row.alert,
            body: row.body,
            state: row.state,
            attempts: u32::try_from(row.attempts).unwrap_or(0),
            due_at: Instant(row.due_at),
            answer: row.answer,
            created_at: Instant(row.created_at),
            updated_at: Instant(row.updated_at),
        }
    }
}
