//! Which edition is in force on a day.

use zhiyu::id::AccountId;
use zhiyu::id::EditionId;
use zhiyu::id::EditionRef;
use zhiyu::registry::edition::Edition;
use zhiyu::registry::edition::EditionMetadata;
use zhiyu::registry::edition::EditionStatus;
use zhiyu::registry::edition_life::check_replaces;
use zhiyu::registry::in_force::in_force;
use zhiyu::registry::in_force::superseded_by;
use zhiyu::time::Day;
use zhiyu::time::Instant;

/// A published edition with its first and last day; an empty day is none.
fn edition(id: &str, from: &str, to: &str) -> Edition {
    let day = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Edition {
        of: EditionRef::parse(&format!("S/{id}")).unwrap(),
        status: EditionStatus::Published,
        metadata: EditionMetadata {
            effective_from: day(from),
            effective_to: day(to),
            ..EditionMetadata::default()
        },
        rows: 1,
        digest: String::new(),
        created_at: Instant(0),
        created_by: AccountId::new("zhang.san").unwrap(),
        published_at: Some(Instant(1)),
        retired_at: None,
    }
}

fn replacing(older: &str, edition: Edition) -> Edition {
    let metadata = EditionMetadata {
        replaces: Some(EditionId::new(older).unwrap()),
        ..edition.metadata
    };
    Edition { metadata, ..edition }
}

fn on(editions: &[Edition], day: &str) -> Vec<String> {
    let found = in_force(editions, Day::parse(day).unwrap());
    found.iter().map(|one| one.of.edition.to_string()).collect()
}

fn successor(editions: &[Edition], id: &str, day: &str) -> Option<String> {
    let edition = editions.iter().find(|one| one.of.edition.as_str() == id).unwrap();
    let found = superseded_by(editions, edition, Day::parse(day).unwrap());
    found.map(|one| one.of.edition.to_string())
}

#[test]
fn editions_overlap_and_the_latest_begun_is_current() {
    let editions = [
        edition("1", "2018-01-01", "2021-12-31"),
        edition("2", "2021-07-01", ""),
        edition("always", "", ""),
        edition("3", "2026-01-01", ""),
    ];
    assert_eq!(on(&editions, "2017-12-31"), ["always"]);
    assert_eq!(on(&editions, "2018-01-01"), ["1", "always"], "the first day counts");
    assert_eq!(on(&editions, "2021-07-01"), ["2", "1", "always"]);
    assert_eq!(on(&editions, "2021-12-31"), ["2", "1", "always"], "the last day counts");
    assert_eq!(on(&editions, "2022-01-01"), ["2", "always"]);
    assert_eq!(on(&editions, "2026-11-21"), ["3", "2", "always"]);
}

#[test]
fn of_editions_that_begin_on_one_day_the_one_published_last_is_current() {
    let late = Edition {
        published_at: Some(Instant(9)),
        ..edition("a", "2020-01-01", "")
    };
    assert_eq!(
        on(&[late.clone(), edition("z", "2020-01-01", "")], "2020-01-01"),
        ["a", "z"]
    );
    assert_eq!(on(&[edition("z", "2020-01-01", ""), late], "2020-01-01"), ["a", "z"]);
}

#[test]
fn what_is_not_published_is_never_in_force_and_what_was_retired_was_until_that_day() {
    for status in [EditionStatus::Draft, EditionStatus::InReview] {
        let hidden = Edition {
            status,
            ..edition("1", "2020-01-01", "")
        };
        assert!(on(&[hidden], "2026-11-21").is_empty());
    }
    // 2026-11-20 23:30 of UTC is the 21st in Shanghai.
    let retired = Edition {
        status: EditionStatus::Retired,
        retired_at: Instant::parse("2026-11-20T23:30:00Z"),
        ..edition("1", "2020-01-01", "")
    };
    assert_eq!(on(std::slice::from_ref(&retired), "2026-11-20"), ["1"]);
    assert!(on(std::slice::from_ref(&retired), "2026-11-21").is_empty());
    let undated = Edition {
        retired_at: None,
        ..retired
    };
    assert!(on(&[undated], "2020-01-01").is_empty(), "nobody knows until when");
}

#[test]
fn a_successor_supersedes_once_it_is_in_force_and_hands_on_when_it_ends() {
    let editions = [
        edition("1", "2018-01-01", ""),
        replacing("1", edition("2", "2021-01-01", "2023-12-31")),
        replacing("2", edition("3", "2025-01-01", "")),
    ];
    assert_eq!(successor(&editions, "1", "2020-12-31"), None);
    assert_eq!(successor(&editions, "1", "2021-01-01").as_deref(), Some("2"));
    assert_eq!(
        successor(&editions, "1", "2024-06-01"),
        None,
        "between the two nobody is in its place"
    );
    assert_eq!(successor(&editions, "1", "2025-01-01").as_deref(), Some("3"));
    assert_eq!(successor(&editions, "2", "2025-01-01").as_deref(), Some("3"));
    assert_eq!(successor(&editions, "3", "2026-01-01"), None);
    let circle = [
        replacing("2", edition("1", "", "")),
        replacing("1", edition("2", "", "2000-01-01")),
    ];
    assert_eq!(successor(&circle, "1", "2026-01-01"), None, "a circle ends");
}

#[test]
fn an_edition_replaces_another_of_its_system_and_never_in_a_circle() {
    let editions = [edition("1", "", ""), replacing("1", edition("2", "", ""))];
    let refused = |id: &str, replaces: &str| {
        let wanted = replacing(replaces, edition(id, "", ""));
        check_replaces(&wanted.of, &wanted.metadata, &editions).is_err()
    };
    assert!(!refused("3", "2"));
    assert!(!refused("2", "1"), "the same again");
    assert!(refused("3", "3"));
    assert!(refused("3", "absent"));
    assert!(refused("1", "2"));
}

#[test]
fn days_are_those_of_the_calendar() {
    for text in ["2024-02-29", "2026-11-21", "1949-10-01"] {
        assert_eq!(Day::parse(text).unwrap().to_string(), text);
    }
    for text in [
        "",
        "2023-02-29",
        "2024-5-1",
        "2024-05-01 ",
        "+2024-05-01",
        "20240501",
        "2024-13-01",
        "二〇二四",
    ] {
        assert_eq!(Day::parse(text), None, "{text}");
    }
    let before_midnight = Instant::parse("2026-11-21T15:59:59Z").unwrap();
    assert_eq!(before_midnight.day().to_string(), "2026-11-21");
    assert_eq!(Instant(before_midnight.0 + 1_000_000).day().to_string(), "2026-11-22");
}
