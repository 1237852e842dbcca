//! Divisions by their codes, and parts of the grid that lie in each other.

use proptest::collection::btree_set;
use proptest::prelude::*;
use std::collections::BTreeSet;
use zhiyu::access::area::Area;
use zhiyu::access::area::Place;
use zhiyu::access::grant::Grant;
use zhiyu::access::role::Right;
use zhiyu::access::role::Role;
use zhiyu::access::session::Scope;
use zhiyu::access::session::Session;
use zhiyu::error::Code;
use zhiyu::id::AccountId;
use zhiyu::id::DivisionCode;
use zhiyu::id::GridWordId;
use zhiyu::id::OrganizationId;

fn code(text: &str) -> DivisionCode {
    DivisionCode::new(text).unwrap()
}

#[test]
fn a_division_has_one_spelling() {
    for (text, kept, stem) in [
        ("33", "330000", "33"),
        ("330000", "330000", "33"),
        ("3301", "330100", "3301"),
        ("330109000000", "330109", "330109"),
        ("419001", "419001", "419001"),
        ("330109103", "330109103", "330109103"),
        ("330109103000", "330109103", "330109103"),
        ("330109103201", "330109103201", "330109103201"),
        ("330109000201", "330109000201", "330109000201"),
    ] {
        let division = code(text);
        assert_eq!((division.as_str(), division.stem()), (kept, stem), "{text}");
    }
    for text in [
        "",
        "3",
        "33010",
        "3301091",
        "000000",
        "33010a",
        "３３０１００",
        "3301091032011",
        "33 100",
    ] {
        let refusal = DivisionCode::new(text).unwrap_err();
        assert_eq!(refusal.code(), Code::IdentifierInvalid, "{text}");
    }
}

#[test]
fn the_tree_is_that_of_the_code() {
    let city = code("330100");
    assert!(
        ["330100", "330109", "330109103", "330109103201"]
            .iter()
            .all(|below| city.is_above(&code(below)))
    );
    assert!(
        ["330000", "330200", "331001", "340100"]
            .iter()
            .all(|other| !city.is_above(&code(other)))
    );
}

#[test]
fn what_narrows_nothing_is_a_plain_grant() {
    let area = Area {
        named: Scope::All,
        division: None,
        tiers: BTreeSet::new(),
        lines: BTreeSet::new(),
    };
    assert_eq!(
        Grant::within(Role::Curator, area, None),
        Grant::new(Role::Curator, Scope::All)
    );
}

fn divisions() -> impl Strategy<Value = DivisionCode> {
    let levels = ("[1-3]", "0[0-2]", "0[0-2]", "00[0-2]", "00[0-2]");
    (levels, 0_usize..5).prop_map(|((province, city, county, town, village), depth)| {
        let all = format!("{province}{}{city}{county}{town}{village}", "3");
        code(all.get(..[2, 4, 6, 9, 12][depth]).unwrap())
    })
}

fn few_words() -> impl Strategy<Value = BTreeSet<GridWordId>> {
    btree_set("[a-c]".prop_map(|text| GridWordId::new(text).unwrap()), 0..3)
}

fn areas() -> impl Strategy<Value = Area> {
    let scopes = prop_oneof![Just("*"), Just("H1"), Just("H1,H2"), Just("")];
    (scopes, proptest::option::of(divisions()), few_words(), few_words()).prop_map(|(named, division, tiers, lines)| {
        Area {
            named: Scope::parse(named).unwrap(),
            division,
            tiers,
            lines,
        }
    })
}

fn places() -> impl Strategy<Value = Place> {
    let tier = proptest::option::of("[a-c]".prop_map(|text| GridWordId::new(text).unwrap()));
    (proptest::option::of(divisions()), tier, few_words()).prop_map(|(division, tier, lines)| Place {
        division,
        tier,
        lines,
    })
}

fn session(grant: Grant) -> Session {
    let mut session = Session::new(
        AccountId::new("zhang").unwrap(),
        grant.role,
        Scope::none(),
        zhiyu::access::permit::Origin::default(),
    );
    session.grants = vec![grant];
    session
}

proptest! {
    #[test]
    fn a_subtree_is_a_range_of_codes(top in divisions(), other in divisions()) {
        let (from, to) = (top.stem().to_owned(), format!("{}:", top.stem()));
        let is_in_range = other.as_str() >= from.as_str() && other.as_str() < to.as_str();
        prop_assert_eq!(is_in_range, top.is_above(&other));
        prop_assert_eq!(code(other.as_str()), other);
    }

    #[test]
    fn what_is_covered_holds_nothing_more(wide in areas(), narrow in areas(), place in places()) {
        let named = |area: &Area| area.named.includes(&OrganizationId::new("H1").unwrap());
        let is_in = |area: &Area| named(area) && area.includes(&place);
        prop_assert!(!wide.covers(&narrow) || !is_in(&narrow) || is_in(&wide));
        prop_assert!(wide.covers(&wide));
    }

    #[test]
    fn nobody_gives_more_than_they_have(own in areas(), wanted in areas(), place in places()) {
        let security = session(Grant::within(Role::SecurityAdministrator, own.clone(), None));
        let wanted = Grant::within(Role::Curator, wanted, None);
        let organization = OrganizationId::new("H1").unwrap();
        if security.covers(Right::GrantRoles, &wanted) && wanted.may_place(&organization, &place) {
            let own = Grant::within(Role::SecurityAdministrator, own, None);
            let empty = wanted.area.is_none() && place.is_empty();
            prop_assert!(empty || own.may_place(&organization, &place), "{own:?} {wanted:?}");
        }
    }
}
