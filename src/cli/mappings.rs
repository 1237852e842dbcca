//! `zhiyu mappings export|import`

use super::arguments::Arguments;
use super::arguments::mappings::ExportMappingsCommand;
use super::arguments::mappings::ImportMappingsCommand;
use super::arguments::mappings::MappingsCommand;
use super::connection;
use super::console::Console;
use super::file_error;
use super::open;
use super::read_file;
use super::session;
use crate::access::permit::Origin;
use crate::error::Code;
use crate::error::Result;
use crate::http::curation::mapping_files::MappingImportResponse;
use crate::http::curation::mapping_files::MappingLossesResponse;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::report::mapping_losses_csv;
use crate::service::curation::mapping_export::MappingExport;
use crate::service::curation::mapping_import::MappingImport;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &MappingsCommand, console: &mut Console) -> Result<()> {
    match command {
        MappingsCommand::Export(command) => export(arguments, command, console),
        MappingsCommand::Import(command) => import(arguments, command, console),
    }
}

fn export(arguments: &Arguments, command: &ExportMappingsCommand, console: &mut Console) -> Result<()> {
    let organization = OrganizationId::new(command.organization.clone())?;
    let dictionary = DictionaryId::new(command.dictionary.clone())?;
    let export = MappingExport {
        format: command.format,
        release: command.release,
    };
    let (service, _) = open(arguments)?;
    let written = service.export_mappings(&session(arguments)?, &organization, &dictionary, &export)?;
    std::fs::write(&command.out, &written.bytes).map_err(|cause| file_error(&command.out, cause))?;
    if let Some(path) = &command.losses {
        let table = mapping_losses_csv(&written.losses)?;
        std::fs::write(path, table).map_err(|cause| file_error(path, cause))?;
    }
    let (bytes, places) = (written.bytes.len(), written.losses.places.len());
    console.answer(
        &MappingLossesResponse::from(written.losses),
        &format!("已导出 {dictionary}：{bytes} 字节；{places} 处该格式不能表达"),
        &format!("exported {dictionary}: {bytes} bytes; {places} places that the form cannot say"),
    )
}

fn import(arguments: &Arguments, command: &ImportMappingsCommand, console: &mut Console) -> Result<()> {
    let organization = OrganizationId::new(command.organization.clone())?;
    let dictionary = DictionaryId::new(command.dictionary.clone())?;
    let file = read_file(&command.file)?;
    let import = MappingImport {
        format: command.format,
        replace: command.replace,
        dry_run: command.dry_run,
    };
    let (service, _) = open(arguments)?;
    let origin = Origin {
        request_id: String::new(),
        address: "cli".to_owned(),
    };
    let token = connection::token(command.token_file.as_deref())?.ok_or(Code::TokenMissing)?;
    let curator = service.sign_in(&token, origin)?;
    let report = service.import_mappings(&curator, &organization, &dictionary, &file.bytes, &import)?;
    for finding in report.refusals.iter().chain(&report.notes) {
        let (chinese, english) = (console.finding(finding), console.finding(finding));
        console.say(&chinese, &english);
    }
    let tally = report.tally;
    let (drafted, replaced, same, kept) = (tally.drafted, tally.replaced, tally.unchanged, tally.kept);
    let (skipped, refused) = (tally.skipped, tally.refused);
    let [zh, en] = if command.dry_run {
        ["试算，没有写入：", "nothing was done, it would be: "]
    } else {
        [""; 2]
    };
    console.answer(
        &MappingImportResponse::of(&report, console.language),
        &format!("{zh}新草稿 {drafted}，替换 {replaced}，相同 {same}，保留原有 {kept}，未导入 {skipped} 行，错误 {refused}"),
        &format!(
            "{en}{drafted} drafted, {replaced} replaced, {same} the same, {kept} kept, {skipped} rows not imported, {refused} wrong"
        ),
    )
}
