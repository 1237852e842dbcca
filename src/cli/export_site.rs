//! `zhiyu export-site`: the plain files for a static server or a medium. The pointer is written last, so that it never
//! names what is not there.

use super::arguments::Arguments;
use super::arguments::snapshot::ExportSiteCommand;
use super::console::Console;
use super::open;
use super::session;
use crate::access::session::Session;
use crate::collector::Item;
use crate::collector::Tree;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::service::Service;
use crate::snapshot::encoding::Encoding;
use crate::snapshot::encoding::PackedBody;
use serde_json::json;

const DAY: i64 = 86_400_000_000;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &ExportSiteCommand, console: &mut Console) -> Result<()> {
    let (service, _) = open(arguments)?;
    let session = session(arguments)?;
    for organization in &command.organization {
        let release = write(&service, &session, organization, command)?;
        let folder = command.out.display();
        let is_signed = service.signs_snapshots();
        let (zh, en) = if is_signed {
            ("", "")
        } else {
            ("（未签名）", " (not signed)")
        };
        console.answer(
            &json!({ "organization": organization, "release": release, "signed": is_signed }),
            &format!("{organization}：第 {release} 号发布版已写入 {folder}{zh}"),
            &format!("{organization}: release {release} written to {folder}{en}"),
        )?;
    }
    Ok(())
}

fn write(
    service: &Service,
    session: &Session,
    organization: &OrganizationId,
    command: &ExportSiteCommand,
) -> Result<i64> {
    let tree = Tree::of(&command.out, organization);
    let _lock = tree.lock()?;
    if service.signs_snapshots() {
        let keys = service.snapshot_keys(session, organization)?;
        tree.write(Item::Keys, keys.as_bytes())?;
    }
    let release = service.latest_release(session, organization)?.number;
    let snapshot = service.snapshot(session, organization, release)?;
    tree.write(Item::Body(release), &plain(&snapshot.body)?)?;
    tree.write(Item::Manifest(release), snapshot.release.manifest.as_bytes())?;
    let earliest = (release - i64::from(command.deltas)).max(1);
    for from in earliest..release {
        let delta = service.snapshot_delta(session, organization, (from, release))?;
        tree.write(Item::Delta { from, to: release }, &plain(&delta.body)?)?;
    }
    let pointer = service.lasting_pointer(session, organization, i64::from(command.days) * DAY)?;
    tree.write(Item::Pointer, pointer.as_bytes())?;
    for older in tree.releases().into_iter().filter(|older| *older < release) {
        tree.remove(older);
    }
    Ok(release)
}

fn plain(body: &PackedBody) -> Result<std::sync::Arc<[u8]>> {
    body.bytes(Encoding::Identity)
        .map_err(|cause| Error::new(Code::Internal).caused_by(cause))
}
