//! Spans as OTLP 1.x in JSON: the mapping of proto3, but that ids are hexadecimal and enumerations are numbers.

use crate::time::Instant;
use serde_json::Value;
use serde_json::json;
use std::time::Instant as Watch;

/// What began, and what came of it.
#[derive(Debug)]
pub(super) struct Span {
    /// The trace, 32 hexadecimal digits.
    pub(super) trace_id: String,
    /// The span itself, 16 hexadecimal digits.
    pub(super) id: String,
    /// The span that it came from.
    pub(super) parent_id: Option<String>,
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Nanoseconds since 1970.
    pub(super) began: u64,
    /// Nanoseconds since 1970.
    pub(super) ended: u64,
    pub(super) attributes: Vec<(&'static str, Attribute)>,
    pub(super) failed: bool,
}

/// Who is spoken of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A request that came from outside.
    Server,
    /// Work of the program.
    Internal,
}

/// The value of an attribute.
#[derive(Clone, Debug)]
pub(super) enum Attribute {
    Text(String),
    Number(u64),
}

/// When something began: by the clock, and by a watch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beginning(Instant, Watch);

impl Beginning {
    /// Now, as the clock says.
    pub(super) fn now(clock: fn() -> Instant) -> Self {
        Self(clock(), Watch::now())
    }

    /// When it began and when it ended, which is now, in nanoseconds since 1970. A clock that was set meanwhile changes
    /// nothing of how long it took.
    pub(super) fn to_now(self) -> (u64, u64) {
        let began = u64::try_from(self.0.0).unwrap_or(0).saturating_mul(1000);
        let took = u64::try_from(self.1.elapsed().as_nanos()).unwrap_or(u64::MAX);
        (began, began.saturating_add(took))
    }
}

/// An `ExportTraceServiceRequest`.
pub(super) fn request(instance: Option<&str>, spans: &[Span]) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let instance = instance.map(|instance| text("service.instance.id", instance));
    let about = [text("service.name", "zhiyu"), text("service.version", version)];
    let about: Vec<Value> = about.into_iter().chain(instance).collect();
    let spans: Vec<Value> = spans.iter().map(written).collect();
    let scope = json!({ "name": "zhiyu", "version": version });
    let scope_spans = json!([{ "scope": scope, "spans": spans }]);
    json!({ "resourceSpans": [{ "resource": { "attributes": about }, "scopeSpans": scope_spans }] }).to_string()
}

fn written(span: &Span) -> Value {
    let attributes = span.attributes.iter().map(|(key, value)| match value {
        Attribute::Text(value) => text(key, value),
        Attribute::Number(value) => json!({ "key": key, "value": { "intValue": value.to_string() } }),
    });
    let kind = match span.kind {
        Kind::Internal => 1,
        Kind::Server => 2,
    };
    json!({
        "traceId": span.trace_id,
        "spanId": span.id,
        "parentSpanId": span.parent_id.as_deref().unwrap_or_default(),
        "name": span.name,
        "kind": kind,
        "startTimeUnixNano": span.began.to_string(),
        "endTimeUnixNano": span.ended.to_string(),
        "attributes": attributes.collect::<Vec<_>>(),
        "status": if span.failed { json!({ "code": 2 }) } else { json!({}) },
    })
}

fn text(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": { "stringValue": value } })
}
