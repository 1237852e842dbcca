//! What monitoring reads: the text is `OpenMetrics`, its labels are bounded, and readiness says what is wrong.

use super::process::Prepared;
use super::process::Running;
use super::process::answer_of;
use super::process::answer_to;
use crate::http::client::Client;
use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::service::TestService;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use zhiyu::access::role::Role;

/// A sample: its labels and value.
type Sample = (BTreeMap<String, String>, f64);

/// The samples of a text by name. Whatever breaks the grammar of `OpenMetrics` 1.0 panics.
fn parsed(text: &str) -> BTreeMap<String, Vec<Sample>> {
    let lines = text.strip_suffix("# EOF\n").expect("the text ends with # EOF");
    let (mut samples, mut types): (BTreeMap<String, Vec<Sample>>, BTreeMap<&str, &str>) = Default::default();
    for line in lines.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert_eq!(types.insert(name, kind), None, "{name} is described twice");
            continue;
        }
        if line.starts_with("# ") {
            assert!(line.starts_with("# HELP ") || line.starts_with("# UNIT "), "{line}");
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = series
            .split_once('{')
            .map_or((series, ""), |(name, rest)| (name, rest.strip_suffix('}').unwrap()));
        let pairs = labels.split("\",").filter(|pair| !pair.is_empty());
        let labels = pairs.map(|pair| {
            let (label, value) = pair.split_once("=\"").unwrap();
            (label.to_owned(), value.trim_end_matches('"').to_owned())
        });
        let is_described = types.iter().any(|(described, kind)| {
            let ends: &[&str] = match *kind {
                "counter" => &["_total"],
                "gauge" => &[""],
                "info" => &["_info"],
                "histogram" => &["_bucket", "_sum", "_count"],
                other => panic!("{other}"),
            };
            ends.iter().any(|end| name == format!("{described}{end}"))
        });
        assert!(is_described, "{line}");
        let sample = (labels.collect(), value.parse().unwrap());
        samples.entry(name.to_owned()).or_default().push(sample);
    }
    samples
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").unwrap().1
}

/// The value of the only sample of this name with these labels.
fn value(samples: &BTreeMap<String, Vec<Sample>>, name: &str, labels: &[(&str, &str)]) -> f64 {
    let fits = |sample: &&Sample| {
        let has = |(label, value): &(&str, &str)| sample.0.get(*label).is_some_and(|found| found == value);
        labels.iter().all(has)
    };
    let found: Vec<&Sample> = samples[name].iter().filter(fits).collect();
    assert_eq!(found.len(), 1, "{name} {labels:?}: {found:?}");
    found[0].1
}

fn watched(prepared: &Prepared) -> Running {
    let mut command = prepared.serve();
    command.env("ZHIYU_METRICS_LISTEN", "127.0.0.1:0");
    Running::start(command)
}

#[test]
fn requests_are_counted_by_route_and_nobody_can_make_up_labels() {
    let prepared = Prepared::new();
    let token = prepared.token(Role::Administrator);
    let running = watched(&prepared);
    let client = Client::new(running.address, Some(token));
    for code in ["A00", "A01", "A02"] {
        client
            .get(&format!("code-systems/icd-10/editions/categories-2016/concepts/{code}"))
            .ok();
    }
    for number in 0..50 {
        client.get(&format!("/made-up/{number}"));
        answer_to(running.address, &format!("MADEUP{number}"), "/healthz");
    }
    let text = running.monitored("/metrics");
    assert!(
        text.contains("content-type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"),
        "{text}"
    );
    let samples = parsed(body(&text));
    let route = "/api/v1/code-systems/{system}/editions/{edition}/concepts/{code:.+}";
    let labels = [("method", "GET"), ("route", route)];
    assert!((value(&samples, "zhiyu_http_requests_total", &labels) - 3.0).abs() < 0.5);
    assert!((value(&samples, "zhiyu_http_request_duration_seconds_count", &labels) - 3.0).abs() < 0.5);
    let made_up = [("method", "GET"), ("route", "none"), ("status", "404")];
    assert!((value(&samples, "zhiyu_http_requests_total", &made_up) - 50.0).abs() < 0.5);
    let methods = samples["zhiyu_http_requests_total"]
        .iter()
        .map(|(labels, _)| labels["method"].as_str());
    assert_eq!(methods.collect::<BTreeSet<_>>(), BTreeSet::from(["GET", "other"]));
    assert!(samples["zhiyu_http_requests_total"].len() < 10);
    let none = [("route", route), ("le", "60.0")];
    assert!((value(&samples, "zhiyu_http_request_duration_seconds_bucket", &none) - 3.0).abs() < 0.5);
    assert!(value(&samples, "zhiyu_http_requests_in_flight", &[]).abs() < 0.5);
    assert!(value(&samples, "zhiyu_database_connections", &[("pool", "read")]) >= 1.0);
    assert!((value(&samples, "zhiyu_database_connections_limit", &[("pool", "write")]) - 1.0).abs() < 0.5);
    for (name, labels) in [
        ("zhiyu_jobs_running", None),
        ("zhiyu_jobs_ended_total", Some(("outcome", "done"))),
        ("zhiyu_cache_hits_total", Some(("cache", "bodies"))),
        ("zhiyu_cache_misses_total", Some(("cache", "deltas"))),
        ("zhiyu_cache_bytes", Some(("cache", "tables"))),
        ("zhiyu_publications", None),
    ] {
        assert!(value(&samples, name, labels.as_slice()).abs() < 0.5, "{name}");
    }
    assert!(value(&samples, "process_resident_memory_bytes", &[]) > 1e6);
    assert!(value(&samples, "process_open_fds", &[]) > 3.0);
    let version = [("version", env!("CARGO_PKG_VERSION"))];
    assert!((value(&samples, "zhiyu_build_info", &version) - 1.0).abs() < 0.5);
    running.stop();
}

#[test]
fn only_monitoring_is_at_the_listener_for_monitoring() {
    let prepared = Prepared::new();
    let running = watched(&prepared);
    for (path, status) in [
        ("/healthz", "200 OK"),
        ("/readyz", "200 OK"),
        ("/metrics", "200 OK"),
        ("/api/v1/code-systems", "404 Not Found"),
        ("/", "404 Not Found"),
        ("/docs/", "404 Not Found"),
    ] {
        let answer = running.monitored(path);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
        assert!(answer.contains("x-content-type-options: nosniff"), "{path}: {answer}");
    }
    assert!(answer_of(running.address, "/metrics").starts_with("HTTP/1.1 404"));
    assert!(answer_of(running.address, "/readyz").starts_with("HTTP/1.1 200"));
    running.stop();
}

on_both_engines! { readiness_says_what_is_wrong }

fn readiness_says_what_is_wrong(engine: Engine) {
    let TestService { service, database } = TestService::new(engine);
    let found = service.readiness();
    assert!(found.can_write(), "{found:?}");
    let folder = database.folder();
    let left = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    assert!(
        left.into_iter()
            .all(|name| !name.to_string_lossy().starts_with(".ready"))
    );
    let mut stranger = database.stranger();
    let later = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')";
    stranger.execute_all(&[later]);
    let found = service.readiness();
    assert!(found.database && !found.schema && !found.can_read(), "{found:?}");
    stranger.execute_all(&["DELETE FROM __diesel_schema_migrations WHERE version = '29991231000000'"]);
    let newest = "(SELECT MAX(version) FROM __diesel_schema_migrations)";
    stranger.execute_all(&[&format!(
        "DELETE FROM __diesel_schema_migrations WHERE version = {newest}"
    )]);
    assert!(!service.readiness().schema);
    // A folder that is not there takes no files, whoever asks; permissions would not stop root.
    let moved = folder.with_extension("moved");
    std::fs::rename(folder, &moved).unwrap();
    assert!(!service.readiness().folder_writable);
    std::fs::rename(&moved, folder).unwrap();
}
