//! The `zhiyu` binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    zhiyu::cli::run()
}
