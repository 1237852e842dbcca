//! Which rows of a work list a query or a body names.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::word;
use crate::http::addresses::work_state;
use crate::http::pages::PageQuery;
use crate::id::AccountId;
use crate::mapping::risk::RiskKind;
use crate::page::Page;
use crate::service::curation::work_list::Assignee;
use crate::service::curation::work_list::RiskFilter;
use crate::service::curation::work_list::WorkFilter;
use crate::service::curation::work_list::WorkOrder;
use crate::time::Day;
use crate::time::Instant;
use serde::Deserialize;
use serde::Deserializer;
use serde::de::Error as _;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Which rows of a work list; everything that is given must hold.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct WorkQuery {
    /// `unmapped`, `suggested`, `drafted`, `in-review`, `returned`, `approved`, `released` or `needs-recheck`; without it, all.
    #[param(example = "unmapped")]
    pub state: Option<String>,
    /// A text that the code or the name contains; letters alone find names by sound as well (`lnxm` finds 颅内血肿).
    pub text: Option<String>,
    /// How often data used it at least.
    pub usage_from: Option<i64>,
    /// So many of the most used rows of the dictionary.
    #[param(minimum = 1, example = 100)]
    pub top: Option<i64>,
    /// The most used rows that make up this share of the dictionary's usage, in percent; rows without usage never belong to it.
    #[param(minimum = 0, maximum = 100)]
    pub share: Option<f64>,
    /// The lowest score of its first suggestion, 0 to 1.
    pub score_from: Option<f64>,
    /// The highest score of its first suggestion, 0 to 1.
    pub score_to: Option<f64>,
    /// `any`, `none`, or a kind of risk such as `laterality`: of its decision, or else of its first suggestion.
    pub risk: Option<String>,
    /// Who works on it: `me`, `nobody`, or an account.
    #[param(example = "me")]
    pub assignee: Option<String>,
    /// Only rows in review that were handed in before this day of Asia/Shanghai, `YYYY-MM-DD`: those that wait too long.
    #[param(example = "2026-11-14")]
    pub in_review_before: Option<String>,
    /// `usage` (the most used first, the usual order), `code`, or `score` (the likeliest first suggestion first).
    #[param(example = "usage")]
    pub sort: Option<String>,
}

/// Rows that are named one by one.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CodesQuery {
    /// Only the row of this code; several times for several.
    #[param(example = json!(["A00.051", "A00.052"]))]
    pub code: Option<Vec<String>>,
}

impl CodesQuery {
    /// Reads the pairs of a query; a form's own reader refuses a name that comes several times.
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        let codes = pairs.into_iter().filter(|(name, _)| name == "code");
        let codes: Vec<String> = codes.map(|(_, code)| code).collect();
        Self {
            code: (!codes.is_empty()).then_some(codes),
        }
    }
}

/// The page of a work list that a request asks for.
#[derive(Debug)]
pub struct WantedRows {
    query: WorkQuery,
    codes: CodesQuery,
    /// In which order.
    pub order: WorkOrder,
    /// Which page.
    pub page: Page,
}

impl WantedRows {
    /// Reads the three parts of a query: what holds for the rows, which are named, which page.
    pub fn of(query: WorkQuery, named: Vec<(String, String)>, page: &PageQuery) -> Result<Self> {
        Ok(Self {
            codes: CodesQuery::of(named),
            order: query.order()?,
            page: page.page()?,
            query,
        })
    }

    /// The filter; `me` is this account.
    pub fn filter(&self, me: &AccountId) -> Result<WorkFilter> {
        self.query.filter(me, self.codes.code.clone())
    }
}

impl WorkQuery {
    /// The filter, of the rows of these codes alone when there are any; `me` is this account.
    pub fn filter(&self, me: &AccountId, codes: Option<Vec<String>>) -> Result<WorkFilter> {
        Ok(WorkFilter {
            state: self.state.as_deref().map(work_state).transpose()?,
            text: self.text.clone(),
            usage_from: self.usage_from,
            score_from: self
                .score_from
                .map(|score| share_of(score, 1.0, "score_from"))
                .transpose()?,
            score_to: self
                .score_to
                .map(|score| share_of(score, 1.0, "score_to"))
                .transpose()?,
            codes,
            ranks: self.top.map(|top| (1, top)),
            share_per_mille: self.share.map(|share| share_of(share, 100.0, "share")).transpose()?,
            assignee: self.assignee.as_deref().map(|text| assignee(text, me)).transpose()?,
            in_review_before: self.in_review_before.as_deref().map(start_of_day).transpose()?,
            risk: self.risk.as_deref().map(risk).transpose()?,
        })
    }

    /// The order.
    pub fn order(&self) -> Result<WorkOrder> {
        let words: Vec<&str> = WorkOrder::ALL.iter().map(|order| order.as_str()).collect();
        let order = self.sort.as_deref();
        order.map_or(Ok(WorkOrder::default()), |text| {
            word(text, "sort", WorkOrder::parse, &words)
        })
    }
}

/// What a filter in a body may say.
const FIELDS: [&str; 10] = [
    "state",
    "text",
    "usage_from",
    "top",
    "share",
    "score_from",
    "score_to",
    "risk",
    "assignee",
    "in_review_before",
];

/// Reads a filter in a body. A field that it does not know is refused: to overlook it would mean other rows.
pub fn filter_of_body<'de, D: Deserializer<'de>>(input: D) -> std::result::Result<WorkQuery, D::Error> {
    let fields = serde_json::Map::deserialize(input)?;
    if let Some(unknown) = fields.keys().find(|field| !FIELDS.contains(&field.as_str())) {
        return Err(D::Error::custom(format!("unknown field `{unknown}` in `filter`")));
    }
    serde_json::from_value(serde_json::Value::Object(fields)).map_err(D::Error::custom)
}

fn assignee(text: &str, me: &AccountId) -> Result<Assignee> {
    match text {
        "me" => Ok(Assignee::Account(me.clone())),
        "nobody" => Ok(Assignee::Nobody),
        account => AccountId::new(account).map(Assignee::Account),
    }
}

fn start_of_day(text: &str) -> Result<Instant> {
    let day = Day::parse(text).ok_or_else(|| {
        Error::new(Code::FieldInvalid)
            .with("field", "in_review_before")
            .with("value", text)
            .with("rule_zh", "写成 YYYY-MM-DD")
            .with("rule_en", "a day YYYY-MM-DD is needed")
            .in_field("in_review_before")
    });
    Ok(day?.at_hour(0))
}

fn risk(text: &str) -> Result<RiskFilter> {
    let mut words = vec!["any", "none"];
    words.extend(RiskKind::ALL.iter().map(|kind| kind.as_str()));
    word(text, "risk", RiskFilter::parse, &words)
}

/// A number from 0 to `whole` in thousandths of it.
fn share_of(value: f64, whole: f64, field: &'static str) -> Result<u16> {
    let invalid = || {
        Error::new(Code::FieldInvalid)
            .with("field", field)
            .with("value", value)
            .with("rule_zh", format!("须为 0 到 {whole} 的数"))
            .with("rule_en", format!("a number from 0 to {whole} is needed"))
            .in_field(field)
    };
    if !(0.0..=whole).contains(&value) {
        return Err(invalid());
    }
    let thousandths = (value / whole * 1_000.0).round();
    format!("{thousandths:.0}").parse().map_err(|_cause| invalid())
}
