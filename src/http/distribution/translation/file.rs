//! Whole files: read in pieces, converted in pieces, answered when everything is converted.

use super::TranslationQuery;
use super::spool::Spool;
use super::unfit;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::OrganizationId;
use crate::language::Language;
use crate::registry::tabular::stream::Characters;
use crate::snapshot::translate::Conversion;
use crate::snapshot::translate::FileFormat;
use crate::snapshot::translate::Outputs;
use crate::snapshot::translate::Part;
use crate::snapshot::translate::Plan;
use crate::snapshot::translate::Totals;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::body::BodyStream;
use actix_web::body::MessageBody as _;
use actix_web::http::header;
use actix_web::post;
use actix_web::web;
use actix_web::web::Path;
use actix_web::web::Payload;
use actix_web::web::Query;
use serde::Deserialize;
use std::future::poll_fn;
use std::pin::Pin;
use utoipa::IntoParams;

/// Bytes of the body that are gathered before they are converted.
const PIECE: usize = 256 * 1024;
/// The longest body in bytes.
const LONGEST_BODY: u64 = 1 << 30;

/// What a file holds where.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// `csv` or `ndjson`; told by `Content-Type` without it.
    #[param(example = "csv")]
    format: Option<String>,
    /// `utf-8` or `gb18030` for CSV; told by the contents without it.
    encoding: Option<String>,
    /// The local dictionary. NDJSON objects may name their own under `dictionary`.
    #[param(example = "his/diagnosis")]
    dictionary: Option<String>,
    /// The column or key of the code; `code` without it.
    #[param(example = "诊断编码")]
    column: Option<String>,
    /// The column of the name; NDJSON: `name` without it.
    name_column: Option<String>,
    /// The column of the unit; NDJSON: `unit` without it.
    unit_column: Option<String>,
    /// The column of the specimen; NDJSON: `specimen` without it.
    specimen_column: Option<String>,
    /// The column of the sex; NDJSON: `sex` without it.
    sex_column: Option<String>,
    /// The column of the age; NDJSON: `age` without it.
    age_column: Option<String>,
}

/// A conversion, what it gave last, and where that goes.
struct Work {
    conversion: Conversion,
    outputs: Outputs,
    spool: Spool,
}

/// 转换整个文件
///
/// Converts a CSV (UTF-8, GB 18030) or NDJSON file. Every row comes back as it was, with the answer behind it; the answer
/// is sent when the whole file is converted, and a file that cannot be read is refused whole, with its row.
#[utoipa::path(tag = "translation", operation_id = "translate_file", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"), TranslationQuery, FileQuery),
    request_body(content((String = "text/csv", example = "门诊号,诊断编码\n1,001\n"),
        (String = "application/x-ndjson", example = "{\"dictionary\":\"his/diagnosis\",\"code\":\"001\"}\n"))), responses(
    (status = 200, description = "The rows in their order; `Zhiyu-Release`, `Zhiyu-Release-Digest`, `Zhiyu-Rows` and \
        `Zhiyu-Rows-Converted` are headers", content(
        (String = "text/csv", example = "门诊号,诊断编码,诊断编码.code,诊断编码.display,诊断编码.relationship,诊断编码.edition,\
            诊断编码.status,诊断编码.reason,诊断编码.warnings,zhiyu.release\n\
            1,001,A00,霍乱,equivalent,icd-10/categories-2016,mapped,,,2\n"),
        (String = "application/x-ndjson", example = "{\"code\":\"001\",\"zhiyu\":{\"release\":2,\"status\":\"mapped\"}}\n"))), Problems))]
#[post("/organizations/{organization}/translate/file")]
pub async fn translate_file(
    caller: Caller,
    path: Path<String>,
    query: Query<TranslationQuery>,
    file: Query<FileQuery>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse> {
    let id = OrganizationId::new(path.into_inner())?;
    let order = query.order()?;
    let plan = file.plan(&request, caller.language)?;
    let format = plan.format;
    let work = caller
        .ask(move |service, session| {
            let translator = service.translator(session, &id, &order)?;
            Ok(Work {
                conversion: Conversion::new(translator, &plan)?,
                outputs: Outputs::default(),
                spool: Spool::new(service.spool_folder()),
            })
        })
        .await?;
    let (totals, spool) = convert(work, payload).await?;
    answer(format, &totals, spool)
}

fn answer(format: FileFormat, totals: &Totals, spool: Spool) -> Result<HttpResponse> {
    let media_type = match format {
        FileFormat::Csv => "text/csv; charset=utf-8",
        FileFormat::Ndjson => "application/x-ndjson",
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header(("Zhiyu-Release", totals.release.release.to_string()))
        .insert_header(("Zhiyu-Release-Digest", totals.release.digest.as_str()))
        .insert_header(("Zhiyu-Rows", totals.rows_in.to_string()))
        .insert_header(("Zhiyu-Rows-Converted", totals.rows_converted.to_string()))
        .body(spool.finish()?))
}

/// Converts the body as it comes; no more than a piece of it is in memory.
async fn convert(mut work: Work, payload: Payload) -> Result<(Totals, Spool)> {
    let mut body = BodyStream::new(payload);
    let mut gathered: Vec<u8> = Vec::with_capacity(PIECE);
    let mut taken: u64 = 0;
    loop {
        let next = poll_fn(|context| Pin::new(&mut body).poll_next(context)).await;
        let at_end = next.is_none();
        if let Some(bytes) = next {
            let bytes = bytes.map_err(|cause| Error::new(Code::RequestInvalid).with("reason", cause))?;
            taken += u64::try_from(bytes.len()).unwrap_or_default();
            if taken > LONGEST_BODY {
                return Err(Error::new(Code::BodyTooLarge).with("limit", LONGEST_BODY));
            }
            gathered.extend_from_slice(&bytes);
        }
        if at_end {
            return on_a_thread(move || work.finish(&gathered)).await;
        }
        if gathered.len() >= PIECE {
            (work, gathered) = on_a_thread(move || work.feed(gathered)).await?;
        }
    }
}

async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let done = web::block(work).await;
    done.map_err(|cause| Error::new(Code::Internal).caused_by(cause))?
}

impl Work {
    fn feed(mut self, mut bytes: Vec<u8>) -> Result<(Self, Vec<u8>)> {
        self.conversion.feed(&bytes, &mut self.outputs)?;
        self.spool.write(&mut self.outputs.rows)?;
        bytes.clear();
        Ok((self, bytes))
    }

    fn finish(mut self, bytes: &[u8]) -> Result<(Totals, Spool)> {
        self.conversion.feed(bytes, &mut self.outputs)?;
        let totals = self.conversion.finish(&mut self.outputs)?;
        self.spool.write(&mut self.outputs.rows)?;
        Ok((totals, self.spool))
    }
}

impl FileQuery {
    fn plan(&self, request: &HttpRequest, language: Language) -> Result<Plan> {
        let format = self.file_format(request)?;
        let is_json = format == FileFormat::Ndjson;
        if !is_json && self.dictionary.is_none() {
            return Err(unfit("dictionary", "", "his/diagnosis"));
        }
        let key = |named: &Option<String>, usual: &str| named.clone().or_else(|| is_json.then(|| usual.to_owned()));
        let characters = match self.encoding.as_deref() {
            None => None,
            Some("utf-8") => Some(Characters::Utf8),
            Some("gb18030") => Some(Characters::Gb18030),
            Some(other) => return Err(unfit("encoding", other, "utf-8, gb18030")),
        };
        let part = Part {
            dictionary: self.dictionary.clone(),
            code: self.column.clone().unwrap_or_else(|| "code".to_owned()),
            name: key(&self.name_column, "name"),
            unit: key(&self.unit_column, "unit"),
            specimen: key(&self.specimen_column, "specimen"),
            sex: key(&self.sex_column, "sex"),
            age: key(&self.age_column, "age"),
        };
        Ok(Plan {
            format,
            characters,
            parts: vec![part],
            sets_rejects_apart: false,
            language,
        })
    }

    fn file_format(&self, request: &HttpRequest) -> Result<FileFormat> {
        let media_type = request.headers().get(header::CONTENT_TYPE);
        let media_type = media_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
        match self.format.as_deref() {
            Some("ndjson") => Ok(FileFormat::Ndjson),
            None if media_type.contains("ndjson") || media_type.contains("jsonl") => Ok(FileFormat::Ndjson),
            Some("csv") | None => Ok(FileFormat::Csv),
            Some(other) => Err(unfit("format", other, "csv, ndjson")),
        }
    }
}
