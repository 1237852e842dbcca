//! Requests that are hostile without a file: compressed bodies, deep JSON, patterns and endless questions in a search.

use crate::http::client::Client;
use crate::http::server::TestServer;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpStream;
use zhiyu::error::Code;

fn zeros(bytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b' '; bytes]).unwrap();
    encoder.finish().unwrap()
}

fn refused(client: &Client, address: &str, headers: &[(&'static str, &str)], body: &[u8], code: Code) {
    let call = client.call("POST", address);
    let call = headers
        .iter()
        .fold(call, |call, (name, value)| call.header(name, value));
    call.body(body.to_vec()).send().refused(code);
}

#[test]
fn compressed_bodies_are_refused_before_they_are_read() {
    let server = TestServer::start();
    let curator = server.curator();
    let load = "organizations/H1/dictionaries/his/list/load?target=GB-T-2261.1/2003";
    let gzip = zeros(16 << 20);
    assert!(gzip.len() < 32 << 10, "a ratio beyond 500");
    let zstd = zstd::encode_all(vec![0; 1 << 20].as_slice(), 19).unwrap();
    for coding in [
        "gzip",
        "x-gzip",
        "deflate",
        "br",
        "gzip, gzip",
        "identity, gzip",
        "zstd, gzip, br",
    ] {
        refused(
            &curator,
            load,
            &[("content-encoding", coding)],
            &gzip,
            Code::ContentCodingUnsupported,
        );
    }
    refused(
        &curator,
        load,
        &[("content-encoding", "zstd")],
        &zstd,
        Code::ContentCodingUnsupported,
    );
    let json = [("content-encoding", "gzip"), ("content-type", "application/json")];
    refused(&curator, "suggestions", &json, &gzip, Code::ContentCodingUnsupported);
    let plain = curator.call("POST", load).header("content-encoding", "identity");
    plain.body(b"code,name\n1,a\n".to_vec()).send().ok();
}

#[test]
fn deep_or_endless_json_is_refused() {
    let server = TestServer::start();
    let curator = server.curator();
    let json = [("content-type", "application/json")];
    let deep = format!("{{\"items\":{}", "[".repeat(100_000));
    let deep_unknown = format!(
        "{{\"edition\":\"a/1\",\"name\":\"a\",\"x\":{}",
        "{\"a\":".repeat(100_000)
    );
    let bodies = [
        deep,
        deep_unknown,
        "{\"edition\":\"a/1\",\"edition\":\"b/1\",\"name\":\"a\"}".to_owned(),
        "{\"edition\":\"a/1\",\"name\":\"\\ud800\"}".to_owned(),
        "{\"edition\":\"a/1\",\"name\":\"a\",\"limit\":1e999}".to_owned(),
        "{\"edition\":\"a/1\",\"name\":\"a\",\"limit\":-1}".to_owned(),
    ];
    for body in &bodies {
        for address in ["suggestions", "organizations/H1/translate"] {
            refused(&curator, address, &json, body.as_bytes(), Code::RequestInvalid);
        }
    }
    let long = format!("{{\"edition\":\"a/1\",\"name\":\"{}\"}}", "x".repeat(9 << 20));
    refused(&curator, "suggestions", &json, long.as_bytes(), Code::BodyTooLarge);
}

/// Patterns on which engines that go back and forth never come to an end, and what means everything.
const QUESTIONS: [&str; 12] = [
    "(a+)+$",
    "(a|aa)+$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
    "*",
    "%",
    "_",
    "%%%%",
    "?",
    "' OR 1=1 --",
    "\u{202E}\u{200B}",
    "AND OR NOT ( \" : * ^ ~",
];

#[test]
fn patterns_in_a_search_are_text_like_any_other() {
    let server = TestServer::start();
    let curator = server.curator();
    let concepts = "code-systems/GB-T-2261.1/editions/2003/concepts";
    let everything = curator.get(concepts).ok()["items"].as_array().unwrap().len();
    for question in QUESTIONS {
        let encoded = crate::http::client::encode(question);
        let found = curator.get(&format!("{concepts}?q={encoded}")).ok();
        let found = found["items"].as_array().unwrap().len();
        assert!(found < everything, "{question} finds {found} of {everything}");
    }
}

#[test]
fn an_endless_question_is_refused() {
    let server = TestServer::start();
    let curator = server.curator();
    let concepts = "code-systems/GB-T-2261.1/editions/2003/concepts";
    curator
        .get(&format!("{concepts}?q={}", "a".repeat(20_000)))
        .refused(Code::FieldInvalid);
    let mut stream = TcpStream::connect(curator.address()).unwrap();
    let head = format!(
        "GET /api/v1/{concepts}?q={} HTTP/1.1\r\nHost: zhiyu\r\n\r\n",
        "a".repeat(1 << 20)
    );
    // The server may close before it has read everything.
    let _ = stream.write_all(head.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let told = String::from_utf8_lossy(&answer);
    assert!(answer.is_empty() || told.starts_with("HTTP/1.1 4"), "{told:.200}");
    assert!(curator.get(concepts).ok()["items"].is_array(), "the server goes on");
}
