//! Second factors: enrolled by their owner, asked for at sign-in, removed by a security administrator.

use super::password_sign_in::note_refusal;
use crate::access::sealing::SealingKey;
use crate::access::session::Session;
use crate::access::token::Secret;
use crate::access::totp;
use crate::audit::Act;
use crate::digest::hex;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::access::second_factors;
use crate::storage::access::sign_ins;
use crate::storage::audit::audit_log;
use crate::time::Instant;

/// How many recovery codes there are, and of how many random bytes each.
const RECOVERY_CODES: usize = 10;
const RECOVERY_BYTES: usize = 10;

/// A second factor that waits to be confirmed.
#[derive(Debug)]
pub struct Enrolment {
    /// The secret as it is typed into an app.
    pub secret: Secret,
    /// The address that an app reads as a QR code.
    pub url: Secret,
}

impl Service {
    /// Begins to enrol a second factor; one that is confirmed stays until a security administrator removes it.
    pub fn enrol_second_factor(&self, session: &Session) -> Result<Enrolment> {
        session.sign_in()?;
        let (permit, now, id) = (session.personal_permit(), self.now(), &session.account);
        let secret: [u8; totp::SECRET_BYTES] = self.random()?;
        let sealed = self.sealing()?.seal(&secret, id.as_str(), &self.random()?)?;
        self.db.write(|tx| {
            if second_factors::find(tx, id)?.is_some_and(|factor| factor.is_confirmed) {
                return Err(Code::SecondFactorExists.into());
            }
            second_factors::begin(tx, id, &sealed)?;
            let act = Act::new("second-factor.enrol", format!("accounts/{id}"));
            audit_log::append(tx, &permit, &act, now)
        })?;
        Ok(Enrolment {
            secret: Secret::new(totp::base32(&secret)),
            url: Secret::new(totp::enrolment_url(id.as_str(), &secret)),
        })
    }

    /// Confirms the second factor with its first code; the recovery codes are returned once and never kept.
    pub fn confirm_second_factor(&self, session: &Session, code: &Secret) -> Result<Vec<Secret>> {
        session.sign_in()?;
        let (permit, now, id) = (session.personal_permit(), self.now(), &session.account);
        let codes = (0..RECOVERY_CODES)
            .map(|_| self.recovery_code())
            .collect::<Result<Vec<_>>>()?;
        let digests: Vec<String> = codes.iter().map(|code| digest(code.reveal())).collect();
        self.db.write(|tx| {
            let waiting = second_factors::find(tx, id)?.filter(|factor| !factor.is_confirmed);
            let waiting = waiting.ok_or(Code::SecondFactorWrong)?;
            let secret = self.sealing()?.open(&waiting.sealed, id.as_str())?;
            let step = totp::accepted(&secret, code.reveal(), now, waiting.last_step)?;
            let step = step.ok_or_else(|| Error::new(Code::SecondFactorWrong).in_field("code"))?;
            second_factors::use_step(tx, id, step)?;
            second_factors::confirm(tx, id, &digests, now)?;
            sign_ins::note_factor(tx, session.sign_in()?)?;
            let act = Act::new("second-factor.confirm", format!("accounts/{id}"));
            audit_log::append(tx, &permit, &act, now)
        })?;
        Ok(codes)
    }

    /// Why the second factor does not let the account in; `None` if it does, or if there is none.
    pub(in crate::service) fn second_factor_refusal(
        &self,
        tx: &mut DbConn,
        id: &AccountId,
        code: Option<&Secret>,
        now: Instant,
    ) -> Result<Option<Code>> {
        let factor = second_factors::find(tx, id)?.filter(|factor| factor.is_confirmed);
        let Some(factor) = factor else {
            return Ok(None);
        };
        let Some(code) = code else {
            return Ok(Some(Code::SecondFactorMissing));
        };
        let sealing = self.sealing()?;
        let secret = sealing.open(&factor.sealed, id.as_str())?;
        let is_right = match totp::accepted(&secret, code.reveal(), now, factor.last_step)? {
            Some(step) => second_factors::use_step(tx, id, step)?,
            None => second_factors::use_recovery_code(tx, id, &digest(code.reveal()), now)?,
        };
        if is_right && !sealing.is_newest_of(&factor.sealed) {
            let sealed = sealing.seal(&secret, id.as_str(), &self.random()?)?;
            second_factors::reseal(tx, id, &sealed)?;
        }
        Ok((!is_right).then_some(Code::SignInRefused))
    }

    /// Takes the code of somebody who began the session at the provider; tries count as those to sign in do.
    pub fn prove_second_factor(&self, session: &Session, code: &Secret) -> Result<()> {
        let signed_in = session.sign_in()?;
        let (permit, now, id) = (session.personal_permit(), self.now(), &session.account);
        self.admit_try(&permit, now)?;
        let refusal = self.db.write(|tx| {
            let factor = second_factors::find(tx, id)?;
            let refusal = match factor.filter(|factor| factor.is_confirmed) {
                Some(_) => self.second_factor_refusal(tx, id, Some(code), now)?,
                None => Some(Code::SecondFactorWrong),
            };
            if let Some(code) = refusal {
                note_refusal(tx, &permit, code.into(), now)?;
                return Ok(refusal);
            }
            sign_ins::forget_tries(tx, id, Some(&permit.origin().address))?;
            sign_ins::note_factor(tx, signed_in)?;
            let act = Act::new("second-factor.prove", format!("sessions/{signed_in}"));
            audit_log::append(tx, &permit, &act, now)?;
            Ok(None)
        })?;
        refusal.map_or(Ok(()), |_| Err(Error::new(Code::SecondFactorWrong).in_field("code")))
    }

    fn recovery_code(&self) -> Result<Secret> {
        let random: [u8; RECOVERY_BYTES] = self.random()?;
        let groups: Vec<String> = random.chunks(2).map(hex).collect();
        Ok(Secret::new(groups.join("-")))
    }

    pub(in crate::service) fn sealing(&self) -> Result<&SealingKey> {
        self.surroundings
            .sealing
            .as_deref()
            .ok_or_else(|| Code::SecondFactorUnavailable.into())
    }
}

fn digest(code: &str) -> String {
    let code = code.trim().to_ascii_lowercase();
    sha256_hex([code.as_bytes()])
}
