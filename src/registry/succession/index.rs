//! A list of changes in memory: the lives of every code and which change leads from one to the next.

use super::date::PartialDate;
use super::event::Event;
use super::event::Unit;
use std::collections::HashMap;

/// A span of time in which a code meant one thing. It ends on the day of the change, which is no longer part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// The code.
    pub code: String,
    /// What it was called.
    pub name: String,
    /// Since when; `None` when the list does not say it.
    pub from: Option<PartialDate>,
    /// Until when; `None` when it is in force.
    pub to: Option<PartialDate>,
}

/// Everything that the changes of one list say, ready to be asked. Lives and changes are named by their places in it.
#[derive(Debug, Default)]
pub struct Index {
    pub(super) events: Vec<Event>,
    pub(super) lives: Vec<Life>,
    pub(super) by_code: HashMap<String, Vec<usize>>,
    /// For each change: the life that it changes.
    pub(super) changed: Vec<Option<usize>>,
    /// For each change: the lives that it leads to.
    pub(super) targets: Vec<Vec<usize>>,
    /// For each life: the changes of it, and the changes that lead to it.
    pub(super) outgoing: Vec<Vec<usize>>,
    pub(super) incoming: Vec<Vec<usize>>,
}

/// Where a code ends or begins, by which change.
struct Mark<'e> {
    date: PartialDate,
    name: &'e str,
    since: Option<PartialDate>,
    event: usize,
    /// Whether something begins here, rather than being mentioned as in force.
    begins: bool,
}

impl Index {
    /// The index of these changes. Takes time in proportion to their number.
    pub fn new(events: Vec<Event>) -> Self {
        let mut index = Self {
            lives: lives_of(&events),
            ..Self::default()
        };
        for (place, life) in index.lives.iter().enumerate() {
            index.by_code.entry(life.code.clone()).or_default().push(place);
        }
        index.outgoing = vec![Vec::new(); index.lives.len()];
        index.incoming = vec![Vec::new(); index.lives.len()];
        for (number, event) in events.iter().enumerate() {
            let changed = index.life_changed_by(event);
            let targets: Vec<usize> = event
                .new
                .iter()
                .filter_map(|unit| index.life_begun(unit, event.date))
                .collect();
            if let Some(list) = changed.and_then(|life| index.outgoing.get_mut(life)) {
                list.push(number);
            }
            for target in &targets {
                if let Some(list) = index.incoming.get_mut(*target) {
                    list.push(number);
                }
            }
            index.changed.push(changed);
            index.targets.push(targets);
        }
        index.events = events;
        index
    }

    /// The changes, in the order of the list.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Every life of a code, oldest first, with the changes that begin it and those that change it.
    pub fn history(&self, code: &str) -> Vec<(&Life, Vec<&Event>, Vec<&Event>)> {
        let events = |list: &[Vec<usize>], life: usize| -> Vec<&Event> {
            let numbers = list.get(life).into_iter().flatten();
            numbers.filter_map(|number| self.events.get(*number)).collect()
        };
        let places = self.places(code).iter();
        let known = places.filter_map(|place| Some((*place, self.lives.get(*place)?)));
        known
            .map(|(place, life)| (life, events(&self.incoming, place), events(&self.outgoing, place)))
            .collect()
    }

    /// The places of the lives of a code.
    pub(super) fn places(&self, code: &str) -> &[usize] {
        self.by_code.get(code).map_or(&[], Vec::as_slice)
    }

    fn life_changed_by(&self, event: &Event) -> Option<usize> {
        let old = event.old.as_ref()?;
        let places = self.places(&old.code);
        let lives = || {
            places
                .iter()
                .filter_map(|place| Some((*place, self.lives.get(*place)?)))
        };
        if event.kind.ends_the_old() {
            let mut ended = lives().filter(|(_, life)| life.to == Some(event.date) && life.name == old.name);
            return ended.next().map(|(place, _)| place);
        }
        let goes_on = |life: &Life| {
            life.from.is_none_or(|from| from.last() <= event.date.last())
                && life.to.is_none_or(|to| to.last() > event.date.last())
        };
        lives().find(|(_, life)| goes_on(life)).map(|(place, _)| place)
    }

    /// The life that a code has after a change: the one in force on that date, or else one that begins and ends on it, or
    /// else the next.
    fn life_begun(&self, unit: &Unit, date: PartialDate) -> Option<usize> {
        let places = self.places(&unit.code);
        let find = |fits: &dyn Fn(&Life) -> bool| {
            places
                .iter()
                .copied()
                .find(|place| self.lives.get(*place).is_some_and(fits))
        };
        let day = date.last();
        find(&|life| is_in_force(life, date))
            .or_else(|| find(&|life| life.from == Some(date) && life.to == Some(date)))
            .or_else(|| find(&|life| life.from.is_some_and(|from| from.last() >= day)))
    }
}

/// Whether the life is surely in force at the end of the date.
pub(super) fn is_in_force(life: &Life, date: PartialDate) -> bool {
    let day = date.last();
    life.from.is_none_or(|from| from.last() <= day) && life.to.is_none_or(|to| to.last() > day)
}

/// The lives of all codes: those that a change ends, then those that begin and do not end.
fn lives_of(events: &[Event]) -> Vec<Life> {
    let mut ends: HashMap<&str, Vec<Mark<'_>>> = HashMap::new();
    let mut starts: HashMap<&str, Vec<Mark<'_>>> = HashMap::new();
    let mut codes: Vec<&str> = Vec::new();
    for (event, one) in events.iter().enumerate() {
        if let Some(old) = &one.old {
            let ends_it = one.kind.ends_the_old();
            let mark = Mark {
                date: one.date,
                name: &old.name,
                since: old.since,
                event,
                begins: false,
            };
            // Of what only loses a part, no more is known than that it was in force.
            let marks = if ends_it { &mut ends } else { &mut starts };
            marks.entry(&old.code).or_default().push(mark);
            codes.push(&old.code);
        }
        for unit in &one.new {
            let mark = Mark {
                date: one.date,
                name: &unit.name,
                since: None,
                event,
                begins: true,
            };
            starts.entry(&unit.code).or_default().push(mark);
            codes.push(&unit.code);
        }
    }
    codes.sort_unstable();
    codes.dedup();
    let mut lives = Vec::new();
    for code in codes {
        let (ends, starts) = (
            ends.remove(code).unwrap_or_default(),
            starts.remove(code).unwrap_or_default(),
        );
        lives.extend(lives_of_code(code, ends, starts, events));
    }
    lives
}

fn lives_of_code(code: &str, mut ends: Vec<Mark<'_>>, mut starts: Vec<Mark<'_>>, events: &[Event]) -> Vec<Life> {
    ends.sort_by_key(|mark| (mark.date.last(), mark.date.first()));
    starts.sort_by_key(|mark| (mark.date.last(), mark.date.first()));
    let life = |name: &str, from, to| Life {
        code: code.to_owned(),
        name: name.to_owned(),
        from,
        to,
    };
    let mut lives: Vec<Life> = Vec::new();
    let mut end_before = None;
    for end in &ends {
        let is_known = |one: &Life| one.to == Some(end.date) && one.name == end.name;
        if lives.iter().any(is_known) {
            continue;
        }
        let from = end.since.or_else(|| start_of(code, end, end_before, &starts, events));
        lives.push(life(end.name, from, Some(end.date)));
        end_before = Some(end.date);
    }
    for start in &starts {
        let covers = |one: &Life| {
            is_in_force(one, start.date)
                || (one.from == Some(start.date) && one.to == Some(start.date) && one.name == start.name)
        };
        if !lives.iter().any(covers) {
            let from = if start.begins { Some(start.date) } else { start.since };
            lives.push(life(start.name, from, None));
        }
    }
    lives.sort_by_key(|one| {
        (
            one.from.map(PartialDate::last),
            one.to.is_none(),
            one.to.map(PartialDate::last),
        )
    });
    lives
}

/// When the life began that ends here: the last beginning before, or, with the same name, on the same date.
fn start_of(
    code: &str,
    end: &Mark<'_>,
    end_before: Option<PartialDate>,
    starts: &[Mark<'_>],
    events: &[Event],
) -> Option<PartialDate> {
    let comes_from_itself = |mark: &Mark<'_>| {
        let old = events.get(mark.event).and_then(|event| event.old.as_ref());
        old.is_some_and(|old| old.code == code)
    };
    let becomes_itself = events
        .get(end.event)
        .is_some_and(|event| event.new.iter().any(|unit| unit.code == code));
    let may_begin = |mark: &&Mark<'_>| {
        let is_after = end_before.is_none_or(|before| mark.date.last() >= before.last());
        let is_before = mark.date.last() < end.date.last();
        let is_same = mark.date == end.date && mark.name == end.name && !becomes_itself && !comes_from_itself(mark);
        mark.begins && is_after && (is_before || is_same)
    };
    starts.iter().rfind(may_begin).map(|mark| mark.date)
}
