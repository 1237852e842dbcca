//! A server on a port of its own, and the people who talk to it.
//!
//! * A *test server* runs over a fresh SQLite database that holds the shipped lists and the organizations `H1` and `H2`.
//! * A *client* is a person or program with a token: `curator()` and the others belong to `H1`, those of `foreign(role)`
//!   to `H2`, those of `platform(role)` to the whole platform, and `anon()` has no token.
//! * An *answer* is read whole; `ok()` insists on success, `refused(code)` on a well-formed problem with this code.

use crate::support::database::Engine;
use crate::support::database::Stranger;
use crate::support::service::TestService;
use actix_web::dev::ServerHandle;
use actix_web::rt::System;
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Read as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::mpsc;
use std::thread::JoinHandle;
use ureq::Agent;
use ureq::http::HeaderMap;
use ureq::http::HeaderName;
use ureq::http::HeaderValue;
use ureq::http::Request;
use zhiyu::access::role::Role;
use zhiyu::access::session::Scope;
use zhiyu::access::token::Token;
use zhiyu::access::token::TokenGrant;
use zhiyu::error::Code;
use zhiyu::http::problem;
use zhiyu::http::serve;
use zhiyu::id::AccountId;
use zhiyu::id::OrganizationId;
use zhiyu::service::Service;
use zhiyu::service::organizations::NewOrganization;
use zhiyu::time::Instant;

const WORKERS: usize = 2;
/// Answers of this size are read; the largest is the script of the documentation page.
const LARGEST_ANSWER: u64 = 64 << 20;

/// The name under which an organization of every test server is registered.
pub fn organization_name(id: &str) -> String {
    format!("试验医院 {id}")
}

/// A running server; it stops when it is dropped.
pub struct TestServer {
    running: TestService,
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl TestServer {
    /// Starts a server on a free port of the loopback.
    pub fn start() -> Self {
        let running = TestService::new(Engine::Sqlite);
        for id in ["H1", "H2"] {
            let new = NewOrganization {
                id: OrganizationId::new(id).unwrap(),
                name: organization_name(id),
                uscc: None,
            };
            running.service.add_organization(&operator(), &new).unwrap();
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let service = running.service.clone();
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            System::new().block_on(async move {
                let (server, address) = serve(service, listener, WORKERS).unwrap();
                sender.send((server.handle(), address)).unwrap();
                server.await.unwrap();
            });
        });
        let (handle, address) = receiver.recv().unwrap();
        Self {
            running,
            address,
            handle,
            thread: Some(thread),
        }
    }

    /// A connection to the database behind the server's back.
    pub fn stranger(&self) -> Stranger {
        self.running.database.stranger()
    }

    /// Somebody without a token.
    pub fn anon(&self) -> Client {
        self.bearer(None)
    }

    /// Whoever presents this text as their token.
    pub fn bearer(&self, token: Option<String>) -> Client {
        Client {
            agent: agent(),
            address: self.address,
            token,
            language: None,
        }
    }

    /// A new token and the client that holds it.
    pub fn token(
        &self,
        account: &str,
        role: Role,
        organizations: &str,
        expires_at: Option<Instant>,
    ) -> (Token, Client) {
        let grant = TokenGrant {
            account: AccountId::new(account).unwrap(),
            role,
            scope: Scope::parse(organizations).unwrap(),
            expires_at,
        };
        let (token, secret) = self.running.service.create_token(&operator(), &grant).unwrap();
        (token, self.bearer(Some(secret.reveal().to_owned())))
    }

    /// An account with a role for `H1`, or whichever organizations are named with commas.
    pub fn client(&self, account: &str, role: Role, organizations: &str) -> Client {
        self.token(account, role, organizations, None).1
    }

    /// An account with a role for the whole platform.
    pub fn platform(&self, role: Role) -> Client {
        self.client(&format!("platform-{}", role.as_str()), role, "*")
    }

    /// An account with a role for `H2` alone.
    pub fn foreign(&self, role: Role) -> Client {
        self.client(&format!("foreign-{}", role.as_str()), role, "H2")
    }

    /// An account with a role for `H1`, called like the role.
    pub fn own(&self, role: Role) -> Client {
        self.client(role.as_str(), role, "H1")
    }

    /// The administrator of `H1`.
    pub fn admin(&self) -> Client {
        self.own(Role::Administrator)
    }

    /// The registrar.
    pub fn registrar(&self) -> Client {
        self.own(Role::Registrar)
    }

    /// The curator of `H1`.
    pub fn curator(&self) -> Client {
        self.own(Role::Curator)
    }

    /// A colleague of the curator.
    pub fn second_curator(&self) -> Client {
        self.client("second-curator", Role::Curator, "H1")
    }

    /// The reviewer of `H1`.
    pub fn reviewer(&self) -> Client {
        self.own(Role::Reviewer)
    }

    /// The publisher of `H1`.
    pub fn publisher(&self) -> Client {
        self.own(Role::Publisher)
    }

    /// The auditor of `H1`.
    pub fn auditor(&self) -> Client {
        self.own(Role::Auditor)
    }

    /// The collector of `H1`.
    pub fn collector(&self) -> Client {
        self.own(Role::Collector)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        let ended = self.thread.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            ended.unwrap().unwrap();
        }
    }
}

/// Whoever speaks HTTP to the server. An address without a leading `/` is one below `/api/v1/`.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    address: SocketAddr,
    token: Option<String>,
    language: Option<&'static str>,
}

impl Client {
    /// The same person, who reads English.
    pub fn in_english(&self) -> Self {
        Self {
            language: Some("en"),
            ..self.clone()
        }
    }

    /// The text of their token.
    pub fn token_text(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// A request that is not sent yet.
    pub fn call(&self, method: &str, address: &str) -> Call<'_> {
        let rest = match address.strip_prefix('/') {
            Some(rest) => rest.to_owned(),
            None => format!("api/v1/{address}"),
        };
        let bearer = self.token.as_ref().map(|token| format!("Bearer {token}"));
        let call = Call {
            client: self,
            method: method.to_owned(),
            target: format!("/{rest}"),
            headers: Vec::new(),
            body: None,
        };
        let call = bearer
            .into_iter()
            .fold(call, |call, text| call.header("authorization", &text));
        self.language
            .into_iter()
            .fold(call, |call, tag| call.header("accept-language", tag))
    }

    /// Reads.
    pub fn get(&self, address: &str) -> Answer {
        self.call("GET", address).send()
    }

    /// Sends JSON.
    pub fn post(&self, address: &str, body: &Value) -> Answer {
        self.call("POST", address).json(body).send()
    }

    /// Replaces by JSON.
    pub fn put(&self, address: &str, body: &Value) -> Answer {
        self.call("PUT", address).json(body).send()
    }

    /// Sends nothing but the address.
    pub fn act(&self, address: &str) -> Answer {
        self.call("POST", address).send()
    }

    /// Sends a file.
    pub fn upload(&self, address: &str, file: &[u8]) -> Answer {
        let call = self.call("POST", address);
        call.header("content-type", "application/octet-stream")
            .body(file.to_vec())
            .send()
    }

    /// Deletes.
    pub fn delete(&self, address: &str) -> Answer {
        self.call("DELETE", address).send()
    }

    /// Announces a JSON or other body of so many bytes and sends none of it; the answer's text.
    pub fn announce(&self, address: &str, content_type: &str, bytes: usize) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let token = self.token_text();
        let head = format!(
            "POST /api/v1/{address} HTTP/1.1\r\nHost: zhiyu\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: {content_type}\r\nContent-Length: {bytes}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }
}

/// A request to be sent.
pub struct Call<'c> {
    client: &'c Client,
    method: String,
    target: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<Vec<u8>>,
}

impl Call<'_> {
    /// Adds a header.
    pub fn header(self, name: &'static str, value: &str) -> Self {
        self.header_bytes(name, value.as_bytes())
    }

    /// Adds a header whose value may be no text.
    pub fn header_bytes(mut self, name: &'static str, value: &[u8]) -> Self {
        let value = HeaderValue::from_bytes(value).unwrap();
        self.headers.push((HeaderName::from_static(name), value));
        self
    }

    /// Adds a JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json")
            .body(body.to_string().into_bytes())
    }

    /// Adds a body.
    pub fn body(mut self, bytes: Vec<u8>) -> Self {
        self.body = Some(bytes);
        self
    }

    /// Sends it and reads the answer.
    pub fn send(self) -> Answer {
        let uri = format!("http://{}{}", self.client.address, self.target);
        let asked = format!("{} {}", self.method, self.target);
        let mut request = Request::builder().method(self.method.as_str()).uri(uri);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let agent = &self.client.agent;
        let sent = match self.body {
            Some(bytes) => agent.run(request.body(bytes).unwrap()),
            None => agent.run(request.body(()).unwrap()),
        };
        let mut response = sent.unwrap_or_else(|failure| panic!("{asked}: {failure}"));
        let reader = response.body_mut().with_config().limit(LARGEST_ANSWER);
        Answer {
            asked,
            body: reader.read_to_vec().unwrap(),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
        }
    }
}

/// What the server said.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body as it came.
    pub body: Vec<u8>,
    headers: HeaderMap,
    asked: String,
}

impl Answer {
    /// The JSON of a success.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        self.json()
    }

    /// The JSON of a success with this status.
    #[track_caller]
    pub fn ok_with(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        self.ok()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// A header's text; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The problem, which has to be well formed and to have this code.
    #[track_caller]
    pub fn refused(&self, code: Code) -> Value {
        let problem = self.json();
        assert_eq!(problem["code"], code.as_str(), "{self:?}");
        assert_eq!(self.status, problem::status(code.kind()).as_u16(), "{self:?}");
        assert_eq!(problem["status"], self.status, "{self:?}");
        assert_eq!(self.header("content-type"), problem::MEDIA_TYPE, "{self:?}");
        assert_eq!(problem["type"], format!("urn:zhiyu:problem:{code}"), "{self:?}");
        assert_eq!(problem["title"], code.as_str(), "{self:?}");
        assert_eq!(problem["request_id"].as_str().unwrap().len(), 36, "{self:?}");
        self.must_be_in_words(&problem);
        for finding in problem["findings"].as_array().into_iter().flatten() {
            assert!(
                Code::ALL.iter().any(|code| finding["code"] == code.as_str()),
                "{self:?}"
            );
            self.must_be_in_words(finding);
        }
        problem
    }

    /// Words of the language that the answer says it has, with every value filled in.
    #[track_caller]
    fn must_be_in_words(&self, problem: &Value) {
        for part in ["detail", "advice"] {
            let words = problem[part].as_str().unwrap();
            assert!(!words.is_empty(), "{self:?}");
            assert!(!has_placeholder(words), "{words}: {self:?}");
        }
        let detail = problem["detail"].as_str().unwrap();
        match self.header("content-language") {
            "zh-CN" => assert!(detail.contains(is_chinese), "{self:?}"),
            other => assert_eq!(other, "en", "{self:?}"),
        }
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        write!(f, "{} answered {}: {body}", self.asked, self.status)
    }
}

/// A text as it stands in an address.
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
        encoded
    })
}

/// Whether a character is one of Chinese.
pub fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// Whether the words still have a `{name}` in them.
fn has_placeholder(words: &str) -> bool {
    let is_name = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let mut parts = words.split('{').skip(1);
    parts.any(|part| part.split_once('}').is_some_and(|(name, _)| is_name(name)))
}

fn operator() -> zhiyu::access::session::Session {
    Service::operator(AccountId::new("operator").unwrap())
}

fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .accept_encoding(ureq::config::AutoHeaderValue::None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None);
    config.build().new_agent()
}
