//! Checking a whole folder of snapshots with the root keys alone: a store, a static copy, a medium.

use super::item::Item;
use super::tree::Tree;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::snapshot::document::Document as _;
use crate::snapshot::key_set::KeySet;
use crate::snapshot::manifest::Manifest;
use crate::snapshot::pointer::Pointer;
use crate::snapshot::refusal::Part;
use crate::snapshot::refusal::Refusal;
use crate::snapshot::signature::PublicKey;
use crate::snapshot::verify;
use crate::snapshot::verify::Expected;
use crate::snapshot::verify::Trust;
use crate::time::Instant;

/// What was found to be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The newest release.
    pub newest: i64,
    /// The releases whose manifest and body are right.
    pub releases: Vec<i64>,
    /// How many deltas give what they promise.
    pub deltas: usize,
}

/// Checks every file of an organization below a folder; the first that is wrong is the refusal, its path in the field.
pub fn check(tree: &Tree, organization: &OrganizationId, roots: &[PublicKey], now: Instant) -> Result<Checked> {
    let text = required(tree, Item::Keys, Part::KeySet)?;
    let set = verify::check_key_set(&text, roots, None, now).map_err(|refusal| at(Item::Keys, refusal))?;
    let pointer = check_pointer(tree, organization, &set, now)?;
    let trust = Trust::Keys(&set);
    let mut checked = Checked {
        newest: pointer.release,
        releases: Vec::new(),
        deltas: 0,
    };
    for release in tree.releases() {
        // A pull that did not end has left a body that no pointer names and no manifest describes.
        if release > pointer.release && !tree.path(Item::Manifest(release)).exists() {
            continue;
        }
        let manifest = check_release(tree, &pointer, trust, release)?;
        for from in tree.deltas_to(release) {
            checked.deltas += usize::from(check_delta(tree, trust, from, &manifest)?);
        }
        checked.releases.push(release);
    }
    let (offered, _) = pointer.offered();
    if checked.releases.contains(&offered) || pointer.retracts(offered) {
        return Ok(checked);
    }
    Err(missing(Item::Manifest(offered)))
}

fn check_pointer(tree: &Tree, organization: &OrganizationId, set: &KeySet, now: Instant) -> Result<Pointer> {
    let text = required(tree, Item::Pointer, Part::Pointer)?;
    let expected = Expected {
        organization: organization.as_str(),
        seen: None,
        now,
    };
    verify::check_pointer(&text, Trust::Keys(set), &expected).map_err(|refusal| at(Item::Pointer, refusal))
}

fn check_release(tree: &Tree, pointer: &Pointer, trust: Trust<'_>, release: i64) -> Result<Manifest> {
    let item = Item::Manifest(release);
    let text = required(tree, item, Part::Manifest)?;
    let manifest = if release == pointer.offered().0 {
        verify::check_named_manifest(&text, trust, pointer, None)
    } else {
        check_other_manifest(&text, trust, &pointer.organization, release)
    };
    let manifest = manifest.map_err(|refusal| at(item, refusal))?;
    let body = bytes(tree, Item::Body(release))?;
    verify::check_body(&manifest, &body).map_err(|refusal| at(Item::Body(release), refusal))?;
    Ok(manifest)
}

fn check_other_manifest(
    text: &str,
    trust: Trust<'_>,
    organization: &str,
    release: i64,
) -> std::result::Result<Manifest, Refusal> {
    let manifest = Manifest::parse(text)?;
    verify::check_signed_manifest(&manifest, text, trust, organization)?;
    if manifest.release == release {
        return Ok(manifest);
    }
    Err(Refusal::ManifestMixed)
}

/// Whether the delta was tried: one whose beginning is not in the folder cannot be.
fn check_delta(tree: &Tree, trust: Trust<'_>, from: i64, to: &Manifest) -> Result<bool> {
    let item = Item::Delta { from, to: to.release };
    let base = tree.text(Item::Manifest(from)).zip(tree.bytes(Item::Body(from)));
    let Some((manifest, body)) = base else {
        return Ok(false);
    };
    let delta = bytes(tree, item)?;
    let apply = || {
        let manifest = Manifest::parse(&manifest)?;
        verify::apply_delta(&delta, trust, (&manifest, &body), to)
    };
    apply().map_err(|refusal| at(item, refusal))?;
    Ok(true)
}

fn required(tree: &Tree, item: Item, part: Part) -> Result<String> {
    String::from_utf8(bytes(tree, item)?).map_err(|_cause| at(item, Refusal::Unreadable(part)))
}

fn bytes(tree: &Tree, item: Item) -> Result<Vec<u8>> {
    tree.bytes(item).ok_or_else(|| missing(item))
}

pub(super) fn missing(item: Item) -> Error {
    Error::new(Code::FileNotAccessible)
        .with("path", item.path())
        .with("reason", "not there")
}

pub(super) fn at(item: Item, refusal: Refusal) -> Error {
    Error::from(refusal).in_field(item.path())
}
