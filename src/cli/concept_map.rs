//! `zhiyu import concept-map` and `zhiyu concept-map`

use super::arguments::Arguments;
use super::arguments::concept_map::ComposeCommand;
use super::arguments::concept_map::ConceptMapCommand;
use super::arguments::concept_map::ImportMapCommand;
use super::arguments::concept_map::LossesCommand;
use super::arguments::concept_map::MapDiffCommand;
use super::arguments::concept_map::TranslateCommand;
use super::console::Console;
use super::file_error;
use super::open;
use super::read_file;
use super::session;
use crate::error::Result;
use crate::http::registry::concept_maps::ChainResponse;
use crate::http::registry::concept_maps::ConceptMapResponse;
use crate::http::registry::concept_maps::LossesResponse;
use crate::http::registry::concept_maps::MapChangeResponse;
use crate::http::registry::concept_maps::MapRowResponse;
use crate::http::registry::concept_maps::MapVersionResponse;
use crate::id::EditionRef;
use crate::id::MapVersionRef;
use crate::mapping::concept_map::MapColumns;
use crate::mapping::concept_map::MapVersion;
use crate::page::Page;
use crate::report::losses_csv;
use crate::service::registry::concept_maps::MapImport;
use serde_json::json;

/// Runs `concept-map`.
pub fn run(arguments: &Arguments, command: &ConceptMapCommand, console: &mut Console) -> Result<()> {
    match command {
        ConceptMapCommand::List => list(arguments, console),
        ConceptMapCommand::Publish(command) => {
            let of = MapVersionRef::parse(&command.of)?;
            let (service, _) = open(arguments)?;
            let version = service.publish_concept_map(&session(arguments)?, &of)?;
            tell(version, console)
        }
        ConceptMapCommand::Translate(command) => translate(arguments, command, console),
        ConceptMapCommand::Losses(command) => losses(arguments, command, console),
        ConceptMapCommand::Compose(command) => compose(arguments, command, console),
        ConceptMapCommand::Export(command) => {
            let of = MapVersionRef::parse(&command.of)?;
            let (service, _) = open(arguments)?;
            let bytes = service.export_concept_map(&session(arguments)?, &of, command.format)?;
            std::fs::write(&command.out, &bytes).map_err(|cause| file_error(&command.out, cause))?;
            let (length, word) = (bytes.len(), command.format.as_str());
            console.answer(
                &json!({ "version": of.to_string(), "format": word, "bytes": length }),
                &format!("已导出 {of}：{word}，{length} 字节"),
                &format!("exported {of}: {word}, {length} bytes"),
            )
        }
        ConceptMapCommand::Diff(command) => diff(arguments, command, console),
    }
}

/// Runs `import concept-map`.
pub fn import(arguments: &Arguments, command: &ImportMapCommand, console: &mut Console) -> Result<()> {
    let of = MapVersionRef::parse(&format!("{}/{}", command.map, command.version))?;
    let file = read_file(&command.file)?;
    let import = MapImport {
        source: EditionRef::parse(&command.source)?,
        target: EditionRef::parse(&command.target)?,
        format: command.format,
        sheet: command.sheet.clone(),
        columns: MapColumns {
            source_code: command.source_code.clone(),
            source_name: command.source_name.clone(),
            target_code: command.target_code.clone(),
            target_name: command.target_name.clone(),
            relationship: command.relationship.clone(),
            comment: command.comment.clone(),
        },
        provenance: command.provenance.clone(),
    };
    let (service, _) = open(arguments)?;
    let session = session(arguments)?;
    let mut version = service.import_concept_map(&session, &of, &file, &import)?;
    if command.publish {
        version = service.publish_concept_map(&session, &of)?;
    }
    tell(version, console)
}

fn tell(version: MapVersion, console: &mut Console) -> Result<()> {
    let (of, rows, digest) = (version.of.clone(), version.rows, version.digest.clone());
    let status = version.status.as_str();
    console.answer(
        &MapVersionResponse::from(version),
        &format!("对照表 {of}：{rows} 行，状态 {status}，摘要 {digest}"),
        &format!("concept map {of}: {rows} rows, {status}, digest {digest}"),
    )
}

fn list(arguments: &Arguments, console: &mut Console) -> Result<()> {
    let (service, _) = open(arguments)?;
    let session = session(arguments)?;
    let mut answers = Vec::new();
    let mut lines = Vec::new();
    let mut after = None;
    loop {
        let slice = service.concept_maps(&session, &Page::new(after, Some(crate::page::MOST_ROWS)))?;
        for map in slice.items {
            let (map, versions) = service.concept_map(&session, &map.id)?;
            for version in &versions {
                let (of, status, rows) = (&version.of, version.status.as_str(), version.rows);
                lines.push(format!(
                    "{of}  {} -> {}  {status}  {rows}",
                    version.source, version.target
                ));
            }
            answers.push(ConceptMapResponse::of(map, Some(versions)));
        }
        after = slice.next;
        if after.is_none() {
            break;
        }
    }
    let text = lines.join("\n");
    console.answer(&answers, &text, &text)
}

fn translate(arguments: &Arguments, command: &TranslateCommand, console: &mut Console) -> Result<()> {
    let of = MapVersionRef::parse(&command.of)?;
    let (service, _) = open(arguments)?;
    let rows = service.translate(&session(arguments)?, &of, &command.code, command.reverse)?;
    let rows: Vec<MapRowResponse> = rows.into_iter().map(MapRowResponse::from).collect();
    let none = String::new();
    let line = |row: &MapRowResponse| {
        let target = row.target.as_ref().unwrap_or(&none);
        let display = row.target_display.as_ref().unwrap_or(&none);
        let relationship = row.relationship.as_ref().unwrap_or(&none);
        format!(
            "{} {} -> {target} {display} ({relationship})",
            row.source, row.source_display
        )
    };
    let text = rows.iter().map(line).collect::<Vec<_>>().join("\n");
    if rows.is_empty() {
        return console.answer(&rows, "对照表中没有这个编码", "the map does not know the code");
    }
    console.answer(&rows, &text, &text)
}

fn losses(arguments: &Arguments, command: &LossesCommand, console: &mut Console) -> Result<()> {
    let of = MapVersionRef::parse(&command.of)?;
    let (service, _) = open(arguments)?;
    let losses = service.concept_map_losses(&session(arguments)?, &of)?;
    if let Some(path) = &command.out {
        std::fs::write(path, losses_csv(&losses)?).map_err(|cause| file_error(path, cause))?;
    }
    let counts: Vec<String> = losses
        .counts()
        .into_iter()
        .map(|(kind, count)| format!("  {} {count}", kind.as_str()))
        .collect();
    let counts = counts.join("\n");
    let chinese = format!(
        "{} 行，源 {} 个，目标 {} 个；编码改变 {} 行，名称改变 {} 行；{} 个目标有多个源，{} 个源有多个目标\n{counts}",
        losses.rows,
        losses.sources,
        losses.targets,
        losses.codes_changed,
        losses.displays_changed,
        losses.merged_targets,
        losses.split_sources,
    );
    let english = format!(
        "{} rows, {} sources, {} targets; {} rows change the code, {} the name; {} targets have several sources, {} sources several targets\n{counts}",
        losses.rows,
        losses.sources,
        losses.targets,
        losses.codes_changed,
        losses.displays_changed,
        losses.merged_targets,
        losses.split_sources,
    );
    console.answer(&LossesResponse::from(losses), &chinese, &english)
}

fn compose(arguments: &Arguments, command: &ComposeCommand, console: &mut Console) -> Result<()> {
    let (first, second) = (
        MapVersionRef::parse(&command.first)?,
        MapVersionRef::parse(&command.second)?,
    );
    let (service, _) = open(arguments)?;
    let session = session(arguments)?;
    let chain = ChainResponse::from(service.compose_concept_maps(&session, &first, &second)?);
    let counts: Vec<String> = chain
        .counts
        .iter()
        .map(|(kind, count)| format!("  {kind} {count}"))
        .collect();
    let (rows, counts) = (chain.rows.len(), counts.join("\n"));
    console.answer(
        &chain,
        &format!("串接得 {rows} 行，损失：\n{counts}"),
        &format!("the chain has {rows} rows and loses:\n{counts}"),
    )?;
    if let Some(name) = &command.keep {
        let of = MapVersionRef::parse(name)?;
        let version = service.keep_composed_map(&session, &of, &first, &second)?;
        let (rows, digest) = (version.rows, version.digest);
        console.say(
            &format!("已存为草稿 {of}：{rows} 行，摘要 {digest}"),
            &format!("kept as draft {of}: {rows} rows, digest {digest}"),
        );
    }
    Ok(())
}

fn diff(arguments: &Arguments, command: &MapDiffCommand, console: &mut Console) -> Result<()> {
    let version = |version: &str| MapVersionRef::parse(&format!("{}/{version}", command.map));
    let (before, after) = (version(&command.from)?, version(&command.to)?);
    let (service, _) = open(arguments)?;
    let changes = service.diff_concept_map(&session(arguments)?, &before, &after)?;
    let changes: Vec<MapChangeResponse> = changes.into_iter().map(MapChangeResponse::from).collect();
    let line = |change: &MapChangeResponse| {
        let codes = |rows: &[MapRowResponse]| {
            let codes = rows.iter().filter_map(|row| row.target.as_deref());
            codes.collect::<Vec<_>>().join("+")
        };
        let (before, after) = (codes(&change.before), codes(&change.after));
        format!("{} {}: {before} -> {after}", change.kind, change.source)
    };
    let text = changes.iter().map(line).collect::<Vec<_>>().join("\n");
    console.answer(&changes, &text, &text)
}
