//! Three releases of a hospital, signed, without a server: manifests, bodies, deltas, pointers, and their plain files.

use crate::support::signing::Keyring;
use crate::support::signing::day;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use zhiyu::collector::Item;
use zhiyu::collector::Tree;
use zhiyu::id::OrganizationId;
use zhiyu::snapshot::body::Body;
use zhiyu::snapshot::delta::DeltaHeader;
use zhiyu::snapshot::delta::ReleaseName;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::manifest::BodyName;
use zhiyu::snapshot::manifest::EditionName;
use zhiyu::snapshot::manifest::FORMAT;
use zhiyu::snapshot::manifest::Manifest;
use zhiyu::snapshot::manifest::Previous;
use zhiyu::snapshot::pointer;
use zhiyu::snapshot::pointer::Newest;
use zhiyu::snapshot::pointer::Pointer;
use zhiyu::snapshot::pointer::RetractedRelease;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::snapshot::signature::PrivateKey;
use zhiyu::time::Instant;

/// Lines by (dictionary, code).
type Lines = BTreeMap<(&'static str, &'static str), String>;

/// Dictionary, code and the rest of the line.
type Row = (&'static str, &'static str, &'static str);

const EQUAL: &str = r#"","targets":[{"system":"icd-10","edition":"categories-2016","code":"I10","display":"特发性（原发性）高血压","relationship":"equivalent"}]}"#;
const BY_SPECIMEN: &str = r#"","targets":[{"system":"loinc","edition":"2.80","code":"2345-7","display":"葡萄糖","relationship":"equivalent","when":[{"of":"specimen","is":["血清","血浆"]},{"of":"age","unit":"years","from":18}]}]}"#;
const NOTHING: &str = r#"","targets":[],"no_match":"无 \"对应\" \\ 条目\t\u0001"}"#;

/// What each release holds: the codes are sorted by bytes, which is the order of no language.
const RELEASES: [&[Row]; 3] = [
    &[
        ("his/diagnosis", "10", EQUAL),
        ("his/diagnosis", "B07.+x*", NOTHING),
        ("his/diagnosis", "a", EQUAL),
        ("lis/items", "GLU", BY_SPECIMEN),
    ],
    &[
        ("his/X", "1", NOTHING),
        ("his/diagnosis", "10", NOTHING),
        ("his/diagnosis", "2", EQUAL),
        ("his/diagnosis", "a", EQUAL),
        ("lis/items", "GLU", BY_SPECIMEN),
        ("lis/items", "𠮷/\"\u{7f}", EQUAL),
    ],
    &[("his/diagnosis", "10", NOTHING), ("his/diagnosis", "霍", EQUAL)],
];

/// The releases.
pub struct Releases {
    /// Who signs.
    pub keyring: Keyring,
    /// Whose they are.
    pub organization: OrganizationId,
    /// The canonical manifests, the first being number 1.
    pub manifests: Vec<String>,
    /// Their bodies.
    pub bodies: Vec<Body>,
}

impl Releases {
    /// The releases of `H1`.
    pub fn new(algorithm: Algorithm) -> Self {
        Self::of("H1", algorithm)
    }

    /// The releases of an organization.
    pub fn of(organization: &str, algorithm: Algorithm) -> Self {
        let keyring = Keyring::new(algorithm);
        let mut previous = None;
        let (mut manifests, mut bodies) = (Vec::new(), Vec::new());
        for number in 1..=3 {
            let lines = lines(number);
            let body = Body::of_sorted_lines(lines.values().map(String::as_str));
            let name = BodyName {
                sha256: body.digest.clone(),
                bytes: u64::try_from(body.bytes.len()).unwrap(),
                rows: body.rows,
                sm3: None,
            };
            let mut manifest = Manifest {
                format: FORMAT.to_owned(),
                organization: organization.to_owned(),
                release: number,
                previous: previous.take(),
                body: name,
                editions: vec![EditionName {
                    system: "icd-10".to_owned(),
                    edition: "categories-2016".to_owned(),
                    sha256: "0".repeat(64),
                }],
                published_at: day(number - 4).to_rfc3339(),
                effective_at: day(number - 4).to_rfc3339(),
                publisher: "wang".to_owned(),
                key_id: None,
                signature: None,
            };
            previous = Some(Previous {
                release: number,
                digest: body.digest.clone(),
            });
            manifest.sign(&keyring.first).unwrap();
            manifests.push(manifest.to_canonical().unwrap());
            bodies.push(body);
        }
        Self {
            keyring,
            organization: OrganizationId::new(organization).unwrap(),
            manifests,
            bodies,
        }
    }

    /// The manifest of a release, as text.
    pub fn manifest_text(&self, release: i64) -> &str {
        &self.manifests[index(release)]
    }

    /// The manifest of a release.
    pub fn manifest(&self, release: i64) -> Manifest {
        Manifest::parse(self.manifest_text(release)).unwrap()
    }

    /// The body of a release.
    pub fn body(&self, release: i64) -> &[u8] {
        &self.bodies[index(release)].bytes
    }

    /// Signs a manifest again after something in it was changed.
    pub fn change_manifest(&mut self, release: i64, change: impl FnOnce(&mut Manifest)) {
        let mut manifest = self.manifest(release);
        change(&mut manifest);
        manifest.sign(&self.keyring.first).unwrap();
        self.manifests[index(release)] = manifest.to_canonical().unwrap();
    }

    /// A pointer to a release, issued at this instant, not signed.
    pub fn bare_pointer(&self, release: i64, at: Instant, retracted: &[i64]) -> Pointer {
        let statement = |number: &i64| RetractedRelease {
            release: *number,
            body: self.manifest(*number).body.sha256,
            at: day(-1).to_rfc3339(),
            reason: "编码有误".to_owned(),
        };
        let newest = Newest {
            held: None,
            organization: self.organization.as_str(),
            release,
            manifest: self.manifest_text(release),
            retracted: retracted.iter().map(statement).collect(),
        };
        Pointer::at(at, pointer::LIFE, newest, Some(self.keyring.set.version))
    }

    /// A pointer, signed by this key.
    pub fn pointer_by(&self, key: &PrivateKey, release: i64, at: Instant, retracted: &[i64]) -> String {
        let mut pointer = self.bare_pointer(release, at, retracted);
        pointer.sign(key).unwrap();
        pointer.to_canonical().unwrap()
    }

    /// A pointer, signed by the first key.
    pub fn pointer(&self, release: i64, at: Instant) -> String {
        self.pointer_by(&self.keyring.first, release, at, &[])
    }

    /// The delta between two releases, made here and not by the code under test.
    pub fn delta(&self, from: i64, to: i64) -> Vec<u8> {
        let (before, after) = (lines(from), lines(to));
        let mut changes: BTreeMap<_, String> = BTreeMap::new();
        for (key, line) in &after {
            if before.get(key) != Some(line) {
                changes.insert(*key, format!("{{\"put\":{line}}}\n"));
            }
        }
        for key in before.keys().filter(|key| !after.contains_key(*key)) {
            let code = serde_json::to_string(key.1).unwrap();
            let line = format!("{{\"delete\":{{\"dictionary\":\"{}\",\"code\":{code}}}}}\n", key.0);
            changes.insert(*key, line);
        }
        let lines: String = changes.into_values().collect();
        let name = |release: i64| ReleaseName {
            release,
            sha256: self.manifest(release).body.sha256,
        };
        let mut header = DeltaHeader::of(self.organization.as_str(), name(from), name(to), lines.as_bytes());
        header.sign(&self.keyring.first).unwrap();
        header.with_lines(lines.as_bytes()).unwrap()
    }

    /// Writes the files of a source that is at this release.
    pub fn write(&self, folder: &Path, release: i64, at: Instant) {
        let tree = Tree::of(folder, &self.organization);
        for number in 1..=release {
            let manifest = self.manifest_text(number).as_bytes();
            tree.write(Item::Manifest(number), manifest).unwrap();
            tree.write(Item::Body(number), self.body(number)).unwrap();
            for from in 1..number {
                let item = Item::Delta { from, to: number };
                tree.write(item, &self.delta(from, number)).unwrap();
            }
        }
        let keys = self.keyring.set.to_canonical().unwrap();
        tree.write(Item::Keys, keys.as_bytes()).unwrap();
        tree.write(Item::Pointer, self.pointer(release, at).as_bytes()).unwrap();
    }

    /// Every file of a source that is at the last release, by its path.
    pub fn files(&self, folder: &Path) -> BTreeMap<String, Vec<u8>> {
        self.write(folder, 3, day(0));
        let mut found = BTreeMap::new();
        gather(folder, folder, &mut found);
        found
    }
}

/// Every file below a folder, by its path from there.
pub fn gather(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            found.insert(name, fs::read(&path).unwrap());
        }
    }
}

fn index(release: i64) -> usize {
    usize::try_from(release - 1).unwrap()
}

fn lines(release: i64) -> Lines {
    let line = |(dictionary, code, rest): &Row| {
        let quoted = serde_json::to_string(code).unwrap();
        let head = format!("{{\"dictionary\":\"{dictionary}\",\"code\":{quoted},\"name\":\"名称");
        ((*dictionary, *code), head + rest)
    };
    RELEASES[index(release)].iter().map(line).collect()
}
