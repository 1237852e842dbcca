//! Which first letters stand side by side in a block of names: a search skips the blocks that cannot hold its text.
//!
//! Lists stand in the order of their codes, so neighbours share words and a block holds few pairs. Less than three bytes a
//! name.

use super::class::letters;

/// Names in one block.
pub const NAMES: u32 = 64;
/// Letters and digits.
const SYMBOLS: u32 = 36;
/// Machine words that hold a bit for each pair.
const WORDS: usize = 21;

/// The pairs of a block, one bit each.
#[derive(Clone, Debug)]
pub struct Pairs([u64; WORDS]);

/// A pair as its word and its bit.
type Place = (usize, u64);

impl Pairs {
    /// The pairs that stand in a row of classes.
    pub fn of(classes: &[u8]) -> Self {
        let mut pairs = Self([0; WORDS]);
        for (one, other) in classes.iter().zip(classes.iter().skip(1)) {
            for (word, bit) in places(letters(*one), letters(*other)) {
                if let Some(known) = pairs.0.get_mut(word) {
                    *known |= bit;
                }
            }
        }
        pairs
    }

    fn holds(&self, (word, bit): Place) -> bool {
        self.0.get(word).is_some_and(|known| known & bit != 0)
    }
}

/// One way on through a text: from one place to another, and the pairs of which a block needs one.
#[derive(Debug)]
struct Way {
    from: u64,
    to: u64,
    pairs: Vec<Place>,
}

/// What a block must hold for a text: some way through it whose pairs are all there.
#[derive(Debug)]
pub struct Route {
    ways: Vec<Way>,
    start: u64,
    last: u64,
    /// Places at which a slip can begin the text, and at which it can end it; none when no slip is allowed.
    slip_start: u64,
    slip_last: u64,
}

impl Route {
    /// The route of a text whose places stand for these letters. `leaps` tells how many places each place can use up.
    pub fn new(stands_for: &[u64], leaps: impl Fn(usize) -> Vec<usize>) -> Self {
        let mut ways = Vec::new();
        let mut last = 0;
        for (from, own) in stands_for.iter().enumerate() {
            for length in leaps(from) {
                let to = from + length;
                match stands_for.get(to) {
                    Some(next) => ways.push(Way {
                        from: 1 << from,
                        to: 1 << to,
                        pairs: places(*own, *next).collect(),
                    }),
                    None => last |= 1 << from,
                }
            }
        }
        Self {
            ways,
            start: 1,
            last,
            slip_start: 0,
            slip_last: 0,
        }
    }

    /// The route when one slip is allowed: up to two places in the middle, or at an end, need not be there.
    pub fn with_one_slip(self, length: usize) -> Self {
        let all: u64 = (1 << length) - 1;
        Self {
            slip_start: 0b110 & all,
            slip_last: (all >> 1 | all >> 2) & !(all >> 3),
            ..self
        }
    }

    /// Whether the block may hold the text.
    pub fn leads_through(&self, block: &Pairs) -> bool {
        let (mut exact, mut slipped) = (self.start, self.slip_start);
        let may_slip = self.slip_start != 0;
        for way in &self.ways {
            let leads = way.pairs.is_empty() || way.pairs.iter().any(|pair| block.holds(*pair));
            if may_slip && exact & way.from != 0 {
                slipped |= way.to | way.to << 1 | way.to << 2;
            }
            if leads {
                exact |= if exact & way.from == 0 { 0 } else { way.to };
                slipped |= if slipped & way.from == 0 { 0 } else { way.to };
            }
        }
        exact & (self.last | self.slip_last) != 0 || slipped & self.last != 0
    }
}

/// The pairs of two sets of letters.
fn places(one: u64, other: u64) -> impl Iterator<Item = Place> {
    let of = |bits: u64| (0..SYMBOLS).filter(move |at| bits & (1 << at) != 0);
    of(one).flat_map(move |a| of(other).map(move |b| place(a * SYMBOLS + b)))
}

fn place(pair: u32) -> Place {
    let word = usize::try_from(pair / u64::BITS).unwrap_or(WORDS);
    (word, 1 << (pair % u64::BITS))
}
