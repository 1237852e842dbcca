//! The snapshot of a conversion: found in files, checked as a pull checks it, made into a table.

use crate::cli::arguments::translate::TranslateCommand;
use crate::cli::console::Console;
use crate::cli::file_error;
use crate::cli::key_files::read_roots;
use crate::collector::Caution;
use crate::collector::Opened;
use crate::collector::Tree;
use crate::collector::Trusted;
use crate::collector::Wanted;
use crate::collector::open;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::snapshot::refusal::Refusal;
use crate::time::Day;
use crate::time::Instant;
use serde::Serialize;
use std::path::Path;
use std::path::PathBuf;

const MANIFEST: &str = "manifest.json";

/// A caution in the summary.
#[derive(Debug, Serialize)]
pub struct Notice {
    code: &'static str,
    detail_zh: String,
    detail_en: String,
}

/// Where the release is.
struct Place {
    tree: Tree,
    organization: Option<String>,
    manifest: Option<PathBuf>,
}

/// The release that the command asks for.
///
/// Errors: `file-not-accessible`; `snapshot-refused` when a signature or digest is wrong, a file is another organization's, or
/// the release is retracted; `release-not-effective` when none is effective yet.
pub fn load(command: &TranslateCommand, now: Instant) -> Result<Opened> {
    let at = match &command.as_of {
        Some(text) => instant(text)?,
        None => now,
    };
    let roots = read_roots(&command.root)?;
    let trusted = match (command.unsigned, roots.as_slice()) {
        (true, _) => Trusted::Anybody,
        (false, []) => Trusted::KeptKeys,
        (false, roots) => Trusted::Roots(roots),
    };
    let place = find(command)?;
    let wanted = match (&place.manifest, command.release) {
        (Some(path), _) => Wanted::Manifest(path),
        (None, Some(release)) => Wanted::Release(release),
        (None, None) => Wanted::At(at),
    };
    let opened = open(&place.tree, place.organization.as_deref(), trusted, wanted, now)?;
    if command.release.is_some_and(|wanted| wanted != opened.manifest.release) {
        return Err(Refusal::ManifestMixed.into());
    }
    Ok(opened)
}

/// Says on standard error what has to be known of the snapshot.
pub fn notices(opened: &Opened, console: &mut Console) -> Vec<Notice> {
    opened.cautions.iter().map(|caution| notice(caution, console)).collect()
}

fn notice(caution: &Caution, console: &mut Console) -> Notice {
    let (zh, en) = caution.words();
    console.warn(&format!("注意：{zh}"), &format!("caution: {en}"));
    Notice {
        code: caution.code(),
        detail_zh: zh,
        detail_en: en,
    }
}

/// A manifest with the folder around its own, the release's folder, or a store. Key set and pointer are above the release.
fn find(command: &TranslateCommand) -> Result<Place> {
    let from = &command.from;
    let manifest = if from.is_file() {
        Some(from.clone())
    } else {
        Some(from.join(MANIFEST)).filter(|path| path.is_file())
    };
    if let Some(path) = manifest {
        let path = std::path::absolute(&path).map_err(|cause| file_error(&path, cause))?;
        let above = path.parent().and_then(Path::parent).unwrap_or(&path);
        return Ok(Place {
            tree: Tree::at(above),
            organization: command.organization.clone(),
            manifest: Some(path),
        });
    }
    let own = Tree::at(from);
    if !own.releases().is_empty() {
        return Ok(Place {
            tree: own,
            organization: command.organization.clone(),
            manifest: None,
        });
    }
    let organization = only(from, command.organization.as_deref())?;
    Ok(Place {
        tree: Tree::of(from, &organization),
        organization: Some(organization.to_string()),
        manifest: None,
    })
}

/// The organization that is meant: the only one of the folder, or the one that is named.
fn only(from: &Path, organization: Option<&str>) -> Result<OrganizationId> {
    let mut found = Tree::organizations(from)?;
    found.retain(|id| organization.is_none_or(|wanted| wanted == id.as_str()));
    let names: Vec<&str> = found.iter().map(OrganizationId::as_str).collect();
    match found.as_slice() {
        [id] => Ok(id.clone()),
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

/// An instant, or the close of a business day.
fn instant(text: &str) -> Result<Instant> {
    let at = Instant::parse(text).or_else(|| Day::parse(text).map(Day::business_end));
    at.ok_or_else(|| super::unfit("as-of", text, "RFC 3339, YYYY-MM-DD"))
}
