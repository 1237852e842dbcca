//! A collector's client 采集程序: fetch a snapshot, check it, keep the last good one. It uses nothing of the server.
//!
//! * A *source* is a server, a static copy of one, or a folder such as a medium that was carried by hand.
//! * A *store* is a folder with the same plain files as such a copy, so that it can itself be a source.
//!
//! The clock comes in as an argument; the root keys are all that has to be trusted.

mod check;
pub mod feedback;
mod item;
mod open;
mod pace;
mod request;
mod source;
mod status;
mod transfer;
mod tree;
mod watch;

pub use check::Checked;
pub use check::check;
pub use item::Item;
pub use open::Caution;
pub use open::Opened;
pub use open::Trusted;
pub use open::Wanted;
pub use open::open;
pub use pace::Once;
pub use pace::Pace;
pub use pace::Patience;
pub use request::Address;
pub use request::Connection;
pub use source::Source;
pub use status::State;
pub use status::Status;
pub use tree::Tree;
pub use watch::Watch;

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
use std::time::Duration;

/// The largest key set, pointer or manifest that is read, in bytes.
const LARGEST_DOCUMENT: u64 = 4 << 20;
/// The largest body that is read, in bytes.
const LARGEST_BODY: u64 = 1 << 30;
/// How many releases are kept.
const KEPT: usize = 3;

/// Who pulls what from where to where.
#[derive(Debug)]
pub struct Collector<'a> {
    /// Whose snapshots.
    pub organization: &'a OrganizationId,
    /// The public keys of the root; without them nothing needs to be signed, and only digests are checked.
    pub roots: Option<&'a [PublicKey]>,
    /// From where.
    pub source: &'a Source,
    /// To where.
    pub store: &'a Tree,
}

/// What was accepted before.
struct Remembered {
    set: Option<KeySet>,
    pointer: Option<Pointer>,
}

impl Collector<'_> {
    /// Takes the newest release, or leaves everything as it is and says why. Either way the status file is written. A source
    /// that is away is not asked again.
    pub fn pull(&self, now: Instant) -> Result<Status> {
        self.pull_patiently(Patience::new(&Once(now), Duration::ZERO))
    }

    /// As [`pull`](Self::pull), but a source that is away, busy or breaks off is asked again until the patience is over.
    ///
    /// Errors: `snapshot-refused` with the word of the refusal, `newest-retracted`, `server-unreachable`, `token-missing`,
    /// `token-invalid`, `out-of-scope`; `file-not-accessible` when the store cannot be written: only then no status is left.
    pub fn pull_patiently(&self, patience: Patience<'_>) -> Result<Status> {
        let _lock = self.store.lock()?;
        let outcome = self.renew(patience);
        let status = self.settle(outcome.as_ref().err(), patience.now());
        self.store.write_status(&status)?;
        outcome.map(|()| status)
    }

    fn renew(&self, patience: Patience<'_>) -> Result<()> {
        let set = self.renew_key_set(patience)?;
        let trust = set.as_ref().map_or(Trust::Anybody, Trust::Keys);
        // A pointer that was signed by a key which is revoked by now binds nobody.
        let seen = self.remembered_pointer(trust);
        let text = self.fetch_document(Item::Pointer, Part::Pointer, patience)?;
        let expected = Expected {
            organization: self.organization.as_str(),
            seen: seen.as_ref(),
            now: patience.now(),
        };
        let pointer = verify::check_pointer(&text, trust, &expected)?;
        let (offered, _) = pointer.offered();
        let is_retracted = pointer.retracts(offered);
        if !is_retracted && !self.holds(&pointer) {
            self.take(&pointer, trust, patience)?;
        }
        self.store.write(Item::Pointer, text.as_bytes())?;
        if is_retracted {
            return Err(Error::new(Code::NewestRetracted)
                .with("organization", self.organization)
                .with("release", offered));
        }
        Ok(())
    }

    /// The key set in force; kept as soon as it is checked, whatever comes after it.
    fn renew_key_set(&self, patience: Patience<'_>) -> Result<Option<KeySet>> {
        let Some(roots) = self.roots else {
            return Ok(None);
        };
        let text = self.fetch_document(Item::Keys, Part::KeySet, patience)?;
        let seen = self.remembered_set();
        let set = verify::check_key_set(&text, roots, seen.as_ref(), patience.now())?;
        if seen.as_ref() != Some(&set) {
            self.store.write(Item::Keys, text.as_bytes())?;
        }
        Ok(Some(set))
    }

    fn remembered_set(&self) -> Option<KeySet> {
        let text = self.store.text(Item::Keys)?;
        verify::check_root_signature(&text, self.roots?).ok()
    }

    fn remembered_pointer(&self, trust: Trust<'_>) -> Option<Pointer> {
        let text = self.store.text(Item::Pointer)?;
        verify::check_remembered(&text, trust, self.organization.as_str()).ok()
    }

    fn remembered(&self) -> Remembered {
        let set = self.remembered_set();
        let trust = match (&set, self.roots) {
            (Some(set), _) => Some(Trust::Keys(set)),
            (None, None) => Some(Trust::Anybody),
            (None, Some(_)) => None,
        };
        let pointer = trust.and_then(|trust| self.remembered_pointer(trust));
        Remembered { set, pointer }
    }

    /// Whether the release that the pointer names is in the store, whole.
    fn holds(&self, pointer: &Pointer) -> bool {
        let (release, named) = pointer.offered();
        let manifest = self.store.bytes(Item::Manifest(release));
        let is_named = manifest.is_some_and(|bytes| crate::digest::sha256_hex([bytes.as_slice()]) == named.sha256);
        is_named && self.kept(release).is_some()
    }

    /// The manifest and body of a release in the store; none unless both are whole. The lines were read when they came.
    fn kept(&self, release: i64) -> Option<(Manifest, Vec<u8>)> {
        let manifest = Manifest::parse(&self.store.text(Item::Manifest(release))?).ok()?;
        let body = self.store.bytes(Item::Body(release))?;
        let is_whole = manifest.organization == self.organization.as_str()
            && manifest.release == release
            && verify::check_body_digest(&manifest, &body).is_ok();
        is_whole.then_some((manifest, body))
    }

    fn take(&self, pointer: &Pointer, trust: Trust<'_>, patience: Patience<'_>) -> Result<()> {
        let (release, _) = pointer.offered();
        let text = self.fetch_document(Item::Manifest(release), Part::Manifest, patience)?;
        let base = self.store.releases().into_iter().rev();
        let base = base.filter(|kept| *kept < release).find_map(|kept| self.kept(kept));
        let previous = base.as_ref().map(|(manifest, _)| manifest);
        let manifest = verify::check_named_manifest(&text, trust, pointer, previous)?;
        let body = match self.by_delta(base, &manifest, trust, patience) {
            Some(body) => body,
            None => self.whole_body(&manifest, patience)?,
        };
        self.store.write(Item::Body(release), &body)?;
        self.store.write(Item::Manifest(release), text.as_bytes())
    }

    /// The body by way of a delta; none when there is no base or the delta is refused: then the whole body is fetched.
    fn by_delta(
        &self,
        base: Option<(Manifest, Vec<u8>)>,
        to: &Manifest,
        trust: Trust<'_>,
        patience: Patience<'_>,
    ) -> Option<Vec<u8>> {
        let (from, body) = base?;
        let item = Item::Delta {
            from: from.release,
            to: to.release,
        };
        // More than the new body and a removal of each old line is no delta.
        let limit = to.body.bytes.saturating_add(from.body.bytes).saturating_mul(2) + LARGEST_DOCUMENT;
        // A delta that does not come at once is not waited for: the body will do.
        let delta = self
            .source
            .fetch(self.organization, item, limit.min(LARGEST_BODY), patience.once())
            .ok()??;
        match verify::apply_delta(&delta, trust, (&from, &body), to) {
            Ok(body) => Some(body),
            Err(refusal) => {
                tracing::warn!(
                    code = refusal.code(),
                    from = from.release,
                    to = to.release,
                    "delta refused"
                );
                None
            }
        }
    }

    fn whole_body(&self, manifest: &Manifest, patience: Patience<'_>) -> Result<Vec<u8>> {
        let limit = manifest.body.bytes.min(LARGEST_BODY);
        let body = self
            .source
            .fetch_body(self.organization, manifest, self.store, (limit, patience))?;
        let body = body.ok_or(Refusal::Endless(Part::Body))?;
        verify::check_body(manifest, &body)?;
        Ok(body)
    }

    fn fetch_document(&self, item: Item, part: Part, patience: Patience<'_>) -> Result<String> {
        let bytes = self.source.fetch(self.organization, item, LARGEST_DOCUMENT, patience)?;
        let bytes = bytes.ok_or(Refusal::Endless(part))?;
        Ok(String::from_utf8(bytes).map_err(|_cause| Refusal::Unreadable(part))?)
    }

    /// What is in use now: the newest release in the store that is in effect and not retracted.
    fn settle(&self, failure: Option<&Error>, now: Instant) -> Status {
        let before = self.store.status();
        let Remembered { set, pointer } = self.remembered();
        // Without a pointer that still binds, whatever is whole stays in use.
        let newest = pointer.as_ref().map_or(i64::MAX, |pointer| pointer.offered().0);
        let mut status = Status::new(self.organization, now, failure, before.as_ref());
        status.key_set = set.map(|set| set.version);
        status.pointer_expires_at = pointer.as_ref().map(|pointer| pointer.expires_at.clone());
        let expires = pointer.as_ref().and_then(|pointer| Instant::parse(&pointer.expires_at));
        status.pointer_is_expired = expires.is_some_and(|expires| expires <= now);
        status.newest = pointer.as_ref().map(|pointer| pointer.release);
        let mut whole = 0;
        for release in self.store.releases().into_iter().rev() {
            let is_wanted = release <= newest && (whole < KEPT || status.release.is_none());
            let kept = Some(release)
                .filter(|_| is_wanted)
                .and_then(|release| self.kept(release));
            let Some((manifest, _)) = kept else {
                if release < newest && status.release.is_some() {
                    self.store.remove(release);
                }
                continue;
            };
            whole += 1;
            let is_retracted = pointer.as_ref().is_some_and(|pointer| pointer.retracts(release));
            if !is_retracted {
                status.offer(&manifest, now);
            }
        }
        status.settle(pointer.is_some_and(|pointer| pointer.retracts(newest)));
        status
    }
}
