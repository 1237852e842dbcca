//! A body over a line that breaks: what came is kept, and the rest is asked for (RFC 9110 crate::14, one range, unpacked bytes).
//!
//! `If-Range` asks for the rest only of the same bytes; a source that does not know ranges, or has other bytes by now, sends
//! everything again. Nothing of it is believed: the digest of the manifest decides, and when a body that came in several
//! pieces does not have it, the whole is fetched once more before it is refused.

use super::pace::Patience;
use super::request::Address;
use super::request::Question;
use super::request::Trouble;
use super::request::encoding;
use super::request::header;
use super::tree::Piece;
use super::tree::Tree;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::snapshot::encoding::ACCEPTED;
use crate::snapshot::encoding::Encoding;
use crate::snapshot::manifest::BodyName;
use crate::snapshot::refusal::Part;
use crate::snapshot::refusal::Refusal;
use ureq::Body;
use ureq::http::Response;

/// How often a body may be begun anew because its pieces did not fit.
const RESTARTS: u32 = 1;

/// The fetching of one body.
pub(super) struct Transfer<'a> {
    pub address: &'a Address,
    pub url: &'a str,
    pub organization: &'a str,
    /// The body as its manifest names it.
    pub name: &'a BodyName,
    /// The entity tag of its unpacked bytes, where it is known beforehand.
    pub tag: Option<String>,
    /// Where the beginning is kept when the rest does not come.
    pub store: &'a Tree,
    pub patience: Patience<'a>,
}

/// What is there so far.
struct Progress {
    bytes: Vec<u8>,
    tag: Option<String>,
    /// Whether it came in more than one answer.
    is_pieced: bool,
    restarts: u32,
}

/// Why an attempt did not give the rest.
enum Hitch {
    /// The source or the line.
    Trouble(Trouble),
    /// What came does not fit to what is there.
    Unfit(Refusal),
}

impl Transfer<'_> {
    /// Fetches it; none when it has more than `limit` bytes.
    pub(super) fn run(&self, limit: u64) -> Result<Option<Vec<u8>>> {
        let mut progress = self.begin();
        if let Err(error) = self.complete(&mut progress, limit) {
            self.keep(progress);
            return Err(error);
        }
        self.store.remove_piece();
        let fits = size(&progress.bytes) <= limit;
        Ok(fits.then_some(progress.bytes))
    }

    /// Keeps the beginning for the next pull; whoever cannot begins anew.
    fn keep(&self, progress: Progress) {
        if progress.bytes.is_empty() {
            return self.store.remove_piece();
        }
        let piece = Piece {
            sha256: self.name.sha256.clone(),
            tag: progress.tag,
            bytes: progress.bytes,
        };
        if let Err(error) = self.store.write_piece(&piece) {
            tracing::warn!(%error, "the beginning of a body is not kept");
        }
    }

    fn begin(&self) -> Progress {
        let kept = self.store.piece();
        let kept = kept.filter(|piece| piece.sha256 == self.name.sha256 && size(&piece.bytes) < self.name.bytes);
        Progress {
            is_pieced: kept.is_some(),
            tag: kept.as_ref().and_then(|piece| piece.tag.clone()),
            bytes: kept.map(|piece| piece.bytes).unwrap_or_default(),
            restarts: 0,
        }
    }

    fn complete(&self, progress: &mut Progress, limit: u64) -> Result<()> {
        let mut failures = 0;
        loop {
            let before = progress.bytes.len();
            let mut asked = None;
            let error: Error = match self.attempt(progress, limit) {
                Ok(()) if size(&progress.bytes) > limit => return Ok(()),
                Ok(()) if size(&progress.bytes) == self.name.bytes => {
                    if !progress.is_pieced || sha256_hex([progress.bytes.as_slice()]) == self.name.sha256 {
                        return Ok(());
                    }
                    progress.restart(Refusal::BodyDigestWrong)?;
                    continue;
                }
                // The answer ended early, as if that were all.
                Ok(()) => Refusal::Truncated(Part::Body).into(),
                Err(Hitch::Unfit(refusal)) => {
                    progress.restart(refusal)?;
                    continue;
                }
                Err(Hitch::Trouble(Trouble::Lasting(error))) => return Err(error),
                Err(Hitch::Trouble(Trouble::Passing(error, after))) => {
                    asked = after;
                    error
                }
            };
            let has_grown = progress.bytes.len() > before;
            failures = if has_grown { 1 } else { failures + 1 };
            let is_all = error.code() == Code::SnapshotRefused && !has_grown;
            if is_all || !self.patience.again(failures, asked) {
                return Err(error);
            }
        }
    }

    /// Asks for what is missing. What comes is added to what is there, or takes its place when it is the whole.
    fn attempt(&self, progress: &mut Progress, limit: u64) -> std::result::Result<(), Hitch> {
        let from = size(&progress.bytes);
        let question = Question {
            organization: self.organization,
            encodings: if from > 0 {
                Encoding::Identity.as_str()
            } else {
                ACCEPTED
            },
            from: (from > 0).then_some(from),
            tag: progress.tag.as_deref().or(self.tag.as_deref()),
            time: self.patience.time_for_one(),
        };
        let now = self.patience.now();
        let mut response = self.address.ask(self.url, &question, now).map_err(Hitch::Trouble)?;
        let encoding = encoding(self.url, response.headers()).map_err(Hitch::Trouble)?;
        match response.status().as_u16() {
            206 if from > 0 => {
                let fits = encoding == Encoding::Identity && continues(&response, from, self.name.bytes);
                if !fits {
                    return Err(Hitch::Unfit(Refusal::RangeWrong));
                }
                progress.is_pieced = true;
            }
            // The source has no more than what is there.
            416 => return Err(Hitch::Unfit(Refusal::Truncated(Part::Body))),
            200 => {
                progress.bytes.clear();
                progress.is_pieced = false;
                let tag = header(response.headers(), "etag").filter(|tag| tag.starts_with('"'));
                progress.tag = tag.filter(|_| encoding == Encoding::Identity).map(str::to_owned);
            }
            _ => return Err(Hitch::Unfit(Refusal::RangeWrong)),
        }
        let left = limit.saturating_sub(size(&progress.bytes));
        let outcome = encoding.unpack_onto(&mut progress.bytes, response.body_mut().as_reader(), left);
        outcome.map_err(|cause| Hitch::Trouble(Trouble::broken(self.url, cause)))
    }
}

impl Progress {
    /// Forgets what is there; refused when that was done before.
    fn restart(&mut self, refusal: Refusal) -> std::result::Result<(), Refusal> {
        self.bytes.clear();
        self.tag = None;
        self.is_pieced = false;
        self.restarts += 1;
        if self.restarts > RESTARTS {
            return Err(refusal);
        }
        Ok(())
    }
}

/// Whether `Content-Range` says what was asked for: from this byte to the end of so many.
fn continues(response: &Response<Body>, from: u64, total: u64) -> bool {
    let range = header(response.headers(), "content-range").and_then(|text| text.strip_prefix("bytes "));
    let Some((bounds, whole)) = range.and_then(|range| range.split_once('/')) else {
        return false;
    };
    let Some((first, last)) = bounds.split_once('-') else {
        return false;
    };
    let number = |text: &str| text.parse::<u64>().ok();
    number(first) == Some(from)
        && number(last).is_some_and(|last| from <= last && last < total)
        && (whole == "*" || number(whole) == Some(total))
}

fn size(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
