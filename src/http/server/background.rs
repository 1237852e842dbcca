//! What the server does by itself: it looks at the collectors and sends what webhooks wait for.

use crate::service::Service;
use actix_web::rt;
use actix_web::web;
use std::time::Duration;

/// How often waiting messages are looked for.
const DELIVERY: Duration = Duration::from_secs(5);

/// Starts both; they end with the process. What fails is tried again at the next tick.
pub fn start(service: &Service) {
    let minutes = service.feedback_rules().review_every_minutes.max(1);
    rt::spawn(every(
        Duration::from_mins(u64::from(minutes)),
        service.clone(),
        |service| {
            let review = service.review_collectors(service.clock());
            if let Err(error) = review {
                tracing::error!(error = %error.in_log(), "collectors could not be reviewed");
            }
        },
    ));
    rt::spawn(every(DELIVERY, service.clone(), |service| {
        let round = service.deliver_webhooks(service.clock());
        if let Err(error) = round {
            tracing::error!(error = %error.in_log(), "webhooks could not be delivered");
        }
    }));
}

async fn every(interval: Duration, service: Service, work: fn(&Service)) {
    let mut ticks = rt::time::interval(interval);
    loop {
        ticks.tick().await;
        let service = service.clone();
        if web::block(move || work(&service)).await.is_err() {
            return;
        }
    }
}
