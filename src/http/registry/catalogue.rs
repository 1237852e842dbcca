//! Files of value domains and data elements: how they name things, and what importing them gave.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::titles;
use crate::http::problem::Finding;
use crate::language::Language;
use crate::registry::catalogue_file::CatalogueChoice;
use crate::service::registry::catalogue::CatalogueReport;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// How a file names things.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CatalogueQuery {
    /// Which columns hold what, as `ours:theirs` with commas; a column that is not named is looked for under our title.
    #[param(example = "id:code_value_id,title:name")]
    pub columns: Option<String>,
    /// Stands before every id, with a colon.
    #[param(example = "h1")]
    pub namespace: Option<String>,
    /// The version of rows that name none; `1` without it.
    #[param(example = "1")]
    pub item_version: Option<String>,
    /// Where the file was taken from.
    pub source: Option<String>,
    /// `V`, `V-`, `M` or `M-low`.
    pub confidence: Option<String>,
    /// Further columns to keep, with commas.
    pub properties: Option<String>,
}

impl CatalogueQuery {
    /// The choice that is asked for.
    pub fn choice(self) -> Result<CatalogueChoice> {
        Ok(CatalogueChoice {
            columns: columns(titles(self.columns).iter().map(String::as_str))?,
            namespace: self.namespace,
            version: self.item_version,
            source: self.source.unwrap_or_default(),
            confidence: self.confidence.unwrap_or_default(),
            properties: titles(self.properties),
        })
    }
}

/// Reads pairs `ours:theirs`.
pub fn columns<'p>(pairs: impl Iterator<Item = &'p str>) -> Result<BTreeMap<String, String>> {
    let read = |pair: &str| {
        let (ours, theirs) = pair.split_once(':')?;
        Some((ours.to_owned(), theirs.to_owned()))
    };
    let refusal = |pair: &str| {
        Error::new(Code::FieldInvalid)
            .with("field", "columns")
            .with("value", pair)
            .with("rule_zh", "写成 本服务列名:文件列名，例如 id:code_value_id")
            .with("rule_en", "write our title and theirs, such as id:code_value_id")
            .in_field("columns")
    };
    pairs.map(|pair| read(pair).ok_or_else(|| refusal(pair))).collect()
}

/// What importing a file gave.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "rows": 4585, "registered": 4581, "unchanged": 0, "left_out": 0, "finding_count": 4,
    "findings": [{ "code": "cell-kept", "detail": "“AN..100..100”不能登记为表示格式，已原样保留",
        "advice": "WS/T 303 的格式如 AN..50、A10、N1..3、N6,2、D8、T6、DT15、T/F、BY", "row": 17, "column": "text_format" }]
}))]
pub struct CatalogueResponse {
    /// Rows of the file.
    pub rows: u64,
    /// Versions that are new.
    pub registered: u64,
    /// Rows that were registered before with the same contents.
    pub unchanged: u64,
    /// Rows that could not be registered; each is a finding.
    pub left_out: u64,
    /// How many findings there are.
    pub finding_count: u64,
    /// The first 1,000 of them.
    pub findings: Vec<Finding>,
}

impl CatalogueResponse {
    /// The answer in the caller's language.
    pub fn of(report: &CatalogueReport, language: Language) -> Self {
        let findings = report.findings.listed.iter();
        Self {
            rows: report.rows,
            registered: report.registered,
            unchanged: report.unchanged,
            left_out: report.findings.left_out,
            finding_count: report.findings.count,
            findings: findings.map(|finding| Finding::of(finding, language)).collect(),
        }
    }
}
