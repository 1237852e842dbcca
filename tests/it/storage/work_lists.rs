//! Work lists: every page once and in order whatever the filter, while others work; who works on what; notes.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::CURATOR;
use crate::support::hospital::Hospital;
use crate::support::hospital::TARGET;
use crate::support::hospital::mapped;
use crate::support::hospital::no_match;
use crate::support::service::TestService;
use crate::support::service::open;
use crate::support::service::session;
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest::test_runner::TestRunner;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use zhiyu::access::role::Role;
use zhiyu::access::session::Scope;
use zhiyu::access::session::Session;
use zhiyu::access::token::TokenGrant;
use zhiyu::error::Code;
use zhiyu::error::Result;
use zhiyu::id::AccountId;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::mapping::risk::RiskKind;
use zhiyu::mapping::state::State;
use zhiyu::mapping::state::Step;
use zhiyu::page::Page;
use zhiyu::page::Slice;
use zhiyu::service::Service;
use zhiyu::service::curation::assignments::AssignmentOrder;
use zhiyu::service::curation::dictionaries::DictionaryLoad;
use zhiyu::service::curation::dictionaries::LocalColumns;
use zhiyu::service::curation::work_list::Assignee;
use zhiyu::service::curation::work_list::DetailedRow;
use zhiyu::service::curation::work_list::RiskFilter;
use zhiyu::service::curation::work_list::WorkFilter;
use zhiyu::service::curation::work_list::WorkOrder;
use zhiyu::service::curation::work_list::WorkState;
use zhiyu::service::files::FileInput;
use zhiyu::source::assignment::Assignment;

on_both_engines! {
    pages_together_are_the_list_in_order_under_every_filter
    pages_stay_right_while_others_work
    names_are_found_by_text_and_by_sound
    the_most_used_come_first_and_make_up_a_share
    a_row_shows_its_risks_its_twins_and_its_sides
    codes_are_taken_given_and_given_back
    notes_stay_in_their_thread
    a_database_of_an_earlier_program_gets_its_keys
}

/// Loads rows of code, name and usage as `his/diagnosis`.
fn load(hospital: &Hospital<'_>, rows: &[(String, String, Option<u32>)]) {
    let mut file = "code\tname\tuses\n".to_owned();
    for (code, name, usage) in rows {
        let usage = usage.map(|usage| usage.to_string()).unwrap_or_default();
        writeln!(file, "{code}\t{name}\t{usage}").unwrap();
    }
    let file = FileInput {
        bytes: file.into_bytes(),
        file_name: Some("dictionary.tsv".to_owned()),
    };
    let load = DictionaryLoad {
        target: Some(EditionRef::parse(TARGET).unwrap()),
        columns: LocalColumns {
            code: Some("code".to_owned()),
            name: Some("name".to_owned()),
            usage: Some("uses".to_owned()),
            ..LocalColumns::default()
        },
        plan: None,
    };
    let curator = Hospital::curator();
    hospital
        .service
        .load_dictionary(&curator, &hospital.id, &hospital.dictionary, &file, &load)
        .unwrap();
}

fn row(code: &str, name: &str, usage: Option<u32>) -> (String, String, Option<u32>) {
    (code.to_owned(), name.to_owned(), usage)
}

fn page(
    hospital: &Hospital<'_>,
    filter: &WorkFilter,
    order: WorkOrder,
    after: Option<String>,
    limit: u32,
) -> Result<Slice<DetailedRow>> {
    let page = Page::new(after, Some(limit));
    let reader = session(Role::Auditor, "auditor");
    hospital
        .service
        .work_list(&reader, &hospital.id, &hospital.dictionary, (filter, order), &page)
}

fn all(hospital: &Hospital<'_>, filter: &WorkFilter, order: WorkOrder, limit: u32) -> Vec<DetailedRow> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let slice = page(hospital, filter, order, after, limit).unwrap();
        assert!(slice.items.len() <= usize::try_from(limit).unwrap());
        rows.extend(slice.items);
        after = slice.next;
        if after.is_none() {
            return rows;
        }
    }
}

fn key(row: &DetailedRow) -> (String, i64) {
    (row.row.local_code.code.clone(), row.row.local_code.occurrence)
}

fn codes(rows: &[DetailedRow]) -> Vec<&str> {
    rows.iter().map(|row| row.row.local_code.code.as_str()).collect()
}

fn with(change: impl FnOnce(&mut WorkFilter)) -> WorkFilter {
    let mut filter = WorkFilter::default();
    change(&mut filter);
    filter
}

/// Names of the edition, some of them worn, so that rows have all sorts of suggestions; usages that repeat or are missing.
fn mixed(hospital: &Hospital<'_>) {
    let names = [
        "霍乱",
        "伤寒",
        "细菌性痢疾",
        "阿米巴病",
        "霍 乱",
        "其他沙门菌感染",
        "伤寒？",
        "完全不相干的东西",
    ];
    let mut rows = Vec::new();
    for number in 0..40_u32 {
        let name = names[usize::try_from(number).unwrap() % names.len()];
        let usage = (number % 3 != 0).then_some(number * 7 % 5);
        rows.push(row(&format!("{:02}", number * 37 % 38), name, usage));
    }
    load(hospital, &rows);
    let curator = Hospital::curator();
    hospital
        .service
        .suggest_dictionary(&curator, &hospital.id, &hospital.dictionary, &mut |_, _| {})
        .unwrap();
    for (code, target) in [("02", "A00"), ("05", "A01"), ("07", "A03"), ("11", "A06")] {
        hospital.draft(code, mapped(&[target]), "").unwrap();
    }
    hospital.step(Step::Submit, "05").unwrap();
    hospital.draft("13", no_match("没有"), "").unwrap();
    let order = AssignmentOrder {
        assignee: Some(AccountId::new(CURATOR).unwrap()),
        filter: with(|filter| filter.ranks = Some((5, 20))),
        ..AssignmentOrder::default()
    };
    assign(hospital, &curator, &order).unwrap();
}

fn assign(hospital: &Hospital<'_>, who: &Session, order: &AssignmentOrder) -> Result<Assignment> {
    hospital.service.assign(who, &hospital.id, &hospital.dictionary, order)
}

fn filters() -> impl Strategy<Value = WorkFilter> {
    let states = [
        None,
        Some(WorkState::Unmapped),
        Some(WorkState::Suggested),
        Some(WorkState::In(State::Drafted)),
        Some(WorkState::In(State::InReview)),
    ];
    let texts = [None, Some("霍乱"), Some("1"), Some("hl"), Some("_")];
    let people = [
        None,
        Some(Assignee::Nobody),
        Some(Assignee::Account(AccountId::new(CURATOR).unwrap())),
    ];
    let risks = [
        None,
        Some(RiskFilter::Any),
        Some(RiskFilter::None),
        Some(RiskFilter::Kind(RiskKind::HighUsage)),
    ];
    (
        prop::sample::select(states.to_vec()),
        prop::sample::select(texts.to_vec()),
        prop::option::of(0_i64..5),
        prop::option::of(0_u16..1001),
        prop::option::of(0_u16..1001),
        prop::option::of((1_i64..40, 1_i64..41)),
        prop::sample::select(people.to_vec()),
        prop::sample::select(risks.to_vec()),
    )
        .prop_map(
            |(state, text, usage_from, score_from, score_to, ranks, assignee, risk)| WorkFilter {
                in_review_before: None,
                state,
                text: text.map(str::to_owned),
                usage_from,
                score_from,
                score_to,
                codes: None,
                ranks,
                share_per_mille: None,
                assignee,
                risk,
            },
        )
}

/// The same question asked of rows that are all at hand.
fn wanted(row: &DetailedRow, filter: &WorkFilter) -> bool {
    let (mapping, score) = (row.row.mapping.as_ref(), row.row.first_score());
    let state = filter.state.is_none_or(|state| match state {
        WorkState::Unmapped => mapping.is_none(),
        WorkState::Suggested => mapping.is_none() && score.is_some(),
        WorkState::In(state) => mapping.is_some_and(|mapping| mapping.state == state),
    });
    let name = row.row.local_code.name.replace([' ', '？'], "");
    let text = filter.text.as_deref().is_none_or(|text| match text {
        "hl" => name == "霍乱",
        text => name.contains(text) || row.row.local_code.code.contains(text),
    });
    let assignee = filter.assignee.as_ref().is_none_or(|wanted| match wanted {
        Assignee::Nobody => row.row.assignee.is_none(),
        Assignee::Account(account) => row.row.assignee.as_ref() == Some(account),
    });
    let ranks = filter
        .ranks
        .is_none_or(|(from, to)| (from..=to).contains(&row.row.standing.rank));
    state
        && text
        && assignee
        && ranks
        && filter
            .usage_from
            .is_none_or(|least| row.row.local_code.usage.unwrap_or(0) >= least)
        && filter
            .score_from
            .is_none_or(|least| score.is_some_and(|score| score >= least))
        && filter
            .score_to
            .is_none_or(|most| score.is_some_and(|score| score <= most))
        && filter.risk.is_none_or(|risk| risk.wants(&row.risks))
}

fn pages_together_are_the_list_in_order_under_every_filter(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("x", "x")]);
    mixed(&hospital);
    let everything = all(&hospital, &WorkFilter::default(), WorkOrder::Code, 1_000);
    assert_eq!(everything.len(), 40);
    let ranks: BTreeSet<i64> = everything.iter().map(|row| row.row.standing.rank).collect();
    assert_eq!(ranks, (1..=40).collect());
    let mut runner = TestRunner::new(Config {
        cases: 40,
        failure_persistence: None,
        ..Config::default()
    });
    let orders = prop::sample::select(WorkOrder::ALL.to_vec());
    let outcome = runner.run(&(filters(), orders, 1_u32..17), |(filter, order, limit)| {
        let mut expected: Vec<&DetailedRow> = everything.iter().filter(|row| wanted(row, &filter)).collect();
        expected.sort_by_key(|row| {
            let usage = (Reverse(row.row.local_code.usage), key(row));
            match order {
                WorkOrder::Usage => (Reverse(None), usage),
                WorkOrder::Score => (Reverse(row.row.first_score()), usage),
                WorkOrder::Code => (Reverse(None), (Reverse(None), key(row))),
            }
        });
        let expected: Vec<(String, i64)> = expected.into_iter().map(key).collect();
        let found: Vec<(String, i64)> = all(&hospital, &filter, order, limit).iter().map(key).collect();
        prop_assert_eq!(found, expected);
        Ok(())
    });
    outcome.unwrap();
}

fn pages_stay_right_while_others_work(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("x", "x")]);
    let rows: Vec<_> = (0..10_u32)
        .map(|number| row(&format!("{number}"), "霍乱", Some(100 - number)))
        .collect();
    load(&hospital, &rows);
    let unmapped = with(|filter| filter.state = Some(WorkState::Unmapped));
    let first = page(&hospital, &unmapped, WorkOrder::Usage, None, 3).unwrap();
    assert_eq!(codes(&first.items), ["0", "1", "2"]);
    for code in ["0", "2", "4"] {
        hospital.draft(code, mapped(&["A00"]), "").unwrap();
    }
    let second = page(&hospital, &unmapped, WorkOrder::Usage, first.next.clone(), 3).unwrap();
    assert_eq!(codes(&second.items), ["3", "5", "6"], "nothing twice, nothing left out");
    let other_order = page(&hospital, &unmapped, WorkOrder::Code, first.next.clone(), 3);
    assert_eq!(other_order.unwrap_err().code(), Code::CursorInvalid);
    load(&hospital, &rows);
    let reloaded = page(&hospital, &unmapped, WorkOrder::Usage, first.next, 3);
    assert_eq!(
        reloaded.unwrap_err().code(),
        Code::CursorInvalid,
        "ranks are given anew"
    );
}

fn names_are_found_by_text_and_by_sound(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("x", "x")]);
    load(
        &hospital,
        &[
            row("A1", "颅内血肿", None),
            row("a2", "ＨＢｓＡｇ阳性", None),
            row("A_3", "霍乱100%", None),
            row("lnx9", "伤寒", None),
        ],
    );
    let found = |text: &str| {
        let filter = with(|filter| filter.text = Some(text.to_owned()));
        let rows = all(&hospital, &filter, WorkOrder::Code, 2);
        rows.iter()
            .map(|row| row.row.local_code.code.clone())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(found("血肿"), "A1");
    assert_eq!(found("lnxz"), "A1", "initials");
    assert_eq!(found("luneixue"), "A1", "syllables");
    assert_eq!(found("lnx"), "A1 lnx9", "the code counts too");
    assert_eq!(found("hbsag"), "a2", "width and case do not count");
    assert_eq!(found("a1"), "A1");
    assert_eq!(found("_"), "A_3", "a sign is a sign");
    assert_eq!(found("100%"), "A_3");
    assert_eq!(found("%乱"), "");
}

fn the_most_used_come_first_and_make_up_a_share(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("x", "x")]);
    load(
        &hospital,
        &[
            row("B", "乙", Some(20)),
            row("C", "丙", Some(50)),
            row("A", "甲", Some(20)),
            row("D", "丁", None),
            row("E", "戊", Some(10)),
            row("F", "己", Some(0)),
        ],
    );
    let everything = all(&hospital, &WorkFilter::default(), WorkOrder::Usage, 4);
    assert_eq!(
        codes(&everything),
        ["C", "A", "B", "E", "F", "D"],
        "without a count last, then by code"
    );
    let through: Vec<i64> = everything.iter().map(|row| row.row.standing.through).collect();
    assert_eq!(through, [50, 70, 90, 100, 100, 100]);
    let share = |per_mille: u16| {
        let filter = with(|filter| filter.share_per_mille = Some(per_mille));
        codes(&all(&hospital, &filter, WorkOrder::Usage, 4)).join("")
    };
    assert_eq!(share(0), "");
    assert_eq!(share(500), "C");
    assert_eq!(share(501), "CA", "the row that reaches the share belongs to it");
    assert_eq!(share(900), "CAB");
    assert_eq!(share(1000), "CABE", "what nobody used makes up nothing");
    let top = with(|filter| filter.ranks = Some((1, 2)));
    assert_eq!(codes(&all(&hospital, &top, WorkOrder::Code, 4)), ["A", "C"]);
}

fn a_row_shows_its_risks_its_twins_and_its_sides(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(
        &test.service,
        "H1",
        &[
            ("1", "霍乱"),
            ("2", "霍 乱"),
            ("3", "伤寒和副伤寒"),
            ("4", "古典霍乱"),
            ("5", "埃尔托霍乱"),
        ],
    );
    let side = DictionaryId::new("his/diagnosis.yibao").unwrap();
    let target = EditionRef::parse(TARGET).unwrap();
    let curator = Hospital::curator();
    test.service
        .add_side(&curator, &hospital.id, &hospital.dictionary, &side, &target)
        .unwrap();
    let other_side = Hospital {
        service: &test.service,
        id: hospital.id.clone(),
        dictionary: side.clone(),
    };
    other_side.draft("3", mapped(&["A01"]), "").unwrap();
    for code in ["4", "5"] {
        hospital.draft(code, mapped(&["A00"]), "").unwrap();
    }
    let rows = all(&hospital, &WorkFilter::default(), WorkOrder::Code, 10);
    let twins: Vec<usize> = rows.iter().map(|row| row.same_name.len()).collect();
    assert_eq!(twins, [1, 1, 0, 0, 0]);
    assert_eq!(rows[0].same_name, [("2".to_owned(), "霍 乱".to_owned())]);
    assert_eq!(rows[2].sides.len(), 1);
    assert_eq!(rows[2].sides[0].dictionary, side);
    assert!(rows[2].row.mapping.is_none());
    let lossy = |row: &DetailedRow| row.risks.iter().any(|risk| risk.kind == RiskKind::Lossy);
    assert!(lossy(&rows[3]) && lossy(&rows[4]), "{:?}", rows[3].risks);
    hospital.draft("5", mapped(&["A01"]), "").unwrap();
    let rows = all(&hospital, &WorkFilter::default(), WorkOrder::Code, 10);
    assert!(!lossy(&rows[3]), "{:?}", rows[3].risks);
    let of_side = all(&other_side, &WorkFilter::default(), WorkOrder::Code, 10);
    assert_eq!(of_side[3].sides[0].dictionary, hospital.dictionary);
    assert_eq!(of_side[2].row.mapping.as_ref().unwrap().dictionary, side);
}

/// An account that may draft here.
fn colleague(service: &Service, hospital: &Hospital<'_>, account: &str) -> AccountId {
    let account = AccountId::new(account).unwrap();
    let grant = TokenGrant {
        account: account.clone(),
        role: Role::Curator,
        scope: Scope::Organizations([hospital.id.clone()].into()),
        expires_at: None,
    };
    service.create_token(&session(Role::Operator, "admin"), &grant).unwrap();
    account
}

/// Who has how much after the acts of the story, and what they were.
fn loads_and_history(test: &TestService, hospital: &Hospital<'_>, reviewer: &Session) {
    let loads = test
        .service
        .work_loads(reviewer, &hospital.id, &hospital.dictionary)
        .unwrap();
    let loads: Vec<(Option<&str>, u64, u64)> = loads
        .iter()
        .map(|load| (load.assignee.as_ref().map(AccountId::as_str), load.codes, load.unmapped))
        .collect();
    assert_eq!(loads, [(Some(CURATOR), 3, 3), (Some("zhou"), 2, 2), (None, 5, 4)]);
    let history = test
        .service
        .assignments(reviewer, &hospital.id, &hospital.dictionary)
        .unwrap();
    let acts: Vec<(i64, u64, &str)> = history
        .iter()
        .map(|act| (act.number, act.codes, act.reason.as_str()))
        .collect();
    assert_eq!(acts, [(4, 1, ""), (3, 2, "休假"), (2, 2, ""), (1, 3, "")]);
    let former =
        "SELECT code || ' ' || former AS value FROM assignment_steps WHERE former IS NOT NULL ORDER BY number, code";
    assert_eq!(test.database.stranger().texts(former), ["2 li.na", "3 li.na"]);
}

fn codes_are_taken_given_and_given_back(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("x", "x")]);
    let rows: Vec<_> = (0..10_u32)
        .map(|number| row(&format!("{number}"), "霍乱", Some(100 - number)))
        .collect();
    load(&hospital, &rows);
    let (own, other) = (
        AccountId::new(CURATOR).unwrap(),
        colleague(&test.service, &hospital, "zhou"),
    );
    let (curator, reviewer) = (Hospital::curator(), session(Role::Reviewer, "wang"));
    let take = |next: u32| AssignmentOrder {
        assignee: Some(own.clone()),
        next: Some(next),
        ..AssignmentOrder::default()
    };
    hospital.draft("1", mapped(&["A00"]), "").unwrap();
    assert_eq!(assign(&hospital, &curator, &take(3)).unwrap().codes, 3);
    let mine = |who: &AccountId| {
        let filter = with(|filter| filter.assignee = Some(Assignee::Account(who.clone())));
        codes(&all(&hospital, &filter, WorkOrder::Usage, 4)).join("")
    };
    assert_eq!(mine(&own), "023", "free and without a mapping, the most used first");
    assert_eq!(assign(&hospital, &curator, &take(2)).unwrap().number, 2);
    assert_eq!(mine(&own), "02345");

    let give = |to: Option<&AccountId>, codes: &[&str], reason: &str| AssignmentOrder {
        assignee: to.cloned(),
        filter: with(|filter| filter.codes = Some(codes.iter().map(|code| (*code).to_owned()).collect())),
        reason: reason.to_owned(),
        next: None,
    };
    let refused = |who: &Session, order: &AssignmentOrder| assign(&hospital, who, order).unwrap_err().code();
    assert_eq!(refused(&curator, &give(Some(&other), &["9"], "")), Code::RightMissing);
    assert_eq!(
        refused(&reviewer, &give(Some(&other), &["2", "9"], " ")),
        Code::FieldInvalid,
        "why?"
    );
    assert_eq!(
        refused(&reviewer, &give(Some(&other), &["none"], "x")),
        Code::LocalCodeUnknown
    );
    let nobody = AccountId::new("nobody.knows").unwrap();
    assert_eq!(
        refused(&reviewer, &give(Some(&nobody), &["9"], "x")),
        Code::AssigneeUnknown
    );
    assert_eq!(
        assign(&hospital, &reviewer, &give(Some(&other), &["2", "9"], "休假"))
            .unwrap()
            .codes,
        2
    );
    assert_eq!((mine(&own), mine(&other)), ("0345".to_owned(), "29".to_owned()));
    assert_eq!(refused(&curator, &give(Some(&own), &["2"], "")), Code::AssignmentTaken);
    assert_eq!(refused(&curator, &give(None, &["2"], "")), Code::AssignmentTaken);
    assert_eq!(assign(&hospital, &curator, &give(None, &["3"], "")).unwrap().codes, 1);
    let again = assign(&hospital, &curator, &give(None, &["3"], "")).unwrap();
    assert_eq!((again.codes, again.number), (0, 0), "nothing changed hands");
    loads_and_history(&test, &hospital, &reviewer);
}

fn notes_stay_in_their_thread(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("1", "霍乱"), ("2", "伤寒")]);
    let write = |who: Role, code: &str, text: &str| {
        let who = session(who, who.as_str());
        let note = test
            .service
            .add_note(&who, &hospital.id, &hospital.dictionary, code, text);
        note.map(|note| note.number).map_err(|error| error.code())
    };
    assert_eq!(write(Role::Curator, "1", "是哪一型？"), Ok(1));
    assert_eq!(write(Role::Reviewer, "1", "古典型"), Ok(2));
    assert_eq!(write(Role::Curator, "2", "x"), Ok(1));
    assert_eq!(write(Role::Curator, "3", "x"), Err(Code::LocalCodeUnknown));
    assert_eq!(write(Role::Curator, "1", " \n"), Err(Code::FieldInvalid));
    assert_eq!(write(Role::Auditor, "1", "x"), Err(Code::RightMissing));
    let rows = all(&hospital, &WorkFilter::default(), WorkOrder::Code, 1);
    let thread: Vec<(&str, &str)> = rows[0]
        .notes
        .iter()
        .map(|note| (note.account.as_str(), note.text.as_str()))
        .collect();
    assert_eq!(thread, [("curator", "是哪一型？"), ("reviewer", "古典型")]);
    assert_eq!(rows[1].notes.len(), 1);
    let read = |code: &str| {
        let auditor = session(Role::Auditor, "a");
        test.service.notes(&auditor, &hospital.id, &hospital.dictionary, code)
    };
    assert_eq!(read("1").unwrap(), rows[0].notes);
    assert_eq!(read("9").unwrap_err().code(), Code::LocalCodeUnknown);
}

fn a_database_of_an_earlier_program_gets_its_keys(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("x", "x")]);
    mixed(&hospital);
    let show = |service: &Service| {
        let hospital = Hospital {
            service,
            id: hospital.id.clone(),
            dictionary: hospital.dictionary.clone(),
        };
        let rows = all(&hospital, &WorkFilter::default(), WorkOrder::Usage, 7);
        rows.iter().map(|row| format!("{row:?}")).collect::<Vec<_>>()
    };
    let before = show(&test.service);
    test.database.stranger().execute_all(&[
        "DELETE FROM counters WHERE name = 'name-keys'",
        "UPDATE local_codes SET name_key = '', usage_rank = 0, usage_through = 0",
        "DELETE FROM mapping_targets",
    ]);
    let reopened = open(&test.database).unwrap();
    assert_eq!(show(&reopened), before);
}
