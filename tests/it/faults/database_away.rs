//! PostgreSQL goes away under a running server: what is published and was served goes on from memory, all else says so at once, and
//! the server needs no hand when the database comes back.

use super::process::until;
use crate::http::client::Answer;
use crate::http::client::Client;
use crate::http::server::TestServer;
use crate::support::database::Engine;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::postgres;
use crate::support::service::START;
use crate::support::service::TestService;
use crate::support::service::surroundings;
use serde_json::json;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use zhiyu::access::role::Role;
use zhiyu::error::Code;
use zhiyu::service::Service;
use zhiyu::service::Surroundings;
use zhiyu::time::Instant;

static NOW: AtomicI64 = AtomicI64::new(START.0);

/// A clock that stands still until the test moves it.
fn clock() -> Instant {
    Instant(NOW.load(Ordering::Acquire))
}

fn translate(client: &Client, query: &str) -> Answer {
    let body = json!({ "dictionary": "his/diagnosis", "items": [{ "code": "a" }] });
    client.post(&format!("organizations/R1/translate{query}"), &body)
}

fn is_away(answer: &Answer) {
    answer.refused(Code::DatabaseUnavailable);
    assert_eq!(answer.header("retry-after"), "5", "{answer:?}");
}

#[test]
fn published_snapshots_are_served_while_the_database_is_away() {
    let Some(cluster) = postgres::own_cluster() else {
        return;
    };
    let TestService { service, database } = TestService::open(Engine::Postgres(cluster).empty());
    drop(service);
    let moved = Surroundings {
        clock,
        ..surroundings()
    };
    let service = Service::open(database.folder(), database.target.clone(), moved).unwrap();
    let server = TestServer::over(TestService { service, database });
    let hospital = Hospital::new(server.service(), "R1", &[("a", "霍乱"), ("b", "伤寒")]);
    hospital.approve("a", mapped(&["A00"]), "");
    hospital.publish().unwrap();
    let collector = server.client("box", Role::Collector, "R1");
    let stranger = server.client("other", Role::Collector, "R1");
    let publisher = server.client("zhao.min", Role::Publisher, "R1");
    let addresses = [
        "organizations/R1/snapshots/1/manifest",
        "organizations/R1/snapshots/1/body",
    ];
    let before = addresses.map(|address| collector.get(address).body);
    let translated = translate(&collector, "?release=1");
    translated.ok();
    publisher.get("organizations/R1/snapshots/latest").ok();
    cluster.crash_server();
    for _ in 0..3 {
        for (address, body) in addresses.iter().zip(&before) {
            let answer = collector.get(address);
            assert_eq!((answer.status, &answer.body), (200, body), "{answer:?}");
        }
        assert_eq!(translate(&collector, "?release=1").body, translated.body);
        is_away(&translate(&collector, ""));
        is_away(&collector.get("organizations/R1/snapshots/latest"));
        is_away(&publisher.post("organizations/R1/releases", &json!({ "note": "" })));
        is_away(&stranger.get(addresses[1]));
        assert_eq!(server.anon().get("/healthz").status, 200, "the process lives");
        assert_eq!(server.anon().get("/readyz").status, 503);
    }
    let known = collector.token_text().rsplit_once('_').unwrap().0.to_owned();
    let forged = server.bearer(Some(format!("{known}_{}", "0".repeat(64))));
    forged.get(addresses[1]).refused(Code::TokenInvalid);
    let other = collector.get("organizations/H1/snapshots/1/body");
    other.refused(Code::OutOfScope);
    NOW.fetch_add(5 * 60_000_000, Ordering::AcqRel);
    assert_eq!(collector.get(addresses[1]).status, 200, "good for five minutes");
    NOW.fetch_add(1, Ordering::AcqRel);
    is_away(&collector.get(addresses[1]));
    cluster.run_server();
    until("the database is back", || {
        collector.get("organizations/R1/snapshots/latest").status == 200
    });
    hospital.approve("b", mapped(&["A01"]), "");
    assert_eq!(hospital.publish().unwrap().number, 2);
}
