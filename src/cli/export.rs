//! `zhiyu export edition|succession|specification|value-domains|data-elements`

use super::arguments::Arguments;
use super::arguments::ExportCommand;
use super::arguments::ExportEditionCommand;
use super::arguments::catalogue::ExportCatalogueCommand;
use super::arguments::catalogue::ExportSpecificationCommand;
use super::console::Console;
use super::file_error;
use super::open;
use super::session;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::registry::specifications::SpecificationResponse;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::SpecificationId;
use crate::id::SystemId;
use crate::registry::exchange::Format;
use crate::service::Service;
use serde_json::json;
use std::path::Path;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &ExportCommand, console: &mut Console) -> Result<()> {
    match command {
        ExportCommand::Edition(command) => edition(arguments, command, Service::export_edition, console),
        ExportCommand::Succession(command) => edition(arguments, command, Service::export_succession, console),
        ExportCommand::Specification(command) => specification(arguments, command, console),
        ExportCommand::ValueDomains(command) => value_domains(arguments, command, console),
        ExportCommand::DataElements(command) => data_elements(arguments, command, console),
    }
}

/// The format that the ending of a file's name tells.
pub(super) fn format_of(path: &Path) -> Result<Format> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let ending = ending.unwrap_or_default();
    let word = if ending == "json" { "fhir" } else { &ending };
    Format::parse(word).ok_or_else(|| {
        Error::new(Code::FieldInvalid)
            .with("field", "--out")
            .with("value", path.display())
            .with("rule_zh", "请写明 --format，或以 .csv、.tsv、.xlsx、.json 结尾")
            .with("rule_en", "give --format, or end it with .csv, .tsv, .xlsx or .json")
            .in_field("--out")
    })
}

/// What an edition, or the changes of one, is written by.
type Verb = fn(&Service, &Session, &EditionRef, Format) -> Result<Vec<u8>>;

fn edition(arguments: &Arguments, command: &ExportEditionCommand, verb: Verb, console: &mut Console) -> Result<()> {
    let of = EditionRef {
        system: SystemId::new(command.system.clone())?,
        edition: EditionId::new(command.edition.clone())?,
    };
    let format = wanted(command.format, &command.out)?;
    let (service, _) = open(arguments)?;
    let bytes = verb(&service, &session(arguments)?, &of, format)?;
    write(&command.out, &bytes)?;
    let (length, word) = (bytes.len(), format.as_str());
    console.answer(
        &json!({ "system": of.system, "edition": of.edition, "format": word, "bytes": length }),
        &format!("已导出 {of}：{word}，{length} 字节"),
        &format!("exported {of}: {word}, {length} bytes"),
    )
}

fn specification(arguments: &Arguments, command: &ExportSpecificationCommand, console: &mut Console) -> Result<()> {
    let id = SpecificationId::new(command.id.clone())?;
    let format = wanted(command.format, &command.out)?;
    let (service, _) = open(arguments)?;
    let session = session(arguments)?;
    let (specification, _) = service.specification(&session, &id)?;
    let fields = service.export_fields(&session, &id, format)?;
    if let Some(path) = &command.tables {
        let format = wanted(command.format, path)?;
        write(path, &service.export_tables(&session, &id, format)?)?;
    }
    write(&command.out, &fields)?;
    let (tables, count) = (specification.tables, specification.fields);
    console.answer(
        &SpecificationResponse::of(specification, None),
        &format!("已导出采集规范 {id}：{tables} 张表，{count} 个字段"),
        &format!("exported specification {id}: {tables} tables, {count} fields"),
    )
}

fn value_domains(arguments: &Arguments, command: &ExportCatalogueCommand, console: &mut Console) -> Result<()> {
    let format = wanted(command.format, &command.out)?;
    let (service, _) = open(arguments)?;
    let bytes = service.export_value_domains(&session(arguments)?, command.starts.as_deref(), format)?;
    written(command, format, &bytes, ("值域", "value domains"), console)
}

fn data_elements(arguments: &Arguments, command: &ExportCatalogueCommand, console: &mut Console) -> Result<()> {
    let format = wanted(command.format, &command.out)?;
    let (service, _) = open(arguments)?;
    let bytes = service.export_data_elements(&session(arguments)?, command.starts.as_deref(), format)?;
    written(command, format, &bytes, ("数据元", "data elements"), console)
}

fn written(
    command: &ExportCatalogueCommand,
    format: Format,
    bytes: &[u8],
    (zh, en): (&str, &str),
    console: &mut Console,
) -> Result<()> {
    write(&command.out, bytes)?;
    let (length, word) = (bytes.len(), format.as_str());
    console.answer(
        &json!({ "format": word, "bytes": length }),
        &format!("已导出{zh}：{word}，{length} 字节"),
        &format!("exported {en}: {word}, {length} bytes"),
    )
}

/// The format that is named, or else told by the name of the file.
fn wanted(format: Option<Format>, path: &Path) -> Result<Format> {
    format.map_or_else(|| format_of(path), Ok)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|cause| file_error(path, cause))
}
