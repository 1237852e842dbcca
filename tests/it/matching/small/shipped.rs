//! The value domains that come with the program find their own names and their everyday words.

use crate::matching::List;
use crate::matching::ask;
use crate::matching::codes;
use crate::matching::of_entries;
use crate::matching::reasons;
use crate::matching::warnings;
use std::collections::BTreeMap;
use zhiyu::matching::Entry;
use zhiyu::matching::values::SMALL;
use zhiyu::registry::shipped;

fn domain(name: &str) -> List {
    let (_, concepts) = shipped::list(name).expect("a shipped list");
    of_entries(concepts.iter().cloned().map(Entry::from).collect(), "")
}

#[test]
fn every_value_of_every_small_domain_is_found_by_its_name_whatever_its_code() {
    let mut values = 0;
    for name in shipped::list_names() {
        let (_, concepts) = shipped::list(&name).expect("a shipped list");
        let entries: Vec<Entry> = concepts.iter().cloned().map(Entry::from).collect();
        if u32::try_from(entries.len()).expect("a short list") > SMALL {
            continue;
        }
        let mut times: BTreeMap<&str, u32> = BTreeMap::new();
        for entry in &entries {
            *times.entry(&entry.display).or_default() += 1;
        }
        let list = of_entries(entries.clone(), "");
        for entry in entries.iter().filter(|entry| times[entry.display.as_str()] == 1) {
            let found = ask(&list, &entry.display);
            assert_eq!(codes(&found)[0], entry.code, "{name}: {}", entry.display);
            assert_eq!(reasons(&found[0]), ["exact-name"], "{name}: {}", entry.display);
            values += 1;
        }
    }
    assert!(values > 600, "{values} values");
}

#[test]
fn a_bare_code_is_never_more_than_a_hint_in_any_small_domain() {
    for name in shipped::list_names() {
        let (_, concepts) = shipped::list(&name).expect("a shipped list");
        let entries: Vec<Entry> = concepts.iter().cloned().map(Entry::from).collect();
        if u32::try_from(entries.len()).expect("a short list") > SMALL {
            continue;
        }
        let list = of_entries(entries, "");
        for code in ["0", "1", "2", "3", "9", "01", "99"] {
            for one in ask(&list, code) {
                assert!(one.score <= 0.5, "{name} {code}: {one:?}");
                assert!(warnings(&one).contains(&"code-is-convention"), "{name} {code}: {one:?}");
            }
        }
    }
}

#[test]
fn everyday_words_find_their_value() {
    let expected = [
        ("GB-T-2261.1", "F", "2"),
        ("GB-T-2261.2", "单身", "10"),
        ("CV04.50.005", "O", "3"),
        ("CV04.50.020", "Rh(+)", "2"),
        ("CV04.50.013", "R", "1"),
        ("CV06.00.102", "静滴", "405"),
        ("CV06.00.103", "腰麻", "21"),
        ("CV06.00.220", "特护", "1"),
        ("CV07.10.005", "新农合", "3"),
        ("CV09.00.403", "外院转入", "3"),
        ("BASY.YW", "√", "2"),
        ("BASY.SF", "N", "2"),
        ("BASY.LXRGX", "儿子", "2"),
        ("CV06.00.226", "自动出院", "4"),
    ];
    let names = shipped::list_names();
    for (name, word, code) in expected {
        let prefix = format!("{name}/");
        let name = names
            .iter()
            .find(|list| list.starts_with(&prefix))
            .expect("a shipped list");
        let found = ask(&domain(name), word);
        assert_eq!(codes(&found).first(), Some(&code), "{name} {word}: {found:?}");
    }
}
