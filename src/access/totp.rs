//! Time-based one-time passwords (RFC 6238 over RFC 4226): HMAC-SHA-1, 6 digits, steps of 30 seconds.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::time::Instant;
use hmac::Hmac;
use hmac::KeyInit as _;
use hmac::Mac as _;
use sha1::Sha1;
use std::fmt::Write as _;
use subtle::ConstantTimeEq as _;

/// Random bytes of a secret.
pub const SECRET_BYTES: usize = 20;
const STEP_MICROS: i64 = 30_000_000;
const DIGITS: u32 = 6;
/// How many steps a clock may be off, either way.
const DRIFT: i64 = 1;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step in which an instant lies.
pub const fn step_of(now: Instant) -> i64 {
    now.0.div_euclid(STEP_MICROS)
}

/// The code of a step, 6 digits.
pub fn code_of(secret: &[u8], step: i64) -> Result<String> {
    let failed = |cause: &dyn std::fmt::Display| Error::new(Code::Internal).caused_by(cause.to_string());
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).map_err(|cause| failed(&cause))?;
    mac.update(&step.to_be_bytes());
    let tag = mac.finalize().into_bytes();
    // RFC 4226 5.3: the last four bits say where the four bytes begin, the highest bit is not used.
    let offset = tag.last().map_or(0, |last| usize::from(last & 0x0f));
    let word = tag
        .iter()
        .skip(offset)
        .take(4)
        .fold(0_u32, |word, byte| (word << 8) | u32::from(*byte));
    let number = (word & 0x7fff_ffff) % 10_u32.pow(DIGITS);
    Ok(format!("{number:06}"))
}

/// The step of which this is the code, when it is near now and later than the last that was used: a code is good once.
pub fn accepted(secret: &[u8], code: &str, now: Instant, last_step: i64) -> Result<Option<i64>> {
    let present = step_of(now);
    let mut found = None;
    for step in present - DRIFT..=present + DRIFT {
        let is_right = bool::from(code_of(secret, step)?.as_bytes().ct_eq(code.as_bytes()));
        if is_right && step > last_step {
            found = Some(step);
        }
    }
    Ok(found)
}

/// The secret in base 32 (RFC 4648, no padding), as it is typed into an app.
pub fn base32(secret: &[u8]) -> String {
    let bits: Vec<bool> = secret
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1))
        .collect();
    let letter = |chunk: &[bool]| {
        let padded = chunk.iter().copied().chain(std::iter::repeat(false)).take(5);
        let index = padded.fold(0_usize, |index, bit| index * 2 + usize::from(bit));
        BASE32.get(index).copied().map_or('A', char::from)
    };
    bits.chunks(5).map(letter).collect()
}

/// The address that apps read as a QR code.
pub fn enrolment_url(account: &str, secret: &[u8]) -> String {
    let mut label = String::new();
    for byte in account.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            label.push(char::from(byte));
        } else {
            let _ = write!(label, "%{byte:02X}");
        }
    }
    let secret = base32(secret);
    format!("otpauth://totp/Zhiyu:{label}?secret={secret}&issuer=Zhiyu&algorithm=SHA1&digits={DIGITS}&period=30")
}
