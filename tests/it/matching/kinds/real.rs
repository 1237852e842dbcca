//! Real lists of drugs, laboratory items and departments, when they lie beside the checkout: how many are read, and how many
//! first suggestions agree. The figures are printed; the floors only notice a fall.

use super::differing;
use super::shipped_list;
use std::collections::BTreeMap;
use std::path::Path;
use zhiyu::matching::Suggestion;
use zhiyu::matching::Term;
use zhiyu::matching::kinds::department::Department;
use zhiyu::matching::kinds::drug::Drug;
use zhiyu::matching::kinds::level::Level;
use zhiyu::matching::kinds::titles::Attributes;

/// The rows of a file, by the titles of its columns.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(path)
        .expect("a readable file");
    let titles = reader.headers().expect("a header").clone();
    let row = |row: csv::StringRecord| {
        titles
            .iter()
            .zip(row.iter())
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .collect()
    };
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

struct Figures {
    rows: usize,
    read: usize,
    suggested: usize,
    agree: usize,
}

fn drugs(path: &Path, name: &str) -> Figures {
    let list = shipped_list("drug-generic/atc-common-1");
    let rows = rows(path);
    let mut figures = Figures {
        rows: rows.len(),
        read: 0,
        suggested: 0,
        agree: 0,
    };
    for row in &rows {
        let drug = Drug::read(&row[name], &Attributes::of(row));
        let is_read = drug.generic.chars().count() > 1 && drug.form.is_some() && !drug.strength.is_empty();
        figures.read += usize::from(is_read);
        let term = Term {
            code: None,
            name: &row[name],
            attributes: Some(row),
        };
        let found = list.matcher.suggest(&term, 1).expect("suggestions");
        let agrees = |one: &Suggestion| !differing(one).contains(&Level::Generic);
        figures.suggested += usize::from(!found.is_empty());
        figures.agree += usize::from(found.first().is_some_and(agrees));
    }
    eprintln!(
        "{}: {} rows, {} read to generic, form and strength, {} with a suggestion, {} whose first agrees on the generic",
        path.display(),
        figures.rows,
        figures.read,
        figures.suggested,
        figures.agree
    );
    figures
}

#[test]
fn drugs_of_hospitals_are_read_and_find_their_generic_names() {
    let Some(data) = super::super::shared_data() else {
        return;
    };
    let lists = data.join("local_dictionaries");
    let his = drugs(&lists.join("his_a/drugs.csv"), "DrugsName");
    assert_eq!(his.rows, 2_966);
    assert!(his.read >= 1_950 && his.agree >= 780, "{} {}", his.read, his.agree);
    let platform = drugs(&lists.join("platform_drugs/drugs_0321.csv"), "DRUG_CHEM_NAME");
    assert!(
        platform.read * 10 >= platform.rows * 8,
        "{} of {}",
        platform.read,
        platform.rows
    );
    assert!(
        platform.agree * 4 >= platform.rows,
        "{} of {}",
        platform.agree,
        platform.rows
    );
}

#[test]
fn laboratory_items_find_their_analytes() {
    let Some(data) = super::super::shared_data() else {
        return;
    };
    let list = shipped_list("laboratory/loinc-common-1");
    let rows = rows(&data.join("local_dictionaries/lab_items_old.csv"));
    // Beyond these kinds the file lists images.
    let items: Vec<_> = rows.iter().filter(|row| row["kind"].as_str() < "6").collect();
    let (mut suggested, mut agree) = (0, 0);
    for row in &items {
        let term = Term {
            code: None,
            name: &row["name"],
            attributes: Some(row),
        };
        let found = list.matcher.suggest(&term, 1).expect("suggestions");
        suggested += usize::from(!found.is_empty());
        agree += usize::from(found.first().is_some_and(|one| differing(one).is_empty()));
    }
    eprintln!(
        "laboratory: {} items, {suggested} with a suggestion, {agree} whose first differs on no level",
        items.len()
    );
    assert!(agree * 10 >= items.len() * 8, "{agree} of {}", items.len());
}

#[test]
fn departments_are_known_by_their_subject() {
    let Some(data) = super::super::shared_data() else {
        return;
    };
    let rows = rows(&data.join("local_dictionaries/his_a/department.csv"));
    let known = rows.iter().map(|row| Department::read(&row["DeptName"]));
    let known = known.filter(|one| one.is_known || one.subject.is_empty()).count();
    eprintln!("departments: {known} of {} have a known subject", rows.len());
    assert!(known * 10 >= rows.len() * 6, "{known} of {}", rows.len());
}
