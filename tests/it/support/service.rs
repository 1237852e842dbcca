//! The service over a test database. Its clock and its entropy are counters, so that a test knows what it will read.

use super::database::Engine;
use super::database::TestDatabase;
use diesel::Connection as _;
use diesel::RunQueryDsl as _;
use diesel::pg::PgConnection;
use diesel::sql_query;
use std::fs;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use zhiyu::access::password::Hashing;
use zhiyu::access::permit::Origin;
use zhiyu::access::role::Role;
use zhiyu::access::rules::AccessRules;
use zhiyu::access::sealing::SealingKey;
use zhiyu::access::session::Scope;
use zhiyu::access::session::Session;
use zhiyu::error::Result;
use zhiyu::id::AccountId;
use zhiyu::service::READY_BODY_BYTES;
use zhiyu::service::Service;
use zhiyu::service::Surroundings;
use zhiyu::snapshot::signing::Signing;
use zhiyu::source::feedback::rules::FeedbackRules;
use zhiyu::source::feedback::rules::WebhookKey;
use zhiyu::time::Instant;

/// 2026-11-21 10:00 of Asia/Shanghai, well outside the night window.
pub const START: Instant = Instant(1_795_226_400_000_000);

/// The clock: a microsecond later at every look.
fn clock() -> Instant {
    static TICKS: AtomicI64 = AtomicI64::new(0);
    Instant(START.0 + TICKS.fetch_add(1, Ordering::Relaxed))
}

/// The entropy: the number of the call, so that nothing comes twice.
#[expect(clippy::unnecessary_wraps, reason = "the service hands in the shape")]
fn entropy(buffer: &mut [u8]) -> Result<()> {
    static CALLS: AtomicU64 = AtomicU64::new(1);
    let call = CALLS.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    for (byte, value) in buffer.iter_mut().zip(call.iter().cycle()) {
        *byte = *value;
    }
    Ok(())
}

/// Hashing that takes no time; what it is worth is not tested.
const QUICK: Hashing = Hashing {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

/// What a test's service may use.
pub fn surroundings() -> Surroundings {
    Surroundings {
        clock,
        entropy,
        threads: 1,
        signing: None,
        sm3: false,
        access: Arc::new(AccessRules {
            hashing: QUICK,
            ..AccessRules::default()
        }),
        sealing: Some(Arc::new(SealingKey::new(&[7; 32]))),
        ready_bytes: READY_BODY_BYTES,
    }
}

/// The rules of feedback in tests: webhooks may call the loopback.
pub fn feedback() -> FeedbackRules {
    FeedbackRules {
        webhook_hosts: vec!["127.0.0.1".to_owned()],
        webhook_key: WebhookKey::new(b"a key of thirty-two bytes, or more"),
        ..FeedbackRules::default()
    }
}

/// The service and its database.
pub struct TestService {
    /// The verbs.
    pub service: Service,
    /// Where its rows are.
    pub database: TestDatabase,
}

impl TestService {
    /// A service that has its shipped lists and nothing else. They are loaded once for each engine and copied.
    pub fn new(engine: Engine) -> Self {
        let database = match engine {
            Engine::Sqlite => {
                let database = engine.empty();
                fs::write(database.file(), sqlite_template()).unwrap();
                database
            }
            Engine::Postgres(_) => engine.database(postgres_template(engine)),
        };
        Self::open(database)
    }

    /// A service that signs what it serves.
    pub fn signed(engine: Engine, signing: Arc<Signing>) -> Self {
        let Self { service, database } = Self::new(engine);
        drop(service);
        let surroundings = Surroundings {
            signing: Some(signing),
            ..surroundings()
        };
        let service = Service::open(database.folder(), database.target.clone(), surroundings).unwrap();
        let service = service.with_feedback(feedback());
        Self { service, database }
    }

    /// A service over this database.
    pub fn open(database: TestDatabase) -> Self {
        Self {
            service: open(&database).unwrap(),
            database,
        }
    }
}

/// Another service over the same database, as a second process has it.
pub fn open(database: &TestDatabase) -> Result<Service> {
    let service = Service::open(database.folder(), database.target.clone(), surroundings())?;
    Ok(service.with_feedback(feedback()))
}

/// A session of somebody for the whole platform.
pub fn session(role: Role, account: &str) -> Session {
    let origin = Origin {
        request_id: "r-1".to_owned(),
        address: "test".to_owned(),
    };
    Session::new(AccountId::new(account).unwrap(), role, Scope::All, origin)
}

fn sqlite_template() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let loaded = TestService::open(Engine::Sqlite.empty());
        let copy = loaded.database.folder().join("copy.db");
        let statement = format!("VACUUM INTO '{}'", copy.display());
        loaded.database.stranger().execute_all(&[&statement]);
        fs::read(copy).unwrap()
    })
}

fn postgres_template(engine: Engine) -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let TestService { service, database } = TestService::open(engine.empty());
        drop(service);
        let Engine::Postgres(cluster) = engine else {
            panic!("a template is made on the server");
        };
        // A pool closes its connections in its own time; a template must have none.
        let mut server = PgConnection::establish(&cluster.url("postgres")).unwrap();
        let name = database.name().to_owned();
        let close = format!("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '{name}'");
        sql_query(close).execute(&mut server).unwrap();
        name
    })
}
