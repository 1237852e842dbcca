//! The snapshot of a conversion: found in files, checked, made into a table.

use crate::cli::arguments::translate::TranslateCommand;
use crate::cli::file_error;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::snapshot::document::Document as _;
use crate::snapshot::manifest::Manifest;
use crate::snapshot::translate::ReleaseName;
use crate::snapshot::translate::Table;
use crate::snapshot::verify;
use crate::time::Day;
use crate::time::Instant;
use serde::Deserialize;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

const MANIFEST: &str = "manifest.json";
const BODY: &str = "body.jsonl";
const POINTER: &str = "pointer.json";

/// What a store's pointer says of releases that must not be used, and of one that is used instead of later ones.
#[derive(Default, Deserialize)]
struct Pointer {
    #[serde(default)]
    retracted: Vec<Retracted>,
    held: Option<Held>,
}

/// The earlier release at which the collector is held.
#[derive(Deserialize)]
struct Held {
    release: i64,
}

#[derive(Deserialize)]
struct Retracted {
    release: i64,
}

/// The release that the command asks for.
///
/// Errors: `file-not-accessible`; `snapshot-refused` when a file is not what its manifest says, is another
/// organization's, or the release is retracted; `release-not-effective` when none is effective yet.
pub fn load(command: &TranslateCommand, now: Instant) -> Result<(ReleaseName, Table)> {
    let at = match &command.as_of {
        Some(text) => instant(text)?,
        None => now,
    };
    let manifest_path = find(command, at)?;
    let text = read_text(&manifest_path)?;
    let manifest = checked(&text, command.organization.as_deref())?;
    if command.release.is_some_and(|wanted| wanted != manifest.release) {
        return Err(refused("the manifest is that of another release"));
    }
    let body_path = manifest_path.with_file_name(BODY);
    let body = fs::read(&body_path).map_err(|cause| file_error(&body_path, cause))?;
    let lines = verify::check_body(&manifest, &body).map_err(refused)?;
    drop(body);
    let table = Table::of_lines(lines.into_iter().map(Ok))?;
    let release = ReleaseName {
        organization: manifest.organization,
        release: manifest.release,
        digest: manifest.body.sha256,
        effective_at: manifest.effective_at,
    };
    Ok((release, table))
}

/// The manifest of the release: the file itself, that of its folder, or the right one of a store.
fn find(command: &TranslateCommand, at: Instant) -> Result<PathBuf> {
    let from = &command.from;
    if from.is_file() {
        return Ok(from.clone());
    }
    let own = from.join(MANIFEST);
    if own.is_file() {
        return Ok(own);
    }
    let store = store(from, command.organization.as_deref())?;
    let pointer = store.join(POINTER);
    let retracted: Pointer = match fs::read(&pointer) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(refused)?,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Pointer::default(),
        Err(cause) => return Err(file_error(&pointer, cause)),
    };
    let is_retracted = |number: i64| retracted.retracted.iter().any(|one| one.release == number);
    if let Some(wanted) = command.release {
        if is_retracted(wanted) {
            return Err(refused("the release is retracted"));
        }
        return Ok(store.join(wanted.to_string()).join(MANIFEST));
    }
    let mut newest_first: Vec<i64> = numbers(&store);
    newest_first.sort_unstable_by(|one, other| other.cmp(one));
    let newest = retracted.held.as_ref().map_or(i64::MAX, |held| held.release);
    let fit = |number: &i64| *number <= newest && !is_retracted(*number);
    for number in newest_first.into_iter().filter(fit) {
        let path = store.join(number.to_string()).join(MANIFEST);
        let manifest = checked(&read_text(&path)?, command.organization.as_deref())?;
        let effective = Instant::parse(&manifest.effective_at).ok_or_else(|| refused("effective_at is no instant"))?;
        if effective <= at {
            return Ok(path);
        }
    }
    Err(Error::new(Code::ReleaseNotEffective)
        .with("organization", command.organization.as_deref().unwrap_or("?"))
        .with("at", at.to_rfc3339()))
}

/// The folder of the releases of an organization: the folder itself, or one below it.
fn store(from: &Path, organization: Option<&str>) -> Result<PathBuf> {
    if !numbers(from).is_empty() {
        return Ok(from.to_owned());
    }
    let organizations = from.join("organizations");
    let entries = fs::read_dir(&organizations).map_err(|cause| file_error(from, cause))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let names: Vec<String> = names
        .filter(|name| organization.is_none_or(|wanted| wanted == name))
        .filter(|name| OrganizationId::new(name.as_str()).is_ok())
        .collect();
    match names.as_slice() {
        [name] => Ok(organizations.join(name).join("snapshots")),
        _ => Err(Error::new(Code::FieldInvalid)
            .with("field", "organization")
            .with("value", organization.unwrap_or_default())
            .with("rule_zh", format!("须写明文件夹里有的一家机构：{}", names.join("、")))
            .with(
                "rule_en",
                format!("one organization of the folder is needed: {}", names.join(", ")),
            )
            .in_field("organization")),
    }
}

/// The releases that have a folder.
fn numbers(store: &Path) -> Vec<i64> {
    let entries = fs::read_dir(store).into_iter().flatten().flatten();
    let number = |entry: fs::DirEntry| entry.file_name().to_str()?.parse().ok();
    entries.filter_map(number).filter(|number| *number > 0).collect()
}

fn checked(text: &str, organization: Option<&str>) -> Result<Manifest> {
    let organization = match organization {
        Some(organization) => organization.to_owned(),
        None => Manifest::parse(text).map_err(refused)?.organization,
    };
    verify::check_manifest(text, &organization, None).map_err(refused)
}

/// An instant, or the close of a business day.
fn instant(text: &str) -> Result<Instant> {
    let at = Instant::parse(text).or_else(|| Day::parse(text).map(Day::business_end));
    at.ok_or_else(|| super::unfit("as-of", text, "RFC 3339, YYYY-MM-DD"))
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|cause| file_error(path, cause))
}

fn refused(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    let cause = cause.into();
    Error::new(Code::SnapshotRefused)
        .with("reason", &cause)
        .caused_by(cause)
}
