//! The lookup table of a release: all texts in one string, 16 bytes for a mapping, 16 for a target, and a hash table of
//! 8 to 16 bytes a mapping. No text of its own for any field.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::mapping::condition::Condition;
use crate::mapping::target::Relationship;
use crate::mapping::target::Target;
use crate::snapshot::body::Line;
use foldhash::fast::FixedState;
use std::collections::BTreeMap;
use std::hash::BuildHasher as _;

/// The mappings of a release.
#[derive(Debug, Default)]
pub struct Table {
    texts: String,
    dictionaries: Vec<String>,
    editions: Vec<EditionRef>,
    /// The lists of conditions; number 0 is the empty one.
    cases: Vec<Vec<Condition>>,
    no_matches: Vec<String>,
    entries: Vec<Entry>,
    targets: Vec<StoredTarget>,
    /// Entry numbers from 1 by hash of dictionary and code, 0 where there is none; a power of two of them, at most half
    /// of them taken.
    slots: Vec<u32>,
}

/// A dictionary of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DictionaryNumber(u16);

/// Code and name stand one after the other in the texts. Without targets `first` counts the reasons why nothing fits.
#[derive(Debug)]
struct Entry {
    start: u32,
    first: u32,
    code: u16,
    name: u16,
    dictionary: u16,
    targets: u16,
}

/// Code and display stand one after the other in the texts.
#[derive(Debug)]
struct StoredTarget {
    start: u32,
    case: u32,
    code: u16,
    display: u16,
    edition: u16,
    relationship: Relationship,
}

/// One mapping of a table.
#[derive(Clone, Copy, Debug)]
pub struct Mapping<'t> {
    table: &'t Table,
    entry: &'t Entry,
}

/// One target of a mapping.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TargetView<'t> {
    /// Its edition.
    pub edition: &'t EditionRef,
    /// Its code.
    pub code: &'t str,
    /// The official display of that edition.
    pub display: &'t str,
    /// How it relates to the local code.
    pub relationship: Relationship,
    /// The conditions under which it holds.
    pub when: &'t [Condition],
    /// The code over which a chain went.
    pub via: Option<&'t str>,
}

#[derive(Default)]
struct Numbers {
    editions: BTreeMap<EditionRef, u16>,
    cases: BTreeMap<Vec<Condition>, u32>,
}

impl Table {
    /// The table of the lines of a body, which come by dictionary and code.
    ///
    /// Errors: `file-too-large` beyond 4 GiB of texts, 65,535 dictionaries or editions.
    pub fn of_lines(lines: impl IntoIterator<Item = Result<Line>>) -> Result<Self> {
        let mut table = Self {
            cases: vec![Vec::new()],
            ..Self::default()
        };
        let mut numbers = Numbers::default();
        for line in lines {
            table.push(&line?, &mut numbers)?;
        }
        table.texts.shrink_to_fit();
        table.entries.shrink_to_fit();
        table.targets.shrink_to_fit();
        table.fill_slots()?;
        Ok(table)
    }

    /// The table of a body that was checked against its manifest.
    ///
    /// Errors: `snapshot-refused` for a line that is no mapping.
    pub fn of_body(body: &[u8]) -> Result<Self> {
        let read = |bytes| {
            serde_json::from_slice::<Line>(bytes).map_err(|cause| {
                Error::new(Code::SnapshotRefused)
                    .with("reason", &cause)
                    .caused_by(cause)
            })
        };
        Self::of_lines(
            body.split(|byte| *byte == b'\n')
                .filter(|line| !line.is_empty())
                .map(read),
        )
    }

    /// How many mappings it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes that it takes in memory, about.
    pub fn bytes(&self) -> usize {
        self.texts.capacity() + self.bytes_beyond_texts()
    }

    /// Bytes that it takes beyond the texts themselves, about.
    pub fn bytes_beyond_texts(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>()
            + self.targets.capacity() * size_of::<StoredTarget>()
            + self.slots.capacity() * size_of::<u32>()
    }

    /// The editions of its targets.
    pub fn editions(&self) -> &[EditionRef] {
        &self.editions
    }

    /// Its dictionaries.
    pub fn dictionaries(&self) -> impl Iterator<Item = &str> {
        self.dictionaries.iter().map(String::as_str)
    }

    /// The dictionary with this id.
    pub fn dictionary(&self, id: &str) -> Option<DictionaryNumber> {
        let found = self.dictionaries.binary_search_by(|known| known.as_str().cmp(id));
        let number = u16::try_from(found.ok()?).ok()?;
        Some(DictionaryNumber(number))
    }

    /// The mapping of a code, byte for byte.
    pub fn find(&self, dictionary: DictionaryNumber, code: &str) -> Option<Mapping<'_>> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = usize_of(hash(dictionary.0, code)) & mask;
        loop {
            let number = self.slots.get(at).copied().unwrap_or_default();
            let entry = self.entries.get(usize::try_from(number.checked_sub(1)?).ok()?)?;
            let mapping = Mapping { table: self, entry };
            if entry.dictionary == dictionary.0 && mapping.code() == code {
                return Some(mapping);
            }
            at = (at + 1) & mask;
        }
    }

    /// Every mapping, by dictionary and code.
    pub fn mappings(&self) -> impl Iterator<Item = Mapping<'_>> {
        self.entries.iter().map(|entry| Mapping { table: self, entry })
    }

    fn push(&mut self, line: &Line, numbers: &mut Numbers) -> Result<()> {
        if self.dictionaries.last() != Some(&line.dictionary) {
            self.dictionaries.push(line.dictionary.clone());
        }
        let first = if line.targets.is_empty() {
            self.no_matches.push(line.no_match.clone().unwrap_or_default());
            number(self.no_matches.len() - 1, "rows")?
        } else {
            number(self.targets.len(), "targets")?
        };
        let start = number(self.texts.len(), "bytes")?;
        self.texts.push_str(&line.code);
        self.texts.push_str(&line.name);
        self.entries.push(Entry {
            start,
            first,
            code: number(line.code.len(), "bytes")?,
            name: number(line.name.len(), "bytes")?,
            dictionary: number(self.dictionaries.len() - 1, "dictionaries")?,
            targets: number(line.targets.len(), "targets")?,
        });
        for target in &line.targets {
            self.push_target(target, numbers)?;
        }
        Ok(())
    }

    fn push_target(&mut self, target: &Target, numbers: &mut Numbers) -> Result<()> {
        let edition = target.edition_ref();
        let edition = if let Some(known) = numbers.editions.get(&edition) {
            *known
        } else {
            let new = number(self.editions.len(), "editions")?;
            self.editions.push(edition.clone());
            numbers.editions.insert(edition, new);
            new
        };
        let case = match (target.when.is_empty(), numbers.cases.get(&target.when)) {
            (true, _) => 0,
            (false, Some(known)) => *known,
            (false, None) => {
                let new = number(self.cases.len(), "conditions")?;
                self.cases.push(target.when.clone());
                numbers.cases.insert(target.when.clone(), new);
                new
            }
        };
        let start = number(self.texts.len(), "bytes")?;
        self.texts.push_str(&target.code);
        self.texts.push_str(&target.display);
        self.targets.push(StoredTarget {
            start,
            case,
            code: number(target.code.len(), "bytes")?,
            display: number(target.display.len(), "bytes")?,
            edition,
            relationship: target.relationship,
        });
        Ok(())
    }

    fn fill_slots(&mut self) -> Result<()> {
        let count = self.entries.len().max(1).saturating_mul(2).next_power_of_two();
        let mut slots = vec![0_u32; count];
        for (number_from_1, mapping) in (1_u32..).zip(self.mappings()) {
            let mut at = usize_of(hash(mapping.entry.dictionary, mapping.code())) & (count - 1);
            while slots.get(at).is_some_and(|slot| *slot != 0) {
                at = (at + 1) & (count - 1);
            }
            if let Some(slot) = slots.get_mut(at) {
                *slot = number_from_1;
            }
        }
        number::<u32>(self.entries.len(), "rows")?;
        self.slots = slots;
        Ok(())
    }

    fn text(&self, start: u32, skip: u16, length: u16) -> &str {
        let start = usize::try_from(start)
            .unwrap_or(usize::MAX)
            .saturating_add(usize::from(skip));
        self.texts
            .get(start..start.saturating_add(usize::from(length)))
            .unwrap_or_default()
    }
}

impl<'t> Mapping<'t> {
    /// The local dictionary.
    pub fn dictionary(&self) -> &'t str {
        let found = self.table.dictionaries.get(usize::from(self.entry.dictionary));
        found.map_or("", String::as_str)
    }

    /// The local code.
    pub fn code(&self) -> &'t str {
        self.table.text(self.entry.start, 0, self.entry.code)
    }

    /// The local name that was mapped.
    pub fn name(&self) -> &'t str {
        self.table.text(self.entry.start, self.entry.code, self.entry.name)
    }

    /// Why nothing fits, when nothing does.
    pub fn no_match(&self) -> Option<&'t str> {
        if self.entry.targets > 0 {
            return None;
        }
        let found = self.table.no_matches.get(usize::try_from(self.entry.first).ok()?);
        found.map(String::as_str)
    }

    /// Its targets, whatever their conditions.
    pub fn targets(self) -> impl Iterator<Item = TargetView<'t>> + Clone {
        let start = usize::try_from(self.entry.first).unwrap_or(usize::MAX);
        let end = start.saturating_add(usize::from(self.entry.targets));
        let list = if self.entry.targets == 0 {
            &[]
        } else {
            self.table.targets.get(start..end).unwrap_or_default()
        };
        list.iter().filter_map(move |target| self.view(target))
    }

    fn view(&self, target: &StoredTarget) -> Option<TargetView<'t>> {
        let table = self.table;
        Some(TargetView {
            edition: table.editions.get(usize::from(target.edition))?,
            code: table.text(target.start, 0, target.code),
            display: table.text(target.start, target.code, target.display),
            relationship: target.relationship,
            when: table.cases.get(usize::try_from(target.case).ok()?)?,
            via: None,
        })
    }
}

fn hash(dictionary: u16, code: &str) -> u64 {
    FixedState::default().hash_one((dictionary, code))
}

/// The low bits of a hash.
fn usize_of(hash: u64) -> usize {
    usize::try_from(hash & u64::from(u32::MAX)).unwrap_or_default()
}

fn number<N: TryFrom<usize>>(value: usize, what: &'static str) -> Result<N> {
    N::try_from(value).map_err(|_too_large| {
        Error::new(Code::FileTooLarge).with("what", what).with(
            "limit",
            if size_of::<N>() == 2 {
                u32::from(u16::MAX)
            } else {
                u32::MAX
            },
        )
    })
}
