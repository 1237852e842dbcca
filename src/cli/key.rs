//! `zhiyu key create|add|revoke|renew|list`: keys are files, and no server is needed.

use super::arguments::snapshot::AddKeyCommand;
use super::arguments::snapshot::CreateKeyCommand;
use super::arguments::snapshot::KeyCommand;
use super::arguments::snapshot::KeySetArguments;
use super::console::Console;
use super::file_error;
use super::key_files::read_private;
use super::key_files::read_public;
use super::key_files::read_text;
use super::key_files::write_private;
use super::surroundings;
use crate::error::Result;
use crate::http::addresses::instant;
use crate::snapshot::document::Document as _;
use crate::snapshot::key_file;
use crate::snapshot::key_file::unusable;
use crate::snapshot::key_set::KeySet;
use crate::snapshot::key_set::ListedKey;
use crate::snapshot::signature::PrivateKey;
use crate::snapshot::verify::check_root_signature;
use crate::time::Instant;
use serde_json::json;
use std::path::Path;

const DAY: i64 = 86_400_000_000;

/// Runs the command.
pub fn run(command: &KeyCommand, console: &mut Console) -> Result<()> {
    match command {
        KeyCommand::Create(command) => create(command, console),
        KeyCommand::Add(command) => add(command, console),
        KeyCommand::Revoke(command) => change(&command.set, console, |keys, now| {
            let entry = keys.iter_mut().find(|key| key.key_id == command.id);
            let entry = entry.ok_or_else(|| unusable("密钥集中没有这把密钥", "the key set does not name the key"))?;
            entry.revoked_at.get_or_insert_with(|| now.to_rfc3339());
            Ok(())
        }),
        KeyCommand::Renew(command) => change(&command.set, console, |_, _| Ok(())),
        KeyCommand::List(command) => list(&command.set, console),
    }
}

fn create(command: &CreateKeyCommand, console: &mut Console) -> Result<()> {
    let key = PrivateKey::generate(command.algorithm, surroundings::of_this_machine().entropy)?;
    let id = key.public().id();
    let folder = &command.out;
    std::fs::create_dir_all(folder).map_err(|cause| file_error(folder, cause))?;
    let (private, public) = (
        folder.join(format!("{id}.private.json")),
        folder.join(format!("{id}.public.json")),
    );
    write_private(&private, &key)?;
    let text = key_file::write_public(key.public())?;
    std::fs::write(&public, text).map_err(|cause| file_error(&public, cause))?;
    let (private, public) = (private.display(), public.display());
    console.answer(
        &json!({ "key_id": id, "private": private.to_string(), "public": public.to_string() }),
        &format!("已生成密钥 {id}\n私钥（勿外传）：{private}\n公钥：{public}"),
        &format!("made key {id}\nprivate key (keep it): {private}\npublic key: {public}"),
    )
}

fn add(command: &AddKeyCommand, console: &mut Console) -> Result<()> {
    let key = read_public(&command.key)?;
    let from = command
        .from
        .as_deref()
        .map(|text| instant(text, "--from"))
        .transpose()?;
    change(&command.set, console, |keys, now| {
        if keys.iter().any(|listed| listed.key_id == key.id()) {
            return Err(unusable("密钥集中已有这把密钥", "the key set names the key already"));
        }
        let from = from.unwrap_or(now);
        keys.push(ListedKey::new(&key, from, after(from, command.days)));
        Ok(())
    })
}

/// Writes the next version of a key set; the one before must be of the same root.
fn change(
    arguments: &KeySetArguments,
    console: &mut Console,
    change: impl FnOnce(&mut Vec<ListedKey>, Instant) -> Result<()>,
) -> Result<()> {
    let now = (surroundings::of_this_machine().clock)();
    let root = read_private(&arguments.root_key)?;
    let last = if arguments.set.exists() {
        let text = read_text(&arguments.set)?;
        Some(check_root_signature(
            text.trim_ascii_end(),
            std::slice::from_ref(root.public()),
        )?)
    } else {
        None
    };
    let mut keys = last.as_ref().map(|last| last.keys.clone()).unwrap_or_default();
    change(&mut keys, now)?;
    let set = KeySet::next(last.as_ref(), keys, &root, (now, after(now, arguments.set_days)))?;
    write_set(&arguments.set, &set)?;
    show(&set, console)
}

fn write_set(path: &Path, set: &KeySet) -> Result<()> {
    let text = set.to_canonical().map_err(crate::snapshot::document::internal)?;
    let beside = path.with_extension("new");
    let write = || {
        std::fs::write(&beside, text)?;
        std::fs::rename(&beside, path)
    };
    write().map_err(|cause| file_error(path, cause))
}

fn list(path: &Path, console: &mut Console) -> Result<()> {
    let text = read_text(path)?;
    show(&KeySet::parse(text.trim_ascii_end())?, console)
}

fn show(set: &KeySet, console: &mut Console) -> Result<()> {
    let (version, until, root) = (set.version, &set.expires_at, set.key_id.as_deref().unwrap_or("-"));
    let mut zh = vec![format!("密钥集第 {version} 版，根密钥 {root}，{until} 前须续签")];
    let mut en = vec![format!(
        "key set version {version}, root {root}, to be renewed before {until}"
    )];
    for key in &set.keys {
        let (id, from, until) = (&key.key_id, &key.valid_from, &key.valid_until);
        let at = key.revoked_at.as_deref();
        let (revoked_zh, revoked_en) = (
            at.map_or(String::new(), |at| format!("\t{at} 吊销")),
            at.map_or(String::new(), |at| format!("\trevoked {at}")),
        );
        zh.push(format!("{id}\t{from} 至 {until}{revoked_zh}"));
        en.push(format!("{id}\t{from} to {until}{revoked_en}"));
    }
    console.answer(set, &zh.join("\n"), &en.join("\n"))
}

fn after(from: Instant, days: u16) -> Instant {
    Instant(from.0.saturating_add(i64::from(days) * DAY))
}
