//! Fields that a request does not have are refused, not ignored, at every depth of every body.

use super::ROUTES;
use super::Site;
use super::body;
use super::is_held;
use crate::http::openapi::operations;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::role::Role;

/// A field that nothing has.
const UNKNOWN: &str = "granted_by_the_caller";
/// Bodies with parts that are free by their standard or their purpose.
const FREE: &[(&str, &str)] = &[(
    "register_value_set",
    "a FHIR resource may have elements that this server does not read",
)];

/// A fuller body than that of the walk, so that every depth is seen.
fn full_body(operation: &str) -> Option<Value> {
    let target = json!({ "code": "A00", "relationship": "equivalent", "when": [{ "of": "unit", "is": ["mg"] }] });
    match operation {
        "draft_mappings" | "propose_mappings" | "resolve_proposals" => {
            Some(json!({ "items": [{ "code": "002", "targets": [target], "justification": "x" }] }))
        }
        "run_bulk_act" => Some(json!({ "filter": { "codes": ["001"] }, "reason": "x" })),
        "assign_codes" => Some(json!({ "filter": { "risk": "none" }, "reason": "x" })),
        "set_review_policy" => Some(json!({ "policy": { "review": "simple" }, "reason": "x" })),
        "judge_sample" => Some(json!({ "items": [{ "code": "001", "verdict": "right" }] })),
        "report_use" => Some(crate::http::feedback::report("fields", &[("F-1", "x", "unmapped", 1)])),
        _ => body(operation, "H1"),
    }
}

/// The body with one field too many, once for each object in it, and where that is.
fn with_one_more(value: &Value, place: &str) -> Vec<(String, Value)> {
    let mut list = Vec::new();
    match value {
        Value::Object(fields) => {
            let mut more = fields.clone();
            more.insert(UNKNOWN.to_owned(), json!("x"));
            list.push((place.to_owned(), Value::Object(more)));
            for (name, inner) in fields {
                for (place, changed) in with_one_more(inner, &format!("{place}/{name}")) {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), changed);
                    list.push((place, Value::Object(fields)));
                }
            }
        }
        Value::Array(items) => {
            let Some(first) = items.first() else { return list };
            for (place, changed) in with_one_more(first, &format!("{place}/0")) {
                list.push((place, json!([changed])));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    list
}

#[test]
fn an_unknown_field_is_refused_wherever_it_stands() {
    let site = Site::new();
    let mut ignored = Vec::new();
    let mut tried = 0;
    for operation in &operations() {
        let takes_json = operation.about["requestBody"]["content"]
            .get("application/json")
            .is_some();
        if !takes_json || FREE.iter().any(|(id, _)| *id == operation.id) {
            continue;
        }
        let sample = full_body(&operation.id).unwrap_or_else(|| panic!("{} has no sample", operation.id));
        let (_, step, gate) = ROUTES.iter().find(|(id, ..)| *id == operation.id).unwrap();
        let role = Role::ALL.iter().find(|role| is_held(*gate, **role)).unwrap();
        let client = site.server.own(*role);
        for (place, changed) in with_one_more(&sample, "") {
            let mut request = site.request(operation, step, "H1");
            request.body = Some(changed.to_string().into_bytes());
            let answer = request.send(&client);
            tried += 1;
            if answer.status != 400 || !String::from_utf8_lossy(&answer.body).contains(UNKNOWN) {
                ignored.push(format!("{} {place}: {answer:?}", operation.id));
            }
        }
    }
    eprintln!("{tried} unknown fields tried, {} ignored", ignored.len());
    assert!(ignored.is_empty(), "{}", ignored.join("\n"));
}
