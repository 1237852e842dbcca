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
        error.caused_by(failure)
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
    // PostgreSQL keeps no text with U+0000; SQLite does, and finds nothing under such a key.
    if message.contains("invalid byte sequence") {
        return Code::RequestInvalid;
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
