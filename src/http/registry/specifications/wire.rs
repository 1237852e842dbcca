//! Specifications, tables and fields on the wire.

use crate::error::Result;
use crate::http::problem::Finding;
use crate::http::registry::catalogue::CatalogueQuery;
use crate::http::registry::data_elements::DataElementResponse;
use crate::http::registry::value_domains::PinResponse;
use crate::http::registry::value_domains::ValueDomainResponse;
use crate::id::SpecificationId;
use crate::language::Language;
use crate::registry::specification::Specification;
use crate::registry::specification::SpecificationField;
use crate::registry::specification::SpecificationMetadata;
use crate::registry::specification::SpecificationTable;
use crate::service::registry::catalogue::FieldUse;
use crate::service::registry::specifications::ImportedSpecification;
use crate::service::registry::specifications::WholeField;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// A specification 采集规范.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "henan-2026", "status": "published", "title": "河南省 2026 年核心数据集采集规范（编码字段）",
    "publisher": "河南省卫生健康委员会", "source": "", "confidence": "V-", "note": "", "tables": 47, "fields": 230,
    "digest": "5d0c…", "created_at": "2026-11-21T01:00:00.000000Z", "created_by": "zhiyu",
    "published_at": "2026-11-21T01:00:00.000000Z",
    "groups": [{ "group": "基本信息", "tables": [{ "name": "病人表", "number": 1, "group": "基本信息", "title": "" }] }]
}))]
pub struct SpecificationResponse {
    /// Its id.
    pub id: String,
    /// `draft`, `in-review`, `published` or `retired`.
    pub status: String,
    /// Its Chinese title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Where it was taken from.
    pub source: String,
    /// How sure it is.
    pub confidence: String,
    /// What else is worth knowing.
    pub note: String,
    /// The first day it is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<String>,
    /// The specification that it takes the place of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// How many tables it has.
    pub tables: u64,
    /// How many fields it has.
    pub fields: u64,
    /// SHA-256 of its tables and fields with what they pin.
    pub digest: String,
    /// When it was imported.
    pub created_at: String,
    /// Who imported it.
    pub created_by: String,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<String>,
    /// Its tables by group, in its order; only when one specification is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<GroupResponse>>,
}

/// A group of tables.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupResponse {
    /// Its name.
    pub group: String,
    /// Its tables.
    pub tables: Vec<TableResponse>,
}

/// A table.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "name": "病人表", "number": 1, "group": "基本信息", "title": "",
    "fields": [{ "table": "病人表", "name": "性别", "number": 1, "title": "", "slot": 1,
        "element": { "id": "DE02.01.040.00", "version": "1" }, "value_domain": { "id": "GB-T-2261.1", "version": "2003" },
        "source": "WS 363/364/445 与病案首页实践", "confidence": "V", "note": "" }]
}))]
pub struct TableResponse {
    /// Its name.
    pub name: String,
    /// Its place in the specification, from 1.
    pub number: u32,
    /// The group it stands in.
    pub group: String,
    /// A longer title.
    pub title: String,
    /// Its fields, in its order; only when one table is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<FieldResponse>>,
}

/// A field.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "table": "病人表", "name": "性别", "number": 1, "title": "", "slot": 1,
    "element": { "id": "DE02.01.040.00", "version": "1" }, "value_domain": { "id": "GB-T-2261.1", "version": "2003" },
    "source": "WS 363/364/445 与病案首页实践", "confidence": "V", "note": ""
}))]
pub struct FieldResponse {
    /// Its table.
    pub table: String,
    /// Its name.
    pub name: String,
    /// Its place in the specification, from 1.
    pub number: u32,
    /// A longer title.
    pub title: String,
    /// The place in the published list of fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<u32>,
    /// What it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<PinResponse>,
    /// Which values it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_domain: Option<PinResponse>,
    /// Where the binding was taken from.
    pub source: String,
    /// How sure the binding is.
    pub confidence: String,
    /// What else is worth knowing.
    pub note: String,
}

/// A field with everything that it pins.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "table": "病人表", "name": "性别", "number": 1, "title": "", "slot": 1,
    "element": { "id": "DE02.01.040.00", "version": "1" }, "value_domain": { "id": "GB-T-2261.1", "version": "2003" },
    "source": "WS 363/364/445 与病案首页实践", "confidence": "V", "note": ""
}))]
pub struct WholeFieldResponse {
    /// The field.
    #[serde(flatten)]
    pub field: FieldResponse,
    /// Its data element.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_element: Option<DataElementResponse>,
    /// Its value domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<ValueDomainResponse>,
}

/// A field that uses something.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "specification": "henan-2026", "table": "病人表", "field": "性别",
    "element": { "id": "DE02.01.040.00", "version": "1" }, "value_domain": { "id": "GB-T-2261.1", "version": "2003" }
}))]
pub struct FieldUseResponse {
    /// The specification.
    pub specification: String,
    /// The table.
    pub table: String,
    /// The field.
    pub field: String,
    /// What it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<PinResponse>,
    /// Which values it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_domain: Option<PinResponse>,
}

/// What is known of a specification.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportSpecificationQuery {
    /// Its Chinese title.
    pub title: Option<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// What else is worth knowing.
    pub note: Option<String>,
    /// The first day it is in force, `YYYY-MM-DD`.
    pub effective_from: Option<String>,
    /// The specification that it takes the place of.
    #[param(example = "henan-2026")]
    pub replaces: Option<String>,
}

/// What an import gave.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "city-2027", "status": "draft", "title": "", "publisher": "", "source": "", "confidence": "", "note": "",
    "tables": 1, "fields": 1, "digest": "5d0c…", "created_at": "2026-11-21T01:00:00.000000Z", "created_by": "lin",
    "left_out": 0, "finding_count": 0, "findings": []
}))]
pub struct ImportedSpecificationResponse {
    /// The specification.
    #[serde(flatten)]
    pub specification: SpecificationResponse,
    /// Rows that could not be taken; each is a finding.
    pub left_out: u64,
    /// How many findings there are.
    pub finding_count: u64,
    /// The first 1,000 of them.
    pub findings: Vec<Finding>,
}

impl ImportSpecificationQuery {
    /// The metadata that is said.
    pub fn metadata(self, file: &CatalogueQuery) -> Result<SpecificationMetadata> {
        Ok(SpecificationMetadata {
            title: self.title.unwrap_or_default(),
            publisher: self.publisher.unwrap_or_default(),
            source: file.source.clone().unwrap_or_default(),
            confidence: file.confidence.clone().unwrap_or_default(),
            note: self.note.unwrap_or_default(),
            effective_from: self.effective_from,
            replaces: self.replaces.map(SpecificationId::new).transpose()?,
        })
    }
}

impl ImportedSpecificationResponse {
    /// The answer in the caller's language.
    pub fn of(imported: ImportedSpecification, language: Language) -> Self {
        let findings = imported.findings;
        Self {
            specification: SpecificationResponse::of(imported.specification, None),
            left_out: findings.left_out,
            finding_count: findings.count,
            findings: findings.listed.iter().map(|one| Finding::of(one, language)).collect(),
        }
    }
}

impl SpecificationResponse {
    /// A specification, perhaps with its tables.
    pub fn of(one: Specification, tables: Option<Vec<SpecificationTable>>) -> Self {
        Self {
            id: one.id.to_string(),
            status: one.status.as_str().to_owned(),
            title: one.metadata.title,
            publisher: one.metadata.publisher,
            source: one.metadata.source,
            confidence: one.metadata.confidence,
            note: one.metadata.note,
            effective_from: one.metadata.effective_from,
            replaces: one.metadata.replaces.map(|id| id.to_string()),
            tables: one.tables,
            fields: one.fields,
            digest: one.digest,
            created_at: one.created_at.to_rfc3339(),
            created_by: one.created_by.to_string(),
            published_at: one.published_at.map(Instant::to_rfc3339),
            groups: tables.map(grouped),
        }
    }
}

/// Tables by group, groups in the order in which they begin.
fn grouped(tables: Vec<SpecificationTable>) -> Vec<GroupResponse> {
    let mut groups: Vec<GroupResponse> = Vec::new();
    for table in tables {
        let name = table.group.clone();
        let table = TableResponse::of(table, None);
        match groups.iter_mut().find(|group| group.group == name) {
            Some(group) => group.tables.push(table),
            None => groups.push(GroupResponse {
                group: name,
                tables: vec![table],
            }),
        }
    }
    groups
}

impl TableResponse {
    /// A table, perhaps with its fields.
    pub fn of(table: SpecificationTable, fields: Option<Vec<SpecificationField>>) -> Self {
        Self {
            name: table.name,
            number: table.number,
            group: table.group,
            title: table.title,
            fields: fields.map(|list| list.into_iter().map(FieldResponse::from).collect()),
        }
    }
}

impl From<SpecificationField> for FieldResponse {
    fn from(field: SpecificationField) -> Self {
        Self {
            element: field.element.as_ref().map(PinResponse::from),
            value_domain: field.domain.as_ref().map(PinResponse::from),
            table: field.table,
            name: field.name,
            number: field.number,
            title: field.title,
            slot: field.slot,
            source: field.source,
            confidence: field.confidence,
            note: field.note,
        }
    }
}

impl From<WholeField> for WholeFieldResponse {
    fn from(whole: WholeField) -> Self {
        Self {
            field: FieldResponse::from(whole.field),
            data_element: whole.element.map(DataElementResponse::from),
            domain: whole.domain.map(ValueDomainResponse::from),
        }
    }
}

impl From<FieldUse> for FieldUseResponse {
    fn from(one: FieldUse) -> Self {
        Self {
            specification: one.specification.to_string(),
            element: one.field.element.as_ref().map(PinResponse::from),
            value_domain: one.field.domain.as_ref().map(PinResponse::from),
            table: one.field.table,
            field: one.field.name,
        }
    }
}
