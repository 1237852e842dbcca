//! FHIR `CodeSystem` as JSON: R4 (4.0.1) and R5 (5.0.0), which do not differ in what is read and written here.

mod read;
mod words;
mod write;

pub(super) use read::read;
pub(super) use write::write;
