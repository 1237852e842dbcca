//! Commands: the same verbs as the web API, with or without a running server.

mod account;
mod alerts;
pub mod arguments;
mod audit;
mod audit_verify;
mod authority;
mod backup;
mod code_system;
mod concept_map;
mod connection;
mod console;
mod coverage;
mod demo;
mod diff;
mod diff_editions;
mod edition;
mod evaluate;
mod export;
mod export_site;
mod import;
mod import_divisions;
mod key;
pub mod key_files;
mod kind;
pub mod log;
mod mappings;
mod migrate;
mod openapi;
mod organization;
mod pace;
mod profiles;
mod publish;
mod pull;
mod report;
mod scratch;
mod serve;
mod steps;
mod succession;
mod suggest;
mod surroundings;
mod token;
mod translate;
mod validate;
mod verify;
mod work_list;

use crate::config::Config;
use crate::error::Error;
use crate::error::Kind;
use crate::error::Result;
use crate::id::AccountId;
use crate::registry::tabular;
use crate::registry::tabular::Limits;
use crate::service::Service;
use crate::service::Surroundings;
use crate::service::files::FileInput;
use arguments::Arguments;
use arguments::Command;
use clap::Parser as _;
use console::Console;
use std::fs::File;
use std::io::Read as _;
use std::process::ExitCode;
use std::sync::Arc;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let mut console = Console::new(arguments.json);
    match obey(&arguments, &mut console) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            console.complain(&error);
            ExitCode::from(exit_code(error.kind()))
        }
    }
}

/// The exit code of a kind of failure; 0 is success and 2 a wrong command line.
const fn exit_code(kind: Kind) -> u8 {
    match kind {
        Kind::Internal => 1,
        Kind::Invalid
        | Kind::TooLarge
        | Kind::MethodNotAllowed
        | Kind::RangeNotSatisfiable
        | Kind::UnsupportedMediaType => 3,
        Kind::NotFound => 4,
        Kind::Conflict | Kind::PreconditionFailed => 5,
        Kind::Unauthorized | Kind::Forbidden => 6,
        Kind::Unavailable | Kind::TooManyRequests => 7,
    }
}

fn obey(arguments: &Arguments, console: &mut Console) -> Result<()> {
    match &arguments.command {
        Command::Serve(command) => serve::run(arguments, command, console),
        Command::Import(command) => import::run(arguments, command, console),
        Command::Export(command) => export::run(arguments, command, console),
        Command::Profiles => profiles::run(console),
        Command::Steps { english } => {
            steps::run(*english);
            Ok(())
        }
        Command::ConceptMap(command) => concept_map::run(arguments, command, console),
        Command::Kind(command) => kind::run(arguments, command, console),
        Command::Organization(command) => organization::run(arguments, command, console),
        Command::Suggest(command) => suggest::run(arguments, command, console),
        Command::Evaluate(command) => evaluate::run(command, console),
        Command::Validate(command) => validate::run(arguments, command, console),
        Command::Publish(command) => publish::run(arguments, command, console),
        Command::Diff(command) => diff::run(arguments, command, console),
        Command::Succession(command) => succession::run(arguments, command, console),
        Command::Token(command) => token::run(arguments, command, console),
        Command::Migrate(command) => migrate::run(arguments, command, console),
        Command::Openapi(command) => openapi::run(command),
        Command::Demo(command) => demo::run(command, console),
        Command::DiffEditions(command) => diff_editions::run(arguments, command, console),
        Command::Edition(command) => edition::run(arguments, command, console),
        Command::CodeSystem(command) => code_system::run(arguments, command, console),
        Command::Authority(command) => authority::run(arguments, command, console),
        Command::Mappings(command) => mappings::run(arguments, command, console),
        Command::Coverage(command) => coverage::run(arguments, command, console),
        Command::Key(command) => key::run(command, console),
        Command::Pull(command) => pull::run(command, console),
        Command::ExportSite(command) => export_site::run(arguments, command, console),
        Command::Verify(command) => verify::run(command, console),
        Command::WorkList(command) => work_list::run(arguments, command, console),
        Command::Translate(command) => translate::run(arguments, command, console),
        Command::Audit(command) => audit::run(arguments, command, console),
        Command::Alerts(command) => alerts::run(arguments, command, console),
        Command::Report(command) => report::run(command, console),
        Command::Account(command) => account::run(arguments, command, console),
        Command::Backup(command) => backup::back_up(arguments, command, console),
        Command::Restore(command) => backup::restore(arguments, command, console),
    }
}

/// Opens the service over the data folder.
fn open(arguments: &Arguments) -> Result<(Service, Config)> {
    let folder = &arguments.data;
    std::fs::create_dir_all(folder).map_err(|cause| file_error(folder, cause))?;
    let config = Config::load(folder)?;
    let usual = surroundings::of_this_machine();
    let ready_mib = config.snapshot.ready_mib.map(u64::from);
    let surroundings = Surroundings {
        ready_bytes: ready_mib.map_or(usual.ready_bytes, |mib| mib << 20),
        signing: key_files::signing(&config, folder)?,
        sm3: config.snapshot.sm3,
        sealing: Some(Arc::new(key_files::sealing(&folder.join(&config.access.key_file))?)),
        access: Arc::new(config.access.clone()),
        ..usual
    };
    let service = Service::open(folder, config.target(folder), surroundings)?;
    let service = service.with_feedback(config.feedback_rules(folder)?);
    let service = service.with_oidc(key_files::oidc(&config.oidc, folder)?)?;
    Ok((service, config))
}

/// The session of whoever uses the command line.
fn session(arguments: &Arguments) -> Result<crate::access::session::Session> {
    Ok(Service::operator(AccountId::new(arguments.account.clone())?))
}

/// A file with its name.
fn read_file(path: &std::path::Path) -> Result<FileInput> {
    let most = Limits::default().file_bytes;
    let mut bytes = Vec::new();
    // One byte more than a file may have tells that it has too many, however many those are.
    let read = File::open(path).and_then(|file| {
        file.take(u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1))
            .read_to_end(&mut bytes)
    });
    read.map_err(|cause| file_error(path, cause))?;
    tabular::must_fit(&bytes, &Limits::default())?;
    Ok(FileInput {
        bytes,
        file_name: path.file_name().map(|name| name.to_string_lossy().into_owned()),
    })
}

/// A file that could not be read or written, in words.
fn file_error(path: &std::path::Path, cause: std::io::Error) -> Error {
    Error::new(crate::error::Code::FileNotAccessible)
        .with("path", path.display())
        .with("reason", &cause)
        .caused_by(cause)
}
