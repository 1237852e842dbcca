//! Files as they are handed in.

use crate::error::Result;
use crate::registry::tabular;
use crate::registry::tabular::Format;
use crate::registry::tabular::Limits;
use crate::registry::tabular::Table;

/// A file and what it is called.
#[derive(Clone, Debug)]
pub struct FileInput {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its name; its ending helps to tell CSV from TSV.
    pub file_name: Option<String>,
}

impl FileInput {
    /// The table in the file.
    pub fn table(&self) -> Result<Table> {
        let format = Format::detect(self.file_name.as_deref(), &self.bytes);
        tabular::read(&self.bytes, format, &Limits::default())
    }
}
