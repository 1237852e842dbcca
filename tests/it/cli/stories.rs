//! What the commands do for people and programs.

use super::json;
use super::refusal;
use super::text;
use super::zhiyu;
use clap::CommandFactory as _;
use std::collections::BTreeSet;
use tempfile::tempdir;
use zhiyu::cli::arguments::Arguments;

#[test]
fn the_demo_publishes_twice_and_prints_both_digests() {
    let data = tempdir().unwrap();
    for (language, ending) in [("zh_CN.UTF-8", "演示结束"), ("en_US.UTF-8", "The demo ends here")] {
        let output = zhiyu(data.path())
            .env("LANG", language)
            .args(["demo", "--exit"])
            .output()
            .unwrap();
        let told = text(&output.stdout);
        assert!(output.status.success(), "{told}{}", text(&output.stderr));
        let digests: BTreeSet<&str> = told
            .split(|c: char| !c.is_ascii_hexdigit())
            .filter(|word| word.len() == 64)
            .collect();
        assert_eq!(digests.len(), 2, "{told}");
        assert!(told.contains(ending), "{told}");
        assert!(told.contains("removed,his/diagnosis,0120"), "{told}");
    }
}

#[test]
fn the_same_command_again_changes_nothing() {
    let data = tempdir().unwrap();
    let add = [
        "organization",
        "add",
        "--id",
        "H1",
        "--name",
        "试验医院",
        "--uscc",
        "1241150041580000XT",
    ];
    assert_eq!(json(data.path(), &add), json(data.path(), &add));
    let (code, problem) = refusal(data.path(), &["organization", "add", "--id", "H1", "--name", "另一家"]);
    assert_eq!((code, problem["code"].as_str()), (5, Some("organization-exists")));
}

#[test]
fn each_kind_of_refusal_has_its_exit_code() {
    let data = tempdir().unwrap();
    let bad_uscc = [
        "organization",
        "add",
        "--id",
        "H1",
        "--name",
        "试验医院",
        "--uscc",
        "1241150041580000XA",
    ];
    let (code, problem) = refusal(data.path(), &bad_uscc);
    assert_eq!((code, problem["code"].as_str()), (3, Some("check-digit-wrong")));
    assert_eq!(problem["field"], "uscc");
    let (code, problem) = refusal(
        data.path(),
        &["diff", "--organization", "H9", "--from", "0", "--to", "1"],
    );
    assert_eq!((code, problem["code"].as_str()), (4, Some("organization-unknown")));
    json(
        data.path(),
        &["organization", "add", "--id", "H1", "--name", "试验医院"],
    );
    let (code, problem) = refusal(data.path(), &["publish", "--organization", "H1"]);
    assert_eq!((code, problem["code"].as_str()), (5, Some("nothing-to-publish")));
    let usage = zhiyu(data.path()).arg("no-such-command").output().unwrap();
    assert_eq!(usage.status.code(), Some(2));
}

#[test]
fn words_follow_the_locale_and_chinese_is_the_default() {
    let data = tempdir().unwrap();
    let publish = |locale: Option<&str>| {
        let mut command = zhiyu(data.path());
        command.env_remove("LANG");
        if let Some(locale) = locale {
            command.env("LANG", locale);
        }
        text(
            &command
                .args(["publish", "--organization", "H9"])
                .output()
                .unwrap()
                .stderr,
        )
    };
    assert!(publish(None).contains("没有机构“H9”"));
    assert!(publish(Some("C.UTF-8")).contains("没有机构“H9”"));
    assert!(publish(Some("en_GB.UTF-8")).contains("there is no organization 'H9'"));
}

#[test]
fn a_token_is_shown_once_and_listed_without_its_secret() {
    let data = tempdir().unwrap();
    let made = json(
        data.path(),
        &[
            "token",
            "create",
            "--for",
            "zhang",
            "--role",
            "curator",
            "--organization",
            "H1",
        ],
    );
    let secret = made["token"].as_str().unwrap().rsplit('_').next().unwrap().to_owned();
    assert_eq!(secret.len(), 64);
    let listed = text(
        &zhiyu(data.path())
            .args(["token", "list", "--json"])
            .output()
            .unwrap()
            .stdout,
    );
    assert!(listed.contains("zhang") && !listed.contains(&secret), "{listed}");
    json(data.path(), &["token", "revoke", made["id"].as_str().unwrap()]);
    let listed = text(
        &zhiyu(data.path())
            .args(["token", "list", "--json"])
            .output()
            .unwrap()
            .stdout,
    );
    assert!(listed.contains("revoked_at"), "{listed}");
}

#[test]
fn settings_with_unknown_keys_are_refused() {
    let data = tempdir().unwrap();
    std::fs::write(data.path().join("zhiyu.toml"), "[http]\nlisten_on = \"127.0.0.1:1\"\n").unwrap();
    let (code, problem) = refusal(data.path(), &["publish", "--organization", "H1"]);
    assert_eq!((code, problem["code"].as_str()), (3, Some("configuration-invalid")));
}

#[test]
fn the_command_line_is_consistent() {
    Arguments::command().debug_assert();
}
