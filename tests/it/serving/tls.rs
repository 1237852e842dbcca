//! TLS with a certificate of the tests' own: versions, a new certificate without a restart, and a broken one.

use super::process::Prepared;
use super::process::Running;
use rcgen::CertifiedKey;
use rcgen::generate_simple_self_signed;
use rustls::ClientConfig;
use rustls::ClientConnection;
use rustls::ProtocolVersion;
use rustls::RootCertStore;
use rustls::StreamOwned;
use rustls::SupportedProtocolVersion;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::version::TLS12;
use rustls::version::TLS13;
use std::fs;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use zhiyu::error::Code;
use zhiyu::http::server::tls::Certificates;

type Connection = BufReader<StreamOwned<ClientConnection, TcpStream>>;

/// Writes a new certificate for `localhost` and its key; the certificate.
fn write_pair(folder: &Path) -> CertificateDer<'static> {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(folder.join("tls.pem"), cert.pem()).unwrap();
    write_key(folder, &signing_key.serialize_pem());
    cert.der().clone()
}

fn write_key(folder: &Path, text: &str) {
    let path = folder.join("tls.key");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn paths(folder: &Path) -> [PathBuf; 2] {
    ["tls.pem", "tls.key"].map(|name| folder.join(name))
}

/// Connects, trusting these certificates; an error when the server has another.
fn connect(
    address: SocketAddr,
    trusted: &[&CertificateDer<'static>],
    versions: &[&'static SupportedProtocolVersion],
) -> std::io::Result<Connection> {
    let mut roots = RootCertStore::empty();
    for certificate in trusted {
        roots.add((*certificate).clone()).unwrap();
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let session = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    let mut stream = StreamOwned::new(session, TcpStream::connect(address)?);
    while stream.conn.is_handshaking() {
        stream.conn.complete_io(&mut stream.sock)?;
    }
    Ok(BufReader::new(stream))
}

/// Asks on a connection that stays open; the head of the answer.
fn ask(connection: &mut Connection) -> Vec<String> {
    let request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    connection.get_mut().write_all(request).unwrap();
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        connection.read_line(&mut line).unwrap();
        if line == "\r\n" {
            break;
        }
        head.push(line.trim_end().to_ascii_lowercase());
    }
    let length = head
        .iter()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    connection.read_exact(&mut body).unwrap();
    assert_eq!(head[0], "http/1.1 200 ok");
    head
}

fn serve(prepared: &Prepared) -> Command {
    let mut command = prepared.serve();
    command.envs([
        ("ZHIYU_HTTP_TLS_CERTIFICATE", "tls.pem"),
        ("ZHIYU_HTTP_TLS_KEY", "tls.key"),
    ]);
    command
}

/// The bytes with which a client of TLS 1.1 begins (RFC 4346 §7.4.1.2).
fn hello_of_tls_1_1() -> Vec<u8> {
    let mut hello = vec![3, 2];
    hello.extend([7; 32]);
    hello.extend([0, 0, 4, 0xC0, 0x13, 0, 0x2F, 1, 0]);
    // It says which signatures it knows, so that its version is all that is wrong.
    hello.extend([0, 8, 0, 13, 0, 4, 0, 2, 4, 3]);
    let length = u8::try_from(hello.len()).unwrap();
    let mut record = vec![22, 3, 1, 0, length + 4, 1, 0, 0, length];
    record.append(&mut hello);
    record
}

#[test]
fn tls_1_2_and_1_3_are_spoken_and_nothing_older() {
    let prepared = Prepared::new();
    let certificate = write_pair(prepared.database.folder());
    let running = Running::start(serve(&prepared));
    for (version, spoken) in [(&TLS12, ProtocolVersion::TLSv1_2), (&TLS13, ProtocolVersion::TLSv1_3)] {
        let mut connection = connect(running.address, &[&certificate], &[version]).unwrap();
        let head = ask(&mut connection);
        assert!(
            head.contains(&"strict-transport-security: max-age=63072000".to_owned()),
            "{head:?}"
        );
        let session = &connection.get_ref().conn;
        assert_eq!(session.protocol_version(), Some(spoken));
        let suite = format!("{:?}", session.negotiated_cipher_suite().unwrap().suite());
        assert!(suite.contains("GCM") || suite.contains("CHACHA20"), "{suite}");
        assert!(suite.starts_with("TLS13") || suite.starts_with("TLS_ECDHE"), "{suite}");
    }
    let mut old = TcpStream::connect(running.address).unwrap();
    old.write_all(&hello_of_tls_1_1()).unwrap();
    let mut answer = Vec::new();
    let _ = old.read_to_end(&mut answer);
    assert_eq!(
        (answer.first(), answer.last()),
        (Some(&21), Some(&70)),
        "an alert: protocol_version"
    );
    let mut plain = TcpStream::connect(running.address).unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP"), "plain HTTP is not answered");
    running.stop();
}

#[test]
fn a_new_certificate_is_used_without_a_restart_and_a_broken_one_never() {
    let prepared = Prepared::new();
    let folder = prepared.database.folder();
    let first = write_pair(folder);
    let mut running = Running::start(serve(&prepared));
    let mut open = connect(running.address, &[&first], &[&TLS13]).unwrap();
    ask(&mut open);
    let second = write_pair(folder);
    running.signal("-HUP");
    running.wait_for_log("read anew");
    assert!(
        connect(running.address, &[&first], &[&TLS13]).is_err(),
        "the first is out of use"
    );
    ask(&mut connect(running.address, &[&second], &[&TLS13]).unwrap());
    ask(&mut open);
    let key = fs::read_to_string(folder.join("tls.key")).unwrap();
    let other = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(folder.join("tls.pem"), other.cert.pem()).unwrap();
    running.signal("-HUP");
    running.wait_for_log("stays in use");
    ask(&mut connect(running.address, &[&second], &[&TLS13]).unwrap());
    ask(&mut open);
    drop(open);
    let log = running.stop();
    let secret = key.lines().nth(1).unwrap();
    assert!(log.iter().all(|line| !line.contains(secret)));
}

#[test]
fn a_pair_that_cannot_be_used_is_refused_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write_pair(folder.path());
    let [certificate, key] = paths(folder.path());
    let certificates = Certificates::read(&certificate, &key).unwrap();
    assert!(!certificates.look_again().unwrap(), "nothing changed");
    write_pair(folder.path());
    assert!(certificates.look_again().unwrap());
    let refusals: [fn(&Path); 5] = [
        |folder| fs::write(folder.join("tls.pem"), "no PEM").unwrap(),
        |folder| write_key(folder, "no PEM"),
        |folder| {
            let pem = generate_simple_self_signed(["x".to_owned()]).unwrap();
            write_key(folder, &pem.signing_key.serialize_pem());
        },
        |folder| fs::set_permissions(folder.join("tls.key"), fs::Permissions::from_mode(0o644)).unwrap(),
        |folder| fs::remove_file(folder.join("tls.pem")).unwrap(),
    ];
    for spoil in refusals {
        write_pair(folder.path());
        certificates.look_again().unwrap();
        spoil(folder.path());
        let refusal = certificates.look_again().unwrap_err();
        assert_eq!(refusal.code(), Code::TlsUnusable, "{refusal}");
        assert_eq!(
            Certificates::read(&certificate, &key).unwrap_err().code(),
            Code::TlsUnusable
        );
        assert!(certificates.config().is_ok());
        let _ = fs::remove_file(&key);
    }
    assert!(!format!("{certificates:?}").contains("PRIVATE"));
}
