//! Who is offered which release, and the hours in which nothing becomes effective.

use proptest::prelude::*;
use std::collections::BTreeSet;
use zhiyu::id::AccountId;
use zhiyu::mapping::offer::HeldBy;
use zhiyu::mapping::offer::Percent;
use zhiyu::mapping::offer::Pin;
use zhiyu::mapping::offer::Rollout;
use zhiyu::mapping::offer::Steering;
use zhiyu::mapping::offer::step;
use zhiyu::time::FreezeWindow;
use zhiyu::time::Instant;

const NOW: Instant = Instant(1_000);

fn account(name: &str) -> AccountId {
    AccountId::new(name).unwrap()
}

fn rollout(release: i64, percent: i64) -> (i64, Rollout) {
    let rollout = Rollout {
        release,
        number: 1,
        percent: Percent::new(percent).unwrap(),
        account: account("wang"),
        at: NOW,
        reason: "先发".to_owned(),
    };
    (release, rollout)
}

fn pin(release: Option<i64>, until: Option<Instant>) -> Pin {
    Pin {
        collector: account("box"),
        number: 1,
        release,
        until,
        account: account("wang"),
        at: NOW,
        reason: "保持".to_owned(),
    }
}

/// The release that is offered, and why it is not the newest.
fn offered(steering: &Steering, name: &str) -> Option<(i64, Option<HeldBy>)> {
    let offer = steering.offer(&account(name), NOW)?;
    Some((offer.release, offer.held.map(|(by, _)| by)))
}

#[test]
fn a_pin_holds_until_its_end_and_is_kept_to_the_letter() {
    let with = |pin: Pin| Steering {
        newest: 3,
        retracted: BTreeSet::from([2]),
        pin: Some(pin),
        ..Steering::default()
    };
    let later = Some(Instant(NOW.0 + 1));
    assert_eq!(offered(&with(pin(Some(1), None)), "box"), Some((1, Some(HeldBy::Pin))));
    assert_eq!(offered(&with(pin(Some(2), later)), "box"), Some((2, Some(HeldBy::Pin))));
    assert_eq!(offered(&with(pin(Some(3), None)), "box"), Some((3, None)));
    assert_eq!(
        offered(&with(pin(Some(1), Some(NOW))), "box"),
        Some((3, None)),
        "it ended"
    );
    assert_eq!(
        offered(&with(pin(None, None)), "box"),
        Some((3, None)),
        "it was taken away"
    );
    assert_eq!(offered(&Steering::default(), "box"), None, "nothing is published");
}

#[test]
fn those_whom_the_newest_does_not_reach_get_the_last_one_that_may_be_used() {
    let mut steering = Steering {
        newest: 4,
        rollouts: [rollout(4, 0), rollout(3, 0)].into(),
        ..Steering::default()
    };
    assert_eq!(offered(&steering, "box"), Some((2, Some(HeldBy::Rollout))));
    steering.retracted.insert(2);
    assert_eq!(offered(&steering, "box"), Some((1, Some(HeldBy::Rollout))));
    steering.rollouts = [rollout(4, 100)].into();
    assert_eq!(offered(&steering, "box"), Some((4, None)));
    let first = Steering {
        newest: 1,
        rollouts: [rollout(1, 0)].into(),
        ..Steering::default()
    };
    assert_eq!(offered(&first, "box"), None, "there is nothing before the first");
}

#[test]
fn the_steps_are_a_contract_and_spread_evenly() {
    assert_eq!([step(&account("box-1"), 1), step(&account("box-1"), 2)], STEPS);
    let reached = (0..10_000).filter(|n| step(&account(&format!("box-{n}")), 7) < 10);
    let reached = reached.count();
    assert!((850..1150).contains(&reached), "{reached} of 10,000 at 10 %");
    assert!([-1, 101].iter().all(|value| Percent::new(*value).is_err()));
}

/// `printf 'box-1\n1' | sha256sum`, the first 8 digits modulo 100; and for release 2.
const STEPS: [u8; 2] = [89, 92];

proptest! {
    #[test]
    fn raising_the_share_takes_a_release_from_nobody(name in "[a-z]{1,8}", low in 0_i64..=100, more in 0_i64..=100) {
        let steering = |percent: i64| Steering {
            newest: 2,
            rollouts: [rollout(2, percent)].into(),
            ..Steering::default()
        };
        let (before, after) = (steering(low), steering((low + more).min(100)));
        if offered(&before, &name) == Some((2, None)) {
            prop_assert_eq!(offered(&after, &name), Some((2, None)));
        }
    }

    #[test]
    fn a_window_is_left_once_and_within_a_day(from in 0_i64..1440, length in 1_i64..1440, micros in 0_i64..4_000_000_000_000_000) {
        let text = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
        let until = (from + length) % 1440;
        let window = FreezeWindow::parse(&format!("{}-{}", text(from), text(until))).unwrap();
        prop_assert_eq!(FreezeWindow::parse(&window.to_string()), Some(window));
        let at = Instant(micros);
        let left = window.leave(at);
        // The minute of the day in Asia/Shanghai, counted from the beginning of the window.
        let minute = (micros / 60_000_000 + 8 * 60 - from).rem_euclid(1440);
        prop_assert_eq!(window.holds(at), minute < length);
        prop_assert_eq!(left.0 - at.0 > 0, minute < length);
        prop_assert!(left.0 - at.0 <= length * 60_000_000);
        prop_assert_eq!(window.leave(left), left);
    }
}

#[test]
fn what_is_no_window_is_not_read() {
    for text in [
        "",
        "18:00",
        "18:00-18:00",
        "24:00-03:00",
        "18:60-03:00",
        "8:00-9:00",
        "18:00-03:00 ",
        "-1:00-03:00",
    ] {
        assert_eq!(FreezeWindow::parse(text), None, "{text}");
    }
    assert_eq!(FreezeWindow::parse("18:00-03:00"), Some(FreezeWindow::USUAL));
}
