//! The listener for monitoring: `/metrics`, `/readyz`, `/healthz` and nothing else.

use super::door;
use super::door::Door;
use super::metrics;
use super::protection;
use super::trace::Trace;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::GOODBYE;
use crate::http::HANDSHAKE;
use crate::http::Observed;
use crate::http::PATIENCE;
use crate::http::health;
use crate::http::rendering;
use actix_web::App;
use actix_web::HttpServer;
use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::rt;
use actix_web::web;
use std::net::SocketAddr;
use tracing_actix_web::TracingLogger;

/// Starts it.
pub(in crate::http) fn start(door: Door, observed: &Observed) -> Result<(ServerHandle, SocketAddr)> {
    let address = door.address()?;
    let observed = observed.clone();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(observed.metrics.clone()))
            .app_data(web::Data::new(observed.readiness.clone()))
            .route("/metrics", web::get().to(metrics::show))
            .service(health::health)
            .service(health::ready)
            .default_service(web::to(nothing_here))
            .wrap(from_fn(rendering::render_problems))
            .wrap(from_fn(protection::protect))
            .wrap(TracingLogger::<Trace>::new())
    });
    let server = server
        .workers(1)
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
    let running = listening.run();
    let handle = running.handle();
    rt::spawn(async move {
        if let Err(cause) = running.await {
            tracing::error!(%cause, "the listener for monitoring ended");
        }
    });
    Ok((handle, address))
}

async fn nothing_here() -> Result<actix_web::HttpResponse> {
    Err(Error::new(Code::PathUnknown))
}
