//! `zhiyu import value-domains|data-elements|specification`

use super::super::read_file;
use crate::cli::arguments::Arguments;
use crate::cli::arguments::catalogue::CatalogueArguments;
use crate::cli::arguments::catalogue::ImportSpecificationCommand;
use crate::cli::console::Console;
use crate::cli::open;
use crate::cli::session;
use crate::error::Error;
use crate::error::Result;
use crate::http::registry::catalogue::CatalogueResponse;
use crate::http::registry::catalogue::columns;
use crate::http::registry::specifications::ImportedSpecificationResponse;
use crate::id::SpecificationId;
use crate::registry::catalogue_file::CatalogueChoice;
use crate::registry::specification::SpecificationMetadata;
use crate::service::registry::catalogue::CatalogueReport;

/// How many findings a person sees; JSON has the first 1,000.
const SHOWN: usize = 10;

/// Imports value domains.
pub fn value_domains(arguments: &Arguments, command: &CatalogueArguments, console: &mut Console) -> Result<()> {
    let (file, choice) = (read_file(&command.file)?, choice(command)?);
    let (service, _) = open(arguments)?;
    let report = service.import_value_domains(&session(arguments)?, &file, &choice)?;
    answer(&report, ("值域", "value domains"), console)
}

/// Imports data elements.
pub fn data_elements(arguments: &Arguments, command: &CatalogueArguments, console: &mut Console) -> Result<()> {
    let (file, choice) = (read_file(&command.file)?, choice(command)?);
    let (service, _) = open(arguments)?;
    let report = service.import_data_elements(&session(arguments)?, &file, &choice)?;
    answer(&report, ("数据元", "data elements"), console)
}

/// Imports a specification, and publishes it when that is wanted.
pub fn specification(arguments: &Arguments, command: &ImportSpecificationCommand, console: &mut Console) -> Result<()> {
    let id = SpecificationId::new(command.id.clone())?;
    let (file, choice) = (read_file(&command.fields.file)?, choice(&command.fields)?);
    let tables = command.tables.as_deref().map(read_file).transpose()?;
    let metadata = SpecificationMetadata {
        title: command.title.clone(),
        publisher: command.publisher.clone(),
        source: command.fields.source.clone(),
        confidence: command.fields.confidence.clone(),
        note: command.note.clone(),
        effective_from: command.effective_from.clone(),
        replaces: command.replaces.clone().map(SpecificationId::new).transpose()?,
    };
    let (service, _) = open(arguments)?;
    let session = session(arguments)?;
    let parts = (tables.as_ref(), &file);
    let mut imported = service.import_specification(&session, &id, parts, (&metadata, &choice))?;
    if command.publish {
        imported.specification = service.publish_specification(&session, &id)?;
    }
    show(&imported.findings.listed, console);
    let one = &imported.specification;
    let (tables, fields, status) = (one.tables, one.fields, one.status.as_str());
    let (count, left_out) = (imported.findings.count, imported.findings.left_out);
    let response = ImportedSpecificationResponse::of(imported, console.language);
    console.answer(
        &response,
        &format!("采集规范 {id}：{tables} 张表，{fields} 个字段，状态 {status}；{count} 处须核对，未收 {left_out} 行"),
        &format!(
            "specification {id}: {tables} tables, {fields} fields, {status}; {count} findings, {left_out} rows left out"
        ),
    )
}

fn choice(command: &CatalogueArguments) -> Result<CatalogueChoice> {
    Ok(CatalogueChoice {
        columns: columns(command.columns.iter().map(String::as_str))?,
        namespace: command.namespace.clone(),
        version: command.item_version.clone(),
        source: command.source.clone(),
        confidence: command.confidence.clone(),
        properties: command.property.clone(),
    })
}

fn answer(report: &CatalogueReport, (zh, en): (&str, &str), console: &mut Console) -> Result<()> {
    show(&report.findings.listed, console);
    let response = CatalogueResponse::of(report, console.language);
    let (rows, new, same) = (response.rows, response.registered, response.unchanged);
    let (count, left_out) = (response.finding_count, response.left_out);
    console.answer(
        &response,
        &format!("{zh}：{rows} 行；登记 {new} 个版本，原已登记 {same} 个；{count} 处须核对，未收 {left_out} 行"),
        &format!(
            "{en}: {rows} rows; {new} versions registered, {same} known; {count} findings, {left_out} rows left out"
        ),
    )
}

fn show(findings: &[Error], console: &mut Console) {
    for finding in findings.iter().take(SHOWN) {
        let line = format!("  {}", console.finding(finding));
        console.say(&line, &line);
    }
    if findings.len() > SHOWN {
        console.say("  ……其余见 --json", "  … the others with --json");
    }
}
