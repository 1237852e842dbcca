//! The life of editions in the databases: random people take random steps, and a second reckoning says what may happen.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::service::TestService;
use crate::support::service::session;
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest::test_runner::TestRunner;
use std::cell::Cell;
use std::collections::BTreeSet;
use zhiyu::access::role::Role;
use zhiyu::access::session::Session;
use zhiyu::error::Code;
use zhiyu::error::Error;
use zhiyu::id::EditionRef;
use zhiyu::id::KindId;
use zhiyu::id::SystemId;
use zhiyu::registry::edition::Edition;
use zhiyu::registry::edition::EditionMetadata;
use zhiyu::registry::edition_life::EditionDescription;
use zhiyu::service::Service;
use zhiyu::service::files::FileInput;
use zhiyu::service::registry::code_systems::CodeSystemDescription;
use zhiyu::service::registry::editions::EditionImport;

on_both_engines! {
    no_order_of_steps_breaks_the_rules_or_loses_history
    what_is_missing_is_said_at_once
    an_import_keeps_what_was_said_of_the_draft
}

const PEOPLE: [&str; 3] = ["zhang.san", "li.si", "wang.wu"];
const OPERATOR: usize = 3;

/// What somebody tries.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Try {
    Import,
    Describe,
    Submit,
    Return,
    Publish,
    Retire,
}

fn tries() -> impl Strategy<Value = Vec<(Try, usize)>> {
    let step = prop::sample::select(vec![
        Try::Import,
        Try::Import,
        Try::Describe,
        Try::Submit,
        Try::Submit,
        Try::Return,
        Try::Publish,
        Try::Publish,
        Try::Retire,
    ]);
    let somebody = prop_oneof![9 => 0..PEOPLE.len(), 1 => Just(OPERATOR)];
    prop::collection::vec((step, somebody), 1..14)
}

/// What the rules say, reckoned without the table.
#[derive(Default)]
struct Reckoning {
    status: &'static str,
    makers: BTreeSet<usize>,
    history: Vec<(&'static str, &'static str, usize)>,
    contents: u64,
}

impl Reckoning {
    /// The refusal that is due, or `None` after the step was noted.
    fn expect(&mut self, step: Try, who: usize) -> Option<Code> {
        let noted = match (step, self.status) {
            (Try::Import, "" | "draft") => {
                self.makers = BTreeSet::from([who]);
                self.contents += 1;
                ("import", "draft")
            }
            (Try::Import, _) => return Some(Code::EditionNotDraft),
            (_, "") => return Some(Code::EditionUnknown),
            (Try::Describe, "draft") => ("describe", "draft"),
            (Try::Submit, "draft") => ("submit", "in-review"),
            (Try::Return, "in-review") => ("return", "draft"),
            (Try::Publish, "published") => return None,
            (Try::Publish, "draft") if who == OPERATOR => ("publish-unreviewed", "published"),
            (Try::Publish, "draft") => return Some(Code::EditionNotReviewed),
            (Try::Publish, "in-review") if self.makers.contains(&who) => return Some(Code::MakerIsChecker),
            (Try::Publish, "in-review") => ("publish", "published"),
            (Try::Retire, "published") => ("retire", "retired"),
            _ => return Some(Code::StepNotAllowed),
        };
        if matches!(step, Try::Describe | Try::Submit) {
            self.makers.insert(who);
        }
        self.status = noted.1;
        self.history.push((noted.0, noted.1, who));
        None
    }
}

fn no_order_of_steps_breaks_the_rules_or_loses_history(engine: Engine) {
    let test = TestService::new(engine);
    register(&test.service);
    let number = Cell::new(0);
    let cases = engine.pick(48, 24);
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&tries(), |tries| {
        number.set(number.get() + 1);
        let of = EditionRef::parse(&format!("S/{}", number.get())).unwrap();
        let mut reckoning = Reckoning::default();
        for (turn, (step, who)) in tries.into_iter().enumerate() {
            let due = reckoning.expect(step, who);
            let outcome = attempt(&test.service, &of, step, who, turn);
            let refusal = outcome.as_ref().err().map(Error::code);
            prop_assert_eq!(refusal, due, "{:?} by {}: {:?}", step, who, outcome);
            if let Ok(edition) = outcome {
                prop_assert_eq!(edition.status.as_str(), reckoning.status);
            }
            history_is_whole(&test.service, &of, &reckoning)?;
        }
        Ok(())
    });
    outcome.unwrap();
}

fn history_is_whole(service: &Service, of: &EditionRef, reckoning: &Reckoning) -> Result<(), TestCaseError> {
    let reader = session(Role::Auditor, "auditor");
    let steps = match service.edition_steps(&reader, of) {
        Ok(steps) => steps,
        Err(refusal) => {
            prop_assert_eq!(refusal.code(), Code::EditionUnknown);
            Vec::new()
        }
    };
    let told: Vec<_> = steps
        .iter()
        .map(|one| (one.step.as_str(), one.status.as_str(), one.account.as_str()))
        .collect();
    let due: Vec<_> = reckoning
        .history
        .iter()
        .map(|(step, status, who)| (*step, *status, account(*who)))
        .collect();
    prop_assert_eq!(told, due);
    prop_assert!(steps.is_sorted_by_key(|one| one.at));
    Ok(())
}

fn account(who: usize) -> &'static str {
    PEOPLE.get(who).copied().unwrap_or("operator")
}

fn person(who: usize) -> Session {
    let role = if who == OPERATOR {
        Role::Operator
    } else {
        Role::Registrar
    };
    session(role, account(who))
}

/// Takes a step; every import brings other contents, every description another note.
fn attempt(service: &Service, of: &EditionRef, step: Try, who: usize, turn: usize) -> zhiyu::error::Result<Edition> {
    let person = person(who);
    match step {
        Try::Import => {
            let import = EditionImport {
                metadata: complete(),
                ..EditionImport::default()
            };
            let imported = service.import_edition(&person, of, &file(turn), &import);
            imported.map(|imported| imported.edition)
        }
        Try::Describe => {
            let description = EditionDescription {
                note: Some(format!("第 {turn} 次")),
                ..EditionDescription::default()
            };
            service.describe_edition(&person, of, &description)
        }
        Try::Submit => service.submit_edition(&person, of, ""),
        Try::Return => service.return_edition(&person, of, "再核"),
        Try::Publish => service.publish_edition(&person, of),
        Try::Retire => service.retire_edition(&person, of, "新版已发布"),
    }
}

fn file(turn: usize) -> FileInput {
    FileInput {
        bytes: format!("code\tname\nA{turn}\t霍乱\n").into_bytes(),
        file_name: Some("list.tsv".to_owned()),
    }
}

fn complete() -> EditionMetadata {
    EditionMetadata {
        title: "试验".to_owned(),
        source: "试验".to_owned(),
        confidence: "V".to_owned(),
        effective_from: Some("2026-01-01".to_owned()),
        ..EditionMetadata::default()
    }
}

fn register(service: &Service) {
    let description = CodeSystemDescription {
        title: "试验代码".to_owned(),
        publisher: "试验单位".to_owned(),
        kind: Some(KindId::plain()),
        ..CodeSystemDescription::default()
    };
    let id = SystemId::new("S").unwrap();
    service.register_code_system(&person(0), &id, &description).unwrap();
}

fn what_is_missing_is_said_at_once(engine: Engine) {
    let test = TestService::new(engine);
    let of = EditionRef::parse("S/1").unwrap();
    let bare = EditionImport::default();
    test.service.import_edition(&person(0), &of, &file(0), &bare).unwrap();
    let refusal = test.service.submit_edition(&person(0), &of, "").unwrap_err();
    assert_eq!(refusal.code(), Code::EditionIncomplete);
    let fields = |refusal: &Error| -> Vec<String> {
        let places = refusal.findings().iter().map(|one| one.place().field.clone().unwrap());
        places.collect()
    };
    let all = ["title", "publisher", "source", "confidence", "effective_from", "kind"];
    assert_eq!(fields(&refusal), all);
    register(&test.service);
    let described = EditionDescription {
        confidence: Some("certain".to_owned()),
        effective_from: Some("2026-01-01".to_owned()),
        ..EditionDescription::default()
    };
    test.service.describe_edition(&person(0), &of, &described).unwrap();
    let refusal = test.service.submit_edition(&person(0), &of, "").unwrap_err();
    assert_eq!(fields(&refusal), ["source", "confidence"]);
    for (from, to) in [("2026-02-30", ""), ("2026-01-02", "2026-01-01")] {
        let impossible = EditionDescription {
            effective_from: Some(from.to_owned()),
            effective_to: Some(to.to_owned()),
            ..EditionDescription::default()
        };
        let refusal = test.service.describe_edition(&person(0), &of, &impossible).unwrap_err();
        assert_eq!(refusal.code(), Code::FieldInvalid);
    }
    let itself = EditionDescription {
        replaces: Some("1".to_owned()),
        ..EditionDescription::default()
    };
    let refusal = test.service.describe_edition(&person(0), &of, &itself).unwrap_err();
    assert_eq!(refusal.code(), Code::EditionReplacesInvalid);
}

fn an_import_keeps_what_was_said_of_the_draft(engine: Engine) {
    let test = TestService::new(engine);
    register(&test.service);
    let of = EditionRef::parse("S/1").unwrap();
    let bare = EditionImport::default();
    test.service.import_edition(&person(0), &of, &file(0), &bare).unwrap();
    let described = EditionDescription {
        document_number: Some("国卫办医函〔2019〕371号".to_owned()),
        effective_to: Some("2027-12-31".to_owned()),
        ..EditionDescription::default()
    };
    test.service.describe_edition(&person(0), &of, &described).unwrap();
    let titled = EditionImport {
        metadata: complete(),
        ..EditionImport::default()
    };
    let again = test
        .service
        .import_edition(&person(1), &of, &file(1), &titled)
        .unwrap()
        .edition;
    assert_eq!(again.metadata.document_number, "国卫办医函〔2019〕371号");
    assert_eq!(again.metadata.effective_to.as_deref(), Some("2027-12-31"));
    assert_eq!(again.metadata.title, "试验");
    // The maker is whoever imported last: the first one may publish what the second made and submitted.
    test.service.submit_edition(&person(1), &of, "").unwrap();
    test.service.publish_edition(&person(0), &of).unwrap();
    let steps = test.service.edition_steps(&person(0), &of).unwrap();
    let words: Vec<_> = steps.iter().map(|one| one.step.as_str()).collect();
    assert_eq!(words, ["import", "describe", "import", "submit", "publish"]);
    assert!(
        steps[3].report.contains('7'),
        "the checks leave their report: {:?}",
        steps[3]
    );
}
