//! `zhiyu organization add|update|list`

use super::arguments::Arguments;
use super::arguments::organization::AddOrganizationCommand;
use super::arguments::organization::OrganizationCommand;
use super::console::Console;
use super::open;
use super::session;
use crate::error::Result;
use crate::http::organizations::OrganizationRequest;
use crate::http::organizations::OrganizationResponse;
use crate::page::MOST_ROWS;
use crate::page::Page;
use crate::service::organizations::NewOrganization;
use crate::source::organization::Organization;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &OrganizationCommand, console: &mut Console) -> Result<()> {
    let session = session(arguments)?;
    match command {
        OrganizationCommand::Add(add) => {
            let new = described(add)?;
            let (service, _) = open(arguments)?;
            let organization = service.add_organization(&session, &new)?;
            answer(organization, ("已登记机构", "registered organization"), console)
        }
        OrganizationCommand::Update(update) => {
            let new = described(update)?;
            let (service, _) = open(arguments)?;
            let organization = service.update_organization(&session, &new)?;
            answer(organization, ("已修改机构", "changed organization"), console)
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

fn described(add: &AddOrganizationCommand) -> Result<NewOrganization> {
    let request = OrganizationRequest {
        id: add.id.clone(),
        name: add.name.clone(),
        uscc: add.uscc.clone(),
        division: add.division.clone(),
        tier: add.tier.clone(),
        lines: add.line.clone(),
    };
    request.organization()
}

fn answer(organization: Organization, (zh, en): (&str, &str), console: &mut Console) -> Result<()> {
    let words = format!("{} {}", organization.id, organization.name);
    console.answer(
        &OrganizationResponse::from(organization),
        &format!("{zh} {words}"),
        &format!("{en} {words}"),
    )
}
