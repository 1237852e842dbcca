//! Nothing of a request is in the log or in a trace: every route is sent tokens, bodies, queries and names that are easy to find again.

use super::process::Prepared;
use super::process::Running;
use crate::http::client::Client;
use crate::http::client::encode;
use crate::http::openapi::Operation;
use crate::http::openapi::operations;
use crate::support::receiver::Receiver;
use crate::support::receiver::TAKEN;
use serde_json::Value;
use serde_json::json;
use std::fmt::Write as _;
use zhiyu::access::role::Role;

/// What stands in everything that is sent.
const CANARY: &str = "CanaryQ7";
/// The same in the language of the terms.
const TERM: &str = "金丝雀霍乱";

/// The operation's address with a canary at every place but the organization's.
fn address(operation: &Operation) -> String {
    let mut address = String::new();
    for (number, part) in operation.path.split(['{', '}']).enumerate() {
        match (number % 2, part) {
            (0, literal) => address += literal,
            (_, "organization") => address += "H1",
            (_, place) => write!(address, "{CANARY}-{place}{}", encode(TERM)).unwrap(),
        }
    }
    address
}

/// Every query parameter with a canary; whether the values fit is not asked.
fn query(operation: &Operation) -> String {
    let parameters = operation.about["parameters"].as_array().into_iter().flatten();
    let queries = parameters.filter(|parameter| parameter["in"] == "query");
    let pairs: Vec<String> = queries
        .map(|parameter| format!("{}={CANARY}{}", parameter["name"].as_str().unwrap(), encode(TERM)))
        .collect();
    pairs.join("&")
}

/// Sends an operation with the body, if it takes one.
fn send(client: &Client, operation: &Operation, address: &str, body: &[u8]) {
    let call = client
        .call(&operation.method, address)
        .header("user-agent", CANARY)
        .header("referer", CANARY)
        .header("idempotency-key", CANARY)
        .header("if-none-match", "\"CanaryQ7\"")
        .header("traceparent", &format!("00-{CANARY}-00f067aa0ba902b7-01"))
        .header("tracestate", "zhiyu=CanaryQ7")
        .header("baggage", "zhiyu=CanaryQ7")
        .header("cookie", "zhiyu_session=CanaryQ7; other=CanaryQ7");
    let call = if operation.method == "GET" || operation.method == "DELETE" {
        call
    } else {
        call.header("content-type", "application/json").body(body.to_vec())
    };
    call.send();
}

/// A hospital's own code and term through upload, suggestion, draft and refusal.
fn work(client: &Client) {
    let dictionary = format!("organizations/H1/dictionaries/his/{}", CANARY.to_lowercase());
    let code = format!("{CANARY}-001");
    let file = format!("code,name\n{code},{TERM}\n{code}x,{TERM}二\n");
    client
        .upload(
            &format!("{dictionary}/load?target=icd-10%2Fcategories-2016"),
            file.as_bytes(),
        )
        .ok();
    client.get(&format!("{dictionary}/codes")).ok();
    let item =
        json!({ "code": code, "justification": TERM, "targets": [{ "code": "A00", "relationship": "equivalent" }] });
    client
        .put(&format!("{dictionary}/mappings"), &json!({ "items": [item] }))
        .ok();
    let unknown = json!({ "code": format!("{CANARY}-none"), "justification": TERM, "targets": [{ "code": "A00", "relationship": "equivalent" }] });
    let refused = client.put(&format!("{dictionary}/mappings"), &json!({ "items": [unknown] }));
    assert!(
        refused.text().contains(CANARY),
        "the person is told what the log is not"
    );
    client.act(&format!("{dictionary}/suggest"));
    let sign_in = json!({ "account": CANARY, "password": format!("{CANARY}-password"), "code": "123456" });
    client.post("session", &sign_in);
}

/// Sends the bodies to every route, as each client with a query, and without one as those who hold a token; how many requests that
/// were.
fn send_everywhere(clients: &[Client], with_tokens: usize, [whole, broken]: [&String; 2]) -> usize {
    let mut sent = 0;
    for operation in operations()
        .iter()
        .filter(|operation| !operation.path.ends_with("/events"))
    {
        let (bare, query) = (address(operation), query(operation));
        for (client, body) in clients.iter().zip([whole, broken, whole, broken]) {
            send(client, operation, &format!("{bare}?{query}"), body.as_bytes());
            sent += 1;
        }
        for client in clients.iter().take(with_tokens) {
            send(client, operation, &bare, whole.as_bytes());
            sent += 1;
        }
    }
    sent
}

#[test]
fn no_token_term_or_local_code_is_in_the_log() {
    let receiver = Receiver::start(TAKEN);
    let prepared = Prepared::new();
    let tokens = [Role::Administrator, Role::Curator].map(|role| prepared.token(role));
    let mut command = prepared.serve();
    // Of the program everything, and of other people's code whatever it is allowed to tell.
    command
        .env("ZHIYU_LOG", "trace")
        .env("ZHIYU_LIMITS_RATE_PER_TOKEN", "0")
        .env("ZHIYU_TELEMETRY_OTLP_ENDPOINT", receiver.url());
    let running = Running::start(command);
    let mut clients: Vec<Client> = tokens
        .iter()
        .map(|token| Client::new(running.address, Some(token.clone())))
        .collect();
    work(&clients[1]);
    clients.push(Client::new(running.address, Some(format!("zhiyu_{CANARY}"))));
    clients.push(Client::new(running.address, None));
    let broken = format!("{{\"{CANARY}\": \"{TERM}\n");
    let whole = json!({ "name": TERM, "code": CANARY, "items": [{ "code": CANARY }], "password": CANARY }).to_string();
    let sent = send_everywhere(&clients, tokens.len(), [&whole, &broken]);
    let nowhere = format!("/{CANARY}/%0D%0A{}?{CANARY}={}", encode(TERM), encode(TERM));
    clients[0].get(&nowhere);
    let mut log = running.stop();
    // What was sent to the receiver stands at the end of the log, so that the same is looked for in both.
    // Under load spans are dropped and counted: those that came have to be of requests like these.
    let is_of_dictionary = |span: &Value| {
        span["name"]
            .as_str()
            .is_some_and(|name| name.contains("/dictionaries/"))
    };
    assert!(
        receiver.spans().iter().any(is_of_dictionary),
        "no trace tells of the requests"
    );
    log.extend(receiver.batches().into_iter().map(|batch| batch.text));
    let found = |words: &str| {
        log.iter()
            .filter(|line| line.to_lowercase().contains(&words.to_lowercase()))
            .cloned()
            .collect::<Vec<_>>()
    };
    assert!(found("answered").len() > sent, "the log does not tell of every request");
    assert!(
        !found("route=\"/api/v1/organizations/{organization}/dictionaries").is_empty(),
        "{:#?}",
        log.last()
    );
    for words in [CANARY, "金丝雀", "%E9%87%91"] {
        assert_eq!(found(words), Vec::<String>::new(), "{words}");
    }
    for token in &tokens {
        let (_, secret) = token.rsplit_once('_').unwrap_or(("", token));
        assert!(found(secret).is_empty(), "a token is in the log");
    }
    eprintln!(
        "{sent} requests to {} routes, {} lines of log, no canary",
        operations().len(),
        log.len()
    );
}
