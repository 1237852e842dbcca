//! Where the server listens: plain HTTP on the loopback alone, nothing as root beyond it, and no port that nobody named.

use super::process::Prepared;
use super::process::Running;
use crate::cli::text;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::net::SocketAddr;

/// What a command that has to be refused says on standard error.
fn refused(prepared: &Prepared, listen: &str, variables: &[(&str, &str)]) -> (Option<i32>, Value) {
    let mut command = prepared.command();
    command.args(["serve", "--listen", listen, "--json"]);
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let told = text(&output.stderr);
    let problem = told.lines().find_map(|line| serde_json::from_str(line).ok());
    (output.status.code(), problem.unwrap_or_else(|| panic!("{told}")))
}

fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    status.lines().any(|line| line.starts_with("Uid:\t0\t0"))
}

#[test]
fn beyond_the_loopback_there_is_no_plain_http_and_no_root() {
    let prepared = Prepared::new();
    let root = ("ZHIYU_HTTP_ALLOW_ROOT", "true");
    for listen in ["0.0.0.0:0", "[::]:0"] {
        let (code, problem) = refused(&prepared, listen, &[root]);
        assert_eq!(
            (code, &problem["code"]),
            (Some(3), &"plain-http-refused".into()),
            "{listen}"
        );
        assert!(problem["advice"].as_str().unwrap().contains("http.tls.certificate"));
    }
    let metrics = ("ZHIYU_METRICS_LISTEN", "0.0.0.0:0");
    let (_, problem) = refused(&prepared, "127.0.0.1:0", &[root, metrics]);
    assert_eq!(problem["code"], "plain-http-refused");
    let plain = ("ZHIYU_HTTP_ALLOW_PLAIN", "true");
    if is_root() {
        let (_, problem) = refused(&prepared, "0.0.0.0:0", &[plain]);
        assert_eq!(problem["code"], "root-refused");
    }
    let half = ("ZHIYU_HTTP_TLS_KEY", "tls.key");
    let (_, problem) = refused(&prepared, "127.0.0.1:0", &[half]);
    assert_eq!(problem["code"], "configuration-invalid");
    let mut command = prepared.command();
    command.args(["serve", "--listen", "0.0.0.0:0", "--json"]);
    command.envs([root, plain]);
    Running::start(command).stop();
}

/// The local addresses of the sockets of a process that listen (state 0A) or take datagrams, as `/proc` tells them.
fn open_ports(process: u32) -> BTreeSet<String> {
    let folder = format!("/proc/{process}");
    let sockets: BTreeSet<String> = fs::read_dir(format!("{folder}/fd"))
        .unwrap()
        .filter_map(|entry| fs::read_link(entry.unwrap().path()).ok())
        .filter_map(|link| {
            let link = link.to_string_lossy().into_owned();
            Some(link.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())
        })
        .collect();
    let mut open = BTreeSet::new();
    for (table, is_open) in [("tcp", Some("0A")), ("tcp6", Some("0A")), ("udp", None), ("udp6", None)] {
        let text = fs::read_to_string(format!("{folder}/net/{table}")).unwrap_or_default();
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let counts = is_open.is_none_or(|state| fields[3] == state);
            if counts && sockets.contains(fields[9]) {
                open.insert(format!("{table} {}", fields[1]));
            }
        }
    }
    open
}

/// An address as `/proc/net/tcp` writes it.
fn in_table(address: SocketAddr) -> String {
    format!("tcp 0100007F:{:04X}", address.port())
}

#[test]
fn the_process_listens_on_the_ports_that_are_named_and_on_no_other() {
    let prepared = Prepared::new();
    let quiet = Running::start(prepared.serve());
    assert_eq!(quiet.metrics, None);
    assert_eq!(open_ports(quiet.id()), BTreeSet::from([in_table(quiet.address)]));
    quiet.stop();
    let mut command = prepared.serve();
    command.env("ZHIYU_METRICS_LISTEN", "127.0.0.1:0");
    let watched = Running::start(command);
    let named = [watched.address, watched.metrics.unwrap()].map(in_table);
    assert_eq!(open_ports(watched.id()), BTreeSet::from(named));
    watched.stop();
}

#[test]
fn the_address_of_the_database_can_come_from_a_file() {
    let prepared = Prepared::new();
    let folder = prepared.database.folder();
    let mut command = prepared.serve();
    command.env_remove("ZHIYU_DATABASE_URL");
    command.env("ZHIYU_DATABASE_URL_FILE", "url");
    fs::write(folder.join("url"), format!("{}\n", prepared.database.file().display())).unwrap();
    Running::start(command).stop();
    assert!(!folder.join("zhiyu.sqlite").exists(), "another database was made");
    let (_, problem) = refused(&prepared, "127.0.0.1:0", &[("ZHIYU_DATABASE_URL_FILE", "url")]);
    assert!(problem["detail"].as_str().unwrap().contains("database.url is set too"));
}
