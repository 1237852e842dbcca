//! Reads see one state of the database; writes are serial, wholly done or not at all.

use super::connection::DbConn;
use super::connection::Manager;
use super::connection::Target;
use super::connection::both;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use diesel::QueryResult;
use diesel::RunQueryDsl as _;
use diesel::connection::AnsiTransactionManager;
use diesel::connection::SimpleConnection as _;
use diesel::connection::TransactionManager as _;
use diesel::r2d2::ManageConnection as _;
use diesel::r2d2::Pool;
use diesel::r2d2::PooledConnection;
use diesel::result::DatabaseErrorKind;
use diesel::sql_types::BigInt;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;

const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 8;
/// How long somebody waits for a connection while all are in use: so many times so long. In between it is seen whether the
/// database is away, for which nobody waits.
const WAIT_FOR_CONNECTION: Duration = Duration::from_millis(500);
const MOST_WAITS: u32 = 40;
/// How long opening waits for the first connection; half of it is the longest pause between attempts to connect again.
const WAIT_FOR_DATABASE: Duration = Duration::from_secs(10);
const MOST_ATTEMPTS: u32 = 20;
/// The advisory lock under which PostgreSQL's writers queue, the ASCII of `zhiyu`.
const WRITER_LOCK: i64 = 0x7a_68_69_79_75;

/// The database: pools of readers and of the one writer.
#[derive(Clone)]
pub struct Db {
    read: Pool<Manager>,
    write: Pool<Manager>,
    target: Arc<Target>,
    is_away: Arc<AtomicBool>,
    /// A connection that nobody writes or reads with: SQLite tells it whether others wrote.
    watch: Option<Arc<Mutex<DbConn>>>,
}

/// A pool of connections as it is now.
#[derive(Clone, Debug)]
pub struct PoolHolding {
    /// `read` and `write`, or `shared`.
    pub name: &'static str,
    /// Connections that are open.
    pub open: u32,
    /// Of these, those that nobody uses.
    pub idle: u32,
    /// The most that there may be.
    pub limit: u32,
}

impl Db {
    /// Opens the database. SQLite has one writer and several readers that cannot write; PostgreSQL one pool for both.
    pub fn open(target: Target) -> Result<Self> {
        let is_away = Arc::new(AtomicBool::new(false));
        let pool = |read_only: bool, size: u32| {
            let manager = Manager {
                target: target.clone(),
                read_only,
                is_away: Arc::clone(&is_away),
            };
            // A connection over the network can be lost between two uses, one to a file cannot.
            let may_be_lost = matches!(target, Target::Postgres(_));
            let builder = Pool::builder().max_size(size).min_idle(Some(1));
            let pool = builder
                .test_on_check_out(may_be_lost)
                .connection_timeout(WAIT_FOR_DATABASE)
                .error_handler(Box::new(Quiet));
            pool.build(manager)
                .map_err(|error| Error::new(Code::DatabaseUnavailable).caused_by(error))
        };
        let (read, write, watch) = match &target {
            Target::Sqlite(_) => {
                let write = pool(false, 1)?;
                (
                    pool(true, READERS)?,
                    write,
                    Some(Arc::new(Mutex::new(watch(&target, &is_away)?))),
                )
            }
            Target::Postgres(_) => {
                let shared = pool(false, POSTGRES_CONNECTIONS)?;
                (shared.clone(), shared, None)
            }
        };
        let target = Arc::new(target);
        Ok(Self {
            read,
            write,
            target,
            is_away,
            watch,
        })
    }

    /// A number that is another one after anybody, this process or another, has written; none on PostgreSQL, which does not tell.
    ///
    /// What is read after it was taken is as new as the number says, or newer.
    pub fn stamp(&self) -> Option<i64> {
        let mut connection = self.watch.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        let version = diesel::dsl::sql::<BigInt>("PRAGMA data_version").get_result(&mut *connection);
        version.ok()
    }

    /// Which database this is.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The pools as they are now.
    pub fn pools(&self) -> Vec<PoolHolding> {
        let holding = |name: &'static str, pool: &Pool<Manager>| {
            let state = pool.state();
            PoolHolding {
                name,
                open: state.connections,
                idle: state.idle_connections,
                limit: pool.max_size(),
            }
        };
        match *self.target {
            Target::Sqlite(_) => vec![holding("read", &self.read), holding("write", &self.write)],
            Target::Postgres(_) => vec![holding("shared", &self.read)],
        }
    }

    /// Runs questions that all see the same state of the database.
    pub fn read<T>(&self, questions: impl FnOnce(&mut DbConn) -> Result<T>) -> Result<T> {
        let mut connection = self.take(&self.read)?;
        begin(
            &mut connection,
            "BEGIN",
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        )?;
        let answer = questions(&mut connection);
        let ended = rollback(&mut connection);
        let answer = answer?;
        ended?;
        Ok(answer)
    }

    /// Runs one act. It is committed when `act` succeeds and leaves nothing behind when it fails.
    ///
    /// Writers queue: `BEGIN IMMEDIATE` on SQLite, an advisory lock and SERIALIZABLE on PostgreSQL, where a failure to
    /// serialize is tried again, and an act that reads too much for it is done under the lock alone. So `act` may run more than once and must do nothing outside the database.
    pub fn write<T>(&self, mut act: impl FnMut(&mut DbConn) -> Result<T>) -> Result<T> {
        let mut connection = self.take(&self.write)?;
        let mut attempt = 1;
        loop {
            let outcome = attempt_once(&mut connection, &mut act);
            match outcome {
                Err(error) if attempt < MOST_ATTEMPTS && may_be_tried_again(&error) => attempt += 1,
                outcome => return outcome,
            }
        }
    }

    /// Runs one act as [`Db::write`] does and takes it back, whatever it gives: a rehearsal.
    pub fn rehearse<T>(&self, mut act: impl FnMut(&mut DbConn) -> Result<T>) -> Result<T> {
        let mut rehearsed = None;
        let outcome: Result<()> = self.write(|tx| {
            rehearsed = None;
            rehearsed = Some(act(tx)?);
            Err(Error::new(Code::Internal).caused_by("a rehearsal is taken back"))
        });
        match (rehearsed, outcome) {
            (Some(answer), _) => Ok(answer),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Err(Error::new(Code::Internal).caused_by("a rehearsal gave nothing")),
        }
    }
}

impl Db {
    /// A connection that answers. While the database cannot be connected to, the refusal comes at once.
    fn take(&self, pool: &Pool<Manager>) -> Result<PooledConnection<Manager>> {
        let mut waits = 0;
        loop {
            let is_hopeless = self.is_away.load(Ordering::Acquire) && pool.state().connections == 0;
            let wait = if is_hopeless {
                Duration::ZERO
            } else {
                WAIT_FOR_CONNECTION
            };
            waits += 1;
            match pool.get_timeout(wait) {
                Ok(connection) => return Ok(connection),
                Err(error) if is_hopeless || waits == MOST_WAITS => {
                    return Err(Error::new(Code::DatabaseUnavailable).caused_by(error));
                }
                Err(_) => {}
            }
        }
    }
}

fn watch(target: &Target, is_away: &Arc<AtomicBool>) -> Result<DbConn> {
    let manager = Manager {
        target: target.clone(),
        read_only: true,
        is_away: Arc::clone(is_away),
    };
    let connection = manager.connect();
    connection.map_err(|error| Error::new(Code::DatabaseUnavailable).caused_by(error))
}

fn attempt_once<T>(
    connection: &mut PooledConnection<Manager>,
    act: &mut impl FnMut(&mut DbConn) -> Result<T>,
) -> Result<T> {
    lock(connection)?;
    let mut outcome = transact(connection, &mut *act);
    if outcome.as_ref().is_err_and(is_too_much_to_remember) {
        outcome = transact_alone(connection, act);
    }
    if let Err(cause) = unlock(connection) {
        tracing::warn!(%cause, "the writer lock could not be released; it ends with its connection");
    }
    outcome
}

/// Runs an act in one transaction, once.
pub(super) fn transact<T>(connection: &mut DbConn, act: impl FnOnce(&mut DbConn) -> Result<T>) -> Result<T> {
    begin(connection, "BEGIN IMMEDIATE", "BEGIN ISOLATION LEVEL SERIALIZABLE")?;
    end(connection, act)
}

/// The same for whoever holds a lock that keeps all others out: PostgreSQL need not remember what was read, which for a whole
/// database is more than it has room for.
pub(super) fn transact_alone<T>(connection: &mut DbConn, act: impl FnOnce(&mut DbConn) -> Result<T>) -> Result<T> {
    begin(connection, "BEGIN IMMEDIATE", "BEGIN ISOLATION LEVEL REPEATABLE READ")?;
    end(connection, act)
}

fn end<T>(connection: &mut DbConn, act: impl FnOnce(&mut DbConn) -> Result<T>) -> Result<T> {
    match act(connection) {
        Ok(answer) => {
            let committed: QueryResult<()> = both!(connection, |c| AnsiTransactionManager::commit_transaction(c));
            committed?;
            Ok(answer)
        }
        Err(error) => {
            if let Err(cause) = rollback(connection) {
                tracing::warn!(%cause, "rollback failed; the database drops the transaction with its connection");
            }
            Err(error)
        }
    }
}

fn begin(connection: &mut DbConn, sqlite: &str, postgres: &str) -> QueryResult<()> {
    match connection {
        DbConn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, sqlite),
        DbConn::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(c, postgres),
    }
}

fn rollback(connection: &mut DbConn) -> QueryResult<()> {
    both!(connection, |c| AnsiTransactionManager::rollback_transaction(c))
}

fn lock(connection: &mut DbConn) -> QueryResult<()> {
    match connection {
        DbConn::Sqlite(_) => Ok(()),
        DbConn::Postgres(c) => c.batch_execute(&format!("SELECT pg_advisory_lock({WRITER_LOCK})")),
    }
}

fn unlock(connection: &mut DbConn) -> QueryResult<()> {
    match connection {
        DbConn::Sqlite(_) => Ok(()),
        DbConn::Postgres(c) => c.batch_execute(&format!("SELECT pg_advisory_unlock({WRITER_LOCK})")),
    }
}

/// Whether PostgreSQL had no room for what a SERIALIZABLE transaction has read: each new page of an index on whose page something
/// was read before counts too, so that a million rows may be too many for its usual settings. The writers' lock keeps all others
/// out anyhow.
fn is_too_much_to_remember(error: &Error) -> bool {
    let cause = error.cause().and_then(|cause| cause.downcast_ref());
    let Some(diesel::result::Error::DatabaseError(_, information)) = cause else {
        return false;
    };
    information.message().contains("out of shared memory")
}

fn may_be_tried_again(error: &Error) -> bool {
    let cause = error.cause().and_then(|cause| cause.downcast_ref());
    matches!(
        cause,
        Some(diesel::result::Error::DatabaseError(
            DatabaseErrorKind::SerializationFailure,
            _
        ))
    )
}

/// Connection failures reach the caller of the pool; the pool need not print them as well.
#[derive(Debug)]
struct Quiet;

impl diesel::r2d2::HandleError<diesel::r2d2::Error> for Quiet {
    fn handle_error(&self, error: diesel::r2d2::Error) {
        tracing::debug!(%error, "a database connection failed");
    }
}
