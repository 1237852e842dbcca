//! `zhiyu pull`: the collector's client for the command line.

use super::arguments::snapshot::PullCommand;
use super::connection::connection;
use super::console::Console;
use super::key_files::read_roots;
use super::pace::MachinePace;
use super::pace::Stop;
use crate::collector::Collector;
use crate::collector::Connection;
use crate::collector::Patience;
use crate::collector::Source;
use crate::collector::State;
use crate::collector::Status;
use crate::collector::Tree;
use crate::collector::Watch;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::snapshot::signature::PublicKey;
use std::sync::Arc;
use std::time::Duration;

/// How long a pull that was told to stop may take to end; every file of the store is whole at any moment.
const GRACE: Duration = Duration::from_secs(5);

/// What stays the same from pull to pull.
struct Round<'a> {
    command: &'a PullCommand,
    roots: Vec<PublicKey>,
    source: Source,
    connection: Connection,
    pace: MachinePace,
    stop: Arc<Stop>,
}

/// Runs the command: each organization is pulled, and the first that did not go well is what the command ends with.
pub fn run(command: &PullCommand, console: &mut Console) -> Result<()> {
    let stop = Arc::new(Stop::default());
    let connection = connection(&command.connection)?;
    let round = Round {
        command,
        roots: read_roots(&command.root)?,
        source: Source::parse(&command.from, &connection)?,
        connection,
        pace: MachinePace::new(Arc::clone(&stop)),
        stop,
    };
    if command.watch {
        return round.watch(console);
    }
    let mut outcome = Ok(());
    for organization in &command.organization {
        let (status, pulled) = round.pull(organization);
        if let Some(status) = &status {
            show(status, console)?;
            round.report(organization, status, console);
        }
        outcome = outcome.and(pulled);
    }
    outcome
}

impl Round<'_> {
    fn pull(&self, organization: &OrganizationId) -> (Option<Status>, Result<()>) {
        let store = Tree::of(&self.command.store, organization);
        let collector = Collector {
            organization,
            roots: (!self.command.unsigned).then_some(self.roots.as_slice()),
            source: &self.source,
            store: &store,
        };
        let deadline = Duration::from_secs(self.command.deadline.into());
        let pulled = collector.pull_patiently(Patience::new(&self.pace, deadline));
        (store.status(), pulled.map(drop))
    }

    /// Reports how a pull went, when that is wanted.
    fn report(&self, organization: &OrganizationId, status: &Status, console: &mut Console) {
        super::report::after_pull(self.command, &self.connection, organization, status, console);
    }

    /// Pulls again and again; says what changed, and every failure, and ends well when it is told to stop.
    fn watch(&self, console: &mut Console) -> Result<()> {
        let stop = Arc::clone(&self.stop);
        crate::http::on_stop(move || {
            stop.tell();
            std::thread::sleep(GRACE);
            std::process::exit(0);
        })?;
        let watch = Watch {
            source: &self.source,
            pace: &self.pace,
            every: Duration::from_secs(self.command.every.into()),
        };
        let mut told: Vec<Option<Told>> = vec![None; self.command.organization.len()];
        loop {
            let (mut known, mut failures) = (Vec::new(), 0);
            for (organization, told) in self.command.organization.iter().zip(&mut told) {
                let (status, pulled) = self.pull(organization);
                if !self.stop.wait(Duration::ZERO) {
                    return Ok(());
                }
                if let Err(error) = pulled {
                    console.complain(&error);
                    failures = failures.max(status.as_ref().map_or(1, |status| status.failures));
                }
                if let Some(status) = &status {
                    self.report(organization, status, console);
                }
                let newest = status.as_ref().and_then(|status| status.newest);
                known.push((organization, newest.unwrap_or(0)));
                let now = status.as_ref().map(Told::of);
                if let Some(status) = status.filter(|_| *told != now) {
                    show(&status, console)?;
                    *told = now;
                }
            }
            if !watch.wait(&known, failures) {
                return Ok(());
            }
        }
    }
}

/// What a watcher says only when it changes.
#[derive(Clone, PartialEq, Eq)]
struct Told(State, Option<i64>, Option<i64>, Option<String>);

impl Told {
    fn of(status: &Status) -> Self {
        let next = status.next.as_ref().map(|next| next.effective_at.clone());
        Self(status.state, status.release, status.newest, next)
    }
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
    let (mut more_zh, mut more_en) = (String::new(), String::new());
    if let Some(next) = next {
        more_zh = format!("，第 {} 号自 {} 起使用", next.release, next.effective_at);
        more_en = format!(", release {} to be used from {}", next.release, next.effective_at);
    }
    if let (true, Some(at)) = (status.pointer_is_expired, &status.pointer_expires_at) {
        more_zh = format!("{more_zh}；指针已于 {at} 过期，此后的发布与撤回本机不知道");
        more_en = format!("{more_en}; the pointer expired at {at}: what was published or retracted since is not known");
    }
    console.answer(
        status,
        &format!("{organization}：{zh}；使用第 {using} 号发布版（{rows} 条），最新第 {newest} 号{more_zh}"),
        &format!("{organization}: {en}; release {using} in use ({rows} mappings), newest {newest}{more_en}"),
    )
}
