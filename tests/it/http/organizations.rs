//! Organizations: registered once, with a credit code that has to be right.

use super::data::all_pages;
use super::data::column;
use super::server::TestServer;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

const GOOD: &str = "1241150041580000XT";
const WRONG_DIGIT: &str = "1241150041580000XA";
const WRONG_ORGANIZATION_DIGIT: &str = "12411500415800001T";
const MALFORMED: &str = "1241150041580000";

#[test]
fn a_credit_code_is_checked_and_kept() {
    let server = TestServer::start();
    let admin = server.platform(Role::Administrator);
    let body = |uscc: &str| json!({ "id": "H3", "name": "第三医院", "uscc": uscc });
    let wrong = admin
        .post("organizations", &body(WRONG_DIGIT))
        .refused(Code::CheckDigitWrong);
    assert_eq!(wrong["field"], "uscc");
    assert!(wrong["detail"].as_str().unwrap().contains("应为 T"), "{wrong}");
    admin
        .post("organizations", &body(WRONG_ORGANIZATION_DIGIT))
        .refused(Code::CheckDigitWrong);
    let malformed = admin
        .post("organizations", &body(MALFORMED))
        .refused(Code::IdentifierInvalid);
    assert_eq!(malformed["field"], "uscc");
    admin.get("organizations/H3").refused(Code::OrganizationUnknown);

    let registered = admin.post("organizations", &body(GOOD)).ok_with(201);
    assert_eq!(registered["uscc"], GOOD);
    assert_eq!(admin.get("organizations/H3").ok(), registered);
    assert_eq!(
        admin.post("organizations", &body(GOOD)).ok_with(201),
        registered,
        "the same again"
    );
    let renamed = json!({ "id": "H3", "name": "第四医院", "uscc": GOOD });
    admin.post("organizations", &renamed).refused(Code::OrganizationExists);
    let twin = json!({ "id": "H4", "name": "第四医院", "uscc": GOOD });
    let twin = admin.post("organizations", &twin).refused(Code::OrganizationExists);
    assert_eq!(twin["field"], "uscc");
    admin.get("organizations/H4").refused(Code::OrganizationUnknown);
}

#[test]
fn names_have_a_rule() {
    let server = TestServer::start();
    let admin = server.platform(Role::Administrator);
    for name in [String::new(), "  ".to_owned(), "医\n院".to_owned(), "院".repeat(201)] {
        let problem = admin.post("organizations", &json!({ "id": "H3", "name": name }));
        assert_eq!(problem.refused(Code::FieldInvalid)["field"], "name");
    }
    let longest = json!({ "id": "H3", "name": "院".repeat(200) });
    admin.post("organizations", &longest).ok_with(201);
}

#[test]
fn everybody_sees_the_organizations_of_their_scope_and_no_others() {
    let server = TestServer::start();
    let seen = |client: &super::client::Client| column(&all_pages(client, "organizations", 1), "id");
    assert_eq!(seen(&server.curator()), ["H1"]);
    assert_eq!(seen(&server.foreign(Role::Administrator)), ["H2"]);
    assert_eq!(seen(&server.client("both", Role::Collector, "H1,H2,H9")), ["H1", "H2"]);
    assert_eq!(seen(&server.platform(Role::Auditor)), ["H1", "H2"]);
    assert!(seen(&server.client("nobody", Role::Curator, "")).is_empty());
}

#[test]
fn an_administrator_registers_within_their_scope() {
    let server = TestServer::start();
    let admin = server.client("admin", Role::Administrator, "H5");
    let body = |id: &str| json!({ "id": id, "name": "第五医院" });
    admin.post("organizations", &body("H5")).ok_with(201);
    admin.post("organizations", &body("H2")).refused(Code::OutOfScope);
    admin.post("organizations", &body("H9")).refused(Code::OutOfScope);
}
