//! The shipped lists against reference lists, both ways wherever the reference covers the same ground.

use super::reference::Difference;
use super::reference::compare;
use super::reference::folder;
use super::reference::rows;
use super::reference::settle;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use zhiyu::registry::concept::Concept;
use zhiyu::registry::shipped;

/// The names of the files of exceptions, one for each comparison below.
pub const SYSTEMS: [&str; 7] = [
    "GB-T-2260",
    "WS-218",
    "drug-generic",
    "icd-10",
    "icd-9-cm-3",
    "laboratory",
    "value-domains",
];
/// Lists written from memory (confidence M) for which no reference is at hand.
const WITHOUT_REFERENCE: [&str; 2] = ["MED-CHRGITM-TYPE", "ZLKM"];
/// What the note of a list says before the name of its value domain in the reference.
const ORIGINAL_NAME: &str = "原标识：";

/// Codes and names.
type Names = BTreeMap<String, String>;

fn list(name: &str) -> Vec<Concept> {
    shipped::list(name).unwrap().1
}

fn names_of<'a>(concepts: impl IntoIterator<Item = &'a Concept>) -> Names {
    let names = concepts
        .into_iter()
        .map(|concept| (concept.code.clone(), concept.display.clone()));
    names.collect()
}

/// Rows of code and name; a code may not have two names.
#[track_caller]
fn names(rows: impl IntoIterator<Item = (String, String)>) -> Names {
    let mut names = Names::new();
    for (code, name) in rows {
        let former = names.insert(code.clone(), name.clone());
        assert!(
            former.is_none_or(|former| former == name),
            "{code} has two names in the reference"
        );
    }
    names
}

fn is_made_of(code: &str, shape: &str) -> bool {
    let fits = |(c, kind): (char, char)| match kind {
        'A' => c.is_ascii_uppercase(),
        _ => c.is_ascii_digit(),
    };
    code.len() == shape.len() && code.chars().zip(shape.chars()).all(fits)
}

#[test]
fn icd_10_categories() {
    let Some(data) = folder() else {
        return;
    };
    let mut file = csv::Reader::from_path(data.join("codesets/icd10/yibao2.0_with_categories.csv")).unwrap();
    let is_category = |code: &str| is_made_of(code, "A99");
    let reference = names(file.records().filter_map(|record| {
        let record = record.unwrap();
        // A category for manifestations carries an asterisk after its code, one for their causes a dagger.
        let code = record[1].trim().trim_end_matches(['*', '+']);
        is_category(code).then(|| (code.to_owned(), record[0].trim().to_owned()))
    }));
    assert!(
        reference.len() > 2_000,
        "only {} categories in the reference",
        reference.len()
    );
    let concepts = list("icd-10/categories-2016");
    let ours = names_of(concepts.iter().filter(|concept| is_category(&concept.code)));
    settle("icd-10", &compare(&ours, &reference));
}

#[test]
fn icd_9_cm_3_categories_and_procedures() {
    let Some(data) = folder() else {
        return;
    };
    let path = data.join("matching/surgery_n7k/icd9cm3_pumch_2017.tsv");
    let reference = names(
        rows(&path, "code\tname")
            .into_iter()
            .map(|row| (row[0].clone(), row[1].clone())),
    );
    let concepts = list("icd-9-cm-3/common-1");
    let is_category = |code: &String| is_made_of(code, "99");
    let categories = names_of(concepts.iter().filter(|concept| is_category(&concept.code)));
    let mut reference_categories = reference.clone();
    reference_categories.retain(|code, _| is_category(code));
    assert_eq!(reference_categories.len(), 100);
    let mut differences = compare(&categories, &reference_categories);
    let mut compared = 0;
    for concept in concepts.iter().filter(|concept| concept.code.contains('.')) {
        let code = &concept.code;
        // 47.01 stands as 47.0100 in the hospital edition, 37.0 as 37.0 or 37.0x00.
        let forms = [code.clone(), format!("{code}00"), format!("{code}x00")];
        if let Some(name) = forms.iter().find_map(|form| reference.get(form)) {
            compared += 1;
            if *name != concept.display {
                differences.insert(Difference::new(code, "name", &concept.display, name));
            }
        }
    }
    assert!(compared > 400, "only {compared} procedures are in the reference");
    settle("icd-9-cm-3", &differences);
}

#[test]
fn divisions() {
    let Some(data) = folder() else {
        return;
    };
    let text = fs::read_to_string(data.join("divisions/yearly_1981_2024/data/2024.txt")).unwrap();
    let lines = text
        .lines()
        .filter_map(|line| line.trim().split_once(char::is_whitespace));
    let mut reference = names(lines.map(|(code, name)| (code.to_owned(), name.trim().to_owned())));
    assert!(
        reference.len() > 3_000,
        "only {} divisions in the reference",
        reference.len()
    );
    let counties_of = ["41", "44", "61"];
    reference.retain(|code, _| {
        let is_county = !code.ends_with("00");
        !is_county || counties_of.iter().any(|province| code.starts_with(province))
    });
    settle("GB-T-2260", &compare(&names_of(&list("GB-T-2260/2024")), &reference));
}

#[test]
fn institution_types() {
    let Some(data) = folder() else {
        return;
    };
    let rows = rows(&data.join("value_domains/ws218_types.tsv"), "code\tname");
    let reference = names(rows.into_iter().map(|row| (row[0].clone(), row[1].clone())));
    settle("WS-218", &compare(&names_of(&list("WS-218/2002")), &reference));
}

#[test]
fn value_domains() {
    let Some(data) = folder() else {
        return;
    };
    let header = "vd\tvd_name\tcode\tname\tsource\tconfidence";
    let mut domains: BTreeMap<String, (String, Names)> = BTreeMap::new();
    for row in rows(&data.join("value_domains/value_domains.tsv"), header) {
        let (title, values) = domains.entry(row[0].clone()).or_default();
        title.clone_from(&row[1]);
        values.insert(row[2].clone(), row[3].clone());
    }
    assert!(
        domains.len() >= 70,
        "only {} value domains in the reference",
        domains.len()
    );
    let mut differences = BTreeSet::new();
    for name in shipped::list_names() {
        let (manifest, concepts) = shipped::list(&name).unwrap();
        let system = manifest.system.as_str();
        let note = manifest.note.unwrap_or_default();
        let original = note.strip_prefix(ORIGINAL_NAME).unwrap_or(system);
        let Some((title, values)) = domains.remove(original) else {
            let is_known = SYSTEMS.contains(&system)
                || WITHOUT_REFERENCE.contains(&system)
                || system.starts_with("zhiyu-lexicon-");
            assert!(is_known, "{name} has no value domain {original} in the reference");
            continue;
        };
        assert_eq!(manifest.title, title, "{name}");
        let qualified = |names: Names| -> Names {
            let codes = names.into_iter().map(|(code, text)| (format!("{system}/{code}"), text));
            codes.collect()
        };
        differences.extend(compare(&qualified(names_of(&concepts)), &qualified(values)));
    }
    assert!(domains.is_empty(), "not shipped: {:?}", domains.keys());
    settle("value-domains", &differences);
}

/// The concepts of a list by every name that means one of them: its own, and its other names.
struct Meanings {
    concepts: Vec<Concept>,
}

impl Meanings {
    fn of(name: &str) -> Self {
        let mut concepts = list(name);
        concepts.retain(|concept| concept.assignable);
        Self { concepts }
    }

    fn named(&self, name: &str) -> Option<&Concept> {
        let has_name =
            |concept: &&Concept| concept.display == name || concept.designations.iter().any(|one| one == name);
        self.concepts.iter().find(has_name)
    }

    fn coded(&self, code: &str) -> Option<&Concept> {
        self.concepts.iter().find(|concept| concept.code == code)
    }

    /// The codes that an alias may mean, with a note when it alone does not choose.
    fn of_alias(&self, alias: &str) -> BTreeSet<String> {
        let mut codes = BTreeSet::new();
        for concept in &self.concepts {
            let ambiguous = concept.properties.get("ambiguous_aliases").map_or("", String::as_str);
            if ambiguous.split('|').any(|one| one == alias) {
                codes.insert(format!("{} ambiguous", concept.code));
            }
            if concept.display == alias || concept.designations.iter().any(|one| one == alias) {
                codes.insert(concept.code.clone());
            }
        }
        codes
    }

    /// The difference when an alias does not mean this code, or means it otherwise than the reference has it.
    fn alias_difference(&self, alias: &str, code: &str, is_ambiguous: bool) -> Option<Difference> {
        let mark = if is_ambiguous { " ambiguous" } else { "" };
        let expected = format!("{code}{mark}");
        let found = self.of_alias(alias);
        let ours = found.iter().cloned().collect::<Vec<_>>().join(", ");
        (!found.contains(&expected)).then(|| Difference::new(alias, "alias", &ours, &expected))
    }
}

#[test]
fn laboratory_items() {
    let Some(data) = folder() else {
        return;
    };
    let meanings = Meanings::of("laboratory/loinc-common-1");
    let header = "alias\tpreferred\tloinc_hint_memory\tunit\tambiguous";
    let mut differences = BTreeSet::new();
    let mut compared = BTreeSet::new();
    for row in rows(&data.join("synonyms/syn_lab.tsv"), header) {
        let (alias, preferred, hint, ambiguous) = (&row[0], &row[1], &row[2], &row[4]);
        compared.insert(preferred.clone());
        let named = meanings.named(preferred);
        let found = named.map_or_else(String::new, |concept| format!("{} {}", concept.code, concept.display));
        let meant = match (named, meanings.coded(hint)) {
            (Some(concept), _) if concept.code == *hint => concept,
            (Some(concept), _) => {
                let kind = if hint.is_empty() { "extra" } else { "code" };
                differences.insert(Difference::new(preferred, kind, &found, hint));
                concept
            }
            (None, Some(concept)) => {
                differences.insert(Difference::new(hint, "name", &concept.display, preferred));
                concept
            }
            (None, None) => {
                differences.insert(Difference::new(preferred, "missing", "", hint));
                continue;
            }
        };
        differences.extend(meanings.alias_difference(alias, &meant.code, !ambiguous.is_empty()));
    }
    assert!(
        compared.len() > 100,
        "only {} laboratory items in the reference",
        compared.len()
    );
    settle("laboratory", &differences);
}

#[test]
fn drugs() {
    let Some(data) = folder() else {
        return;
    };
    let meanings = Meanings::of("drug-generic/atc-common-1");
    let mut differences = BTreeSet::new();
    let mut compared = BTreeSet::new();
    for row in rows(&data.join("synonyms/syn_drug.tsv"), "alias\tpreferred\tambiguous") {
        // Brackets hold a note of the reference, such as that dosage forms differ.
        let preferred = row[1].split('(').next().unwrap_or(&row[1]);
        compared.insert(preferred.to_owned());
        let Some(concept) = meanings.named(preferred) else {
            differences.insert(Difference::new(preferred, "missing", "", preferred));
            continue;
        };
        differences.extend(meanings.alias_difference(&row[0], &concept.code, false));
    }
    assert!(compared.len() > 50, "only {} drugs in the reference", compared.len());
    settle("drug-generic", &differences);
}
