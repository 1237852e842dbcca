//! How often codes occur that are not converted, or are under another name: what a collector reports.

use crate::snapshot::translate::Question;
use crate::snapshot::translate::Status;
use crate::snapshot::translate::Verdict;
use crate::snapshot::translate::Warning;
use crate::source::feedback::report::CodeCount;
use crate::source::feedback::report::CodeStatus;
use crate::source::feedback::report::DayCounts;
use crate::source::feedback::report::LONGEST_CODE;
use crate::source::feedback::report::LONGEST_NAME;
use crate::source::feedback::report::MOST_CODES;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// The counts of one part of a file, by dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage(BTreeMap<String, Counts>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Counts {
    mapped: u64,
    left_out: u64,
    codes: BTreeMap<CodeStatus, BTreeMap<String, Seen>>,
    held: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    name: String,
    count: u64,
    is_known: bool,
}

impl Usage {
    pub(super) fn note(&mut self, dictionary: &str, question: &Question<'_>, verdict: &Verdict<'_>) {
        if !self.0.contains_key(dictionary) {
            self.0.insert(dictionary.to_owned(), Counts::default());
        }
        let Some(counts) = self.0.get_mut(dictionary) else {
            return;
        };
        let status = match verdict.status {
            Status::Mapped => {
                counts.mapped += 1;
                if !verdict.warnings.contains(&Warning::NameDiffers) {
                    return;
                }
                CodeStatus::Mapped
            }
            Status::Unmapped => CodeStatus::Unmapped,
            Status::Ambiguous => CodeStatus::Ambiguous,
            Status::InvalidSource => CodeStatus::InvalidSource,
            Status::RetiredTarget => CodeStatus::RetiredTarget,
        };
        counts.add(status, question, verdict.mapping.is_some());
    }

    /// What is to be reported of a business day, without what looks personal.
    pub fn of_day(&self, day: &str, release: i64, batch: &str) -> Vec<DayCounts> {
        let named = self.0.iter().filter(|(dictionary, _)| !dictionary.is_empty());
        named
            .map(|(dictionary, counts)| {
                let mut known = BTreeSet::new();
                let mut codes = Vec::new();
                for (status, list) in &counts.codes {
                    for (code, seen) in list {
                        known.extend(seen.is_known.then(|| code.clone()));
                        codes.push(CodeCount {
                            code: code.clone(),
                            name: seen.name.clone(),
                            status: *status,
                            count: seen.count,
                        });
                    }
                }
                let mut day = DayCounts {
                    day: day.to_owned(),
                    dictionary: dictionary.clone(),
                    release,
                    batch: batch.to_owned(),
                    mapped: counts.mapped,
                    names_dropped: 0,
                    codes_refused: 0,
                    codes_left_out: counts.left_out,
                    codes,
                };
                day.screen(&known);
                day
            })
            .collect()
    }
}

impl Counts {
    fn add(&mut self, status: CodeStatus, question: &Question<'_>, is_known: bool) {
        // What is no code at all is counted without its text.
        let is_fit = question.code.len() <= LONGEST_CODE && !question.code.chars().any(char::is_control);
        let code = if is_fit { question.code } else { "" };
        let list = self.codes.entry(status).or_default();
        if let Some(seen) = list.get_mut(code) {
            seen.count += 1;
            return;
        }
        if self.held >= MOST_CODES {
            self.left_out += u64::from(status != CodeStatus::Mapped);
            return;
        }
        self.held += 1;
        let name: String = if question.name.chars().any(char::is_control) {
            String::new()
        } else {
            question.name.chars().take(LONGEST_NAME).collect()
        };
        let seen = Seen {
            name,
            count: 1,
            is_known,
        };
        list.insert(code.to_owned(), seen);
    }
}
