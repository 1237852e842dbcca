//! A server on a port of its own, and the people who talk to it.
//!
//! * A *test server* runs over a fresh SQLite database that holds the shipped lists and the organizations `H1` and `H2`.
//! * A *client* is a person or program with a token: `curator()` and the others belong to `H1`, those of `foreign(role)`
//!   to `H2`, those of `platform(role)` to the whole platform, and `anon()` has no token.

use super::client::Client;
use crate::support::database::Engine;
use crate::support::database::Stranger;
use crate::support::service::TestService;
use crate::support::service::open;
use actix_web::dev::ServerHandle;
use actix_web::rt::System;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use zhiyu::access::role::Role;
use zhiyu::access::session::Scope;
use zhiyu::access::token::Token;
use zhiyu::access::token::TokenGrant;
use zhiyu::http::Serving;
use zhiyu::http::serve;
use zhiyu::http::server::limits::Limits;
use zhiyu::http::server::proxies::Proxies;
use zhiyu::id::AccountId;
use zhiyu::id::OrganizationId;
use zhiyu::service::Service;
use zhiyu::service::access::organizations::NewOrganization;
use zhiyu::snapshot::signing::Signing;
use zhiyu::time::Instant;

const WORKERS: usize = 2;

/// The name under which an organization of every test server is registered.
pub fn organization_name(id: &str) -> String {
    format!("试验医院 {id}")
}

/// A running server; it stops when it is dropped.
pub struct TestServer {
    service: Service,
    running: Arc<TestService>,
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl TestServer {
    /// Starts a server on a free port of the loopback.
    pub fn start() -> Self {
        Self::on(Engine::Sqlite)
    }

    /// Starts a server on this kind of database.
    pub fn on(engine: Engine) -> Self {
        Self::over(TestService::new(engine))
    }

    /// Starts a server that signs what it serves.
    pub fn signed(signing: Arc<Signing>) -> Self {
        Self::over(TestService::signed(Engine::Sqlite, signing))
    }

    /// Starts a server that takes on no more than this.
    pub fn limited(limits: Limits) -> Self {
        Self::serving(TestService::new(Engine::Sqlite), limits, Proxies::default())
    }

    /// Starts a server that believes these proxies.
    pub fn behind(proxies: Proxies) -> Self {
        Self::serving(TestService::new(Engine::Sqlite), Limits::default(), proxies)
    }

    /// Starts a server over a service.
    pub fn over(running: TestService) -> Self {
        Self::serving(running, Limits::default(), Proxies::default())
    }

    fn serving(running: TestService, limits: Limits, proxies: Proxies) -> Self {
        for id in ["H1", "H2"] {
            let new = NewOrganization {
                id: OrganizationId::new(id).unwrap(),
                name: organization_name(id),
                uscc: None,
                place: zhiyu::access::area::Place::default(),
            };
            running.service.add_organization(&operator(), &new).unwrap();
        }
        Self::run(running.service.clone(), Arc::new(running), limits, proxies)
    }

    /// Starts another server on the same database, as a second node.
    pub fn another(&self) -> Self {
        let service = open(&self.running.database).unwrap();
        Self::run(service, self.running.clone(), Limits::default(), Proxies::default())
    }

    fn run(service: Service, running: Arc<TestService>, limits: Limits, proxies: Proxies) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let own = service.clone();
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            System::new().block_on(async move {
                let serving = Serving {
                    workers: WORKERS,
                    limits,
                    proxies,
                    telemetry: None,
                };
                let (server, address) = serve(service, listener, serving).unwrap();
                sender.send((server.handle(), address)).unwrap();
                server.await.unwrap();
            });
        });
        let (handle, address) = receiver.recv().unwrap();
        Self {
            service: own,
            running,
            address,
            handle,
            thread: Some(thread),
        }
    }

    /// The address of its interface, for a collector.
    pub fn interface(&self) -> String {
        format!("http://{}/api/v1", self.address)
    }

    /// The service behind the server.
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// A connection to the database behind the server's back.
    pub fn stranger(&self) -> Stranger {
        self.running.database.stranger()
    }

    /// Somebody without a token.
    pub fn anon(&self) -> Client {
        self.bearer(None)
    }

    /// Whoever presents this text as their token.
    pub fn bearer(&self, token: Option<String>) -> Client {
        Client::new(self.address, token)
    }

    /// A new token and the client that holds it.
    pub fn token(
        &self,
        account: &str,
        role: Role,
        organizations: &str,
        expires_at: Option<Instant>,
    ) -> (Token, Client) {
        let grant = TokenGrant {
            account: AccountId::new(account).unwrap(),
            role,
            scope: Scope::parse(organizations).unwrap(),
            expires_at,
        };
        let (token, secret) = self.running.service.create_token(&operator(), &grant).unwrap();
        (token, self.bearer(Some(secret.reveal().to_owned())))
    }

    /// An account with a role for `H1`, or whichever organizations are named with commas.
    pub fn client(&self, account: &str, role: Role, organizations: &str) -> Client {
        self.token(account, role, organizations, None).1
    }

    /// An account with a role for the whole platform.
    pub fn platform(&self, role: Role) -> Client {
        self.client(&format!("platform-{}", role.as_str()), role, "*")
    }

    /// An account with a role for `H2` alone.
    pub fn foreign(&self, role: Role) -> Client {
        self.client(&format!("foreign-{}", role.as_str()), role, "H2")
    }

    /// An account with a role for `H1`, called like the role.
    pub fn own(&self, role: Role) -> Client {
        self.client(role.as_str(), role, "H1")
    }

    /// The administrator of `H1`.
    pub fn admin(&self) -> Client {
        self.own(Role::Administrator)
    }

    /// The registrar.
    pub fn registrar(&self) -> Client {
        self.own(Role::Registrar)
    }

    /// A colleague of the registrar.
    pub fn second_registrar(&self) -> Client {
        self.client("second-registrar", Role::Registrar, "H1")
    }

    /// The curator of `H1`.
    pub fn curator(&self) -> Client {
        self.own(Role::Curator)
    }

    /// A colleague of the curator.
    pub fn second_curator(&self) -> Client {
        self.client("second-curator", Role::Curator, "H1")
    }

    /// The reviewer of `H1`.
    pub fn reviewer(&self) -> Client {
        self.own(Role::Reviewer)
    }

    /// The publisher of `H1`.
    pub fn publisher(&self) -> Client {
        self.own(Role::Publisher)
    }

    /// The auditor of `H1`.
    pub fn auditor(&self) -> Client {
        self.own(Role::Auditor)
    }

    /// The collector of `H1`.
    pub fn collector(&self) -> Client {
        self.own(Role::Collector)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        let ended = self.thread.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            ended.unwrap().unwrap();
        }
    }
}

fn operator() -> zhiyu::access::session::Session {
    Service::operator(AccountId::new("operator").unwrap())
}
