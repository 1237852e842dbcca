//! Kinds of code systems: those that come with the program and those that were registered.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::KindId;
use crate::registry::kind::Fault;
use crate::registry::kind::Kind;
use crate::registry::shipped;
use crate::service::Service;
use crate::storage::audit::audit_log;
use crate::storage::registry::kinds;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a kind says of a code.
#[derive(Debug)]
pub struct CodeVerdict {
    /// The code.
    pub code: String,
    /// What is wrong with it, in the words of an error code.
    pub fault: Option<Error>,
    /// The codes that may stand above it, nearest first.
    pub parents: Vec<String>,
    /// Whether data may carry it; headings it may not.
    pub assignable: bool,
    /// The check digit that it should have, when the kind has one and the code is built well.
    pub expected_digit: Option<char>,
}

impl Service {
    /// Every kind, by id.
    pub fn kinds(&self, session: &Session) -> Result<Vec<Arc<Kind>>> {
        session.permit(Right::ReadRegistry)?;
        let mut ids: BTreeSet<KindId> = self.db.read(kinds::ids)?.into_iter().collect();
        for name in shipped::kind_names() {
            ids.insert(KindId::new(name)?);
        }
        ids.iter().map(|id| self.ready_kind(id)).collect()
    }

    /// The kind with this id.
    pub fn kind(&self, session: &Session, id: &KindId) -> Result<Arc<Kind>> {
        session.permit(Right::ReadRegistry)?;
        self.ready_kind(id)
    }

    /// What a kind says of codes.
    pub fn check_codes(&self, session: &Session, id: &KindId, codes: &[String]) -> Result<Vec<CodeVerdict>> {
        let kind = self.kind(session, id)?;
        Ok(codes.iter().map(|code| verdict(&kind, code)).collect())
    }

    /// Registers a kind by its TOML. It never changes: the same text again is no error, another is refused.
    pub fn register_kind(&self, session: &Session, id: &KindId, text: &str) -> Result<Arc<Kind>> {
        let permit = session.permit(Right::PublishEdition)?;
        let kind = Arc::new(Kind::parse(id, text)?);
        let shipped = shipped::kind(id.as_str())?;
        let now = self.now();
        self.db.write(|tx| {
            let known = kinds::find(tx, id)?;
            match known.as_ref().or(shipped.as_ref()) {
                Some(known) if known == text => return Ok(()),
                Some(_) => return Err(Error::new(Code::KindExists).with("kind", id)),
                None => kinds::insert(tx, id, text, permit.account(), now)?,
            }
            let act = Act::new("kind.register", format!("kinds/{id}"))
                .with_details(json!({ "sha256": sha256_hex([text.as_bytes()]) }));
            audit_log::append(tx, &permit, &act, now)
        })?;
        Ok(kind)
    }

    /// A kind that a caller names in a field; one that does not exist is a wrong value of it.
    pub(in crate::service) fn named_kind(&self, id: &KindId) -> Result<Arc<Kind>> {
        self.ready_kind(id).map_err(|error| {
            if error.code() != Code::KindUnknown {
                return error;
            }
            Error::new(Code::FieldInvalid)
                .with("field", "kind")
                .with("value", id)
                .with("rule_zh", "须为已有的种类，见 /kinds")
                .with("rule_en", "a kind that exists is needed; see /kinds")
                .in_field("kind")
        })
    }

    /// A kind, read once and kept ready: it never changes.
    pub(in crate::service) fn ready_kind(&self, id: &KindId) -> Result<Arc<Kind>> {
        if let Some(ready) = self.kinds.get(id) {
            return Ok(ready);
        }
        let registered = self.db.read(|tx| kinds::find(tx, id))?;
        let kind = match registered {
            Some(text) => Kind::parse(id, &text)?,
            None => shipped_kind(id)?.ok_or_else(|| Error::new(Code::KindUnknown).with("kind", id))?,
        };
        let kind = Arc::new(kind);
        self.kinds.insert(id.clone(), Arc::clone(&kind));
        Ok(kind)
    }
}

/// A kind that comes with the program; one whose own examples fail is refused.
fn shipped_kind(id: &KindId) -> Result<Option<Kind>> {
    let broken = |cause: Error| {
        Error::new(Code::ShippedListBroken)
            .with("list", format!("kinds/{id}"))
            .caused_by(cause)
    };
    let text = shipped::kind(id.as_str())?;
    text.map(|text| Kind::parse(id, &text).map_err(broken)).transpose()
}

fn verdict(kind: &Kind, code: &str) -> CodeVerdict {
    let fault = kind.fault(code).map(|fault| match fault {
        Fault::Pattern => Error::new(Code::CodeBreaksPattern)
            .with("value", code)
            .with("kind", kind.id()),
        Fault::CheckDigit(expected) => Error::new(Code::CheckDigitWrong)
            .with("value", code)
            .with("expected", expected.unwrap_or('?')),
    });
    CodeVerdict {
        parents: kind.parents(code),
        assignable: kind.is_assignable(code),
        expected_digit: kind.expected_digit(code),
        code: code.to_owned(),
        fault,
    }
}
