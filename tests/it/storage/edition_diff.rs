//! The difference of two stored editions: read in windows, it is that of the whole lists.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::service::TestService;
use crate::support::service::session;
use std::fmt::Write as _;
use zhiyu::access::role::Role;
use zhiyu::id::EditionRef;
use zhiyu::page::Page;
use zhiyu::registry::concept::Concept;
use zhiyu::registry::edition_diff::Change;
use zhiyu::registry::edition_diff::diff;
use zhiyu::service::Service;
use zhiyu::service::files::FileInput;
use zhiyu::service::registry::edition_diff::DiffQuestion;
use zhiyu::service::registry::edition_diff::DiffRow;
use zhiyu::service::registry::edition_diff::EditionComparison;
use zhiyu::service::registry::editions::EditionImport;

on_both_engines! {
    windows_of_codes_give_the_difference_of_the_whole
}

/// More than two windows of concepts, the codes in no order of numbers; every seventh renamed, a run of 6,000 gone.
fn lists() -> (Vec<Concept>, Vec<Concept>) {
    let old: Vec<Concept> = (0..13_000)
        .map(|number| Concept::new(format!("{}.{number}", number % 17), format!("条目{number}")))
        .collect();
    let kept = old
        .iter()
        .enumerate()
        .filter(|(number, _)| !(3_000..9_000).contains(number));
    let mut new: Vec<Concept> = kept
        .map(|(number, concept)| {
            let renamed = if number % 7 == 0 { "改名" } else { "" };
            Concept::new(concept.code.clone(), format!("{}{renamed}", concept.display))
        })
        .collect();
    new.extend(["!", "a", "é", "霍"].map(|code| Concept::new(code, "新增")));
    (old, new)
}

fn import(service: &Service, of: &EditionRef, list: &[Concept]) {
    let mut text = "code\tname\n".to_owned();
    for concept in list {
        writeln!(text, "{}\t{}", concept.code, concept.display).unwrap();
    }
    let file = FileInput {
        bytes: text.into_bytes(),
        file_name: Some("list.tsv".to_owned()),
    };
    let registrar = session(Role::Registrar, "registrar");
    service
        .import_edition(&registrar, of, &file, &EditionImport::default())
        .unwrap();
}

fn ask(service: &Service, change: Option<Change>, page: Option<Page>) -> EditionComparison {
    let question = DiffQuestion {
        from: EditionRef::parse("S/1").unwrap(),
        to: EditionRef::parse("T/2").unwrap(),
        change,
        page,
    };
    let reader = session(Role::Collector, "reader");
    service.diff_editions(&reader, &question).unwrap()
}

fn windows_of_codes_give_the_difference_of_the_whole(engine: Engine) {
    let test = TestService::new(engine);
    let (old, new) = lists();
    import(&test.service, &EditionRef::parse("S/1").unwrap(), &old);
    import(&test.service, &EditionRef::parse("T/2").unwrap(), &new);
    let expected = diff(&old, &new);
    let owned = |change: Option<Change>| -> Vec<DiffRow> {
        let rows = expected.rows.iter();
        let wanted = rows.filter(|row| change.is_none_or(|change| row.changes.contains(&change)));
        wanted
            .map(|row| DiffRow {
                before: row.before.cloned(),
                after: row.after.cloned(),
                changes: row.changes.clone(),
            })
            .collect()
    };
    let whole = ask(&test.service, None, None);
    assert_eq!(whole.counts, Some(expected.counts));
    assert_eq!((expected.counts.removed, expected.counts.added), (6_000, 4));
    assert!(whole.rows.items == owned(None), "rows differ");
    assert_eq!(
        ask(&test.service, Some(Change::Added), None).rows.items,
        owned(Some(Change::Added))
    );

    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let is_first = after.is_none();
        let page = ask(&test.service, Some(Change::Renamed), Some(Page::new(after, Some(300))));
        assert_eq!(
            page.counts,
            is_first.then_some(expected.counts),
            "counts come with the first page"
        );
        paged.extend(page.rows.items);
        after = page.rows.next;
        if after.is_none() {
            break;
        }
    }
    assert!(paged == owned(Some(Change::Renamed)), "pages differ from the whole");
}
