//! Webhooks 回调: where alerts may be sent, how a message is signed, and when it is tried again.

use super::rules::WebhookKey;
use crate::digest::hmac_sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::time::Instant;
use core::net::IpAddr;
use core::net::Ipv6Addr;

const LONGEST_URL: usize = 500;
const MICROS_PER_SECOND: i64 = 1_000_000;
/// The longest wait between two attempts, in seconds.
const LONGEST_WAIT: i64 = 6 * 3_600;

/// Refuses an address that may not be called: https, and a host on the list; http only to a listed loopback address.
pub fn must_be_allowed(url: &str, hosts: &[String]) -> Result<()> {
    let refuse = |zh: &str, en: &str| {
        let error = Error::new(Code::WebhookRefused).with("reason_zh", zh);
        Err(error.with("reason_en", en).in_field("url"))
    };
    let Some((scheme, host)) = parts(url) else {
        return refuse(
            "须为不含账户和片段的 https 地址，不超过 500 字节",
            "an https address without account and fragment, of at most 500 bytes, is needed",
        );
    };
    if !hosts.iter().any(|listed| listed.eq_ignore_ascii_case(host)) {
        return refuse(
            "配置 feedback.webhook_hosts 没有列出这个主机",
            "the setting feedback.webhook_hosts does not list this host",
        );
    }
    let is_loopback = bare(host).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if scheme != "https" && !is_loopback {
        return refuse("须为 https", "https is needed");
    }
    Ok(())
}

/// Whether a connection to this address may be made: it is public, or the list names it.
pub fn may_connect(address: IpAddr, hosts: &[String]) -> bool {
    let address = address.to_canonical();
    let is_listed = |listed: &String| {
        bare(listed)
            .parse::<IpAddr>()
            .is_ok_and(|one| one.to_canonical() == address)
    };
    is_public(address) || hosts.iter().any(is_listed)
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, second, third, _] = address.octets();
            let is_shared = first == 100 && (64..128).contains(&second);
            let is_special = first == 0 || first >= 240 || (first == 192 && second == 0 && third == 0);
            let is_benchmark = first == 198 && (second == 18 || second == 19);
            !(address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_multicast()
                || address.is_documentation()
                || is_shared
                || is_special
                || is_benchmark)
        }
        // 2000::/3 is what is routed; 2002::/16 and 2001::/32 carry IPv4 addresses inside.
        IpAddr::V6(address) => is_global(address),
    }
}

fn is_global(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let carries_other = first == 0x2002 || (first == 0x2001 && second == 0) || (first == 0x2001 && second == 0x0db8);
    (0x2000..0x4000).contains(&first) && !carries_other
}

/// Scheme and host of an address that is plain enough.
fn parts(url: &str) -> Option<(&str, &str)> {
    let is_plain =
        url.len() <= LONGEST_URL && url.chars().all(|c| c.is_ascii_graphic()) && !url.contains(['@', '#', '\\']);
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?']).next()?;
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.chars().all(|c| c.is_ascii_digit()) => host,
        Some(_) if !authority.ends_with(']') => return None,
        Some(_) | None => authority,
    };
    let is_known = matches!(scheme, "https" | "http");
    (is_plain && is_known && !host.is_empty()).then_some((scheme, host))
}

fn bare(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host)
}

/// The secret of a webhook: derived, so that no database has to keep it.
pub fn secret(key: &WebhookKey, organization: &OrganizationId, number: i64) -> String {
    let name = format!("zhiyu-webhook/1\n{organization}\n{number}");
    hmac_sha256_hex(key.bytes(), [name.as_bytes()])
}

/// The header `Zhiyu-Signature` of a body: `t=` seconds since 1970, `v1=` HMAC-SHA256 of `t`, a full stop and the body, by the text of the secret.
pub fn signature(secret: &str, at: Instant, body: &str) -> String {
    let seconds = at.0.div_euclid(MICROS_PER_SECOND).to_string();
    let digest = hmac_sha256_hex(secret.as_bytes(), [seconds.as_bytes(), b".", body.as_bytes()]);
    format!("t={seconds},v1={digest}")
}

/// When a delivery is due again after so many attempts: 30 seconds, then twice as long each time, at most six hours.
pub fn due_after(attempts: u32, now: Instant) -> Instant {
    let doubled = 30_i64.saturating_mul(1_i64 << attempts.saturating_sub(1).min(20));
    Instant(now.0 + doubled.min(LONGEST_WAIT) * MICROS_PER_SECOND)
}
