//! The codes of an edition with what a value domain takes of them: one text and 16 bytes a code, looked up by halving.

use super::Verdict;
use super::repair;
use crate::registry::concept::Concept;
use crate::registry::concept::ConceptStatus;
use crate::registry::reason::Reason;
use crate::registry::value_domain::Enumeration;
use crate::registry::value_domain::Part;
use std::collections::HashMap;
use std::collections::HashSet;

/// Where a code stands in the text and what is to be said of it.
#[derive(Debug)]
struct Entry {
    start: u32,
    code_end: u32,
    end: u32,
    reason: Reason,
}

/// The codes of an edition, judged once: in the list, or why not.
#[derive(Debug)]
pub struct PermittedValues {
    text: String,
    by_code: Vec<Entry>,
    by_name: Vec<u32>,
}

impl PermittedValues {
    /// What an enumeration permits of the concepts of its edition, in any order.
    pub fn of(enumeration: &Enumeration, concepts: &[Concept]) -> Self {
        let selected = selected(&enumeration.part, concepts);
        let mut ordered: Vec<&Concept> = concepts.iter().collect();
        ordered.sort_by(|one, other| one.code.as_bytes().cmp(other.code.as_bytes()));
        let mut values = Self {
            text: String::new(),
            by_code: Vec::with_capacity(ordered.len()),
            by_name: Vec::new(),
        };
        for concept in ordered {
            let is_selected = selected
                .as_ref()
                .is_none_or(|codes| codes.contains(concept.code.as_str()));
            let reason = if concept.status == ConceptStatus::Retired {
                Reason::Retired
            } else if !is_selected {
                Reason::NotSelected
            } else if enumeration.assignable_only && !concept.assignable {
                Reason::NotAssignable
            } else {
                Reason::InList
            };
            values.push(concept, reason);
        }
        values.text.shrink_to_fit();
        values.order_names();
        values
    }

    /// How many values are permitted.
    pub fn count(&self) -> usize {
        self.by_name.len()
    }

    /// The permitted codes after a code, with their displays, in the order of their bytes.
    pub fn after<'v>(&'v self, code: &str) -> impl Iterator<Item = (&'v str, &'v str)> {
        let start = self
            .by_code
            .partition_point(|entry| self.code(entry).as_bytes() <= code.as_bytes());
        let rest = self.by_code.iter().skip(start);
        let permitted = rest.filter(|entry| entry.reason == Reason::InList);
        permitted.map(|entry| (self.code(entry), self.display(entry)))
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.text.len() + self.by_code.len() * size_of::<Entry>() + self.by_name.len() * size_of::<u32>()
    }

    pub(super) fn judge(&self, value: &str) -> Verdict<'_> {
        let found = self.find(value);
        if let Some(entry) = found.filter(|entry| entry.reason == Reason::InList) {
            return Verdict {
                reason: Reason::InList,
                display: Some(self.display(entry)),
                hint: None,
            };
        }
        let (tidy, why) = repair::tidy(value);
        if tidy.is_empty() {
            return Verdict::of(Reason::Empty);
        }
        if let (Some(why), Some(entry)) = (why, self.permitted(&tidy)) {
            return Verdict::with_hint(why, tidy, Some(self.display(entry)));
        }
        if let Some(entry) = found {
            return Verdict::of(entry.reason);
        }
        for (reason, variant) in repair::variants(&tidy) {
            if let Some(entry) = self.permitted(&variant) {
                return Verdict::with_hint(reason, variant, Some(self.display(entry)));
            }
        }
        if let Some(entry) = self.only_named(&tidy) {
            let hint = self.code(entry).to_owned();
            return Verdict::with_hint(Reason::NameNotCode, hint, Some(self.display(entry)));
        }
        Verdict::of(Reason::NotInList)
    }

    fn push(&mut self, concept: &Concept, reason: Reason) {
        let start = self.text.len();
        self.text.push_str(&concept.code);
        let code_end = self.text.len();
        self.text.push_str(&concept.display);
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let (start, code_end, end) = (place(start), place(code_end), place(self.text.len()));
        self.by_code.push(Entry {
            start,
            code_end,
            end,
            reason,
        });
    }

    fn order_names(&mut self) {
        let mut names: Vec<u32> = (0..)
            .zip(&self.by_code)
            .filter_map(|(index, entry)| (entry.reason == Reason::InList).then_some(index))
            .collect();
        names.sort_by(|one, other| self.name_at(*one).cmp(self.name_at(*other)));
        self.by_name = names;
    }

    /// The only permitted value with this name, or else the only one whose name begins so.
    fn only_named(&self, name: &str) -> Option<&Entry> {
        let start = self.by_name.partition_point(|index| self.name_at(*index) < name);
        let mut following = self.by_name.iter().skip(start);
        let mut like = following
            .by_ref()
            .take_while(|index| self.name_at(**index).starts_with(name));
        let (first, second) = (like.next()?, like.next());
        let is_whole = self.name_at(*first) == name;
        let is_only = second.is_none_or(|second| is_whole && self.name_at(*second) != name);
        let entry = self.entry_at(*first);
        entry.filter(|_| is_only && !name.is_ascii())
    }

    fn find(&self, code: &str) -> Option<&Entry> {
        let found = self
            .by_code
            .binary_search_by(|entry| self.code(entry).as_bytes().cmp(code.as_bytes()));
        self.by_code.get(found.ok()?)
    }

    fn permitted(&self, code: &str) -> Option<&Entry> {
        self.find(code).filter(|entry| entry.reason == Reason::InList)
    }

    fn entry_at(&self, index: u32) -> Option<&Entry> {
        self.by_code.get(usize::try_from(index).ok()?)
    }

    fn name_at(&self, index: u32) -> &str {
        self.entry_at(index).map_or("", |entry| self.display(entry))
    }

    fn code(&self, entry: &Entry) -> &str {
        self.slice(entry.start, entry.code_end)
    }

    fn display(&self, entry: &Entry) -> &str {
        self.slice(entry.code_end, entry.end)
    }

    fn slice(&self, start: u32, end: u32) -> &str {
        let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        self.text.get(place(start)..place(end)).unwrap_or("")
    }
}

/// The codes of a part; nothing when it is the whole edition.
fn selected<'c>(part: &'c Part, concepts: &'c [Concept]) -> Option<HashSet<&'c str>> {
    let roots = match part {
        Part::All => return None,
        Part::Codes(codes) => return Some(codes.iter().map(String::as_str).collect()),
        Part::Subtree(roots) => roots,
    };
    let mut children: HashMap<&str, Vec<&str>> = HashMap::new();
    for concept in concepts {
        if let Some(parent) = &concept.parent {
            children.entry(parent).or_default().push(&concept.code);
        }
    }
    let mut found: HashSet<&str> = HashSet::new();
    let mut open: Vec<&str> = roots.iter().map(String::as_str).collect();
    while let Some(code) = open.pop() {
        if found.insert(code) {
            open.extend(children.get(code).into_iter().flatten());
        }
    }
    Some(found)
}
