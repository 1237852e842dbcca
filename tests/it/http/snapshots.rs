//! What collectors pull: manifests, bodies in every encoding, and "nothing is new".

use super::client::Answer;
use super::client::Client;
use super::data::approve;
use super::data::diseases;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::server::TestServer;
use flate2::read::GzDecoder;
use serde_json::Value;
use std::io::Read as _;
use zhiyu::digest::sha256_hex;
use zhiyu::error::Code;
use zhiyu::snapshot::refusal::Refusal;
use zhiyu::snapshot::verify;

const LATEST: &str = "organizations/H1/snapshots/latest";
const BODY: &str = "organizations/H1/snapshots/1/body";
/// Local codes whose order in bytes is not that of any language.
const CODES: [&str; 7] = ["10", "2", "B", "a", "A00.9+*", "é", "霍"];

/// A hospital with one release from two dictionaries, drafted in another order than that of the body.
fn released(server: &TestServer) {
    diseases(server);
    for dictionary in ["lis/x", "his/x", "his/X"] {
        let rows: Vec<(&str, &str)> = CODES.iter().map(|code| (*code, "霍乱")).collect();
        load(&server.curator(), dictionary, &rows).ok();
        let items: Vec<Value> = CODES.iter().rev().map(|code| mapped(code, "A00")).collect();
        approve(server, dictionary, &items);
    }
    publish(server, "");
}

fn body_as(client: &Client, accept_encoding: &str) -> Answer {
    client
        .call("GET", BODY)
        .header("accept-encoding", accept_encoding)
        .send()
}

#[test]
fn every_encoding_gives_the_bytes_that_the_manifest_names() {
    let server = TestServer::start();
    released(&server);
    let collector = server.collector();
    let manifest_text = collector.get(LATEST).text();
    let manifest = verify::check_manifest(&manifest_text, "H1", None).unwrap();
    let plain = collector.get(BODY);
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(sha256_hex([plain.body.as_slice()]), manifest.body.sha256);
    assert_eq!(plain.body.len(), usize::try_from(manifest.body.bytes).unwrap());
    let lines = verify::check_body(&manifest, &plain.body).unwrap();
    assert_eq!(lines.len(), 3 * CODES.len());

    let gzip = body_as(&collector, "gzip, deflate");
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let mut unpacked = Vec::new();
    GzDecoder::new(gzip.body.as_slice()).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
    let packed = body_as(&collector, "gzip, zstd");
    assert_eq!(packed.header("content-encoding"), "zstd");
    assert_eq!(zstd::decode_all(packed.body.as_slice()).unwrap(), plain.body);
    for refused in ["gzip;q=0, zstd;q=0", "br", "identity"] {
        assert_eq!(body_as(&collector, refused).body, plain.body, "{refused}");
    }
    let tags = [plain.header("etag"), gzip.header("etag"), packed.header("etag")];
    assert!(
        tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2],
        "other bytes, other tag: {tags:?}"
    );
    for answer in [&plain, &gzip, &packed] {
        assert_eq!(answer.header("vary").to_ascii_lowercase(), "accept-encoding");
        assert!(answer.header("cache-control").contains("immutable"));
        assert_eq!(answer.header("content-type"), "application/x-ndjson");
    }

    let mut forged = plain.body.clone();
    forged[20] ^= 1;
    assert_eq!(verify::check_body(&manifest, &forged), Err(Refusal::BodyDigestWrong));
    let other = verify::check_manifest(&manifest_text, "H2", None);
    assert_eq!(other, Err(Refusal::OtherOrganization));
    assert_eq!(
        verify::check_manifest(&manifest_text, "H1", Some(2)),
        Err(Refusal::OlderThanSeen)
    );
}

#[test]
fn the_body_is_in_the_order_of_bytes_with_its_keys_in_order() {
    let server = TestServer::start();
    released(&server);
    let text = server.collector().get(BODY).text();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let keys: Vec<(String, String)> = lines
        .iter()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|line| {
            (
                line["dictionary"].as_str().unwrap().to_owned(),
                line["code"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let mut codes = CODES;
    codes.sort_by_key(|code| code.as_bytes());
    assert_eq!(codes, ["10", "2", "A00.9+*", "B", "a", "é", "霍"]);
    let expected: Vec<(String, String)> = ["his/X", "his/x", "lis/x"]
        .iter()
        .flat_map(|dictionary| codes.iter().map(|code| ((*dictionary).to_owned(), (*code).to_owned())))
        .collect();
    assert_eq!(keys, expected);
    assert_eq!(
        lines[0],
        "{\"dictionary\":\"his/X\",\"code\":\"10\",\"name\":\"霍乱\",\"targets\":[{\"system\":\"disease\",\
         \"edition\":\"2026\",\"code\":\"A00\",\"display\":\"霍乱\",\"relationship\":\"equivalent\"}]}\n"
    );
}

#[test]
fn a_collector_that_has_everything_is_told_so_until_something_is_new() {
    let server = TestServer::start();
    let collector = server.collector();
    collector.get(LATEST).refused(Code::ReleaseUnknown);
    released(&server);
    let latest = collector.get(LATEST);
    assert_eq!(latest.ok()["release"], 1);
    assert_eq!(latest.header("cache-control"), "private, no-cache");
    let tag = latest.header("etag").to_owned();
    let again = |address: &str, tag: &str| collector.call("GET", address).header("if-none-match", tag).send();
    for wanted in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"other\", {tag}"),
        "*".to_owned(),
    ] {
        let unchanged = again(LATEST, &wanted);
        assert_eq!((unchanged.status, unchanged.body.len()), (304, 0), "{wanted}");
        assert_eq!(unchanged.header("etag"), tag);
    }
    assert_eq!(again(LATEST, "\"other\"").status, 200);
    let body_tag = collector.get(BODY).header("etag").to_owned();
    assert_eq!(again(BODY, &body_tag).status, 304);
    let manifest = "organizations/H1/snapshots/1/manifest";
    assert_eq!(collector.get(manifest).body, latest.body);
    assert_eq!(collector.get(manifest).header("cache-control"), "private, no-cache");

    approve(&server, "his/x", &[mapped("a", "A02")]);
    publish(&server, "");
    let newer = again(LATEST, &tag).ok();
    assert_eq!(
        (newer["release"].as_u64(), newer["previous"]["release"].as_u64()),
        (Some(2), Some(1))
    );
    let first = collector.get(manifest).ok();
    assert_eq!(newer["previous"]["digest"], first["body"]["sha256"]);
    assert_eq!(first, latest.ok(), "an old manifest stays as it was");
    collector
        .get("organizations/H1/snapshots/3/manifest")
        .refused(Code::ReleaseUnknown);
}

#[test]
fn a_body_that_was_altered_in_the_database_is_not_served() {
    let server = TestServer::start();
    released(&server);
    server.stranger().execute_all(&[
        "DROP TRIGGER release_changes_no_update",
        "UPDATE release_changes SET line = replace(line, 'A00', 'A02') WHERE code = 'a'",
    ]);
    let collector = server.collector();
    let problem = collector.get(BODY).refused(Code::SnapshotBroken);
    assert_eq!(problem["status"], 500);
    assert_eq!(collector.get(LATEST).ok()["release"], 1);
}
