//! Where alerts are sent, and sending them: at least once, in the order of each organization.

mod sender;

use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::page::Page;
use crate::page::Slice;
use crate::service::Service;
use crate::source::feedback::rules::WebhookKey;
use crate::source::feedback::webhook;
use crate::storage::access::organizations;
use crate::storage::audit::audit_log;
use crate::storage::feedback::webhooks;
use crate::time::Instant;
use sender::Message;
use sender::Sender;
use serde_json::json;

pub use crate::storage::feedback::webhooks::Delivery;
pub use crate::storage::feedback::webhooks::Webhook;

/// How many messages of one organization are sent before the next has its turn.
const TURN: usize = 20;
/// How long a message that is being sent is left alone by other nodes, in microseconds.
const LEASE_MICROS: i64 = 60_000_000;

/// What a round of sending did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// How many messages were taken by their receivers.
    pub sent: usize,
    /// How many were not, and will be tried again.
    pub failed: usize,
    /// How many were given up.
    pub dead: usize,
}

impl Service {
    /// Sets where the alerts of an organization are sent, or switches it off; answers the secret by which receivers check
    /// signatures. Each setting has a new one.
    ///
    /// Errors: `webhook-refused`.
    pub fn set_webhook(
        &self,
        session: &Session,
        organization: &OrganizationId,
        url: Option<&str>,
    ) -> Result<(Webhook, Option<String>)> {
        let permit = session.permit_in(Right::ManageWebhooks, organization)?;
        let key = self.webhook_key(url)?;
        let now = self.now();
        let set = self.db.write(|tx| {
            organizations::must_find(tx, organization)?;
            let last = webhooks::last(tx, organization)?;
            let set = Webhook {
                number: last.map_or(0, |last| last.number) + 1,
                url: url.map(str::to_owned),
                account: permit.account().clone(),
                at: now,
            };
            webhooks::append(tx, organization, &set)?;
            let object = format!("organizations/{organization}/webhook");
            let act = Act::new("webhook.set", object).with_details(json!({ "number": set.number, "url": set.url }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(set)
        })?;
        let secret = key.map(|key| webhook::secret(key, organization, set.number));
        Ok((set, secret))
    }

    /// Where the alerts of an organization are sent; none when it was never said.
    pub fn webhook(&self, session: &Session, organization: &OrganizationId) -> Result<Option<Webhook>> {
        session.permit_in(Right::ReadFeedback, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            webhooks::last(tx, organization)
        })
    }

    /// What was sent and what waits, in order.
    pub fn deliveries(&self, session: &Session, organization: &OrganizationId, page: &Page) -> Result<Slice<Delivery>> {
        session.permit_in(Right::ReadFeedback, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            webhooks::page(tx, organization, page)
        })
    }

    /// Sends what is due. A message that is not taken holds those behind it until it is, or is given up.
    pub fn deliver_webhooks(&self, now: Instant) -> Result<Round> {
        let mut round = Round::default();
        let waiting = self.db.read(webhooks::waiting)?;
        if waiting.is_empty() {
            return Ok(round);
        }
        let sender = Sender::new(&self.feedback.webhook_hosts);
        for organization in waiting {
            for _ in 0..TURN {
                let Some((delivery, hook)) = self.claim(&organization, now)? else {
                    break;
                };
                let answer = self.send(&sender, &organization, &delivery, hook.as_ref(), now);
                if !self.settle_delivery(&organization, delivery, answer, now, &mut round)? {
                    break;
                }
            }
        }
        Ok(round)
    }

    /// The message whose turn it is, when it is due; other nodes leave it alone for a while.
    fn claim(&self, organization: &OrganizationId, now: Instant) -> Result<Option<(Delivery, Option<Webhook>)>> {
        self.db.write(|tx| {
            let first = webhooks::first(tx, organization)?;
            let Some(mut delivery) = first.filter(|delivery| delivery.due_at <= now) else {
                return Ok(None);
            };
            delivery.attempts += 1;
            delivery.due_at = Instant(now.0 + LEASE_MICROS);
            delivery.updated_at = now;
            webhooks::update(tx, organization, &delivery)?;
            Ok(Some((delivery, webhooks::last(tx, organization)?)))
        })
    }

    fn send(
        &self,
        sender: &Sender,
        organization: &OrganizationId,
        delivery: &Delivery,
        hook: Option<&Webhook>,
        now: Instant,
    ) -> std::result::Result<String, String> {
        let target = hook.and_then(|hook| hook.url.as_deref().map(|url| (url, hook.number)));
        let (Some((url, number)), Some(key)) = (target, &self.feedback.webhook_key) else {
            return Err("switched off".to_owned());
        };
        webhook::must_be_allowed(url, &self.feedback.webhook_hosts).map_err(|_refusal| "not allowed".to_owned())?;
        let secret = webhook::secret(key, organization, number);
        sender.post(&Message {
            url,
            body: &delivery.body,
            signature: &webhook::signature(&secret, now, &delivery.body),
            id: &format!("{organization}-{}", delivery.sequence),
        })
    }

    /// Notes how a message went; answers whether the next one may go.
    fn settle_delivery(
        &self,
        organization: &OrganizationId,
        mut delivery: Delivery,
        answer: std::result::Result<String, String>,
        now: Instant,
        round: &mut Round,
    ) -> Result<bool> {
        let is_last = delivery.attempts >= self.feedback.webhook_attempts;
        let (state, count) = match (&answer, is_last) {
            (Ok(_), _) => (webhooks::SENT, &mut round.sent),
            (Err(_), true) => (webhooks::DEAD, &mut round.dead),
            (Err(_), false) => (webhooks::PENDING, &mut round.failed),
        };
        *count += 1;
        state.clone_into(&mut delivery.state);
        delivery.due_at = webhook::due_after(delivery.attempts, now);
        delivery.answer = answer.unwrap_or_else(|failure| failure);
        delivery.updated_at = now;
        self.db.write(|tx| webhooks::update(tx, organization, &delivery))?;
        Ok(state != webhooks::PENDING)
    }

    /// The key of secrets, when an address is to be set that may be called.
    fn webhook_key(&self, url: Option<&str>) -> Result<Option<&WebhookKey>> {
        let Some(url) = url else {
            return Ok(None);
        };
        webhook::must_be_allowed(url, &self.feedback.webhook_hosts)?;
        let key = self.feedback.webhook_key.as_ref();
        key.map(Some).ok_or_else(|| {
            Error::new(Code::WebhookRefused)
                .with("reason_zh", "没有配置密钥文件 feedback.webhook_key_file")
                .with("reason_en", "the setting feedback.webhook_key_file names no key")
                .in_field("url")
        })
    }
}
