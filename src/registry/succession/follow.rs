//! Following the changes from one life to what it is on a later date. No life is visited twice, so no ring of changes can
//! hold it up.

use super::answer::Reached;
use super::answer::Step;
use super::date::Day;
use super::event::EventKind;
use super::event::Unit;
use super::index::Index;
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
struct Place {
    life: usize,
    path: Vec<(usize, usize)>,
    since: Day,
    is_whole: bool,
}

/// Follows a life through every change that lies in the span.
pub(super) fn follow(index: &Index, life: usize, span: Span) -> Followed {
    let mut found = Followed::default();
    let mut visited = HashSet::from([life]);
    let start = Place {
        life,
        path: Vec::new(),
        since: span.from,
        is_whole: true,
    };
    let mut parts = Vec::new();
    walk(index, vec![start], span, &mut visited, &mut parts, &mut found, false);
    while !parts.is_empty() {
        let begin = std::mem::take(&mut parts)
            .into_iter()
            .filter(|place: &Place| visited.insert(place.life))
            .collect();
        walk(index, begin, span, &mut visited, &mut parts, &mut found, true);
    }
    found
}

/// Goes along the endings; what only loses a part is put aside.
fn walk(
    index: &Index,
    mut places: Vec<Place>,
    span: Span,
    visited: &mut HashSet<usize>,
    parts: &mut Vec<Place>,
    found: &mut Followed,
    is_part: bool,
) {
    places.reverse();
    while let Some(place) = places.pop() {
        let mut endings = Vec::new();
        let mut is_ended = false;
        for number in index.outgoing.get(place.life).into_iter().flatten().copied() {
            let Some(event) = index.events.get(number) else { continue };
            let ends_it = event.kind.ends_the_old();
            if !ends_it && event.date.last() <= place.since {
                continue;
            }
            if let Some(to) = span.to.filter(|to| event.date.last() > *to) {
                found.uncertain |= event.date.first() <= to;
                continue;
            }
            found.uncertain |= event.date.first() <= place.since && event.date.last() > place.since && place.path.is_empty();
            is_ended |= ends_it;
            let targets = index.targets.get(number).into_iter().flatten();
            for (nth, target) in targets.copied().enumerate() {
                let mut path = place.path.clone();
                path.push((number, nth));
                let next = Place {
                    life: target,
                    path,
                    since: event.date.last(),
                    is_whole: place.is_whole && ends_it && event.kind != EventKind::Split,
                };
                if ends_it {
                    endings.push(next);
                } else {
                    parts.push(next);
                }
            }
        }
        let has_successor = !endings.is_empty();
        for next in endings.into_iter().rev() {
            if visited.insert(next.life) {
                places.push(next);
            }
        }
        if !has_successor {
            arrive(index, &place, is_ended, is_part, found);
        }
    }
}

fn arrive(index: &Index, place: &Place, is_ended: bool, is_part: bool, found: &mut Followed) {
    let Some(life) = index.lives.get(place.life) else { return };
    let reached = Reached {
        code: life.code.clone(),
        name: life.name.clone(),
        whole: place.is_whole,
        ended: life.to.filter(|_| is_ended),
        path: place.path.iter().filter_map(|(event, nth)| step(index, *event, *nth)).collect(),
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
    let from = index.changed.get(event).copied().flatten().and_then(|life| index.lives.get(life));
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
