//! Notes about local codes.

use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::source::note::Note;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// A note to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "code": "A00.051", "text": "与病案室核实：本院此码专指 O1 型" }))]
pub struct NoteRequest {
    /// The local code.
    pub code: String,
    /// The text, at most 2,000 characters.
    pub text: String,
}

/// A note 备注.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "A00.051", "number": 1, "account": "zhang", "at": "2026-11-21T01:00:00.000000Z", "text": "与病案室核实"
}))]
pub struct NoteResponse {
    /// The local code.
    pub code: String,
    /// Its number in the thread of the code, from 1.
    pub number: i64,
    /// Who wrote it.
    pub account: String,
    /// When.
    pub at: String,
    /// The text.
    pub text: String,
}

/// Whose thread.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ThreadQuery {
    /// The local code.
    #[param(example = "A00.051")]
    code: String,
}

/// 书写备注
///
/// Appends a note to the thread of a local code, mapped or not. Notes are never changed.
#[utoipa::path(tag = "dictionaries", operation_id = "add_code_note", request_body = NoteRequest, params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), responses(
    (status = 201, description = "The note", body = NoteResponse), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/codes/notes")]
pub async fn add_note(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<NoteRequest>,
) -> Result<HttpResponse> {
    let (organization, id) = dictionary(path.into_inner())?;
    let note = caller
        .ask(move |service, session| service.add_note(session, &organization, &id, &body.code, &body.text))
        .await?;
    Ok(HttpResponse::Created().json(NoteResponse::from(note)))
}

/// 查看备注
///
/// Lists the thread of a local code from its beginning.
#[utoipa::path(tag = "dictionaries", operation_id = "list_code_notes", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), ThreadQuery), responses(
    (status = 200, description = "The thread", body = Vec<NoteResponse>), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/codes/notes")]
pub async fn list_notes(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<ThreadQuery>,
) -> Result<Json<Vec<NoteResponse>>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let code = query.into_inner().code;
    let thread = caller
        .ask(move |service, session| service.notes(session, &organization, &id, &code))
        .await?;
    Ok(Json(thread.into_iter().map(NoteResponse::from).collect()))
}

impl From<Note> for NoteResponse {
    fn from(note: Note) -> Self {
        Self {
            code: note.code,
            number: note.number,
            account: note.account.to_string(),
            at: note.at.to_rfc3339(),
            text: note.text,
        }
    }
}
