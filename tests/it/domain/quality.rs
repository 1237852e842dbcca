//! Sampling error, durations and overdue reviews: held against figures counted by hand, and against every order.

use proptest::prelude::*;
use zhiyu::coverage::CoverageReport;
use zhiyu::coverage::Durations;
use zhiyu::coverage::Milestones;
use zhiyu::coverage::OVERDUE_DAYS;
use zhiyu::coverage::Pace;
use zhiyu::coverage::SamplingError;
use zhiyu::mapping::sample::Tally;
use zhiyu::mapping::state::State;
use zhiyu::time::Instant;

const HOUR: i64 = 3_600_000_000;
/// A report that was frozen before quality was counted.
const WITHOUT: &str = include_str!("../../formats/zhiyu-coverage-1/report-without-quality.json");

/// 3 of 100: Wilson's interval is 1.03 % to 8.45 %, as R's `prop.test(3, 100, correct = FALSE)` says.
#[test]
fn the_interval_is_wilsons() {
    let tally = Tally {
        draws: 120,
        judged: 100,
        wrong: 3,
    };
    let found = SamplingError::of(&tally).unwrap();
    assert_eq!((found.judged, found.wrong, found.rate.as_str()), (100, 3, "0.030000"));
    assert!(
        found.lower.starts_with("0.0102") || found.lower.starts_with("0.0103"),
        "{found:?}"
    );
    assert!(found.upper.starts_with("0.0845"), "{found:?}");
    assert_eq!(SamplingError::of(&Tally::default()), None);
}

#[test]
fn durations_are_the_nearest_rank() {
    let hours: Vec<i64> = (1..=10).map(|hour| hour * HOUR).collect();
    let found = Durations::of(hours).unwrap();
    assert_eq!(
        (found.codes, found.median_hours.as_str(), found.p90_hours.as_str()),
        (10, "5.00", "9.00")
    );
    let one = Durations::of(vec![HOUR * 3 / 2]).unwrap();
    assert_eq!((one.median_hours.as_str(), one.p90_hours.as_str()), ("1.50", "1.50"));
    assert_eq!(Durations::of(Vec::new()), None);
}

#[test]
fn only_what_waits_longer_is_overdue() {
    let now = Instant(100 * 24 * HOUR);
    let days = |days: i64| Some(Instant(now.0 - days * 24 * HOUR));
    let mut pace = Pace::until(now);
    for (state, waits) in [
        (State::InReview, i64::from(OVERDUE_DAYS)),
        (State::InReview, i64::from(OVERDUE_DAYS) + 1),
        (State::Returned, 90),
    ] {
        let milestones = Milestones {
            drafted: days(95),
            submitted: days(waits),
            released: None,
        };
        pace.take(days(99), &milestones, Some(state));
    }
    let released = Milestones {
        drafted: days(3),
        submitted: days(2),
        released: days(1),
    };
    pace.take(days(11), &released, Some(State::Released));
    let quality = pace.quality("H1", "his/diagnosis", &Tally::default());
    assert_eq!((quality.in_review, quality.overdue), (2, 1));
    assert_eq!(quality.from_seen.unwrap().median_hours, "240.00");
    assert_eq!(quality.from_draft.unwrap().p90_hours, "48.00");
}

#[test]
fn a_report_of_the_past_reads_as_it_was() {
    let report = CoverageReport::parse(WITHOUT).unwrap();
    assert_eq!(report.quality, None);
    assert_eq!(report.to_canonical().unwrap(), WITHOUT);
}

proptest! {
    #[test]
    fn a_percentile_is_one_of_the_durations(mut list in prop::collection::vec(0_i64..1_000, 1..60)) {
        let found = Durations::of(list.iter().map(|hour| hour * HOUR).collect()).unwrap();
        let hours = |text: &str| text.strip_suffix(".00").unwrap().parse::<i64>().unwrap();
        let (median, p90) = (hours(&found.median_hours), hours(&found.p90_hours));
        prop_assert!(list.contains(&median) && list.contains(&p90) && median <= p90);
        let up_to = |most: i64| list.iter().filter(|one| **one <= most).count();
        prop_assert!(up_to(median) * 2 >= list.len() && up_to(p90) * 10 >= list.len() * 9);
        list.reverse();
        let other = Durations::of(list.iter().map(|hour| hour * HOUR).collect());
        prop_assert_eq!(other, Some(found));
    }
}
