//! TLS to a static server with a certificate of a private authority.

use super::mirror::Night;
use super::mirror::Reply;
use super::mirror::good;
use crate::support::tls;
use crate::support::tls::AUTHORITY;
use crate::support::tls::OTHER;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::Duration;
use zhiyu::collector::Connection;
use zhiyu::collector::Source;
use zhiyu::error::Code;

/// Serves the files of a folder over TLS; its port.
fn serve(folder: PathBuf) -> u16 {
    let config = tls::config();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = tls::accept(&config, stream.unwrap());
            let mut first = String::new();
            // A client that does not trust the certificate hangs up.
            if BufReader::new(&mut stream).read_line(&mut first).is_err() {
                continue;
            }
            let path = first
                .split(' ')
                .nth(1)
                .unwrap_or("/")
                .trim_start_matches('/')
                .to_owned();
            let _ = stream.write_all(&good(&folder.join(path), &super::mirror::Asked::default()));
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    port
}

#[test]
fn a_private_authority_is_trusted_when_it_is_named_and_nobody_else() {
    let night = Night::new(|_| Reply::Good);
    let port = serve(night.mirror.folder.path().to_owned());
    let pull = |host: &str, authorities: Option<&[u8]>| {
        let connection = Connection {
            authorities: authorities.map(<[u8]>::to_vec),
            ..Connection::default()
        };
        let source = Source::parse(&format!("https://{host}:{port}"), &connection)?;
        night.pull_from(&source, Duration::from_mins(10))
    };
    for (host, authorities) in [
        ("localhost", None),
        ("localhost", Some(OTHER)),
        ("127.0.0.1", Some(AUTHORITY)),
    ] {
        let error = pull(host, authorities).unwrap_err();
        assert_eq!(error.code(), Code::ServerUnreachable);
        assert!(error.to_string().contains("ertificate"), "{error}");
        assert_eq!(night.in_use(), Some(2));
    }
    assert!(
        night.pace.waits.borrow().is_empty(),
        "a certificate that is wrong stays wrong"
    );
    assert_eq!(pull("localhost", Some(AUTHORITY)).unwrap().release, Some(3));
    assert_eq!(
        pull("localhost", Some(b"no PEM")).unwrap_err().code(),
        Code::FieldInvalid
    );
}
