//! The lexicon is a list of the registry: publishing an edition of it changes suggestions at once.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::service::TestService;
use crate::support::service::session;
use zhiyu::access::role::Role;
use zhiyu::id::EditionRef;
use zhiyu::matching::Term;
use zhiyu::matching::lexicon::SYSTEM;
use zhiyu::matching::words::VARIANTS;
use zhiyu::service::Service;
use zhiyu::service::files::FileInput;
use zhiyu::service::registry::editions::ConceptColumns;
use zhiyu::service::registry::editions::EditionImport;

on_both_engines! {
    a_new_edition_of_the_lexicon_is_used_once_it_is_published
    a_new_edition_of_the_variants_is_used_once_it_is_published
}

const LIST: &str = "code\tname\nI48.x01\t心房颤动\nI48.x02\t心房扑动\n";
const WORDS: &str =
    "code\tname\tambiguous\tsource\tconfidence\n抖心病\t心房颤动\tfalse\t本院\tV\nAF\t心房颤动\ttrue\t本院\tV\n";

fn a_new_edition_of_the_lexicon_is_used_once_it_is_published(engine: Engine) {
    let test = TestService::new(engine);
    let list = EditionRef::parse("rhythms/1").unwrap();
    import(&test.service, &list, LIST, true);
    assert_eq!(
        reasons(&test.service, &list, "房颤"),
        ["synonym"],
        "the shipped words are in use"
    );
    assert!(reasons(&test.service, &list, "抖心病").is_empty());
    let own = EditionRef::parse(&format!("{SYSTEM}/2")).unwrap();
    import(&test.service, &own, WORDS, false);
    assert!(
        reasons(&test.service, &list, "抖心病").is_empty(),
        "a draft is not in use"
    );
    let registrar = session(Role::Operator, "zhang.san");
    test.service.publish_edition(&registrar, &own).unwrap();
    assert_eq!(reasons(&test.service, &list, "抖心病"), ["synonym"]);
    assert_ne!(
        reasons(&test.service, &list, "房颤"),
        ["synonym"],
        "the edition before is not"
    );
    let ambiguous = suggest(&test.service, &list, "AF");
    assert!(ambiguous.iter().all(|one| one.score <= 0.5 && !one.warnings.is_empty()));
}

fn a_new_edition_of_the_variants_is_used_once_it_is_published(engine: Engine) {
    let test = TestService::new(engine);
    let list = EditionRef::parse("organs/1").unwrap();
    import(&test.service, &list, "code\tname\nA\t脐轮溢血\nB\t足疽\n", true);
    let found = |name: &str| suggest(&test.service, &list, name).first().map(|one| one.code.clone());
    assert_eq!(found("肚脐渗红"), None);
    let own = EditionRef::parse(&format!("{VARIANTS}/2")).unwrap();
    import(&test.service, &own, "code\tname\n肚脐\t脐轮\n渗红\t溢血\n", true);
    assert_eq!(found("肚脐渗红").as_deref(), Some("A"), "two words of the new edition");
}

fn import(service: &Service, edition: &EditionRef, text: &str, publish: bool) {
    let file = FileInput {
        bytes: text.as_bytes().to_vec(),
        file_name: Some("list.tsv".to_owned()),
    };
    let is_words = text.contains("ambiguous");
    let properties: &[&str] = if is_words {
        &["ambiguous", "source", "confidence"]
    } else {
        &[]
    };
    let columns = ConceptColumns {
        properties: properties.iter().map(|name| (*name).to_owned()).collect(),
        ..ConceptColumns::default()
    };
    let order = EditionImport {
        columns,
        publish,
        ..EditionImport::default()
    };
    let registrar = session(Role::Operator, "zhang.san");
    service.import_edition(&registrar, edition, &file, &order).unwrap();
}

fn suggest(service: &Service, list: &EditionRef, name: &str) -> Vec<zhiyu::matching::Suggestion> {
    let curator = session(Role::Curator, "li.si");
    service.suggest(&curator, list, &Term::named(name), 5).unwrap()
}

fn reasons(service: &Service, list: &EditionRef, name: &str) -> Vec<&'static str> {
    let found = suggest(service, list, name);
    let first = found.first().map(|one| one.reasons.as_slice()).unwrap_or_default();
    first.iter().map(zhiyu::matching::Reason::as_str).collect()
}
