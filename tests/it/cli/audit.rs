//! `audit`: checkpoints, checks and archives from the command line, with their exit codes.

use super::json;
use super::refusal;
use super::text;
use super::zhiyu;
use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use diesel::sqlite::SqliteConnection;
use std::fs;
use tempfile::tempdir;

#[test]
fn an_edited_concept_and_an_edited_archive_end_with_5() {
    let data = tempdir().unwrap();
    let place = |name: &str| data.path().join(name).display().to_string();
    let (checkpoint, archive) = (place("kept.txt"), place("log.jsonl"));
    let made = json(data.path(), &["audit", "checkpoint", "--out", &checkpoint]);
    let verify = ["audit", "verify", "--checkpoint", checkpoint.as_str()];
    let intact = json(data.path(), &verify);
    assert_eq!((&intact["intact"], &intact["root"]), (&true.into(), &made["root"]));
    let count = json(data.path(), &["audit", "archive", "--from", "2", "--out", &archive])["events"].clone();
    let proven = json(data.path(), &["audit", "verify", "--archive", &archive]);
    assert_eq!((&proven["first"], &proven["last"]), (&2.into(), &made["size"]));
    assert_eq!(count.as_u64().unwrap() + 1, made["size"].as_u64().unwrap());
    let whole = fs::read_to_string(&archive).unwrap();
    fs::write(&archive, whole.replacen("edition.publish", "edition.retire", 1)).unwrap();
    let (code, problem) = refusal(data.path(), &["audit", "verify", "--archive", &archive]);
    assert_eq!(
        (code, problem["code"].as_str()),
        (5, Some("audit-altered")),
        "{problem}"
    );
    let listed = ["audit", "list", "--action", "edition.", "--newest", "--limit", "1"];
    let listed = json(data.path(), &listed);
    assert_eq!(
        (&listed["action"], &listed["outcome"]),
        (&"edition.publish".into(), &"success".into())
    );

    let database = place("zhiyu.sqlite");
    let mut stranger = SqliteConnection::establish(&database).unwrap();
    stranger
        .batch_execute(
            "DROP TRIGGER concepts_no_update; \
             UPDATE concepts SET display = display || 'x' WHERE code = 'A00' \
             AND edition_key = (SELECT key FROM editions WHERE edition = 'categories-2016')",
        )
        .unwrap();
    let output = zhiyu(data.path())
        .args(["audit", "verify", "--database", &database])
        .output()
        .unwrap();
    let told = text(&output.stdout);
    assert_eq!(output.status.code(), Some(5), "{told}");
    let named = "[edition-altered] code-systems/icd-10/editions/categories-2016: the concepts of the edition";
    assert!(told.starts_with(named) && told.contains("1 discrepancies"), "{told}");
    let (code, problem) = refusal(data.path(), &["audit", "verify", "--database", &place("none.sqlite")]);
    assert_eq!((code, problem["code"].as_str()), (3, Some("file-not-accessible")));
}
