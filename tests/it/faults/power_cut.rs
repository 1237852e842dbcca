//! The power fails in the middle of writing: of what was not synced chance leaves any part. What was acknowledged is there when the
//! server comes back, the rest as a whole or not at all, and SQLite finds its database in order.
//!
//! `ZHIYU_TORN_ROUNDS=200` is the whole of it. The server ends itself before a write or sync that is chosen by chance, in half of
//! the rounds one of the database file, that is, in the middle of a checkpoint.

use super::Chance;
use super::process::House;
use super::process::Node;
use super::server_killed::Memory;
use super::server_killed::Tally;
use super::server_killed::judge;
use super::server_killed::judge_the_end;
use super::server_killed::work;
use super::setting;
use super::unsynced;
use super::unsynced::Notes;
use crate::support::database::Engine;
use crate::support::database::TestDatabase;
use crate::support::service::TestService;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;

const SEED: u64 = 0x6b69_6c6c_2d39_0002;
/// At which write or sync of the log a round ends at the latest, and at which of the database: about what a dictionary wants.
const LOG: u64 = 2_000;
const DATABASE: u64 = 200;

/// The files of a run.
struct Files {
    library: PathBuf,
    notes: PathBuf,
    end: PathBuf,
}

impl Files {
    fn new(folder: &Path) -> Option<Self> {
        Some(Self {
            library: unsynced::library(folder)?,
            notes: folder.join("notes"),
            end: folder.join("end"),
        })
    }

    /// A server whose writes are noted from now on.
    fn start(&self, folder: &Path, database: &TestDatabase) -> Node {
        let _ = std::fs::remove_file(&self.notes);
        let _ = std::fs::remove_file(&self.end);
        let variables = [
            ("LD_PRELOAD", self.library.as_os_str()),
            ("UNSYNCED_NOTES", self.notes.as_os_str()),
            ("UNSYNCED_END", self.end.as_os_str()),
        ];
        Node::start_with(folder, database, &variables).0
    }

    /// The server ends before this write or sync of the file.
    fn end_at(&self, file: char, number: u64) {
        let beside = self.end.with_extension("new");
        std::fs::write(&beside, format!("{file} {number}")).unwrap();
        std::fs::rename(beside, &self.end).unwrap();
    }
}

/// What the cuts came to.
#[derive(Default)]
struct Cuts {
    log: u64,
    database: u64,
    bytes: usize,
}

#[test]
fn what_was_acknowledged_before_the_power_failed_is_there() {
    let house = House::new(TestService::new(Engine::Sqlite));
    let Some(files) = Files::new(house.database.folder()) else {
        return;
    };
    let (rounds, mut chance) = (setting("ZHIYU_TORN_ROUNDS", 4), Chance::new(SEED));
    let seed = chance.0;
    let memory = Mutex::new(Memory::default());
    let folder = house.database.folder().join("node");
    let (mut next, mut tally, mut settled, mut cuts) = (0, Tally::default(), BTreeMap::new(), Cuts::default());
    let mut node = files.start(&folder, &house.database);
    for round in 0..rounds {
        let context = format!("seed {seed} round {round}");
        let (file, most) = if round % 2 == 0 { ('w', LOG) } else { ('m', DATABASE) };
        files.end_at(file, 1 + chance.below(most));
        work(&house.staff(&node), next, &memory, u64::MAX);
        node.must_have_ended(&context);
        let notes = unsynced::notes(&files.notes);
        must_be_noted(&notes);
        cut(&house.database, &notes, &mut chance, &mut cuts);
        node = files.start(&folder, &house.database);
        let whole = "SELECT integrity_check AS value FROM pragma_integrity_check";
        assert_eq!(house.database.stranger().texts(whole), ["ok"], "{context}");
        let memory = memory.lock().unwrap();
        judge(&house, &memory, next, &mut settled, &mut tally, &context);
        next = memory.stages.keys().last().map_or(next, |last| last + 1);
    }
    drop(node);
    judge_the_end(&house, &memory.into_inner().unwrap(), &settled);
    let (whole, absent, dictionaries) = (tally.whole, tally.absent, settled.len());
    let Cuts { log, database, bytes } = cuts;
    eprintln!(
        "power cut {rounds} times, seed {seed}: {bytes} bytes at stake, {log} times in the log, {database} times in the database; \
         {dictionaries} dictionaries, 0 acknowledged writes lost; of what was under way {whole} wholly there, {absent} not at all"
    );
}

/// Without notes nothing would be tested.
fn must_be_noted(notes: &BTreeMap<char, Notes>) {
    let log = &notes[&'w'];
    assert!(
        log.writes > 0,
        "the program is linked so that nothing can stand between it and its files"
    );
    assert!(log.syncs > 0, "the log is never synced");
}

fn cut(database: &TestDatabase, notes: &BTreeMap<char, Notes>, chance: &mut Chance, cuts: &mut Cuts) {
    let beside = |end: &str| {
        let mut name = database.file().into_os_string();
        name.push(end);
        PathBuf::from(name)
    };
    let in_log = unsynced::cut(&beside("-wal"), &notes[&'w'], chance);
    let in_database = unsynced::cut(&database.file(), &notes[&'m'], chance);
    cuts.log += u64::from(in_log > 0);
    cuts.database += u64::from(in_database > 0);
    cuts.bytes += in_log + in_database;
    // The index of the log is never synced: it may be gone, or be anything.
    match chance.below(3) {
        0 => std::fs::remove_file(beside("-shm")).unwrap(),
        1 => std::fs::write(beside("-shm"), vec![0xA5; 32 << 10]).unwrap(),
        _ => {}
    }
}
