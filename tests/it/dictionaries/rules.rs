//! What every shipped list has to be, and what each system's codes have to look like.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use zhiyu::registry::check_digit::CheckDigit;
use zhiyu::registry::concept::Concept;
use zhiyu::registry::shipped;

const DRUGS: &str = "drug-generic/atc-common-1";
const LABORATORY: &str = "laboratory/loinc-common-1";
const PROCEDURES: &str = "icd-9-cm-3/common-1";
const DIAGNOSES: &str = "icd-10/categories-2016";
const DIVISIONS: &str = "GB-T-2260/2024";
const INSTITUTIONS: &str = "WS-218/2002";

/// The concepts of a list by code.
fn concepts(name: &str) -> BTreeMap<String, Concept> {
    let (_, list) = shipped::list(name).unwrap();
    list.into_iter()
        .map(|concept| (concept.code.clone(), concept))
        .collect()
}

/// The shape of a code: `9` for a digit, `A` for a capital letter, every other character as it is.
fn shape(code: &str) -> String {
    code.chars()
        .map(|c| match c {
            '0'..='9' => '9',
            'A'..='Z' => 'A',
            other => other,
        })
        .collect()
}

#[test]
fn every_list_agrees_with_its_manifest_and_its_folder() {
    let names = shipped::list_names();
    assert!(names.len() > 60, "{names:?}");
    for name in &names {
        let (manifest, concepts) = shipped::list(name).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        assert_eq!(
            &manifest.edition_ref().to_string(),
            name,
            "the folder is named after the edition"
        );
        assert_eq!(manifest, shipped::manifest(name).unwrap());
        assert!(!concepts.is_empty(), "{name} is empty");
    }
}

#[test]
fn every_folder_with_a_manifest_is_shipped() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries");
    let folders = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    let editions = folders(&root).into_iter().flat_map(|system| folders(&system));
    let is_specification = |folder: &PathBuf| folder.starts_with(root.join("specifications"));
    let editions = editions.filter(|folder| !is_specification(folder));
    let with_manifest = editions.filter(|edition| edition.join("MANIFEST.toml").is_file());
    let mut on_disk: Vec<String> = with_manifest
        .map(|edition| {
            edition
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/")
        })
        .collect();
    on_disk.sort();
    assert_eq!(shipped::list_names(), on_disk);
}

#[test]
fn every_list_is_in_the_order_of_its_codes_and_says_nothing_twice() {
    for name in shipped::list_names() {
        let (_, concepts) = shipped::list(&name).unwrap();
        assert!(
            concepts.is_sorted_by(|one, next| one.code < next.code),
            "{name} is not in order"
        );
        for concept in concepts {
            let names: Vec<&String> = std::iter::once(&concept.display).chain(&concept.designations).collect();
            let different: BTreeSet<_> = names.iter().collect();
            assert_eq!(names.len(), different.len(), "{name}: {concept:?} has a name twice");
            assert!(
                names.iter().all(|text| text.trim() == **text),
                "{name}: {concept:?} has a blank around a name"
            );
            let confidence = concept.properties.get("confidence").map_or("V", String::as_str);
            let is_known = ["V", "V-", "M", "M-low"].contains(&confidence);
            assert!(is_known, "{name}: {concept:?} has an unknown confidence");
        }
    }
}

#[test]
fn every_heading_has_something_below_it() {
    // The procedures are a selection below all categories, so some of those are empty.
    for name in [DRUGS, DIAGNOSES, INSTITUTIONS] {
        let concepts = concepts(name);
        let parents: BTreeSet<&String> = concepts
            .values()
            .filter_map(|concept| concept.parent.as_ref())
            .collect();
        for concept in concepts.values().filter(|concept| !concept.assignable) {
            assert!(
                parents.contains(&concept.code),
                "{name}: the heading {} has nothing below it",
                concept.code
            );
        }
    }
}

#[test]
fn laboratory_codes_have_the_check_digit_of_loinc() {
    let concepts = concepts(LABORATORY);
    assert!(concepts.len() >= 100, "only {} laboratory items", concepts.len());
    for code in concepts.keys() {
        CheckDigit::Loinc
            .validate(code)
            .unwrap_or_else(|refusal| panic!("{refusal:?}"));
    }
}

#[test]
fn drug_codes_are_atc_codes_below_their_group() {
    let concepts = concepts(DRUGS);
    let levels = ["A", "A99", "A99A", "A99AA", "A99AA99"];
    for (code, concept) in &concepts {
        let level = levels.iter().position(|level| *level == shape(code));
        let level = level.unwrap_or_else(|| panic!("{code} is no ATC code"));
        let length = level.checked_sub(1).map(|above| levels[above].len());
        assert_eq!(
            concept.parent.as_deref(),
            length.and_then(|length| code.get(..length)),
            "{code}"
        );
        assert_eq!(
            concept.assignable,
            level == 4,
            "{code}: data carries substances, not groups"
        );
    }
    let substances = concepts.keys().filter(|code| code.len() == 7).count();
    assert!(substances >= 150, "only {substances} drugs");
}

#[test]
fn icd_10_categories_lie_in_their_block_and_blocks_in_a_chapter() {
    let concepts = concepts(DIAGNOSES);
    let mut categories = 0;
    for (code, concept) in &concepts {
        let parent = concept.parent.as_deref().unwrap_or_default();
        match shape(code).as_str() {
            "A99" => {
                let (first, last) = parent.split_once('-').unwrap();
                assert!(
                    first <= code.as_str() && code.as_str() <= last,
                    "{code} is not in {parent}"
                );
                assert!(concept.assignable, "{code}");
                categories += 1;
            }
            "A99-A99" => {
                assert!(
                    parent.chars().all(|c| "IVX".contains(c)) && !parent.is_empty(),
                    "{code} in {parent}"
                );
                assert!(!concept.assignable, "{code}");
            }
            _ => {
                assert!(code.chars().all(|c| "IVX".contains(c)), "{code} is no chapter");
                assert_eq!((parent, concept.assignable), ("", false), "{code}");
            }
        }
    }
    assert!(categories >= 2_000, "only {categories} categories");
    let chapters = concepts
        .keys()
        .filter(|code| !code.contains(|c: char| c.is_ascii_digit()))
        .count();
    assert_eq!(chapters, 22);
}

#[test]
fn icd_9_cm_3_codes_lie_in_their_category_and_categories_in_a_chapter() {
    let concepts = concepts(PROCEDURES);
    let mut procedures = 0;
    for (code, concept) in &concepts {
        let parent = concept.parent.as_deref();
        match shape(code).as_str() {
            "99" => {
                let chapter = &concepts[parent.unwrap()];
                let range = &chapter.properties["range"];
                let (first, last) = range.split_once('-').unwrap_or((range, range));
                assert!(
                    first <= code.as_str() && code.as_str() <= last,
                    "{code} is not in {range}"
                );
                assert!(!concept.assignable, "{code}");
            }
            "99.9" | "99.99" => {
                assert_eq!(parent, code.get(..2), "{code}");
                assert!(concept.assignable, "{code}");
                procedures += 1;
            }
            "AA99" | "AA99A" => assert_eq!((parent, concept.assignable), (None, false), "{code}"),
            other => panic!("{code} has the shape {other}"),
        }
    }
    assert!(procedures >= 200, "only {procedures} procedures");
    let categories = concepts.keys().filter(|code| shape(code) == "99").count();
    assert_eq!(categories, 100, "00 to 99");
}

#[test]
fn divisions_lie_in_the_division_that_their_code_names() {
    let concepts = concepts(DIVISIONS);
    let mut levels: BTreeMap<&str, usize> = BTreeMap::new();
    for (code, concept) in &concepts {
        assert_eq!(shape(code), "999999");
        let province = format!("{}0000", code.get(..2).unwrap());
        let prefecture = format!("{}00", code.get(..4).unwrap());
        let (level, parent) = if *code == province {
            ("省级", None)
        } else if *code == prefecture {
            ("地级", Some(province))
        } else if concepts.contains_key(&prefecture) {
            ("县级", Some(prefecture))
        } else {
            // A county that a province governs itself, such as 济源市 419001.
            ("县级", Some(province))
        };
        assert_eq!(concept.parent, parent, "{code}");
        assert_eq!(concept.properties["level"], level, "{code}");
        *levels.entry(level).or_default() += 1;
    }
    assert_eq!((levels["省级"], levels["地级"]), (34, 333));
    let whole = ["41", "44", "61"];
    let counties: Vec<&String> = concepts.keys().filter(|code| !code.ends_with("00")).collect();
    assert!(
        counties
            .iter()
            .all(|code| whole.iter().any(|province| code.starts_with(province))),
        "{counties:?}"
    );
    assert!(counties.len() > 350, "only {} counties", counties.len());
}

#[test]
fn institution_types_lie_in_their_class() {
    for (code, concept) in concepts(INSTITUTIONS) {
        match shape(&code).as_str() {
            "A" => assert_eq!((concept.parent, concept.assignable), (None, false), "{code}"),
            "A999" => {
                let parent = concept.parent.unwrap();
                assert!(
                    code.starts_with(parent.trim_end_matches('0')) && parent != code,
                    "{code} in {parent}"
                );
                assert!(concept.assignable, "{code}");
            }
            other => panic!("{code} has the shape {other}"),
        }
    }
}

#[test]
fn no_other_name_of_a_drug_or_laboratory_item_means_two_of_them() {
    for name in [DRUGS, LABORATORY] {
        let mut meanings: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (code, concept) in concepts(name).into_iter().filter(|(_, concept)| concept.assignable) {
            for alias in concept.designations {
                meanings.entry(alias).or_default().insert(code.clone());
            }
        }
        meanings.retain(|_, codes| codes.len() > 1);
        assert!(
            meanings.is_empty(),
            "{name}: ambiguous names belong into their own column: {meanings:?}"
        );
    }
}
