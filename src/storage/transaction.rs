//! Reads see one state of the database; writes are serial, wholly done or not at all.

use super::connection::DbConn;
use super::connection::Manager;
use super::connection::Target;
use super::connection::both;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use diesel::QueryResult;
use diesel::connection::AnsiTransactionManager;
use diesel::connection::SimpleConnection as _;
use diesel::connection::TransactionManager as _;
use diesel::r2d2::Pool;
use diesel::r2d2::PooledConnection;
use diesel::result::DatabaseErrorKind;
use std::sync::Arc;
use std::time::Duration;

const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 8;
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(20);
const MOST_ATTEMPTS: u32 = 20;
/// The advisory lock under which PostgreSQL's writers queue, the ASCII of `zhiyu`.
const WRITER_LOCK: i64 = 0x7a_68_69_79_75;

/// The database: pools of readers and of the one writer.
#[derive(Clone)]
pub struct Db {
    read: Pool<Manager>,
    write: Pool<Manager>,
    target: Arc<Target>,
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
        let pool = |read_only: bool, size: u32| {
            let manager = Manager {
                target: target.clone(),
                read_only,
            };
            let builder = Pool::builder().max_size(size).min_idle(Some(1)).test_on_check_out(true);
            let pool = builder
                .connection_timeout(WAIT_FOR_CONNECTION)
                .error_handler(Box::new(Quiet));
            pool.build(manager)
                .map_err(|error| Error::new(Code::DatabaseUnavailable).caused_by(error))
        };
        let (read, write) = match &target {
            Target::Sqlite(_) => {
                let write = pool(false, 1)?;
                (pool(true, READERS)?, write)
            }
            Target::Postgres(_) => {
                let shared = pool(false, POSTGRES_CONNECTIONS)?;
                (shared.clone(), shared)
            }
        };
        let target = Arc::new(target);
        Ok(Self { read, write, target })
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
        let mut connection = take(&self.read)?;
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
    /// serialize is tried again. So `act` may run more than once and must do nothing outside the database.
    pub fn write<T>(&self, mut act: impl FnMut(&mut DbConn) -> Result<T>) -> Result<T> {
        let mut connection = take(&self.write)?;
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

fn attempt_once<T>(
    connection: &mut PooledConnection<Manager>,
    act: &mut impl FnMut(&mut DbConn) -> Result<T>,
) -> Result<T> {
    lock(connection)?;
    let outcome = transact(connection, act);
    if let Err(cause) = unlock(connection) {
        tracing::warn!(%cause, "the writer lock could not be released; it ends with its connection");
    }
    outcome
}

fn transact<T>(connection: &mut DbConn, act: &mut impl FnMut(&mut DbConn) -> Result<T>) -> Result<T> {
    begin(connection, "BEGIN IMMEDIATE", "BEGIN ISOLATION LEVEL SERIALIZABLE")?;
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

fn take(pool: &Pool<Manager>) -> Result<PooledConnection<Manager>> {
    pool.get()
        .map_err(|error| Error::new(Code::DatabaseUnavailable).caused_by(error))
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
