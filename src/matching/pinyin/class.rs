//! Classes of characters: all that can stand for the same letters when a name is typed by its initials are one byte.

use super::readings::IDEOGRAPHS;
use super::readings::readings;
use std::sync::LazyLock;

/// Between two names.
pub const END: u8 = 0;
/// A character that no letter or digit stands for.
pub const OTHER: u8 = 1;

static CLASSES: LazyLock<Classes> = LazyLock::new(Classes::new);

/// The class of every ideograph, and what each class stands for.
struct Classes {
    of_ideographs: Vec<u8>,
    /// Bits of the letters a to z, then of the digits.
    symbols: Vec<u64>,
}

/// The class of a character; every class but `OTHER` of an ideograph says which letters its readings begin with.
pub fn class(c: char) -> u8 {
    if IDEOGRAPHS.contains(&c) {
        let at = u32::from(c) - u32::from(*IDEOGRAPHS.start());
        let found = usize::try_from(at).ok().and_then(|at| CLASSES.of_ideographs.get(at));
        return found.copied().unwrap_or(OTHER);
    }
    symbol(c).map_or(OTHER, |bits| CLASSES.find(bits))
}

/// The letters and digits that stand for a class, as bits of `symbol`.
pub fn letters(class: u8) -> u64 {
    CLASSES.symbols.get(usize::from(class)).copied().unwrap_or_default()
}

/// The bit of a letter or digit; none for other characters.
pub fn symbol(c: char) -> Option<u64> {
    let byte = u8::try_from(c.to_ascii_lowercase()).ok()?;
    let at = match byte {
        b'a'..=b'z' => byte - b'a',
        b'0'..=b'9' => byte - b'0' + 26,
        _ => return None,
    };
    Some(1 << at)
}

impl Classes {
    fn new() -> Self {
        let mut classes = Self {
            of_ideographs: Vec::new(),
            symbols: vec![0; 2],
        };
        for c in ('a'..='z').chain('0'..='9') {
            classes.symbols.extend(symbol(c));
        }
        for c in IDEOGRAPHS {
            let firsts = readings(c).iter().filter_map(|reading| reading.chars().next());
            let bits = firsts.filter_map(symbol).fold(0, |all, bit| all | bit);
            let class = classes.find_or_add(bits);
            classes.of_ideographs.push(class);
        }
        classes
    }

    fn find(&self, bits: u64) -> u8 {
        let at = self.symbols.iter().position(|known| *known == bits);
        at.and_then(|at| u8::try_from(at).ok())
            .filter(|_| bits != 0)
            .unwrap_or(OTHER)
    }

    fn find_or_add(&mut self, bits: u64) -> u8 {
        let known = self.find(bits);
        let is_full = self.symbols.len() > usize::from(u8::MAX);
        if known != OTHER || bits == 0 || is_full {
            return known;
        }
        self.symbols.push(bits);
        self.find(bits)
    }
}

/// The characters of a name that are typed: signs and blanks are left out.
pub fn spoken(normalised: &str) -> impl Iterator<Item = char> + '_ {
    normalised.chars().filter(|c| c.is_alphanumeric())
}
