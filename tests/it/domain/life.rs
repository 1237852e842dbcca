//! The life of a mapping under random steps by random people.

use proptest::prelude::*;
use zhiyu::error::Code;
use zhiyu::id::AccountId;
use zhiyu::id::DictionaryId;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::life::Draft;
use zhiyu::mapping::life::Hand;
use zhiyu::mapping::life::Mapping;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::state::State;
use zhiyu::mapping::state::Step;
use zhiyu::mapping::state::TRANSITIONS;
use zhiyu::time::Instant;

const PEOPLE: [&str; 3] = ["zhang", "li", "wang"];

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Draft),
        Just(Step::Submit),
        Just(Step::Withdraw),
        Just(Step::Approve),
        Just(Step::Return),
        Just(Step::Publish),
        Just(Step::Reopen),
        Just(Step::Recheck),
        Just(Step::Confirm),
    ]
}

fn take(before: Option<&Mapping>, step: Step, hand: Hand<'_>) -> zhiyu::error::Result<Mapping> {
    let draft = || Draft {
        code: "01".to_owned(),
        name: "霍乱".to_owned(),
        decision: Decision::Ignored {
            reason: "测试".to_owned(),
        },
        justification: String::new(),
        origin: Origin::Hand,
    };
    match (before, step) {
        (_, Step::Draft) => draft().apply(&DictionaryId::new("his/diagnosis").unwrap(), before, hand),
        (None, step) => step
            .take(None, "01")
            .map(|_| unreachable!("no step but draft begins a life")),
        (Some(mapping), Step::Submit) => mapping.submit(hand),
        (Some(mapping), Step::Withdraw) => mapping.withdraw(hand),
        (Some(mapping), Step::Approve) => mapping.approve(hand),
        (Some(mapping), Step::Return) => mapping.send_back(hand),
        (Some(mapping), Step::Publish) => mapping.publish(hand),
        (Some(mapping), Step::Reopen) => mapping.reopen(hand),
        (Some(mapping), Step::Recheck) => mapping.recheck(hand),
        (Some(mapping), Step::Confirm) => mapping.confirm(hand),
        (Some(_), Step::Undo) => unreachable!("bulk.rs undoes"),
    }
}

proptest! {
    #[test]
    fn no_forbidden_step_no_self_approval_no_lost_version(
        steps in prop::collection::vec((any_step(), 0_usize..PEOPLE.len()), 1..60)
    ) {
        let people: Vec<AccountId> = PEOPLE.iter().map(|name| AccountId::new(*name).unwrap()).collect();
        let mut mapping: Option<Mapping> = None;
        for (number, (step, person)) in (1..).zip(steps) {
            let account = &people[person];
            let hand = Hand { account, at: Instant(number) };
            let from = mapping.as_ref().map(|mapping| mapping.state);
            let allowed = TRANSITIONS.iter().any(|line| line.step == step && line.from.contains(&from));
            let own_work = mapping.as_ref().is_some_and(|mapping| {
                mapping.author == *account || mapping.submitted_by.as_ref() == Some(account)
            });
            let review = matches!(step, Step::Approve | Step::Return | Step::Confirm);
            match take(mapping.as_ref(), step, hand) {
                Ok(next) => {
                    prop_assert!(allowed && !(review && own_work));
                    prop_assert_eq!(next.version, mapping.as_ref().map_or(0, |mapping| mapping.version) + 1);
                    prop_assert!(next.state != State::Approved || next.reviewer.as_ref() != Some(&next.author));
                    mapping = Some(next);
                }
                Err(error) if error.code() == Code::MakerIsChecker => prop_assert!(review && own_work),
                Err(error) => prop_assert!(!allowed, "{error} although the table allows it"),
            }
        }
    }
}

#[test]
fn decisions_have_to_be_complete() {
    let refused = [
        Decision::Mapped { targets: Vec::new() },
        Decision::Ignored { reason: " ".to_owned() },
        Decision::NoMatch {
            reason: String::new(),
            review_on: None,
        },
        Decision::NoMatch {
            reason: "x".to_owned(),
            review_on: Some("2026-02-30".to_owned()),
        },
    ];
    for decision in refused {
        assert_eq!(
            decision.validate().unwrap_err().code(),
            Code::DecisionInvalid,
            "{decision:?}"
        );
    }
}
