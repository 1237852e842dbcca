//! The rank that the ending of a division's name says, and the kind of change that follows from two names.

use super::event::EventKind;

/// Endings of names by rank within their level: a longer ending comes before its own end.
const RANKS: [(&str, u8); 10] = [
    ("地区", 1),
    ("盟", 1),
    ("县", 1),
    ("旗", 1),
    ("乡", 1),
    ("市", 2),
    ("镇", 2),
    ("街道办事处", 3),
    ("街道", 3),
    ("区", 3),
];

fn rank(name: &str) -> u8 {
    let found = RANKS.iter().find(|(ending, _)| name.ends_with(ending));
    found.map_or(0, |(_, rank)| *rank)
}

/// Whether the name says a higher rank than before: 县→市, 县→区, 市→区, 地区→市, 盟→市, 乡→镇, 镇→街道.
pub(super) fn is_upgrade(old: &str, new: &str) -> bool {
    rank(old) > 0 && rank(new) > rank(old)
}

/// The kind of a change from one code to one code; `is_shared` says that the new one existed already, or comes from several.
pub(super) fn one_to_one(old: (&str, &str), new: (&str, &str), is_shared: bool) -> EventKind {
    let (is_same_code, is_same_name) = (old.0 == new.0, old.1 == new.1);
    match (is_same_code, is_shared) {
        (false, true) => EventKind::Merge,
        (true, true) if is_same_name => EventKind::Merge,
        (true, _) if is_same_name => EventKind::Reparent,
        _ if is_upgrade(old.1, new.1) => EventKind::Upgrade,
        (true, _) => EventKind::Rename,
        (false, false) => EventKind::ReCode,
    }
}
