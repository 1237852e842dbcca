//! `zhiyu pull`: the collector's client for the command line.

use super::arguments::snapshot::PullCommand;
use super::console::Console;
use super::key_files::read_roots;
use super::surroundings;
use crate::collector::Collector;
use crate::collector::Source;
use crate::collector::State;
use crate::collector::Status;
use crate::collector::Tree;
use crate::error::Result;

/// Runs the command: each organization is pulled, and the first that did not go well is what the command ends with.
pub fn run(command: &PullCommand, console: &mut Console) -> Result<()> {
    let now = (surroundings::of_this_machine().clock)();
    let roots = read_roots(&command.root)?;
    let source = Source::parse(&command.from, command.token.clone())?;
    let mut outcome = Ok(());
    for organization in &command.organization {
        let store = Tree::of(&command.store, organization);
        let collector = Collector {
            organization,
            roots: (!command.unsigned).then_some(roots.as_slice()),
            source: &source,
            store: &store,
        };
        let pulled = collector.pull(now);
        if let Some(status) = store.status() {
            show(&status, console)?;
            super::report::after_pull(command, organization, &status, console);
        }
        outcome = outcome.and(pulled.map(drop));
    }
    outcome
}

fn show(status: &Status, console: &mut Console) -> Result<()> {
    let organization = &status.organization;
    let number = |release: Option<i64>| release.map_or("-".to_owned(), |release| release.to_string());
    let (using, newest) = (number(status.release), number(status.newest));
    let rows = status.rows.unwrap_or(0);
    let (zh, en) = match status.state {
        State::Current => ("已是最新", "up to date"),
        State::Stale => (
            "未能更新，继续使用上一个完好的快照",
            "not renewed; the last good snapshot stays in use",
        ),
        State::Retracted => ("最新发布版已撤回", "the newest release is retracted"),
        State::Empty => ("没有可用的快照", "there is no snapshot to use"),
    };
    let next = status.next.as_ref();
    let (next_zh, next_en) = (
        next.map_or(String::new(), |next| {
            format!("，第 {} 号自 {} 起使用", next.release, next.effective_at)
        }),
        next.map_or(String::new(), |next| {
            format!(", release {} to be used from {}", next.release, next.effective_at)
        }),
    );
    console.answer(
        status,
        &format!("{organization}：{zh}；使用第 {using} 号发布版（{rows} 条），最新第 {newest} 号{next_zh}"),
        &format!("{organization}: {en}; release {using} in use ({rows} mappings), newest {newest}{next_en}"),
    )
}
