//! `zhiyu edition show|in-force|impact|describe|submit|return|publish|retire|register`

mod impact;
mod show;

use super::arguments::Arguments;
use super::arguments::DescribeEditionCommand;
use super::arguments::EditionCommand;
use super::arguments::RegisterEditionCommand;
use super::console::Console;
use super::open;
use super::session;
use crate::error::Result;
use crate::http::addresses::as_of;
use crate::http::registry::in_force::EditionsInForceResponse;
use crate::http::registry::reading::EditionResponse;
use crate::http::registry::registrations::RegistrationRequest;
use crate::http::registry::registrations::RegistrationResponse;
use crate::id::EditionRef;
use crate::id::SystemId;
use crate::registry::edition::Edition;
use crate::registry::edition_life::EditionDescription;
use crate::service::registry::authorities::Item;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &EditionCommand, console: &mut Console) -> Result<()> {
    match command {
        EditionCommand::Show(show) => show::run(arguments, &show.edition, console),
        EditionCommand::InForce(wanted) => in_force(arguments, &wanted.system, wanted.as_of.as_deref(), console),
        EditionCommand::Register(register) => self::register(arguments, register, console),
        EditionCommand::Impact(command) => impact::run(arguments, command, console),
        EditionCommand::Describe(_)
        | EditionCommand::Submit(_)
        | EditionCommand::Return(_)
        | EditionCommand::Publish(_)
        | EditionCommand::Retire(_) => {
            if let Some(edition) = step(arguments, command)? {
                told(edition, console)?;
            }
            Ok(())
        }
    }
}

/// Takes the step that the command names.
fn step(arguments: &Arguments, command: &EditionCommand) -> Result<Option<Edition>> {
    let session = session(arguments)?;
    let (service, _) = open(arguments)?;
    let of = |text: &str| EditionRef::parse(text);
    match command {
        EditionCommand::Describe(one) => {
            service.describe_edition(&session, &of(&one.edition)?, &EditionDescription::from(&**one))
        }
        EditionCommand::Submit(one) => service.submit_edition(&session, &of(&one.edition)?, &one.reason),
        EditionCommand::Return(one) => service.return_edition(&session, &of(&one.edition)?, &one.reason),
        EditionCommand::Publish(one) => service.publish_edition(&session, &of(&one.edition)?),
        EditionCommand::Retire(one) => service.retire_edition(&session, &of(&one.edition)?, &one.reason),
        EditionCommand::Show(_)
        | EditionCommand::InForce(_)
        | EditionCommand::Register(_)
        | EditionCommand::Impact(_) => return Ok(None),
    }
    .map(Some)
}

fn told(edition: Edition, console: &mut Console) -> Result<()> {
    let (of, status) = (edition.of.clone(), edition.status.as_str());
    console.answer(
        &EditionResponse::from(edition),
        &format!("{of} 现为 {status}"),
        &format!("{of} is {status} now"),
    )
}

fn in_force(arguments: &Arguments, system: &str, day: Option<&str>, console: &mut Console) -> Result<()> {
    let (id, day) = (SystemId::new(system)?, as_of(day)?);
    let (service, _) = open(arguments)?;
    let found = service.editions_in_force(&session(arguments)?, &id, day)?;
    let response = EditionsInForceResponse::from(found);
    let lines = response.items.iter().map(|one| {
        let from = one.effective_from.as_deref().unwrap_or("…");
        let to = one.effective_to.as_deref().unwrap_or("…");
        format!("{}\t{from}\t{to}\t{}", one.edition, one.title)
    });
    let list = lines.collect::<Vec<_>>().join("\n");
    let day = &response.as_of;
    let chinese = format!("{id} 在 {day} 有效的版本，现行在前：\n{list}");
    let english = format!("editions of {id} in force on {day}, the current one first:\n{list}");
    console.answer(&response, &chinese, &english)
}

fn register(arguments: &Arguments, command: &RegisterEditionCommand, console: &mut Console) -> Result<()> {
    let of = EditionRef::parse(&command.edition)?;
    let request = RegistrationRequest {
        authority: command.authority.clone(),
        status: command.status.clone(),
        reason: command.reason.clone(),
    };
    let order = request.order()?;
    let (service, _) = open(arguments)?;
    let registration = service.register(&session(arguments)?, &Item::Edition(of.clone()), &order)?;
    let (authority, status) = (&registration.authority, registration.status);
    console.answer(
        &RegistrationResponse::from(&registration),
        &format!("注册机构 {authority} 对 {of} 的状态：{}", status.title()),
        &format!("{authority} says of {of}: {}", status.as_str()),
    )
}

impl From<&DescribeEditionCommand> for EditionDescription {
    fn from(command: &DescribeEditionCommand) -> Self {
        Self {
            title: command.title.clone(),
            source: command.source.clone(),
            confidence: command.confidence.clone(),
            effective_from: command.effective_from.clone(),
            effective_to: command.effective_to.clone(),
            replaces: command.replaces.clone(),
            document_number: command.document_number.clone(),
            note: command.note.clone(),
        }
    }
}
