//! Of which trace a request is a part, as its caller says in `traceparent` (W3C Trace Context, level 1).
//!
//! `tracestate` is not read: it is any text, and nothing here needs it.

use actix_web::http::header::HeaderMap;

/// What a caller says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    /// The trace, 32 hexadecimal digits.
    pub trace_id: String,
    /// The caller's span, 16 hexadecimal digits.
    pub parent_id: String,
    /// Whether the caller records the trace.
    pub sampled: bool,
}

impl TraceContext {
    /// What the headers of a request say; a header that is broken or repeated says nothing (section 4.3).
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all("traceparent");
        let value = values.next()?;
        match values.next() {
            None => Self::parse(value.to_str().ok()?),
            Some(_) => None,
        }
    }

    /// Reads `00-<trace>-<span>-<flags>`. Of later versions the beginning is read, and of the flags the first.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(5, '-');
        let mut part = |digits: usize| parts.next().filter(|part| is_hexadecimal(part, digits));
        let (version, trace_id, parent_id, flags) = (part(2)?, part(32)?, part(16)?, part(2)?);
        let has_more = parts.next().is_some();
        let is_zero = |id: &str| id.bytes().all(|digit| digit == b'0');
        if version == "ff" || (version == "00" && has_more) || is_zero(trace_id) || is_zero(parent_id) {
            return None;
        }
        let flags = u8::from_str_radix(flags, 16).ok()?;
        Some(Self {
            trace_id: trace_id.to_owned(),
            parent_id: parent_id.to_owned(),
            sampled: flags & 1 == 1,
        })
    }
}

fn is_hexadecimal(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
