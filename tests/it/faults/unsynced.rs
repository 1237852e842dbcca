//! What of a SQLite database a power cut may take: the writes that were not synced when the process ended.
//!
//! `unsynced.c` is loaded into the server and notes each write with what was there before, and each sync. A *cut* then leaves of
//! every write that no sync followed all, nothing, or some sectors, in any order, with zeros or garbage between. What was synced
//! stays as it is, to the byte: SQLite counts on that (`SQLITE_IOCAP_POWERSAFE_OVERWRITE`).

use super::Chance;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

const SECTOR: usize = 512;

/// The library that notes, built into a folder; `None`, and says so, where there is no compiler.
pub fn library(folder: &Path) -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/faults/unsynced.c");
    let library = folder.join("unsynced.so");
    let mut compile = Command::new("cc");
    compile
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(source);
    match compile.args(["-ldl", "-lpthread"]).output() {
        Ok(output) if output.status.success() => Some(library),
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(_) => {
            eprintln!("skipped: there is no C compiler");
            None
        }
    }
}

/// A write that no sync followed: where, what was there before, and how long the file was.
struct Write {
    at: usize,
    before: Vec<u8>,
    length_before: usize,
}

/// What was noted of one file.
#[derive(Default)]
pub struct Notes {
    unsynced: Vec<Write>,
    /// Writes, all of them.
    pub writes: u64,
    /// Syncs.
    pub syncs: u64,
}

/// The notes of a run, of the database (`m`) and of its log (`w`). A last note may be torn.
pub fn notes(path: &Path) -> BTreeMap<char, Notes> {
    let bytes = std::fs::read(path).unwrap();
    let mut files: BTreeMap<char, Notes> = [('m', Notes::default()), ('w', Notes::default())].into();
    let mut rest = bytes.as_slice();
    while let Some((head, tail)) = rest.split_at_checked(26) {
        let number = |at: usize| {
            let eight: [u8; 8] = head[at..at + 8].try_into().unwrap();
            usize::try_from(u64::from_ne_bytes(eight)).unwrap()
        };
        let file = files.get_mut(&char::from(head[0])).unwrap();
        let Some((before, tail)) = tail.split_at_checked(number(10)) else {
            break;
        };
        rest = tail;
        if head[1] == b'S' {
            file.unsynced.clear();
            file.syncs += 1;
            continue;
        }
        file.writes += 1;
        file.unsynced.push(Write {
            at: number(2),
            before: before.to_vec(),
            length_before: number(18),
        });
    }
    files
}

/// How many bytes of a file were at stake.
pub fn cut(path: &Path, notes: &Notes, chance: &mut Chance) -> usize {
    let now = std::fs::read(path).unwrap_or_default();
    let after = match chance.below(4) {
        0 => undone(&now, &notes.unsynced),
        1 => first_ones(&now, notes, chance),
        2 => sectors(&now, notes, chance),
        _ => swapped(&now, notes, chance),
    };
    if after != now {
        std::fs::write(path, after).unwrap();
    }
    notes.unsynced.iter().map(|write| write.before.len()).sum()
}

/// The file as it was before these writes.
fn undone(now: &[u8], writes: &[Write]) -> Vec<u8> {
    let mut bytes = now.to_vec();
    for write in writes.iter().rev() {
        let end = (write.at + write.before.len()).min(bytes.len());
        let length = end.saturating_sub(write.at);
        if length > 0 {
            bytes[write.at..end].copy_from_slice(&write.before[..length]);
        }
        bytes.truncate(write.length_before);
    }
    bytes
}

/// The first writes arrived, one of them in part, the others did not.
fn first_ones(now: &[u8], notes: &Notes, chance: &mut Chance) -> Vec<u8> {
    let writes = &notes.unsynced;
    let arrived = index(chance, writes.len() + 1);
    let Some(torn) = writes.get(arrived) else {
        return now.to_vec();
    };
    let with_it = undone(now, &writes[arrived + 1..]);
    let mut bytes = undone(now, &writes[arrived..]);
    let end = (torn.at + index(chance, torn.before.len() + 1)).min(with_it.len());
    if end > torn.at {
        bytes.resize(bytes.len().max(end), 0);
        bytes[torn.at..end].copy_from_slice(&with_it[torn.at..end]);
    }
    bytes
}

/// Of each sector it is chance whether it arrived, and the file may be shorter.
fn sectors(now: &[u8], notes: &Notes, chance: &mut Chance) -> Vec<u8> {
    let base = undone(now, &notes.unsynced);
    let mut bytes = now.to_vec();
    for (from, to) in pieces(notes, now.len()) {
        match chance.below(8) {
            0..=3 => {}
            4 | 5 => (from..to).for_each(|at| bytes[at] = base.get(at).copied().unwrap_or(0)),
            6 => bytes[from..to].fill(0),
            _ => bytes[from..to]
                .iter_mut()
                .for_each(|byte| *byte = u8::try_from(chance.below(256)).unwrap()),
        }
    }
    if now.len() > base.len() && chance.below(2) == 0 {
        bytes.truncate(base.len() + index(chance, now.len() - base.len() + 1));
    }
    bytes
}

/// Sectors lie where others should.
fn swapped(now: &[u8], notes: &Notes, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = now.to_vec();
    let mut pieces: Vec<(usize, usize)> = pieces(notes, now.len());
    pieces.retain(|(from, to)| to - from == SECTOR);
    for _ in 0..pieces.len() / 2 {
        let (one, other) = (
            pieces[index(chance, pieces.len())].0,
            pieces[index(chance, pieces.len())].0,
        );
        for at in 0..SECTOR {
            bytes.swap(one + at, other + at);
        }
    }
    bytes
}

/// What was written and not synced, cut where sectors end; each byte once.
fn pieces(notes: &Notes, length: usize) -> Vec<(usize, usize)> {
    let mut sectors: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for write in &notes.unsynced {
        let end = (write.at + write.before.len()).min(length);
        let mut from = write.at;
        while from < end {
            let to = end.min((from / SECTOR + 1) * SECTOR);
            sectors.entry(from / SECTOR).or_default().push((from, to));
            from = to;
        }
    }
    let mut pieces = Vec::new();
    for mut within in sectors.into_values() {
        within.sort_unstable();
        let mut free = 0;
        for (from, to) in within {
            let from = from.max(free);
            if from < to {
                pieces.push((from, to));
                free = to;
            }
        }
    }
    pieces
}

fn index(chance: &mut Chance, limit: usize) -> usize {
    usize::try_from(chance.below(u64::try_from(limit).unwrap())).unwrap()
}
