//! The house has floors and fences, and this is who looks after them: it reads `src` and needs no compiler.
//!
//! A *floor* is a level of the table in `src/lib.rs`: a module uses only modules of lower floors. A *fence* keeps
//! third-party code, the disk, the network and the clock inside the modules that are made for them. The checker works
//! on tokens, without comments and texts, and is itself tried on small planted trees at the end of this file.

#[path = "architecture/checker.rs"]
mod checker;
#[path = "architecture/hospital.rs"]
mod hospital;
#[path = "architecture/planted.rs"]
mod planted;
#[path = "architecture/security.rs"]
mod security;
#[path = "architecture/tokens.rs"]
mod tokens;

use checker::Fence;
use checker::House;
use checker::Peer;
use checker::Source;
use std::fs;
use std::path::Path;

/// The floors, from the ground.
const FLOORS: &[&[&str]] = &[
    &["error", "id", "language", "time", "digest", "page"],
    &["registry", "access", "audit"],
    &["source", "matching"],
    &["mapping"],
    &["snapshot", "coverage", "report"],
    &["storage", "collector"],
    &["service"],
    &["http", "workbench"],
    &["cli", "config", "main", "lib"],
];

/// Who may use a neighbour on the same floor, and why. The top floor is one program and needs no permission.
const PEERS: &[Peer] = &[
    Peer("error", "language", "the words of an error are chosen by language"),
    Peer("id", "error", "a text that is no id is refused with an error"),
    Peer("page", "error", "a cursor that is no key is refused with an error"),
    Peer("audit", "access", "an event is written down from the permit of the act"),
    Peer(
        "report",
        "snapshot",
        "the table of a difference reads the lines of bodies",
    ),
    Peer("report", "coverage", "figures become tables"),
    Peer("http", "workbench", "one server answers the API and the pages"),
];

/// Who may not use a lower floor after all, and why.
const BANS: &[Peer] = &[Peer(
    "http",
    "storage",
    "an answer comes from a verb of the service, never from rows",
)];

/// Third-party code and where alone it may be named; a place is a module or a path, with everything below it.
const FENCES: &[Fence] = &[
    Fence(
        &["diesel", "diesel_migrations", "libsqlite3_sys", "pq_sys"],
        &["storage"],
    ),
    Fence(&["actix_web"], &["http", "workbench"]),
    Fence(
        &["utoipa", "utoipa_actix_web", "utoipa_swagger_ui", "tracing_actix_web"],
        &["http"],
    ),
    Fence(
        &[
            "calamine",
            "csv",
            "quick_xml",
            "encoding_rs",
            "zip",
            "toml",
            "rust_xlsxwriter",
            "regex",
        ],
        &["registry"],
    ),
    Fence(&["rust_embed"], &["registry", "workbench"]),
    Fence(&["tantivy"], &["matching/index"]),
    Fence(&["strsim", "rapidfuzz"], &["matching/score"]),
    Fence(&["pinyin"], &["matching/pinyin"]),
    Fence(&["sha2"], &["digest"]),
    Fence(&["subtle", "argon2", "sha1", "aes_gcm", "jsonwebtoken"], &["access"]),
    Fence(&["hmac"], &["access", "digest"]),
    Fence(&["flate2", "zstd", "ed25519_dalek", "sm2", "sm3"], &["snapshot"]),
    Fence(&["clap", "indicatif", "figment"], &["cli", "config", "main"]),
    Fence(
        &["ureq"],
        &[
            "collector",
            "service/feedback/webhooks",
            "service/access/oidc",
            "http/server/telemetry",
        ],
    ),
    Fence(&["futures_core"], &["http/server/slow_bodies"]),
    Fence(&["rustls"], &["http/server/tls", "service/audit/forwarding"]),
    Fence(&["prometheus_client"], &["http/server/metrics"]),
    Fence(&["moka"], &["service"]),
    Fence(
        &["SystemTime::now", "Instant::now", "Utc::now", "Local::now"],
        &["http", "cli", "config", "main"],
    ),
    Fence(
        &["std::fs", "std::net"],
        &[
            "matching/index",
            "storage",
            "collector",
            "service",
            "http",
            "workbench",
            "cli",
            "config",
            "main",
        ],
    ),
];

const HOUSE: House = House {
    floors: FLOORS,
    peers: PEERS,
    bans: BANS,
    fences: FENCES,
    longest_file: 400,
};

#[test]
fn source_keeps_floors_and_fences() {
    let sources = sources();
    assert!(sources.len() > 100, "only {} files were found under src", sources.len());
    let findings = HOUSE.findings(&sources);
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

#[test]
fn every_permission_between_neighbours_is_needed() {
    let unused = HOUSE.unused_peers(&sources());
    assert!(unused.is_empty(), "\n{}\n", unused.join("\n"));
}

#[test]
fn every_module_of_the_library_has_a_floor_and_every_floor_is_built() {
    let library = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let declared: Vec<&str> = library
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')))
        .collect();
    let below_the_roof = FLOORS.iter().take(FLOORS.len() - 1).copied().flatten();
    for module in below_the_roof {
        assert!(
            declared.contains(module),
            "{module} has a floor but is not in src/lib.rs"
        );
    }
    for module in declared {
        assert!(
            HOUSE.floor(module).is_some(),
            "{module} is in src/lib.rs but has no floor"
        );
    }
}

/// Every Rust file under `src`, with its path from there.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    gather(&root, &root, &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn gather(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let from_root = path.strip_prefix(root).unwrap_or(&path);
            let names: Vec<_> = from_root.iter().map(|name| name.to_string_lossy()).collect();
            let text = fs::read_to_string(&path).unwrap_or_default();
            found.push(Source::new(names.join("/"), text));
        }
    }
}
