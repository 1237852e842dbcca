//! A report 对码统计: everything that is told of an organization, or of several, at one moment. Its canonical bytes depend on
//! nothing but what the database held then.

use super::consistency::Consistency;
use super::counter::UnmappedCode;
use super::counter::most_used;
use super::group::By;
use super::group::DictionaryFigures;
use super::group::Group;
use super::group::Grouping;
use super::measure::Measure;
use super::quality::Quality;
use super::tally::Tally;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;

/// The name of the format.
const FORMAT: &str = "zhiyu-coverage/1";

/// What holds of every figure: Chinese, English.
const NOTES: &[(&str, &str)] = &[
    (
        "编码按字典去重；同一编码有多行时算一个，使用次数相加；没有使用次数的编码在加权指标中不计",
        "a code counts once in its dictionary; the usage of its rows is added up; a code without usage adds nothing to weighted rates",
    ),
    (
        "小数保留六位，其余截去；分母为零时不给出",
        "rates have six decimal places, the rest is cut off; there is none when the denominator is zero",
    ),
    (
        "“已发布”指截至统计时刻最新发布版中的对照",
        "published means in force at the newest release up to the moment of the figures",
    ),
    (
        "按表、字段、值域分组时，一个字典可在多组中出现，各组之和不等于合计；未绑定的字典归入无名组",
        "by table, field and value domain a dictionary may stand in several groups, which then do not add up; unbound dictionaries are in the group without a name",
    ),
    (
        "一致性只比较本机构的字典和同意共享的机构，名称规范化后相同、目标版本相同者相比",
        "consistency compares own dictionaries and organizations that share: names that are equal when normalised, mapped to the same edition",
    ),
    (
        "抽样错误率按抽样验收中已评判的抽取次数计，合并字典截至统计时刻的全部抽样，是退回改正前审核通过行的错误率；区间为 95% Wilson 区间",
        "the sampling error counts the judged draws of all acceptance samples of a dictionary up to the moment, of approved rows before what was wrong went back; the interval is Wilson's, 95 %",
    ),
    (
        "用时只计已首次发布的编码：从首次上传、从首次编制到首次发布；中位数与九成位数取最近秩，单位小时，其余截去；待审超过 7 天为逾期",
        "durations count codes that were released: from first load and first draft to first release; median and 90th percentile by nearest rank, in hours, the rest cut off; more than 7 days in review is overdue",
    ),
];

/// The rule of a measure, or a note on all of them when it names no measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The word of the measure; empty for a note on all.
    pub measure: String,
    /// Its title in Chinese.
    pub title: String,
    /// Its title in English.
    pub title_en: String,
    /// The rule in Chinese.
    pub rule: String,
    /// The rule in English.
    pub rule_en: String,
}

/// New codes of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddedCodes {
    /// The day of Asia/Shanghai on which a load brought them first.
    pub day: String,
    /// The codes.
    pub codes: Tally,
    /// Those among them that are unmapped at the moment of the figures.
    pub unmapped: Tally,
}

/// An organization of a report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportedOrganization {
    /// Its id.
    pub id: String,
    /// Its full name.
    pub name: String,
}

/// Something whose figures as they were at the moment nobody can tell any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// The organization.
    pub organization: String,
    /// The dictionary.
    pub dictionary: String,
    /// Why, in Chinese.
    pub reason: String,
    /// Why, in English.
    pub reason_en: String,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverageReport {
    /// `zhiyu-coverage/1`.
    pub format: String,
    /// The organizations that it is about, by id.
    pub organizations: Vec<ReportedOrganization>,
    /// The cut at which it is frozen, such as `weekly-2026-11-20`; none of a report of this moment.
    pub cut: Option<String>,
    /// The moment of the figures, RFC 3339 in UTC.
    pub as_of: String,
    /// The moment after which codes count as new, RFC 3339 in UTC.
    pub new_since: String,
    /// What the measures divide by what, and what holds of all.
    pub rules: Vec<Rule>,
    /// Everything together.
    pub total: Group,
    /// The same by organization, campus and so on.
    pub groupings: Vec<Grouping>,
    /// New codes by day.
    pub added: Vec<AddedCodes>,
    /// The unmapped codes that data uses most, a hundred at most.
    pub unmapped: Vec<UnmappedCode>,
    /// Whether the same names have the same targets; none in a report that is put together from frozen ones.
    pub consistency: Option<Consistency>,
    /// What could not be counted.
    pub left_out: Vec<LeftOut>,
    /// The figures of each dictionary.
    pub dictionaries: Vec<DictionaryFigures>,
    /// The quality and pace of each dictionary; none in a report that was frozen before they were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<Vec<Quality>>,
}

impl CoverageReport {
    /// A report of what was counted, with nothing put together yet.
    pub fn new(cut: Option<String>, as_of: Instant, new_since: Instant) -> Self {
        Self {
            format: FORMAT.to_owned(),
            organizations: Vec::new(),
            cut,
            as_of: as_of.to_rfc3339(),
            new_since: new_since.to_rfc3339(),
            rules: rules(),
            total: Group::total(&[]),
            groupings: Vec::new(),
            added: Vec::new(),
            unmapped: Vec::new(),
            consistency: None,
            left_out: Vec::new(),
            dictionaries: Vec::new(),
            quality: None,
        }
    }

    /// Takes the unmapped codes of a dictionary, of which the most used stay.
    pub fn take_unmapped(&mut self, list: Vec<UnmappedCode>) {
        let mut all = std::mem::take(&mut self.unmapped);
        all.extend(list);
        self.unmapped = most_used(all);
    }

    /// Names something that could not be counted, and why: Chinese, English.
    pub fn leave_out(&mut self, organization: &str, dictionary: &str, (reason, reason_en): (&str, &str)) {
        self.left_out.push(LeftOut {
            organization: organization.to_owned(),
            dictionary: dictionary.to_owned(),
            reason: reason.to_owned(),
            reason_en: reason_en.to_owned(),
        });
    }

    /// Takes what another report of the same moment counted. Whether its names agree with others cannot be told from it.
    pub fn take(&mut self, other: Self) {
        self.organizations.extend(other.organizations);
        self.dictionaries.extend(other.dictionaries);
        self.added.extend(other.added);
        self.left_out.extend(other.left_out);
        if let Some(quality) = other.quality {
            self.quality.get_or_insert_default().extend(quality);
        }
        self.take_unmapped(other.unmapped);
    }

    /// Puts together what was added to it, in an order that does not depend on the order of adding.
    #[must_use]
    pub fn finished(mut self) -> Self {
        self.organizations.sort_unstable();
        self.dictionaries
            .sort_by(|a, b| (&a.organization, &a.dictionary).cmp(&(&b.organization, &b.dictionary)));
        self.left_out
            .sort_by(|a, b| (&a.organization, &a.dictionary).cmp(&(&b.organization, &b.dictionary)));
        if let Some(quality) = &mut self.quality {
            quality.sort_by(|a, b| (&a.organization, &a.dictionary).cmp(&(&b.organization, &b.dictionary)));
        }
        self.total = Group::total(&self.dictionaries);
        self.groupings = By::ALL.iter().map(|by| by.group(&self.dictionaries)).collect();
        let mut days: BTreeMap<String, (Tally, Tally)> = BTreeMap::new();
        for one in self.added {
            let (codes, unmapped) = days.entry(one.day).or_default();
            codes.add(one.codes);
            unmapped.add(one.unmapped);
        }
        let day = |(day, (codes, unmapped))| AddedCodes { day, codes, unmapped };
        self.added = days.into_iter().map(day).collect();
        self
    }

    /// The groups of one kind.
    pub fn groups(&self, by: By) -> &[Group] {
        let found = self.groupings.iter().find(|grouping| grouping.by == by.as_str());
        found.map_or(&[], |grouping| &grouping.groups)
    }

    /// What the report says of a measure; a frozen one keeps the words that it was made with.
    pub fn rule(&self, measure: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.measure == measure)
    }

    /// The canonical bytes: compact JSON with the keys in their order.
    pub fn to_canonical(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    /// Reads a report; unknown or missing keys are refused.
    pub fn parse(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }
}

fn rules() -> Vec<Rule> {
    let of_measures = Measure::ALL
        .iter()
        .map(|measure| (measure.as_str(), measure.title(), measure.rule()));
    let notes = NOTES.iter().map(|note| ("", ("说明", "note"), *note));
    let rule = |(measure, (title, title_en), (rule, rule_en)): (&str, (&str, &str), (&str, &str))| Rule {
        measure: measure.to_owned(),
        title: title.to_owned(),
        title_en: title_en.to_owned(),
        rule: rule.to_owned(),
        rule_en: rule_en.to_owned(),
    };
    of_measures.chain(notes).map(rule).collect()
}
