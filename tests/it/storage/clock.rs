//! The clock jumps a day ahead and back, and drifts, while the service runs. Numbers and orders come from counters; what ends by the
//! clock ends, and is good again when the clock is set right; days are those of Asia/Shanghai.

use crate::support::database::Engine;
use crate::support::database::TestDatabase;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::service::START;
use crate::support::service::TestService;
use crate::support::service::session;
use crate::support::service::surroundings;
use std::cell::Cell;
use zhiyu::access::grant::Grant;
use zhiyu::access::permit::Origin;
use zhiyu::access::role::Right;
use zhiyu::access::role::Role;
use zhiyu::access::session::Scope;
use zhiyu::access::session::Session;
use zhiyu::access::token::TokenGrant;
use zhiyu::error::Code;
use zhiyu::error::Result;
use zhiyu::id::AccountId;
use zhiyu::id::EditionRef;
use zhiyu::matching::Term;
use zhiyu::matching::lexicon::SYSTEM;
use zhiyu::registry::edition::EditionMetadata;
use zhiyu::registry::succession::PartialDate;
use zhiyu::registry::succession::Profile;
use zhiyu::service::Service;
use zhiyu::service::Surroundings;
use zhiyu::service::access::accounts::NewAccount;
use zhiyu::service::audit::check::Evidence;
use zhiyu::service::audit::check::check_database;
use zhiyu::service::distribution::translation::TranslationOrder;
use zhiyu::service::files::FileInput;
use zhiyu::service::registry::editions::ConceptColumns;
use zhiyu::service::registry::editions::EditionImport;
use zhiyu::service::registry::successions::Question;
use zhiyu::service::registry::successions::SuccessionImport;
use zhiyu::time::Instant;

on_both_engines! {
    releases_and_events_keep_their_order
    what_was_published_last_is_last
    tokens_and_grants_end_and_are_good_again
    a_day_begins_in_shanghai
}

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

thread_local! {
    static NOW: Cell<i64> = const { Cell::new(0) };
    static DRIFT: Cell<i64> = const { Cell::new(1) };
}

/// The clock of this thread: it goes on by the drift at every look, backwards when that is negative.
fn clock() -> Instant {
    NOW.set(NOW.get() + DRIFT.get());
    Instant(NOW.get())
}

fn jump(micros: i64) {
    NOW.set(NOW.get() + micros);
}

fn service(engine: Engine) -> (Service, TestDatabase) {
    let TestService { service, database } = TestService::new(engine);
    drop(service);
    NOW.set(START.0);
    DRIFT.set(1);
    let surroundings = Surroundings {
        clock,
        ..surroundings()
    };
    let service = Service::open(database.folder(), database.target.clone(), surroundings).unwrap();
    (service, database)
}

fn operator() -> Session {
    Service::operator(AccountId::new("operator").unwrap())
}

fn file(text: &str) -> FileInput {
    FileInput {
        bytes: text.as_bytes().to_vec(),
        file_name: Some("list.csv".to_owned()),
    }
}

/// The release with which data are translated now.
fn in_use(hospital: &Hospital<'_>) -> i64 {
    let collector = session(Role::Collector, "collector");
    let now = TranslationOrder::default();
    let translator = hospital.service.translator(&collector, &hospital.id, &now);
    translator.unwrap().release.release
}

fn releases_and_events_keep_their_order(engine: Engine) {
    let (service, database) = service(engine);
    let codes = ["1", "2", "3", "4", "5", "6", "7"];
    let rows = codes.map(|code| (code, "霍乱"));
    let hospital = Hospital::new(&service, "H1", &rows);
    // A day ahead, two days back, a day ahead; then it goes back by a millisecond, and by a second, at every look; then it is right.
    let jumps = [0, DAY, -2 * DAY, DAY, 0, 0, HOUR];
    let drifts = [1, 1, 1, 1, -1_000, -1_000_000, 1];
    for (number, (code, (by, drift))) in (1..).zip(codes.iter().zip(jumps.into_iter().zip(drifts))) {
        jump(by);
        DRIFT.set(drift);
        hospital.approve(code, mapped(&["A00"]), "");
        let release = hospital.publish().unwrap();
        assert_eq!(release.number, number);
        assert_eq!(hospital.lines(number).len(), usize::try_from(number).unwrap());
        if drift > 0 {
            assert_eq!(in_use(&hospital), number, "it is in use as soon as it is published");
        }
    }
    in_their_order(&service, &hospital, &database);
    // A release from a clock that was ahead waits for its instant; the next one does not wait for it.
    jump(DAY);
    hospital.approve("1", mapped(&["A01"]), "");
    assert_eq!(hospital.publish().unwrap().number, 8);
    jump(-DAY);
    assert_eq!(in_use(&hospital), 7);
    hospital.approve("2", mapped(&["A01"]), "");
    assert_eq!((hospital.publish().unwrap().number, in_use(&hospital)), (9, 9));
}

/// Seven releases, in the list and in the audit log.
fn in_their_order(service: &Service, hospital: &Hospital<'_>, database: &TestDatabase) {
    let listed = service.releases(&Hospital::publisher(), &hospital.id).unwrap();
    let mut numbers: Vec<i64> = listed.iter().map(|release| release.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
    assert!(listed.windows(2).any(|two| two[0].published_at < two[1].published_at));
    assert!(listed.windows(2).any(|two| two[0].published_at > two[1].published_at));
    let query = "SELECT object AS value FROM audit_events WHERE action = 'release.publish' ORDER BY sequence";
    let told = database.stranger().texts(query);
    let expected: Vec<String> = (1..=7)
        .map(|number| format!("organizations/H1/releases/{number}"))
        .collect();
    assert_eq!(told, expected);
    let verdict = check_database(database.target.clone(), &Evidence::default(), |_| {}).unwrap();
    assert!(verdict.discrepancies.is_empty(), "{verdict:?}");
}

fn import(service: &Service, of: &EditionRef, text: &str, metadata: EditionMetadata) -> Result<()> {
    let is_words = text.contains("ambiguous");
    let properties: &[&str] = if is_words {
        &["ambiguous", "source", "confidence"]
    } else {
        &[]
    };
    let order = EditionImport {
        columns: ConceptColumns {
            properties: properties.iter().map(|name| (*name).to_owned()).collect(),
            ..ConceptColumns::default()
        },
        metadata,
        publish: true,
        ..EditionImport::default()
    };
    service.import_edition(&operator(), of, &file(text), &order).map(drop)
}

fn from(day: &str) -> EditionMetadata {
    EditionMetadata {
        effective_from: Some(day.to_owned()),
        ..EditionMetadata::default()
    }
}

/// The editions of a code system that are in force today, the current one first.
fn in_force(service: &Service, system: &str) -> Vec<String> {
    let of = EditionRef::parse(&format!("{system}/x")).unwrap();
    let found = service.editions_in_force(&operator(), &of.system, None).unwrap();
    let names = found.editions.iter().map(|one| one.edition.of.edition.to_string());
    names.collect()
}

fn what_was_published_last_is_last(engine: Engine) {
    let (service, _database) = service(engine);
    let of = |text: &str| EditionRef::parse(text).unwrap();
    let known = |name: &str| {
        let curator = session(Role::Curator, "li.si");
        let found = service
            .suggest(&curator, &of("rhythms/1"), &Term::named(name), 5)
            .unwrap();
        found
            .iter()
            .any(|one| one.reasons.iter().any(|reason| reason.as_str() == "synonym"))
    };
    let words = |word: &str| format!("code,name,ambiguous,source,confidence\n{word},心房颤动,false,本院,V\n");
    let none = EditionMetadata::default;
    import(&service, &of("rhythms/1"), "code,name\nI48.x01,心房颤动\n", none()).unwrap();
    jump(DAY);
    import(&service, &of("S/later"), "code,name\n1,甲\n", from("2020-01-01")).unwrap();
    import(&service, &of(&format!("{SYSTEM}/2")), &words("抖心病"), none()).unwrap();
    succession(&service, "1", "信阳");
    assert!(known("抖心病"));
    jump(-2 * DAY);
    import(&service, &of("S/a"), "code,name\n1,乙\n", from("2020-01-01")).unwrap();
    import(&service, &of(&format!("{SYSTEM}/3")), &words("颤心病"), none()).unwrap();
    succession(&service, "2", "新名");
    assert_eq!(in_force(&service, "S"), ["a", "later"]);
    assert!(
        known("颤心病") && !known("抖心病"),
        "the words of the edition before are in use"
    );
    let question = Question {
        code: "411500".to_owned(),
        date: PartialDate::parse("2000").unwrap(),
    };
    let asked = service.successions(&operator(), &of("gb/1").system, None, &[question], None);
    assert_eq!(asked.unwrap().0.of.edition.as_str(), "2");
}

fn succession(service: &Service, edition: &str, name: &str) {
    let import = SuccessionImport {
        profile: Profile::Events,
        source: "s".to_owned(),
        confidence: "V".to_owned(),
        publish: true,
    };
    let text = format!(
        "kind,date,old_code,old_name,valid_from,new_codes,new_names,document\ninitial,1981,,,,411500,{name},\n"
    );
    let of = EditionRef::parse(&format!("gb/{edition}")).unwrap();
    service
        .import_succession(&operator(), &of, &file(&text), &import)
        .unwrap();
}

fn tokens_and_grants_end_and_are_good_again(engine: Engine) {
    let (service, _database) = service(engine);
    Hospital::new(&service, "H1", &[("1", "霍乱")]);
    let id = AccountId::new("zhang").unwrap();
    let scope = || Scope::parse("H1").unwrap();
    let new = NewAccount {
        id: id.clone(),
        name: "张".to_owned(),
        organization: None,
        contact: String::new(),
    };
    service.add_account(&operator(), &new).unwrap();
    let grant = Grant {
        until: Some(Instant(START.0 + 2 * HOUR)),
        ..Grant::new(Role::Curator, scope())
    };
    service.give_grant(&operator(), &id, &grant, "试验").unwrap();
    let token = |expires_at| {
        let grant = TokenGrant {
            account: id.clone(),
            role: Role::Curator,
            scope: scope(),
            expires_at,
        };
        service.create_token(&operator(), &grant).unwrap().1.reveal().to_owned()
    };
    let (short, long, other) = (token(Some(Instant(START.0 + HOUR))), token(None), token(None));
    let origin = || Origin {
        request_id: "r".to_owned(),
        address: "test".to_owned(),
    };
    let may = |text: &str| -> Result<()> {
        let session = service.sign_in(text, origin())?;
        session.permit(Right::DraftMapping).map(drop)
    };
    may(&short).unwrap();
    may(&long).unwrap();
    jump(DAY);
    assert_eq!(may(&short).unwrap_err().code(), Code::TokenInvalid);
    for text in [&long, &other] {
        assert!(may(text).is_err(), "the grant has ended");
    }
    jump(-DAY);
    may(&short).unwrap();
    may(&long).unwrap();
    may(&other).unwrap();
    jump(-DAY);
    may(&short).unwrap();
    may(&long).unwrap();
    jump(DAY);
    // To the microsecond: a token has no leeway.
    DRIFT.set(0);
    NOW.set(START.0 + HOUR - 1);
    may(&short).unwrap();
    NOW.set(START.0 + HOUR);
    assert_eq!(may(&short).unwrap_err().code(), Code::TokenInvalid);
}

fn a_day_begins_in_shanghai(engine: Engine) {
    let (service, _database) = service(engine);
    DRIFT.set(0);
    let of = |text: &str| EditionRef::parse(text).unwrap();
    import(&service, &of("S/old"), "code,name\n1,甲\n", from("2020-01-01")).unwrap();
    import(&service, &of("S/new"), "code,name\n1,乙\n", from("2027-01-01")).unwrap();
    let midnight = Instant::parse("2027-01-01T00:00:00+08:00").unwrap();
    for (now, current) in [(midnight.0 - 1, "old"), (midnight.0, "new"), (midnight.0 - DAY, "old")] {
        NOW.set(now);
        assert_eq!(in_force(&service, "S")[0], current);
    }
}
