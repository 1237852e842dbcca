//! Many readers while releases are published: each answer is one whole release, and nobody is led back.
//!
//! `ZHIYU_PUBLISHES` and `ZHIYU_READERS` make it longer; `ZHIYU_READERS=100 ZHIYU_PUBLISHES=1000` is the whole of it.

use crate::http::client::Client;
use crate::http::server::TestServer;
use crate::support::database::Engine;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::service::TestService;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use zhiyu::access::role::Role;
use zhiyu::snapshot::verify;

const SNAPSHOTS: &str = "organizations/R1/snapshots";

fn setting(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

/// The body of a release; a server that has too much to do is asked again.
fn body(client: &Client, release: i64) -> Vec<u8> {
    loop {
        let answer = client.get(&format!("{SNAPSHOTS}/{release}/body"));
        if answer.status == 200 {
            return answer.body;
        }
        assert!(matches!(answer.status, 429 | 503), "{answer:?}");
        assert!(!answer.header("retry-after").is_empty(), "{answer:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Reads until everything is published; how many releases it read whole.
fn read(client: &Client, is_over: &AtomicBool, last_wanted: i64) -> u64 {
    let (mut last, mut whole) = (0, 0);
    while last < last_wanted {
        let over = is_over.load(Ordering::Acquire);
        let answer = client.get(&format!("{SNAPSHOTS}/latest"));
        if matches!(answer.status, 429 | 503) {
            continue;
        }
        let manifest = verify::check_manifest(&answer.text(), "R1", None).unwrap();
        assert!(manifest.release >= last, "{} after {last}", manifest.release);
        let lines = verify::check_body(&manifest, &body(client, manifest.release)).unwrap();
        assert_eq!(lines.len(), 1, "one mapping, whichever it is");
        assert!(!over || manifest.release == last_wanted, "the last one is told at once");
        last = manifest.release;
        whole += 1;
    }
    whole
}

#[test]
fn each_answer_is_one_whole_release_and_none_is_older_than_the_one_before() {
    let (readers, publishes) = (setting("ZHIYU_READERS", 12), setting("ZHIYU_PUBLISHES", 30));
    let server = TestServer::over(TestService::new(Engine::Sqlite));
    let hospital = Hospital::new(server.service(), "R1", &[("a", "霍乱")]);
    let publish = |number: usize| {
        let target = ["A00", "A01", "A02"][number % 3];
        hospital.approve("a", mapped(&[target]), "");
        hospital.publish().unwrap();
    };
    publish(0);
    let last = i64::try_from(publishes).unwrap();
    let (is_over, whole) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for number in 0..readers {
            let client = server.client(&format!("box-{number}"), Role::Collector, "R1");
            let (is_over, whole) = (&is_over, &whole);
            scope.spawn(move || whole.fetch_add(read(&client, is_over, last), Ordering::Relaxed));
        }
        (1..publishes).for_each(publish);
        is_over.store(true, Ordering::Release);
    });
    let whole = whole.into_inner();
    eprintln!("{readers} readers read {whole} whole releases during {publishes} publishes, none torn, none going back");
    assert!(whole >= u64::try_from(readers).unwrap());
}
