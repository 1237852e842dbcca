//! The formats as they were first released: files that are never edited. What is made today has the same bytes, and what was
//! made then is taken today.

use super::releases::Releases;
use super::releases::gather;
use crate::support::signing::day;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use tempfile::tempdir;
use zhiyu::collector::Collector;
use zhiyu::collector::Source;
use zhiyu::collector::Tree;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::key_file;
use zhiyu::snapshot::pointer::DocumentName;
use zhiyu::snapshot::pointer::HeldRelease;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::snapshot::verify;
use zhiyu::snapshot::verify::Expected;
use zhiyu::snapshot::verify::Trust;

fn formats() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats")
}

fn golden(algorithm: Algorithm) -> PathBuf {
    formats().join("zhiyu-snapshot-1").join(algorithm.as_str())
}

#[test]
fn every_file_is_what_it_was() {
    for algorithm in Algorithm::ALL {
        let releases = Releases::new(*algorithm);
        let site = tempdir().unwrap();
        let mut present = releases.files(site.path());
        let root = key_file::write_public(releases.keyring.root.public()).unwrap();
        present.insert("root.public.json".to_owned(), root.into_bytes());
        let private = key_file::write_private(&releases.keyring.first).unwrap();
        present.insert("signing.private.json".to_owned(), private.into_bytes());
        let folder = golden(*algorithm);
        let mut committed = BTreeMap::new();
        gather(&folder, &folder, &mut committed);
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&present), names(&committed));
        for (name, bytes) in &present {
            let [now, then] = [bytes, &committed[name]].map(|bytes| String::from_utf8_lossy(bytes));
            assert_eq!(now, then, "{name}");
        }
    }
}

/// The pointer of a collector that is pinned to release 2 while 3 is the newest.
#[test]
fn the_pointer_of_a_collector_that_is_held_back_is_what_it_was() {
    for algorithm in Algorithm::ALL {
        let releases = Releases::new(*algorithm);
        let mut pointer = releases.bare_pointer(3, day(0), &[1]);
        pointer.held = Some(HeldRelease {
            release: 2,
            manifest: DocumentName::of(releases.manifest_text(2)),
            collector: "night".to_owned(),
            by: "pin".to_owned(),
            reason: "新接口上线前".to_owned(),
        });
        pointer.sign(&releases.keyring.first).unwrap();
        let file = format!("zhiyu-snapshot-1/held/{}.json", algorithm.as_str());
        let then = std::fs::read_to_string(formats().join(file)).unwrap();
        assert_eq!(pointer.to_canonical().unwrap(), then);

        let text = std::fs::read_to_string(golden(*algorithm).join("organizations/H1/snapshots/keys.json")).unwrap();
        let set = verify::check_key_set(&text, &releases.keyring.roots(), None, day(0)).unwrap();
        let expected = Expected {
            organization: "H1",
            seen: None,
            now: day(0),
        };
        let pointer = verify::check_pointer(&then, Trust::Keys(&set), &expected).unwrap();
        assert_eq!((pointer.release, pointer.offered().0), (3, 2));
    }
}

#[test]
fn a_collector_of_today_takes_the_files_of_then() {
    for algorithm in Algorithm::ALL {
        let folder = golden(*algorithm);
        let text = std::fs::read_to_string(folder.join("root.public.json")).unwrap();
        let roots = [key_file::read_public(&text).unwrap()];
        let store = tempdir().unwrap();
        let organization = "H1".parse().unwrap();
        let collector = Collector {
            organization: &organization,
            roots: Some(&roots),
            source: &Source::Folder(folder),
            store: &Tree::of(store.path(), &organization),
        };
        assert_eq!(collector.pull(day(0)).unwrap().release, Some(3));
    }
}
