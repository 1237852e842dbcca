//! Accounts over real databases: signing in, locking out, second factors, grants, tokens; several nodes on one database.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::service::START;
use crate::support::service::TestService;
use crate::support::service::surroundings;
use std::cell::Cell;
use std::sync::Arc;
use zhiyu::access::account::AccountStatus;
use zhiyu::access::grant::Grant;
use zhiyu::access::password::Hashing;
use zhiyu::access::permit::Origin;
use zhiyu::access::role::Right;
use zhiyu::access::role::Role;
use zhiyu::access::rules::AccessRules;
use zhiyu::access::sealing::SealingKey;
use zhiyu::access::session::Scope;
use zhiyu::access::session::Session;
use zhiyu::access::token::Secret;
use zhiyu::access::token::TokenGrant;
use zhiyu::access::totp;
use zhiyu::error::Code;
use zhiyu::error::Result;
use zhiyu::id::AccountId;
use zhiyu::id::OrganizationId;
use zhiyu::page::Page;
use zhiyu::service::Service;
use zhiyu::service::Surroundings;
use zhiyu::service::access::accounts::AccountsWanted;
use zhiyu::service::access::accounts::NewAccount;
use zhiyu::service::access::organizations::NewOrganization;
use zhiyu::service::access::password_sign_in::Credentials;
use zhiyu::time::Instant;

on_both_engines! {
    a_first_password_has_to_be_changed
    sessions_end_by_time
    whoever_guesses_is_stopped_and_locks_nobody_out
    what_is_locked_ends_on_every_node
    rights_are_given_and_not_used
    the_three_powers_belong_to_three_people
    a_second_factor_is_asked_for_and_good_once
    a_second_factor_outlives_a_change_of_the_key
    tokens_rotate_and_give_no_more_than_the_account_has
    hashes_follow_the_settings_and_no_secret_is_kept
    accounts_that_nobody_uses_are_listed
    who_did_not_sign_in_for_long_waits_to_be_unlocked
    a_token_outlives_its_person_while_it_is_used
    without_a_number_of_days_nobody_waits
}

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;
const GOOD: &str = "Rk7#vm2q";
const DESK: &str = "10.0.0.1";

thread_local! {
    static NOW: Cell<i64> = const { Cell::new(START.0) };
}

/// The clock stands still until a story moves it.
fn clock() -> Instant {
    Instant(NOW.get())
}

fn pass(micros: i64) {
    NOW.set(NOW.get() + micros);
}

fn id(text: &str) -> AccountId {
    AccountId::new(text).unwrap()
}

fn origin(address: &str) -> Origin {
    Origin {
        request_id: "r".to_owned(),
        address: address.to_owned(),
    }
}

struct Site {
    test: TestService,
    /// A service whose clock the story moves.
    service: Service,
}

impl Site {
    fn new(engine: Engine) -> Self {
        NOW.set(START.0);
        let test = TestService::new(engine);
        let service = node(&test, surroundings());
        for organization in ["H1", "H2"] {
            let new = NewOrganization {
                id: OrganizationId::new(organization).unwrap(),
                name: organization.to_owned(),
                uscc: None,
                place: zhiyu::access::area::Place::default(),
            };
            service.add_organization(&Self::operator(), &new).unwrap();
        }
        Self { test, service }
    }

    fn operator() -> Session {
        Service::operator(id("operator"))
    }

    /// A new account of H1 with its one-time password.
    fn add(&self, account: &str) -> Secret {
        let new = NewAccount {
            id: id(account),
            name: format!("真名 {account}"),
            organization: Some(OrganizationId::new("H1").unwrap()),
            contact: "13800001234".to_owned(),
        };
        self.service.add_account(&Self::operator(), &new).unwrap().1
    }

    fn grant(&self, account: &str, role: Role, scope: &str) -> i64 {
        let grant = Grant::new(role, Scope::parse(scope).unwrap());
        let given = self.service.give_grant(&Self::operator(), &id(account), &grant, "试验");
        given.unwrap().id
    }

    fn try_in(&self, account: &str, password: &str, code: Option<&str>, address: &str) -> Result<String> {
        let given = Credentials {
            account: id(account),
            password: Secret::new(password),
            code: code.map(Secret::new),
        };
        let begun = self.service.sign_in_with_password(&given, &origin(address))?;
        Ok(begun.1.reveal().to_owned())
    }

    fn resume(&self, text: &str) -> Result<Session> {
        self.service.sign_in(text, origin(DESK))
    }

    /// An account of H1 with the good password and this role, signed in without a second factor.
    fn person(&self, account: &str, role: Role, scope: &str) -> String {
        let one_time = self.add(account);
        self.grant(account, role, scope);
        let text = self.try_in(account, one_time.reveal(), None, DESK).unwrap();
        let session = self.resume(&text).unwrap();
        self.service
            .change_password(&session, &one_time, &Secret::new(GOOD))
            .unwrap();
        self.try_in(account, GOOD, None, DESK).unwrap()
    }

    fn actions(&self) -> Vec<String> {
        let query = "SELECT action AS value FROM audit_events ORDER BY sequence";
        self.test.database.stranger().texts(query)
    }
}

fn node(test: &TestService, surroundings: Surroundings) -> Service {
    let surroundings = Surroundings { clock, ..surroundings };
    Service::open(test.database.folder(), test.database.target.clone(), surroundings).unwrap()
}

#[track_caller]
fn refused<T>(outcome: Result<T>, code: Code) {
    assert_eq!(outcome.err().map(|error| error.code()), Some(code));
}

fn a_first_password_has_to_be_changed(engine: Engine) {
    let site = Site::new(engine);
    let one_time = site.add("zhang");
    site.grant("zhang", Role::Curator, "H1");
    let text = site.try_in("zhang", one_time.reveal(), None, DESK).unwrap();
    let session = site.resume(&text).unwrap();
    assert_eq!(session.duty, Some(Code::PasswordChangeRequired));
    refused(session.permit(Right::ReadRegistry), Code::PasswordChangeRequired);
    assert_eq!(session.rights().count(), 0);
    let change = |present: &str, new: &str| {
        let (present, new) = (Secret::new(present), Secret::new(new));
        site.service.change_password(&session, &present, &new)
    };
    refused(change("wrong", GOOD), Code::PasswordWrong);
    refused(change(one_time.reveal(), "Admin@123"), Code::PasswordRefused);
    refused(change(one_time.reveal(), one_time.reveal()), Code::PasswordRefused);
    change(one_time.reveal(), GOOD).unwrap();
    refused(site.resume(&text), Code::SessionInvalid);
    refused(site.try_in("zhang", one_time.reveal(), None, DESK), Code::SignInRefused);
    let text = site.try_in("zhang", GOOD, None, DESK).unwrap();
    let session = site.resume(&text).unwrap();
    let permit = session.permit_in(Right::DraftMapping, &OrganizationId::new("H1").unwrap());
    assert_eq!(permit.unwrap().permit().role(), Role::Curator);
    // After 90 days it is due again, and the one before does not come back.
    pass(90 * DAY);
    let text = site.try_in("zhang", GOOD, None, DESK).unwrap();
    let session = site.resume(&text).unwrap();
    assert_eq!(session.duty, Some(Code::PasswordChangeRequired));
    let again = site
        .service
        .change_password(&session, &Secret::new(GOOD), &Secret::new(GOOD));
    refused(again, Code::PasswordRefused);
    let new = NewAccount {
        id: id("zhang"),
        name: "他人".to_owned(),
        organization: None,
        contact: String::new(),
    };
    refused(site.service.add_account(&Site::operator(), &new), Code::AccountExists);
}

fn sessions_end_by_time(engine: Engine) {
    let site = Site::new(engine);
    let text = site.person("zhang", Role::Curator, "H1");
    for _ in 0..4 {
        pass(14 * MINUTE);
        site.resume(&text).unwrap();
    }
    pass(15 * MINUTE);
    refused(site.resume(&text), Code::SessionInvalid);
    let text = site.try_in("zhang", GOOD, None, DESK).unwrap();
    for _ in 0..71 {
        pass(10 * MINUTE);
        site.resume(&text).unwrap();
    }
    pass(10 * MINUTE);
    refused(site.resume(&text), Code::SessionInvalid);
    let (first, second) = (
        site.try_in("zhang", GOOD, None, DESK).unwrap(),
        site.try_in("zhang", GOOD, None, "10.0.0.2").unwrap(),
    );
    assert_ne!(first, second);
    let session = site.resume(&first).unwrap();
    assert_eq!(site.service.own_sessions(&session).unwrap().len(), 2);
    site.service.sign_out(&session).unwrap();
    refused(site.resume(&first), Code::SessionInvalid);
    refused(site.service.sign_out(&session), Code::SessionUnknown);
    site.resume(&second).unwrap();
    let mut forged = second;
    let last = forged.pop().unwrap();
    forged.push(if last == '0' { '1' } else { '0' });
    refused(site.resume(&forged), Code::SessionInvalid);
}

fn whoever_guesses_is_stopped_and_locks_nobody_out(engine: Engine) {
    let site = Site::new(engine);
    drop(site.person("zhang", Role::Curator, "H1"));
    for account in ["zhang", "nobody"] {
        for _ in 0..5 {
            refused(site.try_in(account, "Wrong#1x", None, "6.6.6.6"), Code::SignInRefused);
        }
        refused(site.try_in(account, "Wrong#1x", None, "6.6.6.6"), Code::SignInPaused);
    }
    refused(site.try_in("zhang", GOOD, None, "6.6.6.6"), Code::SignInPaused);
    site.try_in("zhang", GOOD, None, "10.0.0.9").unwrap();
    // From everywhere: strange addresses are stopped, the person at the usual one is not.
    for number in 0..30 {
        drop(site.try_in("zhang", "Wrong#1x", None, &format!("7.7.7.{number}")));
    }
    refused(site.try_in("zhang", GOOD, None, "8.8.8.8"), Code::SignInPaused);
    site.try_in("zhang", GOOD, None, DESK).unwrap();
    // One address against many accounts.
    for number in 0..20 {
        drop(site.try_in(&format!("guess-{number}"), "Wrong#1x", None, "9.9.9.9"));
    }
    refused(site.try_in("li", "Wrong#1x", None, "9.9.9.9"), Code::SignInPaused);
    // It ends by itself.
    pass(15 * MINUTE + 1);
    site.try_in("zhang", GOOD, None, "6.6.6.6").unwrap();
    let actions = site.actions();
    let count = |action: &str| actions.iter().filter(|one| *one == action).count();
    assert_eq!(count("session.refuse"), 12 + 1 + 30 + 1 + 20 + 1);
    assert_eq!(count("session.sign-in"), 2 + 3);
}

fn what_is_locked_ends_on_every_node(engine: Engine) {
    let site = Site::new(engine);
    let text = site.person("zhang", Role::Curator, "H1");
    let other = node(&site.test, surroundings());
    let on_other = |text: &str| other.sign_in(text, origin(DESK));
    on_other(&text).unwrap();
    let grant = TokenGrant {
        account: id("zhang"),
        role: Role::Curator,
        scope: Scope::parse("H1").unwrap(),
        expires_at: None,
    };
    let (token, secret) = site.service.create_token(&Site::operator(), &grant).unwrap();
    on_other(secret.reveal()).unwrap();
    let set = |status: AccountStatus| {
        let operator = Site::operator();
        site.service.set_account_status(&operator, &id("zhang"), status, "离岗")
    };
    set(AccountStatus::Locked).unwrap();
    refused(on_other(&text), Code::SessionInvalid);
    refused(on_other(secret.reveal()), Code::TokenInvalid);
    refused(site.try_in("zhang", GOOD, None, DESK), Code::SignInRefused);
    set(AccountStatus::Active).unwrap();
    refused(on_other(&text), Code::SessionInvalid);
    on_other(secret.reveal()).unwrap();
    let text = site.try_in("zhang", GOOD, None, DESK).unwrap();
    on_other(&text).unwrap();
    site.service.revoke_token(&Site::operator(), &token.id).unwrap();
    refused(on_other(secret.reveal()), Code::TokenInvalid);
    set(AccountStatus::Disabled).unwrap();
    refused(on_other(&text), Code::SessionInvalid);
    refused(set(AccountStatus::Active), Code::AccountDisabled);
    let delete = site
        .test
        .database
        .stranger()
        .execute("DELETE FROM accounts WHERE id = 'zhang'");
    assert!(delete.is_err(), "an id is never free again");
}

fn rights_are_given_and_not_used(engine: Engine) {
    let site = Site::new(engine);
    site.grant_security();
    let security = Session::new(
        id("sec"),
        Role::SecurityAdministrator,
        Scope::parse("H1").unwrap(),
        origin(DESK),
    );
    drop(site.add("li"));
    let hospital = OrganizationId::new("H1").unwrap();
    let give = |account: &str, role: Role, scope: &str, until: Option<i64>| {
        let grant = Grant {
            role,
            scope: Scope::parse(scope).unwrap(),
            area: None,
            until: until.map(|after| Instant(NOW.get() + after)),
        };
        site.service.give_grant(&security, &id(account), &grant, "任审核员")
    };
    let given = give("li", Role::Reviewer, "H1", None).unwrap();
    refused(security.permit_in(Right::ReviewMapping, &hospital), Code::RightMissing);
    refused(give("li", Role::Reviewer, "H2", None), Code::OutOfScope);
    refused(give("li", Role::Reviewer, "*", None), Code::OutOfScope);
    refused(give("sec", Role::Reviewer, "H1", None), Code::GrantToOneself);
    refused(give("li", Role::Operator, "H1", None), Code::FieldInvalid);
    refused(give("li", Role::Reviewer, "H1", Some(-1)), Code::FieldInvalid);
    refused(give("nobody", Role::Reviewer, "H1", None), Code::AccountUnknown);
    let elsewhere = Session::new(
        id("far"),
        Role::SecurityAdministrator,
        Scope::parse("H2").unwrap(),
        origin(DESK),
    );
    refused(
        site.service.withdraw_grant(&elsewhere, given.id, "x"),
        Code::GrantUnknown,
    );
    refused(site.service.account(&elsewhere, &id("li")), Code::AccountUnknown);
    // A special grant ends by time, without anybody doing anything.
    let text = site.person("wang", Role::Curator, "H1");
    give("wang", Role::Reviewer, "H1", Some(DAY)).unwrap();
    refused(site.resume(&text), Code::SessionInvalid);
    let text = site.try_in("wang", GOOD, None, DESK).unwrap();
    site.resume(&text)
        .unwrap()
        .permit_in(Right::ReviewMapping, &hospital)
        .unwrap();
    pass(DAY);
    let text = site.try_in("wang", GOOD, None, DESK).unwrap();
    let session = site.resume(&text).unwrap();
    refused(session.permit_in(Right::ReviewMapping, &hospital), Code::RightMissing);
    session.permit_in(Right::DraftMapping, &hospital).unwrap();
    site.service.withdraw_grant(&security, given.id, "调岗").unwrap();
    refused(
        site.service.withdraw_grant(&security, given.id, "调岗"),
        Code::GrantUnknown,
    );
    let listed = site.service.grants_of(&security, &id("li")).unwrap();
    assert_eq!(listed.len(), 1);
    assert!(!listed[0].1 && listed[0].0.withdrawn_at.is_some(), "{listed:?}");
}

impl Site {
    /// The account `sec` of a security administrator of H1.
    fn grant_security(&self) {
        drop(self.add("sec"));
        self.grant("sec", Role::SecurityAdministrator, "H1");
    }
}

fn the_three_powers_belong_to_three_people(engine: Engine) {
    let site = Site::new(engine);
    drop(site.add("zhang"));
    let give = |role: Role| {
        let grant = Grant::new(role, Scope::parse("H1").unwrap());
        site.service.give_grant(&Site::operator(), &id("zhang"), &grant, "x")
    };
    let first = give(Role::Auditor).unwrap();
    refused(give(Role::SecurityAdministrator), Code::PowersNotSeparate);
    refused(give(Role::Administrator), Code::PowersNotSeparate);
    give(Role::Auditor).unwrap();
    site.service.withdraw_grant(&Site::operator(), first.id, "x").unwrap();
    refused(give(Role::Administrator), Code::PowersNotSeparate);
}

fn a_second_factor_is_asked_for_and_good_once(engine: Engine) {
    let site = Site::new(engine);
    let text = site.person("wang", Role::Publisher, "H1");
    let session = site.resume(&text).unwrap();
    assert_eq!(session.duty, Some(Code::SecondFactorRequired));
    refused(session.permit(Right::PublishRelease), Code::SecondFactorRequired);
    let confirm = |code: &str| site.service.confirm_second_factor(&session, &Secret::new(code));
    refused(confirm("000000"), Code::SecondFactorWrong);
    let enrolment = site.service.enrol_second_factor(&session).unwrap();
    let secret = unbase32(enrolment.secret.reveal());
    let code = |steps: i64| totp::code_of(&secret, totp::step_of(clock()) + steps).unwrap();
    refused(confirm("00000"), Code::SecondFactorWrong);
    let recovery = confirm(&code(0)).unwrap();
    assert_eq!(recovery.len(), 10);
    refused(site.service.enrol_second_factor(&session), Code::SecondFactorExists);
    site.resume(&text).unwrap().permit(Right::PublishRelease).unwrap();
    refused(site.try_in("wang", GOOD, None, DESK), Code::SecondFactorMissing);
    refused(site.try_in("wang", GOOD, Some(&code(0)), DESK), Code::SignInRefused);
    let next = code(1);
    site.try_in("wang", GOOD, Some(&next), DESK).unwrap();
    refused(site.try_in("wang", GOOD, Some(&next), DESK), Code::SignInRefused);
    let lost = recovery[3].reveal();
    site.try_in("wang", GOOD, Some(lost), DESK).unwrap();
    refused(site.try_in("wang", GOOD, Some(lost), DESK), Code::SignInRefused);
    refused(
        site.try_in("wang", "Wrong#1x", Some(recovery[4].reveal()), DESK),
        Code::SignInRefused,
    );
    site.try_in("wang", GOOD, Some(recovery[4].reveal()), DESK).unwrap();
    let operator = Site::operator();
    site.service
        .remove_second_factor(&operator, &id("wang"), "手机丢失")
        .unwrap();
    let text = site.try_in("wang", GOOD, None, DESK).unwrap();
    assert_eq!(site.resume(&text).unwrap().duty, Some(Code::SecondFactorRequired));
    let keyless = Surroundings {
        sealing: None,
        ..surroundings()
    };
    let keyless = node(&site.test, keyless);
    let session = keyless.sign_in(&text, origin(DESK)).unwrap();
    refused(keyless.enrol_second_factor(&session), Code::SecondFactorUnavailable);
}

/// The service of a story whose key file has these lines.
fn with_keys(site: &Site, lines: &str) -> Service {
    let sealing = SealingKey::parse(lines).unwrap();
    let surroundings = Surroundings {
        sealing: Some(Arc::new(sealing)),
        ..surroundings()
    };
    node(&site.test, surroundings)
}

fn a_second_factor_outlives_a_change_of_the_key(engine: Engine) {
    let mut site = Site::new(engine);
    let (old, new) = ("11".repeat(32), "22".repeat(32));
    site.service = with_keys(&site, &old);
    let text = site.person("wang", Role::Publisher, "H1");
    let session = site.resume(&text).unwrap();
    let enrolment = site.service.enrol_second_factor(&session).unwrap();
    let secret = unbase32(enrolment.secret.reveal());
    let code = || totp::code_of(&secret, totp::step_of(clock())).unwrap();
    site.service
        .confirm_second_factor(&session, &Secret::new(code()))
        .unwrap();
    for lines in [format!("{new}\n{old}"), new] {
        site.service = with_keys(&site, &lines);
        pass(MINUTE);
        site.try_in("wang", GOOD, Some(&code()), DESK).unwrap();
    }
    site.service = with_keys(&site, &old);
    pass(MINUTE);
    let error = site.try_in("wang", GOOD, Some(&code()), DESK).unwrap_err();
    assert_eq!(error.code(), Code::Internal, "the first sign-in sealed it anew");
}

pub fn unbase32(text: &str) -> Vec<u8> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let values = text.chars().map(|c| letters.find(c).unwrap());
    let bits: Vec<usize> = values
        .flat_map(|value| (0..5).rev().map(move |bit| value >> bit & 1))
        .collect();
    let byte = |bits: &[usize]| u8::try_from(bits.iter().fold(0, |byte, bit| byte * 2 + bit)).unwrap();
    bits.chunks_exact(8).map(byte).collect()
}

fn tokens_rotate_and_give_no_more_than_the_account_has(engine: Engine) {
    let site = Site::new(engine);
    let operator = Site::operator();
    drop(site.add("box"));
    let number = site.grant("box", Role::Collector, "H1");
    let wanted = |role: Role, scope: &str, days: Option<i64>| TokenGrant {
        account: id("box"),
        role,
        scope: Scope::parse(scope).unwrap(),
        expires_at: days.map(|days| Instant(NOW.get() + days * DAY)),
    };
    refused(
        site.service
            .create_token(&operator, &wanted(Role::Reviewer, "H1", None)),
        Code::TokenBeyondAccount,
    );
    refused(
        site.service
            .create_token(&operator, &wanted(Role::Collector, "H2", None)),
        Code::TokenBeyondAccount,
    );
    refused(
        site.service
            .create_token(&operator, &wanted(Role::Collector, "H1", Some(401))),
        Code::TokenLifeTooLong,
    );
    let (token, first) = site
        .service
        .create_token(&operator, &wanted(Role::Collector, "H1", None))
        .unwrap();
    assert_eq!(token.expires_at, Some(Instant(NOW.get() + 400 * DAY)));
    let (_, second) = site.service.rotate_token(&operator, &token.id, 24).unwrap();
    assert_ne!(first.reveal(), second.reveal());
    site.resume(first.reveal()).unwrap();
    site.resume(second.reveal()).unwrap();
    pass(DAY);
    refused(site.resume(first.reveal()), Code::TokenInvalid);
    site.resume(second.reveal()).unwrap();
    let last = site.service.list_tokens(&operator).unwrap();
    let last = last[0].1.clone().unwrap();
    assert_eq!((last.at, last.address.as_str()), (clock(), DESK));
    let (_, third) = site.service.rotate_token(&operator, &token.id, 0).unwrap();
    refused(site.resume(second.reveal()), Code::TokenInvalid);
    refused(site.service.rotate_token(&operator, &token.id, 721), Code::FieldInvalid);
    // What the account loses, its token loses.
    site.service.withdraw_grant(&operator, number, "退网").unwrap();
    let session = site.resume(third.reveal()).unwrap();
    refused(session.permit(Right::ReadSnapshot), Code::RightMissing);
    let admin = Session::new(id("admin"), Role::Administrator, Scope::All, origin(DESK));
    let program = |role: Role| TokenGrant {
        account: id("program"),
        ..wanted(role, "H1", None)
    };
    site.service.create_token(&admin, &program(Role::Collector)).unwrap();
    refused(
        site.service.create_token(&admin, &program(Role::Reviewer)),
        Code::TokenOfAnother,
    );
}

fn hashes_follow_the_settings_and_no_secret_is_kept(engine: Engine) {
    let site = Site::new(engine);
    let text = site.person("zhang", Role::Curator, "H1");
    let hashes = || {
        let query = "SELECT hash AS value FROM passwords ORDER BY number";
        site.test.database.stranger().texts(query)
    };
    let before = hashes();
    assert!(
        before
            .iter()
            .all(|hash| hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$")),
        "{before:?}"
    );
    let dearer = Surroundings {
        access: Arc::new(AccessRules {
            hashing: Hashing {
                memory_kib: 16,
                passes: 2,
                lanes: 1,
            },
            ..AccessRules::default()
        }),
        ..surroundings()
    };
    let given = Credentials {
        account: id("zhang"),
        password: Secret::new(GOOD),
        code: None,
    };
    let service = node(&site.test, dearer);
    service.sign_in_with_password(&given, &origin(DESK)).unwrap();
    let after = hashes();
    assert_eq!(before[0], after[0], "the former password is not known");
    assert!(after[1].contains("$m=16,t=2,p=1$"), "{after:?}");
    service.sign_in_with_password(&given, &origin(DESK)).unwrap();
    let kept = "SELECT id || secret_digest || account || address AS value FROM sign_in_sessions";
    let logged = "SELECT object || details || account AS value FROM audit_events";
    let secret = text.rsplit('_').next().unwrap();
    for query in [kept, logged] {
        for row in site.test.database.stranger().texts(query) {
            assert!(!row.contains(secret) && !row.contains(GOOD), "{row}");
        }
    }
}

fn accounts_that_nobody_uses_are_listed(engine: Engine) {
    let site = Site::new(engine);
    let operator = Site::operator();
    for account in ["idle", "programmed"] {
        drop(site.add(account));
    }
    drop(site.person("busy", Role::Curator, "H1"));
    site.grant("programmed", Role::Collector, "H1");
    let grant = TokenGrant {
        account: id("programmed"),
        role: Role::Collector,
        scope: Scope::parse("H1").unwrap(),
        expires_at: None,
    };
    let (_, token) = site.service.create_token(&operator, &grant).unwrap();
    pass(61 * DAY);
    let unused = |session: &Session| {
        let wanted = AccountsWanted {
            unused_days: Some(60),
            ..AccountsWanted::default()
        };
        let slice = site.service.accounts(session, wanted, &Page::new(None, None)).unwrap();
        slice
            .items
            .iter()
            .map(|account| account.id.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(unused(&operator), ["busy", "idle", "programmed"]);
    site.resume(token.reveal()).unwrap();
    site.try_in("busy", GOOD, None, DESK).unwrap();
    assert_eq!(unused(&operator), ["idle"]);
    let elsewhere = Session::new(
        id("far"),
        Role::SecurityAdministrator,
        Scope::parse("H2").unwrap(),
        origin(DESK),
    );
    assert!(unused(&elsewhere).is_empty());
    let auditor = Session::new(id("audit"), Role::Auditor, Scope::All, origin(DESK));
    assert_eq!(
        site.service.account(&auditor, &id("idle")).unwrap().contact,
        "138******34"
    );
    assert_eq!(
        site.service.account(&operator, &id("idle")).unwrap().contact,
        "13800001234"
    );
}

/// The service with another number of days without a sign-in.
fn with_unused_days(site: &Site, unused_days: u32) -> Service {
    let usual = surroundings();
    let access = AccessRules {
        unused_days,
        ..(*usual.access).clone()
    };
    let surroundings = Surroundings {
        access: Arc::new(access),
        ..usual
    };
    node(&site.test, surroundings)
}

/// What the audit log says of refused sign-ins, the last one last.
fn reasons(site: &Site) -> Vec<String> {
    let query = "SELECT details AS value FROM audit_events WHERE action = 'session.refuse' ORDER BY sequence";
    site.test.database.stranger().texts(query)
}

fn status_of(site: &Site, account: &str) -> AccountStatus {
    site.service.account(&Site::operator(), &id(account)).unwrap().status
}

fn who_did_not_sign_in_for_long_waits_to_be_unlocked(engine: Engine) {
    let site = Site::new(engine);
    drop(site.person("zhang", Role::Curator, "H1"));
    let fresh = site.add("fresh");
    pass(90 * DAY);
    drop(site.try_in("zhang", GOOD, None, DESK).unwrap());
    pass(90 * DAY + 1);
    assert_eq!(status_of(&site, "zhang"), AccountStatus::Unused);
    let unused = site.try_in("zhang", GOOD, None, DESK).unwrap_err();
    let never = site.try_in("fresh", fresh.reveal(), None, DESK).unwrap_err();
    let nobody = site.try_in("nobody", GOOD, None, DESK).unwrap_err();
    for refused in [&unused, &never] {
        assert_eq!(refused.code(), Code::SignInRefused);
        assert_eq!(refused.to_string(), nobody.to_string(), "the answer tells nothing");
    }
    let told = reasons(&site);
    assert!(
        told[0].contains("\"why\":\"unused\"") && told[1].contains("\"why\":\"unused\""),
        "{told:?}"
    );
    assert!(!told[2].contains("unused"), "{told:?}");
    // A wrong password says nothing of the account, in the log neither.
    site.try_in("zhang", "Wr0ng#pass", None, DESK).unwrap_err();
    assert!(!reasons(&site)[3].contains("unused"));

    let unlocked = site
        .service
        .set_account_status(&Site::operator(), &id("zhang"), AccountStatus::Active, "休假归来")
        .unwrap();
    assert_eq!(unlocked.status, AccountStatus::Active);
    assert_eq!(status_of(&site, "zhang"), AccountStatus::Active);
    drop(site.try_in("zhang", GOOD, None, DESK).unwrap());
    pass(90 * DAY);
    assert_eq!(status_of(&site, "zhang"), AccountStatus::Active);
    assert_eq!(status_of(&site, "fresh"), AccountStatus::Unused);
    // Whoever is unlocked and does not come has as long as somebody new, and no longer.
    let unlock = |account: &str| {
        site.service
            .set_account_status(&Site::operator(), &id(account), AccountStatus::Active, "到岗")
            .unwrap();
    };
    unlock("fresh");
    pass(90 * DAY);
    assert_eq!(status_of(&site, "fresh"), AccountStatus::Active);
    pass(1);
    assert_eq!(status_of(&site, "fresh"), AccountStatus::Unused);
    site.try_in("fresh", fresh.reveal(), None, DESK).unwrap_err();
}

fn a_token_outlives_its_person_while_it_is_used(engine: Engine) {
    let site = Site::new(engine);
    drop(site.person("zhang", Role::Collector, "H1"));
    let token = |account: &str| {
        let grant = TokenGrant {
            account: id(account),
            role: Role::Collector,
            scope: Scope::parse("H1").unwrap(),
            expires_at: None,
        };
        site.service.create_token(&Site::operator(), &grant).unwrap().1
    };
    let (busy, idle, machine) = (token("zhang"), token("zhang"), token("machine"));
    for _ in 0..3 {
        pass(60 * DAY);
        site.resume(busy.reveal()).unwrap();
        site.service.write_last_uses().unwrap();
    }
    site.try_in("zhang", GOOD, None, DESK).unwrap_err();
    assert_eq!(site.resume(idle.reveal()).unwrap_err().code(), Code::TokenInvalid);
    site.resume(busy.reveal()).unwrap();
    // A program without an account has nobody who could sign in or be unlocked: its token ends by its own time.
    site.resume(machine.reveal()).unwrap();
    site.service
        .set_account_status(&Site::operator(), &id("zhang"), AccountStatus::Active, "复用")
        .unwrap();
    site.resume(idle.reveal()).unwrap();
}

fn without_a_number_of_days_nobody_waits(engine: Engine) {
    let site = Site::new(engine);
    drop(site.person("zhang", Role::Curator, "H1"));
    let service = with_unused_days(&site, 0);
    pass(4_000 * DAY);
    let given = Credentials {
        account: id("zhang"),
        password: Secret::new(GOOD),
        code: None,
    };
    service.sign_in_with_password(&given, &origin(DESK)).unwrap();
    let listed = service.account(&Site::operator(), &id("zhang")).unwrap();
    assert_eq!(listed.status, AccountStatus::Active);
}
