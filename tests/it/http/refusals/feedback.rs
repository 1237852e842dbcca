//! Reports, alerts and webhooks that are refused.

use super::Case;
use crate::http::client::Client;
use crate::http::feedback::report;
use crate::http::feedback::report_unmapped;
use crate::http::server::TestServer;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

const REPORTS: &str = "organizations/H1/collectors/front-1/reports";

/// Every refusal of feedback; one report with an alert is there before.
pub fn cases(server: &TestServer) -> Vec<Case> {
    report_unmapped(server, "one");
    let (collector, curator) = (server.collector(), server.curator());
    let admin = server.platform(Role::Administrator);
    let case = |code, client: &Client, send: fn(&Client) -> super::Answer| Case::new(code, client, send);
    vec![
        case(Code::ReportIdReused, &collector, |client| {
            client.post(REPORTS, &report("one", &[]))
        }),
        case(Code::FieldInvalid, &collector, |client| {
            let mut body = report("two", &[]);
            body["outcome"] = json!("refused");
            client.post(REPORTS, &body)
        }),
        case(Code::FieldInvalid, &collector, |client| {
            let twice = [("A", "甲", "unmapped", 1), ("A", "甲", "unmapped", 1)];
            client.post(REPORTS, &report("two", &twice))
        }),
        case(Code::FieldInvalid, &collector, |client| {
            client.post(REPORTS, &report("two", &[("A", "甲", "lost", 1)]))
        }),
        case(Code::AlertUnknown, &curator, |client| {
            client.get("organizations/H1/alerts/99")
        }),
        case(Code::AlertStepNotAllowed, &curator, |client| {
            client.post("organizations/H1/alerts/1/reopen", &json!({ "reason": "x" }))
        }),
        case(Code::FieldInvalid, &curator, |client| {
            let reason = json!({ "reason": "请致电 13800138000" });
            client.post("organizations/H1/alerts/1/acknowledge", &reason)
        }),
        case(Code::FieldInvalid, &curator, |client| {
            client.get("organizations/H1/unmapped?from=2026-01-02&to=2026-01-01")
        }),
        case(Code::WebhookRefused, &admin, |client| {
            client.put("organizations/H1/webhook", &json!({ "url": "https://example.com/" }))
        }),
    ]
}
