//! What a collector is given: bodies, manifests, pointers, key sets, deltas, packed bytes; and what an auditor is.

use super::Target;
use super::seeds;
use super::text;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use std::path::Path;
use zhiyu::audit::base64;
use zhiyu::snapshot::body::line_editions;
use zhiyu::snapshot::delta;
use zhiyu::snapshot::document::Document;
use zhiyu::snapshot::encoding::Encoding;
use zhiyu::snapshot::key_file;
use zhiyu::snapshot::key_set::KeySet;
use zhiyu::snapshot::manifest::Manifest;
use zhiyu::snapshot::pointer::Pointer;
use zhiyu::snapshot::refusal::Refusal;
use zhiyu::snapshot::signed_note;
use zhiyu::snapshot::translate::Table;
use zhiyu::snapshot::verify;

pub const BODY: Target = Target {
    name: "snapshot-body",
    seeds: || golden("body.jsonl"),
    run: |input| {
        let manifest = Manifest::parse(&text(&golden("manifest.json")[0])).unwrap();
        let lines = text(input);
        let editions: usize = lines
            .lines()
            .filter_map(|line| Some(line_editions(line).ok()?.count()))
            .sum();
        let table = Table::of_body(input)
            .map(|table| table.len().min(9))
            .map_err(|error| error.code());
        format!("{} {editions} {table:?}", answer(verify::check_body(&manifest, input)))
    },
};
pub const MANIFEST: Target = Target {
    name: "manifest",
    seeds: || golden("manifest.json"),
    run: |input| answer(verify::check_manifest(&text(input), "H1", Some(1))),
};
pub const POINTER: Target = Target {
    name: "pointer",
    seeds: || golden("pointer.json"),
    run: |input| canonical::<Pointer>(input),
};
pub const KEY_SET: Target = Target {
    name: "key-set",
    seeds: || golden("keys.json"),
    run: |input| {
        let roots = KeySet::parse(&text(&golden("keys.json")[0]));
        let roots: Vec<_> = roots
            .iter()
            .flat_map(|set| {
                set.keys
                    .iter()
                    .filter_map(zhiyu::snapshot::key_set::ListedKey::public_key)
            })
            .collect();
        format!(
            "{} {}",
            canonical::<KeySet>(input),
            answer(verify::check_root_signature(&text(input), &roots))
        )
    },
};
pub const DELTA: Target = Target {
    name: "delta",
    seeds: || {
        let mut all = golden("delta-from");
        all.extend(seeds(&[
            "{\"put\":{\"dictionary\":\"a\",\"code\":\"1\"}}\n{\"delete\":{\"dictionary\":\"a\",\"code\":\"2\"}}\n",
        ]));
        all
    },
    run: |input| {
        let body = &golden("body.jsonl")[0];
        let lines = delta::split(input).map(|(_, _, lines)| lines);
        let applied = answer(delta::apply(lines.unwrap_or(input), body));
        format!("{} {applied}", answer(delta::split(input)))
    },
};
pub const PACKED: Target = Target {
    name: "packed",
    seeds: || {
        let body = &golden("body.jsonl")[0];
        let mut gzip = GzEncoder::new(vec![0], Compression::best());
        gzip.write_all(body).unwrap();
        let zstd = [vec![1], zstd::encode_all(body.as_slice(), 3).unwrap()].concat();
        vec![gzip.finish().unwrap(), zstd]
    },
    run: |input| {
        let (first, rest) = input.split_at_checked(1).unwrap_or((&[0], &[]));
        let encoding = if first[0] % 2 == 0 {
            Encoding::Gzip
        } else {
            Encoding::Zstd
        };
        let unpacked = encoding.unpack(rest, 1 << 20);
        assert!(
            unpacked
                .as_ref()
                .is_ok_and(|bytes| bytes.as_ref().is_none_or(|bytes| bytes.len() <= 1 << 20))
                || unpacked.is_err()
        );
        format!(
            "{:?}",
            unpacked.map(|bytes| bytes.is_some()).map_err(|error| error.kind())
        )
    },
};
pub const KEY_FILE: Target = Target {
    name: "key-file",
    seeds: || [golden("root.public.json"), golden("signing.private.json")].concat(),
    run: |input| {
        let private = key_file::read_private(&text(input)).is_ok();
        format!("{private} {}", key_file::read_public(&text(input)).is_ok())
    },
};
pub const CHECKPOINT: Target = Target {
    name: "checkpoint",
    seeds: || {
        seeds(&[
            "zhiyu/audit/0123456789abcdef\n12\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\u{2014} zhiyu AAAAAAAA\n",
        ])
    },
    run: |input| {
        let note = text(input);
        let body = signed_note::text(&note).unwrap_or(&note);
        let decoded = base64::decode(&note).is_some();
        format!(
            "{decoded} {:?}",
            zhiyu::audit::checkpoint::Checkpoint::parse(body).is_some()
        )
    },
};

/// The golden files whose name begins so.
fn golden(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/zhiyu-snapshot-1");
    let mut found = Vec::new();
    gather(&folder, name, &mut found);
    assert!(!found.is_empty(), "no golden file {name}");
    found
}

fn gather(folder: &Path, name: &str, found: &mut Vec<Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, name, found);
        } else if path
            .file_name()
            .is_some_and(|file| file.to_string_lossy().starts_with(name))
        {
            found.push(std::fs::read(path).unwrap());
        }
    }
}

fn answer<T>(outcome: Result<T, Refusal>) -> String {
    match outcome {
        Ok(_) => "taken".to_owned(),
        Err(refusal) => refusal.code().to_owned(),
    }
}

/// What is read gives the same bytes when it is written.
fn canonical<D: Document>(input: &[u8]) -> String {
    let text = text(input);
    let read = D::parse(&text);
    if let Ok(document) = &read {
        assert_eq!(document.to_canonical().unwrap(), text);
    }
    answer(read)
}
