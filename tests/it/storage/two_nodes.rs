//! Two nodes on one database: what one writes counts on the other with the next request, whatever that one remembers.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::service::TestService;
use crate::support::service::open;
use crate::support::service::session;
use zhiyu::access::permit::Origin;
use zhiyu::access::role::Role;
use zhiyu::access::session::Scope;
use zhiyu::access::token::TokenGrant;
use zhiyu::error::Code;
use zhiyu::id::AccountId;
use zhiyu::service::Service;
use zhiyu::service::distribution::offers::PinOrder;

on_both_engines! {
    a_token_ends_on_every_node_at_once
    a_pin_and_a_release_count_on_every_node_at_once
}

fn origin(address: &str) -> Origin {
    Origin {
        request_id: "r-1".to_owned(),
        address: address.to_owned(),
    }
}

fn outcome(node: &Service, text: &str) -> Result<usize, Code> {
    let signed_in = node.sign_in(text, origin("10.0.0.1"));
    signed_in
        .map(|session| session.grants.len())
        .map_err(|error| error.code())
}

fn a_token_ends_on_every_node_at_once(engine: Engine) {
    let one = TestService::new(engine);
    let other = open(&one.database).unwrap();
    let operator = Service::operator(AccountId::new("operator").unwrap());
    let grant = |account: &str| TokenGrant {
        account: AccountId::new(account).unwrap(),
        role: Role::Collector,
        scope: Scope::All,
        expires_at: None,
    };
    for (maker, asked) in [(&one.service, &other), (&other, &one.service), (&other, &other)] {
        let (token, secret) = maker.create_token(&operator, &grant("box")).unwrap();
        for _ in 0..3 {
            assert_eq!(outcome(asked, secret.reveal()), Ok(1));
        }
        let (_, rotated) = maker.rotate_token(&operator, &token.id, 0).unwrap();
        assert_eq!(outcome(asked, secret.reveal()), Err(Code::TokenInvalid));
        assert_eq!(outcome(asked, rotated.reveal()), Ok(1));
        maker.revoke_token(&operator, &token.id).unwrap();
        assert_eq!(outcome(asked, rotated.reveal()), Err(Code::TokenInvalid));
    }
    // A token that was not there when it was first asked for.
    let (_, secret) = one.service.create_token(&operator, &grant("late")).unwrap();
    let unknown = format!("zhiyu_{}_{}", "f".repeat(16), "0".repeat(64));
    assert_eq!(outcome(&other, &unknown), Err(Code::TokenInvalid));
    assert_eq!(outcome(&other, secret.reveal()), Ok(1));
}

fn a_pin_and_a_release_count_on_every_node_at_once(engine: Engine) {
    let one = TestService::new(engine);
    let other = open(&one.database).unwrap();
    let hospital = Hospital::new(&one.service, "H1", &[("a", "霍乱"), ("b", "伤寒")]);
    let held = hospital.collector("box-1");
    let latest = |node: &Service| {
        let newest = node.newest_release(&held, &hospital.id).unwrap();
        let pointer = node.snapshot_pointer(&held, &hospital.id);
        (newest.map_or(0, |release| release.number), pointer.is_ok())
    };
    assert_eq!(latest(&other), (0, false));
    for (number, code) in [(1, "a"), (2, "b")] {
        hospital.approve(code, mapped(&["A00"]), "");
        hospital.publish().unwrap();
        assert_eq!([latest(&other), latest(&other)], [(number, true); 2]);
    }
    let publisher = session(Role::Publisher, "zhao.min");
    for (release, seen) in [(Some(1), 1), (None, 2)] {
        let order = PinOrder {
            release,
            until: None,
            reason: "保持旧版".to_owned(),
        };
        one.service
            .pin_collector(&publisher, &hospital.id, &held.account, &order)
            .unwrap();
        assert_eq!(latest(&other).0, seen);
    }
}
