//! Which causes of alerts are there, and which are gone.

use super::ground::Ground;
use super::raising;
use super::raising::Seen;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::state::State;
use crate::matching::name_key::name_key;
use crate::source::feedback::alert::AlertKind;
use crate::source::feedback::alert::Subject;
use crate::source::feedback::report::CodeCount;
use crate::source::feedback::report::CodeStatus;
use crate::source::feedback::report::CollectorReport;
use crate::source::feedback::report::DayCounts;
use crate::source::feedback::report::Outcome;
use crate::source::feedback::rules::FeedbackRules;
use crate::storage::DbConn;
use crate::storage::curation::local_codes;
use crate::storage::feedback::alerts;
use crate::storage::feedback::alerts::Alert;
use crate::storage::feedback::collector_reports::ReceivedReport;
use crate::storage::feedback::usage;
use crate::time::Instant;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// The keys of the names of the rows that a dictionary has, by code.
type NameKeys = BTreeMap<String, BTreeSet<String>>;

/// Opens the alerts that a report gives cause for; answers how many.
pub(super) fn note_report(
    tx: &mut DbConn,
    organization: &OrganizationId,
    received: &ReceivedReport,
    report: &CollectorReport,
    rules: &FeedbackRules,
) -> Result<usize> {
    let now = received.received_at;
    let mut opened = 0;
    if received.outcome == Outcome::Refused {
        let seen = Seen {
            subject: Subject::collector(&received.collector),
            release: received.release,
            name: String::new(),
        };
        opened += raising::raise(tx, organization, AlertKind::CollectorRefused, vec![seen], now)?;
    }
    let mut seen: BTreeMap<AlertKind, Vec<Seen>> = BTreeMap::new();
    let newest = usage::usable(tx, organization)?
        .first()
        .map_or(0, |release| release.number);
    for counts in &report.usage {
        note_codes(tx, organization, (counts, newest), &mut seen)?;
    }
    let days: BTreeSet<(&str, &str)> = report
        .usage
        .iter()
        .map(|usage| (usage.dictionary.as_str(), usage.day.as_str()))
        .collect();
    for (dictionary, day) in days {
        let (mapped, missed) = usage::totals(tx, organization, dictionary, day)?;
        if rules.fails(mapped, missed) {
            let subject = Subject::day(dictionary, day);
            let list = seen.entry(AlertKind::FailureRate).or_default();
            list.push(Seen {
                subject,
                release: None,
                name: String::new(),
            });
        }
    }
    for (kind, list) in seen {
        opened += raising::raise(tx, organization, kind, list, now)?;
    }
    Ok(opened)
}

fn note_codes(
    tx: &mut DbConn,
    organization: &OrganizationId,
    (counts, newest): (&DayCounts, i64),
    seen: &mut BTreeMap<AlertKind, Vec<Seen>>,
) -> Result<()> {
    let codes: Vec<&str> = counts.codes.iter().map(|code| code.code.as_str()).collect();
    let lines = usage::last_lines(tx, organization, &counts.dictionary, &codes, newest)?;
    let states = usage::states(tx, organization, &counts.dictionary, &codes)?;
    let names = name_keys(tx, organization, &counts.dictionary()?, &codes)?;
    let mut note = |kind: AlertKind, code: &CodeCount, name: &str| {
        seen.entry(kind).or_default().push(Seen {
            subject: Subject::code(&counts.dictionary, &code.code),
            release: Some(counts.release),
            name: name.to_owned(),
        });
    };
    for code in counts.codes.iter().filter(|code| !code.code.is_empty()) {
        let is_decided = lines.contains_key(&code.code) || states.get(&code.code) == Some(&State::Released);
        match code.status {
            CodeStatus::Unmapped if !is_decided => note(AlertKind::NewUnmappedCode, code, ""),
            CodeStatus::RetiredTarget => note(AlertKind::RetiredTargetHit, code, ""),
            CodeStatus::Mapped | CodeStatus::Unmapped | CodeStatus::Ambiguous | CodeStatus::InvalidSource => {}
        }
        let known = names.get(&code.code);
        let drifted = !code.name.is_empty() && known.is_some_and(|known| !known.contains(&name_key(&code.name)));
        if drifted {
            note(AlertKind::NameDrift, code, &code.name);
        }
    }
    Ok(())
}

fn name_keys(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<NameKeys> {
    let mut keys = NameKeys::new();
    for row in local_codes::find_many(tx, organization, dictionary, codes)? {
        keys.entry(row.code).or_default().insert(name_key(&row.name));
    }
    Ok(keys)
}

/// Resolves the alerts whose causes are gone; answers how many.
pub(super) fn settle(
    tx: &mut DbConn,
    organization: &OrganizationId,
    rules: &FeedbackRules,
    now: Instant,
) -> Result<usize> {
    let present = alerts::present(tx, organization)?;
    if present.is_empty() {
        return Ok(0);
    }
    let ground = Ground::load(tx, organization, rules, now)?;
    let mut gone: Vec<(Alert, String)> = Vec::new();
    let mut of_codes: BTreeMap<String, Vec<Alert>> = BTreeMap::new();
    for alert in present {
        match (&alert.subject.dictionary, &alert.subject.code) {
            (Some(dictionary), Some(_)) => of_codes.entry(dictionary.clone()).or_default().push(alert),
            (Some(dictionary), None) => {
                let day = alert.subject.day.as_deref().unwrap_or_default();
                let (mapped, missed) = usage::totals(tx, organization, dictionary, day)?;
                if !rules.fails(mapped, missed) {
                    gone.push((alert, "the rate is below its limit".to_owned()));
                }
            }
            (None, _) => {
                if !ground.is_cause(alert.kind, alert.subject.collector.as_deref().unwrap_or_default()) {
                    gone.push((alert, "the collector reported".to_owned()));
                }
            }
        }
    }
    for (dictionary, list) in of_codes {
        gone.extend(settled_codes(tx, organization, &dictionary, list, &ground)?);
    }
    raising::clear(tx, organization, gone, now)
}

/// The alerts on codes of one dictionary whose causes are gone, with why.
fn settled_codes(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &str,
    list: Vec<Alert>,
    ground: &Ground,
) -> Result<Vec<(Alert, String)>> {
    let codes: Vec<&str> = list.iter().filter_map(|alert| alert.subject.code.as_deref()).collect();
    let running = ground.running.unwrap_or(0);
    let lines = usage::last_lines(tx, organization, dictionary, &codes, running)?;
    let all_lines = usage::last_lines(tx, organization, dictionary, &codes, i64::MAX)?;
    let states = usage::states(tx, organization, dictionary, &codes)?;
    let names = name_keys(tx, organization, &DictionaryId::new(dictionary)?, &codes)?;
    let why = |alert: &Alert| {
        let code = alert.subject.code.as_deref().unwrap_or_default();
        if alert.kind == AlertKind::NameDrift {
            let known = names.get(code);
            let agrees = known.is_none_or(|known| known.contains(&name_key(&alert.name)));
            return agrees.then(|| "the dictionary has this name, or the code no more".to_owned());
        }
        if let Some(line) = lines.get(code).filter(|line| Some(line.release) > alert.release) {
            return Some(format!("decided in release {}, which collectors run", line.release));
        }
        let is_ignored = alert.kind == AlertKind::NewUnmappedCode
            && !all_lines.contains_key(code)
            && states.get(code) == Some(&State::Released);
        is_ignored.then(|| "it is never sent".to_owned())
    };
    let reasons: Vec<Option<String>> = list.iter().map(why).collect();
    let pairs = list.into_iter().zip(reasons);
    Ok(pairs
        .filter_map(|(alert, reason)| reason.map(|reason| (alert, reason)))
        .collect())
}
