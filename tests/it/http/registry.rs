//! The registry: an edition arrives in several forms, is published, browsed, searched and read.

use super::client::encode;
use super::data::DISEASES;
use super::data::ODD_CODE;
use super::data::address_of;
use super::data::all_pages;
use super::data::column;
use super::data::diseases;
use super::data::edition;
use super::data::gb18030;
use super::data::import_address;
use super::data::publish_draft;
use super::data::xlsx;
use super::server::TestServer;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

#[test]
fn an_edition_is_a_draft_until_it_is_published_and_then_stays() {
    let server = TestServer::start();
    let registrar = server.registrar();
    let wanted = edition("drug/2026").concept("A", "阿司匹林").concept("B", "布洛芬");
    let draft = wanted.import(&server).ok_with(201);
    assert_eq!(
        (draft["status"].as_str(), draft["rows"].as_u64()),
        (Some("draft"), Some(2))
    );
    let corrected = edition("drug/2026").concept("A", "阿司匹林片").concept("B", "布洛芬");
    let corrected_digest = corrected.import(&server).ok_with(201)["digest"].clone();
    assert_ne!(corrected_digest, draft["digest"]);

    let published = publish_draft(&server, "drug/2026");
    assert_eq!(published["status"], "published");
    assert_eq!(published["digest"], corrected_digest);
    assert!(published["published_at"].is_string());

    let mut again = corrected.import(&server).ok_with(201);
    assert_eq!(again["warnings"], serde_json::json!([]));
    again.as_object_mut().unwrap().remove("warnings");
    again.as_object_mut().unwrap().remove("lint");
    assert_eq!(again, published, "the same contents again are no error");
    wanted.import(&server).refused(Code::EditionNotDraft);
    let read = server.collector().get("code-systems/drug/editions/2026").ok();
    assert_eq!(read, published, "what was refused changed nothing");
    let system = registrar.get("code-systems/drug").ok();
    assert_eq!(system["editions"][0], published);
}

#[test]
fn the_same_rows_give_the_same_digest_in_every_form_of_file() {
    let server = TestServer::start();
    let registrar = server.registrar();
    let csv = "编码,名称,上级编码\n001,霍乱,\n002,古典型霍乱,001\n";
    let sheet = xlsx(&[
        &["编码", "名称", "上级编码"],
        &["001", "霍乱", ""],
        &["002", "古典型霍乱", "001"],
    ]);
    let files = [
        ("utf-8", csv.as_bytes().to_vec()),
        ("utf-8-bom", format!("\u{FEFF}{csv}").into_bytes()),
        ("gb18030", gb18030(csv)),
        ("tsv", csv.replace(',', "\t").into_bytes()),
        ("crlf", csv.replace('\n', "\r\n").into_bytes()),
        ("xlsx", sheet),
    ];
    let mut digests = Vec::new();
    for (name, bytes) in &files {
        let parent = format!("parent={}", encode("上级编码"));
        let address = import_address(&format!("same/{name}"), &parent);
        let imported = registrar.upload(&address, bytes).ok_with(201);
        assert_eq!(imported["rows"], 2, "{name}");
        digests.push(imported["digest"].clone());
    }
    assert!(digests.iter().all(|digest| *digest == digests[0]), "{digests:?}");
    let concept = registrar.get("code-systems/same/editions/gb18030/concepts/002").ok();
    assert_eq!(
        (concept["display"].as_str(), concept["parent"].as_str()),
        (Some("古典型霍乱"), Some("001"))
    );
}

#[test]
fn what_an_import_names_is_kept() {
    let server = TestServer::start();
    let file = "c,n,p,s,a,o,拼音码\nX,甲,,active,true,一|二,jia\nY,乙,X,retired,false,,\n";
    let query = format!(
        "code=c&name=n&parent=p&status=s&assignable=a&aliases=o&properties={}&title={}&source=S1&confidence=V\
         &effective_from=2026-01-01",
        encode("拼音码"),
        encode("试验表"),
    );
    let imported = server
        .registrar()
        .upload(&import_address("own/1", &query), file.as_bytes());
    let imported = imported.ok_with(201);
    assert_eq!(imported["status"], "draft");
    assert_eq!(imported["title"], "试验表");
    assert_eq!(imported["confidence"], "V");
    assert_eq!(imported["effective_from"], "2026-01-01");
    let reader = server.collector();
    let first = reader.get("code-systems/own/editions/1/concepts/X").ok();
    assert_eq!(first["designations"], serde_json::json!(["一", "二"]));
    assert_eq!(first["properties"], serde_json::json!({ "拼音码": "jia" }));
    let second = reader.get("code-systems/own/editions/1/concepts/Y").ok();
    assert_eq!(second["status"], "retired");
    assert_eq!(second["assignable"], false);
}

#[test]
fn an_import_says_what_its_code_system_lists() {
    let server = TestServer::start();
    let registrar = server.registrar();
    let kind = || registrar.get("code-systems/own-drugs").ok()["kind"].clone();
    let file = "code,name\n1,硝苯地平控释片\n2,硝苯地平片\n".as_bytes();
    let import = |query: &str| registrar.upload(&import_address("own-drugs/1", query), file);
    import("").ok_with(201);
    assert_eq!(kind(), "plain");
    let ask = || {
        let body = serde_json::json!({
            "edition": "own-drugs/1", "name": "硝苯地平", "attributes": { "剂型": "片剂" }, "limit": 1
        });
        registrar_suggests(&server, &body)
    };
    assert!(ask()["warnings"].as_array().unwrap().is_empty(), "{}", ask());
    import("kind=drug").ok_with(201);
    assert_eq!(kind(), "drug", "the same file again says it");
    let found = ask();
    assert_eq!(found["code"], "2");
    assert!(found["reasons"].to_string().contains("剂型相同：片"), "{found}");
    import("").ok_with(201);
    assert_eq!(kind(), "drug", "an import that says nothing leaves it");
    let refused = import("kind=medicine");
    assert_eq!(refused.status, 400);
}

/// The first suggestion.
fn registrar_suggests(server: &TestServer, body: &serde_json::Value) -> serde_json::Value {
    server.curator().post("suggestions", body).ok()[0].clone()
}

#[test]
fn children_are_browsed_and_long_lists_are_paged_without_gap_or_repetition() {
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    let concepts = format!("{}/concepts", address_of(DISEASES));
    let codes = |query: &str| column(&all_pages(&curator, &format!("{concepts}{query}"), 1000), "code");
    assert_eq!(codes("?parent=-"), ["I"]);
    assert_eq!(codes("?parent=I"), ["A00", "A01", "A02", ODD_CODE]);
    assert_eq!(codes("?parent=A01"), ["A01.0"]);
    assert!(codes("?parent=A00").is_empty());
    let branch = all_pages(&curator, &format!("{concepts}?parent=I"), 1000);
    let below: Vec<_> = branch.iter().map(|row| row["children"].as_u64()).collect();
    assert_eq!(below, [Some(0), Some(1), Some(0), Some(0)], "a tree knows its leaves");

    let whole = codes("");
    assert_eq!(whole, ["A00", "A01", "A01.0", "A02", ODD_CODE, "I"]);
    for limit in 1..=7 {
        assert_eq!(
            column(&all_pages(&curator, &concepts, limit), "code"),
            whole,
            "{limit} a page"
        );
    }
    let systems = column(&all_pages(&curator, "code-systems", 1000), "id");
    assert!(systems.len() > 50, "the shipped lists and the new one: {systems:?}");
    assert_eq!(column(&all_pages(&curator, "code-systems", 7), "id"), systems);
}

#[test]
fn concepts_are_found_by_code_and_by_name() {
    let server = TestServer::start();
    diseases(&server);
    let auditor = server.auditor();
    let found = |text: &str| {
        let address = format!("{}/concepts?q={}", address_of(DISEASES), encode(text));
        let page = auditor.get(&address).ok();
        assert!(page.get("next").is_none(), "a search has one page");
        column(page["items"].as_array().unwrap(), "code")
    };
    assert_eq!(found("霍乱")[0], "A00");
    assert!(found("霍乱").contains(&ODD_CODE.to_owned()));
    assert_eq!(found("A01.0")[0], "A01.0");
    assert!(found("A01").contains(&"A01".to_owned()));
    assert!(found("没有这种病名字").is_empty());
}

#[test]
fn a_code_is_read_byte_for_byte_whatever_characters_it_has() {
    let server = TestServer::start();
    diseases(&server);
    let publisher = server.publisher();
    let concepts = format!("{}/concepts", address_of(DISEASES));
    let encoded = encode(ODD_CODE);
    let half_encoded = encoded.replace("%2F", "/").replace("%2B", "+").replace("%2A", "*");
    assert_ne!(half_encoded, encoded);
    for form in [&encoded, &half_encoded] {
        let concept = publisher.get(&format!("{concepts}/{form}")).ok();
        assert_eq!(concept["code"], ODD_CODE, "{form}");
        assert_eq!(concept["parent"], "I");
    }
    for other in ["B95", "B95/9", "b95%2F9%2BA00%2A50%25%20%C3%A9", "A0", "a00", "A00%20"] {
        let problem = publisher
            .get(&format!("{concepts}/{other}"))
            .refused(Code::ConceptUnknown);
        assert!(problem["detail"].as_str().unwrap().contains(DISEASES), "{problem}");
    }
    publisher
        .get(&format!("{concepts}/%FF%FE"))
        .refused(Code::ConceptUnknown);
}

#[test]
fn blanks_around_a_code_are_kept_and_told() {
    let server = TestServer::start();
    let registrar = server.registrar();
    let file = "code,name\nA,甲\nB ,乙\n";
    let imported = registrar.upload(&import_address("blank/1", ""), file.as_bytes());
    let warning = imported.ok_with(201)["warnings"][0].clone();
    assert_eq!(warning["code"], Code::CodeHasBlanks.as_str());
    assert_eq!(
        (warning["row"].as_u64(), warning["column"].as_str()),
        (Some(3), Some("code"))
    );
    assert!(warning["detail"].as_str().unwrap().contains("“B ”"), "{warning}");
    assert_eq!(
        registrar.get("code-systems/blank/editions/1/concepts/B%20").ok()["display"],
        "乙"
    );
    registrar
        .get("code-systems/blank/editions/1/concepts/B")
        .refused(Code::ConceptUnknown);
}

#[test]
fn the_registry_is_the_same_for_everybody_who_may_read_it() {
    let server = TestServer::start();
    diseases(&server);
    let address = address_of(DISEASES);
    let expected = server.registrar().get(&address).ok();
    for role in Role::ALL.iter().filter(|role| **role != Role::Operator) {
        assert_eq!(server.foreign(*role).get(&address).ok(), expected, "{role:?}");
    }
}
