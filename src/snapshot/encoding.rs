//! The encodings in which a body travels, each made once.

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::io;
use std::io::Read;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

const ZSTD_LEVEL: i32 = 3;
const GZIP_LEVEL: u32 = 6;

/// How a body is packed on its way (HTTP `Content-Encoding`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// gzip (RFC 1952).
    Gzip,
    /// Zstandard (RFC 8878).
    Zstd,
}

impl Encoding {
    /// The name in HTTP.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    /// The best encoding that an `Accept-Encoding` header allows: zstd before gzip, never one with weight 0.
    pub fn negotiate(header: &str) -> Self {
        let accepts = |name: &str| {
            header.split(',').any(|range| {
                let mut parts = range.split(';').map(str::trim);
                let named = parts.next().is_some_and(|token| token.eq_ignore_ascii_case(name));
                let refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
                named && !refused
            })
        };
        if accepts("zstd") {
            Self::Zstd
        } else if accepts("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }
}

/// What a client says that it takes.
pub const ACCEPTED: &str = "zstd, gzip";

impl Encoding {
    /// Reads the name of HTTP; no name is identity.
    pub fn parse(name: Option<&str>) -> Option<Self> {
        let all = [Self::Identity, Self::Gzip, Self::Zstd];
        let name = name.map_or("identity", str::trim);
        all.into_iter()
            .find(|encoding| encoding.as_str().eq_ignore_ascii_case(name))
    }

    /// Unpacks what comes from a stranger: none when it gives more than `limit` bytes, however little was sent.
    pub fn unpack(self, packed: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
        match self {
            Self::Identity => read_up_to(packed, limit),
            Self::Gzip => read_up_to(GzDecoder::new(packed), limit),
            Self::Zstd => read_up_to(zstd::Decoder::new(packed)?, limit),
        }
    }

    /// Unpacks to the end of `bytes`, at most `limit` more and then one, by which one sees that there are too many. What came
    /// before an error stays.
    pub fn unpack_onto(self, bytes: &mut Vec<u8>, packed: impl Read, limit: u64) -> io::Result<()> {
        let limit = limit.saturating_add(1);
        match self {
            Self::Identity => packed.take(limit).read_to_end(bytes),
            Self::Gzip => GzDecoder::new(packed).take(limit).read_to_end(bytes),
            Self::Zstd => zstd::Decoder::new(packed)?.take(limit).read_to_end(bytes),
        }
        .map(drop)
    }
}

fn read_up_to(reader: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut reader = reader.take(limit.saturating_add(1));
    reader.read_to_end(&mut bytes)?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|size| size <= limit);
    Ok(fits.then_some(bytes))
}

/// A body with its packed forms; each is made at its first use and then kept.
#[derive(Debug)]
pub struct PackedBody {
    identity: Arc<[u8]>,
    gzip: OnceLock<Arc<[u8]>>,
    zstd: OnceLock<Arc<[u8]>>,
    packing: Mutex<()>,
}

impl PackedBody {
    /// Takes the bytes of a body.
    pub fn new(identity: Vec<u8>) -> Self {
        Self {
            identity: identity.into(),
            gzip: OnceLock::new(),
            zstd: OnceLock::new(),
            packing: Mutex::new(()),
        }
    }

    /// The bytes in this encoding.
    pub fn bytes(&self, encoding: Encoding) -> io::Result<Arc<[u8]>> {
        match encoding {
            Encoding::Identity => Ok(Arc::clone(&self.identity)),
            Encoding::Gzip => self.once(&self.gzip, pack_gzip),
            Encoding::Zstd => self.once(&self.zstd, |bytes| zstd::bulk::compress(bytes, ZSTD_LEVEL)),
        }
    }

    /// Bytes held in memory, all forms together.
    pub fn weight(&self) -> usize {
        let packed = [&self.gzip, &self.zstd];
        let packed_bytes: usize = packed
            .iter()
            .filter_map(|cell| cell.get())
            .map(|bytes| bytes.len())
            .sum();
        self.identity.len() + packed_bytes
    }

    /// Fills the cell once; a second caller waits for the first instead of packing the same bytes again.
    fn once(
        &self,
        cell: &OnceLock<Arc<[u8]>>,
        pack: impl FnOnce(&[u8]) -> io::Result<Vec<u8>>,
    ) -> io::Result<Arc<[u8]>> {
        if let Some(bytes) = cell.get() {
            return Ok(Arc::clone(bytes));
        }
        let _packing = self.packing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = cell.get() {
            return Ok(Arc::clone(bytes));
        }
        let packed: Arc<[u8]> = pack(&self.identity)?.into();
        Ok(Arc::clone(cell.get_or_init(|| packed)))
    }
}

fn pack_gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 6), Compression::new(GZIP_LEVEL));
    encoder.write_all(bytes)?;
    encoder.finish()
}
