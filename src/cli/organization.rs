//! `zhiyu organization add|update|list|upload-policy`

use super::arguments::Arguments;
use super::arguments::organization::AddOrganizationCommand;
use super::arguments::organization::OrganizationCommand;
use super::arguments::organization::UploadPolicyCommand;
use super::console::Console;
use super::open;
use super::session;
use crate::error::Result;
use crate::http::access::organizations::OrganizationRequest;
use crate::http::access::organizations::OrganizationResponse;
use crate::http::curation::upload_policies::UploadPolicyResponse;
use crate::http::curation::upload_policies::personal_data_rule;
use crate::id::OrganizationId;
use crate::page::MOST_ROWS;
use crate::page::Page;
use crate::service::access::organizations::NewOrganization;
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
        OrganizationCommand::UploadPolicy(command) => upload_policy(arguments, command, console),
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

fn upload_policy(arguments: &Arguments, command: &UploadPolicyCommand, console: &mut Console) -> Result<()> {
    let session = session(arguments)?;
    let id = OrganizationId::new(command.id.clone())?;
    let (service, _) = open(arguments)?;
    let policy = match (&command.personal_data, &command.reason) {
        (Some(word), Some(reason)) => {
            Some(service.set_upload_policy(&session, &id, personal_data_rule(word)?, reason)?)
        }
        (None, _) | (Some(_), None) => service.upload_policy(&session, &id)?,
    };
    let response = UploadPolicyResponse::of(&id, policy);
    let rule = response.personal_data;
    console.answer(
        &response,
        &format!("机构 {id} 上传文件中的个人信息：{rule}"),
        &format!("personal data in files of {id}: {rule}"),
    )
}
