//! `zhiyu verify`: a folder of snapshots against the root keys alone.

use super::arguments::snapshot::VerifyCommand;
use super::console::Console;
use super::key_files::read_roots;
use super::surroundings;
use crate::collector::Tree;
use crate::collector::check;
use crate::error::Result;
use serde_json::json;

/// Runs the command.
pub fn run(command: &VerifyCommand, console: &mut Console) -> Result<()> {
    let now = (surroundings::of_this_machine().clock)();
    let roots = read_roots(&command.root)?;
    let organizations = if command.organization.is_empty() {
        Tree::organizations(&command.from)?
    } else {
        command.organization.clone()
    };
    for organization in &organizations {
        let tree = Tree::of(&command.from, organization);
        let checked = check(&tree, organization, &roots, now)?;
        let (newest, deltas) = (checked.newest, checked.deltas);
        let releases: Vec<String> = checked.releases.iter().map(i64::to_string).collect();
        let list = releases.join(", ");
        console.answer(
            &json!({ "organization": organization, "newest": newest, "releases": checked.releases, "deltas": deltas }),
            &format!("{organization}：核对无误；最新第 {newest} 号，发布版 {list}，增量 {deltas} 个"),
            &format!("{organization}: all right; newest {newest}, releases {list}, {deltas} deltas"),
        )?;
    }
    Ok(())
}
