//! What a running server does for its log by itself: counts of refusals, last uses of tokens, checkpoints, forwarding.

use super::forwarding::Forwarder;
use crate::service::Service;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::thread::JoinHandle;
use std::time::Duration;

/// How often counts are written down.
const COUNTS: Duration = Duration::from_secs(20);
/// How often there may be something to send.
const LOOK: Duration = Duration::from_secs(1);
/// How long to wait before a collector of logs that is away is tried again.
const PAUSE: Duration = Duration::from_secs(15);

/// The duties while they are done; they end when it is dropped, and the last counts are written.
pub struct AuditDuties {
    service: Service,
    stops: Vec<mpsc::Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl Service {
    /// Begins the duties: a checkpoint at this interval, and forwarding where it is set.
    pub fn begin_audit_duties(&self, interval: Duration, forwarder: Option<Forwarder>) -> AuditDuties {
        let mut duties = AuditDuties {
            service: self.clone(),
            stops: Vec::new(),
            threads: Vec::new(),
        };
        let service = self.clone();
        duties.begin(move |stop| {
            while !is_told(stop, COUNTS) {
                warn("audit counts", service.note_counts(false));
                warn("last uses", service.write_last_uses());
            }
        });
        let service = self.clone();
        duties.begin(move |stop| {
            loop {
                warn("audit checkpoint", service.keep_audit_checkpoint());
                if is_told(stop, interval) {
                    return;
                }
            }
        });
        if let Some(forwarder) = forwarder {
            let service = self.clone();
            duties.begin(move |stop| forward(&service, forwarder, stop));
        }
        duties
    }
}

impl AuditDuties {
    fn begin(&mut self, duty: impl FnOnce(&mpsc::Receiver<()>) + Send + 'static) {
        let (stop, told) = mpsc::channel();
        self.stops.push(stop);
        self.threads.push(std::thread::spawn(move || duty(&told)));
    }
}

impl Drop for AuditDuties {
    fn drop(&mut self) {
        self.stops.clear();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a duty for the audit log ended in a panic");
            }
        }
        warn("audit counts", self.service.note_counts(true));
        warn("last uses", self.service.write_last_uses());
    }
}

fn forward(service: &Service, mut forwarder: Forwarder, stop: &mpsc::Receiver<()>) {
    let mut wait = Duration::ZERO;
    while !is_told(stop, wait) {
        wait = match service.forward_audit(&mut forwarder) {
            Ok(0) => LOOK,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::warn!(error = %error.in_log(), "the audit log could not be forwarded; it is tried again");
                PAUSE
            }
        };
    }
}

/// Waits; whether it is time to stop.
fn is_told(stop: &mpsc::Receiver<()>, wait: Duration) -> bool {
    match stop.recv_timeout(wait) {
        Err(RecvTimeoutError::Timeout) => false,
        Ok(()) | Err(RecvTimeoutError::Disconnected) => true,
    }
}

fn warn<T>(what: &str, outcome: crate::error::Result<T>) {
    if let Err(error) = outcome {
        tracing::warn!(error = %error.in_log(), what, "a duty for the audit log failed; it is tried again");
    }
}
