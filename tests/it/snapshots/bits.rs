//! Ten thousand accidents: a flipped bit, a cut, something appended. None is taken.

use super::releases::Releases;
use crate::support::signing::day;
use zhiyu::snapshot::document::Document as _;
use zhiyu::snapshot::pointer::Pointer;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::snapshot::verify;
use zhiyu::snapshot::verify::Expected;
use zhiyu::snapshot::verify::Trust;

const ROUNDS: u32 = 10_000;
const SEED: u64 = 0x5eed_2026;

/// Numbers that are the same in every run (xorshift64*, Vigna 2016).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % limit
    }
}

/// One accident.
fn damage(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    match numbers.below(4) {
        0 => bytes.truncate(numbers.below(bytes.len())),
        1 => bytes.extend((0..=numbers.below(40)).map(|number| b" \n}{0a"[number % 6])),
        _ => {
            let at = numbers.below(bytes.len());
            bytes[at] ^= 1 << numbers.below(8);
        }
    }
}

/// The parts of a snapshot as they come from outside.
struct Parts {
    keys: Vec<u8>,
    pointer: Vec<u8>,
    manifest: Vec<u8>,
    body: Vec<u8>,
    delta: Vec<u8>,
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// What a collector that is at release 2 makes of them: whether a body comes out, by the delta and whole.
fn is_taken(releases: &Releases, parts: &Parts) -> Option<()> {
    let roots = releases.keyring.roots();
    let set = verify::check_key_set(text(&parts.keys)?, &roots, None, day(0)).ok()?;
    let trust = Trust::Keys(&set);
    let expected = Expected {
        organization: "H1",
        seen: None,
        now: day(0),
    };
    let pointer: Pointer = verify::check_pointer(text(&parts.pointer)?, trust, &expected).ok()?;
    let before = releases.manifest(2);
    let manifest = verify::check_named_manifest(text(&parts.manifest)?, trust, &pointer, Some(&before)).ok()?;
    verify::check_body(&manifest, &parts.body).ok()?;
    let applied = verify::apply_delta(&parts.delta, trust, (&before, releases.body(2)), &manifest).ok()?;
    (applied == parts.body).then_some(())
}

#[test]
fn ten_thousand_damaged_snapshots_are_refused() {
    let releases = Releases::new(Algorithm::Ed25519);
    let whole = || Parts {
        keys: releases.keyring.set.to_canonical().unwrap().into_bytes(),
        pointer: releases.pointer(3, day(0)).into_bytes(),
        manifest: releases.manifest_text(3).as_bytes().to_vec(),
        body: releases.body(3).to_vec(),
        delta: releases.delta(2, 3),
    };
    assert!(is_taken(&releases, &whole()).is_some(), "undamaged it is taken");
    // The digests that lead from one part to the next are checked apart from the signatures on each.
    let set = &releases.keyring.set;
    let mut numbers = Numbers(SEED);
    let original = whole();
    for round in 0..ROUNDS {
        let damaged = |bytes: &[u8], numbers: &mut Numbers| {
            let mut bytes = bytes.to_vec();
            damage(&mut bytes, numbers);
            bytes
        };
        let trust = Trust::Keys(set);
        let was_taken = match round % 5 {
            0 => {
                let bytes = damaged(&original.manifest, &mut numbers);
                let manifest = text(&bytes).and_then(|text| zhiyu::snapshot::manifest::Manifest::parse(text).ok());
                manifest.is_some_and(|manifest| {
                    verify::check_signed_manifest(&manifest, text(&bytes).unwrap(), trust, "H1").is_ok()
                })
            }
            1 => {
                let bytes = damaged(&original.body, &mut numbers);
                verify::check_body(&releases.manifest(3), &bytes).is_ok()
            }
            2 => {
                let bytes = damaged(&original.delta, &mut numbers);
                let base = (&releases.manifest(2), releases.body(2));
                verify::apply_delta(&bytes, trust, base, &releases.manifest(3)).is_ok()
            }
            3 => {
                let bytes = damaged(&original.pointer, &mut numbers);
                text(&bytes).is_some_and(|text| verify::check_remembered(text, trust, "H1").is_ok())
            }
            _ => {
                let bytes = damaged(&original.keys, &mut numbers);
                let roots = releases.keyring.roots();
                text(&bytes).is_some_and(|text| verify::check_root_signature(text, &roots).is_ok())
            }
        };
        assert!(!was_taken, "round {round} of seed {SEED:#x}");
    }
    eprintln!("{ROUNDS} of {ROUNDS} damaged manifests, bodies, deltas, pointers and key sets refused (seed {SEED:#x})");
}
