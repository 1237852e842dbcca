//! Publishing: the approved mappings of one hospital become a numbered release, in one transaction.

use super::Service;
use super::samples::must_be_sampled;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::id::SystemId;
use crate::mapping::decision::Target;
use crate::mapping::life::Mapping;
use crate::mapping::release::Change;
use crate::mapping::release::Release;
use crate::mapping::state::State;
use crate::snapshot::body::Body;
use crate::snapshot::body::Line;
use crate::snapshot::body::line_editions;
use crate::snapshot::document::Document as _;
use crate::snapshot::manifest::BodyName;
use crate::snapshot::manifest::EditionName;
use crate::snapshot::manifest::FORMAT;
use crate::snapshot::manifest::Manifest;
use crate::snapshot::manifest::Previous;
use crate::snapshot::signing::Signing;
use crate::storage::DbConn;
use crate::storage::audit_log;
use crate::storage::editions;
use crate::storage::mappings;
use crate::storage::organizations;
use crate::storage::releases;
use crate::storage::releases::PublishRequest;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What a publisher asks for.
#[derive(Clone, Debug, Default)]
pub struct PublishOrder {
    /// What the publisher says of the release.
    pub note: String,
    /// From when it shall be used; without it at once, but never between 18:00 and 03:00 of Asia/Shanghai.
    pub effective_at: Option<Instant>,
    /// A key chosen by the client: the same order with the same key publishes once.
    pub request_key: Option<String>,
}

/// The lines in force by (dictionary, code).
type Lines = BTreeMap<(String, String), String>;

/// When a release is published, and what its manifest is signed with.
struct Stamp<'a> {
    now: Instant,
    signing: Option<&'a Signing>,
}

impl Service {
    /// Publishes every approved mapping of the organization as its next release.
    ///
    /// Refused when nothing is approved, and when a target's edition is not published.
    pub fn publish(&self, session: &Session, organization: &OrganizationId, order: &PublishOrder) -> Result<Release> {
        let permit = session.permit_in(Right::PublishRelease, organization)?;
        let request = order.to_request()?;
        let stamp = Stamp {
            now: self.now(),
            signing: self.surroundings.signing.as_deref(),
        };
        self.db.write(|tx| {
            organizations::must_find(tx, organization)?;
            if let Some(done) = already_published(tx, organization, &request)? {
                return Ok(done);
            }
            let approved = mappings::in_state(tx, organization, State::Approved)?;
            if approved.is_empty() {
                return Err(Error::new(Code::NothingToPublish).with("organization", organization));
            }
            publish_approved(tx, &permit, order, &request, &approved, &stamp)
        })
    }
}

impl PublishOrder {
    fn to_request(&self) -> Result<PublishRequest> {
        let is_fit = |key: &String| !key.is_empty() && key.len() <= 200 && !key.chars().any(char::is_control);
        if let Some(key) = self.request_key.as_ref().filter(|key| !is_fit(key)) {
            return Err(unfit_request_key(key));
        }
        let asked = json!([self.note, self.effective_at.map(Instant::to_rfc3339)]);
        Ok(PublishRequest {
            key: self.request_key.clone(),
            digest: sha256_hex([asked.to_string().as_bytes()]),
        })
    }
}

/// The refusal of a request key that breaks its rule.
pub fn unfit_request_key(key: &str) -> Error {
    let name = "Idempotency-Key";
    Error::new(Code::FieldInvalid)
        .with("field", name)
        .with("value", key)
        .with("rule_zh", "1 到 200 个字节的 UTF-8 文字，不含控制字符")
        .with("rule_en", "1 to 200 bytes of UTF-8 text without control characters")
        .in_field(name)
}

fn already_published(
    tx: &mut DbConn,
    organization: &OrganizationId,
    request: &PublishRequest,
) -> Result<Option<Release>> {
    let Some(key) = &request.key else {
        return Ok(None);
    };
    match releases::find_by_request_key(tx, organization, key)? {
        Some((release, digest)) if digest == request.digest => Ok(Some(release)),
        Some(_) => Err(Error::new(Code::RequestKeyReused).with("key", key)),
        None => Ok(None),
    }
}

fn publish_approved(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    order: &PublishOrder,
    request: &PublishRequest,
    approved: &[Mapping],
    stamp: &Stamp<'_>,
) -> Result<Release> {
    let now = stamp.now;
    let organization = permit.organization();
    refuse_unpublished_targets(tx, approved)?;
    must_be_sampled(tx, organization, approved)?;
    let previous = releases::latest(tx, organization)?;
    let number = previous.as_ref().map_or(0, |release| release.number) + 1;
    let in_force = releases::lines::at(tx, organization, number - 1)?.into_iter();
    let mut lines: Lines = in_force.map(|one| ((one.dictionary, one.code), one.line)).collect();
    let changes = changes(approved, number, &mut lines)?;
    let body = Body::of_sorted_lines(lines.values().map(String::as_str));
    let mut manifest = Manifest {
        format: FORMAT.to_owned(),
        organization: organization.to_string(),
        release: number,
        previous: previous.map(|release| Previous {
            release: release.number,
            digest: release.body_digest,
        }),
        editions: named_editions(tx, lines.values())?,
        body: BodyName {
            sha256: body.digest.clone(),
            bytes: size(body.bytes.len()),
            rows: body.rows,
        },
        published_at: now.to_rfc3339(),
        effective_at: order.effective_at.unwrap_or_else(|| now.outside_freeze()).to_rfc3339(),
        publisher: permit.account().to_string(),
        key_id: None,
        signature: None,
    };
    if let Some(signing) = stamp.signing {
        signing.sign(&mut manifest)?;
    }
    let release = Release {
        organization: organization.clone(),
        number,
        body_digest: body.digest,
        body_bytes: manifest.body.bytes,
        body_rows: body.rows,
        changes: size(changes.len()),
        manifest: manifest.to_canonical().map_err(internal)?,
        published_at: now,
        effective_at: order.effective_at.unwrap_or_else(|| now.outside_freeze()),
        publisher: permit.account().clone(),
        note: order.note.clone(),
    };
    releases::insert_changes(tx, organization, &changes)?;
    releases::insert(tx, &release, request)?;
    let reason = format!("release {number}");
    mappings::release_approved(tx, organization, permit.account(), &reason, now)?;
    let object = format!("organizations/{organization}/releases/{number}");
    let act = Act::new("release.publish", object).with_details(json!({
        "digest": release.body_digest, "rows": release.body_rows, "changes": release.changes, "note": release.note,
    }));
    audit_log::append(tx, permit.permit(), &act, now)?;
    Ok(release)
}

/// The changes that the approved mappings make; `lines` becomes what is in force after them.
fn changes(approved: &[Mapping], release: i64, lines: &mut Lines) -> Result<Vec<Change>> {
    let mut list = Vec::with_capacity(approved.len());
    for mapping in approved {
        let dictionary = mapping.dictionary.as_str();
        let line = Line::of(dictionary, &mapping.code, &mapping.name, &mapping.decision);
        let line = line.map(|line| line.to_canonical().map_err(internal)).transpose()?;
        let key = (dictionary.to_owned(), mapping.code.clone());
        let was_in_force = match &line {
            Some(line) => lines.insert(key, line.clone()).is_some(),
            None => lines.remove(&key).is_some(),
        };
        let changes_something = line.is_some() || was_in_force;
        if changes_something {
            list.push(change(mapping, release, line)?);
        }
    }
    Ok(list)
}

fn change(mapping: &Mapping, release: i64, line: Option<String>) -> Result<Change> {
    let unreviewed = || Error::new(Code::Internal).caused_by("an approved mapping has no reviewer");
    Ok(Change {
        dictionary: mapping.dictionary.clone(),
        code: mapping.code.clone(),
        release,
        line,
        author: mapping.author.clone(),
        reviewer: mapping.reviewer.clone().ok_or_else(unreviewed)?,
        reviewed_at: mapping.reviewed_at.ok_or_else(unreviewed)?,
        justification: mapping.justification.clone(),
        origin: mapping.origin.clone(),
    })
}

/// Refuses approved mappings whose targets are from an edition that is not in force.
fn refuse_unpublished_targets(tx: &mut DbConn, approved: &[Mapping]) -> Result<()> {
    let targets = approved.iter().flat_map(|mapping| mapping.decision.targets());
    let named: BTreeSet<EditionRef> = targets.map(Target::edition_ref).collect();
    for of in named {
        editions::must_find(tx, &of)?.edition.must_be_published()?;
    }
    Ok(())
}

/// The editions that lines name, with their digests, by (system, edition).
fn named_editions<'a>(tx: &mut DbConn, lines: impl Iterator<Item = &'a String>) -> Result<Vec<EditionName>> {
    let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in lines {
        for (system, edition) in line_editions(line).map_err(internal)? {
            let known = named.get(system.as_ref());
            if !known.is_some_and(|editions| editions.contains(edition.as_ref())) {
                let editions = named.entry(system.into_owned()).or_default();
                editions.insert(edition.into_owned());
            }
        }
    }
    let named = named.into_iter();
    let pairs = named.flat_map(|(system, editions)| editions.into_iter().map(move |edition| (system.clone(), edition)));
    let mut list = Vec::new();
    for (system, edition) in pairs {
        let of = EditionRef {
            system: SystemId::new(system)?,
            edition: EditionId::new(edition)?,
        };
        let digest = editions::must_find(tx, &of)?.edition.digest;
        list.push(EditionName {
            system: of.system.to_string(),
            edition: of.edition.to_string(),
            sha256: digest,
        });
    }
    Ok(list)
}

fn size(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn internal(cause: serde_json::Error) -> Error {
    Error::new(Code::Internal).caused_by(cause)
}
