//! Uploaded files: the request body is the file, the query names its columns.

use crate::service::files::FileInput;
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
    pub fn input(self, body: &actix_web::web::Bytes) -> FileInput {
        FileInput {
            bytes: body.to_vec(),
            file_name: self.file_name,
        }
    }
}
