//! Large contents go out in pieces. Given whole, the server copies them whole for every connection; a herd of collectors would take
//! gigabytes.

use actix_web::body::BodySize;
use actix_web::body::MessageBody;
use actix_web::web::Bytes;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::Context;
use std::task::Poll;

/// Bytes of a piece.
pub const PIECE: usize = 64 * 1024;

/// What is left to be sent, shared with all who send the same.
#[derive(Debug)]
pub struct Pieces(pub Bytes);

impl MessageBody for Pieces {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.0.size()
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let left = &mut self.get_mut().0;
        let size = left.len().min(PIECE);
        Poll::Ready((size > 0).then(|| Ok(left.split_to(size))))
    }
}
