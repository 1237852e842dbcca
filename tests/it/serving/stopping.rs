//! A server that is told to stop: requests under way are finished, those that only wait are let go, and the process ends well.

use super::process::PATIENCE;
use super::process::Prepared;
use super::process::Running;
use crate::support::service::session;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpStream;
use std::process::Command;
use std::time::Instant;
use zhiyu::access::role::Role;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::id::OrganizationId;
use zhiyu::service::curation::dictionaries::DictionaryLoad;
use zhiyu::service::files::FileInput;

/// Opens a connection and sends the text.
fn begin(running: &Running, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(running.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream
}

fn watched(prepared: &Prepared) -> Running {
    let mut command: Command = prepared.serve();
    command.env("ZHIYU_METRICS_LISTEN", "127.0.0.1:0");
    Running::start(command)
}

/// Waits until so many requests are under way.
fn wait_for_requests(running: &Running, count: usize) {
    let began = Instant::now();
    let expected = format!("zhiyu_http_requests_in_flight {count}\n");
    while !running.monitored("/metrics").contains(&expected) {
        assert!(began.elapsed() < PATIENCE, "{count} requests are never under way");
    }
}

fn rest_of(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_request_under_way_is_finished_and_nobody_else_is_let_in() {
    let prepared = Prepared::new();
    let token = prepared.token(Role::Administrator);
    let collector = prepared.token(Role::Collector);
    let running = watched(&prepared);
    let body = r#"{"id":"H7","name":"停机时登记的医院"}"#;
    let (now, later) = body.split_at(9);
    let head = format!(
        "POST /api/v1/organizations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut request = begin(&running, &(head + now));
    let idle = begin(&running, "");
    let watch = format!(
        "GET /api/v1/organizations/H1/snapshots/watch?after=0&wait=50 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {collector}\r\n\r\n"
    );
    let waiting = begin(&running, &watch);
    wait_for_requests(&running, 2);
    running.signal("-TERM");
    assert!(rest_of(waiting).starts_with("HTTP/1.1 204"), "who waits is let go");
    let began = Instant::now();
    while TcpStream::connect(running.address).is_ok() {
        assert!(began.elapsed() < PATIENCE, "connections are still taken");
    }
    request.write_all(later.as_bytes()).unwrap();
    let answer = rest_of(request);
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    drop(idle);
    let (code, log) = running.ended();
    assert_eq!(code, Some(0), "{log:#?}");
    let listed = crate::cli::text(
        &prepared
            .command()
            .args(["organization", "list"])
            .output()
            .unwrap()
            .stdout,
    );
    assert!(listed.contains("H7"), "{listed}");
}

#[test]
fn a_stream_of_events_ends_and_a_second_signal_ends_everything_at_once() {
    let prepared = Prepared::new();
    let token = prepared.token(Role::Collector);
    let running = watched(&prepared);
    let stream = format!(
        "GET /api/v1/organizations/H1/snapshots/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    let mut events = BufReader::new(begin(&running, &stream));
    let mut first = String::new();
    events.read_line(&mut first).unwrap();
    assert_eq!(first, "HTTP/1.1 200 OK\r\n");
    running.signal("-TERM");
    let mut rest = String::new();
    events.read_to_string(&mut rest).unwrap();
    let (code, _) = running.ended();
    assert_eq!(code, Some(0));
    let mut stubborn = watched(&prepared);
    let head = format!(
        "POST /api/v1/organizations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{{"
    );
    let _never_sent = begin(&stubborn, &head);
    wait_for_requests(&stubborn, 1);
    stubborn.signal("-INT");
    stubborn.wait_for_log("told to stop");
    stubborn.signal("-INT");
    let (code, _) = stubborn.ended();
    assert_eq!(code, Some(1));
}

#[test]
fn a_job_that_is_told_to_stop_says_that_it_was_interrupted() {
    let prepared = Prepared::new();
    let service = &prepared.service;
    let organization = OrganizationId::new("H1").unwrap();
    let dictionary = DictionaryId::new("his/diagnosis").unwrap();
    let curator = session(Role::Curator, "zhang");
    let file = FileInput {
        bytes: "code,name\n001,霍乱\n".into(),
        file_name: None,
    };
    let load = DictionaryLoad {
        target: Some(EditionRef::parse("icd-10/categories-2016").unwrap()),
        ..DictionaryLoad::default()
    };
    service
        .load_dictionary(&curator, &organization, &dictionary, &file, &load)
        .unwrap();
    service.stop_jobs();
    let job = service.start_suggesting(&curator, &organization, &dictionary).unwrap();
    service.wait_for_jobs(PATIENCE);
    assert_eq!(service.job(&curator, &job.id).unwrap().state, "interrupted");
    let jobs = service.holdings().jobs;
    assert_eq!((jobs.running, jobs.interrupted), (0, 1));
}
