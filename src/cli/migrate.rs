//! `zhiyu migrate`

use super::arguments::Arguments;
use super::arguments::MigrateCommand;
use super::console::Console;
use super::file_error;
use crate::config::Config;
use crate::error::Result;
use crate::service::schema;
use serde_json::json;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &MigrateCommand, console: &mut Console) -> Result<()> {
    let folder = &arguments.data;
    if command.list {
        let names = schema::names()?;
        return console.answer(&names, &names.join("\n"), &names.join("\n"));
    }
    std::fs::create_dir_all(folder).map_err(|cause| file_error(folder, cause))?;
    let ran = schema::bring_up_to_date(&Config::load(folder)?.target(folder))?;
    let count = ran.len();
    console.answer(
        &json!({ "ran": ran }),
        &format!("数据库结构已是最新，本次执行 {count} 个迁移"),
        &format!("the schema is up to date; {count} migrations were run"),
    )
}
