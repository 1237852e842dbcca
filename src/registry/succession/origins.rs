//! The other direction: what became part of a code.

use super::date::PartialDate;
use super::follow::step;
use super::index::Index;
use super::index::Life;
use super::index::is_in_force;
use super::path::Step;
use std::collections::HashSet;

/// A former code of which all or a part is in a present one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// What it was, and when.
    pub life: Life,
    /// Whether all of it came, as far as the source says; false after a split or a transfer.
    pub whole: bool,
    /// The changes from it to the present code, oldest first.
    pub path: Vec<Step>,
}

impl Index {
    /// Everything that became part of the code as it is in force on `date` (none: the end of the list): the newest first, each
    /// once, by its shortest path. `None` when the code was not in force then.
    pub fn origins(&self, code: &str, date: Option<PartialDate>) -> Option<Vec<Origin>> {
        let is_meant = |life: &Life| match date {
            Some(date) => is_in_force(life, date),
            None => life.to.is_none(),
        };
        let mut places = self.places(code).iter().copied();
        let root = places.find(|place| self.lives.get(*place).is_some_and(is_meant))?;
        let mut visited = HashSet::from([root]);
        let mut waiting = std::collections::VecDeque::from([(root, Vec::new(), true)]);
        let mut found = Vec::new();
        while let Some((life, path, whole)) = waiting.pop_front() {
            for number in self.incoming.get(life).into_iter().flatten().copied() {
                let is_late = |date: PartialDate| {
                    self.events
                        .get(number)
                        .is_none_or(|event| event.date.last() > date.last())
                };
                let Some(from) = self.changed.get(number).copied().flatten() else {
                    continue;
                };
                let Some(event) = self.events.get(number).filter(|_| !date.is_some_and(is_late)) else {
                    continue;
                };
                if !visited.insert(from) {
                    continue;
                }
                let targets = self.targets.get(number).into_iter().flatten();
                let nth = targets.take_while(|target| **target != life).count();
                let mut path: Vec<Step> = path.clone();
                path.extend(step(self, number, nth));
                let whole = whole && event.kind.ends_the_old() && event.new.len() == 1;
                if let Some(known) = self.lives.get(from) {
                    let mut oldest_first = path.clone();
                    oldest_first.reverse();
                    found.push(Origin {
                        life: known.clone(),
                        whole,
                        path: oldest_first,
                    });
                }
                waiting.push_back((from, path, whole));
            }
        }
        Some(found)
    }
}
