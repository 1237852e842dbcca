//! Tokens: made, listed, revoked, by administrators whose scope covers the token's.

use super::Service;
use crate::access::role::Right;
use crate::access::role::Role;
use crate::access::session::Scope;
use crate::access::session::Session;
use crate::access::token::Secret;
use crate::access::token::Token;
use crate::access::token::TokenGrant;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::TokenId;
use crate::storage::audit_log;
use crate::storage::tokens;
use serde_json::json;

const FIRST_ADMINISTRATOR: &str = "admin";

impl Service {
    /// Makes a token; its text is returned once and never kept.
    pub fn create_token(&self, session: &Session, grant: &TokenGrant) -> Result<(Token, Secret)> {
        let permit = session.permit(Right::ManageTokens)?;
        if !session.scope_of(Right::ManageTokens).covers(&grant.scope) {
            return Err(Error::new(Code::OutOfScope).with("organization", grant.scope.to_text()));
        }
        let now = self.now();
        let (token, secret) = Token::issue(grant.clone(), &self.random()?, now)?;
        let act = Act::new("token.create", format!("tokens/{}", token.id)).with_details(json!({
            "account": token.account, "role": token.role, "scope": token.scope.to_text(),
            "expires_at": token.expires_at.map(crate::time::Instant::to_rfc3339),
        }));
        self.db.write(|tx| {
            tokens::insert(tx, &token, permit.account())?;
            audit_log::append(tx, &permit, &act, now)
        })?;
        Ok((token, secret))
    }

    /// Every token within the session's scope, without secrets.
    pub fn list_tokens(&self, session: &Session) -> Result<Vec<Token>> {
        session.permit(Right::ManageTokens)?;
        let mut list = self.db.read(tokens::list)?;
        let scope = session.scope_of(Right::ManageTokens);
        list.retain(|token| scope.covers(&token.scope));
        Ok(list)
    }

    /// Ends a token at once.
    pub fn revoke_token(&self, session: &Session, id: &TokenId) -> Result<()> {
        let permit = session.permit(Right::ManageTokens)?;
        let scope = session.scope_of(Right::ManageTokens);
        let now = self.now();
        self.db.write(|tx| {
            let known = tokens::find(tx, id)?.filter(|token| scope.covers(&token.scope));
            if known.is_none() {
                return Err(Error::new(Code::TokenUnknown).with("token", id));
            }
            tokens::revoke(tx, id, now)?;
            audit_log::append(tx, &permit, &Act::new("token.revoke", format!("tokens/{id}")), now)
        })
    }

    /// At the very first start, when there is no token yet: the administrator's, to be shown once.
    pub fn first_administrator_token(&self, session: &Session) -> Result<Option<Secret>> {
        session.permit(Right::ManageTokens)?;
        if self.db.read(tokens::any)? {
            return Ok(None);
        }
        let grant = TokenGrant {
            account: AccountId::new(FIRST_ADMINISTRATOR)?,
            role: Role::Administrator,
            scope: Scope::All,
            expires_at: None,
        };
        let (_, secret) = self.create_token(session, &grant)?;
        Ok(Some(secret))
    }
}
