//! Feedback on both databases: reports count once, alerts open and end with their causes, the queue follows the releases.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::ignored;
use crate::support::hospital::mapped;
use crate::support::service::START;
use crate::support::service::TestService;
use crate::support::service::session;
use zhiyu::access::role::Role;
use zhiyu::access::session::Session;
use zhiyu::error::Code;
use zhiyu::id::CollectorId;
use zhiyu::page::Page;
use zhiyu::service::feedback::Receipt;
use zhiyu::service::feedback::alerts::AlertFilter;
use zhiyu::service::feedback::unmapped::CodeStanding;
use zhiyu::service::feedback::unmapped::UnmappedQuestion;
use zhiyu::service::feedback::unmapped::UnmappedRow;
use zhiyu::source::feedback::alert::AlertKind;
use zhiyu::source::feedback::alert::AlertStep;
use zhiyu::source::feedback::report::CodeCount;
use zhiyu::source::feedback::report::CodeStatus;
use zhiyu::source::feedback::report::CollectorReport;
use zhiyu::source::feedback::report::DayCounts;
use zhiyu::source::feedback::report::Outcome;
use zhiyu::source::feedback::report::ReportedRefusal;
use zhiyu::time::Instant;

on_both_engines! {
    a_report_counts_once
    a_code_is_queued_mapped_and_converted_again
    a_later_count_of_a_batch_takes_the_place_of_the_earlier
    collectors_fall_silent_and_behind_and_come_back
    what_a_person_resolved_is_opened_again_only_by_a_new_cause
    a_code_that_is_never_sent_leaves_queue_and_alerts
}

const DAY: &str = "2026-11-20";

fn hour(hours: i64) -> Instant {
    Instant(START.0 + hours * 3_600_000_000)
}

/// A hospital with release 1: `001` is mapped, nothing is said of `002`.
fn hospital(test: &TestService) -> Hospital<'_> {
    let hospital = Hospital::new(
        &test.service,
        "H1",
        &[("001", "霍乱"), ("002", "伤寒"), ("003", "痢疾")],
    );
    hospital.approve("001", mapped(&["A00"]), "名称一致");
    hospital.publish().unwrap();
    hospital
}

fn collector() -> Session {
    session(Role::Collector, "front")
}

fn report(id: &str, release: i64) -> CollectorReport {
    CollectorReport {
        report_id: id.to_owned(),
        made_at: "2026-11-21T10:00:00+08:00".to_owned(),
        outcome: Outcome::Applied,
        release: Some(release),
        digest: None,
        refusal: None,
        client: "test/1".to_owned(),
        usage: Vec::new(),
    }
}

/// Counts of `DAY`: code, name, status, count.
fn counts(release: i64, mapped: u64, codes: &[(&str, &str, CodeStatus, u64)]) -> DayCounts {
    let code = |(code, name, status, count): &(&str, &str, CodeStatus, u64)| CodeCount {
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        status: *status,
        count: *count,
    };
    DayCounts {
        day: DAY.to_owned(),
        dictionary: "his/diagnosis".to_owned(),
        release,
        batch: "a".to_owned(),
        mapped,
        names_dropped: 0,
        codes_refused: 0,
        codes_left_out: 0,
        codes: codes.iter().map(code).collect(),
    }
}

fn send(hospital: &Hospital<'_>, from: &str, report: &CollectorReport) -> Receipt {
    let id = CollectorId::new(from).unwrap();
    hospital
        .service
        .report_use(&collector(), &hospital.id, &id, report)
        .unwrap()
}

fn with(mut report: CollectorReport, usage: DayCounts) -> CollectorReport {
    report.usage = vec![usage];
    report
}

/// Kind, subject and state of every alert that is not resolved.
fn open_alerts(hospital: &Hospital<'_>) -> Vec<(AlertKind, String)> {
    let page = Page::new(None, None);
    let curator = Hospital::curator();
    let found = hospital
        .service
        .alerts(&curator, &hospital.id, &AlertFilter::default(), &page);
    let items = found.unwrap().items.into_iter();
    items
        .map(|alert| (alert.kind, alert.subject.key().replace('\n', " ")))
        .collect()
}

fn queue(hospital: &Hospital<'_>, resolved: bool) -> Vec<UnmappedRow> {
    let question = UnmappedQuestion {
        resolved,
        ..UnmappedQuestion::default()
    };
    let curator = Hospital::curator();
    hospital
        .service
        .unmapped_codes(&curator, &hospital.id, &question, None)
        .unwrap()
        .items
}

fn states(hospital: &Hospital<'_>) -> Vec<(String, &'static str)> {
    let list = hospital.service.collectors(&Hospital::curator(), &hospital.id).unwrap();
    let turn = list
        .into_iter()
        .map(|view| (view.last.collector, view.findings.standing().as_str()));
    turn.collect()
}

fn a_report_counts_once(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = hospital(&test);
    let first = with(
        report("r1", 1),
        counts(1, 100, &[("002", "伤寒", CodeStatus::Unmapped, 9)]),
    );
    let receipt = send(&hospital, "c1", &first);
    assert_eq!((receipt.number, receipt.repeated, receipt.opened), (1, false, 2));
    let again = send(&hospital, "c1", &first);
    assert_eq!((again.number, again.repeated, again.opened), (1, true, 0));
    assert_eq!(queue(&hospital, false)[0].usage, 9);
    let other = with(report("r1", 1), counts(1, 101, &[]));
    let id = CollectorId::new("c1").unwrap();
    let refused = test
        .service
        .report_use(&collector(), &hospital.id, &id, &other)
        .unwrap_err();
    assert_eq!(refused.code(), Code::ReportIdReused);
    assert_eq!(
        send(&hospital, "c2", &other).number,
        1,
        "another collector has ids of its own"
    );
}

fn a_code_is_queued_mapped_and_converted_again(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = hospital(&test);
    let codes = [
        ("001", "霍乱（改名）", CodeStatus::Mapped, 3),
        ("002", "伤寒", CodeStatus::Unmapped, 7),
        ("009", "新码", CodeStatus::Unmapped, 2),
    ];
    send(&hospital, "c1", &with(report("r1", 1), counts(1, 500, &codes)));
    let drift = (AlertKind::NameDrift, "his/diagnosis 001".to_owned());
    let unknown = (AlertKind::NewUnmappedCode, "his/diagnosis 009".to_owned());
    let new = (AlertKind::NewUnmappedCode, "his/diagnosis 002".to_owned());
    assert_eq!(open_alerts(&hospital), [new, unknown.clone(), drift]);
    let rows = queue(&hospital, false);
    let seen: Vec<(&str, u64, CodeStanding)> = rows
        .iter()
        .map(|row| (row.code.as_str(), row.usage, row.standing))
        .collect();
    assert_eq!(
        seen,
        [("002", 7, CodeStanding::Unmapped), ("009", 2, CodeStanding::Unknown)]
    );

    hospital.approve("002", mapped(&["A01"]), "名称一致");
    assert_eq!(queue(&hospital, false)[0].standing, CodeStanding::AtWork);
    hospital.publish().unwrap();
    let resolved = queue(&hospital, true);
    let mapped_in = resolved[0].mapped_in.unwrap();
    assert_eq!(
        (resolved.len(), resolved[0].code.as_str(), mapped_in.release),
        (1, "002", 2)
    );
    assert!(resolved[0].days.iter().eq([DAY]));
    assert_eq!(open_alerts(&hospital).len(), 3, "no collector runs release 2 yet");
    let receipt = send(&hospital, "c2", &report("r1", 1));
    assert_eq!(
        receipt.resolved, 0,
        "what is released later is not decided for this collector"
    );
    let receipt = send(&hospital, "c1", &report("r2", 2));
    assert_eq!(receipt.resolved, 0, "another collector still runs release 1");
    hospital.load(&[("001", "霍乱（改名）"), ("002", "伤寒"), ("003", "痢疾")]);
    assert_eq!(send(&hospital, "c2", &report("r2", 2)).resolved, 2);
    assert_eq!(open_alerts(&hospital), [unknown]);
    let (alert, steps) = test.service.alert(&Hospital::curator(), &hospital.id, 1).unwrap();
    assert_eq!(alert.subject.code.as_deref(), Some("002"));
    let steps: Vec<(AlertStep, &str)> = steps.iter().map(|step| (step.step, step.account.as_str())).collect();
    assert_eq!(steps, [(AlertStep::Open, "system"), (AlertStep::Resolve, "system")]);

    let still = with(
        report("r3", 2),
        counts(2, 500, &[("002", "伤寒", CodeStatus::Ambiguous, 7)]),
    );
    send(&hospital, "c1", &still);
    assert_eq!(queue(&hospital, false)[0].standing, CodeStanding::NotConverted);
    assert!(queue(&hospital, true).is_empty());
}

fn a_later_count_of_a_batch_takes_the_place_of_the_earlier(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = hospital(&test);
    let missed = [("002", "伤寒", CodeStatus::Unmapped, 20)];
    send(&hospital, "c1", &with(report("r1", 1), counts(1, 100, &missed)));
    let rate = (AlertKind::FailureRate, format!("his/diagnosis {DAY}"));
    assert!(open_alerts(&hospital).contains(&rate));
    let mut second = counts(1, 10, &missed);
    second.batch = "b".to_owned();
    send(&hospital, "c1", &with(report("r2", 1), second));
    assert_eq!(queue(&hospital, false)[0].usage, 40, "two batches add up");
    let receipt = send(&hospital, "c1", &with(report("r3", 1), counts(1, 5_000, &missed)));
    assert_eq!(receipt.resolved, 1, "the rate of the day is below its limit again");
    assert_eq!(queue(&hospital, false)[0].usage, 40);
    assert!(!open_alerts(&hospital).contains(&rate));
}

fn collectors_fall_silent_and_behind_and_come_back(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = hospital(&test);
    send(&hospital, "c1", &report("r1", 1));
    send(&hospital, "c2", &report("r1", 1));
    hospital.approve("002", mapped(&["A01"]), "名称一致");
    hospital.publish().unwrap();
    send(&hospital, "c2", &report("r2", 2));
    assert_eq!(
        states(&hospital),
        [("c1".to_owned(), "behind"), ("c2".to_owned(), "current")]
    );
    let early = test.service.review_collectors(hour(23)).unwrap();
    assert_eq!((early.collectors, early.opened), (2, 0));
    assert_eq!(test.service.review_collectors(hour(25)).unwrap().opened, 1);
    assert_eq!(
        test.service.review_collectors(hour(26)).unwrap().opened,
        0,
        "once, not at every look"
    );
    assert_eq!(open_alerts(&hospital), [(AlertKind::CollectorBehind, "c1".to_owned())]);
    assert_eq!(
        test.service.review_collectors(hour(37)).unwrap().opened,
        2,
        "both are silent"
    );
    let back = send(&hospital, "c1", &report("r2", 2));
    assert_eq!(back.resolved, 3, "at the clock of the service nobody is silent");
    let mut refused = report("r3", 2);
    refused.outcome = Outcome::Refused;
    refused.refusal = Some(ReportedRefusal {
        code: "expired".to_owned(),
        reason: "致电 13800138000".to_owned(),
    });
    assert_eq!(send(&hospital, "c1", &refused).opened, 1);
    assert_eq!(states(&hospital)[0].1, "refused");
    let list = test.service.collectors(&Hospital::curator(), &hospital.id).unwrap();
    assert_eq!(list[0].last.refusal.as_ref().unwrap().reason, "");
    let mut other = report("r4", 2);
    other.digest = Some("0".repeat(64));
    assert_eq!(send(&hospital, "c1", &other).resolved, 1);
    assert_eq!(states(&hospital)[0].1, "foreign");
}

fn what_a_person_resolved_is_opened_again_only_by_a_new_cause(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = hospital(&test);
    send(&hospital, "c1", &report("r1", 1));
    test.service.review_collectors(hour(40)).unwrap();
    let step = |step: AlertStep| {
        let curator = Hospital::curator();
        test.service.step_alert(&curator, &hospital.id, 1, step, "前置机停用")
    };
    step(AlertStep::Acknowledge).unwrap();
    step(AlertStep::Resolve).unwrap();
    assert_eq!(
        step(AlertStep::Acknowledge).unwrap_err().code(),
        Code::AlertStepNotAllowed
    );
    assert_eq!(test.service.review_collectors(hour(41)).unwrap().opened, 0);
    assert_eq!(
        send(&hospital, "c1", &report("r2", 1)).resolved,
        0,
        "it was resolved before"
    );
    assert_eq!(test.service.review_collectors(hour(42)).unwrap().opened, 1);
    let (_, steps) = test.service.alert(&Hospital::curator(), &hospital.id, 1).unwrap();
    let steps: Vec<AlertStep> = steps.iter().map(|step| step.step).collect();
    assert_eq!(
        steps,
        [
            AlertStep::Open,
            AlertStep::Acknowledge,
            AlertStep::Resolve,
            AlertStep::Reopen
        ]
    );
}

fn a_code_that_is_never_sent_leaves_queue_and_alerts(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = hospital(&test);
    let missed = [("003", "痢疾", CodeStatus::Unmapped, 20)];
    send(&hospital, "c1", &with(report("r1", 1), counts(1, 5_000, &missed)));
    hospital.approve("003", ignored("不上传"), "停用");
    hospital.approve("002", mapped(&["A01"]), "名称一致");
    hospital.publish().unwrap();
    let again = send(&hospital, "c1", &with(report("r2", 2), counts(2, 5_000, &missed)));
    assert_eq!((again.opened, again.resolved), (0, 1));
    assert!(queue(&hospital, false).is_empty());
    let decided = UnmappedQuestion {
        decided: true,
        ..UnmappedQuestion::default()
    };
    let rows = test
        .service
        .unmapped_codes(&Hospital::curator(), &hospital.id, &decided, None)
        .unwrap();
    assert_eq!(rows.items[0].standing, CodeStanding::Ignored);
}
