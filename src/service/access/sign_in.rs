//! Who sends a request: the text of a token or of a session becomes a session with what the account holds now.
//!
//! The database is asked each time, so that a token that is revoked, an account that is locked and a grant that is withdrawn
//! end on every node with the next request. What it says of a token is remembered until anything is written to it. While it is
//! away, what it said within the last five minutes counts for what is served from memory; everything else says that it is away.

use super::last_uses::NOTED_EVERY_MICROS;
use crate::access::account::Account;
use crate::access::account::AccountStatus;
use crate::access::account::is_past;
use crate::access::grant::Grant;
use crate::access::permit::Origin;
use crate::access::role::Role;
use crate::access::session::Scope;
use crate::access::session::Session;
use crate::access::session::Via;
use crate::access::sign_in;
use crate::access::sign_in::Proof;
use crate::access::token;
use crate::access::token::Token;
use crate::error::Code;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::SessionId;
use crate::id::TokenId;
use crate::service::Service;
use crate::storage::Db;
use crate::storage::DbConn;
use crate::storage::access::accounts;
use crate::storage::access::accounts::StoredPassword;
use crate::storage::access::grants;
use crate::storage::access::second_factors;
use crate::storage::access::second_factors::SecondFactor;
use crate::storage::access::sign_ins;
use crate::storage::access::tokens;
use crate::storage::access::tokens::TokenUse;
use crate::time::Instant;
use std::sync::Arc;

/// What the database says of a token, its account, and what this was given.
pub(in crate::service) struct KnownCaller {
    token: Token,
    account: Option<Account>,
    held: Vec<Grant>,
    last: Option<TokenUse>,
}

/// For how long a token is good without the database, after that was last asked.
const GOOD_WITHOUT_DATABASE_MICROS: i64 = 5 * 60_000_000;

/// What is known of an account that signs in or has signed in.
pub(in crate::service) struct Standing {
    /// The account.
    pub account: Account,
    /// What it holds now.
    pub grants: Vec<Grant>,
    /// Its present password.
    pub password: Option<StoredPassword>,
    /// Its second factor, confirmed or not.
    pub factor: Option<SecondFactor>,
}

/// Why somebody is refused.
#[derive(Clone, Copy, Debug)]
pub(in crate::service) struct Refusal {
    /// What they are told.
    pub code: Code,
    /// What only the audit log says.
    pub why: Option<&'static str>,
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self { code, why: None }
    }
}

impl Service {
    /// Why an account may not sign in: there is none, it is locked or disabled, or nobody used it for too long. All are told
    /// the same.
    pub(in crate::service) fn bar(&self, account: Option<&Account>, now: Instant) -> Option<Refusal> {
        let unused = self.surroundings.access.unused_micros();
        let why = match account {
            Some(account) if !may_act(account) => account.status.as_str(),
            Some(account) if account.is_unused(now, unused) => "unused",
            Some(_) => return None,
            None => "unknown",
        };
        Some(Refusal {
            code: Code::SignInRefused,
            why: Some(why),
        })
    }

    /// The session of a token or of somebody who signed in, or a refusal that is the same for unknown and ended ones.
    pub fn sign_in(&self, text: &str, origin: Origin) -> Result<Session> {
        match sign_in::split(text) {
            Some(parts) => {
                let (id, secret) = parts?;
                self.resume(&id, secret, origin)
            }
            None => self.sign_in_by_token(text, origin),
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

    fn sign_in_by_token(&self, text: &str, origin: Origin) -> Result<Session> {
        let (id, secret) = token::split(text)?;
        let now = self.now();
        let admitted = self
            .known_caller(&id, now)?
            .filter(|known| known.token.admits(secret, now) && self.admits_use(known, now));
        let Some(known) = admitted else {
            return Err(Code::TokenInvalid.into());
        };
        let used = TokenUse {
            at: now,
            address: origin.address.clone(),
        };
        self.last_uses.gather(&id, known.last.as_ref(), &used);
        let held: Vec<Grant> = known
            .held
            .iter()
            .filter(|grant| grant.is_good_at(now))
            .cloned()
            .collect();
        Ok(session_of(known.token.clone(), known.account.is_some(), &held, origin))
    }

    /// Whether the account of a token lets it in. A token of an account that nobody signed in with for too long goes on while it is
    /// used; once it was not used for as long, it waits for the account to be unlocked. A program without an account has its
    /// token's end alone.
    fn admits_use(&self, known: &KnownCaller, now: Instant) -> bool {
        let Some(account) = &known.account else { return true };
        let unused = self.surroundings.access.unused_micros();
        let last = known
            .last
            .as_ref()
            .map(|last| last.at)
            .max(Some(known.token.created_at));
        let is_idle = unused
            .zip(last)
            .is_some_and(|(unused, last)| is_past(last, now, unused));
        may_act(account) && !(is_idle && account.is_unused(now, unused))
    }

    /// What the database says of a token; while it is away, what it said last, unless that is too long ago.
    fn known_caller(&self, id: &TokenId, now: Instant) -> Result<Option<Arc<KnownCaller>>> {
        let known = self.callers.get(&self.db, id.clone(), |tx| read_caller(tx, id));
        match known {
            Err(error) if error.code() == Code::DatabaseUnavailable => {
                let is_recent = |at: Instant| (0..=GOOD_WITHOUT_DATABASE_MICROS).contains(&(now.0 - at.0));
                let last = self.last_callers.get(id).filter(|(at, _)| is_recent(*at));
                last.map(|(_, known)| known).ok_or(error)
            }
            Err(error) => Err(error),
            Ok(known) => {
                self.last_callers.insert(id.clone(), (now, known.clone()));
                Ok(known)
            }
        }
    }

    fn resume(&self, id: &SessionId, secret: &str, origin: Origin) -> Result<Session> {
        let now = self.now();
        let found = self.db.read(|tx| {
            let Some(known) = sign_ins::find(tx, id)? else {
                return Ok(None);
            };
            let standing = standing(tx, &known.account, now)?;
            Ok(standing.map(|standing| (known, standing)))
        })?;
        let idle = self.surroundings.access.idle_micros();
        let admitted = found.filter(|(known, standing)| known.admits(secret, now, idle) && may_act(&standing.account));
        let Some((known, standing)) = admitted else {
            return Err(Code::SessionInvalid.into());
        };
        if now.0 - known.used_at.0 >= NOTED_EVERY_MICROS {
            note(&self.db, |tx| sign_ins::note_use(tx, id, now));
        }
        Ok(Session {
            duty: self.duty(&standing, known.proof, now),
            account: standing.account.id,
            grants: standing.grants,
            origin,
            via: Via::SignIn(id.clone()),
        })
    }

    /// What the person has to do before anything else.
    fn duty(&self, standing: &Standing, proof: Proof, now: Instant) -> Option<Code> {
        let rules = &self.surroundings.access;
        let has_factor = standing.factor.as_ref().is_some_and(|factor| factor.is_confirmed);
        let is_stale =
            |password: &StoredPassword| password.must_change || rules.password_profile.is_too_old(password.set_at, now);
        match proof {
            Proof::Password if standing.password.as_ref().is_none_or(is_stale) => {
                return Some(Code::PasswordChangeRequired);
            }
            Proof::Provider if has_factor => return Some(Code::SecondFactorCodeRequired),
            Proof::ProviderAndFactor => return None,
            Proof::Password | Proof::Provider => {}
        }
        let is_needed = |grant: &Grant| rules.second_factor_roles.contains(&grant.role);
        let needs_one = !has_factor && standing.grants.iter().any(is_needed);
        needs_one.then_some(Code::SecondFactorRequired)
    }
}

fn read_caller(tx: &mut DbConn, id: &TokenId) -> Result<Option<Arc<KnownCaller>>> {
    let Some(token) = tokens::find(tx, id)? else {
        return Ok(None);
    };
    Ok(Some(Arc::new(KnownCaller {
        account: accounts::find(tx, &token.account)?,
        // Those that have ended too: the clock may have been wrong, and each use asks whether they are good.
        held: grants::in_force(tx, &token.account, Instant(i64::MIN))?,
        last: tokens::last_use(tx, id)?,
        token,
    })))
}

/// What is known of an account.
pub(in crate::service) fn standing(tx: &mut DbConn, id: &AccountId, now: Instant) -> Result<Option<Standing>> {
    let Some(account) = accounts::find(tx, id)? else {
        return Ok(None);
    };
    Ok(Some(Standing {
        grants: grants::in_force(tx, id, now)?,
        password: accounts::passwords_of(tx, id, 1)?.into_iter().next(),
        factor: second_factors::find(tx, id)?,
        account,
    }))
}

/// Whether the account is neither locked nor disabled.
pub(in crate::service) fn may_act(account: &Account) -> bool {
    account.status == AccountStatus::Active
}

/// The session of a token: of a registered account it gives no more than the account holds.
fn session_of(token: Token, is_registered: bool, held: &[Grant], origin: Origin) -> Session {
    let is_held = !is_registered || holds(held, token.role, &token.scope);
    let grant = Grant {
        role: token.role,
        scope: token.scope,
        area: None,
        until: token.expires_at,
    };
    Session {
        account: token.account,
        grants: if is_held { vec![grant] } else { Vec::new() },
        origin,
        via: Via::Token(token.id),
        duty: None,
    }
}

/// Whether one of the grants gives the role for the whole of the scope.
pub(in crate::service) fn holds(held: &[Grant], role: Role, scope: &Scope) -> bool {
    held.iter().any(|grant| grant.role == role && grant.scope.covers(scope))
}

/// Writes a use down. A database that cannot write now does not stop those who read.
fn note(db: &Db, write: impl Fn(&mut DbConn) -> Result<()>) {
    if let Err(error) = db.write(write) {
        tracing::warn!(error = %error.in_log(), "the use of a credential was not written down");
    }
}
