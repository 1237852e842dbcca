//! Events as syslog messages (RFC 5424), for a collector of logs: one line of ASCII, the event as JSON.
//!
//! Facility 13, "log audit"; severity 5 (notice) of what succeeded, 4 (warning) of what was refused or failed. Control
//! characters and everything outside ASCII are escaped by the JSON (`\u000a`), so nothing that a client sends can begin a
//! line or a message of its own.

use super::Event;
use super::Outcome;
use serde_json::json;
use std::fmt::Write as _;

const FACILITY: u8 = 13;
const NOTICE: u8 = 5;
const WARNING: u8 = 4;
/// Characters of a message id.
const ID_CHARACTERS: usize = 32;

/// The message of an event; `host` names the machine that sends it.
pub fn message(event: &Event, host: &str) -> String {
    let severity = match event.outcome {
        Outcome::Success => NOTICE,
        Outcome::Refused | Outcome::Failed => WARNING,
    };
    let details: serde_json::Value = serde_json::from_str(&event.details).unwrap_or_default();
    let body = json!({
        "sequence": event.sequence, "account": event.account, "role": event.role, "action": event.action,
        "organization": event.organization, "object": event.object, "outcome": event.outcome.as_str(),
        "details": details, "request_id": event.request_id, "address": event.address, "digest": event.digest,
    });
    let (at, host) = (event.at.to_rfc3339(), word(host, 255));
    let id = word(&event.action, ID_CHARACTERS);
    let body = ascii(&body.to_string());
    format!("<{}>1 {at} {host} zhiyu - {id} - {body}", FACILITY * 8 + severity)
}

/// The message as TCP carries it, its length before it (RFC 6587 crate::3.4.1).
pub fn framed(message: &str) -> String {
    format!("{} {message}", message.len())
}

/// A word of a header: printable ASCII without blanks, or `-`.
fn word(text: &str, most: usize) -> String {
    let kept: String = text.chars().filter(char::is_ascii_graphic).take(most).collect();
    if kept.is_empty() { "-".to_owned() } else { kept }
}

/// JSON in ASCII alone.
fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii() && letter != '\u{7f}' {
            out.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}
