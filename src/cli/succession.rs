//! `zhiyu succession` and `zhiyu import succession`

use super::arguments::Arguments;
use super::arguments::ImportSuccessionCommand;
use super::arguments::SuccessionCommand;
use super::console::Console;
use super::file_error;
use super::open;
use super::read_file;
use super::session;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::partial_date;
use crate::http::registry::succession_answers::SuccessionAnswerResponse;
use crate::http::registry::successions::SuccessionImportResponse;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::SystemId;
use crate::registry::columns::column_named;
use crate::registry::succession::Outcome;
use crate::registry::succession::Reached;
use crate::report::successions_csv;
use crate::service::registry::successions::Question;
use crate::service::registry::successions::SuccessionImport;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// Runs `succession`.
pub fn run(arguments: &Arguments, command: &SuccessionCommand, console: &mut Console) -> Result<()> {
    let system = SystemId::new(command.system.clone())?;
    let list = command.list.clone().map(EditionId::new).transpose()?;
    match (&command.input, &command.out) {
        (Some(input), Some(out)) => batch(arguments, command, (&system, list.as_ref()), (input, out), console),
        _ => one(arguments, command, &system, list.as_ref(), console),
    }
}

fn one(
    arguments: &Arguments,
    command: &SuccessionCommand,
    system: &SystemId,
    list: Option<&EditionId>,
    console: &mut Console,
) -> Result<()> {
    let to = command.to.as_deref().map(|text| partial_date(text, "to")).transpose()?;
    let question = Question {
        code: command.code.clone().unwrap_or_default(),
        date: partial_date(command.date.as_deref().unwrap_or_default(), "date")?,
    };
    let (service, _) = open(arguments)?;
    let questions = std::slice::from_ref(&question);
    let (list, mut answers) = service.successions(&session(arguments)?, system, list, questions, to)?;
    let Some(answer) = answers.pop() else { return Ok(()) };
    let words = answer.words(console.language);
    let reached: Vec<String> = [("", &answer.codes), ("~", &answer.parts), ("†", &answer.ended)]
        .into_iter()
        .flat_map(|(mark, list)| list.iter().map(move |one| format!("\n  {mark}{}", path(one))))
        .collect();
    let text = words + &reached.concat();
    let response = SuccessionAnswerResponse::of(answer, &question, list.of.edition.as_str(), console.language);
    console.answer(&response, &text, &text)
}

/// A code with the changes on the way to it.
fn path(reached: &Reached) -> String {
    let steps = reached.path.iter().map(|step| {
        let (kind, to, name, document) = (step.kind.chinese(), &step.to.code, &step.to.name, &step.document);
        format!(" ← {} {kind} {to} {name} {document}", step.date)
            .trim_end()
            .to_owned()
    });
    format!("{} {}{}", reached.code, reached.name, steps.rev().collect::<String>())
}

fn batch(
    arguments: &Arguments,
    command: &SuccessionCommand,
    (system, list): (&SystemId, Option<&EditionId>),
    (input, out): (&Path, &Path),
    console: &mut Console,
) -> Result<()> {
    let to = command.to.as_deref().map(|text| partial_date(text, "to")).transpose()?;
    let table = read_file(input)?.table()?;
    let column = column_named(table.headers(), &command.column)?;
    let dates = command
        .date_column
        .as_deref()
        .map(|title| column_named(table.headers(), title));
    let dates = dates.transpose()?;
    let questions = table.rows().map(|row| {
        let text = dates.map_or(command.date.as_deref().unwrap_or_default(), |column| row.cell(column));
        let date = partial_date(text, "date").map_err(|error: Error| error.at_row(row.number()))?;
        let code = row.cell(column).to_owned();
        Ok(Question { code, date })
    });
    let questions = questions.collect::<Result<Vec<_>>>()?;
    let (service, _) = open(arguments)?;
    let (_, answers) = service.successions(&session(arguments)?, system, list, &questions, to)?;
    let bytes = successions_csv(&table, &answers, console.language)?;
    std::fs::write(out, bytes).map_err(|cause| file_error(out, cause))?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for answer in &answers {
        *counts.entry(answer.outcome.as_str()).or_default() += 1;
    }
    let several = answers
        .iter()
        .filter(|one| one.outcome == Outcome::Found && one.codes.len() > 1)
        .count();
    let told: Vec<String> = counts.iter().map(|(word, count)| format!("{word} {count}")).collect();
    let told = told.join(", ");
    let rows = answers.len();
    console.answer(
        &json!({ "rows": rows, "outcomes": counts, "several": several }),
        &format!("{rows} 行：{told}；其中 {several} 行对应多个编码"),
        &format!("{rows} rows: {told}; {several} of them have several codes"),
    )
}

/// Runs `import succession`.
pub fn import(arguments: &Arguments, command: &ImportSuccessionCommand, console: &mut Console) -> Result<()> {
    let of = EditionRef {
        system: SystemId::new(command.system.clone())?,
        edition: EditionId::new(command.edition.clone())?,
    };
    let file = read_file(&command.file)?;
    let import = SuccessionImport {
        profile: command.profile,
        source: command.source.clone(),
        confidence: command.confidence.clone(),
        publish: command.publish,
    };
    let (service, _) = open(arguments)?;
    let imported = service.import_succession(&session(arguments)?, &of, &file, &import)?;
    for finding in &imported.findings {
        let line = console.finding(finding);
        console.say(&line, &line);
    }
    let response = SuccessionImportResponse::of(imported, console.language);
    let (rows, changes, status) = (response.file_rows, response.list.rows, response.list.status.clone());
    let findings = response.findings.len();
    console.answer(
        &response,
        &format!("已导入沿革表 {of}：{rows} 行，{changes} 项变更，{findings} 处须核对，状态 {status}"),
        &format!("imported succession list {of}: {rows} rows, {changes} changes, {findings} findings, {status}"),
    )
}
