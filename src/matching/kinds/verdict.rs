//! What a comparison by levels found: reasons, warnings, and what they do to the score.

use super::level::Level;
use crate::matching::reason::Reason;
use crate::matching::warning::Warning;

/// What is left of a score for each level of which one side alone speaks: enough to order equals, no more.
const UNSAID: f64 = 0.999;
/// What an entry scores at least when its main level, such as the generic name, is the term's.
const MAIN_LEVEL: f64 = 0.93;

/// The outcome of one comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The levels that are the same.
    pub reasons: Vec<Reason>,
    /// The levels that differ or that the entry alone says.
    pub warnings: Vec<Warning>,
    /// What is left of the score, from 0 to 1.
    pub factor: f64,
    /// The least score before factor and caps.
    pub least: f64,
}

impl Default for Verdict {
    fn default() -> Self {
        Self {
            reasons: Vec::new(),
            warnings: Vec::new(),
            factor: 1.0,
            least: 0.0,
        }
    }
}

impl Verdict {
    /// The level that names the thing itself is the same: the rest of both names need not be alike.
    pub fn same_thing(&mut self, level: Level, value: &str) {
        self.same(level, value);
        self.least = MAIN_LEVEL;
    }

    /// The level is the same on both sides.
    pub fn same(&mut self, level: Level, value: &str) {
        let value = value.to_owned();
        self.reasons.push(Reason::SameLevel { level, value });
    }

    /// The level differs.
    pub fn differs(&mut self, level: Level, term: &str, name: &str) {
        self.factor *= level.weight_of_difference();
        self.warnings.push(Warning::LevelDiffers {
            level,
            term: term.to_owned(),
            name: name.to_owned(),
        });
    }

    /// The term alone says it: the entry is broader.
    pub fn entry_is_silent(&mut self) {
        self.factor *= UNSAID;
    }

    /// The entry alone says it.
    pub fn term_is_silent(&mut self, level: Level, value: &str) {
        self.factor *= UNSAID;
        if level.must_be_said() {
            let value = value.to_owned();
            self.warnings.push(Warning::LevelUnsaid { level, value });
        }
    }

    /// Compares a level that is equal or not.
    pub fn compare(&mut self, level: Level, term: Option<&str>, name: Option<&str>) {
        match (term, name) {
            (Some(term), Some(name)) if term == name => self.same(level, term),
            (Some(term), Some(name)) => self.differs(level, term, name),
            (Some(_), None) => self.entry_is_silent(),
            (None, Some(name)) => self.term_is_silent(level, name),
            (None, None) => {}
        }
    }
}
