//! Coverage over HTTP: figures as JSON, CSV and XLSX, put together by what was said of dictionaries, frozen at a cut.

use super::client::Answer;
use super::data::DISEASES;
use super::data::approve;
use super::data::dictionary_address;
use super::data::diseases;
use super::data::mapped;
use super::data::publish;
use super::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::digest::sha256_hex;
use zhiyu::error::Code;
use zhiyu::service::files::FileInput;

const HIS: &str = "his/diagnosis";
const COVERAGE: &str = "organizations/H1/coverage";
const REPORTS: &str = "organizations/H1/coverage/reports";
const CAMPUS: &str = "organizations/H1/source-systems/his/campus";

/// A hospital with three codes: one published, two unmapped, one of them named like a formula.
fn hospital() -> TestServer {
    let server = TestServer::start();
    diseases(&server);
    let address = format!("{}/load?target={DISEASES}&usage=used", dictionary_address(HIS));
    let file = "code,name,used\n001,霍乱,6\n002,=1+2,3\n003,伤寒,\n";
    server.curator().upload(&address, file.as_bytes()).ok();
    approve(&server, HIS, &[mapped("001", "A00")]);
    publish(&server, "");
    server
}

fn first_rate(report: &Value) -> &Value {
    &report["total"]["rates"][0]
}

fn ids(report: &Value) -> Vec<String> {
    let list = report["organizations"].as_array().unwrap();
    list.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

fn lines(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    answer.text().lines().map(str::to_owned).collect()
}

#[test]
fn figures_have_numerator_denominator_and_rule() {
    let server = hospital();
    let auditor = server.auditor();
    let report = auditor.get(&format!("{COVERAGE}?by=source-system")).ok();
    assert_eq!(
        first_rate(&report),
        &json!({
            "measure": "coverage", "numerator": { "codes": 1, "usage": 6 }, "denominator": { "codes": 3, "usage": 9 },
            "rate": "0.333333", "weighted": "0.666666"
        })
    );
    assert_eq!(report["rules"][0]["measure"], "coverage");
    let groupings = report["groupings"].as_array().unwrap();
    assert_eq!(
        (groupings.len(), &groupings[0]["groups"][0]["name"]),
        (1, &json!("his"))
    );
    let all = auditor.get(COVERAGE).ok();
    assert_eq!(all["groupings"].as_array().unwrap().len(), 7);
    auditor.get(&format!("{COVERAGE}?by=ward")).refused(Code::FieldInvalid);
    auditor
        .get(&format!("{COVERAGE}?format=pdf"))
        .refused(Code::FieldInvalid);
    auditor
        .get(&format!("{COVERAGE}?format=csv&table=x"))
        .refused(Code::FieldInvalid);
}

#[test]
fn tables_are_csv_and_xlsx_and_nothing_in_them_is_a_formula() {
    let server = hospital();
    let auditor = server.auditor();
    let csv = |query: &str| lines(&auditor.get(&format!("{COVERAGE}?format=csv&{query}")));
    let rates = csv("by=dictionary");
    assert_eq!(
        rates.len(),
        1 + 2 * 10,
        "every measure of the whole and of the one dictionary"
    );
    let of_dictionary = rates.iter().find(|line| line.contains(",dictionary,")).unwrap();
    assert!(
        of_dictionary.contains(",H1,his/diagnosis,1,coverage,对码率,1,3,0.333333,6,9,0.666666,"),
        "{of_dictionary}"
    );
    let unmapped = csv("table=unmapped");
    assert_eq!(unmapped.len(), 2, "{unmapped:?}");
    assert!(unmapped[1].ends_with(",H1,his/diagnosis,002,'=1+2,3"), "{unmapped:?}");
    let added = csv("table=added");
    assert!(added[1].ends_with(",2026-11-21,3,9,2,3"), "{added:?}");
    assert!(csv("table=counts")[1].contains(",total,H1,"), "the total comes first");
    assert_eq!(csv("table=differing").len(), 1);
    let quality = csv("table=quality");
    assert_eq!(quality.len(), 2, "a row for the one dictionary: {quality:?}");
    assert!(
        quality[0].starts_with("as_of,organization,dictionary,judged,wrong,error_rate"),
        "{quality:?}"
    );
    assert!(
        quality[1].contains(",H1,his/diagnosis,,,,,,") && quality[1].ends_with(",0,0,7"),
        "{quality:?}"
    );
    let weekly = csv("table=progress");
    assert!(
        weekly[0].starts_with("number,organization,remote_environment,servers,network,"),
        "{weekly:?}"
    );
    assert!(weekly[1].starts_with("1,试验医院 H1,,,,,,,"), "{weekly:?}");
    assert!(
        weekly[1].ends_with(",1,3,1,0.333333,0.666666,0.333333,1.000000,2,3,2"),
        "{weekly:?}"
    );

    let book = auditor.get(&format!("{COVERAGE}?format=xlsx&table=unmapped"));
    let input = FileInput {
        bytes: book.body.clone(),
        file_name: None,
    };
    let table = input.table().unwrap();
    let row = table.rows().next().unwrap();
    assert_eq!(table.headers()[4], "名称");
    assert_eq!(row.cells().skip(3).collect::<Vec<_>>(), ["002", "=1+2", "3"]);
}

#[test]
fn figures_are_put_together_by_what_was_said_of_dictionaries() {
    let server = hospital();
    let curator = server.curator();
    let bindings = format!("{}/bindings", dictionary_address(HIS));
    let sex = json!({ "specification": "henan-2026", "table": "病人表", "field": "性别" });
    let body = json!({ "fields": [sex], "value_domains": ["GB-T-2261.1/2003"] });
    let bound = curator.put(&bindings, &body).ok();
    assert_eq!(bound["fields"][0]["value_domain"], "GB-T-2261.1/2003", "{bound}");
    assert_eq!(curator.get(&bindings).ok(), bound);
    assert_eq!(
        curator.put(CAMPUS, &json!({ "campus": "东院" })).ok(),
        json!({ "campus": "东院" })
    );
    let groups = |by: &str| {
        let report = curator.get(&format!("{COVERAGE}?by={by}")).ok();
        let groups = report["groupings"][0]["groups"].as_array().unwrap().clone();
        groups
            .into_iter()
            .map(|group| group["name"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(groups("campus"), ["东院"]);
    assert_eq!(groups("table"), ["henan-2026/病人表"]);
    assert_eq!(groups("field"), ["henan-2026/病人表.性别"]);
    assert_eq!(groups("value-domain"), ["GB-T-2261.1/2003"]);

    let refused = |body: Value, code: Code| drop(curator.put(&bindings, &body).refused(code));
    let field =
        |field: &str| json!({ "fields": [{ "specification": "henan-2026", "table": "病人表", "field": field }] });
    refused(field("无此字段"), Code::SpecificationFieldUnknown);
    refused(json!({ "value_domains": ["none"] }), Code::ValueDomainUnknown);
    assert_eq!(curator.get(&bindings).ok(), bound, "a refused request changes nothing");
    curator
        .put(CAMPUS, &json!({ "campus": "东\n院" }))
        .refused(Code::FieldInvalid);
    curator.put(CAMPUS, &json!({ "campus": "" })).ok();
    assert_eq!(groups("campus"), [""]);
}

#[test]
fn a_cut_is_taken_once_and_read_byte_for_byte() {
    let server = hospital();
    let publisher = server.publisher();
    let order = json!({ "period": "weekly" });
    let first = publisher.post(REPORTS, &order);
    let frozen = first.ok_with(201);
    assert_eq!(
        (frozen["id"].as_str(), frozen["cut_at"].as_str()),
        (Some("weekly-2026-11-20"), Some("2026-11-20T04:00:00.000000Z"))
    );
    let address = first.header("location").to_owned();
    assert_eq!(address, format!("/api/v1/{REPORTS}/weekly-2026-11-20"));
    assert_eq!(publisher.post(REPORTS, &order).ok_with(201), frozen);
    let named = json!({ "period": "weekly", "day": "2026-11-20" });
    assert_eq!(publisher.post(REPORTS, &named).ok_with(201), frozen);
    assert_eq!(publisher.get(REPORTS).ok(), json!([frozen]));
    let read = publisher.get(&address);
    let digest = sha256_hex([read.text().as_bytes()]);
    assert_eq!(
        (digest.as_str(), read.header("etag")),
        (frozen["digest"].as_str().unwrap(), &*format!("\"{digest}\""))
    );
    assert_eq!(
        lines(&publisher.get(&format!("{address}?format=csv&by=organization"))).len(),
        11
    );
    let day = json!({ "period": "weekly", "day": "2026-11-19" });
    publisher.post(REPORTS, &day).refused(Code::FieldInvalid);
    let month = json!({ "period": "monthly", "day": "2026-12-01" });
    publisher.post(REPORTS, &month).refused(Code::CutNotReached);
    publisher.post(REPORTS, &json!({ "period": "monthly" })).ok_with(201);
}

#[test]
fn administrators_see_the_organizations_of_their_scope_together() {
    let server = hospital();
    let everywhere = server.platform(Role::Administrator);
    let report = everywhere.get("coverage?by=organization").ok();
    assert_eq!(ids(&report), ["H1", "H2"]);
    assert_eq!(first_rate(&report)["numerator"]["codes"], 1);
    let own = server.foreign(Role::Auditor).get("coverage").ok();
    assert_eq!(
        (ids(&own), &first_rate(&own)["rate"]),
        (vec!["H2".to_owned()], &Value::Null)
    );
    everywhere.post(REPORTS, &json!({ "period": "weekly" })).ok_with(201);
    let frozen = everywhere.get("coverage?cut=weekly-2026-11-20").ok();
    assert_eq!(ids(&frozen), ["H1"]);
    assert_eq!(frozen["left_out"][0]["organization"], "H2");
    everywhere
        .get("coverage?cut=weekly-2026-11-21")
        .refused(Code::FieldInvalid);
}
