//! What somebody types, as an automaton over classes of characters: every character of a name is meant by itself, by the
//! first letter of a reading, or by the beginning of a reading.
//!
//! The state is one machine word (shift-and of Baeza-Yates and Gonnet; Wu and Manber for one slip): bit *i* says that *i*
//! characters of the text are used up. The lower half starts at the beginning of a name only, the upper half anywhere.

use super::block::Pairs;
use super::block::Route;
use super::class::END;
use super::class::class;
use super::class::letters;
use super::class::spoken;
use super::class::symbol;
use super::readings::begins_a_reading;
use super::readings::readings;

/// The longest text, in characters, that is looked for by sound.
const LONGEST: usize = 30;
/// The longest reading, in letters: zhuang.
const LONGEST_READING: usize = 6;
/// Where the half begins that may start anywhere.
const HALF: u32 = 32;
/// Stands between two texts of one pattern.
const BETWEEN: char = ' ';

/// A text ready to be looked for.
#[derive(Debug)]
pub struct Pattern {
    text: Vec<char>,
    /// For each class the places of the text that it can stand at.
    fits: Box<[u64; 256]>,
    /// For each class the places where a text may begin after it.
    begins: Box<[u64; 256]>,
    /// Where a reading may use up several letters: how many, and at which places.
    leaps: Vec<(u32, u64)>,
    places: u64,
    accepted: u64,
    accepted_from_start: u64,
    tolerant: bool,
    /// What a block must hold, one of them.
    routes: Vec<Route>,
}

impl Pattern {
    /// Prepares a normalised text; none when it is empty or too long.
    pub fn new(normalised: &str) -> Option<Self> {
        let text: Vec<char> = spoken(normalised).collect();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let leaps = (2..)
            .zip(2..=LONGEST_READING)
            .map(|(shift, length)| (shift, leaps(&text, length)));
        let leaps: Vec<(u32, u64)> = leaps.filter(|(_, places)| *places != 0).collect();
        let end = 1 << text.len();
        Some(Self {
            routes: vec![route(&text, &leaps)],
            fits: each_class(|class| both_halves(places(&text, class))),
            begins: each_class(|class| if class == END { both_halves(1) } else { 1 << HALF }),
            leaps,
            places: both_halves(end - 1),
            accepted: both_halves(end),
            accepted_from_start: end,
            text,
            tolerant: false,
        })
    }

    /// Any of several texts of first letters, anywhere in a name: a pattern for as many of them as a machine word holds.
    pub fn any_of(texts: &[&str]) -> Vec<Self> {
        let mut patterns = Vec::new();
        let mut rest = texts;
        while !rest.is_empty() {
            let mut room = u64::BITS;
            let fitting = rest.iter().take_while(|text| {
                let length = u32::try_from(text.len()).unwrap_or(u64::BITS);
                room = room.saturating_sub(length + 1);
                room > 0
            });
            let (together, later) = rest.split_at(fitting.count().max(1));
            patterns.push(Self::together(together));
            rest = later;
        }
        patterns
    }

    fn together(texts: &[&str]) -> Self {
        let (mut text, mut starts, mut ends) = (Vec::new(), 0, 0);
        for one in texts {
            starts |= 1 << text.len();
            text.extend(one.chars());
            ends |= 1 << text.len();
            text.push(BETWEEN);
        }
        let alone = |text: &&str| route(&text.chars().collect::<Vec<_>>(), &[]);
        Self {
            fits: each_class(|class| places(&text, class)),
            begins: each_class(|_| starts),
            leaps: Vec::new(),
            places: 0,
            accepted: ends,
            accepted_from_start: 0,
            text,
            tolerant: false,
            routes: texts.iter().map(alone).collect(),
        }
    }

    /// The same text with one character wrong, missing, too many, or two swapped; readings count by first letters alone.
    #[must_use]
    pub fn with_one_slip(self) -> Self {
        Self {
            tolerant: true,
            leaps: Vec::new(),
            routes: vec![route(&self.text, &[]).with_one_slip(self.text.len())],
            ..self
        }
    }

    /// The characters that are looked for.
    pub fn text(&self) -> &[char] {
        &self.text
    }

    /// Whether what the automaton finds is certain; otherwise the name itself has to be read.
    pub fn is_exact(&self) -> bool {
        self.leaps.is_empty() && self.text.iter().all(char::is_ascii)
    }

    /// Whether a name of the block may fit.
    pub(super) fn may_stand_in(&self, block: &Pairs) -> bool {
        self.routes.iter().any(|route| route.leads_through(block))
    }

    /// Reads the names of a row, the first of which has this number.
    pub(super) fn scan(&self, classes: &[u8], first: u32, found: &mut impl FnMut(u32, bool)) {
        if self.tolerant {
            self.scan_tolerant(classes, first, found);
        } else {
            self.scan_exact(classes, first, found);
        }
    }

    fn scan_exact(&self, classes: &[u8], first: u32, found: &mut impl FnMut(u32, bool)) {
        let (mut name, mut state) = (first, of(&self.begins, END));
        for class in classes {
            let fitting = state & of(&self.fits, *class);
            state = (fitting << 1) | of(&self.begins, *class);
            for (shift, places) in &self.leaps {
                state |= (fitting & places) << shift;
            }
            self.report(name, state, found);
            name += u32::from(*class == END);
        }
    }

    fn scan_tolerant(&self, classes: &[u8], first: u32, found: &mut impl FnMut(u32, bool)) {
        let at_start = of(&self.begins, END);
        let missing_first = (at_start & self.places) << 1;
        let (mut name, mut swapped) = (first, 0);
        let (mut exact, mut slipped) = (at_start, missing_first);
        for class in classes {
            if *class == END {
                (exact, slipped, swapped) = (at_start, missing_first, 0);
                name += 1;
                continue;
            }
            let fits = of(&self.fits, *class);
            let before = exact & self.places;
            exact = ((exact & fits) << 1) | of(&self.begins, *class);
            let wrong_or_missing = (before | (exact & self.places)) << 1;
            slipped = ((slipped & fits) << 1) | wrong_or_missing | before | ((swapped & fits) << 2);
            swapped = before & (fits >> 1);
            self.report(name, slipped, found);
        }
    }

    fn report(&self, name: u32, state: u64, found: &mut impl FnMut(u32, bool)) {
        let accepted = state & self.accepted;
        if accepted != 0 {
            found(name, accepted & self.accepted_from_start != 0);
        }
    }
}

fn of(table: &[u64; 256], class: u8) -> u64 {
    table.get(usize::from(class)).copied().unwrap_or_default()
}

fn each_class(places: impl Fn(u8) -> u64) -> Box<[u64; 256]> {
    let mut table = Box::new([0; 256]);
    for (class, cell) in (0..=u8::MAX).zip(table.iter_mut()) {
        *cell = places(class);
    }
    table
}

/// Where a text fits the characters of a name: `Some(true)` from its beginning, `Some(false)` further on.
pub fn reads(text: &[char], name: &[char]) -> Option<bool> {
    let mut starts = (0..name.len()).filter(|start| uses_up(text, name.get(*start..).unwrap_or_default()));
    starts.next().map(|start| start == 0)
}

/// Whether the characters of the name use up the whole text.
fn uses_up(text: &[char], name: &[char]) -> bool {
    let (Some(wanted), Some((first, rest))) = (text.first(), name.split_first()) else {
        return text.is_empty();
    };
    if wanted == first && uses_up(text.get(1..).unwrap_or_default(), rest) {
        return true;
    }
    if !wanted.is_ascii_lowercase() {
        return false;
    }
    let longest = readings(*first)
        .iter()
        .map(|reading| common_beginning(text, reading))
        .max();
    (1..=longest.unwrap_or_default()).any(|length| uses_up(text.get(length..).unwrap_or_default(), rest))
}

fn common_beginning(text: &[char], reading: &str) -> usize {
    text.iter().zip(reading.chars()).take_while(|(a, b)| **a == *b).count()
}

fn both_halves(places: u64) -> u64 {
    places | (places << HALF)
}

/// What a block must hold for a text with these leaps.
fn route(text: &[char], leaps: &[(u32, u64)]) -> Route {
    let stands_for: Vec<u64> = text
        .iter()
        .map(|c| symbol(*c).unwrap_or_else(|| letters(class(*c))))
        .collect();
    Route::new(&stands_for, |place| {
        let longer = leaps.iter().filter(|(_, places)| places & (1 << place) != 0);
        let lengths = longer.filter_map(|(length, _)| usize::try_from(*length).ok());
        std::iter::once(1).chain(lengths).collect()
    })
}

/// The places of a text at which a character of this class can stand.
fn places(text: &[char], of: u8) -> u64 {
    if of == END {
        return 0;
    }
    let stands = |c: char| match symbol(c) {
        None if c == BETWEEN => false,
        Some(bit) => letters(of) & bit != 0,
        None => class(c) == of,
    };
    let places = (0..).zip(text).filter(|(_, c)| stands(**c));
    places.fold(0, |all, (at, _): (u32, _)| all | (1 << at))
}

/// The places of a text at which so many letters begin a reading.
fn leaps(text: &[char], length: usize) -> u64 {
    let begins = |letters: &[char]| begins_a_reading(&letters.iter().collect::<String>());
    let places = (0..).zip(text.windows(length)).filter(|(_, letters)| begins(letters));
    both_halves(places.fold(0, |all, (at, _): (u32, _)| all | (1 << at)))
}
