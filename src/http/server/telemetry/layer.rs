//! What hears of spans: those named `request` and `job`, and the event in each that says how it ended.

use super::Telemetry;
use super::otlp::Attribute;
use super::otlp::Beginning;
use super::otlp::Kind;
use super::otlp::Span;
use std::fmt::Debug;
use tracing::Event;
use tracing::Level;
use tracing::Metadata;
use tracing::Subscriber;
use tracing::field::Field;
use tracing::field::Visit;
use tracing::level_filters::LevelFilter;
use tracing::span::Attributes;
use tracing::span::Id;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::FilterFn;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// This program, as its spans are signed.
const OWN: &str = "zhiyu";
/// The spans that are sent.
const NAMES: [&str; 2] = ["request", "job"];
/// The fields of events that say how a span ended.
const ENDS: [&str; 2] = ["status", "outcome"];
/// Routes that monitoring asks every few seconds.
const UNTOLD: [&str; 3] = ["/healthz", "/readyz", "/metrics"];
/// A field, and the attribute that it becomes (OpenTelemetry semantic conventions for HTTP where there is one).
const ATTRIBUTES: [(&str, &str); 7] = [
    ("request_id", "zhiyu.request_id"),
    ("method", "http.request.method"),
    ("route", "http.route"),
    ("status", "http.response.status_code"),
    ("job", "zhiyu.job.id"),
    ("kind", "zhiyu.job.kind"),
    ("outcome", "zhiyu.job.outcome"),
];

/// Puts spans that end into the queue.
pub(super) struct Spans(pub(super) Telemetry);

/// A span that has not ended.
struct Begun {
    since: Beginning,
    trace_id: String,
    id: String,
    parent_id: Option<String>,
    is_told: bool,
    attributes: Vec<(&'static str, Attribute)>,
}

/// What is heard.
pub(super) fn filter() -> FilterFn {
    let is_heard: fn(&Metadata<'_>) -> bool = is_heard;
    FilterFn::new(is_heard).with_max_level_hint(LevelFilter::DEBUG)
}

fn is_heard(about: &Metadata<'_>) -> bool {
    let is_end = || ENDS.iter().any(|name| about.fields().field(name).is_some());
    let is_one = if about.is_span() {
        NAMES.contains(&about.name())
    } else {
        is_end()
    };
    is_one && about.target().starts_with(OWN) && *about.level() <= Level::DEBUG
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut begun = Begun {
            since: Beginning::now(self.0.0.clock),
            trace_id: String::new(),
            id: String::new(),
            parent_id: None,
            is_told: true,
            attributes: Vec::new(),
        };
        attributes.record(&mut begun);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(begun);
        }
    }

    /// A job belongs to the trace of the request that started it.
    fn on_follows_from(&self, id: &Id, follows: &Id, context: Context<'_, S>) {
        let before = context.span(follows).and_then(|span| {
            let extensions = span.extensions();
            let begun = extensions.get::<Begun>()?;
            Some((begun.trace_id.clone(), begun.id.clone(), begun.is_told))
        });
        let Some(span) = context.span(id) else {
            return;
        };
        if let (Some((trace_id, parent_id, is_told)), Some(begun)) = (before, span.extensions_mut().get_mut::<Begun>())
        {
            begun.trace_id = trace_id;
            begun.parent_id = Some(parent_id);
            begun.is_told = is_told;
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if let Some(span) = context.event_span(event)
            && let Some(begun) = span.extensions_mut().get_mut::<Begun>()
        {
            event.record(begun);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let begun = context
            .span(&id)
            .and_then(|span| span.extensions_mut().remove::<Begun>());
        if let Some(span) = begun.and_then(Begun::end) {
            self.0.push(span);
        }
    }
}

impl Begun {
    /// The span, unless its caller records no trace, or nobody wants to read of it.
    fn end(self) -> Option<Span> {
        if !self.is_told || self.text("route").is_some_and(|route| UNTOLD.contains(&route)) {
            return None;
        }
        let (began, ended) = self.since.to_now();
        let job = self.text("kind");
        let name = match (job, self.text("method").unwrap_or("HTTP"), self.text("route")) {
            (Some(kind), _, _) => format!("job {kind}"),
            (None, method, None) => method.to_owned(),
            (None, method, Some(route)) => format!("{method} {route}"),
        };
        let is_error = |attribute: &Attribute| matches!(attribute, Attribute::Number(status) if *status >= 500);
        let failed = self.get("status").is_some_and(is_error) || self.text("outcome") == Some("failed");
        Some(Span {
            kind: if job.is_some() { Kind::Internal } else { Kind::Server },
            name,
            began,
            ended,
            failed,
            trace_id: self.trace_id,
            id: self.id,
            parent_id: self.parent_id,
            attributes: self.attributes,
        })
    }

    fn get(&self, field: &str) -> Option<&Attribute> {
        let key = attribute(field)?;
        self.attributes
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value)
    }

    fn text(&self, field: &str) -> Option<&str> {
        match self.get(field)? {
            Attribute::Text(text) => Some(text),
            Attribute::Number(_) => None,
        }
    }

    /// Takes a field. The id of a request is its trace, unless the caller named one; its second half is the span. A job's span is
    /// the job.
    fn take(&mut self, field: &str, value: Attribute) {
        match (field, &value) {
            ("request_id", Attribute::Text(text)) => {
                let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
                self.id = digits.chars().skip(16).collect();
                if self.trace_id.is_empty() {
                    self.trace_id = digits;
                }
            }
            ("job", Attribute::Text(text)) => self.id.clone_from(text),
            ("trace_id", Attribute::Text(text)) => self.trace_id.clone_from(text),
            ("parent_id", Attribute::Text(text)) => self.parent_id = Some(text.clone()),
            _ => {}
        }
        let is_none = matches!((field, &value), ("route", Attribute::Text(text)) if text == "none");
        if let Some(name) = attribute(field)
            && !is_none
        {
            self.attributes.push((name, value));
        }
    }
}

impl Visit for Begun {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.take(field.name(), Attribute::Text(format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.take(field.name(), Attribute::Text(value.to_owned()));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.take(field.name(), Attribute::Number(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        if field.name() == "sampled" {
            self.is_told = value;
        }
    }
}

fn attribute(field: &str) -> Option<&'static str> {
    let found = ATTRIBUTES.iter().find(|(name, _)| *name == field);
    found.map(|(_, attribute)| *attribute)
}
