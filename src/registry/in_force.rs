//! Which edition of a code system is in force on a day. Editions overlap; the day picks by effective date.

use super::edition::Edition;
use super::edition::EditionStatus;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::time::Day;
use std::cmp::Reverse;

/// The day that a field holds as `YYYY-MM-DD`, or the refusal that names the field.
pub fn day_of_field(text: &str, field: &'static str) -> Result<Day> {
    Day::parse(text).ok_or_else(|| {
        Error::new(Code::FieldInvalid)
            .with("field", field)
            .with("value", text)
            .with("rule_zh", "须为存在的日期，写成 YYYY-MM-DD，例如 2024-05-01")
            .with(
                "rule_en",
                "a day that exists, written YYYY-MM-DD such as 2024-05-01, is needed",
            )
            .in_field(field)
    })
}

/// The editions of one code system that are in force on a day, the current one first.
///
/// In force is what is published, or was retired after that day, from its first day (without one: always) to its last
/// (without one: still). The current one is that with the latest first day; of several, the one published last.
pub fn in_force(editions: &[Edition], day: Day) -> Vec<&Edition> {
    let mut list: Vec<&Edition> = editions.iter().filter(|edition| is_in_force(edition, day)).collect();
    list.sort_by_key(|edition| {
        let metadata = &edition.metadata;
        Reverse((&metadata.effective_from, edition.published_at, &edition.of.edition))
    });
    list
}

/// The edition that supersedes this one on a day: the successor (`replaces`) that is in force; where the successor is no
/// longer in force, its own successor.
pub fn superseded_by<'a>(editions: &'a [Edition], edition: &Edition, day: Day) -> Option<&'a Edition> {
    let current_first = in_force(editions, day);
    let mut replaced = vec![&edition.of.edition];
    // Every round goes one edition further; a circle ends with the number of editions.
    for _ in editions {
        let succeeds = |one: &Edition| {
            one.metadata
                .replaces
                .as_ref()
                .is_some_and(|old| replaced.contains(&old))
        };
        if let Some(successor) = current_first.iter().find(|one| succeeds(one)) {
            return (successor.of != edition.of).then_some(successor);
        }
        let were_published = editions
            .iter()
            .filter(|one| one.published_at.is_some() && succeeds(one));
        replaced = were_published.map(|one| &one.of.edition).collect();
    }
    None
}

fn is_in_force(edition: &Edition, day: Day) -> bool {
    let stands = match edition.status {
        EditionStatus::Draft | EditionStatus::InReview => false,
        EditionStatus::Published => true,
        EditionStatus::Retired => edition.retired_at.is_some_and(|retired| day < retired.day()),
    };
    // Days written YYYY-MM-DD come in the order of their text.
    let day = day.to_string();
    let metadata = &edition.metadata;
    let has_begun = metadata.effective_from.as_ref().is_none_or(|from| *from <= day);
    let has_not_ended = metadata.effective_to.as_ref().is_none_or(|to| day <= *to);
    stands && has_begun && has_not_ended
}
