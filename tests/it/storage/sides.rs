//! Sides of a dictionary, the same rows mapped to two editions; and targets that hold under conditions.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::CURATOR;
use crate::support::hospital::Hospital;
use crate::support::hospital::REVIEWER;
use crate::support::hospital::mapped_to;
use crate::support::service::TestService;
use crate::support::service::session;
use zhiyu::access::role::Role;
use zhiyu::error::Code;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::mapping::condition::Condition;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::state::State;
use zhiyu::mapping::target::Relationship;
use zhiyu::page::Page;
use zhiyu::service::curation::requests::NamedDecision;
use zhiyu::service::curation::requests::NamedTarget;
use zhiyu::service::curation::work_list::WorkFilter;
use zhiyu::service::curation::work_list::WorkOrder;
use zhiyu::service::curation::work_list::WorkState;

const SECOND: &str = "icd-9-cm-3/common-1";
const OPERATION: &str = "47.01";

on_both_engines! {
    a_side_maps_the_same_rows_to_another_edition
    a_renamed_code_is_rechecked_on_every_side
    a_conditional_target_is_released_with_its_condition
}

/// The hospital with a second side of its dictionary.
fn side<'a>(hospital: &Hospital<'a>) -> Hospital<'a> {
    let target = EditionRef::parse(SECOND).unwrap();
    let id = DictionaryId::new("his/diagnosis.second").unwrap();
    let curator = session(Role::Curator, CURATOR);
    let added = hospital
        .service
        .add_side(&curator, &hospital.id, &hospital.dictionary, &id, &target)
        .unwrap();
    assert_eq!((added.rows, added.loads), (2, 1));
    Hospital {
        service: hospital.service,
        id: hospital.id.clone(),
        dictionary: id,
    }
}

fn states(hospital: &Hospital<'_>) -> Vec<(String, Option<State>)> {
    let curator = session(Role::Curator, CURATOR);
    let page = Page::new(None, None);
    let rows = hospital
        .service
        .work_list(
            &curator,
            &hospital.id,
            &hospital.dictionary,
            (&WorkFilter::default(), WorkOrder::Code),
            &page,
        )
        .unwrap();
    let rows = rows.items.into_iter();
    rows.map(|row| (row.row.local_code.code, row.row.mapping.map(|mapping| mapping.state)))
        .collect()
}

fn a_side_maps_the_same_rows_to_another_edition(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("01", "霍乱"), ("02", "伤寒")]);
    let second = side(&hospital);
    hospital.approve("01", crate::support::hospital::mapped(&["A00"]), "");
    second.approve("01", mapped_to(SECOND, OPERATION), "");
    second.draft("02", mapped_to(SECOND, OPERATION), "").unwrap();
    assert_eq!(
        states(&hospital),
        [("01".to_owned(), Some(State::Approved)), ("02".to_owned(), None)]
    );
    assert_eq!(
        states(&second),
        [
            ("01".to_owned(), Some(State::Approved)),
            ("02".to_owned(), Some(State::Drafted))
        ]
    );
    hospital.publish().unwrap();
    let lines = hospital.lines(1);
    let of = |dictionary: &str| &lines[&(dictionary.to_owned(), "01".to_owned())];
    assert!(of("his/diagnosis").contains("\"A00\""));
    assert!(of("his/diagnosis.second").contains(&format!("\"{OPERATION}\"")));
    let unmapped = WorkFilter {
        state: Some(WorkState::Unmapped),
        ..WorkFilter::default()
    };
    let left = test
        .service
        .work_list(
            &session(Role::Curator, CURATOR),
            &second.id,
            &second.dictionary,
            (&unmapped, WorkOrder::Usage),
            &Page::new(None, None),
        )
        .unwrap();
    assert!(left.items.is_empty());
}

fn a_renamed_code_is_rechecked_on_every_side(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("01", "霍乱"), ("02", "伤寒")]);
    let second = side(&hospital);
    hospital.approve("01", crate::support::hospital::mapped(&["A00"]), "");
    second.approve("01", mapped_to(SECOND, OPERATION), "");
    second.approve("02", mapped_to(SECOND, OPERATION), "");
    hospital.publish().unwrap();
    hospital.load(&[("01", "霍乱弧菌感染性腹泻"), ("02", "伤寒"), ("03", "痢疾")]);
    assert_eq!(
        states(&hospital),
        [
            ("01".to_owned(), Some(State::NeedsRecheck)),
            ("02".to_owned(), None),
            ("03".to_owned(), None)
        ]
    );
    assert_eq!(
        states(&second),
        [
            ("01".to_owned(), Some(State::NeedsRecheck)),
            ("02".to_owned(), Some(State::Released)),
            ("03".to_owned(), None)
        ]
    );
}

fn a_conditional_target_is_released_with_its_condition(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("01", "霍乱"), ("02", "伤寒")]);
    let target = |code: &str, specimen: &str| NamedTarget {
        edition: None,
        code: code.to_owned(),
        relationship: Relationship::Equivalent,
        when: vec![Condition::Specimen {
            is: vec![specimen.to_owned()],
        }],
    };
    let overlapping = NamedDecision::Mapped(vec![target("A00", "血清"), {
        let mut other = target("A01", "血清");
        other.when.push(Condition::Sex {
            is: zhiyu::mapping::condition::Sex::Male,
        });
        other
    }]);
    let refused = hospital.draft("01", overlapping, "").unwrap_err();
    assert_eq!(refused.code(), Code::DecisionInvalid);
    let told_apart = NamedDecision::Mapped(vec![target("A00", "血清"), target("A01", "尿")]);
    hospital.approve("01", told_apart, "依标本");
    hospital.publish().unwrap();
    let line = &hospital.lines(1)[&("his/diagnosis".to_owned(), "01".to_owned())];
    assert!(line.contains(r#""when":[{"of":"specimen","is":["尿"]}]"#), "{line}");
    let mappings = test
        .service
        .mappings(
            &session(Role::Reviewer, REVIEWER),
            &hospital.id,
            None,
            &Page::new(None, None),
        )
        .unwrap();
    let Decision::Mapped { targets } = &mappings.items[0].decision else {
        panic!("{mappings:?}")
    };
    assert!(targets.iter().all(|target| !target.when.is_empty()));
}
