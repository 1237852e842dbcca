//! What monitoring reads: counts and times of requests by the template of their route, and what the service holds.
//!
//! Labels are names of this program (routes, methods, pools, caches), never anything that a request says, so their number is
//! bounded. The text is `OpenMetrics` 1.0; nothing of it comes from the database, so it is told while that is away.

mod holdings;
mod process;

use super::telemetry::Telemetry;
use super::trace;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::distribution::news::News;
use crate::service::Service;
use actix_web::HttpResponse;
use actix_web::body::BodySize;
use actix_web::body::BoxBody;
use actix_web::body::MessageBody;
use actix_web::dev::ServiceRequest;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::Data;
use holdings::Holdings;
use process::Process;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use std::sync::Arc;
use std::time::Instant;

/// The media type of `OpenMetrics`.
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Upper ends of the buckets of times, in seconds; a long poll waits up to 50.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0, 60.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    method: &'static str,
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Sent {
    kind: &'static str,
}

/// Everything that is measured; every clone is the same.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    answered: Family<Answered, Counter>,
    times: Family<Route, Histogram>,
    in_flight: Gauge,
    sent: Family<Sent, Counter>,
}

impl Metrics {
    /// Begins to measure.
    pub fn new(service: &Service, news: News, telemetry: Option<Telemetry>) -> Self {
        let mut registry = Registry::default();
        let times: Family<Route, Histogram> = Family::new_with_constructor(|| Histogram::new(SECONDS));
        let (answered, in_flight, sent) = (Family::default(), Gauge::default(), Family::default());
        let build = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("zhiyu_build", "The running program", build);
        let about = "Answers by method, route and status";
        registry.register("zhiyu_http_requests", about, Family::clone(&answered));
        let about = "Seconds until an answer begins";
        registry.register("zhiyu_http_request_duration_seconds", about, times.clone());
        let about = "Requests that wait for their answer";
        registry.register("zhiyu_http_requests_in_flight", about, Gauge::clone(&in_flight));
        let about = "Bytes of snapshots that answers held";
        registry.register("zhiyu_snapshot_sent_bytes", about, Family::clone(&sent));
        registry.register_collector(Box::new(Holdings::new(service.clone(), news, telemetry)));
        registry.register_collector(Box::new(Process));
        Self {
            registry: Arc::new(registry),
            answered,
            times,
            in_flight,
            sent,
        }
    }

    /// The text that monitoring reads.
    pub fn text(&self) -> Result<String> {
        let mut text = String::new();
        encode(&mut text, &self.registry).map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
        Ok(text)
    }

    fn answered(&self, route: Route, status: StatusCode, began: Instant) {
        let seconds = began.elapsed().as_secs_f64();
        self.times.get_or_create(&route).observe(seconds);
        let answered = Answered {
            method: route.method,
            route: route.route,
            status: status.as_u16(),
        };
        self.answered.get_or_create(&answered).inc();
    }

    fn sent(&self, route: &str, size: BodySize) {
        let kinds = [
            ("/snapshots/{number}/body", "body"),
            ("/snapshots/{number}/delta", "delta"),
        ];
        let kind = kinds.iter().find(|(end, _)| route.ends_with(end));
        if let (Some((_, kind)), BodySize::Sized(bytes)) = (kind, size) {
            self.sent.get_or_create(&Sent { kind }).inc_by(bytes);
        }
    }
}

/// A request that waits for its answer, however it ends.
struct InFlight(Gauge);

impl InFlight {
    fn begin(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Counts a request and its answer.
pub async fn count(
    metrics: Data<Metrics>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let _in_flight = InFlight::begin(&metrics.in_flight);
    let began = Instant::now();
    let route = Route {
        method: trace::method(&request),
        route: trace::route(request.match_pattern()),
    };
    let outcome = next.call(request).await;
    let status = match &outcome {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    if let Ok(response) = &outcome
        && status.is_success()
    {
        metrics.sent(&route.route, response.response().body().size());
    }
    metrics.answered(route, status, began);
    outcome.map(ServiceResponse::map_into_boxed_body)
}

/// `/metrics`
pub async fn show(metrics: Data<Metrics>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().content_type(MEDIA_TYPE).body(metrics.text()?))
}
