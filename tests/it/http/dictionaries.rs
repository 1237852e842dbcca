//! Local dictionaries: loaded as they are, dirt included; loaded again without losing work.

use super::client::encode;
use super::data::DISEASES;
use super::data::all_pages;
use super::data::approve;
use super::data::column;
use super::data::csv;
use super::data::dictionary_address;
use super::data::diseases;
use super::data::draft;
use super::data::gb18030;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::data::xlsx;
use super::server::TestServer;
use serde_json::json;
use zhiyu::error::Code;

const HIS: &str = "his/diagnosis";

#[test]
fn a_load_reports_repeated_codes_and_keeps_every_row() {
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    let rows = [
        ("001", "霍乱"),
        ("002", "伤寒"),
        ("001", "古典霍乱"),
        ("003", "副伤寒"),
        ("003", "副伤寒"),
    ];
    let report = load(&curator, HIS, &rows).ok_with(200);
    assert_eq!(report["rows"], 5);
    assert_eq!(report["added"], 3);
    assert_eq!(report["repeated_codes"], 2);
    assert_eq!(report["repeated_rows"], 4);
    assert_eq!(
        report["repeated"],
        json!([
            { "code": "001", "rows": [2, 4], "names": ["古典霍乱", "霍乱"] },
            { "code": "003", "rows": [5, 6], "names": ["副伤寒"] },
        ])
    );
    let codes = format!("{}/codes", dictionary_address(HIS));
    for limit in [1, 2, 100] {
        let listed = all_pages(&curator, &codes, limit);
        assert_eq!(column(&listed, "code"), ["001", "001", "002", "003", "003"]);
        assert_eq!(
            column(&listed, "name"),
            ["霍乱", "古典霍乱", "伤寒", "副伤寒", "副伤寒"]
        );
    }
    let dictionary = curator.get(&dictionary_address(HIS)).ok();
    assert_eq!(dictionary["coverage"]["codes"], 3);
    assert_eq!(dictionary["coverage"]["unmapped"], 3);
    assert_eq!(dictionary["target"], DISEASES);

    let problem = draft(&curator, HIS, &[mapped("001", "A00")]).refused(Code::LocalCodeAmbiguous);
    assert_eq!(problem["field"], "items[0]");
    assert!(problem["detail"].as_str().unwrap().contains('2'), "{problem}");
    draft(&curator, HIS, &[mapped("003", "A02")]).ok();
    draft(
        &curator,
        HIS,
        &[json!({ "code": "001", "ignored": "医院改正前不上传" })],
    )
    .ok();
}

#[test]
fn utf_8_gb18030_and_a_workbook_give_the_same_rows() {
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    let rows = [("0010", "霍乱"), ("a.x01", "𠮷氏病"), ("A.X01", "伤寒，重型")];
    let text = csv(&rows);
    let sheet = xlsx(&[
        &["code", "name"],
        &["0010", "霍乱"],
        &["a.x01", "𠮷氏病"],
        &["A.X01", "伤寒，重型"],
    ]);
    let files = [
        ("utf8", text.clone().into_bytes()),
        ("gb18030", gb18030(&text)),
        ("xlsx", sheet),
    ];
    for (name, bytes) in files {
        let address = dictionary_address(&format!("his/{name}"));
        let target = encode(DISEASES);
        curator.upload(&format!("{address}/load?target={target}"), &bytes).ok();
        let listed = all_pages(&curator, &format!("{address}/codes"), 100);
        assert_eq!(column(&listed, "code"), ["0010", "A.X01", "a.x01"], "{name}");
        assert_eq!(column(&listed, "name"), ["霍乱", "伤寒，重型", "𠮷氏病"], "{name}");
    }
    let dictionaries = curator.get("organizations/H1/dictionaries").ok();
    assert_eq!(
        column(dictionaries.as_array().unwrap(), "id"),
        ["his/gb18030", "his/utf8", "his/xlsx"]
    );
    assert_eq!(curator.get("organizations/H1/source-systems").ok(), json!(["his"]));
}

#[test]
fn columns_may_be_named_and_further_ones_kept() {
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    let file = "序号,DiseaseICD,DiseaseName,次数,科室\n1,001,霍乱,42,感染科\n2,002,伤寒,,\n";
    let query = format!(
        "target={}&code=DiseaseICD&name=diseasename&usage={}&attributes={}",
        encode(DISEASES),
        encode("次数"),
        encode("科室,序号"),
    );
    let address = dictionary_address(HIS);
    curator.upload(&format!("{address}/load?{query}"), file.as_bytes()).ok();
    let rows = all_pages(&curator, &format!("{address}/codes"), 10);
    assert_eq!(rows[0]["usage"], 42);
    assert_eq!(rows[0]["attributes"], json!({ "科室": "感染科", "序号": "1" }));
    assert!(rows[1].get("usage").is_none());
    let dirty = "code,name,n\n001,霍乱,-1\n,伤寒,2\n";
    let refused = curator.upload(&format!("{address}/load?usage=n"), dirty.as_bytes());
    let problem = refused.refused(Code::RowsRefused);
    let findings = problem["findings"].as_array().unwrap();
    assert_eq!(
        (findings[0]["row"].as_u64(), findings[0]["column"].as_str()),
        (Some(2), Some("n"))
    );
    assert_eq!(
        (findings[1]["row"].as_u64(), findings[1]["column"].as_str()),
        (Some(3), Some("code"))
    );
}

#[test]
fn the_first_load_names_a_target_that_exists() {
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    let address = format!("{}/load", dictionary_address(HIS));
    let file = csv(&[("001", "霍乱")]);
    let problem = curator.upload(&address, file.as_bytes()).refused(Code::FieldInvalid);
    assert_eq!(problem["field"], "target");
    let unknown = format!("{address}?target=disease/1999");
    curator.upload(&unknown, file.as_bytes()).refused(Code::EditionUnknown);
    curator.get(&dictionary_address(HIS)).refused(Code::DictionaryUnknown);
    load(&curator, HIS, &[("001", "霍乱")]).ok();
    curator.upload(&address, file.as_bytes()).ok();
    let dictionary = curator.get(&dictionary_address(HIS)).ok();
    assert_eq!(
        (dictionary["loads"].as_u64(), dictionary["target"].as_str()),
        (Some(2), Some(DISEASES))
    );
}

#[test]
fn a_code_whose_name_changed_goes_back_to_review_and_stays_in_force() {
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    load(&curator, HIS, &[("001", "霍乱"), ("002", "伤寒"), ("003", "副伤寒")]).ok();
    approve(&server, HIS, &[mapped("001", "A00"), mapped("002", "A01")]);
    publish(&server, "第一版");

    let report = load(
        &curator,
        HIS,
        &[("001", "霍乱（疑似）"), ("002", "伤寒"), ("004", "新病")],
    )
    .ok();
    assert_eq!(
        (report["added"].as_u64(), report["removed"].as_u64()),
        (Some(1), Some(1))
    );
    let renamed = &report["changed_codes"][0];
    assert_eq!(
        (
            &renamed["code"],
            &renamed["before"],
            &renamed["after"],
            &renamed["drift"]
        ),
        (
            &json!("001"),
            &json!(["霍乱"]),
            &json!(["霍乱（疑似）"]),
            &json!("reworded")
        )
    );
    let waiting = all_pages(&curator, "organizations/H1/mappings?state=needs-recheck", 10);
    assert_eq!(column(&waiting, "code"), ["001"]);
    let released = all_pages(&curator, "organizations/H1/mappings?state=released", 10);
    assert_eq!(column(&released, "code"), ["002"], "what was reviewed keeps its review");
    let body = server.collector().get("organizations/H1/snapshots/1/body").text();
    assert!(body.contains("霍乱"), "the release stays as it was: {body}");
    let work = |state: &str| {
        let address = format!("{}/codes?state={state}", dictionary_address(HIS));
        column(&all_pages(&curator, &address, 10), "code")
    };
    assert_eq!(work("needs-recheck"), ["001"]);
    assert_eq!(work("released"), ["002"]);
    assert_eq!(work("unmapped"), ["004"]);
}
