//! A server is killed at any moment of importing, drafting, approving, publishing, and a backup of it too. What it acknowledged is
//! there when it comes back; what it did not is there as a whole or not at all.
//!
//! `ZHIYU_SERVER_KILLS=1000` is the whole of it.

use super::Chance;
use super::process::Asked;
use super::process::House;
use super::process::Node;
use super::process::Staff;
use super::setting;
use super::url;
use crate::cli::zhiyu;
use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::service::TestService;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::mpsc;
use std::time::Duration;
use std::time::Instant;
use zhiyu::service::audit::check::Evidence;
use zhiyu::service::audit::check::check_database;
use zhiyu::service::backup;

const SEED: u64 = 0x6b69_6c6c_2d39_0001;
/// Codes of a dictionary.
const ROWS: usize = 120;
/// A backup goes along, and is killed too, in one round of so many.
const BACKUP_EVERY: u64 = 4;

on_both_engines! {
    what_a_killed_server_acknowledged_is_there
}

/// How far the work on a dictionary came: nothing, loaded, drafted, submitted, approved, released.
const STAGES: [&str; 6] = ["nothing", "loaded", "drafted", "in-review", "approved", "released"];

/// What the people remember: by dictionary, the last stage that was acknowledged; releases that were, with their digests.
#[derive(Default)]
pub struct Memory {
    pub stages: BTreeMap<u64, usize>,
    releases: BTreeMap<i64, String>,
}

/// What the rounds came to.
#[derive(Default)]
pub struct Tally {
    restarts: Vec<Duration>,
    pub whole: u64,
    pub absent: u64,
    backups: u64,
}

fn what_a_killed_server_acknowledged_is_there(engine: Engine) {
    let house = House::new(TestService::new(engine));
    let (kills, mut chance) = (setting("ZHIYU_SERVER_KILLS", 4), Chance::new(SEED));
    let seed = chance.0;
    let memory = Mutex::new(Memory::default());
    let folder = house.database.folder().join("node");
    let (mut next, mut tally, mut settled) = (0, Tally::default(), BTreeMap::new());
    let (node, _) = Node::start(&folder, &house.database);
    let start = Instant::now();
    work(&house.staff(&node), 0, &memory, 1);
    let run = start.elapsed() * 2;
    next += 1;
    let mut node = Some(node);
    for round in 0..kills {
        let mut running = node.take().unwrap();
        let backup = (round % BACKUP_EVERY == 0).then(|| house.database.folder().join(format!("{round}.zhiyu")));
        let staff = house.staff(&running);
        std::thread::scope(|scope| {
            scope.spawn(|| work(&staff, next, &memory, u64::MAX));
            let mut saving = backup.as_ref().map(|path| save(&house, path));
            let (_keep, never) = mpsc::channel::<()>();
            let _ = never.recv_timeout(chance.moment(run));
            running.kill();
            if let Some(saving) = &mut saving {
                let _ = saving.kill();
                saving.wait().unwrap();
            }
        });
        let (again, restart) = Node::start(&folder, &house.database);
        node = Some(again);
        tally.restarts.push(restart);
        let memory = memory.lock().unwrap();
        let context = format!("seed {seed} round {round}");
        judge(&house, &memory, next, &mut settled, &mut tally, &context);
        tally.backups += backup.map_or(0, |path| restored(&path, &context));
        next = memory.stages.keys().last().map_or(next, |last| last + 1);
    }
    drop(node);
    judge_the_end(&house, &memory.into_inner().unwrap(), &settled);
    tell(engine, seed, kills, &mut tally, settled.len());
}

/// Works on dictionary after dictionary until the server is gone.
pub fn work(staff: &Staff, first: u64, memory: &Mutex<Memory>, count: u64) {
    for number in (first..).take(usize::try_from(count).unwrap_or(usize::MAX)) {
        memory.lock().unwrap().stages.insert(number, 0);
        for stage in 1..STAGES.len() {
            let asked = act(staff, number, stage);
            let Ok(answer) = asked else { return };
            let said = answer.ok();
            let mut memory = memory.lock().unwrap();
            memory.stages.insert(number, stage);
            if stage == 5 {
                let (release, digest) = (said["number"].as_i64(), said["digest"].as_str());
                memory.releases.insert(release.unwrap(), digest.unwrap().to_owned());
            }
        }
    }
}

fn act(staff: &Staff, number: u64, stage: usize) -> Asked {
    let dictionary = dictionary(number);
    let codes: Vec<String> = (0..ROWS).map(|row| format!("{row:04}")).collect();
    match stage {
        1 => staff.load(&dictionary, &codes),
        2 => staff.draft(&dictionary, &codes, "A00"),
        3 => staff.submit(&dictionary, &codes),
        4 => staff.approve(&dictionary, &codes),
        _ => staff.publish(&format!("order-{number}")),
    }
}

fn dictionary(number: u64) -> String {
    format!("his/d{number}")
}

fn save(house: &House, path: &Path) -> std::process::Child {
    let mut command = zhiyu(house.database.folder());
    command.env("ZHIYU_DATABASE_URL", url(&house.database.target));
    command.arg("backup").arg("--out").arg(path);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Holds what is in the database of this round's dictionaries against what was acknowledged.
pub fn judge(
    house: &House,
    memory: &Memory,
    from: u64,
    settled: &mut BTreeMap<u64, usize>,
    tally: &mut Tally,
    context: &str,
) {
    for (&number, &acknowledged) in memory.stages.range(from..) {
        let found = stage(house, number, context);
        let is_last = memory.stages.keys().last() == Some(&number);
        let most = acknowledged + usize::from(is_last);
        let words = format!(
            "{context}: dictionary {number} is {}, acknowledged was {}",
            STAGES[found], STAGES[acknowledged]
        );
        assert!((acknowledged..=most).contains(&found), "{words}");
        if is_last {
            *(if found > acknowledged {
                &mut tally.whole
            } else {
                &mut tally.absent
            }) += 1;
        }
        settled.insert(number, found);
    }
}

/// How far a dictionary is; all of its rows have to be as far.
fn stage(house: &House, number: u64, context: &str) -> usize {
    let dictionary = dictionary(number);
    let count = |query: &str| {
        let query = format!("SELECT {query} WHERE organization_id = 'H1' AND dictionary = '{dictionary}'");
        house.database.stranger().texts(&query)
    };
    let codes = count("CAST(count(*) AS TEXT) AS value FROM local_codes");
    let states = count("DISTINCT state AS value FROM mappings");
    let mappings = count("CAST(count(*) AS TEXT) AS value FROM mappings");
    let steps = count("CAST(count(*) AS TEXT) AS value FROM mapping_steps");
    let changes = count("CAST(count(*) AS TEXT) AS value FROM release_changes");
    let all = ROWS.to_string();
    let is_torn = |count: &[String]| count != ["0"] && count != [all.as_str()];
    let context = format!("{context}: {dictionary} {codes:?} {states:?} {mappings:?} {steps:?} {changes:?}");
    assert!(
        !is_torn(&codes) && !is_torn(&mappings) && !is_torn(&changes),
        "{context}"
    );
    let stage = match states.as_slice() {
        [] => usize::from(codes != ["0"]),
        [state] => STAGES.iter().position(|stage| stage == state).unwrap(),
        several => panic!("{context}: {several:?}"),
    };
    assert_eq!(steps, [(stage.saturating_sub(1) * ROWS).to_string()], "{context}");
    assert_eq!(changes == [all.as_str()], stage == 5, "{context}");
    stage
}

/// A backup that has its name is whole; 1 when there is one.
fn restored(path: &Path, context: &str) -> u64 {
    if !path.exists() {
        return 0;
    }
    let database = Engine::Sqlite.empty();
    let restored = backup::restore(database.target.clone(), path);
    let restored = restored.unwrap_or_else(|refusal| panic!("{context}: {refusal:?}"));
    assert_eq!(restored.signs, restored.manifest.signs, "{context}");
    std::fs::remove_file(path).unwrap();
    1
}

/// Nothing that was found once is lost later, every acknowledged release has its digest, and the audit verifies.
pub fn judge_the_end(house: &House, memory: &Memory, settled: &BTreeMap<u64, usize>) {
    for (&number, &stage_then) in settled {
        assert!(
            stage(house, number, "at the end") >= stage_then,
            "dictionary {number} went back"
        );
    }
    let query = "SELECT CAST(number AS TEXT) || ' ' || body_digest AS value FROM releases WHERE organization_id = 'H1'";
    let releases = house.database.stranger().texts(query);
    for (number, digest) in &memory.releases {
        assert!(
            releases.contains(&format!("{number} {digest}")),
            "release {number} is lost"
        );
    }
    let verdict = check_database(house.database.target.clone(), &Evidence::default(), |_| {}).unwrap();
    assert!(verdict.discrepancies.is_empty(), "{verdict:?}");
}

fn tell(engine: Engine, seed: u64, kills: u64, tally: &mut Tally, dictionaries: usize) {
    tally.restarts.sort();
    let median = tally.restarts[tally.restarts.len() / 2];
    let longest = tally.restarts.last().unwrap();
    let (whole, absent, backups) = (tally.whole, tally.absent, tally.backups);
    let name = engine.pick("SQLite", "PostgreSQL");
    eprintln!(
        "{name}: server killed {kills} times, seed {seed}: {dictionaries} dictionaries, 0 acknowledged writes lost; \
         of what was under way {whole} wholly there, {absent} not at all; {backups} backups whole; \
         restart {median:?}, at most {longest:?}"
    );
}
