//! Acceptance sampling: reproducible draws in proportion to usage, intervals against values worked out by hand.

use proptest::prelude::*;
use zhiyu::mapping::sample::Standing;
use zhiyu::mapping::sample::Tally;
use zhiyu::mapping::sample::draw;
use zhiyu::mapping::sample::draws_to_show;

fn tally(draws: u32, judged: u32, wrong: u32) -> Tally {
    Tally { draws, judged, wrong }
}

#[track_caller]
fn is_about(found: (f64, f64), low: f64, high: f64) {
    let near = |one: f64, other: f64| (one - other).abs() < 0.000_05;
    assert!(
        near(found.0, low) && near(found.1, high),
        "{found:?} is not {low} to {high}"
    );
}

#[test]
fn intervals_are_those_of_wilson() {
    // z² = 3.841459. None of 50: 0 to z²/(50 + z²) = 0.071348.
    is_about(tally(50, 50, 0).interval().unwrap(), 0.0, 0.071_348);
    // 5 of 100: centre (0.05 + 0.01920729)/1.03841459 = 0.0666472, half 0.0451125 (1.959964/1.03841459 · √0.000571036).
    is_about(tally(100, 100, 5).interval().unwrap(), 0.021_543, 0.111_752);
    // Half of 10 wrong lies symmetrically around one half: 0.5 ± 0.263406.
    is_about(tally(10, 10, 5).interval().unwrap(), 0.236_594, 0.763_406);
    // All of 50 mirror none of 50.
    is_about(tally(50, 50, 50).interval().unwrap(), 0.928_652, 1.0);
    assert_eq!(tally(50, 0, 0).interval(), None);
}

#[test]
fn sizes_are_those_of_the_zero_error_plan() {
    // The smallest n with (1 - limit)^n ≤ 0.05: ln 0.05 / ln 0.99 = 298.07, / ln 0.95 = 58.4, / ln 0.999 = 2994.2.
    assert_eq!(
        [draws_to_show(10), draws_to_show(50), draws_to_show(1)],
        [299, 59, 2_995]
    );
}

#[test]
fn a_batch_stands_when_all_is_judged_and_goes_back_as_soon_as_it_must() {
    assert_eq!(tally(100, 99, 1).standing(10), Standing::Open);
    assert_eq!(tally(100, 100, 1).standing(10), Standing::Accepted);
    assert_eq!(tally(100, 2, 2).standing(10), Standing::Rejected);
    assert_eq!(tally(100, 100, 0).standing(0), Standing::Accepted);
    assert_eq!(tally(100, 1, 1).standing(0), Standing::Rejected);
}

#[test]
fn a_seed_names_one_sample_forever() {
    let usages: Vec<Option<i64>> = (1..=12).map(Some).collect();
    assert_eq!(draw(1_234_567, &usages, 5), [0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 1]);
}

#[test]
fn draws_follow_usage() {
    let usages = [Some(9_000), Some(900), None, Some(0), Some(98)];
    let drawn = draw(42, &usages, 4);
    assert_eq!(drawn.iter().sum::<u32>(), 4);
    let many: Vec<Option<i64>> = (0..20_000).map(|row| Some(if row == 7 { 20_000 } else { 1 })).collect();
    let drawn = draw(42, &many, 10_000);
    // Half of all weight is in row 7: 5,000 draws with a standard deviation of 50.
    assert!((4_700..=5_300).contains(&drawn[7]), "{}", drawn[7]);
}

proptest! {
    #[test]
    fn every_draw_is_a_row_and_the_same_seed_draws_the_same(
        seed: u64, usages in prop::collection::vec(prop::option::of(-3_i64..i64::MAX), 0..60), draws in 0_u32..40
    ) {
        let drawn = draw(seed, &usages, draws);
        prop_assert_eq!(drawn.len(), usages.len());
        let total: u32 = drawn.iter().sum();
        let rows = u32::try_from(usages.len()).unwrap();
        prop_assert_eq!(total, draws.min(rows));
        prop_assert!(rows > draws || drawn.iter().all(|count| *count == 1), "a small batch is judged whole");
        prop_assert_eq!(drawn, draw(seed, &usages, draws));
    }

    #[test]
    fn the_rate_lies_in_its_interval(draws in 1_u32..5_000, share in 0.0_f64..=1.0) {
        let wrong = (0..=draws).rev().find(|wrong| f64::from(*wrong) <= f64::from(draws) * share).unwrap();
        let tally = tally(draws, draws, wrong);
        let (rate, (low, high)) = (tally.error_rate().unwrap(), tally.interval().unwrap());
        prop_assert!(0.0 <= low && low <= rate + 1e-12 && rate <= high + 1e-12 && high <= 1.0);
    }
}
