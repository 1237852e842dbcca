//! Text that one engine cannot keep is no failure of the service on either.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::service::TestService;
use crate::support::service::session;
use zhiyu::access::role::Role;
use zhiyu::error::Kind;
use zhiyu::id::EditionRef;

on_both_engines! {
    a_code_with_u_0000_is_refused_or_not_there
}

fn a_code_with_u_0000_is_refused_or_not_there(engine: Engine) {
    let test = TestService::open(engine.empty());
    let reader = session(Role::Auditor, "shen.ji");
    let of = EditionRef::parse("GB-T-2261.1/2003").unwrap();
    let error = test.service.concept(&reader, &of, "1\0").unwrap_err();
    assert!(matches!(error.kind(), Kind::Invalid | Kind::NotFound), "{error:?}");
    assert_eq!(test.service.concept(&reader, &of, "1").unwrap().display, "男性");
}
