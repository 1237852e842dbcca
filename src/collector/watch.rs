//! Between two pulls: waiting at the source until it publishes, or looking from time to time.

use super::pace::Pace;
use super::pace::backoff;
use super::pace::later;
use super::pace::part;
use super::source::News;
use super::source::Source;
use crate::id::OrganizationId;
use std::time::Duration;

/// The longest wait of one request; a server allows no longer one.
const LONGEST_WAIT: Duration = Duration::from_secs(50);
/// Collectors that were told of the same release do not all come in the same moment.
const SPREAD: Duration = Duration::from_secs(2);

/// The waiting.
pub struct Watch<'a> {
    /// Where.
    pub source: &'a Source,
    /// Clock, sleep and chance.
    pub pace: &'a dyn Pace,
    /// How long at most, so that a retraction is noticed too and the pointer stays fresh; also how often a source is looked at
    /// that does not tell of news.
    pub every: Duration,
}

impl Watch<'_> {
    /// Waits until the next pull is due: something was published after the releases that are known, or time is over. `failures`
    /// is how many pulls in a row did not go well; then it waits and asks nobody. False when the collector was told to stop.
    pub fn wait(&self, known: &[(&OrganizationId, i64)], failures: u64) -> bool {
        // A tenth more or less, so that collectors that began together do not stay together.
        let every = self.every.saturating_sub(self.every / 10) + part(self.every / 5, self.pace.chance());
        if failures > 0 {
            let failures = u32::try_from(failures).unwrap_or(u32::MAX);
            return self.pace.wait(backoff(failures, self.pace.chance()).min(every));
        }
        let until = later(self.pace.now(), every);
        let turns = u32::try_from(known.len()).unwrap_or(u32::MAX).max(1);
        let turn = (LONGEST_WAIT / turns).max(Duration::from_secs(1));
        let mut troubles = 0;
        for (organization, after) in known.iter().cycle() {
            let begun = self.pace.now();
            let left = Duration::from_micros(u64::try_from(until.0.saturating_sub(begun.0)).unwrap_or(0));
            if left < Duration::from_secs(1) {
                break;
            }
            let wait = turn.min(left);
            let rest = match self.source.wait_for_news(organization, *after, wait, begun) {
                Ok(News::Published) => return self.pace.wait(part(SPREAD, self.pace.chance())),
                Ok(News::Untold) => return self.pace.wait(left),
                Ok(News::Nothing) => {
                    troubles = 0;
                    let waited = u64::try_from(self.pace.now().0.saturating_sub(begun.0)).unwrap_or(0);
                    wait.saturating_sub(Duration::from_micros(waited))
                }
                Err(_) => {
                    troubles += 1;
                    backoff(troubles, self.pace.chance()).min(left)
                }
            };
            if !self.pace.wait(rest) {
                return false;
            }
        }
        true
    }
}
