//! The rules of feedback: how collectors stand, what alerts may do, where webhooks may go and how they are signed.

use proptest::prelude::*;
use std::collections::BTreeSet;
use std::net::IpAddr;
use zhiyu::digest::hmac_sha256_hex;
use zhiyu::error::Code;
use zhiyu::source::feedback::alert::AlertState;
use zhiyu::source::feedback::alert::AlertStep;
use zhiyu::source::feedback::report::CodeCount;
use zhiyu::source::feedback::report::CodeStatus;
use zhiyu::source::feedback::report::DayCounts;
use zhiyu::source::feedback::report::Outcome;
use zhiyu::source::feedback::rules::CollectorStanding;
use zhiyu::source::feedback::rules::Effective;
use zhiyu::source::feedback::rules::FeedbackRules;
use zhiyu::source::feedback::rules::LastWord;
use zhiyu::source::feedback::webhook::due_after;
use zhiyu::source::feedback::webhook::may_connect;
use zhiyu::source::feedback::webhook::must_be_allowed;
use zhiyu::source::feedback::webhook::signature;
use zhiyu::time::Instant;

const HOUR: i64 = 3_600_000_000;

fn hosts(list: &[&str]) -> Vec<String> {
    list.iter().map(|host| (*host).to_owned()).collect()
}

#[test]
fn a_collector_stands_by_the_gravest_finding() {
    let rules = FeedbackRules::default();
    let now = Instant(1_000 * HOUR);
    let effective = [1, 2, 3].map(|number| Effective {
        number,
        since: Instant((900 + number * 30) * HOUR),
    });
    let word = LastWord {
        received_at: Instant(999 * HOUR),
        release: Some(3),
        is_known_body: true,
        last_pull: Some(Outcome::Applied),
    };
    let standing = |word: &LastWord| rules.findings(word, &effective, now).standing();
    assert_eq!(standing(&word), CollectorStanding::Current);
    let behind = LastWord {
        release: Some(2),
        ..word.clone()
    };
    assert_eq!(standing(&behind), CollectorStanding::Behind);
    let findings = rules.findings(&behind, &effective, now);
    assert_eq!(
        (findings.behind, findings.late > 0),
        (1, false),
        "release 3 has been effective for ten hours"
    );
    let later = Instant(now.0 + 15 * HOUR);
    assert!(rules.findings(&behind, &effective, later).late > 0);
    let foreign = LastWord {
        is_known_body: false,
        ..behind.clone()
    };
    assert_eq!(standing(&foreign), CollectorStanding::Foreign);
    let refused = LastWord {
        last_pull: Some(Outcome::Refused),
        ..foreign
    };
    assert_eq!(standing(&refused), CollectorStanding::Refused);
    let silent = Instant(999 * HOUR + 36 * HOUR);
    assert!(!rules.findings(&refused, &effective, silent).is_silent);
    let standing = rules.findings(&refused, &effective, Instant(silent.0 + 1)).standing();
    assert_eq!(standing, CollectorStanding::Silent);
}

#[test]
fn an_alert_takes_the_steps_of_the_table_and_no_others() {
    let allowed: Vec<(AlertState, AlertStep, AlertState)> = AlertState::ALL
        .into_iter()
        .flat_map(|state| AlertStep::ALL.map(|step| (state, step, state.after(step))))
        .filter_map(|(state, step, after)| after.map(|after| (state, step, after)))
        .collect();
    assert_eq!(
        allowed,
        [
            (AlertState::Open, AlertStep::Acknowledge, AlertState::Acknowledged),
            (AlertState::Open, AlertStep::Resolve, AlertState::Resolved),
            (AlertState::Acknowledged, AlertStep::Resolve, AlertState::Resolved),
            (AlertState::Resolved, AlertStep::Reopen, AlertState::Open),
        ]
    );
}

#[test]
fn small_counts_are_not_shown_and_few_codes_make_no_rate() {
    let rules = FeedbackRules::default();
    let shown: Vec<String> = [0, 1, 4, 5, 6].into_iter().map(|count| rules.shown(count)).collect();
    assert_eq!(shown, ["0", "<5", "<5", "5", "6"]);
    assert!(!rules.fails(0, 99), "too few");
    assert!(!rules.fails(95, 5), "five of a hundred is the limit");
    assert!(rules.fails(94, 6));
}

#[test]
fn an_address_is_called_only_when_it_is_listed_and_safe() {
    let listed = hosts(&["alerts.example.cn", "127.0.0.1", "[::1]"]);
    for url in [
        "https://alerts.example.cn/x",
        "https://ALERTS.example.cn:8443/x?y=1",
        "http://127.0.0.1:80/",
        "http://[::1]:8080/x",
    ] {
        must_be_allowed(url, &listed).unwrap_or_else(|error| panic!("{url}: {error}"));
    }
    for url in [
        "http://alerts.example.cn/x",
        "https://alerts.example.cn.evil.cn/",
        "https://alerts.example.cn@evil.cn/",
        "https://evil.cn/alerts.example.cn",
        "https://evil.cn#alerts.example.cn",
        "https://evil.cn\\@alerts.example.cn/",
        "https://alerts.example.cn:x/",
        "ftp://alerts.example.cn/",
        "https://127.1/",
        "https://2130706433/",
        "https:///x",
        "alerts.example.cn",
        "https://alerts.example.cn/\r\nHost: evil",
    ] {
        let refused = must_be_allowed(url, &listed).unwrap_err();
        assert_eq!(refused.code(), Code::WebhookRefused, "{url}");
    }
}

#[test]
fn a_connection_goes_to_public_or_listed_addresses_alone() {
    let allows = |address: &str, list: &[&str]| may_connect(address.parse::<IpAddr>().unwrap(), &hosts(list));
    for address in ["8.8.8.8", "223.5.5.5", "2400:3200::1"] {
        assert!(allows(address, &[]), "{address}");
    }
    for address in [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.0.1",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "ff02::1",
    ] {
        assert!(!allows(address, &["alerts.example.cn", "localhost"]), "{address}");
    }
    assert!(allows("10.1.2.3", &["10.1.2.3"]) && allows("::ffff:10.1.2.3", &["10.1.2.3"]));
    assert!(allows("::1", &["[::1]"]) && !allows("10.1.2.4", &["10.1.2.3"]));
}

#[test]
fn a_signature_is_the_standard_one_and_waits_grow_to_a_limit() {
    // RFC 4231, test case 2.
    let known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(
        hmac_sha256_hex(b"Jefe", [b"what do ya want ".as_slice(), b"for nothing?"]),
        known
    );
    let at = Instant(1_795_226_400_000_001);
    let expected = hmac_sha256_hex(b"secret", [b"1795226400.{}".as_slice()]);
    assert_eq!(signature("secret", at, "{}"), format!("t=1795226400,v1={expected}"));
    let waits: Vec<i64> = [1, 2, 3, 11, 12, 99]
        .map(|attempts| due_after(attempts, Instant(0)).0 / 1_000_000)
        .into();
    assert_eq!(waits, [30, 60, 120, 21_600, 21_600, 21_600]);
}

fn status() -> impl Strategy<Value = CodeStatus> {
    proptest::sample::select(CodeStatus::ALL.to_vec())
}

proptest! {
    #[test]
    fn screening_loses_no_record(codes in prop::collection::btree_map("[A-Z0-9]{1,4}|1[3-9][0-9]{9}", (status(), 1..50_u64), 0..20)) {
        let codes: Vec<CodeCount> = codes.into_iter().map(|(code, (status, count))| CodeCount {
            name: format!("联系 {code}"), code, status, count,
        }).collect();
        let mut counts = DayCounts {
            day: "2026-11-21".to_owned(), dictionary: "his/d".to_owned(), release: 1, batch: String::new(), mapped: 9,
            names_dropped: 0, codes_refused: 0, codes_left_out: 0, codes,
        };
        let (before, all) = (counts.missed(), counts.codes.len());
        counts.screen(&BTreeSet::new());
        prop_assert_eq!(counts.missed(), before);
        prop_assert!(counts.codes.iter().all(|code| code.code.len() < 11 && !code.name.is_empty()));
        prop_assert!(all == counts.codes.len() || counts.names_dropped == 0);
    }
}
