//! `zhiyu authority add|list`

use super::arguments::AddAuthorityCommand;
use super::arguments::Arguments;
use super::arguments::AuthorityCommand;
use super::console::Console;
use super::open;
use super::session;
use crate::error::Result;
use crate::http::registry::authorities::AuthorityBody;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &AuthorityCommand, console: &mut Console) -> Result<()> {
    match command {
        AuthorityCommand::Add(add) => self::add(arguments, add, console),
        AuthorityCommand::List => list(arguments, console),
    }
}

fn add(arguments: &Arguments, command: &AddAuthorityCommand, console: &mut Console) -> Result<()> {
    let body = AuthorityBody {
        id: command.id.clone(),
        title: command.title.clone(),
        tier: command.tier.clone(),
        parent: command.parent.clone(),
    };
    let new = body.authority()?;
    let (service, _) = open(arguments)?;
    let authority = service.add_authority(&session(arguments)?, &new)?;
    let (id, title) = (authority.id.clone(), authority.title.clone());
    console.answer(
        &AuthorityBody::from(authority),
        &format!("已登记注册机构 {id} {title}"),
        &format!("registered authority {id} {title}"),
    )
}

fn list(arguments: &Arguments, console: &mut Console) -> Result<()> {
    let (service, _) = open(arguments)?;
    for authority in service.authorities(&session(arguments)?)? {
        let line = format!("{}\t{}\t{}", authority.id, authority.tier.as_str(), authority.title);
        console.answer(&AuthorityBody::from(authority), &line, &line)?;
    }
    Ok(())
}
