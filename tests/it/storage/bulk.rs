//! Bulk acts, review policies and samples on both databases: what they do to rows, their history and releases.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::CURATOR;
use crate::support::hospital::Hospital;
use crate::support::hospital::REVIEWER;
use crate::support::hospital::ignored;
use crate::support::hospital::no_match;
use crate::support::service::TestService;
use crate::support::service::session;
use zhiyu::access::role::Role;
use zhiyu::access::session::Session;
use zhiyu::error::Code;
use zhiyu::error::Result;
use zhiyu::mapping::bulk::BulkKind;
use zhiyu::mapping::life::Mapping;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::policy::Policy;
use zhiyu::mapping::policy::Review;
use zhiyu::mapping::policy::Sampling;
use zhiyu::mapping::sample::Standing;
use zhiyu::mapping::state::State;
use zhiyu::mapping::state::Step;
use zhiyu::mapping::target::Relationship;
use zhiyu::mapping::work_filter::WorkFilter;
use zhiyu::page::Page;
use zhiyu::service::curation::bulk::BulkOrder;
use zhiyu::service::curation::bulk::BulkRequested;
use zhiyu::service::curation::requests::DraftRequest;
use zhiyu::service::curation::requests::NamedDecision;
use zhiyu::service::curation::requests::SeenMapping;
use zhiyu::service::curation::requests::StepRequest;
use zhiyu::service::curation::samples::JudgementRequest;
use zhiyu::service::curation::samples::SampleRequest;

on_both_engines! {
    a_bulk_act_is_taken_back_and_its_history_stays
    released_rows_stay_when_their_act_is_taken_back
    what_was_filled_in_is_confirmed_by_another
    a_batch_over_its_limit_goes_back_and_waits_for_its_sample
}

const ROWS: &[(&str, &str)] = &[("1", "甲"), ("2", "乙"), ("3", "丙")];

fn order(kind: BulkKind) -> BulkOrder {
    BulkOrder {
        kind,
        reason: "批量".to_owned(),
        score_from: 1_000,
        relationship: Relationship::Equivalent,
        review_on: None,
        replace: true,
    }
}

/// Plans and executes; the number of the act.
fn run(hospital: &Hospital<'_>, who: &Session, kind: BulkKind) -> i64 {
    let request = BulkRequested {
        order: order(kind),
        filter: WorkFilter::default(),
    };
    let (service, id, dictionary) = (hospital.service, &hospital.id, &hospital.dictionary);
    let plan = service.plan_bulk(who, id, dictionary, &request).unwrap();
    let done = service.run_bulk(who, id, dictionary, &request, &plan.digest);
    done.unwrap().0.number
}

fn all(hospital: &Hospital<'_>) -> Vec<Mapping> {
    let page = Page::new(None, None);
    let list = hospital
        .service
        .mappings(&Hospital::curator(), &hospital.id, None, &page);
    list.unwrap().items
}

fn states(hospital: &Hospital<'_>) -> Vec<State> {
    all(hospital).iter().map(|mapping| mapping.state).collect()
}

fn history(hospital: &Hospital<'_>, code: &str) -> Vec<(i64, String, String)> {
    let steps = hospital
        .service
        .mapping_history(&Hospital::curator(), &hospital.id, &hospital.dictionary, code)
        .unwrap();
    steps
        .into_iter()
        .map(|step| (step.version, step.step, step.state))
        .collect()
}

fn undo(hospital: &Hospital<'_>, who: &Session, number: i64) -> Result<u64> {
    let undone = hospital
        .service
        .undo_bulk(who, &hospital.id, &hospital.dictionary, number, "写错了");
    undone.map(|undone| undone.act.done)
}

fn reviewer() -> Session {
    session(Role::Reviewer, REVIEWER)
}

fn a_bulk_act_is_taken_back_and_its_history_stays(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    hospital.draft("1", ignored("测试条目"), "").unwrap();
    let before = all(&hospital);
    let act = run(&hospital, &Hospital::curator(), BulkKind::NoMatch);
    assert_eq!(states(&hospital), [State::Drafted; 3]);

    assert_eq!(undo(&hospital, &Hospital::curator(), act).unwrap(), 3);
    let after = all(&hospital);
    assert_eq!(after.len(), 1, "the other codes are unmapped again");
    assert_eq!((&after[0].decision, after[0].version), (&before[0].decision, 3));
    let step = |version: i64, step: &str, state: &str| (version, step.to_owned(), state.to_owned());
    let twice = [step(1, "draft", "drafted"), step(2, "undo", "unmapped")];
    assert_eq!(history(&hospital, "2"), twice);
    let again = undo(&hospital, &Hospital::curator(), act).unwrap_err();
    assert_eq!(again.code(), Code::UndoNothing);

    hospital.draft("2", no_match("没有"), "").unwrap();
    assert_eq!(
        history(&hospital, "2").last(),
        Some(&step(3, "draft", "drafted")),
        "the count goes on"
    );
    let submitted = run(&hospital, &Hospital::curator(), BulkKind::Submit);
    let approved = run(&hospital, &reviewer(), BulkKind::Approve);
    assert_eq!(states(&hospital), [State::Approved; 2]);
    let foreign = undo(&hospital, &Hospital::curator(), approved).unwrap_err();
    assert_eq!(foreign.code(), Code::RightMissing, "a curator does not undo a review");
    assert_eq!(undo(&hospital, &reviewer(), approved).unwrap(), 2);
    assert_eq!(states(&hospital), [State::InReview; 2]);
    assert!(all(&hospital).iter().all(|mapping| mapping.reviewer.is_none()));
    let moved = undo(&hospital, &Hospital::curator(), submitted).unwrap_err();
    assert_eq!(moved.code(), Code::UndoNothing, "its rows moved since");
}

fn released_rows_stay_when_their_act_is_taken_back(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    run(&hospital, &Hospital::curator(), BulkKind::NoMatch);
    run(&hospital, &Hospital::curator(), BulkKind::Submit);
    let approved = run(&hospital, &reviewer(), BulkKind::Approve);
    hospital.publish().unwrap();
    let refused = undo(&hospital, &reviewer(), approved).unwrap_err();
    assert_eq!(refused.code(), Code::UndoNothing);
    assert_eq!(states(&hospital), [State::Released; 3]);
}

fn set_policy(hospital: &Hospital<'_>, policy: Policy) {
    let publisher = Hospital::publisher();
    hospital
        .service
        .set_policy(&publisher, &hospital.id, &hospital.dictionary, &policy, "规则")
        .unwrap();
}

fn draft_as(hospital: &Hospital<'_>, who: &Session, code: &str, decision: NamedDecision, origin: Origin) -> Result<()> {
    let version = all(hospital).iter().find(|one| one.code == code).map(|one| one.version);
    let request = DraftRequest {
        code: code.to_owned(),
        version,
        decision,
        justification: String::new(),
        origin,
    };
    let drafted = hospital
        .service
        .draft_mappings(who, &hospital.id, &hospital.dictionary, &[request]);
    drafted.map(drop)
}

fn confirm(hospital: &Hospital<'_>, who: &Session, code: &str) -> Result<Vec<Mapping>> {
    let request = StepRequest {
        step: Step::Confirm,
        mappings: vec![SeenMapping {
            code: code.to_owned(),
            version: None,
        }],
        reason: String::new(),
    };
    hospital
        .service
        .step_mappings(who, &hospital.id, &hospital.dictionary, &request)
}

fn what_was_filled_in_is_confirmed_by_another(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    let (filler, curator) = (session(Role::Curator, "chen.jing"), Hospital::curator());
    let from_map = || Origin::ConceptMap {
        map: "a-to-b".to_owned(),
        version: "1".to_owned(),
    };
    for code in ["1", "2"] {
        let mapped = crate::support::hospital::mapped(&["A00"]);
        draft_as(&hospital, &filler, code, mapped, from_map()).unwrap();
    }
    hospital.draft("3", no_match("没有"), "").unwrap();
    let code_of = |outcome: Result<Vec<Mapping>>| outcome.unwrap_err().code();
    assert_eq!(
        code_of(confirm(&hospital, &curator, "1")),
        Code::PolicyForbids,
        "the simple policy"
    );

    set_policy(
        &hospital,
        Policy {
            review: Review::Conditional,
            ..Policy::default()
        },
    );
    assert_eq!(code_of(confirm(&hospital, &filler, "1")), Code::MakerIsChecker);
    assert_eq!(
        code_of(confirm(&hospital, &filler, "3")),
        Code::PolicyForbids,
        "chosen by hand"
    );
    let confirmed = confirm(&hospital, &curator, "1").unwrap();
    assert_eq!(confirmed[0].state, State::Approved);
    assert_eq!(
        confirmed[0].reviewer.as_ref().map(ToString::to_string).as_deref(),
        Some(CURATOR)
    );
    let other = || crate::support::hospital::mapped(&["A01"]);
    let silent = draft_as(&hospital, &curator, "2", other(), Origin::Hand).unwrap_err();
    assert_eq!(silent.code(), Code::DecisionInvalid, "to disagree needs a note");
    assert_eq!(states(&hospital), [State::Approved, State::Drafted, State::Drafted]);
}

fn a_batch_over_its_limit_goes_back_and_waits_for_its_sample(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ROWS);
    let sampling = Sampling {
        limit_per_mille: 0,
        draws: None,
        required: true,
    };
    set_policy(
        &hospital,
        Policy {
            sampling: Some(sampling),
            ..Policy::default()
        },
    );
    run(&hospital, &Hospital::curator(), BulkKind::NoMatch);
    run(&hospital, &Hospital::curator(), BulkKind::Submit);
    let approved = run(&hospital, &reviewer(), BulkKind::Approve);
    assert_eq!(hospital.publish().unwrap_err().code(), Code::SampleMissing);

    let draw = |bulk| {
        let request = SampleRequest { bulk, draws: None };
        let drawn = hospital
            .service
            .draw_sample(&reviewer(), &hospital.id, &hospital.dictionary, &request);
        drawn.unwrap().sample.number
    };
    let judge = |number: i64, codes: &[&str], correct: bool| {
        let requests: Vec<JudgementRequest> = codes
            .iter()
            .map(|code| JudgementRequest {
                code: (*code).to_owned(),
                correct,
                note: "理由".to_owned(),
            })
            .collect();
        let judge = session(Role::Reviewer, "sun.li");
        hospital
            .service
            .judge_sample(&judge, &hospital.id, &hospital.dictionary, number, &requests)
            .unwrap()
            .standing
    };
    let first = draw(Some(approved));
    assert_eq!(judge(first, &["1"], true), Standing::Open);
    assert_eq!(hospital.publish().unwrap_err().code(), Code::SampleMissing);
    assert_eq!(judge(first, &["2"], false), Standing::Rejected);
    assert_eq!(states(&hospital), [State::Drafted; 3], "the whole batch goes back");

    run(&hospital, &Hospital::curator(), BulkKind::Submit);
    run(&hospital, &reviewer(), BulkKind::Approve);
    let second = draw(None);
    assert_eq!(judge(second, &["1", "2", "3"], true), Standing::Accepted);
    hospital.publish().unwrap();
    assert_eq!(states(&hospital), [State::Released; 3]);
}
