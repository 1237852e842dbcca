//! Where snapshots come from: a server, a static copy of its files, or a folder.

use super::tree::Item;
use super::tree::Tree;
use super::tree::place;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::snapshot::encoding::ACCEPTED;
use crate::snapshot::encoding::Encoding;
use std::fmt;
use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;
use ureq::Agent;

/// The end of the address of a server.
const INTERFACE: &str = "/api/v1";
const CONNECT: Duration = Duration::from_secs(10);
/// The longest that one answer may take, so that a source that never ends does not hold the night up.
const ANSWER: Duration = Duration::from_mins(10);

/// A source.
pub enum Source {
    /// A server: an address that ends in `/api/v1`.
    Server {
        /// The address.
        base: String,
        /// The collector's token.
        token: Option<String>,
    },
    /// Plain files on a static server.
    Site {
        /// The address.
        base: String,
        /// A token, should the static server want one.
        token: Option<String>,
    },
    /// Plain files in a folder.
    Folder(PathBuf),
}

impl Source {
    /// Reads an address or a folder.
    pub fn parse(text: &str, token: Option<String>) -> Result<Self> {
        let base = text.trim_end_matches('/').to_owned();
        if base.starts_with("https://") {
            return Err(Error::new(Code::FieldInvalid)
                .with("field", "--from")
                .with("value", text)
                .with(
                    "rule_zh",
                    "本程序不含 TLS：请写 http://，由本机代理加密；内容由签名保证",
                )
                .with(
                    "rule_en",
                    "this program has no TLS: give http:// and let a local proxy encrypt; contents are signed",
                )
                .in_field("--from"));
        }
        if !base.starts_with("http://") {
            return Ok(Self::Folder(PathBuf::from(text)));
        }
        if base.ends_with(INTERFACE) {
            return Ok(Self::Server { base, token });
        }
        Ok(Self::Site { base, token })
    }

    /// Fetches a file; none when it has more than `limit` bytes.
    pub(super) fn fetch(&self, organization: &OrganizationId, item: Item, limit: u64) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Server { base, token } => {
                let url = format!("{base}/{}/{}", place(organization), item.address());
                get(&url, token.as_deref(), limit)
            }
            Self::Site { base, token } => {
                let url = format!("{base}/{}/{}", place(organization), item.path());
                get(&url, token.as_deref(), limit)
            }
            Self::Folder(folder) => {
                let path = Tree::of(folder, organization).path(item);
                let file = File::open(&path).map_err(|cause| unreachable(&path.display(), cause))?;
                let bytes = Encoding::Identity.unpack(file, limit);
                bytes.map_err(|cause| unreachable(&path.display(), cause))
            }
        }
    }
}

fn get(url: &str, token: Option<&str>, limit: u64) -> Result<Option<Vec<u8>>> {
    let config = Agent::config_builder()
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(ANSWER))
        .build();
    let mut request = Agent::new_with_config(config)
        .get(url)
        .header("Accept-Encoding", ACCEPTED);
    if let Some(token) = token {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    let mut response = request.call().map_err(|cause| unreachable(&url, cause))?;
    let named = response.headers().get("content-encoding");
    let encoding = Encoding::parse(named.and_then(|value| value.to_str().ok()));
    let encoding = encoding.ok_or_else(|| unreachable(&url, "Content-Encoding"))?;
    let bytes = encoding.unpack(response.body_mut().as_reader(), limit);
    bytes.map_err(|cause| unreachable(&url, cause))
}

fn unreachable(
    place: &impl fmt::Display,
    cause: impl fmt::Display + Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Error {
    Error::new(Code::ServerUnreachable)
        .with("reason", format!("{place}: {cause}"))
        .caused_by(cause)
}

impl fmt::Debug for Source {
    /// The token is not printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server { base, .. } | Self::Site { base, .. } => f.write_str(base),
            Self::Folder(folder) => write!(f, "{}", folder.display()),
        }
    }
}
