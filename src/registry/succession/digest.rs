//! The name of a list's contents.

use super::event::Event;
use crate::digest::Hasher;
use serde_json::json;

/// First line of what is hashed, so that another form can never give the same digest.
const FORM: &str = "zhiyu successions 1\n";

/// The SHA-256 of a list of changes as 64 lower-case hexadecimal digits.
///
/// What is hashed is UTF-8: the line `zhiyu successions 1`, then a line for each change in the order of the list, ended by
/// a line feed: the JSON array without blanks `[kind,date,old or null,[new…],document,note,place,confidence]`, where old is
/// `[code,name,since or null]` and each new `[code,name]`.
pub fn events_digest(events: &[Event]) -> String {
    let mut hasher = Hasher::default();
    hasher.update(FORM.as_bytes());
    for event in events {
        let old = event.old.as_ref().map(|old| json!([old.code, old.name, old.since]));
        let new: Vec<_> = event.new.iter().map(|unit| json!([unit.code, unit.name])).collect();
        let line = json!([
            event.kind.as_str(),
            event.date,
            old,
            new,
            event.document,
            event.note,
            event.place,
            event.confidence
        ]);
        hasher.update(line.to_string().as_bytes());
        hasher.update(b"\n");
    }
    hasher.finish()
}
