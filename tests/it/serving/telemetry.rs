//! Traces: spans of requests and jobs come to a receiver of OpenTelemetry, and nothing waits for it.

use super::process::PATIENCE;
use super::process::Prepared;
use super::process::Running;
use crate::http::client::Client;
use crate::support::receiver::Receiver;
use crate::support::receiver::TAKEN;
use crate::support::tls;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;
use tracing::Span;
use tracing::subscriber::with_default;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry;
use zhiyu::access::role::Role;
use zhiyu::access::token::Secret;
use zhiyu::http::server::telemetry::SpanCounts;
use zhiyu::http::server::telemetry::Telemetry;
use zhiyu::http::server::telemetry::destination::Destination;
use zhiyu::time;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// Everything that a span may say.
const SAID: [&str; 7] = [
    "http.request.method",
    "http.response.status_code",
    "http.route",
    "zhiyu.job.id",
    "zhiyu.job.kind",
    "zhiyu.job.outcome",
    "zhiyu.request_id",
];

/// The command that serves, sends to this address and listens for monitoring.
fn sending(prepared: &Prepared, endpoint: &str) -> Command {
    let mut command = prepared.serve();
    command.env("ZHIYU_TELEMETRY_OTLP_ENDPOINT", endpoint);
    command.env("ZHIYU_METRICS_LISTEN", "127.0.0.1:0");
    command
}

/// How many spans monitoring reads with this outcome.
fn counted(running: &Running, outcome: &str) -> u64 {
    let text = running.monitored("/metrics");
    let series = format!("zhiyu_telemetry_spans_total{{outcome=\"{outcome}\"}} ");
    let line = text.lines().find_map(|line| line.strip_prefix(&series));
    line.unwrap_or_else(|| panic!("{text}")).parse().unwrap()
}

/// Waits until something holds.
fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "{what}");
    }
}

fn attribute<'a>(span: &'a Value, key: &str) -> Option<&'a str> {
    let attributes = span["attributes"].as_array().unwrap();
    let found = attributes.iter().find(|attribute| attribute["key"] == key)?;
    let value = &found["value"];
    value["stringValue"].as_str().or(value["intValue"].as_str())
}

/// The only span with this attribute.
fn span_with<'a>(spans: &'a [Value], key: &str, value: &str) -> &'a Value {
    let found: Vec<&Value> = spans
        .iter()
        .filter(|span| attribute(span, key) == Some(value))
        .collect();
    assert_eq!(found.len(), 1, "{key} {value}: {spans:#?}");
    found[0]
}

/// Loads a dictionary and suggests for it, as part of the trace; the id of the job.
fn suggest(client: &Client) -> String {
    let dictionary = "organizations/H1/dictionaries/his/diagnosis";
    let load = format!("{dictionary}/load?target=icd-10%2Fcategories-2016");
    client.upload(&load, "code,name\nD1,霍乱\n".as_bytes()).ok();
    let call = client.call("POST", &format!("{dictionary}/suggest"));
    let started = call
        .header("traceparent", &format!("00-{TRACE}-{PARENT}-01"))
        .send()
        .ok();
    let id = started["id"].as_str().unwrap().to_owned();
    wait_until("the job does not end", || {
        client.get(&format!("jobs/{id}")).ok()["state"] == "done"
    });
    id
}

#[test]
fn spans_of_requests_and_jobs_come_with_their_trace() {
    let receiver = Receiver::start(TAKEN);
    let prepared = Prepared::new();
    let folder = prepared.database.folder();
    fs::write(
        folder.join("otlp.headers"),
        "Authorization: Bearer s3cret\nX-Tenant: zhiyu\n",
    )
    .unwrap();
    fs::set_permissions(folder.join("otlp.headers"), Permissions::from_mode(0o600)).unwrap();
    let mut command = sending(&prepared, &format!("{}/", receiver.url()));
    command.env("ZHIYU_TELEMETRY_HEADERS_FILE", "otlp.headers");
    command.env("ZHIYU_TELEMETRY_INSTANCE", "node-1");
    command.env("ZHIYU_LOG", "zhiyu=debug");
    let token = prepared.token(Role::Curator);
    let running = Running::start(command);
    let client = Client::new(running.address, Some(token));
    let job = suggest(&client);
    let refused = client.get("organizations/H9/dictionaries").json();
    let request_id = refused["request_id"].as_str().unwrap();
    let unsampled = format!("00-{}-{PARENT}-00", "ab".repeat(16));
    client
        .call("GET", "code-systems")
        .header("traceparent", &unsampled)
        .send()
        .ok();
    running.monitored("/readyz");
    wait_until("no span is counted", || counted(&running, "sent") > 0);
    let log = running.stop();
    check_traces(&receiver.spans(), &job, request_id);
    let batches = receiver.batches();
    for batch in &batches {
        assert!(
            batch.head[0].starts_with("POST /v1/traces HTTP/1.1"),
            "{:?}",
            batch.head
        );
        for header in [
            "authorization: Bearer s3cret",
            "x-tenant: zhiyu",
            "content-type: application/json",
        ] {
            assert!(
                batch.head.iter().any(|line| line.eq_ignore_ascii_case(header)),
                "{:?}",
                batch.head
            );
        }
        let body: Value = serde_json::from_str(&batch.text).unwrap();
        let about = &body["resourceSpans"][0]["resource"];
        let named = ["service.name", "service.version", "service.instance.id"].map(|key| attribute(about, key));
        assert_eq!(named, [Some("zhiyu"), Some(env!("CARGO_PKG_VERSION")), Some("node-1")]);
    }
    let of_trace = |line: &&String| line.contains(&format!("trace_id={TRACE}"));
    assert_eq!(log.iter().filter(of_trace).count(), 1, "{log:#?}");
    assert!(!log.iter().any(|line| line.contains("s3cret")));
}

fn check_traces(spans: &[Value], job: &str, refused_id: &str) {
    let said: BTreeSet<&str> = spans
        .iter()
        .flat_map(|span| span["attributes"].as_array().unwrap())
        .map(|attribute| attribute["key"].as_str().unwrap())
        .collect();
    assert_eq!(said, BTreeSet::from(SAID));
    let asked = "/api/v1/organizations/{organization}/dictionaries/{source}/{name}/suggest";
    let asked = span_with(spans, "http.route", asked);
    assert_eq!(
        (&asked["traceId"], &asked["parentSpanId"]),
        (&json!(TRACE), &json!(PARENT))
    );
    assert_eq!((asked["kind"].as_u64(), &asked["status"]), (Some(2), &json!({})));
    assert_eq!(attribute(asked, "http.request.method"), Some("POST"));
    assert_eq!(attribute(asked, "http.response.status_code"), Some("202"));
    let ran = span_with(spans, "zhiyu.job.id", job);
    assert_eq!(
        (&ran["traceId"], &ran["parentSpanId"]),
        (&json!(TRACE), &asked["spanId"])
    );
    assert_eq!(
        (ran["spanId"].as_str(), ran["name"].as_str()),
        (Some(job), Some("job suggest"))
    );
    assert_eq!(
        (ran["kind"].as_u64(), attribute(ran, "zhiyu.job.outcome")),
        (Some(1), Some("done"))
    );
    // Who names no trace begins one, named by the id of the request.
    let refused = span_with(spans, "zhiyu.request_id", refused_id);
    let digits = refused_id.replace('-', "");
    assert_eq!(
        (&refused["traceId"], &refused["spanId"]),
        (&json!(digits), &json!(digits.get(16..)))
    );
    assert_eq!(refused["parentSpanId"], "");
    assert_eq!(refused["name"], "GET /api/v1/organizations/{organization}/dictionaries");
    for span in spans {
        let nanos = |key: &str| span[key].as_str().unwrap().parse::<u64>().unwrap();
        let (began, ended) = (nanos("startTimeUnixNano"), nanos("endTimeUnixNano"));
        assert!(began > 1_700_000_000_000_000_000 && ended >= began, "{span}");
        assert!(ended - began < 60_000_000_000, "{span}");
        assert_ne!(span["traceId"], "ab".repeat(16), "the caller records no trace");
        assert!(!span["name"].as_str().unwrap().contains("/readyz"));
    }
    let ids: BTreeSet<&str> = spans.iter().map(|span| span["spanId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), spans.len());
}

#[test]
fn a_receiver_that_is_away_holds_nobody_up_and_what_is_lost_is_counted() {
    let prepared = Prepared::new();
    let away = Receiver::refusing();
    let mut running = Running::start(sending(&prepared, &away.url()));
    let client = Client::new(running.address, None);
    for _ in 0..20 {
        assert_eq!(client.get("/nowhere").status, 404);
    }
    running.wait_for_log("spans are not taken");
    wait_until("what is lost is not counted", || counted(&running, "dropped") > 0);
    assert_eq!(client.get("/nowhere").status, 404);
    assert_eq!(counted(&running, "sent"), 0);
    let log = running.stop();
    let told = log.iter().filter(|line| line.contains("spans are not taken"));
    assert_eq!(told.count(), 1, "{log:#?}");
}

#[test]
fn a_receiver_with_tls_is_trusted_only_through_the_authorities_that_are_named() {
    let prepared = Prepared::new();
    let folder = prepared.database.folder();
    fs::write(folder.join("ca.pem"), tls::AUTHORITY).unwrap();
    fs::write(folder.join("other.pem"), tls::OTHER).unwrap();
    let receiver = Receiver::secure();
    let endpoint = format!("https://localhost:{}", receiver.address.port());
    for (authorities, outcome) in [("other.pem", "dropped"), ("ca.pem", "sent")] {
        let mut command = sending(&prepared, &endpoint);
        command.env("ZHIYU_TELEMETRY_CA_FILE", authorities);
        let running = Running::start(command);
        Client::new(running.address, None).get("/nowhere");
        wait_until(outcome, || counted(&running, outcome) == 1);
        running.stop();
    }
    assert_eq!(receiver.spans().len(), 1);
}

/// Makes so many spans, and sends them to the receiver within the time; what became of them.
fn push(receiver: &Receiver, count: u64, longest: Duration) -> SpanCounts {
    let destination = Destination::new(&receiver.url(), None, None, false).unwrap();
    let telemetry = Telemetry::start(destination, None, || time::Instant(0));
    with_default(registry().with(telemetry.layer()), || {
        for number in 0..count {
            let request_id = format!("6f1c1d5e-3b43-4a5c-9a7e-{number:012x}");
            let span: Span = tracing::info_span!(target: "zhiyu", "request", request_id, method = "GET", text = "霍乱");
            span.in_scope(|| tracing::debug!(target: "zhiyu", status = 500_u16, "霍乱"));
            tracing::info_span!(target: "zhiyu", "other").in_scope(|| tracing::info!("霍乱"));
            tracing::info_span!("request", request_id = "霍乱");
        }
    });
    telemetry.finish(longest);
    telemetry.counts()
}

#[test]
fn every_span_is_sent_or_counted_as_lost() {
    let whole = Receiver::start(TAKEN);
    let counts = push(&whole, 1700, PATIENCE);
    assert_eq!((counts.sent, counts.dropped), (1700, 0));
    let spans = whole.spans();
    assert_eq!(spans.len(), 1700);
    for span in &spans {
        assert_eq!((&span["name"], &span["status"]), (&json!("GET"), &json!({ "code": 2 })));
    }
    assert!(whole.batches().iter().all(|batch| !batch.text.contains("霍乱")));
    let partly = Receiver::start(r#"{"partialSuccess":{"rejectedSpans":"2","errorMessage":"no"}}"#);
    let counts = push(&partly, 5, PATIENCE);
    assert_eq!((counts.sent, counts.dropped), (3, 2));
    let counts = push(&Receiver::refusing(), 1700, PATIENCE);
    assert_eq!((counts.sent, counts.dropped), (0, 1700));
    // The first batch is on its way for ever; 2,048 wait; for the others there is no room.
    let counts = push(&Receiver::silent(), 5000, Duration::ZERO);
    assert_eq!(counts.sent, 0);
    assert!(
        (5000 - 2048 - 512..=5000 - 2048).contains(&counts.dropped),
        "{counts:?}"
    );
}

#[test]
fn an_address_that_gives_traces_away_is_refused() {
    let plain = |endpoint: &str, allow| Destination::new(endpoint, None, None, allow).map(|found| format!("{found:?}"));
    for (endpoint, url) in [
        ("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces"),
        ("http://[::1]:4318/", "http://[::1]:4318/v1/traces"),
        (
            "https://otel.example/otlp/v1/traces",
            "https://otel.example/otlp/v1/traces",
        ),
    ] {
        assert_eq!(plain(endpoint, false).unwrap(), url);
    }
    assert!(plain("http://10.0.0.7:4318", true).is_ok());
    for endpoint in [
        "",
        "otel.example",
        "http://10.0.0.7:4318",
        "http://127.0.0.1.otel.example",
        "https://",
        "https://me:secret@otel.example",
        "https://otel.example/?key=secret",
        "ftp://otel.example",
    ] {
        assert!(plain(endpoint, false).is_err(), "{endpoint}");
    }
    for lines in ["Authorization Bearer s3cret", "Bad Name: s3cret", "Name: s3\u{7}cret"] {
        let refused = Destination::new("https://otel.example", Some(&Secret::new(lines)), None, false);
        let told = format!("{:?}", refused.unwrap_err());
        assert!(told.contains("line 1") && !told.contains("cret"), "{told}");
    }
    let secret = Secret::new("Authorization: Bearer s3cret");
    let taken = Destination::new("https://otel.example", Some(&secret), None, false).unwrap();
    assert_eq!(format!("{taken:?}"), "https://otel.example/v1/traces");
    assert!(Destination::new("https://otel.example", None, Some(b"no PEM"), false).is_err());
}

#[test]
fn headers_that_others_can_read_are_not_taken() {
    let prepared = Prepared::new();
    let file = prepared.database.folder().join("otlp.headers");
    fs::write(&file, "Authorization: Bearer s3cret\n").unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let mut command = sending(&prepared, "http://127.0.0.1:9");
    command.env("ZHIYU_TELEMETRY_HEADERS_FILE", "otlp.headers");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let told = crate::cli::text(&output.stderr);
    assert!(told.contains("otlp.headers") && !told.contains("s3cret"), "{told}");
}
