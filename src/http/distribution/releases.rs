//! Releases and their differences.

use super::rehearsal::PublishQuery;
use super::rehearsal::PublishRehearsalResponse;
use crate::error::Result;
use crate::http::addresses::instant;
use crate::http::addresses::word;
use crate::http::caller::Caller;
use crate::http::csv;
use crate::http::curation::memory::RetractionResponse;
use crate::http::pages;
use crate::http::pages::PageQuery;
use crate::http::problem::Problems;
use crate::http::registry::edition_diff::DiffFormat;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::id::SystemId;
use crate::mapping::diff::DiffKind;
use crate::mapping::diff::DiffLine;
use crate::mapping::offer::Percent;
use crate::mapping::origin::Origin;
use crate::mapping::release::Release;
use crate::mapping::release::Retraction;
use crate::report::DiffFilter;
use crate::service::distribution::publishing::PublishOrder;
use crate::service::distribution::publishing::unfit_request_key;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::http::header;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// What to publish with.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "note": "首批诊断对照" }))]
pub struct PublishRequest {
    /// What the publisher says of the release.
    #[serde(default)]
    pub note: String,
    /// From when it shall be used, RFC 3339; without it at once, but not in the freeze window (18:00 to 03:00 of Asia/Shanghai
    /// unless the organization set another).
    pub effective_at: Option<String>,
    /// Why it must become effective in the freeze window all the same.
    pub override_reason: Option<String>,
    /// To how many of a hundred collectors it is offered first; to all without it.
    pub percent: Option<i64>,
}

/// A release 发布版.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "organization": "H1", "number": 2, "digest": "5d0c…", "rows": 48, "bytes": 9204, "changes": 12,
    "published_at": "2026-11-21T01:00:00.000000Z", "effective_at": "2026-11-21T01:00:00.000000Z",
    "publisher": "wang", "note": "首批诊断对照", "retracted": null
}))]
pub struct ReleaseResponse {
    /// Whose it is.
    pub organization: String,
    /// Its number.
    pub number: i64,
    /// SHA-256 of its canonical body.
    pub digest: String,
    /// Mappings in force.
    pub rows: u64,
    /// Size of the body in bytes.
    pub bytes: u64,
    /// How many changes it made.
    pub changes: u64,
    /// When it was published.
    pub published_at: String,
    /// From when it shall be used.
    pub effective_at: String,
    /// Who published it.
    pub publisher: String,
    /// What the publisher says of it.
    pub note: String,
    /// Who retracted it, when and why; null while it stands.
    pub retracted: Option<RetractionResponse>,
}

/// Which releases to compare.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DiffQuery {
    /// The earlier release; 0 is before the first.
    #[param(example = 1)]
    from: i64,
    /// The later release.
    #[param(example = 2)]
    to: i64,
    /// Only codes of this dictionary, `source system/name`.
    #[param(example = "his/diagnosis")]
    dictionary: Option<String>,
    /// Only `added`, `removed` or `changed`.
    #[param(example = "changed")]
    kind: Option<String>,
    /// Only local codes that begin so, byte for byte.
    #[param(example = "A00")]
    code_prefix: Option<String>,
    /// Only what this account made.
    author: Option<String>,
    /// Only what this account approved.
    reviewer: Option<String>,
    /// Only lines with a target of this code system, before or after.
    #[param(example = "icd-10")]
    system: Option<String>,
    /// Only lines that have this text in a code, a name or the justification.
    text: Option<String>,
    /// `json`, `csv` or `xlsx`; without it, by `Accept`. Files hold every line, whatever page is asked for.
    format: Option<String>,
}

/// A line of a difference, with who, when and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "kind": "changed", "dictionary": "his/diagnosis", "code": "A00.901",
    "before": { "dictionary": "his/diagnosis", "code": "A00.901", "name": "霍乱 NOS", "targets": [] },
    "after": { "dictionary": "his/diagnosis", "code": "A00.901", "name": "霍乱 NOS", "targets": [] },
    "release": 2, "author": "zhang", "reviewer": "li", "reviewed_at": "2026-11-21T01:00:00.000000Z",
    "justification": "名称一致", "origin": { "by": "hand" }
}))]
pub struct DiffLineResponse {
    /// `added`, `removed` or `changed`.
    pub kind: String,
    /// The dictionary.
    pub dictionary: String,
    /// The local code.
    pub code: String,
    /// The body line in the earlier release.
    #[schema(value_type = Object)]
    pub before: Option<Value>,
    /// The body line in the later release.
    #[schema(value_type = Object)]
    pub after: Option<Value>,
    /// The release that made the change.
    pub release: i64,
    /// Who made the mapping.
    pub author: String,
    /// Who approved it.
    pub reviewer: String,
    /// When it was approved.
    pub reviewed_at: String,
    /// Why: the author's words.
    pub justification: String,
    /// What the decision was made from.
    #[schema(value_type = Object)]
    pub origin: Origin,
}

/// 列出发布版
///
/// Lists the releases of an organization, newest first.
#[utoipa::path(tag = "releases", operation_id = "list_releases",
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "The releases", body = Vec<ReleaseResponse>), Problems))]
#[get("/organizations/{organization}/releases")]
pub async fn list_releases(caller: Caller, path: Path<String>) -> Result<Json<Vec<ReleaseResponse>>> {
    let id = OrganizationId::new(path.into_inner())?;
    let list = caller
        .ask(move |service, session| {
            let mut retracted = service.retractions(session, &id)?;
            let list = service.releases(session, &id)?.into_iter();
            let list = list.map(|release| {
                let retraction = retracted.remove(&release.number);
                ReleaseResponse::of(release, retraction)
            });
            Ok(list.collect())
        })
        .await?;
    Ok(Json(list))
}

/// 查看发布版
///
/// Reads a release.
#[utoipa::path(tag = "releases", operation_id = "get_release", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("number" = i64, Path, description = "Release number", example = 1)), responses(
    (status = 200, description = "The release", body = ReleaseResponse), Problems))]
#[get("/organizations/{organization}/releases/{number}")]
pub async fn get_release(caller: Caller, path: Path<(String, i64)>) -> Result<Json<ReleaseResponse>> {
    let (organization, number) = path.into_inner();
    let id = OrganizationId::new(organization)?;
    let release = caller
        .ask(move |service, session| {
            let release = service.release(session, &id, number)?;
            let retraction = service.retractions(session, &id)?.remove(&number);
            Ok(ReleaseResponse::of(release, retraction))
        })
        .await?;
    Ok(Json(release))
}

/// 发布
///
/// Publishes every approved mapping of the organization as its next release. The same request with the same
/// `Idempotency-Key` publishes once. A dry run answers 200 with what would be published, or the refusal.
#[utoipa::path(tag = "releases", operation_id = "publish_release", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("Idempotency-Key" = Option<String>, Header, description = "A key of your choice, 1 to 200 bytes", example = "2026-11-21-1"),
    PublishQuery), request_body = PublishRequest,
    responses((status = 201, description = "The release", body = ReleaseResponse),
        (status = 200, description = "What would be published", body = PublishRehearsalResponse), Problems))]
#[post("/organizations/{organization}/releases")]
pub async fn publish_release(
    caller: Caller,
    path: Path<String>,
    query: Query<PublishQuery>,
    request: HttpRequest,
    body: Json<PublishRequest>,
) -> Result<HttpResponse> {
    let id = OrganizationId::new(path.into_inner())?;
    let order = body.into_inner().order(request_key(&request)?)?;
    if query.dry_run {
        let rehearsal = caller
            .ask(move |service, session| service.rehearse_publishing(session, &id, &order))
            .await?;
        return Ok(HttpResponse::Ok().json(PublishRehearsalResponse::from(rehearsal)));
    }
    let release = caller
        .ask(move |service, session| service.publish(session, &id, &order))
        .await?;
    Ok(created(release))
}

impl PublishRequest {
    fn order(self, request_key: Option<String>) -> Result<PublishOrder> {
        let effective_at = self.effective_at.as_deref();
        Ok(PublishOrder {
            note: self.note,
            effective_at: effective_at.map(|text| instant(text, "effective_at")).transpose()?,
            request_key,
            override_reason: self.override_reason,
            percent: self.percent.map(Percent::new).transpose()?,
        })
    }
}

/// The answer with a new release and where it is.
pub(in crate::http) fn created(release: Release) -> HttpResponse {
    let location = format!(
        "/api/v1/organizations/{}/releases/{}",
        release.organization, release.number
    );
    let mut response = HttpResponse::Created();
    response.insert_header((header::LOCATION, location));
    response.json(ReleaseResponse::from(release))
}

/// 比较两个发布版
///
/// Lists what was added, removed and changed between two releases, each line with who, when and why. All lines come at
/// once unless `limit` or `cursor` asks for pages; then the header `Link` names the next.
#[utoipa::path(tag = "releases", operation_id = "diff_releases", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"), DiffQuery, PageQuery), responses(
    (status = 200, description = "The differences by dictionary and code", content(
        (Vec<DiffLineResponse> = "application/json"),
        (String = "text/csv", example = "kind,dictionary,code,name,before,after,release,author,reviewer,reviewed_at,justification,origin\n"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/organizations/{organization}/releases/diff")]
pub async fn diff_releases(
    caller: Caller,
    path: Path<String>,
    query: Query<DiffQuery>,
    page: Query<PageQuery>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let id = OrganizationId::new(path.into_inner())?;
    let query = query.into_inner();
    let format = DiffFormat::wanted(query.format.as_deref(), &request)?;
    let (between, filter) = ((query.from, query.to), query.filter()?);
    let page = page.wanted().filter(|_| format == DiffFormat::Json).transpose()?;
    let slice = caller
        .ask(move |service, session| service.filtered_diff(session, &id, between, &filter, page.as_ref()))
        .await?;
    Ok(match format {
        DiffFormat::Csv => csv::answer("diff.csv", crate::report::diff_csv(&slice.items)?),
        DiffFormat::Xlsx => csv::workbook("diff.xlsx", crate::report::diff_xlsx(&slice.items)?),
        DiffFormat::Json => pages::linked(&request, slice, DiffLineResponse::from),
    })
}

impl DiffQuery {
    fn filter(self) -> Result<DiffFilter> {
        let kind = |text: &str| word(text, "kind", DiffKind::parse, &DiffKind::ALL.map(DiffKind::as_str));
        Ok(DiffFilter {
            dictionary: self.dictionary.map(DictionaryId::new).transpose()?,
            kind: self.kind.as_deref().map(kind).transpose()?,
            code_prefix: self.code_prefix,
            author: self.author.map(AccountId::new).transpose()?,
            reviewer: self.reviewer.map(AccountId::new).transpose()?,
            system: self.system.map(SystemId::new).transpose()?,
            text: self.text,
        })
    }
}

/// The key of the request; one that cannot be read is refused, since without its key a request is not idempotent.
pub(in crate::http) fn request_key(request: &HttpRequest) -> Result<Option<String>> {
    let Some(value) = request.headers().get("Idempotency-Key") else {
        return Ok(None);
    };
    match std::str::from_utf8(value.as_bytes()) {
        Ok(key) => Ok(Some(key.to_owned())),
        Err(cause) => Err(unfit_request_key(&String::from_utf8_lossy(value.as_bytes())).caused_by(cause)),
    }
}

impl ReleaseResponse {
    /// A release and its retraction, if it is retracted.
    pub fn of(release: Release, retraction: Option<Retraction>) -> Self {
        Self {
            retracted: retraction.map(RetractionResponse::from),
            ..Self::from(release)
        }
    }
}

impl From<Release> for ReleaseResponse {
    fn from(release: Release) -> Self {
        Self {
            organization: release.organization.to_string(),
            number: release.number,
            digest: release.body_digest,
            rows: release.body_rows,
            bytes: release.body_bytes,
            changes: release.changes,
            published_at: release.published_at.to_rfc3339(),
            effective_at: release.effective_at.to_rfc3339(),
            publisher: release.publisher.to_string(),
            note: release.note,
            retracted: None,
        }
    }
}

impl From<DiffLine> for DiffLineResponse {
    fn from(line: DiffLine) -> Self {
        let json = |text: String| serde_json::from_str(&text).unwrap_or(Value::Null);
        Self {
            kind: line.kind.as_str().to_owned(),
            dictionary: line.change.dictionary.to_string(),
            code: line.change.code,
            before: line.before.map(json),
            after: line.change.line.map(json),
            release: line.change.release,
            author: line.change.author.to_string(),
            reviewer: line.change.reviewer.to_string(),
            reviewed_at: line.change.reviewed_at.to_rfc3339(),
            justification: line.change.justification,
            origin: line.change.origin,
        }
    }
}
