//! Signing in: a token's text becomes a session.

use super::Service;
use crate::access::grant::Grant;
use crate::access::permit::Origin;
use crate::access::role::Role;
use crate::access::session::Scope;
use crate::access::session::Session;
use crate::access::token;
use crate::error::Code;
use crate::error::Result;
use crate::id::AccountId;
use crate::storage::tokens;

impl Service {
    /// The session of the token, or a refusal that is the same for unknown, expired and revoked ones.
    pub fn sign_in(&self, token_text: &str, origin: Origin) -> Result<Session> {
        let (id, secret) = token::split(token_text)?;
        let found = self.db.read(|tx| tokens::find(tx, &id))?;
        let now = self.now();
        match found.filter(|token| token.admits(secret, now)) {
            Some(token) => Ok(Session {
                account: token.account,
                grants: vec![Grant {
                    role: token.role,
                    scope: token.scope,
                    until: token.expires_at,
                }],
                origin,
            }),
            None => Err(Code::TokenInvalid.into()),
        }
    }

    /// The session of whoever holds the data folder and uses the command line.
    pub fn operator(account: AccountId) -> Session {
        let origin = Origin {
            request_id: String::new(),
            address: "cli".to_owned(),
        };
        Session::new(account, Role::Operator, Scope::All, origin)
    }
}
