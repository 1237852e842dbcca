//! `zhiyu kind list|check|add`

use super::arguments::AddKindCommand;
use super::arguments::Arguments;
use super::arguments::CheckKindCommand;
use super::arguments::KindCommand;
use super::console::Console;
use super::open;
use super::read_file;
use super::session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::registry::kinds::CodeVerdictResponse;
use crate::http::registry::kinds::KindResponse;
use crate::http::registry::kinds::utf8;
use crate::id::KindId;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &KindCommand, console: &mut Console) -> Result<()> {
    match command {
        KindCommand::List => list(arguments, console),
        KindCommand::Check(command) => check(arguments, command, console),
        KindCommand::Add(command) => add(arguments, command, console),
    }
}

fn list(arguments: &Arguments, console: &mut Console) -> Result<()> {
    let (service, _) = open(arguments)?;
    let kinds = service.kinds(&session(arguments)?)?;
    let response: Vec<KindResponse> = kinds.iter().map(|kind| KindResponse::of(kind)).collect();
    let line = |kind: &KindResponse, title: &str| format!("{:<22} {:<6} {title}", kind.id, kind.confidence);
    let chinese: Vec<String> = response.iter().map(|kind| line(kind, &kind.title)).collect();
    let english: Vec<String> = response.iter().map(|kind| line(kind, &kind.title_en)).collect();
    console.answer(&response, &chinese.join("\n"), &english.join("\n"))
}

fn check(arguments: &Arguments, command: &CheckKindCommand, console: &mut Console) -> Result<()> {
    let (service, _) = open(arguments)?;
    let verdicts = service.check_codes(&session(arguments)?, &command.kind, &command.codes)?;
    let language = console.language;
    let verdicts = verdicts
        .into_iter()
        .map(|verdict| CodeVerdictResponse::of(verdict, language));
    let response: Vec<CodeVerdictResponse> = verdicts.collect();
    let line = |verdict: &CodeVerdictResponse, right: &str, above: &str| {
        let told = verdict.reason.as_ref().map_or(right, |reason| &reason.detail);
        let parents = verdict.parents.join(" > ");
        let above = if parents.is_empty() { "" } else { above };
        format!("{}: {told}{above}{parents}", verdict.code)
    };
    let chinese: Vec<String> = response.iter().map(|one| line(one, "符合", "；上级 ")).collect();
    let english: Vec<String> = response.iter().map(|one| line(one, "right", "; under ")).collect();
    console.answer(&response, &chinese.join("\n"), &english.join("\n"))?;
    let wrong = response.iter().find(|verdict| !verdict.valid);
    wrong.map_or(Ok(()), |wrong| {
        Err(Error::new(Code::CodeBreaksPattern)
            .with("value", &wrong.code)
            .with("kind", &command.kind))
    })
}

fn add(arguments: &Arguments, command: &AddKindCommand, console: &mut Console) -> Result<()> {
    let file = &command.file;
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let id = match &command.id {
        Some(id) => id.clone(),
        None => KindId::new(stem.unwrap_or_default())?,
    };
    let bytes = read_file(file)?.bytes;
    let text = utf8(&id, &bytes)?;
    let (service, _) = open(arguments)?;
    let kind = service.register_kind(&session(arguments)?, &id, &text)?;
    console.answer(
        &KindResponse::whole(&kind),
        &format!("已登记种类 {id}"),
        &format!("registered the kind {id}"),
    )
}
