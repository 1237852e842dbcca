//! The verbs. Each checks a right, opens one transaction and ends it with its audit event.
//!
//! `http` and `cli` call nothing else. Time and randomness come in with [`Surroundings`].

pub mod access;
pub mod audit;
pub mod backup;
pub mod curation;
pub mod distribution;
pub mod feedback;
pub mod files;
pub mod holdings;
pub mod jobs;
pub mod readiness;
pub mod registry;
mod remembered;
mod running_jobs;
pub mod schema;
mod texts;

use crate::access::rules::AccessRules;
use crate::access::sealing::SealingKey;
use crate::audit::occurrences::Occurrences;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionRef;
use crate::id::KindId;
use crate::id::MapVersionRef;
use crate::id::OrganizationId;
use crate::id::Pin;
use crate::id::TokenId;
use crate::id::ValueDomainId;
use crate::mapping::release::Release;
use crate::matching::Lexicon;
use crate::matching::Matcher;
use crate::matching::words;
use crate::registry::kind::Kind;
use crate::registry::succession::Index;
use crate::snapshot::encoding::PackedBody;
use crate::snapshot::signing::Signing;
use crate::snapshot::translate::OnwardMap;
use crate::snapshot::translate::Standing;
use crate::snapshot::translate::Table;
use crate::source::feedback::rules::FeedbackRules;
use crate::storage::Db;
use crate::storage::Target;
use crate::storage::audit::audit_log;
use crate::storage::curation::name_keys;
use crate::storage::migrate;
use crate::time::Instant;
use access::last_uses::LastUses;
use access::oidc::provider::Provider;
use access::sign_in::KnownCaller;
use curation::memory::LiveMemory;
use distribution::offers::KnownOffers;
use distribution::pointers::Delta;
use distribution::translation::StandingKey;
use holdings::Lookups;
use moka::sync::Cache;
use registry::validation::FieldJudge;
use remembered::Remembered;
use running_jobs::RunningJobs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;

/// How many editions' matchers are kept ready.
const READY_MATCHERS: u64 = 16;
/// How many editions of the lexicon are kept ready: the one in use, and the one before while requests end.
const READY_LEXICONS: u64 = 2;
/// How many memories are kept ready, one for an organization and an edition.
const READY_MEMORIES: u64 = 16;
/// How many kinds are kept ready.
const READY_KINDS: u64 = 256;
/// How many lists of changes are kept ready.
const READY_SUCCESSIONS: u64 = 8;
/// How many bytes of bodies are kept ready, usually; each counts four times its size, for its packed forms.
pub const READY_BODY_BYTES: u64 = 512 * 1024 * 1024;
/// How many releases are kept ready, without their bodies.
const READY_RELEASES: u64 = 4096;

/// Of how many tokens, and of how many collectors, it is remembered what the database says.
const REMEMBERED: u64 = 16_384;

/// How many bytes of permissible values are kept ready.
const READY_JUDGE_BYTES: u64 = 256 * 1024 * 1024;

/// How many bytes of lookup tables of releases are kept ready.
const READY_TABLE_BYTES: u64 = 256 * 1024 * 1024;
/// How many standings of editions are kept ready, one for a release and a day.
const READY_STANDINGS: u64 = 64;
/// How many bytes of maps between standards are kept ready.
const READY_MAP_BYTES: u64 = 64 * 1024 * 1024;

/// How many tokens are remembered for the time that the database is away.
const READY_TOKENS: u64 = 16_384;

/// What the verbs may not take for themselves: the clock, randomness, and how much work to do at once.
#[derive(Clone)]
pub struct Surroundings {
    /// Reads the clock.
    pub clock: fn() -> Instant,
    /// Fills a buffer with unpredictable bytes.
    pub entropy: fn(&mut [u8]) -> Result<()>,
    /// Threads for one long work.
    pub threads: usize,
    /// What snapshots are signed with; without it they are not signed.
    pub signing: Option<Arc<Signing>>,
    /// Whether manifests name the SM3 of their bodies beside the SHA-256.
    pub sm3: bool,
    /// How people prove who they are.
    pub access: Arc<AccessRules>,
    /// What second factors are sealed with; without it none can be enrolled or used.
    pub sealing: Option<Arc<SealingKey>>,
    /// How many bytes of bodies are kept ready, usually [`READY_BODY_BYTES`]; of deltas a quarter of it.
    pub ready_bytes: u64,
}

/// The service over one database and one data folder.
#[derive(Clone)]
pub struct Service {
    db: Db,
    folder: Arc<PathBuf>,
    surroundings: Surroundings,
    kinds: Cache<KindId, Arc<Kind>>,
    lexicons: Cache<String, Arc<Lexicon>>,
    matchers: Cache<String, Arc<Matcher>>,
    memories: Cache<(OrganizationId, EditionRef, String), Arc<LiveMemory>>,
    callers: Remembered<TokenId, Option<Arc<KnownCaller>>>,
    last_uses: Arc<LastUses>,
    offers: Remembered<(OrganizationId, Option<AccountId>), Arc<KnownOffers>>,
    served: Cache<(OrganizationId, i64), Arc<Release>>,
    bodies: Cache<String, Arc<PackedBody>>,
    deltas: Cache<(OrganizationId, i64, i64), Arc<Delta>>,
    judges: Cache<Pin<ValueDomainId>, Arc<FieldJudge>>,
    successions: Cache<String, Arc<Index>>,
    tables: Cache<(OrganizationId, i64), Arc<Table>>,
    standings: Cache<StandingKey, Arc<Standing>>,
    onward_maps: Cache<MapVersionRef, Arc<OnwardMap>>,
    resolved: Cache<(OrganizationId, i64), Arc<(Release, i64)>>,
    last_callers: Cache<TokenId, (Instant, Option<Arc<KnownCaller>>)>,
    occurrences: Arc<Mutex<Occurrences>>,
    feedback: Arc<FeedbackRules>,
    provider: Option<Arc<Provider>>,
    lookups: Arc<Lookups>,
    running_jobs: Arc<RunningJobs>,
}

impl Service {
    /// Opens the service: brings the schema up to date and loads the shipped lists that are not there yet.
    pub fn open(folder: &Path, target: Target, surroundings: Surroundings) -> Result<Self> {
        words::check()?;
        migrate::up(&target)?;
        Self::over(folder, Db::open(target)?, surroundings)
    }

    /// The service over an open database whose schema is up to date; loads the shipped lists that are not there yet.
    pub fn over(folder: &Path, db: Db, surroundings: Surroundings) -> Result<Self> {
        std::fs::create_dir_all(folder.join("index"))
            .map_err(|cause| Error::new(Code::DatabaseUnavailable).caused_by(cause))?;
        let ready_bytes = surroundings.ready_bytes;
        let service = Self {
            db,
            folder: Arc::new(folder.to_owned()),
            surroundings,
            kinds: Cache::new(READY_KINDS),
            lexicons: Cache::new(READY_LEXICONS),
            matchers: Cache::new(READY_MATCHERS),
            memories: Cache::new(READY_MEMORIES),
            callers: Remembered::new(REMEMBERED),
            last_uses: Arc::default(),
            offers: Remembered::new(REMEMBERED),
            served: Cache::new(READY_RELEASES),
            bodies: Cache::builder()
                .max_capacity(ready_bytes)
                .weigher(|_, body: &Arc<PackedBody>| distribution::snapshots::weight(body))
                .build(),
            deltas: Cache::builder()
                .max_capacity(ready_bytes / 4)
                .weigher(|_, delta: &Arc<Delta>| distribution::snapshots::weight(&delta.body))
                .build(),
            judges: Cache::builder()
                .max_capacity(READY_JUDGE_BYTES)
                .weigher(|_, judge: &Arc<FieldJudge>| judge.weight())
                .build(),
            successions: Cache::new(READY_SUCCESSIONS),
            tables: Cache::builder()
                .max_capacity(READY_TABLE_BYTES)
                .weigher(|_, table: &Arc<Table>| u32::try_from(table.bytes()).unwrap_or(u32::MAX))
                .build(),
            standings: Cache::new(READY_STANDINGS),
            onward_maps: Cache::builder()
                .max_capacity(READY_MAP_BYTES)
                .weigher(|_, map: &Arc<OnwardMap>| u32::try_from(map.bytes()).unwrap_or(u32::MAX))
                .build(),
            resolved: Cache::new(READY_RELEASES),
            last_callers: Cache::new(READY_TOKENS),
            occurrences: Arc::default(),
            feedback: Arc::default(),
            provider: None,
            lookups: Arc::default(),
            running_jobs: Arc::default(),
        };
        if service.db.read(audit_log::lags)? {
            service.db.write(audit_log::catch_up)?;
        }
        if !service.db.read(name_keys::are_present)? {
            service.db.write(name_keys::make)?;
        }
        service.load_shipped_lists()?;
        service.load_shipped_catalogue()?;
        service.recheck_editions();
        Ok(service)
    }

    fn now(&self) -> Instant {
        (self.surroundings.clock)()
    }

    fn random<const BYTES: usize>(&self) -> Result<[u8; BYTES]> {
        let mut bytes = [0; BYTES];
        (self.surroundings.entropy)(&mut bytes)?;
        Ok(bytes)
    }
}

/// An error that was shared by several waiters of one piece of work, as one of them gets it.
fn shared(error: &Arc<Error>) -> Error {
    let mut copy = Error::new(error.code());
    for (name, value) in error.values() {
        copy = copy.with(name, value);
    }
    copy.caused_by(error.to_string())
}
