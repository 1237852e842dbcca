//! Figures of coverage as tables: CSV for programs, a workbook for people.

use crate::coverage::By;
use crate::coverage::Counts;
use crate::coverage::CoverageReport;
use crate::coverage::Group;
use crate::coverage::Measure;
use crate::coverage::MeasuredRate;
use crate::error::Result;
use crate::language::Language;
use crate::registry::csv_file::neutralise;
use crate::registry::exchange::write_table;
use crate::registry::tabular::Format;

/// A table of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverageTable {
    /// Numerator, denominator and rate of every measure, for everything and for each group.
    Rates,
    /// Every count, for everything and for each group.
    Counts,
    /// New codes by day.
    Added,
    /// The unmapped codes that data uses most.
    Unmapped,
    /// Names with different targets.
    Differing,
    /// 周报: a row for each organization in the columns of the province's weekly report, then those of mapping.
    Progress,
    /// 质量与时效: sampling error, time to release and rows overdue in review, for each dictionary.
    Quality,
}

/// The keys of columns and their Chinese titles, and the rows.
type Cells = (Vec<(String, String)>, Vec<Vec<String>>);

const OF_GROUP: &[(&str, &str)] = &[
    ("as_of", "统计时刻"),
    ("by", "分组方式"),
    ("organization", "机构"),
    ("name", "分组"),
    ("dictionaries", "字典数"),
];
const OF_RATE: &[(&str, &str)] = &[
    ("measure", "指标代号"),
    ("title", "指标"),
    ("numerator", "分子（编码数）"),
    ("denominator", "分母（编码数）"),
    ("rate", "比率（按编码）"),
    ("weighted_numerator", "分子（使用次数）"),
    ("weighted_denominator", "分母（使用次数）"),
    ("weighted_rate", "比率（按使用次数）"),
    ("rule", "口径"),
];
const OF_ADDED: &[(&str, &str)] = &[
    ("as_of", "统计时刻"),
    ("day", "日期"),
    ("codes", "新增编码"),
    ("codes_usage", "新增编码使用次数"),
    ("unmapped", "其中未对码"),
    ("unmapped_usage", "其中未对码使用次数"),
];
const OF_UNMAPPED: &[(&str, &str)] = &[
    ("as_of", "统计时刻"),
    ("organization", "机构"),
    ("dictionary", "字典"),
    ("code", "编码"),
    ("name", "名称"),
    ("usage", "使用次数"),
];
const OF_DIFFERING: &[(&str, &str)] = &[("as_of", "统计时刻"), ("name", "目标不一致的名称")];

/// Columns of the weekly report that people fill in.
const BY_HAND: &[(&str, &str)] = &[
    ("remote_environment", "远程实施环境"),
    ("servers", "院内服务器资源"),
    ("network", "网络开通情况"),
    ("database_accounts", "数据库账号开通情况"),
    ("business_reporting", "业务上报情况"),
    ("problems", "存在问题"),
];
const OF_PROGRESS: &[(&str, &str)] = &[
    ("as_of", "统计时刻"),
    ("dictionaries", "字典数"),
    ("codes", "编码数"),
    ("mapped", "已发布有目标"),
    ("coverage", "对码率"),
    ("weighted_coverage", "加权对码率"),
    ("settled", "处理率"),
    ("reviewed", "审核率"),
    ("unmapped", "未对码"),
    ("new_codes", "本期新增编码"),
    ("new_unmapped", "本期新增未对码"),
];

const OF_QUALITY: &[(&str, &str)] = &[
    ("as_of", "统计时刻"),
    ("organization", "机构"),
    ("dictionary", "字典"),
    ("judged", "抽样评判次数"),
    ("wrong", "抽样错误次数"),
    ("error_rate", "抽样错误率"),
    ("error_lower", "错误率下限（95%）"),
    ("error_upper", "错误率上限（95%）"),
    ("released_codes", "已发布编码（自首次上传）"),
    ("seen_median_hours", "上传至发布中位小时"),
    ("seen_p90_hours", "上传至发布九成位小时"),
    ("drafted_codes", "已发布编码（自首次编制）"),
    ("draft_median_hours", "编制至发布中位小时"),
    ("draft_p90_hours", "编制至发布九成位小时"),
    ("in_review", "待审"),
    ("overdue", "逾期待审"),
    ("overdue_days", "逾期天数标准"),
];

impl CoverageTable {
    /// Every table.
    pub const ALL: &'static [Self] = &[
        Self::Rates,
        Self::Counts,
        Self::Added,
        Self::Unmapped,
        Self::Differing,
        Self::Progress,
        Self::Quality,
    ];

    /// The word in queries.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rates => "rates",
            Self::Counts => "counts",
            Self::Added => "added",
            Self::Unmapped => "unmapped",
            Self::Differing => "differing",
            Self::Progress => "progress",
            Self::Quality => "quality",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|table| table.as_str() == text)
    }
}

/// A table of a report, its groups put together by `by`. A workbook has Chinese titles, a text the keys; in a text no cell
/// begins like a formula ([`neutralise`]).
///
/// Errors: `file-too-large` when the rows do not fit on a sheet.
pub fn coverage_table(
    report: &CoverageReport,
    (table, by): (CoverageTable, By),
    format: Format,
    language: Language,
) -> Result<Vec<u8>> {
    let (columns, rows) = match table {
        CoverageTable::Rates => rates(report, by, language),
        CoverageTable::Counts => counts(report, by),
        CoverageTable::Added => added(report),
        CoverageTable::Unmapped => unmapped(report),
        CoverageTable::Differing => differing(report),
        CoverageTable::Progress => progress(report),
        CoverageTable::Quality => quality(report),
    };
    let is_workbook = format == Format::Xlsx;
    let title = |(key, title): &'_ (String, String)| if is_workbook { title.clone() } else { key.clone() };
    let titles: Vec<String> = columns.iter().map(title).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let cell = |text: String| {
        if is_workbook {
            text
        } else {
            neutralise(&text).into_owned()
        }
    };
    let rows = rows
        .into_iter()
        .map(|row| row.into_iter().map(cell).collect::<Vec<_>>());
    write_table(format, "对码统计", &titles, rows)
}

fn rates(report: &CoverageReport, by: By, language: Language) -> Cells {
    let mut rows = Vec::new();
    for (by, group) in groups(report, by) {
        for rate in &group.rates {
            let (title, rule) = words(report, &rate.measure, language);
            let mut row = of_group(report, by, group);
            row.extend([
                rate.measure.clone(),
                title,
                rate.numerator.codes.to_string(),
                rate.denominator.codes.to_string(),
                rate.rate.clone().unwrap_or_default(),
                rate.numerator.usage.to_string(),
                rate.denominator.usage.to_string(),
                rate.weighted.clone().unwrap_or_default(),
                rule,
            ]);
            rows.push(row);
        }
    }
    let columns = [OF_GROUP, OF_RATE].concat();
    (owned(&columns), rows)
}

fn counts(report: &CoverageReport, by: By) -> Cells {
    let rows = groups(report, by).map(|(by, group)| {
        let mut row = of_group(report, by, group);
        for tally in group.counts.list() {
            row.extend([tally.codes.to_string(), tally.usage.to_string()]);
        }
        row
    });
    let rows = rows.collect();
    let mut columns = owned(OF_GROUP);
    for (key, title) in Counts::NAMES {
        columns.push(((*key).to_owned(), (*title).to_owned()));
        columns.push((format!("{key}_usage"), format!("{title}：使用次数")));
    }
    (columns, rows)
}

fn added(report: &CoverageReport) -> Cells {
    let row = |one: &crate::coverage::AddedCodes| {
        vec![
            report.as_of.clone(),
            one.day.clone(),
            one.codes.codes.to_string(),
            one.codes.usage.to_string(),
            one.unmapped.codes.to_string(),
            one.unmapped.usage.to_string(),
        ]
    };
    (owned(OF_ADDED), report.added.iter().map(row).collect())
}

fn unmapped(report: &CoverageReport) -> Cells {
    let row = |one: &crate::coverage::UnmappedCode| {
        vec![
            report.as_of.clone(),
            one.organization.clone(),
            one.dictionary.clone(),
            one.code.clone(),
            one.name.clone(),
            one.usage.to_string(),
        ]
    };
    (owned(OF_UNMAPPED), report.unmapped.iter().map(row).collect())
}

fn differing(report: &CoverageReport) -> Cells {
    let names = report.consistency.iter().flat_map(|figures| &figures.differing);
    let rows = names.map(|name| vec![report.as_of.clone(), name.clone()]).collect();
    (owned(OF_DIFFERING), rows)
}

/// A weekly report: what people fill in is left empty.
fn progress(report: &CoverageReport) -> Cells {
    let groups = report.groups(By::Organization);
    let mut rows = Vec::with_capacity(report.organizations.len());
    for (number, organization) in (1..).zip(&report.organizations) {
        let group = groups.iter().find(|group| group.name == organization.id);
        let count = |count: fn(&Counts) -> u64| group.map_or(0, |group| count(&group.counts)).to_string();
        let rates = group.map_or(&[][..], |group| &group.rates);
        let mut row: Vec<String> = vec![number.to_string(), organization.name.clone()];
        row.extend(BY_HAND.iter().map(|_| String::new()));
        row.extend([
            report.as_of.clone(),
            group.map_or(0, |group| group.dictionaries).to_string(),
            count(|counts| counts.codes.codes),
            count(|counts| counts.mapped.codes),
            share(rates, Measure::Coverage, |rate| &rate.rate),
            share(rates, Measure::Coverage, |rate| &rate.weighted),
            share(rates, Measure::Settled, |rate| &rate.rate),
            share(rates, Measure::Reviewed, |rate| &rate.rate),
            count(|counts| counts.unmapped.codes),
            count(|counts| counts.new_codes.codes),
            count(|counts| counts.new_unmapped.codes),
        ]);
        rows.push(row);
    }
    let columns = [
        &[("number", "序号"), ("organization", "医疗机构名称")],
        BY_HAND,
        OF_PROGRESS,
    ]
    .concat();
    (owned(&columns), rows)
}

fn quality(report: &CoverageReport) -> Cells {
    let rows = report.quality.iter().flatten().map(|one| {
        let mut row = vec![report.as_of.clone(), one.organization.clone(), one.dictionary.clone()];
        row.extend(one.sampling.as_ref().map_or_else(Default::default, |found| {
            [
                found.judged.to_string(),
                found.wrong.to_string(),
                found.rate.clone(),
                found.lower.clone(),
                found.upper.clone(),
            ]
        }));
        for took in [&one.from_seen, &one.from_draft] {
            row.extend(took.as_ref().map_or_else(Default::default, |took| {
                [
                    took.codes.to_string(),
                    took.median_hours.clone(),
                    took.p90_hours.clone(),
                ]
            }));
        }
        let waiting = [one.in_review, one.overdue, u64::from(one.overdue_days)];
        row.extend(waiting.map(|count| count.to_string()));
        row
    });
    (owned(OF_QUALITY), rows.collect())
}

fn share(rates: &[MeasuredRate], measure: Measure, of: fn(&MeasuredRate) -> &Option<String>) -> String {
    let found = rates.iter().find(|rate| rate.measure == measure.as_str());
    found.and_then(|rate| of(rate).clone()).unwrap_or_default()
}

/// The title and the rule of a measure as the report has them.
fn words(report: &CoverageReport, measure: &str, language: Language) -> (String, String) {
    let rule = report.rule(measure);
    rule.map_or_else(Default::default, |rule| {
        let title = language.of((&rule.title, &rule.title_en));
        let words = language.of((&rule.rule, &rule.rule_en));
        (title.to_owned(), words.to_owned())
    })
}

/// Everything together, then each group, with the word of how it is put together.
fn groups(report: &CoverageReport, by: By) -> impl Iterator<Item = (&'static str, &Group)> {
    let total = std::iter::once(("total", &report.total));
    total.chain(report.groups(by).iter().map(move |group| (by.as_str(), group)))
}

fn of_group(report: &CoverageReport, by: &str, group: &Group) -> Vec<String> {
    vec![
        report.as_of.clone(),
        by.to_owned(),
        group.organization.clone().unwrap_or_default(),
        group.name.clone(),
        group.dictionaries.to_string(),
    ]
}

fn owned(columns: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(key, title): &(&str, &str)| ((*key).to_owned(), (*title).to_owned());
    columns.iter().map(pair).collect()
}
