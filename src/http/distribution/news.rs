//! News of publications in this process: one question to the database for all who wait.

use crate::error::Result;
use crate::id::OrganizationId;
use crate::service::Service;
use crate::service::distribution::news::Newest;
use crate::service::distribution::news::Publications;
use actix_web::rt;
use actix_web::web;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::sync::Weak;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How often the database is asked whether anybody published.
const INTERVAL: Duration = Duration::from_millis(500);

/// What is known of publications; every clone sees the same.
#[derive(Clone, Debug, Default)]
pub struct News {
    known: Arc<RwLock<Publications>>,
    is_over: Arc<AtomicBool>,
}

impl News {
    /// The newest release of an organization, as far as this process knows.
    pub fn of(&self, organization: &OrganizationId) -> Option<Newest> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.newest.get(organization).cloned()
    }

    /// How many releases and retractions are known.
    pub fn publications(&self) -> i64 {
        self.known.read().unwrap_or_else(PoisonError::into_inner).count
    }

    /// Says that the server stops: nobody waits any longer.
    pub fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    /// Whether the server stops.
    pub fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }
}

/// Reads what is published and goes on asking until nobody holds the news any more.
pub fn follow(service: &Service) -> Result<News> {
    let news = News::default();
    if let Some(found) = service.publications_after(0)? {
        *news.known.write().unwrap_or_else(PoisonError::into_inner) = found;
    }
    rt::spawn(ask_again(service.clone(), Arc::downgrade(&news.known)));
    Ok(news)
}

async fn ask_again(service: Service, known: Weak<RwLock<Publications>>) {
    let mut ticks = rt::time::interval(INTERVAL);
    loop {
        ticks.tick().await;
        let Some(held) = known.upgrade() else { return };
        let count = held.read().unwrap_or_else(PoisonError::into_inner).count;
        drop(held);
        let asked = service.clone();
        let found = web::block(move || asked.publications_after(count)).await;
        // A database that is away is asked again at the next tick; who waits is told by their own request.
        let (Ok(Ok(Some(found))), Some(held)) = (found, known.upgrade()) else {
            continue;
        };
        *held.write().unwrap_or_else(PoisonError::into_inner) = found;
    }
}
