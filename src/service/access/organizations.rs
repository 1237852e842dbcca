//! Organizations: registered, listed.

use super::grid::must_stand;
use crate::access::area::Place;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::check_digit::CheckDigit;
use crate::service::Service;
use crate::service::texts::must_be_name;
use crate::source::organization::Organization;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::audit::audit_log;
use serde_json::json;

/// What an organization is registered with.
#[derive(Clone, Debug)]
pub struct NewOrganization {
    /// The id that addresses and files will use.
    pub id: OrganizationId,
    /// Its full name.
    pub name: String,
    /// Its unified social credit code, 18 characters.
    pub uscc: Option<String>,
    /// Where it stands in the grid.
    pub place: Place,
}

impl Service {
    /// Registers an organization where the session may place one; the same again changes nothing.
    pub fn add_organization(&self, session: &Session, new: &NewOrganization) -> Result<Organization> {
        let permit = session.permit_to_place(Right::ManageOrganizations, &new.id, &new.place)?;
        must_be_good(new)?;
        let now = self.now();
        let organization = Organization {
            id: new.id.clone(),
            name: new.name.clone(),
            uscc: new.uscc.clone(),
            place: new.place.clone(),
            created_at: now,
        };
        let act = Act::new("organization.add", object(&new.id)).with_details(told(&organization));
        self.db.write(|tx| {
            if let Some(known) = organizations::find(tx, &new.id)? {
                // Whoever does not have it in their scope learns no more than that the id is taken.
                let is_own = session.holds_in(Right::ManageOrganizations, &new.id);
                let same = known.name == new.name && known.uscc == new.uscc && known.place == new.place;
                return if same && is_own {
                    Ok(known)
                } else {
                    Err(exists(new.id.as_str()))
                };
            }
            must_stand(tx, &new.place)?;
            must_be_free(tx, session, new)?;
            organizations::insert(tx, &organization, permit.account())?;
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(organization.clone())
        })
    }

    /// Says anew what an organization is called and where it stands. It goes nowhere where the session may place none, so
    /// that nobody gives an organization to the people of elsewhere.
    pub fn update_organization(&self, session: &Session, new: &NewOrganization) -> Result<Organization> {
        let permit = session.permit_in(Right::ManageOrganizations, &new.id)?;
        must_be_good(new)?;
        let now = self.now();
        self.db.write(|tx| {
            let known = organizations::must_find(tx, &new.id)?;
            let changed = Organization {
                name: new.name.clone(),
                uscc: new.uscc.clone(),
                place: new.place.clone(),
                ..known.clone()
            };
            if changed == known {
                return Ok(known);
            }
            if changed.place != known.place {
                session.permit_to_place(Right::ManageOrganizations, &new.id, &new.place)?;
                must_stand(tx, &new.place)?;
            }
            if changed.uscc != known.uscc {
                must_be_free(tx, session, new)?;
            }
            organizations::update(tx, &changed)?;
            let details = json!({ "before": told(&known), "after": told(&changed) });
            let act = Act::new("organization.update", object(&new.id)).with_details(details);
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(changed)
        })
    }

    /// The organizations of the session's scope.
    pub fn organizations(&self, session: &Session, page: &Page) -> Result<Slice<Organization>> {
        session.permit(Right::ReadOrganizations)?;
        self.db
            .read(|tx| organizations::page(tx, &session.scope_of(Right::ReadOrganizations), page))
    }

    /// One organization.
    pub fn organization(&self, session: &Session, id: &OrganizationId) -> Result<Organization> {
        session.permit_in(Right::ReadOrganizations, id)?;
        self.db.read(|tx| organizations::must_find(tx, id))
    }
}

fn must_be_good(new: &NewOrganization) -> Result<()> {
    must_be_name("name", &new.name)?;
    new.uscc.as_ref().map_or(Ok(()), |uscc| {
        let checked = CheckDigit::UnifiedSocialCreditCode.validate(uscc);
        checked.map_err(|error| error.in_field("uscc"))
    })
}

/// Refuses a unified social credit code that another organization has; it is named to whoever may see it.
fn must_be_free(tx: &mut DbConn, session: &Session, new: &NewOrganization) -> Result<()> {
    let Some(uscc) = &new.uscc else { return Ok(()) };
    let Some(other) = organizations::find_by_uscc(tx, uscc)? else {
        return Ok(());
    };
    let is_own = session.holds_in(Right::ManageOrganizations, &OrganizationId::new(other.clone())?);
    Err(exists(if is_own { &other } else { uscc }).in_field("uscc"))
}

fn object(id: &OrganizationId) -> String {
    format!("organizations/{id}")
}

fn told(organization: &Organization) -> serde_json::Value {
    json!({ "name": organization.name, "uscc": organization.uscc, "place": organization.place })
}

fn exists(id: &str) -> Error {
    Error::new(Code::OrganizationExists).with("organization", id)
}
