//! Refusals about the life of editions and about registration.

use super::super::client::Client;
use super::super::server::TestServer;
use super::Case;
use serde_json::json;
use zhiyu::error::Code;

const DRAFT: &str = "code-systems/draft/editions/1";

/// Requests that are refused; an authority is there before.
pub fn cases(server: &TestServer) -> Vec<Case> {
    let registrar = server.registrar();
    let nhc = json!({ "id": "nhc", "title": "国家卫生健康委员会", "tier": "national" });
    registrar.post("authorities", &nhc).ok_with(201);
    let case = |code, send: fn(&Client) -> super::Answer| Case::new(code, &registrar, send);
    vec![
        case(Code::EditionIncomplete, |client| {
            client.post(&format!("{DRAFT}/submit"), &json!({}))
        }),
        case(Code::EditionNotReviewed, |client| {
            client.act(&format!("{DRAFT}/publish"))
        }),
        case(Code::StepNotAllowed, |client| {
            client.post(&format!("{DRAFT}/return"), &json!({ "reason": "x" }))
        }),
        case(Code::FieldInvalid, |client| {
            client.post(&format!("{DRAFT}/retire"), &json!({ "reason": " " }))
        }),
        case(Code::EditionReplacesInvalid, |client| {
            client.call("PATCH", DRAFT).json(&json!({ "replaces": "1" })).send()
        }),
        case(Code::NoEditionInForce, |client| {
            client.get("code-systems/draft/concepts/X")
        }),
        case(Code::AuthorityUnknown, |client| {
            let order = json!({ "authority": "nobody", "status": "standard", "reason": "x" });
            client.post(&format!("{DRAFT}/registrations"), &order)
        }),
        case(Code::AuthorityExists, |client| {
            let other = json!({ "id": "nhc", "title": "别的", "tier": "national" });
            client.post("authorities", &other)
        }),
    ]
}
