//! Succession over HTTP: lists by two people, answers with what would fit, trees by date, delegated subtrees.

use super::client::Client;
use super::client::encode;
use super::data::publish_draft_from;
use super::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

/// Changes in this service's own form.
pub const CHANGES: &str = "\
kind,date,old_code,old_name,valid_from,new_codes,new_names,document
initial,1981,,,,410827,济源县,
upgrade,1988,410827,济源县,1981,419003,济源市,国函〔1988〕96号
re-code,1990,419003,济源市,1988,410881,济源市,
establish,1987,,,,419001,义马市,
re-code,1990,419001,义马市,1987,411281,义马市,
re-code,1996,410881,济源市,1990,419001,济源市,
initial,1981,,,,A00,霍乱,
";

/// A second person who publishes.
fn publisher_of_lists(server: &TestServer) -> Client {
    server.client("second-registrar", Role::Registrar, "H1")
}

/// Imports and publishes [`CHANGES`] under this name.
pub fn publish(server: &TestServer, of: &str) {
    let (system, edition) = of.split_once('/').unwrap();
    let list = format!("code-systems/{system}/successions/{edition}");
    let importer = server.client("importer", Role::Registrar, "H1");
    importer
        .upload(&format!("{list}/import?profile=events"), CHANGES.as_bytes())
        .ok_with(201);
    publisher_of_lists(server).act(&format!("{list}/publish")).ok();
}

/// Gives an account a subtree.
pub fn delegate(server: &TestServer, system: &str, root: &str, account: &str) -> Value {
    let body = json!({ "root": root, "account": account });
    let registrar = publisher_of_lists(server);
    registrar
        .post(&format!("code-systems/{system}/delegations"), &body)
        .ok_with(201)
}

/// A proposal that renames a code.
pub fn rename(code: &str) -> Value {
    json!({ "kind": "rename", "date": "2026-03", "old": { "code": code, "name": "旧名", "since": null },
        "new": [{ "code": code, "name": "新名" }], "document": "民函〔2026〕1号" })
}

fn codes(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect()
}

#[test]
fn a_list_is_imported_by_one_and_published_by_another_and_then_stays() {
    let server = TestServer::start();
    let registrar = server.registrar();
    let list = "code-systems/gb/successions/1";
    let import = || registrar.upload(&format!("{list}/import?profile=events"), CHANGES.as_bytes());
    assert_eq!(import().ok_with(201)["status"], "draft");
    let ask = || {
        server
            .collector()
            .get("code-systems/gb/succession?code=419001&date=1988")
    };
    ask().refused(Code::SuccessionListUnknown);
    registrar.act(&format!("{list}/publish")).refused(Code::MakerIsChecker);
    let published = publisher_of_lists(&server).act(&format!("{list}/publish")).ok();
    assert_eq!(published["status"], "published");
    assert_eq!(
        import().ok_with(201)["digest"],
        published["digest"],
        "the same again is no error"
    );
    let other = CHANGES.replace("霍乱", "伤寒");
    let again = registrar.upload(&format!("{list}/import?profile=events"), other.as_bytes());
    again.refused(Code::SuccessionListExists);
    assert_eq!(codes(&ask().ok()["codes"]), ["411281"]);
    assert_eq!(server.collector().get("code-systems/gb/successions").ok()[0], published);
    registrar
        .upload(&format!("{list}/import?profile=none"), b"x")
        .refused(Code::FieldInvalid);
}

#[test]
fn a_list_goes_out_and_comes_in_again_with_the_same_digest() {
    let server = TestServer::start();
    publish(&server, "gb/1");
    let reader = server.collector();
    let digest = &reader.get("code-systems/gb/successions").ok()[0]["digest"];
    for format in ["csv", "tsv", "xlsx"] {
        let file = reader.get(&format!("code-systems/gb/successions/1/export?format={format}"));
        assert_eq!(file.status, 200, "{format}");
        let list = format!("code-systems/gb/successions/{format}/import?profile=events&file_name=a.{format}");
        let again = server.registrar().upload(&list, &file.body).ok_with(201);
        assert_eq!(&again["digest"], digest, "{format}");
    }
    let several = "kind,date,old_code,new_codes,new_names\nsplit,1990,1,2;3,甲;乙\nabolish,1991,2,,\n";
    let list = "code-systems/gb/successions/several";
    let registrar = server.registrar();
    let imported = registrar
        .upload(&format!("{list}/import?profile=events"), several.as_bytes())
        .ok_with(201);
    let file = registrar.get(&format!("{list}/export"));
    let copy = "code-systems/gb/successions/copy/import?profile=events";
    assert_eq!(
        registrar.upload(copy, &file.body).ok_with(201)["digest"],
        imported["digest"]
    );
    registrar
        .get(&format!("{list}/export?format=fhir"))
        .refused(Code::FieldInvalid);
    reader
        .get("code-systems/gb/successions/none/export")
        .refused(Code::SuccessionListUnknown);
}

#[test]
fn an_answer_shows_every_change_or_what_would_fit() {
    let server = TestServer::start();
    publish(&server, "gb/1");
    let reader = server.collector();
    let ask = |query: &str| reader.get(&format!("code-systems/gb/succession?{query}"));
    let answer = ask("code=410827&date=1985").ok();
    assert_eq!((&answer["outcome"], &answer["list"]), (&json!("found"), &json!("1")));
    let path = answer["codes"][0]["path"].as_array().unwrap();
    assert_eq!(path.len(), 3);
    assert_eq!(
        (&path[0]["kind"], &path[0]["document"]),
        (&json!("upgrade"), &json!("国函〔1988〕96号"))
    );
    assert_eq!(codes(&ask("code=410827&date=1985&to=1989").ok()["codes"]), ["419003"]);
    let outside = ask("code=419001&date=1993").ok();
    assert_eq!(outside["outcome"], "outside-validity");
    assert_eq!(outside["lives"].as_array().unwrap().len(), 2);
    assert!(
        outside["words"]
            .as_str()
            .unwrap()
            .contains("义马市 1987–1990；济源市 1996 起"),
        "{outside}"
    );
    let english = reader
        .in_english()
        .get("code-systems/gb/succession?code=419001&date=1993")
        .ok();
    assert!(
        english["words"].as_str().unwrap().contains("济源市 since 1996"),
        "{english}"
    );
    assert_eq!(ask("code=none&date=1993").ok()["outcome"], "unknown-code");
    ask("code=410827&date=85").refused(Code::FieldInvalid);
    ask("code=410827&date=1985&to=1981").refused(Code::FieldInvalid);
    ask("code=410827&date=1985&list=2").refused(Code::SuccessionListUnknown);

    let items = json!([{ "code": "419001", "date": "1988" }, { "code": "419001", "date": "2000" }, { "code": "x", "date": "1" }]);
    let many = |items: &Value| reader.post("code-systems/gb/succession", &json!({ "items": items }));
    many(&items).refused(Code::FieldInvalid);
    let answers = many(&json!([items[0], items[1]])).ok();
    assert_eq!(
        (codes(&answers[0]["codes"]), codes(&answers[1]["codes"])),
        (vec!["411281"], vec!["419001"])
    );

    let history = reader.get("code-systems/gb/succession/history?code=419001").ok();
    assert_eq!(codes(&history), ["419001", "419001"]);
    assert_eq!(history[0]["changes"][0]["new"], json!([["411281", "义马市"]]));
    let origins = reader.get("code-systems/gb/succession/origins?code=419001").ok();
    assert_eq!(codes(&origins), ["410881", "419003", "410827"]);
}

#[test]
fn the_tree_of_a_date_has_the_names_of_then() {
    let server = TestServer::start();
    let registrar = server.registrar();
    let parent = encode("上级编码");
    for (edition, day, name) in [("2002", "2002-12-31", "旧名"), ("2003", "2003-12-31", "新名")] {
        let file = format!(
            "编码,名称,上级编码\n410000,河南省,\n411500,信阳市,410000\n411525,{name},411500\n419001,济源市,410000\n"
        );
        let query = format!("parent={parent}");
        registrar
            .upload(
                &format!("code-systems/gb/editions/{edition}/import?{query}"),
                file.as_bytes(),
            )
            .ok_with(201);
        publish_draft_from(&server, &format!("gb/{edition}"), day);
    }
    let tree = |query: &str| registrar.get(&format!("code-systems/gb/tree?{query}"));
    let within = tree("as_of=2003-06-30").ok();
    assert_eq!(within["edition"]["edition"], "2002");
    assert_eq!(codes(&within["rows"]), ["410000", "411500", "411525", "419001"]);
    assert_eq!(
        (&within["rows"][0]["children"], &within["rows"][0]["descendants"]),
        (&json!(2), &json!(3))
    );
    assert_eq!(
        (&within["rows"][2]["name"], &within["rows"][2]["level"]),
        (&json!("旧名"), &json!("county"))
    );
    let end = tree("as_of=2003&under=411500").ok();
    assert_eq!(end["rows"][1]["name"], "新名");
    assert_eq!(codes(&end["rows"]), ["411500", "411525"]);
    tree("as_of=2001").refused(Code::NoEditionInForce);
    tree("as_of=2003&under=999999").refused(Code::ConceptUnknown);

    let compare = registrar
        .get("divisions/compare?left=gb/2002&right=gb/2003&under=4115&differences=true")
        .ok();
    assert_eq!((&compare["same"], &compare["name_differs"]), (&json!(1), &json!(1)));
    assert_eq!(
        compare["rows"],
        json!([{ "code": "411525", "left": "旧名", "right": "新名", "verdict": "name-differs" }])
    );
}

#[test]
fn a_county_proposes_inside_its_subtree_and_another_account_decides() {
    let server = TestServer::start();
    publish(&server, "gb/1");
    let proposals = "code-systems/gb/proposals";
    let county = server.client("gushi", Role::Curator, "H1");
    county
        .post(proposals, &rename("411525"))
        .refused(Code::OutsideDelegation);
    delegate(&server, "gb", "411500", "gushi");
    let outside = county
        .post(proposals, &rename("411623"))
        .refused(Code::OutsideDelegation);
    assert!(outside["detail"].as_str().unwrap().contains("411623"), "{outside}");
    let mut contradiction = rename("411525");
    contradiction["kind"] = json!("abolish");
    county.post(proposals, &contradiction).refused(Code::CellInvalid);
    let made = county.post(proposals, &rename("411525")).ok_with(201);
    assert_eq!(made["state"], "waiting");

    let decide = |by: &Client, edition: &str| {
        by.post(
            &format!("{proposals}/decide"),
            &json!({ "proposals": [made["id"]], "edition": edition, "reason": "相符" }),
        )
    };
    let own = server.client("gushi", Role::Registrar, "H1");
    decide(&own, "2").refused(Code::MakerIsChecker);
    decide(&server.registrar(), "1").refused(Code::SuccessionListExists);
    let decided = decide(&server.registrar(), "2").ok();
    assert_eq!(
        (&decided["approved"], &decided["list"]["status"]),
        (&json!(true), &json!("published"))
    );
    decide(&server.registrar(), "3").refused(Code::ProposalDecided);
    let listed = county.get(proposals).ok();
    assert_eq!(
        (&listed[0]["state"], &listed[0]["edition"]),
        (&json!("approved"), &json!("2"))
    );
    let answer = county.get("code-systems/gb/succession?code=411525&date=2020").ok();
    assert_eq!(
        (&answer["list"], &answer["codes"][0]["name"]),
        (&json!("2"), &json!("新名"))
    );
    assert_eq!(
        county
            .get("code-systems/gb/succession?code=411525&date=2020&list=1")
            .ok()["outcome"],
        "unknown-code"
    );

    let actions = "SELECT action AS value FROM audit_events WHERE action LIKE 'delegation.%' OR action LIKE 'succession.%' ORDER BY sequence";
    let acts = server.stranger().texts(actions);
    let expected = [
        "succession.import",
        "succession.publish",
        "delegation.grant",
        "succession.propose",
        "succession.decide",
        "succession.import",
        "succession.publish",
    ];
    assert_eq!(acts, expected);
}

#[test]
fn a_revoked_delegation_lets_nobody_propose() {
    let server = TestServer::start();
    publish(&server, "gb/1");
    let proposals = "code-systems/gb/proposals";
    let county = server.client("gushi", Role::Curator, "H1");
    let granted = delegate(&server, "gb", "411500", "gushi");
    county.post(proposals, &rename("411525")).ok_with(201);
    let revoke = format!("code-systems/gb/delegations/{}/revoke", granted["id"]);
    let revoked = server.registrar().post(&revoke, &json!({ "reason": "机构改革" })).ok();
    assert!(revoked["revoked_at"].is_string());
    county
        .post(proposals, &rename("411525"))
        .refused(Code::OutsideDelegation);
    server
        .registrar()
        .post("code-systems/gb/delegations/99/revoke", &json!({ "reason": "x" }))
        .refused(Code::DelegationUnknown);
}
