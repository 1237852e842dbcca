//! What a database failure means to a caller.

use crate::error::Code;
use crate::error::Error;
use diesel::result::DatabaseErrorKind;
use diesel::result::Error as Failure;

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::new(code(&failure)).caused_by(failure)
    }
}

fn code(failure: &Failure) -> Code {
    let Failure::DatabaseError(kind, information) = failure else {
        return Code::Internal;
    };
    let message = information.message();
    if message.contains("history-immutable") {
        return Code::HistoryImmutable;
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
    ];
    if matches!(kind, DatabaseErrorKind::ClosedConnection) || away.iter().any(|words| message.contains(words)) {
        return Code::DatabaseUnavailable;
    }
    Code::Internal
}
