//! Reading the audit log, proving it, and writing down what has no transaction of its own.

use crate::access::role::Right;
use crate::access::session::Scope;
use crate::access::session::Session;
use crate::audit::Act;
use crate::audit::Event;
use crate::audit::occurrences::Occurrence;
use crate::audit::query::EventFilter;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::page::MOST_ROWS;
use crate::page::Page;
use crate::page::Slice;
use crate::service::Service;
use crate::storage::audit::audit_log;
use serde_json::Value;
use std::sync::PoisonError;

/// How many events a table takes; more are asked for in parts.
pub const MOST_EXPORTED: i64 = 100_000;
/// What settings that are secret are called, in part.
const SECRETS: &[&str] = &["secret", "password", "passphrase", "token"];

impl Service {
    /// Events that the question asks for: of one organization, or of the whole platform for whoever's scope is the whole
    /// platform.
    pub fn audit_events(&self, session: &Session, filter: &EventFilter, page: &Page) -> Result<Slice<Event>> {
        may_ask(session, filter)?;
        self.db.read(|tx| audit_log::page(tx, filter, page))
    }

    /// The events that the question asks for, given away one by one. More than [`MOST_EXPORTED`] are refused whole.
    pub fn export_audit_events(
        &self,
        session: &Session,
        filter: &EventFilter,
        mut take: impl FnMut(Event),
    ) -> Result<()> {
        may_ask(session, filter)?;
        self.db.read(|tx| {
            if audit_log::count(tx, filter, MOST_EXPORTED + 1)? > MOST_EXPORTED {
                return Err(Error::new(Code::AuditExportTooLarge).with("limit", MOST_EXPORTED));
            }
            let mut page = Page::new(None, Some(MOST_ROWS));
            loop {
                let slice = audit_log::page(tx, filter, &page)?;
                slice.items.into_iter().for_each(&mut take);
                match slice.next {
                    Some(key) => page.after = Some(key),
                    None => return Ok(()),
                }
            }
        })
    }

    /// Counts what happened outside a transaction of its own, such as a refusal or a download, and gives what has to be written
    /// down now: the first of its kind, or the counts of a minute that is over. It never waits for the database.
    pub fn count(&self, occurrence: Occurrence) -> Vec<Occurrence> {
        let mut held = self.occurrences.lock().unwrap_or_else(PoisonError::into_inner);
        held.take(occurrence, self.now())
    }

    /// Tells of the minutes that are over, and with `all` of the present one too.
    pub fn note_counts(&self, all: bool) -> Result<()> {
        let now = self.now();
        let mut held = self.occurrences.lock().unwrap_or_else(PoisonError::into_inner);
        let due = if all { held.all() } else { held.due(now) };
        drop(held);
        self.write_down(&due)
    }

    /// Writes down the settings with which the service starts, if they are others than the last time. Secrets are left out.
    pub fn note_settings(&self, session: &Session, settings: &Value) -> Result<()> {
        let permit = session.permit(Right::ManageOrganizations)?;
        let details = without_secrets(settings);
        let now = self.now();
        self.db.write(|tx| {
            let last = audit_log::newest(tx, "configuration.set")?;
            let text = details.to_string();
            if last.is_some_and(|event| event.details == text) {
                return Ok(());
            }
            let act = Act::new("configuration.set", "configuration").with_details(details.clone());
            audit_log::append(tx, &permit, &act, now)
        })
    }

    /// Writes down what was counted.
    pub fn write_down(&self, list: &[Occurrence]) -> Result<()> {
        if list.is_empty() {
            return Ok(());
        }
        let now = self.now();
        self.db.write(|tx| {
            for one in list {
                audit_log::append_as(tx, &one.author, (&one.act, one.outcome), now)?;
            }
            Ok(())
        })
    }
}

/// Refuses whoever may not read the events that are asked for.
fn may_ask(session: &Session, filter: &EventFilter) -> Result<()> {
    if let Some(id) = &filter.organization {
        session.permit_in(Right::ReadAudit, &OrganizationId::new(id.clone())?)?;
        return Ok(());
    }
    session.permit(Right::ReadAudit)?;
    session.must_have_whole_scope()
}

/// The settings, with everything that may be secret hidden.
fn without_secrets(settings: &Value) -> Value {
    match settings {
        Value::Object(map) => {
            let hidden = |name: &str| SECRETS.iter().any(|word| name.to_lowercase().contains(word));
            let entry = |(name, value): (&String, &Value)| {
                let value = if hidden(name) && !value.is_null() {
                    Value::from("***")
                } else {
                    without_secrets(value)
                };
                (name.clone(), value)
            };
            Value::Object(map.iter().map(entry).collect())
        }
        Value::Array(list) => list.iter().map(without_secrets).collect(),
        Value::String(text) => Value::from(without_credentials(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => settings.clone(),
    }
}

/// An address without the name and password in it; a connection string without its parameters.
fn without_credentials(text: &str) -> String {
    if text.starts_with("host=") {
        return "host=***".to_owned();
    }
    match text.split_once("://") {
        Some((scheme, rest)) if rest.contains('@') || rest.contains('?') => {
            let rest = rest.split('?').next().unwrap_or(rest);
            let place = rest.rsplit('@').next().unwrap_or(rest);
            format!("{scheme}://***@{place}")
        }
        _ => text.to_owned(),
    }
}

impl Session {
    /// Refuses a session whose scope is only some organizations.
    pub(in crate::service) fn must_have_whole_scope(&self) -> Result<()> {
        match self.scope_of(Right::ReadAudit) {
            Scope::All => Ok(()),
            Scope::Organizations(_) => Err(Error::new(Code::OutOfScope).with("organization", "*")),
        }
    }
}
