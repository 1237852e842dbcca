//! Editions as files to take away, and the profiles by which files come in; the other things of the registry that go out are
//! in [`catalogue`].

pub mod catalogue;

use crate::error::Result;
use crate::http::addresses::edition_format;
use crate::http::addresses::edition_ref;
use crate::http::caller::Caller;
use crate::http::files::attachment;
use crate::http::problem::Problems;
use crate::id::KindId;
use crate::registry::exchange::Format;
use crate::registry::exchange::profile::Profile;
use crate::registry::tabular;
use crate::service::Service;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::http::header;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Which form a file goes out in.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// `csv`, `tsv`, `xlsx`, of editions also `fhir`; without it the `Accept` header counts, and then `csv`.
    #[param(example = "csv")]
    format: Option<String>,
}

/// A column profile 列模板.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "guolin-icd-10", "title": "国临版 ICD-10 疾病分类与代码", "title_en": "ICD-10, national clinical edition",
    "publication": "国家卫生健康委 疾病分类与代码国家临床版", "format": "xlsx"
}))]
pub struct ProfileResponse {
    /// Its id.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// Its English title.
    pub title_en: String,
    /// The publication whose files have this form, and how sure that is.
    pub publication: String,
    /// The format; absent when it is detected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The kind that the code system gets.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub kind: Option<KindId>,
}

/// 导出标准版本
///
/// Gives a whole edition as a file. Imported again without naming columns, it gives an edition with the same digest.
#[utoipa::path(tag = "registry", operation_id = "export_edition", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2261.1"),
    ("edition" = String, Path, description = "Edition id", example = "2003"), ExportQuery), responses(
    (status = 200, description = "The file", content(
        (String = "text/csv", example = "code,name,parent,status,assignable,aliases\n1,男性,,active,true,\n"),
        (String = "text/tab-separated-values", example = "code\tname\tparent\tstatus\tassignable\taliases\n"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
        (Object = "application/fhir+json", example = json!({ "resourceType": "CodeSystem", "content": "complete" })),
    )), Problems))]
#[get("/code-systems/{system}/editions/{edition}/export")]
pub async fn export_edition(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<ExportQuery>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let of = edition_ref(path.into_inner())?;
    let format = format_of(query.into_inner(), &request)?;
    let name = format!("{}-{}", of.system, of.edition);
    let bytes = caller
        .ask(move |service, session| service.export_edition(session, &of, format))
        .await?;
    Ok(attachment(&name, format, bytes))
}

/// 列出列模板
///
/// Lists the column profiles: how the files of the usual publications are read.
#[utoipa::path(tag = "registry", operation_id = "list_profiles", responses(
    (status = 200, description = "The profiles by id", body = Vec<ProfileResponse>), Problems))]
#[get("/profiles")]
pub async fn list_profiles(caller: Caller) -> Result<Json<Vec<ProfileResponse>>> {
    let profiles = caller.ask(Service::profiles).await?;
    Ok(Json(profiles.into_iter().map(ProfileResponse::from).collect()))
}

/// The format that the query names, or else the request accepts.
fn format_of(query: ExportQuery, request: &HttpRequest) -> Result<Format> {
    match query.format {
        Some(word) => edition_format(&word),
        None => Ok(accepted(request)),
    }
}

/// The format that the request accepts, the first of the table that it names.
fn accepted(request: &HttpRequest) -> Format {
    let header = request.headers().get(header::ACCEPT);
    let accept = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let formats = [
        ("fhir+json", Format::Fhir),
        ("spreadsheetml", Format::Table(tabular::Format::Xlsx)),
        ("tab-separated-values", Format::Table(tabular::Format::Tsv)),
    ];
    let found = formats.into_iter().find(|(word, _)| accept.contains(word));
    found.map_or(Format::Table(tabular::Format::Csv), |(_, format)| format)
}

impl From<Profile> for ProfileResponse {
    fn from(profile: Profile) -> Self {
        Self {
            id: profile.id,
            title: profile.title,
            title_en: profile.title_en,
            publication: profile.publication,
            format: profile.format,
            kind: profile.kind,
        }
    }
}
