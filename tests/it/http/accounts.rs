//! People over HTTP: from the first password to the last grant, with cookies, and everything that is refused on the way.

use super::client::Answer;
use super::client::Client;
use super::server::TestServer;
use crate::support::service::START;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::access::totp;
use zhiyu::error::Code;

const GOOD: &str = "Rk7#vm2q";

fn security(server: &TestServer) -> Client {
    server.client("security", Role::SecurityAdministrator, "*")
}

/// A new account of H1; its one-time password.
pub fn add(server: &TestServer, id: &str) -> String {
    let new = json!({ "id": id, "name": "张三", "organization": "H1", "contact": "13800001234" });
    let made = security(server).post("accounts", &new).ok_with(201);
    made["one_time_password"].as_str().unwrap().to_owned()
}

fn sign_in(server: &TestServer, account: &str, password: &str) -> Answer {
    let given = json!({ "account": account, "password": password });
    server.anon().post("session", &given)
}

/// Signs in with a header of where the request comes from.
pub fn sign_in_from(server: &TestServer, header: (&'static str, &str), account: &str, password: &str) -> Answer {
    let given = json!({ "account": account, "password": password });
    let anon = server.anon();
    anon.call("POST", "session")
        .header(header.0, header.1)
        .json(&given)
        .send()
}

fn holder(server: &TestServer, answer: &Answer) -> Client {
    server.bearer(Some(answer.ok_with(201)["token"].as_str().unwrap().to_owned()))
}

/// An account of H1 with the good password and a role, signed in.
pub fn person(server: &TestServer, id: &str, role: &str) -> Client {
    let one_time = add(server, id);
    let grant = json!({ "role": role, "organizations": ["H1"], "reason": "到岗" });
    security(server)
        .post(&format!("accounts/{id}/grants"), &grant)
        .ok_with(201);
    let first = holder(server, &sign_in(server, id, &one_time));
    let change = json!({ "present": one_time, "new": GOOD });
    assert_eq!(first.post("session/password", &change).status, 204);
    holder(server, &sign_in(server, id, GOOD))
}

#[test]
fn a_person_signs_in_changes_the_first_password_and_signs_out() {
    let server = TestServer::start();
    let one_time = add(&server, "zhang");
    let first = holder(&server, &sign_in(&server, "zhang", &one_time));
    let session = first.get("session").ok();
    assert_eq!(
        (&session["name"], &session["duty"]),
        (&json!("张三"), &json!("password-change-required"))
    );
    assert_eq!(session["rights"], json!([]));
    first.get("organizations").refused(Code::PasswordChangeRequired);
    let change = |present: &str, new: &str| json!({ "present": present, "new": new });
    first
        .post("session/password", &change("x", GOOD))
        .refused(Code::PasswordWrong);
    let refusal = first.post("session/password", &change(&one_time, "Admin@2026"));
    assert_eq!(refusal.refused(Code::PasswordRefused)["field"], "new");
    assert_eq!(first.post("session/password", &change(&one_time, GOOD)).status, 204);
    first.get("session").refused(Code::SessionInvalid);
    let zhang = holder(&server, &sign_in(&server, "zhang", GOOD));
    assert!(zhang.get("session").ok().get("duty").is_none());
    let own = zhang.get("sessions").ok();
    assert_eq!(own.as_array().unwrap().len(), 1);
    assert_eq!(own[0]["address"], "127.0.0.1");
    zhang.delete("sessions/ffff").refused(Code::SessionUnknown);
    assert_eq!(zhang.delete("session").status, 204);
    zhang.get("session").refused(Code::SessionInvalid);
    let program = server.curator();
    program.delete("session").refused(Code::SessionNeeded);
    program
        .post("session/password", &change("x", "y"))
        .refused(Code::SessionNeeded);
}

#[test]
fn who_may_not_sign_in_is_told_nothing_more() {
    let server = TestServer::start();
    let one_time = add(&server, "zhang");
    let told = |answer: &Answer| {
        let mut problem = answer.refused(Code::SignInRefused);
        problem["request_id"] = Value::Null;
        problem
    };
    let wrong = told(&sign_in(&server, "zhang", "Wrong#1x"));
    assert_eq!(told(&sign_in(&server, "nobody", "Wrong#1x")), wrong);
    let lock = json!({ "status": "locked", "reason": "离岗" });
    security(&server).post("accounts/zhang/status", &lock).ok();
    assert_eq!(told(&sign_in(&server, "zhang", &one_time)), wrong);
    for _ in 0..4 {
        told(&sign_in(&server, "zhang", "Wrong#1x"));
    }
    let paused = sign_in(&server, "zhang", "Wrong#1x").refused(Code::SignInPaused);
    assert_eq!(paused["status"], 429);
    // Unlocking lets the person in again at once.
    let unlock = json!({ "status": "active", "reason": "返岗" });
    security(&server).post("accounts/zhang/status", &unlock).ok();
    sign_in(&server, "zhang", &one_time).ok_with(201);
}

#[test]
fn a_cookie_serves_pages_of_this_service_alone() {
    let server = TestServer::start();
    let one_time = add(&server, "zhang");
    let answer = sign_in(&server, "zhang", &one_time);
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "on the loopback: {cookie}");
    let pair = cookie.split(';').next().unwrap();
    let anon = server.anon();
    let call = |method: &str, address: &str| anon.call(method, address).header("cookie", pair);
    assert_eq!(call("GET", "session").send().ok()["account"], "zhang");
    call("DELETE", "session").send().refused(Code::CrossSiteRefused);
    let from = |name: &'static str, value: &str| call("DELETE", "session").header(name, value).send();
    from("sec-fetch-site", "cross-site").refused(Code::CrossSiteRefused);
    from("sec-fetch-site", "same-site").refused(Code::CrossSiteRefused);
    from("origin", "https://evil.example").refused(Code::CrossSiteRefused);
    let signed_out = from("sec-fetch-site", "same-origin");
    assert_eq!(signed_out.status, 204);
    assert!(signed_out.header("set-cookie").starts_with("zhiyu_session=;"));
    call("GET", "session").send().refused(Code::SessionInvalid);
    let elsewhere = anon.call("POST", "session").header("host", "zhiyu.example:8640");
    let given = json!({ "account": "zhang", "password": one_time });
    let answer = elsewhere.json(&given).send();
    assert!(
        answer.header("set-cookie").ends_with("; Secure"),
        "{}",
        answer.header("set-cookie")
    );
}

#[test]
fn a_publisher_needs_a_second_factor() {
    let server = TestServer::start();
    let wang = person(&server, "wang", "publisher");
    wang.post("organizations/H1/releases", &json!({}))
        .refused(Code::SecondFactorRequired);
    let confirm = json!({ "code": "000" });
    wang.post("session/second-factor/confirm", &confirm)
        .refused(Code::SecondFactorWrong);
    let enrolment = wang.act("session/second-factor").ok_with(201);
    assert!(
        enrolment["url"]
            .as_str()
            .unwrap()
            .starts_with("otpauth://totp/Zhiyu:wang?secret=")
    );
    wang.post("session/second-factor/confirm", &confirm)
        .refused(Code::SecondFactorWrong);
    let reason = json!({ "reason": "手机丢失" });
    let remove = security(&server).post("accounts/wang/second-factor/remove", &reason);
    assert_eq!(remove.status, 204);
    wang.get("session").refused(Code::SessionInvalid);
}

#[test]
fn security_gives_what_it_may_not_use() {
    let server = TestServer::start();
    let security = security(&server);
    let li = person(&server, "li", "reviewer");
    li.get("organizations/H1/mappings").ok();
    security.get("organizations/H1/mappings").refused(Code::RightMissing);
    let grant =
        |role: &str, organization: &str| json!({ "role": role, "organizations": [organization], "reason": "x" });
    let give = |client: &Client, account: &str, body: &Value| client.post(&format!("accounts/{account}/grants"), body);
    give(&security, "security", &grant("reviewer", "H1")).refused(Code::GrantToOneself);
    give(&security, "li", &grant("operator", "H1")).refused(Code::FieldInvalid);
    give(&security, "li", &grant("king", "H1")).refused(Code::FieldInvalid);
    give(&security, "li", &grant("auditor", "H1")).ok_with(201);
    give(&security, "li", &grant("administrator", "H1")).refused(Code::PowersNotSeparate);
    give(&server.admin(), "li", &grant("curator", "H1")).refused(Code::RightMissing);
    let county = server.client("county", Role::SecurityAdministrator, "H2");
    give(&county, "li", &grant("curator", "H1")).refused(Code::OutOfScope);
    give(&county, "li", &grant("curator", "H2")).refused(Code::AccountUnknown);
    let list = security.get("accounts/li/grants").ok();
    let second = &list[1];
    assert_eq!(
        (&second["role"], &second["in_force"]),
        (&json!("auditor"), &json!(true))
    );
    let withdraw = format!("grants/{}/withdraw", second["id"]);
    let reason = json!({ "reason": "调岗" });
    county.post(&withdraw, &reason).refused(Code::GrantUnknown);
    assert_eq!(security.post(&withdraw, &reason).status, 204);
    security.post(&withdraw, &reason).refused(Code::GrantUnknown);
    let roles = security.get("roles").ok();
    let administrator = roles
        .as_array()
        .unwrap()
        .iter()
        .find(|role| role["role"] == "administrator");
    assert_eq!(
        administrator.unwrap()["excludes"],
        json!(["auditor", "security-administrator"])
    );
    assert!(roles.as_array().unwrap().iter().all(|role| role["role"] != "operator"));
}

#[test]
fn the_right_comes_before_the_reason() {
    let server = TestServer::start();
    drop(add(&server, "zhang"));
    let county = server.client("county", Role::SecurityAdministrator, "H2");
    let none = json!({ "reason": "" });
    let lock = json!({ "status": "locked", "reason": "" });
    for account in ["zhang", "nobody"] {
        for (path, body) in [("status", &lock), ("password", &none), ("second-factor/remove", &none)] {
            let address = format!("accounts/{account}/{path}");
            server.curator().post(&address, body).refused(Code::RightMissing);
            county.post(&address, body).refused(Code::AccountUnknown);
        }
    }
    security(&server)
        .post("accounts/zhang/password", &none)
        .refused(Code::FieldInvalid);
}

#[test]
fn accounts_are_listed_with_masked_contacts() {
    let server = TestServer::start();
    let security = security(&server);
    drop(add(&server, "zhang"));
    let again = json!({ "id": "zhang", "name": "李四" });
    security.post("accounts", &again).refused(Code::AccountExists);
    let nowhere = json!({ "id": "li", "name": "李四", "organization": "H9" });
    security.post("accounts", &nowhere).refused(Code::OrganizationUnknown);
    let list = security.get("accounts").ok();
    assert_eq!(list["items"][0]["contact"], "138******34");
    assert!(list["items"][0].get("one_time_password").is_none());
    assert_eq!(security.get("accounts/zhang").ok()["contact"], "13800001234");
    assert_eq!(server.auditor().get("accounts/zhang").ok()["contact"], "138******34");
    security.get("accounts?unused_days=4294967295").ok();
    assert_eq!(security.get("accounts?unused_days=90").ok()["items"], json!([]));
    assert_eq!(security.get("accounts?status=locked").ok()["items"], json!([]));
    security.get("accounts?status=x").refused(Code::FieldInvalid);
    security.get("accounts/nobody").refused(Code::AccountUnknown);
    let disable = json!({ "status": "disabled", "reason": "离职" });
    security.post("accounts/zhang/status", &disable).ok();
    let activate = json!({ "status": "active", "reason": "返岗" });
    security
        .post("accounts/zhang/status", &activate)
        .refused(Code::AccountDisabled);
    let nobody = security.post("accounts/nobody/password", &json!({ "reason": "x" }));
    nobody.refused(Code::AccountUnknown);
}

#[test]
fn tokens_are_rotated_and_give_no_more_than_the_account_has() {
    let server = TestServer::start();
    let admin = server.admin();
    let wanted = |account: &str, role: &str| json!({ "account": account, "role": role, "organizations": ["H1"] });
    admin
        .post("tokens", &wanted("program", "reviewer"))
        .refused(Code::TokenOfAnother);
    let mut late = wanted("box", "collector");
    late["expires_at"] = json!("2028-01-01T00:00:00Z");
    admin.post("tokens", &late).refused(Code::TokenLifeTooLong);
    let made = admin.post("tokens", &wanted("box", "collector")).ok_with(201);
    assert!(made["expires_at"].is_string(), "{made}");
    let rotate = format!("tokens/{}/rotate", made["id"].as_str().unwrap());
    let rotated = admin.post(&rotate, &json!({ "overlap_hours": 1 })).ok();
    for answer in [&made, &rotated] {
        let token = answer["token"].as_str().unwrap().to_owned();
        server.bearer(Some(token)).get("organizations").ok();
    }
    admin.post("tokens/ffff/rotate", &json!({})).refused(Code::TokenUnknown);
    let listed = admin.get("tokens").ok();
    let row = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|token| token["id"] == made["id"])
        .unwrap();
    assert_eq!(row["last_used_from"], "127.0.0.1");
    assert!(row["former_good_until"].is_string() && row["last_used_at"].is_string());
}

/// The code that an app shows for an enrolment at the time of the tests.
pub fn code_of(enrolment: &Value) -> String {
    code_at(enrolment, 0)
}

/// The code that it shows so many steps later.
pub fn code_at(enrolment: &Value, later: i64) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let text = enrolment["secret"].as_str().unwrap();
    let values = text.chars().map(|c| letters.find(c).unwrap());
    let bits: Vec<usize> = values
        .flat_map(|value| (0..5).rev().map(move |bit| value >> bit & 1))
        .collect();
    let byte = |bits: &[usize]| u8::try_from(bits.iter().fold(0, |byte, bit| byte * 2 + bit)).unwrap();
    let secret: Vec<u8> = bits.chunks_exact(8).map(byte).collect();
    totp::code_of(&secret, totp::step_of(START) + later).unwrap()
}
