//! The interactive page: it works in a hospital that has no way out.

use super::client::Answer;
use super::server::TestServer;
use flate2::read::GzDecoder;
use serde_json::Value;
use std::io::Read as _;
use zhiyu::error::Code;
use zhiyu::http::openapi;

/// The text of an answer, unpacked when the server packed it.
fn text(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    if answer.header("content-encoding") != "gzip" {
        return answer.text();
    }
    let mut text = String::new();
    GzDecoder::new(answer.body.as_slice())
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// What the attributes `src` and `href` of a page name.
fn references(html: &str) -> Vec<&str> {
    let after = ["src=\"", "href=\""]
        .into_iter()
        .flat_map(|mark| html.split(mark).skip(1));
    after.map(|rest| rest.split('"').next().unwrap()).collect()
}

fn ending(name: &str) -> &str {
    name.rsplit('.').next().unwrap()
}

fn names_another_host(text: &str) -> bool {
    ["http://", "https://", "\"//", "'//", "(//"]
        .iter()
        .any(|mark| text.contains(mark))
}

#[test]
fn the_page_takes_everything_from_this_server() {
    let server = TestServer::start();
    let anon = server.anon();
    assert_eq!(anon.get("/docs").header("location"), "/docs/");
    let page = text(&anon.get("/docs/"));
    let named = references(&page);
    assert!(
        ["js", "css"]
            .iter()
            .all(|kind| named.iter().any(|name| ending(name) == *kind))
    );
    assert!(!names_another_host(&page), "{page}");
    for name in named {
        let file = anon.get(&format!("/docs/{}", name.trim_start_matches("./")));
        assert!(!file.body.is_empty(), "{name}");
        let is_own_code = name.contains("initializer") || name.ends_with("index.css");
        assert!(!is_own_code || !names_another_host(&text(&file)), "{name}");
        if ending(name) == "css" {
            let css = text(&file);
            let urls = css.split("url(").skip(1).map(|rest| rest.split(')').next().unwrap());
            let inside = urls.filter(|url| !url.trim_matches(['"', '\'']).starts_with("data:"));
            assert!(!css.contains("@import") && inside.count() == 0, "{name}");
        }
    }
    let initializer = text(&anon.get("/docs/swagger-initializer.js"));
    assert!(initializer.contains("\"/openapi.json\""), "{initializer}");
    assert!(
        initializer.contains("\"validatorUrl\": \"none\""),
        "no validator on the internet: {initializer}"
    );
}

#[test]
fn the_document_is_served_as_the_code_gives_it() {
    let server = TestServer::start();
    let answer = server.anon().get("/openapi.json");
    let document: Value = serde_json::from_str(&openapi::document_text().unwrap()).unwrap();
    assert_eq!(answer.ok(), document);
    assert_eq!(
        server.anon().get("/healthz").ok(),
        serde_json::json!({ "status": "ok" })
    );
    server.anon().get("/nothing").refused(Code::PathUnknown);
}
