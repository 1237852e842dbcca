//! CSV and XLSX answers.

use actix_web::HttpResponse;
use actix_web::http::header;

/// The media type of workbooks (ECMA-376).
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A CSV file that a browser saves under this name.
pub fn answer(file_name: &str, bytes: Vec<u8>) -> HttpResponse {
    file(file_name, "text/csv; charset=utf-8", bytes)
}

/// A workbook that a browser saves under this name.
pub fn workbook(file_name: &str, bytes: Vec<u8>) -> HttpResponse {
    file(file_name, XLSX, bytes)
}

fn file(file_name: &str, media_type: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file_name}\""),
        ))
        .body(bytes)
}
