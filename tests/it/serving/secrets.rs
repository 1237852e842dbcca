//! Secrets are not printed: every type that holds one writes its `Debug` by hand, and no structure holds one as a plain text.

use std::fs;
use std::path::Path;
use zhiyu::access::sealing::SealingKey;
use zhiyu::access::token::Secret;
use zhiyu::collector::Connection;
use zhiyu::config::DatabaseConfig;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::snapshot::signature::PrivateKey;
use zhiyu::source::feedback::rules::WebhookKey;
use zhiyu::storage::Target;

/// Names of fields that are secrets.
const NAMES: &[&str] = &[
    "password",
    "secret",
    "token",
    "credential",
    "recovery",
    "private",
    "passphrase",
];
/// Types that print what they hold.
const TEXTS: &[&str] = &["String", "Option<String>", "Vec<String>", "Vec<u8>"];
/// Fields of these names that are no secrets, and why.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("server/limits.rs", "token", "SHA-256 of the token"),
    ("service/access/oidc/provider.rs", "token_endpoint", "an address"),
];

#[test]
fn types_that_hold_a_secret_do_not_print_it() {
    let bytes = [0xA5; 32];
    let hexadecimal = "a5".repeat(32);
    let key = PrivateKey::parse(Algorithm::Ed25519, &hexadecimal);
    let url = "postgres://zhiyu:verysecret@db/zhiyu";
    let connection = Connection {
        token: Some("verysecret".to_owned()),
        ..Connection::default()
    };
    let database = DatabaseConfig {
        url: Some(url.to_owned()),
        url_file: None,
    };
    let printed = [
        format!("{:?}", Secret::new("verysecret")),
        format!("{:?}", SealingKey::new(&bytes)),
        format!(
            "{:?}",
            WebhookKey::new(b"verysecret, and at least thirty-two bytes long")
        ),
        format!("{key:?}"),
        format!("{:?}", Target::parse(url)),
        format!("{database:?}"),
        format!("{connection:?}"),
    ];
    for text in printed {
        let leaks = ["verysecret", "a5a5", "A5A5", "165, 165"];
        assert!(leaks.iter().all(|leak| !text.contains(leak)), "{text}");
    }
}

#[test]
fn no_structure_that_prints_itself_holds_a_secret_as_plain_text() {
    let mut findings = Vec::new();
    let mut files = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut structures = 0;
    for (path, text) in &files {
        let mut prints = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[derive(") {
                prints = line.contains("Debug");
                structures += 1;
            }
            let Some((name, kind)) = line.trim_start_matches("pub ").trim_end_matches(',').split_once(": ") else {
                continue;
            };
            let is_allowed = ALLOWED
                .iter()
                .any(|(file, field, _)| path.ends_with(file) && *field == name);
            let is_name = !name.contains(' ') && !name.ends_with("_digest");
            let is_secret = is_name && NAMES.iter().any(|secret| name.contains(secret));
            if prints && is_secret && TEXTS.contains(&kind) && !is_allowed {
                findings.push(format!("{path}: {line}"));
            }
        }
    }
    assert!(structures > 300, "only {structures} structures were found");
    assert!(findings.is_empty(), "{findings:#?}");
}

fn gather(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push((path.to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()));
        }
    }
}
