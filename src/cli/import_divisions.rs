//! `zhiyu import divisions`: every list of a folder, each by its name.

use super::arguments::Arguments;
use super::arguments::ImportDivisionsCommand;
use super::console::Console;
use super::file_error;
use super::open;
use super::read_file;
use super::session;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::SystemId;
use crate::registry::edition::EditionMetadata;
use crate::registry::succession::PartialDate;
use crate::registry::succession::Profile;
use crate::service::Service;
use crate::service::registry::divisions::DivisionList;
use crate::service::registry::successions::SuccessionImport;
use chrono::Datelike as _;
use chrono::NaiveDate;
use serde_json::json;
use std::path::Path;
use std::path::PathBuf;

/// A series of lists: its code system, its title, its publisher.
struct Series(&'static str, &'static str, &'static str);

const YEARLY: Series = Series("GB-T-2260-yearly", "行政区划代码（各年年末）", "民政部");
const CIVIL_AFFAIRS: Series = Series("GB-T-2260-mca", "行政区划代码（民政部月度）", "民政部");
const STATISTICS: Series = Series("GB-T-2260-stats", "统计用区划代码（国家统计局）", "国家统计局");
const TOWNSHIPS: &str = "GB-T-10114";

/// What a file of the folder is.
enum Item {
    /// A list of divisions: its series, its edition, the day at whose end it holds.
    List(&'static Series, String, String),
    /// A list of changes of a code system in this form.
    Changes(&'static str, Profile),
}

/// Runs the command.
pub fn run(arguments: &Arguments, command: &ImportDivisionsCommand, console: &mut Console) -> Result<()> {
    let files = files(&command.folder)?;
    let years = years(&files);
    let (service, _) = open(arguments)?;
    let session = session(arguments)?;
    let total = u64::try_from(files.len()).unwrap_or_default();
    let bar = console.progress(total, "导入", "importing");
    let (mut lists, mut new, mut rows, mut changes) = (0_u64, 0_u64, 0_u64, Vec::new());
    for (path, item) in files {
        match item {
            Item::List(series, edition, day) => {
                let list = list(series, &edition, day, command)?;
                let (edition, is_new) = service.import_division_list(&session, &list, &read_file(&path)?)?;
                lists += 1;
                new += u64::from(is_new);
                rows += edition.rows;
            }
            Item::Changes(system, profile) => {
                let edition = if profile == Profile::Lives {
                    years.clone()
                } else {
                    file_stem(&path)
                };
                let of = EditionRef::parse(&format!("{system}/{edition}"))?;
                changes.push(import_changes(&service, &session, (&of, &path, profile), command)?);
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let (zh, en): (Vec<String>, Vec<String>) = changes.iter().map(Counts::words).unzip();
    let counts: Vec<_> = changes.iter().map(Counts::json).collect();
    console.answer(
        &json!({ "lists": lists, "new_lists": new, "concepts": rows, "successions": counts }),
        &format!("{lists} 个版本（新 {new} 个），共 {rows} 条；沿革：{}", zh.join("；")),
        &format!(
            "{lists} editions ({new} new) with {rows} concepts; successions: {}",
            en.join("; ")
        ),
    )
}

/// What the import of a list of changes gave.
struct Counts {
    of: EditionRef,
    file_rows: usize,
    changes: u64,
    findings: usize,
}

impl Counts {
    fn words(&self) -> (String, String) {
        let Self {
            of,
            file_rows,
            changes,
            findings,
        } = self;
        (
            format!("{of} {file_rows} 行，{changes} 项变更，{findings} 处须核对"),
            format!("{of} {file_rows} rows, {changes} changes, {findings} findings"),
        )
    }

    fn json(&self) -> serde_json::Value {
        json!({ "list": self.of, "file_rows": self.file_rows, "changes": self.changes, "findings": self.findings })
    }
}

fn import_changes(
    service: &Service,
    session: &Session,
    (of, path, profile): (&EditionRef, &Path, Profile),
    command: &ImportDivisionsCommand,
) -> Result<Counts> {
    let import = SuccessionImport {
        profile,
        source: source(command, path),
        confidence: command.confidence.clone(),
        publish: true,
    };
    let imported = service.import_succession(session, of, &read_file(path)?, &import)?;
    Ok(Counts {
        of: of.clone(),
        file_rows: imported.file_rows,
        changes: imported.list.rows,
        findings: imported.findings.len(),
    })
}

fn list(series: &Series, edition: &str, day: String, command: &ImportDivisionsCommand) -> Result<DivisionList> {
    let Series(system, title, publisher) = series;
    Ok(DivisionList {
        of: EditionRef {
            system: SystemId::new(*system)?,
            edition: EditionId::new(edition)?,
        },
        system_title: (*title).to_owned(),
        publisher: (*publisher).to_owned(),
        metadata: EditionMetadata {
            title: format!("{title} {edition}"),
            source: format!("{publisher} {}", command.source).trim().to_owned(),
            confidence: command.confidence.clone(),
            effective_from: Some(day),
            ..EditionMetadata::default()
        },
    })
}

fn source(command: &ImportDivisionsCommand, path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    format!("{} {}", command.source, name.unwrap_or_default())
        .trim()
        .to_owned()
}

/// The files that have a meaning, lists before changes, each group by name.
fn files(folder: &Path) -> Result<Vec<(PathBuf, Item)>> {
    let mut found: Vec<(PathBuf, Item)> = Vec::new();
    for folder in [folder.to_owned(), folder.join("data")] {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(_) if folder.ends_with("data") => continue,
            Err(cause) => return Err(file_error(&folder, cause)),
        };
        for entry in entries {
            let path = entry.map_err(|cause| file_error(&folder, cause))?.path();
            found.extend(item(&path).map(|item| (path, item)));
        }
    }
    found.sort_by(|one, other| {
        let is_change = |item: &Item| matches!(item, Item::Changes(..));
        (is_change(&one.1), &one.0).cmp(&(is_change(&other.1), &other.0))
    });
    if found.is_empty() {
        return Err(Error::new(Code::FileEmpty));
    }
    Ok(found)
}

/// What a file is, by its name: `1981.txt`, `201712.tsv`, `stats_201810.tsv`, `result.csv`, `sub-county-diff.xlsx`.
fn item(path: &Path) -> Option<Item> {
    let name = path.file_name()?.to_str()?;
    match name {
        "result.csv" => return Some(Item::Changes(YEARLY.0, Profile::Lives)),
        "sub-county-diff.xlsx" => return Some(Item::Changes(TOWNSHIPS, Profile::Sheets)),
        _ => {}
    }
    if let Some(year) = name.strip_suffix(".txt") {
        let is_year = year.len() == 4 && PartialDate::parse(year).is_some();
        return is_year.then(|| Item::List(&YEARLY, year.to_owned(), format!("{year}-12-31")));
    }
    let stem = name.strip_suffix(".tsv")?;
    let (series, digits) = match stem.strip_prefix("stats_") {
        Some(digits) => (&STATISTICS, digits),
        None => (&CIVIL_AFFAIRS, stem),
    };
    let (year, month) = digits.split_at_checked(4)?;
    let first = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)?;
    let last = first.checked_add_months(chrono::Months::new(1))?.pred_opt()?;
    let edition = format!("{:04}-{:02}", first.year(), first.month());
    Some(Item::List(series, edition, last.to_string()))
}

/// The first and last year of the yearly lists, such as `1981-2024`.
fn years(files: &[(PathBuf, Item)]) -> String {
    let mut years: Vec<&str> = Vec::new();
    for (_, item) in files {
        match item {
            Item::List(series, edition, _) if series.0 == YEARLY.0 => years.push(edition),
            Item::List(..) | Item::Changes(..) => {}
        }
    }
    let (first, last) = (years.iter().min(), years.iter().max());
    first
        .zip(last)
        .map_or("all".to_owned(), |(first, last)| format!("{first}-{last}"))
}

fn file_stem(path: &Path) -> String {
    path.file_stem()
        .map_or(String::new(), |stem| stem.to_string_lossy().into_owned())
}
