//! Grams: single characters and pairs of neighbours, as numbers.

/// A character, or two neighbouring characters with the first in the high half.
pub type Gram = u64;

/// Every gram of a text, ascending, each once.
pub fn grams(text: &str) -> Vec<Gram> {
    let mut grams = Vec::with_capacity(text.len());
    let mut before: Option<char> = None;
    for c in text.chars() {
        grams.push(single(c));
        grams.extend(before.map(|first| pair(first, c)));
        before = Some(c);
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// Whether two grams have the same number of characters.
pub fn same_length(one: Gram, other: Gram) -> bool {
    (one >> u32::BITS == 0) == (other >> u32::BITS == 0)
}

/// The characters of a gram.
pub fn text(gram: Gram) -> String {
    let halves = [gram >> u32::BITS, gram & u64::from(u32::MAX)];
    let character = |half: u64| char::from_u32(u32::try_from(half).ok()?);
    halves
        .into_iter()
        .filter(|half| *half != 0)
        .filter_map(character)
        .collect()
}

fn single(c: char) -> Gram {
    u64::from(u32::from(c))
}

fn pair(first: char, second: char) -> Gram {
    single(first) << u32::BITS | single(second)
}
