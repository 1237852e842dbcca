//! What a field means, where a value domain is used, and which values are good: over the web.

use super::client::encode;
use super::data::all_pages;
use super::data::column;
use super::server::TestServer;
use serde_json::json;
use zhiyu::error::Code;

fn field(table: &str, field: &str) -> String {
    format!(
        "specifications/henan-2026/tables/{}/fields/{}",
        encode(table),
        encode(field)
    )
}

#[test]
fn a_county_drills_down_from_the_specification_to_the_values() {
    let server = TestServer::start();
    let reader = server.collector();
    let listed = reader.get("specifications").ok();
    assert_eq!(column(listed["items"].as_array().unwrap(), "id"), ["henan-2026"]);
    let henan = reader.get("specifications/henan-2026").ok();
    let groups = henan["groups"].as_array().unwrap();
    assert_eq!((groups.len(), groups[0]["group"].as_str()), (10, Some("基本信息")));
    let table = reader
        .get(&format!("specifications/henan-2026/tables/{}", encode("病人表")))
        .ok();
    assert_eq!(table["fields"][0]["name"], "性别");
    let sex = reader.get(&field("病人表", "性别")).ok();
    assert_eq!(sex["data_element"]["id"], "DE02.01.040.00");
    assert_eq!(sex["domain"]["edition"], "GB-T-2261.1/2003");
    let values = all_pages_of_values(&server, &format!("{}/values", field("病人表", "性别")), 3);
    assert_eq!(values, ["0", "1", "2", "9"]);
    let with_slash = reader.get(&field("手术/操作记录", "ASA分级")).ok();
    assert_eq!(with_slash["value_domain"]["id"], "CV05.10.021");
    reader.get("specifications/nowhere").refused(Code::SpecificationUnknown);
    reader
        .get(&field("病人表", "无"))
        .refused(Code::SpecificationFieldUnknown);
    reader
        .get(&format!("specifications/henan-2026/tables/{}", encode("无")))
        .refused(Code::TableUnknown);
}

fn all_pages_of_values(server: &TestServer, address: &str, limit: usize) -> Vec<String> {
    column(&all_pages(&server.collector(), address, limit), "value")
}

#[test]
fn where_used_goes_from_a_list_to_its_fields_and_back() {
    let server = TestServer::start();
    let reader = server.auditor();
    let domains = reader.get("code-systems/CV05.10.024/editions/2014/value-domains").ok();
    assert_eq!(column(domains["items"].as_array().unwrap(), "id"), ["CV05.10.024"]);
    let uses = reader.get("value-domains/CV05.10.024/uses").ok();
    assert_eq!(
        column(uses["fields"]["items"].as_array().unwrap(), "field"),
        ["手术级别"]
    );
    assert_eq!(
        column(uses["data_elements"]["items"].as_array().unwrap(), "id"),
        ["DE06.00.255.00"]
    );
    let back = reader.get("data-elements/DE06.00.255.00/uses").ok();
    assert_eq!(back["items"][0]["table"], "住院病案首页_手术");
    let first = reader.get("value-domains/GB-T-2261.1/uses?limit=2").ok();
    let next = first["fields"]["next"].as_str().unwrap();
    let rest = reader
        .get(&format!("value-domains/GB-T-2261.1/uses?fields_cursor={next}"))
        .ok();
    assert_eq!(first["fields"]["items"].as_array().unwrap().len(), 2);
    assert_eq!(
        column(rest["fields"]["items"].as_array().unwrap(), "table"),
        ["西医住院病案首页"]
    );
    let listed = all_pages(&reader, "value-domains?starts=CV05", 9);
    assert!(listed.len() > 40 && column(&listed, "id").iter().all(|id| id.starts_with("CV05")));
    let elements = all_pages(&reader, "data-elements", 50);
    assert_eq!(elements.len(), 296);
    for nowhere in [
        "value-domains/X",
        "value-domains/X/uses",
        "value-domains/X/values",
        "value-domains/USCC?version=9",
    ] {
        reader.get(nowhere).refused(Code::ValueDomainUnknown);
    }
    reader.get("data-elements/X").refused(Code::DataElementUnknown);
}

#[test]
fn values_are_judged_one_by_one_and_many_at_once() {
    let server = TestServer::start();
    let reader = server.collector();
    let values = json!({ "values": ["1", "2", "3", "男", " 1"] });
    let answer = reader
        .post(&format!("{}/validate", field("病人表", "性别")), &values)
        .ok();
    assert_eq!(
        (answer["valid"].as_u64(), answer["invalid"].as_u64()),
        (Some(2), Some(3))
    );
    assert_eq!(answer["edition"], "GB-T-2261.1/2003");
    assert_eq!(answer["edition_digest"].as_str().unwrap().len(), 64);
    let results = answer["results"].as_array().unwrap();
    assert_eq!(column(results, "value"), ["1", "2", "3", "男", " 1"]);
    assert_eq!(
        column(results, "reason"),
        ["in-list", "in-list", "not-in-list", "name-not-code", "blank-around"]
    );
    assert_eq!(
        (results[0]["display"].as_str(), results[4]["suggestion"].as_str()),
        (Some("男性"), Some("1"))
    );
    let items = json!({ "items": [
        { "table": "病人表", "field": "性别", "value": "1" },
        { "table": "西医住院病案首页", "field": "入院途径", "value": "1" },
        { "table": "住院摘要", "field": "入院途径", "value": "1" },
        { "table": "门急诊诊断", "field": "西医诊断编码", "value": "I10" },
    ]});
    let answer = reader.post("specifications/henan-2026/validate", &items).ok();
    let results = answer["results"].as_array().unwrap();
    let displays: Vec<_> = results.iter().map(|one| one["display"].as_str()).collect();
    assert_eq!(
        displays,
        [Some("男性"), Some("急诊"), Some("门诊"), None],
        "the two admission routes differ"
    );
    assert_eq!(
        (results[3]["verdict"].as_str(), answer["not_checkable"].as_u64()),
        (Some("not-checkable"), Some(1))
    );
    let unknown = json!({ "items": [{ "table": "病人表", "field": "性别", "value": "1" },
        { "table": "病人表", "field": "无", "value": "1" }] });
    let problem = reader.post("specifications/henan-2026/validate", &unknown);
    assert_eq!(problem.refused(Code::SpecificationFieldUnknown)["field"], "items[1]");
    let many = json!({ "values": vec!["1"; 100_001] });
    reader
        .post(&format!("{}/validate", field("病人表", "性别")), &many)
        .refused(Code::FileTooLarge);
}

#[test]
fn a_province_registers_its_own_and_cannot_change_it() {
    let server = TestServer::start();
    let registrar = server.registrar();
    let two = json!({ "title": "男女", "edition": "GB-T-2261.1/2003", "part": "codes", "codes": ["1", "2"] });
    let address = "value-domains/city:SEX/versions/1";
    let registered = registrar.put(address, &two).ok();
    assert_eq!(
        registrar.put(address, &two).ok(),
        registered,
        "the same again is no error"
    );
    registrar
        .put(address, &json!({ "title": "另" }))
        .refused(Code::ItemVersionExists);
    let missing = json!({ "title": "错", "edition": "GB-T-2261.1/2003", "part": "codes", "codes": ["7"] });
    registrar
        .put("value-domains/city:SEX/versions/2", &missing)
        .refused(Code::ConceptUnknown);
    let element = json!({ "name": "性别", "value_domain": "city:SEX", "representation": "N1" });
    let element = registrar.put("data-elements/city:D1/versions/1", &element).ok();
    assert_eq!(element["value_domain"]["version"], "1");
    let fields = "table,field,element\nT,性别,city:D1\n";
    let draft = registrar
        .upload("specifications/city-1?title=x", fields.as_bytes())
        .ok_with(201);
    assert_eq!(
        (draft["status"].as_str(), draft["finding_count"].as_u64()),
        (Some("draft"), Some(0))
    );
    registrar.act("specifications/city-1/publish").ok();
    let judged = registrar.post(
        "specifications/city-1/tables/T/fields/%E6%80%A7%E5%88%AB/validate",
        &json!({ "values": ["9"] }),
    );
    assert_eq!(judged.ok()["results"][0]["reason"], "not-selected");
    let set = registrar.get(&format!("{address}/fhir")).ok();
    assert_eq!(set["compose"]["include"][0]["system"], "urn:oid:2.16.156.10011.2.3.3.4");
    let copied = registrar.put("value-domains/city:SEX2/versions/1/fhir", &set).ok();
    assert_eq!(
        (&copied["codes"], &copied["edition"]),
        (&registered["codes"], &registered["edition"])
    );
    registrar
        .get("value-domains/USCC/versions/1/fhir")
        .refused(Code::FieldInvalid);
    let same = "id,version,title,edition\nX,1,性别,GB-T-2261.1/2003\n";
    let report = registrar
        .upload("value-domains?namespace=city", same.as_bytes())
        .ok_with(201);
    assert_eq!(report["registered"], 1);
}

#[test]
fn what_was_put_in_is_taken_out_and_put_in_elsewhere() {
    let server = TestServer::start();
    let (registrar, reader) = (server.registrar(), server.collector());
    let body = json!({
        "title": "", "oid": "", "edition": "GB-T-2261.1/2003", "part": "codes", "codes": ["1", "2"],
        "properties": { "单位": "岁", "空": "" },
    });
    let put = registrar.put("value-domains/export/versions/1", &body).ok();
    assert_eq!((put["title"].as_str(), put["oid"].as_str()), (Some("export"), None));
    assert_eq!(reader.get("value-domains/export").ok()["digest"], put["digest"]);
    registrar
        .put("data-elements/city:D1/versions/1", &json!({ "name": " " }))
        .refused(Code::FieldInvalid);
    let element = json!({ "name": "性别", "value_domain": "export" });
    registrar.put("data-elements/city:D1/versions/1", &element).ok();
    let fields = "table,field,element\nT,性别,city:D1\n";
    let first = registrar
        .upload("specifications/city-1?title=x", fields.as_bytes())
        .ok_with(201);

    let domains = reader.get("export/value-domains?starts=export&format=csv");
    assert_eq!(
        domains.text(),
        "id,version,title,oid,edition,edition_digest,part,codes,assignable_only,data_type,representation,pattern,kind,\
         source,confidence,note,property:单位\n\
         export,1,export,,GB-T-2261.1/2003,,codes,1;2,true,,,,,,,,岁\n"
    );
    assert_eq!(domains.header("content-type"), "text/csv; charset=utf-8");
    let elements = reader.get("export/data-elements?starts=city:&format=tsv").text();
    let fields = reader.get("specifications/city-1/export").text();
    assert!(fields.ends_with("\nT,,,性别,,city:D1,1,export,1,,,,\n"), "{fields}");
    let tables = reader.get("specifications/henan-2026/export?part=tables&format=tsv");
    assert!(tables.text().starts_with("table\tgroup\ttitle\n病人表\t基本信息\t\n"));
    assert_eq!(
        tables.header("content-disposition"),
        "attachment; filename=\"henan-2026-tables.tsv\""
    );
    for address in [
        "export/value-domains?format=fhir",
        "export/data-elements?format=txt",
        "specifications/henan-2026/export?format=claml",
        "specifications/henan-2026/export?part=all",
    ] {
        reader.get(address).refused(Code::FieldInvalid);
    }
    reader
        .get("specifications/nowhere/export")
        .refused(Code::SpecificationUnknown);

    let other = TestServer::start();
    let registrar = other.registrar();
    registrar
        .upload("value-domains", domains.text().as_bytes())
        .ok_with(201);
    registrar.upload("data-elements", elements.as_bytes()).ok_with(201);
    let second = registrar
        .upload("specifications/city-2", fields.as_bytes())
        .ok_with(201);
    assert_eq!(
        (second["digest"].as_str(), second["digest"].is_string()),
        (first["digest"].as_str(), true)
    );
    assert_eq!(registrar.get("value-domains/export").ok()["digest"], put["digest"]);
}
