//! Publishing: the approved mappings of one hospital become a numbered release, in one transaction.

use super::offers::roll_out;
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
use crate::mapping::life::Mapping;
use crate::mapping::offer::Percent;
use crate::mapping::release::Change;
use crate::mapping::release::Release;
use crate::mapping::state::State;
use crate::mapping::target::Target;
use crate::service::Service;
use crate::service::curation::memory::must_be_reason;
use crate::service::curation::samples::must_be_sampled;
use crate::snapshot::body::Body;
use crate::snapshot::body::Line;
use crate::snapshot::body::line_editions;
use crate::snapshot::document::Document as _;
use crate::snapshot::manifest::BodyName;
use crate::snapshot::manifest::EditionName;
use crate::snapshot::manifest::FORMAT;
use crate::snapshot::manifest::Manifest;
use crate::snapshot::manifest::Previous;
use crate::snapshot::signature::sm3_hex;
use crate::snapshot::signing::Signing;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::audit::audit_contents;
use crate::storage::audit::audit_log;
use crate::storage::curation::mappings;
use crate::storage::distribution::offers;
use crate::storage::distribution::releases;
use crate::storage::distribution::releases::PublishRequest;
use crate::storage::registry::editions;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What a publisher asks for.
#[derive(Clone, Debug, Default)]
pub struct PublishOrder {
    /// What the publisher says of the release.
    pub note: String,
    /// From when it shall be used; without it at once, but never in the freeze window of the organization.
    pub effective_at: Option<Instant>,
    /// Why it must become effective in the freeze window all the same 紧急放行.
    pub override_reason: Option<String>,
    /// To how many of a hundred collectors it is offered first; to all without it.
    pub percent: Option<Percent>,
    /// A key chosen by the client: the same order with the same key publishes once.
    pub request_key: Option<String>,
}

/// The lines in force by (dictionary, code).
pub(in crate::service) type Lines = BTreeMap<(String, String), String>;

/// When a release is published, and what its manifest is signed with.
pub(in crate::service) struct Stamp<'a> {
    pub(in crate::service) now: Instant,
    pub(in crate::service) signing: Option<&'a Signing>,
    /// Whether the manifest names the SM3 of the body too.
    pub(in crate::service) sm3: bool,
}

/// What a release is made of: the changes, and what is in force with them.
pub(in crate::service) struct Contents {
    pub(in crate::service) previous: Option<Release>,
    pub(in crate::service) changes: Vec<Change>,
    pub(in crate::service) lines: Lines,
}

impl Service {
    /// Publishes every approved mapping of the organization as its next release.
    ///
    /// Refused when nothing is approved, and when a target's edition is not published.
    pub fn publish(&self, session: &Session, organization: &OrganizationId, order: &PublishOrder) -> Result<Release> {
        let permit = session.permit_in(Right::PublishRelease, organization)?;
        let request = order.to_request()?;
        let stamp = self.stamp();
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

    pub(in crate::service) fn stamp(&self) -> Stamp<'_> {
        Stamp {
            now: self.now(),
            signing: self.surroundings.signing.as_deref(),
            sm3: self.surroundings.sm3,
        }
    }
}

impl PublishOrder {
    pub(in crate::service) fn to_request(&self) -> Result<PublishRequest> {
        if let Some(reason) = &self.override_reason {
            must_be_reason(reason).map_err(|error| error.in_field("override_reason"))?;
        }
        let is_fit = |key: &String| !key.is_empty() && key.len() <= 200 && !key.chars().any(char::is_control);
        if let Some(key) = self.request_key.as_ref().filter(|key| !is_fit(key)) {
            return Err(unfit_request_key(key));
        }
        let mut asked = vec![json!(self.note), json!(self.effective_at.map(Instant::to_rfc3339))];
        // What was not asked for leaves no trace, so that requests of old are known again.
        if self.override_reason.is_some() || self.percent.is_some() {
            asked.push(json!([self.override_reason, self.percent.map(Percent::value)]));
        }
        let asked = serde_json::Value::from(asked);
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

pub(in crate::service) fn already_published(
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
    let mut lines = lines_in_force(tx, organization, number - 1)?;
    let changes = changes(approved, number, &mut lines)?;
    let contents = Contents {
        previous,
        changes,
        lines,
    };
    let release = write_release(tx, permit, order, request, &contents, stamp)?;
    let reason = format!("release {number}");
    mappings::release_approved(tx, organization, permit.account(), &reason, now)?;
    let act = publishing_act(tx, "release.publish", &release)?;
    audit_log::append(tx, permit.permit(), &act, now)?;
    Ok(release)
}

/// Writes a release with its changes, and to how many collectors it is offered first.
pub(in crate::service) fn write_release(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    order: &PublishOrder,
    request: &PublishRequest,
    contents: &Contents,
    stamp: &Stamp<'_>,
) -> Result<Release> {
    let (now, organization, lines) = (stamp.now, permit.organization(), &contents.lines);
    let number = contents.previous.as_ref().map_or(0, |release| release.number) + 1;
    let effective_at = effective_at(tx, permit, order, number, now)?;
    let body = Body::of_sorted_lines(lines.values().map(String::as_str));
    let mut manifest = Manifest {
        format: FORMAT.to_owned(),
        organization: organization.to_string(),
        release: number,
        previous: contents.previous.as_ref().map(|release| Previous {
            release: release.number,
            digest: release.body_digest.clone(),
        }),
        editions: named_editions(tx, lines.values())?,
        body: BodyName {
            sha256: body.digest.clone(),
            bytes: size(body.bytes.len()),
            rows: body.rows,
            sm3: stamp.sm3.then(|| sm3_hex(&body.bytes)),
        },
        published_at: now.to_rfc3339(),
        effective_at: effective_at.to_rfc3339(),
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
        changes: size(contents.changes.len()),
        manifest: manifest.to_canonical().map_err(internal)?,
        published_at: now,
        effective_at,
        publisher: permit.account().clone(),
        note: order.note.clone(),
    };
    releases::insert_changes(tx, organization, &contents.changes)?;
    releases::insert(tx, &release, request)?;
    if let Some(percent) = order.percent {
        roll_out(tx, permit, number, percent, &order.note, now)?;
    }
    Ok(release)
}

/// From when a release is used: outside of the freeze window, unless somebody says why not.
fn effective_at(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    order: &PublishOrder,
    number: i64,
    now: Instant,
) -> Result<Instant> {
    let organization = permit.organization();
    let asked = order.effective_at.unwrap_or(now);
    // An instant that has passed takes effect now.
    let takes_effect = asked.max(now);
    let window = offers::window(tx, organization)?;
    let Some(window) = window.filter(|window| window.holds(takes_effect)) else {
        return Ok(asked);
    };
    let Some(reason) = &order.override_reason else {
        if order.effective_at.is_none() {
            return Ok(window.leave(now));
        }
        return Err(Error::new(Code::FreezeWindow)
            .with("at", takes_effect.to_shanghai())
            .with("window", window)
            .in_field("effective_at"));
    };
    let object = format!("organizations/{organization}/releases/{number}");
    let act = Act::new("release.override", object).with_details(json!({
        "effective_at": asked.to_rfc3339(), "window": window.to_string(), "reason": reason,
    }));
    audit_log::append(tx, permit.permit(), &act, now)?;
    Ok(asked)
}

/// What the log is told of a release: by these digests an edit of its rows is found.
pub(in crate::service) fn publishing_act(tx: &mut DbConn, action: &'static str, release: &Release) -> Result<Act> {
    let (organization, number) = (&release.organization, release.number);
    let facts = audit_contents::release(tx, organization.as_str(), number)?;
    let (_, changes_digest) = audit_contents::changes(tx, organization.as_str(), number)?;
    let object = format!("organizations/{organization}/releases/{number}");
    Ok(Act::new(action, object).with_details(json!({
        "digest": release.body_digest, "rows": release.body_rows, "changes": release.changes, "note": release.note,
        "release_sha256": facts.row_digest, "changes_sha256": changes_digest,
    })))
}

/// The lines in force at a release.
pub(in crate::service) fn lines_in_force(
    tx: &mut DbConn,
    organization: &OrganizationId,
    release: i64,
) -> Result<Lines> {
    let in_force = releases::lines::at(tx, organization, release)?.into_iter();
    Ok(in_force.map(|one| ((one.dictionary, one.code), one.line)).collect())
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
