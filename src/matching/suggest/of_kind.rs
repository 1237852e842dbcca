//! Entries that one level of the term names: the generic name of a drug, the end of a division's path.

use super::pool::Pool;
use super::pool::SIMILAR;
use super::term::Prepared;
use crate::matching::kinds::Reading;
use crate::matching::kinds::level::Level;
use crate::matching::lexicon::Meaning;
use crate::matching::matcher::Matcher;
use crate::matching::names::Names;
use crate::matching::normalise::normalise;
use crate::matching::reason::Reason;

/// What an entry scores that a level names: below every equal name.
const BY_LEVEL: f64 = SIMILAR - 0.01;

/// Offers them; none for a plain edition.
pub fn add(matcher: &Matcher, term: &Prepared<'_>, pool: &mut Pool) {
    let looked_for = term.reading.iter().flat_map(Reading::names_to_look_for);
    for (level, name) in looked_for {
        offer(matcher.names(), level, &name, pool);
        if let Some(Meaning::One(sense)) = matcher.lexicon().meaning_of_normalised(&name) {
            offer(matcher.names(), level, &sense.preferred, pool);
        }
    }
}

fn offer(names: &Names, level: Level, name: &str, pool: &mut Pool) {
    for found in names.normalised_to(&normalise(name).text) {
        let because = || {
            let value = name.to_owned();
            vec![Reason::SameLevel { level, value }]
        };
        pool.offer_similar(names.owner(found), BY_LEVEL, true, because);
    }
}
