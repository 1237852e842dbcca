//! What the interface description says of an address: which methods it has, and which query parameters each takes.
//!
//! The description is made from the routes, so nothing here can be out of date. An address with a `/` inside of its last place
//! is not looked up.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use actix_web::HttpRequest;
use actix_web::web::Data;
use actix_web::web::Query;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::Operation;
use utoipa::openapi::path::ParameterIn;
use utoipa::openapi::path::PathItem;
use utoipa::openapi::path::Paths;

/// A segment of an address; literal ones are looked at first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    Place,
}

/// The query parameters of each method.
type Methods = BTreeMap<String, BTreeSet<String>>;

/// Every address of the description, the more literal ones first.
#[derive(Debug, Default)]
pub struct Described(BTreeMap<Vec<Segment>, Methods>);

/// Where the addresses are that are added.
pub struct Below<'d> {
    base: &'static str,
    described: &'d mut Described,
}

impl Below<'_> {
    /// Adds addresses with their operations.
    pub fn add(&mut self, paths: Paths) {
        for (path, item) in paths.paths {
            let address = segments(&format!("{}{path}", self.base)).map(Segment::of).collect();
            let known = self.described.0.entry(address).or_default();
            known.extend(methods(item));
        }
    }
}

impl Described {
    /// To add addresses below this one.
    pub fn below(&mut self, base: &'static str) -> Below<'_> {
        Below { base, described: self }
    }

    /// Refuses a query parameter that the operation does not have: a misspelt one would change the answer in silence.
    pub fn check(request: &HttpRequest) -> Result<()> {
        if request.query_string().is_empty() {
            return Ok(());
        }
        let described = request.app_data::<Data<Self>>();
        let known = described.and_then(|described| described.parameters(request.path(), request.method().as_str()));
        let Some(known) = known else {
            return Ok(());
        };
        let given = Query::<Vec<(String, String)>>::from_query(request.query_string());
        let given = given.map_err(|cause| Error::new(Code::RequestInvalid).with("reason", cause))?;
        match given.iter().find(|(name, _)| !known.contains(name)) {
            None => Ok(()),
            Some((name, _)) => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                Err(Error::new(Code::ParameterUnknown)
                    .with("name", name)
                    .with(
                        "known",
                        if known.is_empty() {
                            "-".to_owned()
                        } else {
                            known.join(", ")
                        },
                    )
                    .in_field(name))
            }
        }
    }

    /// The refusal where no route is: the address is unknown, or it has other methods.
    pub fn refusal(&self, request: &HttpRequest) -> Error {
        let mut methods: BTreeSet<&str> = BTreeSet::new();
        for (_, known) in self.0.iter().filter(|(address, _)| matches(address, request.path())) {
            methods.extend(known.keys().map(String::as_str));
        }
        methods.remove(request.method().as_str());
        if methods.is_empty() {
            return Code::PathUnknown.into();
        }
        let allow = methods.into_iter().collect::<Vec<_>>().join(", ");
        Error::new(Code::MethodNotAllowed)
            .with("method", request.method())
            .with("allow", allow)
    }

    fn parameters(&self, path: &str, method: &str) -> Option<&BTreeSet<String>> {
        let mut fitting = self.0.iter().filter(|(address, _)| matches(address, path));
        fitting.find_map(|(_, methods)| methods.get(method))
    }
}

impl Segment {
    fn of(text: &str) -> Self {
        if text.starts_with('{') {
            return Self::Place;
        }
        Self::Literal(text.to_owned())
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.trim_start_matches('/').split('/')
}

fn matches(address: &[Segment], path: &str) -> bool {
    let mut given = segments(path);
    let all_fit = address.iter().all(|segment| {
        given.next().is_some_and(|text| match segment {
            Segment::Literal(literal) => literal == text,
            Segment::Place => !text.is_empty(),
        })
    });
    all_fit && given.next().is_none()
}

fn methods(item: PathItem) -> impl Iterator<Item = (String, BTreeSet<String>)> {
    let operations = [
        ("GET", item.get),
        ("PUT", item.put),
        ("POST", item.post),
        ("DELETE", item.delete),
        ("OPTIONS", item.options),
        ("HEAD", item.head),
        ("PATCH", item.patch),
    ];
    let known = operations
        .into_iter()
        .filter_map(|(method, operation)| Some((method, operation?)));
    known.map(|(method, operation)| (method.to_owned(), parameters(operation)))
}

fn parameters(operation: Operation) -> BTreeSet<String> {
    let list = operation.parameters.into_iter().flatten();
    let queries = list.filter_map(|parameter| match parameter {
        RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name),
        RefOr::T(_) | RefOr::Ref(_) => None,
    });
    queries.collect()
}
