//! Figures of coverage without a database: counted by hand, and by chance with what must hold of every count.

use proptest::prelude::*;
use std::slice::from_ref;
use zhiyu::coverage::Binding;
use zhiyu::coverage::By;
use zhiyu::coverage::CodeFacts;
use zhiyu::coverage::Consistency;
use zhiyu::coverage::Counter;
use zhiyu::coverage::Counts;
use zhiyu::coverage::CoverageReport;
use zhiyu::coverage::DictionaryFigures;
use zhiyu::coverage::Measure;
use zhiyu::coverage::Names;
use zhiyu::coverage::Published;
use zhiyu::coverage::Rate;
use zhiyu::coverage::Settings;
use zhiyu::coverage::Tally;
use zhiyu::id::EditionId;
use zhiyu::id::SystemId;
use zhiyu::mapping::state::State;
use zhiyu::mapping::target::Relationship;
use zhiyu::mapping::target::Target;
use zhiyu::time::Cut;
use zhiyu::time::Day;
use zhiyu::time::Instant;
use zhiyu::time::Period;

/// A code as the property draws it.
#[derive(Clone, Debug)]
struct Drawn {
    usage: Option<u32>,
    state: Option<State>,
    is_ignored: bool,
    /// Nothing, no match, or these targets: number, residual, broader.
    published: Option<Vec<(u8, bool, bool)>>,
    flags: (bool, bool),
    age: i64,
}

const WEEK: Settings = Settings {
    from: Instant(0),
    to: Instant(7 * 86_400_000_000),
};

fn target(number: u8, is_residual: bool, is_broader: bool) -> Target {
    Target {
        system: SystemId::new("s").unwrap(),
        edition: EditionId::new("1").unwrap(),
        code: format!("T{number}"),
        display: if is_residual { "其他疾病" } else { "疾病" }.to_owned(),
        relationship: if is_broader {
            Relationship::Broader
        } else {
            Relationship::Equivalent
        },
        when: Vec::new(),
    }
}

fn targets(drawn: &Drawn) -> Vec<Target> {
    let list = drawn.published.iter().flatten();
    list.map(|(number, residual, broader)| target(*number, *residual, *broader))
        .collect()
}

fn count(list: &[Drawn]) -> Counter {
    let mut counter = Counter::new(WEEK);
    for (index, drawn) in list.iter().enumerate() {
        let targets = targets(drawn);
        let published = drawn.published.as_ref().map(|_| {
            if targets.is_empty() {
                return Published::NoMatch;
            }
            let (invalid, retired) = drawn.flags;
            Published::Mapped {
                targets: &targets,
                invalid,
                retired,
            }
        });
        counter.take(&CodeFacts {
            code: &index.to_string(),
            name: "名",
            usage: drawn.usage.map(u128::from),
            first_seen: Some(Instant(drawn.age)),
            state: drawn.state,
            is_ignored: drawn.is_ignored,
            published,
        });
    }
    counter
}

fn sum<'a>(list: impl IntoIterator<Item = &'a Drawn>) -> Tally {
    let mut tally = Tally::default();
    for drawn in list {
        tally.add(Tally::one(drawn.usage.unwrap_or(0).into()));
    }
    tally
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let target = (0_u8..4, any::<bool>(), any::<bool>());
    (
        proptest::option::of(any::<u32>()),
        proptest::option::of(proptest::sample::select(State::ALL.to_vec())),
        any::<bool>(),
        proptest::option::of(proptest::collection::vec(target, 0..3)),
        any::<(bool, bool)>(),
        -86_400_000_000_i64..9 * 86_400_000_000,
    )
        .prop_map(|(usage, state, is_ignored, published, flags, age)| Drawn {
            usage,
            state,
            is_ignored,
            published,
            flags,
            age,
        })
}

fn parts(counts: &Counts) -> Tally {
    let work = counts.unpublished().plus(counts.unmapped);
    work.plus(counts.settled())
}

fn figures(organization: &str, dictionary: &str, counts: Counts) -> DictionaryFigures {
    DictionaryFigures {
        organization: organization.to_owned(),
        dictionary: dictionary.to_owned(),
        target: "s/1".to_owned(),
        campus: None,
        bindings: Vec::new(),
        counts,
    }
}

proptest! {
    #[test]
    fn parts_add_up_and_no_rate_exceeds_one(list in proptest::collection::vec(drawn(), 0..40), cut in 0_usize..40) {
        let counts = count(&list).counts();
        prop_assert_eq!(counts.codes, sum(&list));
        prop_assert_eq!(parts(&counts), counts.codes);
        for measure in Measure::ALL {
            let rate = measure.of(&counts);
            prop_assert!(rate.numerator.codes <= rate.denominator.codes, "{:?}", rate);
            prop_assert!(rate.numerator.usage <= rate.denominator.usage, "{:?}", rate);
            let whole = rate.numerator.codes == rate.denominator.codes && rate.denominator.codes > 0;
            prop_assert_eq!(rate.rate.as_deref() == Some("1.000000"), whole);
        }
        let is_broader = |one: &&Drawn| one.published.iter().flatten().any(|(.., broader)| *broader);
        let numbers = |one: &Drawn| one.published.iter().flatten().map(|(number, ..)| *number).collect::<Vec<_>>();
        let is_lossy = |one: &&Drawn| {
            let own = numbers(one);
            let twins = list.iter().filter(|other| numbers(other) == own).count();
            !own.is_empty() && (is_broader(one) || twins > 1)
        };
        prop_assert_eq!(counts.lossy, sum(list.iter().filter(is_lossy)));
        let added = count(&list).added();
        let is_new = |one: &&Drawn| one.age > WEEK.from.0 && one.age <= WEEK.to.0;
        let mut days = Tally::default();
        for day in &added {
            days.add(day.codes);
        }
        prop_assert_eq!(days, sum(list.iter().filter(is_new)));

        // Two dictionaries: every way of putting them together that parts them adds up to the whole.
        let (first, second) = list.split_at(cut.min(list.len()));
        let both = [figures("H1", "his/a", count(first).counts()), figures("H2", "lis/b", count(second).counts())];
        let mut report = CoverageReport::new(None, WEEK.to, WEEK.from);
        report.dictionaries = both.to_vec();
        let report = report.finished();
        for by in [By::Organization, By::Campus, By::SourceSystem, By::Dictionary] {
            let mut all = Counts::default();
            for group in report.groups(by) {
                all.add(&group.counts);
            }
            prop_assert_eq!(&all, &report.total.counts);
        }
        prop_assert_eq!(report.total.counts.codes, counts.codes);
        let text = report.to_canonical().unwrap();
        prop_assert_eq!(CoverageReport::parse(&text).unwrap(), report);
    }

    #[test]
    fn a_rate_is_cut_off_and_never_rounded_up(numerator in 0_u128..1 << 90, more in 1_u128..1 << 90) {
        let denominator = numerator + more;
        let text = Rate { numerator, denominator }.decimal().unwrap();
        let (whole, places) = text.split_once('.').unwrap();
        prop_assert_eq!((whole, places.len()), ("0", 6));
        let places: u128 = places.parse().unwrap();
        prop_assert!(places * denominator <= numerator * 1_000_000);
        prop_assert!((places + 1) * denominator > numerator * 1_000_000);
    }

    #[test]
    fn a_cut_lies_on_its_day_and_none_is_skipped(at in -2_000_000_000_000_000_i64..4_000_000_000_000_000) {
        let now = Instant(at);
        for period in Period::ALL {
            let cut = Cut::last(*period, now);
            prop_assert!(cut.at() <= now);
            prop_assert!(cut.previous().at() < cut.at());
            prop_assert_eq!(Cut::last(*period, Instant(cut.at().0 - 1)), cut.previous());
            prop_assert_eq!(Cut::last(*period, cut.at()), cut);
            prop_assert_eq!(Cut::parse(&cut.to_string()), Some(cut));
            let days = match period {
                Period::Weekly => 7..8,
                Period::Monthly => 28..32,
            };
            let length = (cut.at().0 - cut.previous().at().0) / 86_400_000_000;
            prop_assert!(days.contains(&length));
        }
    }
}

#[test]
fn cuts_are_friday_noon_and_the_first_of_the_month_in_shanghai() {
    for (period, now, cut, at) in [
        (
            Period::Weekly,
            "2026-11-27T12:00:00+08:00",
            "weekly-2026-11-27",
            "2026-11-27T12:00:00+08:00",
        ),
        (
            Period::Weekly,
            "2026-11-27T11:59:59.999999+08:00",
            "weekly-2026-11-20",
            "2026-11-20T12:00:00+08:00",
        ),
        (
            Period::Weekly,
            "2026-11-26T20:00:00Z",
            "weekly-2026-11-20",
            "2026-11-20T12:00:00+08:00",
        ),
        (
            Period::Monthly,
            "2026-11-30T16:00:00Z",
            "monthly-2026-12-01",
            "2026-12-01T00:00:00+08:00",
        ),
        (
            Period::Monthly,
            "2026-11-30T15:59:59Z",
            "monthly-2026-11-01",
            "2026-11-01T00:00:00+08:00",
        ),
        (
            Period::Monthly,
            "2028-03-01T00:00:00+08:00",
            "monthly-2028-03-01",
            "2028-03-01T00:00:00+08:00",
        ),
    ] {
        let found = Cut::last(period, Instant::parse(now).unwrap());
        assert_eq!(
            (found.to_string().as_str(), found.at()),
            (cut, Instant::parse(at).unwrap()),
            "{now}"
        );
    }
    let on = |period, day| Cut::on(period, Day::parse(day).unwrap());
    assert!(on(Period::Weekly, "2026-11-26").is_none() && on(Period::Monthly, "2026-11-27").is_none());
    for text in [
        "weekly",
        "weekly-2026-11-26",
        "monthly-2026-11-27",
        "daily-2026-11-27",
        "weekly-2026-11-27 ",
    ] {
        assert_eq!(Cut::parse(text), None, "{text}");
    }
}

#[test]
fn only_whole_words_make_an_english_name_residual() {
    let count = |display: &str| {
        let list = [Target {
            display: display.to_owned(),
            ..target(1, false, false)
        }];
        let mut counter = Counter::new(WEEK);
        counter.take(&CodeFacts {
            code: "1",
            name: "名",
            usage: None,
            first_seen: None,
            state: Some(State::Released),
            is_ignored: false,
            published: Some(Published::Mapped {
                targets: &list,
                invalid: false,
                retired: false,
            }),
        });
        counter.counts().residual.codes
    };
    for (display, residual) in [
        ("霍乱，未特指的", 1),
        ("其他沙门菌感染", 1),
        ("Diabetes, NOS", 1),
        ("Diagnosis of necrosis", 0),
        ("霍乱", 0),
    ] {
        assert_eq!(count(display), residual, "{display}");
    }
}

#[test]
fn names_are_compared_in_normalised_spelling_and_for_one_edition() {
    let (cholera, typhoid) = (target(1, false, false), target(2, false, false));
    let other_edition = Target {
        edition: EditionId::new("2").unwrap(),
        ..typhoid.clone()
    };
    let mut names = Names::default();
    names.compare("H1");
    names.take_own(("H1", "his/a"), "Ⅱ型糖尿病", from_ref(&cholera));
    names.take_own(("H1", "his/a"), "只在一处", from_ref(&cholera));
    names.take_own(("H1", "his/b"), "II型糖尿病", from_ref(&cholera));
    names.take_own(("H1", "his/b"), "乙", from_ref(&typhoid));
    names.take_own(("H1", "his/c"), "乙", from_ref(&other_edition));
    names.take_own(("H1", "his/a"), "甲", from_ref(&cholera));
    names.take_other(("H2", "his/a"), "甲", from_ref(&typhoid));
    names.take_other(("H2", "his/a"), "别处的名称", from_ref(&cholera));
    let found = names.consistency();
    let expected = Consistency {
        organizations: vec!["H1".to_owned()],
        compared: 2,
        consistent: 1,
        rate: Some("0.500000".to_owned()),
        differing: vec!["甲".to_owned()],
    };
    assert_eq!(found, expected);
}

#[test]
fn a_dictionary_stands_in_every_group_that_it_feeds_and_once_in_each() {
    let field = |field: &str, domain: Option<&str>| Binding::Field {
        specification: "henan-2026".to_owned(),
        table: "病人表".to_owned(),
        field: field.to_owned(),
        domain: domain.map(str::to_owned),
    };
    let counts = count(&[]).counts();
    let mut bound = figures("H1", "his/sex", counts.clone());
    bound.bindings = vec![
        field("性别", Some("GB-T-2261.1/2003")),
        field("母亲性别", Some("GB-T-2261.1/2003")),
        field("备注", None),
    ];
    let list = [bound, figures("H2", "his/sex", counts)];
    let names = |by: By| {
        let groups = by.group(&list).groups;
        groups.into_iter().map(|group| group.name).collect::<Vec<_>>()
    };
    assert_eq!(names(By::Table), ["", "henan-2026/病人表"]);
    assert_eq!(
        names(By::Field),
        [
            "",
            "henan-2026/病人表.备注",
            "henan-2026/病人表.性别",
            "henan-2026/病人表.母亲性别"
        ]
    );
    assert_eq!(names(By::ValueDomain), ["", "GB-T-2261.1/2003"]);
    assert_eq!(names(By::SourceSystem), ["his", "his"], "hospitals are kept apart");
}

#[test]
fn the_list_of_unmapped_codes_has_the_hundred_most_used_in_a_fixed_order() {
    let mut counter = Counter::new(WEEK);
    for number in 0..250_u32 {
        counter.take(&CodeFacts {
            code: &format!("c{number:03}"),
            name: "名",
            usage: (number % 3 != 0).then(|| (number / 10).into()),
            first_seen: None,
            state: None,
            is_ignored: false,
            published: None,
        });
    }
    let mut report = CoverageReport::new(None, WEEK.to, WEEK.from);
    report.take_unmapped(counter.unmapped("H1", "his/a"));
    let list = report.unmapped;
    assert!(
        list.iter().all(|one| one.usage > 0) && list.len() == 100,
        "{}",
        list.len()
    );
    let order: Vec<(u128, &str)> = list.iter().map(|one| (one.usage, one.code.as_str())).take(3).collect();
    assert_eq!(order, [(24, "c241"), (24, "c242"), (24, "c244")]);
}
