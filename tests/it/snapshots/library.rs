//! The client as a library, as `docs/collector.md` shows it: pull into a folder, open what is there, translate a code.

use super::releases::Releases;
use crate::support::signing::day;
use std::path::Path;
use tempfile::tempdir;
use zhiyu::collector::Caution;
use zhiyu::collector::Collector;
use zhiyu::collector::Connection;
use zhiyu::collector::Item;
use zhiyu::collector::Opened;
use zhiyu::collector::Source;
use zhiyu::collector::Tree;
use zhiyu::collector::Trusted;
use zhiyu::collector::Wanted;
use zhiyu::collector::open;
use zhiyu::error::Code;
use zhiyu::error::Error;
use zhiyu::id::OrganizationId;
use zhiyu::language::Language;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::snapshot::signature::PublicKey;
use zhiyu::snapshot::translate::Answer;
use zhiyu::snapshot::translate::Mode;
use zhiyu::snapshot::translate::Question;
use zhiyu::snapshot::translate::Translator;
use zhiyu::time::Instant;

/// What a collector's own program does in a night.
fn night(from: &str, store: &Path, roots: &[PublicKey], now: Instant) -> Result<Translator, Error> {
    let organization = OrganizationId::new("H1")?;
    let tree = Tree::of(store, &organization);
    let collector = Collector {
        organization: &organization,
        roots: Some(roots),
        source: &Source::parse(from, &Connection::default())?,
        store: &tree,
    };
    // What does not come tonight does not matter: the last good release stays, and the status file says why.
    let _status = collector.pull(now);
    let opened = open(&tree, Some("H1"), Trusted::Roots(roots), Wanted::At(now), now)?;
    opened.into_translator(Mode::Lenient)
}

#[test]
fn a_night_of_a_program_of_ones_own() {
    let releases = Releases::new(Algorithm::Ed25519);
    let (source, store) = (tempdir().unwrap(), tempdir().unwrap());
    releases.write(source.path(), 2, day(0));
    let roots = releases.keyring.roots();
    let translator = night(source.path().to_str().unwrap(), store.path(), &roots, day(0)).unwrap();
    let question = Question {
        dictionary: "his/diagnosis",
        code: "a",
        ..Question::default()
    };
    let told = |translator: &Translator| {
        let verdict = translator.ask(&question);
        Answer::of(&question, &verdict, Language::Chinese).targets[0]
            .code
            .to_owned()
    };
    assert_eq!((translator.release.release, told(&translator)), (2, "I10".to_owned()));
    // Four days without the source: the same answers.
    let translator = night("/nowhere", store.path(), &roots, day(4)).unwrap();
    assert_eq!(told(&translator), "I10");
}

/// A store that is at release 3 of day 0.
struct Store {
    releases: Releases,
    folder: tempfile::TempDir,
}

impl Store {
    fn new() -> Self {
        let releases = Releases::new(Algorithm::Ed25519);
        let folder = tempdir().unwrap();
        releases.write(folder.path(), 3, day(0));
        Self { releases, folder }
    }

    fn tree(&self) -> Tree {
        Tree::of(self.folder.path(), &self.releases.organization)
    }

    fn open(&self, wanted: Wanted<'_>, now: Instant) -> Result<Opened, Error> {
        let roots = self.releases.keyring.roots();
        open(&self.tree(), None, Trusted::Roots(&roots), wanted, now)
    }

    fn refused(&self, wanted: Wanted<'_>) -> String {
        let error = self.open(wanted, day(0)).unwrap_err();
        assert_eq!(error.code(), Code::SnapshotRefused, "{error:?}");
        let refusal = error.values().iter().find(|(name, _)| *name == "refusal");
        refusal.unwrap().1.clone()
    }

    fn write(&self, item: Item, text: &str) {
        self.tree().write(item, text.as_bytes()).unwrap();
    }
}

#[test]
fn what_is_over_is_said_and_what_is_wrong_is_refused() {
    let store = Store::new();
    let newest = Wanted::At(day(0));
    let opened = store.open(newest, day(0)).unwrap();
    assert_eq!(
        (opened.manifest.release, opened.lines.len(), opened.cautions),
        (3, 2, vec![])
    );
    assert_eq!(store.open(Wanted::At(day(-2)), day(0)).unwrap().manifest.release, 2);
    let expired = Caution::PointerExpired(day(2).to_rfc3339());
    assert_eq!(
        store.open(newest, day(2)).unwrap().cautions,
        std::slice::from_ref(&expired)
    );
    let over = Caution::KeySetExpired(day(800).to_rfc3339());
    assert_eq!(store.open(newest, day(801)).unwrap().cautions, [over, expired]);
    let first = &store.releases.keyring.first;
    store.write(Item::Pointer, &store.releases.pointer_by(first, 3, day(0), &[3]));
    assert_eq!(store.open(newest, day(0)).unwrap().manifest.release, 2);
    assert_eq!(store.refused(Wanted::Release(3)), "retracted");
    let path = store.tree().path(Item::Manifest(3));
    assert_eq!(store.refused(Wanted::Manifest(&path)), "retracted");
    // A pull that did not end has left a release of which no pointer knows.
    store.write(Item::Pointer, &store.releases.pointer(2, day(0)));
    assert_eq!(store.open(newest, day(0)).unwrap().manifest.release, 2);
    std::fs::remove_file(store.tree().path(Item::Pointer)).unwrap();
    assert_eq!(store.open(newest, day(0)).unwrap().cautions, [Caution::NoPointer]);
}

#[test]
fn every_file_of_a_store_is_looked_at() {
    let store = Store::new();
    let newest = Wanted::At(day(0));
    let releases = &store.releases;
    for (item, other, word) in [
        (
            Item::Pointer,
            releases.bare_pointer(3, day(0), &[]).to_canonical().unwrap(),
            "unsigned",
        ),
        (
            Item::Pointer,
            Releases::of("H2", Algorithm::Ed25519).pointer(3, day(0)),
            "other-organization",
        ),
        (
            Item::Pointer,
            releases.pointer(3, day(0)).replace("\"release\":3", "\"release\":4"),
            "signature-wrong",
        ),
        (
            Item::Manifest(3),
            releases.manifest_text(2).to_owned(),
            "manifest-mixed",
        ),
        (
            Item::Body(3),
            String::from_utf8(releases.body(3).to_vec())
                .unwrap()
                .replace("I10", "I11"),
            "body-digest-wrong",
        ),
        (
            Item::Keys,
            releases.keyring.after_a_theft().to_canonical().unwrap(),
            "key-revoked",
        ),
        (Item::Keys, "{}".to_owned(), "unreadable"),
    ] {
        let good = store.tree().bytes(item).unwrap();
        store.write(item, &other);
        let found = store.refused(newest);
        assert_eq!(found, word, "{item:?}");
        store.tree().write(item, &good).unwrap();
    }
    store.open(newest, day(0)).unwrap();
    let kept = open(&store.tree(), Some("H1"), Trusted::KeptKeys, newest, day(0)).unwrap();
    assert_eq!(kept.manifest.release, 3);
    let other = open(&store.tree(), Some("H2"), Trusted::KeptKeys, newest, day(0)).unwrap_err();
    assert_eq!(other.code(), Code::SnapshotRefused);
    std::fs::remove_file(store.tree().path(Item::Keys)).unwrap();
    let keyless = open(&store.tree(), Some("H1"), Trusted::KeptKeys, newest, day(0)).unwrap_err();
    assert_eq!(keyless.code(), Code::FileNotAccessible);
}
