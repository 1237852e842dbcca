//! The keys of the provider as they change, and the settings.

use super::NOW;
use super::SECOND;
use super::Site;
use super::clock;
use super::must_be_flawed;
use super::refused;
use crate::support::database::Engine;
use crate::support::provider::rs256;
use crate::support::provider::rsa_key;
use crate::support::provider::signed;
use jsonwebtoken::Algorithm;
use jsonwebtoken::EncodingKey;
use serde_json::json;
use zhiyu::access::oidc::OidcRules;
use zhiyu::access::role::Role;
use zhiyu::access::token::Secret;
use zhiyu::error::Code;

#[test]
fn keys_are_asked_for_again_once_a_minute_when_a_token_names_another() {
    let site = Site::new(Engine::Sqlite, |_| ());
    site.linked("zhang", Role::Curator);
    site.session("zhang");
    assert_eq!(
        (
            site.provider.asked("/keys"),
            site.provider.asked("/.well-known/openid-configuration")
        ),
        (1, 1)
    );
    // The provider changes its key, to one of another kind; the first minute is not over.
    let pair = rcgen::KeyPair::generate().unwrap();
    let point = pair.public_key_raw().to_vec();
    let (x, y) = (&point[1..33], &point[33..]);
    let part = crate::support::provider::base64_url;
    let key = json!({ "kty": "EC", "crv": "P-256", "kid": "k2", "x": part(x), "y": part(y) });
    let unused = json!({ "kty": "OKP", "crv": "X25519", "kid": "k3", "x": "AA" });
    site.provider.set_keys(&[unused, rsa_key("k1"), key]);
    let secret = EncodingKey::from_ec_der(&pair.serialize_der());
    site.provider
        .forge(move |claims| signed(Algorithm::ES256, Some("k2"), claims, &secret));
    must_be_flawed(&site, "id-token-key");
    assert_eq!(site.provider.asked("/keys"), 1);
    NOW.set(NOW.get() + 60 * SECOND);
    site.provider.set_clock(clock());
    site.session("zhang");
    assert_eq!(site.provider.asked("/keys"), 2);
    // Guesses at ids do not make the service ask and ask.
    site.provider.forge(|claims| rs256(claims, Some("k9")));
    for _ in 0..3 {
        must_be_flawed(&site, "id-token-key");
    }
    assert_eq!(site.provider.asked("/keys"), 2);
    // A key that was taken away is good an hour at most.
    site.provider.set_keys(&[]);
    site.provider.forge(|claims| rs256(claims, Some("k1")));
    NOW.set(NOW.get() + 3600 * SECOND);
    site.provider.set_clock(clock());
    must_be_flawed(&site, "id-token-key");
}

#[test]
fn settings_that_would_be_read_along_are_refused() {
    let good = OidcRules {
        issuer: Some("https://sso.example.org/realms/health".to_owned()),
        client_id: Some("zhiyu".to_owned()),
        redirect_url: Some("https://zhiyu.example.org/api/v1/sign-in/oidc/callback".to_owned()),
        ..OidcRules::default()
    };
    let secret = || Some(Secret::new("very secret"));
    let client = good.client(secret(), None).unwrap().unwrap();
    assert!(!format!("{client:?}").contains("very secret"));
    assert!(OidcRules::default().client(None, None).unwrap().is_none());
    let with = |change: fn(&mut OidcRules)| {
        let mut rules = good.clone();
        change(&mut rules);
        refused(rules.client(secret(), None), Code::ConfigurationInvalid);
    };
    with(|rules| rules.issuer = Some("http://sso.example.org".to_owned()));
    with(|rules| rules.issuer = Some("http://127.0.0.1@sso.example.org".to_owned()));
    with(|rules| rules.issuer = Some("http://localhost.example.org:80/".to_owned()));
    with(|rules| rules.issuer = Some("https://sso.example.org/?x=1".to_owned()));
    with(|rules| rules.client_id = None);
    with(|rules| rules.redirect_url = None);
    with(|rules| rules.redirect_url = Some("https://zhiyu.example.org/elsewhere".to_owned()));
    with(|rules| rules.redirect_url = Some("http://zhiyu.example.org/api/v1/sign-in/oidc/callback".to_owned()));
    let settings = OidcRules {
        client_secret: secret(),
        ..good
    };
    assert!(!format!("{settings:?}").contains("very secret"));
    assert!(!serde_json::to_string(&settings).unwrap().contains("very secret"));
}
