//! Passwords: changed by their owner, reset by a security administrator.

use crate::access::password;
use crate::access::password_policy::Objection;
use crate::access::session::Session;
use crate::access::token::Secret;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::access::accounts;
use crate::storage::access::accounts::StoredPassword;
use crate::storage::access::sign_ins;
use crate::storage::audit::audit_log;
use crate::time::Instant;

/// How many passwords of an account are kept.
const KEPT: i64 = 10;

impl Service {
    /// Changes one's own password; every session of the account ends, this one too.
    pub fn change_password(&self, session: &Session, present: &Secret, new: &Secret) -> Result<()> {
        session.sign_in()?;
        let (permit, now) = (session.personal_permit(), self.now());
        let id = &session.account;
        let profile = self.surroundings.access.password_profile;
        let history = i64::try_from(profile.history()).unwrap_or(KEPT);
        let known = self.db.read(|tx| accounts::passwords_of(tx, id, history))?;
        if !known
            .first()
            .is_some_and(|stored| password::verify(present.reveal(), &stored.hash))
        {
            return Err(Error::new(Code::PasswordWrong).in_field("present"));
        }
        let objection = profile.objection(id.as_str(), new.reveal());
        let is_used = || known.iter().any(|stored| password::verify(new.reveal(), &stored.hash));
        if let Some(objection) = objection.or_else(|| is_used().then_some(Objection::Used)) {
            return Err(refused(objection));
        }
        let stored = self.hashed(new, false, now)?;
        self.db.write(|tx| {
            accounts::add_password(tx, id, &stored, KEPT)?;
            sign_ins::end_all(tx, id, now)?;
            audit_log::append(tx, &permit, &Act::new("password.change", format!("accounts/{id}")), now)
        })
    }

    /// A new one-time password for an account, with what has to be kept of it.
    pub(in crate::service) fn one_time_password(&self, now: Instant) -> Result<(StoredPassword, Secret)> {
        let secret = password::one_time(&self.random()?);
        Ok((self.hashed(&secret, true, now)?, secret))
    }

    fn hashed(&self, password: &Secret, must_change: bool, now: Instant) -> Result<StoredPassword> {
        Ok(StoredPassword {
            hash: self
                .surroundings
                .access
                .hashing
                .hash(password.reveal(), &self.random()?)?,
            set_at: now,
            must_change,
        })
    }
}

/// Puts a one-time password in place; every session of the account ends.
pub(in crate::service) fn put(tx: &mut DbConn, id: &AccountId, stored: &StoredPassword, now: Instant) -> Result<()> {
    accounts::add_password(tx, id, stored, KEPT)?;
    sign_ins::end_all(tx, id, now)
}

fn refused(objection: Objection) -> Error {
    let (zh, en) = objection.words();
    Error::new(Code::PasswordRefused)
        .with("rule_zh", zh)
        .with("rule_en", en)
        .in_field("new")
}
