//! `zhiyu openapi`

use super::arguments::OpenapiCommand;
use super::console::Console;
use super::file_error;
use crate::error::Result;
use crate::http::openapi::document_text;

/// Runs the command.
pub fn run(command: &OpenapiCommand) -> Result<()> {
    let text = document_text()?;
    if let Some(path) = &command.out {
        return std::fs::write(path, text).map_err(|cause| file_error(path, cause));
    }
    Console::write(text.trim_end());
    Ok(())
}
