//! Re-use: what others chose is counted while they share, and taken over only as drafts, when it is allowed and agreed.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::CURATOR;
use crate::support::hospital::Hospital;
use crate::support::hospital::TARGET;
use crate::support::hospital::ignored;
use crate::support::hospital::mapped;
use crate::support::hospital::mapped_to;
use crate::support::hospital::no_match;
use crate::support::service::TestService;
use crate::support::service::session;
use std::collections::BTreeMap;
use zhiyu::access::role::Role;
use zhiyu::error::Code;
use zhiyu::id::EditionRef;
use zhiyu::id::MapVersionRef;
use zhiyu::id::OrganizationId;
use zhiyu::mapping::concept_map::MapColumns;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::reuse::ReuseMode;
use zhiyu::mapping::reuse::ReusePolicy;
use zhiyu::mapping::reuse::Withdrawal;
use zhiyu::mapping::state::State;
use zhiyu::page::Page;
use zhiyu::service::Service;
use zhiyu::service::curation::requests::NamedDecision;
use zhiyu::service::curation::reuse::TakeOver;
use zhiyu::service::curation::work_list::DetailedRow;
use zhiyu::service::curation::work_list::WorkFilter;
use zhiyu::service::curation::work_list::WorkOrder;
use zhiyu::service::files::FileInput;
use zhiyu::service::registry::concept_maps::MapImport;
use zhiyu::service::registry::editions::EditionImport;

on_both_engines! {
    what_others_chose_is_counted_while_they_share
    a_dictionary_learns_from_whom_its_policy_says
    what_others_agree_on_becomes_drafts_when_it_is_asked_for
    what_came_from_others_shows_when_they_withdraw_it
    a_dictionary_is_copied_by_code_and_name_and_by_name
    targets_of_another_edition_are_carried_over_or_left_out
}

/// A hospital that released and shares these decisions about names; its codes are numbers.
fn teacher<'a>(service: &'a Service, id: &str, decided: &[(&str, NamedDecision)]) -> Hospital<'a> {
    let codes: Vec<String> = (1..=decided.len()).map(|number| format!("{id}-{number}")).collect();
    let rows: Vec<(&str, &str)> = codes
        .iter()
        .map(String::as_str)
        .zip(decided.iter().map(|one| one.0))
        .collect();
    let hospital = Hospital::new(service, id, &rows);
    for (code, (_, decision)) in codes.iter().zip(decided) {
        hospital.approve(code, decision.clone(), "");
    }
    hospital.publish().unwrap();
    share(&hospital, true);
    hospital
}

fn share(hospital: &Hospital<'_>, shares: bool) {
    let publisher = Hospital::publisher();
    let reason = if shares { "共享" } else { "到期" };
    hospital
        .service
        .set_sharing(&publisher, &hospital.id, shares, reason)
        .unwrap();
}

fn retract(hospital: &Hospital<'_>, release: i64) {
    hospital
        .service
        .retract_release(&Hospital::publisher(), &hospital.id, release, "误发布")
        .unwrap();
}

fn policy(hospital: &Hospital<'_>, mode: ReuseMode, origins: Option<&[&str]>) -> Result<i64, Code> {
    let origins = origins.map(|list| list.iter().map(|id| OrganizationId::new(*id).unwrap()).collect());
    let policy = ReusePolicy {
        mode,
        origins,
        hospitals: 2,
    };
    let publisher = Hospital::publisher();
    let said = hospital
        .service
        .set_reuse(&publisher, &hospital.id, &hospital.dictionary, &policy, "试验");
    said.map(|stated| stated.number).map_err(|error| error.code())
}

fn rows(hospital: &Hospital<'_>) -> BTreeMap<String, DetailedRow> {
    let slice = hospital.service.work_list(
        &session(Role::Auditor, "auditor"),
        &hospital.id,
        &hospital.dictionary,
        (&WorkFilter::default(), WorkOrder::Code),
        &Page::new(None, Some(1_000)),
    );
    let rows = slice.unwrap().items.into_iter();
    rows.map(|row| (row.row.local_code.code.clone(), row)).collect()
}

/// How many hospitals decided, and how many for which targets.
fn choices(hospital: &Hospital<'_>, code: &str) -> (usize, Vec<(usize, String)>) {
    let row = &rows(hospital)[code];
    let choice = |choice: &zhiyu::mapping::choices::Choice| {
        let targets: Vec<&str> = choice.targets.iter().map(|target| target.code.as_str()).collect();
        (choice.hospitals.len(), targets.join("+"))
    };
    (row.choices.hospitals, row.choices.choices.iter().map(choice).collect())
}

fn chosen(list: &[(usize, &str)]) -> Vec<(usize, String)> {
    list.iter()
        .map(|(count, targets)| (*count, (*targets).to_owned()))
        .collect()
}

fn what_others_chose_is_counted_while_they_share(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    let own = Hospital::new(service, "H1", &[("1", "虎烈拉"), ("2", "怪病"), ("3", "没人有")]);
    let second = teacher(
        service,
        "H2",
        &[("虎 烈 拉", mapped(&["A00"])), ("怪病", mapped(&["A01", "A03"]))],
    );
    let third = teacher(
        service,
        "H3",
        &[("虎烈拉", mapped(&["A00"])), ("怪病", no_match("没有"))],
    );
    // The same name twice, decided in two ways: one hospital, two choices.
    let fourth = teacher(
        service,
        "H4",
        &[("虎烈拉", mapped(&["A01"])), ("虎烈拉", mapped(&["A01"]))],
    );
    let silent = teacher(service, "H5", &[("虎烈拉", mapped(&["A05"]))]);
    share(&silent, false);
    assert_eq!(choices(&own, "1"), (3, chosen(&[(2, "A00"), (1, "A01")])));
    assert_eq!(choices(&own, "2"), (2, chosen(&[(1, ""), (1, "A01+A03")])));
    assert_eq!(choices(&own, "3"), (0, Vec::new()));
    assert_eq!(
        choices(&second, "H2-1"),
        (2, chosen(&[(1, "A00"), (1, "A01")])),
        "not one's own"
    );

    let is_outlier = |code: &str| rows(&own)[code].is_outlier;
    assert!(!is_outlier("1"), "nothing is decided");
    own.draft("1", mapped(&["A01"]), "").unwrap();
    assert!(is_outlier("1"), "two of three chose otherwise");
    own.draft("1", mapped(&["A00"]), "").unwrap();
    assert!(!is_outlier("1"));
    own.draft("1", no_match("没有"), "").unwrap();
    assert!(is_outlier("1"));
    own.draft("2", mapped(&["A05"]), "").unwrap();
    assert!(!is_outlier("2"), "one against one is no majority");

    share(&third, false);
    assert_eq!(choices(&own, "1"), (2, chosen(&[(1, "A00"), (1, "A01")])));
    assert!(!is_outlier("1"));
    retract(&fourth, 1);
    assert_eq!(choices(&own, "1"), (1, chosen(&[(1, "A00")])));
    share(&third, true);
    second.approve("H2-1", ignored("不再上传"), "");
    second.publish().unwrap();
    assert_eq!(
        choices(&own, "1"),
        (1, chosen(&[(1, "A00")])),
        "withdrawn by its owner, H3 alone is left"
    );
    second.approve("H2-1", mapped(&["A03"]), "");
    second.publish().unwrap();
    assert_eq!(choices(&own, "1"), (2, chosen(&[(1, "A00"), (1, "A03")])));
    policy(&own, ReuseMode::Proposed, Some(&["H3"])).unwrap();
    assert_eq!(choices(&own, "1"), (1, chosen(&[(1, "A00")])));
    policy(&own, ReuseMode::None, None).unwrap();
    assert_eq!(choices(&own, "1"), (0, Vec::new()));
}

fn a_dictionary_learns_from_whom_its_policy_says(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    let own = Hospital::new(service, "H1", &[("1", "虎烈拉")]);
    let other = own.with_dictionary("emr/diagnosis", &[("1", "虎烈拉")]);
    teacher(service, "H2", &[("虎烈拉", mapped(&["A00"]))]);
    teacher(service, "H3", &[("别的", mapped(&["A01"]))]);
    let suggested = |hospital: &Hospital<'_>| {
        let curator = Hospital::curator();
        let rows = service.suggest_dictionary(&curator, &hospital.id, &hospital.dictionary, &mut |_, _| {});
        rows.unwrap().remove(0).suggestions.iter().any(|one| one.code == "A00")
    };
    assert!(suggested(&own));
    assert_eq!(policy(&own, ReuseMode::None, None), Ok(1));
    assert!(
        rows(&own)["1"].row.suggestions.is_empty(),
        "what others taught is forgotten"
    );
    assert!(!suggested(&own));
    assert!(suggested(&other), "the policy is that of one dictionary");
    assert_eq!(policy(&own, ReuseMode::Proposed, Some(&["H3"])), Ok(2));
    assert!(!suggested(&own));
    assert_eq!(policy(&own, ReuseMode::Adopted, Some(&["H2", "H3"])), Ok(3));
    assert!(suggested(&own));
    assert_eq!(
        policy(&own, ReuseMode::Adopted, Some(&["H2", "H3"])),
        Ok(3),
        "the same again"
    );
    assert_eq!(
        policy(&own, ReuseMode::Adopted, Some(&["H1"])),
        Err(Code::OriginNotSharing)
    );
    assert_eq!(
        policy(&own, ReuseMode::Adopted, Some(&["H99"])),
        Err(Code::OriginNotSharing)
    );
    let read = service.reuse(&Hospital::curator(), &own.id, &own.dictionary).unwrap();
    assert_eq!(read.0.mode, ReuseMode::Adopted);
    let modes: Vec<&str> = read.1.iter().map(|stated| stated.policy.mode.as_str()).collect();
    assert_eq!(modes, ["none", "proposed", "adopted"]);
    let refused = service.set_reuse(
        &Hospital::curator(),
        &own.id,
        &own.dictionary,
        &ReusePolicy::default(),
        "x",
    );
    assert_eq!(refused.unwrap_err().code(), Code::RightMissing);
}

fn adopt(hospital: &Hospital<'_>, is_dry_run: bool) -> TakeOver {
    let curator = Hospital::curator();
    hospital
        .service
        .adopt(&curator, &hospital.id, &hospital.dictionary, is_dry_run)
        .unwrap()
}

fn taken(report: &TakeOver) -> Vec<&str> {
    report.taken.iter().map(|one| one.code.as_str()).collect()
}

fn left_out(report: &TakeOver) -> BTreeMap<&str, &str> {
    let list = report.left_out.iter();
    list.map(|one| (one.code.as_str(), one.reason.as_str())).collect()
}

/// The rows of the hospital that adopts.
const OF_ADOPTER: [(&str, &str); 9] = [
    ("a", "虎烈拉"),
    ("b", "众说纷纭"),
    ("c", "孤例"),
    ("d", "已经编过"),
    ("e", "没有人有"),
    ("f", "第一种写法"),
    ("g", "第二种写法"),
    ("h", "重码甲"),
    ("h", "重码乙"),
];

/// What is left out, and why.
const NOT_ADOPTED: [(&str, &str); 6] = [
    ("b", "disagreement"),
    ("c", "too-few-hospitals"),
    ("e", "not-found"),
    ("f", "risky"),
    ("g", "risky"),
    ("h", "ambiguous-code"),
];

fn what_others_agree_on_becomes_drafts_when_it_is_asked_for(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    let own = Hospital::new(service, "H1", &OF_ADOPTER);
    let common = |dissent: &str| {
        vec![
            ("虎烈拉", mapped(&["A00"])),
            ("众说纷纭", mapped(&[dissent])),
            ("已经编过", mapped(&["A01"])),
            ("第一种写法", mapped(&["A06"])),
            ("第二种写法", mapped(&["A06"])),
            ("重码甲", mapped(&["B05"])),
        ]
    };
    teacher(service, "H3", &common("A01"));
    let mut of_second = common("A03");
    of_second.push(("孤例", mapped(&["A05"])));
    teacher(service, "H2", &of_second);
    own.draft("d", mapped(&["A03"]), "").unwrap();
    let refused = service.adopt(&Hospital::curator(), &own.id, &own.dictionary, true);
    assert_eq!(
        refused.unwrap_err().code(),
        Code::ReuseNotAdopted,
        "others are only proposed"
    );

    policy(&own, ReuseMode::Adopted, None).unwrap();
    let tried = adopt(&own, true);
    assert_eq!((tried.is_dry_run, tried.drafts), (true, 1));
    assert_eq!(taken(&tried), ["a"]);
    assert_eq!(left_out(&tried), BTreeMap::from(NOT_ADOPTED));
    assert!(rows(&own)["a"].row.mapping.is_none(), "a trial writes nothing");
    let by_reviewer = service.adopt(&session(Role::Reviewer, "r"), &own.id, &own.dictionary, true);
    assert_eq!(by_reviewer.unwrap_err().code(), Code::RightMissing);

    let done = adopt(&own, false);
    assert_eq!((taken(&done), left_out(&done)), (taken(&tried), left_out(&tried)));
    let rows = rows(&own);
    let draft = rows["a"].row.mapping.as_ref().unwrap();
    assert_eq!((draft.state, draft.author.as_str()), (State::Drafted, CURATOR));
    assert_eq!(draft.decision.targets()[0].code, "A00");
    let from = Origin::Organization {
        organization: OrganizationId::new("H2").unwrap(),
        release: 1,
        dictionary: own.dictionary.clone(),
        code: "H2-1".to_owned(),
    };
    assert_eq!(draft.origin, from);
    assert!(draft.justification.contains("H2、H3"), "{}", draft.justification);
    let kept = rows["d"].row.mapping.as_ref().unwrap();
    assert_eq!(kept.decision.targets()[0].code, "A03", "existing work stays");
    assert_eq!(adopt(&own, false).drafts, 0);
    let event = "SELECT details AS value FROM audit_events WHERE action = 'reuse.adopt' ORDER BY sequence";
    let details = test.database.stranger().texts(event);
    assert_eq!(details.len(), 2, "one event for each act, none for a trial");
    assert!(details[0].contains("\"drafts\":1"), "{details:?}");
}

fn what_came_from_others_shows_when_they_withdraw_it(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    let own = Hospital::new(service, "H1", &[("a", "虎烈拉"), ("b", "伤寒")]);
    let second = teacher(service, "H2", &[("虎烈拉", mapped(&["A00"]))]);
    teacher(service, "H3", &[("虎烈拉", mapped(&["A00"]))]);
    policy(&own, ReuseMode::Adopted, None).unwrap();
    assert_eq!(adopt(&own, false).drafts, 1);
    own.draft("b", mapped(&["A01"]), "").unwrap();
    let withdrawn = || {
        let auditor = session(Role::Auditor, "a");
        let list = service.withdrawn_reuse(&auditor, &own.id, &own.dictionary).unwrap();
        let list: Vec<(String, Withdrawal)> = list.into_iter().map(|(mapping, why)| (mapping.code, why)).collect();
        assert_eq!(rows(&own)["a"].withdrawal, list.first().map(|one| one.1));
        assert_eq!(rows(&own)["b"].withdrawal, None);
        list
    };
    assert_eq!(withdrawn(), []);
    share(&second, false);
    assert_eq!(withdrawn(), [("a".to_owned(), Withdrawal::ConsentWithdrawn)]);
    share(&second, true);
    assert_eq!(withdrawn(), []);
    retract(&second, 1);
    assert_eq!(withdrawn(), [("a".to_owned(), Withdrawal::ReleaseRetracted)]);
    own.draft("a", mapped(&["A00"]), "自己核对").unwrap();
    assert_eq!(withdrawn(), [], "now it is the hospital's own decision");
}

fn copy(to: &Hospital<'_>, from: &Hospital<'_>, is_dry_run: bool) -> TakeOver {
    let curator = Hospital::curator();
    to.service
        .copy_dictionary(&curator, &to.id, &to.dictionary, &from.dictionary, is_dry_run)
        .unwrap()
}

/// The rows of the old dictionary, and of the new one.
const OLD_ROWS: [(&str, &str); 8] = [
    ("1", "虎烈拉"),
    ("2", "伤寒病"),
    ("3", "重名"),
    ("4", "重名"),
    ("5", "未审"),
    ("6", "测试"),
    ("7", "改了名"),
    ("8", "已编"),
];
const NEW_ROWS: [(&str, &str); 8] = [
    ("1", "虎 烈 拉"),
    ("20", "伤寒病"),
    ("4", "重名"),
    ("30", "重名"),
    ("50", "未审"),
    ("60", "测试"),
    ("7", "另一个名"),
    ("8", "已编"),
];

fn a_dictionary_is_copied_by_code_and_name_and_by_name(engine: Engine) {
    let test = TestService::new(engine);
    let old = Hospital::new(&test.service, "H1", &OLD_ROWS);
    for (code, target) in [
        ("1", "A00"),
        ("2", "A01"),
        ("3", "A03"),
        ("4", "A05"),
        ("7", "A06"),
        ("8", "A06"),
    ] {
        old.approve(code, mapped(&[target]), "");
    }
    old.draft("5", mapped(&["A06"]), "").unwrap();
    old.approve("6", ignored("测试条目"), "");
    let new = old.with_dictionary("newhis/diagnosis", &NEW_ROWS);
    new.draft("8", mapped(&["B05"]), "").unwrap();
    let tried = copy(&new, &old, true);
    assert!(
        new.service
            .mapping_history(&Hospital::curator(), &new.id, &new.dictionary, "1")
            .is_err()
    );
    let done = copy(&new, &old, false);
    assert_eq!(taken(&done), taken(&tried));
    assert_eq!(taken(&done), ["1", "20", "4", "60"]);
    let expected = [("30", "name-not-unique"), ("50", "not-reviewed"), ("7", "not-found")];
    assert_eq!(left_out(&done), BTreeMap::from(expected));
    let rows = rows(&new);
    let of = |code: &str| rows[code].row.mapping.clone().unwrap();
    assert_eq!(
        of("4").decision.targets()[0].code,
        "A05",
        "code and name say which of two"
    );
    let from = Origin::Dictionary {
        dictionary: old.dictionary.clone(),
    };
    assert!(
        ["1", "20", "4", "60"]
            .iter()
            .all(|code| of(code).origin == from && of(code).state == State::Drafted)
    );
    assert_eq!(of("8").decision.targets()[0].code, "B05", "existing work stays");
    let curator = Hospital::curator();
    let itself = test
        .service
        .copy_dictionary(&curator, &new.id, &new.dictionary, &new.dictionary, true);
    assert_eq!(itself.unwrap_err().code(), Code::DictionaryCopiesItself);
}

/// Rows of two dictionaries.
const SIX: [(&str, &str); 6] = [
    ("1", "等同"),
    ("2", "异名"),
    ("3", "有映射"),
    ("4", "只是相关"),
    ("5", "一分为二"),
    ("6", "无对应"),
];

fn targets_of_another_edition_are_carried_over_or_left_out(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    let file = |text: &str, name: &str| FileInput {
        bytes: text.as_bytes().to_vec(),
        file_name: Some(name.to_owned()),
    };
    let next = EditionRef::parse("icd-10/next").unwrap();
    let operator = session(Role::Operator, "operator");
    let rows_of_next = "code\tname\nA00\t霍乱\nA01\t别的\nN1\t新名\nN2\t又一新名\nN3\t分开的\n";
    let draft = EditionImport::default();
    service
        .import_edition(&operator, &next, &file(rows_of_next, "list.tsv"), &draft)
        .unwrap();
    service.publish_edition(&operator, &next).unwrap();
    let map = MapVersionRef::parse("next-to-2016/1").unwrap();
    let import = MapImport {
        source: next.clone(),
        target: EditionRef::parse(TARGET).unwrap(),
        format: None,
        sheet: None,
        columns: MapColumns::default(),
        provenance: String::new(),
    };
    let rows_of_map = "source_code,source_name,target_code,target_name,relationship,comment\nN1,新名,B05,麻疹,equivalent,\nN2,又一新名,B05,麻疹,related,\n\
         N3,分开的,A03,细菌性痢疾,equivalent,\nN3,分开的,A06,阿米巴病,equivalent,\n";
    service
        .import_concept_map(&operator, &map, &file(rows_of_map, "map.csv"), &import)
        .unwrap();
    let old = Hospital::new(service, "H1", &SIX);
    let edition = "icd-10/next";
    for (code, target) in [("1", "A00"), ("2", "A01"), ("3", "N1"), ("4", "N2"), ("5", "N3")] {
        old.approve(code, mapped_to(edition, target), "");
    }
    old.approve("6", no_match("没有"), "");
    let new = old.with_dictionary("newhis/diagnosis", &SIX);
    assert_eq!(taken(&copy(&new, &old, true)), ["1", "6"], "the map is a draft");
    service
        .publish_concept_map(&session(Role::Registrar, "another"), &map)
        .unwrap();
    let done = copy(&new, &old, false);
    assert_eq!(taken(&done), ["1", "3", "6"]);
    let expected = [("2", "other-edition"), ("4", "other-edition"), ("5", "other-edition")];
    assert_eq!(left_out(&done), BTreeMap::from(expected));
    let rows = rows(&new);
    let target = |code: &str| rows[code].row.mapping.as_ref().unwrap().decision.targets()[0].clone();
    assert_eq!(
        (target("3").code.as_str(), target("3").display.as_str()),
        ("B05", "麻疹")
    );
    assert_eq!(target("3").edition_ref().to_string(), TARGET);
    assert_eq!(target("1").edition_ref().to_string(), TARGET);
}
