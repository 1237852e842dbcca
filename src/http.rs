//! The web API: thin handlers that read a request, call one verb and answer. It knows no storage.

pub mod access;
pub mod accounts;
pub mod addresses;
mod alerts;
mod assignments;
pub mod audit;
mod audit_proofs;
mod audit_trail;
pub mod authorities;
mod background;
pub mod bindings;
mod bulk;
mod caller;
pub mod catalogue;
mod code_notes;
pub mod code_systems;
mod collectors;
mod comparison;
pub mod concept_maps;
mod conditional;
mod content_coding;
mod cookie;
pub mod coverage;
mod csv;
pub mod data_elements;
pub mod delegations;
pub mod described;
pub mod dictionaries;
mod distribution;
pub mod divisions;
pub mod door;
pub mod double_blind;
pub mod edition_diff;
pub mod edition_life;
pub mod editions;
pub mod exchange;
mod explanation;
mod files;
pub mod grants;
pub mod grid;
mod health;
pub mod in_force;
mod jobs;
pub mod kinds;
pub mod limits;
pub mod lint;
pub mod loads;
pub mod mapping_files;
mod mappings;
mod memory;
mod metrics;
mod monitoring;
mod news;
mod offers;
mod oidc;
pub mod openapi;
pub mod organizations;
mod pages;
pub mod pieces;
mod policies;
pub mod problem;
mod protection;
pub mod proxies;
mod ranges;
mod readiness;
pub mod registrations;
pub mod registry;
pub mod releases;
mod rendering;
mod reuse;
mod rollback;
mod routes;
mod samples;
mod session;
mod sides;
mod sign_in;
mod slow_bodies;
mod snapshots;
pub mod specifications;
mod stop;
pub mod succession_answers;
pub mod successions;
mod suggestions;
mod take_over;
pub mod tls;
mod trace;
pub mod translation;
mod unmapped;
pub mod upgrades;
pub mod upload_policies;
pub mod validation;
pub mod value_domains;
mod watch;
mod webhooks;
mod work_lines;
mod work_list;
pub mod work_list_file;
mod work_query;
mod work_row;

pub use stop::on_stop;

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
use described::Described;
use door::Door;
use door::Doors;
use door::Listening;
use limits::Gate;
use limits::Limits;
use metrics::Metrics;
use news::News;
use proxies::Proxies;
use readiness::Readiness;
use std::net::SocketAddr;
use std::time::Duration;
use trace::Trace;
use tracing_actix_web::TracingLogger;
use utoipa_actix_web::AppExt as _;
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
    service: Service,
    doors: impl Into<Doors>,
    serving: impl Into<Serving>,
    ready: impl FnOnce(Listening),
) -> Result<()> {
    let doors = doors.into();
    actix_web::rt::System::new().block_on(async {
        background::start(&service);
        let observed = Observed::begin(&service)?;
        if let Some(certificates) = &doors.service.certificates {
            certificates.follow()?;
        }
        let (server, address) = start(service.clone(), doors.service, serving.into(), &observed)?;
        let monitoring = doors
            .metrics
            .map(|door| monitoring::start(door, &observed))
            .transpose()?;
        let (handle, news, jobs) = (server.handle(), observed.news.clone(), service.clone());
        stop::on_stop_in_time(move || {
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
        let news = news::follow(service)?;
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
    let document = openapi::document();
    let described = web::Data::new(Described::of(&document));
    // Every worker would keep two copies of the document, ten megabytes; they share its text instead.
    let text = web::Data::new(openapi::Text::of(&document)?);
    drop(document);
    let gate = web::Data::new(Gate::new(serving.limits));
    let proxies = web::Data::new(serving.proxies);
    let observed = observed.clone();
    let server = HttpServer::new(move || {
        // Without "none" the page of any host but localhost asks a validator on the internet.
        let page = Config::new(["/openapi.json"]).validator_url("none");
        let docs = SwaggerUi::new("/docs/{_:.*}").config(page);
        let (app, _) = App::new()
            .into_utoipa_app()
            .app_data(web::Data::new(service.clone()))
            .app_data(web::Data::new(observed.news.clone()))
            .app_data(web::Data::new(observed.metrics.clone()))
            .app_data(web::Data::new(observed.readiness.clone()))
            .app_data(described.clone())
            .app_data(gate.clone())
            .app_data(proxies.clone())
            .configure(routes::configure)
            .split_for_parts();
        app.configure(rendering::configure_extractors)
            .configure(workbench::configure)
            .service(web::redirect("/docs", "/docs/"))
            .app_data(text.clone())
            .route("/openapi.json", web::get().to(openapi::get_document))
            .service(docs)
            .default_service(web::to(rendering::nothing_here))
            .wrap(from_fn(slow_bodies::hurry))
            .wrap(from_fn(content_coding::refuse_compressed))
            .wrap(from_fn(limits::keep))
            .wrap(from_fn(audit_trail::mark))
            .wrap(from_fn(rendering::render_problems))
            .wrap(from_fn(protection::protect))
            .wrap(from_fn(metrics::count))
            .wrap(TracingLogger::<Trace>::new())
    });
    let server = server
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
    let listening = listening.map_err(|cause| door::unavailable(&address.to_string(), cause))?;
    Ok((listening.run(), address))
}
