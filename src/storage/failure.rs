//! What a database failure means to a caller.

use crate::error::Code;
use crate::error::Error;
use diesel::result::DatabaseErrorKind;
use diesel::result::Error as Failure;

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let code = code(&failure);
        let mut error = Self::new(code);
        if code == Code::RequestInvalid {
            error = error.with("reason", "U+0000");
        }
        if code == Code::DatabaseDamaged {
            error = error.with("reason", MALFORMED);
        }
        error.caused_by(failure)
    }
}

/// What SQLite says of a page that it cannot read.
const MALFORMED: &str = "disk image is malformed";

fn code(failure: &Failure) -> Code {
    // A connection that is lost while it commits cannot roll back either; a full disk has rolled back already.
    if let Failure::RollbackErrorOnCommit { commit_error, .. } = failure {
        return code(commit_error);
    }
    if matches!(failure, Failure::BrokenTransactionManager) {
        return Code::DatabaseUnavailable;
    }
    let Failure::DatabaseError(kind, information) = failure else {
        return Code::Internal;
    };
    let message = information.message();
    if message.contains("history-immutable") {
        return Code::HistoryImmutable;
    }
    // PostgreSQL keeps no text with U+0000; SQLite does, and finds nothing under such a key.
    let without_nul = ["invalid byte sequence", "unsupported Unicode escape sequence"];
    if without_nul.iter().any(|words| message.contains(words)) {
        return Code::RequestInvalid;
    }
    if message.contains(MALFORMED) {
        return Code::DatabaseDamaged;
    }
    let out_of_space = ["database or disk is full", "No space left on device"];
    if out_of_space.iter().any(|words| message.contains(words)) {
        return Code::StorageFull;
    }
    let away = [
        "database is locked",
        "disk I/O error",
        "server closed the connection",
        "terminating connection",
        "connection not open",
        "no connection to the server",
        "could not receive data",
        "could not send data",
        "the database system is",
    ];
    if matches!(kind, DatabaseErrorKind::ClosedConnection) || away.iter().any(|words| message.contains(words)) {
        return Code::DatabaseUnavailable;
    }
    Code::Internal
}
