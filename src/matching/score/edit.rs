//! How much of a name was edited.

/// The share of two names that no edit touches, per mille: 1000 when they are equal, 0 when nothing is left. An edit is one
/// character put in, taken out or replaced, or two neighbours swapped (Damerau and Levenshtein).
pub fn edit_likeness(one: &str, other: &str) -> u16 {
    let longer = one.chars().count().max(other.chars().count());
    if longer == 0 {
        return 1000;
    }
    let kept = longer.saturating_sub(strsim::osa_distance(one, other));
    u16::try_from(kept * 1000 / longer).unwrap_or(1000)
}
