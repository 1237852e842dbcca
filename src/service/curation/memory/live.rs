//! A memory in use: asked by many threads while it learns.

use super::news::News;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::target::Target;
use crate::matching::Matcher;
use crate::matching::Suggestion;
use crate::matching::Term;
use crate::matching::memory::Lesson;
use crate::matching::memory::Memory;
use crate::matching::memory::Replacement;
use crate::storage::curation::lessons::Precedent;
use crate::storage::curation::lessons::Stamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::sync::RwLockReadGuard;
use std::sync::RwLockWriteGuard;

/// The memory of one organization for one edition, with the matcher that it belongs to.
pub struct LiveMemory {
    matcher: Arc<Matcher>,
    edition: EditionRef,
    held: RwLock<Held>,
    renewing: Mutex<()>,
}

/// Everything that teaches an organization.
pub struct Lessons {
    /// Of which state of the database.
    pub stamp: Stamp,
    /// Its own precedents.
    pub own: Vec<Precedent>,
    /// Those of the others that share.
    pub shared: Vec<Precedent>,
}

/// What an inspection finds.
pub struct Inspection {
    /// How many own mappings teach.
    pub own: u64,
    /// For how many own local names something was refused.
    pub refusals: u64,
    /// How many mappings of each other organization teach.
    pub shared: BTreeMap<OrganizationId, u64>,
    /// The most frequent replacements.
    pub replacements: Vec<Replacement>,
}

/// What is held; without a stamp it is of no state of the database and has to be made again.
#[derive(Default)]
struct Held {
    stamp: Option<Stamp>,
    memory: Memory,
    own: BTreeMap<(DictionaryId, String), Vec<u32>>,
    shared: BTreeMap<OrganizationId, u64>,
}

impl LiveMemory {
    /// A memory that knows nothing yet.
    pub fn new(matcher: Arc<Matcher>, edition: EditionRef) -> Self {
        Self {
            matcher,
            edition,
            held: RwLock::default(),
            renewing: Mutex::default(),
        }
    }

    /// Entries that a term may mean, best first, by everything learned up to now.
    pub fn suggest(&self, term: &Term<'_>, limit: usize) -> Result<Vec<Suggestion>> {
        self.matcher.suggest_from(&self.read().memory, term, limit)
    }

    /// Whether it has learned everything up to this stamp.
    pub fn knows(&self, stamp: &Stamp) -> bool {
        self.read().stamp.is_some_and(|known| known.reaches(stamp))
    }

    /// Makes it again from what `read` finds, which is told what is known. Those who come meanwhile wait for the one who
    /// reads; those who have it already go on with what it knew.
    pub fn renew(&self, read: impl FnOnce(Option<Stamp>) -> Result<Option<Lessons>>) -> Result<()> {
        let _only_one = self.renewing.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.read().stamp;
        let Some(lessons) = read(known)? else {
            return Ok(());
        };
        let renewed = self.learn_all(&lessons);
        let mut held = self.write();
        let is_newer_already = held.stamp.is_some_and(|known| known.reaches(&lessons.stamp));
        if !is_newer_already {
            *held = renewed;
        }
        Ok(())
    }

    /// Learns what an act changed, if it knows everything before that. If not, its stamp says so and it will be renewed.
    pub fn hear(&self, news: &News) {
        let mut held = self.write();
        if held.stamp != Some(news.before) {
            return;
        }
        // Whoever finds it without a stamp makes it again: nobody uses one that was left in the middle.
        held.stamp = None;
        for code in &news.codes {
            let key = (news.dictionary.clone(), code.clone());
            for lesson in held.own.remove(&key).unwrap_or_default() {
                self.matcher.unteach(&mut held.memory, lesson);
            }
        }
        for precedent in &news.precedents {
            self.learn_own(&mut held, precedent);
        }
        held.stamp = Some(news.after);
    }

    /// What it holds, for people who ask.
    pub fn inspect(&self, replacements: usize) -> Inspection {
        let held = self.read();
        let pairs = || {
            held.own
                .values()
                .flatten()
                .filter_map(|lesson| held.memory.pair(*lesson))
        };
        Inspection {
            own: count(pairs().filter(|pair| !pair.targets.is_empty()).count()),
            refusals: count(pairs().filter(|pair| !pair.refused.is_empty()).count()),
            shared: held.shared.clone(),
            replacements: held.memory.replacements(replacements),
        }
    }

    fn learn_all(&self, lessons: &Lessons) -> Held {
        let mut held = Held {
            stamp: Some(lessons.stamp),
            ..Held::default()
        };
        for precedent in &lessons.own {
            self.learn_own(&mut held, precedent);
        }
        for precedent in &lessons.shared {
            if self.learn(&mut held.memory, precedent, false).is_some() {
                *held.shared.entry(precedent.organization.clone()).or_default() += 1;
            }
        }
        held
    }

    fn learn_own(&self, held: &mut Held, precedent: &Precedent) {
        if let Some(lesson) = self.learn(&mut held.memory, precedent, true) {
            let key = (precedent.dictionary.clone(), precedent.code.clone());
            held.own.entry(key).or_default().push(lesson);
        }
    }

    /// Learns a precedent, unless nothing of it is about this edition.
    fn learn(&self, memory: &mut Memory, precedent: &Precedent, own: bool) -> Option<u32> {
        let lesson = Lesson {
            source: &precedent.name,
            targets: self.entries(&precedent.targets),
            refused: self.entries(&precedent.refused),
            own,
        };
        let is_about_this = !lesson.targets.is_empty() || !lesson.refused.is_empty();
        is_about_this.then(|| self.matcher.teach(memory, &lesson))
    }

    fn entries(&self, targets: &[Target]) -> Vec<u32> {
        let mut entries = Vec::with_capacity(targets.len());
        for entry in targets.iter().filter_map(|target| self.entry(target)) {
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        entries
    }

    /// The entry of this edition that a target means. A code of another edition may be another thing here: it counts only
    /// with its name; else the name decides.
    fn entry(&self, target: &Target) -> Option<u32> {
        if target.system != self.edition.system {
            return None;
        }
        let of_code = self.matcher.entry_of_code(&target.code);
        let same = of_code.filter(|entry| self.matcher.display(*entry) == target.display);
        same.or_else(|| self.matcher.entry_named(&target.display))
    }

    fn read(&self) -> RwLockReadGuard<'_, Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Held> {
        self.held.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
