//! Opening a snapshot that is kept in a folder: it is checked as it was when it was pulled, but an end of time is no refusal.
//!
//! The night goes on with the last good release when the source has been away for days; that the pointer or the key set is
//! over by then is said, not refused. Everything else is refused as in a pull.

use super::check::at;
use super::check::missing;
use super::item::Item;
use super::tree::Tree;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::snapshot::body::Line;
use crate::snapshot::document::Document as _;
use crate::snapshot::key_set::KeySet;
use crate::snapshot::manifest::Manifest;
use crate::snapshot::pointer::Pointer;
use crate::snapshot::refusal::Part;
use crate::snapshot::refusal::Refusal;
use crate::snapshot::signature::PublicKey;
use crate::snapshot::translate::Mode;
use crate::snapshot::translate::ReleaseName;
use crate::snapshot::translate::Standing;
use crate::snapshot::translate::Table;
use crate::snapshot::translate::Translator;
use crate::snapshot::verify;
use crate::snapshot::verify::Trust;
use crate::time::Instant;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

/// Whose word counts.
#[derive(Clone, Copy, Debug)]
pub enum Trusted<'a> {
    /// The key set of the folder, when one of these root keys signed it.
    Roots(&'a [PublicKey]),
    /// The key set of the folder as it is: the pull that put it there had checked it.
    KeptKeys,
    /// Anybody's: only digests are checked.
    Anybody,
}

/// Which release.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// The newest that is in effect at this instant and not retracted.
    At(Instant),
    /// The one of this number.
    Release(i64),
    /// The one of this manifest; its body stands beside it as `body.jsonl`.
    Manifest(&'a Path),
}

/// A snapshot that passed the checks.
#[derive(Debug)]
pub struct Opened {
    /// Its manifest.
    pub manifest: Manifest,
    /// Its lines, in the order of the body.
    pub lines: Vec<Line>,
    /// What has to be known of it.
    pub cautions: Vec<Caution>,
}

impl Opened {
    /// Makes a table of its lines, which answers what a code means. The table takes the place of the lines.
    pub fn into_translator(self, mode: Mode) -> Result<Translator> {
        Ok(Translator {
            release: ReleaseName {
                organization: self.manifest.organization,
                release: self.manifest.release,
                digest: self.manifest.body.sha256,
                effective_at: self.manifest.effective_at,
            },
            table: Arc::new(Table::of_lines(self.lines.into_iter().map(Ok))?),
            standing: Arc::new(Standing::default()),
            onward: None,
            mode,
        })
    }
}

/// What is no refusal and yet has to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caution {
    /// There is no pointer that binds: nobody says whether the release was retracted.
    NoPointer,
    /// The pointer has expired: a retraction since then is not known here.
    PointerExpired(String),
    /// The key set has expired: a revocation since then is not known here.
    KeySetExpired(String),
}

impl Caution {
    /// Its word: `no-pointer`, `pointer-expired`, `key-set-expired`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoPointer => "no-pointer",
            Self::PointerExpired(_) => "pointer-expired",
            Self::KeySetExpired(_) => "key-set-expired",
        }
    }

    /// What it says: Chinese, English.
    pub fn words(&self) -> (String, String) {
        match self {
            Self::NoPointer => (
                "没有可用的指针：无从得知此发布版是否已撤回".to_owned(),
                "there is no pointer: whether the release was retracted is not known".to_owned(),
            ),
            Self::PointerExpired(at) => (
                format!("指针已于 {at} 过期：此后的撤回与新版本机不知道，请尽快 zhiyu pull"),
                format!(
                    "the pointer expired at {at}: what was retracted or published since is not known here; run zhiyu pull"
                ),
            ),
            Self::KeySetExpired(at) => (
                format!("密钥集已于 {at} 过期：此后的吊销本机不知道，请尽快 zhiyu pull"),
                format!("the key set expired at {at}: what was revoked since is not known here; run zhiyu pull"),
            ),
        }
    }
}

/// Opens a release of a folder. Without an organization it is that of the pointer, or of the manifest.
///
/// Errors: `snapshot-refused` with the word of the refusal and the file in the field; `file-not-accessible` when a file is not
/// there; `release-not-effective` when no release is in effect at that instant.
pub fn open(
    tree: &Tree,
    organization: Option<&str>,
    trusted: Trusted<'_>,
    wanted: Wanted<'_>,
    now: Instant,
) -> Result<Opened> {
    let mut cautions = Vec::new();
    let set = key_set(tree, trusted, now, &mut cautions)?;
    let trust = set.as_ref().map_or(Trust::Anybody, Trust::Keys);
    let pointer = pointer(tree, organization, trust, now, &mut cautions)?;
    let named = pointer.as_ref().map(|pointer| pointer.organization.as_str());
    let shelf = Shelf {
        tree,
        organization: organization.or(named),
        trust,
        pointer: pointer.as_ref(),
    };
    let (path, manifest) = match wanted {
        Wanted::Manifest(path) => (path.to_owned(), shelf.manifest(path, None)?),
        Wanted::Release(release) => {
            let path = tree.path(Item::Manifest(release));
            (path.clone(), shelf.manifest(&path, Some(release))?)
        }
        Wanted::At(instant) => shelf.in_effect(instant)?,
    };
    let path = path.with_file_name("body.jsonl");
    let body = fs::read(&path).map_err(|_cause| absent(&path))?;
    let lines = verify::check_body(&manifest, &body).map_err(|refusal| in_file(&path, refusal))?;
    Ok(Opened {
        manifest,
        lines,
        cautions,
    })
}

fn key_set(tree: &Tree, trusted: Trusted<'_>, now: Instant, cautions: &mut Vec<Caution>) -> Result<Option<KeySet>> {
    let text = || tree.text(Item::Keys).ok_or_else(|| missing(Item::Keys));
    let set = match trusted {
        Trusted::Anybody => return Ok(None),
        Trusted::Roots(roots) => verify::check_root_signature(&text()?, roots),
        Trusted::KeptKeys => KeySet::parse(&text()?),
    };
    let set = set.map_err(|refusal| at(Item::Keys, refusal))?;
    if is_over(&set.expires_at, now) {
        cautions.push(Caution::KeySetExpired(set.expires_at.clone()));
    }
    Ok(Some(set))
}

/// The pointer, as far as it binds: one that was signed by a key which is revoked by now binds nobody.
fn pointer(
    tree: &Tree,
    organization: Option<&str>,
    trust: Trust<'_>,
    now: Instant,
    cautions: &mut Vec<Caution>,
) -> Result<Option<Pointer>> {
    let checked = tree.text(Item::Pointer).map(|text| {
        let own = organization.map_or_else(|| Ok(Pointer::parse(&text)?.organization), |own| Ok(own.to_owned()));
        let pointer = own.and_then(|own| verify::check_remembered(&text, trust, &own))?;
        match trust {
            Trust::Keys(set) if pointer.key_set.is_none_or(|version| version > set.version) => {
                Err(Refusal::KeySetMixed)
            }
            Trust::Keys(_) | Trust::Anybody => Ok(pointer),
        }
    });
    match checked {
        None | Some(Err(Refusal::KeyRevoked(..))) => {
            cautions.push(Caution::NoPointer);
            Ok(None)
        }
        Some(Err(refusal)) => Err(at(Item::Pointer, refusal)),
        Some(Ok(pointer)) => {
            if is_over(&pointer.expires_at, now) {
                cautions.push(Caution::PointerExpired(pointer.expires_at.clone()));
            }
            Ok(Some(pointer))
        }
    }
}

/// The releases of a folder, and what is known of them.
struct Shelf<'a> {
    tree: &'a Tree,
    organization: Option<&'a str>,
    trust: Trust<'a>,
    pointer: Option<&'a Pointer>,
}

impl Shelf<'_> {
    /// The newest release in effect. What is newer than the pointer came from a pull that did not end.
    fn in_effect(&self, instant: Instant) -> Result<(PathBuf, Manifest)> {
        let newest = self.pointer.map_or(i64::MAX, |pointer| pointer.offered().0);
        for release in self.tree.releases().into_iter().rev() {
            if release > newest || self.retracts(release) {
                continue;
            }
            let path = self.tree.path(Item::Manifest(release));
            let manifest = self.manifest(&path, Some(release))?;
            let effective = Instant::parse(&manifest.effective_at);
            let effective = effective.ok_or_else(|| in_file(&path, Refusal::Unreadable(Part::Manifest)))?;
            if effective <= instant {
                return Ok((path, manifest));
            }
        }
        Err(Error::new(Code::ReleaseNotEffective)
            .with("organization", self.organization.unwrap_or("?"))
            .with("at", instant.to_rfc3339()))
    }

    /// A manifest that is signed, this organization's, of this number, the one that the pointer names, and not retracted.
    fn manifest(&self, path: &Path, number: Option<i64>) -> Result<Manifest> {
        let text = fs::read_to_string(path).map_err(|_cause| absent(path))?;
        self.check(&text, number).map_err(|refusal| in_file(path, refusal))
    }

    fn check(&self, text: &str, number: Option<i64>) -> std::result::Result<Manifest, Refusal> {
        let manifest = Manifest::parse(text)?;
        let organization = self.organization.unwrap_or(&manifest.organization);
        verify::check_signed_manifest(&manifest, text, self.trust, organization)?;
        if number.is_some_and(|number| number != manifest.release) {
            return Err(Refusal::ManifestMixed);
        }
        if self.retracts(manifest.release) {
            return Err(Refusal::Retracted(manifest.release));
        }
        match self.pointer {
            Some(pointer) if pointer.offered().0 == manifest.release => {
                verify::check_named_manifest(text, self.trust, pointer, None)
            }
            Some(_) | None => Ok(manifest),
        }
    }

    fn retracts(&self, release: i64) -> bool {
        self.pointer.is_some_and(|pointer| pointer.retracts(release))
    }
}

fn is_over(expires_at: &str, now: Instant) -> bool {
    Instant::parse(expires_at).is_none_or(|expires| expires <= now)
}

fn in_file(path: &Path, refusal: Refusal) -> Error {
    Error::from(refusal).in_field(path.display().to_string())
}

fn absent(path: &Path) -> Error {
    Error::new(Code::FileNotAccessible)
        .with("path", path.display())
        .with("reason", "not there")
}
