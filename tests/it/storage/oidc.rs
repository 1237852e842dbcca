//! Signing in at another provider, over real databases: the way there and back, and everything that is not believed.

mod keys;

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::provider::CLIENT;
use crate::support::provider::TestProvider;
use crate::support::provider::assembled;
use crate::support::provider::changed;
use crate::support::provider::modulus;
use crate::support::provider::rs256;
use crate::support::provider::rsa_key;
use crate::support::provider::signed;
use crate::support::service::START;
use crate::support::service::TestService;
use crate::support::service::surroundings;
use jsonwebtoken::Algorithm;
use jsonwebtoken::EncodingKey;
use serde_json::Value;
use serde_json::json;
use std::cell::Cell;
use zhiyu::access::account::AccountStatus;
use zhiyu::access::grant::Grant;
use zhiyu::access::oidc::OidcRules;
use zhiyu::access::permit::Origin;
use zhiyu::access::role::Right;
use zhiyu::access::role::Role;
use zhiyu::access::session::Scope;
use zhiyu::access::session::Session;
use zhiyu::access::token::Secret;
use zhiyu::access::totp;
use zhiyu::error::Code;
use zhiyu::error::Result;
use zhiyu::id::AccountId;
use zhiyu::service::Service;
use zhiyu::service::Surroundings;
use zhiyu::service::access::accounts::NewAccount;
use zhiyu::service::access::oidc::Departure;
use zhiyu::service::access::oidc::Return;
use zhiyu::time::Instant;

on_both_engines! {
    a_linked_person_comes_in_and_nobody_else
    what_is_locked_or_unlinked_stays_out_at_once
    an_answer_is_good_once_and_where_it_was_begun
    what_the_provider_does_not_say_is_refused
    forged_tokens_are_refused
    a_code_of_this_service_follows_unless_the_provider_asked_for_one
}

const SECOND: i64 = 1_000_000;

thread_local! {
    static NOW: Cell<i64> = const { Cell::new(START.0) };
}

fn clock() -> Instant {
    Instant(NOW.get())
}

fn id(text: &str) -> AccountId {
    AccountId::new(text).unwrap()
}

fn origin() -> Origin {
    Origin {
        request_id: "r".to_owned(),
        address: "10.0.0.9".to_owned(),
    }
}

struct Site {
    provider: TestProvider,
    service: Service,
    test: TestService,
}

impl Site {
    fn new(engine: Engine, settings: impl FnOnce(&mut OidcRules)) -> Self {
        NOW.set(START.0);
        let (test, provider) = (TestService::new(engine), TestProvider::start(START));
        let surroundings = Surroundings {
            clock,
            ..surroundings()
        };
        let service = Service::open(test.database.folder(), test.database.target.clone(), surroundings).unwrap();
        let mut rules = provider.rules();
        settings(&mut rules);
        let secret = provider.client().secret;
        let service = service.with_oidc(rules.client(secret, None).unwrap()).unwrap();
        Self {
            provider,
            service,
            test,
        }
    }

    /// An account with a role, linked to the person of this name.
    fn linked(&self, account: &str, role: Role) {
        let operator = Service::operator(id("operator"));
        let new = NewAccount {
            id: id(account),
            name: account.to_owned(),
            organization: None,
            contact: String::new(),
        };
        self.service.add_account(&operator, &new).unwrap();
        let grant = Grant::new(role, Scope::All);
        self.service.give_grant(&operator, &id(account), &grant, "x").unwrap();
        self.service
            .link_identity(&operator, &id(account), account, "x")
            .unwrap();
    }

    /// What the browser of this person comes back with.
    fn back(&self, subject: &str) -> Return {
        let Departure { url, cookie } = self.service.begin_oidc().unwrap();
        let (state, code) = self.provider.sign_in(&url, subject);
        Return {
            cookie: Some(cookie),
            state: Some(state),
            code: Some(Secret::new(code)),
            ..Return::default()
        }
    }

    fn finish(&self, back: &Return) -> Result<String> {
        let begun = self.service.finish_oidc(back, &origin())?;
        Ok(begun.1.reveal().to_owned())
    }

    fn session(&self, subject: &str) -> Session {
        let text = self.finish(&self.back(subject)).unwrap();
        self.service.sign_in(&text, origin()).unwrap()
    }

    /// Codes and reasons of the refusals in the audit log, with the addresses that they came from.
    fn refusals(&self) -> Vec<String> {
        let query = "SELECT account || ' ' || address || ' ' || details AS value FROM audit_events \
                     WHERE action = 'session.refuse' ORDER BY sequence";
        self.test.database.stranger().texts(query)
    }

    fn last_refusal(&self) -> String {
        self.refusals().pop().unwrap_or_default()
    }
}

#[track_caller]
fn refused<T>(outcome: Result<T>, code: Code) {
    assert_eq!(outcome.err().map(|error| error.code()), Some(code));
}

fn a_linked_person_comes_in_and_nobody_else(engine: Engine) {
    let site = Site::new(engine, |_| ());
    site.linked("zhang", Role::Curator);
    let session = site.session("zhang");
    assert_eq!((session.account.as_str(), session.duty), ("zhang", None));
    session.permit(Right::DraftMapping).unwrap();
    let events = "SELECT details AS value FROM audit_events WHERE action = 'session.sign-in'";
    let event = site.test.database.stranger().texts(events).pop().unwrap();
    assert!(
        event.contains(r#""by":"provider""#) && event.contains(r#""subject":"zhang""#),
        "{event}"
    );

    // Whoever is not linked gets no account, whatever the provider says of their names and addresses.
    site.provider.forge(|claims| {
        let mail = json!({ "email": "zhang", "preferred_username": "zhang", "email_verified": true });
        rs256(&changed(claims, &mail), Some("k1"))
    });
    refused(site.finish(&site.back("li")), Code::IdentityNotLinked);
    let refusal = site.last_refusal();
    assert!(
        refusal.starts_with("- 10.0.0.9 ") && refusal.contains(r#""subject":"li""#),
        "{refusal}"
    );
    assert!(
        site.service
            .account(&Service::operator(id("operator")), &id("li"))
            .is_err()
    );
}

fn what_is_locked_or_unlinked_stays_out_at_once(engine: Engine) {
    let site = Site::new(engine, |_| ());
    site.linked("zhang", Role::Curator);
    let operator = Service::operator(id("operator"));
    site.linked("wang", Role::Reviewer);
    let link = |account: &str, subject: &str| site.service.link_identity(&operator, &id(account), subject, "x");
    refused(link("wang", "zhang"), Code::IdentityLinked);
    refused(link("wang", ""), Code::FieldInvalid);
    refused(link("nobody", "li"), Code::AccountUnknown);
    let own = Session::new(id("wang"), Role::SecurityAdministrator, Scope::All, origin());
    refused(
        site.service.link_identity(&own, &id("wang"), "li", "x"),
        Code::GrantToOneself,
    );
    let text = site.finish(&site.back("zhang")).unwrap();
    let lock = |status| {
        site.service
            .set_account_status(&operator, &id("zhang"), status, "x")
            .unwrap()
    };
    lock(AccountStatus::Locked);
    refused(site.service.sign_in(&text, origin()), Code::SessionInvalid);
    refused(site.finish(&site.back("zhang")), Code::SignInRefused);
    assert!(site.last_refusal().starts_with("zhang 10.0.0.9 "));
    lock(AccountStatus::Active);
    let text = site.finish(&site.back("zhang")).unwrap();
    site.service.unlink_identity(&operator, &id("zhang"), "x").unwrap();
    refused(site.service.sign_in(&text, origin()), Code::SessionInvalid);
    refused(site.finish(&site.back("zhang")), Code::IdentityNotLinked);
    refused(
        site.service.unlink_identity(&operator, &id("zhang"), "x"),
        Code::IdentityUnknown,
    );
    link("wang", "zhang").unwrap();
    assert_eq!(site.session("zhang").account.as_str(), "wang");
}

fn an_answer_is_good_once_and_where_it_was_begun(engine: Engine) {
    let site = Site::new(engine, |_| ());
    site.linked("zhang", Role::Curator);
    let reason = |back: &Return, reason: &str| must_be_for(&site, back, reason);
    // The state of another sign-in, of none, and a browser that began nothing.
    let (good, other) = (site.back("zhang"), site.back("zhang"));
    let with_state = |state: Option<String>| Return { state, ..good.clone() };
    reason(&with_state(other.state.clone()), "state");
    reason(&with_state(Some("f".repeat(64))), "state");
    reason(&with_state(None), "not-begun-here");
    reason(
        &Return {
            cookie: None,
            ..good.clone()
        },
        "not-begun-here",
    );
    let foreign = Some(Secret::new("1.0000000000000000.00.00"));
    reason(
        &Return {
            cookie: foreign,
            ..good.clone()
        },
        "not-begun-here",
    );
    assert_eq!(site.provider.asked("/token"), 0, "nothing of this reaches the provider");
    // The code of another sign-in does not fit the verifier of this one.
    reason(
        &Return {
            code: other.code.clone(),
            ..good.clone()
        },
        "code",
    );
    // A state is used, whatever came of it.
    reason(&good, "state-used");
    site.finish(&other).unwrap();
    reason(&other, "state-used");
    assert_eq!(site.provider.asked("/token"), 2);
}

fn what_the_provider_does_not_say_is_refused(engine: Engine) {
    let site = Site::new(engine, |_| ());
    let reason = |back: &Return, reason: &str| must_be_for(&site, back, reason);
    let elsewhere = Some("https://evil.example".to_owned());
    reason(
        &Return {
            issuer: elsewhere,
            ..site.back("zhang")
        },
        "issuer",
    );
    let denied = Some("access_denied\r\n<script>".to_owned());
    reason(
        &Return {
            error: denied,
            ..site.back("zhang")
        },
        "provider: access_denied<script>",
    );
    reason(
        &Return {
            code: None,
            ..site.back("zhang")
        },
        "code",
    );
    // Ten minutes are enough.
    let late = site.back("zhang");
    NOW.set(NOW.get() + 600 * SECOND);
    reason(&late, "not-begun-here");
}

#[track_caller]
fn must_be_for(site: &Site, back: &Return, reason: &str) {
    refused(site.finish(back), Code::OidcRefused);
    let told = site.last_refusal();
    assert!(told.contains(&format!(r#""reason":"{reason}""#)), "{reason}: {told}");
}

fn forged_tokens_are_refused(engine: Engine) {
    let site = Site::new(engine, |_| ());
    site.linked("zhang", Role::Curator);
    let now = START.0 / SECOND;
    let cases = [
        (json!({ "nonce": "other" }), "id-token-nonce"),
        (json!({ "nonce": null }), "id-token-nonce"),
        (json!({ "aud": "another" }), "id-token-audience"),
        (json!({ "aud": [CLIENT, "another"] }), "id-token-audience"),
        (json!({ "aud": [CLIENT], "azp": "another" }), "id-token-audience"),
        (json!({ "iss": "https://evil.example" }), "id-token-issuer"),
        (json!({ "exp": now - 61 }), "id-token-expired"),
        (json!({ "exp": null }), "id-token-malformed"),
        (json!({ "iat": now + 61 }), "id-token-age"),
        (json!({ "iat": now - 661 }), "id-token-age"),
        (json!({ "nbf": now + 61 }), "id-token-age"),
        (json!({ "sub": "" }), "id-token-subject"),
    ];
    for (changes, flaw) in cases {
        site.provider
            .forge(move |claims| rs256(&changed(claims, &changes), Some("k1")));
        must_be_flawed(&site, flaw);
    }
    let header = |algorithm: &str| json!({ "alg": algorithm, "typ": "JWT", "kid": "k1" });
    let none = header("none");
    site.provider.forge(move |claims| assembled(&none, claims, b""));
    must_be_flawed(&site, "id-token-malformed");
    // The public key as the secret of HMAC: as raw modulus, and as the JSON that everybody can fetch.
    for secret in [modulus(), rsa_key("k1").to_string().into_bytes()] {
        let key = EncodingKey::from_secret(&secret);
        site.provider
            .forge(move |claims| signed(Algorithm::HS256, Some("k1"), claims, &key));
        must_be_flawed(&site, "id-token-algorithm");
    }
    let rs256_header = header("RS256");
    site.provider
        .forge(move |claims| assembled(&rs256_header, claims, &[0; 256]));
    must_be_flawed(&site, "id-token-signature");
    site.provider.forge(|claims| {
        let good = rs256(claims, Some("k1"));
        let parts: Vec<&str> = good.split('.').collect();
        let other = assembled(&json!({}), &changed(claims, &json!({ "sub": "admin" })), b"");
        format!("{}.{}.{}", parts[0], other.split('.').nth(1).unwrap(), parts[2])
    });
    must_be_flawed(&site, "id-token-signature");
    site.provider.forge(|_| "no token".to_owned());
    must_be_flawed(&site, "id-token-malformed");
    let exact = json!({ "aud": [CLIENT, "another"], "azp": CLIENT, "iat": now - 59, "exp": now + 1 });
    site.provider
        .forge(move |claims| rs256(&changed(claims, &exact), Some("k1")));
    site.session("zhang");
}

#[track_caller]
fn must_be_flawed(site: &Site, flaw: &str) {
    must_be_for(site, &site.back("zhang"), flaw);
}

fn a_code_of_this_service_follows_unless_the_provider_asked_for_one(engine: Engine) {
    let site = Site::new(engine, |rules| rules.second_factor_amr = vec!["otp".to_owned()]);
    site.linked("zhang", Role::Publisher);
    let session = site.session("zhang");
    assert_eq!(session.duty, Some(Code::SecondFactorRequired));
    let wrong = Secret::new("000000");
    refused(
        site.service.prove_second_factor(&session, &wrong),
        Code::SecondFactorWrong,
    );
    let enrolment = site.service.enrol_second_factor(&session).unwrap();
    refused(
        site.service.prove_second_factor(&session, &wrong),
        Code::SecondFactorWrong,
    );
    let secret = super::accounts::unbase32(enrolment.secret.reveal());
    let code = || Secret::new(totp::code_of(&secret, totp::step_of(clock())).unwrap());
    site.service.confirm_second_factor(&session, &code()).unwrap();
    // The next time its code follows here; a used one and guesses do not do.
    let text = site.finish(&site.back("zhang")).unwrap();
    let resume = || site.service.sign_in(&text, origin()).unwrap();
    let session = resume();
    assert_eq!(session.duty, Some(Code::SecondFactorCodeRequired));
    refused(session.permit(Right::PublishRelease), Code::SecondFactorCodeRequired);
    refused(
        site.service.prove_second_factor(&session, &code()),
        Code::SecondFactorWrong,
    );
    NOW.set(NOW.get() + 30 * SECOND);
    site.provider.set_clock(clock());
    site.service.prove_second_factor(&session, &code()).unwrap();
    resume().permit(Right::PublishRelease).unwrap();
    let guessing = site.session("zhang");
    for _ in 0..5 {
        refused(
            site.service.prove_second_factor(&guessing, &wrong),
            Code::SecondFactorWrong,
        );
    }
    NOW.set(NOW.get() + 30 * SECOND);
    refused(site.service.prove_second_factor(&guessing, &code()), Code::SignInPaused);
    // A provider that asked for one, in a way that the settings name.
    let by = |methods: Value| move |claims: &Value| rs256(&changed(claims, &json!({ "amr": methods })), Some("k1"));
    site.provider.set_clock(clock());
    site.provider.forge(by(json!(["pwd", "sms"])));
    assert_eq!(site.session("zhang").duty, Some(Code::SecondFactorCodeRequired));
    site.provider.forge(by(json!(["pwd", "otp"])));
    site.session("zhang").permit(Right::PublishRelease).unwrap();
}
