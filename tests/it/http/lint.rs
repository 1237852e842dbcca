//! Kinds and lint over the web: an import tells what it found, a rehearsal stores nothing, the reviewer reads it later.

use super::client::Client;
use super::client::encode;
use super::data::import_address;
use super::data::publish_draft;
use super::data::publish_draft_from;
use super::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::error::Code;

const FILE: &str = "code,name\nA01,伤寒\nA01.0,伤寒\nA01.000,伤寒\n\"A01.001 \",Ａ型伤寒\n";

fn upload(client: &Client, of: &str, query: &str, file: &str) -> super::client::Answer {
    client.upload(&import_address(of, query), file.as_bytes())
}

fn rules(lint: &Value) -> Vec<(String, String, u64)> {
    let counts = lint["counts"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let one = |count: &Value| {
        (
            text(&count["rule"]),
            text(&count["severity"]),
            count["count"].as_u64().unwrap(),
        )
    };
    counts.map(one).collect()
}

#[test]
fn an_import_tells_its_lint_and_the_reviewer_reads_it_later() {
    let server = TestServer::start();
    let registrar = server.registrar();
    let imported = upload(&registrar, "own/1", "kind=icd-10-guolin", FILE).ok_with(201);
    let lint = &imported["lint"];
    assert_eq!(lint["kind"], "icd-10-guolin");
    let expected = [
        ("code-has-blanks", "warning", 1),
        ("full-width-characters", "info", 1),
        ("name-repeated", "info", 2),
    ];
    let mut told = rules(lint);
    told.sort();
    let expected: Vec<_> = expected
        .map(|(rule, severity, count)| (rule.to_owned(), severity.to_owned(), count))
        .into();
    assert_eq!(told, expected);
    assert_eq!(
        (
            lint["errors"].as_u64(),
            lint["warnings"].as_u64(),
            lint["infos"].as_u64()
        ),
        (Some(0), Some(1), Some(3))
    );
    assert_eq!(
        (&lint["derived_parents"], &lint["derived_headings"]),
        (&json!(3), &json!(2))
    );
    assert_eq!(lint["findings"][0]["code"], "code-has-blanks", "the worst first");
    assert_eq!(imported["warnings"][0]["code"], "code-has-blanks");
}

#[test]
fn the_reviewer_reads_the_findings_of_an_edition() {
    let server = TestServer::start();
    let registrar = server.registrar();
    let lint = upload(&registrar, "own/1", "kind=icd-10-guolin", FILE).ok_with(201)["lint"].clone();
    let reader = server.auditor();
    let kept = reader.get("code-systems/own/editions/1/findings").ok();
    assert_eq!(
        (&kept["kind"], &kept["counts"]),
        (&json!("icd-10-guolin"), &lint["counts"])
    );
    let items = kept["items"].as_array().unwrap();
    let rows: Vec<u64> = items.iter().map(|item| item["row"].as_u64().unwrap()).collect();
    assert_eq!(rows, [3, 4, 5, 5]);
    assert_eq!(
        items[0]["detail"], "名称“伤寒”重复，首次出现在第 2 行",
        "its words are kept whole"
    );
    assert!(items.iter().any(|item| item["suggestion"] == "A型伤寒"), "{kept}");
    let warnings = reader.get("code-systems/own/editions/1/findings?severity=warning").ok();
    assert_eq!(warnings["items"].as_array().unwrap().len(), 1);
    let named = reader
        .get("code-systems/own/editions/1/findings?rule=name-repeated&limit=1")
        .ok();
    let next = reader.get(&format!(
        "code-systems/own/editions/1/findings?rule=name-repeated&limit=1&cursor={}",
        named["next"].as_str().unwrap()
    ));
    assert_eq!(next.ok()["items"][0]["row"], 4);
    let csv = reader
        .in_english()
        .get("code-systems/own/editions/1/findings?format=csv");
    let csv = csv.text();
    assert!(
        csv.starts_with("row,column,rule,severity,value,suggestion,detail,advice\n3,name,name-repeated,info,伤寒,,"),
        "{csv}"
    );
    reader
        .get("code-systems/own/editions/1/findings?format=pdf")
        .refused(Code::FieldInvalid);
    reader
        .get("code-systems/own/editions/9/findings")
        .refused(Code::EditionUnknown);
}

#[test]
fn a_new_draft_has_its_own_findings_and_a_shipped_list_none() {
    let server = TestServer::start();
    let (registrar, reader) = (server.registrar(), server.auditor());
    upload(&registrar, "own/1", "kind=icd-10-guolin", FILE).ok_with(201);
    upload(&registrar, "own/1", "", "code,name\nA01,伤寒\n").ok_with(201);
    let replaced = reader.get("code-systems/own/editions/1/findings").ok();
    assert_eq!(
        (&replaced["kind"], &replaced["items"]),
        (&json!("icd-10-guolin"), &json!([])),
        "a new draft, its own lint"
    );
    let shipped = reader.get("code-systems/WS-218/editions/2002/findings").ok();
    assert_eq!((shipped.get("kind"), &shipped["items"]), (None, &json!([])));
}

#[test]
fn a_rehearsal_stores_nothing_and_tells_the_difference_to_the_edition_in_force() {
    let server = TestServer::start();
    let registrar = server.registrar();
    let query = "dry_run=true&parent=parent&assignable=assignable";
    let first = "code,name,parent,assignable\nA,甲,,否\nA1,甲一,A,\nA2,甲二,A,\n";
    let rehearsed = upload(&registrar, "own/1", query, first).ok_with(200);
    assert_eq!((&rehearsed["dry_run"], &rehearsed["rows"]), (&json!(true), &json!(3)));
    assert_eq!(rehearsed.get("difference"), None, "nothing is in force");
    registrar.get("code-systems/own").refused(Code::CodeSystemUnknown);

    let real = query.replace("dry_run=true&", "");
    upload(&registrar, "own/1", &real, first).ok_with(201);
    publish_draft(&server, "own/1");
    let later = "code,name,parent,assignable\nA,甲,,\nA1,甲 一,A,\nA3,甲三,A,\nB,乙,,\n";
    upload(&registrar, "own/9", &real, later).ok_with(201);
    publish_draft_from(&server, "own/9", "2999-01-01");
    let second = "code,name,parent,assignable\nA,甲,,\nA1,甲一新,,\nA3,甲三,A,\n";
    let rehearsed = upload(&registrar, "own/2", query, second).ok_with(200);
    let difference = &rehearsed["difference"];
    assert_eq!(difference["from"], "1", "what begins in 2999 is not in force");
    let count = |change: &str| difference["counts"][change].as_u64();
    assert_eq!(
        [
            "added",
            "removed",
            "renamed",
            "reparented",
            "assignable-changed",
            "unchanged"
        ]
        .map(count),
        [Some(1), Some(1), Some(1), Some(1), Some(1), Some(0)]
    );
    let changes = difference["first"].as_array().unwrap();
    assert!(
        changes.contains(&json!({ "change": "renamed", "code": "A1", "before": "甲一", "after": "甲一新" })),
        "{changes:?}"
    );
    assert!(
        changes.contains(&json!({ "change": "reparented", "code": "A1", "before": "A" })),
        "{changes:?}"
    );
    let editions = registrar.get("code-systems/own").ok()["editions"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(editions, 2, "nothing was stored");

    let damaged = "code,name\n4.3x01,a\n9.99,b\n";
    let query = "dry_run=true&kind=icd-9-cm-3-yibao";
    let told = upload(&registrar, "own/3", query, damaged).ok_with(200);
    assert_eq!(rules(&told["lint"]), [("zeros-lost".to_owned(), "error".to_owned(), 2)]);
    assert_eq!(told["lint"]["findings"][1]["suggestion"], "09.99");
    assert_eq!(
        registrar.get("code-systems/own").ok()["kind"],
        "plain",
        "a rehearsal names no kind for good"
    );
    upload(&registrar, "own/1", "dry_run=true", damaged).refused(Code::EditionNotDraft);
    upload(&server.curator(), "own/3", query, damaged).refused(Code::RightMissing);
}

#[test]
fn a_kind_is_registered_once_and_checks_codes() {
    let server = TestServer::start();
    let (registrar, reader) = (server.registrar(), server.collector());
    let text = "title = '自编码'\ntitle_en = 'Own codes'\nstandard = '本省规定'\nconfidence = 'V'\ncompare = 'drug'\n\
        pattern = '[A-Z]\\d{3}'\nparents = [{ pattern = '([A-Z]\\d)\\d{2}', parent = '${1}00' }]\n\
        examples = [{ code = 'A123', parents = ['A100'] }]\ncounter_examples = [{ code = 'A12', why = '少一位' }]\n";
    let put = |client: &Client, text: &str| {
        client
            .call("PUT", "kinds/own-codes")
            .body(text.as_bytes().to_vec())
            .send()
    };
    put(&server.curator(), text).refused(Code::RightMissing);
    let made = put(&registrar, text).ok_with(200);
    assert_eq!((&made["id"], &made["definition"]), (&json!("own-codes"), &json!(text)));
    assert_eq!(put(&registrar, text).ok_with(200), made, "the same again is no error");
    put(&registrar, &text.replace("少一位", "短")).refused(Code::KindExists);
    let broken = put(&registrar, &text.replace("'A123'", "'A12'")).refused(Code::KindInvalid);
    assert!(broken["detail"].as_str().unwrap().contains("A12"), "{broken}");
    assert_eq!(reader.get("kinds/own-codes").ok(), made);
    let ids: Vec<Value> = reader
        .get("kinds")
        .ok()
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| kind["id"].clone())
        .collect();
    assert!(
        ids.contains(&json!("own-codes")) && ids.contains(&json!("icd-10-guolin")) && ids.len() == 34,
        "{ids:?}"
    );

    let check = |kind: &str, code: &str| reader.get(&format!("kinds/{kind}/check?code={}", encode(code))).ok();
    assert_eq!(
        check("own-codes", "A123"),
        json!({ "code": "A123", "valid": true, "parents": ["A100"], "assignable": true })
    );
    assert_eq!(check("own-codes", "A12")["reason"]["code"], "code-breaks-pattern");
    let digit = check("loinc", "2345-8");
    assert_eq!(
        (&digit["valid"], &digit["expected_digit"], &digit["reason"]["code"]),
        (&json!(false), &json!("7"), &json!("check-digit-wrong"))
    );
    assert_eq!(check("icd-10-guolin", "A01.0")["assignable"], false);
    reader.get("kinds/medicine/check?code=1").refused(Code::KindUnknown);

    let file = "code,name\nA100,a\nA123,b\nA12,c\n";
    let refused = upload(&registrar, "own/1", "kind=own-codes", file).refused(Code::RowsRefused);
    assert_eq!(refused["findings"][0]["code"], "code-breaks-pattern");
    upload(&registrar, "own/1", "kind=own-codes", "code,name\nA100,a\nA123,b\n").ok_with(201);
    let child = registrar.get("code-systems/own/editions/1/concepts/A123").ok();
    assert_eq!(child["parent"], "A100");
    let again = upload(&registrar, "own/2", "dry_run=true", file).ok_with(200);
    assert_eq!(again["lint"]["kind"], "own-codes", "the code system keeps its kind");
}
