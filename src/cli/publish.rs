//! `zhiyu publish`

use super::arguments::Arguments;
use super::arguments::PublishCommand;
use super::console::Console;
use super::open;
use super::session;
use crate::error::Result;
use crate::http::addresses::instant;
use crate::http::distribution::rehearsal::PublishRehearsalResponse;
use crate::http::distribution::releases::ReleaseResponse;
use crate::id::OrganizationId;
use crate::mapping::offer::Percent;
use crate::service::distribution::publishing::PublishOrder;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &PublishCommand, console: &mut Console) -> Result<()> {
    let organization = OrganizationId::new(command.organization.clone())?;
    let effective_at = command.effective_at.as_deref();
    let order = PublishOrder {
        note: command.note.clone(),
        effective_at: effective_at.map(|text| instant(text, "effective_at")).transpose()?,
        request_key: command.request_key.clone(),
        override_reason: command.override_reason.clone(),
        percent: command.percent.map(Percent::new).transpose()?,
    };
    let (service, _) = open(arguments)?;
    let session = session(arguments)?;
    if command.dry_run {
        let found = PublishRehearsalResponse::from(service.rehearse_publishing(&session, &organization, &order)?);
        let (number, rows, from) = (found.release.number, found.release.rows, &found.release.effective_at);
        let (added, changed, removed) = (found.added, found.changed, found.removed);
        let chinese = format!(
            "未写入：{organization} 将发布第 {number} 号，共 {rows} 条对照：新增 {added}，变更 {changed}，撤下 {removed}；{from} 起生效"
        );
        let english = format!(
            "not stored: {organization} would publish release {number} with {rows} mappings: {added} added, {changed} changed, {removed} removed; effective {from}"
        );
        return console.answer(&found, &chinese, &english);
    }
    let release = match command.roll_back_to {
        Some(number) => service.roll_back(&session, &organization, number, &order)?,
        None => service.publish(&session, &organization, &order)?,
    };
    let (number, rows, changes) = (release.number, release.body_rows, release.changes);
    let (digest, from) = (release.body_digest.clone(), release.effective_at.to_shanghai());
    console.answer(
        &ReleaseResponse::from(release),
        &format!("{organization} 第 {number} 号发布版：{rows} 条对照，本次变更 {changes} 条，{from} 起生效，摘要 {digest}"),
        &format!("{organization} release {number}: {rows} mappings, {changes} changes, effective {from} (Asia/Shanghai), digest {digest}"),
    )
}
