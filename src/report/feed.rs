//! The releases of an organization as an Atom feed (RFC 4287) in the shape of terminology syndication.

use crate::id::OrganizationId;
use crate::mapping::release::Release;
use crate::mapping::release::Retraction;
use std::collections::BTreeMap;

/// The namespace of `contentItemIdentifier`, `contentItemVersion` and `sha256Hash` of terminology syndication.
const SYNDICATION: &str = "http://ns.electronichealth.net.au/ncts/syndication/asf/extensions/1.0.0";

/// The feed: an entry a release in the given order, with a link to its body and the SHA-256 of it. A retracted release keeps its
/// identifier and version, has the category `ZHIYU_SNAPSHOT_RETRACT`, says why, and has no link.
pub fn atom_feed(
    organization: &OrganizationId,
    releases: &[Release],
    retractions: &BTreeMap<i64, Retraction>,
) -> String {
    let id = escaped(organization.as_str());
    let published = releases.iter().map(|release| release.published_at);
    let changed = published
        .chain(retractions.values().map(|retraction| retraction.at))
        .max();
    let updated = changed.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |at| at.to_rfc3339());
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:ncts=\"{SYNDICATION}\">\n\
         <id>urn:zhiyu:organization:{id}:snapshots</id>\n<title>{id} 对照发布版</title>\n<updated>{updated}</updated>\n\
         <link rel=\"self\" href=\"/api/v1/organizations/{id}/snapshots/feed\"/>\n"
    );
    for release in releases {
        feed.push_str(&entry(&id, release, retractions.get(&release.number)));
    }
    feed.push_str("</feed>\n");
    feed
}

fn entry(id: &str, release: &Release, retraction: Option<&Retraction>) -> String {
    let (number, digest) = (release.number, &release.body_digest);
    let (category, summary, link) = match retraction {
        Some(retraction) => ("ZHIYU_SNAPSHOT_RETRACT", &retraction.reason, String::new()),
        None => (
            "ZHIYU_SNAPSHOT",
            &release.note,
            format!(
                "<link rel=\"alternate\" type=\"application/x-ndjson\" length=\"{}\" ncts:sha256Hash=\"{digest}\" \
                 href=\"/api/v1/organizations/{id}/snapshots/{number}/body\"/>\n\
                 <link rel=\"related\" type=\"application/json\" href=\"/api/v1/organizations/{id}/snapshots/{number}/manifest\"/>\n",
                release.body_bytes
            ),
        ),
    };
    let at = retraction.map_or(release.published_at, |retraction| retraction.at);
    format!(
        "<entry>\n<id>urn:zhiyu:organization:{id}:snapshot:{number}</id>\n<title>{id} 第 {number} 号发布版</title>\n\
         <updated>{}</updated>\n<published>{}</published>\n<author><name>{}</name></author>\n\
         <category term=\"{category}\" scheme=\"urn:zhiyu:syndication\"/>\n\
         <ncts:contentItemIdentifier>urn:zhiyu:organization:{id}:snapshot</ncts:contentItemIdentifier>\n\
         <ncts:contentItemVersion>{number}</ncts:contentItemVersion>\n<summary>{}</summary>\n{link}</entry>\n",
        at.to_rfc3339(),
        release.published_at.to_rfc3339(),
        escaped(release.publisher.as_str()),
        escaped(summary),
    )
}

/// Text as it stands in XML; characters that XML 1.0 cannot hold become U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(character),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}
