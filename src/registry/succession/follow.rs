//! Following the changes from one life to what it is on a later date. A life is visited again only when it is reached by an
//! earlier date, so no ring of changes can hold it up.

use super::date::Day;
use super::event::Event;
use super::event::EventKind;
use super::event::Unit;
use super::index::Index;
use super::path::Reached;
use super::path::Step;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::HashMap;
use std::collections::HashSet;

/// Where a life leads to.
#[derive(Debug, Default)]
pub(super) struct Followed {
    /// In force at the end, reached by endings alone.
    pub codes: Vec<Reached>,
    /// In force at the end, where at least one part of the territory went.
    pub parts: Vec<Reached>,
    /// Ended without successor before the end.
    pub ended: Vec<Reached>,
    /// Whether a change lies so near to the asked dates that its day would matter.
    pub uncertain: bool,
}

/// The asked dates.
#[derive(Clone, Copy)]
pub(super) struct Span {
    /// The last day that the question's date may mean.
    pub from: Day,
    /// The last day of the wanted state; none is the end of the list.
    pub to: Option<Day>,
}

/// A life on the way, and how it was reached.
#[derive(PartialEq, Eq)]
struct Place {
    life: usize,
    path: Vec<(usize, usize)>,
    since: Day,
    /// Counts up, so that of equal dates the first found comes first.
    order: usize,
    is_whole: bool,
}

impl Ord for Place {
    /// The earliest is the greatest: a heap gives it first.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.since, other.order).cmp(&(self.since, self.order))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Follows a life through every change that lies in the span.
pub(super) fn follow(index: &Index, life: usize, span: Span) -> Followed {
    let mut walk = Walk {
        index,
        span,
        reached: HashMap::new(),
        arrived: HashSet::new(),
        steps: 0,
        found: Followed::default(),
    };
    let start = walk.place(life, Vec::new(), span.from, true);
    let mut parts = BinaryHeap::new();
    let mut endings = BinaryHeap::from([start]);
    while let Some(place) = endings.pop() {
        walk.visit(&place, &mut endings, Some(&mut parts));
    }
    while let Some(place) = parts.pop() {
        walk.visit(&place, &mut parts, None);
    }
    walk.found
}

/// A walk from one life. Lives are visited in the order of their dates, so each is first reached as early as it can be:
/// whoever comes later finds no change that was not seen already.
struct Walk<'i> {
    index: &'i Index,
    span: Span,
    reached: HashMap<usize, Day>,
    arrived: HashSet<usize>,
    steps: usize,
    found: Followed,
}

impl Walk<'_> {
    fn place(&mut self, life: usize, path: Vec<(usize, usize)>, since: Day, is_whole: bool) -> Place {
        self.steps += 1;
        let order = self.steps;
        Place {
            life,
            path,
            since,
            order,
            is_whole,
        }
    }

    /// Goes on from a life. What only loses a part goes to `parts`; without them everything is a part already.
    fn visit(&mut self, place: &Place, next: &mut BinaryHeap<Place>, mut parts: Option<&mut BinaryHeap<Place>>) {
        if self.reached.get(&place.life).is_some_and(|since| *since <= place.since) {
            return;
        }
        self.reached.insert(place.life, place.since);
        let (mut is_ended, mut has_successor) = (false, false);
        for number in self.index.outgoing.get(place.life).into_iter().flatten().copied() {
            let Some(event) = self.index.events.get(number).filter(|event| self.applies(place, event)) else {
                continue;
            };
            let ends_it = event.kind.ends_the_old();
            is_ended |= ends_it;
            let is_whole = place.is_whole && ends_it && event.kind != EventKind::Split;
            let targets = self.index.targets.get(number).map_or(&[][..], Vec::as_slice);
            for (nth, target) in targets.iter().enumerate() {
                has_successor |= ends_it;
                let mut path = place.path.clone();
                path.push((number, nth));
                let onward = self.place(*target, path, event.date.last(), is_whole);
                match parts.as_deref_mut().filter(|_| !ends_it) {
                    Some(parts) => parts.push(onward),
                    None => next.push(onward),
                }
            }
        }
        if !has_successor && self.arrived.insert(place.life) {
            arrive(self.index, place, is_ended, parts.is_none(), &mut self.found);
        }
    }

    /// Whether the change lies in the span, and notes where its day would matter.
    fn applies(&mut self, place: &Place, event: &Event) -> bool {
        let (first, last) = (event.date.first(), event.date.last());
        if !event.kind.ends_the_old() && last <= place.since {
            return false;
        }
        if let Some(to) = self.span.to.filter(|to| last > *to) {
            self.found.uncertain |= first <= to;
            return false;
        }
        self.found.uncertain |= place.path.is_empty() && first <= place.since && last > place.since;
        true
    }
}

fn arrive(index: &Index, place: &Place, is_ended: bool, is_part: bool, found: &mut Followed) {
    let Some(life) = index.lives.get(place.life) else {
        return;
    };
    let reached = Reached {
        code: life.code.clone(),
        name: life.name.clone(),
        whole: place.is_whole,
        ended: life.to.filter(|_| is_ended),
        path: place
            .path
            .iter()
            .filter_map(|(event, nth)| step(index, *event, *nth))
            .collect(),
    };
    let list = match (is_ended, is_part) {
        (true, _) => &mut found.ended,
        (false, true) => &mut found.parts,
        (false, false) => &mut found.codes,
    };
    list.push(reached);
}

/// A change as a step of a path.
pub(super) fn step(index: &Index, event: usize, nth: usize) -> Option<Step> {
    let target = index.targets.get(event)?.get(nth)?;
    let to = index.lives.get(*target)?;
    let from = index
        .changed
        .get(event)
        .copied()
        .flatten()
        .and_then(|life| index.lives.get(life));
    let event = index.events.get(event)?;
    let unit = |code: &str, name: &str| Unit {
        code: code.to_owned(),
        name: name.to_owned(),
    };
    Some(Step {
        date: event.date,
        kind: event.kind,
        from: from.map(|life| unit(&life.code, &life.name)),
        to: unit(&to.code, &to.name),
        document: event.document.clone(),
        place: event.place.clone(),
        derived: !event.confidence.is_empty(),
    })
}
