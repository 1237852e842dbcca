//! Servers as processes of their own, and the people of a hospital who work through them.

use super::url;
use crate::cli::zhiyu;
use crate::http::client::Answer;
use crate::http::client::Client;
use crate::support::database::TestDatabase;
use crate::support::hospital::Hospital;
use crate::support::service::TestService;
use crate::support::service::surroundings;
use serde_json::Value;
use serde_json::json;
use std::ffi::OsStr;
use std::io::BufRead as _;
use std::io::BufReader;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Child;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;
use zhiyu::access::role::Role;
use zhiyu::access::session::Scope;
use zhiyu::access::token::TokenGrant;
use zhiyu::id::AccountId;
use zhiyu::service::Service;
use zhiyu::service::Surroundings;

/// For how long something that has to happen is waited for.
pub const DEADLINE: Duration = Duration::from_mins(2);

/// A server; it is killed when it is dropped.
pub struct Node {
    process: Child,
    address: SocketAddr,
}

impl Node {
    /// Starts a server on a database and waits until it answers; how long that took.
    pub fn start(folder: &Path, database: &TestDatabase) -> (Self, Duration) {
        Self::start_with(folder, database, &[])
    }

    /// Starts it with more variables in its environment.
    pub fn start_with(folder: &Path, database: &TestDatabase, variables: &[(&str, &OsStr)]) -> (Self, Duration) {
        let start = Instant::now();
        let mut command = zhiyu(folder);
        command.envs(variables.iter().copied());
        command
            .env("ZHIYU_DATABASE_URL", url(&database.target))
            .env("ZHIYU_LOG", "off");
        command.env("ZHIYU_LIMITS_RATE_PER_TOKEN", "0");
        command.args(["--json", "serve", "--listen", "127.0.0.1:0"]);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let said = lines.map_while(Result::ok);
        let mut addresses = said.filter_map(|line| {
            let line: Value = serde_json::from_str(&line).ok()?;
            line["listening"].as_str()?.parse().ok()
        });
        let address = addresses.next().expect("the server did not start");
        let node = Self { process, address };
        let visitor = Client::new(address, None);
        until("the server is healthy", || {
            visitor
                .call("GET", "/healthz")
                .try_send()
                .is_ok_and(|answer| answer.status == 200)
        });
        (node, start.elapsed())
    }

    /// Kills it with SIGKILL.
    pub fn kill(&mut self) {
        let _ = self.process.kill();
        self.process.wait().unwrap();
    }

    /// Waits for the end that it brings about itself.
    #[track_caller]
    pub fn must_have_ended(&mut self, context: &str) {
        until(context, || self.process.try_wait().unwrap().is_some());
    }

    /// Somebody who speaks to it.
    pub fn client(&self, token: &str) -> Client {
        Client::new(self.address, Some(token.to_owned()))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Waits for a condition.
#[track_caller]
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < DEADLINE, "not within {DEADLINE:?}: {what}");
        std::thread::yield_now();
    }
}

/// The hospital `H1` in a database, and the tokens of its people.
pub struct House {
    /// The database.
    pub database: TestDatabase,
    /// Drafts.
    pub curator: String,
    /// Approves.
    pub reviewer: String,
    /// Publishes.
    pub publisher: String,
    /// Pulls.
    pub collector: String,
}

/// How the people of the hospital reach a server.
pub struct Staff {
    curator: Client,
    reviewer: Client,
    publisher: Client,
}

impl House {
    /// Prepares a database.
    pub fn new(test: TestService) -> Self {
        Hospital::new(&test.service, "H1", &[("a", "霍乱")]);
        drop(test.service);
        let database = test.database;
        let real = Surroundings {
            clock: now,
            ..surroundings()
        };
        let service = Service::open(database.folder(), database.target.clone(), real).unwrap();
        let token = |account: &str, role: Role| {
            let grant = TokenGrant {
                account: AccountId::new(account).unwrap(),
                role,
                scope: Scope::parse("H1").unwrap(),
                expires_at: None,
            };
            let operator = Service::operator(AccountId::new("operator").unwrap());
            service.create_token(&operator, &grant).unwrap().1.reveal().to_owned()
        };
        Self {
            curator: token("li.na", Role::Curator),
            reviewer: token("wang.wei", Role::Reviewer),
            publisher: token("zhao.min", Role::Publisher),
            collector: token("box-1", Role::Collector),
            database,
        }
    }

    /// Its people at a server.
    pub fn staff(&self, node: &Node) -> Staff {
        Staff {
            curator: node.client(&self.curator),
            reviewer: node.client(&self.reviewer),
            publisher: node.client(&self.publisher),
        }
    }
}

/// The clock of this machine: the tokens are for processes, which look at it too.
#[expect(
    clippy::disallowed_methods,
    reason = "a process is given tokens that are good by its clock"
)]
fn now() -> zhiyu::time::Instant {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    zhiyu::time::Instant(i64::try_from(since.as_micros()).unwrap())
}

/// What somebody asked of a server that may be gone: its answer, or why there was none.
pub type Asked = Result<Answer, String>;

impl Staff {
    /// Loads a dictionary.
    pub fn load(&self, dictionary: &str, codes: &[String]) -> Asked {
        let rows = codes.iter().map(|code| format!("{code},霍乱\n"));
        let rows = rows.collect::<String>();
        let address = format!("{}/load?target=icd-10/categories-2016", address(dictionary));
        let call = self
            .curator
            .call("POST", &address)
            .header("content-type", "application/octet-stream");
        call.body(format!("code,name\n{rows}").into_bytes()).try_send()
    }

    /// Drafts the same decision for codes.
    pub fn draft(&self, dictionary: &str, codes: &[String], target: &str) -> Asked {
        let item = |code: &String| json!({ "code": code, "targets": [{ "code": target, "relationship": "equivalent" }], "justification": "名称一致" });
        let items: Vec<Value> = codes.iter().map(item).collect();
        let address = format!("{}/mappings", address(dictionary));
        self.curator
            .call("PUT", &address)
            .json(&json!({ "items": items }))
            .try_send()
    }

    /// Submits codes.
    pub fn submit(&self, dictionary: &str, codes: &[String]) -> Asked {
        step(&self.curator, dictionary, "submit", codes)
    }

    /// Approves codes.
    pub fn approve(&self, dictionary: &str, codes: &[String]) -> Asked {
        step(&self.reviewer, dictionary, "approve", codes)
    }

    /// Publishes what is approved.
    pub fn publish(&self, key: &str) -> Asked {
        let call = self
            .publisher
            .call("POST", "organizations/H1/releases")
            .json(&json!({ "note": "" }));
        call.header("idempotency-key", key).try_send()
    }
}

fn step(client: &Client, dictionary: &str, step: &str, codes: &[String]) -> Asked {
    let items: Vec<Value> = codes.iter().map(|code| json!({ "code": code })).collect();
    let address = format!("{}/mappings/{step}", address(dictionary));
    client
        .call("POST", &address)
        .json(&json!({ "items": items, "reason": "已核对" }))
        .try_send()
}

fn address(dictionary: &str) -> String {
    format!("organizations/H1/dictionaries/{dictionary}")
}
