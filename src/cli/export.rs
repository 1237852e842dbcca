//! `zhiyu export edition`

use super::arguments::Arguments;
use super::arguments::ExportCommand;
use super::arguments::ExportEditionCommand;
use super::console::Console;
use super::file_error;
use super::open;
use super::session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::SystemId;
use crate::registry::exchange::Format;
use serde_json::json;
use std::path::Path;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &ExportCommand, console: &mut Console) -> Result<()> {
    match command {
        ExportCommand::Edition(command) => edition(arguments, command, console),
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

fn edition(arguments: &Arguments, command: &ExportEditionCommand, console: &mut Console) -> Result<()> {
    let of = EditionRef {
        system: SystemId::new(command.system.clone())?,
        edition: EditionId::new(command.edition.clone())?,
    };
    let format = match command.format {
        Some(format) => format,
        None => format_of(&command.out)?,
    };
    let (service, _) = open(arguments)?;
    let bytes = service.export_edition(&session(arguments)?, &of, format)?;
    std::fs::write(&command.out, &bytes).map_err(|cause| file_error(&command.out, cause))?;
    let (length, word) = (bytes.len(), format.as_str());
    console.answer(
        &json!({ "system": of.system, "edition": of.edition, "format": word, "bytes": length }),
        &format!("已导出 {of}：{word}，{length} 字节"),
        &format!("exported {of}: {word}, {length} bytes"),
    )
}
