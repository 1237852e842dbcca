//! What a hospital approved is evidence at once, for itself; for others when it is released and shared; and no longer when
//! it is refused, withdrawn or retracted.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::TARGET;
use crate::support::hospital::mapped;
use crate::support::hospital::no_match;
use crate::support::service::TestService;
use crate::support::service::open;
use crate::support::service::session;
use zhiyu::access::role::Role;
use zhiyu::error::Code;
use zhiyu::id::EditionRef;
use zhiyu::mapping::state::Step;
use zhiyu::matching::Suggestion;
use zhiyu::matching::Term;
use zhiyu::service::Service;
use zhiyu::service::curation::memory::MemoryReport;
use zhiyu::service::files::FileInput;
use zhiyu::service::registry::editions::EditionImport;

/// An old name of cholera that has no character of the official one.
const OLD_NAME: &str = "虎烈拉";
const BEFORE: &str = "approved-before";
const ALL: usize = 100;

on_both_engines! {
    an_approval_is_evidence_at_once_in_every_dictionary_of_the_hospital
    what_is_taken_back_to_work_teaches_no_longer
    a_returned_target_is_not_offered_again_to_that_hospital
    others_learn_what_is_released_and_shared_and_nothing_else
    a_retracted_release_teaches_nobody
    learning_in_place_is_the_same_as_learning_afresh
    processes_on_one_database_notice_each_other
    a_target_of_another_edition_teaches_by_its_name
    who_shares_is_written_down_and_a_release_is_retracted_once
}

fn edition() -> EditionRef {
    EditionRef::parse(TARGET).unwrap()
}

fn ask(service: &Service, hospital: &Hospital<'_>, name: &str) -> Vec<Suggestion> {
    let curator = Hospital::curator();
    service
        .suggest_for(&curator, &hospital.id, &edition(), &Term::named(name), ALL)
        .unwrap()
}

/// The codes that are suggested because this very name was approved for them.
fn known(service: &Service, hospital: &Hospital<'_>, name: &str) -> Vec<String> {
    let is_known = |one: &Suggestion| one.reasons.iter().any(|reason| reason.as_str() == BEFORE);
    let found = ask(service, hospital, name).into_iter();
    found.filter(is_known).map(|one| one.code).collect()
}

fn codes(suggestions: &[Suggestion]) -> Vec<&str> {
    suggestions.iter().map(|one| one.code.as_str()).collect()
}

fn inspect(service: &Service, hospital: &Hospital<'_>) -> MemoryReport {
    service
        .inspect_memory(&Hospital::publisher(), &hospital.id, &edition())
        .unwrap()
}

fn share(hospital: &Hospital<'_>, shares: bool, reason: &str) {
    hospital
        .service
        .set_sharing(&Hospital::publisher(), &hospital.id, shares, reason)
        .unwrap();
}

fn retract(hospital: &Hospital<'_>, release: i64) {
    let publisher = Hospital::publisher();
    let retraction = hospital
        .service
        .retract_release(&publisher, &hospital.id, release, "误发布");
    assert_eq!(retraction.unwrap().release, release);
}

fn send_back(hospital: &Hospital<'_>, code: &str, target: &str) {
    hospital.draft(code, mapped(&[target]), "").unwrap();
    hospital.step(Step::Submit, code).unwrap();
    hospital.step(Step::Return, code).unwrap();
}

fn an_approval_is_evidence_at_once_in_every_dictionary_of_the_hospital(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("01", OLD_NAME)]);
    let other = hospital.with_dictionary("emr/diagnosis", &[("9", OLD_NAME)]);
    let work_list = || {
        let curator = Hospital::curator();
        let rows = test
            .service
            .suggest_dictionary(&curator, &other.id, &other.dictionary, &mut |_, _| {});
        rows.unwrap().remove(0).suggestions
    };
    assert!(known(&test.service, &hospital, OLD_NAME).is_empty());
    assert!(!codes(&work_list()).contains(&"A00"));
    hospital.draft("01", mapped(&["A00"]), "").unwrap();
    hospital.step(Step::Submit, "01").unwrap();
    assert!(
        known(&test.service, &hospital, OLD_NAME).is_empty(),
        "nobody approved it yet"
    );
    hospital.step(Step::Approve, "01").unwrap();
    assert_eq!(known(&test.service, &hospital, OLD_NAME), ["A00"]);
    let suggested = work_list();
    let cholera = suggested.iter().find(|one| one.code == "A00").unwrap();
    assert_eq!(cholera.reasons[0].as_str(), BEFORE, "{suggested:?}");
    let curator = Hospital::curator();
    let without = test.service.suggest(&curator, &edition(), &Term::named(OLD_NAME), ALL);
    assert!(!codes(&without.unwrap()).contains(&"A00"), "no organization, no memory");
}

fn what_is_taken_back_to_work_teaches_no_longer(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("01", OLD_NAME), ("02", "虎烈拉病")]);
    let known = || known(&test.service, &hospital, OLD_NAME);
    assert!(known().is_empty());
    hospital.approve("01", mapped(&["A00"]), "");
    assert_eq!(known(), ["A00"]);
    hospital.draft("01", mapped(&["A01"]), "").unwrap();
    assert!(known().is_empty(), "it is a draft again");
    hospital.step(Step::Submit, "01").unwrap();
    hospital.step(Step::Approve, "01").unwrap();
    assert_eq!(known(), ["A01"]);
    hospital.publish().unwrap();
    assert_eq!(known(), ["A01"]);
    hospital.load(&[("01", "别的名称"), ("02", "虎烈拉病")]);
    assert!(known().is_empty(), "its code got another name");
    hospital.approve("01", no_match("没有"), "");
    assert!(known().is_empty());
    assert_eq!(inspect(&test.service, &hospital).own, 0);
}

fn a_returned_target_is_not_offered_again_to_that_hospital(engine: Engine) {
    let test = TestService::new(engine);
    let name = "霍乱病";
    let hospital = Hospital::new(&test.service, "H1", &[("01", name), ("02", "霍乱")]);
    let other = Hospital::new(&test.service, "H2", &[("01", name)]);
    assert!(codes(&ask(&test.service, &hospital, name)).contains(&"A00"));
    send_back(&hospital, "01", "A00");
    assert!(!codes(&ask(&test.service, &hospital, name)).contains(&"A00"));
    assert!(codes(&ask(&test.service, &other, name)).contains(&"A00"));
    assert_eq!(inspect(&test.service, &hospital).refusals, 1);
    send_back(&hospital, "02", "A00");
    let equal = ask(&test.service, &hospital, "霍乱");
    assert!(!codes(&equal).contains(&"A00"), "not even by its name: {equal:?}");
    // What is approved after all is refused no longer.
    hospital.approve("01", mapped(&["A00"]), "");
    assert_eq!(known(&test.service, &hospital, name), ["A00"]);
    assert_eq!(inspect(&test.service, &hospital).refusals, 1, "the other one stays");
}

fn others_learn_what_is_released_and_shared_and_nothing_else(engine: Engine) {
    let test = TestService::new(engine);
    let teacher = Hospital::new(&test.service, "H1", &[("01", OLD_NAME), ("02", "霍乱病")]);
    let pupil = Hospital::new(&test.service, "H2", &[("x", OLD_NAME)]);
    let learned = || known(&test.service, &pupil, OLD_NAME);
    teacher.approve("01", mapped(&["A00"]), "");
    assert!(learned().is_empty(), "neither released nor shared");
    teacher.publish().unwrap();
    assert!(learned().is_empty(), "released and not shared");
    share(&teacher, true, "共享");
    assert_eq!(learned(), ["A00"]);
    let report = inspect(&test.service, &pupil);
    let teachers: Vec<_> = report
        .shared
        .iter()
        .map(|(of, count)| (of.id.as_str(), *count))
        .collect();
    assert_eq!((teachers, report.own, report.shares), (vec![("H1", 1)], 0, false));
    share(&teacher, false, "不再共享");
    assert!(learned().is_empty(), "no longer shared");
    let report = inspect(&test.service, &pupil);
    assert!(report.shared.is_empty(), "whoever does not share is not named");
    share(&teacher, true, "再次共享");
    assert_eq!(learned(), ["A00"]);

    // Work that is not released, and refusals, stay at home.
    teacher.approve("01", mapped(&["A01"]), "");
    assert_eq!(learned(), ["A00"], "what is in force");
    assert_eq!(known(&test.service, &teacher, OLD_NAME), ["A01"]);
    send_back(&teacher, "02", "A00");
    assert!(codes(&ask(&test.service, &pupil, "霍乱病")).contains(&"A00"));
    teacher.publish().unwrap();
    assert_eq!(learned(), ["A01"]);
}

fn a_retracted_release_teaches_nobody(engine: Engine) {
    let test = TestService::new(engine);
    let teacher = Hospital::new(&test.service, "H1", &[("01", OLD_NAME), ("02", "瘪螺痧")]);
    let pupil = Hospital::new(&test.service, "H2", &[("x", OLD_NAME)]);
    share(&teacher, true, "共享");
    teacher.approve("01", mapped(&["A00"]), "");
    teacher.publish().unwrap();
    teacher.approve("02", mapped(&["A00"]), "");
    teacher.publish().unwrap();
    let seen_by = |hospital| ["虎烈拉", "瘪螺痧"].map(|name| known(&test.service, hospital, name).len());
    assert_eq!([seen_by(&teacher), seen_by(&pupil)], [[1, 1], [1, 1]]);
    retract(&teacher, 1);
    assert_eq!([seen_by(&teacher), seen_by(&pupil)], [[0, 1], [0, 1]]);
    assert_eq!(teacher.lines(2).len(), 2, "snapshots serve what they served");
    // Approving it again teaches at home, releasing it again teaches the others.
    teacher.approve("01", mapped(&["A00"]), "");
    assert_eq!([seen_by(&teacher), seen_by(&pupil)], [[1, 1], [0, 1]]);
    teacher.publish().unwrap();
    assert_eq!([seen_by(&teacher), seen_by(&pupil)], [[1, 1], [1, 1]]);
    retract(&teacher, 3);
    retract(&teacher, 2);
    assert_eq!([seen_by(&teacher), seen_by(&pupil)], [[0, 0], [0, 0]]);
}

/// Local names that are alike, so that the order of lessons would show.
const ALIKE: &[(&str, &str)] = &[
    ("01", "肺 炎"),
    ("02", "肺部感染"),
    ("03", "肺感染"),
    ("04", "细菌肺炎"),
    ("05", "肺炎（重症）"),
    ("06", "肺炎"),
    ("07", "肺炎"),
    ("08", "病毒肺炎"),
    ("09", "社区肺炎"),
    ("10", "肺炎"),
    ("11", "---"),
    ("12", "肠道感染"),
];

fn learning_in_place_is_the_same_as_learning_afresh(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", ALIKE);
    let teacher = Hospital::new(&test.service, "H2", ALIKE);
    for (at, (code, _)) in ALIKE.iter().enumerate() {
        teacher.approve(code, mapped(&[["J12", "J15", "J18"][at % 3]]), "");
    }
    teacher.publish().unwrap();
    share(&teacher, true, "共享");
    // The memory is made here and learns everything below in place.
    let first = answers(&test.service, &hospital);
    for (code, target) in ALIKE
        .iter()
        .map(|(code, _)| *code)
        .zip(["J18", "J15", "J13", "J12"].iter().cycle())
    {
        hospital.approve(code, mapped(&[target, "A49"]), "");
    }
    for (code, target) in [("10", "J12"), ("01", "J13"), ("06", "J15"), ("11", "J12")] {
        hospital.approve(code, mapped(&[target]), "");
    }
    for (code, target) in [("02", "J17"), ("07", "J18"), ("12", "A04")] {
        send_back(&hospital, code, target);
    }
    hospital.draft("04", mapped(&["J16"]), "").unwrap();
    hospital.approve("12", mapped(&["A04", "A09"]), "");
    let in_place = answers(&test.service, &hospital);
    assert_ne!(first, in_place);
    let afresh = open(&test.database).unwrap();
    for (one, other) in in_place.iter().zip(answers(&afresh, &hospital)) {
        assert_eq!(*one, other);
    }
    let [one, other] = [&test.service, &afresh].map(|service| inspect(service, &hospital));
    assert_eq!((one.own, one.refusals), (9, 2));
    assert_eq!((one.own, one.refusals), (other.own, other.refusals));
    assert_eq!(one.shared, other.shared);
    assert!(!one.replacements.is_empty());
    assert_eq!(one.replacements, other.replacements);
}

fn answers(service: &Service, hospital: &Hospital<'_>) -> Vec<Vec<Suggestion>> {
    let more = ["肺炎", "重症肺炎", "支气管肺炎", "感染", "肺", "病毒性肺炎和细菌性肺炎"];
    let names = ALIKE.iter().map(|(_, name)| *name).chain(more);
    names.map(|name| ask(service, hospital, name)).collect()
}

fn processes_on_one_database_notice_each_other(engine: Engine) {
    let test = TestService::new(engine);
    let second = open(&test.database).unwrap();
    let here = Hospital::new(&test.service, "H1", &[("01", OLD_NAME), ("02", "霍乱病")]);
    let there = Hospital {
        service: &second,
        id: here.id.clone(),
        dictionary: here.dictionary.clone(),
    };
    let pupil = Hospital::new(&test.service, "H2", &[("x", OLD_NAME)]);
    let both = |hospital, name| [&test.service, &second].map(|service| known(service, hospital, name).len());
    assert_eq!(both(&here, OLD_NAME), [0, 0]);
    here.approve("01", mapped(&["A00"]), "");
    assert_eq!(both(&here, OLD_NAME), [1, 1]);
    there.draft("01", mapped(&["A00"]), "").unwrap();
    assert_eq!(both(&here, OLD_NAME), [0, 0]);
    there.step(Step::Submit, "01").unwrap();
    there.step(Step::Approve, "01").unwrap();
    assert_eq!(both(&here, OLD_NAME), [1, 1]);
    send_back(&there, "02", "A00");
    for service in [&test.service, &second] {
        assert!(!codes(&ask(service, &here, "霍乱病")).contains(&"A00"));
    }
    assert_eq!(both(&pupil, OLD_NAME), [0, 0]);
    there.publish().unwrap();
    share(&here, true, "共享");
    assert_eq!(both(&pupil, OLD_NAME), [1, 1]);
    share(&there, false, "不再共享");
    assert_eq!(both(&pupil, OLD_NAME), [0, 0]);
    share(&there, true, "共享");
    assert_eq!(both(&pupil, OLD_NAME), [1, 1]);
    retract(&there, 1);
    assert_eq!(both(&pupil, OLD_NAME), [0, 0]);
    assert_eq!(both(&here, OLD_NAME), [0, 0]);
}

fn a_target_of_another_edition_teaches_by_its_name(engine: Engine) {
    let test = TestService::new(engine);
    let next = EditionRef::parse("icd-10/next").unwrap();
    let elsewhere = EditionRef::parse("local-list/1").unwrap();
    // A00 has another meaning, 天花 another code, B05 its old meaning, B06 is gone.
    let rows = "code\tname\nA00\t别的病\nX03\t天花\nB05\t麻疹\n";
    for edition in [&next, &elsewhere] {
        let file = FileInput {
            bytes: rows.as_bytes().to_vec(),
            file_name: Some("list.tsv".to_owned()),
        };
        let registrar = session(Role::Operator, "operator");
        let draft = EditionImport::default();
        test.service.import_edition(&registrar, edition, &file, &draft).unwrap();
        test.service.publish_edition(&registrar, edition).unwrap();
    }
    let names = ["甲种怪病", "乙类顽疾", "丙型恶症", "丁号杂恙"];
    let local = ["1", "2", "3", "4"];
    let rows: Vec<(&str, &str)> = local.into_iter().zip(names).collect();
    let hospital = Hospital::new(&test.service, "H1", &rows);
    for (code, target) in local.iter().zip(["A00", "B03", "B05", "B06"]) {
        hospital.approve(code, mapped(&[target]), "");
    }
    let learned = |edition: &EditionRef| {
        names.map(|name| {
            let curator = Hospital::curator();
            let term = Term::named(name);
            let found = test.service.suggest_for(&curator, &hospital.id, edition, &term, ALL);
            let is_known = |one: &Suggestion| one.reasons.iter().any(|reason| reason.as_str() == BEFORE);
            let found: Vec<String> = found
                .unwrap()
                .into_iter()
                .filter(is_known)
                .map(|one| one.code)
                .collect();
            found.join(" ")
        })
    };
    assert_eq!(learned(&edition()), ["A00", "B03", "B05", "B06"]);
    assert_eq!(learned(&next), ["", "X03", "B05", ""]);
    assert_eq!(learned(&elsewhere), ["", "", "", ""], "another system is another thing");
}

fn who_shares_is_written_down_and_a_release_is_retracted_once(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("01", OLD_NAME)]);
    let publisher = Hospital::publisher();
    let said = || test.service.sharing(&publisher, &hospital.id).unwrap();
    assert_eq!(said(), None);
    share(&hospital, true, "共享");
    let first = said().unwrap();
    assert!(first.shares && first.reason == "共享" && first.account == publisher.account);
    share(&hospital, true, "共享");
    assert_eq!(said(), Some(first), "the same again changes nothing");
    share(&hospital, true, "续期");
    share(&hospital, false, "到期");
    let query = "SELECT reason AS value FROM sharing_consents ORDER BY number";
    assert_eq!(test.database.stranger().texts(query), ["共享", "续期", "到期"]);

    hospital.approve("01", mapped(&["A00"]), "");
    hospital.publish().unwrap();
    let retracted = |number, reason| {
        let outcome = test.service.retract_release(&publisher, &hospital.id, number, reason);
        outcome
            .map(|retraction| retraction.reason)
            .map_err(|error| error.code())
    };
    assert_eq!(retracted(1, ""), Err(Code::FieldInvalid));
    assert_eq!(retracted(2, "没有"), Err(Code::ReleaseUnknown));
    assert_eq!(retracted(1, "误发布"), Ok("误发布".to_owned()));
    assert_eq!(retracted(1, "再来"), Err(Code::ReleaseRetracted));
    let retractions = test.service.retractions(&publisher, &hospital.id).unwrap();
    assert_eq!(retractions.keys().copied().collect::<Vec<_>>(), [1]);
    assert_eq!(retractions[&1].reason, "误发布");
}
