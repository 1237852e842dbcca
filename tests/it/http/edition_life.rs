//! A province keeps a list over the years: submitted, returned, published, superseded; asked for by day; registered by
//! authorities; compared.

use super::client::Client;
use super::data::edition;
use super::data::import_address;
use super::data::publish_draft;
use super::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::error::Code;

const OLD: &str = "code-systems/list/editions/2020";
const NEW: &str = "code-systems/list/editions/2026";

fn describe(client: &Client, address: &str, metadata: &Value) -> Value {
    client.call("PATCH", address).json(metadata).send().ok()
}

fn words<'a>(rows: &'a Value, field: &str) -> Vec<&'a str> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row[field].as_str().unwrap()).collect()
}

#[test]
fn an_edition_goes_through_review_by_two_people_and_its_steps_are_told() {
    let server = TestServer::start();
    let (registrar, colleague) = (server.registrar(), server.second_registrar());
    edition("list/2020").concept("A", "甲").import(&server).ok();
    registrar
        .upload(&import_address("list/2020", "publish=true"), b"code,name\nA,x\n")
        .refused(Code::EditionNotReviewed);
    registrar
        .act(&format!("{OLD}/publish"))
        .refused(Code::EditionNotReviewed);
    let missing = registrar.post(&format!("{OLD}/submit"), &json!({}));
    let missing = missing.refused(Code::EditionIncomplete);
    assert_eq!(
        words(&missing["findings"], "field"),
        ["title", "publisher", "source", "confidence", "effective_from", "kind"]
    );
    let about = json!({ "title": "列表", "publisher": "国家卫生健康委员会", "kind": "plain" });
    let system = registrar.put("code-systems/list", &about).ok();
    assert_eq!(
        (system["title"].as_str(), system["kind"].as_str()),
        (Some("列表"), Some("plain"))
    );
    let metadata =
        json!({ "source": "官网", "confidence": "V", "effective_from": "2020-01-01", "document_number": "1号" });
    assert_eq!(describe(&registrar, OLD, &metadata)["document_number"], "1号");

    let submitted = registrar
        .post(&format!("{OLD}/submit"), &json!({ "reason": "首版" }))
        .ok();
    assert_eq!(submitted["status"], "in-review");
    edition("list/2020")
        .concept("A", "乙")
        .import(&server)
        .refused(Code::EditionNotDraft);
    registrar.act(&format!("{OLD}/publish")).refused(Code::MakerIsChecker);
    colleague
        .post(&format!("{OLD}/return"), &json!({}))
        .refused(Code::FieldInvalid);
    let returned = colleague
        .post(&format!("{OLD}/return"), &json!({ "reason": "少一行" }))
        .ok();
    assert_eq!(returned["status"], "draft");
    registrar.post(&format!("{OLD}/submit"), &json!({})).ok();
    assert_eq!(colleague.act(&format!("{OLD}/publish")).ok()["status"], "published");
    let late = registrar.call("PATCH", OLD).json(&json!({ "note": "晚了" })).send();
    late.refused(Code::StepNotAllowed);
    let steps = server.collector().get(&format!("{OLD}/steps")).ok();
    assert_eq!(
        words(&steps, "step"),
        ["import", "describe", "submit", "return", "submit", "publish"]
    );
    assert_eq!(
        (steps[3]["reason"].as_str(), steps[3]["account"].as_str()),
        (Some("少一行"), Some("second-registrar"))
    );
    let retired = colleague
        .post(&format!("{OLD}/retire"), &json!({ "reason": "误发" }))
        .ok();
    assert!(retired["retired_at"].is_string(), "{retired}");
    colleague
        .post(&format!("{OLD}/retire"), &json!({ "reason": "误发" }))
        .refused(Code::StepNotAllowed);
}

/// Two editions of which the second replaces the first from 2026-01-01.
fn two_editions(server: &TestServer) {
    edition("list/2020")
        .concept("A", "甲")
        .concept("B", "乙")
        .import(server)
        .ok();
    publish_draft(server, "list/2020");
    let registrar = server.registrar();
    edition("list/2026")
        .concept("A", "甲改")
        .concept("C", "丙")
        .import(server)
        .ok();
    describe(&registrar, NEW, &json!({ "replaces": "2020" }));
    publish_draft(server, "list/2026");
}

#[test]
fn a_day_picks_the_edition_and_the_old_one_names_its_successor() {
    let server = TestServer::start();
    edition("list/2020").concept("A", "甲").import(&server).ok();
    let registrar = server.registrar();
    // Published while the tests' today is 2026-11-21; the older edition is in force since 2020.
    describe(
        &registrar,
        OLD,
        &json!({ "source": "官网", "confidence": "V", "effective_from": "2020-01-01" }),
    );
    let about = json!({ "title": "列表", "publisher": "单位", "kind": "plain" });
    registrar.put("code-systems/list", &about).ok();
    registrar.post(&format!("{OLD}/submit"), &json!({})).ok();
    server.second_registrar().act(&format!("{OLD}/publish")).ok();
    edition("list/2026").concept("A", "甲改").import(&server).ok();
    describe(&registrar, NEW, &json!({ "replaces": "2020" }));
    publish_draft(&server, "list/2026");

    let reader = server.collector();
    let in_2024 = reader.get("code-systems/list/editions?as_of=2024-05-01").ok();
    assert_eq!(
        (in_2024["current"].as_str(), words(&in_2024["items"], "edition")),
        (Some("2020"), vec!["2020"])
    );
    assert!(in_2024["items"][0].get("superseded_by").is_none());
    let today = reader.get("code-systems/list/editions").ok();
    assert_eq!(today["as_of"], "2026-11-21");
    assert_eq!(words(&today["items"], "edition"), ["2026", "2020"]);
    assert_eq!(today["items"][1]["superseded_by"], "2026");
    assert_eq!(reader.get(OLD).ok()["superseded_by"], "2026");
    assert_eq!(
        reader.get("code-systems/list").ok()["editions"][1]["superseded_by"],
        "2026"
    );

    let concept = reader.get("code-systems/list/concepts/A?as_of=2024-05-01").ok();
    assert_eq!(
        (concept["edition"].as_str(), concept["display"].as_str()),
        (Some("2020"), Some("甲"))
    );
    let concept = reader.get("code-systems/list/concepts/A").ok();
    assert_eq!(
        (concept["edition"].as_str(), concept["display"].as_str()),
        (Some("2026"), Some("甲改"))
    );
    reader
        .get("code-systems/list/concepts/A?as_of=2019-12-31")
        .refused(Code::NoEditionInForce);
    reader.get("code-systems/list/concepts/Z").refused(Code::ConceptUnknown);
    reader
        .get("code-systems/list/concepts/A?as_of=2024-5-1")
        .refused(Code::FieldInvalid);
    reader
        .get("code-systems/none/editions")
        .refused(Code::CodeSystemUnknown);
}

#[test]
fn several_authorities_say_what_they_think_of_an_item_and_nothing_is_forgotten() {
    let server = TestServer::start();
    two_editions(&server);
    let registrar = server.registrar();
    let authorities = [
        json!({ "id": "nhc", "title": "国家卫生健康委员会", "tier": "national" }),
        json!({ "id": "henan", "title": "河南省卫生健康委员会", "tier": "provincial", "parent": "nhc" }),
    ];
    for authority in &authorities {
        registrar.post("authorities", authority).ok_with(201);
        registrar.post("authorities", authority).ok_with(201);
    }
    assert_eq!(words(&registrar.get("authorities").ok(), "id"), ["henan", "nhc"]);
    let other = json!({ "id": "nhc", "title": "别的", "tier": "national" });
    registrar.post("authorities", &other).refused(Code::AuthorityExists);
    let upside_down = json!({ "id": "x", "title": "x", "tier": "national", "parent": "henan" });
    registrar.post("authorities", &upside_down).refused(Code::FieldInvalid);

    let registrations = format!("{NEW}/registrations");
    let say = |authority: &str, status: &str| {
        registrar.post(
            &registrations,
            &json!({ "authority": authority, "status": status, "reason": "发文" }),
        )
    };
    say("nhc", "candidate").ok_with(201);
    say("henan", "preferred-standard").ok_with(201);
    say("nhc", "standard").ok_with(201);
    assert_eq!(
        say("nhc", "standard").ok_with(201)["number"],
        2,
        "the same again changes nothing"
    );
    say("jiangsu", "standard").refused(Code::AuthorityUnknown);
    say("nhc", "approved").refused(Code::FieldInvalid);
    let told = server.collector().get(&registrations).ok();
    assert_eq!(words(&told["current"], "authority"), ["henan", "nhc"]);
    assert_eq!(words(&told["current"], "status_zh"), ["首选标准", "标准"]);
    assert_eq!(
        words(&told["history"], "status"),
        ["preferred-standard", "candidate", "standard"]
    );
    assert_eq!(
        registrar.get(&format!("{OLD}/registrations")).ok()["history"],
        json!([])
    );
    registrar
        .get("code-systems/list/editions/x/registrations")
        .refused(Code::EditionUnknown);
}

#[test]
fn editions_are_compared_in_pages_and_whole_files() {
    let server = TestServer::start();
    two_editions(&server);
    let reader = server.collector();
    let address = "editions/diff?from=list/2020&to=list/2026";
    let first = reader.get(&format!("{address}&limit=2")).ok();
    let counts = &first["counts"];
    let found = ["added", "removed", "renamed", "unchanged"].map(|change| counts[change].as_u64().unwrap());
    assert_eq!(found, [1, 1, 1, 0], "{first}");
    assert_eq!(words(&first["items"], "code"), ["A", "B"]);
    assert_eq!(
        (
            &first["items"][0]["before"]["display"],
            &first["items"][0]["after"]["display"]
        ),
        (&json!("甲"), &json!("甲改"))
    );
    let next = first["next"].as_str().unwrap();
    let second = reader.get(&format!("{address}&limit=2&cursor={next}")).ok();
    assert_eq!(words(&second["items"], "code"), ["C"]);
    assert!(
        second.get("next").is_none() && second.get("counts").is_none(),
        "{second}"
    );
    let removed = reader.get(&format!("{address}&change=removed")).ok();
    assert_eq!(words(&removed["items"], "code"), ["B"]);
    reader
        .get(&format!("{address}&change=lost"))
        .refused(Code::FieldInvalid);
    reader.get(&format!("{address}&format=pdf")).refused(Code::FieldInvalid);
    reader
        .get("editions/diff?from=list/2020&to=list/1")
        .refused(Code::EditionUnknown);

    let csv = reader.call("GET", address).header("accept", "text/csv").send();
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let text = csv.text();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[1].starts_with("renamed,A,甲,甲改,"), "{text}");
    assert_eq!(lines.len(), 4, "{text}");
    let book = reader.get(&format!("{address}&format=xlsx"));
    assert!(
        book.header("content-type").ends_with("spreadsheetml.sheet"),
        "{}",
        book.status
    );
    assert!(book.body.starts_with(b"PK"));
}
