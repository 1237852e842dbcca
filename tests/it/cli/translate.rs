//! `zhiyu translate`: a day's file converted with nothing but files.

use super::json;
use super::refusal;
use super::text;
use super::zhiyu;
use std::fs;
use std::path::Path;
use tempfile::tempdir;
use zhiyu::digest::sha256_hex;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::manifest::BodyName;
use zhiyu::snapshot::manifest::FORMAT;
use zhiyu::snapshot::manifest::Manifest;
use zhiyu::snapshot::pointer::LIFE;
use zhiyu::snapshot::pointer::Newest;
use zhiyu::snapshot::pointer::Pointer;
use zhiyu::snapshot::pointer::RetractedRelease;
use zhiyu::time::Instant;

const BODY: &str = "{\"dictionary\":\"his/diagnosis\",\"code\":\"001\",\"name\":\"霍乱\",\"targets\":[{\"system\":\"icd-10\",\
\"edition\":\"2016\",\"code\":\"A00\",\"display\":\"霍乱\",\"relationship\":\"equivalent\"}]}\n";

/// Writes a release of `H1` into a folder.
fn release(folder: &Path, number: i64, effective_at: &str) {
    let body = BODY.replace("A00", &format!("A0{number}"));
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        organization: "H1".to_owned(),
        release: number,
        previous: None,
        body: BodyName {
            sha256: sha256_hex([body.as_bytes()]),
            bytes: u64::try_from(body.len()).unwrap(),
            rows: 1,
            sm3: None,
        },
        editions: Vec::new(),
        published_at: effective_at.to_owned(),
        effective_at: effective_at.to_owned(),
        publisher: "wang".to_owned(),
        key_id: None,
        signature: None,
    };
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("manifest.json"), serde_json::to_string(&manifest).unwrap()).unwrap();
    fs::write(folder.join("body.jsonl"), body).unwrap();
}

/// A pointer of long ago to release 4, which is not here, that retracts release 2.
fn pointer() -> String {
    let newest = Newest {
        organization: "H1",
        release: 4,
        manifest: "",
        retracted: vec![RetractedRelease {
            release: 2,
            body: "0".repeat(64),
            at: "2026-06-02T00:00:00Z".to_owned(),
            reason: "编码有误".to_owned(),
        }],
        held: None,
    };
    Pointer::at(Instant(0), LIFE, newest, None).to_canonical().unwrap()
}

#[test]
fn a_day_is_converted_without_server_and_adds_up() {
    let work = tempdir().unwrap();
    let at = |name: &str| work.path().join(name).to_str().unwrap().to_owned();
    let store = work.path().join("store/organizations/H1/snapshots");
    for (number, effective_at) in [
        (1, "2026-01-01T00:00:00Z"),
        (2, "2026-06-01T00:00:00Z"),
        (3, "2999-01-01T00:00:00Z"),
    ] {
        release(&store.join(number.to_string()), number, effective_at);
    }
    let (day, _, _) = encoding_rs::GB18030.encode("号,诊断编码\n1,001\n2,002\n3,\n");
    fs::write(at("day.csv"), &day).unwrap();
    let (input, output, rejects, store) = (at("day.csv"), at("out.csv"), at("rejects.csv"), at("store"));
    let summary = at("sum.json");
    let base = [
        "translate",
        "--unsigned",
        "--from",
        &store,
        "--in",
        &input,
        "--out",
        &output,
        "--dictionary",
        "his/diagnosis",
    ];
    let command = [&base[..], &["--column", "诊断编码"]].concat();
    let apart = [&command[..], &["--rejects", &rejects, "--summary", &summary]].concat();
    let told = json(work.path(), &apart);
    let header = "号,诊断编码,诊断编码.code,诊断编码.display,诊断编码.relationship,诊断编码.edition,诊断编码.status,\
        诊断编码.reason,诊断编码.warnings,zhiyu.release\n";
    let out = fs::read_to_string(at("out.csv")).unwrap();
    assert_eq!(
        out,
        format!("{header}1,001,A02,霍乱,equivalent,icd-10/2016,mapped,,,2\n")
    );
    let set_apart = fs::read_to_string(at("rejects.csv")).unwrap();
    let expected = "2,002,,,,,unmapped,not-in-release,,2\n3,,,,,,invalid_source,code-empty,,2\n";
    assert_eq!(set_apart, format!("{header}{expected}"));
    let counts = ["rows_in", "rows_out", "rejects"].map(|key| told[key].as_u64().unwrap());
    assert_eq!((counts, told["reconciles"].as_bool()), ([3, 1, 2], Some(true)));
    assert_eq!(told["input"]["sha256"], sha256_hex([&day[..]]));
    assert_eq!(told["output"]["sha256"], sha256_hex([out.as_bytes()]));
    assert_eq!(told["parts"][0]["reasons"]["not-in-release"], 1);
    assert_eq!(told["report_datetime"].as_str().unwrap().len(), 19);
    let summary: serde_json::Value = serde_json::from_slice(&fs::read(&summary).unwrap()).unwrap();
    assert_eq!(summary, told);
    chooses_the_release(work.path(), &command);
}

/// Which release a command uses, as the day, the number or the pointer says.
fn chooses_the_release(work: &Path, command: &[&str]) {
    let older = json(work, &[command, &["--as-of", "2026-05-31"]].concat());
    assert_eq!(older["release"]["release"], 1);
    let named = json(work, &[command, &["--release", "3"]].concat());
    assert_eq!(
        (named["release"]["release"].as_u64(), named["rows_out"].as_u64()),
        (Some(3), Some(3))
    );
    assert_eq!(named["notices"][0]["code"], "no-pointer");
    fs::write(work.join("store/organizations/H1/snapshots/pointer.json"), pointer()).unwrap();
    let told = json(work, command);
    assert_eq!(told["release"]["release"], 1, "2 is retracted");
    assert_eq!(told["notices"][0]["code"], "pointer-expired");
    let (exit, problem) = refusal(work, &[command, &["--release", "2"]].concat());
    assert_eq!((exit, problem["code"].as_str()), (3, Some("snapshot-refused")));
}

#[test]
fn what_cannot_be_trusted_or_read_leaves_the_last_output() {
    let work = tempdir().unwrap();
    let at = |name: &str| work.path().join(name).to_str().unwrap().to_owned();
    release(&work.path().join("1"), 1, "2026-01-01T00:00:00Z");
    fs::write(at("day.csv"), "code\n001\n\"002\n").unwrap();
    fs::write(at("out.csv"), "last\n").unwrap();
    let (from, input, output) = (at("1"), at("day.csv"), at("out.csv"));
    let command = [
        "translate",
        "--unsigned",
        "--from",
        &from,
        "--in",
        &input,
        "--out",
        &output,
        "--dictionary",
        "his/diagnosis",
        "--column",
        "code",
    ];
    let (exit, problem) = refusal(work.path(), &command);
    assert_eq!(
        (exit, problem["code"].as_str(), problem["row"].as_u64()),
        (3, Some("cell-invalid"), Some(3))
    );
    let other = [&command[..], &["--organization", "H2"]].concat();
    let (exit, problem) = refusal(work.path(), &other);
    assert_eq!((exit, problem["code"].as_str()), (3, Some("snapshot-refused")));
    let flipped = fs::read_to_string(at("1/body.jsonl")).unwrap().replace("A01", "A09");
    fs::write(at("1/body.jsonl"), flipped).unwrap();
    let (_, problem) = refusal(work.path(), &command);
    assert_eq!(problem["code"], "snapshot-refused");
    assert_eq!(fs::read_to_string(at("out.csv")).unwrap(), "last\n");
    let left: Vec<_> = fs::read_dir(work.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        left.iter().all(|name| !name.to_string_lossy().ends_with("part")),
        "{left:?}"
    );
    let onto_itself = command.map(|word| if word == output { input.as_str() } else { word });
    let (exit, problem) = refusal(work.path(), &onto_itself);
    assert_eq!((exit, problem["code"].as_str()), (3, Some("field-invalid")));
    let english = zhiyu(work.path()).args(["translate", "--help"]).output().unwrap();
    assert!(text(&english.stdout).contains("--rejects"));
}
