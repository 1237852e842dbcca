//! Spans of requests and jobs, sent to a receiver of OpenTelemetry (OTLP over HTTP, as JSON).
//!
//! * `layer` hears of them; it takes the few fields that it knows by name and nothing else, so that nothing of a request's
//!   contents can leave by this way.
//! * `otlp` writes them down.
//! * [`destination`] is where they go.
//!
//! Between them is a queue. Who answers requests puts a span into it and goes on; a thread of its own sends what is there. A
//! span that finds the queue full, and a batch that is not taken, are dropped and counted.

pub mod destination;
mod layer;
mod otlp;

use crate::time::Instant;
use destination::Destination;
use layer::Spans;
use otlp::Span;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::registry::LookupSpan;

/// How many spans wait at most.
const QUEUE: usize = 2048;
/// How many go at once.
const BATCH: usize = 512;
/// How long a span waits for others.
const GATHERING: Duration = Duration::from_secs(1);
/// After a failure nothing is sent for so long, doubled with each further one up to the longest.
const REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_mins(1);

/// What sends spans. Every clone is the same.
#[derive(Clone)]
pub struct Telemetry(Arc<Sending>);

struct Sending {
    /// What these traces call this node.
    instance: Option<String>,
    clock: fn() -> Instant,
    queue: Mutex<Queue>,
    changed: Condvar,
    sent: AtomicU64,
    dropped: AtomicU64,
}

#[derive(Default)]
struct Queue {
    spans: VecDeque<Span>,
    is_ending: bool,
    has_ended: bool,
}

/// What became of spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanCounts {
    /// The receiver took them.
    pub sent: u64,
    /// There was no room for them, or the receiver did not take them.
    pub dropped: u64,
}

impl Telemetry {
    /// Begins to send to a destination, on a thread of its own; `instance` is what these traces call this node.
    pub fn start(destination: Destination, instance: Option<String>, clock: fn() -> Instant) -> Self {
        let telemetry = Self(Arc::new(Sending {
            instance,
            clock,
            queue: Mutex::default(),
            changed: Condvar::new(),
            sent: AtomicU64::default(),
            dropped: AtomicU64::default(),
        }));
        let sending = Arc::clone(&telemetry.0);
        thread::spawn(move || sending.run(&destination));
        telemetry
    }

    /// What hears of spans, to be put beside the log.
    pub fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> impl Layer<S> + use<S> {
        Spans(self.clone()).with_filter(layer::filter())
    }

    /// What became of spans so far.
    pub fn counts(&self) -> SpanCounts {
        SpanCounts {
            sent: self.0.sent.load(Ordering::Relaxed),
            dropped: self.0.dropped.load(Ordering::Relaxed),
        }
    }

    /// Sends what still waits and ends, within this time; what is left then is dropped.
    pub fn finish(&self, longest: Duration) {
        let mut queue = self.0.queue();
        queue.is_ending = true;
        self.0.changed.notify_all();
        let ended = self
            .0
            .changed
            .wait_timeout_while(queue, longest, |queue| !queue.has_ended);
        drop(ended);
    }

    /// Puts a span into the queue, if there is room.
    fn push(&self, span: Span) {
        let mut queue = self.0.queue();
        if queue.is_ending || queue.spans.len() >= QUEUE {
            self.0.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        queue.spans.push_back(span);
        let is_batch = queue.spans.len() == BATCH;
        drop(queue);
        if is_batch {
            self.0.changed.notify_all();
        }
    }
}

impl Sending {
    fn run(&self, destination: &Destination) {
        let mut rest = None;
        loop {
            let (batch, is_ending) = self.next_batch(rest);
            let count = u64::try_from(batch.len()).unwrap_or(u64::MAX);
            if count == 0 {
                if is_ending {
                    return self.end();
                }
                continue;
            }
            let outcome = destination.post(&otlp::request(self.instance.as_deref(), &batch));
            let refused = match &outcome {
                Ok(refused) => count.min(*refused),
                Err(_) => count,
            };
            self.sent.fetch_add(count - refused, Ordering::Relaxed);
            self.dropped.fetch_add(refused, Ordering::Relaxed);
            match outcome {
                Ok(_) => {
                    if rest.take().is_some() {
                        tracing::info!("spans are taken again");
                    }
                }
                Err(_) if is_ending => return self.end(),
                Err(reason) => {
                    if rest.is_none() {
                        tracing::warn!(reason, "spans are not taken and are dropped until they are");
                    }
                    rest = Some(rest.map_or(REST, |rest: Duration| (rest * 2).min(LONGEST_REST)));
                }
            }
        }
    }

    /// Waits for a batch, or a while for less, or out the rest after a failure; and whether it is to be the last.
    fn next_batch(&self, rest: Option<Duration>) -> (Vec<Span>, bool) {
        let waits = |queue: &mut Queue| !queue.is_ending && (rest.is_some() || queue.spans.len() < BATCH);
        let longest = rest.unwrap_or(GATHERING);
        let waited = self.changed.wait_timeout_while(self.queue(), longest, waits);
        let (mut queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let count = queue.spans.len().min(BATCH);
        (queue.spans.drain(..count).collect(), queue.is_ending)
    }

    fn end(&self) {
        let mut queue = self.queue();
        let left = u64::try_from(queue.spans.len()).unwrap_or(u64::MAX);
        self.dropped.fetch_add(left, Ordering::Relaxed);
        queue.spans.clear();
        queue.has_ended = true;
        self.changed.notify_all();
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Telemetry").field(&self.counts()).finish()
    }
}
