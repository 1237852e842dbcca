//! Instants and the night window of Asia/Shanghai.

use proptest::prelude::*;
use zhiyu::time::FreezeWindow;
use zhiyu::time::Instant;

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

#[test]
fn nothing_becomes_effective_between_18_and_3_in_shanghai() {
    for (given, effective) in [
        ("2026-11-21T17:59:59.999999+08:00", "2026-11-21T17:59:59.999999+08:00"),
        ("2026-11-21T18:00:00+08:00", "2026-11-22T03:00:00+08:00"),
        ("2026-11-21T23:59:59+08:00", "2026-11-22T03:00:00+08:00"),
        ("2026-12-31T20:30:00+08:00", "2027-01-01T03:00:00+08:00"),
        ("2026-11-22T00:00:00+08:00", "2026-11-22T03:00:00+08:00"),
        ("2026-11-22T02:59:59.999999+08:00", "2026-11-22T03:00:00+08:00"),
        ("2026-11-22T03:00:00+08:00", "2026-11-22T03:00:00+08:00"),
    ] {
        assert_eq!(FreezeWindow::USUAL.leave(at(given)), at(effective), "{given}");
    }
}

#[test]
fn instants_are_written_in_utc_and_shown_in_shanghai() {
    let instant = at("2026-11-21T08:00:00.5+08:00");
    assert_eq!(instant.to_rfc3339(), "2026-11-21T00:00:00.500000Z");
    assert_eq!(instant.to_shanghai(), "2026-11-21 08:00:00");
    assert_eq!(Instant::parse("2026-11-21 08:00"), None);
}

proptest! {
    #[test]
    fn leaving_the_window_is_late_by_at_most_nine_hours_and_once(micros in 0_i64..4_000_000_000_000_000) {
        let given = Instant(micros);
        let moved = FreezeWindow::USUAL.leave(given);
        prop_assert!(moved >= given && moved.0 - given.0 <= 9 * 3_600_000_000);
        prop_assert_eq!(FreezeWindow::USUAL.leave(moved), moved);
        prop_assert_eq!(Instant::parse(&given.to_rfc3339()), Some(given));
    }
}
