//! Random steps by random people under random policies: no forbidden transition, no self-approval, no lost history.

use proptest::prelude::*;
use zhiyu::error::Code;
use zhiyu::error::Result;
use zhiyu::id::AccountId;
use zhiyu::id::DictionaryId;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::life::Draft;
use zhiyu::mapping::life::Hand;
use zhiyu::mapping::life::Mapping;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::policy::Policy;
use zhiyu::mapping::policy::Review;
use zhiyu::mapping::policy::Sampling;
use zhiyu::mapping::policy::is_prefilled;
use zhiyu::mapping::risk::UsageLimits;
use zhiyu::mapping::state::State;
use zhiyu::mapping::state::Step;
use zhiyu::mapping::state::TRANSITIONS;
use zhiyu::mapping::undo::Former;
use zhiyu::mapping::undo::Undone;
use zhiyu::time::Instant;

/// What somebody tries.
#[derive(Clone, Debug)]
struct Try {
    person: usize,
    step: Step,
    review: Review,
    reason: &'static str,
    prefilled: bool,
    note: bool,
}

fn any_try() -> impl Strategy<Value = Try> {
    let step = prop::sample::select(Step::ALL);
    let review = prop::sample::select(Review::ALL);
    let reason = prop::sample::select(vec!["甲", "乙"]);
    (0_usize..3, step, review, reason, any::<bool>(), any::<bool>()).prop_map(
        |(person, step, review, reason, prefilled, note)| Try {
            person,
            step,
            review,
            reason,
            prefilled,
            note,
        },
    )
}

fn draft(one: &Try) -> Draft {
    Draft {
        code: "01".to_owned(),
        name: "霍乱".to_owned(),
        decision: Decision::Ignored {
            reason: one.reason.to_owned(),
        },
        justification: if one.note { "理由".to_owned() } else { String::new() },
        origin: if one.prefilled {
            Origin::Dictionary {
                dictionary: DictionaryId::new("his/old").unwrap(),
            }
        } else {
            Origin::Hand
        },
    }
}

/// Takes a step as the service does: the policy first, then the life.
fn take(before: Option<&Mapping>, former: Option<&Former>, one: &Try, hand: Hand<'_>) -> Result<Option<Mapping>> {
    let policy = Policy {
        review: one.review,
        ..Policy::default()
    };
    let Some(mapping) = before.filter(|_| one.step != Step::Draft) else {
        if one.step != Step::Draft {
            return one.step.take(None, "01").map(|_| None);
        }
        let draft = draft(one);
        policy.check_draft(before, &draft.decision, &draft.justification, hand.account)?;
        return draft
            .apply(&DictionaryId::new("his/diagnosis").unwrap(), before, hand)
            .map(Some);
    };
    policy.check_step(one.step, mapping)?;
    match one.step {
        Step::Submit => mapping.submit(hand),
        Step::Withdraw => mapping.withdraw(hand),
        Step::Approve => mapping.approve(hand),
        Step::Return => mapping.send_back(hand),
        Step::Publish => mapping.publish(hand),
        Step::Reopen => mapping.reopen(hand),
        Step::Recheck => mapping.recheck(hand),
        Step::Confirm => mapping.confirm(hand),
        Step::Undo => {
            return mapping.undo(former, hand).map(|undone| match undone {
                Undone::Restored(mapping) => Some(mapping),
                Undone::Unmapped(_) => None,
            });
        }
        Step::Draft => unreachable!("drafted above"),
    }
    .map(Some)
}

proptest! {
    #[test]
    fn no_policy_lets_anybody_approve_their_own_work(tries in prop::collection::vec(any_try(), 1..80)) {
        let people = ["zhang", "li", "wang"].map(|name| AccountId::new(name).unwrap());
        let mut mapping: Option<Mapping> = None;
        let mut former: Option<Former> = None;
        for (at, one) in (1..).zip(&tries) {
            let account = &people[one.person];
            let from = mapping.as_ref().map(|mapping| mapping.state);
            let Ok(next) = take(mapping.as_ref(), former.as_ref(), one, Hand { account, at: Instant(at) }) else {
                continue;
            };
            let to = next.as_ref().map(|mapping| mapping.state);
            let on_the_table = to.is_none() && one.step == Step::Undo && from == Some(State::Drafted)
                || TRANSITIONS
                    .iter()
                    .any(|line| line.step == one.step && line.from.contains(&from) && Some(line.to) == to);
            prop_assert!(on_the_table, "{from:?} {:?} {to:?}", one.step);
            if let (Some(before), Some(after)) = (&mapping, &next) {
                prop_assert_eq!(after.version, before.version + 1, "no version is lost");
                let may_confirm = one.review == Review::Conditional && is_prefilled(before);
                prop_assert!(one.step != Step::Confirm || may_confirm);
            }
            if let Some(after) = next.as_ref().filter(|after| after.state == State::Approved) {
                let reviewer = after.reviewer.as_ref();
                prop_assert!(reviewer.is_some() && reviewer != Some(&after.author));
                prop_assert!(reviewer != after.submitted_by.as_ref());
            }
            former = mapping.as_ref().map(|before| Former::of(before, one.step));
            mapping = next;
        }
    }
}

#[test]
fn numbers_that_make_no_sense_are_refused() {
    let with = |limit_per_mille, draws| Policy {
        sampling: Some(Sampling {
            limit_per_mille,
            draws,
            required: false,
        }),
        ..Policy::default()
    };
    with(1_000, Some(10_000)).validate().unwrap();
    for policy in [with(1_001, None), with(10, Some(0)), with(10, Some(10_001))] {
        assert_eq!(policy.validate().unwrap_err().code(), Code::FieldInvalid, "{policy:?}");
    }
    let all = Policy {
        usage: UsageLimits {
            share_per_mille: 1_001,
            top: 0,
        },
        ..Policy::default()
    };
    assert_eq!(all.validate().unwrap_err().code(), Code::FieldInvalid);
}
