//! A backup that is taken while others write is one moment of the database, and a restored database is that moment.

use super::url;
use crate::cli::json;
use crate::cli::refusal;
use crate::cli::text;
use crate::cli::zhiyu;
use crate::storage::migrations::schema;
use crate::support::database::Engine;
use crate::support::database::TestDatabase;
use crate::support::database::on_both_engines;
use crate::support::first_release;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::service::START;
use crate::support::service::TestService;
use crate::support::service::open;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use zhiyu::error::Code;
use zhiyu::id::AccountId;
use zhiyu::id::OrganizationId;
use zhiyu::service::Service;
use zhiyu::service::audit::check::Evidence;
use zhiyu::service::audit::check::check_database;
use zhiyu::service::backup;
use zhiyu::service::backup::Backup;
use zhiyu::service::backup::Restored;
use zhiyu::snapshot::packed_stream;
use zhiyu::snapshot::packed_stream::Packer;
use zhiyu::storage::tables;

on_both_engines! {
    a_backup_under_writes_is_one_moment_and_comes_back_on_either_database
    a_backup_of_the_first_release_is_restored_and_upgraded
    only_an_empty_database_is_restored_into
    what_no_sane_text_holds_comes_back
}

fn back_up(database: &TestDatabase, name: &str) -> (PathBuf, Backup) {
    let path = database.folder().join(name);
    let operator = Service::operator(AccountId::new("operator").unwrap());
    let written = backup::back_up(database.target.clone(), &operator, &path, START).unwrap();
    (path, written)
}

/// Restores into a new database of each engine that there is.
fn restore_everywhere(path: &Path) -> Vec<(TestDatabase, Restored)> {
    let engines = [Some(Engine::Sqlite), Engine::postgres()].into_iter().flatten();
    let restore = |engine: Engine| {
        let database = engine.empty();
        let restored = backup::restore(database.target.clone(), path).unwrap();
        assert_eq!(
            schema(&database),
            schema(&engine.with_schema()),
            "every rule is in force again"
        );
        (database, restored)
    };
    engines.map(restore).collect()
}

/// Every row of every table, each as its line.
fn lines(database: &TestDatabase) -> Vec<String> {
    let mut lines = Vec::new();
    let read = database.open().read(|tx| {
        for table in tables::list(tx)? {
            tables::each_line(tx, &table, |line| {
                lines.push(format!("{} {}", table.name, text(line)));
                Ok(())
            })?;
        }
        Ok(())
    });
    read.unwrap();
    lines
}

fn a_backup_under_writes_is_one_moment_and_comes_back_on_either_database(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("a", "霍乱"), ("b", "伤寒")]);
    let publish = |round: usize| {
        hospital.approve("a", mapped(&[["A00", "A01"][round % 2]]), "");
        hospital.publish().unwrap().number
    };
    publish(0);
    let (is_over, published) = (AtomicBool::new(false), AtomicI64::new(1));
    let (acknowledged, (path, written)) = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut round = 1;
            while !is_over.load(Ordering::Acquire) {
                published.store(publish(round), Ordering::Release);
                round += 1;
            }
        });
        while published.load(Ordering::Acquire) < 2 {
            std::thread::yield_now();
        }
        let acknowledged = published.load(Ordering::Acquire);
        let made = back_up(&test.database, "one.zhiyu");
        is_over.store(true, Ordering::Release);
        (acknowledged, made)
    });
    let last = published.into_inner();
    let signs = &written.manifest.signs;
    let held = i64::try_from(signs.releases).unwrap();
    assert!((acknowledged..=last).contains(&held), "{acknowledged} {held} {last}");
    eprintln!("{acknowledged} releases before the backup began, {held} in it, {last} when it ended");
    for (database, restored) in restore_everywhere(&path) {
        assert_eq!(restored.signs, *signs);
        assert!(restored.signs.root.is_some());
        let verdict = check_database(database.target.clone(), &Evidence::default(), |_| {}).unwrap();
        assert!(verdict.discrepancies.is_empty(), "{verdict:?}");
        assert_eq!(verdict.releases, signs.releases);
        compare_releases(&hospital, &database, held);
    }
}

/// The same bodies as in the original, and a next release in the restored database.
fn compare_releases(original: &Hospital<'_>, database: &TestDatabase, count: i64) {
    let service = open(database).unwrap();
    let copy = Hospital {
        service: &service,
        id: original.id.clone(),
        dictionary: original.dictionary.clone(),
    };
    for number in 1..=count {
        assert_eq!(copy.lines(number), original.lines(number));
    }
    copy.approve("b", mapped(&["A01"]), "");
    assert_eq!(copy.publish().unwrap().number, count + 1);
}

fn a_backup_of_the_first_release_is_restored_and_upgraded(engine: Engine) {
    let database = first_release::database(engine);
    let before = lines(&database);
    let (path, written) = back_up(&database, "old.zhiyu");
    assert_eq!(lines(&database), before, "an older schema is read and not written to");
    assert_eq!(
        (written.manifest.signs.events, &written.manifest.signs.root),
        (5, &None)
    );
    for (database, restored) in restore_everywhere(&path) {
        assert!(restored.migrations.len() > 10, "{restored:?}");
        assert_eq!(restored.signs.last_digest, written.manifest.signs.last_digest);
        assert_eq!(restored.signs.releases_sha256, written.manifest.signs.releases_sha256);
        assert!(restored.signs.root.is_some());
        first_release::go_on_with(&database);
    }
}

fn only_an_empty_database_is_restored_into(engine: Engine) {
    let source = first_release::database(engine);
    let (path, _) = back_up(&source, "old.zhiyu");
    let before = lines(&source);
    let refused = backup::restore(source.target.clone(), &path).unwrap_err();
    assert_eq!(refused.code(), Code::DatabaseNotEmpty);
    assert_eq!(lines(&source), before);
    let operator = Service::operator(AccountId::new("operator").unwrap());
    let again = backup::back_up(source.target.clone(), &operator, &path, START).unwrap_err();
    assert_eq!(again.code(), Code::FileNotAccessible, "a backup is never written over");
    let empty = engine.empty();
    let nothing = backup::back_up(
        engine.empty().target.clone(),
        &operator,
        &empty.folder().join("x"),
        START,
    );
    let code = nothing.unwrap_err().code();
    assert!(matches!(code, Code::BackupUnusable | Code::FileNotAccessible), "{code}");
}

fn what_no_sane_text_holds_comes_back(engine: Engine) {
    let test = TestService::new(engine);
    let odd = "\u{1}\t\"\\'\u{7f}\u{2028}𠮷ﾊ\u{200b}";
    Hospital::new(&test.service, "H1", &[("a", "霍乱"), ("A", odd), ("é", "e\u{301}")]);
    let id = OrganizationId::new("H1").unwrap();
    let note = format!(
        "UPDATE organizations SET name = '{}' WHERE id = '{id}'",
        odd.replace('\'', "''")
    );
    test.database.stranger().execute_all(&[&note]);
    if let Engine::Sqlite = engine {
        test.database
            .stranger()
            .execute_all(&["UPDATE organizations SET name = name || char(0) || 'x'"]);
    }
    let (path, _) = back_up(&test.database, "odd.zhiyu");
    let database = engine.empty();
    backup::restore(database.target.clone(), &path).unwrap();
    assert_eq!(lines(&database), lines(&test.database));
}

/// Whatever is wrong with the file, nothing is in the database afterwards, and the right file goes in then.
#[test]
fn a_backup_that_is_not_whole_is_refused_and_leaves_nothing() {
    let source = first_release::database(Engine::Sqlite);
    let (path, _) = back_up(&source, "old.zhiyu");
    let whole = std::fs::read(&path).unwrap();
    let mut plain = Vec::new();
    packed_stream::unpack(whole.as_slice())
        .unwrap()
        .read_to_end(&mut plain)
        .unwrap();
    let plain = String::from_utf8(plain).unwrap();
    let packed = |text: &str| {
        let mut packer = Packer::new(Vec::new()).unwrap();
        packer.write_all(text.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    let mut cases = vec![
        (packed(&plain.replace("霍乱", "鼠疫")), Code::BackupUnusable),
        (
            packed(&plain.replace("\"zhiyu-backup/1\"", "\"zhiyu-backup/2\"")),
            Code::BackupUnusable,
        ),
        (
            packed(&plain.replacen("20261121000005", "29990101000005", 1)),
            Code::SchemaNewer,
        ),
        (packed(&format!("{plain}[1]\n")), Code::BackupUnusable),
        (packed(&without_line(&plain, "\"box-1\"")), Code::BackupUnusable),
        (b"SQLite format 3\0".to_vec(), Code::BackupUnusable),
        (Vec::new(), Code::BackupUnusable),
    ];
    for part in 1..8 {
        cases.push((whole[..whole.len() * part / 8].to_vec(), Code::BackupUnusable));
        let mut flipped = whole.clone();
        flipped[whole.len() * part / 8] ^= 0x10;
        cases.push((flipped, Code::BackupUnusable));
    }
    let target = Engine::Sqlite.empty();
    let damaged = target.folder().join("damaged.zhiyu");
    for (number, (bytes, code)) in cases.into_iter().enumerate() {
        std::fs::write(&damaged, bytes).unwrap();
        let refused = backup::restore(target.target.clone(), &damaged).unwrap_err();
        assert_eq!(refused.code(), code, "case {number}: {refused:?}");
    }
    backup::restore(target.target.clone(), &path).unwrap();
    first_release::go_on_with(&target);
}

fn without_line(text: &str, holding: &str) -> String {
    let kept = text.lines().filter(|line| !line.contains(holding));
    kept.flat_map(|line| [line, "\n"]).collect()
}

/// A file whose pages were overwritten is not backed up as if it were sound.
#[test]
fn a_damaged_file_is_not_backed_up() {
    let source = first_release::database(Engine::Sqlite);
    source.stranger().execute_all(&["PRAGMA wal_checkpoint(TRUNCATE)"]);
    let mut bytes = std::fs::read(source.file()).unwrap();
    let at = bytes.windows(4).position(|window| window == b"A01.").unwrap();
    let page = at / 4096 * 4096;
    bytes[page..page + 4096].fill(0xff);
    std::fs::write(source.file(), bytes).unwrap();
    let out = source.folder().join("x.zhiyu");
    let operator = Service::operator(AccountId::new("operator").unwrap());
    let refused = backup::back_up(source.target.clone(), &operator, &out, START).unwrap_err();
    assert_eq!(refused.code(), Code::DatabaseDamaged, "{refused:?}");
    let left = std::fs::read_dir(source.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().contains("x.zhiyu")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_commands_say_the_same_root_on_both_sides() {
    let test = TestService::new(Engine::Sqlite);
    let hospital = Hospital::new(&test.service, "H1", &[("a", "霍乱")]);
    hospital.approve("a", mapped(&["A00"]), "");
    hospital.publish().unwrap();
    let folder = test.database.folder();
    std::fs::write(
        folder.join("zhiyu.toml"),
        format!("[database]\nurl = \"{}\"\n", url(&test.database.target)),
    )
    .unwrap();
    let file = folder.join("b.zhiyu").display().to_string();
    let backed_up = json(folder, &["backup", "--out", &file]);
    let fresh = tempfile::tempdir().unwrap();
    let restored = json(fresh.path(), &["restore", "--from", &file]);
    assert_eq!(restored["backup"], restored["restored"]);
    assert_eq!(restored["backup"], backed_up["signs"]);
    let verified = json(fresh.path(), &["audit", "verify"]);
    assert_eq!(
        (verified["intact"].as_bool(), &verified["root"]),
        (Some(true), &backed_up["signs"]["root"])
    );
    let (exit, problem) = refusal(fresh.path(), &["restore", "--from", &file]);
    assert_eq!((exit, problem["code"].as_str()), (5, Some("database-not-empty")));
    let words = zhiyu(fresh.path())
        .args(["restore", "--from", "/nowhere"])
        .output()
        .unwrap();
    assert!(
        text(&words.stderr).contains("file-not-accessible"),
        "{}",
        text(&words.stderr)
    );
}
