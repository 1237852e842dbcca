//! Features of habit: whether what differs between term and name is what approved pairs usually drop, add or replace.

use super::candidates::Candidate;
use super::texts::Texts;
use crate::matching::matcher::Matcher;
use crate::matching::memory::Gram;
use crate::matching::memory::Memory;
use crate::matching::memory::grams;

/// How many there are.
pub const COUNT: usize = 7;

/// What each number is. A gram of the term weighs as often as it is kept, one of the name as seldom as it is added.
pub const NAMES: [&str; COUNT] = [
    "habit_whole_covered",
    "habit_part_covered",
    "habit_added",
    "habit_name_replaced",
    "habit_part_replaced",
    "habit_name_explained",
    "habit_part_explained",
];

/// The least weight of a gram of a name.
const LEAST: f64 = 0.05;

/// The numbers of one candidate.
pub fn values(matcher: &Matcher, memory: &Memory, texts: &Texts<'_>, candidate: &Candidate) -> [f64; COUNT] {
    let habits = memory.habits();
    let whole = texts.get(0).map_or(&[][..], |text| &text.grams);
    let part = texts.get(candidate.text).map_or(&[][..], |text| &text.grams);
    let name = grams(matcher.names().core(candidate.name));
    let (kept, of) = covered(whole, &name);
    let (part_kept, part_of) = covered(part, &name);
    let dropped: Vec<(Gram, f64)> = only(part, &name);
    let (mut known, mut of_name, mut added, mut new) = (0.0, 0.0, 0.0, Vec::new());
    for gram in &name {
        let added_share = habits.added(*gram);
        let weight = (1.0 - added_share).max(LEAST);
        of_name += weight;
        if part.binary_search_by_key(gram, |(own, _)| *own).is_ok() {
            known += weight;
        } else {
            added -= added_share.ln();
            new.push((*gram, weight));
        }
    }
    let (name_replaced, part_replaced) = replaced(memory, &dropped, &new);
    [
        ratio(kept, of),
        ratio(part_kept, part_of),
        added,
        name_replaced,
        part_replaced,
        ratio(known + name_replaced, of_name),
        ratio(part_kept + part_replaced, part_of),
    ]
}

/// How much of what a name adds, and of what it drops, approved pairs write instead of one another.
fn replaced(memory: &Memory, dropped: &[(Gram, f64)], new: &[(Gram, f64)]) -> (f64, f64) {
    if memory.is_empty() {
        return (0.0, 0.0);
    }
    let mut best_of_new = vec![0.0_f64; new.len()];
    let mut part_replaced = 0.0;
    for (own, weight) in dropped {
        let mut best_of_own = 0.0_f64;
        for ((written, _), best) in new.iter().zip(&mut best_of_new) {
            let share = memory.habits().instead(*own, *written);
            best_of_own = best_of_own.max(share);
            *best = best.max(share);
        }
        part_replaced += weight * best_of_own;
    }
    let name_replaced = new
        .iter()
        .zip(best_of_new)
        .map(|((_, weight), best)| weight * best)
        .sum();
    (name_replaced, part_replaced)
}

/// The weight of the grams that a name has, and of all.
fn covered(own: &[(Gram, f64)], name: &[Gram]) -> (f64, f64) {
    own.iter().fold((0.0, 0.0), |(kept, of), (gram, weight)| {
        let has = name.binary_search(gram).is_ok();
        (kept + if has { *weight } else { 0.0 }, of + weight)
    })
}

fn only(own: &[(Gram, f64)], name: &[Gram]) -> Vec<(Gram, f64)> {
    let missing = own.iter().filter(|(gram, _)| name.binary_search(gram).is_err());
    missing.copied().collect()
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
