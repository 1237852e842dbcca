//! Signing in with account, password and second factor; signing out; one's own sessions.
//!
//! After 5 tries for an account from one address within 15 minutes, that account is refused there. After 20 from an address,
//! or 30 for an account, it is refused where the person never signed in before: whoever tries to lock somebody out does not
//! reach the address that they usually use. The command line on the machine itself never needs to sign in.

use super::sign_in::Refusal;
use super::sign_in::Standing;
use super::sign_in::standing;
use crate::access::password;
use crate::access::permit::Origin;
use crate::access::permit::Permit;
use crate::access::session::Session;
use crate::access::sign_in::SignIn;
use crate::access::token::Secret;
use crate::audit::Act;
use crate::audit::Author;
use crate::audit::Outcome;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::SessionId;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::access::accounts;
use crate::storage::access::sign_ins;
use crate::storage::access::sign_ins::Tries;
use crate::storage::audit::audit_log;
use crate::time::Instant;
use serde_json::json;

const WINDOW_MICROS: i64 = 15 * 60_000_000;
const MOST_OF_PAIR: i64 = 5;
const MOST_OF_ADDRESS: i64 = 20;
const MOST_OF_ACCOUNT: i64 = 30;

/// What somebody signs in with.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The account.
    pub account: AccountId,
    /// Its password.
    pub password: Secret,
    /// A code of its second factor, or a recovery code.
    pub code: Option<Secret>,
}

impl Service {
    /// Begins a session; its text is returned once and never kept. Every try is in the audit log.
    pub fn sign_in_with_password(&self, given: &Credentials, origin: &Origin) -> Result<(SignIn, Secret)> {
        let now = self.now();
        let permit = Permit::personal(given.account.clone(), origin.clone());
        let known = self.admit_try(&permit, now)?;
        let (is_right, hash) = self.prove(given, known.as_ref())?;
        let life = self.surroundings.access.session_micros();
        let (account, address) = (given.account.clone(), origin.address.clone());
        let (session, text) = SignIn::begin(account, address, &self.random()?, now, life)?;
        let refusal = self.db.write(|tx| {
            let refusal = if is_right {
                self.second_refusal(tx, given, now)?
            } else {
                Some(Code::SignInRefused.into())
            };
            if let Some(refusal) = refusal {
                note_refusal(tx, &permit, refusal, now)?;
                return Ok(Some(refusal.code));
            }
            if let Some((former, new)) = &hash {
                accounts::rehash(tx, &given.account, former, new)?;
            }
            sign_ins::forget_tries(tx, &given.account, Some(&origin.address))?;
            sign_ins::insert(tx, &session)?;
            accounts::note_sign_in(tx, &given.account, now)?;
            let act = Act::new("session.sign-in", format!("sessions/{}", session.id));
            audit_log::append(tx, &permit, &act, now)?;
            Ok(None)
        })?;
        refusal.map_or(Ok((session, text)), |code| Err(code.into()))
    }

    /// Ends the session of the request.
    pub fn sign_out(&self, session: &Session) -> Result<()> {
        let id = session.sign_in()?.clone();
        self.end_session(session, &id)
    }

    /// One's own sessions that did not end, newest first.
    pub fn own_sessions(&self, session: &Session) -> Result<Vec<SignIn>> {
        let now = self.now();
        let idle = self.surroundings.access.idle_micros();
        let mut list = self.db.read(|tx| sign_ins::of_account(tx, &session.account, now))?;
        list.retain(|known| known.is_open(now, idle));
        Ok(list)
    }

    /// Ends one of one's own sessions.
    pub fn end_session(&self, session: &Session, id: &SessionId) -> Result<()> {
        let (permit, now) = (session.personal_permit(), self.now());
        self.db.write(|tx| {
            if !sign_ins::end(tx, &session.account, id, now)? {
                return Err(Error::new(Code::SessionUnknown).with("session", id));
            }
            audit_log::append(
                tx,
                &permit,
                &Act::new("session.sign-out", format!("sessions/{id}")),
                now,
            )
        })
    }

    /// Counts the try before anything is compared, so that tries at the same time count too.
    pub(in crate::service) fn admit_try(&self, permit: &Permit, now: Instant) -> Result<Option<Standing>> {
        let since = Instant(now.0 - WINDOW_MICROS);
        let admitted = self.db.write(|tx| {
            let (account, address) = (permit.account(), &permit.origin().address);
            let tries = sign_ins::note_try(tx, account.as_str(), address, since, now)?;
            if is_paused(tries) {
                note_refusal(tx, permit, Code::SignInPaused.into(), now)?;
                return Ok(None);
            }
            Ok(Some(standing(tx, account, now)?))
        })?;
        admitted.ok_or_else(|| Error::new(Code::SignInPaused).with("seconds", WINDOW_MICROS / 1_000_000))
    }

    /// Whether the password is right, and its new hash if the old one was made with other parameters. A password of an
    /// account that does not exist is hashed as well: it takes as long.
    fn prove(&self, given: &Credentials, known: Option<&Standing>) -> Result<(bool, Option<(String, String)>)> {
        let hashing = &self.surroundings.access.hashing;
        let text = given.password.reveal();
        let Some(stored) = known.and_then(|known| known.password.as_ref()) else {
            hashing.hash(text, &[0; password::SALT_BYTES])?;
            return Ok((false, None));
        };
        let is_right = password::verify(text, &stored.hash);
        if !is_right || hashing.made(&stored.hash) {
            return Ok((is_right, None));
        }
        let new = hashing.hash(text, &self.random()?)?;
        Ok((true, Some((stored.hash.clone(), new))))
    }

    /// Why somebody with the right password may not sign in after all.
    fn second_refusal(&self, tx: &mut DbConn, given: &Credentials, now: Instant) -> Result<Option<Refusal>> {
        if let Some(refusal) = self.bar(accounts::find(tx, &given.account)?.as_ref(), now) {
            return Ok(Some(refusal));
        }
        let code = self.second_factor_refusal(tx, &given.account, given.code.as_ref(), now)?;
        Ok(code.map(Refusal::from))
    }
}

fn is_paused(tries: Tries) -> bool {
    let is_strange = !tries.is_known && (tries.of_address >= MOST_OF_ADDRESS || tries.of_account >= MOST_OF_ACCOUNT);
    tries.of_pair >= MOST_OF_PAIR || is_strange
}

/// Writes down that somebody was refused, with what the answer does not say.
pub(in crate::service) fn note_refusal(tx: &mut DbConn, permit: &Permit, refusal: Refusal, now: Instant) -> Result<()> {
    let act = Act::new("session.refuse", format!("accounts/{}", permit.account()));
    let mut details = json!({ "code": refusal.code.as_str() });
    if let (Some(map), Some(why)) = (details.as_object_mut(), refusal.why) {
        map.insert("why".to_owned(), json!(why));
    }
    let act = act.with_details(details);
    audit_log::append_as(tx, &Author::from(permit), (&act, Outcome::Refused), now)
}
