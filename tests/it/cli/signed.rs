//! Keys, publishing, copies and pulling by command line, with real files.

use super::json;
use super::refusal;
use super::zhiyu;
use crate::support::database::Engine;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::service::TestService;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::path::PathBuf;
use tempfile::tempdir;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::manifest::Manifest;

/// Files of a hospital with two approved mappings, and keys of this kind.
struct Site {
    test: TestService,
    files: tempfile::TempDir,
    root: (String, String),
    signing: (String, String),
}

impl Site {
    fn new(algorithm: &str) -> Self {
        let test = TestService::new(Engine::Sqlite);
        let hospital = Hospital::new(&test.service, "H1", &[("a", "霍乱"), ("b", "伤寒")]);
        hospital.approve("a", mapped(&["A00"]), "");
        let files = tempdir().unwrap();
        let draw = |folder: &str| {
            let out = files.path().join(folder);
            let made = json(
                test.database.folder(),
                &[
                    "key",
                    "create",
                    "--algorithm",
                    algorithm,
                    "--out",
                    out.to_str().unwrap(),
                ],
            );
            let path = |name: &str| made[name].as_str().unwrap().to_owned();
            (path("private"), path("public"))
        };
        let (root, signing) = (draw("root"), draw("keys"));
        let site = Self {
            test,
            files,
            root,
            signing,
        };
        site.change_set("add", &["--key", &site.signing.1]);
        let settings = format!(
            "[database]\nurl = \"{}\"\n[snapshot]\nsigning_key = \"{}\"\nkey_set = \"{}\"\n",
            site.test.database.file().display(),
            site.signing.0,
            site.path("keys.json").display()
        );
        fs::write(site.data().join("zhiyu.toml"), settings).unwrap();
        site
    }

    fn data(&self) -> &Path {
        self.test.database.folder()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    fn change_set(&self, verb: &str, arguments: &[&str]) -> Value {
        let set = self.path("keys.json");
        let own = ["key", verb, "--set", set.to_str().unwrap(), "--root-key", &self.root.0];
        json(self.data(), &[own.as_slice(), arguments].concat())
    }

    fn publish(&self) -> Value {
        let order = [
            "publish",
            "--organization",
            "H1",
            "--effective-at",
            "2020-01-01T00:00:00Z",
            "--override-reason",
            "演示介质",
        ];
        json(self.data(), &order)
    }

    fn export(&self) -> Value {
        let site = self.path("site");
        let arguments = [
            "export-site",
            "--organization",
            "H1",
            "--days",
            "30",
            "--out",
            site.to_str().unwrap(),
        ];
        json(self.data(), &arguments)
    }

    fn pull_arguments(&self) -> Vec<String> {
        let (site, store) = (self.path("site"), self.path("store"));
        let own = ["pull", "--organization", "H1", "--root", &self.root.1, "--from"];
        let mut list: Vec<String> = own.map(str::to_owned).to_vec();
        list.extend([site.to_str().unwrap(), "--store", store.to_str().unwrap()].map(str::to_owned));
        list
    }

    fn pull(&self) -> Value {
        let arguments = self.pull_arguments();
        json(self.data(), &arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn status(&self) -> Value {
        let path = self.path("store/organizations/H1/snapshots/status.json");
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }
}

fn verify(site: &Site, folder: &str) -> Value {
    let folder = site.path(folder);
    let arguments = ["verify", "--root", &site.root.1, "--from", folder.to_str().unwrap()];
    json(site.data(), &arguments)
}

#[test]
fn from_drawing_keys_to_a_collector_on_an_island() {
    for algorithm in ["ed25519", "sm2"] {
        let site = Site::new(algorithm);
        for private in [&site.root.0, &site.signing.0] {
            let mode = fs::metadata(private).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{private}");
        }
        assert_eq!(site.publish()["number"], 1);
        assert_eq!(site.export()["signed"], true);
        let status = site.pull();
        assert_eq!((&status["state"], &status["release"]), (&"current".into(), &1.into()));
        assert_eq!(verify(&site, "site")["releases"], serde_json::json!([1]));
        assert_eq!(verify(&site, "store")["newest"], 1);
        let text = fs::read_to_string(site.path("site/organizations/H1/snapshots/1/manifest.json")).unwrap();
        let key = Manifest::parse(&text).unwrap().key_id.unwrap();
        assert!(key.starts_with(algorithm) && site.signing.0.contains(&key), "{key}");

        // A second release, damaged on its way: the first stays, and the exit code and the status file say so.
        let hospital = Hospital {
            service: &site.test.service,
            id: "H1".parse().unwrap(),
            dictionary: "his/diagnosis".parse().unwrap(),
        };
        hospital.approve("b", mapped(&["A01"]), "");
        site.publish();
        site.export();
        let delta = site.path("site/organizations/H1/snapshots/2/delta-from-1.jsonl");
        let body = site.path("site/organizations/H1/snapshots/2/body.jsonl");
        let (whole, good) = (fs::read(&body).unwrap(), fs::read(&delta).unwrap());
        fs::write(&delta, "").unwrap();
        fs::write(&body, String::from_utf8_lossy(&whole).replace("A01", "A02")).unwrap();
        let arguments = site.pull_arguments();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let refused = zhiyu(site.data()).args(&arguments).output().unwrap();
        assert_eq!(refused.status.code(), Some(3));
        let told = super::text(&refused.stderr);
        assert!(told.contains("[body-digest-wrong]"), "{told}");
        let status = site.status();
        assert_eq!((&status["state"], &status["release"]), (&"stale".into(), &1.into()));
        fs::write(&delta, good).unwrap();
        let status = site.pull();
        assert_eq!((&status["state"], &status["release"]), (&"current".into(), &2.into()));
    }
}

#[test]
fn keys_follow_one_another_and_can_be_revoked() {
    let site = Site::new("ed25519");
    site.publish();
    site.export();
    site.pull();
    let next = json(
        site.data(),
        &["key", "create", "--out", site.path("keys").to_str().unwrap()],
    );
    let (next_id, public) = (next["key_id"].as_str().unwrap(), next["public"].as_str().unwrap());
    let set = site.change_set("add", &["--key", public, "--days", "30"]);
    assert_eq!((&set["version"], set["keys"].as_array().unwrap().len()), (&2.into(), 2));
    let set_path = site.path("keys.json");
    let add_again = [
        "key",
        "add",
        "--set",
        set_path.to_str().unwrap(),
        "--root-key",
        &site.root.0,
        "--key",
        public,
    ];
    assert_eq!(refusal(site.data(), &add_again).1["code"], "key-unusable");
    assert_eq!(site.change_set("renew", &["--set-days", "10"])["version"], 3);

    let first_id = set["keys"][0]["key_id"].as_str().unwrap().to_owned();
    let revoked = site.change_set("revoke", &[&first_id]);
    assert!(revoked["keys"][0]["revoked_at"].is_string() && revoked["keys"][1]["revoked_at"].is_null());
    // The server does not start with the revoked key.
    let (code, problem) = refusal(site.data(), &["organization", "list"]);
    assert_eq!((code, &problem["code"]), (3, &"key-unusable".into()));
    let settings = fs::read_to_string(site.data().join("zhiyu.toml")).unwrap();
    let settings = settings.replace(&site.signing.0, next["private"].as_str().unwrap());
    fs::write(site.data().join("zhiyu.toml"), settings).unwrap();
    site.export();
    let status = site.pull();
    assert_eq!((&status["state"], &status["key_set"]), (&"current".into(), &4.into()));
    let text = fs::read_to_string(site.path("store/organizations/H1/snapshots/1/manifest.json")).unwrap();
    assert!(text.contains(next_id), "the release is signed anew");
    let listed = json(site.data(), &["key", "list", "--set", set_path.to_str().unwrap()]);
    assert_eq!(listed, revoked);
}

#[test]
fn a_key_that_others_can_read_is_not_taken_and_a_root_is_asked_for() {
    let site = Site::new("ed25519");
    fs::set_permissions(&site.signing.0, fs::Permissions::from_mode(0o640)).unwrap();
    let (code, problem) = refusal(site.data(), &["organization", "list"]);
    assert_eq!((code, &problem["code"]), (3, &"key-unusable".into()));
    fs::set_permissions(&site.signing.0, fs::Permissions::from_mode(0o600)).unwrap();
    let without_set = format!("[snapshot]\nsigning_key = \"{}\"\n", site.signing.0);
    fs::write(site.data().join("zhiyu.toml"), without_set).unwrap();
    let (_, problem) = refusal(site.data(), &["organization", "list"]);
    assert!(
        problem["detail"].as_str().unwrap().contains("snapshot.key_set"),
        "{problem}"
    );
    let pull = [
        "pull",
        "--from",
        "/nowhere",
        "--organization",
        "H1",
        "--store",
        "/nowhere",
    ];
    let output = zhiyu(site.data()).args(pull).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "neither --root nor --unsigned");
    let foreign = site.path("keys.json");
    let signer = [
        "key",
        "renew",
        "--set",
        foreign.to_str().unwrap(),
        "--root-key",
        &site.signing.0,
    ];
    let (code, problem) = refusal(site.data(), &signer);
    assert_eq!((code, &problem["code"]), (3, &"snapshot-refused".into()));
}
