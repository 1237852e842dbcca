//! `zhiyu work-list export|import`

use super::arguments::Arguments;
use super::arguments::work_list::ExportWorkListCommand;
use super::arguments::work_list::ImportWorkListCommand;
use super::arguments::work_list::WorkListArguments;
use super::arguments::work_list::WorkListCommand;
use super::connection;
use super::console::Console;
use super::file_error;
use super::open;
use super::read_file;
use super::session;
use crate::access::permit::Origin;
use crate::access::session::Session;
use crate::error::Result;
use crate::http::addresses::work_state;
use crate::http::curation::work_list_file::WorkListImportResponse;
use crate::http::curation::work_list_file::medium;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::state::Step;
use crate::report::work_list::merged_xlsx;
use crate::service::Service;
use crate::service::curation::work_list::WorkFilter;
use crate::service::curation::work_list_file::CellConflict;
use crate::service::curation::work_list_file::MergeReport;
use crate::service::curation::work_list_file::WorkListExport;
use crate::service::curation::work_list_file::WorkListImport;
use serde_json::json;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &WorkListCommand, console: &mut Console) -> Result<()> {
    match command {
        WorkListCommand::Export(command) => export(arguments, command, console),
        WorkListCommand::Import(command) => import(arguments, command, console),
    }
}

fn export(arguments: &Arguments, command: &ExportWorkListCommand, console: &mut Console) -> Result<()> {
    let (organization, dictionary) = named(&command.of)?;
    let ending = command
        .out
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    let order = WorkListExport {
        medium: medium(ending.as_deref().unwrap_or("xlsx"))?,
        filter: WorkFilter {
            state: command.state.as_deref().map(work_state).transpose()?,
            text: command.text.clone(),
            usage_from: command.usage_from,
            score_from: command.score_from,
            score_to: command.score_to,
            ..WorkFilter::default()
        },
        asked: asked(command),
    };
    let (service, _) = open(arguments)?;
    let session = acting(arguments, &command.of, &service)?;
    let bytes = service.export_work_list(&session, &organization, &dictionary, &order)?;
    std::fs::write(&command.out, &bytes).map_err(|cause| file_error(&command.out, cause))?;
    let (path, size) = (command.out.display(), bytes.len());
    console.answer(
        &json!({ "file": path.to_string(), "bytes": size }),
        &format!("{dictionary} 的工作列表已写入 {path}（{size} 字节）"),
        &format!("the work list of {dictionary} is in {path} ({size} bytes)"),
    )
}

fn asked(command: &ExportWorkListCommand) -> String {
    let number = |number: Option<u16>| number.map(|number| number.to_string());
    let parts = [
        ("state", command.state.clone()),
        ("text", command.text.clone()),
        ("usage_from", command.usage_from.map(|usage| usage.to_string())),
        ("score_from", number(command.score_from)),
        ("score_to", number(command.score_to)),
    ];
    let parts = parts
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", value?)));
    parts.collect::<Vec<_>>().join("&")
}

fn import(arguments: &Arguments, command: &ImportWorkListCommand, console: &mut Console) -> Result<()> {
    let (organization, dictionary) = named(&command.of)?;
    let file = read_file(&command.file)?;
    let options = WorkListImport {
        is_rehearsal: command.dry_run,
        skips_conflicts: command.skip_conflicts,
    };
    let (service, _) = open(arguments)?;
    let session = acting(arguments, &command.of, &service)?;
    let report = service.import_work_list(&session, &organization, &dictionary, &file, options)?;
    if let Some(path) = &command.out {
        let bytes = merged_xlsx(&report, console.language)?;
        std::fs::write(path, bytes).map_err(|cause| file_error(path, cause))?;
    }
    for error in report.conflicts.iter().map(CellConflict::to_error) {
        let line = console.finding(&error);
        console.say(&line, &line);
    }
    for finding in report.errors.iter().chain(&report.notes) {
        let line = console.finding(finding);
        console.say(&line, &line);
    }
    let [chinese, english] = words(&report, command.dry_run);
    let response = WorkListImportResponse::of(&report, command.dry_run, console.language);
    console.answer(&response, &chinese, &english)
}

fn words(report: &MergeReport, is_rehearsal: bool) -> [String; 2] {
    let [zh, en] = if is_rehearsal {
        ["试算，没有写入：", "nothing was done, it would be: "]
    } else {
        [""; 2]
    };
    let (rows, untouched, already) = (report.rows, report.untouched, report.already_so);
    let (drafted, conflicts, errors) = (report.drafted, report.rows_in_conflict, report.errors.len());
    let [steps, steps_en] = steps(&report.steps);
    [
        format!(
            "{zh}{rows} 行：未改动 {untouched}，已是如此 {already}，编制 {drafted}{steps}，冲突 {conflicts} 行，错误 {errors}"
        ),
        format!(
            "{en}{rows} rows: {untouched} untouched, {already} already so, {drafted} drafted{steps_en}, {conflicts} in conflict, {errors} errors"
        ),
    ]
}

/// The steps that were taken, each with how often, as the rest of a list in Chinese and English.
fn steps(list: &[(&'static str, usize)]) -> [String; 2] {
    let (mut chinese, mut english) = (String::new(), String::new());
    for (step, count) in list {
        let (zh, en) = Step::parse(step).map_or((*step, *step), Step::words);
        chinese.extend(["，", zh, " ", &count.to_string()]);
        english.extend([", ", &count.to_string(), " ", en]);
    }
    [chinese, english]
}

fn named(of: &WorkListArguments) -> Result<(OrganizationId, DictionaryId)> {
    let organization = OrganizationId::new(of.organization.clone())?;
    Ok((organization, DictionaryId::new(of.dictionary.clone())?))
}

/// The session of the token's holder; without a token that of the operator.
fn acting(arguments: &Arguments, of: &WorkListArguments, service: &Service) -> Result<Session> {
    let Some(token) = connection::token(of.token_file.as_deref())? else {
        return session(arguments);
    };
    let origin = Origin {
        request_id: String::new(),
        address: "cli".to_owned(),
    };
    service.sign_in(&token, origin)
}
