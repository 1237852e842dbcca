//! Plain files over HTTP, as any static server gives them; and a server that never ends.

use super::releases::Releases;
use crate::support::signing::day;
use std::fs;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Write as _;
use std::net::TcpListener;
use std::net::TcpStream;
use std::path::Path;
use std::path::PathBuf;
use tempfile::tempdir;
use zhiyu::collector::Collector;
use zhiyu::collector::Connection;
use zhiyu::collector::Item;
use zhiyu::collector::Source;
use zhiyu::collector::State;
use zhiyu::collector::Tree;
use zhiyu::error::Code;
use zhiyu::snapshot::encoding::Encoding;
use zhiyu::snapshot::signature::Algorithm;

/// Answers one connection after the other for as long as the test runs; its address.
fn serve(answer: impl Fn(&str, &mut TcpStream) -> std::io::Result<()> + Send + 'static) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}/copy", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let first = lines.next().unwrap().unwrap();
            assert!(
                lines.any(|line| line.unwrap().is_empty()),
                "the head of the request ends"
            );
            let path = first.split(' ').nth(1).unwrap().to_owned();
            // A client that had enough closes the connection.
            let _ = answer(&path, &mut stream);
        }
    });
    address
}

fn files(folder: PathBuf) -> impl Fn(&str, &mut TcpStream) -> std::io::Result<()> {
    move |path, stream| {
        let file = fs::read(folder.join(path.strip_prefix("/copy/").unwrap()));
        let (status, body) = file.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
        let size = body.len();
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
        )?;
        stream.write_all(&body)
    }
}

fn pull(releases: &Releases, address: &str, store: &Path) -> Result<zhiyu::collector::Status, zhiyu::error::Error> {
    let roots = releases.keyring.roots();
    let collector = Collector {
        organization: &releases.organization,
        roots: Some(&roots),
        source: &Source::parse(address, &Connection::default()).unwrap(),
        store: &Tree::of(store, &releases.organization),
    };
    collector.pull(day(0))
}

#[test]
fn a_static_copy_is_pulled_like_a_server() {
    let releases = Releases::new(Algorithm::Ed25519);
    let (site, store) = (tempdir().unwrap(), tempdir().unwrap());
    let address = serve(files(site.path().to_owned()));
    let empty = pull(&releases, &address, store.path()).unwrap_err();
    assert_eq!(empty.code(), Code::SnapshotNotFound);
    for release in [1, 3] {
        releases.write(site.path(), release, day(0));
        let status = pull(&releases, &address, store.path()).unwrap();
        assert_eq!((status.state, status.release), (State::Current, Some(release)));
    }
}

#[test]
fn an_answer_that_never_ends_is_cut_off() {
    let releases = Releases::new(Algorithm::Ed25519);
    let (site, store) = (tempdir().unwrap(), tempdir().unwrap());
    releases.write(site.path(), 3, day(0));
    for endless in [Item::Keys, Item::Pointer, Item::Manifest(3), Item::Body(3)] {
        let whole = files(site.path().to_owned());
        let address = serve(move |path, stream| {
            if !path.ends_with(&endless.path()) {
                return whole(path, stream);
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
            loop {
                stream.write_all(&[b'x'; 1 << 12])?;
            }
        });
        let error = pull(&releases, &address, store.path()).unwrap_err();
        assert_eq!(error.code(), Code::SnapshotRefused, "{endless:?}");
        assert!(error.to_string().contains("[endless]"), "{error}");
    }
}

#[test]
fn what_unpacks_to_more_than_announced_is_cut_off() {
    let large = vec![0; 32 << 20];
    let bomb = zstd::bulk::compress(&large, 3).unwrap();
    assert!(bomb.len() < 10_000);
    assert_eq!(Encoding::Zstd.unpack(bomb.as_slice(), 1 << 20).unwrap(), None);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&large).unwrap();
    let bomb = gzip.finish().unwrap();
    assert_eq!(Encoding::Gzip.unpack(bomb.as_slice(), 1 << 20).unwrap(), None);
    let whole = Encoding::Gzip.unpack(bomb.as_slice(), 32 << 20).unwrap();
    assert_eq!(whole, Some(large));
    assert!(Encoding::Zstd.unpack(&b"no zstd"[..], 1 << 20).is_err());
    assert_eq!(Encoding::parse(Some("br")), None);
}

#[test]
fn a_source_is_told_by_its_address() {
    let connection = Connection {
        token: Some("secret".to_owned()),
        ..Connection::default()
    };
    let parse = |text: &str| Source::parse(text, &connection).unwrap();
    let told = |text: &str| format!("{:?}", parse(text));
    assert!(!format!("{connection:?}").contains("secret"));
    assert_eq!(told("http://server:8640/api/v1/"), "Server(http://server:8640/api/v1)");
    assert_eq!(told("/media/usb"), "Folder(\"/media/usb\")");
    assert!(matches!(parse("https://s/api/v1"), Source::Server(_)));
    assert!(matches!(parse("https://s/copy"), Source::Site(_)));
}
