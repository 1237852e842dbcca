//! Upgrades of a standard over the web: told before, done by the publication, carried over by the hospital.

use super::data::all_pages;
use super::data::approve;
use super::data::column;
use super::data::diseases;
use super::data::draft;
use super::data::edition;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::data::step;
use super::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

const HIS: &str = "his/diagnosis";
const NEXT: &str = "code-systems/disease/editions/2027";
const UPGRADE: &str = "organizations/H1/upgrades/disease/2027";

/// The next edition, in review: 伤寒 is gone, 副伤寒 is a heading, 霍乱 stays.
fn next_edition(server: &TestServer) {
    let next = edition("disease/2027")
        .heading("I", "传染病")
        .child("A00", "霍乱", "I")
        .heading("A02", "副伤寒");
    next.import(server).ok();
    let registrar = server.registrar();
    let metadata = json!({ "source": "试验", "confidence": "V", "effective_from": "2027-01-01", "replaces": "2026" });
    registrar.call("PATCH", NEXT).json(&metadata).send().ok();
    registrar.post(&format!("{NEXT}/submit"), &json!({})).ok();
}

fn mapped_hospital(server: &TestServer) {
    diseases(server);
    let curator = server.curator();
    load(&curator, HIS, &[("001", "霍乱"), ("002", "伤寒"), ("003", "副伤寒")]).ok();
    let items = [mapped("001", "A00"), mapped("002", "A01"), mapped("003", "A02")];
    approve(server, HIS, &items);
    publish(server, "");
}

fn counts(answer: &Value) -> (Option<u64>, Option<u64>) {
    (answer["hospitals"].as_u64(), answer["to_recheck"].as_u64())
}

#[test]
fn an_edition_is_weighed_before_it_is_published_and_sends_lost_targets_back() {
    let server = TestServer::start();
    mapped_hospital(&server);
    next_edition(&server);
    let registrar = server.registrar();
    let impact = registrar.get(&format!("{NEXT}/impact")).ok();
    assert_eq!(impact["status"], "in-review");
    assert_eq!(impact["from"], json!(["disease/2026"]));
    assert_eq!(counts(&impact["total"]), (Some(1), Some(2)));
    assert_eq!(impact["hospitals"][0]["organization"], "H1");
    let expected = json!({ "target-missing": 1, "target-not-assignable": 1, "unchanged": 1 });
    assert_eq!(impact["hospitals"][0]["findings"], expected);
    assert!(!impact.to_string().contains("伤寒"), "nobody's rows are shown");
    let foreign = server.foreign(Role::Registrar).get(&format!("{NEXT}/impact")).ok();
    assert_eq!(counts(&foreign["total"]), (Some(1), Some(2)), "the whole is known");
    assert!(foreign["hospitals"][0].get("organization").is_none(), "{foreign}");

    server.second_registrar().act(&format!("{NEXT}/publish")).ok();
    let curator = server.curator();
    let waiting = all_pages(&curator, "organizations/H1/mappings?state=needs-recheck", 10);
    assert_eq!(column(&waiting, "code"), ["002", "003"]);
    let impact = registrar.get(&format!("{NEXT}/impact")).ok();
    assert_eq!(
        impact["recheck"],
        json!({ "hospitals": 2, "rows": 2, "finished": true })
    );
    let history = curator
        .get(&format!("organizations/H1/dictionaries/{HIS}/history?code=002"))
        .ok();
    let last = history.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["step"], &last["account"]),
        (&json!("recheck"), &json!("second-registrar"))
    );
    assert_eq!(
        last["reason"],
        "目标已删除 target-missing: disease/2026 A01 伤寒 (disease/2027)"
    );
}

#[test]
fn rows_come_in_pages_and_files_and_a_rule_needs_two_people() {
    let server = TestServer::start();
    mapped_hospital(&server);
    next_edition(&server);
    let curator = server.curator();
    curator.post(UPGRADE, &json!({})).refused(Code::EditionNotPublished);
    server.second_registrar().act(&format!("{NEXT}/publish")).ok();
    let all = format!("{UPGRADE}?finding=target-missing,target-not-assignable,unchanged");
    for limit in [1, 10] {
        assert_eq!(column(&all_pages(&curator, &all, limit), "code"), ["001", "002", "003"]);
    }
    let listed = curator.get(UPGRADE).ok();
    assert_eq!(
        column(listed["items"].as_array().unwrap(), "finding"),
        ["target-missing", "target-not-assignable"]
    );
    let csv = curator.get(&format!("{all}&format=csv")).text();
    assert!(
        csv.contains("unchanged,his/diagnosis,001,霍乱,,released,A00,霍乱,霍乱,A00,霍乱,equivalent,true"),
        "{csv}"
    );
    assert!(curator.get(&format!("{UPGRADE}?format=xlsx")).status == 200);
    curator.get(&format!("{UPGRADE}?finding=x")).refused(Code::FieldInvalid);

    let carry = format!("{UPGRADE}/carry-over");
    curator
        .post(&carry, &json!({ "rule": "everything" }))
        .refused(Code::FieldInvalid);
    let rule = json!({ "rule": "upgrade-unchanged" });
    assert_eq!(curator.post(&carry, &rule).ok()["submitted"], 1);
    let reviewer = server.reviewer();
    let told = reviewer
        .post(
            &format!("{carry}/approval"),
            &json!({ "rule": "upgrade-unchanged", "dry_run": true }),
        )
        .ok();
    assert_eq!((&told["applied"], &told["approved"]), (&json!(false), &json!(1)));
    assert_eq!(reviewer.post(&format!("{carry}/approval"), &rule).ok()["approved"], 1);
    publish(&server, "升级");
    let body = server.collector().get("organizations/H1/snapshots/2/body").text();
    assert!(
        body.contains("\"edition\":\"2027\"") && body.contains("伤寒"),
        "the rest stays in force: {body}"
    );
}

#[test]
fn a_load_is_told_with_dry_run_and_goes_out_as_a_file() {
    let server = TestServer::start();
    mapped_hospital(&server);
    let curator = server.curator();
    draft(&curator, HIS, &[mapped("001", "A00")]).ok();
    step(&curator, HIS, "submit", &["001"]).ok();
    let address = format!("organizations/H1/dictionaries/{HIS}/load");
    let file = "code,name\n001,霍 乱\n002,骨折\n004,骨折\n";
    let told = curator.upload(&format!("{address}?dry_run=true"), file.as_bytes()).ok();
    assert_eq!((&told["applied"], &told["load"]), (&json!(false), &json!(2)));
    assert_eq!(
        (&told["respelled"], &told["re_used"], &told["duplicate_names"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(
        told["mappings"],
        json!({ "untouched": 0, "kept": 1, "to-recheck": 1, "waits-already": 0, "code-removed": 1 })
    );
    assert_eq!(told["changed_codes"][0]["drift"], "re-used", "the gravest comes first");
    assert_eq!(told["removed_codes"][0]["code"], "003");
    let waiting = all_pages(&curator, "organizations/H1/mappings?state=needs-recheck", 10);
    assert!(waiting.is_empty(), "a dry run writes nothing");
    let csv = curator
        .upload(&format!("{address}?dry_run=true&format=csv"), file.as_bytes())
        .text();
    for line in [
        "re-used,002,伤寒,骨折,",
        "respelled,001,霍乱,霍 乱,1000",
        "to-recheck,002,伤寒,,,,,,,his/diagnosis,released,编码复用 code re-used: 伤寒 -> 骨折",
        "code-removed,003,副伤寒,,,,,,,his/diagnosis,released,",
        "removed,003,副伤寒,",
        "duplicate-name,,,骨折,,002 | 004",
    ] {
        assert!(csv.contains(line), "{line}\n{csv}");
    }
    assert_eq!(
        curator
            .upload(&format!("{address}?format=xlsx"), file.as_bytes())
            .status,
        200
    );
    let waiting = all_pages(&curator, "organizations/H1/mappings?state=needs-recheck", 10);
    assert_eq!(column(&waiting, "code"), ["002"], "without dry_run it is applied");
}
