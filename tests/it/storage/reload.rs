//! Dictionaries loaded again: what is told before and after, and what becomes of the work.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::TARGET;
use crate::support::hospital::ignored;
use crate::support::hospital::mapped;
use crate::support::service::TestService;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::id::OrganizationId;
use zhiyu::mapping::drift::Fate;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::state::State;
use zhiyu::mapping::state::Step;
use zhiyu::page::Page;
use zhiyu::service::Service;
use zhiyu::service::curation::dictionaries::DictionaryLoad;
use zhiyu::service::curation::dictionaries::LoadReport;
use zhiyu::service::curation::dictionaries::LocalColumns;
use zhiyu::service::curation::requests::DraftRequest;
use zhiyu::service::curation::requests::SeenMapping;
use zhiyu::service::curation::requests::StepRequest;
use zhiyu::service::curation::work_list::WorkFilter;
use zhiyu::service::curation::work_list::WorkOrder;
use zhiyu::service::files::FileInput;
use zhiyu::source::reload::Drift;

on_both_engines! {
    a_load_is_told_before_it_is_applied_and_keeps_work
    sides_drift_with_their_dictionary
    a_removed_code_stays_in_force_until_somebody_ends_it
    a_code_that_comes_back_as_another_thing_goes_to_recheck
    all_162_codes_of_a_drug_catalogue_that_were_used_again_are_caught
}

fn file(rows: &[(&str, &str)]) -> FileInput {
    let mut text = "code\tname\n".to_owned();
    for (code, name) in rows {
        writeln!(text, "{code}\t{name}").unwrap();
    }
    FileInput {
        bytes: text.into_bytes(),
        file_name: Some("dictionary.tsv".to_owned()),
    }
}

fn rehearse(hospital: &Hospital<'_>, rows: &[(&str, &str)]) -> LoadReport {
    let (curator, load) = (Hospital::curator(), DictionaryLoad::default());
    hospital
        .service
        .rehearse_dictionary(&curator, &hospital.id, &hospital.dictionary, &file(rows), &load)
        .unwrap()
}

fn load(hospital: &Hospital<'_>, rows: &[(&str, &str)]) -> LoadReport {
    let (curator, load) = (Hospital::curator(), DictionaryLoad::default());
    hospital
        .service
        .load_dictionary(&curator, &hospital.id, &hospital.dictionary, &file(rows), &load)
        .unwrap()
}

fn in_state(hospital: &Hospital<'_>, state: State) -> Vec<(String, String)> {
    let page = Page {
        after: None,
        limit: 1_000,
    };
    let found = hospital
        .service
        .mappings(&Hospital::curator(), &hospital.id, Some(state), &page)
        .unwrap();
    let pairs = found.items.into_iter();
    pairs.map(|one| (one.dictionary.to_string(), one.code)).collect()
}

fn codes(hospital: &Hospital<'_>, state: State) -> Vec<String> {
    in_state(hospital, state).into_iter().map(|(_, code)| code).collect()
}

fn history(hospital: &Hospital<'_>, dictionary: &DictionaryId, code: &str) -> Vec<(String, String)> {
    let steps = hospital
        .service
        .mapping_history(&Hospital::curator(), &hospital.id, dictionary, code)
        .unwrap();
    steps.into_iter().map(|one| (one.step, one.reason)).collect()
}

/// The codes that have suggestions.
fn suggested(hospital: &Hospital<'_>) -> Vec<String> {
    let curator = Hospital::curator();
    let page = Page {
        after: None,
        limit: 100,
    };
    let wanted = (&WorkFilter::default(), WorkOrder::Code);
    let rows = hospital
        .service
        .work_list(&curator, &hospital.id, &hospital.dictionary, wanted, &page)
        .unwrap();
    let with = rows.items.into_iter().filter(|row| !row.row.suggestions.is_empty());
    with.map(|row| row.row.local_code.code).collect()
}

/// What is loaded first and then.
const BEFORE: [(&str, &str); 5] = [
    ("1", "霍乱"),
    ("2", "伤寒"),
    ("3", "左肾结石"),
    ("4", "痢疾"),
    ("5", "麻疹"),
];
const AFTER: [(&str, &str); 6] = [
    ("1", "霍 乱"),
    ("2", "伤寒病"),
    ("3", "右肾结石"),
    ("4", "痢疾"),
    ("5", "麻疹"),
    ("6", "麻疹"),
];

/// What a rehearsal tells of the second load.
fn must_tell(told: &LoadReport) {
    assert!(!told.is_applied);
    let drifts: Vec<(&str, Drift)> = told
        .changes
        .changed
        .iter()
        .map(|one| (one.code.as_str(), one.drift))
        .collect();
    assert_eq!(
        drifts,
        [("1", Drift::Respelled), ("2", Drift::Reworded), ("3", Drift::ReUsed)]
    );
    let fates: Vec<(&str, Fate)> = told.fates.iter().map(|one| (one.code.as_str(), one.fate)).collect();
    assert_eq!(fates, [("1", Fate::Kept), ("2", Fate::Recheck), ("3", Fate::Recheck)]);
    assert_eq!(told.untouched, 1);
    assert_eq!(told.changes.clusters[0].codes, ["5", "6"]);
}

fn a_load_is_told_before_it_is_applied_and_keeps_work(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &BEFORE);
    for code in ["1", "2", "3", "4"] {
        hospital.approve(code, mapped(&["A00"]), "名称一致");
    }
    hospital.publish().unwrap();
    let curator = Hospital::curator();
    test.service
        .suggest_dictionary(&curator, &hospital.id, &hospital.dictionary, &mut |_, _| {})
        .unwrap();
    let with_suggestions = suggested(&hospital);
    assert!(with_suggestions.contains(&"1".to_owned()) && with_suggestions.contains(&"5".to_owned()));

    let told = rehearse(&hospital, &AFTER);
    must_tell(&told);
    assert_eq!(
        codes(&hospital, State::Released),
        ["1", "2", "3", "4"],
        "a rehearsal writes nothing"
    );
    let done = load(&hospital, &AFTER);
    assert_eq!(
        (&done.changes, &done.fates),
        (&told.changes, &told.fates),
        "what was told is what is done"
    );
    assert_eq!(codes(&hospital, State::Released), ["1", "4"]);
    assert_eq!(codes(&hospital, State::NeedsRecheck), ["2", "3"]);
    let last = |code: &str| history(&hospital, &hospital.dictionary, code).pop().unwrap();
    assert_eq!(
        last("2"),
        ("recheck".to_owned(), "名称漂移 name drift: 伤寒 -> 伤寒病".to_owned())
    );
    assert_eq!(
        last("3"),
        (
            "recheck".to_owned(),
            "编码复用 code re-used: 左肾结石 -> 右肾结石".to_owned()
        )
    );
    assert_eq!(hospital.lines(1).len(), 4, "what was released stays in force");
    let kept: Vec<String> = with_suggestions
        .into_iter()
        .filter(|code| matches!(code.as_str(), "4" | "5"))
        .collect();
    assert_eq!(suggested(&hospital), kept, "suggestions for rows that stayed are kept");

    let again = load(&hospital, &AFTER);
    assert!(
        again.changes.changed.is_empty() && again.fates.is_empty(),
        "the same file again changes nothing"
    );
}

fn sides_drift_with_their_dictionary(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("1", "霍乱"), ("2", "伤寒")]);
    let side = DictionaryId::new("his/diagnosis.yibao").unwrap();
    let target = EditionRef::parse(TARGET).unwrap();
    test.service
        .add_side(&Hospital::curator(), &hospital.id, &hospital.dictionary, &side, &target)
        .unwrap();
    let other = Hospital {
        service: &test.service,
        id: hospital.id.clone(),
        dictionary: side.clone(),
    };
    hospital.approve("1", mapped(&["A00"]), "一致");
    other.approve("1", mapped(&["A00"]), "一致");
    other.approve("2", mapped(&["A01"]), "一致");
    let report = load(&hospital, &[("1", "骨折"), ("2", "伤寒")]);
    assert_eq!((report.count(Fate::Recheck), report.untouched), (2, 1));
    let waiting = in_state(&hospital, State::NeedsRecheck);
    let expected = [("his/diagnosis", "1"), ("his/diagnosis.yibao", "1")];
    assert_eq!(
        waiting,
        expected.map(|(dictionary, code)| (dictionary.to_owned(), code.to_owned()))
    );
    assert_eq!(history(&hospital, &side, "1").pop().unwrap().0, "recheck");
}

fn a_removed_code_stays_in_force_until_somebody_ends_it(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("1", "霍乱"), ("2", "伤寒")]);
    hospital.approve("1", mapped(&["A00"]), "一致");
    hospital.approve("2", mapped(&["A01"]), "一致");
    hospital.publish().unwrap();
    let report = load(&hospital, &[("2", "伤寒")]);
    let fates: Vec<(&str, Fate)> = report.fates.iter().map(|one| (one.code.as_str(), one.fate)).collect();
    assert_eq!(fates, [("1", Fate::Removed)]);
    assert_eq!(codes(&hospital, State::Released), ["1", "2"]);
    let report = load(&hospital, &[("2", "伤寒")]);
    assert_eq!(
        report.count(Fate::Removed),
        1,
        "it is told again until somebody decides"
    );

    assert!(
        hospital.draft("1", mapped(&["A01"]), "猜测").is_err(),
        "a code that is gone gets no targets"
    );
    hospital.approve("1", ignored("医院已停用该编码"), "");
    hospital.publish().unwrap();
    assert_eq!(hospital.lines(1).len(), 2);
    assert_eq!(hospital.lines(2).len(), 1, "the code left the release");
    assert_eq!(load(&hospital, &[("2", "伤寒")]).count(Fate::Removed), 0);
    assert_eq!(
        history(&hospital, &hospital.dictionary, "1").len(),
        8,
        "its history is whole"
    );
}

fn a_code_that_comes_back_as_another_thing_goes_to_recheck(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("1", "霍乱"), ("2", "伤寒")]);
    hospital.approve("1", mapped(&["A00"]), "一致");
    load(&hospital, &[("2", "伤寒")]);
    let report = load(&hospital, &[("1", "骨折"), ("2", "伤寒")]);
    assert_eq!((report.changes.added.len(), report.changes.returned.len()), (0, 1));
    assert_eq!(report.changes.count(Drift::ReUsed), 1);
    assert_eq!(codes(&hospital, State::NeedsRecheck), ["1"]);
}

fn drugs(name: &str) -> Option<FileInput> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/local_dictionaries/platform_drugs");
    let bytes = std::fs::read(folder.join(name)).ok();
    if bytes.is_none() {
        let _ = writeln!(std::io::stderr(), "skipped: ../shared/data is missing");
    }
    Some(FileInput {
        bytes: bytes?,
        file_name: Some(name.to_owned()),
    })
}

/// Decides about these codes and submits the decisions.
fn submit_all(service: &Service, (organization, dictionary): (&OrganizationId, &DictionaryId), shared: &[String]) {
    let curator = Hospital::curator();
    let request = |code: &String| DraftRequest {
        code: code.clone(),
        version: None,
        decision: ignored("试验"),
        justification: String::new(),
        origin: Origin::Hand,
    };
    let requests: Vec<DraftRequest> = shared.iter().map(request).collect();
    service
        .draft_mappings(&curator, organization, dictionary, &requests)
        .unwrap();
    let submit = StepRequest {
        step: Step::Submit,
        mappings: shared
            .iter()
            .map(|code| SeenMapping {
                code: code.clone(),
                version: None,
            })
            .collect(),
        reason: String::new(),
    };
    service
        .step_mappings(&curator, organization, dictionary, &submit)
        .unwrap();
}

fn all_162_codes_of_a_drug_catalogue_that_were_used_again_are_caught(engine: Engine) {
    let (Some(february), Some(march)) = (drugs("drugs_0222.csv"), drugs("drugs_0321.csv")) else {
        return;
    };
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("1", "霍乱")]);
    let (id, curator) = (DictionaryId::new("platform/drugs").unwrap(), Hospital::curator());
    let order = DictionaryLoad {
        target: Some(EditionRef::parse("drug-generic/atc-common-1").unwrap()),
        columns: LocalColumns {
            code: Some("DRUG_CODE".to_owned()),
            name: Some("DRUG_CHEM_NAME".to_owned()),
            usage: None,
            attributes: ["DRUG_SPEC", "DRUG_DOSE", "DRUG_MANUFATURER"]
                .map(str::to_owned)
                .to_vec(),
        },
    };
    let load = |file: &FileInput| {
        test.service
            .load_dictionary(&curator, &hospital.id, &id, file, &order)
            .unwrap()
    };
    load(&february);
    let old = codes_of(&february);
    let shared: Vec<String> = codes_of(&march).intersection(&old).cloned().collect();
    assert_eq!(shared.len(), 162);
    submit_all(&test.service, (&hospital.id, &id), &shared);

    let told = test
        .service
        .rehearse_dictionary(&curator, &hospital.id, &id, &march, &order)
        .unwrap();
    let report = load(&march);
    assert_eq!(told.changes, report.changes);
    let used_again: Vec<&String> = report
        .changes
        .changed
        .iter()
        .filter(|one| one.drift == Drift::ReUsed)
        .map(|one| &one.code)
        .collect();
    assert_eq!(
        used_again,
        shared.iter().collect::<Vec<_>>(),
        "every shared code names another drug"
    );
    assert_eq!(
        (report.changes.added.len(), report.changes.removed.len()),
        (1187 - 162, 1314 - 162)
    );
    assert_eq!(report.count(Fate::Recheck), 162);
    assert_eq!(codes(&hospital, State::NeedsRecheck), shared);
}

fn codes_of(file: &FileInput) -> BTreeSet<String> {
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| row.get(1).unwrap().to_owned()).collect()
}
