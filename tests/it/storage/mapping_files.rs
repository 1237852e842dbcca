//! Mappings of one hospital become drafts of another through every form of file; why a code meant what it meant.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::CURATOR;
use crate::support::hospital::Hospital;
use crate::support::hospital::REVIEWER;
use crate::support::hospital::ignored;
use crate::support::hospital::mapped;
use crate::support::hospital::no_match;
use crate::support::service::TestService;
use zhiyu::digest::sha256_hex;
use zhiyu::error::Code;
use zhiyu::error::Error;
use zhiyu::error::Result;
use zhiyu::mapping::exchange::ExchangeFormat;
use zhiyu::mapping::life::Mapping;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::state::State;
use zhiyu::mapping::state::Step;
use zhiyu::page::Page;
use zhiyu::service::curation::mapping_export::MappingExport;
use zhiyu::service::curation::mapping_import::ImportReport;
use zhiyu::service::curation::mapping_import::MappingImport;
use zhiyu::service::curation::mapping_import::Replace;
use zhiyu::service::distribution::explanation::AsOf;
use zhiyu::service::distribution::explanation::Explanation;
use zhiyu::service::distribution::explanation::Verdict;

const ROWS: &[(&str, &str)] = &[
    ("001", "霍乱"),
    ("002", "伤寒"),
    ("003", "怪病"),
    ("T", "测试"),
    ("X", "未对照"),
];

on_both_engines! {
    every_form_carries_mappings_to_another_hospital_as_drafts
    what_is_decided_otherwise_stays_unless_it_may_be_replaced
    a_file_with_faults_is_refused_whole_and_a_rehearsal_lists_them
    a_release_goes_out_as_it_was
    why_a_code_meant_that_is_answered_from_data_alone
}

/// Three codes are released, one is returned, one is never sent.
fn at_work<'a>(test: &'a TestService, id: &str) -> Hospital<'a> {
    let hospital = Hospital::new(&test.service, id, ROWS);
    hospital.approve("001", mapped(&["A00", "A01"]), "两病并存");
    hospital.approve("003", no_match("没有对应条目"), "");
    hospital.approve("T", ignored("测试条目"), "");
    hospital.publish().unwrap();
    hospital.draft("002", mapped(&["A02"]), "像").unwrap();
    hospital.step(Step::Submit, "002").unwrap();
    hospital.step(Step::Return, "002").unwrap();
    hospital
}

fn export(hospital: &Hospital<'_>, format: ExchangeFormat, release: Option<i64>) -> Vec<u8> {
    let export = MappingExport { format, release };
    let (curator, dictionary) = (Hospital::curator(), &hospital.dictionary);
    let written = hospital
        .service
        .export_mappings(&curator, &hospital.id, dictionary, &export);
    written.unwrap().bytes
}

fn import(
    hospital: &Hospital<'_>,
    format: ExchangeFormat,
    bytes: &[u8],
    replace: Replace,
    dry_run: bool,
) -> Result<ImportReport> {
    let import = MappingImport {
        format,
        replace,
        dry_run,
    };
    let (curator, dictionary) = (Hospital::curator(), &hospital.dictionary);
    hospital
        .service
        .import_mappings(&curator, &hospital.id, dictionary, bytes, &import)
}

fn mappings(hospital: &Hospital<'_>) -> Vec<Mapping> {
    let page = Page::new(None, None);
    let slice = hospital
        .service
        .mappings(&Hospital::curator(), &hospital.id, None, &page)
        .unwrap();
    slice.items
}

fn codes(findings: &[Error]) -> Vec<Code> {
    findings.iter().map(Error::code).collect()
}

fn every_form_carries_mappings_to_another_hospital_as_drafts(engine: Engine) {
    let test = TestService::new(engine);
    let giver = at_work(&test, "H1");
    let originals = mappings(&giver);
    for (number, format) in (2..).zip(ExchangeFormat::ALL) {
        let taker = Hospital::new(&test.service, &format!("H{number}"), ROWS);
        let file = export(&giver, format, None);
        let carries_ignored = matches!(format, ExchangeFormat::Usagi | ExchangeFormat::Crosswalk(_));
        let expected = if carries_ignored { 3 } else { 2 };
        let rehearsed = import(&taker, format, &file, Replace::None, true).unwrap();
        assert_eq!(
            (rehearsed.tally.drafted, rehearsed.tally.refused),
            (expected, 0),
            "{format:?}"
        );
        assert!(mappings(&taker).is_empty(), "a rehearsal changes nothing");

        let report = import(&taker, format, &file, Replace::None, false).unwrap();
        assert_eq!(report.tally, rehearsed.tally, "{format:?}");
        let copies = mappings(&taker);
        assert_eq!(u64::try_from(copies.len()).unwrap(), expected);
        for mapping in &copies {
            let source = originals.iter().find(|original| original.code == mapping.code).unwrap();
            assert_eq!(mapping.decision, source.decision, "{format:?}");
            assert_eq!((mapping.state, mapping.author.as_str()), (State::Drafted, CURATOR));
            let origin = Origin::File {
                format: format.as_str().to_owned(),
                sha256: sha256_hex([file.as_slice()]),
            };
            assert_eq!(mapping.origin, origin);
        }
        assert!(
            copies.iter().all(|mapping| mapping.code != "002"),
            "what was returned is no draft"
        );

        let again = import(&taker, format, &file, Replace::All, false).unwrap();
        assert_eq!((again.tally.unchanged, again.tally.replaced), (expected, 0));
        assert_eq!(
            mappings(&taker),
            copies,
            "rows that say what is decided are not touched"
        );
    }
}

fn what_is_decided_otherwise_stays_unless_it_may_be_replaced(engine: Engine) {
    let test = TestService::new(engine);
    let giver = Hospital::new(&test.service, "H1", ROWS);
    for code in ["001", "002", "003", "X"] {
        giver.draft(code, mapped(&["A00"]), "新").unwrap();
    }
    let taker = Hospital::new(&test.service, "H2", ROWS);
    taker.draft("001", mapped(&["A01"]), "旧").unwrap();
    taker.draft("002", mapped(&["A01"]), "旧").unwrap();
    taker.step(Step::Submit, "002").unwrap();
    taker.approve("003", mapped(&["A01"]), "旧");
    let file = export(&giver, ExchangeFormat::Sssom, None);
    let states = |hospital: &Hospital<'_>| -> Vec<(String, State)> {
        let all = mappings(hospital).into_iter();
        all.map(|mapping| (mapping.decision.targets()[0].code.clone(), mapping.state))
            .collect()
    };
    let run = |replace| import(&taker, ExchangeFormat::Sssom, &file, replace, false).unwrap();
    let old = |state| ("A01".to_owned(), state);
    let new = || ("A00".to_owned(), State::Drafted);

    let none = run(Replace::None);
    assert_eq!((none.tally.drafted, none.tally.kept), (1, 3));
    assert_eq!(codes(&none.notes), [Code::MappingKept; 3]);
    assert_eq!(
        states(&taker),
        [old(State::Drafted), old(State::InReview), old(State::Approved), new()]
    );
    let drafts = run(Replace::Drafts);
    assert_eq!(
        (drafts.tally.replaced, drafts.tally.kept, drafts.tally.unchanged),
        (1, 2, 1)
    );
    assert_eq!(
        states(&taker),
        [new(), old(State::InReview), old(State::Approved), new()]
    );
    let all = run(Replace::All);
    assert_eq!((all.tally.replaced, all.tally.kept, all.tally.unchanged), (2, 0, 2));
    assert_eq!(states(&taker), [new(), new(), new(), new()]);
    let history = taker
        .service
        .mapping_history(&Hospital::curator(), &taker.id, &taker.dictionary, "002")
        .unwrap();
    let steps: Vec<&str> = history.iter().map(|step| step.step.as_str()).collect();
    assert_eq!(steps, ["draft", "submit", "withdraw", "draft"]);
}

fn a_file_with_faults_is_refused_whole_and_a_rehearsal_lists_them(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[ROWS, &[("D", "甲"), ("D", "乙")]].concat());
    let file = "本地编码,本地名称,目标版本,目标编码,目标名称,关系\n\
        001,霍乱,,A00,霍乱,等同\n\
        002,副伤寒,,A02,,等同\n\
        404,无此码,,A00,,等同\n\
        003,怪病,,Z99.9,,等同\n\
        X,未对照,none/1,A00,,等同\n\
        D,甲,,A00,,等同\n\
        T,测试,,A00,,胡写\n\
        T,测试,,A00,,非等同\n\
        001,霍乱,,A01,另一个名字,等同\n";
    let csv = ExchangeFormat::parse("csv").unwrap();
    let rehearsed = import(&hospital, csv, file.as_bytes(), Replace::None, true).unwrap();
    let rows: Vec<Option<u64>> = rehearsed.refusals.iter().map(|one| one.place().row).collect();
    assert_eq!(rows, [3, 4, 5, 6, 7, 8].map(Some));
    let expected = [
        Code::LocalNameDiffers,
        Code::LocalCodeUnknown,
        Code::ConceptUnknown,
        Code::EditionUnknown,
        Code::LocalCodeAmbiguous,
        Code::CellInvalid,
    ];
    assert_eq!(codes(&rehearsed.refusals), expected);
    assert_eq!(codes(&rehearsed.notes), [Code::RowNotImported, Code::TargetNameDiffers]);
    let refusal = import(&hospital, csv, file.as_bytes(), Replace::None, false).unwrap_err();
    assert_eq!(refusal.code(), Code::RowsRefused);
    assert_eq!(codes(refusal.findings()), expected);
    assert!(mappings(&hospital).is_empty(), "the good rows were not stored either");
}

fn a_release_goes_out_as_it_was(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = at_work(&test, "H1");
    let first: Vec<Vec<u8>> = ExchangeFormat::ALL
        .map(|format| export(&hospital, format, Some(1)))
        .into();
    hospital.approve("001", mapped(&["A02"]), "改");
    hospital.publish().unwrap();
    for (format, before) in ExchangeFormat::ALL.into_iter().zip(first) {
        let is_workbook = format.as_str() == "xlsx";
        let now = export(&hospital, format, Some(1));
        assert!(is_workbook || now == before, "{format:?} of a release never changes");
        assert_ne!(export(&hospital, format, Some(2)), now);
    }
    let unknown = MappingExport {
        format: ExchangeFormat::Sssom,
        release: Some(9),
    };
    let refused = hospital
        .service
        .export_mappings(&Hospital::curator(), &hospital.id, &hospital.dictionary, &unknown);
    assert_eq!(refused.unwrap_err().code(), Code::ReleaseUnknown);
}

fn steps_of(explanation: &Explanation) -> Vec<String> {
    let history = explanation.history.iter();
    history.map(|step| step.step.clone()).collect()
}

fn why_a_code_meant_that_is_answered_from_data_alone(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = at_work(&test, "H1");
    hospital.approve("001", mapped(&["A02"]), "改为副伤寒");
    hospital.approve("003", ignored("停用"), "");
    let second = hospital.publish().unwrap();
    let explain = |code: &str, at: AsOf| -> Explanation {
        let (publisher, dictionary) = (Hospital::publisher(), &hospital.dictionary);
        test.service
            .explain(&publisher, &hospital.id, dictionary, code, at)
            .unwrap()
    };
    let first = test.service.release(&Hospital::publisher(), &hospital.id, 1).unwrap();
    let (before, now) = (AsOf::Instant(first.effective_at), AsOf::parse("2026-11-21").unwrap());

    let then = explain("001", before);
    let Verdict::Mapped(line) = &then.verdict else {
        panic!("{then:?}")
    };
    let targets: Vec<&str> = line.targets.iter().map(|target| target.code.as_str()).collect();
    assert_eq!((targets, then.release.unwrap().0.number), (vec!["A00", "A01"], 1));
    let made = then.changes.last().unwrap();
    assert_eq!((made.author.as_str(), made.reviewer.as_str()), (CURATOR, REVIEWER));
    assert_eq!((made.release, made.justification.as_str()), (1, "两病并存"));
    let steps = steps_of;
    assert_eq!(
        steps(&explain("001", before)),
        ["draft", "submit", "approve", "publish"]
    );

    let today = explain("001", now);
    assert!(matches!(&today.verdict, Verdict::Mapped(line) if line.targets[0].code == "A02"));
    let releases: Vec<i64> = today.changes.iter().map(|change| change.release).collect();
    assert_eq!((releases, steps(&today).len()), (vec![1, 2], 8));
    assert!(matches!(explain("003", before).verdict, Verdict::NoMatch(_)));
    assert_eq!(explain("003", now).verdict, Verdict::Withdrawn);
    assert_eq!(explain("002", now).verdict, Verdict::NotInRelease);
    assert_eq!(
        steps(&explain("002", now)),
        ["draft", "submit", "return"],
        "work that was never released shows"
    );
    let long_ago = explain("001", AsOf::parse("2026-11-20").unwrap());
    assert_eq!((long_ago.verdict, long_ago.history.len()), (Verdict::NoRelease, 0));

    let publisher = Hospital::publisher();
    test.service
        .retract_release(&publisher, &hospital.id, second.number, "误发布")
        .unwrap();
    let after = explain("001", now);
    assert_eq!(
        after.release.unwrap().0.number,
        1,
        "what was retracted before is not in force"
    );
    let between = explain("001", AsOf::Instant(second.effective_at));
    let (release, retraction) = between.release.unwrap();
    assert_eq!(
        (release.number, retraction.unwrap().reason.as_str()),
        (2, "误发布"),
        "it was in force until then"
    );
}
