//! Headers of every answer, and what a request may be at most.

use super::client::Answer;
use super::data::approve;
use super::data::diseases;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::server::TestServer;
use std::fmt::Write as _;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpStream;
use zhiyu::http::server::limits::Limits;

const HIS: &str = "his/diagnosis";

/// Asserts what all answers have in common.
#[track_caller]
fn must_be_protected(answer: &Answer) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        ("server", ""),
        ("x-powered-by", ""),
        ("access-control-allow-origin", ""),
        ("access-control-allow-methods", ""),
        ("strict-transport-security", ""),
    ] {
        assert_eq!(answer.header(name), value, "{name}: {answer:?}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}: {answer:?}");
    assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}: {answer:?}");
    assert!(
        !policy.contains("unsafe-eval") && !policy.contains("script-src 'unsafe"),
        "{policy}"
    );
}

#[test]
fn every_answer_is_protected_and_none_of_a_hospital_is_kept() {
    let server = TestServer::start();
    diseases(&server);
    let (curator, collector) = (server.curator(), server.collector());
    load(&curator, HIS, &[("001", "霍乱")]).ok();
    approve(&server, HIS, &[mapped("001", "A00")]);
    publish(&server, "第一版");
    let kept_nowhere = [
        curator.get("organizations/H1/dictionaries"),
        curator.get("organizations/H1/dictionaries/his/diagnosis/mappings"),
        curator.get("nothing"),
        curator.get("organizations/H2/dictionaries"),
        curator.post("organizations/H1/nothing", &serde_json::json!({})),
        curator.call("PATCH", "organizations").send(),
        server.anon().get("organizations"),
        server.anon().get("/healthz"),
        server.anon().get("/readyz"),
    ];
    for answer in &kept_nowhere {
        must_be_protected(answer);
        assert_eq!(answer.header("cache-control"), "no-store", "{answer:?}");
    }
    let tagged = curator.get("organizations/H1/dictionaries/his/diagnosis/codes");
    assert_eq!(
        tagged.header("cache-control"),
        "private, no-cache",
        "it is asked for each time"
    );
    let declared = collector.get("organizations/H1/snapshots/1/body");
    assert!(declared.header("cache-control").contains("immutable"));
    for answer in [
        tagged,
        declared,
        collector.get("organizations/H1/snapshots/pointer"),
        server.anon().get("/"),
        server.anon().get("/openapi.json"),
        server.anon().get("/docs/"),
        server.anon().get("/docs"),
    ] {
        must_be_protected(&answer);
    }
    let page = server.anon().get("/docs/");
    assert!(page.header("content-security-policy").contains("script-src 'self';"));
    let api = server.anon().get("/openapi.json");
    assert!(!api.header("content-security-policy").contains("script-src"));
}

#[test]
fn other_sites_may_read_nothing() {
    let server = TestServer::start();
    let admin = server.admin();
    let asked = admin
        .call("OPTIONS", "organizations")
        .header("origin", "https://evil.example");
    let asked = asked.header("access-control-request-method", "POST").send();
    assert_eq!(asked.status, 405, "{asked:?}");
    must_be_protected(&asked);
    must_be_protected(
        &admin
            .call("GET", "organizations")
            .header("origin", "https://evil.example")
            .send(),
    );
}

/// What the server says to these bytes before it ends the connection.
fn told(server: &TestServer, bytes: &[u8]) -> String {
    let address = server.interface();
    let address = address.trim_start_matches("http://").trim_end_matches("/api/v1");
    let mut stream = TcpStream::connect(address).unwrap();
    // The server may hang up before it has read everything.
    let _ = stream.write_all(bytes);
    let mut text = Vec::new();
    let _ = stream.read_to_end(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn a_head_has_a_size_and_a_number_of_lines() {
    let server = TestServer::start();
    let head = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    let lines = |count: usize| {
        (0..count).fold(String::new(), |mut lines, number| {
            write!(lines, "X-{number}: y\r\n").unwrap();
            lines
        })
    };
    assert!(told(&server, format!("{head}{}\r\n", lines(50)).as_bytes()).starts_with("HTTP/1.1 200"));
    for hostile in [
        format!("{head}{}\r\n", lines(200)),
        format!("{head}X-Long: {}\r\n\r\n", "y".repeat(200_000)),
        format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "y".repeat(200_000)),
        "GET /healthz HTTP/1.1\r\n\r\n".to_owned(),
        "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned(),
        "nonsense\r\n\r\n".to_owned(),
    ] {
        let answer = told(&server, hostile.as_bytes());
        let is_refused = answer.is_empty() || answer.starts_with("HTTP/1.1 4");
        assert!(is_refused, "{}: {answer}", hostile.chars().take(60).collect::<String>());
    }
    server.anon().get("/healthz").ok();
}

/// The only wait of these tests: a second, after which the server says that it has waited enough.
#[test]
fn who_drips_a_body_is_not_waited_for() {
    let limits = Limits {
        body_seconds: 1,
        ..Limits::default()
    };
    let server = TestServer::limited(limits);
    let token = server.admin().token_text().to_owned();
    for media_type in ["application/json", "application/octet-stream"] {
        let path = match media_type {
            "application/json" => "organizations",
            _ => "organizations/H1/dictionaries/his/x/load?target=icd-10%2Fcategories-2016",
        };
        let head = format!(
            "POST /api/v1/{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: {media_type}\r\n\
             Content-Length: 1000\r\nConnection: close\r\n\r\n{{"
        );
        let answer = told(&server, head.as_bytes());
        assert!(
            answer.starts_with("HTTP/1.1 400") && answer.contains("too slowly"),
            "{answer}"
        );
    }
}
