//! What a load of a dictionary changed, or would change, as it is answered: counts and the first of each list in JSON,
//! everything in CSV and XLSX.

use crate::error::Result;
use crate::http::csv;
use crate::http::problem::Finding;
use crate::http::registry::edition_diff::DiffFormat;
use crate::language::Language;
use crate::mapping::drift::Fate;
use crate::mapping::drift::MappingFate;
use crate::report::load_csv;
use crate::report::load_xlsx;
use crate::service::curation::reload::LoadReport;
use crate::source::reload::Changed;
use crate::source::reload::Cluster;
use crate::source::reload::Drift;
use crate::source::reload::Listed;
use crate::source::reload::Repeated;
use crate::source::reload::UsageChange;
use crate::source::reload::UsageKind;
use actix_web::HttpResponse;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How many of each list stand in the answer.
const SAMPLE: usize = 100;

/// What a load changed, or would change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "applied": false, "plan": "9b1c…", "load": 2, "target": "drugs/2026", "rows": 1187, "codes": 1187, "added": 1025, "returned": 0,
    "removed": 1152, "renamed": 162, "respelled": 0, "reworded": 0, "re_used": 162, "columns_changed": 0,
    "repeated_codes": 0, "repeated_rows": 0, "duplicate_names": 210, "usage_new": 0, "usage_vanished": 0,
    "usage_changed": 0, "mappings": { "untouched": 0, "kept": 0, "to-recheck": 1, "waits-already": 0, "code-removed": 0 },
    "changed_codes": [{ "code": "0060010001", "before": ["碳酸钙D3片"], "after": ["碳酸氢钠片"], "drift": "re-used",
        "likeness": 500, "evidence": [], "columns": [{ "column": "DRUG_SPEC", "before": "500mg*72片", "after": "0.5g*100片" }] }],
    "touched_mappings": [{ "dictionary": "his/drugs", "code": "0060010001", "name": "碳酸钙D3片", "state": "released",
        "fate": "to-recheck", "reason": "编码复用 code re-used: 碳酸钙D3片 -> 碳酸氢钠片" }],
    "added_codes": [], "returned_codes": [], "removed_codes": [], "repeated": [], "duplicates": [], "usage_changes": [], "personal_data": 0, "warnings": []
}))]
pub struct LoadResponse {
    /// Whether it is applied; false for a dry run.
    pub applied: bool,
    /// Names the file and what it was held against; send it with the load so that nothing else is done than was seen.
    pub plan: String,
    /// The number of the load.
    pub load: i64,
    /// The edition that the codes are mapped to.
    pub target: String,
    /// The edition before, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former_target: Option<String>,
    /// Rows of the file; every one is kept.
    pub rows: u64,
    /// Different codes of the file.
    pub codes: u64,
    /// Codes that were never there before.
    pub added: usize,
    /// Codes that an earlier load had, the last had not, and this one has again.
    pub returned: usize,
    /// Codes that are gone.
    pub removed: usize,
    /// Codes with another name than before: respelled, reworded and re-used ones.
    pub renamed: usize,
    /// Codes whose name is the same in one spelling; their mappings are kept.
    pub respelled: usize,
    /// Codes with another wording; their mappings go back to review.
    pub reworded: usize,
    /// Codes that name another thing now, by name, strength, form, unit or specimen; their mappings go back to review.
    pub re_used: usize,
    /// Codes of which only other columns changed; their mappings are kept.
    pub columns_changed: usize,
    /// Codes that stand in more than one row.
    pub repeated_codes: usize,
    /// Rows whose code stands in another row too.
    pub repeated_rows: u64,
    /// Names that stand under several codes.
    pub duplicate_names: usize,
    /// Codes that were not used before and are.
    pub usage_new: usize,
    /// Codes that were used before and are not.
    pub usage_vanished: usize,
    /// Codes that were used before and are, another number of times.
    pub usage_changed: usize,
    /// How many mappings are `untouched`, `kept`, `to-recheck`, `waits-already` and `code-removed`, sides included.
    pub mappings: BTreeMap<&'static str, usize>,
    /// Codes whose name or columns changed, the gravest first.
    pub changed_codes: Vec<ChangedResponse>,
    /// Mappings that the load touches, those that go back to review first.
    pub touched_mappings: Vec<TouchedResponse>,
    /// Codes that were never there before.
    pub added_codes: Vec<ListedResponse>,
    /// Codes that came back.
    pub returned_codes: Vec<ListedResponse>,
    /// Codes that are gone. Their mappings keep their history, and stay in force until somebody drafts that the code is
    /// never sent.
    pub removed_codes: Vec<ListedResponse>,
    /// Codes that stand in more than one row.
    pub repeated: Vec<RepeatedResponse>,
    /// Names that stand under several codes.
    pub duplicates: Vec<DuplicateResponse>,
    /// Codes whose usage changed, the greatest change first.
    pub usage_changes: Vec<UsageResponse>,
    /// Places of the file that look like personal data.
    pub personal_data: u64,
    /// That counts of usage are kept because the file has none (`usage-kept`); what looks like personal data, is garbled or cannot
    /// be seen, each with row and column, a hundred of each sort.
    pub warnings: Vec<Finding>,
}

/// A code whose name or columns changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedResponse {
    /// The code.
    pub code: String,
    /// Its names before.
    pub before: Vec<String>,
    /// Its names now.
    pub after: Vec<String>,
    /// `re-used`, `reworded`, `respelled` or `columns-changed`.
    pub drift: &'static str,
    /// How alike the names are, from 0 to 1000.
    pub likeness: u16,
    /// What speaks for another thing.
    pub evidence: Vec<String>,
    /// Columns that changed.
    pub columns: Vec<ColumnResponse>,
}

/// A column that changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnResponse {
    /// Its title.
    pub column: String,
    /// What it said.
    pub before: String,
    /// What it says.
    pub after: String,
}

/// A mapping that a load touches.
#[derive(Debug, Serialize, ToSchema)]
pub struct TouchedResponse {
    /// The dictionary, or the side of it.
    pub dictionary: String,
    /// The code.
    pub code: String,
    /// The name that was mapped.
    pub name: String,
    /// Its state before the load.
    pub state: &'static str,
    /// `to-recheck`, `waits-already`, `kept` or `code-removed`.
    pub fate: &'static str,
    /// Why, as its history keeps it.
    pub reason: String,
}

/// A code with its names.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedResponse {
    /// The code.
    pub code: String,
    /// Its names.
    pub names: Vec<String>,
    /// How often data used it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<i64>,
}

/// A code that stands in more than one row.
#[derive(Debug, Serialize, ToSchema)]
pub struct RepeatedResponse {
    /// The code.
    pub code: String,
    /// The rows of the file.
    pub rows: Vec<u64>,
    /// Its different names.
    pub names: Vec<String>,
}

/// A name that stands under several codes.
#[derive(Debug, Serialize, ToSchema)]
pub struct DuplicateResponse {
    /// The name in one spelling.
    pub name: String,
    /// The codes.
    pub codes: Vec<String>,
}

/// A code whose usage changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsageResponse {
    /// The code.
    pub code: String,
    /// `usage-new`, `usage-vanished` or `usage-changed`.
    pub kind: &'static str,
    /// Its usage before.
    pub before: Option<i64>,
    /// Its usage now.
    pub after: Option<i64>,
}

impl LoadResponse {
    /// The answer in the wanted form.
    pub fn answer(report: &LoadReport, format: DiffFormat, language: Language) -> Result<HttpResponse> {
        Ok(match format {
            DiffFormat::Json => HttpResponse::Ok().json(Self::of(report, language)),
            DiffFormat::Csv => csv::answer("load.csv", load_csv(&report.changes, &report.fates, &report.doubts)?),
            DiffFormat::Xlsx => csv::workbook("load.xlsx", load_xlsx(&report.changes, &report.fates, &report.doubts)?),
        })
    }

    /// The answer in a language.
    pub fn of(report: &LoadReport, language: Language) -> Self {
        let changes = &report.changes;
        let used = |kind: UsageKind| changes.usage.iter().filter(|one| one.kind() == kind).count();
        let fates = Fate::ALL.iter().map(|fate| (fate.as_str(), report.count(*fate)));
        Self {
            applied: report.is_applied,
            plan: report.plan.clone(),
            load: report.load,
            target: report.target.to_string(),
            former_target: report.former_target.as_ref().map(ToString::to_string),
            rows: changes.rows,
            codes: changes.codes,
            added: changes.added.len(),
            returned: changes.returned.len(),
            removed: changes.removed.len(),
            renamed: changes.renamed(),
            respelled: changes.count(Drift::Respelled),
            reworded: changes.count(Drift::Reworded),
            re_used: changes.count(Drift::ReUsed),
            columns_changed: changes.count(Drift::Columns),
            repeated_codes: changes.repeated.len(),
            repeated_rows: changes.repeated_rows(),
            duplicate_names: changes.clusters.len(),
            usage_new: used(UsageKind::New),
            usage_vanished: used(UsageKind::Vanished),
            usage_changed: used(UsageKind::Changed),
            mappings: fates.chain([("untouched", report.untouched)]).collect(),
            changed_codes: first(&changes.changed, |one| (Reverse(one.drift), one.likeness)),
            touched_mappings: first(&report.fates, |one| one.fate),
            added_codes: first(&changes.added, |one| Reverse(one.usage)),
            returned_codes: first(&changes.returned, |one| Reverse(one.usage)),
            removed_codes: first(&changes.removed, |one| Reverse(one.usage)),
            repeated: first(&changes.repeated, |_| ()),
            duplicates: first(&changes.clusters, |one| Reverse(one.codes.len())),
            usage_changes: first(&changes.usage, |one| Reverse(one.difference())),
            personal_data: report.doubts.personal_places,
            warnings: report
                .doubts
                .all()
                .map(|one| Finding::of(&one.to_error(), language))
                .collect(),
        }
    }
}

/// The first of a list in this order; equals stay in the order of the list.
fn first<'a, T, K: Ord, R: From<&'a T>>(list: &'a [T], key: impl Fn(&T) -> K) -> Vec<R> {
    let mut sorted: Vec<&T> = list.iter().collect();
    sorted.sort_by_key(|one| key(one));
    sorted.into_iter().take(SAMPLE).map(R::from).collect()
}

impl From<&Changed> for ChangedResponse {
    fn from(one: &Changed) -> Self {
        let columns = one.attributes.iter().map(|attribute| ColumnResponse {
            column: attribute.title.clone(),
            before: attribute.before.clone(),
            after: attribute.after.clone(),
        });
        Self {
            code: one.code.clone(),
            before: one.before.clone(),
            after: one.after.clone(),
            drift: one.drift.as_str(),
            likeness: one.likeness,
            evidence: one.evidence.clone(),
            columns: columns.collect(),
        }
    }
}

impl From<&MappingFate> for TouchedResponse {
    fn from(one: &MappingFate) -> Self {
        Self {
            dictionary: one.dictionary.to_string(),
            code: one.code.clone(),
            name: one.name.clone(),
            state: one.state.as_str(),
            fate: one.fate.as_str(),
            reason: one.reason.clone(),
        }
    }
}

impl From<&Listed> for ListedResponse {
    fn from(one: &Listed) -> Self {
        Self {
            code: one.code.clone(),
            names: one.names.clone(),
            usage: one.usage,
        }
    }
}

impl From<&Repeated> for RepeatedResponse {
    fn from(one: &Repeated) -> Self {
        Self {
            code: one.code.clone(),
            rows: one.rows.clone(),
            names: one.names.clone(),
        }
    }
}

impl From<&Cluster> for DuplicateResponse {
    fn from(one: &Cluster) -> Self {
        Self {
            name: one.name.clone(),
            codes: one.codes.clone(),
        }
    }
}

impl From<&UsageChange> for UsageResponse {
    fn from(one: &UsageChange) -> Self {
        Self {
            code: one.code.clone(),
            kind: one.kind().as_str(),
            before: one.before,
            after: one.after,
        }
    }
}
