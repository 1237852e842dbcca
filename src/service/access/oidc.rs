//! Signing in at another provider (OpenID Connect). An administrator says beforehand who there is which account here; nobody
//! gets an account by signing in, and no address of e-mail identifies anybody.

pub(in crate::service) mod provider;

use super::password_sign_in::note_refusal;
use crate::access::account::LinkedIdentity;
use crate::access::oidc::OidcClient;
use crate::access::oidc::flow::Flow;
use crate::access::oidc::flow::LIFE_SECONDS;
use crate::access::oidc::id_token;
use crate::access::oidc::id_token::Expected;
use crate::access::oidc::id_token::Flaw;
use crate::access::oidc::id_token::Identity;
use crate::access::permit::Origin;
use crate::access::permit::Permit;
use crate::access::sign_in::Proof;
use crate::access::sign_in::SignIn;
use crate::access::token::Secret;
use crate::audit::Act;
use crate::audit::Author;
use crate::audit::Outcome;
use crate::audit::base64;
use crate::digest::sha256;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::access::accounts;
use crate::storage::access::identities;
use crate::storage::access::sign_ins;
use crate::storage::audit::audit_log;
use crate::time::Instant;
use provider::Provider;
use provider::encoded;
use serde_json::json;
use std::sync::Arc;

/// The object of refusals before anybody is known.
const OBJECT: &str = "sign-in/oidc";
/// Characters of what the provider says that are kept.
const MOST_KEPT: usize = 100;

/// A sign-in that leaves for the provider.
#[derive(Debug)]
pub struct Departure {
    /// The address to which the browser goes.
    pub url: String,
    /// What the browser keeps until it comes back.
    pub cookie: Secret,
}

/// What the browser comes back with.
#[derive(Clone, Debug, Default)]
pub struct Return {
    /// What it kept.
    pub cookie: Option<Secret>,
    /// The state of the answer.
    pub state: Option<String>,
    /// The code, to be exchanged.
    pub code: Option<Secret>,
    /// Who says that they answer (RFC 9207).
    pub issuer: Option<String>,
    /// Why the provider refused.
    pub error: Option<String>,
}

impl Service {
    /// The same service with this provider of sign-in.
    pub fn with_oidc(self, client: Option<OidcClient>) -> Result<Self> {
        let provider = client.map(Provider::new).transpose()?;
        Ok(Self {
            provider: provider.map(Arc::new),
            ..self
        })
    }

    /// What the button says that leads to the provider, where there is one.
    pub fn oidc_label(&self) -> Option<&str> {
        self.provider.as_ref().map(|provider| provider.client.label.as_str())
    }

    /// Begins a sign-in at the provider; nothing is kept here.
    pub fn begin_oidc(&self) -> Result<Departure> {
        let (provider, now) = (self.provider()?, self.now());
        let discovery = provider.discovery(now)?;
        let flow = Flow::begin(self.random()?, now);
        let challenge = base64::encode(&sha256([flow.verifier().reveal().as_bytes()]));
        let challenge = challenge.trim_end_matches('=').replace('+', "-").replace('/', "_");
        let endpoint = &discovery.authorization_endpoint;
        let first = if endpoint.contains('?') { '&' } else { '?' };
        let (client, redirect) = (encoded(&provider.client.id), encoded(&provider.client.redirect_url));
        let (state, nonce) = (flow.state(), flow.nonce());
        Ok(Departure {
            url: format!(
                "{endpoint}{first}response_type=code&client_id={client}&redirect_uri={redirect}&scope=openid\
                 &state={state}&nonce={nonce}&code_challenge={challenge}&code_challenge_method=S256"
            ),
            cookie: flow.seal(self.sealing()?, &self.random()?)?,
        })
    }

    /// Ends a sign-in at the provider with a session here, or refuses it; both are in the audit log.
    pub fn finish_oidc(&self, back: &Return, origin: &Origin) -> Result<(SignIn, Secret)> {
        let (provider, now) = (self.provider()?, self.now());
        match self.identity_shown(provider, back, now)? {
            Ok(identity) => self.begin_session_of(provider, &identity, origin, now),
            Err(reason) => {
                let details = json!({ "code": Code::OidcRefused.as_str(), "reason": reason });
                self.db.write(|tx| note_nobody(tx, origin, &details, now))?;
                Err(Code::OidcRefused.into())
            }
        }
    }

    /// Who the provider says is there, or why that is not believed. A state is used before the provider is asked.
    fn identity_shown(
        &self,
        provider: &Provider,
        back: &Return,
        now: Instant,
    ) -> Result<std::result::Result<Identity, String>> {
        let sealed = back.cookie.as_ref().map_or("", Secret::reveal);
        let flow = Flow::open(sealed, self.sealing()?).filter(|flow| flow.is_open(now));
        let (Some(flow), Some(state)) = (flow, &back.state) else {
            return Ok(refused("not-begun-here"));
        };
        if !flow.is_of(state) {
            return Ok(refused("state"));
        }
        let since = Instant(now.0 - 2 * LIFE_SECONDS * 1_000_000);
        let digest = sha256_hex([state.as_bytes()]);
        if !self.db.write(|tx| identities::use_state(tx, &digest, since, now))? {
            return Ok(refused("state-used"));
        }
        let client = &provider.client;
        if back.issuer.as_ref().is_some_and(|issuer| *issuer != client.issuer) {
            return Ok(refused("issuer"));
        }
        if let Some(error) = &back.error {
            let shown = error.chars().filter(char::is_ascii_graphic).take(MOST_KEPT);
            return Ok(refused(&format!("provider: {}", shown.collect::<String>())));
        }
        let token = match &back.code {
            Some(code) => provider.exchange(code.reveal(), &flow.verifier(), now)?,
            None => None,
        };
        let Some(token) = token else {
            return Ok(refused("code"));
        };
        let nonce = flow.nonce();
        let expected = Expected {
            issuer: &client.issuer,
            client: &client.id,
            nonce: &nonce,
            now,
        };
        let mut outcome = id_token::verify(&token, &*provider.keys(false, now)?, &expected);
        if outcome == Err(Flaw::UnknownKey) {
            outcome = id_token::verify(&token, &*provider.keys(true, now)?, &expected);
        }
        Ok(outcome.map_err(|flaw| flaw.as_str().to_owned()))
    }

    /// A session of the account that is linked, unless there is none or it may not sign in.
    fn begin_session_of(
        &self,
        provider: &Provider,
        identity: &Identity,
        origin: &Origin,
        now: Instant,
    ) -> Result<(SignIn, Secret)> {
        let (issuer, subject) = (&provider.client.issuer, &identity.subject);
        let proof = if provider.client.accepts_factor(identity) {
            Proof::ProviderAndFactor
        } else {
            Proof::Provider
        };
        let (random, life) = (self.random()?, self.surroundings.access.session_micros());
        let begun = self.db.write(|tx| {
            let Some(LinkedIdentity { account, .. }) = identities::find(tx, issuer, subject)? else {
                let code = Code::IdentityNotLinked;
                let details = json!({ "code": code.as_str(), "issuer": issuer, "subject": subject });
                note_nobody(tx, origin, &details, now)?;
                return Ok(Err(code));
            };
            let permit = Permit::personal(account.clone(), origin.clone());
            if let Some(refusal) = self.bar(accounts::find(tx, &account)?.as_ref(), now) {
                note_refusal(tx, &permit, refusal, now)?;
                return Ok(Err(refusal.code));
            }
            let (session, text) = SignIn::begin(account.clone(), origin.address.clone(), &random, now, life)?;
            let session = SignIn { proof, ..session };
            sign_ins::insert(tx, &session)?;
            accounts::note_sign_in(tx, &account, now)?;
            let details = json!({ "by": proof.as_str(), "issuer": issuer, "subject": subject });
            let act = Act::new("session.sign-in", format!("sessions/{}", session.id)).with_details(details);
            audit_log::append(tx, &permit, &act, now)?;
            Ok(Ok((session, text)))
        })?;
        begun.map_err(Error::from)
    }

    pub(in crate::service) fn provider(&self) -> Result<&Provider> {
        self.provider.as_deref().ok_or_else(|| Code::OidcOff.into())
    }
}

/// The refusal of somebody whose account is not known.
fn note_nobody(tx: &mut DbConn, origin: &Origin, details: &serde_json::Value, now: Instant) -> Result<()> {
    let act = Act::new("session.refuse", OBJECT).with_details(details.clone());
    audit_log::append_as(tx, &Author::nobody(origin.clone()), (&act, Outcome::Refused), now)
}

fn refused(reason: &str) -> std::result::Result<Identity, String> {
    Err(reason.to_owned())
}
