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
use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A segment of an address; literal ones are looked at first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    Place,
}

/// The query parameters of each method.
type Methods = BTreeMap<String, BTreeSet<String>>;

/// Every address of the description, the more literal ones first.
#[derive(Debug)]
pub struct Described(BTreeMap<Vec<Segment>, Methods>);

impl Described {
    /// Reads the OpenAPI document.
    pub fn of(document: &utoipa::openapi::OpenApi) -> Self {
        let document = serde_json::to_value(document).unwrap_or_default();
        let mut addresses = BTreeMap::new();
        for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
            let operations = item.as_object().into_iter().flatten();
            let methods = operations.map(|(method, operation)| (method.to_uppercase(), parameters(operation)));
            addresses.insert(segments(path).map(Segment::of).collect(), methods.collect());
        }
        Self(addresses)
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

fn parameters(operation: &Value) -> BTreeSet<String> {
    let list = operation.get("parameters").and_then(Value::as_array);
    let queries = list
        .into_iter()
        .flatten()
        .filter(|parameter| parameter["in"] == "query");
    queries
        .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
        .collect()
}
