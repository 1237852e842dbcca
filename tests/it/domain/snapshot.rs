//! The bytes of a snapshot and what a collector refuses.

use proptest::prelude::*;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::target::Relationship;
use zhiyu::mapping::target::Target;
use zhiyu::snapshot::body::Body;
use zhiyu::snapshot::body::Line;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::encoding::Encoding;
use zhiyu::snapshot::encoding::PackedBody;
use zhiyu::snapshot::manifest::BodyName;
use zhiyu::snapshot::manifest::FORMAT;
use zhiyu::snapshot::manifest::Manifest;
use zhiyu::snapshot::refusal::Part;
use zhiyu::snapshot::refusal::Refusal;
use zhiyu::snapshot::signature::sm3_hex;
use zhiyu::snapshot::verify;

const GOLDEN_BODY: &str = include_str!("../../formats/zhiyu-snapshot-1/body.jsonl");
const GOLDEN_MANIFEST: &str = include_str!("../../formats/zhiyu-snapshot-1/manifest.json");

fn golden_lines() -> Vec<Line> {
    let target = |code: &str, display: &str, relationship| Target {
        system: "icd-10".parse().unwrap(),
        edition: "categories-2016".parse().unwrap(),
        code: code.to_owned(),
        display: display.to_owned(),
        relationship,
        when: Vec::new(),
    };
    let mapped = Decision::Mapped {
        targets: vec![
            target("I10", "特发性（原发性）高血压", Relationship::Equivalent),
            target("E11", "2型糖尿病", Relationship::Related),
        ],
    };
    let no_match = Decision::NoMatch {
        reason: "无 \"对应\" \\ 条目\t\u{1}".to_owned(),
        review_on: None,
    };
    vec![
        Line::of("his/diagnosis", "01", "高血压 𠮷/2型糖尿病", &mapped).unwrap(),
        Line::of("his/diagnosis", "B07.+x*", "寻常疣", &no_match).unwrap(),
    ]
}

fn manifest(body: &Body) -> Manifest {
    Manifest {
        format: FORMAT.to_owned(),
        organization: "H1".to_owned(),
        release: 2,
        previous: None,
        body: BodyName {
            sha256: body.digest.clone(),
            bytes: u64::try_from(body.bytes.len()).unwrap(),
            rows: body.rows,
            sm3: None,
        },
        editions: Vec::new(),
        published_at: "2026-11-21T00:00:00.000000Z".to_owned(),
        effective_at: "2026-11-21T00:00:00.000000Z".to_owned(),
        publisher: "wang".to_owned(),
        key_id: None,
        signature: None,
    }
}

fn body(lines: &[Line]) -> Body {
    let lines: Vec<String> = lines.iter().map(|line| line.to_canonical().unwrap()).collect();
    Body::of_sorted_lines(lines.iter().map(String::as_str))
}

#[test]
fn the_format_is_what_it_was() {
    let body = body(&golden_lines());
    assert_eq!(String::from_utf8(body.bytes.clone()).unwrap(), GOLDEN_BODY);
    assert_eq!(manifest(&body).to_canonical().unwrap() + "\n", GOLDEN_MANIFEST);
    let read = verify::check_manifest(GOLDEN_MANIFEST.trim_end(), "H1", None).unwrap();
    assert_eq!(
        verify::check_body(&read, GOLDEN_BODY.as_bytes()).unwrap(),
        golden_lines()
    );
}

#[test]
fn a_wrong_snapshot_is_refused_with_its_own_reason() {
    let body = body(&golden_lines());
    let text = manifest(&body).to_canonical().unwrap();
    assert_eq!(
        verify::check_manifest(&text, "H2", None),
        Err(Refusal::OtherOrganization)
    );
    assert_eq!(
        verify::check_manifest(&text, "H1", Some(3)),
        Err(Refusal::OlderThanSeen)
    );
    assert!(verify::check_manifest(&text, "H1", Some(2)).is_ok());
    let other_format = text.replace("zhiyu-snapshot/1", "zhiyu-snapshot/9");
    assert_eq!(
        verify::check_manifest(&other_format, "H1", None),
        Err(Refusal::Unreadable(Part::Manifest))
    );
    let unknown_key = text.replacen('{', "{\"extra\":1,", 1);
    assert_eq!(
        verify::check_manifest(&unknown_key, "H1", None),
        Err(Refusal::Unreadable(Part::Manifest))
    );
    let backwards: Vec<Line> = golden_lines().into_iter().rev().collect();
    let backwards = self::body(&backwards);
    assert_eq!(
        verify::check_body(&manifest(&backwards), &backwards.bytes),
        Err(Refusal::BodyLineWrong(2))
    );
}

#[test]
fn a_body_has_the_sm3_of_its_manifest_too() {
    let body = body(&golden_lines());
    let mut named = manifest(&body);
    named.body.sm3 = Some(sm3_hex(&body.bytes));
    let text = named.to_canonical().unwrap();
    assert!(text.contains(r#""rows":2,"sm3":"#), "{text}");
    let named = Manifest::parse(&text).unwrap();
    assert!(verify::check_body(&named, &body.bytes).is_ok());
    let mut other = named;
    other.body.sm3 = Some(sm3_hex(b""));
    assert_eq!(verify::check_body(&other, &body.bytes), Err(Refusal::BodyDigestWrong));
}

proptest! {
    #[test]
    fn any_flipped_bit_or_cut_of_a_body_is_refused(at in 0_usize..10_000, bit in 0_u8..8, cut in any::<bool>()) {
        let body = body(&golden_lines());
        let manifest = manifest(&body);
        let mut bytes = body.bytes.clone();
        let at = at % bytes.len();
        let refusal = if cut {
            bytes.truncate(at);
            Refusal::Truncated(Part::Body)
        } else {
            bytes[at] ^= 1 << bit;
            Refusal::BodyDigestWrong
        };
        prop_assert_eq!(verify::check_body(&manifest, &bytes), Err(refusal));
    }

    #[test]
    fn packed_forms_unpack_to_the_same_bytes(bytes in prop::collection::vec(any::<u8>(), 0..5_000)) {
        let packed = PackedBody::new(bytes.clone());
        let zstd = packed.bytes(Encoding::Zstd).unwrap();
        prop_assert_eq!(zstd::stream::decode_all(&*zstd).unwrap(), bytes.clone());
        let gzip = packed.bytes(Encoding::Gzip).unwrap();
        let mut unpacked = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*gzip), &mut unpacked).unwrap();
        prop_assert_eq!(unpacked, bytes);
        prop_assert!(std::sync::Arc::ptr_eq(&gzip, &packed.bytes(Encoding::Gzip).unwrap()), "packed twice");
    }
}

#[test]
fn the_best_encoding_that_is_accepted_is_taken() {
    for (header, expected) in [
        ("", Encoding::Identity),
        ("gzip", Encoding::Gzip),
        ("gzip, zstd;q=0.5", Encoding::Zstd),
        ("zstd;q=0, gzip", Encoding::Gzip),
        ("br", Encoding::Identity),
    ] {
        assert_eq!(Encoding::negotiate(header), expected, "{header}");
    }
}
