//! Refusals about formats, concept maps, specifications and successions.

use super::super::client::Client;
use super::super::server::TestServer;
use super::super::successions;
use super::Case;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

const MAP: &str = "concept-maps/m";
const EDITIONS: &str = "source=disease/2026&target=disease/2026";
const PROPOSALS: &str = "code-systems/disease/proposals";
const HENAN: &str = "specifications/henan-2026";

/// Requests that are refused; a map, a value domain, a succession list and a decided proposal are there before.
pub fn cases(server: &TestServer) -> Vec<Case> {
    prepare(server);
    let registrar = server.registrar();
    let case = |code, send: fn(&Client) -> super::Answer| Case::new(code, &registrar, send);
    let mut cases = formats_and_maps(case);
    cases.extend(specifications(case));
    cases.extend(succession(case));
    let curator = server.curator();
    cases.push(Case::new(Code::OutsideDelegation, &curator, |client| {
        client.post(PROPOSALS, &successions::rename("B00"))
    }));
    cases
}

fn prepare(server: &TestServer) {
    let (registrar, colleague) = (server.registrar(), server.second_registrar());
    let map = |id: &str, system: &str| json!({ "id": id, "title": "同", "source": system, "target": system });
    registrar.post("concept-maps", &map("m", "disease")).ok_with(201);
    registrar.post("concept-maps", &map("k", "draft")).ok_with(201);
    let row = "a,b,c,d\nA00,霍乱,A00,霍乱\n".as_bytes();
    registrar
        .upload(&format!("{MAP}/versions/1/import?{EDITIONS}"), row)
        .ok_with(201);
    colleague.act(&format!("{MAP}/versions/1/publish")).ok();
    let other = "concept-maps/k/versions/1/import?source=draft/1&target=draft/1";
    registrar.upload(other, "a,b,c,d\nX,甲,X,甲\n".as_bytes()).ok_with(201);
    registrar
        .put("value-domains/x:A/versions/1", &json!({ "title": "甲" }))
        .ok();
    successions::publish(server, "disease/1");
    successions::delegate(server, "disease", "A", "curator");
    let mut separator_in_name = successions::rename("A00");
    separator_in_name["new"][0]["name"] = json!("新;名");
    let made = server
        .client("curator", Role::Curator, "H1")
        .post(PROPOSALS, &separator_in_name)
        .ok_with(201);
    let decision = json!({ "proposals": [made["id"]], "edition": "2", "reason": "相符" });
    registrar.post(&format!("{PROPOSALS}/decide"), &decision).ok();
}

fn formats_and_maps(case: impl Fn(Code, fn(&Client) -> super::Answer) -> Case) -> Vec<Case> {
    vec![
        case(Code::DocumentInvalid, |client| {
            client.upload("code-systems/x/editions/1/import?format=fhir", b"{")
        }),
        case(Code::ProfileUnknown, |client| {
            client.upload("code-systems/x/editions/1/import?profile=none", b"code,name\nA,a\n")
        }),
        case(Code::ConceptMapUnknown, |client| client.get("concept-maps/none")),
        case(Code::ConceptMapDiffers, |client| {
            let other = json!({ "id": "m", "title": "别的", "source": "disease", "target": "draft" });
            client.post("concept-maps", &other)
        }),
        case(Code::MapVersionUnknown, |client| {
            client.get(&format!("{MAP}/versions/9/rows"))
        }),
        case(Code::MapVersionPublished, |client| {
            let file = "a,b,c,d\nA01,伤寒,A01,伤寒\n".as_bytes();
            client.upload(&format!("{MAP}/versions/1/import?{EDITIONS}"), file)
        }),
        case(Code::RowsRefused, |client| {
            let file = "a,b,c,d\nQ,甲,A00,霍乱\n".as_bytes();
            client.upload(&format!("{MAP}/versions/2/import?{EDITIONS}"), file)
        }),
        case(Code::RowsRefused, |client| {
            let file = "a,b,c,d\nA00,霍乱,A00,霍乱\nA00,霍乱,A00,霍乱\n".as_bytes();
            client.upload(&format!("{MAP}/versions/2/import?{EDITIONS}"), file)
        }),
        case(Code::MapsDoNotChain, |client| {
            client.get("concept-maps/compose?first=m/1&second=k/1")
        }),
    ]
}

fn specifications(case: impl Fn(Code, fn(&Client) -> super::Answer) -> Case) -> Vec<Case> {
    vec![
        case(Code::SpecificationUnknown, |client| client.get("specifications/none")),
        case(Code::TableUnknown, |client| client.get(&format!("{HENAN}/tables/none"))),
        case(Code::SpecificationFieldUnknown, |client| {
            client.get(&format!("{HENAN}/tables/%E7%97%85%E4%BA%BA%E8%A1%A8/fields/none"))
        }),
        case(Code::SpecificationNotDraft, |client| {
            client.upload(HENAN, b"table,field\nT,F\n")
        }),
        case(Code::ValueDomainUnknown, |client| client.get("value-domains/none")),
        case(Code::DataElementUnknown, |client| client.get("data-elements/none")),
        case(Code::ItemVersionExists, |client| {
            client.put("value-domains/x:A/versions/1", &json!({ "title": "乙" }))
        }),
    ]
}

fn succession(case: impl Fn(Code, fn(&Client) -> super::Answer) -> Case) -> Vec<Case> {
    vec![
        case(Code::SuccessionListUnknown, |client| {
            client.get("code-systems/draft/succession?code=X&date=2020")
        }),
        case(Code::SuccessionListExists, |client| {
            let header = successions::CHANGES.lines().next().unwrap_or_default();
            let file = format!("{header}\ninitial,1981,,,,B,乙,\n");
            client.upload(
                "code-systems/disease/successions/1/import?profile=events",
                file.as_bytes(),
            )
        }),
        case(Code::ItemNotWritten, |client| {
            client.get("code-systems/disease/successions/2/export")
        }),
        case(Code::DelegationUnknown, |client| {
            client.post("code-systems/disease/delegations/99/revoke", &json!({ "reason": "x" }))
        }),
        case(Code::ProposalUnknown, |client| {
            let decision = json!({ "proposals": [99], "edition": "3", "reason": "x" });
            client.post(&format!("{PROPOSALS}/decide"), &decision)
        }),
        case(Code::ProposalDecided, |client| {
            let decision = json!({ "proposals": [1], "edition": "3", "reason": "x" });
            client.post(&format!("{PROPOSALS}/decide"), &decision)
        }),
    ]
}
