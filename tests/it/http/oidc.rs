//! Signing in at another provider over HTTP, as a browser does it.

use super::client::Answer;
use super::client::Client;
use super::server::TestServer;
use crate::support::database::Engine;
use crate::support::provider::TestProvider;
use crate::support::service::START;
use crate::support::service::TestService;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::oidc::OidcRules;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

const BEGIN: &str = "sign-in/oidc";
const CALLBACK: &str = "sign-in/oidc/callback";

/// A server that signs people in at a provider.
pub fn served() -> (TestServer, TestProvider) {
    let provider = TestProvider::start(START);
    (over(&provider.rules(), &provider), provider)
}

fn over(rules: &OidcRules, provider: &TestProvider) -> TestServer {
    let TestService { service, database } = TestService::new(Engine::Sqlite);
    let client = rules.client(provider.client().secret, None).unwrap();
    let service = service.with_oidc(client).unwrap();
    TestServer::over(TestService { service, database })
}

fn security(server: &TestServer) -> Client {
    server.client("security", Role::SecurityAdministrator, "*")
}

/// An account of H1 with a role, linked to the person of this name.
fn linked(server: &TestServer, id: &str, role: &str) {
    let security = security(server);
    let new = json!({ "id": id, "name": "张三", "organization": "H1" });
    security.post("accounts", &new).ok_with(201);
    let grant = json!({ "role": role, "organizations": ["H1"], "reason": "到岗" });
    security.post(&format!("accounts/{id}/grants"), &grant).ok_with(201);
    let link = json!({ "subject": id, "reason": "到岗" });
    security.put(&format!("accounts/{id}/identity"), &link).ok();
}

/// The cookie of a header `Set-Cookie`, as a browser sends it.
fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// Where the browser of this person goes back to, and its cookie.
fn returning(server: &TestServer, provider: &TestProvider, subject: &str) -> (String, String) {
    let gone = server.anon().get(BEGIN);
    assert_eq!(gone.status, 303, "{gone:?}");
    let (state, code) = provider.sign_in(gone.header("location"), subject);
    (format!("{CALLBACK}?state={state}&code={code}"), cookie(&gone))
}

fn come_back(server: &TestServer, (address, cookie): &(String, String)) -> Answer {
    server.anon().call("GET", address).header("cookie", cookie).send()
}

/// A person who signed in at the provider.
fn person(server: &TestServer, provider: &TestProvider, subject: &str) -> Client {
    let answer = come_back(server, &returning(server, provider, subject));
    assert_eq!(answer.status, 303, "{answer:?}");
    let cookie = cookie(&answer);
    server.bearer(Some(cookie.strip_prefix("zhiyu_session=").unwrap().to_owned()))
}

/// Everything of this that changes something.
pub fn journey(server: &TestServer, provider: &TestProvider) {
    linked(server, "qian", "publisher");
    let first = person(server, provider, "qian");
    let enrolment = first.act("session/second-factor").ok_with(201);
    let code = |step: i64| json!({ "code": super::accounts::code_at(&enrolment, step) });
    first.post("session/second-factor/confirm", &code(0)).ok();
    let second = person(server, provider, "qian");
    second.get("organizations").refused(Code::SecondFactorCodeRequired);
    second
        .post("session/second-factor/verify", &code(0))
        .refused(Code::SecondFactorWrong);
    assert_eq!(second.post("session/second-factor/verify", &code(1)).status, 204);
    second.get("organizations").ok();
    let unlink = security(server).delete("accounts/qian/identity?reason=x");
    assert_eq!(unlink.status, 204);
}

#[test]
fn a_browser_goes_there_and_back() {
    let (server, provider) = served();
    linked(&server, "zhang", "curator");
    let ways = server.anon().get("sign-in").ok();
    assert_eq!(
        ways["oidc"],
        json!({ "label": "省统一身份认证", "path": "/api/v1/sign-in/oidc" })
    );
    let gone = server.anon().get(BEGIN);
    let kept = gone.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/api/v1/sign-in/oidc", "Max-Age=600"] {
        assert!(kept.contains(part), "{kept}");
    }
    assert_eq!(
        (gone.header("cache-control"), gone.header("referrer-policy")),
        ("no-store", "no-referrer")
    );
    let back = returning(&server, &provider, "zhang");
    let answer = come_back(&server, &back);
    assert_eq!((answer.status, answer.header("location")), (303, "/#signed-in"));
    let given = answer.header("set-cookie");
    for part in ["zhiyu_session=zhiyus_", "HttpOnly", "SameSite=Strict", "Path=/;"] {
        assert!(given.contains(part), "{given}");
    }
    let anon = server.anon();
    let session = anon
        .call("GET", "session")
        .header("cookie", &cookie(&answer))
        .send()
        .ok();
    assert_eq!(
        (&session["account"], &session["name"]),
        (&json!("zhang"), &json!("张三"))
    );
    assert!(
        session.get("duty").is_none(),
        "the password here does not matter: {session}"
    );
    come_back(&server, &back).refused(Code::OidcRefused);
    let events = server.platform(Role::Auditor).get("audit/events?limit=1000").ok();
    let mut events = events["items"].as_array().unwrap().iter();
    let event = events.find(|event| event["action"] == "session.sign-in").unwrap();
    assert_eq!(
        (&event["account"], &event["address"]),
        (&json!("zhang"), &json!("127.0.0.1"))
    );
}

#[test]
fn nothing_leads_a_browser_elsewhere() {
    let (server, provider) = served();
    linked(&server, "zhang", "curator");
    let evil = "https%3A%2F%2Fevil.example";
    for name in ["return", "redirect_uri", "next"] {
        let asked = format!("{BEGIN}?{name}={evil}");
        server.anon().get(&asked).refused(Code::ParameterUnknown);
    }
    let anon = server.anon();
    let gone = anon.call("GET", BEGIN).header("host", "evil.example").send();
    assert!(gone.header("location").starts_with(provider.issuer()));
    assert!(!gone.header("location").contains("evil.example"), "{gone:?}");
    assert!(gone.header("set-cookie").ends_with("; Secure"));
    // What else a provider adds is left alone.
    let (address, cookie) = returning(&server, &provider, "zhang");
    let more = format!("{address}&session_state=x&return={evil}&redirect_uri={evil}");
    let answer = come_back(&server, &(more, cookie));
    assert_eq!((answer.status, answer.header("location")), (303, "/#signed-in"));
}

#[test]
fn a_browser_that_is_refused_goes_to_the_sign_in_page() {
    let (server, provider) = served();
    let anon = server.anon();
    let browser = |(address, cookie): &(String, String)| {
        let call = anon.call("GET", address).header("cookie", cookie);
        call.header("accept", "text/html,application/xhtml+xml").send()
    };
    let stranger = returning(&server, &provider, "stranger");
    let answer = browser(&stranger);
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, "/#refused=identity-not-linked")
    );
    assert!(answer.header("set-cookie").starts_with("zhiyu_sign_in=;"));
    assert_eq!(browser(&stranger).header("location"), "/#refused=oidc-refused");
    come_back(&server, &returning(&server, &provider, "stranger")).refused(Code::IdentityNotLinked);
    // The cookie of another browser.
    let (address, _) = returning(&server, &provider, "stranger");
    let (_, other) = returning(&server, &provider, "stranger");
    come_back(&server, &(address.clone(), other)).refused(Code::OidcRefused);
    come_back(&server, &(address, String::new())).refused(Code::OidcRefused);
}

#[test]
fn without_a_provider_there_is_no_button_and_one_that_is_away_is_told() {
    let server = TestServer::start();
    assert_eq!(server.anon().get("sign-in").ok(), json!({ "password": true }));
    server.anon().get(BEGIN).refused(Code::OidcOff);
    server.anon().get(CALLBACK).refused(Code::OidcOff);
    let provider = TestProvider::start(START);
    let mut rules = provider.rules();
    rules.issuer = Some("http://127.0.0.1:1".to_owned());
    let server = over(&rules, &provider);
    for _ in 0..2 {
        server.anon().get(BEGIN).refused(Code::OidcUnavailable);
    }
    // A configuration that names another issuer is not taken.
    rules.issuer = Some(format!("{}/", provider.issuer()));
    let server = over(&rules, &provider);
    server.anon().get(BEGIN).refused(Code::OidcUnavailable);
}

#[test]
fn whoever_manages_an_account_says_who_it_is_elsewhere() {
    let (server, _provider) = served();
    linked(&server, "zhang", "curator");
    let address = "accounts/zhang/identity";
    let link = |subject: &str| json!({ "subject": subject, "reason": "x" });
    let linked: Value = server.auditor().get(address).ok();
    assert_eq!(
        (&linked["subject"], &linked["linked_by"]),
        (&json!("zhang"), &json!("security"))
    );
    server.curator().put(address, &link("x")).refused(Code::RightMissing);
    server.admin().put(address, &link("x")).refused(Code::RightMissing);
    let county = server.client("county", Role::SecurityAdministrator, "H2");
    county.put(address, &link("x")).refused(Code::AccountUnknown);
    county.get(address).refused(Code::AccountUnknown);
    county
        .delete("accounts/zhang/identity?reason=x")
        .refused(Code::AccountUnknown);
    let security = security(&server);
    security.put(address, &link("\u{7}")).refused(Code::FieldInvalid);
    security.delete(address).refused(Code::FieldInvalid);
    let again = security.put(address, &link("other")).ok();
    assert_eq!(again["subject"], "other");
    assert_eq!(security.delete("accounts/zhang/identity?reason=x").status, 204);
    security.get(address).refused(Code::IdentityUnknown);
}
