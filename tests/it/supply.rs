//! The bill of materials that `tools/sbom` writes: valid `CycloneDX` 1.5, and every package of the lock file.

use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

fn bill() -> Option<Value> {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/sbom");
    let Ok(output) = Command::new("python3").arg(tool).arg("--offline").output() else {
        eprintln!("skipped: python3 is not installed");
        return None;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Name and version of each package of the lock file, with its checksum.
fn locked() -> BTreeMap<(String, String), Option<String>> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    let lock: toml::Table = toml::from_str(&text).unwrap();
    let packages = lock["package"].as_array().unwrap().iter();
    let word = |package: &toml::Value, key: &str| package.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    packages
        .map(|package| {
            let [name, version] = ["name", "version"].map(|key| word(package, key).unwrap());
            ((name, version), word(package, "checksum"))
        })
        .collect()
}

fn text<'b>(of: &'b Value, key: &str) -> &'b str {
    of[key].as_str().unwrap_or_else(|| panic!("{key}: {of}"))
}

fn list<'b>(of: &'b Value, key: &str) -> &'b [Value] {
    of[key].as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn the_bill_of_materials_names_every_package_of_the_lock_file() {
    let Some(bill) = bill() else { return };
    assert_eq!(
        (text(&bill, "bomFormat"), text(&bill, "specVersion")),
        ("CycloneDX", "1.5")
    );
    assert_eq!(bill["version"], 1);
    let serial = text(&bill, "serialNumber").strip_prefix("urn:uuid:").unwrap();
    assert_eq!(serial.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    let product = &bill["metadata"]["component"];
    assert_eq!((text(product, "name"), text(product, "type")), ("zhiyu", "application"));
    let parts: Vec<&Value> = list(&bill, "components").iter().chain([product]).collect();
    let mut found = BTreeMap::new();
    for part in &parts {
        let (name, version) = (text(part, "name"), text(part, "version"));
        assert_eq!(text(part, "purl"), format!("pkg:cargo/{name}@{version}"));
        assert!(matches!(text(part, "type"), "library" | "application"), "{part}");
        if *part != product {
            let licences = list(part, "licenses");
            assert!(!text(&licences[0], "expression").contains('/'), "{part}");
        }
        let digest = list(part, "hashes").first().map(|hash| {
            assert_eq!(text(hash, "alg"), "SHA-256");
            let content = text(hash, "content");
            assert!(content.len() == 64 && content.bytes().all(|byte| byte.is_ascii_hexdigit()));
            content.to_owned()
        });
        found.insert((name.to_owned(), version.to_owned()), digest);
    }
    assert_eq!(found, locked());
    let references: BTreeSet<&str> = parts.iter().map(|part| text(part, "bom-ref")).collect();
    assert_eq!(references.len(), parts.len());
    for dependency in list(&bill, "dependencies") {
        let named = list(dependency, "dependsOn").iter().map(|one| one.as_str().unwrap());
        for reference in named.chain([text(dependency, "ref")]) {
            assert!(references.contains(reference), "{reference}");
        }
    }
    assert_eq!(list(&bill, "dependencies").len(), parts.len());
    eprintln!("{} packages", parts.len());
}
