//! Bodies that come too slowly: whoever drips one would hold a place of those who work (slow-loris).
//!
//! A body has an allowance of waiting, and earns more with what comes. Time in which the server itself is busy is not counted.

use super::limits::Gate;
use actix_web::HttpMessage as _;
use actix_web::body::MessageBody;
use actix_web::dev::Payload;
use actix_web::dev::ServiceRequest;
use actix_web::dev::ServiceResponse;
use actix_web::error::PayloadError;
use actix_web::middleware::Next;
use actix_web::rt::time::Instant;
use actix_web::rt::time::Sleep;
use actix_web::rt::time::sleep_until;
use actix_web::web::Bytes;
use actix_web::web::Data;
use futures_core::Stream;
use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::Context;
use std::task::Poll;
use std::time::Duration;

/// So many bytes earn another second.
const BYTES_A_SECOND: u32 = 8 * 1024;

/// Gives the body of a request its allowance.
pub async fn hurry<B: MessageBody + 'static>(
    gate: Data<Gate>,
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    if let Some(allowance) = gate.body_allowance() {
        match request.take_payload() {
            Payload::None => {}
            payload @ (Payload::H1 { .. } | Payload::Stream { .. }) => {
                let payload = Box::pin(Hurried::new(payload, allowance));
                request.set_payload(Payload::Stream { payload });
            }
        }
    }
    next.call(request).await
}

/// A body and what is left of its allowance.
struct Hurried {
    payload: Payload,
    left: Duration,
    /// Since when the next piece is waited for, and until when at most.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Hurried {
    fn new(payload: Payload, left: Duration) -> Self {
        Self {
            payload,
            left,
            waiting: None,
        }
    }

    fn came(&mut self, bytes: usize) {
        if let Some((since, _)) = self.waiting.take() {
            self.left = self.left.saturating_sub(since.elapsed());
        }
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.left += Duration::from_secs(1) * bytes / BYTES_A_SECOND;
    }
}

impl Stream for Hurried {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let body = self.get_mut();
        if let Poll::Ready(piece) = Pin::new(&mut body.payload).poll_next(context) {
            let bytes = piece.as_ref().and_then(|piece| piece.as_ref().ok());
            body.came(bytes.map_or(0, Bytes::len));
            return Poll::Ready(piece);
        }
        let left = body.left;
        let begin = || {
            let now = Instant::now();
            (now, Box::pin(sleep_until(now + left)))
        };
        let (_, end) = body.waiting.get_or_insert_with(begin);
        match end.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                let late = io::Error::new(io::ErrorKind::TimedOut, "the body came too slowly");
                Poll::Ready(Some(Err(PayloadError::Io(late))))
            }
        }
    }
}
