//! Whether the service is ready, asked at most once a second however many ask: each answer tries the database and the disk.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::service::Service;
use crate::service::readiness::Findings;
use actix_web::rt::time::timeout;
use actix_web::web;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

/// How long a finding holds.
const FRESH: Duration = Duration::from_secs(1);
/// A database that takes longer is away.
const LONGEST: Duration = Duration::from_secs(5);

/// The service and what was found last.
#[derive(Clone)]
pub struct Readiness {
    service: Service,
    last: Arc<Mutex<Option<(Instant, Findings)>>>,
}

impl Readiness {
    /// Of a service.
    pub fn new(service: &Service) -> Self {
        Self {
            service: service.clone(),
            last: Arc::default(),
        }
    }

    /// What is found now, or was within the last second.
    pub async fn find(&self) -> Result<Findings> {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, findings)) = last
            && at.elapsed() < FRESH
        {
            return Ok(findings);
        }
        let service = self.service.clone();
        let looked = timeout(LONGEST, web::block(move || service.readiness())).await;
        let findings = match looked {
            Ok(findings) => findings.map_err(|cause| Error::new(Code::Internal).caused_by(cause))?,
            Err(_late) => Findings::default(),
        };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), findings));
        Ok(findings)
    }
}
