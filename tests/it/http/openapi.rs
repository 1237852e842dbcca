//! The interface description: committed, complete, with examples, and the same as the routes.

use super::client::is_chinese;
use super::server::TestServer;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use zhiyu::access::role::Role;
use zhiyu::error::Code;
use zhiyu::http::openapi;

const FILE: &str = "openapi/zhiyu.json";
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const ROUTES: &str = concat!(
    include_str!("../../../src/http/routes.rs"),
    include_str!("../../../src/http/routes/operation.rs")
);

/// An operation of the document.
pub struct Operation {
    /// `GET` and so on.
    pub method: String,
    /// The address with its `{…}` places.
    pub path: String,
    /// Its id.
    pub id: String,
    /// Its description.
    pub about: Value,
}

/// Every operation of the document.
pub fn operations() -> Vec<Operation> {
    let document = document();
    let mut list = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, about) in item.as_object().unwrap() {
            list.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                id: about["operationId"].as_str().unwrap().to_owned(),
                about: about.clone(),
            });
        }
    }
    list
}

fn document() -> Value {
    serde_json::from_str(&openapi::document_text().unwrap()).unwrap()
}

/// Whether a schema, or what it refers to or holds, has an example.
fn has_example(document: &Value, schema: &Value) -> bool {
    if schema.get("example").is_some() || schema.get("examples").is_some() {
        return true;
    }
    if let Some(name) = schema["$ref"].as_str() {
        let referred = document.pointer(name.trim_start_matches('#'));
        return has_example(document, referred.unwrap_or_else(|| panic!("{name} is not there")));
    }
    let page_rows = &schema["properties"]["items"]["items"];
    [&schema["items"], page_rows]
        .into_iter()
        .any(|inner| inner.is_object() && has_example(document, inner))
}

fn content_has_example(document: &Value, content: &Value) -> bool {
    content.as_object().unwrap().values().all(|media| {
        media.get("example").is_some() || media.get("examples").is_some() || has_example(document, &media["schema"])
    })
}

#[test]
fn the_committed_document_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let is_same = committed == openapi::document_text().unwrap();
    assert!(
        is_same,
        "{FILE} is out of date; write it anew with: cargo run -- openapi --out {FILE}"
    );
}

#[test]
fn every_operation_is_described_for_both_readers() {
    let document = document();
    let known_tags: BTreeSet<&str> = document["tags"].as_array().unwrap().iter().map(name_of).collect();
    let operations = operations();
    let ids: BTreeSet<&str> = operations.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(ids.len(), operations.len(), "an operation id stands twice");
    for Operation { id, about, .. } in &operations {
        let summary = about["summary"].as_str().unwrap_or_default();
        assert!(summary.contains(is_chinese), "{id}: the summary is Chinese: {summary}");
        let description = about["description"].as_str().unwrap_or_default();
        let is_english = !description.contains(is_chinese) && description.contains(|c: char| c.is_ascii_alphabetic());
        assert!(is_english, "{id}: the description is English: {description}");
        let tags = about["tags"].as_array().unwrap();
        assert!(
            !tags.is_empty() && tags.iter().all(|tag| known_tags.contains(tag.as_str().unwrap())),
            "{id}"
        );
    }
}

fn name_of(tag: &Value) -> &str {
    tag["name"].as_str().unwrap()
}

#[test]
fn every_operation_shows_examples_and_its_refusals() {
    let document = document();
    for Operation { id, about, .. } in &operations() {
        let responses = about["responses"].as_object().unwrap();
        let successes = responses.iter().filter(|(status, _)| status.starts_with(['2', '3']));
        let mut count = 0;
        for (status, response) in successes {
            count += 1;
            let is_empty = ["204", "303", "304"].contains(&status.as_str());
            let shows = is_empty || content_has_example(&document, &response["content"]);
            assert!(shows, "{id}: {status} has no example");
        }
        assert!(count > 0, "{id} never succeeds");
        for (status, response) in responses.iter().filter(|(status, _)| status.starts_with(['4', '5'])) {
            if id == "get_readiness" {
                // What monitoring reads has one form, whatever it says.
                continue;
            }
            let content = response["content"].as_object().unwrap();
            let types: Vec<&String> = content.keys().collect();
            assert_eq!(types, ["application/problem+json"], "{id}: {status}");
            assert!(content_has_example(&document, &response["content"]), "{id}: {status}");
        }
        let is_open = about["security"] == serde_json::json!([{}]);
        assert_eq!(is_open, ["get_health", "get_readiness"].contains(&id.as_str()), "{id}");
        for status in ["400", "401", "403", "404", "500", "503"] {
            assert!(
                is_open || responses.contains_key(status),
                "{id} does not say when it answers {status}"
            );
        }
        if let Some(body) = about.get("requestBody") {
            assert!(
                content_has_example(&document, &body["content"]),
                "{id}: the body has no example"
            );
        }
        for parameter in about["parameters"].as_array().into_iter().flatten() {
            let describes = parameter["description"].as_str().is_some_and(|words| !words.is_empty());
            assert!(describes, "{id}: {parameter}");
            let is_place = parameter["in"] == "path";
            assert!(!is_place || parameter.get("example").is_some(), "{id}: {parameter}");
        }
    }
}

#[test]
fn the_places_of_an_address_are_its_parameters() {
    for Operation { id, path, about, .. } in &operations() {
        let places: BTreeSet<&str> = path
            .split('{')
            .skip(1)
            .map(|rest| rest.split('}').next().unwrap())
            .collect();
        let parameters = about["parameters"].as_array().into_iter().flatten();
        let named = parameters.filter(|parameter| parameter["in"] == "path").map(name_of);
        assert_eq!(named.collect::<BTreeSet<_>>(), places, "{id}");
    }
}

#[test]
fn the_table_of_routes_and_the_document_agree() {
    let table = ROUTES.matches(".service(").count() - ROUTES.matches("scope(BASE)").count();
    let operations = operations();
    assert_eq!(
        operations.len(),
        table,
        "a route is in the table and not in the document, or the other way round"
    );
    let server = TestServer::start();
    let everybody = Role::ALL
        .iter()
        .filter(|role| **role != Role::Operator)
        .map(|role| server.platform(*role));
    let everybody: Vec<_> = everybody.collect();
    let paths: BTreeSet<&str> = operations.iter().map(|operation| operation.path.as_str()).collect();
    for path in paths {
        let address = path.replace('{', "x").replace('}', "");
        for method in METHODS {
            let is_documented = operations.iter().any(|one| one.path == path && one.method == method);
            let codes: BTreeSet<String> = everybody
                .iter()
                .map(|client| client.call(method, &address).send())
                .map(|answer| String::from_utf8_lossy(&answer.body).into_owned())
                .map(|body| serde_json::from_str::<Value>(&body).map_or(String::new(), |body| body["code"].to_string()))
                .collect();
            let nothing_there = codes
                .iter()
                .all(|code| *code == format!("\"{}\"", Code::MethodNotAllowed));
            assert_eq!(nothing_there, !is_documented, "{method} {path}: {codes:?}");
        }
    }
}
