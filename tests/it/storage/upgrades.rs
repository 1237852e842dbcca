//! Upgrades of a standard: exactly the mappings whose target is lost go back to review, each with its reason, and the rest
//! is carried over by two people.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::REVIEWER;
use crate::support::hospital::mapped;
use crate::support::hospital::no_match;
use crate::support::service::TestService;
use crate::support::service::open;
use crate::support::service::session;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use zhiyu::access::role::Role;
use zhiyu::access::session::Session;
use zhiyu::error::Code;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionId;
use zhiyu::id::EditionRef;
use zhiyu::id::MapVersionRef;
use zhiyu::mapping::concept_map::MapColumns;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::state::State;
use zhiyu::mapping::state::Step;
use zhiyu::mapping::upgrade::Evidence;
use zhiyu::mapping::upgrade::Finding;
use zhiyu::mapping::upgrade::Rule;
use zhiyu::mapping::upgrade::UpgradeRow;
use zhiyu::page::Page;
use zhiyu::registry::edition::EditionMetadata;
use zhiyu::registry::succession::Profile;
use zhiyu::service::Service;
use zhiyu::service::curation::dictionaries::DictionaryLoad;
use zhiyu::service::curation::dictionaries::LocalColumns;
use zhiyu::service::curation::requests::DraftRequest;
use zhiyu::service::curation::requests::SeenMapping;
use zhiyu::service::curation::requests::StepRequest;
use zhiyu::service::curation::upgrades::UpgradeOrder;
use zhiyu::service::curation::upgrades::UpgradeQuestion;
use zhiyu::service::files::FileInput;
use zhiyu::service::registry::concept_maps::MapImport;
use zhiyu::service::registry::editions::ConceptColumns;
use zhiyu::service::registry::editions::EditionImport;
use zhiyu::service::registry::successions::SuccessionImport;

on_both_engines! {
    publishing_an_edition_that_retires_one_percent_sends_exactly_those_rows_back
    work_that_was_cut_off_goes_on_where_it_stopped
    findings_come_with_the_proposals_of_the_standards_own_lists
    a_named_rule_carries_over_and_another_person_approves
    retiring_an_edition_sends_back_what_nothing_replaces
    retiring_a_replaced_edition_sends_back_what_can_no_longer_be_released
}

const ONE: &str = "plague/1";
const TWO: &str = "plague/2";

fn of(text: &str) -> EditionRef {
    EditionRef::parse(text).unwrap()
}

fn operator() -> Session {
    session(Role::Operator, "operator")
}

fn tsv(header: &str, rows: impl IntoIterator<Item = String>) -> FileInput {
    let lines: Vec<String> = std::iter::once(header.to_owned()).chain(rows).collect();
    FileInput {
        bytes: (lines.join("\n") + "\n").into_bytes(),
        file_name: Some("file.tsv".to_owned()),
    }
}

/// Imports an edition of rows `code name status assignable`; it replaces the other.
fn edition(service: &Service, name: &str, rows: &[[&str; 4]], replaces: Option<&str>, publish: bool) {
    let file = tsv("code\tname\tstatus\tassignable", rows.iter().map(|row| row.join("\t")));
    let year = if name == ONE { "2020" } else { "2026" };
    let import = EditionImport {
        columns: ConceptColumns {
            code: Some("code".to_owned()),
            name: Some("name".to_owned()),
            status: Some("status".to_owned()),
            assignable: Some("assignable".to_owned()),
            ..ConceptColumns::default()
        },
        metadata: EditionMetadata {
            effective_from: Some(format!("{year}-01-01")),
            replaces: replaces.map(|name| EditionId::new(name).unwrap()),
            ..EditionMetadata::default()
        },
        publish,
        ..EditionImport::default()
    };
    service.import_edition(&operator(), &of(name), &file, &import).unwrap();
}

/// A hospital whose dictionary `his/diagnosis` is mapped to the first edition: rows `code name target`.
fn hospital<'a>(service: &'a Service, id: &str, rows: &[(String, String, String)]) -> Hospital<'a> {
    let hospital = Hospital::new(service, id, &[("x", "x")]);
    let hospital = Hospital {
        dictionary: DictionaryId::new("his/plague").unwrap(),
        ..hospital
    };
    let file = tsv(
        "code\tname\tn",
        rows.iter().map(|(code, name, _)| format!("{code}\t{name}\t3")),
    );
    let load = DictionaryLoad {
        target: Some(of(ONE)),
        columns: LocalColumns {
            code: Some("code".to_owned()),
            name: Some("name".to_owned()),
            usage: Some("n".to_owned()),
            attributes: Vec::new(),
        },
    };
    let curator = Hospital::curator();
    service
        .load_dictionary(&curator, &hospital.id, &hospital.dictionary, &file, &load)
        .unwrap();
    let request = |(code, _, target): &(String, String, String)| DraftRequest {
        code: code.clone(),
        version: None,
        decision: mapped(&[target]),
        justification: "一致".to_owned(),
        origin: Origin::Hand,
    };
    let requests: Vec<DraftRequest> = rows.iter().filter(|row| !row.2.is_empty()).map(request).collect();
    service
        .draft_mappings(&curator, &hospital.id, &hospital.dictionary, &requests)
        .unwrap();
    hospital
}

fn step(hospital: &Hospital<'_>, step: Step, codes: &[String]) {
    let is_review = step == Step::Approve;
    let who = if is_review {
        session(Role::Reviewer, REVIEWER)
    } else {
        Hospital::curator()
    };
    let seen = |code: &String| SeenMapping {
        code: code.clone(),
        version: None,
    };
    let request = StepRequest {
        step,
        mappings: codes.iter().map(seen).collect(),
        reason: String::new(),
    };
    let taken = hospital
        .service
        .step_mappings(&who, &hospital.id, &hospital.dictionary, &request);
    taken.unwrap();
}

fn release(hospital: &Hospital<'_>, codes: &[String]) {
    step(hospital, Step::Submit, codes);
    step(hospital, Step::Approve, codes);
    hospital.publish().unwrap();
}

fn states(hospital: &Hospital<'_>) -> BTreeMap<String, State> {
    let page = Page {
        after: None,
        limit: 10_000,
    };
    let found = hospital
        .service
        .mappings(&Hospital::curator(), &hospital.id, None, &page)
        .unwrap();
    found.items.into_iter().map(|one| (one.code, one.state)).collect()
}

fn waiting(hospital: &Hospital<'_>) -> BTreeSet<String> {
    let waits = |(code, state)| (state == State::NeedsRecheck).then_some(code);
    states(hospital).into_iter().filter_map(waits).collect()
}

fn reasons(hospital: &Hospital<'_>, code: &str) -> Vec<String> {
    let (curator, dictionary) = (Hospital::curator(), &hospital.dictionary);
    let steps = hospital
        .service
        .mapping_history(&curator, &hospital.id, dictionary, code)
        .unwrap();
    let rechecks = steps.into_iter().filter(|one| one.step == "recheck");
    rechecks.map(|one| one.reason).collect()
}

fn rows(hospital: &Hospital<'_>, findings: Option<Vec<Finding>>) -> Vec<UpgradeRow> {
    let question = UpgradeQuestion {
        findings,
        ..UpgradeQuestion::default()
    };
    let curator = Hospital::curator();
    let upgrade = hospital
        .service
        .upgrade_rows(&curator, &hospital.id, &of(TWO), &question)
        .unwrap();
    assert_eq!(upgrade.from, [of(ONE)]);
    upgrade.rows.items
}

const SIZE: usize = 3_000;

/// The code of an entry; every hundredth is lost in the second edition, in three ways.
fn concept(n: usize) -> String {
    format!("P{n:04}")
}

fn local(n: usize) -> (String, String, String) {
    (format!("L{n:04}"), format!("本地名 {n}"), concept(n))
}

fn editions_of_3000(service: &Service) {
    let code: Vec<(String, String)> = (0..SIZE).map(|n| (concept(n), format!("第 {n} 号疫病"))).collect();
    let before: Vec<[&str; 4]> = code.iter().map(|(code, name)| [code.as_str(), name, "", ""]).collect();
    edition(service, ONE, &before, None, true);
    let kept = code
        .iter()
        .enumerate()
        .filter_map(|(n, (code, name))| match (n % 100, n / 100 % 3) {
            (0, 0) => None,
            (0, 1) => Some([code.as_str(), name, "retired", ""]),
            (0, _) => Some([code.as_str(), name, "", "false"]),
            _ => Some([code.as_str(), name, "", ""]),
        });
    edition(service, TWO, &kept.collect::<Vec<_>>(), Some("1"), false);
}

fn publishing_an_edition_that_retires_one_percent_sends_exactly_those_rows_back(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    editions_of_3000(service);
    let first: Vec<_> = (0..SIZE).map(local).collect();
    let first = hospital(service, "H1", &first);
    let codes: Vec<String> = (0..SIZE).map(|n| local(n).0).collect();
    release(&first, &codes);
    let second: Vec<_> = (1_000..1_200).map(local).collect();
    let second = hospital(service, "H2", &second);
    step(&second, Step::Submit, &["L1000".to_owned(), "L1001".to_owned()]);
    let (before, body) = (states(&first), first.lines(1));

    let impact = service.edition_impact(&operator(), &of(TWO), None).unwrap();
    assert_eq!(
        (impact.total.hospitals, impact.total.to_recheck, impact.total.usage),
        (2, 32, 96)
    );
    assert_eq!(impact.hospitals[0].findings[&Finding::Missing], 10);
    assert!(impact.progress.is_none());
    assert!(waiting(&first).is_empty(), "looking changes nothing");

    service.publish_edition(&operator(), &of(TWO)).unwrap();
    let lost: BTreeSet<String> = (0..SIZE).step_by(100).map(|n| local(n).0).collect();
    assert_eq!(waiting(&first), lost);
    assert_eq!(
        waiting(&second),
        BTreeSet::from(["L1000".to_owned(), "L1100".to_owned()])
    );
    let untouched = before.iter().filter(|(code, _)| !lost.contains(*code));
    let after = states(&first);
    assert!(untouched.into_iter().all(|(code, state)| after[code] == *state));
    assert_eq!(first.lines(1), body, "what is released stays in force");
    let words = [
        "目标已删除 target-missing",
        "目标已停用 target-retired",
        "目标不可选 target-not-assignable",
    ];
    for (n, code) in (0..SIZE).step_by(100).map(|n| (n, local(n).0)) {
        let expected = format!("{}: {ONE} {} 第 {n} 号疫病 ({TWO})", words[n / 100 % 3], concept(n));
        assert_eq!(reasons(&first, &code), [expected]);
    }
    let progress = service
        .edition_impact(&operator(), &of(TWO), None)
        .unwrap()
        .progress
        .unwrap();
    assert_eq!((progress.hospitals, progress.rows, progress.is_finished), (2, 32, true));
    drop(open(&test.database).unwrap());
    assert_eq!(reasons(&first, "L0000").len(), 1, "a start does nothing twice");
}

fn work_that_was_cut_off_goes_on_where_it_stopped(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    edition(service, ONE, &[["A", "甲", "", ""], ["B", "乙", "", ""]], None, true);
    edition(service, TWO, &[["B", "乙", "", ""]], Some("1"), false);
    let row = |code: &str, target: &str| (code.to_owned(), format!("本地 {code}"), target.to_owned());
    let list = [row("1", "A"), row("2", "B")];
    let hospitals = ["H1", "H2", "H3"].map(|id| hospital(service, id, &list));
    let (stop, go) = engine.pick(
        (
            "CREATE TRIGGER stop BEFORE INSERT ON mapping_steps WHEN NEW.organization_id = 'H2' \
             BEGIN SELECT RAISE(ABORT, 'cut off'); END",
            "DROP TRIGGER stop",
        ),
        (
            "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF NEW.organization_id = 'H2' THEN RAISE EXCEPTION 'cut off'; END IF; RETURN NEW; END $$; \
             CREATE TRIGGER stop BEFORE INSERT ON mapping_steps FOR EACH ROW EXECUTE FUNCTION stop()",
            "DROP TRIGGER stop ON mapping_steps",
        ),
    );
    let mut stranger = test.database.stranger();
    for statement in stop.split_inclusive("$$; ") {
        stranger.execute_all(&[statement]);
    }
    service.publish_edition(&operator(), &of(TWO)).unwrap();
    let sent = || hospitals.each_ref().map(|one| reasons(one, "1").len());
    assert_eq!(sent(), [1, 0, 0], "the edition is published, the work is not finished");
    let progress = || {
        service
            .edition_impact(&operator(), &of(TWO), None)
            .unwrap()
            .progress
            .unwrap()
    };
    assert!(!progress().is_finished);
    stranger.execute_all(&[go]);
    drop(open(&test.database).unwrap());
    assert_eq!(sent(), [1, 1, 1]);
    assert!(progress().is_finished);
    assert!(hospitals.iter().all(|one| reasons(one, "2").is_empty()));
}

fn succession(service: &Service) {
    let changes = [
        "initial,2000,,,,A,甲病",
        "re-code,2026-01-01,B,乙病,,B1,乙病",
        "split,2026-01-01,C,丙病,,C1;C2,丙一病;丙二病",
        "rename,2026-01-01,D,丁病,,D,丁字综合征",
        "merge,2026-01-01,M,戊病,,N,己病",
    ];
    let file = FileInput {
        bytes: format!(
            "kind,date,old_code,old_name,valid_from,new_codes,new_names\n{}\n",
            changes.join("\n")
        )
        .into_bytes(),
        file_name: Some("changes.csv".to_owned()),
    };
    let import = SuccessionImport {
        profile: Profile::Events,
        source: "s".to_owned(),
        confidence: "V".to_owned(),
        publish: true,
    };
    service
        .import_succession(&operator(), &of("plague/changes"), &file, &import)
        .unwrap();
}

/// An edition and the next, with a case for each finding.
fn cases(service: &Service) {
    let one = [
        ["A", "甲病", "", ""],
        ["B", "乙病", "", ""],
        ["C", "丙病", "", ""],
        ["D", "丁病", "", ""],
        ["E", "庚 病", "", ""],
        ["F", "急性辛病", "", ""],
        ["G", "壬病", "", ""],
        ["M", "戊病", "", ""],
        ["Q", "癸病", "", ""],
        ["U", "未知疫病", "", ""],
    ];
    let two = [
        ["A", "甲病", "", ""],
        ["B1", "乙病", "", ""],
        ["C1", "丙一病", "", ""],
        ["C2", "丙二病", "", ""],
        ["D", "丁字综合征", "", ""],
        ["E", "庚病", "", ""],
        ["F", "急性辛病，未特指", "", ""],
        ["G", "骨折", "", ""],
        ["N", "己病", "", ""],
        ["Q2", "癸类疾病", "", ""],
        ["U", "未知疫病", "", ""],
        ["V", "新冠后状态", "", ""],
    ];
    edition(service, ONE, &one, None, true);
    edition(service, TWO, &two, Some("1"), true);
    succession(service);
    let map = MapImport {
        source: of(ONE),
        target: of(TWO),
        format: None,
        sheet: None,
        columns: MapColumns {
            source_code: Some("a".to_owned()),
            source_name: Some("b".to_owned()),
            target_code: Some("c".to_owned()),
            target_name: Some("d".to_owned()),
            relationship: Some("r".to_owned()),
            comment: None,
        },
        provenance: "x".to_owned(),
    };
    let file = FileInput {
        bytes: "a,b,c,d,r\nQ,癸病,Q2,癸类疾病,equivalent\n".as_bytes().to_vec(),
        file_name: Some("map.csv".to_owned()),
    };
    let version = MapVersionRef::parse("plague-map/1").unwrap();
    service.import_concept_map(&operator(), &version, &file, &map).unwrap();
    service.publish_concept_map(&operator(), &version).unwrap();
}

fn locals() -> Vec<(String, String, String)> {
    let row = |(code, name, target): (&str, &str, &str)| (code.to_owned(), name.to_owned(), target.to_owned());
    [
        ("a", "本地甲", "A"),
        ("b", "本地乙", "B"),
        ("c", "本地丙", "C"),
        ("d", "本地丁", "D"),
        ("e", "本地庚", "E"),
        ("f", "本地辛", "F"),
        ("g", "本地壬", "G"),
        ("m", "本地戊", "M"),
        ("q", "本地癸", "Q"),
        ("v", "新冠后状态", "U"),
        ("w", "新冠后 状态", ""),
    ]
    .map(row)
    .to_vec()
}

/// What every row is told.
fn told_of(hospital: &Hospital<'_>) -> Vec<String> {
    rows(hospital, Some(Finding::ALL.to_vec()))
        .iter()
        .map(|row| {
            let proposed: Vec<String> = row
                .proposed
                .iter()
                .map(|one| format!("{} {}", one.code, one.relationship.as_str()))
                .collect();
            let evidence: Vec<&str> = row.evidence.iter().map(Evidence::as_str).collect();
            let sure = if row.is_sure { "sure" } else { "-" };
            format!(
                "{} {} [{}] {} {sure}",
                row.code,
                row.finding.as_str(),
                proposed.join(", "),
                evidence.join(" ")
            )
        })
        .collect()
}

/// What the rows of the cases are told.
const TOLD: [&str; 11] = [
    "a unchanged [A equivalent] same-code-and-name sure",
    "b target-missing [B1 equivalent] succession sure",
    "c target-split [C1 narrower, C2 narrower] succession -",
    "d confirmed-rename [D equivalent] succession sure",
    "e respelled [E equivalent] same-code-and-name sure",
    "f target-renamed []  -",
    "g code-re-used []  -",
    "m target-missing [N broader] succession sure",
    "q target-missing [Q2 equivalent] concept-map sure",
    "v better-target [V equivalent] local-name sure",
    "w better-target [V equivalent] local-name sure",
];

fn findings_come_with_the_proposals_of_the_standards_own_lists(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    cases(service);
    let hospital = hospital(service, "H1", &locals());
    hospital.draft("w", no_match("没有"), "").unwrap();
    assert_eq!(told_of(&hospital), TOLD);
    let order = UpgradeOrder {
        draft: true,
        retarget: true,
        dry_run: true,
        ..UpgradeOrder::default()
    };
    let curator = Hospital::curator();
    let told = service.apply_upgrade(&curator, &hospital.id, &of(TWO), &order).unwrap();
    assert_eq!((told.is_applied, told.rechecked, told.drafted), (false, 8, 5));
    assert!(waiting(&hospital).is_empty());
    let order = UpgradeOrder {
        dry_run: false,
        ..order
    };
    let done = service.apply_upgrade(&curator, &hospital.id, &of(TWO), &order).unwrap();
    assert_eq!((done.rechecked, done.drafted, done.retargeted.len()), (8, 5, 1));
    assert_eq!(waiting(&hospital), ["c", "f", "g"].map(str::to_owned).into());
    let page = Page {
        after: None,
        limit: 100,
    };
    let drafted = service
        .mappings(&curator, &hospital.id, Some(State::Drafted), &page)
        .unwrap()
        .items;
    let by = |code: &str| drafted.iter().find(|one| one.code == code).unwrap();
    assert_eq!(by("b").decision.targets()[0].edition_ref(), of(TWO));
    assert_eq!(
        by("b").origin,
        Origin::Succession {
            list: "plague/changes".to_owned()
        }
    );
    assert!(matches!(&by("q").origin, Origin::ConceptMap { map, .. } if map == "plague-map"));
    assert_eq!(
        reasons(&hospital, "b"),
        [
            "目标已删除 target-missing: plague/1 B 乙病 (plague/2); 建议 proposed B1 乙病 \
          [沿革 succession plague/changes: 2026-01-01 换码 B -> B1]"
        ]
    );
    let (dictionary, _) = service
        .dictionary(&curator, &hospital.id, &hospital.dictionary)
        .unwrap();
    assert_eq!(dictionary.target, of(TWO));
    let again = service.apply_upgrade(&curator, &hospital.id, &of(TWO), &order).unwrap();
    assert_eq!(
        (again.rechecked, again.drafted),
        (0, 0),
        "what is carried over is not carried over again"
    );
}

fn a_named_rule_carries_over_and_another_person_approves(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    cases(service);
    let hospital = hospital(service, "H1", &locals());
    let codes = ["a", "d", "e", "f"].map(str::to_owned);
    release(&hospital, &codes);
    let (curator, reviewer) = (Hospital::curator(), session(Role::Reviewer, REVIEWER));
    let carry = |rule, dry_run| {
        let order = UpgradeOrder {
            dry_run,
            ..UpgradeOrder::default()
        };
        service
            .apply_upgrade_rule(&curator, &hospital.id, &of(TWO), rule, &order)
            .unwrap()
    };
    assert_eq!(carry(Rule::ConfirmedRename, true).drafted, 1);
    assert_eq!(states(&hospital)["d"], State::Released, "a dry run writes nothing");
    for rule in Rule::ALL {
        assert_eq!(carry(rule, false).submitted, 1, "{rule:?}");
        assert_eq!(carry(rule, false).submitted, 0, "what is in review is not settled");
    }
    let in_review = states(&hospital)
        .into_iter()
        .filter(|(_, state)| *state == State::InReview);
    assert_eq!(in_review.map(|(code, _)| code).collect::<Vec<_>>(), ["a", "d", "e"]);
    assert_eq!(
        states(&hospital)["f"],
        State::Released,
        "a rename that no list confirms waits for a person"
    );
    let approve = |who: &Session, rule| service.approve_upgrade_rule(who, &hospital.id, &of(TWO), rule, false);
    let maker = session(Role::Reviewer, "li.na");
    let refused = approve(&maker, Rule::Respelled).unwrap_err();
    assert_eq!(refused.code(), Code::MakerIsChecker);
    for rule in Rule::ALL {
        assert_eq!(approve(&reviewer, rule).unwrap().approved, 1);
    }
    hospital.publish().unwrap();
    let line = &hospital.lines(2)[&("his/plague".to_owned(), "d".to_owned())];
    assert!(
        line.contains("丁字综合征") && line.contains("\"edition\":\"2\""),
        "{line}"
    );
    let change = hospital
        .diff(1, 2)
        .into_iter()
        .find(|one| one.change.code == "d")
        .unwrap()
        .change;
    assert_eq!(
        change.origin,
        Origin::Rule {
            rule: "upgrade-confirmed-rename".to_owned()
        }
    );
    assert_eq!((change.author.as_str(), change.reviewer.as_str()), ("li.na", REVIEWER));
}

fn retiring_an_edition_sends_back_what_nothing_replaces(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    edition(service, ONE, &[["A", "甲", "", ""], ["B", "乙", "", ""]], None, true);
    let row = |code: &str, target: &str| (code.to_owned(), format!("本地 {code}"), target.to_owned());
    let hospital = hospital(service, "H1", &[row("1", "A"), row("2", "B"), row("3", "B")]);
    release(&hospital, &["1", "2"].map(str::to_owned));
    let other = Hospital::new(service, "H9", &[("x", "霍乱")]);
    other.approve("x", mapped(&["A00"]), "一致");
    service.retire_edition(&operator(), &of(ONE), "停用").unwrap();
    assert_eq!(waiting(&hospital), ["1", "2", "3"].map(str::to_owned).into());
    assert_eq!(
        reasons(&hospital, "1"),
        ["版本停用 edition-retired: plague/1 A 甲 (plague/1)"]
    );
    assert_eq!(
        states(&other)["x"],
        State::Approved,
        "another standard is not concerned"
    );
}

fn retiring_a_replaced_edition_sends_back_what_can_no_longer_be_released(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    edition(service, ONE, &[["A", "甲", "", ""], ["B", "乙", "", ""]], None, true);
    edition(service, TWO, &[["A", "甲", "", ""]], Some("1"), true);
    let row = |code: &str, target: &str| (code.to_owned(), format!("本地 {code}"), target.to_owned());
    let hospital = hospital(service, "H1", &[row("1", "A"), row("2", "A"), row("3", "B")]);
    release(&hospital, &["1", "3"].map(str::to_owned));
    service.retire_edition(&operator(), &of(ONE), "停用").unwrap();
    assert_eq!(waiting(&hospital), ["2", "3"].map(str::to_owned).into());
    assert_eq!(
        reasons(&hospital, "3"),
        ["目标已删除 target-missing: plague/1 B 乙 (plague/2)"]
    );
    assert_eq!(
        reasons(&hospital, "2").len(),
        1,
        "a draft on a retired edition can never be released"
    );
    assert_eq!(
        states(&hospital)["1"],
        State::Released,
        "its entry stands in the next edition as it was"
    );
}
