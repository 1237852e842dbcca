//! Registration authorities, and the status that they give items.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AuthorityId;
use crate::id::EditionRef;
use crate::id::SystemId;
use crate::registry::authority::Authority;
use crate::registry::registration::ItemPath;
use crate::registry::registration::Registration;
use crate::registry::registration::RegistrationStatus;
use crate::service::Service;
use crate::service::curation::memory::must_be_reason;
use crate::service::texts::must_be_name;

use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::registry::authorities;
use crate::storage::registry::code_systems;
use crate::storage::registry::editions;
use crate::storage::registry::registrations;
use serde_json::json;

/// An item that authorities may register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A code system.
    System(SystemId),
    /// An edition.
    Edition(EditionRef),
}

/// What an authority says of an item.
#[derive(Clone, Debug)]
pub struct RegistrationOrder {
    /// The authority.
    pub authority: AuthorityId,
    /// The status that it gives.
    pub status: RegistrationStatus,
    /// Why.
    pub reason: String,
}

impl Service {
    /// Registers an authority; the same again changes nothing.
    pub fn add_authority(&self, session: &Session, new: &Authority) -> Result<Authority> {
        let permit = session.permit(Right::ManageRegistry)?;
        must_be_name("title", &new.title)?;
        let now = self.now();
        self.db.write(|tx| {
            if let Some(known) = authorities::find(tx, &new.id)? {
                let exists = || Error::new(Code::AuthorityExists).with("authority", &new.id);
                return if known == *new { Ok(known) } else { Err(exists()) };
            }
            if let Some(parent) = &new.parent {
                let parent = authorities::must_find(tx, parent)?;
                must_be_above(&parent, new)?;
            }
            authorities::insert(tx, new, permit.account(), now)?;
            let details = json!({ "title": new.title, "tier": new.tier.as_str(), "parent": new.parent });
            let act = Act::new("authority.add", format!("authorities/{}", new.id)).with_details(details);
            audit_log::append(tx, &permit, &act, now)?;
            Ok(new.clone())
        })
    }

    /// Every authority, by id.
    pub fn authorities(&self, session: &Session) -> Result<Vec<Authority>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(authorities::list)
    }

    /// Everything that authorities ever said of an item, by authority and number.
    pub fn registrations(&self, session: &Session, item: &Item) -> Result<Vec<Registration>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let path = item.must_be_there(tx)?;
            registrations::of_item(tx, &path)
        })
    }

    /// Writes down the status that an authority gives an item; the same as it said last changes nothing.
    pub fn register(&self, session: &Session, item: &Item, order: &RegistrationOrder) -> Result<Registration> {
        let permit = session.permit(Right::ManageRegistry)?;
        must_be_reason(&order.reason)?;
        let now = self.now();
        self.db.write(|tx| {
            let path = item.must_be_there(tx)?;
            authorities::must_find(tx, &order.authority)?;
            let said = registrations::of_item(tx, &path)?;
            let last = said.into_iter().rfind(|one| one.authority == order.authority);
            let number = last.as_ref().map_or(0, |last| last.number) + 1;
            let before = last.as_ref().map(|last| last.status.as_str());
            if let Some(same) = last.filter(|last| last.status == order.status && last.reason == order.reason) {
                return Ok(same);
            }
            let details = json!({
                "authority": order.authority, "before": before, "after": order.status.as_str(), "reason": order.reason,
            });
            let registration = Registration {
                item: path,
                authority: order.authority.clone(),
                number,
                status: order.status,
                account: permit.account().clone(),
                at: now,
                reason: order.reason.clone(),
            };
            registrations::append(tx, &registration)?;
            let act = Act::new("registration.set", registration.item.as_str()).with_details(details);
            audit_log::append(tx, &permit, &act, now)?;
            Ok(registration)
        })
    }
}

impl Item {
    /// The item's path, or the refusal that says it does not exist.
    fn must_be_there(&self, tx: &mut DbConn) -> Result<ItemPath> {
        match self {
            Self::System(id) => code_systems::must_find(tx, id).map(|_| ItemPath::system(id)),
            Self::Edition(of) => editions::must_find(tx, of).map(|_| ItemPath::edition(of)),
        }
    }
}

fn must_be_above(parent: &Authority, child: &Authority) -> Result<()> {
    if parent.tier < child.tier {
        return Ok(());
    }
    Err(Error::new(Code::FieldInvalid)
        .with("field", "parent")
        .with("value", &parent.id)
        .with("rule_zh", "上级机构的层级须更高：国家、省、市、机构")
        .with(
            "rule_en",
            "the parent is on a higher tier: national, provincial, municipal, institutional",
        )
        .in_field("parent"))
}
