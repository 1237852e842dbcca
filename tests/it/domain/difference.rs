//! Applying the difference of two releases to the one gives the other; what hospitals say differently; which release was in
//! force.

use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use zhiyu::id::AccountId;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::id::OrganizationId;
use zhiyu::mapping::diff::DiffKind;
use zhiyu::mapping::diff::DiffLine;
use zhiyu::mapping::diff::diff;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::release::Change;
use zhiyu::mapping::release::LineInForce;
use zhiyu::mapping::release::Release;
use zhiyu::mapping::release::Retraction;
use zhiyu::mapping::release::in_force_at;
use zhiyu::mapping::target::Relationship;
use zhiyu::mapping::target::Target;
use zhiyu::report::DiffFilter;
use zhiyu::snapshot::body::Line;
use zhiyu::snapshot::comparison::Dissent;
use zhiyu::snapshot::comparison::Released;
use zhiyu::snapshot::comparison::Sameness;
use zhiyu::snapshot::comparison::compare;
use zhiyu::time::Day;
use zhiyu::time::Instant;

type Key = (String, String);
type State = BTreeMap<Key, String>;

fn change(release: i64, (dictionary, code): Key, line: Option<String>) -> Change {
    Change {
        dictionary: DictionaryId::new(dictionary).unwrap(),
        code,
        release,
        line,
        author: AccountId::new("li.na").unwrap(),
        reviewer: AccountId::new("wang.wei").unwrap(),
        reviewed_at: Instant(release),
        justification: format!("发布版 {release}"),
        origin: Origin::Hand,
    }
}

/// The last change of each code after one release up to another, by key.
fn last(changes: &[Change], after: i64, to: i64) -> Vec<Change> {
    let mut last: BTreeMap<Key, Change> = BTreeMap::new();
    for change in changes
        .iter()
        .filter(|change| change.release > after && change.release <= to)
    {
        last.insert((change.dictionary.to_string(), change.code.clone()), change.clone());
    }
    last.into_values().collect()
}

fn state(changes: &[Change], release: i64) -> State {
    let kept = last(changes, 0, release).into_iter();
    kept.filter_map(|change| Some(((change.dictionary.to_string(), change.code), change.line?)))
        .collect()
}

fn in_force(state: &State) -> Vec<LineInForce> {
    let line = |((dictionary, code), line): (&Key, &String)| LineInForce {
        dictionary: dictionary.clone(),
        code: code.clone(),
        line: line.clone(),
    };
    state.iter().map(line).collect()
}

/// What a reader of a difference does with it.
fn apply(state: &mut State, line: &DiffLine) {
    let key = (line.change.dictionary.to_string(), line.change.code.clone());
    assert_eq!(
        state.get(&key),
        line.before.as_ref(),
        "a line says what was there before"
    );
    match &line.change.line {
        Some(text) => state.insert(key, text.clone()),
        None => state.remove(&key),
    };
}

/// One release: what each code becomes, or that it is withdrawn.
fn any_release() -> impl Strategy<Value = Vec<(Key, Option<String>)>> {
    let codes = select(vec!["0", "00", "x", "X", "中", "a\nb"]);
    let dictionaries = select(vec!["his/a", "his/b"]);
    let lines = prop::option::weighted(0.7, select(vec!["一", "二", "三"]));
    let one = (dictionaries, codes, lines)
        .prop_map(|(dictionary, code, line)| ((dictionary.to_owned(), code.to_owned()), line.map(str::to_owned)));
    prop::collection::vec(one, 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_difference_applied_to_the_one_gives_the_other(history in prop::collection::vec(any_release(), 1..7)) {
        let changes: Vec<Change> = (1..)
            .zip(&history)
            .flat_map(|(release, list)| {
                // A release changes a code once.
                let once: BTreeMap<Key, Option<String>> = list.iter().cloned().collect();
                once.into_iter().map(move |(key, line)| change(release, key, line))
            })
            .collect();
        let releases = i64::try_from(history.len()).unwrap();
        for from in 0..releases {
            for to in from + 1..=releases {
                let (before, after) = (state(&changes, from), state(&changes, to));
                let lines = diff(in_force(&before), last(&changes, from, to));
                let mut applied = before.clone();
                for line in &lines {
                    let said = (line.before.is_some(), line.change.line.is_some());
                    let kind = match said {
                        (false, true) => DiffKind::Added,
                        (true, false) => DiffKind::Removed,
                        _ => DiffKind::Changed,
                    };
                    prop_assert_eq!(line.kind, kind);
                    prop_assert!(line.change.release > from && line.change.release <= to);
                    apply(&mut applied, line);
                }
                prop_assert_eq!(&applied, &after);
                prop_assert_eq!(lines.is_empty(), before == after);
            }
        }
    }
}

fn target(edition: &str, code: &str, relationship: Relationship) -> Target {
    let of = EditionRef::parse(edition).unwrap();
    Target {
        system: of.system,
        edition: of.edition,
        code: code.to_owned(),
        display: code.to_owned(),
        relationship,
        when: Vec::new(),
    }
}

fn released(code: &str, name: &str, targets: &[Target]) -> Released {
    let line = Line {
        dictionary: "his/diagnosis".to_owned(),
        code: code.to_owned(),
        name: name.to_owned(),
        targets: targets.to_vec(),
        no_match: targets.is_empty().then(|| "没有".to_owned()),
    };
    (
        line,
        targets
            .first()
            .map_or("icd-10", |target| target.system.as_str())
            .to_owned(),
    )
}

#[test]
fn hospitals_are_compared_by_what_they_call_things() {
    use Relationship::Broader;
    use Relationship::Equivalent;
    let icd = |code| target("icd-10/guolin-2.0", code, Equivalent);
    let left = vec![
        released("1", "上感", &[icd("J06.900")]),
        released("2", "Ⅱ型糖尿病", &[icd("E11.900")]),
        released("3", "胃炎", &[target("icd-10/guolin-2.0", "K29.700", Broader)]),
        released("4", "怪病", &[]),
        released("5", "旧病", &[icd("A00.900")]),
        released("6", "独有", &[icd("B00.900")]),
        released("7", "高血压", &[icd("I10.x00")]),
    ];
    let right = vec![
        released("J", "上感", &[icd("J11.100")]),
        released("2", "II型糖尿病", &[icd("E11.900")]),
        released("3", "胃炎", &[icd("K29.700")]),
        released("4", "怪病", &[icd("R69.x00")]),
        released("5", "旧病", &[target("icd-10/guolin-1.1", "A00.900", Equivalent)]),
        released("7", "高血压", &[target("yibao/2.0", "I10.x00x002", Equivalent)]),
    ];
    let found = compare(left.clone(), right.clone(), Sameness::Name);
    let differences: Vec<(&str, Dissent)> = found
        .differences
        .iter()
        .map(|one| (one.name.as_str(), one.dissent))
        .collect();
    assert_eq!(found.same, 1, "两种写法的 2 型糖尿病是一件事");
    assert_eq!(
        (found.only_left, found.only_right),
        (2, 1),
        "another code system is another question"
    );
    let expected = [
        ("上感", Dissent::Targets),
        ("怪病", Dissent::Outcome),
        ("旧病", Dissent::Edition),
        ("胃炎", Dissent::Relationship),
    ];
    assert_eq!(differences, expected);
    let by_code = compare(left, right, Sameness::CodeAndName);
    assert!(
        by_code.differences.iter().all(|one| one.name != "上感"),
        "1 and J are other codes"
    );
}

fn release(number: i64, published: &str, effective: &str) -> Release {
    Release {
        organization: OrganizationId::new("H1").unwrap(),
        number,
        body_digest: String::new(),
        body_bytes: 0,
        body_rows: 0,
        changes: 0,
        manifest: String::new(),
        published_at: Instant::parse(published).unwrap(),
        effective_at: Instant::parse(effective).unwrap(),
        publisher: AccountId::new("zhao.min").unwrap(),
        note: String::new(),
    }
}

#[test]
fn the_release_in_force_is_the_newest_that_is_effective_and_not_retracted() {
    let list = [
        release(3, "2026-05-03T09:00:00+08:00", "2026-05-03T09:00:00+08:00"),
        release(2, "2026-05-02T19:00:00+08:00", "2026-05-03T03:00:00+08:00"),
        release(1, "2026-05-01T09:00:00+08:00", "2026-05-01T09:00:00+08:00"),
    ];
    let retraction = Retraction {
        release: 3,
        account: AccountId::new("zhao.min").unwrap(),
        at: Instant::parse("2026-05-03T12:00:00+08:00").unwrap(),
        reason: "误发布".to_owned(),
    };
    let retractions = BTreeMap::from([(3, retraction)]);
    let at = |text: &str| in_force_at(&list, &retractions, Instant::parse(text).unwrap()).map(|release| release.number);
    assert_eq!(at("2026-05-01T08:59:59+08:00"), None);
    assert_eq!(
        at("2026-05-02T20:00:00+08:00"),
        Some(1),
        "published is not yet effective"
    );
    assert_eq!(at("2026-05-03T03:00:00+08:00"), Some(2));
    assert_eq!(at("2026-05-03T11:59:59+08:00"), Some(3));
    assert_eq!(
        at("2026-05-03T12:00:00+08:00"),
        Some(2),
        "what is retracted is not used any more"
    );
    let end = Day::parse("2026-05-03").unwrap().business_end();
    assert_eq!(end.to_shanghai(), "2026-05-03 18:00:00");
}

#[test]
fn an_auditor_sees_the_lines_that_fit() {
    let line = |targets: &[Target]| released("A00.901", "霍乱 NOS", targets).0.to_canonical().unwrap();
    let after = line(&[target("icd-10/guolin-2.0", "A00.900", Relationship::Equivalent)]);
    let found = DiffLine {
        kind: DiffKind::Changed,
        before: Some(line(&[target("icd-10-old/1", "A00", Relationship::Broader)])),
        change: change(2, ("his/diagnosis".to_owned(), "A00.901".to_owned()), Some(after)),
    };
    let fits = |filter: DiffFilter| filter.takes(&found).unwrap();
    let text = |text: &str| DiffFilter {
        text: Some(text.to_owned()),
        ..DiffFilter::default()
    };
    let system = |system: &str| DiffFilter {
        system: Some(EditionRef::parse(&format!("{system}/1")).unwrap().system),
        ..DiffFilter::default()
    };
    let author = |name: &str| DiffFilter {
        author: Some(AccountId::new(name).unwrap()),
        ..DiffFilter::default()
    };
    let prefix = |prefix: &str| DiffFilter {
        code_prefix: Some(prefix.to_owned()),
        ..DiffFilter::default()
    };
    for filter in [
        DiffFilter::default(),
        text("霍乱"),
        text("A00.900"),
        text("发布版"),
        system("icd-10"),
        system("icd-10-old"),
        author("li.na"),
        prefix("A00"),
    ] {
        assert!(fits(filter.clone()), "{filter:?}");
    }
    for filter in [text("伤寒"), system("icd-o-3"), author("wang.wei"), prefix("a00")] {
        assert!(!fits(filter.clone()), "{filter:?}");
    }
}
