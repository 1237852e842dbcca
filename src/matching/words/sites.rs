//! Body sites 部位 and which belongs to which: 贲门 is part of 胃, 胃 of 上消化道, and nothing of 牙龈 is part of 胃.

use super::Longest;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Tissues that are everywhere: they agree with every site.
const EVERYWHERE: &str = "全身";

/// The number of a site.
pub type Site = u32;

/// The sites, their names and what they belong to. A site may belong to several: 贲门 to 食管 and to 胃.
#[derive(Debug, Default)]
pub struct Sites {
    numbers: BTreeMap<String, Site>,
    parents: BTreeMap<Site, BTreeSet<Site>>,
    above: BTreeMap<Site, BTreeSet<Site>>,
    everywhere: BTreeSet<Site>,
    named: Vec<(String, Option<Site>)>,
    words: Longest<Option<Site>>,
}

impl Sites {
    /// Adds a name of a site and the sites that it belongs to.
    pub(super) fn add<'p>(&mut self, term: String, preferred: &str, parents: impl Iterator<Item = &'p str>) {
        let site = self.number(preferred);
        self.named.push((term, Some(site)));
        for parent in parents {
            if parent == EVERYWHERE {
                self.everywhere.insert(site);
            } else {
                let above = self.number(parent);
                self.parents.entry(site).or_default().insert(above);
            }
        }
    }

    /// Adds a word that only looks like a site: 手术 is no 手.
    pub(super) fn add_neutral(&mut self, term: String) {
        self.named.push((term, None));
    }

    /// Works out everything above each site, once all are added.
    pub(super) fn close(&mut self) {
        for site in self.numbers.values() {
            let mut above = BTreeSet::new();
            let mut next = vec![*site];
            while let Some(at) = next.pop() {
                if above.insert(at) {
                    next.extend(self.parents.get(&at).into_iter().flatten());
                }
            }
            self.above.insert(*site, above);
        }
        self.words = Longest::new(std::mem::take(&mut self.named));
    }

    /// The sites that a normalised text names, in its order, each with the word that names it; tissues that are everywhere
    /// are left out.
    pub fn find<'t>(&'t self, text: &'t str) -> Vec<(Site, &'t str)> {
        let found = self.words.find(text).into_iter();
        let sites = found.filter_map(|found| Some(((*found.value)?, found.word)));
        sites.filter(|(site, _)| !self.everywhere.contains(site)).collect()
    }

    /// Whether one is the other, or part of it.
    pub fn agree(&self, one: Site, other: Site) -> bool {
        let within = |part: Site, whole: Site| self.above.get(&part).is_some_and(|above| above.contains(&whole));
        within(one, other) || within(other, one)
    }

    /// How many names of sites there are, and of words that only look like one.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    fn number(&mut self, preferred: &str) -> Site {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(preferred.to_owned()).or_insert(next)
    }
}
