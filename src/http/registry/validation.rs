//! Verdicts on values of fields. No patient data: values only.

mod wire;

pub use wire::FieldVerdictsResponse;
pub use wire::VerdictResponse;

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::SpecificationId;
use crate::service::registry::validation::FieldValue;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use utoipa::ToSchema;
use wire::VerdictsResponse;

/// The most values of one request.
const MOST_VALUES: usize = 100_000;

/// Values of one field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "values": ["1", "3", "男", " 1"] }))]
pub struct ValidateRequest {
    /// The values, byte for byte, at most 100,000.
    pub values: Vec<String>,
}

/// Values of several fields.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "items": [{ "table": "病人表", "field": "性别", "value": "1" },
    { "table": "机构表", "field": "统一社会信用代码", "value": "91410000MA3X000000" }] }))]
pub struct ValidateItemsRequest {
    /// The values with their fields, at most 100,000.
    pub items: Vec<ValidateItem>,
}

/// A value with its field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValidateItem {
    /// The table.
    pub table: String,
    /// The field.
    pub field: String,
    /// The value, byte for byte.
    pub value: String,
}

/// 校验一个字段的值
///
/// Says of each value whether it may stand in a field, and why not. The same versions give the same verdict everywhere.
#[utoipa::path(tag = "specifications", operation_id = "validate_field", params(
    ("specification" = String, Path, description = "Specification id", example = "henan-2026"),
    ("table" = String, Path, description = "Table", example = "病人表"),
    ("field" = String, Path, description = "Field", example = "性别")), request_body = ValidateRequest, responses(
    (status = 200, description = "The verdicts, in the order of the values", body = FieldVerdictsResponse), Problems))]
#[post("/specifications/{specification}/tables/{table}/fields/{field}/validate")]
pub async fn validate_field(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<ValidateRequest>,
) -> Result<Json<FieldVerdictsResponse>> {
    let (id, table, field) = path.into_inner();
    let (id, values) = (SpecificationId::new(id)?, body.into_inner().values);
    must_not_be_too_many(values.len())?;
    let language = caller.language;
    let response = caller
        .ask(move |service, session| {
            let judge = service.field_judge(session, &id, &table, &field)?;
            Ok(FieldVerdictsResponse::of((&id, table, field), &judge, values, language))
        })
        .await?;
    Ok(Json(response))
}

/// 校验多个字段的值
///
/// The same for values of several fields of a specification at once.
#[utoipa::path(tag = "specifications", operation_id = "validate_items", params(
    ("specification" = String, Path, description = "Specification id", example = "henan-2026")),
    request_body = ValidateItemsRequest, responses(
    (status = 200, description = "The verdicts, in the order of the values", body = VerdictsResponse), Problems))]
#[post("/specifications/{specification}/validate")]
pub async fn validate_items(
    caller: Caller,
    path: Path<String>,
    body: Json<ValidateItemsRequest>,
) -> Result<Json<VerdictsResponse>> {
    let (id, items) = (SpecificationId::new(path.into_inner())?, body.into_inner().items);
    must_not_be_too_many(items.len())?;
    let values: Vec<FieldValue> = items.into_iter().map(FieldValue::from).collect();
    let language = caller.language;
    let response = caller
        .ask(move |service, session| {
            let judges = service.judges(session, &id, &values)?;
            Ok(VerdictsResponse::of(&id, &judges, values, language))
        })
        .await?;
    Ok(Json(response))
}

fn must_not_be_too_many(count: usize) -> Result<()> {
    if count <= MOST_VALUES {
        return Ok(());
    }
    Err(Error::new(Code::FileTooLarge)
        .with("what", "值 values")
        .with("limit", MOST_VALUES))
}

impl From<ValidateItem> for FieldValue {
    fn from(item: ValidateItem) -> Self {
        Self {
            table: item.table,
            field: item.field,
            value: item.value,
        }
    }
}
