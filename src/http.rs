//! The web API: thin handlers that read a request, call one verb and answer. It knows no storage.

pub mod access;
pub mod addresses;
pub mod audit;
mod caller;
mod conditional;
mod csv;
pub mod curation;
pub mod described;
pub mod distribution;
pub mod feedback;
mod files;
mod health;
mod jobs;
pub mod openapi;
mod pages;
pub mod problem;
mod ranges;
pub mod registry;
mod rendering;
mod routes;
pub mod server;

pub use server::stop::on_stop;

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::service::Service;
use crate::workbench;
use actix_web::App;
use actix_web::HttpServer;
use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::web;
use distribution::news::News;
use server::door::Door;
use server::door::Doors;
use server::door::Listening;
use server::limits::Gate;
use server::limits::Limits;
use server::metrics::Metrics;
use server::proxies::Proxies;
use server::readiness::Readiness;
use server::trace::Trace;
use std::net::SocketAddr;
use std::time::Duration;
use tracing_actix_web::TracingLogger;
use utoipa_swagger_ui::Config;
use utoipa_swagger_ui::SwaggerUi;

/// How long a stopping server waits for requests under way, in seconds.
const SHUTDOWN_SECONDS: u64 = 20;
/// How long it waits for jobs after that.
const LAST_JOBS: Duration = Duration::from_secs(5);

/// How long a connection may be silent before a request and between two: longer than the refused are told to wait, and than a
/// herd of thousands needs to be heard. The usual five seconds break off what only waits its turn.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a client may take to close a connection that the server ended, and to agree on TLS.
const GOODBYE: Duration = Duration::from_secs(5);
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How the server works.
#[derive(Clone, Debug)]
pub struct Serving {
    /// Threads that answer.
    pub workers: usize,
    /// How much it takes on.
    pub limits: Limits,
    /// The proxies that are believed.
    pub proxies: Proxies,
}

impl From<usize> for Serving {
    /// So many threads, and the usual limits.
    fn from(workers: usize) -> Self {
        Self {
            workers,
            limits: Limits::default(),
            proxies: Proxies::default(),
        }
    }
}

/// Serves on the listeners until the process is told to stop; `ready` is told the addresses.
///
/// A stop ends what only waits, finishes the requests under way and lets jobs come to a point where nothing is half done, all of
/// it within 30 seconds.
pub fn run(
    service: &Service,
    doors: impl Into<Doors>,
    serving: impl Into<Serving>,
    ready: impl FnOnce(Listening),
) -> Result<()> {
    let doors = doors.into();
    actix_web::rt::System::new().block_on(async {
        server::background::start(service);
        let observed = Observed::begin(service)?;
        if let Some(certificates) = &doors.service.certificates {
            certificates.follow()?;
        }
        let (server, address) = start(service.clone(), doors.service, serving.into(), &observed)?;
        let monitoring = doors
            .metrics
            .map(|door| server::monitoring::start(door, &observed))
            .transpose()?;
        let (handle, news, jobs) = (server.handle(), observed.news.clone(), service.clone());
        server::stop::on_stop_in_time(move || {
            news.end();
            jobs.stop_jobs();
            drop(handle.stop(true));
        })?;
        ready(Listening {
            service: address,
            metrics: monitoring.as_ref().map(|(_, address)| *address),
        });
        let ended = server.await;
        if let Some((monitoring, _)) = monitoring {
            monitoring.stop(false).await;
        }
        service.wait_for_jobs(LAST_JOBS);
        ended.map_err(|cause| Error::new(Code::Internal).caused_by(cause))
    })
}

/// What the listeners of one server share.
#[derive(Clone)]
struct Observed {
    news: News,
    metrics: Metrics,
    readiness: Readiness,
}

impl Observed {
    fn begin(service: &Service) -> Result<Self> {
        let news = distribution::news::follow(service)?;
        Ok(Self {
            metrics: Metrics::new(service, news.clone()),
            readiness: Readiness::new(service),
            news,
        })
    }
}

/// Starts the server on the listener; the future ends when it is stopped.
pub fn serve(service: Service, listener: impl Into<Door>, serving: impl Into<Serving>) -> Result<(Server, SocketAddr)> {
    let observed = Observed::begin(&service)?;
    start(service, listener.into(), serving.into(), &observed)
}

fn start(service: Service, door: Door, serving: Serving, observed: &Observed) -> Result<(Server, SocketAddr)> {
    let address = door.address()?;
    let described = web::Data::new(routes::described());
    let gate = web::Data::new(Gate::new(serving.limits));
    let proxies = web::Data::new(serving.proxies);
    let observed = observed.clone();
    let server = HttpServer::new(move || {
        // Without "none" the page of any host but localhost asks a validator on the internet.
        let page = Config::new(["/openapi.json"]).validator_url("none");
        let docs = SwaggerUi::new("/docs/{_:.*}").config(page);
        App::new()
            .app_data(web::Data::new(service.clone()))
            .app_data(web::Data::new(observed.news.clone()))
            .app_data(web::Data::new(observed.metrics.clone()))
            .app_data(web::Data::new(observed.readiness.clone()))
            .app_data(described.clone())
            .app_data(gate.clone())
            .app_data(proxies.clone())
            .configure(routes::serve)
            .configure(rendering::configure_extractors)
            .configure(workbench::configure)
            .service(web::redirect("/docs", "/docs/"))
            .route("/openapi.json", web::get().to(openapi::get_document))
            .service(docs)
            .default_service(web::to(rendering::nothing_here))
            .wrap(from_fn(server::slow_bodies::hurry))
            .wrap(from_fn(server::content_coding::refuse_compressed))
            .wrap(from_fn(server::limits::keep))
            .wrap(from_fn(audit::trail::mark))
            .wrap(from_fn(rendering::render_problems))
            .wrap(from_fn(server::protection::protect))
            .wrap(from_fn(server::metrics::count))
            .wrap(TracingLogger::<Trace>::new())
    });
    let server = server
        // The last part of an answer does not wait until the one before is acknowledged.
        .tcp_nodelay(true)
        .workers(serving.workers)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .client_request_timeout(PATIENCE)
        .client_disconnect_timeout(GOODBYE)
        .tls_handshake_timeout(HANDSHAKE)
        .keep_alive(PATIENCE)
        .disable_signals();
    let listening = match &door.certificates {
        Some(certificates) => server.listen_rustls_0_23(door.socket, certificates.config()?),
        None => server.listen(door.socket),
    };
    let listening = listening.map_err(|cause| server::door::unavailable(&address.to_string(), cause))?;
    Ok((listening.run(), address))
}
