//! An answer that may be long: in memory while it is short, in a file without a name when it is not. It is sent only
//! when it is whole, so that nobody takes half a day for a day.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use actix_web::body::BodySize;
use actix_web::body::MessageBody;
use actix_web::web;
use actix_web::web::Bytes;
use std::fs;
use std::fs::File;
use std::future::Future;
use std::io;
use std::io::Read as _;
use std::io::Seek as _;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::task::Context;
use std::task::Poll;

/// Bytes that are kept in memory.
const IN_MEMORY: usize = 1 << 20;
/// Bytes of one piece of the answer.
const PIECE: usize = 256 * 1024;

/// An answer that is being made.
pub struct Spool {
    folder: PathBuf,
    memory: Vec<u8>,
    file: Option<File>,
    bytes: u64,
}

/// An answer that is whole.
pub struct Spooled {
    bytes: u64,
    state: State,
}

type Piece = io::Result<(File, Bytes)>;

enum State {
    Memory(Bytes),
    File(File),
    Reading(Pin<Box<dyn Future<Output = Piece>>>),
    Done,
}

impl Spool {
    /// A spool whose file, if it needs one, is in this folder.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            memory: Vec::new(),
            file: None,
            bytes: 0,
        }
    }

    /// Takes bytes and empties the buffer.
    pub fn write(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        self.bytes += u64::try_from(bytes.len()).unwrap_or_default();
        if self.file.is_none() && self.memory.len() + bytes.len() > IN_MEMORY {
            let mut file = nameless(&self.folder).map_err(failed)?;
            file.write_all(&self.memory).map_err(failed)?;
            self.memory = Vec::new();
            self.file = Some(file);
        }
        match &mut self.file {
            Some(file) => file.write_all(bytes).map_err(failed)?,
            None => self.memory.extend_from_slice(bytes),
        }
        bytes.clear();
        Ok(())
    }

    /// The whole answer.
    pub fn finish(self) -> Result<Spooled> {
        let state = match self.file {
            None => State::Memory(Bytes::from(self.memory)),
            Some(mut file) => {
                file.rewind().map_err(failed)?;
                State::File(file)
            }
        };
        Ok(Spooled {
            bytes: self.bytes,
            state,
        })
    }
}

impl MessageBody for Spooled {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.bytes)
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let this = self.get_mut();
        loop {
            match std::mem::replace(&mut this.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Memory(bytes) if bytes.is_empty() => return Poll::Ready(None),
                State::Memory(bytes) => return Poll::Ready(Some(Ok(bytes))),
                State::File(file) => this.state = State::Reading(Box::pin(read(file))),
                State::Reading(mut reading) => match reading.as_mut().poll(context) {
                    Poll::Pending => {
                        this.state = State::Reading(reading);
                        return Poll::Pending;
                    }
                    Poll::Ready(Err(cause)) => return Poll::Ready(Some(Err(cause))),
                    Poll::Ready(Ok((_, bytes))) if bytes.is_empty() => return Poll::Ready(None),
                    Poll::Ready(Ok((file, bytes))) => {
                        this.state = State::File(file);
                        return Poll::Ready(Some(Ok(bytes)));
                    }
                },
            }
        }
    }
}

async fn read(mut file: File) -> Piece {
    let work = move || {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece)?;
        piece.truncate(read);
        Ok((file, Bytes::from(piece)))
    };
    web::block(work).await.map_err(io::Error::other)?
}

/// A file that is gone as soon as nobody has it open.
fn nameless(folder: &Path) -> io::Result<File> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    fs::create_dir_all(folder)?;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = folder.join(format!("{}-{number}.part", std::process::id()));
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(&path)?;
    fs::remove_file(&path)?;
    Ok(file)
}

fn failed(cause: io::Error) -> Error {
    let is_full = matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    let code = if is_full { Code::StorageFull } else { Code::Internal };
    Error::new(code).caused_by(cause)
}
