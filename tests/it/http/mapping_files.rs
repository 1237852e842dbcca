//! Mappings as files over the web, what hospitals say differently, and why a record was coded so.

use super::client::Client;
use super::client::encode;
use super::data::DISEASES;
use super::data::approve;
use super::data::csv;
use super::data::dictionary_address;
use super::data::diseases;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

const HIS: &str = "his/diagnosis";

fn of_dictionary(rest: &str) -> String {
    format!("{}/{rest}", dictionary_address(HIS))
}

/// `H1` with two releases.
fn two_releases(server: &TestServer) {
    diseases(server);
    let rows = [("001", "霍乱"), ("002", "伤寒"), ("T", "=测试")];
    load(&server.curator(), HIS, &rows).ok();
    let never_sent = json!({ "code": "T", "ignored": "测试条目" });
    approve(server, HIS, &[mapped("001", "A00"), mapped("002", "A01"), never_sent]);
    publish(server, "第一版");
    approve(server, HIS, &[mapped("001", "A01.0")]);
    publish(server, "第二版");
}

#[test]
fn files_go_out_with_what_they_lose_and_come_in_as_drafts() {
    let server = TestServer::start();
    two_releases(&server);
    let curator = server.curator();
    let export = |format: &str| curator.get(&of_dictionary(&format!("mappings/export?format={format}")));
    let expected = [
        ("sssom", "text/tab-separated-values", "H1-his-diagnosis.sssom.tsv", "1"),
        ("conceptmap-r4", "application/fhir+json", "H1-his-diagnosis.json", "1"),
        ("conceptmap-r5", "application/fhir+json", "H1-his-diagnosis.json", "1"),
        ("usagi", "text/csv", "H1-his-diagnosis.usagi.csv", "0"),
        ("csv", "text/csv", "H1-his-diagnosis.csv", "0"),
        ("xlsx", "application/vnd.openxmlformats", "H1-his-diagnosis.xlsx", "0"),
    ];
    for (format, media_type, name, losses) in expected {
        let answer = export(format);
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.header("content-type").starts_with(media_type));
        assert!(answer.header("content-disposition").contains(name));
        assert_eq!(answer.header("zhiyu-losses"), losses, "{format}");
    }
    let lost = curator.get(&of_dictionary("mappings/export/losses?format=sssom")).ok();
    assert_eq!(
        lost["places"],
        json!([{ "kind": "never-sent", "code": "T", "target": "", "detail": "测试条目" }])
    );
    assert!(
        export("csv").text().contains("\nT,'=测试,"),
        "a cell that a workbook would compute is disarmed"
    );

    let file = export("csv").body;
    let at = of_dictionary("mappings/import?format=csv&dry_run=true&replace=all");
    let report = curator.upload(&at, &file).ok();
    assert_eq!(
        (report["unchanged"].as_u64(), report["refused"].as_u64()),
        (Some(3), Some(0))
    );
    let changed = String::from_utf8(file)
        .unwrap()
        .replace("A01.0,伤寒杆菌性伤寒", "A02,副伤寒");
    let at = of_dictionary("mappings/import?format=csv");
    let kept = curator.upload(&at, changed.as_bytes()).ok();
    assert_eq!((kept["kept"].as_u64(), kept["replaced"].as_u64()), (Some(1), Some(0)));
    assert_eq!(kept["notes"][0]["code"], "mapping-kept");
    let replaced = curator.upload(&format!("{at}&replace=all"), changed.as_bytes()).ok();
    assert_eq!(
        (replaced["kept"].as_u64(), replaced["replaced"].as_u64()),
        (Some(0), Some(1))
    );
    let drafted = curator.get("organizations/H1/mappings?state=drafted").ok();
    assert_eq!(drafted["items"][0]["decision"]["targets"][0]["code"], "A02");
    assert_eq!(drafted["items"][0]["origin"]["by"], "file");
    curator
        .get(&of_dictionary("mappings/export?format=owl"))
        .refused(Code::FieldInvalid);
    curator
        .upload(&of_dictionary("mappings/import?format=csv&replace=some"), b"x")
        .refused(Code::FieldInvalid);
}

#[test]
fn a_difference_is_filtered_paged_and_taken_away() {
    let server = TestServer::start();
    two_releases(&server);
    let auditor = server.auditor();
    let diff = |rest: &str| auditor.get(&format!("organizations/H1/releases/diff?from=0&to=2{rest}"));
    let codes = |rest: &str| -> Vec<String> {
        let lines = diff(rest).ok();
        let lines = lines.as_array().unwrap().clone();
        lines
            .iter()
            .map(|line| line["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(codes(""), ["001", "002"]);
    for (rest, expected) in [
        ("&code_prefix=002", "002"),
        ("&text=A01.0", "001"),
        (
            "&kind=added&system=disease&author=curator&reviewer=reviewer&dictionary=his/diagnosis&code_prefix=001",
            "001",
        ),
    ] {
        assert_eq!(codes(rest), [expected], "{rest}");
    }
    assert_eq!(
        codes("&system=icd-10").len() + codes("&kind=removed").len() + codes("&author=reviewer").len(),
        0
    );
    let first = diff("&limit=1");
    assert_eq!(first.ok().as_array().unwrap().len(), 1);
    let link = first.header("link").to_owned();
    let next = link.strip_prefix("</api/v1/").unwrap().split('>').next().unwrap();
    let second = auditor.get(next);
    assert_eq!(second.ok()[0]["code"], "002");
    assert_eq!(second.header("link"), "", "the last page has no next");
    assert_eq!(diff("&format=xlsx").body.get(..2), Some(&b"PK"[..]));
    assert!(diff("&format=csv&code_prefix=002").text().lines().count() == 2);
    diff("&kind=other").refused(Code::FieldInvalid);
    diff("&format=pdf").refused(Code::FieldInvalid);
}

/// `H2` calls the same diseases by the same names and means others.
fn other_hospital(server: &TestServer) -> Client {
    let of = |role| server.client(&format!("h2-{}", Role::as_str(role)), role, "H2");
    let (curator, reviewer, publisher) = (of(Role::Curator), of(Role::Reviewer), of(Role::Publisher));
    let at = "organizations/H2/dictionaries/his/diagnosis";
    let file = csv(&[("J1", "霍乱"), ("002", "伤寒")]);
    curator
        .upload(&format!("{at}/load?target={}", encode(DISEASES)), file.as_bytes())
        .ok();
    let items: Vec<Value> = vec![mapped("J1", "A02"), mapped("002", "A01")];
    curator.put(&format!("{at}/mappings"), &json!({ "items": items })).ok();
    let seen = json!({ "items": [{ "code": "J1" }, { "code": "002" }], "reason": "" });
    curator.post(&format!("{at}/mappings/submit"), &seen).ok();
    reviewer.post(&format!("{at}/mappings/approve"), &seen).ok();
    publisher.post("organizations/H2/releases", &json!({})).ok_with(201);
    publisher
}

#[test]
fn hospitals_are_compared_by_who_may_read_both_or_what_is_shared() {
    let server = TestServer::start();
    two_releases(&server);
    let publisher = other_hospital(&server);
    let (own, platform) = (server.auditor(), server.platform(Role::Auditor));
    let at = "organizations/H1/releases/2/compare/H2/1";
    own.get(at).refused(Code::OutOfScope);
    let found = platform.get(at).ok();
    assert_eq!(
        (found["same"].as_u64(), found["different"].as_u64()),
        (Some(1), Some(1))
    );
    let item = &found["items"][0];
    assert_eq!(
        (item["dissent"].as_str(), item["name"].as_str()),
        (Some("targets"), Some("霍乱"))
    );
    assert_eq!(item["left"][0]["targets"][0]["code"], "A01.0");
    assert_eq!(item["right"][0]["code"], "J1");
    let by_code = platform.get(&format!("{at}?by=code-and-name")).ok();
    assert_eq!(
        (by_code["same"].as_u64(), by_code["only_left"].as_u64()),
        (Some(1), Some(1))
    );
    assert_eq!(platform.get(&format!("{at}?dissent=outcome")).ok()["items"], json!([]));
    assert_eq!(platform.get(&format!("{at}?format=csv")).text().lines().count(), 2);
    assert_eq!(
        platform.get(&format!("{at}?format=xlsx")).body.get(..2),
        Some(&b"PK"[..])
    );
    let consent = json!({ "shares": true, "reason": "共享" });
    publisher.put("organizations/H2/sharing", &consent).ok();
    assert_eq!(own.get(at).ok()["items"], found["items"], "H2 shares now");
    own.get("organizations/H1/releases/9/compare/H2/1")
        .refused(Code::ReleaseUnknown);
    let back = "organizations/H2/releases/1/compare/H1/2";
    own.get(back).refused(Code::OutOfScope);
    platform.get(&format!("{at}?by=sound")).refused(Code::FieldInvalid);
}

#[test]
fn why_a_record_was_coded_so_is_told_in_words_and_data() {
    let server = TestServer::start();
    two_releases(&server);
    let auditor = server.auditor();
    let explain = |rest: &str| auditor.get(&of_dictionary(&format!("explain?{rest}")));
    let found = explain("code=001&at=2026-11-21").ok();
    assert_eq!(
        (found["verdict"].as_str(), found["at"].as_str()),
        (Some("mapped"), Some("2026-11-21T10:00:00.000000Z"))
    );
    assert_eq!(found["line"]["targets"][0]["code"], "A01.0");
    assert_eq!(
        (
            found["release"]["number"].as_i64(),
            found["changes"][1]["release"].as_i64()
        ),
        (Some(2), Some(2))
    );
    assert_eq!(found["changes"][0]["origin"]["by"], "hand");
    assert_eq!(found["collector"]["known"], false);
    let words = found["answer"].as_str().unwrap();
    for part in [
        "2026-11-21 18:00:00",
        "发布版 2",
        "A01.0",
        "curator",
        "reviewer",
        "名称一致",
    ] {
        assert!(words.contains(part), "{words}");
    }
    let english = auditor
        .in_english()
        .get(&of_dictionary("explain?code=001&at=2026-11-20"))
        .ok();
    assert_eq!(english["verdict"], "no-release");
    assert!(
        english["answer"]
            .as_str()
            .unwrap()
            .starts_with("no release was in force")
    );
    assert_eq!(explain("code=none&at=2026-11-21").ok()["verdict"], "not-in-release");
    explain("code=001&at=yesterday").refused(Code::FieldInvalid);
}
