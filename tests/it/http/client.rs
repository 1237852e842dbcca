//! People and programs speaking HTTP.
//!
//! * A *client* has a token or none, and reads Chinese unless `in_english()`.
//! * An *answer* is read whole; `ok()` insists on success, `refused(code)` on a well-formed problem with this code.

use serde_json::Value;
use std::fmt::Write as _;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::net::TcpStream;
use ureq::Agent;
use ureq::http::HeaderMap;
use ureq::http::HeaderName;
use ureq::http::HeaderValue;
use ureq::http::Request;
use zhiyu::error::Code;
use zhiyu::http::problem;

/// Answers of this size are read; the largest is the script of the documentation page.
const LARGEST_ANSWER: u64 = 64 << 20;

/// Whoever speaks HTTP to the server. An address without a leading `/` is one below `/api/v1/`.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    address: SocketAddr,
    token: Option<String>,
    language: Option<&'static str>,
}

impl Client {
    /// Whoever presents this token at this address.
    pub fn new(address: SocketAddr, token: Option<String>) -> Self {
        Self {
            agent: agent(),
            address,
            token,
            language: None,
        }
    }

    /// The same person, who reads English.
    pub fn in_english(&self) -> Self {
        Self {
            language: Some("en"),
            ..self.clone()
        }
    }

    /// Where they send to.
    pub fn address(&self) -> SocketAddr {
        self.address
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

    /// Opens a stream of events; its lines come as they are sent.
    pub fn events(&self, address: &str) -> impl Iterator<Item = String> + use<> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let token = self.token_text();
        let head = format!(
            "GET /api/v1/{address} HTTP/1.1\r\nHost: zhiyu\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        BufReader::new(stream).lines().map_while(std::io::Result::ok)
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
        self.try_send().unwrap_or_else(|failure| panic!("{failure}"))
    }

    /// Sends it to a server that may be killed meanwhile; why there is no whole answer.
    pub fn try_send(self) -> Result<Answer, String> {
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
        let mut response = sent.map_err(|failure| format!("{asked}: {failure}"))?;
        let reader = response.body_mut().with_config().limit(LARGEST_ANSWER);
        let body = reader.read_to_vec().map_err(|failure| format!("{asked}: {failure}"))?;
        Ok(Answer {
            asked,
            body,
            status: response.status().as_u16(),
            headers: response.headers().clone(),
        })
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

    /// Its headers in words but for these, by name.
    pub fn headers_but(&self, left_out: &[&str]) -> String {
        let kept = self
            .headers
            .iter()
            .filter(|(name, _)| !left_out.contains(&name.as_str()));
        let mut lines: Vec<String> = kept.map(|(name, value)| format!("{name}: {value:?}")).collect();
        lines.sort_unstable();
        lines.join("; ")
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

fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .accept_encoding(ureq::config::AutoHeaderValue::None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .allow_non_standard_methods(true)
        .proxy(None);
    config.build().new_agent()
}
