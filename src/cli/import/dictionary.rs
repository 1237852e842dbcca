//! `zhiyu import dictionary`: loads a dictionary, or says with `--dry-run` what a load would change.

use super::super::arguments::Arguments;
use super::super::arguments::ImportDictionaryCommand;
use super::super::console::Console;
use super::super::file_error;
use super::super::open;
use super::super::read_file;
use super::super::session;
use crate::error::Result;
use crate::http::curation::loads::LoadResponse;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::report::load_csv;
use crate::report::load_xlsx;
use crate::service::curation::dictionaries::DictionaryLoad;
use crate::service::curation::dictionaries::LoadReport;
use crate::service::curation::dictionaries::LocalColumns;
use std::path::Path;

/// How many of the gravest changes a person is told at once.
const SHOWN: usize = 5;

/// Runs the command.
pub(super) fn run(arguments: &Arguments, command: &ImportDictionaryCommand, console: &mut Console) -> Result<()> {
    let organization = OrganizationId::new(command.organization.clone())?;
    let id = DictionaryId::new(command.dictionary.clone())?;
    let file = read_file(&command.file)?;
    let load = DictionaryLoad {
        target: command.target.as_deref().map(EditionRef::parse).transpose()?,
        columns: LocalColumns {
            code: command.code.clone(),
            name: command.name.clone(),
            usage: command.usage.clone(),
            attributes: command.attribute.clone(),
        },
        plan: None,
    };
    let (service, _) = open(arguments)?;
    let session = session(arguments)?;
    let report = if command.dry_run {
        service.rehearse_dictionary(&session, &organization, &id, &file, &load)?
    } else {
        service.load_dictionary(&session, &organization, &id, &file, &load)?
    };
    if let Some(path) = &command.report {
        write(path, &report)?;
    }
    let response = LoadResponse::of(&report, console.language);
    let (chinese, english) = sum(&organization, &id, &response);
    console.answer(&response, &chinese, &english)?;
    tell(&response, console);
    Ok(())
}

fn write(path: &Path, report: &LoadReport) -> Result<()> {
    let is_workbook = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    let table = if is_workbook {
        load_xlsx(&report.changes, &report.fates, &report.doubts)?
    } else {
        load_csv(&report.changes, &report.fates, &report.doubts)?
    };
    std::fs::write(path, table).map_err(|cause| file_error(path, cause))
}

/// The counts: Chinese, English.
fn sum(organization: &OrganizationId, id: &DictionaryId, found: &LoadResponse) -> (String, String) {
    let done = if found.applied {
        ("已导入", "loaded")
    } else {
        ("未写入，将会导入", "not stored, would load")
    };
    let mappings = |fate: &str| found.mappings.get(fate).copied().unwrap_or(0);
    let (recheck, gone) = (mappings("to-recheck"), mappings("code-removed"));
    let chinese = format!(
        "{} {organization} 的字典 {id}：{} 行；新增 {} 个编码，恢复 {} 个，消失 {} 个，改名 {} 个（书写差异 {}、改写 {}），编码复用 {} 个；{} 个编码重复，共 {} 行（全部保留，须医院核对），{} 个名称有多个编码；对照转待复核 {recheck} 条，编码已消失的对照 {gone} 条",
        done.0,
        found.rows,
        found.added,
        found.returned,
        found.removed,
        found.renamed,
        found.respelled,
        found.reworded,
        found.re_used,
        found.repeated_codes,
        found.repeated_rows,
        found.duplicate_names,
    );
    let english = format!(
        "{} dictionary {id} of {organization}: {} rows; {} codes added, {} came back, {} removed, {} renamed ({} respelled, {} reworded), {} re-used; {} codes repeated in {} rows (all kept, to be checked by the hospital), {} names under several codes; {recheck} mappings go back to review, {gone} mappings of removed codes",
        done.1,
        found.rows,
        found.added,
        found.returned,
        found.removed,
        found.renamed,
        found.respelled,
        found.reworded,
        found.re_used,
        found.repeated_codes,
        found.repeated_rows,
        found.duplicate_names,
    );
    (chinese, english)
}

fn tell(found: &LoadResponse, console: &mut Console) {
    let personal = found.personal_data;
    if personal > 0 {
        console.say(
            &format!("  注意：有 {personal} 处疑似个人信息；字典里只应有编码、名称和计数"),
            &format!(
                "  note: {personal} places look like personal data; a dictionary holds codes, names and counts only"
            ),
        );
    }
    for warning in found.warnings.iter().take(SHOWN) {
        let place = (
            warning.row.unwrap_or_default(),
            warning.column.as_deref().unwrap_or_default(),
        );
        let (row, column, detail) = (place.0, place.1, &warning.detail);
        console.say(
            &format!("  第 {row} 行“{column}”：{detail}"),
            &format!("  row {row}, '{column}': {detail}"),
        );
    }
    for one in found.changed_codes.iter().take(SHOWN) {
        let (drift, code) = (one.drift, &one.code);
        let names = format!("{} -> {}", one.before.join(" / "), one.after.join(" / "));
        console.say(
            &format!("  {drift} {code}：{names}"),
            &format!("  {drift} {code}: {names}"),
        );
    }
    for repeated in found.repeated.iter().take(SHOWN) {
        let rows: Vec<String> = repeated.rows.iter().map(ToString::to_string).collect();
        let (code, rows, names) = (&repeated.code, rows.join(", "), repeated.names.join(" / "));
        console.say(
            &format!("  重复编码 {code}：第 {rows} 行：{names}"),
            &format!("  repeated code {code}: rows {rows}: {names}"),
        );
    }
}
