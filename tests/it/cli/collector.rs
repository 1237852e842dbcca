//! `zhiyu pull` as a collector's machine runs it: killed at any moment, told to stop, and what it pulled converted.

use super::json;
use super::refusal;
use super::text;
use super::zhiyu;
use crate::support::signing::key;
use std::fs;
use std::io::BufRead as _;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;
use tempfile::TempDir;
use tempfile::tempdir;
use zhiyu::collector::Item;
use zhiyu::collector::Tree;
use zhiyu::collector::Trusted;
use zhiyu::collector::Wanted;
use zhiyu::collector::check;
use zhiyu::collector::open;
use zhiyu::digest::sha256_hex;
use zhiyu::id::OrganizationId;
use zhiyu::snapshot::body::Body;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::key_file;
use zhiyu::snapshot::key_set::KeySet;
use zhiyu::snapshot::key_set::ListedKey;
use zhiyu::snapshot::manifest::BodyName;
use zhiyu::snapshot::manifest::FORMAT;
use zhiyu::snapshot::manifest::Manifest;
use zhiyu::snapshot::manifest::Previous;
use zhiyu::snapshot::pointer::LIFE;
use zhiyu::snapshot::pointer::Newest;
use zhiyu::snapshot::pointer::Pointer;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::snapshot::signature::PrivateKey;
use zhiyu::time::Instant;

const ROWS: usize = 2_000;
const KILLS: u64 = 24;
const SEED: u64 = 0x7075_6c6c_2026;
const DAY: i64 = 86_400_000_000;

/// Two releases, signed at the time of this machine, and a store that has the first.
struct Site {
    folder: TempDir,
    now: Instant,
    root: PrivateKey,
    manifests: Vec<String>,
}

impl Site {
    fn new() -> Self {
        let folder = tempdir().unwrap();
        let [root, signing] = [1, 2].map(|number| key(Algorithm::Ed25519, number));
        let public = folder.path().join("root.public.json");
        fs::write(&public, key_file::write_public(root.public()).unwrap()).unwrap();
        let changed = fs::metadata(&public).unwrap().modified().unwrap();
        let micros = changed.duration_since(std::time::UNIX_EPOCH).unwrap().as_micros();
        let now = Instant(i64::try_from(micros).unwrap());
        let later = |days: i64| Instant(now.0 + days * DAY);
        let listed = vec![ListedKey::new(signing.public(), later(-1), later(9))];
        let set = KeySet::next(None, listed, &root, (later(-1), later(9))).unwrap();
        let mut site = Self {
            folder,
            now,
            root,
            manifests: Vec::new(),
        };
        let source = site.tree("source");
        source
            .write(Item::Keys, set.to_canonical().unwrap().as_bytes())
            .unwrap();
        let mut previous = None;
        for release in [1, 2] {
            let body = body(release);
            let mut manifest = manifest(release, &body, previous.take(), later(-1));
            manifest.sign(&signing).unwrap();
            previous = Some(Previous {
                release,
                digest: body.digest,
            });
            site.manifests.push(manifest.to_canonical().unwrap());
            source.write(Item::Body(release), &body.bytes).unwrap();
            source
                .write(Item::Manifest(release), site.manifests.last().unwrap().as_bytes())
                .unwrap();
        }
        site.point(1, &signing);
        assert!(site.pull().output().unwrap().status.success());
        site.point(2, &signing);
        site
    }

    fn point(&self, release: i64, signing: &PrivateKey) {
        let manifest = &self.manifests[usize::try_from(release - 1).unwrap()];
        let newest = Newest {
            organization: "H1",
            release,
            manifest,
            retracted: Vec::new(),
            held: None,
        };
        let mut pointer = Pointer::at(self.now, LIFE, newest, Some(1));
        pointer.sign(signing).unwrap();
        self.tree("source")
            .write(Item::Pointer, pointer.to_canonical().unwrap().as_bytes())
            .unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn tree(&self, name: &str) -> Tree {
        Tree::of(&self.path(name), &OrganizationId::new("H1").unwrap())
    }

    fn pull(&self) -> Command {
        let mut command = zhiyu(self.folder.path());
        command
            .args(["pull", "--organization", "H1", "--from"])
            .arg(self.path("source"));
        command
            .arg("--root")
            .arg(self.path("root.public.json"))
            .arg("--store")
            .arg(self.path("store"));
        command
    }

    /// The release that the store gives; everything in the store is whole, and so is what the status file names.
    fn whole_release(&self) -> i64 {
        let (tree, roots) = (self.tree("store"), [self.root.public().clone()]);
        let organization = OrganizationId::new("H1").unwrap();
        check(&tree, &organization, &roots, self.now).unwrap();
        let opened = open(
            &tree,
            Some("H1"),
            Trusted::Roots(&roots),
            Wanted::At(self.now),
            self.now,
        )
        .unwrap();
        assert_eq!(opened.lines.len(), ROWS);
        let status = tree.status().unwrap();
        let named = fs::read(self.path("store/organizations/H1/snapshots").join(status.body.unwrap())).unwrap();
        assert_eq!(sha256_hex([named.as_slice()]), status.sha256.unwrap());
        opened.manifest.release
    }
}

fn body(release: i64) -> Body {
    let line = |row: usize| {
        format!(
            "{{\"dictionary\":\"his/diagnosis\",\"code\":\"{row:05}\",\"name\":\"霍乱\",\"targets\":[{{\"system\":\"icd-10\",\
             \"edition\":\"2016\",\"code\":\"A0{release}\",\"display\":\"霍乱\",\"relationship\":\"equivalent\"}}]}}"
        )
    };
    let lines: Vec<String> = (0..ROWS).map(line).collect();
    Body::of_sorted_lines(lines.iter().map(String::as_str))
}

fn manifest(release: i64, body: &Body, previous: Option<Previous>, at: Instant) -> Manifest {
    Manifest {
        format: FORMAT.to_owned(),
        organization: "H1".to_owned(),
        release,
        previous,
        body: BodyName {
            sha256: body.digest.clone(),
            bytes: u64::try_from(body.bytes.len()).unwrap(),
            rows: body.rows,
            sm3: None,
        },
        editions: Vec::new(),
        published_at: at.to_rfc3339(),
        effective_at: at.to_rfc3339(),
        publisher: "wang".to_owned(),
        key_id: None,
        signature: None,
    }
}

/// A moment of the whole run, by a fixed random sequence (splitmix64).
fn moment(round: u64, whole_run: Duration) -> Duration {
    let mut z = SEED.wrapping_add((round + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    whole_run * u32::try_from((z ^ (z >> 31)) % 1_000).unwrap() / 1_000
}

#[test]
fn a_killed_pull_leaves_a_whole_snapshot() {
    let site = Site::new();
    let (store, first) = (site.path("store/organizations/H1/snapshots"), site.path("first"));
    let copy = |from: &PathBuf, to: &PathBuf| {
        let _ = fs::remove_dir_all(to);
        assert!(
            Command::new("cp")
                .arg("-R")
                .args([from, to])
                .status()
                .unwrap()
                .success()
        );
    };
    copy(&store, &first);
    let begin = std::time::Instant::now();
    assert!(site.pull().output().unwrap().status.success());
    let whole_run = begin.elapsed();
    assert_eq!(site.whole_release(), 2);
    let (mut old, mut new) = (0, 0);
    for round in 0..KILLS {
        copy(&first, &store);
        let mut process = site.pull().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let (_keep, never) = mpsc::channel::<()>();
        let _ = never.recv_timeout(moment(round, whole_run));
        let _ = process.kill();
        process.wait().unwrap();
        match site.whole_release() {
            1 => old += 1,
            _ => new += 1,
        }
    }
    assert!(site.pull().output().unwrap().status.success());
    assert_eq!(site.whole_release(), 2);
    eprintln!(
        "kill -9 during pull: seed {SEED:#x}, {KILLS} kills, {old} kept release 1, {new} have release 2, 0 broken"
    );
}

#[test]
fn a_watcher_ends_well_when_it_is_told_to_stop() {
    let site = Site::new();
    for signal in ["-TERM", "-INT"] {
        let watcher = site.pull().args(["--watch", "--json"]).stdout(Stdio::piped()).spawn();
        let mut process = watcher.unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let status: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        assert_eq!((&status["state"], &status["release"]), (&"current".into(), &2.into()));
        let told = Command::new("kill")
            .args([signal, &process.id().to_string()])
            .status()
            .unwrap();
        assert!(told.success());
        assert_eq!(process.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[test]
fn what_was_pulled_is_converted_and_checked_as_the_pull_did() {
    let site = Site::new();
    fs::write(site.path("day.csv"), "code\n00001\nx\n").unwrap();
    let path = |name: &str| site.path(name).to_str().unwrap().to_owned();
    let (store, input, out, root) = (
        path("store"),
        path("day.csv"),
        path("out.csv"),
        path("root.public.json"),
    );
    let command = [
        "translate",
        "--from",
        &store,
        "--in",
        &input,
        "--out",
        &out,
        "--column",
        "code",
    ];
    let command = [&command[..], &["--dictionary", "his/diagnosis"]].concat();
    let with_root = [&command[..], &["--root", &root]].concat();
    for command in [&command, &with_root] {
        let told = json(site.folder.path(), command);
        assert_eq!(
            (&told["release"]["release"], &told["notices"]),
            (&1.into(), &serde_json::json!([]))
        );
    }
    // A body and a manifest that fit each other, of nobody.
    let other = body(9);
    let forged = manifest(1, &other, None, site.now).to_canonical().unwrap();
    site.tree("store").write(Item::Body(1), &other.bytes).unwrap();
    site.tree("store").write(Item::Manifest(1), forged.as_bytes()).unwrap();
    let (exit, problem) = refusal(site.folder.path(), &with_root);
    assert_eq!((exit, problem["code"].as_str()), (3, Some("snapshot-refused")));
    assert!(problem["detail"].as_str().unwrap().contains("[unsigned]"), "{problem}");
    let single = path("store/organizations/H1/snapshots/1");
    let of_folder = with_root
        .iter()
        .map(|word| if *word == store { single.as_str() } else { word });
    let (exit, problem) = refusal(site.folder.path(), &of_folder.collect::<Vec<_>>());
    assert_eq!((exit, problem["code"].as_str()), (3, Some("snapshot-refused")));
    // Without a key set there is nothing to check with, unless it is said that nothing shall be.
    fs::remove_file(site.path("store/organizations/H1/snapshots/keys.json")).unwrap();
    assert_eq!(refusal(site.folder.path(), &command).1["code"], "file-not-accessible");
}

#[test]
fn a_token_never_stands_on_the_command_line() {
    let site = Site::new();
    let output = site.pull().args(["--token", "zhiyu_secret"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let help = zhiyu(site.folder.path()).args(["pull", "--help"]).output().unwrap();
    assert!(text(&help.stdout).contains("--token-file") && !text(&help.stdout).contains("--token "));
    fs::write(site.path("token"), "\n").unwrap();
    let empty = site
        .pull()
        .arg("--token-file")
        .arg(site.path("token"))
        .output()
        .unwrap();
    assert_eq!(empty.status.code(), Some(3));
    fs::write(site.path("token"), "zhiyu_secret\n").unwrap();
    let output = site
        .pull()
        .arg("--token-file")
        .arg(site.path("token"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}
