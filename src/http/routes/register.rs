//! What a route is registered with.

use crate::http::described::Below;
use actix_web::Route;
use actix_web::dev::HttpServiceFactory;
use actix_web::web;
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig;

/// Takes routes, in the order in which they are tried.
pub trait Register {
    /// Takes an operation.
    fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, operation: F) -> &mut Self;

    /// Takes a route that is not described.
    fn route(&mut self, path: &str, route: Route) -> &mut Self;
}

/// A server. It keeps no description: each of its threads would make one.
impl Register for web::ServiceConfig {
    fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, operation: F) -> &mut Self {
        self.service(operation)
    }

    fn route(&mut self, path: &str, route: Route) -> &mut Self {
        self.route(path, route)
    }
}

/// A server with its interface document.
impl Register for ServiceConfig<'_> {
    fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, operation: F) -> &mut Self {
        self.service(operation)
    }

    fn route(&mut self, path: &str, route: Route) -> &mut Self {
        self.route(path, route)
    }
}

/// What each address takes.
impl Register for Below<'_> {
    fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, operation: F) -> &mut Self {
        self.add(operation.paths());
        self
    }

    fn route(&mut self, _path: &str, _route: Route) -> &mut Self {
        self
    }
}
