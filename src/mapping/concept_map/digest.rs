//! The name of a version's contents.

use super::MapRow;
use crate::digest::Hasher;
use crate::id::EditionRef;
use serde_json::json;

/// First line of what is hashed, so that another form can never give the same digest.
const FORM: &str = "zhiyu concept map 1\n";

/// The SHA-256 of a version's contents as 64 lower-case hexadecimal digits.
///
/// What is hashed is UTF-8: the line `zhiyu concept map 1`, the JSON array of the two editions, then for each row, by
/// source code and within it in the order of the map, the JSON array
/// `[source,source name,[target,target name,relationship] or null,comment]`, each ended by a line feed.
pub fn map_digest(source: &EditionRef, target: &EditionRef, rows: &[MapRow]) -> String {
    let mut ordered: Vec<&MapRow> = rows.iter().collect();
    ordered.sort_by(|one, other| one.source.as_bytes().cmp(other.source.as_bytes()));
    let mut hasher = Hasher::default();
    hasher.update(FORM.as_bytes());
    hasher.update(format!("{}\n", json!([source, target])).as_bytes());
    for row in ordered {
        let target = row.target.as_ref();
        let target = target.map(|target| json!([target.code, target.display, target.relationship.as_str()]));
        let line = json!([row.source, row.source_display, target, row.comment]);
        hasher.update(format!("{line}\n").as_bytes());
    }
    hasher.finish()
}
