//! Every address of the description: methods that it does not have, and parameters that it does not take.

use super::openapi::Operation;
use super::openapi::operations;
use super::server::TestServer;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// The address with something at each place.
fn address(path: &str) -> String {
    let filled = path
        .split('/')
        .map(|segment| if segment.starts_with('{') { "1" } else { segment });
    filled.collect::<Vec<_>>().join("/")
}

/// An address of the description takes this one too, with other words at its places.
fn also_fits(general: &str, path: &str) -> bool {
    let (general, path): (Vec<&str>, Vec<&str>) = (general.split('/').collect(), path.split('/').collect());
    let fits = |(one, other): (&&str, &&str)| one.starts_with('{') || one == other;
    general.len() == path.len() && general.iter().zip(&path).all(fits)
}

#[test]
fn a_method_that_an_address_does_not_have_is_refused_with_those_that_it_has() {
    let server = TestServer::start();
    let client = server.platform(Role::Auditor);
    let operations = operations();
    let mut by_path: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for Operation { path, .. } in &operations {
        let fitting = operations.iter().filter(|other| also_fits(&other.path, path));
        by_path
            .entry(path)
            .or_default()
            .extend(fitting.map(|other| other.method.as_str()));
    }
    for (path, methods) in by_path {
        for method in METHODS.iter().filter(|method| !methods.contains(*method)) {
            let answer = client.call(method, &address(path)).send();
            answer.refused(Code::MethodNotAllowed);
            let allowed: BTreeSet<&str> = answer.header("allow").split(", ").collect();
            assert_eq!(allowed, methods, "{method} {path}");
        }
    }
    client.get("/api/v1/nothing").refused(Code::PathUnknown);
}

#[test]
fn a_parameter_that_an_address_does_not_take_is_refused_by_name() {
    let server = TestServer::start();
    let (client, anon) = (server.platform(Role::Auditor), server.anon());
    let signed_in = operations()
        .into_iter()
        // Providers of sign-in add what they like (RFC 6749 crate::4.1.2).
        .filter(|operation| !["get_health", "get_readiness", "finish_oidc_sign_in"].contains(&operation.id.as_str()));
    for Operation { path, method, id, .. } in signed_in {
        let asked = format!("{}?surprise=1", address(&path));
        let answer = client.call(&method, &asked).send();
        let problem = answer.refused(Code::ParameterUnknown);
        assert_eq!(problem["field"], "surprise", "{method} {path}");
        if !["sign_in", "list_sign_in_ways", "begin_oidc_sign_in"].contains(&id.as_str()) {
            anon.call(&method, &asked).send().refused(Code::TokenMissing);
        }
    }
}
