//! A client that somebody else wrote from `docs/snapshot-format.md`, in another language.

use super::releases::Releases;
use crate::support::signing::day;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use tempfile::tempdir;
use zhiyu::snapshot::key_file;
use zhiyu::snapshot::signature::Algorithm;

const CLIENT: &str = "tests/client.py";

/// Runs the client; none, with a word that the test skipped, where Python or its package is missing.
fn client(folder: &Path, root: &Path, from: &str) -> Option<Output> {
    let python = |arguments: &[&str]| Command::new("python3").args(arguments).output();
    let has_package = python(&["-c", "import cryptography.hazmat.primitives.asymmetric.ed25519"]);
    if !has_package.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: python3 with the package cryptography is missing");
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(CLIENT);
    let paths = [&script, folder, root].map(|path: &Path| path.to_str().unwrap());
    let now = day(0).to_rfc3339();
    let output = python(&[paths[0], paths[1], "H1", paths[2], &now, from]);
    Some(output.unwrap())
}

#[test]
fn a_client_written_from_the_page_takes_what_is_right_and_nothing_else() {
    let releases = Releases::new(Algorithm::Ed25519);
    let site = tempdir().unwrap();
    let root = site.path().join("root.public.json");
    let files = releases.files(site.path());
    fs::write(&root, key_file::write_public(releases.keyring.root.public()).unwrap()).unwrap();
    for (from, expected) in [("1", "3 2\n"), ("2", "3 2\n")] {
        let Some(output) = client(site.path(), &root, from) else {
            return;
        };
        let told = String::from_utf8_lossy(&output.stdout);
        assert_eq!(told, expected, "{}", String::from_utf8_lossy(&output.stderr));
    }
    for name in [
        "keys.json",
        "pointer.json",
        "3/manifest.json",
        "3/body.jsonl",
        "3/delta-from-2.jsonl",
    ] {
        let path = format!("organizations/H1/snapshots/{name}");
        let mut damaged = files[&path].clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 2;
        fs::write(site.path().join(&path), damaged).unwrap();
        let output = client(site.path(), &root, "2").unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{name}");
        fs::write(site.path().join(&path), &files[&path]).unwrap();
    }
}
