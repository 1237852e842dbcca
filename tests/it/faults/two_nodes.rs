//! Two nodes on one PostgreSQL. Nodes and database are killed and come back while releases are published and read: no reader is led
//! back, a release has the same bytes everywhere, and no acknowledged release is lost.
//!
//! `ZHIYU_READS=10000` is the whole of it.

use super::Chance;
use super::process::House;
use super::process::Node;
use super::process::until;
use super::setting;
use crate::http::client::Client;
use crate::support::database::Engine;
use crate::support::postgres;
use crate::support::postgres::Cluster;
use crate::support::service::TestService;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::RwLock;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use zhiyu::digest::sha256_hex;
use zhiyu::snapshot::verify;

const SEED: u64 = 0x7477_6f2d_6e6f_6465;
const READERS: u64 = 4;
const SNAPSHOTS: &str = "organizations/H1/snapshots";

/// Both nodes, while they are up.
type Nodes = [RwLock<Option<Node>>; 2];

/// What everybody saw.
#[derive(Default)]
struct Seen {
    /// The digest of each release, the same for all.
    digests: Mutex<BTreeMap<i64, String>>,
    reads: AtomicU64,
    refused: AtomicU64,
}

#[test]
fn two_nodes_tell_the_same_while_everything_restarts() {
    let Some(cluster) = postgres::own_cluster() else {
        return;
    };
    let house = House::new(TestService::open(Engine::Postgres(cluster).empty()));
    let folders = ["one", "two"].map(|name| house.database.folder().join(name));
    let start = |folder: &PathBuf| RwLock::new(Some(Node::start(folder, &house.database).0));
    let nodes: Nodes = [start(&folders[0]), start(&folders[1])];
    let (wanted, mut chance) = (setting("ZHIYU_READS", 90), Chance::new(SEED));
    let (start_of_chance, seen, is_over) = (chance.0, Seen::default(), AtomicBool::new(false));
    let (restarts, published) = std::thread::scope(|scope| {
        let publisher = scope.spawn(|| publish(&house, &nodes, &is_over));
        for reader in 0..READERS {
            let (house, nodes, seen, is_over) = (&house, &nodes, &seen, &is_over);
            scope.spawn(move || read(house, nodes, Chance(start_of_chance ^ reader), seen, is_over));
        }
        let mut restarts = [0_u32; 3];
        while seen.reads.load(Ordering::Acquire) < wanted || restarts.contains(&0) {
            let which = (chance.below(3) + u64::from(restarts.iter().sum::<u32>())) % 3;
            let which = usize::try_from(which).unwrap();
            let reads = seen.reads.load(Ordering::Acquire) + 1 + chance.below(wanted / 15);
            until("somebody reads", || seen.reads.load(Ordering::Acquire) >= reads);
            restart(which, &house, &nodes, &folders, cluster);
            restarts[which] += 1;
        }
        is_over.store(true, Ordering::Release);
        (restarts, publisher.join().unwrap())
    });
    let query = "SELECT CAST(number AS TEXT) || ' ' || body_digest AS value FROM releases WHERE organization_id = 'H1'";
    let stored = house.database.stranger().texts(query);
    for (number, digest) in &published {
        assert!(
            stored.contains(&format!("{number} {digest}")),
            "start_of_chance {start_of_chance}: release {number} is lost"
        );
    }
    let [one, two, database] = restarts;
    eprintln!(
        "two nodes, start_of_chance {start_of_chance}: {} reads of whole releases, {} refused meanwhile; {one} and {two} kills of the nodes, {database} of \
         PostgreSQL; {} releases acknowledged, 0 lost, 0 going back, 0 with other bytes",
        seen.reads.load(Ordering::Acquire),
        seen.refused.load(Ordering::Acquire),
        published.len(),
    );
}

/// Kills a node or the database, and starts it again.
fn restart(which: usize, house: &House, nodes: &Nodes, folders: &[PathBuf; 2], cluster: &Cluster) {
    let (Some(slot), Some(folder)) = (nodes.get(which), folders.get(which)) else {
        cluster.crash_server();
        cluster.run_server();
        return;
    };
    drop(slot.write().unwrap().take());
    let (node, _) = Node::start(folder, &house.database);
    *slot.write().unwrap() = Some(node);
}

/// Somebody at one of the nodes, unless it is down.
fn at(nodes: &Nodes, which: u64, token: &str) -> Option<Client> {
    let node = nodes[usize::from(which == 1)].read().unwrap();
    node.as_ref().map(|node| node.client(token))
}

/// Reads releases at either node by chance and holds them against what was seen before.
fn read(house: &House, nodes: &Nodes, mut chance: Chance, seen: &Seen, is_over: &AtomicBool) {
    let mut newest = 0;
    while !is_over.load(Ordering::Acquire) {
        let Some(client) = at(nodes, chance.below(2), &house.collector) else {
            continue;
        };
        let Some(text) = get(&client, "latest", seen) else {
            continue;
        };
        let latest = verify::check_manifest(&text, "H1", None).unwrap();
        assert!(latest.release >= newest, "{} after {newest}", latest.release);
        newest = latest.release;
        let any = 1 + i64::try_from(chance.below(u64::try_from(newest).unwrap())).unwrap();
        let Some(other) = at(nodes, chance.below(2), &house.collector) else {
            continue;
        };
        let Some(body) = get(&other, &format!("{any}/body"), seen) else {
            continue;
        };
        let digest = sha256_hex([body.as_bytes()]);
        let mut digests = seen.digests.lock().unwrap();
        let known = digests.entry(any).or_insert_with(|| digest.clone());
        assert_eq!(*known, digest, "release {any} has other bytes");
        if any == latest.release {
            assert_eq!(latest.body.sha256, digest);
        }
        seen.reads.fetch_add(1, Ordering::AcqRel);
    }
}

/// What is at an address; none while the server cannot tell, which it has to say as one does.
fn get(client: &Client, address: &str, seen: &Seen) -> Option<String> {
    let answer = client.call("GET", &format!("{SNAPSHOTS}/{address}")).try_send();
    let answer = answer.ok().filter(|answer| {
        let is_told = matches!(answer.status, 200 | 404 | 503);
        assert!(is_told, "{answer:?}");
        answer.status == 200
    });
    if answer.is_none() {
        seen.refused.fetch_add(1, Ordering::AcqRel);
    }
    answer.map(|answer| answer.text())
}

/// Publishes one mapping again and again, at whichever node is up; what was acknowledged.
fn publish(house: &House, nodes: &Nodes, is_over: &AtomicBool) -> BTreeMap<i64, String> {
    let mut acknowledged = BTreeMap::new();
    let mut round: usize = 0;
    let codes = ["a".to_owned()];
    while !is_over.load(Ordering::Acquire) {
        let mut up = nodes.iter().map(|node| node.read().unwrap());
        let Some(staff) = up.find_map(|node| node.as_ref().map(|node| house.staff(node))) else {
            continue;
        };
        round += 1;
        // Each step may be refused because of the one that was lost before; only what is answered counts.
        let target = ["A00", "A01"][round % 2];
        let _ = staff.draft("his/diagnosis", &codes, target);
        let _ = staff.submit("his/diagnosis", &codes);
        let _ = staff.approve("his/diagnosis", &codes);
        let Ok(answer) = staff.publish(&format!("order-{round}")) else {
            continue;
        };
        assert!(matches!(answer.status, 201 | 200 | 409 | 503), "{answer:?}");
        if answer.status == 201 {
            let said = answer.json();
            let digest = said["digest"].as_str().unwrap().to_owned();
            acknowledged.insert(said["number"].as_i64().unwrap(), digest);
        }
    }
    acknowledged
}
