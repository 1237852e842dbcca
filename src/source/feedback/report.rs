//! A collector's report 采集端回报: what it runs, and what became of the codes of a day. It names codes, never patients.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::registry::personal_data;
use crate::time::Day;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeSet;

/// The most counts of one report.
pub const MOST_COUNTS: usize = 400;
/// The most codes of one report.
pub const MOST_CODES: usize = 20_000;
/// The longest code in bytes, as translation has it.
pub const LONGEST_CODE: usize = 200;
/// The longest name in characters.
pub const LONGEST_NAME: usize = 200;
const LONGEST_REASON: usize = 500;
const LONGEST_WORD: usize = 100;

/// How a pull went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The newest release was taken, or was there already.
    Applied,
    /// What was offered was refused; the last good release stays in use.
    Refused,
    /// Nothing was pulled: it only says what it runs.
    Running,
}

/// What became of a code: the words of translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeStatus {
    /// It was converted, but its name was another than the one that was mapped.
    Mapped,
    /// 未对照.
    Unmapped,
    /// 目标已停用.
    RetiredTarget,
    /// 有歧义.
    Ambiguous,
    /// 源值无效.
    InvalidSource,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollectorReport {
    /// Chosen by the collector: a report that is sent again counts once.
    pub report_id: String,
    /// When it was made, by the collector's clock, RFC 3339.
    pub made_at: String,
    /// How the pull went.
    pub outcome: Outcome,
    /// The release that it runs; none when it has none.
    pub release: Option<i64>,
    /// SHA-256 of the body that it runs.
    pub digest: Option<String>,
    /// What was refused.
    pub refusal: Option<ReportedRefusal>,
    /// The name and version of its program.
    #[serde(default)]
    pub client: String,
    /// What became of codes.
    #[serde(default)]
    pub usage: Vec<DayCounts>,
}

/// Why something was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportedRefusal {
    /// The code of the refusal, such as `expired`.
    pub code: String,
    /// In words.
    #[serde(default)]
    pub reason: String,
}

/// What became of the codes of one business day and dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayCounts {
    /// The business day, 18:00 of the day before to 18:00 of Asia/Shanghai.
    pub day: String,
    /// The dictionary.
    pub dictionary: String,
    /// The release by which it was converted.
    pub release: i64,
    /// Which part of the day's data this is, such as the SHA-256 of a file: a later count of the same batch takes the place of
    /// this one, counts of several batches add up.
    #[serde(default)]
    pub batch: String,
    /// How many codes were converted.
    pub mapped: u64,
    /// From how many codes a name was taken away because it looked personal.
    #[serde(default)]
    pub names_dropped: u64,
    /// How often codes occurred that are not named because they looked personal; none of them was converted.
    #[serde(default)]
    pub codes_refused: u64,
    /// How often codes occurred that are not named because there were too many; none of them was converted.
    #[serde(default)]
    pub codes_left_out: u64,
    /// The codes that were not converted, and those that were under another name.
    pub codes: Vec<CodeCount>,
}

/// How often one code occurred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeCount {
    /// The code, byte for byte.
    pub code: String,
    /// The name beside it.
    #[serde(default)]
    pub name: String,
    /// What became of it.
    pub status: CodeStatus,
    /// How often.
    pub count: u64,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: &'static [Self] = &[Self::Applied, Self::Refused, Self::Running];

    /// The word in reports and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Refused => "refused",
            Self::Running => "running",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.as_str() == text)
    }
}

impl CodeStatus {
    /// Every status.
    pub const ALL: &'static [Self] = &[
        Self::Mapped,
        Self::Unmapped,
        Self::RetiredTarget,
        Self::Ambiguous,
        Self::InvalidSource,
    ];

    /// The word in reports and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mapped => "mapped",
            Self::Unmapped => "unmapped",
            Self::RetiredTarget => "retired_target",
            Self::Ambiguous => "ambiguous",
            Self::InvalidSource => "invalid_source",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.as_str() == text)
    }
}

impl CollectorReport {
    /// When it was made.
    pub fn made_at(&self) -> Result<Instant> {
        Instant::parse(&self.made_at)
            .ok_or_else(|| unfit("made_at", "", "须为 RFC 3339 时间", "an RFC 3339 instant is needed"))
    }

    /// Refuses a report that breaks its limits. Nothing that it could hold of a patient is repeated in the refusal.
    pub fn validate(&self) -> Result<()> {
        must_be_word("report_id", &self.report_id, 1)?;
        must_be_word("client", &self.client, 0)?;
        self.made_at()?;
        if self.release.is_some_and(|release| release < 1) {
            return Err(unfit("release", "", "从 1 起", "from 1"));
        }
        let is_digest = |text: &String| text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit());
        if self.digest.as_ref().is_some_and(|digest| !is_digest(digest)) {
            return Err(unfit("digest", "", "64 位十六进制", "64 hexadecimal digits"));
        }
        if (self.outcome == Outcome::Refused) != self.refusal.is_some() {
            let (zh, en) = ("refused 时必填，其他时不填", "needed when refused, and only then");
            return Err(unfit("refusal", "", zh, en));
        }
        if let Some(refusal) = &self.refusal {
            must_be_word("refusal.code", &refusal.code, 1)?;
            must_be_text("refusal.reason", &refusal.reason, LONGEST_REASON)?;
        }
        let codes: usize = self.usage.iter().map(|count| count.codes.len()).sum();
        if self.usage.len() > MOST_COUNTS || codes > MOST_CODES {
            let found = format!("{} / {codes}", self.usage.len());
            let zh = format!("一次不超过 {MOST_COUNTS} 组、{MOST_CODES} 个编码");
            let en = format!("at most {MOST_COUNTS} counts with {MOST_CODES} codes at once");
            return Err(unfit("usage", &found, &zh, &en));
        }
        self.usage.iter().try_for_each(DayCounts::validate)
    }
}

impl DayCounts {
    /// The dictionary.
    pub fn dictionary(&self) -> Result<DictionaryId> {
        DictionaryId::new(self.dictionary.as_str())
    }

    /// How often codes were not converted, named or not.
    pub fn missed(&self) -> u64 {
        let named = self.codes.iter().filter(|code| code.status != CodeStatus::Mapped);
        let named = named.fold(0_u64, |sum, code| sum.saturating_add(code.count));
        named
            .saturating_add(self.codes_refused)
            .saturating_add(self.codes_left_out)
    }

    /// Takes out what looks personal: a name is emptied, a code that is not in `known` is removed; both are counted.
    pub fn screen(&mut self, known: &BTreeSet<String>) {
        let mut refused = 0_u64;
        self.codes.retain(|code| {
            let is_fit = known.contains(&code.code) || personal_data::screen(&code.code).is_none();
            let is_miss = code.status != CodeStatus::Mapped;
            refused = refused.saturating_add(if is_fit || !is_miss { 0 } else { code.count });
            is_fit
        });
        self.codes_refused = self.codes_refused.saturating_add(refused);
        for code in &mut self.codes {
            if personal_data::screen(&code.name).is_some() {
                code.name.clear();
                self.names_dropped += 1;
            }
        }
    }

    fn validate(&self) -> Result<()> {
        self.dictionary()?;
        if Day::parse(&self.day).is_none() {
            return Err(unfit("day", "", "写作 2026-11-21", "such as 2026-11-21"));
        }
        if self.release < 1 {
            return Err(unfit("release", "", "从 1 起", "from 1"));
        }
        must_be_word("batch", &self.batch, 0)?;
        let counts = [self.mapped, self.names_dropped, self.codes_refused, self.codes_left_out];
        let most = counts.iter().chain(self.codes.iter().map(|code| &code.count)).max();
        if most.is_some_and(|count| *count > u64::from(u32::MAX)) {
            return Err(unfit("count", "", "不超过 4294967295", "at most 4294967295"));
        }
        let mut seen = BTreeSet::new();
        for code in &self.codes {
            let is_fit = code.code.len() <= LONGEST_CODE && !code.code.chars().any(char::is_control);
            if !is_fit || !seen.insert((&code.code, code.status)) {
                let (zh, en) = (
                    "编码不超过 200 字节、不含控制字符，同一状态下不重复",
                    "a code has at most 200 bytes without control characters, and stands once for a status",
                );
                return Err(unfit("code", "", zh, en));
            }
            must_be_text("name", &code.name, LONGEST_NAME)?;
        }
        Ok(())
    }
}

fn must_be_word(field: &'static str, text: &str, least: usize) -> Result<()> {
    let is_fit = (least..=LONGEST_WORD).contains(&text.len()) && !text.chars().any(char::is_control);
    if is_fit {
        return Ok(());
    }
    let (zh, en) = (
        "不超过 100 字节，不含控制字符",
        "at most 100 bytes without control characters",
    );
    Err(unfit(field, "", zh, en))
}

fn must_be_text(field: &'static str, text: &str, longest: usize) -> Result<()> {
    if text.chars().count() <= longest && !text.chars().any(char::is_control) {
        return Ok(());
    }
    let zh = format!("不超过 {longest} 字，不含控制字符");
    let en = format!("at most {longest} characters without control characters");
    Err(unfit(field, "", &zh, &en))
}

/// A field that breaks its rule.
fn unfit(field: &'static str, value: &str, zh: &str, en: &str) -> Error {
    Error::new(Code::FieldInvalid)
        .with("field", field)
        .with("value", value)
        .with("rule_zh", zh)
        .with("rule_en", en)
        .in_field(field)
}
