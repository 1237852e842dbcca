//! A work list as a file for Excel and WPS: what goes out, and how an edited one is read.
//!
//! Every row carries its own papers in hidden columns: which work list it is from, its row id, the version of its mapping,
//! and a check over these and its name. So rows may be sorted, filtered, moved, deleted, pasted into another workbook or
//! saved as CSV, and still nobody takes one for another.

mod columns;
mod merged;
mod read;
mod stamp;
mod words;
mod write;

pub use columns::Column;
pub use merged::CellConflict;
pub use merged::MergeReport;
pub use merged::merged_xlsx;
pub use read::FileRow;
pub use read::WorkListFile;
pub use read::read;
pub use stamp::Medium;
pub use stamp::Stamp;
pub use stamp::one_line_end;
pub use write::Leaf;
pub use write::Pen;
pub use write::WorkListSheet;
