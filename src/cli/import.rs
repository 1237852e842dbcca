//! `zhiyu import edition|dictionary|…`; divisions, successions and concept maps have files of their own.

mod catalogue;
mod dictionary;
mod rehearsal;

use super::arguments::Arguments;
use super::arguments::ImportCommand;
use super::arguments::ImportEditionCommand;
use super::console::Console;
use super::import_divisions;
use super::open;
use super::read_file;
use super::session;
use super::succession;
use crate::error::Result;
use crate::http::registry::editions::ImportResponse;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::SystemId;
use crate::registry::edition::EditionMetadata;
use crate::service::registry::editions::ConceptColumns;
use crate::service::registry::editions::EditionImport;
use crate::service::registry::editions::Reading;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &ImportCommand, console: &mut Console) -> Result<()> {
    match command {
        ImportCommand::Edition(command) => edition(arguments, command, console),
        ImportCommand::Divisions(command) => import_divisions::run(arguments, command, console),
        ImportCommand::Succession(command) => succession::import(arguments, command, console),
        ImportCommand::Dictionary(command) => dictionary::run(arguments, command, console),
        ImportCommand::ConceptMap(command) => super::concept_map::import(arguments, command, console),
        ImportCommand::ValueDomains(command) => catalogue::value_domains(arguments, command, console),
        ImportCommand::DataElements(command) => catalogue::data_elements(arguments, command, console),
        ImportCommand::Specification(command) => catalogue::specification(arguments, command, console),
    }
}

fn edition(arguments: &Arguments, command: &ImportEditionCommand, console: &mut Console) -> Result<()> {
    let of = EditionRef {
        system: SystemId::new(command.system.clone())?,
        edition: EditionId::new(command.edition.clone())?,
    };
    let file = read_file(&command.file)?;
    let import = EditionImport {
        reading: Reading {
            profile: command.profile.clone(),
            format: command.format,
            sheet: command.sheet.clone(),
        },
        columns: ConceptColumns {
            code: command.code.clone(),
            name: command.name.clone(),
            parent: command.parent.clone(),
            status: command.status.clone(),
            assignable: command.assignable.clone(),
            aliases: command.aliases.clone(),
            properties: command.property.clone(),
        },
        metadata: EditionMetadata {
            title: command.title.clone(),
            source: command.source.clone(),
            confidence: command.confidence.clone(),
            effective_from: command.effective_from.clone(),
            ..EditionMetadata::default()
        },
        kind: command.kind.clone(),
        publish: command.publish,
        most_findings: None,
    };
    let (service, _) = open(arguments)?;
    if command.dry_run || command.findings.is_some() {
        let order = rehearsal::Order {
            of: &of,
            file: &file,
            import: &import,
        };
        rehearsal::run(&service, &session(arguments)?, &order, command, console)?;
    }
    if command.dry_run {
        return Ok(());
    }
    let imported = service.import_edition(&session(arguments)?, &of, &file, &import)?;
    for warning in &imported.warnings {
        let (chinese, english) = (console.finding(warning), console.finding(warning));
        console.say(&chinese, &english);
    }
    let edition = &imported.edition;
    let (rows, status, digest) = (edition.rows, edition.status.as_str(), edition.digest.clone());
    let response = ImportResponse::of(imported, console.language);
    console.answer(
        &response,
        &format!("已导入 {of}：{rows} 条，状态 {status}，摘要 {digest}"),
        &format!("imported {of}: {rows} concepts, {status}, digest {digest}"),
    )
}
