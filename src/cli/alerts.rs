//! `zhiyu alerts`

use super::arguments::Arguments;
use super::arguments::feedback::AlertsCommand;
use super::console::Console;
use super::open;
use crate::error::Result;
use serde_json::json;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &AlertsCommand, console: &mut Console) -> Result<()> {
    match command {
        AlertsCommand::Check => check(arguments, console),
    }
}

fn check(arguments: &Arguments, console: &mut Console) -> Result<()> {
    let (service, _) = open(arguments)?;
    let now = service.clock();
    let review = service.review_collectors(now)?;
    let round = service.deliver_webhooks(now)?;
    let (collectors, opened, resolved) = (review.collectors, review.opened, review.resolved);
    let (sent, failed, dead) = (round.sent, round.failed, round.dead);
    console.answer(
        &json!({
            "collectors": collectors, "opened": opened, "resolved": resolved,
            "sent": sent, "failed": failed, "dead": dead,
        }),
        &format!("检查 {collectors} 个采集端：新告警 {opened}，解决 {resolved}；回调发出 {sent}，失败 {failed}，放弃 {dead}"),
        &format!(
            "{collectors} collectors: {opened} alerts opened, {resolved} resolved; {sent} sent, {failed} failed, {dead} given up"
        ),
    )
}
