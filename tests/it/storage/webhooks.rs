//! Webhooks on both databases: signed, in order, at least once, and never to where they may not go.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::service::START;
use crate::support::service::TestService;
use crate::support::service::feedback;
use crate::support::service::session;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpListener;
use std::thread::JoinHandle;
use zhiyu::access::role::Role;
use zhiyu::id::CollectorId;
use zhiyu::page::Page;
use zhiyu::service::Service;
use zhiyu::service::feedback::webhooks::Delivery;
use zhiyu::service::feedback::webhooks::Round;
use zhiyu::source::feedback::report::CodeCount;
use zhiyu::source::feedback::report::CodeStatus;
use zhiyu::source::feedback::report::CollectorReport;
use zhiyu::source::feedback::report::DayCounts;
use zhiyu::source::feedback::report::Outcome;
use zhiyu::source::feedback::rules::FeedbackRules;
use zhiyu::source::feedback::webhook::signature;
use zhiyu::time::Instant;

on_both_engines! {
    messages_come_signed_in_order_and_again_until_they_are_taken
    a_redirect_is_not_followed_and_too_many_attempts_are_the_end
    a_name_that_means_the_loopback_is_not_called
}

/// What a receiver was sent.
struct Received {
    signature: String,
    delivery: String,
    body: String,
}

/// A receiver that answers one request with each of these heads, and its address.
fn receiver(answers: &'static [&'static str]) -> (String, JoinHandle<Vec<Received>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || answers.iter().map(|answer| take(&listener, answer)).collect());
    (address, thread)
}

fn take(listener: &TcpListener, answer: &str) -> Received {
    let (stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim_end().is_empty() {
            break;
        }
        head.push(line.trim_end().to_owned());
    }
    let field = |name: &str| {
        let found = head.iter().filter_map(|line| line.split_once(": "));
        let mut found = found.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found
            .next()
            .unwrap_or_else(|| panic!("no {name} in {head:?}"))
            .1
            .to_owned()
    };
    let mut body = vec![0; field("content-length").parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    Received {
        signature: field("zhiyu-signature"),
        delivery: field("zhiyu-delivery"),
        body: String::from_utf8(body).unwrap(),
    }
}

fn hospital(service: &Service) -> Hospital<'_> {
    Hospital::new(service, "H1", &[("001", "霍乱")])
}

/// Reports these codes as not mapped: each opens an alert.
fn report(hospital: &Hospital<'_>, codes: &[&str]) {
    let code = |code: &&str| CodeCount {
        code: (*code).to_owned(),
        name: "不外传的名称".to_owned(),
        status: CodeStatus::Unmapped,
        count: 1,
    };
    let report = CollectorReport {
        report_id: codes.join(","),
        made_at: "2026-11-21T10:00:00+08:00".to_owned(),
        outcome: Outcome::Running,
        release: None,
        digest: None,
        refusal: None,
        client: String::new(),
        usage: vec![DayCounts {
            day: "2026-11-20".to_owned(),
            dictionary: "his/diagnosis".to_owned(),
            release: 1,
            batch: String::new(),
            mapped: 1,
            names_dropped: 0,
            codes_refused: 0,
            codes_left_out: 0,
            codes: codes.iter().map(code).collect(),
        }],
    };
    let (collector, id) = (session(Role::Collector, "front"), CollectorId::new("c1").unwrap());
    hospital
        .service
        .report_use(&collector, &hospital.id, &id, &report)
        .unwrap();
}

fn set(hospital: &Hospital<'_>, url: Option<&str>) -> Option<String> {
    let admin = session(Role::Administrator, "admin");
    hospital.service.set_webhook(&admin, &hospital.id, url).unwrap().1
}

fn deliveries(hospital: &Hospital<'_>) -> Vec<Delivery> {
    let page = Page::new(None, None);
    hospital
        .service
        .deliveries(&Hospital::curator(), &hospital.id, &page)
        .unwrap()
        .items
}

fn at(seconds: i64) -> Instant {
    Instant(START.0 + 1_000_000_000 + seconds * 1_000_000)
}

fn round(sent: usize, failed: usize, dead: usize) -> Round {
    Round { sent, failed, dead }
}

fn messages_come_signed_in_order_and_again_until_they_are_taken(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = hospital(&test.service);
    let (url, thread) = receiver(&["503 Busy", "204 Taken", "200 OK"]);
    report(&hospital, &["before"]);
    let secret = set(&hospital, Some(&url)).unwrap();
    report(&hospital, &["X1", "X2"]);
    assert_eq!(
        deliveries(&hospital).len(),
        2,
        "what was before the webhook is not sent"
    );
    assert_eq!(test.service.deliver_webhooks(at(0)).unwrap(), round(0, 1, 0));
    assert_eq!(
        test.service.deliver_webhooks(at(29)).unwrap(),
        round(0, 0, 0),
        "it waits, and so does the next"
    );
    assert_eq!(test.service.deliver_webhooks(at(30)).unwrap(), round(2, 0, 0));
    assert_eq!(test.service.deliver_webhooks(at(9_999)).unwrap(), round(0, 0, 0));
    let received = thread.join().unwrap();
    let ids: Vec<&str> = received.iter().map(|one| one.delivery.as_str()).collect();
    assert_eq!(ids, ["H1-1", "H1-1", "H1-2"]);
    assert_eq!(received[0].body, received[1].body);
    for (one, sent_at) in received.iter().zip([at(0), at(30), at(30)]) {
        assert_eq!(one.signature, signature(&secret, sent_at, &one.body));
        assert!(!one.body.contains("不外传"), "{}", one.body);
    }
    let body: serde_json::Value = serde_json::from_str(&received[2].body).unwrap();
    assert_eq!(
        (body["alert"]["code"].as_str(), body["alert"]["step"].as_str()),
        (Some("X2"), Some("open"))
    );
    let again = set(&hospital, Some(&url)).unwrap();
    assert_ne!(again, secret, "each setting has its own secret");
}

fn a_redirect_is_not_followed_and_too_many_attempts_are_the_end(engine: Engine) {
    let test = TestService::new(engine);
    let rules = FeedbackRules {
        webhook_attempts: 2,
        ..feedback()
    };
    let service = test.service.clone().with_feedback(rules);
    let hospital = hospital(&service);
    let (url, thread) = receiver(&["302 Found\r\nLocation: http://127.0.0.1:9/", "500 No", "200 OK"]);
    set(&hospital, Some(&url));
    report(&hospital, &["X1", "X2"]);
    assert_eq!(service.deliver_webhooks(at(0)).unwrap(), round(0, 1, 0));
    assert_eq!(deliveries(&hospital)[0].answer, "302");
    assert_eq!(
        service.deliver_webhooks(at(60)).unwrap(),
        round(1, 0, 1),
        "the next one goes when one is given up"
    );
    let states: Vec<String> = deliveries(&hospital).into_iter().map(|one| one.state).collect();
    assert_eq!(states, ["dead", "sent"]);
    assert_eq!(thread.join().unwrap().len(), 3);
    report(&hospital, &["X3"]);
    set(&hospital, None);
    assert_eq!(service.deliver_webhooks(at(90)).unwrap(), round(0, 1, 0));
    assert_eq!(deliveries(&hospital)[2].answer, "switched off");
    report(&hospital, &["X4"]);
    assert_eq!(deliveries(&hospital).len(), 3, "nothing is queued while it is off");
}

fn a_name_that_means_the_loopback_is_not_called(engine: Engine) {
    let test = TestService::new(engine);
    let rules = FeedbackRules {
        webhook_hosts: vec!["localhost".to_owned()],
        ..feedback()
    };
    let service = test.service.clone().with_feedback(rules);
    let hospital = hospital(&service);
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    set(&hospital, Some(&url));
    report(&hospital, &["X1"]);
    assert_eq!(service.deliver_webhooks(at(0)).unwrap(), round(0, 1, 0));
    let answer = deliveries(&hospital)[0].answer.clone();
    assert!(answer.contains("neither public nor listed"), "{answer}");
    assert!(listener.accept().is_err(), "nobody came");
}
