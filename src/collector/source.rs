//! Where snapshots come from: a server, a static copy of its files, or a folder.

use super::item::Item;
use super::pace::Patience;
use super::request::Address;
use super::request::Connection;
use super::request::Question;
use super::request::Trouble;
use super::request::encoding;
use super::request::unreachable;
use super::transfer::Transfer;
use super::tree::Tree;
use super::tree::place;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::snapshot::encoding::ACCEPTED;
use crate::snapshot::encoding::Encoding;
use crate::snapshot::manifest::Manifest;
use crate::time::Instant;
use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;

/// The end of the address of a server.
const INTERFACE: &str = "/api/v1";
/// How much longer than the wait itself a waiting request may take.
const WAIT_LEEWAY: Duration = Duration::from_secs(15);

/// A source.
#[derive(Debug)]
pub enum Source {
    /// A server: an address that ends in `/api/v1`.
    Server(Address),
    /// Plain files on a static server.
    Site(Address),
    /// Plain files in a folder.
    Folder(PathBuf),
}

/// What a source says when it is asked to tell of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// A release was published.
    Published,
    /// Nothing is new.
    Nothing,
    /// It does not tell: look from time to time.
    Untold,
}

impl Source {
    /// Reads an address (`http://`, `https://`) or a folder.
    ///
    /// Errors: `field-invalid` when the certificates of the connection are none.
    pub fn parse(text: &str, connection: &Connection) -> Result<Self> {
        let base = text.trim_end_matches('/').to_owned();
        if !(base.starts_with("http://") || base.starts_with("https://")) {
            return Ok(Self::Folder(PathBuf::from(text)));
        }
        let is_server = base.ends_with(INTERFACE);
        let address = Address::new(base, connection)?;
        Ok(if is_server {
            Self::Server(address)
        } else {
            Self::Site(address)
        })
    }

    /// Fetches a file; none when it has more than `limit` bytes.
    pub(super) fn fetch(
        &self,
        organization: &OrganizationId,
        item: Item,
        limit: u64,
        patience: Patience<'_>,
    ) -> Result<Option<Vec<u8>>> {
        let (address, url) = match self.locate(organization, item) {
            Ok(found) => found,
            Err(folder) => return read(&folder, limit),
        };
        let mut failures = 0;
        loop {
            match get(address, &url, organization, limit, patience) {
                Ok(bytes) => return Ok(bytes),
                Err(Trouble::Lasting(error)) => return Err(error),
                Err(Trouble::Passing(error, asked)) => {
                    failures += 1;
                    if !patience.again(failures, asked) {
                        return Err(error);
                    }
                }
            }
        }
    }

    /// Fetches a body; what was interrupted is continued where it broke off, also that of an earlier pull.
    ///
    /// Errors: those of [`fetch`](Self::fetch); `snapshot-refused` when it has another size than its manifest says.
    pub(super) fn fetch_body(
        &self,
        organization: &OrganizationId,
        manifest: &Manifest,
        store: &Tree,
        (limit, patience): (u64, Patience<'_>),
    ) -> Result<Option<Vec<u8>>> {
        let (address, url) = match self.locate(organization, Item::Body(manifest.release)) {
            Ok(found) => found,
            Err(folder) => return read(&folder, limit),
        };
        let transfer = Transfer {
            address,
            url: &url,
            organization: organization.as_str(),
            name: &manifest.body,
            // A server tags the unpacked bytes of a body with their digest.
            tag: matches!(self, Self::Server(_)).then(|| format!("\"{}\"", manifest.body.sha256)),
            store,
            patience,
        };
        transfer.run(limit)
    }

    /// Waits at the source until a release after this one is published, so long at most.
    ///
    /// Errors: `server-unreachable`, `token-missing`, `token-invalid`, `out-of-scope`.
    pub(super) fn wait_for_news(
        &self,
        organization: &OrganizationId,
        after: i64,
        wait: Duration,
        now: Instant,
    ) -> Result<News> {
        let Self::Server(address) = self else {
            return Ok(News::Untold);
        };
        let seconds = wait.as_secs();
        let base = &address.base;
        let url = format!("{base}/{}/watch?after={after}&wait={seconds}", place(organization));
        let question = Question {
            organization: organization.as_str(),
            encodings: Encoding::Identity.as_str(),
            time: Some(wait.saturating_add(WAIT_LEEWAY)),
            ..Question::default()
        };
        let answer = address.ask(&url, &question, now).map_err(Trouble::into_error)?;
        Ok(match answer.status().as_u16() {
            200 => News::Published,
            _ => News::Nothing,
        })
    }

    /// Where a file is: an address, or a path.
    fn locate(&self, organization: &OrganizationId, item: Item) -> std::result::Result<(&Address, String), PathBuf> {
        match self {
            Self::Server(address) => Ok((
                address,
                format!("{}/{}/{}", address.base, place(organization), item.address()),
            )),
            Self::Site(address) => Ok((
                address,
                format!("{}/{}/{}", address.base, place(organization), item.path()),
            )),
            Self::Folder(folder) => Err(Tree::of(folder, organization).path(item)),
        }
    }
}

fn read(path: &PathBuf, limit: u64) -> Result<Option<Vec<u8>>> {
    let file = File::open(path).map_err(|cause| unreachable(&path.display(), cause))?;
    let bytes = Encoding::Identity.unpack(file, limit);
    bytes.map_err(|cause| unreachable(&path.display(), cause))
}

fn get(
    address: &Address,
    url: &str,
    organization: &OrganizationId,
    limit: u64,
    patience: Patience<'_>,
) -> std::result::Result<Option<Vec<u8>>, Trouble> {
    let question = Question {
        organization: organization.as_str(),
        encodings: ACCEPTED,
        time: patience.time_for_one(),
        ..Question::default()
    };
    let mut response = address.ask(url, &question, patience.now())?;
    if response.status().as_u16() != 200 {
        let status = response.status().to_string();
        return Err(Trouble::Lasting(unreachable(&url, format!("http status: {status}"))));
    }
    let encoding = encoding(url, response.headers())?;
    let bytes = encoding.unpack(response.body_mut().as_reader(), limit);
    bytes.map_err(|cause| Trouble::broken(url, cause))
}
