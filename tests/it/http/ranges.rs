//! Parts of bodies, deltas and manifests, as a pull needs them that goes on where it ended.

use super::client::Answer;
use super::client::Client;
use super::data::approve;
use super::data::diseases;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::server::TestServer;
use zhiyu::error::Code;

const BODY: &str = "organizations/H1/snapshots/2/body";
const FILES: [&str; 4] = [
    BODY,
    "organizations/H1/snapshots/2/manifest",
    "organizations/H1/snapshots/2/delta?from=1",
    "organizations/H1/snapshots/latest",
];

fn two_releases(server: &TestServer) {
    diseases(server);
    load(&server.curator(), "his/x", &[("1", "霍乱"), ("2", "伤寒")]).ok();
    approve(server, "his/x", &[mapped("1", "A00")]);
    publish(server, "");
    approve(server, "his/x", &[mapped("2", "A01")]);
    publish(server, "");
}

fn part(client: &Client, address: &str, range: &str, headers: &[(&'static str, &str)]) -> Answer {
    let call = client.call("GET", address).header("range", range);
    let call = headers
        .iter()
        .fold(call, |call, (name, value)| call.header(name, value));
    call.send()
}

#[test]
fn a_pull_goes_on_where_it_ended() {
    let server = TestServer::start();
    two_releases(&server);
    let collector = server.collector();
    for file in FILES {
        let whole = collector.get(file);
        assert_eq!(whole.header("accept-ranges"), "bytes", "{file}");
        let length = whole.body.len();
        for cut in [1, length / 2, length - 1] {
            let rest = part(
                &collector,
                file,
                &format!("bytes={cut}-"),
                &[("if-range", whole.header("etag"))],
            );
            assert_eq!(rest.status, 206, "{rest:?}");
            assert_eq!(
                rest.header("content-range"),
                format!("bytes {cut}-{}/{length}", length - 1)
            );
            assert_eq!(rest.header("etag"), whole.header("etag"));
            assert_eq!([&whole.body[..cut], &rest.body].concat(), whole.body, "{file}");
        }
    }
}

#[test]
fn one_range_of_bytes_is_given_and_anything_else_is_the_whole() {
    let server = TestServer::start();
    two_releases(&server);
    let collector = server.collector();
    let whole = collector.get(BODY).body;
    let length = whole.len();
    let beyond = format!("bytes=5-{}", length + 9);
    let parts = [
        ("bytes=0-0", &whole[..1]),
        ("bytes=3-9", &whole[3..=9]),
        ("bytes=-7", &whole[length - 7..]),
        ("bytes=-99999999999999999999999", &whole[..]),
        (beyond.as_str(), &whole[5..]),
    ];
    for (range, expected) in parts {
        let answer = part(&collector, BODY, range, &[]);
        assert_eq!((answer.status, answer.body.as_slice()), (206, expected), "{range}");
    }
    for range in [
        "bytes=0-1,3-4",
        "lines=0-1",
        "bytes=a-b",
        "bytes=9-3",
        "bytes=",
        "bytes=-",
        "bytes=+1-2",
        "0-1",
    ] {
        let answer = part(&collector, BODY, range, &[]);
        assert_eq!((answer.status, &answer.body), (200, &whole), "{range}");
    }
    for range in [
        format!("bytes={length}-"),
        "bytes=-0".to_owned(),
        "bytes=99999999999999999999999-".to_owned(),
    ] {
        let answer = part(&collector, BODY, &range, &[]);
        answer.refused(Code::RangeNotSatisfiable);
        assert_eq!(answer.header("content-range"), format!("bytes */{length}"), "{range}");
    }
}

#[test]
fn a_part_of_other_contents_is_never_given() {
    let server = TestServer::start();
    two_releases(&server);
    let collector = server.collector();
    let whole = collector.get(BODY);
    let weak = format!("W/{}", whole.header("etag"));
    for other in ["\"other\"", weak.as_str(), "Sat, 21 Nov 2026 02:00:00 GMT"] {
        let answer = part(&collector, BODY, "bytes=5-", &[("if-range", other)]);
        assert_eq!((answer.status, &answer.body), (200, &whole.body), "{other}");
    }
    let packed = part(&collector, BODY, "bytes=5-", &[("accept-encoding", "zstd")]);
    assert_eq!((packed.status, packed.header("accept-ranges")), (200, "none"));
    assert_eq!(zstd::decode_all(packed.body.as_slice()).unwrap(), whole.body);
    let known = part(&collector, BODY, "bytes=5-", &[("if-none-match", whole.header("etag"))]);
    assert_eq!(known.status, 304, "what the client has comes before its range");
}
