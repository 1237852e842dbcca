//! The certificates of a PEM file that alone may vouch for who is asked.

use ureq::tls::PemItem;
use ureq::tls::RootCerts;
use ureq::tls::parse_pem;

/// The certificates; nothing where the text is broken or holds none.
pub fn authorities(pem: &[u8]) -> Option<RootCerts> {
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) = item.ok()? {
            found.push(certificate);
        }
    }
    (!found.is_empty()).then(|| RootCerts::new_with_certs(&found))
}
