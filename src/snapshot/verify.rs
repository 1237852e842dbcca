//! What a collector checks before it uses a snapshot. Pure: no network, no files, no clock.
//!
//! In this order: [`check_key_set`] with the root keys, [`check_pointer`] with the key set, [`check_named_manifest`] with the
//! pointer, then [`check_body`], or [`apply_delta`] on a body that was checked before.

use super::body::Line;
use super::delta;
use super::document::Document;
use super::key_set::KeySet;
use super::key_set::ListedKey;
use super::manifest::Manifest;
use super::pointer::Pointer;
use super::refusal::Part;
pub use super::refusal::Refusal;
use super::signature::PublicKey;
use super::signature::sm3_hex;
use crate::digest::sha256_hex;
use crate::time::Instant;
use std::cmp::Ordering;

/// How far a release may be ahead of the last one seen; a higher number would lock the collector out of all later ones.
pub const FARTHEST_RELEASE: i64 = 1_000_000;
/// How far a clock may be behind the server's, in microseconds: ten minutes.
pub const CLOCK_LEEWAY: i64 = 600_000_000;

/// Whom a collector believes.
#[derive(Clone, Copy, Debug)]
pub enum Trust<'a> {
    /// Whoever holds a key of the set.
    Keys(&'a KeySet),
    /// Whoever answers: nothing is signed, and only digests are checked.
    Anybody,
}

impl<'a> Trust<'a> {
    /// Refuses a document unless a key of the set signed it; the entry of that key. `text` is its canonical bytes.
    fn check<D: Document>(self, document: &D, text: &str) -> Result<Option<&'a ListedKey>, Refusal> {
        match self {
            Self::Anybody => Ok(None),
            Self::Keys(set) => {
                let (entry, key) = set.key(D::PART, document.signer()?)?;
                document.check_signature(text, &key)?;
                Ok(Some(entry))
            }
        }
    }
}

/// What a collector knows when it reads a pointer.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Its organization.
    pub organization: &'a str,
    /// The last pointer that it accepted.
    pub seen: Option<&'a Pointer>,
    /// Its clock.
    pub now: Instant,
}

/// Reads a key set and checks that a root key signed it, that it is good now and not older than the one seen.
pub fn check_key_set(text: &str, roots: &[PublicKey], seen: Option<&KeySet>, now: Instant) -> Result<KeySet, Refusal> {
    let set = check_root_signature(text, roots)?;
    if seen.is_some_and(|seen| set.version < seen.version) {
        return Err(Refusal::OlderThanSeen);
    }
    let expires = Instant::parse(&set.expires_at).ok_or(Refusal::Unreadable(Part::KeySet))?;
    if now >= expires {
        return Err(Refusal::KeySetExpired(set.expires_at));
    }
    Ok(set)
}

/// Reads a key set and checks that a root key signed it, whenever that was.
pub fn check_root_signature(text: &str, roots: &[PublicKey]) -> Result<KeySet, Refusal> {
    let set = KeySet::parse(text)?;
    let signer = set.signer()?;
    let root = roots.iter().find(|root| root.id() == signer);
    let root = root.ok_or_else(|| Refusal::KeyUnknown(Part::KeySet, signer.to_owned()))?;
    set.check_signature(text, root)?;
    Ok(set)
}

/// Reads a pointer and checks that it is signed, good now, this organization's and not older than the one seen.
pub fn check_pointer(text: &str, trust: Trust<'_>, expected: &Expected<'_>) -> Result<Pointer, Refusal> {
    let pointer = Pointer::parse(text)?;
    let key = trust.check(&pointer, text)?;
    if key.is_some_and(|key| !key.is_valid_at(expected.now)) {
        let key_id = pointer.key_id.unwrap_or_default();
        return Err(Refusal::KeyOutOfTime(Part::Pointer, key_id));
    }
    if pointer.organization != expected.organization {
        return Err(Refusal::OtherOrganization);
    }
    check_time(&pointer, expected.now)?;
    if let Trust::Keys(set) = trust
        && pointer.key_set.is_none_or(|version| version > set.version)
    {
        return Err(Refusal::KeySetMixed);
    }
    check_age(&pointer, expected.seen)?;
    let (offered, _) = pointer.offered();
    if pointer.held.is_some() && !(1..pointer.release).contains(&offered) {
        return Err(Refusal::Unreadable(Part::Pointer));
    }
    Ok(pointer)
}

/// Reads a pointer and checks only that it is signed and this organization's: what a collector remembers.
pub fn check_remembered(text: &str, trust: Trust<'_>, organization: &str) -> Result<Pointer, Refusal> {
    let pointer = Pointer::parse(text)?;
    trust.check(&pointer, text)?;
    if pointer.organization == organization {
        return Ok(pointer);
    }
    Err(Refusal::OtherOrganization)
}

fn check_time(pointer: &Pointer, now: Instant) -> Result<(), Refusal> {
    let unreadable = || Refusal::Unreadable(Part::Pointer);
    let issued = Instant::parse(&pointer.issued_at).ok_or_else(unreadable)?;
    let expires = Instant::parse(&pointer.expires_at).ok_or_else(unreadable)?;
    if issued.0 > now.0.saturating_add(CLOCK_LEEWAY) {
        return Err(Refusal::ClockBehind(pointer.issued_at.clone()));
    }
    if now >= expires {
        return Err(Refusal::Expired(pointer.expires_at.clone()));
    }
    Ok(())
}

/// Order comes from counters: the number of the release, and the retractions, which only grow.
fn check_age(pointer: &Pointer, seen: Option<&Pointer>) -> Result<(), Refusal> {
    let last = seen.map_or(0, |seen| seen.release);
    if pointer.release < last {
        return Err(Refusal::OlderThanSeen);
    }
    if pointer.release < 1 || pointer.release > last.saturating_add(FARTHEST_RELEASE) {
        return Err(Refusal::FastForward(pointer.release));
    }
    let Some(seen) = seen else {
        return Ok(());
    };
    let hides_a_retraction = seen.retracted.iter().any(|known| !pointer.retracts(known.release));
    if hides_a_retraction {
        return Err(Refusal::OlderThanSeen);
    }
    Ok(())
}

/// Reads the manifest that a pointer names for this collector and checks that it is signed. `previous` is the manifest of the release before,
/// when it is at hand: the new one has to follow it.
pub fn check_named_manifest(
    text: &str,
    trust: Trust<'_>,
    pointer: &Pointer,
    previous: Option<&Manifest>,
) -> Result<Manifest, Refusal> {
    let (release, named) = pointer.offered();
    let is_named = sha256_hex([text.as_bytes()]) == named.sha256;
    let manifest = Manifest::parse(text)?;
    if !is_named || manifest.release != release {
        return Err(Refusal::ManifestMixed);
    }
    check_signed_manifest(&manifest, text, trust, &pointer.organization)?;
    let follows = manifest.previous.as_ref();
    let forked = previous.is_some_and(|previous| {
        let kept = (previous.release, &previous.body.sha256);
        previous.release + 1 == manifest.release && follows.map(|named| (named.release, &named.digest)) != Some(kept)
    });
    if forked {
        return Err(Refusal::HistoryForked);
    }
    Ok(manifest)
}

/// Checks that a manifest is signed and this organization's, whatever names it. `text` is its canonical bytes.
pub fn check_signed_manifest(
    manifest: &Manifest,
    text: &str,
    trust: Trust<'_>,
    organization: &str,
) -> Result<(), Refusal> {
    trust.check(manifest, text)?;
    if manifest.organization == organization {
        return Ok(());
    }
    Err(Refusal::OtherOrganization)
}

/// Reads a manifest and checks that it is this organization's and not older than `seen`; its signature is not looked at.
pub fn check_manifest(text: &str, organization: &str, seen: Option<i64>) -> Result<Manifest, Refusal> {
    let manifest = Manifest::parse(text)?;
    if manifest.organization != organization {
        return Err(Refusal::OtherOrganization);
    }
    if seen.is_some_and(|seen| manifest.release < seen) {
        return Err(Refusal::OlderThanSeen);
    }
    Ok(manifest)
}

/// Checks that a body has the size and the digests that its manifest says.
pub fn check_body_digest(manifest: &Manifest, body: &[u8]) -> Result<(), Refusal> {
    let size = u64::try_from(body.len()).unwrap_or(u64::MAX);
    match size.cmp(&manifest.body.bytes) {
        Ordering::Less => return Err(Refusal::Truncated(Part::Body)),
        Ordering::Greater => return Err(Refusal::Endless(Part::Body)),
        Ordering::Equal => {}
    }
    let has_sm3 = manifest.body.sm3.as_ref().is_none_or(|sm3| *sm3 == sm3_hex(body));
    if has_sm3 && sha256_hex([body]) == manifest.body.sha256 {
        return Ok(());
    }
    Err(Refusal::BodyDigestWrong)
}

/// Checks a body against its manifest and reads its lines.
pub fn check_body(manifest: &Manifest, body: &[u8]) -> Result<Vec<Line>, Refusal> {
    check_body_digest(manifest, body)?;
    let mut lines: Vec<Line> = Vec::new();
    for (index, bytes) in body.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let line: Line = serde_json::from_slice(bytes).map_err(|_cause| Refusal::BodyLineWrong(index + 1))?;
        let in_order = lines
            .last()
            .is_none_or(|last| (&last.dictionary, &last.code) < (&line.dictionary, &line.code));
        if !in_order {
            return Err(Refusal::BodyLineWrong(index + 1));
        }
        lines.push(line);
    }
    Ok(lines)
}

/// Checks a delta and applies it to the body of `from`; what comes out is the body of `to`, digest and all.
pub fn apply_delta(
    delta: &[u8],
    trust: Trust<'_>,
    (from, body): (&Manifest, &[u8]),
    to: &Manifest,
) -> Result<Vec<u8>, Refusal> {
    let (header, text, lines) = delta::split(delta)?;
    trust.check(&header, text)?;
    let named = |manifest: &Manifest| (manifest.release, manifest.body.sha256.clone());
    let is_wanted = header.organization == to.organization
        && (header.from.release, header.from.sha256) == named(from)
        && (header.to.release, header.to.sha256) == named(to);
    if !is_wanted {
        return Err(Refusal::DeltaMixed);
    }
    let result = delta::apply(lines, body)?;
    check_body(to, &result)?;
    Ok(result)
}
