//! The shipped catalogue and specifications: what the database does not have yet is registered when the service opens.

use super::catalogue::add_missing;
use super::shipped::PROGRAM;
use super::specifications::Whole;
use crate::access::role::Right;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::registry::catalogue_file::DraftElement;
use crate::registry::catalogue_file::DraftField;
use crate::registry::shipped;
use crate::registry::shipped_specification::ShippedSpecification;
use crate::registry::value_domain::ValueDomain;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::registry::data_elements;
use crate::storage::registry::specifications;
use crate::storage::registry::value_domains;
use serde_json::json;
use std::collections::HashSet;

/// What is missing.
struct Missing {
    domains: Vec<ValueDomain>,
    elements: Vec<DraftElement>,
    specifications: Vec<ShippedSpecification>,
}

impl Service {
    /// Registers what is missing, all in one transaction. What is there is left alone.
    pub(in crate::service) fn load_shipped_catalogue(&self) -> Result<()> {
        if self.db.read(missing)?.is_none() {
            return Ok(());
        }
        let session = Self::operator(AccountId::new(PROGRAM)?);
        let permit = session.permit(Right::PublishEdition)?;
        let now = self.now();
        self.db.write(|tx| {
            let Some(missing) = missing(tx)? else {
                return Ok(());
            };
            let added = add_missing(tx, &permit, (&missing.domains, &missing.elements), now)?;
            for shipped in &missing.specifications {
                let fields: Vec<(u64, DraftField)> = (2..).zip(shipped.fields.iter().cloned()).collect();
                let parts = (shipped.tables.as_slice(), fields.as_slice());
                let (whole, lost) = Whole::of(tx, &shipped.id, &shipped.metadata, parts, permit.account(), now)?;
                if !lost.is_empty() {
                    let broken = Error::new(Code::ShippedListBroken).with("list", &shipped.id);
                    return Err(broken.with_findings(lost));
                }
                whole.save(tx)?;
                whole.publish(tx, &permit, now)?;
            }
            if added == 0 {
                return Ok(());
            }
            let act = Act::new("catalogue.load-shipped", "catalogue").with_details(json!({ "items": added }));
            audit_log::append(tx, &permit, &act, now)
        })
    }
}

/// What the database does not have; nothing when it has everything.
fn missing(tx: &mut DbConn) -> Result<Option<Missing>> {
    let (domains, elements) = shipped::catalogue()?;
    let known: HashSet<(String, String)> = value_domains::registered_by(tx, PROGRAM)?.into_iter().collect();
    let is_new = |of: (String, String)| !known.contains(&of);
    let domains: Vec<ValueDomain> = domains
        .into_iter()
        .filter(|domain| is_new((domain.of.id.to_string(), domain.of.version.to_string())))
        .collect();
    let known: HashSet<(String, String)> = data_elements::registered_by(tx, PROGRAM)?.into_iter().collect();
    let is_new = |of: (String, String)| !known.contains(&of);
    let elements: Vec<DraftElement> = elements
        .into_iter()
        .filter(|draft| is_new((draft.element.of.id.to_string(), draft.element.of.version.to_string())))
        .collect();
    let ids: HashSet<String> = specifications::ids(tx)?.into_iter().collect();
    let names = shipped::specification_names().into_iter();
    let absent = names.filter(|name| !ids.contains(name));
    let specifications = absent
        .map(|name| shipped::specification(&name))
        .collect::<Result<Vec<_>>>()?;
    if domains.is_empty() && elements.is_empty() && specifications.is_empty() {
        return Ok(None);
    }
    Ok(Some(Missing {
        domains,
        elements,
        specifications,
    }))
}
