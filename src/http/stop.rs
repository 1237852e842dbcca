//! How a process that serves nothing is told to stop: SIGTERM from whoever looks after it, SIGINT from the keyboard.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use actix_web::rt::System;
use actix_web::rt::signal::unix::SignalKind;
use actix_web::rt::signal::unix::signal;
use std::future::poll_fn;
use std::io;
use std::sync::mpsc;
use std::task::Poll;
use std::thread;

/// Calls `stop` on a thread of its own when the process is told to stop; from then on the signals do not end it by themselves.
pub fn on_stop(stop: impl FnOnce() + Send + 'static) -> Result<()> {
    let (ready, is_ready) = mpsc::channel();
    thread::spawn(move || {
        System::new().block_on(async {
            let listen =
                || -> io::Result<_> { Ok([signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?]) };
            let mut signals = match listen() {
                Ok(signals) => signals,
                Err(cause) => {
                    let _ = ready.send(Err(cause));
                    return;
                }
            };
            let _ = ready.send(Ok(()));
            poll_fn(|context| {
                let told = signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
                if told { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            stop();
        });
    });
    let answer = is_ready.recv().unwrap_or_else(|gone| Err(io::Error::other(gone)));
    answer.map_err(|cause| Error::new(Code::Internal).caused_by(cause))
}
