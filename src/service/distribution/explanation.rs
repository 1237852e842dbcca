//! Why a record was coded so on a day, answered from releases, changes and steps alone.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::release;
use crate::mapping::release::Change;
use crate::mapping::release::Release;
use crate::mapping::release::Retraction;
use crate::service::Service;
use crate::service::feedback::explained;
use crate::snapshot::body::Line;
use crate::storage::curation::dictionaries;
use crate::storage::curation::mappings;
use crate::storage::curation::mappings::TakenStep;
use crate::storage::distribution::releases;
use crate::time::Day;
use crate::time::Instant;

/// Microseconds from 18:00 to 03:00, in which a day's data is converted.
const NIGHT_MICROS: i64 = 9 * 3_600_000_000;

/// When is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// A business day: what was in force when its data began to be converted, at 18:00 of Asia/Shanghai.
    Day(Day),
    /// An instant.
    Instant(Instant),
}

/// What a code meant at an instant, and who made it so.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The instant that is looked at.
    pub at: Instant,
    /// What was in force.
    pub verdict: Verdict,
    /// The release that was in force, and its retraction when it was retracted later.
    pub release: Option<(Release, Option<Retraction>)>,
    /// Every change of the code up to that release, the oldest first; the last one is what was in force.
    pub changes: Vec<Change>,
    /// Every step that the mapping had taken by then.
    pub history: Vec<TakenStep>,
    /// Numbers of releases that became effective, or were retracted, in the night after a business day, while its data
    /// was converted: records of that day may have been coded with either.
    pub moved_that_night: Vec<i64>,
    /// What collectors ran then, by their reports; of a business day at the end of its night.
    pub collectors: Vec<explained::RunningCollector>,
}

/// What was in force for a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It had targets.
    Mapped(Line),
    /// 无匹配: it was said that nothing fits.
    NoMatch(Line),
    /// 不上传: it had been in a release and was withdrawn: it was not to be sent any more.
    Withdrawn,
    /// The release in force said nothing of it.
    NotInRelease,
    /// No release of the organization was in force.
    NoRelease,
}

impl Verdict {
    /// The word in answers.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Mapped(_) => "mapped",
            Self::NoMatch(_) => "no-match",
            Self::Withdrawn => "withdrawn",
            Self::NotInRelease => "not-in-release",
            Self::NoRelease => "no-release",
        }
    }
}

impl AsOf {
    /// Reads a day or an RFC 3339 instant.
    pub fn parse(text: &str) -> Option<Self> {
        let day = Day::parse(text).map(Self::Day);
        day.or_else(|| Instant::parse(text).map(Self::Instant))
    }

    /// The instant that is looked at.
    pub fn instant(self) -> Instant {
        match self {
            Self::Day(day) => day.business_end(),
            Self::Instant(instant) => instant,
        }
    }
}

impl Service {
    /// What a local code meant at a time, by which release, made and approved by whom, why, and after which steps.
    pub fn explain(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        code: &str,
        as_of: AsOf,
    ) -> Result<Explanation> {
        session.permit_in(Right::ReadMappings, organization)?;
        let at = as_of.instant();
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let list = releases::list(tx, organization)?;
            let mut retractions = releases::retractions(tx, organization)?;
            let found = release::in_force_at(&list, &retractions, at).cloned();
            let changes = match &found {
                Some(release) => releases::changes_of(tx, organization, dictionary, code, release.number)?,
                None => Vec::new(),
            };
            let mut history = mappings::steps(tx, organization, dictionary, code)?;
            history.retain(|step| step.at <= at);
            let moved_that_night = match as_of {
                AsOf::Day(_) => moved(&list, retractions.values(), at),
                AsOf::Instant(_) => Vec::new(),
            };
            let (until, day) = match as_of {
                AsOf::Day(day) => (Instant(at.0.saturating_add(NIGHT_MICROS)), Some(day)),
                AsOf::Instant(_) => (at, None),
            };
            Ok(Explanation {
                at,
                verdict: verdict(found.as_ref(), changes.last())?,
                release: found.map(|release| {
                    let retraction = retractions.remove(&release.number);
                    (release, retraction)
                }),
                changes,
                history,
                moved_that_night,
                collectors: explained::running(tx, organization, dictionary, until, day)?,
            })
        })
    }
}

fn verdict(release: Option<&Release>, change: Option<&Change>) -> Result<Verdict> {
    if release.is_none() {
        return Ok(Verdict::NoRelease);
    }
    let Some(change) = change else {
        return Ok(Verdict::NotInRelease);
    };
    let Some(text) = &change.line else {
        return Ok(Verdict::Withdrawn);
    };
    let line: Line = serde_json::from_str(text).map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
    Ok(if line.targets.is_empty() {
        Verdict::NoMatch(line)
    } else {
        Verdict::Mapped(line)
    })
}

/// The releases that became effective or were retracted in the night after, by number.
fn moved<'r>(releases: &[Release], retracted: impl Iterator<Item = &'r Retraction>, end: Instant) -> Vec<i64> {
    let in_night = |at: Instant| at > end && at.0 < end.0.saturating_add(NIGHT_MICROS);
    let began = releases
        .iter()
        .filter(|release| in_night(release.effective_at.max(release.published_at)))
        .map(|release| release.number);
    let ended = retracted.filter(|retraction| in_night(retraction.at));
    let mut numbers: Vec<i64> = began.chain(ended.map(|retraction| retraction.release)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
