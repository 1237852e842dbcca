//! Double blind review over HTTP on both databases: two makers who cannot see each other however they look, what they agree
//! on, and conflicts that neither of them decides.

use super::client::Answer;
use super::client::Client;
use super::data::all_pages;
use super::data::dictionary_address;
use super::data::diseases;
use super::data::draft;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::data::step;
use super::server::TestServer;
use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

on_both_engines! {
    what_two_agree_on_goes_to_review_and_neither_approves_it
    a_conflict_is_decided_by_a_third_person
    nobody_drafts_alone_by_any_way
    a_proposal_lapses_when_the_row_moves_on
}

const HIS: &str = "his/diagnosis";
/// A word that stands only in the first maker's proposal.
const SECRET: &str = "只有甲知道";

struct House {
    server: TestServer,
    first: Client,
    second: Client,
    third: Client,
}

fn of_his(path: &str) -> String {
    format!("{}/{path}", dictionary_address(HIS))
}

fn set_policy(server: &TestServer, review: &str) {
    let policy = json!({ "policy": { "review": review }, "reason": "双盲" });
    server.publisher().put(&of_his("policy"), &policy).ok();
}

fn house(engine: Engine) -> House {
    let server = TestServer::on(engine);
    diseases(&server);
    let rows = [("001", "霍乱"), ("002", "伤寒"), ("003", "副伤寒")];
    load(&server.curator(), HIS, &rows).ok();
    set_policy(&server, "double-blind");
    let maker = |name: &str| server.client(name, Role::Curator, "H1");
    House {
        first: maker("jia"),
        second: maker("yi"),
        third: maker("bing"),
        server,
    }
}

fn propose(client: &Client, items: &[Value]) -> Answer {
    client.put(&of_his("proposals"), &json!({ "items": items }))
}

fn resolve(client: &Client, items: &[Value]) -> Answer {
    client.post(&of_his("proposals/resolutions"), &json!({ "items": items }))
}

fn said(code: &str, target: &str, words: &str) -> Value {
    let mut item = mapped(code, target);
    item["justification"] = json!(words);
    item
}

fn rounds(client: &Client, query: &str) -> Vec<Value> {
    let page = client.get(&of_his(&format!("proposals?{query}"))).ok();
    page["items"].as_array().unwrap().clone()
}

/// Everything that somebody may read about the dictionary, as text.
fn everything(house: &House, client: &Client) -> String {
    let own = [
        "proposals",
        "proposals?code=001",
        "agreement",
        "codes",
        "mappings/export?format=csv",
        "mappings/export?format=sssom",
        "mappings/export/losses?format=sssom",
        "work-list?format=csv",
        "history?code=001",
        "explain?code=001",
        "bulk",
        "codes/notes?code=001",
        "policy",
        "samples",
    ];
    let mut read: String = own.iter().map(|path| client.get(&of_his(path)).text()).collect();
    let dry = json!({ "filter": {}, "reason": "x" });
    for act in ["ignore", "submit", "accept"] {
        read += &client.post(&of_his(&format!("bulk/{act}")), &dry).text();
    }
    read += &client.get("organizations/H1/mappings").text();
    read += &client.get("organizations/H1/coverage").text();
    let auditor = house.server.auditor();
    for event in all_pages(&auditor, "audit/events?organization=H1", 1_000) {
        read += &event.to_string();
    }
    read
}

fn what_two_agree_on_goes_to_review_and_neither_approves_it(engine: Engine) {
    let house = house(engine);
    let waiting = propose(&house.first, &[said("001", "A00", SECRET)]).ok();
    assert_eq!(waiting, json!([{ "code": "001", "state": "waiting" }]));
    assert_eq!(rounds(&house.second, "state=waiting&mine=false")[0]["code"], "001");
    assert!(rounds(&house.first, "mine=false").is_empty());
    let own = rounds(&house.first, "");
    assert_eq!(own[0]["proposals"][0]["justification"], SECRET, "one's own");
    for peeping in [
        &house.second,
        &house.third,
        &house.server.reviewer(),
        &house.server.auditor(),
    ] {
        let read = everything(&house, peeping);
        assert!(!read.contains(SECRET) && !read.contains("\"jia\",\"decision"), "{read}");
        assert!(rounds(peeping, "")[0]["proposals"].as_array().unwrap().is_empty());
    }
    propose(&house.first, &[said("001", "A01", "改了")]).refused(Code::ProposalNotOpen);
    // A refused request tells nothing: right or wrong about the first proposal, the answer is the same.
    let guess = |target: &str| {
        let refused = propose(&house.second, &[said("001", target, "猜"), said("002", "none", "猜")]);
        let problem = refused.refused(Code::ConceptUnknown);
        (problem["detail"].clone(), problem["errors"].clone())
    };
    assert_eq!(guess("A00"), guess("A01"));
    assert_eq!(rounds(&house.second, "mine=true").len(), 0, "a guess is no proposal");
    let agreed = propose(&house.second, &[said("001", "A00", "同意")]).ok();
    let mapping = &agreed[0]["mapping"];
    assert_eq!(
        (&agreed[0]["state"], &mapping["state"]),
        (&json!("agreed"), &json!("in-review"))
    );
    assert_eq!(
        (&mapping["author"], &mapping["submitted_by"]),
        (&json!("jia"), &json!("yi"))
    );
    let history = house.third.get(&of_his("history?code=001")).ok();
    let people: Vec<&str> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["account"].as_str().unwrap())
        .collect();
    assert_eq!(people, ["jia", "yi"]);
    for maker in ["jia", "yi"] {
        let reviewing = house.server.client(maker, Role::Reviewer, "H1");
        step(&reviewing, HIS, "approve", &["001"]).refused(Code::MakerIsChecker);
        step(&reviewing, HIS, "return", &["001"]).refused(Code::MakerIsChecker);
    }
    step(&house.server.reviewer(), HIS, "approve", &["001"]).ok();
    publish(&house.server, "");
    let figures = house.third.get(&of_his("agreement")).ok();
    assert_eq!(
        (&figures["rows"], &figures["raw_agreement"]),
        (&json!(1), &json!("1.000000"))
    );
}

fn a_conflict_is_decided_by_a_third_person(engine: Engine) {
    let house = house(engine);
    propose(&house.first, &[said("001", "A00", SECRET), said("002", "A01", "一")]).ok();
    resolve(&house.third, &[said("001", "A01", "裁定")]).refused(Code::ProposalNotOpen);
    let mut wider = said("001", "A00", "乙的理由");
    wider["targets"][0]["relationship"] = json!("broader");
    let differs = propose(&house.second, &[wider]).ok();
    assert_eq!(differs, json!([{ "code": "001", "state": "conflict" }]));
    assert_eq!(house.second.get(&of_his("history?code=001")).status, 404);
    assert!(
        !everything(&house, &house.second).contains(SECRET),
        "a maker sees no other proposal"
    );
    assert!(!everything(&house, &house.first).contains("乙的理由"));
    assert_eq!(
        rounds(&house.third, "state=conflict")[0]["proposals"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    for maker in [&house.first, &house.second] {
        resolve(maker, &[said("001", "A00", "我对")]).refused(Code::MakerIsChecker);
        propose(maker, &[said("001", "A00", "再来")]).refused(Code::ProposalNotOpen);
    }
    propose(&house.third, &[said("001", "A00", "也来")]).refused(Code::ProposalNotOpen);
    resolve(&house.third, &[said("001", "A00", " ")]).refused(Code::DecisionInvalid);
    resolve(&house.third, &[said("002", "A01", "只有一人")]).refused(Code::ProposalNotOpen);
    let figures = house.third.get(&of_his("agreement")).ok();
    let expected = json!({ "rows": 1, "alike": 0, "raw_agreement": "0.000000", "same_category": 1, "categories": 1,
        "waiting": 1, "conflicts": 1 });
    assert_eq!(figures, expected);
    let decided = resolve(&house.third, &[said("001", "A00", "名称一致")]).ok();
    assert_eq!(
        (&decided[0]["author"], &decided[0]["state"]),
        (&json!("bing"), &json!("in-review"))
    );
    resolve(&house.third, &[said("001", "A01", "再裁")]).refused(Code::ProposalNotOpen);
    for party in ["jia", "yi", "bing"] {
        let reviewing = house.server.client(party, Role::Reviewer, "H1");
        step(&reviewing, HIS, "approve", &["001"]).refused(Code::MakerIsChecker);
    }
    // Not even under another policy.
    set_policy(&house.server, "simple");
    let reviewing = house.server.client("jia", Role::Reviewer, "H1");
    step(&reviewing, HIS, "approve", &["001"]).refused(Code::MakerIsChecker);
    step(&house.server.reviewer(), HIS, "approve", &["001"]).ok();
    assert_eq!(house.third.get(&of_his("agreement")).ok()["conflicts"], 0);
}

fn nobody_drafts_alone_by_any_way(engine: Engine) {
    let house = house(engine);
    draft(&house.first, HIS, &[mapped("001", "A00")]).refused(Code::PolicyForbids);
    let order = json!({ "filter": { "codes": ["001"] }, "reason": "测试" });
    house
        .first
        .post(&of_his("bulk/ignore"), &order)
        .refused(Code::PolicyForbids);
    let file = "本地编码,目标编码,关系\n001,A00,等同\n";
    let import = house
        .first
        .upload(&of_his("mappings/import?format=csv"), file.as_bytes());
    import.refused(Code::PolicyForbids);
    // What one drafted before the policy does not go to review alone.
    set_policy(&house.server, "simple");
    propose(&house.first, &[mapped("001", "A00")]).refused(Code::PolicyForbids);
    resolve(&house.third, &[mapped("001", "A00")]).refused(Code::PolicyForbids);
    draft(&house.first, HIS, &[mapped("001", "A00")]).ok();
    set_policy(&house.server, "double-blind");
    step(&house.first, HIS, "submit", &["001"]).refused(Code::PolicyForbids);
    let bulk = json!({ "filter": { "codes": ["001"] } });
    house
        .first
        .post(&of_his("bulk/submit"), &bulk)
        .refused(Code::PolicyForbids);
    propose(&house.second, &[mapped("001", "A00")]).refused(Code::VersionNeeded);
}

fn a_proposal_lapses_when_the_row_moves_on(engine: Engine) {
    let house = house(engine);
    propose(&house.first, &[said("001", "A00", SECRET)]).ok();
    load(&house.server.curator(), HIS, &[("001", "伤寒"), ("002", "伤寒")]).ok();
    let closed = rounds(&house.first, "");
    assert_eq!(
        (&closed[0]["state"], &closed[0]["name"]),
        (&json!("closed"), &json!("霍乱"))
    );
    assert!(!everything(&house, &house.second).contains(SECRET));
    // Another name is another question: both decide anew, and what was said of the old one does not count.
    let anew = propose(&house.second, &[mapped("001", "A00")]).ok();
    assert_eq!(anew[0]["state"], "waiting");
    let differs = propose(&house.first, &[mapped("001", "A01")]).ok();
    assert_eq!(differs[0]["state"], "conflict");
    assert_eq!(rounds(&house.first, "code=001").len(), 2);
    resolve(&house.third, &[said("001", "A01", "名称一致")]).ok();
    step(&house.server.reviewer(), HIS, "approve", &["001"]).ok();
    // A release moves no ground; a maker of an open conflict does not get it out of the way.
    let mut seen = mapped("001", "A00");
    seen["version"] = json!(3);
    propose(&house.first, &[seen]).ok();
    publish(&house.server, "");
    let differs = propose(&house.second, &[mapped("001", "A02")]).ok();
    assert_eq!(differs[0]["state"], "conflict");
    step(&house.second, HIS, "recheck", &["001"]).refused(Code::MakerIsChecker);
    step(&house.third, HIS, "recheck", &["001"]).ok();
    assert_eq!(rounds(&house.third, "state=conflict").len(), 0);
}
