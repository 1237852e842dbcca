//! Conditional targets: cases that exclude each other, and records that say too little.

use proptest::prelude::*;
use zhiyu::error::Code;
use zhiyu::mapping::cases::Resolution;
use zhiyu::mapping::cases::resolve;
use zhiyu::mapping::condition::AgeUnit;
use zhiyu::mapping::condition::Attribute;
use zhiyu::mapping::condition::Circumstances;
use zhiyu::mapping::condition::Condition;
use zhiyu::mapping::condition::Sex;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::target::Relationship;
use zhiyu::mapping::target::Target;

fn target(code: &str, when: &[Condition]) -> Target {
    Target {
        system: "loinc".parse().unwrap(),
        edition: "2.77".parse().unwrap(),
        code: code.to_owned(),
        display: code.to_owned(),
        relationship: Relationship::Equivalent,
        when: when.to_vec(),
    }
}

fn specimen(texts: &[&str]) -> Condition {
    Condition::Specimen {
        is: texts.iter().map(|text| (*text).to_owned()).collect(),
    }
}

fn age(from: Option<u16>, below: Option<u16>) -> Condition {
    let unit = AgeUnit::Years;
    Condition::Age { unit, from, below }
}

fn codes<'a>(resolution: &Resolution<'a>) -> Vec<&'a str> {
    match resolution {
        Resolution::Targets(targets) => targets.iter().map(|target| target.code.as_str()).collect(),
        Resolution::NoCase | Resolution::NotSaid(_) => panic!("{resolution:?}"),
    }
}

fn refused(targets: Vec<Target>) -> bool {
    let checked = Decision::Mapped { targets }.validate();
    checked.is_err_and(|error| error.code() == Code::DecisionInvalid)
}

#[test]
fn a_record_gets_the_targets_of_its_case() {
    let targets = [
        target("serum", &[specimen(&["血清", "血浆"])]),
        target("urine", &[specimen(&["尿"])]),
        target("urine-2", &[specimen(&["尿"])]),
        target("other", &[]),
    ];
    let of = |specimen: &str| Circumstances {
        specimen: Some(specimen.to_owned()),
        ..Circumstances::default()
    };
    assert_eq!(codes(&resolve(&targets, &of("血浆"))), ["serum"]);
    assert_eq!(codes(&resolve(&targets, &of("尿"))), ["urine", "urine-2"]);
    assert_eq!(codes(&resolve(&targets, &of("脑脊液"))), ["other"]);
    assert_eq!(resolve(&targets[..3], &of("脑脊液")), Resolution::NoCase);
}

#[test]
fn a_record_that_does_not_say_gets_nothing() {
    let targets = [target("serum", &[specimen(&["血清"])]), target("other", &[])];
    let said = resolve(&targets, &Circumstances::default());
    assert_eq!(said, Resolution::NotSaid(Attribute::Specimen));
    let in_months = Circumstances {
        age: Some((30, AgeUnit::Months)),
        ..Circumstances::default()
    };
    let adult = [target("adult", &[age(Some(18), None)])];
    assert_eq!(resolve(&adult, &in_months), Resolution::NotSaid(Attribute::Age));
}

#[test]
fn cases_that_nobody_can_tell_apart_are_refused() {
    let female = Condition::Sex { is: Sex::Female };
    let months = Condition::Age {
        unit: AgeUnit::Months,
        from: Some(1),
        below: None,
    };
    let overlapping = [
        (vec![specimen(&["尿", "血清"])], vec![specimen(&["血清"])]),
        (vec![specimen(&["尿"])], vec![female.clone()]),
        (vec![age(Some(1), Some(15))], vec![age(Some(14), None)]),
        (vec![age(None, Some(1))], vec![months]),
    ];
    for (one, other) in overlapping {
        assert!(
            refused(vec![target("a", &one), target("b", &other)]),
            "{one:?} {other:?}"
        );
    }
    let unsound = [
        vec![specimen(&[])],
        vec![specimen(&[" "])],
        vec![specimen(&["尿", "尿"])],
        vec![age(None, None)],
        vec![age(Some(5), Some(5))],
        vec![female.clone(), specimen(&["尿"])],
        vec![female.clone(), female],
    ];
    for when in unsound {
        assert!(refused(vec![target("a", &when)]), "{when:?}");
    }
}

fn any_case() -> impl Strategy<Value = Vec<Condition>> {
    let specimens = prop::sample::subsequence(vec!["尿", "血清", "血浆"], 1..3);
    let sexes = prop_oneof![Just(None), Just(Some(Sex::Male)), Just(Some(Sex::Female))];
    (
        prop::option::of(specimens),
        sexes,
        prop::option::of((0_u16..60, 1_u16..60)),
    )
        .prop_map(|(is, sex, ages)| {
            let specimens = is.map(|is| specimen(&is));
            let sex = sex.map(|is| Condition::Sex { is });
            let ages = ages.map(|(from, years)| age(Some(from), Some(from + years)));
            [specimens, sex, ages].into_iter().flatten().collect()
        })
}

proptest! {
    #[test]
    fn what_is_accepted_never_has_two_cases_at_once(
        cases in prop::collection::vec(any_case(), 1..4),
        record in ("尿|血清|血浆", any::<bool>(), 0_u16..130),
    ) {
        let targets: Vec<Target> =
            cases.iter().enumerate().map(|(index, when)| target(&index.to_string(), when)).collect();
        prop_assume!(Decision::Mapped { targets: targets.clone() }.validate().is_ok());
        let (specimen, is_male, years) = record;
        let record = Circumstances {
            unit: None,
            specimen: Some(specimen),
            sex: Some(if is_male { Sex::Male } else { Sex::Female }),
            age: Some((years, AgeUnit::Years)),
        };
        let holding: Vec<&Vec<Condition>> = cases
            .iter()
            .filter(|case| !case.is_empty() && case.iter().all(|condition| condition.holds(&record) == Some(true)))
            .collect();
        prop_assert!(holding.windows(2).all(|pair| pair[0] == pair[1]), "{holding:?}");
        if let Resolution::Targets(found) = resolve(&targets, &record) {
            let expected = holding.first().map_or(&[][..], |case| case.as_slice());
            prop_assert!(found.iter().all(|target| target.when == expected));
        }
    }
}
