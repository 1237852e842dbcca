//! `zhiyu edition impact`

use super::super::arguments::Arguments;
use super::super::arguments::ImpactCommand;
use super::super::console::Console;
use super::super::open;
use super::super::session;
use crate::error::Result;
use crate::http::curation::upgrades::ImpactResponse;
use crate::http::curation::upgrades::edition;
use crate::id::EditionRef;
use crate::mapping::upgrade::Finding;
use crate::service::curation::upgrades::EditionImpact;
use crate::service::curation::upgrades::HospitalImpact;

/// Runs the command.
pub(super) fn run(arguments: &Arguments, command: &ImpactCommand, console: &mut Console) -> Result<()> {
    let of = EditionRef::parse(&command.edition)?;
    let from = edition(command.from.clone())?;
    let (service, _) = open(arguments)?;
    let impact = service.edition_impact(&session(arguments)?, &of, from.as_ref())?;
    let response = ImpactResponse::from(&impact);
    console.answer(&response, &words(&impact, true), &words(&impact, false))
}

fn words(impact: &EditionImpact, chinese: bool) -> String {
    let of = &impact.edition;
    if impact.from.is_empty() {
        return if chinese {
            format!("{of} 未声明取代哪个版本（replaces），发布它不会使任何对照转待复核；可用 --from 指定原版本")
        } else {
            format!(
                "{of} does not say which edition it replaces: publishing it sends no mapping back; --from names one"
            )
        };
    }
    let from: Vec<String> = impact.from.iter().map(ToString::to_string).collect();
    let (from, total) = (from.join(", "), &impact.total);
    let (hospitals, recheck, usage) = (total.hospitals, total.to_recheck, total.usage);
    let mut lines = vec![if chinese {
        format!("{of} 取代 {from}：涉及 {hospitals} 家机构，{recheck} 条对照将转待复核（使用 {usage} 次）")
    } else {
        format!(
            "{of} replaces {from}: {hospitals} hospitals, {recheck} mappings go back to review (used {usage} times)"
        )
    }];
    lines.extend(impact.hospitals.iter().map(|one| line(one, chinese)));
    if let Some(progress) = impact.progress {
        let (done, rows) = (progress.hospitals, progress.rows);
        lines.push(match (chinese, progress.is_finished) {
            (true, true) => format!("已处理 {done} 家机构，{rows} 条已转待复核"),
            (true, false) => format!("正在处理：{done} 家机构已完成，{rows} 条已转待复核"),
            (false, true) => format!("done: {done} hospitals, {rows} mappings sent back"),
            (false, false) => format!("under way: {done} hospitals done, {rows} mappings sent back"),
        });
    }
    lines.join("\n")
}

fn line(one: &HospitalImpact, chinese: bool) -> String {
    let word = |finding: &Finding| if chinese { finding.title() } else { finding.as_str() };
    let counts: Vec<String> = one
        .findings
        .iter()
        .map(|(finding, count)| format!("{} {count}", word(finding)))
        .collect();
    let others = if chinese { "其他机构" } else { "others" };
    let name = one.organization.as_ref().map_or(others.to_owned(), ToString::to_string);
    format!("  {name}\t{}", counts.join(", "))
}
