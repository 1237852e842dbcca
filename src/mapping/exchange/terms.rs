//! Names in documents: local codes, editions and accounts as addresses, and texts inside them.

use crate::id::EditionRef;
use std::fmt::Write as _;

const EDITION: &str = "urn:zhiyu:edition:";

/// A text inside an address: every byte but letters, digits, `-`, `.`, `_` and `~` as `%` and two digits (RFC 3986).
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The text of [`encode`]; a `%` that does not begin a byte stays as it is, and so does what would not be UTF-8.
pub fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        let value = match (byte == b'%').then(|| (digit(ahead.next()), digit(ahead.next()))) {
            Some((Some(high), Some(low))) => u8::try_from(high * 16 + low).ok(),
            Some(_) | None => None,
        };
        match value {
            Some(value) => {
                bytes.push(value);
                rest = ahead;
            }
            None => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The beginning of the addresses of an edition's codes.
pub fn edition_base(of: &EditionRef) -> String {
    format!("{EDITION}{}:{}:", of.system, of.edition)
}

/// The edition and the code of an address that [`edition_base`] begins.
pub fn edition_code(address: &str) -> Option<(EditionRef, String)> {
    let rest = address.strip_prefix(EDITION)?;
    let (system, rest) = rest.split_once(':')?;
    let (edition, code) = rest.split_once(':')?;
    let of = EditionRef::parse(&format!("{system}/{edition}")).ok()?;
    Some((of, decode(code)))
}
