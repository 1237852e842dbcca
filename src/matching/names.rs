//! An edition in memory: codes, names and cores in arenas, and the ways to find them.
//!
//! A *name* is a display or one of the other names of an entry. Names are numbered: the displays first, in the order of
//! the entries, so that the number of a display is the number of its entry; then all other names.

use super::arena::Texts;
use super::core::core;
use super::entry::Entry;
use super::lookup::Lookup;
use super::lookup::hash;
use super::normalise::normalise;
use super::pinyin::Mnemonics;
use super::words::Words;
use crate::error::Result;
use std::borrow::Cow;
use std::sync::Arc;

const ASSIGNABLE: u8 = 1;
const ACTIVE: u8 = 2;
const SAME_AS_NAME: u32 = u32::MAX;

/// The entries of one edition, immutable.
#[derive(Debug, Default)]
pub struct Names {
    codes: Texts,
    flags: Vec<u8>,
    texts: Texts,
    owners: Vec<u32>,
    cores: Texts,
    core_numbers: Vec<u32>,
    mnemonics: Mnemonics,
    by_name: Lookup,
    by_normalised: Lookup,
    by_code: Vec<u32>,
    words: Arc<Words>,
}

impl Names {
    /// The words that the cores were written with.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The number of the entry with this code.
    pub fn entry_of_code(&self, code: &str) -> Option<u32> {
        let mut same = self.code_starts_with(code);
        same.find(|entry| self.code(*entry) == code)
    }

    /// How many entries there are.
    pub fn entries(&self) -> u32 {
        self.codes.count()
    }

    /// How many names there are: displays and other names.
    pub fn count(&self) -> u32 {
        self.texts.count()
    }

    /// The entry that a name belongs to.
    pub fn owner(&self, name: u32) -> u32 {
        let Some(other) = name.checked_sub(self.entries()) else {
            return name;
        };
        let found = usize::try_from(other).ok().and_then(|at| self.owners.get(at));
        found.copied().unwrap_or_default()
    }

    /// The other names of an entry, byte for byte.
    pub fn other_names(&self, entry: u32) -> impl Iterator<Item = &str> {
        let first = self.owners.partition_point(|owner| *owner < entry);
        let end = self.owners.partition_point(|owner| *owner <= entry);
        let numbers = (self.entries()..).skip(first).take(end - first);
        numbers.map(|name| self.texts.get(name))
    }

    /// A name, byte for byte.
    pub fn name(&self, name: u32) -> &str {
        self.texts.get(name)
    }

    /// The core of a name.
    pub fn core(&self, name: u32) -> &str {
        let number = usize::try_from(name).ok().and_then(|at| self.core_numbers.get(at));
        match number {
            Some(&SAME_AS_NAME) | None => self.texts.get(name),
            Some(number) => self.cores.get(*number),
        }
    }

    /// How every name sounds.
    pub fn mnemonics(&self) -> &Mnemonics {
        &self.mnemonics
    }

    /// The code of an entry.
    pub fn code(&self, entry: u32) -> &str {
        self.codes.get(entry)
    }

    /// The official name of an entry.
    pub fn display(&self, entry: u32) -> &str {
        self.texts.get(entry)
    }

    /// Whether data may carry the entry.
    pub fn is_assignable(&self, entry: u32) -> bool {
        self.flag(entry) & ASSIGNABLE != 0
    }

    /// Whether the entry is still in use.
    pub fn is_active(&self, entry: u32) -> bool {
        self.flag(entry) & ACTIVE != 0
    }

    /// The names that equal this text byte for byte.
    pub fn equal_to(&self, text: &str) -> impl Iterator<Item = u32> {
        let candidates = self.by_name.candidates(text).iter().copied();
        candidates.filter(move |name| self.name(*name) == text)
    }

    /// The names whose normalised spelling is this text.
    pub fn normalised_to(&self, text: &str) -> impl Iterator<Item = u32> {
        let changed = self.by_normalised.candidates(text).iter().copied();
        let changed = changed.filter(move |name| normalise(self.name(*name)).text == text);
        let plain = self
            .equal_to(text)
            .filter(move |name| normalise(self.name(*name)).text == text);
        plain.chain(changed.filter(move |name| self.name(*name) != text))
    }

    /// The entries whose code starts with this text, in the order of their codes; ASCII case does not count.
    pub fn code_starts_with<'a>(&'a self, text: &'a str) -> impl Iterator<Item = u32> + 'a {
        let start = self
            .by_code
            .partition_point(|entry| lowered(self.code(*entry)).lt(lowered(text)));
        let rest = self.by_code.get(start..).unwrap_or_default().iter().copied();
        rest.take_while(move |entry| {
            let head = self.code(*entry).get(..text.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(text))
        })
    }

    /// The entries whose code holds this text anywhere, in the order of their codes; ASCII case does not count.
    pub fn code_contains<'a>(&'a self, text: &'a str) -> impl Iterator<Item = u32> + 'a {
        let codes = self.by_code.iter().copied();
        codes.filter(move |entry| contains_ignoring_case(self.code(*entry), text))
    }

    /// Every core in the order of the names, for the index.
    pub fn cores(&self) -> impl Iterator<Item = &str> {
        (0..self.count()).map(|name| self.core(name))
    }

    fn flag(&self, entry: u32) -> u8 {
        let flag = usize::try_from(entry).ok().and_then(|at| self.flags.get(at));
        flag.copied().unwrap_or_default()
    }
}

/// Entries that are stored one by one, so that no list of them has to be in memory.
#[derive(Debug)]
pub struct Gathered {
    names: Names,
    /// The other names, which come behind all displays.
    others: Texts,
    /// Hashes of names, with the number of the name.
    hashes: Vec<(u32, u32)>,
    normalised_hashes: Vec<(u32, u32)>,
}

impl Gathered {
    /// Nothing yet; cores will be written with these words.
    pub fn new(words: Arc<Words>) -> Self {
        let names = Names {
            words,
            ..Names::default()
        };
        Self {
            names,
            others: Texts::default(),
            hashes: Vec::new(),
            normalised_hashes: Vec::new(),
        }
    }

    /// How many entries are stored.
    pub fn entries(&self) -> u32 {
        self.names.entries()
    }

    /// Stores an entry.
    pub fn push(&mut self, entry: &Entry) -> Result<()> {
        let number = self.names.codes.push(&entry.code)?;
        let flags = if entry.assignable { ASSIGNABLE } else { 0 } | if entry.active { ACTIVE } else { 0 };
        self.names.flags.push(flags);
        self.add(&entry.display)?;
        for name in &entry.synonyms {
            self.others.push(name)?;
            self.names.owners.push(number);
        }
        Ok(())
    }

    /// The names, ready to be looked at.
    pub fn finish(mut self) -> Result<Names> {
        let others = std::mem::take(&mut self.others);
        for name in others.iter() {
            self.add(name)?;
        }
        let mut names = self.names;
        names.by_name = Lookup::new(self.hashes);
        names.by_normalised = Lookup::new(self.normalised_hashes);
        names.by_code = sorted_codes(&names.codes);
        for texts in [&mut names.codes, &mut names.texts, &mut names.cores] {
            texts.shrink();
        }
        names.flags.shrink_to_fit();
        names.owners.shrink_to_fit();
        names.core_numbers.shrink_to_fit();
        names.mnemonics.shrink();
        Ok(names)
    }

    fn add(&mut self, name: &str) -> Result<()> {
        let names = &mut self.names;
        let number = names.texts.push(name)?;
        self.hashes.push((hash(name), number));
        let normalised = normalise(name);
        if matches!(normalised.text, Cow::Owned(_)) {
            self.normalised_hashes.push((hash(&normalised.text), number));
        }
        names.mnemonics.push(&normalised.text);
        let core = core(&names.words, &normalised.text);
        let core_number = if core == name {
            SAME_AS_NAME
        } else {
            names.cores.push(&core)?
        };
        names.core_numbers.push(core_number);
        Ok(())
    }
}

/// The entries in the order of their codes in lower case. The first sixteen bytes decide nearly always, without a look into
/// the arena.
fn sorted_codes(codes: &Texts) -> Vec<u32> {
    let beginning = |entry: u32| {
        lowered(codes.get(entry))
            .chain([0; 16])
            .take(16)
            .fold(0, |key: u128, byte| key << 8 | u128::from(byte))
    };
    let mut order: Vec<(u128, u32)> = (0..codes.count()).map(|entry| (beginning(entry), entry)).collect();
    order.sort_unstable_by(|(one, a), (other, b)| {
        let rest = || lowered(codes.get(*a)).cmp(lowered(codes.get(*b)));
        one.cmp(other).then_with(rest).then(a.cmp(b))
    });
    order.into_iter().map(|(_, entry)| entry).collect()
}

fn lowered(text: &str) -> impl Iterator<Item = u8> + '_ {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

fn contains_ignoring_case(text: &str, part: &str) -> bool {
    let windows = text.as_bytes().windows(part.len().max(1));
    part.is_empty()
        || windows
            .into_iter()
            .any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}
