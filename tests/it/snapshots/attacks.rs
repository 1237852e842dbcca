//! The attacks: each is refused with a word of its own (DESIGN crate::6, TRUST R5).

use super::releases::Releases;
use crate::support::signing::DAY;
use crate::support::signing::day;
use crate::support::signing::key;
use zhiyu::snapshot::delta::DeltaHeader;
use zhiyu::snapshot::document::Document;
use zhiyu::snapshot::pointer::Pointer;
use zhiyu::snapshot::refusal::Part;
use zhiyu::snapshot::refusal::Refusal;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::snapshot::verify;
use zhiyu::snapshot::verify::CLOCK_LEEWAY;
use zhiyu::snapshot::verify::Expected;
use zhiyu::snapshot::verify::FARTHEST_RELEASE;
use zhiyu::snapshot::verify::Trust;
use zhiyu::time::Instant;

const ED25519: Algorithm = Algorithm::Ed25519;

/// What a collector says of a pointer that has seen another one, at this time.
fn check(releases: &Releases, text: &str, seen: Option<&Pointer>, now: Instant) -> Result<Pointer, Refusal> {
    let expected = Expected {
        organization: "H1",
        seen,
        now,
    };
    verify::check_pointer(text, Trust::Keys(&releases.keyring.set), &expected)
}

fn seen(releases: &Releases, release: i64, retracted: &[i64]) -> Pointer {
    let text = releases.pointer_by(&releases.keyring.first, release, day(0), retracted);
    check(releases, &text, None, day(0)).unwrap()
}

#[test]
fn what_is_right_is_taken_with_both_kinds_of_keys() {
    for algorithm in Algorithm::ALL {
        let releases = Releases::new(*algorithm);
        let trust = Trust::Keys(&releases.keyring.set);
        let pointer = seen(&releases, 2, &[]);
        let again = check(&releases, &releases.pointer(3, day(0)), Some(&pointer), day(1)).unwrap();
        let before = releases.manifest(2);
        let manifest = verify::check_named_manifest(releases.manifest_text(3), trust, &again, Some(&before)).unwrap();
        assert_eq!(verify::check_body(&manifest, releases.body(3)).unwrap().len(), 2);
        for from in [1, 2] {
            let base = releases.manifest(from);
            let delta = releases.delta(from, 3);
            let applied = verify::apply_delta(&delta, trust, (&base, releases.body(from)), &manifest).unwrap();
            assert_eq!(applied, releases.body(3));
        }
    }
}

#[test]
fn rollback() {
    let releases = Releases::new(ED25519);
    let pointer = seen(&releases, 3, &[]);
    let older = check(&releases, &releases.pointer(2, day(0)), Some(&pointer), day(0));
    assert_eq!(older, Err(Refusal::OlderThanSeen));
    let same = check(&releases, &releases.pointer(3, day(0)), Some(&pointer), day(0));
    assert!(same.is_ok(), "the same again is no rollback");
}

#[test]
fn a_retraction_that_is_hidden_again() {
    let releases = Releases::new(ED25519);
    let pointer = seen(&releases, 3, &[2]);
    assert!(pointer.retracts(2) && !pointer.retracts(3));
    let hidden = check(&releases, &releases.pointer(3, day(0)), Some(&pointer), day(0));
    assert_eq!(hidden, Err(Refusal::OlderThanSeen));
    let more = releases.pointer_by(&releases.keyring.first, 3, day(0), &[1, 2]);
    assert!(check(&releases, &more, Some(&pointer), day(0)).is_ok());
}

#[test]
fn freeze() {
    let releases = Releases::new(ED25519);
    let text = releases.pointer(3, day(0));
    let just_before = Instant(day(2).0 - 1);
    assert!(check(&releases, &text, None, just_before).is_ok());
    let expired = Refusal::Expired(day(2).to_rfc3339());
    assert_eq!(check(&releases, &text, None, day(2)), Err(expired));
}

#[test]
fn a_clock_that_is_a_day_off() {
    let releases = Releases::new(ED25519);
    let text = releases.pointer(3, day(0));
    // A day fast: the pointer is good for two, and the order of releases does not come from the clock.
    let taken = check(&releases, &text, None, day(1)).unwrap();
    let older = check(&releases, &releases.pointer(2, day(1)), Some(&taken), day(1));
    assert_eq!(older, Err(Refusal::OlderThanSeen));
    // A day slow: it would not notice a freeze.
    let behind = Refusal::ClockBehind(day(0).to_rfc3339());
    assert_eq!(check(&releases, &text, None, day(-1)), Err(behind.clone()));
    let tolerated = Instant(day(0).0 - CLOCK_LEEWAY);
    assert!(check(&releases, &text, None, tolerated).is_ok());
    assert_eq!(check(&releases, &text, None, Instant(tolerated.0 - 1)), Err(behind));
}

#[test]
fn mix_and_match() {
    let releases = Releases::new(ED25519);
    let trust = Trust::Keys(&releases.keyring.set);
    let pointer = seen(&releases, 3, &[]);
    let other = verify::check_named_manifest(releases.manifest_text(2), trust, &pointer, None);
    assert_eq!(other, Err(Refusal::ManifestMixed));
    let named = verify::check_named_manifest(releases.manifest_text(3), trust, &pointer, None).unwrap();
    let mut body = releases.body(2).to_vec();
    assert_eq!(verify::check_body(&named, &body), Err(Refusal::Endless(Part::Body)));
    body.truncate(releases.body(3).len());
    assert_eq!(verify::check_body(&named, &body), Err(Refusal::BodyDigestWrong));
    let base = (&releases.manifest(1), releases.body(1));
    let between_others = verify::apply_delta(&releases.delta(2, 3), trust, base, &named);
    assert_eq!(between_others, Err(Refusal::DeltaMixed));
    let to_another = verify::apply_delta(&releases.delta(1, 2), trust, base, &named);
    assert_eq!(to_another, Err(Refusal::DeltaMixed));
    // A pointer that names a later key set than the one that the mirror shows.
    let mut later = releases.bare_pointer(3, day(0), &[]);
    later.key_set = Some(2);
    later.sign(&releases.keyring.first).unwrap();
    let later = later.to_canonical().unwrap();
    assert_eq!(check(&releases, &later, None, day(0)), Err(Refusal::KeySetMixed));
}

#[test]
fn wrong_tenant() {
    let own = Releases::new(ED25519);
    let other = Releases::of("H2", ED25519);
    let foreign = check(&own, &other.pointer(3, day(0)), None, day(0));
    assert_eq!(foreign, Err(Refusal::OtherOrganization));
    // A manifest of the other one under a pointer of one's own.
    let mut pointer = own.bare_pointer(3, day(0), &[]);
    let text = other.manifest_text(3);
    pointer.manifest.sha256 = zhiyu::digest::sha256_hex([text.as_bytes()]);
    let trust = Trust::Keys(&own.keyring.set);
    let foreign = verify::check_named_manifest(text, trust, &pointer, None);
    assert_eq!(foreign, Err(Refusal::OtherOrganization));
    let base = (&own.manifest(2), own.body(2));
    let foreign = verify::apply_delta(&other.delta(2, 3), trust, base, &own.manifest(3));
    assert_eq!(foreign, Err(Refusal::DeltaMixed));
}

#[test]
fn fast_forward() {
    let releases = Releases::new(ED25519);
    for (release, seen_release) in [
        (i64::MAX, None),
        (FARTHEST_RELEASE + 1, None),
        (FARTHEST_RELEASE + 4, Some(3)),
    ] {
        let mut pointer = releases.bare_pointer(3, day(0), &[]);
        pointer.release = release;
        pointer.sign(&releases.keyring.first).unwrap();
        let seen = seen_release.map(|number| seen(&releases, number, &[]));
        let text = pointer.to_canonical().unwrap();
        let refused = check(&releases, &text, seen.as_ref(), day(0));
        assert_eq!(refused, Err(Refusal::FastForward(release)));
        let larger_than_any = text.replace(&release.to_string(), "9223372036854775808");
        let refused = check(&releases, &larger_than_any, None, day(0));
        assert_eq!(refused, Err(Refusal::Unreadable(Part::Pointer)));
    }
}

#[test]
fn endless_and_truncated() {
    let releases = Releases::new(ED25519);
    let trust = Trust::Keys(&releases.keyring.set);
    let manifest = releases.manifest(3);
    let body = [releases.body(3), b"\n"].concat();
    assert_eq!(verify::check_body(&manifest, &body), Err(Refusal::Endless(Part::Body)));
    let cut = &releases.body(3)[..releases.body(3).len() - 1];
    assert_eq!(verify::check_body(&manifest, cut), Err(Refusal::Truncated(Part::Body)));
    let base = (&releases.manifest(2), releases.body(2));
    let delta = releases.delta(2, 3);
    let apply = |delta: &[u8]| verify::apply_delta(delta, trust, base, &manifest);
    assert_eq!(apply(&delta[..delta.len() - 1]), Err(Refusal::Truncated(Part::Delta)));
    let longer = [delta.as_slice(), b"{}\n"].concat();
    assert_eq!(apply(&longer), Err(Refusal::Endless(Part::Delta)));
    let mut flipped = delta;
    *flipped.last_mut().unwrap() ^= 1;
    assert_eq!(apply(&flipped), Err(Refusal::DeltaDigestWrong));
}

#[test]
fn a_signature_that_is_missing_or_of_the_wrong_key() {
    for algorithm in Algorithm::ALL {
        let releases = Releases::new(*algorithm);
        let keyring = &releases.keyring;
        let stranger = key(*algorithm, 9);
        let unsigned = releases.bare_pointer(3, day(0), &[]).to_canonical().unwrap();
        assert_eq!(
            check(&releases, &unsigned, None, day(0)),
            Err(Refusal::Unsigned(Part::Pointer))
        );
        let unknown = releases.pointer_by(&stranger, 3, day(0), &[]);
        assert_eq!(
            check(&releases, &unknown, None, day(0)),
            Err(Refusal::KeyUnknown(Part::Pointer, stranger.public().id()))
        );
        // Signed by the stranger, with the id of a key that is known.
        let forged = unknown.replace(&stranger.public().id(), &keyring.first.public().id());
        assert_eq!(
            check(&releases, &forged, None, day(0)),
            Err(Refusal::SignatureWrong(Part::Pointer))
        );
        let early = releases.pointer_by(&keyring.second, 3, day(0), &[]);
        let out_of_time = |key: String| Err(Refusal::KeyOutOfTime(Part::Pointer, key));
        assert_eq!(
            check(&releases, &early, None, day(0)),
            out_of_time(keyring.second.public().id())
        );
        for (at, signer) in [(day(300), &keyring.first), (day(300), &keyring.second)] {
            let overlap = releases.pointer_by(signer, 3, at, &[]);
            assert!(check(&releases, &overlap, None, at).is_ok(), "both keys in the overlap");
        }
        let late = releases.pointer_by(&keyring.first, 3, day(366), &[]);
        assert_eq!(
            check(&releases, &late, None, day(366)),
            out_of_time(keyring.first.public().id())
        );
        // The signature of one document on another.
        let pointer = releases.pointer(3, day(0));
        let (_, seal) = releases.manifest_text(3).split_once(",\"key_id\"").unwrap();
        let (head, _) = pointer.split_once(",\"key_id\"").unwrap();
        assert_eq!(
            check(&releases, &format!("{head},\"key_id\"{seal}"), None, day(0)),
            Err(Refusal::SignatureWrong(Part::Pointer))
        );
    }
}

#[test]
fn a_key_that_is_revoked_signs_nothing_any_more() {
    let releases = Releases::new(ED25519);
    let after = releases.keyring.after_a_theft();
    let trust = Trust::Keys(&after);
    let id = releases.keyring.first.public().id();
    let expected = Expected {
        organization: "H1",
        seen: None,
        now: day(0),
    };
    let pointer = verify::check_pointer(&releases.pointer(3, day(0)), trust, &expected);
    assert_eq!(pointer, Err(Refusal::KeyRevoked(Part::Pointer, id.clone())));
    let by_second = releases.pointer_by(&releases.keyring.second, 3, day(0), &[]);
    let pointer = verify::check_pointer(&by_second, trust, &expected).unwrap();
    let manifest = verify::check_named_manifest(releases.manifest_text(3), trust, &pointer, None);
    assert_eq!(manifest, Err(Refusal::KeyRevoked(Part::Manifest, id.clone())));
    let base = (&releases.manifest(2), releases.body(2));
    let delta = verify::apply_delta(&releases.delta(2, 3), trust, base, &releases.manifest(3));
    assert_eq!(delta, Err(Refusal::KeyRevoked(Part::Delta, id)));
}

#[test]
fn a_manifest_and_a_delta_without_a_signature() {
    let mut releases = Releases::new(ED25519);
    let mut manifest = releases.manifest(3);
    manifest.set_seal(None, None);
    releases.manifests[2] = manifest.to_canonical().unwrap();
    let trust = Trust::Keys(&releases.keyring.set);
    let pointer = seen(&releases, 3, &[]);
    let unsigned = verify::check_named_manifest(releases.manifest_text(3), trust, &pointer, None);
    assert_eq!(unsigned, Err(Refusal::Unsigned(Part::Manifest)));
    let delta = String::from_utf8(releases.delta(2, 3)).unwrap();
    let (header, lines) = delta.split_once('\n').unwrap();
    let mut header = DeltaHeader::parse(header).unwrap();
    header.set_seal(None, None);
    let delta = header.with_lines(lines.as_bytes()).unwrap();
    let base = (&releases.manifest(2), releases.body(2));
    let apply = |trust: Trust<'_>| verify::apply_delta(&delta, trust, base, &releases.manifest(3));
    assert_eq!(apply(trust), Err(Refusal::Unsigned(Part::Delta)));
    assert!(
        apply(Trust::Anybody).is_ok(),
        "whoever asks for no signatures gets none"
    );
}

#[test]
fn another_past() {
    let mut releases = Releases::new(ED25519);
    let kept = releases.manifest(2);
    releases.change_manifest(3, |manifest| {
        manifest.previous.as_mut().unwrap().digest = "0".repeat(64);
    });
    let trust = Trust::Keys(&releases.keyring.set);
    let pointer = seen(&releases, 3, &[]);
    let text = releases.manifest_text(3);
    let forked = verify::check_named_manifest(text, trust, &pointer, Some(&kept));
    assert_eq!(forked, Err(Refusal::HistoryForked));
    let earlier = releases.manifest(1);
    assert!(verify::check_named_manifest(text, trust, &pointer, Some(&earlier)).is_ok());
}

#[test]
fn a_delta_whose_lines_are_no_changes() {
    let releases = Releases::new(ED25519);
    let trust = Trust::Keys(&releases.keyring.set);
    let base = (&releases.manifest(2), releases.body(2));
    let text = String::from_utf8(releases.delta(2, 3)).unwrap();
    let (header, lines) = text.split_once('\n').unwrap();
    let header = DeltaHeader::parse(header).unwrap();
    let rows: Vec<&str> = lines.split_inclusive('\n').collect();
    let signed = |lines: &str| {
        let mut own = DeltaHeader::of("H1", header.from.clone(), header.to.clone(), lines.as_bytes());
        own.sign(&releases.keyring.first).unwrap();
        own.with_lines(lines.as_bytes()).unwrap()
    };
    let apply = |lines: &str| verify::apply_delta(&signed(lines), trust, base, &releases.manifest(3));
    assert!(apply(lines).is_ok());
    let backwards: String = rows.iter().rev().copied().collect();
    assert_eq!(apply(&backwards), Err(Refusal::DeltaLineWrong(3)));
    assert_eq!(apply(&rows[0].repeat(2)), Err(Refusal::DeltaLineWrong(3)));
    assert_eq!(apply("{\"keep\":{}}\n"), Err(Refusal::DeltaLineWrong(2)));
    assert_eq!(
        apply("{\"put\":{\"dictionary\":\"a/b\",\"code\":\"c\"}}\n"),
        Err(Refusal::DeltaLineWrong(2))
    );
    assert_eq!(apply(lines.trim_end()), Err(Refusal::DeltaLineWrong(rows.len() + 1)));
    assert!(matches!(
        apply(rows[0]),
        Err(Refusal::Endless(Part::Body) | Refusal::Truncated(Part::Body) | Refusal::BodyDigestWrong)
    ));
}

#[test]
fn every_refusal_has_its_own_word_and_two_languages() {
    let mut codes = Refusal::CODES.to_vec();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Refusal::CODES.len());
    let (zh, en) = Refusal::KeyRevoked(Part::Manifest, "ed25519-1".to_owned()).words();
    assert_eq!(zh, "清单由已吊销的密钥 ed25519-1 签名");
    assert_eq!(en, "the manifest is signed by ed25519-1, a key that is revoked");
    assert_eq!(DAY * 2, zhiyu::snapshot::pointer::LIFE);
}
