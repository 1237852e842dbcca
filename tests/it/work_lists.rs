//! Work lists as files: formula guards, the three-way merge, and the way out to Excel, `LibreOffice`, openpyxl and back.

mod formula;
mod merge;
mod programs;
mod round_trip;
pub mod sheets;
