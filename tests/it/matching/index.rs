//! The derived index: built, opened again, repaired, raced for.

use super::padded;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use zhiyu::matching::Comparison;
use zhiyu::matching::Matcher;
use zhiyu::matching::Term;

fn open(folder: &Path, name: &str) -> Matcher {
    Matcher::open(Comparison::Plain, padded(&[("A", name)]), Arc::default(), folder).expect("a matcher")
}

fn first(matcher: &Matcher, name: &str) -> String {
    let found = matcher.suggest(&Term::named(name), 1).expect("suggestions");
    found.first().map(|one| one.code.clone()).unwrap_or_default()
}

fn siblings(folder: &Path) -> Vec<String> {
    let parent = folder.parent().expect("a parent");
    let names = fs::read_dir(parent)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

#[test]
fn it_is_built_once_and_opened_afterwards() {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("edition");
    assert_eq!(first(&open(&folder, "急性阑尾炎"), "急性的阑尾炎"), "A");
    let built = fs::metadata(folder.join("fingerprint"))
        .expect("a mark")
        .modified()
        .expect("a time");
    assert_eq!(first(&open(&folder, "急性阑尾炎"), "急性的阑尾炎"), "A");
    let opened = fs::metadata(folder.join("fingerprint"))
        .expect("a mark")
        .modified()
        .expect("a time");
    assert_eq!(built, opened);
    assert_eq!(siblings(&folder), ["edition"]);
}

#[test]
fn damage_and_other_names_make_it_build_again() {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("edition");
    open(&folder, "急性阑尾炎");
    fs::write(folder.join("meta.json"), "{").expect("damage");
    assert_eq!(first(&open(&folder, "急性阑尾炎"), "急性的阑尾炎"), "A");
    assert_eq!(first(&open(&folder, "慢性胃炎"), "慢性的胃炎"), "A");
    fs::remove_dir_all(&folder).expect("removed");
    fs::write(&folder, "a file in the way").expect("written");
    assert_eq!(first(&open(&folder, "慢性胃炎"), "慢性的胃炎"), "A");
    assert_eq!(siblings(&folder), ["edition"]);
}

#[test]
fn an_open_index_outlives_its_folder() {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("edition");
    let matcher = open(&folder, "急性阑尾炎");
    fs::remove_dir_all(&folder).expect("removed");
    assert_eq!(first(&matcher, "急性的阑尾炎"), "A");
}

#[test]
fn several_may_build_at_once() {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("edition");
    std::thread::scope(|scope| {
        let racers: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| first(&open(&folder, "急性阑尾炎"), "急性的阑尾炎")))
            .collect();
        for racer in racers {
            assert_eq!(racer.join().expect("a racer"), "A");
        }
    });
    assert_eq!(siblings(&folder), ["edition"]);
}
