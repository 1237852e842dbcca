//! The grid over real databases: a county manages its divisions, institutions and accounts, and nobody else's.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::service::START;
use crate::support::service::TestService;
use crate::support::service::surroundings;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;
use zhiyu::access::area::Area;
use zhiyu::access::area::Axis;
use zhiyu::access::area::GridWord;
use zhiyu::access::area::Place;
use zhiyu::access::grant::Grant;
use zhiyu::access::permit::Origin;
use zhiyu::access::role::Right;
use zhiyu::access::role::Role;
use zhiyu::access::rules::AccessRules;
use zhiyu::access::session::Scope;
use zhiyu::access::session::Session;
use zhiyu::access::token::Secret;
use zhiyu::error::Code;
use zhiyu::error::Error;
use zhiyu::error::Result;
use zhiyu::id::AccountId;
use zhiyu::id::DivisionCode;
use zhiyu::id::GridWordId;
use zhiyu::id::OrganizationId;
use zhiyu::language::Language;
use zhiyu::page::Page;
use zhiyu::service::Service;
use zhiyu::service::Surroundings;
use zhiyu::service::access::accounts::AccountsWanted;
use zhiyu::service::access::accounts::NewAccount;
use zhiyu::service::access::organizations::NewOrganization;
use zhiyu::service::access::password_sign_in::Credentials;
use zhiyu::time::Instant;

on_both_engines! {
    a_county_manages_its_institutions_and_nobody_elses
    a_county_manages_its_accounts
    a_county_gives_no_more_than_it_has
    a_county_moves_its_institutions_within_it_alone
    a_grant_follows_the_place_of_an_organization
    a_special_grant_in_a_subtree_ends_by_time
    the_words_of_the_grid_are_data
}

const DAY: i64 = 24 * 3_600_000_000;
const GOOD: &str = "Rk7#vm2q";
/// 萧山区 and 余杭区 of 杭州市.
const COUNTY: &str = "330109";
const NEIGHBOUR: &str = "330110";
const CITY: &str = "330100";
/// Two good codes, and whose they are.
const USCC_OF_COUNTY: &str = "1241150041580000XT";

thread_local! {
    static NOW: Cell<i64> = const { Cell::new(START.0) };
}

struct Site {
    service: Service,
    _test: TestService,
}

fn account(text: &str) -> AccountId {
    AccountId::new(text).unwrap()
}

fn organization(text: &str) -> OrganizationId {
    OrganizationId::new(text).unwrap()
}

fn word(text: &str) -> GridWordId {
    GridWordId::new(text).unwrap()
}

fn words(list: &[&str]) -> BTreeSet<GridWordId> {
    list.iter().map(|text| word(text)).collect()
}

fn place(division: &str, tier: &str, lines: &[&str]) -> Place {
    Place {
        division: Some(DivisionCode::new(division).unwrap()),
        tier: Some(word(tier)),
        lines: words(lines),
    }
}

fn new(id: &str, place: Place) -> NewOrganization {
    NewOrganization {
        id: organization(id),
        name: format!("机构 {id}"),
        uscc: None,
        place,
    }
}

fn within(division: Option<&str>, tiers: &[&str], lines: &[&str]) -> Area {
    Area {
        named: Scope::All,
        division: division.map(|code| DivisionCode::new(code).unwrap()),
        tiers: words(tiers),
        lines: words(lines),
    }
}

fn operator() -> Session {
    Service::operator(account("operator"))
}

fn code<T>(outcome: Result<T>) -> Option<Code> {
    outcome.err().map(|error| error.code())
}

impl Site {
    /// A county with a hospital and a centre for disease control in a township, its neighbour, and the city above both.
    fn new(engine: Engine) -> Self {
        NOW.set(START.0);
        let test = TestService::new(engine);
        let rules = AccessRules {
            second_factor_roles: Vec::new(),
            ..(*surroundings().access).clone()
        };
        let surroundings = Surroundings {
            clock: || Instant(NOW.get()),
            access: Arc::new(rules),
            ..surroundings()
        };
        let service = Service::open(test.database.folder(), test.database.target.clone(), surroundings).unwrap();
        let hospital = NewOrganization {
            uscc: Some(USCC_OF_COUNTY.to_owned()),
            ..new("A1", place(COUNTY, "county", &["medical"]))
        };
        service.add_organization(&operator(), &hospital).unwrap();
        for (id, at) in [
            ("A2", place("330109103", "township", &["disease-control"])),
            ("B1", place(NEIGHBOUR, "county", &["medical"])),
            ("C1", place(CITY, "prefecture", &["administration", "medical"])),
            ("D1", Place::default()),
        ] {
            service.add_organization(&operator(), &new(id, at)).unwrap();
        }
        Self { service, _test: test }
    }

    /// Somebody of an organization who holds this; the text of their session.
    fn person(&self, id: &str, of: &str, grants: &[Grant]) -> String {
        let made = NewAccount {
            id: account(id),
            name: format!("真名 {id}"),
            organization: Some(organization(of)),
            contact: String::new(),
        };
        let one_time = self.service.add_account(&operator(), &made).unwrap().1;
        for grant in grants {
            self.service
                .give_grant(&operator(), &account(id), grant, "到岗")
                .unwrap();
        }
        let first = self.sign_in(id, one_time.reveal());
        let session = self.session(&first);
        self.service
            .change_password(&session, &one_time, &Secret::new(GOOD))
            .unwrap();
        self.sign_in(id, GOOD)
    }

    fn sign_in(&self, id: &str, password: &str) -> String {
        let given = Credentials {
            account: account(id),
            password: Secret::new(password),
            code: None,
        };
        let begun = self.service.sign_in_with_password(&given, &Self::desk()).unwrap();
        begun.1.reveal().to_owned()
    }

    fn desk() -> Origin {
        Origin {
            request_id: "r".to_owned(),
            address: "10.0.0.1".to_owned(),
        }
    }

    /// What the next request of a session may do.
    fn session(&self, text: &str) -> Session {
        self.service.sign_in(text, Self::desk()).unwrap()
    }

    fn seen(&self, session: &Session) -> Vec<String> {
        let slice = self.service.organizations(session, &Page::new(None, None)).unwrap();
        slice
            .items
            .iter()
            .map(|organization| organization.id.to_string())
            .collect()
    }

    /// The administrator of the county.
    fn county(&self, role: Role) -> String {
        let grant = Grant::within(role, within(Some(COUNTY), &[], &[]), None);
        self.person(&format!("county-{}", role.as_str()), "A1", &[grant])
    }
}

fn told(error: &Error) -> String {
    [Language::Chinese, Language::English]
        .map(|language| error.detail(language))
        .join(" ")
}

fn a_county_manages_its_institutions_and_nobody_elses(engine: Engine) {
    let site = Site::new(engine);
    let text = site.county(Role::Administrator);
    let session = site.session(&text);
    assert_eq!(session.grants[0].words().0, "卫健委管理员");
    assert_eq!(site.seen(&session), ["A1", "A2"]);
    for foreign in ["B1", "C1", "D1", "nowhere"] {
        assert_eq!(
            code(site.service.organization(&session, &organization(foreign))),
            Some(Code::OutOfScope)
        );
    }
    let add = |new: &NewOrganization| site.service.add_organization(&session, new);
    for beyond in [
        place(NEIGHBOUR, "county", &[]),
        place(CITY, "prefecture", &[]),
        Place::default(),
    ] {
        assert_eq!(code(add(&new("A3", beyond))), Some(Code::OutOfScope));
    }
    add(&new("A3", place("330109104200", "village", &["medical"]))).unwrap();
    assert_eq!(site.seen(&site.session(&text)), ["A1", "A2", "A3"]);
    // An id of elsewhere is taken, whatever else is said of it: its contents cannot be guessed.
    assert_eq!(
        code(add(&new("B1", place(NEIGHBOUR, "county", &["medical"])))),
        Some(Code::OutOfScope)
    );
    assert_eq!(
        code(add(&new("B1", place(COUNTY, "county", &["medical"])))),
        Some(Code::OrganizationExists)
    );
    let neighbour = Grant::within(Role::Administrator, within(Some(NEIGHBOUR), &[], &[]), None);
    let other = site.session(&site.person("neighbour", "B1", &[neighbour]));
    let twice = NewOrganization {
        uscc: Some(USCC_OF_COUNTY.to_owned()),
        ..new("B2", place(NEIGHBOUR, "county", &[]))
    };
    let refusal = site.service.add_organization(&other, &twice).unwrap_err();
    assert!(
        refusal.code() == Code::OrganizationExists && !told(&refusal).contains("A1"),
        "{refusal:?}"
    );
}

fn a_county_moves_its_institutions_within_it_alone(engine: Engine) {
    let site = Site::new(engine);
    let session = site.session(&site.county(Role::Administrator));
    // Nothing is given away to the neighbour, and nothing taken from it.
    let update = |new: &NewOrganization| site.service.update_organization(&session, new);
    assert_eq!(
        code(update(&new("A2", place(NEIGHBOUR, "township", &[])))),
        Some(Code::OutOfScope)
    );
    assert_eq!(code(update(&new("A2", Place::default()))), Some(Code::OutOfScope));
    assert_eq!(
        code(update(&new("B1", place(COUNTY, "county", &[])))),
        Some(Code::OutOfScope)
    );
    update(&new("A2", place(COUNTY, "county", &["disease-control", "supervision"]))).unwrap();
    // Whoever manages one institution moves it nowhere.
    let unit = Grant::new(Role::Administrator, Scope::parse("B1").unwrap());
    let unit = site.session(&site.person("unit", "B1", &[unit]));
    assert_eq!(unit.grants[0].words().0, "单位管理员");
    assert_eq!(
        code(
            site.service
                .update_organization(&unit, &new("B1", place(COUNTY, "county", &[])))
        ),
        Some(Code::OutOfScope)
    );
    let renamed = NewOrganization {
        name: "新名".to_owned(),
        ..new("B1", place(NEIGHBOUR, "county", &["medical"]))
    };
    assert_eq!(site.service.update_organization(&unit, &renamed).unwrap().name, "新名");
}

fn a_county_manages_its_accounts(engine: Engine) {
    let site = Site::new(engine);
    let session = site.session(&site.county(Role::SecurityAdministrator));
    let foreign_text = site.person("of-b", "B1", &[Grant::new(Role::Curator, Scope::parse("B1").unwrap())]);
    site.session(&foreign_text);
    let add = |id: &str, of: Option<&str>| {
        let made = NewAccount {
            id: account(id),
            name: id.to_owned(),
            organization: of.map(organization),
            contact: String::new(),
        };
        site.service.add_account(&session, &made)
    };
    add("of-a", Some("A2")).unwrap();
    for beyond in [Some("B1"), Some("C1"), Some("D1"), Some("nowhere"), None] {
        assert_eq!(code(add("beyond", beyond)), Some(Code::OutOfScope));
    }
    let wanted = AccountsWanted::default();
    let seen = site.service.accounts(&session, wanted, &Page::new(None, None)).unwrap();
    let seen: Vec<&str> = seen.items.iter().map(|account| account.id.as_str()).collect();
    assert_eq!(seen, ["county-security-administrator", "of-a"]);
    for unknown in ["of-b", "nobody"] {
        assert_eq!(
            code(site.service.account(&session, &account(unknown))),
            Some(Code::AccountUnknown)
        );
        let lock = site.service.reset_password(&session, &account(unknown), "x");
        assert_eq!(code(lock), Some(Code::AccountUnknown));
    }
}

fn a_county_gives_no_more_than_it_has(engine: Engine) {
    let site = Site::new(engine);
    let session = site.session(&site.county(Role::SecurityAdministrator));
    site.person("of-b", "B1", &[Grant::new(Role::Curator, Scope::parse("B1").unwrap())]);
    let of_a = NewAccount {
        id: account("of-a"),
        name: "of-a".to_owned(),
        organization: Some(organization("A2")),
        contact: String::new(),
    };
    site.service.add_account(&session, &of_a).unwrap();
    let give = |grant: &Grant| site.service.give_grant(&session, &account("of-a"), grant, "到岗");
    let plain = |scope: &str| Grant::new(Role::Curator, Scope::parse(scope).unwrap());
    let narrowed = |area: Area| Grant::within(Role::Curator, area, None);
    let named = Area {
        named: Scope::parse("A1,B1").unwrap(),
        ..within(None, &[], &["medical"])
    };
    let beyond = [
        plain("*"),
        plain("B1"),
        plain("A1,B1"),
        narrowed(named),
        narrowed(within(Some(CITY), &[], &[])),
        narrowed(within(Some(NEIGHBOUR), &[], &[])),
        narrowed(within(None, &["county"], &["medical"])),
    ];
    for grant in &beyond {
        assert_eq!(code(give(grant)), Some(Code::OutOfScope), "{grant:?}");
    }
    let unknown = narrowed(within(Some(COUNTY), &["galaxy"], &[]));
    assert_eq!(code(give(&unknown)), Some(Code::FieldInvalid));
    give(&plain("A1,A2")).unwrap();
    let given = give(&narrowed(within(Some("330109103"), &[], &["disease-control"]))).unwrap();
    site.service.withdraw_grant(&session, given.id, "调岗").unwrap();
    let of_b = site.service.grants_of(&operator(), &account("of-b")).unwrap();
    let foreign = site.service.withdraw_grant(&session, of_b[0].0.id, "x");
    assert_eq!(code(foreign), Some(Code::GrantUnknown));
    // What it gives, it may not use.
    assert_eq!(
        code(session.permit_in(Right::DraftMapping, &organization("A1"))),
        Some(Code::RightMissing)
    );
    // Of a grant that goes beyond the county, the county withdraws nothing.
    let wide = Grant::within(Role::Reviewer, within(Some(CITY), &[], &[]), None);
    let wide = site
        .service
        .give_grant(&operator(), &account("of-a"), &wide, "全市审核")
        .unwrap();
    assert_eq!(
        code(site.service.withdraw_grant(&session, wide.id, "x")),
        Some(Code::GrantUnknown)
    );
}

fn a_grant_follows_the_place_of_an_organization(engine: Engine) {
    let site = Site::new(engine);
    let grants = [
        Grant::within(Role::Curator, within(Some(CITY), &[], &["disease-control"]), None),
        Grant::within(
            Role::Reviewer,
            within(None, &["county", "prefecture"], &["medical"]),
            None,
        ),
    ];
    let text = site.person("zhang", "A1", &grants);
    let holds = |right: Right| {
        let session = site.session(&text);
        let all = ["A1", "A2", "B1", "C1", "D1"];
        let held = all
            .into_iter()
            .filter(|id| session.permit_in(right, &organization(id)).is_ok());
        held.collect::<Vec<_>>()
    };
    assert_eq!(holds(Right::DraftMapping), ["A2"]);
    assert_eq!(holds(Right::ReviewMapping), ["A1", "B1", "C1"]);
    let move_to = |id: &str, at: Place| {
        let said = NewOrganization {
            uscc: (id == "A1").then(|| USCC_OF_COUNTY.to_owned()),
            ..new(id, at)
        };
        site.service.update_organization(&operator(), &said).unwrap();
    };
    // The next request sees it; no session has to end.
    move_to("A2", place("410105", "township", &["disease-control"]));
    move_to("D1", place("330109105", "county", &["disease-control", "medical"]));
    move_to("A1", place(COUNTY, "county", &["maternal-child"]));
    assert_eq!(holds(Right::DraftMapping), ["D1"]);
    assert_eq!(holds(Right::ReviewMapping), ["B1", "C1", "D1"]);
    let listed = site.service.grants_of(&operator(), &account("zhang")).unwrap();
    assert!(
        listed
            .iter()
            .zip(&grants)
            .all(|((given, _), grant)| given.grant == *grant),
        "{listed:?}"
    );
}

fn a_special_grant_in_a_subtree_ends_by_time(engine: Engine) {
    let site = Site::new(engine);
    let until = Some(Instant(START.0 + 40 * DAY));
    let special = Grant::within(Role::Curator, within(Some(NEIGHBOUR), &[], &[]), until);
    let text = site.person(
        "zhang",
        "A1",
        &[Grant::new(Role::Curator, Scope::parse("A1").unwrap()), special],
    );
    let session = site.session(&text);
    assert!(session.permit_in(Right::DraftMapping, &organization("B1")).is_ok());
    assert_eq!(site.seen(&session), ["A1", "B1"]);
    NOW.set(START.0 + 41 * DAY);
    let session = site.session(&site.sign_in("zhang", GOOD));
    assert_eq!(
        code(session.permit_in(Right::DraftMapping, &organization("B1"))),
        Some(Code::OutOfScope)
    );
    assert_eq!(site.seen(&session), ["A1"]);
}

fn the_words_of_the_grid_are_data(engine: Engine) {
    let site = Site::new(engine);
    let traditional = GridWord {
        id: word("traditional"),
        zh: "中医".to_owned(),
        en: "traditional medicine".to_owned(),
        rank: 8,
    };
    let somewhere = new("T1", place(COUNTY, "county", &["traditional"]));
    assert_eq!(
        code(site.service.add_organization(&operator(), &somewhere)),
        Some(Code::FieldInvalid)
    );
    let county = site.session(&site.county(Role::Administrator));
    let beyond = site.service.set_grid_word(&county, Axis::Lines, &traditional);
    assert_eq!(code(beyond), Some(Code::OutOfScope));
    for _ in 0..2 {
        site.service
            .set_grid_word(&operator(), Axis::Lines, &traditional)
            .unwrap();
    }
    site.service.add_organization(&operator(), &somewhere).unwrap();
    let grid = site.service.grid_words(&county).unwrap();
    let zh = |list: &[GridWord]| list.iter().map(|word| word.zh.clone()).collect::<Vec<_>>().join(" ");
    assert_eq!(zh(&grid.tiers), "省 市 县 乡 村");
    assert_eq!(zh(&grid.lines), "行政 医疗 疾控 妇幼 卫监 急救 血站 中医");
}
