//! `zhiyu code-system register`

use super::arguments::Arguments;
use super::arguments::CodeSystemCommand;
use super::arguments::RegisterCodeSystemCommand;
use super::console::Console;
use super::open;
use super::session;
use crate::error::Result;
use crate::http::registry::reading::CodeSystemResponse;
use crate::id::SystemId;
use crate::service::registry::code_systems::CodeSystemDescription;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &CodeSystemCommand, console: &mut Console) -> Result<()> {
    match command {
        CodeSystemCommand::Register(register) => self::register(arguments, register, console),
    }
}

fn register(arguments: &Arguments, command: &RegisterCodeSystemCommand, console: &mut Console) -> Result<()> {
    let id = SystemId::new(command.system.clone())?;
    let description = CodeSystemDescription {
        title: command.title.clone(),
        title_en: command.title_en.clone(),
        publisher: command.publisher.clone(),
        oid: command.oid.clone(),
        url: command.url.clone(),
        kind: command.kind.clone(),
    };
    let (service, _) = open(arguments)?;
    let system = service.register_code_system(&session(arguments)?, &id, &description)?;
    let title = system.title.clone();
    console.answer(
        &CodeSystemResponse::of(system, None),
        &format!("已登记代码系统 {id} {title}"),
        &format!("registered code system {id} {title}"),
    )
}
