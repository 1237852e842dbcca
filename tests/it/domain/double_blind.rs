//! Two makers: when they decide alike, what anybody may see, and how agreement is counted.

use proptest::prelude::*;
use zhiyu::id::AccountId;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::double_blind::Agreement;
use zhiyu::mapping::double_blind::Basis;
use zhiyu::mapping::double_blind::Proposal;
use zhiyu::mapping::double_blind::Round;
use zhiyu::mapping::double_blind::RoundState;
use zhiyu::mapping::double_blind::same;
use zhiyu::time::Instant;

fn basis(version: i64) -> Basis {
    Basis {
        version,
        name: "霍乱".to_owned(),
    }
}

fn proposal(account: &str, decision: &Decision, agrees: Option<bool>) -> Proposal {
    Proposal {
        code: "001".to_owned(),
        basis: basis(0),
        decision: decision.clone(),
        justification: String::new(),
        account: AccountId::new(account).unwrap(),
        at: Instant(1),
        agrees,
    }
}

fn round(first: &Decision, second: &Decision) -> Round {
    Round {
        first: proposal("a", first, None),
        second: Some(proposal("b", second, Some(same(first, second)))),
    }
}

/// A decision of targets, each `code relationship when`.
fn mapped(targets: &[(&str, &str, &str)]) -> Decision {
    let target = |(code, relationship, when): &(&str, &str, &str)| {
        format!(
            r#"{{"system":"s","edition":"1","code":"{code}","display":"d","relationship":"{relationship}","when":[{when}]}}"#
        )
    };
    let targets: Vec<String> = targets.iter().map(target).collect();
    let json = format!(r#"{{"outcome":"mapped","targets":[{}]}}"#, targets.join(","));
    serde_json::from_str(&json).unwrap()
}

fn ignored(reason: &str) -> Decision {
    Decision::Ignored {
        reason: reason.to_owned(),
    }
}

#[test]
fn makers_decide_alike_only_when_nothing_but_words_differs() {
    let (male, units) = (r#"{"of":"sex","is":"male"}"#, r#"{"of":"unit","is":["mg","g"]}"#);
    let (one, two) = (
        format!("{male},{units}"),
        format!("{units},{male}").replace("\"mg\",\"g\"", "\"g\",\"mg\""),
    );
    let base = mapped(&[("A", "equivalent", &one), ("B", "broader", &one)]);
    assert!(same(
        &base,
        &mapped(&[("A", "equivalent", &two), ("B", "broader", &two)])
    ));
    assert!(same(&ignored("测试"), &ignored("停用")));
    let others = [
        mapped(&[("B", "broader", &one), ("A", "equivalent", &one)]),
        mapped(&[("A", "equivalent", &one)]),
        mapped(&[("A", "equivalent", &one), ("B", "related", &one)]),
        mapped(&[("A", "equivalent", &one), ("B", "broader", male)]),
        mapped(&[("A", "equivalent", &one), ("C", "broader", &one)]),
        ignored("测试"),
        Decision::NoMatch {
            reason: "没有".to_owned(),
            review_on: None,
        },
    ];
    for other in &others {
        assert!(!same(&base, other) && !same(other, &base), "{other:?}");
    }
}

/// The example of Cohen (1960) as it is taught: 20 both yes, 5 and 10 split, 15 both no; kappa 0.4.
#[test]
fn kappa_is_what_the_textbook_says() {
    let (yes, no) = (mapped(&[("Y", "equivalent", "")]), mapped(&[("N", "equivalent", "")]));
    let mut agreement = Agreement::default();
    assert_eq!(agreement.kappa_millionths(), None);
    for (times, first, second) in [(20, &yes, &yes), (5, &yes, &no), (10, &no, &yes), (15, &no, &no)] {
        for _ in 0..times {
            agreement.add(&round(first, second));
        }
    }
    assert_eq!((agreement.rows, agreement.alike, agreement.same_category), (50, 35, 35));
    assert_eq!(
        (agreement.kappa_millionths(), agreement.categories()),
        (Some(400_000), 2)
    );
    let mut always = Agreement::default();
    always.add(&round(&yes, &yes));
    assert_eq!(always.kappa_millionths(), None, "chance alone agrees always");
    always.add(&Round {
        first: proposal("a", &no, None),
        second: None,
    });
    assert_eq!(always.rows, 1, "one proposal is no agreement");
    // The same code with another relationship is the same category, and yet not alike.
    let wider = mapped(&[("Y", "broader", "")]);
    always.add(&round(&yes, &wider));
    assert_eq!((always.alike, always.same_category), (1, 2));
}

#[test]
fn a_round_lapses_when_its_row_moves_on() {
    let (one, two) = (ignored("甲"), mapped(&[("A", "equivalent", "")]));
    let conflict = round(&one, &two);
    assert_eq!(conflict.state(Some(&basis(0))), RoundState::Conflict);
    assert_eq!(conflict.state(Some(&basis(1))), RoundState::Closed);
    let renamed = Basis {
        version: 0,
        name: "伤寒".to_owned(),
    };
    assert_eq!(conflict.state(Some(&renamed)), RoundState::Closed);
    assert_eq!(conflict.state(None), RoundState::Closed);
    assert_eq!(round(&one, &one).state(Some(&basis(2))), RoundState::Agreed);
    assert_ne!(basis(0).digest(), basis(1).digest());
    assert_ne!(basis(0).digest(), renamed.digest());
}

proptest! {
    #[test]
    fn nobody_sees_what_would_sway_them(viewer in "[abc]", is_full in any::<bool>(), agrees in any::<bool>()) {
        let decisions = (ignored("甲"), mapped(&[("A", "equivalent", "")]));
        let second = is_full.then(|| proposal("b", &decisions.1, Some(agrees)));
        let round = Round { first: proposal("a", &decisions.0, None), second };
        let account = AccountId::new(&viewer).unwrap();
        let seen: Vec<&str> = round.visible_to(&account).iter().map(|one| one.account.as_str()).collect();
        let expected: &[&str] = match (viewer.as_str(), is_full) {
            ("a", _) => &["a"],
            ("b", true) => &["b"],
            ("c", true) => &["a", "b"],
            (_, _) => &[],
        };
        prop_assert_eq!(seen, expected);
        let may_take = !is_full && viewer != "a";
        prop_assert_eq!(round.must_take(&account).is_ok(), may_take);
    }
}
