//! Jobs: long work that is started, runs on its own thread, and says how far it is.

use super::Service;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::JobId;
use crate::id::OrganizationId;
use crate::storage::audit::audit_log;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::jobs;
use serde_json::json;
use std::time::Duration;

pub use crate::storage::jobs::Job;

/// A running job that has said nothing for this long was cut off, for example by a restart.
const SILENCE_MICROS: i64 = 120_000_000;
const ID_BYTES: usize = 8;

impl Service {
    /// A job of the session's scope.
    pub fn job(&self, session: &Session, id: &JobId) -> Result<Job> {
        session.permit(Right::ReadMappings)?;
        let found = self.db.read(|tx| jobs::find(tx, id))?;
        let visible = found.filter(|job| session.holds_in(Right::ReadMappings, &job.organization));
        let mut job = visible.ok_or_else(|| Error::new(Code::JobUnknown).with("job", id))?;
        session.permit_in(Right::ReadMappings, &job.organization)?;
        let silent = self.now().0 - job.updated_at.0 > SILENCE_MICROS;
        if job.state == "running" && silent {
            "interrupted".clone_into(&mut job.state);
        }
        Ok(job)
    }

    /// Starts suggesting for a whole dictionary and answers at once with the job.
    pub fn start_suggesting(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
    ) -> Result<Job> {
        let permit = session.permit_in(Right::Suggest, organization)?;
        let now = self.now();
        let id = JobId::new(crate::digest::hex(&self.random::<ID_BYTES>()?))?;
        let job = self.db.write(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let rows = local_codes::all(tx, organization, dictionary)?.len();
            let job = Job {
                id: id.clone(),
                organization: organization.clone(),
                kind: "suggest".to_owned(),
                subject: dictionary.to_string(),
                state: "running".to_owned(),
                done: 0,
                total: u64::try_from(rows).unwrap_or(u64::MAX),
                error: None,
                created_at: now,
                created_by: permit.account().to_string(),
                updated_at: now,
            };
            jobs::insert(tx, &job)?;
            let act = Act::new("job.start", format!("jobs/{id}")).with_details(json!({ "subject": job.subject }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(job)
        })?;
        self.running_jobs.begin(&id);
        let (service, session) = (self.clone(), session.clone());
        let (organization, dictionary) = (organization.clone(), dictionary.clone());
        // The request's span ends with its answer: the job comes after it, not inside of it.
        let span = tracing::info_span!(parent: None, "job", job = %id, kind = "suggest");
        span.follows_from(tracing::Span::current());
        std::thread::spawn(move || {
            let state = span.in_scope(|| service.run_suggesting(&session, &organization, &dictionary, &id));
            drop(span);
            service.running_jobs.end(&id, state);
        });
        Ok(job)
    }

    /// Tells the jobs of this process to stop at the next point where nothing is half done.
    pub fn stop_jobs(&self) {
        self.running_jobs.stop();
    }

    /// Waits until they have stopped, at most this long; what then still runs is shown as interrupted.
    pub fn wait_for_jobs(&self, longest: Duration) {
        for id in self.running_jobs.wait(longest) {
            let now = self.now();
            let said = self.db.write(|tx| jobs::interrupt(tx, &id, now));
            if let Err(error) = said {
                tracing::error!(job = %id, error = %error.in_log(), "the end of a job could not be written");
            }
        }
    }

    /// Runs the job; the state in which it ends.
    fn run_suggesting(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        id: &JobId,
    ) -> &'static str {
        let say = |state: &str, done: u64, error: Option<&str>| {
            let said = self.db.write(|tx| jobs::update(tx, id, state, done, error, self.now()));
            if let Err(error) = said {
                tracing::error!(job = %id, error = %error.in_log(), "the progress of a job could not be written");
            }
        };
        let mut last = 0;
        let outcome = self.suggest_dictionary(session, organization, dictionary, &mut |done, _| {
            last = done;
            say("running", done, None);
        });
        let (state, error) = match &outcome {
            Ok(_) => ("done", None),
            Err(_) if self.running_jobs.must_stop() => ("interrupted", None),
            Err(error) => {
                tracing::error!(job = %id, error = %error.in_log(), "a job failed");
                ("failed", Some(error.code().as_str()))
            }
        };
        say(state, last, error);
        tracing::debug!(outcome = state, "ended");
        state
    }
}
