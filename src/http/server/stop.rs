//! The signals of a process: SIGTERM from whoever looks after it and SIGINT from the keyboard stop it, SIGHUP makes it look again.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use actix_web::rt::System;
use actix_web::rt::signal::unix::SignalKind;
use actix_web::rt::signal::unix::signal;
use std::future::poll_fn;
use std::io;
use std::process;
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

/// After this long a process that was told to stop ends, whatever is still under way. What is not committed then never was.
const LONGEST_STOP: Duration = Duration::from_secs(30);

/// Calls `stop` on a thread of its own when the process is told to stop; from then on the signals do not end it by themselves.
pub fn on_stop(stop: impl FnOnce() + Send + 'static) -> Result<()> {
    let mut stop = Some(stop);
    on_each(vec![SignalKind::terminate(), SignalKind::interrupt()], move || {
        if let Some(stop) = stop.take() {
            stop();
        }
    })
}

/// Calls `stop` when the process is told to stop. The process ends at the second signal, or when it takes too long.
pub fn on_stop_in_time(stop: impl FnOnce() + Send + 'static) -> Result<()> {
    let mut stop = Some(stop);
    on_each(vec![SignalKind::terminate(), SignalKind::interrupt()], move || {
        let Some(stop) = stop.take() else {
            tracing::warn!("told to stop again: the process ends at once");
            process::exit(1);
        };
        tracing::info!("told to stop: what is under way is finished");
        thread::spawn(|| {
            thread::sleep(LONGEST_STOP);
            tracing::warn!("the process ends with work under way");
            process::exit(1);
        });
        stop();
    })
}

/// Calls `look` whenever the process is sent SIGHUP.
pub fn on_hang_up(look: impl FnMut() + Send + 'static) -> Result<()> {
    on_each(vec![SignalKind::hangup()], look)
}

/// Calls `act` on a thread of its own at each of these signals.
fn on_each(kinds: Vec<SignalKind>, mut act: impl FnMut() + Send + 'static) -> Result<()> {
    let (ready, is_ready) = mpsc::channel();
    thread::spawn(move || {
        System::new().block_on(async {
            let listen = || -> io::Result<Vec<_>> { kinds.into_iter().map(signal).collect() };
            let mut signals = match listen() {
                Ok(signals) => signals,
                Err(cause) => {
                    let _ = ready.send(Err(cause));
                    return;
                }
            };
            let _ = ready.send(Ok(()));
            loop {
                poll_fn(|context| {
                    let told = signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
                    if told { Poll::Ready(()) } else { Poll::Pending }
                })
                .await;
                act();
            }
        });
    });
    let answer = is_ready.recv().unwrap_or_else(|gone| Err(io::Error::other(gone)));
    answer.map_err(|cause| Error::new(Code::Internal).caused_by(cause))
}
