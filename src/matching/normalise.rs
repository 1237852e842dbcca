//! One spelling for one name: named steps that each say whether they took effect. The raw string is never lost.
//!
//! The order is a contract (domain notes crate::5.1): units are protected before widths are folded, because plain NFKC turns
//! `10⁹` into `109`. Numerals unify only in a slot such as `2型`; 三叉神经 and 十二指肠 keep theirs. Nothing here decides
//! that two words mean the same: that is [`super::core`] and [`super::lexicon`].

mod bracket;
mod greek;
mod invisible;
mod need;
mod numeral;
mod punctuation;
mod script;
mod space;
mod step;
mod tail;
mod unit;
mod width;

pub use numeral::SLOTS;
pub use numeral::Slot;
pub use numeral::slots;
pub use step::Step;

use need::Needs;
use std::borrow::Cow;

/// A name with its normalised spelling and the steps that took effect, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Normalised<'a> {
    /// The string as it came, byte for byte.
    pub raw: &'a str,
    /// The normalised spelling.
    pub text: Cow<'a, str>,
    /// The steps that changed something.
    pub steps: Vec<Step>,
}

/// Rounds of all steps before a text counts as done; two are enough for every name that was seen.
const ROUNDS: usize = 8;

/// Runs every step in the order of [`Step::ALL`], again while anything changes: a stop may hide a code at the end. So
/// a normalised text is its own normalised spelling.
pub fn normalise(raw: &str) -> Normalised<'_> {
    let mut text = Cow::Borrowed(raw);
    let mut steps = Vec::new();
    for _ in 0..ROUNDS {
        let mut done = true;
        let mut needs = Needs::of(&text);
        if needs.is_empty() {
            break;
        }
        for step in Step::ALL.iter().copied() {
            if !needs.has(step) {
                continue;
            }
            if let Some(changed) = step.apply(&text) {
                text = Cow::Owned(changed);
                needs = Needs::of(&text);
                steps.push(step);
                done = false;
            }
        }
        if done {
            break;
        }
    }
    steps.sort_unstable();
    steps.dedup();
    Normalised { raw, text, steps }
}

/// Rewrites character by character; `None` when nothing changed.
fn rewrite(text: &str, mut each: impl FnMut(char, &mut String)) -> Option<String> {
    let mut changed = String::with_capacity(text.len());
    for c in text.chars() {
        each(c, &mut changed);
    }
    (changed != text).then_some(changed)
}
