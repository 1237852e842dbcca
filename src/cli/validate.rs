//! `zhiyu validate`: which values may stand in a field, which not, and why.

use super::arguments::Arguments;
use super::arguments::catalogue::ValidateCommand;
use super::console::Console;
use super::open;
use super::read_file;
use super::session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::registry::validation::FieldVerdictsResponse;
use crate::http::registry::validation::VerdictResponse;
use crate::id::SpecificationId;
use crate::language::Language;
use crate::registry::columns::column_named;
use crate::registry::reason::Outcome;
use std::collections::BTreeMap;
use std::path::Path;

/// How many different values a person sees; JSON has all of them.
const SHOWN: usize = 200;

/// Runs the command. Values that are not valid make it end with the exit code of refused input.
pub fn run(arguments: &Arguments, command: &ValidateCommand, console: &mut Console) -> Result<()> {
    let id = SpecificationId::new(command.specification.clone())?;
    let values = match (&command.file, &command.column) {
        (Some(file), Some(column)) => column_of(file, column)?,
        _ => command.values.clone(),
    };
    let (service, _) = open(arguments)?;
    let judge = service.field_judge(&session(arguments)?, &id, &command.table, &command.field)?;
    let place = (&id, command.table.clone(), command.field.clone());
    let response = FieldVerdictsResponse::of(place, &judge, values, console.language);
    show(&response, console);
    let counts = &response.counts;
    let (valid, invalid, open) = (counts.valid, counts.invalid, counts.not_checkable);
    let total = response.results.len();
    console.answer(
        &response,
        &format!("共 {total} 个值：{valid} 个有效，{invalid} 个无效，{open} 个无法校验"),
        &format!("{total} values: {valid} valid, {invalid} invalid, {open} not checkable"),
    )?;
    if invalid + open == 0 {
        return Ok(());
    }
    Err(Error::new(Code::ValuesNotValid)
        .with("invalid", invalid)
        .with("not_checkable", open))
}

fn column_of(path: &Path, column: &str) -> Result<Vec<String>> {
    let table = read_file(path)?.table()?;
    let column = column_named(table.headers(), column)?;
    Ok(table.rows().map(|row| row.cell(column).to_owned()).collect())
}

/// Every different value once, in the order in which it comes first, with how often it comes.
fn show(response: &FieldVerdictsResponse, console: &mut Console) {
    let basis = &response.basis;
    let domain = basis.value_domain.as_ref();
    let domain = domain.map_or_else(String::new, |pin| format!("{}/{}", pin.id, pin.version));
    let edition = basis.edition.clone().unwrap_or_default();
    let place = format!("{}／{}／{}", response.specification, response.table, response.field);
    let title = format!("{}（{}）", basis.title, basis.confidence);
    console.say(
        &format!("{place}：{title} 值域 {domain} 版本 {edition}"),
        &format!("{place}: {title} value domain {domain} edition {edition}"),
    );
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &response.results {
        *counts.entry(&one.value).or_default() += 1;
    }
    let mut shown = 0;
    for one in &response.results {
        let Some(times) = counts.remove(one.value.as_str()) else {
            continue;
        };
        shown += 1;
        if shown > SHOWN {
            console.say("  ……其余见 --json", "  … the others with --json");
            return;
        }
        let (zh, en) = (line(one, times, Language::Chinese), line(one, times, Language::English));
        console.say(&zh, &en);
    }
}

fn line(one: &VerdictResponse, times: usize, language: Language) -> String {
    let outcomes = [Outcome::Valid, Outcome::Invalid, Outcome::NotCheckable];
    let outcome = outcomes.into_iter().find(|outcome| outcome.as_str() == one.verdict);
    let verdict = outcome.map_or("", |outcome| language.of(outcome.words()));
    let mark = match outcome {
        Some(Outcome::Valid) => "✓",
        Some(Outcome::Invalid) => "✗",
        Some(Outcome::NotCheckable) | None => "?",
    };
    let times = if times > 1 {
        format!(" ×{times}")
    } else {
        String::new()
    };
    let colon = language.of(("：", ": "));
    let words = one.display.as_deref().unwrap_or(one.words);
    let text = format!("  {mark} “{}” {verdict}{times}{colon}{words}", one.value);
    let Some(suggestion) = &one.suggestion else {
        return text;
    };
    let display = one.suggestion_display.as_deref();
    let display = display.map_or_else(String::new, |display| format!("（{display}）"));
    match language {
        Language::Chinese => format!("{text}；是否应为 “{suggestion}”{display}"),
        Language::English => format!("{text}; did you mean “{suggestion}”{display}"),
    }
}
