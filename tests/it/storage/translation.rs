//! Which release answers, how editions stand, and the way on to a second standard, on both databases.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::hospital::mapped_to;
use crate::support::service::TestService;
use crate::support::service::session;
use zhiyu::access::role::Role;
use zhiyu::error::Code;
use zhiyu::error::Result;
use zhiyu::id::EditionRef;
use zhiyu::id::MapVersionRef;
use zhiyu::id::OrganizationId;
use zhiyu::mapping::concept_map::MapColumns;
use zhiyu::registry::edition::EditionMetadata;
use zhiyu::service::Service;
use zhiyu::service::distribution::publishing::PublishOrder;
use zhiyu::service::distribution::translation::AsOf;
use zhiyu::service::distribution::translation::TranslationOrder;
use zhiyu::service::files::FileInput;
use zhiyu::service::registry::concept_maps::MapImport;
use zhiyu::service::registry::editions::ConceptColumns;
use zhiyu::service::registry::editions::EditionImport;
use zhiyu::snapshot::translate::Question;
use zhiyu::snapshot::translate::Reason;
use zhiyu::snapshot::translate::Translator;
use zhiyu::time::Instant;

on_both_engines! {
    the_release_that_was_effective_answers
    targets_whose_edition_is_retired_or_superseded_are_told
    a_published_map_leads_on_to_a_second_standard
}

fn translator(hospital: &Hospital<'_>, order: &TranslationOrder) -> Result<Translator> {
    let collector = session(Role::Collector, "collector");
    hospital.service.translator(&collector, &hospital.id, order)
}

/// Which release answers, and what `001` means by it.
fn answer(hospital: &Hospital<'_>, order: &TranslationOrder) -> Result<(i64, String)> {
    let translator = translator(hospital, order)?;
    Ok((translator.release.release, told(&translator, "001")))
}

/// The status and the codes of a code.
fn told(translator: &Translator, code: &str) -> String {
    let question = Question {
        dictionary: "his/diagnosis",
        code,
        ..Question::default()
    };
    let verdict = translator.ask(&question);
    let reason = verdict.reason.map_or("", Reason::as_str);
    let codes: Vec<&str> = verdict.targets().map(|target| target.code).collect();
    format!("{} {reason}{}", verdict.status.as_str(), codes.join("|"))
}

fn as_of(text: &str) -> TranslationOrder {
    TranslationOrder {
        as_of: Some(AsOf::parse(text).unwrap()),
        ..TranslationOrder::default()
    }
}

fn refusal<T>(result: Result<T>) -> Code {
    result.err().expect("refused").code()
}

fn the_release_that_was_effective_answers(engine: Engine) {
    let test = TestService::new(engine);
    let hospital = Hospital::new(&test.service, "H1", &[("001", "霍乱"), ("002", "伤寒")]);
    let now = TranslationOrder::default();
    assert_eq!(refusal(answer(&hospital, &now)), Code::ReleaseNotEffective);
    for (code, effective_at) in [
        ("A00", "2026-11-20T17:00:00+08:00"),
        ("A01", "2026-11-20T18:00:00+08:00"),
        ("A02", "2026-12-01T09:00:00+08:00"),
    ] {
        hospital.approve("001", mapped(&[code]), "名称一致");
        let order = PublishOrder {
            effective_at: Instant::parse(effective_at),
            ..PublishOrder::default()
        };
        hospital.publish_with(&order).unwrap();
    }
    let of = |number| TranslationOrder {
        release: Some(number),
        ..TranslationOrder::default()
    };
    let first = (1, "mapped A00".to_owned());
    let second = (2, "mapped A01".to_owned());
    let third = (3, "mapped A02".to_owned());
    for (order, expected) in [
        (now.clone(), &second),
        (as_of("2026-11-20T17:59:59.999999+08:00"), &first),
        (as_of("2026-11-20T10:00:00Z"), &second),
        (as_of("2026-11-20"), &second),
        (as_of("2026-11-30"), &second),
        (as_of("2026-12-01"), &third),
        (of(3), &third),
    ] {
        assert_eq!(answer(&hospital, &order).as_ref().unwrap(), expected, "{order:?}");
    }
    assert_eq!(
        refusal(answer(&hospital, &as_of("2026-11-19"))),
        Code::ReleaseNotEffective
    );

    let publisher = Hospital::publisher();
    test.service
        .retract_release(&publisher, &hospital.id, 2, "误发布")
        .unwrap();
    assert_eq!(answer(&hospital, &now).unwrap(), first);
    assert_eq!(answer(&hospital, &as_of("2026-11-20")).unwrap(), first);
    assert_eq!(refusal(answer(&hospital, &of(2))), Code::ReleaseNotForUse);
    assert_eq!(refusal(answer(&hospital, &of(4))), Code::ReleaseUnknown);
    let nowhere = Hospital {
        id: OrganizationId::new("H9").unwrap(),
        dictionary: hospital.dictionary.clone(),
        service: hospital.service,
    };
    assert_eq!(refusal(answer(&nowhere, &now)), Code::OrganizationUnknown);
    let curator = Hospital::curator();
    let refused = test.service.translator(&curator, &hospital.id, &now);
    assert_eq!(refusal(refused), Code::RightMissing);
}

fn file(text: &str) -> FileInput {
    FileInput {
        bytes: text.as_bytes().to_vec(),
        file_name: Some("a.csv".to_owned()),
    }
}

fn edition(service: &Service, of: &str, metadata: EditionMetadata, text: &str) {
    let named = |title: &str| Some(title.to_owned());
    let import = EditionImport {
        publish: true,
        metadata,
        columns: ConceptColumns {
            code: named("code"),
            name: named("name"),
            assignable: text.contains("assignable").then(|| "assignable".to_owned()),
            ..ConceptColumns::default()
        },
        ..EditionImport::default()
    };
    let operator = session(Role::Operator, "operator");
    let of = EditionRef::parse(of).unwrap();
    service.import_edition(&operator, &of, &file(text), &import).unwrap();
}

fn released<'a>(service: &'a Service, targets: &[(&str, &str)]) -> Hospital<'a> {
    let rows: Vec<(&str, &str)> = targets.iter().map(|(code, _)| (*code, "名称")).collect();
    let hospital = Hospital::new(service, "H1", &rows);
    for (code, target) in targets {
        hospital.approve(code, mapped_to("list/1", target), "名称一致");
    }
    hospital.publish().unwrap();
    hospital
}

fn targets_whose_edition_is_retired_or_superseded_are_told(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    edition(
        service,
        "list/1",
        EditionMetadata::default(),
        "code,name\n1,甲\n2,乙\n3,丙\n",
    );
    let hospital = released(service, &[("001", "1"), ("002", "2"), ("003", "3")]);
    let now = TranslationOrder::default();
    let all = |order: &TranslationOrder| {
        let translator = translator(&hospital, order).unwrap();
        ["001", "002", "003"].map(|code| told(&translator, code))
    };
    assert_eq!(all(&now), ["mapped 1", "mapped 2", "mapped 3"]);
    let successor = EditionMetadata {
        replaces: Some("1".parse().unwrap()),
        effective_from: Some("2026-11-22".to_owned()),
        ..EditionMetadata::default()
    };
    edition(
        service,
        "list/2",
        successor,
        "code,name,assignable\n1,甲,true\n2,乙,false\n4,丁,true\n",
    );
    assert_eq!(all(&now), ["mapped 1", "mapped 2", "mapped 3"], "not in force yet");
    let gone = "retired_target target-retired";
    assert_eq!(all(&as_of("2026-11-22")), ["mapped 1", gone, gone]);
    let registrar = session(Role::Operator, "operator");
    let of = EditionRef::parse("list/1").unwrap();
    service.retire_edition(&registrar, &of, "停用").unwrap();
    let retired = "retired_target edition-retired";
    assert_eq!(all(&now), [retired; 3]);
}

fn map(service: &Service, of: &str, (source, target): (&str, &str), text: &str) {
    let import = MapImport {
        source: EditionRef::parse(source).unwrap(),
        target: EditionRef::parse(target).unwrap(),
        format: None,
        sheet: None,
        columns: MapColumns::default(),
        provenance: String::new(),
    };
    let operator = session(Role::Operator, "operator");
    let of = MapVersionRef::parse(of).unwrap();
    service
        .import_concept_map(&operator, &of, &file(text), &import)
        .unwrap();
    service.publish_concept_map(&operator, &of).unwrap();
}

fn a_published_map_leads_on_to_a_second_standard(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    edition(
        service,
        "list/1",
        EditionMetadata::default(),
        "code,name\n1,甲\n2,乙\n3,丙\n",
    );
    edition(
        service,
        "other/1",
        EditionMetadata::default(),
        "code,name\na,子\nb,丑\n",
    );
    let hospital = released(service, &[("001", "1"), ("002", "2"), ("003", "3")]);
    let to = |to: &str, via: Option<&str>| TranslationOrder {
        to: Some(EditionRef::parse(to).unwrap()),
        via: via.map(|via| MapVersionRef::parse(via).unwrap()),
        ..TranslationOrder::default()
    };
    let refused = |order: &TranslationOrder| refusal(translator(&hospital, order));
    assert_eq!(refused(&to("other/1", None)), Code::NoMapBetween);
    assert_eq!(refused(&to("other/9", None)), Code::EditionUnknown);
    map(service, "m/1", ("list/1", "other/1"), "a,b,c,d\n1,甲,b,丑\n");
    map(
        service,
        "m/2",
        ("list/1", "other/1"),
        "a,b,c,d\n1,甲,a,子\n2,乙,a,子\n2,乙,b,丑\n",
    );
    let all = |order: &TranslationOrder| {
        let translator = translator(&hospital, order).unwrap();
        ["001", "002", "003"].map(|code| told(&translator, code))
    };
    let newest = ["mapped a", "ambiguous several-ways", "unmapped no-way-on"];
    assert_eq!(all(&to("other/1", None)), newest);
    assert_eq!(all(&to("other/1", Some("m/1")))[0], "mapped b");
    map(service, "n/1", ("list/1", "other/1"), "a,b,c,d\n1,甲,b,丑\n");
    assert_eq!(refused(&to("other/1", None)), Code::SeveralMapsBetween);
    assert_eq!(all(&to("other/1", Some("m/2"))), newest);
    assert_eq!(all(&to("list/1", None)), ["mapped 1", "mapped 2", "mapped 3"]);
    let translator = translator(&hospital, &to("other/1", Some("m/2"))).unwrap();
    let question = Question {
        dictionary: "his/diagnosis",
        code: "001",
        ..Question::default()
    };
    let verdict = translator.ask(&question);
    let displays: Vec<&str> = verdict.targets().map(|target| target.display).collect();
    assert_eq!(displays, ["子"], "the official display of that edition");
}
