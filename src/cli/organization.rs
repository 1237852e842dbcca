//! `zhiyu organization add|list`

use super::arguments::Arguments;
use super::arguments::OrganizationCommand;
use super::console::Console;
use super::open;
use super::session;
use crate::error::Result;
use crate::http::organizations::OrganizationResponse;
use crate::id::OrganizationId;
use crate::page::MOST_ROWS;
use crate::page::Page;
use crate::service::organizations::NewOrganization;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &OrganizationCommand, console: &mut Console) -> Result<()> {
    let session = session(arguments)?;
    match command {
        OrganizationCommand::Add(add) => {
            let new = NewOrganization {
                id: OrganizationId::new(add.id.clone())?,
                name: add.name.clone(),
                uscc: add.uscc.clone(),
            };
            let (service, _) = open(arguments)?;
            let organization = service.add_organization(&session, &new)?;
            let (id, name) = (organization.id.clone(), organization.name.clone());
            console.answer(
                &OrganizationResponse::from(organization),
                &format!("已登记机构 {id} {name}"),
                &format!("registered organization {id} {name}"),
            )
        }
        OrganizationCommand::List => {
            let (service, _) = open(arguments)?;
            let mut after = None;
            loop {
                let slice = service.organizations(&session, &Page::new(after, Some(MOST_ROWS)))?;
                for organization in slice.items {
                    let line = format!("{}\t{}", organization.id, organization.name);
                    console.answer(&OrganizationResponse::from(organization), &line, &line)?;
                }
                after = slice.next;
                if after.is_none() {
                    return Ok(());
                }
            }
        }
    }
}
