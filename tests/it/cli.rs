//! The binary itself: real processes, real files, its exit codes and its words.

mod acceptance;
mod audit;
mod collector;
mod edition_diff;
mod edition_life;
mod export;
mod files;
mod key;
mod kill;
mod kinds;
mod reload;
mod signed;
mod stories;
mod translate;
mod validate;
mod work_list;

use serde_json::Value;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

/// A command of the binary on a data folder, in English unless a test says otherwise. `ZHIYU_BINARY` names another build of it.
pub fn zhiyu(data: &Path) -> Command {
    let binary = std::env::var_os("ZHIYU_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_zhiyu").into());
    let mut command = Command::new(binary);
    command.env_clear().env("LANG", "en_US.UTF-8").env("ZHIYU_DATA", data);
    if let Some(folder) = std::env::var_os("TMPDIR") {
        command.env("TMPDIR", folder);
    }
    command
}

/// Runs a command that has to succeed; its JSON answer.
pub fn json(data: &Path, arguments: &[&str]) -> Value {
    let output = zhiyu(data).args(arguments).arg("--json").output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Runs a command that has to be refused; its exit code and its problem.
pub fn refusal(data: &Path, arguments: &[&str]) -> (i32, Value) {
    let output: Output = zhiyu(data).args(arguments).arg("--json").output().unwrap();
    let problem = serde_json::from_slice(&output.stderr);
    let problem = problem.unwrap_or_else(|_| panic!("{arguments:?}: {}", text(&output.stderr)));
    (output.status.code().unwrap(), problem)
}

/// Text of a process.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A file of the reference data beside the project, or `None` with a word that the test skipped.
pub fn reference(path: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let found = folder.join(path);
    if found.exists() {
        return Some(found);
    }
    eprintln!("skipped: ../shared/data is missing ({path})");
    None
}
