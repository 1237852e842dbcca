//! Signing in at another provider by OpenID Connect Core 1.0: the settings, and what this service is there.
//!
//! The authorization code flow with PKCE (RFC 7636, S256) alone. How a sign-in is carried to the provider and back is in
//! [`flow`], what its ID token has to say in [`id_token`]; this module does no network.

pub mod flow;
pub mod id_token;

use super::token::Secret;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use core::net::IpAddr;
use serde::Deserialize;
use serde::Serialize;
use std::path::PathBuf;

/// Where the provider sends people back to, below the address of the service.
pub const CALLBACK: &str = "/api/v1/sign-in/oidc/callback";

/// The settings `oidc.*`; without `issuer` nobody signs in elsewhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OidcRules {
    /// The provider, as its tokens name it; its configuration is below it at `/.well-known/openid-configuration`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// What this service is called there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The secret of this service there, for an environment variable.
    #[serde(skip_serializing)]
    pub client_secret: Option<Secret>,
    /// The file of the secret, below the data folder unless it is absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret_file: Option<PathBuf>,
    /// The address of [`CALLBACK`] as a browser sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// The certificates that vouch for the provider (PEM), where the usual ones do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// What the button says.
    pub label: String,
    /// Methods (`amr`, RFC 8176) of which one counts as a second factor.
    pub second_factor_amr: Vec<String>,
    /// Classes (`acr`) that count as a second factor.
    pub second_factor_acr: Vec<String>,
}

impl Default for OidcRules {
    fn default() -> Self {
        Self {
            issuer: None,
            client_id: None,
            client_secret: None,
            client_secret_file: None,
            redirect_url: None,
            ca_file: None,
            label: "统一身份认证".to_owned(),
            second_factor_amr: Vec::new(),
            second_factor_acr: Vec::new(),
        }
    }
}

/// What this service is at its provider.
#[derive(Clone, Debug)]
pub struct OidcClient {
    /// The provider.
    pub issuer: String,
    /// What this service is called there.
    pub id: String,
    /// Its secret there; a public client has none.
    pub secret: Option<Secret>,
    /// Where people come back to.
    pub redirect_url: String,
    /// Certificates that vouch for the provider (PEM).
    pub authorities: Option<Vec<u8>>,
    /// What the button says.
    pub label: String,
    amr: Vec<String>,
    acr: Vec<String>,
}

impl OidcRules {
    /// What the settings say, with the contents of the files that they name; nothing without an issuer.
    pub fn client(&self, secret: Option<Secret>, authorities: Option<Vec<u8>>) -> Result<Option<OidcClient>> {
        let Some(issuer) = &self.issuer else {
            return Ok(None);
        };
        let id = self.client_id.clone().filter(|id| !id.is_empty());
        let redirect_url = self.redirect_url.clone().unwrap_or_default();
        if !is_secure(issuer) || issuer.contains(['?', '#']) {
            return Err(wrong("oidc.issuer: https://…, or http:// on the loopback"));
        }
        if !is_secure(&redirect_url) || !redirect_url.ends_with(CALLBACK) {
            return Err(wrong(&format!("oidc.redirect_url: https://…{CALLBACK}")));
        }
        Ok(Some(OidcClient {
            issuer: issuer.clone(),
            id: id.ok_or_else(|| wrong("oidc.client_id"))?,
            secret: secret.or_else(|| self.client_secret.clone()),
            redirect_url,
            authorities,
            label: self.label.clone(),
            amr: self.second_factor_amr.clone(),
            acr: self.second_factor_acr.clone(),
        }))
    }
}

impl OidcClient {
    /// Whether the provider asked for a second factor, in a way that the settings accept.
    pub fn accepts_factor(&self, identity: &id_token::Identity) -> bool {
        let by_method = identity.amr.iter().any(|method| self.amr.contains(method));
        by_method || identity.acr.as_ref().is_some_and(|class| self.acr.contains(class))
    }
}

/// Whether nobody on the way reads along: TLS, or this machine.
pub fn is_secure(url: &str) -> bool {
    if let Some(rest) = url.strip_prefix("https://") {
        return !rest.is_empty() && !rest.starts_with('/');
    }
    let Some(rest) = url.strip_prefix("http://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return false;
    }
    let is_port = |(_, port): &(&str, &str)| port.bytes().all(|byte| byte.is_ascii_digit());
    let name = authority.rsplit_once(':').filter(is_port);
    let name = name.map_or(authority, |(name, _)| name).trim_matches(['[', ']']);
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn wrong(reason: &str) -> Error {
    Error::new(Code::ConfigurationInvalid).with("reason", reason)
}
