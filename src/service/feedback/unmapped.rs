//! The queue of codes that collectors could not convert 未对照队列, by usage; and those that can be converted by now.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::state::State;
use crate::matching::Suggestion;
use crate::page::Page;
use crate::page::Slice;
use crate::service::Service;
use crate::snapshot::body::Line;
use crate::source::feedback::report::CodeStatus;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::curation::local_codes;
use crate::storage::curation::suggestions;
use crate::storage::feedback::usage;
use crate::storage::feedback::usage::LastLine;
use crate::storage::feedback::usage::MissedCode;
use crate::time::Day;
use crate::time::Instant;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// How many days are looked at when nothing is said.
const USUAL_DAYS: i64 = 30;
/// The longest span of days.
const MOST_DAYS: i64 = 366;
/// How many suggestions are shown of a row.
const SHOWN_SUGGESTIONS: usize = 3;

/// Which codes are wanted.
#[derive(Clone, Debug, Default)]
pub struct UnmappedQuestion {
    /// The first business day; 30 days up to the last without it.
    pub from: Option<Day>,
    /// The last business day; today's without it.
    pub to: Option<Day>,
    /// Of this dictionary.
    pub dictionary: Option<DictionaryId>,
    /// Those that can be converted by now, instead of those that wait for work.
    pub resolved: bool,
    /// Those too of which it was decided that nothing fits, or that they are not sent.
    pub decided: bool,
}

/// How a code stands that was not converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CodeStanding {
    /// 字典中没有: the dictionary, or this code of it, was never loaded.
    Unknown,
    /// 未对照: nothing was said of it yet.
    Unmapped,
    /// 处理中: somebody works on it; no release has it.
    AtWork,
    /// 已对照仍未转换: a release maps it, and records are still not converted, because of conditions or retired targets.
    NotConverted,
    /// 无匹配: it was decided that nothing fits.
    NoMatch,
    /// 不上传: it was decided that it is not sent.
    Ignored,
    /// 可补转: a release maps it that came after the last record that was not converted.
    Resolved,
}

/// The release from which days can be converted again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MappedIn {
    /// Its number.
    pub release: i64,
    /// From when it is to be used.
    pub effective_at: Instant,
}

/// A code that was not converted.
#[derive(Clone, Debug)]
pub struct UnmappedRow {
    /// The dictionary.
    pub dictionary: String,
    /// The code.
    pub code: String,
    /// Names beside it; at most two, the first and last by bytes, of each status.
    pub names: BTreeSet<String>,
    /// How often, by what became of it.
    pub counts: BTreeMap<CodeStatus, u64>,
    /// How often in all.
    pub usage: u64,
    /// On which days.
    pub days: BTreeSet<String>,
    /// The newest release by which it was not converted.
    pub release: i64,
    /// How it stands.
    pub standing: CodeStanding,
    /// The state of its mapping.
    pub state: Option<State>,
    /// The names that the dictionary has for it.
    pub local_names: Vec<String>,
    /// The best stored suggestions.
    pub suggestions: Vec<Suggestion>,
    /// The release that maps it, when it is resolved.
    pub mapped_in: Option<MappedIn>,
}

impl CodeStanding {
    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Unmapped => "unmapped",
            Self::AtWork => "at-work",
            Self::NotConverted => "not-converted",
            Self::NoMatch => "no-match",
            Self::Ignored => "ignored",
            Self::Resolved => "resolved",
        }
    }

    /// In Chinese, for workbooks.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Unknown => "字典中没有",
            Self::Unmapped => "未对照",
            Self::AtWork => "处理中",
            Self::NotConverted => "已对照仍未转换",
            Self::NoMatch => "无匹配",
            Self::Ignored => "不上传",
            Self::Resolved => "可补转",
        }
    }
}

impl Service {
    /// Codes that collectors could not convert, the most used first; with a page those of the page, without one all.
    ///
    /// Errors: `organization-unknown`; `field-invalid` for a span of days that is empty or longer than a year.
    pub fn unmapped_codes(
        &self,
        session: &Session,
        organization: &OrganizationId,
        question: &UnmappedQuestion,
        page: Option<&Page>,
    ) -> Result<Slice<UnmappedRow>> {
        session.permit_in(Right::ReadFeedback, organization)?;
        let days = question.days(self.now())?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            let mut list = rows(tx, organization, question, days)?;
            list.sort_by(|one, other| place(one).cmp(&place(other)));
            let mut slice = match page {
                Some(page) => cut(page, list)?,
                None => Slice {
                    items: list,
                    next: None,
                },
            };
            fill(tx, organization, &mut slice.items, days)?;
            Ok(slice)
        })
    }
}

impl UnmappedQuestion {
    fn days(&self, now: Instant) -> Result<(Day, Day)> {
        let to = self.to.unwrap_or_else(|| now.business_day());
        let from = self.from.unwrap_or_else(|| to.plus(1 - USUAL_DAYS));
        if from <= to && to <= from.plus(MOST_DAYS - 1) {
            return Ok((from, to));
        }
        Err(Error::new(Code::FieldInvalid)
            .with("field", "from")
            .with("value", from)
            .with("rule_zh", "起始日不晚于截止日，相距不超过一年")
            .with(
                "rule_en",
                "the first day is not after the last, and not more than a year before it",
            )
            .in_field("from"))
    }

    fn wants(&self, row: &UnmappedRow) -> bool {
        match row.standing {
            CodeStanding::Resolved => self.resolved,
            CodeStanding::NoMatch | CodeStanding::Ignored => !self.resolved && self.decided,
            CodeStanding::Unknown | CodeStanding::Unmapped | CodeStanding::AtWork | CodeStanding::NotConverted => {
                !self.resolved
            }
        }
    }
}

/// The rows that are wanted, without days, local names and suggestions.
fn rows(
    tx: &mut DbConn,
    organization: &OrganizationId,
    question: &UnmappedQuestion,
    days: (Day, Day),
) -> Result<Vec<UnmappedRow>> {
    let mut by_dictionary: BTreeMap<String, BTreeMap<String, UnmappedRow>> = BTreeMap::new();
    for missed in usage::missed(tx, organization, days)? {
        let is_wanted = question
            .dictionary
            .as_ref()
            .is_none_or(|id| id.as_str() == missed.dictionary);
        if is_wanted {
            let codes = by_dictionary.entry(missed.dictionary.clone()).or_default();
            let row = codes.entry(missed.code.clone()).or_insert_with(|| new_row(&missed));
            row.add(missed);
        }
    }
    let usable = usage::usable(tx, organization)?;
    let newest = usable.first().map_or(0, |release| release.number);
    let effective: BTreeMap<i64, Instant> = usable.iter().map(|release| (release.number, release.since)).collect();
    let mut list = Vec::new();
    for (dictionary, mut codes) in by_dictionary {
        let keys: Vec<String> = codes.keys().cloned().collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let id = DictionaryId::new(dictionary.as_str())?;
        let known = local_codes::known_codes(tx, organization, &id, &keys)?;
        let lines = usage::last_lines(tx, organization, &dictionary, &keys, newest)?;
        let mut states = usage::states(tx, organization, &dictionary, &keys)?;
        for (code, row) in &mut codes {
            row.state = states.remove(code);
            row.judge(lines.get(code), known.contains(code), &effective)?;
        }
        list.extend(codes.into_values().filter(|row| question.wants(row)));
    }
    Ok(list)
}

fn new_row(missed: &MissedCode) -> UnmappedRow {
    UnmappedRow {
        dictionary: missed.dictionary.clone(),
        code: missed.code.clone(),
        names: BTreeSet::new(),
        counts: BTreeMap::new(),
        usage: 0,
        days: BTreeSet::new(),
        release: 0,
        standing: CodeStanding::Unmapped,
        state: None,
        local_names: Vec::new(),
        suggestions: Vec::new(),
        mapped_in: None,
    }
}

impl UnmappedRow {
    fn add(&mut self, missed: MissedCode) {
        self.names.extend(missed.names);
        self.usage = self.usage.saturating_add(missed.count);
        self.release = self.release.max(missed.release);
        self.counts.insert(missed.status, missed.count);
    }

    /// Says how it stands, by what releases last said of it.
    fn judge(&mut self, last: Option<&LastLine>, is_known: bool, effective: &BTreeMap<i64, Instant>) -> Result<()> {
        let Some(last) = last else {
            self.standing = match self.state {
                None if is_known => CodeStanding::Unmapped,
                None => CodeStanding::Unknown,
                Some(State::Released) => CodeStanding::Ignored,
                Some(_) => CodeStanding::AtWork,
            };
            return Ok(());
        };
        let Some(text) = &last.line else {
            self.standing = CodeStanding::Ignored;
            return Ok(());
        };
        let line: Line = serde_json::from_str(text).map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
        self.standing = if line.targets.is_empty() {
            CodeStanding::NoMatch
        } else if last.release > self.release {
            // What a retracted release said holds with the next one that is not.
            let usable = effective.range(last.release..).next();
            self.mapped_in = usable.map(|(release, since)| MappedIn {
                release: *release,
                effective_at: *since,
            });
            CodeStanding::Resolved
        } else {
            CodeStanding::NotConverted
        };
        Ok(())
    }
}

/// Where a row stands: the most used first.
fn place(row: &UnmappedRow) -> (Reverse<u64>, &str, &str) {
    (Reverse(row.usage), &row.dictionary, &row.code)
}

fn cut(page: &Page, list: Vec<UnmappedRow>) -> Result<Slice<UnmappedRow>> {
    let parts = |text: &str| {
        let (usage, rest) = text.split_once('\n')?;
        let (dictionary, code) = rest.split_once('\n')?;
        Some((
            Reverse(usage.parse::<u64>().ok()?),
            dictionary.to_owned(),
            code.to_owned(),
        ))
    };
    let after = page.after_key(parts)?;
    let is_later = |row: &UnmappedRow| {
        let after = after
            .as_ref()
            .map(|(usage, dictionary, code)| (*usage, dictionary.as_str(), code.as_str()));
        after.is_none_or(|after| place(row) > after)
    };
    let limit = usize::try_from(page.rows_to_read()).unwrap_or(usize::MAX);
    let wanted = list.into_iter().filter(is_later).take(limit).collect();
    Ok(page.slice(wanted, |row: &UnmappedRow| {
        format!("{}\n{}\n{}", row.usage, row.dictionary, row.code)
    }))
}

/// Adds days, local names and suggestions.
fn fill(tx: &mut DbConn, organization: &OrganizationId, list: &mut [UnmappedRow], days: (Day, Day)) -> Result<()> {
    let mut by_dictionary: BTreeMap<String, Vec<&mut UnmappedRow>> = BTreeMap::new();
    for row in list {
        by_dictionary.entry(row.dictionary.clone()).or_default().push(row);
    }
    for (dictionary, mut of_it) in by_dictionary {
        let codes: Vec<String> = of_it.iter().map(|row| row.code.clone()).collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let id = DictionaryId::new(dictionary.as_str())?;
        let mut missed = usage::missed_days(tx, organization, &dictionary, &codes, days)?;
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for local in local_codes::find_many(tx, organization, &id, &codes)? {
            names.entry(local.code).or_default().push(local.name);
        }
        let mut stored: BTreeMap<String, Vec<Suggestion>> = BTreeMap::new();
        for ((code, _), found) in suggestions::find_many(tx, organization, &id, &codes)? {
            stored.entry(code).or_insert(found);
        }
        for row in &mut of_it {
            row.days = missed.remove(&row.code).unwrap_or_default();
            row.local_names = names.remove(&row.code).unwrap_or_default();
            row.suggestions = stored.remove(&row.code).unwrap_or_default();
            row.suggestions.truncate(SHOWN_SUGGESTIONS);
        }
    }
    Ok(())
}
