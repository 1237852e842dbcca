//! How much the server takes on: what is beyond is refused at once with the seconds to wait, and who rested is let in again.

use super::client::Answer;
use super::server::TestServer;
use std::time::Duration;
use std::time::Instant;
use zhiyu::error::Code;
use zhiyu::http::server::limits::Asked;
use zhiyu::http::server::limits::Gate;
use zhiyu::http::server::limits::Limits;

const BODY: &str = "/api/v1/organizations/H1/snapshots/1/body";
const NONE: Limits = Limits {
    requests: 0,
    heavy: 0,
    heavy_per_organization: 0,
    heavy_per_token: 0,
    rate_per_token: 0,
    burst_per_token: 0,
    body_seconds: 0,
};

fn asked(path: &str, token: &str) -> Asked {
    Asked::of(path, Some(token.as_bytes()))
}

/// The code of the refusal and the seconds that it names.
fn refused(gate: &Gate, path: &str, token: &str, now: Instant) -> (Code, u64) {
    let error = gate.enter(asked(path, token), now).unwrap_err();
    let seconds = error.values().iter().find(|(name, _)| *name == "seconds");
    (error.code(), seconds.unwrap().1.parse().unwrap())
}

#[test]
fn a_token_that_rested_may_send_a_burst_and_then_goes_at_its_rate() {
    let limits = Limits {
        rate_per_token: 10,
        burst_per_token: 5,
        ..NONE
    };
    let (gate, start) = (Gate::new(limits), Instant::now());
    let enter = |token: &str, millis: u64| {
        let now = start + Duration::from_millis(millis);
        gate.enter(asked("/api/v1/code-systems", token), now).is_ok()
    };
    assert!((0..5).all(|_| enter("a", 0)) && !enter("a", 0));
    assert!(enter("b", 0), "another token has a share of its own");
    assert!(
        !enter("a", 99) && enter("a", 100) && !enter("a", 100),
        "one each tenth of a second"
    );
    assert!((0..5).all(|_| enter("a", 1_100)) && !enter("a", 1_100), "it rested");
    let (code, seconds) = refused(&gate, "/api/v1/code-systems", "a", start);
    assert_eq!(code, Code::TooManyRequests);
    assert!((1..=10).contains(&seconds));
}

#[test]
fn heavy_requests_have_places_that_are_free_again_when_they_end() {
    let limits = Limits {
        heavy: 4,
        heavy_per_organization: 3,
        heavy_per_token: 2,
        ..NONE
    };
    let (gate, now) = (Gate::new(limits), Instant::now());
    let enter = |path: &str, token: &str| gate.enter(asked(path, token), now);
    let other = BODY.replace("H1", "H2");
    let mut inside = vec![enter(BODY, "a").unwrap(), enter(BODY, "a").unwrap()];
    assert_eq!(
        refused(&gate, BODY, "a", now).0,
        Code::TooManyRequests,
        "two for a token"
    );
    inside.push(enter(BODY, "b").unwrap());
    assert_eq!(
        refused(&gate, BODY, "c", now).0,
        Code::TooManyRequests,
        "three for an organization"
    );
    inside.push(enter(&other, "c").unwrap());
    assert_eq!(
        refused(&gate, &other, "d", now).0,
        Code::ServerBusy,
        "four for the server"
    );
    for light in [
        "/api/v1/organizations/H1/snapshots/pointer",
        "/api/v1/organizations/H1/snapshots/1/manifest",
    ] {
        assert!(enter(light, "a").is_ok(), "{light}");
    }
    inside.pop();
    assert!(enter(&other, "d").is_ok(), "a place is free");
    drop(inside);
    assert!([(); 2].iter().all(|()| enter(BODY, "a").is_ok()));
    for heavy in [
        "/api/v1/organizations/H1/snapshots/2/delta",
        "/api/v1/organizations/H1/translate/file",
    ] {
        let both = [enter(heavy, "a").unwrap(), enter(heavy, "a").unwrap()];
        assert_eq!(refused(&gate, heavy, "a", now).0, Code::TooManyRequests, "{heavy}");
        drop(both);
    }
}

#[test]
fn the_refused_are_told_different_seconds_and_those_who_wait_are_not_counted() {
    let limits = Limits { requests: 1, ..NONE };
    let (gate, now) = (Gate::new(limits), Instant::now());
    let watch = "/api/v1/organizations/H1/snapshots/watch";
    let _waiting = [(); 3].map(|()| gate.enter(asked(watch, "a"), now).unwrap());
    let _one = gate.enter(asked("/api/v1/code-systems", "a"), now).unwrap();
    let told: Vec<u64> = (0..20)
        .map(|_| refused(&gate, "/api/v1/code-systems", "a", now).1)
        .collect();
    let mut in_turn: Vec<u64> = (1..=10).collect();
    in_turn.extend(1..=10);
    assert_eq!(told, in_turn);
}

fn must_say_when_to_come_back(answer: &Answer, code: Code) {
    answer.refused(code);
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{answer:?}");
}

#[test]
fn a_server_refuses_with_retry_after_and_still_says_that_it_lives() {
    let limits = Limits {
        rate_per_token: 1,
        burst_per_token: 3,
        ..NONE
    };
    let server = TestServer::limited(limits);
    let (admin, auditor) = (server.admin(), server.auditor());
    for _ in 0..3 {
        admin.get("code-systems").ok();
    }
    let refused = (0..3)
        .map(|_| admin.get("code-systems"))
        .find(|answer| answer.status != 200);
    must_say_when_to_come_back(&refused.unwrap(), Code::TooManyRequests);
    auditor.get("code-systems").ok();
    for _ in 0..10 {
        admin.get("/healthz").ok();
    }
}
