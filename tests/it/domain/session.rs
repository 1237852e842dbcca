//! Sessions with several grants: a right counts where a grant that holds it is good, and nowhere else.

use zhiyu::access::grant::Grant;
use zhiyu::access::permit::Origin;
use zhiyu::access::role::Right;
use zhiyu::access::role::Role;
use zhiyu::access::session::Scope;
use zhiyu::access::session::Session;
use zhiyu::access::session::Via;
use zhiyu::error::Code;
use zhiyu::id::AccountId;
use zhiyu::id::OrganizationId;

fn organization(id: &str) -> OrganizationId {
    OrganizationId::new(id).unwrap()
}

fn scope(text: &str) -> Scope {
    Scope::parse(text).unwrap()
}

/// A curator of H1 and H2 who reviews for H3 and audits nobody.
fn session() -> Session {
    Session {
        account: AccountId::new("zhang").unwrap(),
        grants: vec![
            Grant::new(Role::Curator, scope("H1")),
            Grant::new(Role::Curator, scope("H2")),
            Grant::new(Role::Reviewer, scope("H3")),
        ],
        origin: Origin::default(),
        via: Via::Process,
        duty: None,
    }
}

#[test]
fn the_permit_names_the_role_of_the_grant_that_gave_it() {
    let session = session();
    let draft = session.permit_in(Right::DraftMapping, &organization("H2")).unwrap();
    assert_eq!(draft.permit().role(), Role::Curator);
    let review = session.permit_in(Right::ReviewMapping, &organization("H3")).unwrap();
    assert_eq!(review.permit().role(), Role::Reviewer);
    assert_eq!(review.permit().organization(), Some(&organization("H3")));
}

#[test]
fn the_right_of_one_grant_and_the_scope_of_another_do_not_add_up() {
    let session = session();
    for (right, id) in [
        (Right::DraftMapping, "H3"),
        (Right::ReviewMapping, "H1"),
        (Right::ReadMappings, "H4"),
    ] {
        let refusal = session.permit_in(right, &organization(id)).unwrap_err();
        assert_eq!(refusal.code(), Code::OutOfScope, "{right:?} {id}");
    }
    let refusal = session.permit_in(Right::ReadAudit, &organization("H1")).unwrap_err();
    assert_eq!(refusal.code(), Code::RightMissing);
}

#[test]
fn of_several_rights_the_one_that_is_held_there_counts() {
    let session = session();
    let rights = [Right::DraftMapping, Right::ReviewMapping];
    for (id, right) in [("H1", Right::DraftMapping), ("H3", Right::ReviewMapping)] {
        let permit = session.permit_in_any(&rights, &organization(id)).unwrap();
        assert_eq!(permit.permit().right(), right);
    }
    let refusal = session.permit_in_any(&rights, &organization("H4")).unwrap_err();
    assert_eq!(refusal.code(), Code::OutOfScope);
    let refusal = session
        .permit_in_any(&[Right::ManageTokens], &organization("H1"))
        .unwrap_err();
    assert_eq!(refusal.code(), Code::RightMissing);
}

#[test]
fn the_scope_of_a_right_is_that_of_every_grant_that_holds_it() {
    let session = session();
    assert_eq!(session.scope_of(Right::DraftMapping), scope("H1,H2"));
    assert_eq!(session.scope_of(Right::ReviewMapping), scope("H3"));
    assert_eq!(session.scope_of(Right::ReadMappings), scope("H1,H2,H3"));
    assert_eq!(session.scope_of(Right::ReadAudit), Scope::none());
    assert_eq!(scope("H1").union(&Scope::All), Scope::All);
    let rights: Vec<Right> = session.rights().collect();
    assert!(rights.contains(&Right::ReviewMapping) && !rights.contains(&Right::PublishRelease));
}

#[test]
fn nobody_without_a_grant_may_do_anything() {
    let nobody = Session {
        grants: Vec::new(),
        ..session()
    };
    for right in Right::ALL {
        assert_eq!(nobody.permit(*right).unwrap_err().code(), Code::RightMissing);
    }
}
