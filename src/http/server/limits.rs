//! How much the server takes on at once, and how much of it each may ask for. What is beyond is refused at once, with the
//! seconds after which to come back; those are dealt out in turn, so that the refused do not all come back together.
//!
//! `actix-governor` does a part of this (a rate by address), is under the GPL, and counts no work under way.

use super::proxies;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::access::cookie;
use actix_web::Error as Failure;
use actix_web::HttpRequest;
use actix_web::body::BoxBody;
use actix_web::body::MessageBody;
use actix_web::dev::ServiceRequest;
use actix_web::dev::ServiceResponse;
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Data;
use serde::Deserialize;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

/// Over so many seconds the return of the refused is spread.
const SPREAD_SECONDS: u64 = 10;
/// Of so many tokens the rate is remembered; a token that rested is forgotten first.
const MOST_TOKENS: usize = 65_536;

/// The limits; 0 is no limit. *Heavy* requests are bodies, deltas and translations; those that wait for news are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Requests under way at once.
    pub requests: u32,
    /// Heavy requests under way at once.
    pub heavy: u32,
    /// Of these, for one organization.
    pub heavy_per_organization: u32,
    /// Of these, for one token.
    pub heavy_per_token: u32,
    /// Requests of one token each second, in the long run.
    pub rate_per_token: u32,
    /// How many a token that rested may send at once.
    pub burst_per_token: u32,
    /// Seconds of waiting for a body; every 8 KiB that come earn one more.
    pub body_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: 1024,
            heavy: 64,
            heavy_per_organization: 32,
            heavy_per_token: 8,
            rate_per_token: 200,
            burst_per_token: 2000,
            body_seconds: 30,
        }
    }
}

/// Who asks for what.
#[derive(Clone, Debug)]
pub struct Asked {
    token: Option<String>,
    /// The organization of a heavy request.
    heavy: Option<String>,
    waits: bool,
}

/// What is under way, and when each token may come again. Every worker has the same.
#[derive(Clone, Debug)]
pub struct Gate {
    limits: Limits,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    requests: u32,
    heavy: u32,
    by_organization: HashMap<String, u32>,
    by_token: HashMap<String, u32>,
    /// When all that a token sent would have come at its rate.
    rested_at: HashMap<String, Instant>,
    refused: u64,
}

/// The place of a request under way; it is free again when this is dropped.
#[derive(Debug)]
pub struct Place {
    gate: Gate,
    asked: Asked,
}

impl Gate {
    /// A gate with nobody inside.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            state: Arc::default(),
        }
    }

    /// Lets a request in, or says when to come back.
    pub fn enter(&self, asked: Asked, now: Instant) -> Result<Place> {
        let mut state = self.state();
        let outcome = state.admit(&self.limits, &asked, now);
        if outcome.is_err() {
            state.refused = state.refused.wrapping_add(1);
        }
        outcome?;
        state.count(&asked, |count| *count += 1);
        drop(state);
        Ok(Place {
            gate: self.clone(),
            asked,
        })
    }

    /// How long a body may be waited for at first; without it, for ever.
    pub fn body_allowance(&self) -> Option<Duration> {
        let seconds = self.limits.body_seconds;
        (seconds > 0).then(|| Duration::from_secs(u64::from(seconds)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        state.count(&self.asked, |count| *count = count.saturating_sub(1));
        state.by_organization.retain(|_, count| *count > 0);
        state.by_token.retain(|_, count| *count > 0);
    }
}

impl State {
    fn admit(&mut self, limits: &Limits, asked: &Asked, now: Instant) -> Result<()> {
        let is_full = |count: u32, limit: u32| limit > 0 && count >= limit;
        let busy = || Error::new(Code::ServerBusy).with("seconds", self.turn());
        if !asked.waits && is_full(self.requests, limits.requests) {
            return Err(busy());
        }
        if let Some(organization) = &asked.heavy {
            if is_full(self.heavy, limits.heavy) {
                return Err(busy());
            }
            let token = asked.token.as_deref().unwrap_or_default();
            let of_token = self.by_token.get(token).copied().unwrap_or(0);
            let of_organization = self.by_organization.get(organization).copied().unwrap_or(0);
            let too_many =
                is_full(of_token, limits.heavy_per_token) || is_full(of_organization, limits.heavy_per_organization);
            if too_many {
                return Err(too_many_requests(
                    (
                        "此令牌、会话、地址或机构同时获取的内容过多",
                        "this token, session, address or organization fetches too much at once",
                    ),
                    self.turn(),
                ));
            }
        }
        match &asked.token {
            Some(token) => self.admit_rate(limits, token, now),
            None => Ok(()),
        }
    }

    /// A bucket that drains at the rate (the generic cell rate algorithm, ITU-T I.371).
    fn admit_rate(&mut self, limits: &Limits, token: &str, now: Instant) -> Result<()> {
        if limits.rate_per_token == 0 {
            return Ok(());
        }
        let each = Duration::from_secs(1) / limits.rate_per_token;
        let rested_at = self.rested_at.get(token).copied().unwrap_or(now).max(now);
        let ahead = rested_at - now;
        let allowed = each * limits.burst_per_token.saturating_sub(1);
        if ahead > allowed {
            let seconds = ahead.saturating_sub(allowed).as_secs() + 1 + self.refused % 3;
            return Err(too_many_requests(
                (
                    "此令牌、会话或地址的请求过于频繁",
                    "this token, session or address sends too often",
                ),
                seconds,
            ));
        }
        if self.rested_at.len() >= MOST_TOKENS {
            self.rested_at.retain(|_, rested_at| *rested_at > now);
        }
        if self.rested_at.len() >= MOST_TOKENS {
            self.rested_at.clear();
        }
        self.rested_at.insert(token.to_owned(), rested_at + each);
        Ok(())
    }

    fn count(&mut self, asked: &Asked, change: impl Fn(&mut u32)) {
        if !asked.waits {
            change(&mut self.requests);
        }
        if let Some(organization) = &asked.heavy {
            change(&mut self.heavy);
            change(self.by_organization.entry(organization.clone()).or_default());
            let token = asked.token.clone().unwrap_or_default();
            change(self.by_token.entry(token).or_default());
        }
    }

    fn turn(&self) -> u64 {
        1 + self.refused % SPREAD_SECONDS
    }
}

fn too_many_requests((zh, en): (&'static str, &'static str), seconds: u64) -> Error {
    Error::new(Code::TooManyRequests)
        .with("reason_zh", zh)
        .with("reason_en", en)
        .with("seconds", seconds)
}

impl Asked {
    /// What a request asks for. A token is known by its digest: who does not hold it cannot use up its share. So is the session
    /// of a browser, and the address of whoever has neither.
    pub fn of(path: &str, credential: Option<&[u8]>) -> Self {
        let mut segments = path.trim_start_matches('/').split('/').skip(2);
        let organization = match (segments.next(), segments.next()) {
            (Some("organizations"), Some(organization)) => Some(organization.to_owned()),
            _ => None,
        };
        let rest: Vec<&str> = segments.collect();
        let is_heavy = matches!(rest.as_slice(), ["snapshots", _, "body" | "delta"] | ["translate", ..]);
        Self {
            token: credential.map(|text| sha256_hex([text])),
            heavy: organization.filter(|_| is_heavy),
            waits: matches!(rest.as_slice(), ["snapshots", "watch" | "events"]),
        }
    }
}

/// What the share of a request goes by: its token, its session, or where it comes from.
fn credential(request: &HttpRequest) -> Vec<u8> {
    if let Some(text) = request.headers().get(header::AUTHORIZATION) {
        return text.as_bytes().to_vec();
    }
    let session = cookie::session_text(request);
    let text = session.unwrap_or_else(|| format!("address {}", proxies::source(request)));
    text.into_bytes()
}

/// Lets requests in or refuses them; whether the service lives is always told.
pub async fn keep(
    gate: Data<Gate>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, Failure> {
    if matches!(request.path(), "/healthz" | "/readyz") {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let credential = credential(request.request());
    let asked = Asked::of(request.path(), Some(&credential));
    match gate.enter(asked, Instant::now()) {
        Ok(_place) => Ok(next.call(request).await?.map_into_boxed_body()),
        Err(error) => Ok(request.error_response(error)),
    }
}
