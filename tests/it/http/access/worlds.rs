//! Two worlds: in one, another hospital has dictionaries, mappings, releases, alerts, accounts; in the other it has nothing.
//! Whoever belongs to H1 sends the same requests to both, with what belongs to the other hospital in every place of address,
//! query and body, and gets the same answers, entity tags, counts and words.
//!
//! The clocks of both worlds stand still, and their entropy goes on from the same place when they are asked. Numbers of grants
//! count the whole platform; they are made even before.

use super::Gate;
use super::NOWHERE;
use super::ROUTES;
use super::Request;
use super::Site;
use super::is_held;
use crate::http::client::Answer;
use crate::http::client::Client;
use crate::http::data::DISEASES;
use crate::http::data::csv;
use crate::http::data::mapped;
use crate::http::openapi::Operation;
use crate::http::openapi::operations;
use crate::http::server::TestServer;
use crate::http::suggestions::watch;
use crate::support::database::Engine;
use crate::support::service::START;
use crate::support::service::TestService;
use crate::support::service::feedback;
use crate::support::service::surroundings;
use crate::support::signing::Keyring;
use regex::Regex;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use zhiyu::access::role::Right;
use zhiyu::access::role::Role;
use zhiyu::error::Result;
use zhiyu::service::Service;
use zhiyu::service::Surroundings;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::time::Instant;

const HOUR: i64 = 3_600_000_000;
/// Where the entropy of both worlds stands when they are asked.
const ASKED_FROM: u64 = 1 << 40;

/// The clock and the entropy of a world.
struct Course {
    calls: AtomicU64,
    stands: AtomicBool,
}

impl Course {
    const fn new() -> Self {
        Self {
            calls: AtomicU64::new(1),
            stands: AtomicBool::new(false),
        }
    }

    fn now(&self) -> Instant {
        if self.stands.load(Ordering::Relaxed) {
            return Instant(START.0 + HOUR);
        }
        START
    }

    #[expect(clippy::unnecessary_wraps, reason = "the service hands in the shape")]
    fn fill(&self, buffer: &mut [u8]) -> Result<()> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (byte, value) in buffer.iter_mut().zip(call.iter().cycle()) {
            *byte = *value;
        }
        Ok(())
    }

    fn stand(&self) {
        self.stands.store(true, Ordering::Relaxed);
        self.calls.store(ASKED_FROM, Ordering::Relaxed);
    }
}

static FULL: Course = Course::new();
static EMPTY: Course = Course::new();

fn world(clock: fn() -> Instant, entropy: fn(&mut [u8]) -> Result<()>) -> Site {
    let TestService { service, database } = TestService::new(Engine::Sqlite);
    drop(service);
    let surroundings = Surroundings {
        clock,
        entropy,
        signing: Some(Keyring::new(Algorithm::Ed25519).signing()),
        ..surroundings()
    };
    let service = Service::open(database.folder(), database.target.clone(), surroundings).unwrap();
    let service = service.with_feedback(feedback());
    Site::on(TestServer::over(TestService { service, database }))
}

/// What the other hospital has, by the place of an address that names it.
type Things = BTreeMap<&'static str, String>;

/// Fills the other hospital: whatever its people may do there, they do.
fn fill(site: &Site) -> Things {
    let server = &site.server;
    let curator = server.foreign(Role::Curator);
    let at = |rest: &str| format!("organizations/H2/{rest}");
    for dictionary in ["lis/canary", "his/diagnosis"] {
        let load = at(&format!(
            "dictionaries/{dictionary}/load?target={}",
            DISEASES.replace('/', "%2F")
        ));
        let rows = [("K01", "金丝雀"), ("001", "霍乱"), ("002", "伤寒"), ("K02", "副伤寒")];
        curator.upload(&load, csv(&rows).as_bytes()).ok();
        let mappings = at(&format!("dictionaries/{dictionary}/mappings"));
        let items: Vec<Value> = ["K01", "001", "K02"].iter().map(|code| mapped(code, "A00")).collect();
        curator.put(&mappings, &json!({ "items": items })).ok();
        let codes: Vec<Value> = ["K01", "001"].iter().map(|code| json!({ "code": code })).collect();
        let step = json!({ "items": codes, "reason": "x" });
        curator.post(&format!("{mappings}/submit"), &step).ok();
        server
            .foreign(Role::Reviewer)
            .post(&format!("{mappings}/approve"), &step)
            .ok();
        server
            .foreign(Role::Publisher)
            .post(&at("releases"), &json!({}))
            .ok_with(201);
    }
    let job = curator.act(&at("dictionaries/lis/canary/suggest")).ok();
    watch(&curator, job["id"].as_str().unwrap());
    let security = server.foreign(Role::SecurityAdministrator);
    let person = json!({ "id": "person-H2", "name": "金丝雀", "organization": "H2", "contact": "13900001111" });
    let made = security.post("accounts", &person).ok_with(201);
    let grant = json!({ "role": "curator", "organizations": ["H2"], "reason": "x" });
    let grant = security.post("accounts/person-H2/grants", &grant).ok_with(201);
    let signed_in = json!({ "account": "person-H2", "password": made["one_time_password"] });
    let session = server.anon().post("session", &signed_in).ok_with(201);
    let session = session["token"].as_str().unwrap().split('_').nth(1).unwrap().to_owned();
    let report = crate::http::feedback::report(
        "again",
        &[("K09", "金丝雀", "unmapped", 9), ("K08", "雀", "unmapped", 8)],
    );
    server
        .foreign(Role::Collector)
        .post(&at("collectors/front-2/reports"), &report)
        .ok();
    everything(site);
    server
        .foreign(Role::Publisher)
        .post(&at("coverage/reports"), &json!({ "period": "monthly" }))
        .ok_with(201);
    let (token, _) = server.token("canary-program", Role::Collector, "H2", None);
    BTreeMap::from([
        ("{job}", job["id"].as_str().unwrap().to_owned()),
        ("{grant}", grant["id"].to_string()),
        ("{session}", session),
        ("{token}", token.id.to_string()),
    ])
}

/// Gives as many grants as the other hospital has, to somebody of the platform.
fn even_out(site: &Site) {
    let security = site.server.platform(Role::SecurityAdministrator);
    let person = json!({ "id": "somebody", "name": "x" });
    security.post("accounts", &person).ok_with(201);
    for _ in 0..2 {
        let grant = json!({ "role": "curator", "organizations": ["H2"], "reason": "x" });
        security.post("accounts/somebody/grants", &grant).ok_with(201);
    }
}

/// Sends every request that changes something in the other hospital, by somebody who may.
fn everything(site: &Site) {
    let mut done = 0;
    for operation in operations().iter().filter(|operation| operation.method != "GET") {
        for (_, step, gate) in ROUTES.iter().filter(|(id, ..)| *id == operation.id) {
            // Consent would let the others learn; nobody but its people gives it.
            let is_inside = matches!(gate, Gate::Within(_) | Gate::WithinEither(..)) && operation.id != "set_sharing";
            let role = Role::ALL
                .iter()
                .find(|role| **role != Role::Operator && is_held(*gate, **role));
            if let Some(role) = role.filter(|_| is_inside) {
                let answer = site.send(&site.server.foreign(*role), operation, step, "H2");
                done += usize::from(answer.status < 300);
            }
        }
    }
    assert!(
        done > 20,
        "only {done} of the requests did something in the other hospital"
    );
}

/// A way in which a request about H1 names what belongs to H2.
struct Trick {
    name: &'static str,
    organization: &'static str,
    places: Vec<(&'static str, String)>,
    words: Vec<(&'static str, &'static str)>,
}

fn tricks(things: &Things) -> Vec<Trick> {
    let places =
        |pairs: &[(&'static str, &str)]| pairs.iter().map(|(place, text)| (*place, (*text).to_owned())).collect();
    let dictionary = [("{source}", "lis"), ("{name}", "canary")];
    let numbers = [("{number}", "2"), ("{release}", "2")];
    let others = [
        ("{other}", "H2"),
        ("{account}", "person-H2"),
        ("{collector}", "front-2"),
        ("{cut}", "monthly-2026-11-01"),
    ];
    let words = vec![
        ("his/diagnosis", "lis/canary"),
        ("his/other", "lis/canary"),
        ("\"001\"", "\"K01\""),
        ("\"002\"", "\"K02\""),
        ("code=001", "code=K01"),
        ("002,A00", "K02,A00"),
        ("\n001,", "\nK01,"),
    ];
    let people = vec![
        ("\"H1\"", "\"H2\""),
        ("=H1", "=H2"),
        ("person-H1", "person-H2"),
        ("\"x\"", "\"person-H2\""),
    ];
    let ids: Vec<_> = things.iter().map(|(place, text)| (*place, text.clone())).collect();
    let own = |name, places, words| Trick {
        name,
        organization: "H1",
        places,
        words,
    };
    let all = [&dictionary[..], &numbers, &others].concat();
    vec![
        own("own", Vec::new(), Vec::new()),
        own(
            "all",
            [ids.clone(), places(&all)].concat(),
            [words.clone(), people.clone()].concat(),
        ),
        own("dictionary", places(&dictionary), words[..2].to_vec()),
        own("number", places(&numbers), Vec::new()),
        own("codes", Vec::new(), words),
        own("others", places(&others), Vec::new()),
        own("people", Vec::new(), people),
        own("ids", ids, Vec::new()),
        Trick {
            name: "foreign",
            organization: "H2",
            places: Vec::new(),
            words: Vec::new(),
        },
        Trick {
            name: "nobody's",
            organization: NOWHERE,
            places: Vec::new(),
            words: Vec::new(),
        },
    ]
}

impl Trick {
    fn request(&self, site: &Site, operation: &Operation, step: &str) -> Request {
        let path = self
            .places
            .iter()
            .fold(operation.path.clone(), |path, (place, text)| path.replace(place, text));
        let request = site.request(
            &Operation {
                method: operation.method.clone(),
                path,
                id: operation.id.clone(),
                about: Value::Null,
            },
            step,
            self.organization,
        );
        let retold = |text: String| self.words.iter().fold(text, |text, (from, to)| text.replace(from, to));
        let (path, query) = request.address.split_once('?').unwrap_or((&request.address, ""));
        let mark = if query.is_empty() { "" } else { "?" };
        Request {
            address: format!("{path}{mark}{}", retold(query.to_owned())),
            body: request
                .body
                .clone()
                .map(|body| retold(String::from_utf8(body).unwrap()).into_bytes()),
            ..request
        }
    }
}

/// The same without the digests of audit events, which are also those of the request's name.
fn told_of(operation: &Operation, answer: &Answer) -> String {
    static DIGEST: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[0-9a-f]{64}\b").unwrap());
    let told = told(answer);
    if operation.id.ends_with("_audit_events") {
        return DIGEST.replace_all(&told, "…").into_owned();
    }
    told
}

/// What an answer tells: status, headers, body; without the names of the request and of what was made by chance.
fn told(answer: &Answer) -> String {
    static CHANCE: LazyLock<Regex> = LazyLock::new(|| {
        // What the server does by itself reads the clock too: the instants of the setting up are not the same in both.
        let set_up = r"2026-11-21T02:00:00\.[0-9]{6}Z";
        Regex::new(&format!(
            r"[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}|\b[0-9a-f]{{16}}\b|zhiyus?_[0-9a-f_]+|{set_up}"
        ))
        .unwrap()
    });
    let headers = answer.headers_but(&["connection", "date", "x-request-id"]);
    let body = String::from_utf8_lossy(&answer.body);
    CHANCE
        .replace_all(&format!("{} {headers}\n{body}", answer.status), "…")
        .into_owned()
}

#[test]
fn what_another_hospital_has_changes_no_answer() {
    let (full, empty) = (
        world(|| FULL.now(), |buffer| FULL.fill(buffer)),
        world(|| EMPTY.now(), |buffer| EMPTY.fill(buffer)),
    );
    let things = fill(&full);
    even_out(&empty);
    let roles: Vec<Role> = Role::ALL
        .iter()
        .copied()
        .filter(|role| *role != Role::Operator)
        .collect();
    let people: Vec<(Role, Client, Client)> = roles
        .iter()
        .map(|role| (*role, full.server.own(*role), empty.server.own(*role)))
        .collect();
    FULL.stand();
    EMPTY.stand();
    let tricks = tricks(&things);
    let mut leaks = Vec::new();
    let mut tried = 0;
    for (operation, step, gate) in in_order(&operations()) {
        for (role, in_full, in_empty) in &people {
            let count = how_many(gate, *role, tricks.len());
            let mut answers = BTreeMap::new();
            for trick in tricks.iter().take(count) {
                let request = trick.request(&full, operation, step);
                let own_request = if trick.places.iter().any(|(place, _)| *place == "{job}") {
                    request.clone()
                } else {
                    trick.request(&empty, operation, step)
                };
                let one = told_of(operation, &request.send(in_full));
                let other = told_of(operation, &own_request.send(in_empty));
                tried += 1;
                if one != other {
                    leaks.push(format!(
                        "{} {step} {role:?} {}:\n  {one}\n  {other}",
                        operation.id, trick.name
                    ));
                }
                answers.insert(trick.name, one);
            }
            if let (Some(foreign), Some(nobody)) = (answers.get("foreign"), answers.get("nobody's"))
                // What succeeds is about nobody's organization, and counts on.
                && !foreign.starts_with('2')
                && foreign.replace("H2", "…") != nobody.replace(NOWHERE, "…")
            {
                leaks.push(format!(
                    "{} {step} {role:?} H2 or H9:\n  {foreign}\n  {nobody}",
                    operation.id
                ));
            }
        }
    }
    eprintln!("{tried} requests in two worlds, {} leaks", leaks.len());
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}

/// How many tricks are tried. Who lacks the right is refused before anything is looked at, and one request shows it;
/// standards belong to everybody, and two requests show that they say nothing of hospitals.
fn how_many(gate: Gate, role: Role, all: usize) -> usize {
    let standards = [
        Right::ReadRegistry,
        Right::ImportEdition,
        Right::PublishEdition,
        Right::ManageRegistry,
    ];
    match gate {
        _ if !is_held(gate, role) => 1,
        Gate::Anywhere(right) if standards.contains(&right) => 2,
        Gate::Open
        | Gate::Elsewhere
        | Gate::SignedIn
        | Gate::Password
        | Gate::Anywhere(_)
        | Gate::Within(_)
        | Gate::WithinEither(..)
        | Gate::OwnJob(_)
        | Gate::Platform(_)
        | Gate::OwnThing(..) => all,
    }
}

/// Reads first, then what changes something; what goes on in the background last.
fn in_order(operations: &[Operation]) -> Vec<(&Operation, &'static str, Gate)> {
    let mut list: Vec<_> = operations
        .iter()
        .flat_map(|operation| {
            let here = ROUTES.iter().filter(|(id, ..)| *id == operation.id);
            here.map(move |(_, step, gate)| (operation, *step, *gate))
        })
        .collect();
    list.sort_by_key(|(operation, ..)| (operation.method != "GET", operation.id == "suggest_dictionary"));
    list
}

#[test]
fn a_tag_of_another_hospital_is_no_proof_of_anything() {
    let site = Site::new();
    let mut tried = 0;
    for (operation, step, gate) in in_order(&operations())
        .into_iter()
        .filter(|(one, ..)| one.method == "GET")
    {
        for role in Role::ALL
            .iter()
            .filter(|role| **role != Role::Operator && is_held(gate, **role))
        {
            let request = site.request(operation, step, "H1");
            let tag = request.send(&site.server.own(*role)).header("etag").to_owned();
            if tag.is_empty() || !matches!(gate, Gate::Within(_)) {
                continue;
            }
            let foreign = site.server.foreign(*role);
            let plain = request.send(&foreign);
            assert_eq!(plain.status, 403, "{plain:?}");
            for condition in [tag.as_str(), "*"] {
                let conditional = request.send_if(&foreign, Some(condition));
                assert_eq!(told(&conditional), told(&plain), "{conditional:?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 10, "{tried}");
}
