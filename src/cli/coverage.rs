//! `zhiyu coverage show|cut|list`

use super::arguments::Arguments;
use super::arguments::coverage::CoverageCommand;
use super::arguments::coverage::CutCoverageCommand;
use super::arguments::coverage::ListCoverageCommand;
use super::arguments::coverage::ShowCoverageCommand;
use super::console::Console;
use super::file_error;
use super::open;
use super::session;
use crate::coverage::CoverageReport;
use crate::coverage::Group;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::word;
use crate::http::curation::coverage::CutRequest;
use crate::http::curation::coverage::FrozenReportResponse;
use crate::http::curation::coverage::cut_named;
use crate::id::OrganizationId;
use crate::language::Language;
use crate::page::MOST_ROWS;
use crate::page::Page;
use crate::registry::tabular::Format;
use crate::report::CoverageTable;
use crate::report::coverage_table;
use crate::service::curation::coverage;
use crate::service::curation::coverage::By;
use crate::service::curation::coverage::FrozenReport;
use std::path::Path;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &CoverageCommand, console: &mut Console) -> Result<()> {
    match command {
        CoverageCommand::Show(command) => show(arguments, command, console),
        CoverageCommand::Cut(command) => cut(arguments, command, console),
        CoverageCommand::List(command) => list(arguments, command, console),
    }
}

fn show(arguments: &Arguments, command: &ShowCoverageCommand, console: &mut Console) -> Result<()> {
    let bys: Vec<&str> = By::ALL.iter().map(|by| by.as_str()).collect();
    let by = word(&command.by, "--by", By::parse, &bys)?;
    let tables: Vec<&str> = CoverageTable::ALL.iter().map(|table| table.as_str()).collect();
    let table = word(&command.table, "--table", CoverageTable::parse, &tables)?;
    let report = report(arguments, command)?;
    if let Some(path) = &command.out {
        let bytes = written(path, &report, (table, by), console.language)?;
        std::fs::write(path, bytes).map_err(|cause| file_error(path, cause))?;
        let path = path.display();
        console.say(&format!("已写入 {path}"), &format!("written to {path}"));
    } else {
        say(console, &report, ("合计", "total"), &report.total);
        for group in report.groups(by) {
            let organization = group.organization.as_deref().unwrap_or_default();
            let name = format!("{organization} {}", group.name);
            say(console, &report, (name.trim(), name.trim()), group);
        }
        for one in &report.left_out {
            let (organization, dictionary) = (&one.organization, &one.dictionary);
            console.say(
                &format!("未计入 {organization} {dictionary}：{}", one.reason),
                &format!("left out: {organization} {dictionary}: {}", one.reason_en),
            );
        }
    }
    let (count, as_of) = (report.dictionaries.len(), report.as_of.clone());
    console.answer(
        &report,
        &format!("{count} 个字典，统计时刻 {as_of}"),
        &format!("{count} dictionaries, as of {as_of}"),
    )
}

fn report(arguments: &Arguments, command: &ShowCoverageCommand) -> Result<CoverageReport> {
    let organization = command.organization.as_ref().map(|id| OrganizationId::new(id.clone()));
    let organization = organization.transpose()?;
    let cut = command.cut.as_deref().map(cut_named).transpose()?;
    let (service, _) = open(arguments)?;
    let session = session(arguments)?;
    match (organization, cut) {
        (None, None) => service.coverage_of_scope(&session),
        (None, Some(cut)) => service.coverage_of_scope_at(&session, cut),
        (Some(id), None) => service.coverage(&session, &id),
        (Some(id), Some(cut)) => {
            let (_, body) = service.coverage_report(&session, &id, &cut.to_string())?;
            coverage::read(&body)
        }
    }
}

fn written(path: &Path, report: &CoverageReport, what: (CoverageTable, By), language: Language) -> Result<Vec<u8>> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("csv") => coverage_table(report, what, Format::Csv, language),
        Some("xlsx") => coverage_table(report, what, Format::Xlsx, language),
        Some("json") => {
            let text = report.to_canonical();
            let text = text.map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
            Ok(text.into_bytes())
        }
        Some(_) | None => Err(Error::new(Code::FieldInvalid)
            .with("field", "--out")
            .with("value", path.display())
            .with("rule_zh", "请以 .csv、.xlsx 或 .json 结尾")
            .with("rule_en", "end it with .csv, .xlsx or .json")
            .in_field("--out")),
    }
}

/// The rates of a group, a line each.
fn say(console: &mut Console, report: &CoverageReport, (zh, en): (&str, &str), group: &Group) {
    console.say(zh, en);
    for rate in &group.rates {
        let rule = report.rule(&rate.measure);
        let (title_zh, title_en) = rule.map_or(("", ""), |rule| (&rule.title, &rule.title_en));
        let share = |share: &Option<String>| share.clone().unwrap_or_else(|| "-".to_owned());
        let figures = format!(
            "{}/{} = {}\t{}/{} = {}",
            rate.numerator.codes,
            rate.denominator.codes,
            share(&rate.rate),
            rate.numerator.usage,
            rate.denominator.usage,
            share(&rate.weighted)
        );
        console.say(&format!("  {title_zh}\t{figures}"), &format!("  {title_en}\t{figures}"));
    }
}

fn cut(arguments: &Arguments, command: &CutCoverageCommand, console: &mut Console) -> Result<()> {
    let (service, _) = open(arguments)?;
    let session = session(arguments)?;
    let request = CutRequest {
        period: command.period.clone(),
        day: command.day.clone(),
    };
    let cut = request.cut(&service)?;
    let mut list = Vec::new();
    if let Some(id) = &command.organization {
        list.push(OrganizationId::new(id.clone())?);
    } else {
        let mut after = None;
        loop {
            let slice = service.organizations(&session, &Page::new(after, Some(MOST_ROWS)))?;
            list.extend(slice.items.into_iter().map(|organization| organization.id));
            after = slice.next;
            if after.is_none() {
                break;
            }
        }
    }
    for id in list {
        answer(service.cut_coverage(&session, &id, cut)?, console)?;
    }
    Ok(())
}

fn list(arguments: &Arguments, command: &ListCoverageCommand, console: &mut Console) -> Result<()> {
    let id = OrganizationId::new(command.organization.clone())?;
    let (service, _) = open(arguments)?;
    for frozen in service.coverage_reports(&session(arguments)?, &id)? {
        answer(frozen, console)?;
    }
    Ok(())
}

fn answer(frozen: FrozenReport, console: &mut Console) -> Result<()> {
    let (organization, cut, digest) = (frozen.organization.clone(), frozen.cut.clone(), frozen.digest.clone());
    let taken = frozen.taken_at.to_shanghai();
    console.answer(
        &FrozenReportResponse::from(frozen),
        &format!("{organization}\t{cut}\t统计于 {taken}\t摘要 {digest}"),
        &format!("{organization}\t{cut}\tcounted {taken} (Asia/Shanghai)\tdigest {digest}"),
    )
}
