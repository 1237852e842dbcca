//! A running server, its log and its end; and a data folder to begin with.

use crate::support::database::Engine;
use crate::support::database::TestDatabase;
use crate::support::service::TestService;
use crate::support::service::surroundings;
use serde_json::Value;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::mpsc;
use std::sync::mpsc::Receiver;
use std::time::Duration;
use zhiyu::access::area::Place;
use zhiyu::access::role::Role;
use zhiyu::access::rules::AccessRules;
use zhiyu::access::session::Scope;
use zhiyu::access::token::TokenGrant;
use zhiyu::id::AccountId;
use zhiyu::id::OrganizationId;
use zhiyu::service::Service;
use zhiyu::service::Surroundings;
use zhiyu::service::access::organizations::NewOrganization;
use zhiyu::storage::Target;

/// No test waits longer for anything; none waits this long unless something is broken.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// A data folder with the shipped lists and the organization `H1`.
pub struct Prepared {
    pub database: TestDatabase,
    pub service: Service,
}

impl Prepared {
    /// A fresh one.
    pub fn new() -> Self {
        let database = TestService::new(Engine::Sqlite).database;
        let usual = surroundings();
        // The tests' clock stands still, the server's does not: tokens are without end.
        let access = AccessRules {
            token_days: 0,
            ..(*usual.access).clone()
        };
        let surroundings = Surroundings {
            access: Arc::new(access),
            ..usual
        };
        let service = Service::open(database.folder(), database.target.clone(), surroundings).unwrap();
        let new = NewOrganization {
            id: OrganizationId::new("H1").unwrap(),
            name: "试验医院 H1".to_owned(),
            uscc: None,
            place: Place::default(),
        };
        service.add_organization(&operator(), &new).unwrap();
        Self { database, service }
    }

    /// The text of a token for the whole platform.
    pub fn token(&self, role: Role) -> String {
        let grant = TokenGrant {
            account: AccountId::new(role.as_str()).unwrap(),
            role,
            scope: Scope::All,
            expires_at: None,
        };
        let (_, secret) = self.service.create_token(&operator(), &grant).unwrap();
        secret.reveal().to_owned()
    }

    /// A command on it.
    pub fn command(&self) -> Command {
        let mut command = crate::cli::zhiyu(self.database.folder());
        let Target::Sqlite(file) = &self.database.target else {
            panic!("these tests run on SQLite");
        };
        command.env("ZHIYU_DATABASE_URL", file);
        command
    }

    /// The command that serves on a free port of the loopback.
    pub fn serve(&self) -> Command {
        let mut command = self.command();
        command.args(["serve", "--listen", "127.0.0.1:0", "--json"]);
        command
    }
}

fn operator() -> zhiyu::access::session::Session {
    Service::operator(AccountId::new("operator").unwrap())
}

/// A running server. It is killed when the test ends without having stopped it.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    log: Vec<String>,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where monitoring reads.
    pub metrics: Option<SocketAddr>,
}

impl Running {
    /// Starts it and waits until it listens.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = lines_of(BufReader::new(child.stderr.take().unwrap()));
        let told = BufReader::new(child.stdout.take().unwrap()).lines();
        let told = told.map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
        let Some(told) = told.into_iter().find(|told| told.get("listening").is_some()) else {
            panic!("the server does not start: {:?}", lines.iter().collect::<Vec<_>>());
        };
        let address = |name: &str| told[name].as_str().map(|text| text.parse().unwrap());
        Self {
            address: address("listening").unwrap(),
            metrics: address("metrics"),
            child,
            lines,
            log: Vec::new(),
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal, such as `-TERM`.
    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Reads the log until a line has this in it.
    pub fn wait_for_log(&mut self, words: &str) {
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("{words} was not told: {:#?}", self.log));
            let is_it = line.contains(words);
            self.log.push(line);
            if is_it {
                return;
            }
        }
    }

    /// Waits for its end; its exit code and its whole log.
    pub fn ended(mut self) -> (Option<i32>, Vec<String>) {
        let code = self.child.wait().unwrap().code();
        self.log.extend(self.lines.iter());
        (code, std::mem::take(&mut self.log))
    }

    /// Stops it; its whole log.
    pub fn stop(self) -> Vec<String> {
        self.signal("-TERM");
        let (code, log) = self.ended();
        assert_eq!(code, Some(0), "{log:#?}");
        log
    }

    /// What monitoring reads at an address such as `/metrics`.
    pub fn monitored(&self, path: &str) -> String {
        answer_of(self.metrics.unwrap(), path)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The whole answer to a plain `GET`, head and body.
pub fn answer_of(address: SocketAddr, path: &str) -> String {
    answer_to(address, "GET", path)
}

/// The whole answer to a request without a body, whatever its method.
pub fn answer_to(address: SocketAddr, method: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!("{method} {path} HTTP/1.1\r\nHost: zhiyu\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

fn lines_of(reader: impl BufRead + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in reader.lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}
