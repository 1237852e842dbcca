//! Who gets which release: pins of collectors, roll-outs in steps, and the freeze window.

use super::pointers::retracted;
use super::snapshots::must_find_latest;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::role::Role;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::mapping::offer::HeldBy;
use crate::mapping::offer::Percent;
use crate::mapping::offer::Pin;
use crate::mapping::offer::Rollout;
use crate::mapping::offer::Steering;
use crate::mapping::release::Release;
use crate::service::Service;
use crate::service::curation::memory::must_be_reason;
use crate::snapshot::pointer::RetractedRelease;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::access::tokens;
use crate::storage::audit::audit_log;
use crate::storage::distribution::offers;
use crate::storage::distribution::releases;
use crate::time::FreezeWindow;
use crate::time::Instant;
use serde_json::json;
use std::sync::Arc;

pub use crate::storage::distribution::offers::SetFreezeWindow;

/// What a pin shall be.
#[derive(Clone, Debug, Default)]
pub struct PinOrder {
    /// The release; none takes the pin away.
    pub release: Option<i64>,
    /// Until when.
    pub until: Option<Instant>,
    /// Why.
    pub reason: String,
}

/// What somebody is offered: the newest release, and the one to use when it is held back.
pub(in crate::service) struct Offered {
    pub(in crate::service) newest: Release,
    pub(in crate::service) held: Option<(Release, HeldBy, String)>,
    pub(in crate::service) retracted: Vec<RetractedRelease>,
}

/// What the database says of who is offered what.
pub(in crate::service) struct KnownOffers {
    newest: Release,
    /// Of collectors alone: everybody else sees the newest.
    steering: Option<Steering>,
    retracted: Vec<RetractedRelease>,
}

impl Offered {
    /// The release to use.
    pub(in crate::service) fn release(self) -> Release {
        self.held.map_or(self.newest, |(release, ..)| release)
    }
}

impl Service {
    /// Pins a collector to a release, or takes its pin away; the same again changes nothing.
    pub fn pin_collector(
        &self,
        session: &Session,
        organization: &OrganizationId,
        collector: &AccountId,
        order: &PinOrder,
    ) -> Result<Pin> {
        let permit = session.permit_in(Right::PublishRelease, organization)?;
        must_be_reason(&order.reason)?;
        let now = self.now();
        self.db.write(|tx| {
            organizations::must_find(tx, organization)?;
            let last = offers::last_pin(tx, organization, collector)?;
            let was_pinned = last.as_ref().is_some_and(|last| last.release.is_some());
            if order.release.is_some() || !was_pinned {
                must_be_collector(tx, organization, collector, now)?;
            }
            must_be_for_use(tx, organization, order.release)?;
            let number = last.as_ref().map_or(0, |last| last.number) + 1;
            if let Some(same) = last.filter(|last| (last.release, last.until) == (order.release, order.until)) {
                return Ok(same);
            }
            let pin = Pin {
                collector: collector.clone(),
                number,
                release: order.release,
                until: order.until.filter(|_| order.release.is_some()),
                account: permit.account().clone(),
                at: now,
                reason: order.reason.clone(),
            };
            offers::append_pin(tx, organization, &pin)?;
            let action = if pin.release.is_some() {
                "collector.pin"
            } else {
                "collector.unpin"
            };
            let object = format!("organizations/{organization}/collectors/{collector}/pin");
            let act = Act::new(action, object).with_details(json!({
                "release": pin.release, "until": pin.until.map(Instant::to_rfc3339), "reason": pin.reason,
            }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(pin)
        })
    }

    /// The pins of an organization that hold now, by collector.
    pub fn pins(&self, session: &Session, organization: &OrganizationId) -> Result<Vec<Pin>> {
        session.permit_in(Right::ReadMappings, organization)?;
        let now = self.now();
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            let mut pins = offers::last_pins(tx, organization)?;
            pins.retain(|pin| pin.holds_at(now).is_some());
            Ok(pins)
        })
    }

    /// Every statement on the pin of a collector, the newest first.
    pub fn pin_history(
        &self,
        session: &Session,
        organization: &OrganizationId,
        collector: &AccountId,
    ) -> Result<Vec<Pin>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            offers::pin_history(tx, organization, collector)
        })
    }

    /// Offers a release to so many of a hundred collectors: 100 is all, 0 nobody. The same again changes nothing.
    pub fn set_rollout(
        &self,
        session: &Session,
        organization: &OrganizationId,
        release: i64,
        percent: Percent,
        reason: &str,
    ) -> Result<Rollout> {
        let permit = session.permit_in(Right::PublishRelease, organization)?;
        must_be_reason(reason)?;
        let now = self.now();
        self.db.write(|tx| {
            releases::must_find(tx, organization, release)?;
            roll_out(tx, &permit, release, percent, reason, now)
        })
    }

    /// Every statement on the roll-out of a release, the newest first; none while it goes to all.
    pub fn rollout_history(
        &self,
        session: &Session,
        organization: &OrganizationId,
        release: i64,
    ) -> Result<Vec<Rollout>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            releases::must_find(tx, organization, release)?;
            offers::rollout_history(tx, organization, release)
        })
    }

    /// Sets the hours in which nothing becomes effective, or that there are none. The same again changes nothing.
    pub fn set_freeze_window(
        &self,
        session: &Session,
        organization: &OrganizationId,
        window: Option<FreezeWindow>,
        reason: &str,
    ) -> Result<SetFreezeWindow> {
        let permit = session.permit_in(Right::PublishRelease, organization)?;
        must_be_reason(reason)?;
        let now = self.now();
        self.db.write(|tx| {
            organizations::must_find(tx, organization)?;
            let last = offers::window_history(tx, organization)?.into_iter().next();
            let number = last.as_ref().map_or(0, |last| last.number) + 1;
            if let Some(same) = last.filter(|last| last.window == window) {
                return Ok(same);
            }
            let set = SetFreezeWindow {
                number,
                window,
                account: permit.account().clone(),
                at: now,
                reason: reason.to_owned(),
            };
            offers::append_window(tx, organization, &set)?;
            let object = format!("organizations/{organization}/freeze-window");
            let act = Act::new("freeze-window.set", object).with_details(json!({
                "window": window.map(|window| window.to_string()), "reason": reason,
            }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(set)
        })
    }

    /// The freeze window of an organization now, and every one that was set, the newest first.
    pub fn freeze_window(
        &self,
        session: &Session,
        organization: &OrganizationId,
    ) -> Result<(Option<FreezeWindow>, Vec<SetFreezeWindow>)> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            Ok((
                offers::window(tx, organization)?,
                offers::window_history(tx, organization)?,
            ))
        })
    }

    /// What somebody is offered: collectors are steered, everybody else sees the newest.
    pub(in crate::service) fn offered(&self, permit: &HospitalPermit) -> Result<Offered> {
        let organization = permit.organization();
        let collector = (permit.permit().role() == Role::Collector).then(|| permit.account().clone());
        let key = (organization.clone(), collector.clone());
        let known = self
            .offers
            .get(&self.db, key, |tx| known_offers(tx, organization, collector.as_ref()))?;
        let newest = &known.newest;
        let offer = known.steering.as_ref().map(|steering| {
            steering.offer(permit.account(), self.now()).ok_or_else(|| {
                Error::new(Code::ReleaseUnknown)
                    .with("organization", organization)
                    .with("release", newest.number)
            })
        });
        let offer = offer.transpose()?;
        let held = match offer.and_then(|offer| Some((offer.release, offer.held?))) {
            None => None,
            Some((number, (by, reason))) => {
                let release = self.db.read(|tx| releases::must_find(tx, organization, number))?;
                Some((release, by, reason))
            }
        };
        Ok(Offered {
            newest: newest.clone(),
            held,
            retracted: known.retracted.clone(),
        })
    }
}

fn known_offers(
    tx: &mut DbConn,
    organization: &OrganizationId,
    collector: Option<&AccountId>,
) -> Result<Arc<KnownOffers>> {
    let newest = must_find_latest(tx, organization)?;
    let retracted = retracted(tx, organization)?;
    let steering = match collector {
        None => None,
        Some(collector) => Some(Steering {
            newest: newest.number,
            rollouts: offers::last_rollouts(tx, organization)?,
            pin: offers::last_pin(tx, organization, collector)?,
            retracted: retracted.iter().map(|statement| statement.release).collect(),
        }),
    };
    Ok(Arc::new(KnownOffers {
        newest,
        steering,
        retracted,
    }))
}

/// Writes down to how many of a hundred collectors a release is offered.
pub(in crate::service) fn roll_out(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    release: i64,
    percent: Percent,
    reason: &str,
    now: Instant,
) -> Result<Rollout> {
    let organization = permit.organization();
    let last = offers::rollout_history(tx, organization, release)?.into_iter().next();
    let number = last.as_ref().map_or(0, |last| last.number) + 1;
    if let Some(same) = last.filter(|last| last.percent == percent) {
        return Ok(same);
    }
    let rollout = Rollout {
        release,
        number,
        percent,
        account: permit.account().clone(),
        at: now,
        reason: reason.to_owned(),
    };
    offers::append_rollout(tx, organization, &rollout)?;
    let object = format!("organizations/{organization}/releases/{release}/rollout");
    let act =
        Act::new("release.roll-out", object).with_details(json!({ "percent": percent.value(), "reason": reason }));
    audit_log::append(tx, permit.permit(), &act, now)?;
    Ok(rollout)
}

/// Refuses a release that is retracted or not there.
pub(in crate::service) fn must_be_for_use(
    tx: &mut DbConn,
    organization: &OrganizationId,
    release: Option<i64>,
) -> Result<()> {
    let Some(number) = release else {
        return Ok(());
    };
    releases::must_find(tx, organization, number)?;
    if releases::retractions(tx, organization)?.contains_key(&number) {
        return Err(Error::new(Code::ReleaseNotForUse)
            .with("organization", organization)
            .with("release", number));
    }
    Ok(())
}

/// Refuses an account under which no collector pulls: a pin with a misspelt name would hold nobody.
fn must_be_collector(
    tx: &mut DbConn,
    organization: &OrganizationId,
    collector: &AccountId,
    now: Instant,
) -> Result<()> {
    let pulls = tokens::list(tx)?.into_iter().any(|token| {
        let is_live = token.revoked_at.is_none() && token.expires_at.is_none_or(|end| now < end);
        let is_for_this = token.scope.includes(organization) && token.role == Role::Collector;
        token.account == *collector && is_live && is_for_this
    });
    if pulls {
        return Ok(());
    }
    Err(Error::new(Code::CollectorUnknown)
        .with("organization", organization)
        .with("collector", collector))
}
