//! Taking back a draft on both databases: the mapping is byte for byte what it was, whatever it went through before.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::CURATOR;
use crate::support::hospital::Hospital;
use crate::support::hospital::ignored;
use crate::support::hospital::mapped;
use crate::support::hospital::no_match;
use crate::support::service::TestService;
use zhiyu::error::Code;
use zhiyu::error::Result;
use zhiyu::mapping::life::Mapping;
use zhiyu::mapping::state::State;
use zhiyu::mapping::state::Step;
use zhiyu::page::Page;
use zhiyu::service::curation::requests::SeenMapping;

on_both_engines! {
    a_draft_is_taken_back_to_whatever_was_before
}

fn mapping(hospital: &Hospital<'_>, code: &str) -> Option<Mapping> {
    let page = Page::new(None, None);
    let list = hospital
        .service
        .mappings(&Hospital::curator(), &hospital.id, None, &page);
    list.unwrap().items.into_iter().find(|one| one.code == code)
}

fn undo(hospital: &Hospital<'_>, code: &str) -> Result<Vec<Mapping>> {
    let version = mapping(hospital, code).map(|mapping| mapping.version);
    let seen = SeenMapping {
        code: code.to_owned(),
        version,
    };
    let (id, dictionary) = (&hospital.id, &hospital.dictionary);
    hospital
        .service
        .undo_drafts(&Hospital::curator(), id, dictionary, (&[seen], "按错了"))
}

/// Drafts once more and takes it back: everything but version and instant is what it was.
fn there_and_back(hospital: &Hospital<'_>, code: &str) {
    let before = mapping(hospital, code).unwrap();
    let request = zhiyu::service::curation::requests::DraftRequest {
        code: code.to_owned(),
        version: Some(before.version),
        decision: ignored("不该如此"),
        justification: "按错了".to_owned(),
        origin: zhiyu::mapping::origin::Origin::Hand,
    };
    let curator = Hospital::curator();
    let drafted = hospital
        .service
        .draft_mappings(&curator, &hospital.id, &hospital.dictionary, &[request]);
    drafted.unwrap();
    let restored = undo(hospital, code).unwrap();
    let after = mapping(hospital, code).unwrap();
    assert_eq!(restored, std::slice::from_ref(&after));
    let expected = Mapping {
        version: before.version + 2,
        updated_at: after.updated_at,
        ..before
    };
    assert_eq!(after, expected);
}

fn a_draft_is_taken_back_to_whatever_was_before(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("1", "甲"), ("2", "乙"), ("3", "丙")]);
    hospital.draft("1", mapped(&["A00"]), "名称一致").unwrap();
    there_and_back(&hospital, "1");
    there_and_back(&hospital, "1");
    hospital.step(Step::Submit, "1").unwrap();
    hospital.step(Step::Return, "1").unwrap();
    there_and_back(&hospital, "1");
    hospital.draft("1", no_match("没有"), "").unwrap();
    hospital.step(Step::Submit, "1").unwrap();
    hospital.step(Step::Approve, "1").unwrap();
    there_and_back(&hospital, "1");
    hospital.step(Step::Recheck, "1").unwrap();
    there_and_back(&hospital, "1");
    assert_eq!(mapping(&hospital, "1").unwrap().author.as_str(), CURATOR);

    hospital.draft("2", mapped(&["A00"]), "").unwrap();
    assert_eq!(undo(&hospital, "2").unwrap(), []);
    assert_eq!(mapping(&hospital, "2"), None);
    hospital.draft("2", mapped(&["A01"]), "").unwrap();
    there_and_back(&hospital, "2");

    hospital.approve("3", mapped(&["A00"]), "");
    hospital.publish().unwrap();
    hospital.draft("3", mapped(&["A01"]), "").unwrap();
    let restored = undo(&hospital, "3").unwrap();
    let states: Vec<State> = restored.iter().map(|mapping| mapping.state).collect();
    assert_eq!(states, [State::Released], "the released line was in force all the time");
    assert_eq!(undo(&hospital, "3").unwrap_err().code(), Code::StepNotAllowed);
}
