//! The file of counts that `zhiyu report` sends.

use super::Summary;
use super::unfit;
use crate::cli::arguments::translate::TranslateCommand;
use crate::cli::file_error;
use crate::collector::feedback::CountsFile;
use crate::error::Result;
use crate::time::Day;
use crate::time::Instant;
use std::path::Path;

/// Writes the counts of a file that was converted. The same file converted again takes the place of its counts before.
pub(super) fn write(path: &Path, command: &TranslateCommand, summary: &Summary, now: Instant) -> Result<()> {
    let day = match (&command.day, &command.as_of) {
        (Some(text), _) => Day::parse(text).ok_or_else(|| unfit("day", text, "YYYY-MM-DD"))?,
        (None, Some(text)) => Day::parse(text).unwrap_or_else(|| now.business_day().plus(-1)),
        (None, None) => now.business_day().plus(-1),
    };
    let (totals, batch) = (&summary.totals, &summary.input.sha256);
    let parts = totals.parts.iter().filter_map(|part| part.usage.as_ref());
    let day = day.to_string();
    let usage = parts.flat_map(|part| part.of_day(&day, totals.release.release, batch));
    let file = CountsFile::new(&totals.release, usage.collect(), now)?;
    std::fs::write(path, file.text()?).map_err(|cause| file_error(path, cause))
}
