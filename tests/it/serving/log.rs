//! The log: one line an event, whatever it quotes.

use super::process::Prepared;
use super::process::Running;
use proptest::prelude::any;
use proptest::proptest;
use serde_json::Value;
use std::io::Write as _;
use zhiyu::cli::log::Escaping;
use zhiyu::cli::log::escaped;

#[test]
fn nobody_can_make_up_a_line_or_move_the_terminal() {
    let hostile = "a\r\n2026-11-21 INFO zhiyu: all well\u{1b}[2J\u{9b}1m\u{202e}\u{2028}\u{0}\t\u{7f}值";
    let line = escaped(hostile);
    assert_eq!(
        line,
        "a\\u{d}\\u{a}2026-11-21 INFO zhiyu: all well\\u{1b}[2J\\u{9b}1m\\u{202e}\\u{2028}\\u{0}\\u{9}\\u{7f}值"
    );
    let mut log = Vec::new();
    Escaping(&mut log).write_all(format!("{hostile}\n").as_bytes()).unwrap();
    assert_eq!(String::from_utf8(log).unwrap(), line + "\n");
}

proptest! {
    #[test]
    fn an_event_is_one_line(bytes in any::<Vec<u8>>()) {
        let mut log = Vec::new();
        let mut event = bytes;
        event.push(b'\n');
        Escaping(&mut log).write_all(&event).unwrap();
        let text = String::from_utf8(log).unwrap();
        assert_eq!(text.chars().filter(|c| c.is_control()).count(), 1);
        assert!(text.ends_with('\n'));
    }
}

#[test]
fn the_log_is_json_when_it_is_wanted() {
    let prepared = Prepared::new();
    let mut command = prepared.serve();
    command.envs([("ZHIYU_LOG_FORMAT", "json"), ("ZHIYU_LOG", "trace")]);
    let running = Running::start(command);
    super::process::answer_of(running.address, "/healthz");
    let log = running.stop();
    let events: Vec<Value> = log.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answered = events.iter().find(|event| event["fields"]["message"] == "answered");
    let answered = answered.unwrap_or_else(|| panic!("{log:#?}"));
    assert_eq!(answered["fields"]["status"], 200);
    assert_eq!(answered["span"]["route"], "/healthz");
    assert_eq!(answered["span"]["request_id"].as_str().unwrap().len(), 36);
}
