//! Tokens and the people behind them: no secret comes out twice, no ended token says why, nobody reviews own work.

use super::accounts::person;
use super::client::Answer;
use super::data::diseases;
use super::data::draft;
use super::data::load;
use super::data::mapped;
use super::data::step;
use super::server::TestServer;
use crate::support::database::Engine;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::error::Code;
use zhiyu::time::Instant;

const HIS: &str = "his/diagnosis";

/// A refusal without what differs from request to request.
fn told(answer: &Answer) -> (Value, Vec<String>) {
    let mut problem = answer.refused(Code::TokenInvalid);
    problem["request_id"] = Value::Null;
    let headers = ["content-type", "content-language", "www-authenticate", "content-length"];
    (
        problem,
        headers.iter().map(|name| answer.header(name).to_owned()).collect(),
    )
}

#[test]
fn unknown_expired_and_revoked_tokens_are_refused_alike() {
    let server = TestServer::start();
    let admin = server.platform(Role::Administrator);
    let good = server.curator();
    let expired = Instant::parse("2026-11-21T01:59:59Z").unwrap();
    let (_, late) = server.token("late", Role::Curator, "H1", Some(expired));
    let (revoked_token, revoked) = server.token("revoked", Role::Curator, "H1", None);
    revoked.get("organizations").ok();
    assert_eq!(admin.delete(&format!("tokens/{}", revoked_token.id)).status, 204);
    let mut wrong_secret = good.token_text().to_owned();
    let last = wrong_secret.pop().unwrap();
    wrong_secret.push(if last == '0' { '1' } else { '0' });
    let unknown = format!("zhiyu_{}_{}", "f".repeat(16), "0".repeat(64));
    let bearers = ["x", "zhiyu__", "zhiyu_!_0", &wrong_secret, &unknown].map(str::to_owned);
    let expected = told(&server.bearer(Some(unknown.clone())).get("organizations"));
    for client in bearers
        .map(|text| server.bearer(Some(text)))
        .iter()
        .chain([&late, &revoked])
    {
        assert_eq!(told(&client.get("organizations")), expected, "{}", client.token_text());
        assert_eq!(
            told(&client.get("organizations/H1/mappings")),
            expected,
            "{}",
            client.token_text()
        );
    }
    assert_eq!(expected.1[2], "Bearer");
    good.get("organizations").ok();
    let (_, early) = server.token("early", Role::Curator, "H1", Instant::parse("2026-11-22T00:00:00Z"));
    early.get("organizations").ok();
}

#[test]
fn who_sends_no_bearer_token_is_told_to() {
    let server = TestServer::start();
    let anon = server.anon();
    let problem = anon.get("organizations").refused(Code::TokenMissing);
    assert!(problem["advice"].as_str().unwrap().contains("Authorization: Bearer"));
    for text in ["Basic emhpeXU6eA==", "Bearer", "Bearer ", "zhiyu_1_2"] {
        let answer = anon.call("GET", "organizations").header("authorization", text).send();
        answer.refused(Code::TokenMissing);
    }
    let token = server.curator();
    let lower_case = format!("bearer  {}", token.token_text());
    anon.call("GET", "organizations")
        .header("authorization", &lower_case)
        .send()
        .ok();
}

#[test]
fn a_token_is_shown_once_and_never_again() {
    let server = TestServer::start();
    let admin = server.platform(Role::Administrator);
    let wanted = json!({
        "account": "张三", "role": "collector", "organizations": ["H1", "H2"], "expires_at": "2027-01-01T08:00:00+08:00",
    });
    let made = admin.post("tokens", &wanted).ok_with(201);
    let text = made["token"].as_str().unwrap().to_owned();
    let id = made["id"].as_str().unwrap().to_owned();
    assert_eq!(made["expires_at"], "2027-01-01T00:00:00.000000Z");
    assert_eq!(made["organizations"], json!(["H1", "H2"]));
    let holder = server.bearer(Some(text.clone()));
    holder.get("organizations/H2").ok();

    let others = [server.curator(), server.auditor(), admin.clone()];
    let list = admin.get("tokens");
    let events = server.platform(Role::Auditor).get("audit/events?limit=1000");
    let listed = list.ok();
    let entry = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|token| token["id"] == id)
        .unwrap();
    assert_eq!(entry["account"], "张三");
    assert!(entry.get("token").is_none());
    assert!(events.text().contains(&id), "the event names the token by its id");
    for answer in [&list, &events] {
        let words = answer.text();
        for token in others
            .iter()
            .map(super::client::Client::token_text)
            .chain([text.as_str()])
        {
            let secret = token.rsplit('_').next().unwrap();
            let digest = zhiyu::digest::sha256_hex([secret.as_bytes()]);
            assert!(!words.contains(token) && !words.contains(secret) && !words.contains(&digest));
        }
    }
    assert_eq!(admin.delete(&format!("tokens/{id}")).status, 204);
    holder.get("organizations").refused(Code::TokenInvalid);
    let after = admin.get("tokens").ok();
    let entry = after
        .as_array()
        .unwrap()
        .iter()
        .find(|token| token["id"] == id)
        .unwrap();
    assert!(entry["revoked_at"].is_string(), "a revoked token stays listed");
    admin.delete("tokens/ffffffffffffffff").refused(Code::TokenUnknown);
}

#[test]
fn a_token_says_whose_it_is_and_what_it_is_good_for() {
    let server = TestServer::start();
    let end = Instant::parse("2026-12-21T00:00:00Z");
    let (_, holder) = server.token("zhang", Role::Curator, "H1,H2", end);
    let session = holder.get("session").ok();
    assert_eq!(session["account"], "zhang");
    let grant = json!({
        "role": "curator", "zh": "对照编制员", "en": "curator", "organizations": ["H1", "H2"],
        "until": "2026-12-21T00:00:00.000000Z"
    });
    assert_eq!(session["grants"], json!([grant]));
    let rights: Vec<&Value> = session["rights"].as_array().unwrap().iter().collect();
    let held = |right: &str| rights.iter().find(|held| held["right"] == right);
    let draft = json!({
        "right": "draft-mapping", "zh": "编制对照", "en": "draft mappings", "organizations": ["H1", "H2"]
    });
    assert_eq!(held("draft-mapping"), Some(&&draft));
    assert!(held("review-mapping").is_none() && held("manage-tokens").is_none());
}

#[test]
fn nobody_gives_more_than_they_have() {
    let server = TestServer::start();
    let admin = server.admin();
    let wanted =
        |role: &str, organizations: Value| json!({ "account": "x", "role": role, "organizations": organizations });
    for organizations in [json!(["*"]), json!(["H2"]), json!(["H1", "H2"]), json!(["H9"])] {
        admin
            .post("tokens", &wanted("collector", organizations))
            .refused(Code::OutOfScope);
    }
    admin.post("tokens", &wanted("collector", json!(["H1"]))).ok_with(201);
    let (foreign, client) = server.token("far", Role::Curator, "H2", None);
    let list = admin.get("tokens").ok();
    let scopes: Vec<&Value> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|token| &token["organizations"])
        .collect();
    assert!(scopes.iter().all(|scope| **scope == json!(["H1"])), "{scopes:?}");
    admin
        .delete(&format!("tokens/{}", foreign.id))
        .refused(Code::TokenUnknown);
    client.get("organizations").ok();
    let operator = server
        .platform(Role::Administrator)
        .post("tokens", &wanted("operator", json!(["*"])));
    assert_eq!(operator.refused(Code::FieldInvalid)["field"], "role");
}

#[test]
fn nobody_gets_a_token_in_the_name_of_another() {
    let server = TestServer::start();
    let (admin, li) = (server.admin(), person(&server, "li", "reviewer"));
    let wanted = |account: &str, role: &str| json!({ "account": account, "role": role, "organizations": ["H1"] });
    let refusal = admin.post("tokens", &wanted("li", "reviewer"));
    assert_eq!(refusal.refused(Code::TokenOfAnother)["field"], "account");
    let nobody = admin.post("tokens", &wanted("nobody", "reviewer"));
    nobody.refused(Code::TokenOfAnother);

    let made = li.post("tokens", &wanted("li", "reviewer")).ok_with(201);
    let by_token = server.bearer(Some(made["token"].as_str().unwrap().to_owned()));
    by_token.get("organizations/H1/mappings").ok();
    let id = made["id"].as_str().unwrap();
    let (own, rotate) = (format!("tokens/{id}"), format!("tokens/{id}/rotate"));
    admin.post(&rotate, &json!({})).refused(Code::TokenOfAnother);
    let rotated = li.post(&rotate, &json!({ "overlap_hours": 0 })).ok();
    by_token.get("organizations").refused(Code::TokenInvalid);

    // A token makes no further ones, and a person none beyond what they hold or for others.
    let by_token = server.bearer(Some(rotated["token"].as_str().unwrap().to_owned()));
    for client in [&by_token, &server.reviewer()] {
        let more = client.post("tokens", &wanted("li", "reviewer"));
        more.refused(Code::RightMissing);
        client.post(&rotate, &json!({})).refused(Code::RightMissing);
    }
    li.post("tokens", &wanted("li", "publisher"))
        .refused(Code::TokenBeyondAccount);
    li.post("tokens", &wanted("box", "collector"))
        .refused(Code::RightMissing);

    // Everybody sees and ends their own; whoever manages tokens those of their scope.
    let (program, _) = server.token("box", Role::Collector, "H1", None);
    let listed = li.get("tokens").ok();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!(listed[0]["id"], *id);
    li.delete(&format!("tokens/{}", program.id)).refused(Code::TokenUnknown);
    let all = admin.get("tokens").ok();
    assert!(all.as_array().unwrap().iter().any(|token| token["id"] == *id));
    assert_eq!(admin.delete(&own).status, 204);
    by_token.get("organizations").refused(Code::TokenInvalid);
    let again = li.post("tokens", &wanted("li", "reviewer")).ok_with(201);
    assert_eq!(
        li.delete(&format!("tokens/{}", again["id"].as_str().unwrap())).status,
        204
    );
}

#[test]
fn what_one_node_ends_is_over_on_the_other_with_the_next_request() {
    for engine in [Some(Engine::Sqlite), Engine::postgres()].into_iter().flatten() {
        let first = TestServer::on(engine);
        let second = first.another();
        let admin = first.admin();
        let wanted = json!({ "account": "box", "role": "collector", "organizations": ["H1"] });
        let made = admin.post("tokens", &wanted).ok_with(201);
        let there = |answer: &Value| second.bearer(Some(answer["token"].as_str().unwrap().to_owned()));
        let (token, rotate) = (there(&made), format!("tokens/{}/rotate", made["id"].as_str().unwrap()));
        token.get("organizations").ok();
        let overlapping = there(&admin.post(&rotate, &json!({ "overlap_hours": 1 })).ok());
        token.get("organizations").ok();
        overlapping.get("organizations").ok();
        let last = there(&admin.post(&rotate, &json!({ "overlap_hours": 0 })).ok());
        overlapping.get("organizations").refused(Code::TokenInvalid);
        last.get("organizations").ok();
        assert_eq!(
            admin.delete(&format!("tokens/{}", made["id"].as_str().unwrap())).status,
            204
        );
        last.get("organizations").refused(Code::TokenInvalid);

        let li = person(&first, "li", "reviewer");
        let li_there = second.bearer(Some(li.token_text().to_owned()));
        li_there.get("organizations/H1/mappings").ok();
        let lock = json!({ "status": "locked", "reason": "离岗" });
        let security = first.client("security", Role::SecurityAdministrator, "*");
        security.post("accounts/li/status", &lock).ok();
        li_there.get("organizations/H1/mappings").refused(Code::SessionInvalid);
    }
}

#[test]
fn an_administrator_keeps_the_own_token_going() {
    let server = TestServer::start();
    let (token, admin) = server.token("admin", Role::Administrator, "*", None);
    let (other, _) = server.token("another", Role::Administrator, "*", None);
    let rotate = |id: &str| admin.post(&format!("tokens/{id}/rotate"), &json!({}));
    let rotated = rotate(token.id.as_str()).ok();
    assert_eq!(rotated["account"], "admin");
    rotate(other.id.as_str()).refused(Code::TokenOfAnother);
    let program = json!({ "account": "box", "role": "collector", "organizations": ["*"] });
    let made = admin.post("tokens", &program).ok_with(201);
    rotate(made["id"].as_str().unwrap()).ok();
}

#[test]
fn nobody_reviews_their_own_work_with_any_token() {
    let server = TestServer::start();
    diseases(&server);
    let author = server.client("zhang", Role::Curator, "H1");
    load(&author, HIS, &[("001", "霍乱"), ("002", "伤寒")]).ok();
    draft(&author, HIS, &[mapped("001", "A00"), mapped("002", "A01")]).ok();
    step(&server.curator(), HIS, "submit", &["001", "002"]).ok();
    let as_reviewer = server.client("zhang", Role::Reviewer, "H1");
    let another_token = server.client("zhang", Role::Reviewer, "*");
    let submitter = server.client("curator", Role::Reviewer, "H1");
    for client in [&as_reviewer, &another_token, &submitter] {
        for verb in ["approve", "return"] {
            let problem = step(client, HIS, verb, &["002", "001"]).refused(Code::MakerIsChecker);
            assert_eq!(problem["field"], "items[0]");
            assert_eq!(problem["findings"][0]["code"], "maker-is-checker");
            assert!(problem["detail"].as_str().unwrap().contains("002"), "{problem}");
        }
    }
    let waiting = author.get("organizations/H1/mappings?state=in-review").ok();
    assert_eq!(
        waiting["items"].as_array().unwrap().len(),
        2,
        "a refusal changes nothing"
    );
    step(&server.reviewer(), HIS, "approve", &["001", "002"]).ok();
}
