//! What an order does to a row, and that undoing gives back exactly what was.

use proptest::prelude::*;
use zhiyu::error::Code;
use zhiyu::id::AccountId;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::mapping::bulk::BulkKind;
use zhiyu::mapping::bulk::BulkOrder;
use zhiyu::mapping::bulk::BulkRow;
use zhiyu::mapping::bulk::SkipCause;
use zhiyu::mapping::bulk::Verdict;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::life::Draft;
use zhiyu::mapping::life::Hand;
use zhiyu::mapping::life::Mapping;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::state::State;
use zhiyu::mapping::state::Step;
use zhiyu::mapping::state::TRANSITIONS;
use zhiyu::mapping::target::Relationship;
use zhiyu::mapping::undo::Former;
use zhiyu::mapping::undo::Undone;
use zhiyu::matching::Reason;
use zhiyu::matching::Suggestion;
use zhiyu::time::Instant;

fn account(name: &str) -> AccountId {
    AccountId::new(name).unwrap()
}

fn ignored(reason: &str) -> Decision {
    Decision::Ignored {
        reason: reason.to_owned(),
    }
}

fn mapping(state: State) -> Mapping {
    let reviewed = matches!(state, State::Approved | State::Released | State::Returned);
    Mapping {
        dictionary: DictionaryId::new("his/diagnosis").unwrap(),
        code: "01".to_owned(),
        name: "霍乱".to_owned(),
        state,
        decision: ignored("旧"),
        justification: "旧".to_owned(),
        origin: Origin::Dictionary {
            dictionary: DictionaryId::new("his/old").unwrap(),
        },
        author: account("zhang"),
        submitted_by: (state != State::Drafted).then(|| account("zhang")),
        reviewer: reviewed.then(|| account("li")),
        reviewed_at: reviewed.then_some(Instant(7)),
        version: 4,
        updated_at: Instant(7),
    }
}

fn order(kind: BulkKind) -> BulkOrder {
    BulkOrder {
        kind,
        reason: "批量".to_owned(),
        score_from: 900,
        relationship: Relationship::Equivalent,
        review_on: None,
        replace: false,
    }
}

fn suggestion(code: &str, score: f64, proposed: bool) -> Suggestion {
    Suggestion {
        code: code.to_owned(),
        display: code.to_owned(),
        score,
        proposed,
        reasons: vec![Reason::ExactName],
        warnings: Vec::new(),
    }
}

fn verdict(order: &BulkOrder, mapping: Option<&Mapping>, suggestions: &[Suggestion], who: &str) -> Verdict {
    let row = BulkRow {
        is_first: true,
        mapping,
        suggestions,
    };
    let edition = EditionRef::parse("icd-10/2.0").unwrap();
    order.verdict(&row, &edition, &account(who))
}

#[test]
fn accepting_takes_what_is_proposed_together_and_scores_enough() {
    let order = order(BulkKind::Accept);
    let skip = |suggestions: &[Suggestion]| verdict(&order, None, suggestions, "zhang");
    assert_eq!(skip(&[]), Verdict::Skip(SkipCause::NoSuggestion));
    assert_eq!(
        skip(&[suggestion("A", 0.8999, true)]),
        Verdict::Skip(SkipCause::LowScore)
    );
    let Verdict::Decide(one, origin) = skip(&[suggestion("A", 0.9, true), suggestion("B", 0.9, false)]) else {
        panic!("it scores enough");
    };
    assert_eq!(one.targets().len(), 1);
    assert!(matches!(
        origin,
        Origin::Suggestion {
            rank: 1,
            score_per_mille: 900,
            ..
        }
    ));
    let Verdict::Decide(two, _) = skip(&[suggestion("A", 0.95, true), suggestion("B", 0.9, true)]) else {
        panic!("it scores enough");
    };
    assert_eq!(two.targets().len(), 2, "the first of two is never taken alone");
}

#[test]
fn decisions_are_replaced_only_when_asked_and_never_behind_a_reviewer() {
    let mut order = order(BulkKind::NoMatch);
    for replace in [false, true] {
        order.replace = replace;
        for state in [State::InReview, State::Approved, State::Released] {
            let found = verdict(&order, Some(&mapping(state)), &[], "zhang");
            assert_eq!(found, Verdict::Skip(SkipCause::WrongState), "{state:?}");
        }
        for state in [State::Drafted, State::Returned, State::NeedsRecheck] {
            let found = verdict(&order, Some(&mapping(state)), &[], "zhang");
            let is_left = found == Verdict::Skip(SkipCause::HasDecision);
            assert_eq!(is_left, !replace, "{state:?}");
        }
    }
    order.kind = BulkKind::Ignore;
    "旧".clone_into(&mut order.reason);
    let same = verdict(&order, Some(&mapping(State::Drafted)), &[], "zhang");
    assert_eq!(same, Verdict::Skip(SkipCause::SameDecision));
}

#[test]
fn nobody_reviews_their_own_rows_in_bulk() {
    for kind in [BulkKind::Approve, BulkKind::Return] {
        let order = order(kind);
        let in_review = mapping(State::InReview);
        let own = verdict(&order, Some(&in_review), &[], "zhang");
        assert_eq!(own, Verdict::Skip(SkipCause::OwnWork));
        assert_eq!(verdict(&order, Some(&in_review), &[], "li"), Verdict::Step);
    }
}

#[test]
fn reasons_are_needed_where_rows_go_back_or_stay_unmapped() {
    let mut order = order(BulkKind::Return);
    " ".clone_into(&mut order.reason);
    assert_eq!(order.validate().unwrap_err().code(), Code::DecisionInvalid);
    order.kind = BulkKind::Submit;
    order.validate().unwrap();
    order.kind = BulkKind::NoMatch;
    "无".clone_into(&mut order.reason);
    order.review_on = Some("2027-02-30".to_owned());
    assert_eq!(order.validate().unwrap_err().code(), Code::DecisionInvalid);
}

/// The mapping after an act of this kind, as the service makes it.
fn done(kind: BulkKind, before: Option<&Mapping>, hand: Hand<'_>) -> zhiyu::error::Result<Mapping> {
    match (kind, before) {
        (BulkKind::Accept | BulkKind::NoMatch | BulkKind::Ignore | BulkKind::Draft, _) => {
            let draft = Draft {
                code: "01".to_owned(),
                name: "霍乱（新）".to_owned(),
                decision: ignored("新"),
                justification: "新".to_owned(),
                origin: Origin::Rule { rule: "r".to_owned() },
            };
            draft.apply(&DictionaryId::new("his/diagnosis").unwrap(), before, hand)
        }
        (BulkKind::Submit, Some(mapping)) => mapping.submit(hand),
        (BulkKind::Withdraw, Some(mapping)) => mapping.withdraw(hand),
        (BulkKind::Approve, Some(mapping)) => mapping.approve(hand),
        (BulkKind::Return, Some(mapping)) => mapping.send_back(hand),
        (BulkKind::Reopen, Some(mapping)) => mapping.reopen(hand),
        (BulkKind::Confirm, Some(mapping)) => mapping.confirm(hand),
        (BulkKind::Undo, _) | (_, None) => unreachable!("no order for such a row"),
    }
}

fn any_state() -> impl Strategy<Value = Option<State>> {
    prop::option::of(prop::sample::select(State::ALL))
}

proptest! {
    #[test]
    fn undoing_gives_back_what_was(kind in prop::sample::select(BulkKind::ORDERED), state in any_state()) {
        let before = state.map(mapping);
        let mut order = order(kind);
        order.replace = true;
        let given = verdict(&order, before.as_ref(), &[suggestion("A", 1.0, true)], "wang");
        if let Verdict::Skip(_) = given {
            return Ok(());
        }
        let wang = account("wang");
        let hand = Hand { account: &wang, at: Instant(100) };
        let after = done(kind, before.as_ref(), hand).unwrap();
        let former = before.as_ref().map(|mapping| Former::of(mapping, kind.step()));
        let kept: Option<Former> = serde_json::from_str(&serde_json::to_string(&former).unwrap()).unwrap();
        let li = account("li");
        match (after.undo(kept.as_ref(), Hand { account: &li, at: Instant(200) }).unwrap(), before) {
            (Undone::Unmapped(gone), None) => prop_assert_eq!(gone.version, after.version + 1),
            (Undone::Restored(mut again), Some(before)) => {
                prop_assert_eq!((again.version, again.updated_at), (after.version + 1, Instant(200)));
                again.version = before.version;
                again.updated_at = before.updated_at;
                prop_assert_eq!(again, before);
            }
            (undone, before) => prop_assert!(false, "{:?} of {:?}", undone, before),
        }
    }

    #[test]
    fn what_the_table_does_not_lead_to_is_not_undone(from in prop::sample::select(State::ALL), to in any_state()) {
        let former = to.map(|state| Former::of(&mapping(state), Step::Draft));
        let allowed = match to {
            None => from == State::Drafted,
            Some(to) => TRANSITIONS
                .iter()
                .any(|line| line.step == Step::Undo && line.from.contains(&Some(from)) && line.to == to),
        };
        let li = account("li");
        let undone = mapping(from).undo(former.as_ref(), Hand { account: &li, at: Instant(9) });
        prop_assert_eq!(undone.is_ok(), allowed);
        prop_assert!(from != State::Released || undone.is_err(), "what is released stays");
    }
}
