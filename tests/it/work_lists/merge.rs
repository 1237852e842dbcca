//! The three-way merge as rules: what the database has is never lost, what nobody touched is never applied, and a second
//! import of the same file finds everything done.

use proptest::prelude::*;
use zhiyu::mapping::merge::Cells;
use zhiyu::mapping::merge::Field;
use zhiyu::mapping::merge::Place;
use zhiyu::mapping::merge::Side;
use zhiyu::mapping::merge::Verdict;
use zhiyu::mapping::merge::Written;
use zhiyu::mapping::merge::Yours;
use zhiyu::mapping::merge::merge;
use zhiyu::mapping::state::State;
use zhiyu::mapping::state::Step;

fn cells() -> impl Strategy<Value = Cells> {
    let text = |words: &'static [&'static str]| prop::sample::select(words);
    (
        text(&["", "mapped", "no-match", "ignored", "nonsense"]),
        prop::array::uniform3((text(&["", "A00", "A01"]), text(&["", "equivalent", "broader", "?"]))),
        text(&["", "无对应"]),
        text(&["", "2027-01-01"]),
        text(&["", "名称一致", "无对应"]),
    )
        .prop_map(|(outcome, targets, reason, review_on, justification)| {
            let mut cells = Cells::default();
            cells.set(Field::Outcome, outcome);
            let fields = [
                (Field::Code1, Field::Relationship1),
                (Field::Code2, Field::Relationship2),
                (Field::Code3, Field::Relationship3),
            ];
            for ((code, relationship), (code_text, word)) in fields.into_iter().zip(targets) {
                cells.set(code, code_text);
                cells.set(relationship, word);
            }
            cells.set(Field::Reason, reason);
            cells.set(Field::ReviewOn, review_on);
            cells.set(Field::Justification, justification);
            cells.tidy();
            cells
        })
}

fn state() -> impl Strategy<Value = State> {
    prop::sample::select(State::ALL)
}

fn action() -> impl Strategy<Value = Option<Step>> {
    let steps = [
        Step::Draft,
        Step::Submit,
        Step::Withdraw,
        Step::Approve,
        Step::Return,
        Step::Reopen,
    ];
    prop_oneof![3 => Just(None), 2 => prop::sample::select(steps.to_vec()).prop_map(Some)]
}

fn side(version: i64, state: State, cells: Cells) -> Side {
    let (state, cells) = if version == 0 {
        (None, Cells::default())
    } else {
        (Some(state), cells)
    };
    Side {
        name: "霍乱".to_owned(),
        version,
        state,
        cells,
    }
}

prop_compose! {
    fn sides()(
        version in 0_i64..3, later in 0_i64..3, states in (state(), state()), cells in (cells(), cells()),
    ) -> (Side, Side) {
        let base = side(version, states.0, cells.0);
        let now = if later == 0 { base.clone() } else { side(version + later, states.1, cells.1) };
        (base, now)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn what_nobody_touched_is_never_applied((base, now) in sides()) {
        let yours = Yours { cells: base.cells.clone(), action: None };
        prop_assert_eq!(merge(&base, &yours, &now), Verdict::Untouched);
    }

    #[test]
    fn what_others_changed_is_never_overwritten((base, now) in sides(), cells in cells(), action in action()) {
        let yours = Yours { cells, action };
        match merge(&base, &yours, &now) {
            Verdict::Apply(_) => prop_assert_eq!(&now, &base),
            Verdict::Conflict(clashes) => {
                prop_assert!(now.version != base.version);
                prop_assert!(!clashes.is_empty());
                for clash in clashes {
                    prop_assert!(clash.yours != clash.now, "{:?}", clash);
                    let differs_in_base = clash.base != clash.now || clash.base != clash.yours;
                    prop_assert!(differs_in_base);
                }
            }
            Verdict::AlreadySo if yours.action.is_none() => {
                for field in Field::ALL {
                    let changed = yours.cells.get(*field) != base.cells.get(*field);
                    prop_assert!(!changed || yours.cells.get(*field) == now.cells.get(*field));
                }
            }
            Verdict::AlreadySo | Verdict::Untouched | Verdict::Misfit(_) => {}
        }
    }

    #[test]
    fn a_second_import_finds_everything_done((base, _) in sides(), cells in cells(), action in action()) {
        let yours = Yours { cells, action };
        if let Verdict::Apply(wish) = merge(&base, &yours, &base) {
            let after = Side {
                version: base.version + i64::from(wish.draft) + i64::from(wish.step.is_some()),
                state: wish.leads_to(base.state),
                cells: yours.cells.clone(),
                name: base.name.clone(),
            };
            prop_assert_eq!(merge(&base, &yours, &after), Verdict::AlreadySo);
        }
    }

    #[test]
    fn a_decision_and_its_cells_say_the_same(cells in cells()) {
        let edition = "icd-10/x".parse().unwrap();
        if let Ok(written) = cells.written() {
            let decision = decision(&written);
            let again = Cells::of(&decision, cells.get(Field::Justification), &edition);
            prop_assert_eq!(again, cells);
        }
    }
}

fn decision(written: &Written) -> zhiyu::mapping::decision::Decision {
    use zhiyu::mapping::decision::Decision;
    use zhiyu::mapping::target::Target;
    match written.clone() {
        Written::Mapped(targets) => Decision::Mapped {
            targets: targets
                .into_iter()
                .map(|(code, relationship)| Target {
                    system: "icd-10".parse().unwrap(),
                    edition: "x".parse().unwrap(),
                    display: code.clone(),
                    code,
                    relationship,
                    when: Vec::new(),
                })
                .collect(),
        },
        Written::NoMatch { reason, review_on } => Decision::NoMatch { reason, review_on },
        Written::Ignored { reason } => Decision::Ignored { reason },
    }
}

#[test]
fn another_name_stops_a_change_and_nothing_else() {
    let base = side(0, State::Drafted, Cells::default());
    let now = Side {
        name: "伤寒".to_owned(),
        ..base.clone()
    };
    let mut yours = Yours {
        cells: Cells::default(),
        action: None,
    };
    assert_eq!(merge(&base, &yours, &now), Verdict::Untouched);
    yours.cells.set(Field::Code1, "A00");
    let Verdict::Conflict(clashes) = merge(&base, &yours, &now) else {
        panic!("no conflict")
    };
    assert_eq!(clashes[0].place, Place::Name);
    assert_eq!((clashes[0].base.as_str(), clashes[0].now.as_str()), ("霍乱", "伤寒"));
}
