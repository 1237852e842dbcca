//! `zhiyu translate`: a day's file is converted with a snapshot in files, without server and database.
//!
//! The output appears whole or not at all: it is written beside its place and moved there at the end.

mod counts;
mod files;
mod snapshot;

use super::arguments::Arguments;
use super::arguments::translate::TranslateCommand;
use super::console::Console;
use super::file_error;
use super::surroundings;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::tabular::stream::Characters;
use crate::snapshot::translate::Conversion;
use crate::snapshot::translate::FileFormat;
use crate::snapshot::translate::Mode;
use crate::snapshot::translate::Outputs;
use crate::snapshot::translate::Part;
use crate::snapshot::translate::Plan;
use crate::snapshot::translate::Totals;
use files::FileTotals;
use files::Input;
use files::Output;
use indicatif::ProgressBar;
use serde::Serialize;
use snapshot::Notice;
use std::path::Path;

/// What is known when a file is converted.
#[derive(Debug, Serialize)]
struct Summary {
    /// When it was converted, Asia/Shanghai.
    report_datetime: String,
    /// The business day of that moment.
    business_day: String,
    input: FileTotals,
    output: FileTotals,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejects_file: Option<FileTotals>,
    /// Whether every row is accounted for.
    reconciles: bool,
    /// What has to be known of the snapshot: `no-pointer`, `pointer-expired`, `key-set-expired`.
    notices: Vec<Notice>,
    #[serde(flatten)]
    totals: Totals,
}

/// Runs the command.
pub fn run(_arguments: &Arguments, command: &TranslateCommand, console: &mut Console) -> Result<()> {
    let now = (surroundings::of_this_machine().clock)();
    let plan = plan(command, console)?;
    must_be_apart(command)?;
    let mode = Mode::parse(&command.mode).ok_or_else(|| unfit("mode", &command.mode, "lenient, strict"))?;
    let opened = snapshot::load(command, now)?;
    let notices = snapshot::notices(&opened, console);
    let translator = opened.into_translator(mode)?;
    let mut input = Input::open(&command.input)?;
    let bar = console.progress(input.size(), "转换", "converting");
    let mut output = Output::create(&command.out)?;
    let mut rejects = command.rejects.as_deref().map(Output::create).transpose()?;
    let mut conversion = Conversion::new(translator, &plan)?;
    if command.counts.is_some() {
        conversion.count_usage();
    }
    let totals = convert(conversion, &mut input, &mut output, rejects.as_mut(), &bar)?;
    bar.finish_and_clear();
    let summary = Summary {
        report_datetime: now.to_shanghai(),
        business_day: now.business_day().to_string(),
        input: input.finish(),
        output: output.finish()?,
        rejects_file: rejects.map(Output::finish).transpose()?,
        reconciles: totals.reconciles(),
        notices,
        totals,
    };
    if let Some(path) = &command.counts {
        counts::write(path, command, &summary, now)?;
    }
    if let Some(path) = &command.summary {
        write_summary(path, &summary)?;
    }
    tell(&summary, console)
}

fn convert(
    mut conversion: Conversion,
    input: &mut Input,
    output: &mut Output,
    mut rejects: Option<&mut Output>,
    bar: &ProgressBar,
) -> Result<Totals> {
    let mut outputs = Outputs::default();
    let mut flush = |outputs: &mut Outputs| {
        output.write(&mut outputs.rows)?;
        match rejects.as_deref_mut() {
            Some(rejects) => rejects.write(&mut outputs.rejects),
            None => Ok(()),
        }
    };
    while let Some(bytes) = input.piece()? {
        conversion.feed(bytes, &mut outputs)?;
        bar.inc(u64::try_from(bytes.len()).unwrap_or_default());
        flush(&mut outputs)?;
    }
    let totals = conversion.finish(&mut outputs)?;
    flush(&mut outputs)?;
    Ok(totals)
}

fn plan(command: &TranslateCommand, console: &Console) -> Result<Plan> {
    let names = command.name_column.len();
    let is_paired = command.dictionary.len() == command.column.len() && (names == 0 || names == command.column.len());
    if !is_paired {
        let count = format!("{}/{}/{names}", command.dictionary.len(), command.column.len());
        return Err(unfit(
            "dictionary/column/name-column",
            &count,
            "as many --dictionary as --column, and as many --name-column or none",
        ));
    }
    let pairs = command.dictionary.iter().zip(&command.column).enumerate();
    let part = |(index, (dictionary, column)): (usize, (&String, &String))| Part {
        dictionary: Some(dictionary.clone()),
        code: column.clone(),
        name: command.name_column.get(index).cloned(),
        unit: command.unit_column.clone(),
        specimen: command.specimen_column.clone(),
        sex: command.sex_column.clone(),
        age: command.age_column.clone(),
    };
    Ok(Plan {
        format: format(command)?,
        characters: characters(command)?,
        parts: pairs.map(part).collect(),
        sets_rejects_apart: command.rejects.is_some(),
        language: console.language,
    })
}

fn format(command: &TranslateCommand) -> Result<FileFormat> {
    let ending = command
        .input
        .extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match (command.format.as_deref(), ending.as_deref()) {
        (Some("ndjson"), _) | (None, Some("ndjson" | "jsonl")) => Ok(FileFormat::Ndjson),
        (Some("csv") | None, _) => Ok(FileFormat::Csv),
        (Some(other), _) => Err(unfit("format", other, "csv, ndjson")),
    }
}

fn characters(command: &TranslateCommand) -> Result<Option<Characters>> {
    match command.encoding.as_deref() {
        None => Ok(None),
        Some("utf-8") => Ok(Some(Characters::Utf8)),
        Some("gb18030") => Ok(Some(Characters::Gb18030)),
        Some(other) => Err(unfit("encoding", other, "utf-8, gb18030")),
    }
}

/// Refuses to write over the file that is read, or two files into one.
fn must_be_apart(command: &TranslateCommand) -> Result<()> {
    let place = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_absent| path.to_owned());
    let mut places = vec![place(&command.input), place(&command.out)];
    places.extend(command.rejects.as_deref().map(place));
    places.extend(command.summary.as_deref().map(place));
    places.sort();
    match places
        .windows(2)
        .find(|pair| matches!(pair, [one, other] if one == other))
    {
        Some([path, _]) => Err(unfit("out", &path.display().to_string(), "a file of its own")),
        Some(_) | None => Ok(()),
    }
}

fn write_summary(path: &Path, summary: &Summary) -> Result<()> {
    let text = serde_json::to_string_pretty(summary).map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
    std::fs::write(path, text + "\n").map_err(|cause| file_error(path, cause))
}

fn tell(summary: &Summary, console: &mut Console) -> Result<()> {
    let totals = &summary.totals;
    let release = totals.release.release;
    for part in &totals.parts {
        let counts = [
            part.mapped,
            part.unmapped,
            part.ambiguous,
            part.invalid_source,
            part.retired_target,
        ];
        let [mapped, unmapped, ambiguous, invalid, retired] = counts;
        let (column, dictionary) = (&part.column, &part.dictionary);
        console.say(
            &format!(
                "{column}（{dictionary}）：已转换 {mapped}，未对照 {unmapped}，有歧义 {ambiguous}，源值无效 {invalid}，\
                 目标停用 {retired}"
            ),
            &format!(
                "{column} ({dictionary}): {mapped} mapped, {unmapped} unmapped, {ambiguous} ambiguous, \
                 {invalid} invalid_source, {retired} retired_target"
            ),
        );
    }
    let (rows_in, rows_out, rejects) = (totals.rows_in, totals.rows_out, totals.rejects);
    console.answer(
        summary,
        &format!("按发布版 {release} 转换：进 {rows_in} 行 = 出 {rows_out} 行 + 剔除 {rejects} 行"),
        &format!("converted by release {release}: {rows_in} rows in = {rows_out} out + {rejects} rejects"),
    )
}

/// An option whose value breaks its rule.
fn unfit(option: &str, value: &str, rule: &str) -> Error {
    Error::new(Code::FieldInvalid)
        .with("field", option)
        .with("value", value)
        .with("rule_zh", format!("须为：{rule}"))
        .with("rule_en", format!("needed: {rule}"))
        .in_field(option)
}
