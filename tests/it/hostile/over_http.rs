//! The corpus over HTTP: one server process for all files, which goes on after each of them.

use super::command_line::codes;
use super::command_line::rows;
use super::corpus;
use super::fixture::Contents;
use super::fixture::Fate;
use super::fixture::Fixture;
use super::fixture::Upload;
use super::process::forgotten;
use super::process::peak;
use super::site::Site;
use crate::cli::zhiyu;
use crate::http::client::Client;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::process::Child;
use std::process::Stdio;
use std::time::Instant;

/// No upload may make the server hold so much more than it held before, in MiB.
const MOST_MEMORY: u64 = 256;

/// A server that is a process of its own; it ends with this.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    tokens: [String; 2],
}

impl Server {
    /// Starts it on a free port.
    pub fn start(site: &Site) -> Self {
        let tokens = ["curator", "registrar"].map(|role| site.token(role));
        let mut command = zhiyu(site.data());
        command.args(["serve", "--listen", "127.0.0.1:0", "--json"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let listening = lines.map(Result::unwrap).find_map(|line| {
            let (_, rest) = line.split_once("\"listening\":")?;
            rest.split('"').nth(1)?.parse().ok()
        });
        Self {
            child,
            address: listening.unwrap(),
            tokens,
        }
    }

    /// Whoever may hand this in.
    pub fn client(&self, upload: Upload) -> Client {
        let [curator, registrar] = &self.tokens;
        let token = if upload == Upload::Dictionary {
            curator
        } else {
            registrar
        };
        Client::new(self.address, Some(token.clone()))
    }

    /// What it holds now, in MiB; what it held before is forgotten.
    pub fn resting(&self) -> u64 {
        forgotten(&self.child);
        self.memory()
    }

    /// What it held at most since then, in MiB.
    pub fn memory(&self) -> u64 {
        peak(&self.child) >> 10
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where a file is handed in; `number` names what it would become.
pub fn address(upload: Upload, number: usize, name: &str) -> String {
    match upload {
        Upload::Dictionary => {
            format!("organizations/H1/dictionaries/his/list/load?target=a/1&file_name={name}")
        }
        Upload::Edition => format!("code-systems/new/editions/n{number}/import?file_name={name}"),
        Upload::Map => format!("concept-maps/n{number}/versions/1/import?source=a/1&target=b/1&file_name={name}"),
        Upload::SelfMap => format!("concept-maps/n{number}/versions/1/import?source=a/1&target=a/1&file_name={name}"),
        Upload::Succession => {
            format!("code-systems/new/successions/n{number}/import?profile=events&file_name={name}")
        }
    }
}

#[test]
fn every_upload_is_refused_or_does_no_harm() {
    let site = Site::new();
    let server = Server::start(&site);
    let (counts, digest) = (site.counts(), site.digest());
    let mut faults = Vec::new();
    let corpus = corpus();
    for (number, fixture) in corpus.iter().enumerate() {
        let before = server.resting();
        let start = Instant::now();
        let (told, is_right) = hand_in(&server, fixture, number);
        let (took, memory) = (start.elapsed().as_secs_f64(), server.memory().saturating_sub(before));
        eprintln!(
            "{:>2} {:<45} {told:<28.28} {took:>6.2} s {memory:>4} MiB more",
            fixture.point, fixture.name
        );
        if !is_right {
            faults.push(format!("{}: {told}", fixture.name));
        }
        if memory > MOST_MEMORY {
            faults.push(format!("{} held {memory} MiB", fixture.name));
        }
        if !fixture.is_accepted() && site.counts() != counts {
            faults.push(format!("{} changed the database", fixture.name));
        }
        let is_last_refused = !fixture.is_accepted() && corpus.get(number + 1).is_none_or(Fixture::is_accepted);
        if is_last_refused {
            assert_eq!(site.digest(), digest, "something refused changed a row");
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Hands a file in: what was answered, and whether that was right.
fn hand_in(server: &Server, fixture: &Fixture, number: usize) -> (String, bool) {
    let address = address(fixture.upload, number, &fixture.name);
    let client = server.client(fixture.upload);
    let bytes = match &fixture.contents {
        Contents::Bytes(bytes) => bytes,
        Contents::Nothing(length) => {
            let told = announce(server, &client, &address, *length);
            let is_right = told.contains("413") && told.contains("body-too-large");
            return (told, is_right);
        }
    };
    let answer = client.upload(&address, bytes);
    let value = answer.json();
    let code = value["code"].as_str().unwrap_or_default();
    let is_right = match fixture.fate {
        Fate::Refused(expected) => code == expected,
        Fate::Finding(expected, finding) => code == expected && codes(&value, "findings").contains(&finding),
        Fate::Accepted(count) => code.is_empty() && rows(&value) == count,
        Fate::Warned(expected) => code.is_empty() && codes(&value, "warnings").contains(&expected),
    };
    let told = if code.is_empty() {
        format!("{} rows", rows(&value))
    } else {
        code.to_owned()
    };
    if is_right {
        (told, true)
    } else {
        (format!("{told} {value:.600}"), false)
    }
}

/// Announces a body of this length, sends its beginning, and reads what is answered.
fn announce(server: &Server, client: &Client, address: &str, length: u64) -> String {
    let mut stream = TcpStream::connect(server.address).unwrap();
    let token = client.token_text();
    let head = format!(
        "POST /api/v1/{address} HTTP/1.1\r\nHost: zhiyu\r\nAuthorization: Bearer {token}\r\nContent-Type: \
         application/octet-stream\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}
