//! Files: uploaded as the request body, the query naming their columns; and given to take away.

use crate::registry::exchange::Format;
use crate::registry::tabular;
use crate::service::files::FileInput;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use serde::Deserialize;
use utoipa::IntoParams;

/// What a file is called and which sheet of a workbook is meant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// The file's name; its ending helps to tell CSV from TSV.
    #[param(example = "disease.csv")]
    pub file_name: Option<String>,
}

impl FileQuery {
    /// The uploaded file.
    pub fn input(self, body: Bytes) -> FileInput {
        FileInput {
            bytes: Vec::from(body),
            file_name: self.file_name,
        }
    }
}

/// An answer that a browser saves under this name, with the ending of the format.
pub fn attachment(name: &str, format: Format, bytes: Vec<u8>) -> HttpResponse {
    let (ending, media_type) = match format {
        Format::Table(tabular::Format::Csv) => ("csv", "text/csv; charset=utf-8"),
        Format::Table(tabular::Format::Tsv) => ("tsv", "text/tab-separated-values; charset=utf-8"),
        Format::Table(tabular::Format::Xlsx) => (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        Format::Table(tabular::Format::Lines) => ("txt", "text/plain; charset=utf-8"),
        Format::Fhir => ("json", "application/fhir+json; charset=utf-8"),
        Format::ClaMl => ("xml", "application/xml"),
    };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.{ending}\""),
        ))
        .body(bytes)
}
