//! Personal data in what a hospital's people send beside dictionaries: mappings in every form of file, work lists, and words that
//! they write. Told with row and column, and refused where the organization says so.

use crate::cli::json as run_json;
use crate::cli::refusal as run_refusal;
use crate::http::client::Answer;
use crate::http::data::approve;
use crate::http::data::dictionary_address;
use crate::http::data::diseases;
use crate::http::data::draft;
use crate::http::data::load;
use crate::http::data::mapped;
use crate::http::data::step;
use crate::http::server::TestServer;
use crate::work_lists::sheets::Sheet;
use serde_json::Value;
use serde_json::json;
use std::fs;
use tempfile::tempdir;
use zhiyu::error::Code;
use zhiyu::registry::personal_data::identity_number;

const HIS: &str = "his/diagnosis";
const PHONE: &str = "请电 13800138000 核实";
/// Codes of eleven digits are usual.
const LONG_CODE: &str = "13800138001";

fn of_dictionary(rest: &str) -> String {
    format!("{}/{rest}", dictionary_address(HIS))
}

/// A hospital with a mapping whose justification names a telephone.
fn hospital() -> TestServer {
    let server = TestServer::start();
    diseases(&server);
    load(
        &server.curator(),
        HIS,
        &[("001", "霍乱"), ("002", "伤寒"), (LONG_CODE, "副伤寒")],
    )
    .ok();
    approve(&server, HIS, &[mapped("002", "A01"), mapped(LONG_CODE, "A02")]);
    server
}

fn with_phone() -> Value {
    let mut item = mapped("001", "A00");
    item["justification"] = json!(PHONE);
    item
}

fn refuse(server: &TestServer) {
    let policy = json!({ "personal_data": "refuse", "reason": "数据安全管理办法" });
    server.admin().put("organizations/H1/upload-policy", &policy).ok();
}

/// The places of a report or a refusal that look like personal data; nothing of them is shown.
fn places(findings: &Value) -> Vec<(u64, String)> {
    assert!(!findings.to_string().contains("0013800"), "{findings}");
    let list = findings.as_array().unwrap().iter();
    let personal = list.filter(|one| one["code"] == "personal-data-suspected");
    personal
        .map(|one| (one["row"].as_u64().unwrap(), one["column"].as_str().unwrap().to_owned()))
        .collect()
}

fn found_once(report: &Value) -> (u64, String) {
    assert_eq!(report["personal_data"], 1, "{report}");
    let places = places(&report["notes"]);
    assert_eq!(places.len(), 1, "{report}");
    places[0].clone()
}

fn refused_once(answer: &Answer) -> (u64, String) {
    let problem = answer.refused(Code::PersonalDataRefused);
    let places = places(&problem["findings"]);
    assert_eq!(places.len(), 1, "{problem}");
    places[0].clone()
}

#[test]
fn personal_data_is_told_in_every_form_of_mappings() {
    let server = hospital();
    let curator = server.curator();
    draft(&curator, HIS, &[with_phone()]).ok();
    let forms = [
        ("sssom", "comment"),
        ("conceptmap-r4", "text"),
        ("conceptmap-r5", "text"),
        ("usagi", "comment"),
        ("csv", "理由"),
        ("xlsx", "理由"),
    ];
    let sent: Vec<(&str, &str, Vec<u8>)> = forms
        .into_iter()
        .map(|(form, column)| {
            let export = of_dictionary(&format!("mappings/export?format={form}"));
            (form, column, curator.get(&export).body)
        })
        .collect();
    let import = |form: &str| of_dictionary(&format!("mappings/import?format={form}&dry_run=true&replace=all"));
    let mut told = Vec::new();
    for (form, column, file) in &sent {
        let (row, place) = found_once(&curator.upload(&import(form), file).ok());
        assert!(place.ends_with(column), "{form}: {place}");
        told.push((row, place));
    }
    refuse(&server);
    let before = curator.get("organizations/H1/mappings").ok();
    for ((form, _, file), told) in sent.iter().zip(told) {
        for address in [import(form), import(form).replace("&dry_run=true", "")] {
            assert_eq!(refused_once(&curator.upload(&address, file)), told, "{form}");
        }
    }
    assert_eq!(curator.get("organizations/H1/mappings").ok(), before);
    let clean = "sourceCode,sourceName,mappingStatus,conceptId\n001,霍乱,APPROVED,A00\n";
    let report = curator.upload(&import("usagi"), clean.as_bytes()).ok();
    assert_eq!((&report["personal_data"], &report["codes"]), (&json!(0), &json!(1)));
}

#[test]
fn a_code_or_a_column_that_is_thrown_away_is_looked_at_too() {
    let server = hospital();
    let curator = server.curator();
    let number = identity_number("11010519491231002").unwrap();
    let file =
        format!("本地编码,目标编码,关系,患者姓名,电话\n001,A00,等同,张三,\n{number},A00,等同,李四,13900139000\n");
    let address = of_dictionary("mappings/import?format=csv&dry_run=true");
    let report = curator.upload(&address, file.as_bytes()).ok();
    let expected = [(1, "患者姓名"), (3, "本地编码"), (3, "电话")];
    let found = places(&report["notes"]);
    let found: Vec<(u64, &str)> = found.iter().map(|(row, column)| (*row, column.as_str())).collect();
    assert_eq!(found, expected);
    let metadata = "#sssom_version: \"1.1\"\n#comment: 联系 010-62345678\nsubject_id\tpredicate_id\tobject_id\nlocal:001\tskos:exactMatch\tx:A00\n";
    let address = of_dictionary("mappings/import?format=sssom&dry_run=true");
    let report = curator.upload(&address, metadata.as_bytes()).ok();
    assert_eq!(found_once(&report), (2, "#".to_owned()));
}

#[test]
fn personal_data_in_work_lists_is_told() {
    let server = hospital();
    let curator = server.curator();
    let export = |format: &str| curator.get(&of_dictionary(&format!("work-list?format={format}"))).body;
    let (clean, address) = (export("csv"), of_dictionary("work-list?dry_run=true"));
    assert_eq!(curator.upload(&address, &clean).ok()["personal_data"], 0);
    draft(&curator, HIS, &[with_phone()]).ok();
    let mut sent = vec![export("csv"), export("xlsx")];
    let mut sheet = Sheet::of(&clean);
    sheet.set("001", "意见", "病人电话 13800138000");
    sent.push(sheet.csv().bytes);
    let told: Vec<(u64, String)> = sent
        .iter()
        .map(|file| found_once(&curator.upload(&address, file).ok()))
        .collect();
    let expected = ["依据", "依据", "意见"];
    for ((row, column), expected) in told.iter().zip(expected) {
        assert!(*row > 1 && column.contains(expected), "{row} {column}");
    }
    refuse(&server);
    for (file, told) in sent.iter().zip(told) {
        assert_eq!(refused_once(&curator.upload(&address, file)), told);
        let address = address.replace("?dry_run=true", "");
        assert_eq!(refused_once(&curator.upload(&address, file)), told);
    }
    curator.upload(&address, &clean).ok();
}

#[test]
fn words_with_personal_data_are_refused_where_the_organization_says_so() {
    let server = hospital();
    let curator = server.curator();
    let note = json!({ "code": "001", "text": PHONE });
    curator.post(&of_dictionary("codes/notes"), &note).ok_with(201);
    draft(&curator, HIS, &[with_phone()]).ok();
    refuse(&server);
    let notes = curator.get(&of_dictionary("codes/notes?code=001")).ok();
    let answer = curator.post(&of_dictionary("codes/notes"), &note);
    assert_eq!(refused_once(&answer), (1, "text".to_owned()));
    assert_eq!(curator.get(&of_dictionary("codes/notes?code=001")).ok(), notes);
    let answer = draft(&curator, HIS, &[mapped("002", "A01"), with_phone()]);
    assert_eq!(refused_once(&answer), (2, "justification".to_owned()));
    let never = json!({ "code": "001", "ignored": PHONE });
    refused_once(&draft(&curator, HIS, &[never]));
    step(&curator, HIS, "submit", &["001"]).ok();
    let back = json!({ "items": [{ "code": "001" }], "reason": PHONE });
    let address = of_dictionary("mappings/return");
    let answer = server.reviewer().post(&address, &back);
    assert_eq!(refused_once(&answer), (1, "reason".to_owned()));
}

#[test]
fn the_command_line_tells_and_refuses_the_same() {
    let folder = tempdir().unwrap();
    let data = folder.path();
    let path = |name: &str| data.join(name).to_str().unwrap().to_owned();
    fs::write(path("local.csv"), "code,name\n001,霍乱\n").unwrap();
    let words = format!("sourceCode,mappingStatus,conceptId,comment\n001,APPROVED,A00,{PHONE}\n");
    fs::write(path("usagi.csv"), words).unwrap();
    let split = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let run = |line: &str| {
        let words = split(line);
        run_json(data, &words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    run("organization add --id H1 --name 第一医院");
    let load = "import dictionary --organization H1 --dictionary his/diagnosis --target icd-10/categories-2016";
    run(&format!("{load} --file {}", path("local.csv")));
    let token = run("token create --for li.na --role curator --organization H1");
    fs::write(path("token"), token["token"].as_str().unwrap()).unwrap();
    let of = format!(
        "--organization H1 --dictionary his/diagnosis --token-file {}",
        path("token")
    );
    let import = format!("mappings import {of} --format usagi {}", path("usagi.csv"));
    assert_eq!(
        found_once(&run(&format!("{import} --dry-run"))),
        (2, "comment".to_owned())
    );
    run("organization upload-policy --id H1 --personal-data refuse --reason 办法");
    let words = split(&import);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (_, problem) = run_refusal(data, &words);
    assert_eq!(problem["code"], "personal-data-refused");
}
