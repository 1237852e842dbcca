//! The log itself: its chain, the stored tree, stored checkpoints and given ones.

use super::Published;
use super::Verdict;
use crate::audit::CHAIN_START;
use crate::audit::Event;
use crate::audit::checkpoint::Checkpoint;
use crate::audit::checkpoint::origin;
use crate::audit::merkle;
use crate::audit::merkle::Edge;
use crate::error::Result;
use crate::storage::DbConn;
use crate::storage::audit::audit_checkpoints;
use crate::storage::audit::audit_log;
use crate::storage::audit::audit_tree;

const WINDOW: i64 = 5_000;

struct Walk<'v> {
    verdict: &'v mut Verdict,
    edge: Edge,
    previous: String,
    last: i64,
    origin: String,
    published: Published,
}

/// Walks the log from its first event to its last; returns what the events of publishing say.
pub(super) fn check(
    tx: &mut DbConn,
    given: &[Checkpoint],
    verdict: &mut Verdict,
    progress: &mut impl FnMut(u64),
) -> Result<Published> {
    let mut walk = Walk {
        verdict,
        edge: Edge::default(),
        previous: CHAIN_START.to_owned(),
        last: 0,
        origin: String::new(),
        published: Published::new(),
    };
    loop {
        let events = audit_log::after(tx, walk.last, WINDOW)?;
        if events.is_empty() {
            break;
        }
        let from = walk.edge.size();
        // Every root at which a checkpoint may stand is needed once, so the window is walked event by event.
        let mut waiting = Waiting::between(tx, given, from, from + size(&events))?;
        let mut nodes = Vec::new();
        for event in &events {
            nodes.extend(walk.take(event));
            walk.hold_against(&mut waiting);
        }
        walk.compare_tree(tx, merkle::nodes_of(from), &nodes)?;
        progress(walk.edge.size());
    }
    walk.finish(tx, given)?;
    Ok(walk.published)
}

/// Checkpoints of the window, by size.
struct Waiting(Vec<Checkpoint>);

impl Waiting {
    fn between(tx: &mut DbConn, given: &[Checkpoint], from: u64, to: u64) -> Result<Self> {
        let stored = audit_checkpoints::between(tx, from, to)?
            .into_iter()
            .map(|one| Checkpoint {
                origin: String::new(),
                size: one.size,
                // A root that is not readable is no root of any tree.
                root: one.hash().unwrap_or_default(),
            });
        let given = given.iter().filter(|one| from < one.size && one.size <= to).cloned();
        let mut list: Vec<Checkpoint> = stored.chain(given).collect();
        list.sort_by_key(|one| std::cmp::Reverse(one.size));
        Ok(Self(list))
    }
}

impl Walk<'_> {
    fn take(&mut self, event: &Event) -> Vec<merkle::Hash> {
        let name = format!("audit/events/{}", event.sequence);
        if event.sequence != self.last + 1 {
            self.verdict.tell(
                "event-missing",
                format!("audit/events/{}", self.last + 1),
                format!("第 {} 条之前缺少事件", event.sequence),
                format!("events before {} are missing", event.sequence),
            );
        }
        if event.digest != event.computed_digest() {
            let en = "the event does not give its digest: it was altered";
            self.verdict
                .tell("event-altered", &name, "事件内容与其摘要不符：被改动过", en);
        } else if event.previous_digest != self.previous {
            let en = "the event does not follow the one before it";
            self.verdict.tell("chain-broken", &name, "事件与前一条不相接", en);
        }
        if self.edge.size() == 0 {
            self.origin = origin(&event.digest);
        }
        if ["release.publish", "release.rollback", "edition.publish"].contains(&event.action.as_str()) {
            let details = serde_json::from_str(&event.details).unwrap_or_default();
            self.published.insert(event.object.clone(), details);
        }
        self.previous.clone_from(&event.digest);
        self.last = event.sequence;
        self.verdict.events += 1;
        self.edge.push(event.leaf_hash())
    }

    fn hold_against(&mut self, waiting: &mut Waiting) {
        while let Some(next) = waiting.0.pop_if(|one| one.size == self.edge.size()) {
            self.verdict.checkpoints += 1;
            let name = format!("audit/checkpoints/{}", next.size);
            if next.root != self.edge.root() {
                let zh = "日志此处的树根与检查点不符：此前的事件被改动过";
                let en = "the log has another root here than the checkpoint: events before it were altered";
                self.verdict.tell("checkpoint-differs", &name, zh, en);
            }
            if !next.origin.is_empty() && next.origin != self.origin {
                let en = format!("the checkpoint is of another log: {}", next.origin);
                self.verdict
                    .tell("other-log", &name, format!("检查点属于另一日志：{}", next.origin), en);
            }
        }
    }

    fn compare_tree(&mut self, tx: &mut DbConn, first: u64, nodes: &[merkle::Hash]) -> Result<()> {
        let count = u64::try_from(nodes.len()).unwrap_or(u64::MAX);
        let stored = audit_tree::stored(tx, first, count)?;
        let expected = (first..).zip(nodes);
        let mut stored = stored.into_iter().peekable();
        for (number, hash) in expected {
            let found = stored.next_if(|(at, _)| *at == number);
            let is_same = found.is_some_and(|(_, text)| text == merkle::to_text(hash));
            if !is_same {
                let object = format!("audit/tree/{number}");
                let en = "a node of the stored tree is missing or does not follow from the events";
                self.verdict
                    .tell("tree-differs", object, "所存的树节点缺失或与事件不符", en);
                return Ok(());
            }
        }
        Ok(())
    }

    fn finish(&mut self, tx: &mut DbConn, given: &[Checkpoint]) -> Result<()> {
        let size = self.edge.size();
        self.verdict.root = Some(self.edge.root());
        let stored = audit_checkpoints::between(tx, size, u64::MAX)?;
        let sizes = stored.iter().map(|one| one.size);
        let given = given.iter().map(|one| one.size).filter(|one| *one > size);
        for beyond in sizes.chain(given) {
            self.verdict.checkpoints += 1;
            self.verdict.tell(
                "log-truncated",
                format!("audit/checkpoints/{beyond}"),
                format!("检查点时有 {beyond} 条事件，现在只有 {size} 条：日志被截断"),
                format!("there were {beyond} events at the checkpoint and there are {size} now: the log was truncated"),
            );
        }
        if audit_tree::size(tx)? > size {
            let en = "the stored tree is longer than the log: the log was truncated";
            self.verdict
                .tell("log-truncated", "audit/tree", "所存的树比日志长：日志被截断", en);
        }
        for sequence in audit_log::without_outcome(tx, 100)? {
            let object = format!("audit/events/{sequence}");
            let en = "the outcome of the event is none that this program writes";
            self.verdict
                .tell("event-altered", object, "事件的结果不是本程序所写", en);
        }
        Ok(())
    }
}

fn size(events: &[Event]) -> u64 {
    u64::try_from(events.len()).unwrap_or(u64::MAX)
}
