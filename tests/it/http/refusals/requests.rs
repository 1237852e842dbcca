//! Bad requests: addresses, bodies, parameters, people.

use super::Case;
use super::HIS;
use super::RELEASES;
use crate::http::client::Answer;
use crate::http::client::Client;
use crate::http::data::DISEASES;
use crate::http::data::address_of;
use crate::http::data::dictionary_address;
use crate::http::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

/// Every route that takes JSON, with a body that it would take.
fn json_routes() -> Vec<(&'static str, String, Value)> {
    let mappings = format!("{}/mappings", dictionary_address(HIS));
    vec![
        ("POST", "organizations".to_owned(), json!({ "id": "H1", "name": "x" })),
        (
            "POST",
            "tokens".to_owned(),
            json!({ "account": "x", "role": "curator", "organizations": [] }),
        ),
        (
            "POST",
            "suggestions".to_owned(),
            json!({ "edition": DISEASES, "name": "霍乱" }),
        ),
        ("PUT", mappings.clone(), json!({ "items": [] })),
        ("POST", format!("{mappings}/submit"), json!({ "items": [] })),
        ("POST", RELEASES.to_owned(), json!({ "note": "" })),
        ("POST", "organizations/H1/translate".to_owned(), json!({ "items": [] })),
    ]
}

fn send(client: &Client, method: &str, address: &str, body: &[u8]) -> Answer {
    let call = client.call(method, address).header("content-type", "application/json");
    call.body(body.to_vec()).send()
}

/// Bodies that no route takes.
fn bad_bodies(server: &TestServer) -> Vec<Case> {
    let curator = server.curator();
    let mut cases = Vec::new();
    for (method, address, body) in json_routes() {
        let mut with_more = body.clone();
        with_more["surprise"] = json!(1);
        let text = body.to_string();
        let half = text.strip_suffix('}').unwrap().to_owned();
        let bodies = [
            with_more.to_string(),
            half,
            "[]".to_owned(),
            String::new(),
            format!("{text}{text}"),
        ];
        for bytes in bodies {
            let address = address.clone();
            cases.push(Case::new(Code::RequestInvalid, &curator, move |client| {
                send(client, method, &address, bytes.as_bytes())
            }));
        }
        cases.push(Case::new(Code::RequestInvalid, &curator, move |client| {
            client.call(method, &address).body(text.clone().into_bytes()).send()
        }));
    }
    cases
}

/// Parameters that break a rule.
fn bad_parameters(server: &TestServer) -> Vec<Case> {
    let codes = format!("{}/codes", dictionary_address(HIS));
    let concepts = format!("{}/concepts", address_of(DISEASES));
    let diff = |rest: &str| format!("{RELEASES}/diff?{rest}");
    let asked = [
        (Code::CursorInvalid, format!("{concepts}?cursor=xyz")),
        (Code::CursorInvalid, format!("{concepts}?cursor=4")),
        (Code::CursorInvalid, format!("{concepts}?cursor=ff")),
        (Code::CursorInvalid, "audit/events?organization=H1&cursor=78".to_owned()),
        (Code::CursorInvalid, "organizations/H1/mappings?cursor=78".to_owned()),
        (Code::CursorInvalid, format!("{codes}?cursor=78")),
        (Code::RequestInvalid, format!("{concepts}?limit=x")),
        (Code::RequestInvalid, format!("{concepts}?limit=-1")),
        (Code::RequestInvalid, diff("from=1")),
        (Code::RequestInvalid, diff("from=x&to=2")),
        (Code::RequestInvalid, format!("{RELEASES}/first")),
        (Code::FieldInvalid, diff("from=0&to=1&format=xml")),
        (Code::FieldInvalid, format!("{codes}?state=odd")),
        (Code::FieldInvalid, "organizations/H1/mappings?state=odd".to_owned()),
        (Code::ReleaseOrder, diff("from=1&to=1")),
        (Code::ReleaseOrder, diff("from=-1&to=1")),
        (Code::IdentifierInvalid, "organizations/%20H1".to_owned()),
        (Code::IdentifierInvalid, "code-systems/a%3Fb".to_owned()),
        (Code::IdentifierInvalid, "jobs/-".to_owned()),
        (Code::PathUnknown, "nothing/here".to_owned()),
        (Code::PathUnknown, "/nothing".to_owned()),
        (Code::PathUnknown, "organizations/H1/".to_owned()),
        (Code::ParameterUnknown, "code-systems?surprise=1".to_owned()),
        (Code::ParameterUnknown, format!("{codes}?limit=1&sate=odd")),
    ];
    let reader = server.auditor();
    let read = |(code, address): (Code, String)| Case::new(code, &reader, move |client| client.get(&address));
    asked.into_iter().map(read).collect()
}

/// Tokens that are not made.
fn bad_tokens() -> Vec<(Code, Value)> {
    let token = |account: &str, role: &str, organization: &str, until: &str| json!({ "account": account, "role": role, "organizations": [organization], "expires_at": until });
    let later = "2027-01-01T00:00:00Z";
    vec![
        (Code::FieldInvalid, token("x", "king", "H1", later)),
        (Code::FieldInvalid, token("x", "operator", "H1", later)),
        (Code::FieldInvalid, token("x", "curator", "H1", "2027-01-01")),
        (Code::IdentifierInvalid, token("a b", "curator", "H1", later)),
        (Code::IdentifierInvalid, token("x", "curator", "甲", later)),
        (Code::OutOfScope, token("x", "curator", "H2", later)),
    ]
}

/// Organizations that are not registered.
fn bad_organizations() -> Vec<(Code, Value)> {
    let wrong_digit = json!({ "id": "H1", "name": "x", "uscc": "1241150041580000XA" });
    vec![
        (Code::IdentifierInvalid, json!({ "id": "H 1", "name": "x" })),
        (Code::FieldInvalid, json!({ "id": "H1", "name": "" })),
        (Code::OrganizationExists, json!({ "id": "H1", "name": "别的名字" })),
        (Code::CheckDigitWrong, wrong_digit),
    ]
}

/// Fields that break a rule.
fn bad_fields(server: &TestServer) -> Vec<Case> {
    let admin = server.admin();
    let mut cases: Vec<Case> = Vec::new();
    for (address, bodies) in [("tokens", bad_tokens()), ("organizations", bad_organizations())] {
        for (code, body) in bodies {
            cases.push(Case::new(code, &admin, move |client| client.post(address, &body)));
        }
    }
    cases.push(Case::new(Code::FieldInvalid, &server.publisher(), |client| {
        client.post(RELEASES, &json!({ "effective_at": "tomorrow" }))
    }));
    cases
}

/// People who may not.
fn wrong_people(server: &TestServer) -> Vec<Case> {
    let foreign = server.foreign(Role::Curator);
    let stranger = server.bearer(Some("x".to_owned()));
    let mappings = |client: &Client| client.get("organizations/H1/mappings");
    vec![
        Case::new(Code::TokenMissing, &server.anon(), mappings),
        Case::new(Code::TokenInvalid, &stranger, mappings),
        Case::new(Code::RightMissing, &server.collector(), mappings),
        Case::new(Code::OutOfScope, &foreign, mappings),
    ]
}

/// Requests about snapshots and who gets them.
fn bad_pulls(server: &TestServer) -> Vec<Case> {
    let pin = json!({ "release": 1, "reason": "x" });
    let rollout = json!({ "percent": 101, "reason": "x" });
    let window = json!({ "window": "18-3", "reason": "x" });
    let publisher = server.publisher();
    vec![
        Case::new(Code::RangeNotSatisfiable, &server.collector(), |client| {
            let call = client.call("GET", "organizations/H1/snapshots/1/manifest");
            call.header("range", "bytes=99999-").send()
        }),
        Case::new(Code::MethodNotAllowed, &publisher, |client| client.delete(RELEASES)),
        Case::new(Code::CollectorUnknown, &publisher, move |client| {
            client.put("organizations/H1/collectors/nobody/pin", &pin)
        }),
        Case::new(Code::FieldInvalid, &publisher, move |client| {
            client.put(&format!("{RELEASES}/1/rollout"), &rollout)
        }),
        Case::new(Code::FieldInvalid, &publisher, move |client| {
            client.put("organizations/H1/freeze-window", &window)
        }),
        Case::new(Code::ReleaseNotForUse, &publisher, |client| {
            client.post(&format!("{RELEASES}/1/rollback"), &json!({ "reason": "x" }))
        }),
    ]
}

/// Every bad request.
pub fn cases(server: &TestServer) -> Vec<Case> {
    let groups = [
        bad_bodies(server),
        bad_parameters(server),
        bad_fields(server),
        wrong_people(server),
        bad_pulls(server),
        vec![Case::new(
            Code::AuditCheckpointMissing,
            &server.platform(Role::Auditor),
            |client| client.get("audit/checkpoint"),
        )],
    ];
    groups.into_iter().flatten().collect()
}

#[test]
fn an_unknown_field_is_named_and_a_nested_one_is_refused_too() {
    let server = super::hospital();
    let curator = server.curator();
    let mappings = format!("{}/mappings", dictionary_address(HIS));
    let nested = json!({ "items": [{ "code": "004", "targets": [
        { "code": "A02", "relationship": "equivalent", "weight": 1 }] }] });
    let problem = curator.put(&mappings, &nested).refused(Code::RequestInvalid);
    assert!(problem["detail"].as_str().unwrap().contains("weight"), "{problem}");
    let misspelt = json!({ "items": [{ "code": "004", "verison": 1, "ignored": "x" }] });
    let problem = curator.put(&mappings, &misspelt).refused(Code::RequestInvalid);
    assert!(problem["detail"].as_str().unwrap().contains("verison"), "{problem}");
    let listed = curator.get("organizations/H1/mappings").ok();
    assert_eq!(
        listed["items"].as_array().unwrap().len(),
        3,
        "a request is refused whole"
    );
}

#[test]
fn too_large_a_body_is_refused_before_it_is_sent() {
    let server = TestServer::start();
    let bodies = [
        (server.curator(), "suggestions", "application/json", 8 << 20),
        (
            server.registrar(),
            "code-systems/a/editions/b/import",
            "application/octet-stream",
            64 << 20,
        ),
    ];
    for (client, address, content_type, limit) in bodies {
        let answer = client.announce(address, content_type, limit + 1);
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert!(
            answer
                .to_ascii_lowercase()
                .contains("content-type: application/problem+json"),
            "{answer}"
        );
        let problem: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!(problem["code"], Code::BodyTooLarge.as_str());
        assert!(
            problem["detail"].as_str().unwrap().contains(&limit.to_string()),
            "{problem}"
        );
    }
}

#[test]
fn who_has_no_token_learns_nothing_about_their_request() {
    let server = TestServer::start();
    let anon = server.anon();
    let mappings = format!("{}/mappings", dictionary_address(HIS));
    for (method, address) in [
        ("PUT", mappings.clone()),
        ("POST", format!("{mappings}/fly")),
        ("GET", "jobs/-".to_owned()),
    ] {
        send(&anon, method, &address, b"{").refused(Code::TokenMissing);
    }
    let answer = anon.announce("suggestions", "application/json", 1 << 30);
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}
