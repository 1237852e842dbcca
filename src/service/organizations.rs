//! Organizations: registered, listed.

use super::Service;
use super::texts::must_be_name;
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
use crate::source::organization::Organization;
use crate::storage::audit_log;
use crate::storage::organizations;
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
}

impl Service {
    /// Registers an organization; the same again changes nothing.
    pub fn add_organization(&self, session: &Session, new: &NewOrganization) -> Result<Organization> {
        let permit = session.permit_in(Right::ManageOrganizations, &new.id)?;
        must_be_name("name", &new.name)?;
        if let Some(uscc) = &new.uscc {
            CheckDigit::UnifiedSocialCreditCode
                .validate(uscc)
                .map_err(|error| error.in_field("uscc"))?;
        }
        let now = self.now();
        let organization = Organization {
            id: new.id.clone(),
            name: new.name.clone(),
            uscc: new.uscc.clone(),
            created_at: now,
        };
        let act = Act::new("organization.add", format!("organizations/{}", new.id))
            .with_details(json!({ "name": new.name, "uscc": new.uscc }));
        self.db.write(|tx| {
            if let Some(known) = organizations::find(tx, &new.id)? {
                let same = known.name == new.name && known.uscc == new.uscc;
                return if same { Ok(known) } else { Err(exists(new.id.as_str())) };
            }
            if let Some(uscc) = &new.uscc
                && let Some(other) = organizations::find_by_uscc(tx, uscc)?
            {
                return Err(exists(&other).in_field("uscc"));
            }
            organizations::insert(tx, &organization, permit.account())?;
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(organization.clone())
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

fn exists(id: &str) -> Error {
    Error::new(Code::OrganizationExists).with("organization", id)
}
