//! The whole data folder lies on a small disk that is full: database, write-ahead log, index. A publish is refused at each block
//! that it wants to write; others go on reading; it succeeds, without a restart, as soon as there is room.
//!
//! The disk is a file system of its own in memory, which only root can mount.

use super::process::House;
use super::process::Node;
use super::process::until;
use super::setting;
use crate::http::client::Answer;
use crate::http::client::Client;
use crate::support::database::Engine;
use crate::support::service::TestService;
use std::fs::File;
use std::io::ErrorKind;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;
use zhiyu::error::Code;
use zhiyu::service::audit::check::Evidence;
use zhiyu::service::audit::check::check_database;

const BLOCK: u64 = 4096;
/// What there is beside the database.
const ROOM: u64 = 64 << 20;
/// The first search of an edition builds its index in the data folder.
const SEARCH: &str = "code-systems/icd-10/editions/categories-2016/concepts?q=%E9%9C%8D%E4%B9%B1";
const LATEST: &str = "organizations/H1/snapshots/latest";

/// A small disk over a folder; unmounted when it is dropped.
struct Disk {
    folder: PathBuf,
    filler: File,
}

impl Disk {
    /// Puts a disk over the folder of a database, which then lies on it alone. `None`, and says so, where nothing can be mounted.
    fn under(house: &House) -> Option<Self> {
        let folder = house.database.folder().to_owned();
        let copy = folder.join("copy.db");
        let statement = format!("VACUUM INTO '{}'", copy.display());
        house.database.stranger().execute_all(&[&statement]);
        let bytes = std::fs::read(copy).unwrap();
        let size = u64::try_from(bytes.len()).unwrap() + ROOM;
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]);
        let mounted = mount.arg(&folder).output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            eprintln!("skipped: no file system can be mounted here");
            return None;
        }
        let filler = File::create(folder.join("filler"));
        let disk = filler.map(|filler| Self {
            folder: folder.clone(),
            filler,
        });
        std::fs::write(house.database.file(), bytes).unwrap();
        Some(disk.unwrap())
    }

    /// Leaves so many blocks.
    fn leave(&mut self, blocks: u64) {
        let block = vec![0xA5; 1 << 20];
        for size in [block.len(), 4096] {
            loop {
                match self.filler.write_all(&block[..size]) {
                    Ok(()) => {}
                    Err(refused) if refused.kind() == ErrorKind::StorageFull => break,
                    Err(other) => panic!("{other}"),
                }
            }
        }
        self.give(blocks);
    }

    /// Gives so many blocks back.
    fn give(&mut self, blocks: u64) {
        let length = self.filler.metadata().unwrap().len() / BLOCK * BLOCK;
        let length = length.saturating_sub(blocks * BLOCK);
        self.filler.set_len(length).unwrap();
        std::io::Seek::seek(&mut self.filler, std::io::SeekFrom::Start(length)).unwrap();
    }

    fn log_length(&self) -> u64 {
        std::fs::metadata(self.folder.join("zhiyu.db-wal")).map_or(0, |log| log.len())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.folder).status();
    }
}

/// What a collector sees all the while.
struct Reader {
    client: Client,
    latest: Vec<u8>,
    tag: String,
    body: Vec<u8>,
}

impl Reader {
    fn new(client: Client) -> Self {
        let latest = client.get(LATEST);
        let body = client.get("organizations/H1/snapshots/1/body");
        assert_eq!(body.status, 200, "{body:?}");
        Self {
            tag: latest.header("etag").to_owned(),
            latest: latest.body,
            body: body.body,
            client,
        }
    }

    #[track_caller]
    fn goes_on(&self) {
        assert_eq!(self.client.get(LATEST).body, self.latest);
        let again = self
            .client
            .call("GET", LATEST)
            .header("if-none-match", &self.tag)
            .send();
        assert_eq!(again.status, 304, "{again:?}");
        assert_eq!(self.client.get("organizations/H1/snapshots/1/body").body, self.body);
        assert_eq!(self.client.get("organizations/H1/snapshots/1/manifest").status, 200);
    }

    /// What the server says of itself.
    fn status(&self) -> String {
        let said = self.client.get("/readyz").ok();
        said["status"].as_str().unwrap().to_owned()
    }
}

/// The log is empty, and there are just so many blocks.
fn settle(house: &House, disk: &mut Disk, blocks: u64) {
    disk.give(1_024);
    let mut stranger = house.database.stranger();
    until("the log is empty", || {
        stranger.execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        disk.log_length() == 0
    });
    disk.leave(blocks);
}

/// Releases with the number of their changes.
fn releases(house: &House) -> Vec<String> {
    let query = "SELECT CAST(release AS TEXT) || ' ' || CAST(count(*) AS TEXT) AS value FROM release_changes \
         WHERE organization_id = 'H1' GROUP BY release ORDER BY release";
    house.database.stranger().texts(query)
}

fn verify(house: &House) {
    let verdict = check_database(house.database.target.clone(), &Evidence::default(), |_| {}).unwrap();
    assert!(verdict.discrepancies.is_empty(), "{verdict:?}");
    let whole = "SELECT integrity_check AS value FROM pragma_integrity_check";
    assert_eq!(house.database.stranger().texts(whole), ["ok"]);
}

fn codes(count: u64) -> Vec<String> {
    (0..count).map(|row| format!("{row:05}")).collect()
}

#[track_caller]
fn refused_for_room(answer: &Answer) {
    answer.refused(Code::StorageFull);
    assert_eq!(answer.header("retry-after"), "5");
}

#[test]
fn a_publish_without_room_is_refused_whole_at_each_block_and_succeeds_when_there_is_room() {
    let rows = setting("ZHIYU_FULL_ROWS", 25);
    let house = House::new(TestService::new(Engine::Sqlite));
    let Some(mut disk) = Disk::under(&house) else { return };
    let (node, _) = Node::start(&house.database.folder().join("node"), &house.database);
    let staff = house.staff(&node);
    let codes = codes(rows);
    for dictionary in ["his/d1", "his/d2"] {
        staff.load(dictionary, &codes).unwrap().ok();
        staff.draft(dictionary, &codes, "A00").unwrap().ok();
        staff.submit(dictionary, &codes).unwrap().ok();
        staff.approve(dictionary, &codes).unwrap().ok();
        if dictionary == "his/d1" {
            staff.publish("first").unwrap().ok();
        }
    }
    let reader = Reader::new(node.client(&house.collector));
    let curator = node.client(&house.curator);
    let mut room = 0;
    loop {
        settle(&house, &mut disk, room);
        let answer = staff.publish("second").unwrap();
        if answer.status == 201 {
            assert_eq!(answer.ok()["number"], 2);
            break;
        }
        refused_for_room(&answer);
        assert_eq!(releases(&house), [format!("1 {rows}")], "nothing of it is left");
        reader.goes_on();
        if room == 0 {
            until("it says that it is read-only", || reader.status() == "read-only");
            refused_for_room(&curator.get(SEARCH));
        }
        room += 1;
        assert!(room < 100_000, "it never succeeds");
    }
    assert!(room > 20, "only {room} blocks were wanted");
    assert_eq!(releases(&house), [format!("1 {rows}"), format!("2 {rows}")]);
    disk.give(u64::MAX / BLOCK);
    until("it says that it is ready", || reader.status() == "ready");
    assert_ne!(curator.get(SEARCH).ok()["items"].as_array().unwrap().len(), 0);
    verify(&house);
    eprintln!("disk full at each of {room} blocks of a publish of {rows} rows: 0 partial releases, 0 reads refused");
}

/// Rows of a dictionary, and blocks for the log: it wants to be moved into the database after a thousand, for which there is no room.
const MANY: u64 = 1_000;
const BLOCKS: u64 = 1_300;

#[test]
fn what_was_acknowledged_until_the_disk_was_full_outlives_a_kill() {
    let house = House::new(TestService::new(Engine::Sqlite));
    let Some(mut disk) = Disk::under(&house) else { return };
    let folder = house.database.folder().join("node");
    let (mut node, _) = Node::start(&folder, &house.database);
    let staff = house.staff(&node);
    let few = codes(10);
    staff.load("his/d1", &few).unwrap().ok();
    staff.draft("his/d1", &few, "A00").unwrap().ok();
    staff.submit("his/d1", &few).unwrap().ok();
    staff.approve("his/d1", &few).unwrap().ok();
    staff.publish("first").unwrap().ok();
    let before = Reader::new(node.client(&house.collector));
    settle(&house, &mut disk, BLOCKS);
    let many = codes(MANY);
    let mut acknowledged = 0;
    let refused = loop {
        let answer = staff.load(&format!("his/n{acknowledged}"), &many).unwrap();
        if answer.status == 503 {
            break answer;
        }
        answer.ok();
        acknowledged += 1;
    };
    refused_for_room(&refused);
    before.goes_on();
    let log = disk.log_length() / BLOCK;
    assert!(log > 1_000, "the log had {log} blocks: it could be moved");
    node.kill();
    let (node, _) = Node::start(&folder, &house.database);
    let (staff, after) = (house.staff(&node), Reader::new(node.client(&house.collector)));
    assert_eq!((&after.latest, &after.body), (&before.latest, &before.body));
    refused_for_room(&staff.load("his/more", &many).unwrap());
    after.goes_on();
    disk.give(u64::MAX / BLOCK);
    staff.load("his/more", &many).unwrap().ok();
    let query = "SELECT dictionary || ' ' || CAST(count(*) AS TEXT) AS value FROM local_codes \
         WHERE organization_id = 'H1' AND dictionary LIKE 'his/n%' GROUP BY dictionary";
    let found = house.database.stranger().texts(query);
    let mut expected: Vec<String> = (0..acknowledged)
        .map(|number| format!("his/n{number} {MANY}"))
        .collect();
    expected.sort();
    assert_eq!(found, expected);
    verify(&house);
    eprintln!("disk full after {acknowledged} loads and a log of {log} blocks: 0 lost after a kill, 0 reads refused");
}
