//! Specifications, value domains, data elements and successions as files to take away. What goes out under `/export` has no place among
//! the ids, any of which may be `export`.

use super::ExportQuery;
use super::format_of;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::edition_ref;
use crate::http::caller::Caller;
use crate::http::files::attachment;
use crate::http::problem::Problems;
use crate::http::registry::value_domains::StartsQuery;
use crate::id::SpecificationId;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which part of a specification goes out.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PartQuery {
    /// `fields`, which is what counts without it, or `tables`.
    #[param(example = "fields")]
    part: Option<String>,
}

/// 导出采集规范
///
/// Gives the fields of a specification as a file with the versions that they pin, or its tables. Imported where those
/// versions are registered, fields and tables give a specification with the same digest.
#[utoipa::path(tag = "specifications", operation_id = "export_specification", params(
    ("specification" = String, Path, description = "Specification id", example = "henan-2026"), PartQuery, ExportQuery),
    responses((status = 200, description = "The file: `csv`, `tsv` or `xlsx`", content(
        (String = "text/csv", example = "table,table_version,group,field,title,element,element_version,domain,domain_version,slot,source,confidence,note\n病人表,,基本信息,性别,,DE02.01.040.00,1,GB-T-2261.1,2003,1,WS 363,V,\n"),
        (String = "text/tab-separated-values", example = "table\tgroup\ttitle\n病人表\t基本信息\t\n"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/specifications/{specification}/export")]
pub async fn export_specification(
    caller: Caller,
    path: Path<String>,
    (part, query): (Query<PartQuery>, Query<ExportQuery>),
    request: HttpRequest,
) -> Result<HttpResponse> {
    let id = SpecificationId::new(path.into_inner())?;
    let format = format_of(query.into_inner(), &request)?;
    let (name, wants_tables) = match part.part.as_deref() {
        None | Some("fields") => (format!("{id}-fields"), false),
        Some("tables") => (format!("{id}-tables"), true),
        Some(word) => return Err(no_part(word)),
    };
    let bytes = caller
        .ask(move |service, session| {
            if wants_tables {
                service.export_tables(session, &id, format)
            } else {
                service.export_fields(session, &id, format)
            }
        })
        .await?;
    Ok(attachment(&name, format, bytes))
}

/// 导出沿革表
///
/// Gives a list of changes as a file. Imported again with the profile `events`, it gives a list with the same digest.
#[utoipa::path(tag = "succession", operation_id = "export_succession", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly"),
    ("edition" = String, Path, description = "Name of the list", example = "1981-2024"), ExportQuery),
    responses((status = 200, description = "The file: `csv`, `tsv` or `xlsx`", content(
        (String = "text/csv", example = "kind,date,old_code,new_codes,old_name,valid_from,new_names,document,note,confidence,place\nre-code,1990,419001,411281,义马市,1987,义马市,,,V-,row 3\n"),
        (String = "text/tab-separated-values", example = "kind\tdate\told_code\tnew_codes\n"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/code-systems/{system}/successions/{edition}/export")]
pub async fn export_succession(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<ExportQuery>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let of = edition_ref(path.into_inner())?;
    let format = format_of(query.into_inner(), &request)?;
    let name = format!("{}-{}-succession", of.system, of.edition);
    let bytes = caller
        .ask(move |service, session| service.export_succession(session, &of, format))
        .await?;
    Ok(attachment(&name, format, bytes))
}

/// 导出值域
///
/// Gives every version of all value domains as a file, in the order of registration. Imported again without naming columns,
/// it gives the same versions.
#[utoipa::path(tag = "specifications", operation_id = "export_value_domains", params(StartsQuery, ExportQuery), responses(
    (status = 200, description = "The file: `csv`, `tsv` or `xlsx`", content(
        (String = "text/csv", example = "id,version,title,oid,edition,edition_digest,part,codes,assignable_only,data_type,representation,pattern,kind,source,confidence,note,property:unit\nh1:SEX,1,性别,,GB-T-2261.1/2003,,codes,1;2,true,,,,,,V,,\n"),
        (String = "text/tab-separated-values", example = "id\tversion\ttitle\n"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/export/value-domains")]
pub async fn export_value_domains(
    caller: Caller,
    (starts, query): (Query<StartsQuery>, Query<ExportQuery>),
    request: HttpRequest,
) -> Result<HttpResponse> {
    let format = format_of(query.into_inner(), &request)?;
    let starts = starts.into_inner().starts;
    let bytes = caller
        .ask(move |service, session| service.export_value_domains(session, starts.as_deref(), format))
        .await?;
    Ok(attachment("value-domains", format, bytes))
}

/// 导出数据元
///
/// Gives every version of all data elements as a file, in the order of registration, each with the version of its value
/// domain. Imported where the value domains are registered, without naming columns, it gives the same versions.
#[utoipa::path(tag = "specifications", operation_id = "export_data_elements", params(StartsQuery, ExportQuery), responses(
    (status = 200, description = "The file: `csv`, `tsv` or `xlsx`", content(
        (String = "text/csv", example = "id,version,name,definition,data_type,representation,domain,domain_version,status,source,confidence,property:unit\nDE02.01.040.00,1,性别代码,,S3,,GB-T-2261.1,2003,recorded,WS 363,V,\n"),
        (String = "text/tab-separated-values", example = "id\tversion\tname\n"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/export/data-elements")]
pub async fn export_data_elements(
    caller: Caller,
    (starts, query): (Query<StartsQuery>, Query<ExportQuery>),
    request: HttpRequest,
) -> Result<HttpResponse> {
    let format = format_of(query.into_inner(), &request)?;
    let starts = starts.into_inner().starts;
    let bytes = caller
        .ask(move |service, session| service.export_data_elements(session, starts.as_deref(), format))
        .await?;
    Ok(attachment("data-elements", format, bytes))
}

fn no_part(word: &str) -> Error {
    Error::new(Code::FieldInvalid)
        .with("field", "part")
        .with("value", word)
        .with("rule_zh", "可用 fields、tables")
        .with("rule_en", "use fields or tables")
        .in_field("part")
}
