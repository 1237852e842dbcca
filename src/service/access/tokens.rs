//! Tokens: people make and rotate their own after signing in; administrators make and rotate those of collectors, and list and
//! revoke all within their scope. So nobody acts with the rights of another by a token.

use super::sign_in::holds;
use crate::access::permit::Permit;
use crate::access::role::Right;
use crate::access::role::Role;
use crate::access::session::Scope;
use crate::access::session::Session;
use crate::access::session::Via;
use crate::access::token::Secret;
use crate::access::token::Token;
use crate::access::token::TokenGrant;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::TokenId;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::access::accounts;
use crate::storage::access::grants;
use crate::storage::access::tokens;
use crate::storage::audit::audit_log;
use crate::time::Instant;
use serde_json::json;

pub use crate::storage::access::tokens::TokenUse;

const HOUR_MICROS: i64 = 3_600_000_000;
/// The longest time for which two secrets of a token are good.
const LONGEST_OVERLAP_HOURS: u32 = 24 * 30;
const FIRST_ADMINISTRATOR: &str = "admin";

impl Service {
    /// Makes a token; its text is returned once and never kept.
    pub fn create_token(&self, session: &Session, grant: &TokenGrant) -> Result<(Token, Secret)> {
        let is_own = is_own(session, &grant.account);
        let permit = permit_of(session)?;
        if !is_own {
            if !session.scope_of(Right::ManageTokens).covers(&grant.scope) {
                session.permit(Right::ManageTokens)?;
                return Err(Error::new(Code::OutOfScope).with("organization", grant.scope.to_text()));
            }
            must_be_machine(&permit, &grant.account, grant.role)?;
        }
        let now = self.now();
        let grant = &TokenGrant {
            expires_at: self.end_of_token(grant.expires_at, now)?,
            ..grant.clone()
        };
        let is_operator = permit.role() == Role::Operator;
        let (token, secret) = Token::issue(grant.clone(), &self.random()?, now)?;
        let act = Act::new("token.create", format!("tokens/{}", token.id)).with_details(json!({
            "account": token.account, "role": token.role, "scope": token.scope.to_text(),
            "expires_at": token.expires_at.map(crate::time::Instant::to_rfc3339),
        }));
        self.db.write(|tx| {
            must_be_held(tx, grant, is_operator, now)?;
            tokens::insert(tx, &token, permit.account())?;
            audit_log::append(tx, &permit, &act, now)
        })?;
        Ok((token, secret))
    }

    /// Gives a token a new secret, which is returned once; the one it has stays good for the overlap, in hours.
    pub fn rotate_token(&self, session: &Session, id: &TokenId, overlap_hours: u32) -> Result<(Token, Secret)> {
        let permit = permit_of(session)?;
        if overlap_hours > LONGEST_OVERLAP_HOURS {
            return Err(Error::new(Code::FieldInvalid)
                .with("field", "overlap_hours")
                .with("value", overlap_hours)
                .with("rule_zh", format!("不超过 {LONGEST_OVERLAP_HOURS} 小时"))
                .with("rule_en", format!("at most {LONGEST_OVERLAP_HOURS} hours"))
                .in_field("overlap_hours"));
        }
        let (now, random) = (self.now(), self.random()?);
        let until = Instant(now.0 + i64::from(overlap_hours) * HOUR_MICROS);
        let act = Act::new("token.rotate", format!("tokens/{id}"))
            .with_details(json!({ "former_good_until": until.to_rfc3339() }));
        self.db.write(|tx| {
            let known = tokens::find(tx, id)?.filter(|token| is_visible(session, token));
            let known =
                known.filter(|token| token.revoked_at.is_none() && token.expires_at.is_none_or(|end| now < end));
            let mut rotated = known.ok_or_else(|| Error::new(Code::TokenUnknown).with("token", id))?;
            if !is_own(session, &rotated.account) && session.via != Via::Token(id.clone()) {
                must_be_machine(&permit, &rotated.account, rotated.role)?;
            }
            let secret = rotated.rotate(&random, until);
            tokens::set_secrets(tx, &rotated)?;
            audit_log::append(tx, &permit, &act, now)?;
            Ok((rotated, secret))
        })
    }

    /// Every token within the session's scope, and one's own, with its last use, without secrets.
    pub fn list_tokens(&self, session: &Session) -> Result<Vec<(Token, Option<TokenUse>)>> {
        permit_of(session)?;
        self.write_last_uses()?;
        let (mut list, mut uses) = self.db.read(|tx| Ok((tokens::list(tx)?, tokens::last_uses(tx)?)))?;
        list.retain(|token| is_visible(session, token));
        let with_use = |token: Token| {
            let noted = uses.remove(token.id.as_str());
            (token, noted)
        };
        Ok(list.into_iter().map(with_use).collect())
    }

    /// Ends a token at once.
    pub fn revoke_token(&self, session: &Session, id: &TokenId) -> Result<()> {
        let (permit, now) = (permit_of(session)?, self.now());
        self.db.write(|tx| {
            let known = tokens::find(tx, id)?.filter(|token| is_visible(session, token));
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

    /// When a token ends: what is asked for, within the longest life; without a wish, after the longest life.
    fn end_of_token(&self, wanted: Option<Instant>, now: Instant) -> Result<Option<Instant>> {
        let Some(life) = self.surroundings.access.token_micros() else {
            return Ok(wanted);
        };
        let latest = Instant(now.0.saturating_add(life));
        if wanted.is_some_and(|end| end > latest) {
            return Err(Error::new(Code::TokenLifeTooLong)
                .with("days", self.surroundings.access.token_days)
                .in_field("expires_at"));
        }
        Ok(wanted.or(Some(latest)))
    }
}

/// The permit to deal with tokens: of whoever manages them, or of somebody who signed in, for their own.
fn permit_of(session: &Session) -> Result<Permit> {
    if session.sign_in().is_ok() && !session.holds(Right::ManageTokens) {
        return session.permit(Right::UseOwnAccount);
    }
    session.permit(Right::ManageTokens)
}

/// Whether tokens of this account are the person's own: they signed in as it. A token does not make further ones.
fn is_own(session: &Session, account: &AccountId) -> bool {
    session.sign_in().is_ok() && session.account == *account
}

/// Whether somebody sees a token: their own, or one within the scope of their right.
fn is_visible(session: &Session, token: &Token) -> bool {
    is_own(session, &token.account) || session.scope_of(Right::ManageTokens).covers(&token.scope)
}

/// Refuses a token in the name of another, unless it does what programs do and nothing else. The operator holds the database
/// and may make any.
fn must_be_machine(permit: &Permit, account: &AccountId, role: Role) -> Result<()> {
    if permit.role() == Role::Operator || role == Role::Collector {
        return Ok(());
    }
    Err(Error::new(Code::TokenOfAnother)
        .with("account", account)
        .with("role", role.as_str())
        .in_field("account"))
}

/// A token gives an account nothing that it does not hold. A program without an account may collect and nothing else,
/// unless the operator of the machine says otherwise.
fn must_be_held(tx: &mut DbConn, grant: &TokenGrant, is_operator: bool, now: Instant) -> Result<()> {
    let is_fine = if accounts::find(tx, &grant.account)?.is_some() {
        holds(&grants::in_force(tx, &grant.account, now)?, grant.role, &grant.scope)
    } else {
        is_operator || grant.role == Role::Collector
    };
    if is_fine {
        return Ok(());
    }
    Err(Error::new(Code::TokenBeyondAccount)
        .with("account", &grant.account)
        .with("role", grant.role.as_str())
        .in_field("role"))
}
