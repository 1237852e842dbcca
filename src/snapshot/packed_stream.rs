//! Zstandard for streams that are too large for memory, with a checksum over what they hold (RFC 8878 crate::3.1.1).

use std::io;
use std::io::Read;
use std::io::Write;

const LEVEL: i32 = 3;

/// Packs what is written to it.
pub struct Packer<W: Write>(zstd::Encoder<'static, W>);

impl<W: Write> Packer<W> {
    /// Packs to this place.
    pub fn new(to: W) -> io::Result<Self> {
        let mut encoder = zstd::Encoder::new(to, LEVEL)?;
        encoder.include_checksum(true)?;
        Ok(Self(encoder))
    }

    /// Writes what is left and gives the place back; without it the stream is cut short and refused when it is read.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for Packer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What a packed stream holds; an error where it is cut short or damaged.
pub fn unpack(from: impl Read) -> io::Result<impl Read> {
    zstd::Decoder::new(from)
}
