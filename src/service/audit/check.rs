//! Checking a whole database against its audit log and against checkpoints that were kept elsewhere.
//!
//! It needs no service and no right: whoever can read the database may check it. Events, nodes and concepts are read in
//! windows; the lines in force of one hospital at a time are in memory.

mod contents;
mod log;

use crate::audit::checkpoint::Checkpoint;
use crate::audit::merkle::Hash;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::snapshot::signature::PublicKey;
use crate::snapshot::signed_note;
use crate::storage::Db;
use crate::storage::Target;
use std::collections::BTreeMap;

/// How many findings are told.
const MOST_FINDINGS: usize = 1_000;

/// What a log is held against, beside itself.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Notes of checkpoints that were kept outside the database.
    pub notes: Vec<String>,
    /// The keys of which one must have signed every note that is given.
    pub keys: Vec<PublicKey>,
}

/// Something that is not as the log says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// What sort it is, a word that never changes.
    pub kind: &'static str,
    /// Where: an event, a checkpoint, a release, an edition.
    pub object: String,
    /// In words: Chinese, English.
    pub words: (String, String),
}

/// What the check found.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Events read.
    pub events: u64,
    /// The root of the tree over them.
    pub root: Option<Hash>,
    /// Checkpoints held against the log, stored ones and given ones.
    pub checkpoints: u64,
    /// Releases whose contents were read.
    pub releases: u64,
    /// Changes of releases.
    pub changes: u64,
    /// Editions whose contents were read.
    pub editions: u64,
    /// Concepts of editions.
    pub concepts: u64,
    /// What is not right, at most a thousand of them.
    pub discrepancies: Vec<Discrepancy>,
}

/// What an event of publishing says of what was published, by the event's object.
type Published = BTreeMap<String, serde_json::Value>;

impl Verdict {
    fn tell(&mut self, kind: &'static str, object: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) {
        if self.discrepancies.len() < MOST_FINDINGS {
            self.discrepancies.push(Discrepancy {
                kind,
                object: object.into(),
                words: (zh.into(), en.into()),
            });
        }
    }
}

/// Checks the database; `progress` is told how many events were read.
pub fn check_database(target: Target, evidence: &Evidence, mut progress: impl FnMut(u64)) -> Result<Verdict> {
    let db = Db::open(target)?;
    let given = evidence.read()?;
    db.read(|tx| {
        let mut verdict = Verdict::default();
        let published = log::check(tx, &given, &mut verdict, &mut progress)?;
        contents::check_releases(tx, &published, &mut verdict)?;
        contents::check_editions(tx, &published, &mut verdict)?;
        Ok(verdict)
    })
}

impl Evidence {
    /// The checkpoints of the notes; refused when one is no checkpoint or none of the keys signed it.
    pub fn read(&self) -> Result<Vec<Checkpoint>> {
        self.notes.iter().map(|note| self.checkpoint(note)).collect()
    }

    /// The checkpoint of a note; refused when it is none or none of the keys signed it.
    pub fn checkpoint(&self, note: &str) -> Result<Checkpoint> {
        let unreadable = || invalid("不是检查点文件", "it is no checkpoint");
        let checkpoint = signed_note::text(note)
            .and_then(Checkpoint::parse)
            .ok_or_else(unreadable)?;
        let is_signed = |key: &PublicKey| signed_note::is_signed_by(note, &checkpoint.origin, key);
        if self.keys.is_empty() || self.keys.iter().any(is_signed) {
            return Ok(checkpoint);
        }
        Err(invalid("没有所给公钥的有效签名", "none of the keys signed it"))
    }
}

fn invalid(zh: &str, en: &str) -> Error {
    Error::new(Code::AuditCheckpointInvalid)
        .with("reason_zh", zh)
        .with("reason_en", en)
}
