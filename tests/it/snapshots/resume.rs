//! Lines that break, servers that are busy, mirrors that lie about the rest: the body comes whole or the last good one stays.

use super::mirror::Asked;
use super::mirror::Night;
use super::mirror::Reply;
use super::mirror::good;
use super::mirror::head;
use super::releases::Releases;
use crate::support::signing::day;
use std::fs;
use std::time::Duration;
use zhiyu::collector::Connection;
use zhiyu::collector::Source;
use zhiyu::collector::State;
use zhiyu::collector::Watch;
use zhiyu::error::Code;
use zhiyu::error::Error;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::time::Instant;

const BODY: &str = "3/body.jsonl";
/// Where the line breaks.
const CUT: usize = 50;

fn refusal(error: &Error) -> &str {
    assert_eq!(error.code(), Code::SnapshotRefused, "{error:?}");
    let refusal = error.values().iter().find(|(name, _)| *name == "refusal");
    &refusal.unwrap().1
}

/// The first `CUT` bytes of an answer of 300 that is tagged `"old"`.
fn half(body: &[u8]) -> Vec<u8> {
    [&head("200 OK", body.len(), "ETag: \"old\"\r\n"), &body[..CUT]].concat()
}

/// A night in which the first answer of the body breaks off after 50 bytes, and what is asked then gets another answer.
fn broken_night(rest: impl Fn(&Asked, &[u8]) -> Reply + Send + 'static) -> Night {
    let body = Releases::new(Algorithm::Ed25519).body(3).to_vec();
    let mut is_first = true;
    Night::new(move |asked| {
        if !asked.path.ends_with(BODY) {
            return Reply::Good;
        }
        if std::mem::take(&mut is_first) {
            return Reply::Raw(half(&body));
        }
        rest(asked, &body)
    })
}

fn rest_of(body: &[u8], from: usize) -> Reply {
    let range = format!(
        "ETag: \"old\"\r\nContent-Range: bytes {from}-{}/{}\r\n",
        body.len() - 1,
        body.len()
    );
    Reply::Raw(
        [
            head("206 Partial Content", body.len() - from, &range),
            body[from..].to_vec(),
        ]
        .concat(),
    )
}

#[test]
fn a_body_that_broke_off_is_continued_where_it_broke_off() {
    let night = broken_night(|asked, body| rest_of(body, usize::try_from(asked.range.unwrap()).unwrap()));
    let status = night.pull().unwrap();
    assert_eq!((status.state, night.in_use()), (State::Current, Some(3)));
    let asked = night.mirror.requests(BODY);
    let told: Vec<_> = asked.iter().map(|one| (one.range, one.if_range.as_deref())).collect();
    assert_eq!(told, [(None, None), (Some(50), Some("\"old\""))]);
    assert_eq!(night.pace.waits.borrow().len(), 1, "it waited before it asked again");
}

#[test]
fn the_next_pull_goes_on_where_the_last_gave_up() {
    let night = broken_night(|asked, body| rest_of(body, usize::try_from(asked.range.unwrap()).unwrap()));
    let source = Source::parse(&night.mirror.address, &Connection::default()).unwrap();
    let error = night.pull_from(&source, Duration::ZERO).unwrap_err();
    assert_eq!((error.code(), night.in_use()), (Code::ServerUnreachable, Some(2)));
    let piece = night.store.path().join("organizations/H1/snapshots/.body.part");
    assert!(piece.exists());
    night.pull_from(&source, Duration::ZERO).unwrap();
    assert_eq!(night.in_use(), Some(3));
    assert_eq!(night.mirror.requests(BODY)[1].range, Some(50));
    assert!(!piece.exists());
}

#[test]
fn a_damaged_beginning_is_fetched_again() {
    let night = Night::new(|_| Reply::Good);
    let piece = night.store.path().join("organizations/H1/snapshots/.body.part");
    for damage in [
        format!("[\"{}\",null]\nxyz", night.releases.manifest(3).body.sha256),
        "[\"0\",null]\nxyz".to_owned(),
        "x".to_owned(),
    ] {
        fs::write(&piece, damage).unwrap();
        let _ = fs::remove_dir_all(night.store.path().join("organizations/H1/snapshots/3"));
        night.pull().unwrap();
        assert_eq!((night.in_use(), piece.exists()), (Some(3), false));
    }
}

#[test]
fn a_source_without_ranges_or_with_other_bytes_by_now_sends_everything() {
    let night = broken_night(|_, body| Reply::Raw([head("200 OK", body.len(), ""), body.to_vec()].concat()));
    night.pull().unwrap();
    assert_eq!(night.in_use(), Some(3));
}

/// What comes in place of the rest, and the word it is refused with when it stays so.
#[test]
fn a_mirror_that_lies_about_the_rest_is_refused_and_the_last_good_one_stays() {
    type Rest = fn(&Asked, &[u8]) -> Reply;
    let attacks: [(&str, Rest); 6] = [
        // Other bytes under the same tag: the pieces do not fit, and the whole that is asked for then is wrong too.
        ("body-digest-wrong", |asked, body| {
            let other = vec![b'y'; body.len()];
            match asked.range {
                Some(_) => rest_of(&other, CUT),
                None => Reply::Raw([head("200 OK", body.len(), "ETag: \"old\"\r\n"), other].concat()),
            }
        }),
        ("endless", |_, body| {
            let range = format!("Content-Range: bytes {CUT}-{}/{}\r\n", body.len() - 1, body.len());
            Reply::Endless(format!("HTTP/1.1 206 Partial Content\r\n{range}Connection: close\r\n\r\n").into_bytes())
        }),
        ("range-wrong", |asked, body| match asked.range {
            Some(_) => rest_of(body, 10),
            None => Reply::Raw(half(body)),
        }),
        ("range-wrong", |asked, body| match asked.range {
            Some(_) => Reply::Raw(head(
                "206 Partial Content",
                0,
                &format!("Content-Range: bytes {CUT}-99999999/99999999\r\n"),
            )),
            None => Reply::Raw(half(body)),
        }),
        ("range-wrong", |_, body| {
            Reply::Raw([head("206 Partial Content", 9, ""), body[..9].to_vec()].concat())
        }),
        ("truncated", |asked, body| match asked.range {
            Some(_) => Reply::Raw(head("416 Range Not Satisfiable", 0, "")),
            None => Reply::Raw(half(body)),
        }),
    ];
    for (word, rest) in attacks {
        let night = broken_night(rest);
        let error = night.pull().unwrap_err();
        assert_eq!(refusal(&error), word);
        let status = night.kept().status().unwrap();
        assert_eq!(status.failure.unwrap().refusal.as_deref(), Some(word));
        assert_eq!((status.state, night.in_use()), (State::Stale, Some(2)), "{word}");
    }
}

#[test]
fn bytes_that_changed_between_the_halves_are_fetched_again_as_a_whole() {
    let night = broken_night(|asked, body| match asked.range {
        Some(_) => rest_of(&vec![b'y'; body.len()], CUT),
        None => Reply::Raw([head("200 OK", body.len(), ""), body.to_vec()].concat()),
    });
    night.pull().unwrap();
    assert_eq!((night.in_use(), night.mirror.requests(BODY).len()), (Some(3), 3));
}

#[test]
fn a_busy_source_is_asked_again_when_it_wants_to_be() {
    let mut turn = 0;
    let night = Night::new(move |asked| {
        if !asked.path.ends_with("keys.json") {
            return Reply::Good;
        }
        turn += 1;
        // After the first wait, of 22.5 s, this is 70 s and a part of one away.
        let date = http_date(day(0), 93);
        match turn {
            1 => Reply::Raw(head("429 Too Many Requests", 0, "Retry-After: 20\r\n")),
            2 => Reply::Raw(head("503 Service Unavailable", 0, &format!("Retry-After: {date}\r\n"))),
            3 => Reply::Raw(head("502 Bad Gateway", 0, "")),
            4 => Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{".to_vec()),
            _ => Reply::Good,
        }
    });
    night.pull().unwrap();
    assert_eq!(night.in_use(), Some(3));
    let waits: Vec<u64> = night.pace.waits.borrow().iter().map(Duration::as_secs).collect();
    // 20 s and an eighth more; until the date, 70.5 s away, and an eighth more; then three quarters of 4 s and of 8 s.
    assert_eq!(waits, [22, 79, 2, 5]);
}

/// A date of HTTP so many seconds after an instant.
fn http_date(instant: Instant, seconds: i64) -> String {
    let at = chrono::DateTime::from_timestamp_micros(instant.0 + seconds * 1_000_000).unwrap();
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[test]
fn patience_ends_and_what_is_wrong_for_good_is_not_asked_twice() {
    let busy = |status: &'static str, more: &'static str| Night::new(move |_| Reply::Raw(head(status, 0, more)));
    let night = busy("503 Service Unavailable", "");
    assert_eq!(night.pull().unwrap_err().code(), Code::ServerUnreachable);
    let waited: Duration = night.pace.waits.borrow().iter().sum();
    assert!(
        waited > Duration::from_mins(8) && waited < Duration::from_mins(10),
        "{waited:?}"
    );
    assert!(
        night
            .pace
            .waits
            .borrow()
            .iter()
            .all(|wait| *wait <= Duration::from_mins(1))
    );
    assert_eq!(night.in_use(), Some(2));
    // It asks for more than there is: the pull ends at once.
    let night = busy("429 Too Many Requests", "Retry-After: 3600\r\n");
    assert_eq!(night.pull().unwrap_err().code(), Code::ServerUnreachable);
    assert_eq!(night.mirror.requests("keys.json").len(), 1);
    for (status, code) in [
        ("401 Unauthorized", Code::TokenMissing),
        ("403 Forbidden", Code::OutOfScope),
        ("404 Not Found", Code::SnapshotNotFound),
    ] {
        let night = busy(status, "");
        assert_eq!(night.pull().unwrap_err().code(), code);
        assert_eq!(night.mirror.requests("keys.json").len(), 1, "{status}");
    }
}

#[test]
fn a_date_of_http_is_read() {
    let at = Instant::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
    assert_eq!(at.to_rfc3339(), "1994-11-06T08:49:37.000000Z");
    assert_eq!(Instant::parse_http_date("tomorrow"), None);
}

#[test]
fn a_watcher_waits_at_the_server_and_looks_from_time_to_time_elsewhere() {
    let mut turn = 0;
    let night = Night::new(move |asked| {
        assert!(asked.path.contains("/watch?after=2&wait="), "{}", asked.path);
        turn += 1;
        match turn {
            1 | 2 => Reply::Raw(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_vec()),
            3 => Reply::Raw(head("503 Service Unavailable", 0, "")),
            _ => Reply::Raw([head("200 OK", 2, ""), b"{}".to_vec()].concat()),
        }
    });
    let wait = |source: &Source, failures: u64| {
        night.pace.waits.borrow_mut().clear();
        let watch = Watch {
            source,
            pace: &night.pace,
            every: Duration::from_mins(5),
        };
        assert!(watch.wait(&[(&night.releases.organization, 2)], failures));
        night
            .pace
            .waits
            .borrow()
            .iter()
            .map(Duration::as_secs)
            .collect::<Vec<_>>()
    };
    let server = Source::parse(&format!("{}/api/v1", night.mirror.address), &Connection::default()).unwrap();
    // 204 at once, as a proxy might: the time is waited out all the same. Then one failure, then the news.
    assert_eq!(wait(&server, 0), [50, 50, 0, 0]);
    assert_eq!(night.mirror.requests("wait=50").len(), 4);
    let site = Source::parse(&night.mirror.address, &Connection::default()).unwrap();
    assert_eq!(wait(&site, 0), [299]);
    // After a refusal nobody is asked: the server would answer at once, again and again.
    assert_eq!((wait(&server, 1), wait(&server, 3)), (vec![0], vec![2]));
    assert_eq!(night.mirror.requests("wait=50").len(), 4);
}

#[test]
fn a_good_mirror_serves_ranges_as_the_tests_believe() {
    let night = Night::new(|_| Reply::Good);
    let path = night.path(BODY);
    let asked = |range| Asked {
        range,
        ..Asked::default()
    };
    let starts = |asked: &Asked, status: &str| good(&path, asked).starts_with(format!("HTTP/1.1 {status}").as_bytes());
    assert!(starts(&asked(None), "200") && starts(&asked(Some(5)), "206") && starts(&asked(Some(1 << 20)), "416"));
}
