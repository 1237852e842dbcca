//! The collector's client over folders: what it takes, what it refuses, and that the last good one stays.

use super::releases::Releases;
use super::releases::gather;
use crate::support::signing::day;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use tempfile::tempdir;
use zhiyu::collector::Collector;
use zhiyu::collector::Item;
use zhiyu::collector::Source;
use zhiyu::collector::State;
use zhiyu::collector::Status;
use zhiyu::collector::Tree;
use zhiyu::collector::check;
use zhiyu::error::Code;
use zhiyu::error::Error;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::time::Instant;

/// A collector with its source and its store.
struct Site {
    releases: Releases,
    source: TempDir,
    store: TempDir,
}

impl Site {
    /// A source at this release, and a store with nothing in it.
    fn at(release: i64) -> Self {
        let site = Self {
            releases: Releases::new(Algorithm::Ed25519),
            source: tempdir().unwrap(),
            store: tempdir().unwrap(),
        };
        site.releases.write(site.source.path(), release, day(0));
        site
    }

    fn pull(&self, now: Instant) -> Result<Status, Error> {
        self.pull_from(self.source.path(), now)
    }

    fn pull_from(&self, source: &Path, now: Instant) -> Result<Status, Error> {
        let roots = self.releases.keyring.roots();
        let collector = Collector {
            organization: &self.releases.organization,
            roots: Some(&roots),
            source: &Source::Folder(source.to_owned()),
            store: &self.kept(),
        };
        collector.pull(now)
    }

    fn offered(&self) -> Tree {
        Tree::of(self.source.path(), &self.releases.organization)
    }

    fn kept(&self) -> Tree {
        Tree::of(self.store.path(), &self.releases.organization)
    }

    /// Which release the status names, and whether its body is the right one.
    fn in_use(&self) -> Option<i64> {
        let status = self.kept().status().unwrap();
        let release = status.release?;
        let folder = self.store.path().join("organizations/H1/snapshots");
        assert_eq!(
            fs::read(folder.join(status.body.unwrap())).unwrap(),
            self.releases.body(release)
        );
        Some(release)
    }
}

/// What an attacker, or an accident, does to a source.
type Attack = fn(&Site);

/// The word of each refusal, and what brings it about on the way from release 2 to 3.
const ATTACKS: [(&str, Attack); 12] = [
    ("older-than-seen", |site| {
        site.releases.write(site.source.path(), 1, day(0));
    }),
    ("manifest-mixed", |site| {
        let older = site.releases.manifest_text(2).as_bytes();
        site.offered().write(Item::Manifest(3), older).unwrap();
    }),
    ("body-digest-wrong", |site| {
        let mut body = site.releases.body(3).to_vec();
        body[40] ^= 4;
        site.offered().write(Item::Body(3), &body).unwrap();
    }),
    ("endless", |site| {
        let body = [site.releases.body(3), b"x".repeat(1 << 20).as_slice()].concat();
        site.offered().write(Item::Body(3), &body).unwrap();
    }),
    ("truncated", |site| {
        let body = site.releases.body(3);
        site.offered().write(Item::Body(3), &body[..body.len() - 9]).unwrap();
    }),
    ("endless", |site| {
        site.offered().write(Item::Pointer, &b" ".repeat(5 << 20)).unwrap();
    }),
    ("unreadable", |site| site.offered().write(Item::Pointer, b"{}").unwrap()),
    ("unsigned", |site| {
        let bare = site.releases.bare_pointer(3, day(0), &[]).to_canonical().unwrap();
        site.offered().write(Item::Pointer, bare.as_bytes()).unwrap();
    }),
    ("other-organization", |site| {
        let other = Releases::of("H2", Algorithm::Ed25519).pointer(3, day(0));
        site.offered().write(Item::Pointer, other.as_bytes()).unwrap();
    }),
    ("key-unknown", |site| {
        let mut set = site.releases.keyring.set.clone();
        set.sign(&site.releases.keyring.first).unwrap();
        let text = set.to_canonical().unwrap();
        site.offered().write(Item::Keys, text.as_bytes()).unwrap();
    }),
    ("key-revoked", |site| {
        let text = site.releases.keyring.after_a_theft().to_canonical().unwrap();
        site.offered().write(Item::Keys, text.as_bytes()).unwrap();
    }),
    ("clock-behind", |site| {
        let text = site.releases.pointer(3, day(9));
        site.offered().write(Item::Pointer, text.as_bytes()).unwrap();
    }),
];

fn refusal(error: &Error) -> String {
    assert_eq!(error.code(), Code::SnapshotRefused, "{error:?}");
    let refusal = error.values().iter().find(|(name, _)| *name == "refusal");
    refusal.unwrap().1.clone()
}

#[test]
fn the_newest_is_taken_and_the_same_again_changes_nothing() {
    let site = Site::at(2);
    let first = site.pull(day(0)).unwrap();
    assert_eq!(
        (first.state, first.release, first.rows),
        (State::Current, Some(2), Some(6))
    );
    assert_eq!((first.newest, first.key_set, first.failures), (Some(2), Some(1), 0));
    assert_eq!(site.in_use(), Some(2));
    let mut before = BTreeMap::new();
    gather(site.store.path(), site.store.path(), &mut before);
    assert_eq!(site.pull(day(0)).unwrap(), first);
    let mut after = BTreeMap::new();
    gather(site.store.path(), site.store.path(), &mut after);
    assert_eq!(before, after);
    let roots = site.releases.keyring.roots();
    let checked = check(&site.kept(), &site.releases.organization, &roots, day(0)).unwrap();
    assert_eq!((checked.newest, checked.releases), (2, vec![2]));
}

#[test]
fn a_delta_is_enough_and_without_a_good_one_the_body_is_fetched() {
    for delta in ["whole", "damaged", "missing"] {
        let site = Site::at(1);
        site.pull(day(0)).unwrap();
        site.releases.write(site.source.path(), 3, day(0));
        let item = Item::Delta { from: 1, to: 3 };
        match delta {
            // Only the delta can give the body.
            "whole" => fs::remove_file(site.offered().path(Item::Body(3))).unwrap(),
            "damaged" => {
                let mut bytes = site.offered().bytes(item).unwrap();
                *bytes.last_mut().unwrap() ^= 1;
                site.offered().write(item, &bytes).unwrap();
            }
            _ => fs::remove_file(site.offered().path(item)).unwrap(),
        }
        let status = site.pull(day(0)).unwrap();
        assert_eq!((status.release, site.in_use()), (Some(3), Some(3)), "{delta}");
    }
}

#[test]
fn what_is_wrong_is_refused_and_the_last_good_one_stays() {
    for (word, attack) in ATTACKS {
        let site = Site::at(2);
        site.pull(day(0)).unwrap();
        site.releases.write(site.source.path(), 3, day(0));
        for from in [1, 2] {
            fs::remove_file(site.offered().path(Item::Delta { from, to: 3 })).unwrap();
        }
        attack(&site);
        let error = site.pull(day(0)).unwrap_err();
        assert_eq!(refusal(&error), word);
        let status = site.kept().status().unwrap();
        assert_eq!((status.state, status.failures), (State::Stale, 1), "{word}");
        assert_eq!(status.failure.unwrap().refusal.as_deref(), Some(word));
        assert_eq!(site.in_use(), Some(2), "{word}");
    }
}

#[test]
fn three_days_without_a_source_are_counted_and_made_up_in_one_pull() {
    let site = Site::at(1);
    site.pull(day(0)).unwrap();
    let away = site.source.path().join("away");
    for hours in 1..=72 {
        let now = Instant(day(0).0 + hours * (day(1).0 - day(0).0) / 24);
        let error = site.pull_from(&away, now).unwrap_err();
        assert_eq!(error.code(), Code::ServerUnreachable);
        let status = site.kept().status().unwrap();
        assert_eq!(status.failures, u64::try_from(hours).unwrap());
        assert_eq!(status.staleness_seconds, Some(hours * 3600));
        // The pointer is good for two days; then it is said, and the release goes on all the same.
        assert_eq!(status.pointer_is_expired, hours >= 48, "hour {hours}");
        assert_eq!((status.state, site.in_use()), (State::Stale, Some(1)));
        assert_eq!(status.succeeded_at, Some(day(0).to_rfc3339()));
    }
    // The mirror that stands still is noticed too.
    assert_eq!(refusal(&site.pull(day(3)).unwrap_err()), "expired");
    site.releases.write(site.source.path(), 3, day(3));
    let status = site.pull(day(3)).unwrap();
    assert_eq!(
        (status.state, status.failures, site.in_use()),
        (State::Current, 0, Some(3))
    );
    assert_eq!((status.staleness_seconds, status.pointer_is_expired), (Some(0), false));
}

#[test]
fn a_status_of_an_earlier_version_is_read() {
    let site = Site::at(1);
    site.pull(day(0)).unwrap();
    let path = site.store.path().join("organizations/H1/snapshots/status.json");
    let mut status: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for key in ["staleness_seconds", "pointer_is_expired"] {
        assert!(status.as_object_mut().unwrap().remove(key).is_some());
    }
    fs::write(&path, status.to_string()).unwrap();
    assert_eq!(site.kept().status().unwrap().release, Some(1));
}

#[test]
fn a_retracted_release_is_not_used() {
    let site = Site::at(2);
    site.pull(day(0)).unwrap();
    site.releases.write(site.source.path(), 3, day(0));
    site.pull(day(0)).unwrap();
    assert_eq!(site.in_use(), Some(3));
    let first = &site.releases.keyring.first;
    let point = |retracted: &[i64]| {
        let text = site.releases.pointer_by(first, 3, day(0), retracted);
        site.offered().write(Item::Pointer, text.as_bytes()).unwrap();
    };
    point(&[3]);
    assert_eq!(site.pull(day(0)).unwrap_err().code(), Code::NewestRetracted);
    assert_eq!(site.kept().status().unwrap().state, State::Retracted);
    assert_eq!(site.in_use(), Some(2), "the one before it is kept and good");
    point(&[]);
    assert_eq!(refusal(&site.pull(day(0)).unwrap_err()), "older-than-seen");
    assert_eq!(site.in_use(), Some(2));
    point(&[2, 3]);
    assert_eq!(site.pull(day(0)).unwrap_err().code(), Code::NewestRetracted);
    assert_eq!(site.in_use(), None, "nothing that may be used is left");
    let fresh = Site::at(3);
    let text = fresh
        .releases
        .pointer_by(&fresh.releases.keyring.first, 3, day(0), &[3]);
    fresh.offered().write(Item::Pointer, text.as_bytes()).unwrap();
    assert_eq!(fresh.pull(day(0)).unwrap_err().code(), Code::NewestRetracted);
    assert_eq!((fresh.in_use(), fresh.kept().bytes(Item::Body(3))), (None, None));
}

#[test]
fn a_release_waits_for_its_time() {
    let mut site = Site::at(1);
    site.pull(day(0)).unwrap();
    site.releases
        .change_manifest(2, |manifest| manifest.effective_at = day(1).to_rfc3339());
    site.releases.write(site.source.path(), 2, day(0));
    let status = site.pull(day(0)).unwrap();
    assert_eq!((status.release, site.in_use()), (Some(1), Some(1)));
    let next = status.next.unwrap();
    assert_eq!((next.release, next.effective_at), (2, day(1).to_rfc3339()));
    let status = site.pull(day(1)).unwrap();
    assert_eq!((status.release, status.next, site.in_use()), (Some(2), None, Some(2)));
}

#[test]
fn a_damaged_store_heals_and_only_a_few_releases_are_kept() {
    let site = Site::at(1);
    for release in 1..=3 {
        site.releases.write(site.source.path(), release, day(0));
        site.pull(day(0)).unwrap();
    }
    assert_eq!(site.kept().releases(), [1, 2, 3]);
    let body = site.kept().path(Item::Body(3));
    fs::write(&body, "half").unwrap();
    assert_eq!(site.pull(day(0)).unwrap().release, Some(3));
    assert_eq!(fs::read(&body).unwrap(), site.releases.body(3));
    fs::write(site.kept().path(Item::Pointer), "half").unwrap();
    fs::write(site.kept().path(Item::Keys), "half").unwrap();
    assert_eq!(site.pull(day(0)).unwrap().state, State::Current);
    // Damaged while the source is away: the release before it is in use until then.
    fs::write(&body, "half").unwrap();
    site.pull_from(Path::new("/nowhere"), day(0)).unwrap_err();
    assert_eq!(site.in_use(), Some(2));
    // A fourth release is here, and the oldest goes.
    let fourth = site.kept().path(Item::Body(4));
    fs::create_dir_all(fourth.parent().unwrap()).unwrap();
    site.pull(day(0)).unwrap();
    assert_eq!(site.in_use(), Some(3));
}

#[test]
fn a_stolen_key_does_not_lock_the_collector_out() {
    let mut site = Site::at(2);
    site.pull(day(0)).unwrap();
    // The thief points far ahead, within what is believed, and the collector takes it.
    let first = site.releases.keyring.first.clone();
    site.releases.change_manifest(3, |manifest| {
        manifest.release = 900_000;
        manifest.previous = None;
    });
    let mut far = site.releases.bare_pointer(3, day(0), &[]);
    far.release = 900_000;
    far.sign(&first).unwrap();
    let forged = site.releases.manifest_text(3).to_owned();
    let far_text = far.to_canonical().unwrap();
    site.offered()
        .write(Item::Manifest(900_000), forged.as_bytes())
        .unwrap();
    site.offered()
        .write(Item::Body(900_000), site.releases.body(3))
        .unwrap();
    site.offered().write(Item::Pointer, far_text.as_bytes()).unwrap();
    assert_eq!(site.pull(day(0)).unwrap().release, Some(900_000));
    // The key is revoked: what it said binds nobody any more, and the releases go on where they were.
    let after = site.releases.keyring.after_a_theft();
    let second = site.releases.keyring.second.clone();
    let mut manifest = site.releases.manifest(2);
    manifest.sign(&second).unwrap();
    site.releases.manifests[1] = manifest.to_canonical().unwrap();
    let pointer = site.releases.pointer_by(&second, 2, day(0), &[]);
    site.offered()
        .write(Item::Keys, after.to_canonical().unwrap().as_bytes())
        .unwrap();
    site.offered()
        .write(Item::Manifest(2), site.releases.manifest_text(2).as_bytes())
        .unwrap();
    site.offered().write(Item::Pointer, pointer.as_bytes()).unwrap();
    let status = site.pull(day(0)).unwrap();
    assert_eq!(
        (status.release, status.newest, site.in_use()),
        (Some(2), Some(2), Some(2))
    );
}

#[test]
fn a_store_is_itself_a_source() {
    let site = Site::at(3);
    site.pull(day(0)).unwrap();
    let downstream = tempdir().unwrap();
    let roots = site.releases.keyring.roots();
    let collector = Collector {
        organization: &site.releases.organization,
        roots: Some(&roots),
        source: &Source::Folder(site.store.path().to_owned()),
        store: &Tree::of(downstream.path(), &site.releases.organization),
    };
    assert_eq!(collector.pull(day(0)).unwrap().release, Some(3));
}

#[test]
fn checking_a_folder_finds_what_is_wrong_and_where() {
    let releases = Releases::new(Algorithm::Sm2);
    let folder = tempdir().unwrap();
    releases.write(folder.path(), 3, day(0));
    let tree = Tree::of(folder.path(), &releases.organization);
    let roots = releases.keyring.roots();
    let found = |now| check(&tree, &releases.organization, &roots, now);
    let checked = found(day(0)).unwrap();
    assert_eq!(
        (checked.newest, checked.releases, checked.deltas),
        (3, vec![1, 2, 3], 3)
    );
    assert_eq!(refusal(&found(day(2)).unwrap_err()), "expired");
    for (path, bytes) in releases.files(folder.path()) {
        let mut damaged = bytes.clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 1;
        fs::write(folder.path().join(&path), damaged).unwrap();
        let error = found(day(0)).unwrap_err();
        let field = error.place().field.clone().unwrap_or_default();
        assert!(path.ends_with(&field) && !field.is_empty(), "{path}: {error:?}");
        fs::write(folder.path().join(&path), bytes).unwrap();
    }
    fs::remove_file(tree.path(Item::Body(2))).unwrap();
    assert_eq!(found(day(0)).unwrap_err().code(), Code::FileNotAccessible);
}
